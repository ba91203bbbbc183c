"""What was read of a block, in short: what entries there are, and where. Their fields are read again from the text when asked for.

The whole of a large bibliography is looked at by key, place and names of fields; few of its entries need a second look.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from kg.bib import split
from kg.blocks import Block, Outline
from kg.kept import digest
from kg.model import Entry, Field

Looks = tuple[tuple[str, ...], tuple[int, ...]]  # of the fields of an entry: their names, and their lines counted from its own


class Head(Entry):
    """An entry of which type, key and place are in the outline of its block.

    What its fields look like is on record, all else is read again: `looks` gives what is on record, `offset` the line of a field of
    a name, counted from the entry's own.
    """

    __slots__ = ("_entry", "_looks", "_n", "_offset", "_outline", "block")
    block: Block
    _outline: Outline
    _n: int  # its number in the block
    _looks: Callable[[], Looks]
    _offset: Callable[[str], int]
    _entry: Entry | None

    def __init__(self, block: Block, outline: Outline, n: int, looks: Callable[[], Looks], offset: Callable[[str], int]) -> None:
        put = partial(object.__setattr__, self)  # as all entries it is frozen
        put("block", block)
        put("_outline", outline)
        put("_n", n)
        put("_looks", looks)
        put("_offset", offset)
        put("_entry", None)

    @property
    def type(self) -> str:
        """Its type."""
        return self._outline.types[self._n]

    @property
    def key(self) -> str:
        """Its key."""
        return self._outline.keys[self._n]

    @property
    def file(self) -> str:
        """The file in which it stands."""
        return list(self._outline.starts)[self._place[2]]

    @property
    def line(self) -> int:
        """The line at which it begins, where its block stands now."""
        file = self.file
        return self._place[3] + self.block.starts[file] - self._outline.starts[file]

    @property
    def _place(self) -> Sequence[int]:
        """Its chunk, its number there, its file among those of the block, and its line when it was read."""
        return memoryview(self._outline.places).cast("I")[4 * self._n : 4 * self._n + 4]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return self._looks()[0]

    @property
    def whole(self) -> Entry:
        """The entry as it is read."""
        if self._entry is None:
            chunk, at, _, _ = self._place
            object.__setattr__(self, "_entry", split.read(self.block.chunks[chunk]).entries[at])
        assert self._entry
        return self._entry

    @property
    def fields(self) -> Mapping[str, Field]:
        """Its fields, of which the names are at hand."""
        return _Fields(self)

    @property
    def raw(self) -> str:
        """Its own text."""
        return self.whole.raw

    def line_of(self, field: str) -> int:
        """The line of a field, or its own where it has no such field."""
        return self.line + self._offset(field) if field else self.line

    def __reduce__(self) -> tuple[Any, ...]:
        whole = self.whole
        return Entry, (whole.type, whole.key, whole.fields, whole.file, whole.line, whole.raw)


class _Fields(Mapping[str, Field]):
    def __init__(self, head: Head) -> None:
        self._head = head

    def __getitem__(self, name: str) -> Field:
        return self._head.whole.fields[name]

    def __contains__(self, name: object) -> bool:
        return name in self._head.names

    def __iter__(self) -> Iterator[str]:
        return iter(self._head.names)

    def __len__(self) -> int:
        return len(self._head.names)


def read(block: Block) -> tuple[Outline, list[Looks], list[Entry]]:
    """What is in a block: its outline, what the fields of its entries look like, and the entries."""
    same: dict[Any, Any] = {}  # most entries have the same fields, one in a line
    entries: list[Entry] = []
    looks: list[Looks] = []
    places = array("I")
    rest = []
    files = {file: number for number, file in enumerate(block.starts)}
    met = set()
    chunks = block.chunks
    for number, (chunk, reading) in enumerate(zip(chunks, split.read_all(chunks), strict=True)):
        if any(reading):
            met.add(chunk.file)
        if reading.strings or reading.problems:
            rest.append((number, chunk.file, reading.strings, reading.problems))
        for at, entry in enumerate(reading.entries):
            places.extend((number, at, files[entry.file], entry.line))
            names, lines = tuple(entry.fields), tuple([field.line - entry.line for field in entry.fields.values()])
            looks.append((same.setdefault(names, names), same.setdefault(lines, lines)))
        entries += reading.entries
    keys, types = tuple([entry.key for entry in entries]), tuple([entry.type for entry in entries])
    mark = digest("\n".join([*keys, "", *types]).encode("utf-8", "surrogatepass"))
    outline = Outline(block.starts, keys, types, places.tobytes(), frozenset(met), mark, rest)
    return outline, looks, entries
