"""A round: files become the graph once more. Who works on which block, and what the last round left that still holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from kg import kept, parts, said
from kg.blocks import Block, Cut, Outline, Records, Task
from kg.crew import Crew, Tell, counted
from kg.indexing import Indexing, Left
from kg.infer.subjects import Counts
from kg.kept import Drawers, meets
from kg.memory import Memory
from kg.parts import Rows
from kg.said import Said
from kg.schema import Schema
from kg.shelves import Shelves

FEW = 10  # where only one block in so many is made again, workers would take longer to be told of the index than to do it
AT_ONCE, PARTS = 32, 8  # shelves that a worker settles: it looks through all blocks for them; how many times a worker does so at least
NAME = "graph"  # of the folders in which a round leaves what it made
SHELVES = ("curated", "texts", "found")
BASE = "base"  # the file with what is known of all blocks: a round puts down what differs
ENOUGH = 8  # where one block in so many does, all is put down again
Item = TypeVar("Item", Block, Task)


class Inferred(NamedTuple):
    """What is known of a shelf of inferred statements."""

    counts: Counts  # what its statements tell of subjects
    given: str  # what tells that which the whole gave to it
    size: int  # statements on it


Marks = Mapping[str, bytes]  # of rows that a step of the index looked up, by `_made_of`
Base = Sequence[Mapping[str, Any]]  # the outlines of blocks, rows, marks


class Last(NamedTuple):
    """What the last round left."""

    generation: int
    folder: Path
    files: kept.Files
    bounds: list[str]  # of its shelves
    sizes: list[int]  # curated statements on each
    cuts: Mapping[str, Cut]  # by a digest of some files: how they are cut into blocks
    outlines: Mapping[str, Outline]  # by name of the block
    rows: Mapping[str, Rows]  # by name of the task
    marks: Marks
    indexed: Left
    inferred: list[Inferred]  # by shelf
    memory: Mapping[str, tuple[str, Any]]  # see memory.Memory
    rules: bytes  # the ontology that entries were read by, packed
    base: Base  # what an earlier round, or this, has put down of all blocks

    def shelves(self, name: str) -> Shelves:
        """Its shelves of one of SHELVES."""
        return Shelves(self.bounds, self.folder / name, left=self.files.get(name))

    @property
    def records(self) -> Records:
        """What it made of blocks."""
        return Records(self.folder / "blocks", self.files["blocks"])

    @property
    def words(self) -> Drawers:
        """The words of the texts on its shelves, and what was looked for in them."""
        return Drawers(self.folder / "words", self.files["words"])


def last(folder: Path, generation: int, stamp: str) -> Last | None:
    """What the round of a generation left, if it was made by the same program."""
    left = kept.left(folder, NAME, generation)
    if left is None or left.plan[0] != stamp:
        return None
    base: Base = kept.read(f"{left.files[BASE][BASE]}/{BASE}")
    bounds, sizes, cuts, names, since, *rest = left.plan[1:]
    rest = [*map(_over, base, since, names), *rest, base]
    return Last(generation, folder / f"{NAME}-{generation}", left.files, bounds, sizes, cuts, *rest)


def keep(made: Round, shelves: Sequence[Shelves], folder: Path, generation: int, stamp: str) -> None:
    """Leave to the next round what this one has made, SHELVES among it, in place of what earlier ones left.

    Raises OSError where it cannot be written.
    """
    assert made.folder
    known: Base = made.outlines, made.rows, made.marks
    place = made.last.files[BASE][BASE] if made.last else ""
    since = list(map(_since, made.last.base, known)) if made.last else [{}, {}, {}]
    if not place or ENOUGH * len(since[1]) > len(made.rows):
        place, since = str(made.folder / BASE), [{}, {}, {}]
        Path(place).mkdir()
        kept.write(Path(place, BASE), known)
    names, memory = [list(part) for part in known], made.memory.now
    plan = stamp, made.bounds, made.sizes, made.cuts, names, since, made.indexing.left, made.inferred, memory, made.rules
    files = {BASE: {BASE: place}, "blocks": made.records.files(), "tables": made.indexing.files, "words": made.words.files()}
    files |= {kind: part.files() for kind, part in zip(SHELVES, shelves, strict=True)}
    kept.keep(made.folder / "kept", folder, NAME, generation, files, plan)


def _since(base: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What is not as it was put down."""
    return {name: value for name, value in now.items() if base.get(name) is not value}


