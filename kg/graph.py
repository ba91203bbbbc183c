"""Files -> graph: read, index, resolve, infer. Everything from bytes to statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

from kg import checks, index, infer, likeness, parts, resources, schema, terms
from kg.bib import census, source
from kg.config import Config
from kg.crew import Crew, Tell, counted, silent
from kg.index import fill
from kg.index.fill import first_of_each_key
from kg.model import Chunk, Entry, Problem, Reading, Statement, StringDef
from kg.readers import READERS
from kg.said import Said
from kg.schema import Schema
from kg.shelves import Shelves, bounds

ON_SHELF = 600  # entries whose statements stand on one shelf, about: 40,000 statements


@dataclass(frozen=True)
class Graph:
    """What a workspace's bib files say."""

    schema: Schema
    entries: tuple[Entry, ...]  # those in the graph, in the order of files and lines
    strings: tuple[StringDef, ...]
    index: index.Index
    curated: Shelves  # lines of N-Triples
    beside: Shelves  # lines of N-Quads: the vocabulary, and what is inferred
    texts: Shelves  # how the entries are written; see parts.text_line
    size: int  # curated statements
    inferred: tuple[Statement, ...]  # sorted
    problems: tuple[Problem, ...]  # in the order of files and lines
    census: census.Census  # how many entries the files have, and what became of them
    scratch: object = None  # the folder in which a large graph lies: deleted with it

    @property
    def statements(self) -> Iterator[Statement]:
        """The curated statements, sorted, each once, without their sources."""
        return (statement(line) for line in self.curated)


def statement(line: str) -> Statement:
    """A line of N-Triples as a statement without a source."""
    subject, predicate, rest = line.split(" ", 2)
    return Statement(subject, predicate, rest[:-2], "")


@dataclass
class _Read:
    """What the files hold."""

    entries: list[list[Entry]]  # by part
    strings: list[StringDef]
    problems: list[Problem]

    @property
    def all(self) -> list[Entry]:
        return [entry for part in self.entries for entry in part]


def read(files: Mapping[str, bytes]) -> tuple[list[Entry], list[StringDef], list[Problem]]:
    """The entries, strings and problems in bib files, given by name; in the order of names and lines."""
    with Crew(0) as crew:
        found = _read(files, crew)
    return found.all, found.strings, found.problems


def _read(files: Mapping[str, bytes], crew: Crew) -> _Read:
    problems: list[Problem] = []
    chunks: list[Chunk] = []
    silent: dict[str, bool] = {}  # files with text, while nothing has come of them
    for name in sorted(files):
        text, faults = source.decode(files[name], name)
        problems += faults
        chunks += source.chunks(text, name)
        if text.strip() and not faults:
            silent[name] = True
    made: list[list[Reading]] = crew.all(parts.read, [(part,) for part in parts.halves(chunks, crew.parts)])
    readings = [reading for part in made for reading in part]
    for chunk, reading in zip(chunks, readings, strict=True):
        if any(reading):
            silent.pop(chunk.file, None)
        problems += reading.problems
    for name in silent:
        problems.append(
            Problem(name, 1, "KG011", "", "No entry was found in this file.", "An entry starts with @article{key, or another type.")
        )
    entries = [[entry for reading in part for entry in reading.entries] for part in made]
    return _Read(entries, [string for reading in readings for string in reading.strings], problems)


def ontology_files(config: Config) -> list[Path]:
    """The packaged ontology and what the workspace adds to it, in that order."""
    own = config.root / "ontology"
    packaged = resources.ontology_dir()
    return [*sorted(packaged.glob("*.ttl")), *(sorted(own.glob("*.ttl")) if own.resolve() != packaged.resolve() else ())]


