"""Files -> graph: read, index, resolve, infer. Everything from bytes to statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kg import blocks, checks, heads, index, infer, kept, library, parts, resources, schema, shelves, terms
from kg.bib import census
from kg.blocks import Task
from kg.conclusions import conclude
from kg.config import Config
from kg.crew import Crew, Tell, silent
from kg.index import fill
from kg.library import Library
from kg.model import Entry, Problem, Statement, StringDef
from kg.readers import READERS
from kg.rounds import Last, Round
from kg.said import Said
from kg.schema import Schema
from kg.shelves import Shelves

NO_FILE = Problem("bib", 1, "KG010", "", "The folder bib holds no .bib file.", "Put one there; kg init writes an example.")
ON_SHELF = 150  # entries whose statements stand on one shelf, about: 10,000 statements


@dataclass(frozen=True)
class Graph:
    """What a workspace's bib files say."""

    schema: Schema
    entries: Collection[Entry]  # those in the graph, in the order of files and lines
    strings: tuple[StringDef, ...]
    index: index.Index
    curated: Shelves  # lines of N-Triples
    found: Shelves  # lines of N-Triples: what is inferred
    vocabulary: tuple[str, ...]  # lines of N-Quads
    texts: Shelves  # how the entries are written; see shelves.text_line
    size: int  # curated statements
    found_size: int  # inferred statements
    listed: tuple[str, ...]  # of these, lines that come of reference lists
    problems: tuple[Problem, ...]  # in the order of files and lines
    census: census.Census  # how many entries the files have, and what became of them
    made: Round  # what the next round may go on from
    scratch: object = None  # the folder in which a large graph lies: deleted with it

    @property
    def statements(self) -> Iterator[Statement]:
        """The curated statements, sorted, each once, without their sources."""
        return (statement(line) for line in self.curated)

    @property
    def inferred(self) -> tuple[Statement, ...]:
        """The inferred statements, sorted, each once, without their sources."""
        return tuple(statement(line) for line in self.found)


def statement(line: str) -> Statement:
    """A line of N-Triples as a statement without a source."""
    subject, predicate, rest = line.split(" ", 2)
    return Statement(subject, predicate, rest[:-2], "")


def read(files: Mapping[str, bytes]) -> tuple[list[Entry], list[StringDef], list[Problem]]:
    """The entries, strings and problems in bib files, given by name; in the order of names and lines."""
    with Crew(0) as crew:
        found = library.read(files, Round(crew, None), silent)
        return [entry.whole if isinstance(entry, heads.Head) else entry for entry in found], found.strings, found.problems


def ontology_files(config: Config) -> list[Path]:
    """The packaged ontology and what the workspace adds to it, in that order."""
    own = config.root / "ontology"
    packaged = resources.ontology_dir()
    return [*sorted(packaged.glob("*.ttl")), *(sorted(own.glob("*.ttl")) if own.resolve() != packaged.resolve() else ())]


def build(
    files: Mapping[str, bytes],
    config: Config,
    crew: Crew | None = None,
    folder: Path | None = None,
    last: Last | None = None,
    tell: Tell = silent,
) -> Graph:
    """The graph of bib files; a crew of workers shares the work, and then `folder` is where statements are put.

    What the last round left is made again only where it would differ. Raises schema.SchemaError where the ontology itself is wrong.
    Faults in the bib files are problems of the result.
    """
    if crew is None:
        with Crew(0) as alone:
            return build(files, config, alone, tell=tell)
    rules: Schema = kept.unpacked(last.rules) if last else _rules(config)
    now = Round(crew, rules, folder, last)
    found = library.read(files, now, tell)
    problems = found.problems if files else [NO_FILE]
    tasks, tables = _index(found, rules, config, now, tell)
    now.bounds = _bounds(tables, len(found.kept) // ON_SHELF, now) if folder else []
    said, curated, texts = _resolve(problems, tasks, now, tell)
    tell("checking the whole", 0, 0)
    concluded = conclude(found, said, tables, rules, curated, now)
    problems += concluded.problems
    counts, lost = census.take(files, found.of_file, found.left_out, problems, found.marks(now.names), now.memory)
    return Graph(
        found=concluded.found,
        vocabulary=_vocabulary(rules),
        schema=rules,
        entries=found.kept.values(),
        strings=tuple(found.strings),
        index=tables,
        curated=curated,
        texts=texts,
        size=sum(now.sizes),
        found_size=concluded.size,
        listed=tuple(concluded.listed),
        problems=checks.finish([*problems, *lost], tables, now.memory, found.mark, found.touched),
        census=counts,
        made=now,
    )


def _index(found: Library, rules: Schema, config: Config, now: Round, tell: Tell) -> tuple[list[Task], index.Index]:
    """The blocks as they are resolved, and the index."""
    tell("indexing entries", 0, 0)
    strings, shared = fill.string_table(found.strings), (config.base, config.language)
    tasks = blocks.tasks(found.blocks, found.keys, found.doubles, found.clashes, repr(shared))
    now.names = [task.name for task in tasks]
    now.indexing.compare(strings)
    now.made("first", tasks, parts.first, strings, found.clashes, *shared)
    now.note("first", tasks)
    tables = now.indexing.close(strings, found.kept, found.block_of, *shared)
    now.made("second", tasks, parts.second)
    now.note("second", tasks)
    return tasks, tables


def _bounds(tables: index.Index, count: int, now: Round) -> list[str]:
    """Where each shelf but the first begins, for about `count` shelves: as in the last round, if that will do."""
    known, before = now.indexing.changed is not None, now.last.bounds if now.last else []
    if before and shelves.will_do(before, count, fill.stems(tables, now.indexing.differing if known else None)):
        return before
    return shelves.bounds(fill.stems(tables), count)


def _resolve(problems: list[Problem], tasks: Sequence[Task], now: Round, tell: Tell) -> tuple[Said, Shelves, Shelves]:
    """What entries say to the whole, and all that they say, on shelves; their problems are added to those given."""
    tell("resolving entries", 0, 0)
    anew = now.last is None or now.last.bounds != now.bounds
    rows = now.resolved(tasks, anew=anew)
    for task, row in zip(tasks, rows, strict=True):
        problems += blocks.moved_problems(kept.unpacked(row.problems), task.block, row.starts)
    return now.said(tasks, rows), *now.settled(tasks, rows, tell, anew=anew)


def _rules(config: Config) -> Schema:
    """The ontology. Raises SchemaError where it names a reader, class, stance or kind that there is not: a workspace may bring its own."""
    rules = schema.load(ontology_files(config))
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
    return rules


def quads(graph: Graph) -> Iterator[str]:
    """The whole dataset as N-Quads lines without a line end: curated, then the vocabulary and what is inferred."""
    return chain(graph.curated, beside(graph))


def beside(graph: Graph) -> Iterator[str]:
    """The named graphs as sorted N-Quads lines without a line end: the vocabulary, and what is inferred."""
    return chain.from_iterable(beside_by_shelf(graph))


def beside_by_shelf(graph: Graph) -> Iterator[list[str]]:
    """The lines of the named graphs about what stands on each shelf, sorted."""
    ours: dict[int, list[str]] = {}
    for line in graph.vocabulary:
        ours.setdefault(graph.found.number(line), []).append(line)
    name = infer.inferred_graph(graph.index.base)
    return (sorted([*ours.get(n, ()), *terms.in_graph(graph.found.lines(n), name)]) for n in range(len(graph.found)))


def _vocabulary(rules: Schema) -> tuple[str, ...]:
    return tuple(terms.in_graph(rules.statements, f"<{terms.VOCABULARY_GRAPH}>"))
