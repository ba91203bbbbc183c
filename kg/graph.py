"""Files -> graph: read, index, resolve, infer. Everything from bytes to statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from kg import blocks, checks, heads, index, infer, kept, parts, resources, schema, terms
from kg.bib import census, source
from kg.blocks import Block, Task
from kg.conclusions import conclude
from kg.config import Config
from kg.crew import Crew, Tell, silent
from kg.index import fill
from kg.index.fill import first_of_each_key
from kg.model import Chunk, Entry, Problem, Statement, StringDef
from kg.parts import Rows
from kg.readers import READERS
from kg.rounds import Last, Round
from kg.said import Said
from kg.schema import Schema
from kg.shelves import Shelves, bounds

NO_FILE = Problem("bib", 1, "KG010", "", "The folder bib holds no .bib file.", "Put one there; kg init writes an example.")
ON_SHELF = 150  # entries whose statements stand on one shelf, about: 10,000 statements


@dataclass(frozen=True)
class Graph:
    """What a workspace's bib files say."""

    schema: Schema
    entries: tuple[Entry, ...]  # those in the graph, in the order of files and lines
    strings: tuple[StringDef, ...]
    index: index.Index
    curated: Shelves  # lines of N-Triples
    found: Shelves  # lines of N-Triples: what is inferred
    vocabulary: tuple[str, ...]  # lines of N-Quads
    texts: Shelves  # how the entries are written; see parts.text_line
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


@dataclass
class _Read:
    """What the files hold."""

    blocks: list[Block]
    entries: list[list[Entry]]  # by block
    strings: list[StringDef]
    problems: list[Problem]

    @property
    def all(self) -> list[Entry]:
        return [entry for part in self.entries for entry in part]

    def of_file(self, name: str) -> list[Entry]:
        """The entries of a file."""
        return [entry for number in self._blocks_of.get(name, ()) for entry in self.entries[number] if entry.file == name]

    def marks(self, tasks: Sequence[Task], files: Mapping[str, bytes]) -> dict[str, str]:
        """What tells each file, and what was read of it, from others."""
        read = {name: "".join([tasks[number].name for number in numbers]) for name, numbers in self._blocks_of.items()}
        return {name: kept.digest(data) + read.get(name, "") for name, data in files.items()}

    @cached_property
    def _blocks_of(self) -> dict[str, list[int]]:
        """The blocks, by number, that have something of a file."""
        found: dict[str, list[int]] = {}
        for number, block in enumerate(self.blocks):
            one = block.chunks[0].file == block.chunks[-1].file
            for name in (block.chunks[0].file,) if one else block.starts:
                found.setdefault(name, []).append(number)
        return found


def read(files: Mapping[str, bytes]) -> tuple[list[Entry], list[StringDef], list[Problem]]:
    """The entries, strings and problems in bib files, given by name; in the order of names and lines."""
    with Crew(0) as crew:
        found = _read(files, Round(crew, None), silent)
    return [entry.whole if isinstance(entry, heads.Head) else entry for entry in found.all], found.strings, found.problems


