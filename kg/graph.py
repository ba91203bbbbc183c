"""Files -> graph: read, index, resolve, infer. Everything from bytes to statements, in memory, without writing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

from kg import checks, index, infer, likeness, resources, schema
from kg.bib import census, source, split
from kg.config import Config
from kg.model import Entry, Problem, Statement, StringDef
from kg.readers import READERS
from kg.resolve import resolve
from kg.said import Said
from kg.schema import Schema


@dataclass(frozen=True)
class Graph:
    """What a workspace's bib files say."""

    schema: Schema
    entries: tuple[Entry, ...]  # those in the graph, in the order of files and lines
    strings: tuple[StringDef, ...]
    index: index.Index
    statements: tuple[Statement, ...]  # curated; sorted
    inferred: tuple[Statement, ...]  # sorted
    problems: tuple[Problem, ...]  # in the order of files and lines
    census: census.Census  # how many entries the files have, and what became of them


def read(files: Mapping[str, bytes]) -> tuple[list[Entry], list[StringDef], list[Problem]]:
    """The entries, strings and problems in bib files, given by name; in the order of names and lines."""
    entries: list[Entry] = []
    strings: list[StringDef] = []
    problems: list[Problem] = []
    for name in sorted(files):
        text, faults = source.decode(files[name], name)
        problems += faults
        before = len(entries) + len(strings) + len(problems)
        for reading in split.read_all(source.chunks(text, name)):
            entries += reading.entries
            strings += reading.strings
            problems += reading.problems
        if text.strip() and len(entries) + len(strings) + len(problems) == before:
            problems.append(
                Problem(name, 1, "KG011", "", "No entry was found in this file.", "An entry starts with @article{key, or another type.")
            )
    return entries, strings, problems


def ontology_files(config: Config) -> list[Path]:
    """The packaged ontology and what the workspace adds to it, in that order."""
    own = config.root / "ontology"
    packaged = resources.ontology_dir()
    return [*sorted(packaged.glob("*.ttl")), *(sorted(own.glob("*.ttl")) if own.resolve() != packaged.resolve() else ())]


def build(files: Mapping[str, bytes], config: Config) -> Graph:
    """The graph of bib files.

    Raises schema.SchemaError where the ontology itself is wrong. Faults in the bib files are problems of the result.
    """
    rules = schema.load(ontology_files(config))
    _usable(rules)
    entries, strings, problems = read(files)
    if not files:
        problems.append(Problem("bib", 1, "KG010", "", "The folder bib holds no .bib file.", "Put one there; kg init writes an example."))
    tables = index.build(entries, strings, rules, config.base, config.language)
    kept = first_of_each_key(entries)
    statements: dict[Statement, None] = {}
    for entry in kept.values():
        resolved = resolve(entry, tables, rules)
        statements.update(dict.fromkeys(resolved.statements))
        problems += resolved.problems
    inferred, more = conclude(entries, statements, tables, rules)
    problems += more
    counts, lost = census.take(files, entries, kept.values(), problems)
    return Graph(
        schema=rules,
        entries=tuple(kept.values()),
        strings=tuple(strings),
        index=tables,
        statements=tuple(sorted(statements)),
        inferred=tuple(inferred),
        problems=checks.finish([*problems, *lost], tables),
        census=counts,
    )


def first_of_each_key(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The entries that are in the graph: of several with one key the first."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.key, entry)
    return first


def conclude(
    entries: Sequence[Entry], statements: Collection[Statement], tables: index.Index, rules: Schema
) -> tuple[list[Statement], list[Problem]]:
    """What is inferred from a whole bibliography, and the problems that no entry of it shows alone."""
    kept = first_of_each_key(entries)
    said = Said(statements, (*likeness.READS, *infer.READS, *checks.READS))
    pairs = likeness.pairs(kept, said, tables)
    inferred = infer.statements(list(kept.values()), statements, said, tables, rules, pairs)
    return inferred, list(checks.whole(checks.Known(entries, tables, rules, said, inferred, pairs)))


def _usable(rules: Schema) -> None:
    """Raise SchemaError where an ontology names a reader, class, stance or kind that there is not: a workspace may bring its own."""
    for name, etype in rules.types.items():
        if etype.kind not in {*rules.classes, "person", "reading", "data"}:
            raise schema.SchemaError(f"@{name}: there is no kind '{etype.kind}'; use one of {', '.join(rules.classes)}")
        for shape in etype.shapes:
            if shape.reader not in READERS:
                raise schema.SchemaError(f"{shape.path}: there is no reader '{shape.reader}'; use one of {', '.join(sorted(READERS))}")
            if shape.target and shape.target not in rules.kinds:
                raise schema.SchemaError(f"{shape.path}: sh:class {shape.target} is not the class of a kind of entry")
            if shape.stance and shape.stance not in rules.stances:
                raise schema.SchemaError(f"{shape.path}: there is no stance {shape.stance}")
            if not shape.fields:
                raise schema.SchemaError(f"{shape.path}: kg:field is a list of field names")


def quads(graph: Graph, base: str) -> Iterable[str]:
    """The whole dataset as N-Quads lines without a line end: curated, then the vocabulary, then what is inferred."""
    from kg.terms import VOCABULARY_GRAPH

    curated = (f"{s.subject} {s.predicate} {s.object} ." for s in graph.statements)
    vocabulary = (f"{line[:-2]} <{VOCABULARY_GRAPH}> ." for line in graph.schema.ontology.split("\n") if line)
    inferred = (f"{s.subject} {s.predicate} {s.object} {infer.inferred_graph(base)} ." for s in graph.inferred)
    return (line for line, _ in groupby(chain(curated, vocabulary, inferred)))  # each part is sorted
