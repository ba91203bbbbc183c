"""A round: files become the graph once more. Who works on which block, and what the last round left that still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from kg import blocks, kept, parts
from kg.blocks import Block, Records, Task
from kg.crew import Crew, State, Tell, counted
from kg.index import STEPS, Index
from kg.kept import Memory, digest, meets
from kg.parts import Rows
from kg.schema import Schema
from kg.shelves import Shelves

FEW = 10  # where only one block in so many is made again, workers would take longer to be told of the index than to do it
AT_ONCE = 32  # shelves that a worker settles: it looks through all blocks for them
NAME = "graph"  # of the folders in which a round leaves what it made
SHELVES = ("curated", "texts", "found")
Item = TypeVar("Item", Block, Task)


class Inferred(NamedTuple):
    """What is known of a shelf of inferred statements."""

    having: int  # things on it that have a subject, stated or found
    found: frozenset[str]  # what was found to be a subject, as IRI terms
    given: str  # what tells that which the whole gave to it
    size: int  # statements on it


class Last(NamedTuple):
    """What the last round left."""

    generation: int
    folder: Path
    files: kept.Files
    bounds: list[str]  # of its shelves
    sizes: list[int]  # curated statements on each
    wanted: list[str]  # the predicates that the whole was asked for
    names: list[str]  # of its blocks
    labels: str  # a digest of what was looked for in texts
    inferred: list[Inferred]  # by shelf
    tables: str  # a name for the tables of its index
    memory: Mapping[str, tuple[str, Any]]  # see kept.Memory

    def shelves(self, name: str) -> Shelves:
        """Its shelves of one of SHELVES."""
        return Shelves(self.bounds, self.folder / name, left=self.files.get(name))

    def file(self, kind: str, name: str) -> Path:
        """One of its files."""
        return Path(self.files[kind][name], name)


def last(folder: Path, generation: int, stamp: str) -> Last | None:
    """What the round of a generation left, if it was made by the same program."""
    left = kept.left(folder, NAME, generation)
    if left is None or left.plan[0] != stamp:
        return None
    return Last(generation, folder / f"{NAME}-{generation}", left.files, *left.plan[1:])


def keep(made: Round, shelves: Sequence[Shelves], folder: Path, generation: int, stamp: str) -> None:
    """Leave to the next round what this one made, SHELVES among it, in place of what earlier ones left.

    Raises OSError where it cannot be written.
    """
    assert made.folder
    assert made.index
    files = {"blocks": made.records.files(), "tables": {step: str(made.tables(step).parent) for step in STEPS}}
    files |= {kind: part.files() for kind, part in zip(SHELVES, shelves, strict=True)}
    plan = stamp, made.bounds, made.sizes, made.wanted, made.names, made.labels, made.inferred, made.index_name, made.memory.now
    kept.keep(made.folder / "kept", folder, NAME, generation, files, plan)


class Round:
    """One round; without a folder everything stays in memory, and nothing is taken from the last."""

    def __init__(self, crew: Crew, rules: Schema | None, folder: Path | None = None, last: Last | None = None) -> None:
        self.crew, self.folder, self.last = crew, folder, last if folder else None
        self.records = Records(folder and folder / "blocks", self.last and self.last.files["blocks"])
        self.bounds: list[str] = []
        self.sizes: list[int] = []
        self.wanted: list[str] = []
        self.names: list[str] = []
        self.labels = ""
        self.people: list[str] = []  # of each block: a digest of what is looked at to find people who are probably one
        self.memory = Memory(last.memory if last and folder else {})
        self.inferred: list[Inferred] = []
        self.touched: frozenset[int] = frozenset()  # shelves of statements that are not those of the last round
        self.index: Index | None = None
        self._same: dict[str, bool] = {}  # by step of the index that is done: whether its tables are those of the last round
        self._before: dict[str, dict[str, dict[Any, Any]]] = {}  # by step: its tables in the last round
        self._restored: set[str] = set()  # the steps whose tables were taken over
        self._told: set[str] = set()  # the steps that workers know of
        self.taken: dict[str, set[str]] = {}  # by kind: the blocks of which the last round's holds
        self._here = State()
        self._workers: dict[str, int] = {}  # the worker that has the entries of a block
        crew.all(parts.opened, [(self.records, rules)] * crew.parts)
        parts.opened(self._here, self.records, rules)

    def made(
        self,
        kind: str,
        items: Sequence[Item],
        function: Callable[..., Any],
        *arguments: Any,
        changed: frozenset[int] = frozenset(),
        anew: bool = False,
    ) -> Iterator[Any]:
        """What is on record for blocks, in their order: of the last round, or a function makes it now.

        It is made where there is nothing, or where `changed`, the marks of rows of the index, has some that it was made
        with; or all `anew`.
        """
        fresh = [item for item in items if anew or not self._has(kind, item.name, changed)]
        self.taken[kind] = {item.name for item in items}.difference(item.name for item in fresh)
        self._share(function, fresh, len(items), *arguments)
        return (self.records.get(kind, item.name) for item in items)

    def _has(self, kind: str, name: str, changed: frozenset[int]) -> bool:
        """Whether the last round left what still holds."""
        if kind not in parts.MARKED:
            return self.records.take(kind, name)
        marks = f"{kind}-marks"
        there = self.records.take(kind, name) and self.records.take(marks, name)
        return there and not (changed and meets(self.records.get(marks, name), changed))

    def is_as_before(self, step: str, tasks: Sequence[Task]) -> bool:
        """Whether the drafts of a step of the index are those of the last round, one by one; a block of the same name may have another."""
        if self.last is None or len(tasks) != len(self.last.names):
            return False
        return all(self.records.is_same(step, task.name, then) for task, then in zip(tasks, self.last.names, strict=True))

    def before(self, step: str) -> dict[str, dict[Any, Any]]:
        """The tables of a step as they were in the last round."""
        assert self.last
        if step not in self._before:
            self._before[step] = kept.read(self.last.file("tables", step))
        return self._before[step]

    def restored(self, step: str) -> dict[str, dict[Any, Any]]:
        """The tables of a step as they were in the last round, taken over as they are."""
        self._restored.add(step)
        return self.before(step)

    def _share(self, function: Callable[..., Any], items: Sequence[Item], of: int, *arguments: Any) -> None:
        """Have a function done for blocks: here where they are few of all, else by all workers. It is given the number of its part last."""
        if self.last and len(items) * FEW <= of:
            self._here.index = self.index
            function(self._here, items, *arguments, self.crew.parts)
            return
        self._inform()
        self.crew.all(function, [(part, *arguments, number) for number, part in enumerate(self._parts(items))])

    def _inform(self) -> None:
        """Tell workers of the index, or of the tables that they do not know yet."""
        new = [step for step in self._same if step not in self._told]
        if self.index is None or not new:
            return
        files = [self.tables(step) for step in new] if self.folder else []
        known = Index(self.index.base, self.index.language) if self.folder else self.index
        self.crew.all(parts.informed, [(known, files)] * self.crew.parts)
        self._told.update(new)

    def tables(self, step: str) -> Path:
        """The file of the tables that a step of the index fills."""
        assert self.folder
        assert self.index
        file = self.folder / "tables" / step
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            if self.last and self._same[step] and step in self._restored:  # others may have the same rows in another order
                kept.link(self.last.file("tables", step), file)
            else:
                kept.write(file, self.index.tables(STEPS[step]))
        return file

    def _parts(self, items: Sequence[Item]) -> list[list[Item]]:
        """Blocks for each worker: those whose entries it has, and of the others stretches of about the same size."""
        found: list[list[Item]] = [[] for _ in range(self.crew.parts)]
        total = sum(map(_size, items)) or 1
        size = 0
        for item in items:
            number = self._workers.setdefault(_block(item).name, min(size * self.crew.parts // total, self.crew.parts - 1))
            size += _size(item)
            found[number].append(item)
        return found

    def changed(self, step: str) -> frozenset[int]:
        """The marks of the rows that are not as they were in the last round, of the tables of a step, which is done."""
        found: frozenset[int] = frozenset()
        if self.last and self.index:
            found = frozenset(kept.mark(blocks.row(*one)) for one in self.index.changed(STEPS[step], self.before(step)))
            del self._before[step]
        self._same[step] = not found
        return found

    @property
    def index_name(self) -> str:
        """A name for the tables of the index, which is the last round's where they are the same."""
        return self.last.tables if self.last and all(self._same.values()) else digest(repr(self.names).encode())

    def settled(self, tasks: Sequence[Task], rows: Sequence[Rows], tell: Tell, *, anew: bool) -> tuple[Shelves, Shelves]:
        """The shelves of statements and of texts, settled; where they are not made `anew`, most are those of the last round."""
        numbers: Sequence[int] = range(len(self.bounds) + 1)
        curated, texts = (Shelves(self.bounds, self.folder and self.folder / kind) for kind in parts.KINDS)
        self.sizes = [0] * len(numbers)
        if self.last and not anew:
            self.sizes = list(self.last.sizes)
            numbers = self._touched(tasks, rows, (curated, texts))
        self.touched = frozenset(numbers)
        if self._told:
            self.crew.renew()  # the index, and the entries: nobody needs them any more
            self.crew.all(parts.opened, [(self.records, None)] * self.crew.parts)
        found = [(task.name, row.places) for task, row in zip(tasks, rows, strict=True)]
        self.crew.all(parts.placed, [(found,)] * self.crew.parts)
        some = [numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE)]
        given = [((curated, texts), _stretches(part)) for part in some]
        sizes = counted(self.crew.each(parts.settled, given), len(given), "sorting statements", tell)
        for part, counts in zip(some, sizes, strict=True):
            for number, size in zip(part, counts, strict=True):
                self.sizes[number] = size
        return curated, texts

    def _touched(self, tasks: Sequence[Task], rows: Sequence[Rows], shelves: Sequence[Shelves]) -> list[int]:
        """The shelves where what blocks say has changed; the others are had from the last round."""
        assert self.last
        assert self.folder
        same = self.taken["resolved"]
        for name in same:
            for kind in parts.KINDS:
                self.records.take(kind, name)
        new = self._lines(self.records, {t.name: r.places for t, r in zip(tasks, rows, strict=True) if t.name not in same})
        gone = [name for name in self.last.names if name not in same]
        before = Records(self.last.folder / "blocks", self.last.files["blocks"])
        old = self._lines(before, {name: before.get("resolved", name).places for name in gone})
        numbers = range(len(self.bounds) + 1)
        touched = [n for n in numbers if any(new[kind].get(n) != old[kind].get(n) for kind in parts.KINDS)]
        for kind, part in zip(parts.KINDS, shelves, strict=True):
            then = self.last.shelves(kind)
            for number in set(numbers).difference(touched):
                part.take(number, then)
        return touched

    def _lines(self, records: Records, found: dict[str, dict[str, bytes]]) -> dict[str, dict[int, set[str]]]:
        """The lines of blocks by kind and shelf."""
        lines: dict[str, dict[int, set[str]]] = {kind: {} for kind in parts.KINDS}
        for name, places in found.items():
            for kind in parts.KINDS:
                for number, some in records.lines(kind, name, places[kind], [range(len(self.bounds) + 1)]):
                    lines[kind].setdefault(number, set()).update(some)
        return lines


def _stretches(numbers: Sequence[int]) -> list[range]:
    """Rising numbers as stretches without a gap.

    >>> _stretches([1, 2, 3, 7, 8])
    [range(1, 4), range(7, 9)]
    """
    starts = [n for at, n in enumerate(numbers) if at == 0 or numbers[at - 1] != n - 1]
    ends = [n + 1 for at, n in enumerate(numbers) if at == len(numbers) - 1 or numbers[at + 1] != n + 1]
    return list(map(range, starts, ends))


def _block(item: Block | Task) -> Block:
    return item.block if isinstance(item, Task) else item


def _size(item: Block | Task) -> int:
    return sum(len(chunk.text) for chunk in _block(item).chunks)