def _read(files: Mapping[str, bytes], now: Round, tell: Tell) -> _Read:
    tell("reading files", 0, 0)
    problems: list[Problem] = []
    chunks: list[Chunk] = []
    silent: dict[str, bool] = {}  # files with text, while nothing has come of them
    for name in sorted(files):
        text, faults = source.decode(files[name], name)
        problems += faults
        chunks += source.chunks(text, name)
        if text.strip() and not faults:
            silent[name] = True
    found = blocks.cut(chunks)
    entries: list[list[Entry]] = []
    strings: list[StringDef] = []
    for block, (starts, then) in zip(found, now.made("heads", found, parts.read), strict=True):
        made = list(heads.readings(then, block, starts))
        for chunk, reading in zip(block.chunks, made, strict=True):
            if any(reading):
                silent.pop(chunk.file, None)
            problems += reading.problems
            strings += reading.strings
        entries.append([entry for reading in made for entry in reading.entries])
    for name in silent:
        problems.append(
            Problem(name, 1, "KG011", "", "No entry was found in this file.", "An entry starts with @article{key, or another type.")
        )
    return _Read(found, entries, strings, problems)


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
    rules = _rules(config)
    now = Round(crew, rules, folder, last)
    found = _read(files, now, tell)
    problems = found.problems if files else [NO_FILE]
    entries = first_of_each_key(found.all)
    tasks, tables, changed = _index(found, entries, rules, config, now, tell)
    now.bounds = bounds(fill.stems(tables), len(entries) // ON_SHELF, last.bounds if last else ()) if folder else []
    said, curated, texts = _resolve(problems, tasks, changed, now, tell)
    tell("checking the whole", 0, 0)
    left_out = [own[number] for task, own in zip(tasks, found.entries, strict=True) for number in sorted(task.left_out)]
    concluded = conclude(entries, left_out, said, tables, rules, curated, now)
    problems += concluded.problems
    counts, lost = census.take(files, found.of_file, left_out, problems, found.marks(tasks, files), now.memory)
    return Graph(
        found=concluded.found,
        vocabulary=_vocabulary(rules),
        schema=rules,
        entries=tuple(entries.values()),
        strings=tuple(found.strings),
        index=tables,
        curated=curated,
        texts=texts,
        size=sum(now.sizes),
        found_size=concluded.size,
        listed=tuple(concluded.listed),
        problems=checks.finish([*problems, *lost], tables, now.memory),
        census=counts,
        made=now,
    )


Changed = frozenset[int]  # the marks of rows of the index that are not as they were in the last round


def _index(
    found: _Read, entries: Mapping[str, Entry], rules: Schema, config: Config, now: Round, tell: Tell
) -> tuple[list[Task], index.Index, Changed]:
    """The blocks as they are resolved, the index, and what has changed in it."""
    tell("indexing entries", 0, 0)
    strings, clashes = fill.string_table(found.strings), fill.case_clashes(entries)
    shared = config.base, config.language
    tasks = blocks.tasks(found.blocks, found.entries, clashes, repr((shared, sorted(strings.items()))))
    now.names = [task.name for task in tasks]
    drafts = now.made("first", tasks, parts.first, strings, clashes, *shared)
    tables = now.index = index.Index(*shared)
    if now.is_as_before("first", tasks) and now.before("first")["string"] == strings:
        tables.take(now.restored("first"))
        tables.parent = {key: entries[tables.former.get(key, key)] for key in tables.parent}  # whose texts are no part of a draft
    else:
        draft = fill.merged(drafts, strings, *shared)
        fill.close_first(draft, entries)
        tables.take(draft.index.tables(index.STEPS["first"]))
    changed = now.changed("first")
    drafts = now.made("second", tasks, parts.second, changed=changed)
    if now.is_as_before("second", tasks):
        tables.take(now.restored("second"))
    else:
        draft = fill.merged(drafts, {}, *shared)
        fill.close_second(draft)
        tables.take(draft.index.tables(index.STEPS["second"]))
    return tasks, tables, changed | now.changed("second")


def _resolve(problems: list[Problem], tasks: Sequence[Task], changed: Changed, now: Round, tell: Tell) -> tuple[Said, Shelves, Shelves]:
    """What entries say to the whole, and all that they say, on shelves; their problems are added to those given."""
    tell("resolving entries", 0, 0)
    anew = now.last is None or now.last.bounds != now.bounds
    rows: list[Rows] = list(now.made("resolved", tasks, parts.resolved, Shelves(now.bounds), changed=changed, anew=anew))
    now.people = [row.people for row in rows]
    for task, row in zip(tasks, rows, strict=True):
        problems += blocks.moved_problems(row.problems, task.block, row.starts)
    said = Said([(task.name, row.marks) for task, row in zip(tasks, rows, strict=True)], partial(now.records.parts, "said"), now.memory)
    return said, *now.settled(tasks, rows, tell, anew=anew)


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
    return tuple(terms.in_graph(filter(None, rules.ontology.split("\n")), f"<{terms.VOCABULARY_GRAPH}>"))