def _over(base: Mapping[str, Any], since: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What was put down, and what has come since."""
    return {name: since[name] if name in since else base[name] for name in names}


class Round:
    """One round; without a folder everything stays in memory, and nothing is taken from the last."""

    def __init__(self, crew: Crew, rules: Schema | None, folder: Path | None = None, last: Last | None = None) -> None:
        self.crew, self.folder, self.last = crew, folder, last if folder else None
        self.rules = self.last.rules if self.last else kept.packed(rules)
        self.records = Records(folder and folder / "blocks", self.last and self.last.files["blocks"])
        self.bounds: list[str] = []
        self.sizes: list[int] = []
        self.names: list[str] = []
        self.words = Drawers(folder and folder / "words")  # folded, of the texts on each shelf; see infer.labels.among
        self.memory = Memory(last.memory if last and folder else {})
        self.inferred: list[Inferred] = []
        self.touched: frozenset[int] = frozenset()  # shelves of statements that are not those of the last round
        self.indexing = Indexing(folder and folder / "tables", (last.files["tables"], last.indexed) if last and folder else None)
        self.cuts: dict[str, Cut] = {}  # by a digest of some files: how they are cut into blocks
        self.outlines: dict[str, Outline] = {}  # by name of the block
        self.rows: dict[str, Rows] = {}  # by name of the task
        self.marks: dict[str, bytes] = {}
        self._told = 0  # steps of the index that workers know of
        self.taken: dict[str, set[str]] = {}  # by kind: the blocks of which the last round's holds
        self._workers: dict[str, int] = {}  # the worker that has the entries of a block
        self._read: set[str] = set()  # the blocks of which one has
        crew.equip(parts.opened, self.records, rules)

    def made(self, kind: str, items: Sequence[Item], function: Callable[..., Any], *arguments: Any, anew: bool = False) -> list[Item]:
        """See that there is a record of a kind of each block, and say of which it was made now: of the others the last round's holds.

        It is made where there is none, or where rows of the index have changed that it was made with; or all `anew`.
        """
        fresh = self._fresh(kind, items, anew=anew)
        for some, marks in self._share(function, fresh, len(items), *arguments):
            self.marks |= {_made_of(kind, item.name): seen for item, seen in zip(some, marks or (), strict=False) if seen}
        return fresh

    def _fresh(self, kind: str, items: Sequence[Item], *, anew: bool) -> list[Item]:
        fresh = [item for item in items if anew or not self._has(kind, item.name)]
        self.taken[kind] = {item.name for item in items}.difference(item.name for item in fresh)
        return fresh

    def _has(self, kind: str, name: str) -> bool:
        """Whether the last round left what still holds: nothing has changed of the rows of the index that it was made with."""
        if self.last is None or not (name in self.last.rows if kind == "resolved" else self.records.take(kind, name)):
            return False
        changed, made_of = self._changed(kind), _made_of(kind, name)
        seen = self.last.rows[name].seen if kind == "resolved" else self.last.marks.get(made_of, b"")
        if changed is None or (changed and meets(seen, changed)):
            return False
        if kind != "resolved" and seen:
            self.marks[made_of] = seen
        return True

    def _changed(self, kind: str) -> frozenset[int] | None:
        """The marks of rows that are not as they were, among those that records of a kind are made with; None where all may be."""
        if kind == "heads":
            return frozenset()
        return self.indexing.strings if kind == "first" else self.indexing.changed

    def _share(self, function: Callable[..., Any], items: Sequence[Item], of: int, *arguments: Any) -> list[tuple[list[Item], Any]]:
        """Have a function done for blocks: here where they are few of all, else by all workers. It is given the number of its part last.

        What it says of which of them.
        """
        if self.last and len(items) * FEW <= of:
            here = self.crew.here()
            here.index = self.indexing.index
            return [(list(items), function(here, items, *arguments, self.crew.parts))]
        self._inform()
        shared = self._parts(items)
        said_of_them = self.crew.all(function, [(part, *arguments, number) for number, part in enumerate(shared)])
        if function is parts.read:
            self._read.update(item.name for item in items)
        return list(zip(shared, said_of_them, strict=True))

    def _inform(self) -> None:
        """Tell workers of the index, as it is now."""
        now, index = self.indexing, self.indexing.index
        if index is None or self._told == now.steps:
            return
        given = now.given.file, now.given.base
        known = (given, self.names, now.closed | {"parent": index.parent}, index.base, index.language) if now.given.file else (index,)
        self.crew.all(parts.informed, [known] * self.crew.parts)
        self._told = now.steps

    def note(self, step: str, tasks: Sequence[Task]) -> None:
        """Put into the index what blocks give in a step, or of that what is not as in the last round."""
        now = self.indexing
        if not now.steps:
            now.begin(self.names, self.taken[step])
        if now.changed is None or self.last is None:
            now.note((task.name, self.records.get(step, task.name)) for task in tasks)
            return
        before = self.last.records
        pairs = self._pairs(self.taken[step])
        now.renew((new or old, before.get(step, old) if old else [], self.records.get(step, new) if new else []) for old, new in pairs)

    def _pairs(self, stay: Collection[str]) -> Iterator[tuple[str, str]]:
        """The blocks of the last round that do not stay, and those that have come in their place; `""` where there is none."""
        assert self.last
        left = dict.fromkeys(name for name in self.names if name not in stay)
        for old in self.last.indexed.names:
            if old not in stay:
                new = old if old in left else self.indexing.replaced.get(old, "")
                left.pop(new, None)
                yield old, new
        yield from (("", new) for new in left)

    def _parts(self, items: Sequence[Item]) -> list[list[Item]]:
        """Blocks for each worker: those whose entries it has, and of the others stretches of about the same size."""
        found: list[list[Item]] = [[] for _ in range(self.crew.parts)]
        total = sum(map(_size, items)) or 1
        size = 0
        for item in items:
            number = self._workers.setdefault(_block(item).name, min(size * self.crew.parts // total, self.crew.parts - 1))
            size += _size(item)
            found[number].append(self._sent(item))
        return found

    def _sent(self, item: Item) -> Item:
        """What is to be done with a block, without its text where the worker has its entries."""
        if isinstance(item, Block):
            return item
        return item._replace(block=item.block.without_text()) if item.block.name in self._read else item

    def resolved(self, tasks: Sequence[Task], *, anew: bool) -> list[Rows]:
        """What is known of each block beside the lines that its entries say: where not all are `anew`, mostly as of the last round."""
        fresh, before = self._fresh("resolved", tasks, anew=anew), {}
        if self.last and not anew and self.indexing.changed is not None:
            before = {new: (old, self.last.rows[old]) for old, new in self._pairs(self.taken["resolved"]) if old and new}
        given = Shelves(self.bounds), before, self.indexing.changed
        self.rows = {name: self.last.rows[name] for name in self.taken["resolved"]} if self.last else {}
        for some, found in self._share(parts.resolved, fresh, len(tasks), *given):
            self.rows |= {task.name: row for task, row in zip(some, found, strict=True)}
        return [self.rows[task.name] for task in tasks]

    def said(self, tasks: Sequence[Task], rows: Sequence[Rows]) -> Said:
        """What blocks say to the whole."""
        marks, read = [(task.name, row.marks) for task, row in zip(tasks, rows, strict=True)], partial(self.records.parts, "said")
        if self.last is None or self.indexing.changed is None:
            return Said(marks, read, self.memory)
        then, pairs = self.last.rows, self._pairs(self.taken["resolved"])
        found = (said.differing(then[old].marks if old else b"", self.rows[new].marks if new else b"") for old, new in pairs)
        return Said(marks, read, self.memory, frozenset[int]().union(*found))

    def settled(self, tasks: Sequence[Task], rows: Sequence[Rows], tell: Tell, *, anew: bool) -> tuple[Shelves, Shelves]:
        """The shelves of statements and of texts, settled; where they are not made `anew`, most are those of the last round."""
        numbers: Sequence[int] = range(len(self.bounds) + 1)
        curated, texts = (Shelves(self.bounds, self.folder and self.folder / kind) for kind in parts.KINDS)
        self.sizes = [0] * len(numbers)
        if self.last and not anew:
            self.sizes = list(self.last.sizes)
            numbers = self._touched((curated, texts))
        self.touched = frozenset(numbers)
        if self._told:
            self.crew.renew()  # the index, and the entries: nobody needs them any more
            self.crew.equip(parts.opened, self.records, None)
        found = [(task.name, row.places) for task, row in zip(tasks, rows, strict=True)]
        self.crew.equip(parts.placed, found)
        step = AT_ONCE if len(numbers) <= AT_ONCE else min(AT_ONCE, -(-len(numbers) // (PARTS * self.crew.parts)))
        some = [numbers[at : at + step] for at in range(0, len(numbers), step)]
        given = [((curated, texts), _stretches(part)) for part in some]
        sizes = counted(self.crew.each(parts.settled, given), len(given), "sorting statements", tell)
        for part, counts in zip(some, sizes, strict=True):
            for number, size in zip(part, counts, strict=True):
                self.sizes[number] = size
        return curated, texts

    def _touched(self, shelves: Sequence[Shelves]) -> list[int]:
        """The shelves where what blocks say has changed; the others are had from the last round."""
        assert self.last
        assert self.folder
        same = self.taken["resolved"]
        for name in same:
            for kind in (*parts.KINDS, "said", "shares"):
                self.records.take(kind, name)
        before = self.last.records
        gone: dict[int, set[str]] = {}  # lines, by shelf, that a block said that does not stay, and the one in its place does not
        come: dict[int, set[str]] = {}
        for kind in parts.KINDS:
            for old, new in self._pairs(same):
                then = self._lines(before, old, kind, self.last.rows) if old else {}
                now = self._lines(self.records, new, kind, self.rows) if new else {}
                for number in then.keys() | now.keys():
                    if then.get(number) != now.get(number):
                        had, has = set(then.get(number, ())), set(now.get(number, ()))
                        gone.setdefault(number, set()).update(had - has)
                        come.setdefault(number, set()).update(has - had)
        numbers = range(len(self.bounds) + 1)
        touched = [n for n in numbers if gone.get(n) != come.get(n)]
        for kind, part in zip(parts.KINDS, shelves, strict=True):
            left = self.last.shelves(kind)
            for number in set(numbers).difference(touched):
                part.take(number, left)
        return touched

    def _lines(self, records: Records, name: str, kind: str, rows: Mapping[str, Rows]) -> dict[int, list[str]]:
        """The lines of a block by shelf."""
        return dict(records.lines(kind, name, rows[name].places[kind], [range(len(self.bounds) + 1)]))


def _made_of(step: str, name: str) -> str:
    """What the marks of the rows are called that a block looked up in a step."""
    return f"{step} {name}"


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
    return _block(item).size