def build(files: Mapping[str, bytes], config: Config, crew: Crew | None = None, folder: Path | None = None, tell: Tell = silent) -> Graph:
    """The graph of bib files; a crew of workers shares the work, and then `folder` is where statements are put.

    Raises schema.SchemaError where the ontology itself is wrong. Faults in the bib files are problems of the result.
    """
    if crew is None:
        with Crew(0) as alone:
            return build(files, config, alone, tell=tell)
    rules = schema.load(ontology_files(config))
    _usable(rules)
    tell("reading files", 0, 0)
    found = _read(files, crew)
    problems = found.problems
    if not files:
        problems.append(Problem("bib", 1, "KG010", "", "The folder bib holds no .bib file.", "Put one there; kg init writes an example."))
    entries = found.all
    kept = first_of_each_key(entries)
    tell("indexing entries", 0, 0)
    tables, rest = _index(found, kept, rules, config, crew)
    tell("resolving entries", 0, 0)
    reads = (*likeness.READS, *checks.READS, *infer.reads(kept.values(), rules))
    statements, curated, texts = _resolve(problems, (tables, rest), len(kept), reads, crew, folder)
    shelves = [((curated, texts), number) for number in range(len(curated))]
    size = sum(counted(crew.each(parts.settled, shelves), len(shelves), "sorting statements", tell))
    tell("checking the whole", 0, 0)
    inferred, more = conclude(entries, statements, tables, rules)
    problems += more
    counts, lost = census.take(files, entries, kept.values(), problems)
    return Graph(
        beside=_beside(rules, inferred, config.base, curated),
        schema=rules,
        entries=tuple(kept.values()),
        strings=tuple(found.strings),
        index=tables,
        curated=curated,
        texts=texts,
        size=size,
        inferred=tuple(inferred),
        problems=checks.finish([*problems, *lost], tables),
        census=counts,
    )


def _index(found: _Read, kept: Mapping[str, Entry], rules: Schema, config: Config, crew: Crew) -> tuple[index.Index, index.Index]:
    """The index, and that of its second step alone."""
    strings, clashes = fill.string_table(found.strings), fill.case_clashes(kept)
    left_out = [{n for n, entry in enumerate(part) if kept[entry.key] is not entry} for part in found.entries]
    drafts = crew.all(parts.first, [(out, strings, clashes, rules, config.base, config.language) for out in left_out])
    draft = fill.merged(drafts)
    fill.close_first(draft, kept)
    later = fill.merged(crew.all(parts.second, [(draft.index, draft.reporters)] * crew.parts))
    fill.close_second(later)
    if later.index is not draft.index:
        draft.index.take_second(later.index)
    return draft.index, later.index


def _resolve(
    problems: list[Problem], tables: tuple[index.Index, index.Index], entries: int, reads: Iterable[str], crew: Crew, folder: Path | None
) -> tuple[list[Statement], Shelves, Shelves]:
    """What entries say by some predicates, and all that they say, on shelves; their problems are added to those given."""
    wanted = frozenset(map(terms.term, reads))
    starts = bounds(fill.stems(tables[0]), entries // ON_SHELF) if folder else []
    made = crew.all(parts.resolved, [(tables[1], wanted, starts, folder, part) for part in range(crew.parts)])
    statements: list[Statement] = []
    for rows, _ in made:
        statements += rows.statements
        problems += rows.problems
    here = made[0][1] or (Shelves(starts, folder and folder / "curated"), Shelves(starts, folder and folder / "texts"))
    return statements, *here


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


def quads(graph: Graph) -> Iterator[str]:
    """The whole dataset as N-Quads lines without a line end: curated, then the vocabulary and what is inferred."""
    return chain(graph.curated, graph.beside)


def _beside(rules: Schema, inferred: Iterable[Statement], base: str, curated: Shelves) -> Shelves:
    """The lines of the named graphs, on shelves like those of the curated statements."""
    made = Shelves(curated.bounds, curated.folder and curated.folder.with_name("beside"))
    for line in rules.ontology.split("\n"):
        made.add(made.number(line), [f"{line[:-2]} <{terms.VOCABULARY_GRAPH}> ."] if line else [])
    graph = infer.inferred_graph(base)
    for subject, said in groupby(inferred, key=itemgetter(0)):
        made.add(made.number(subject), [f"{s} {p} {o} {graph} ." for s, p, o, _ in said])
    made.write()
    for number in range(len(made)):
        made.settle(number)
    return made
