"""What was read of a block, in short: what entries there are, and where. Their fields are read again from the text when asked for.

The whole of a large bibliography is looked at by key, place and names of fields; few of its entries need a second look.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kg.bib import split
from kg.blocks import Block, Outline
from kg.model import Entry, Field

Looks = tuple[tuple[str, ...], tuple[int, ...]]  # of the fields of an entry: their names, and their lines counted from its own


class Head(Entry):
    """An entry of which type, key and place are at hand; what its fields look like is on record, all else is read again from its block."""

    __slots__ = ("_entry", "_looks", "at", "block", "chunk")
    block: Block
    chunk: int  # its chunk in the block, by number
    at: int  # its number in the chunk
    _looks: Callable[[], Looks]
    _entry: Entry | None

    def __init__(self, own: tuple[str, str, str, int], block: Block, chunk: int, at: int, looks: Callable[[], Looks]) -> None:
        given = dict(zip(("type", "key", "file", "line"), own, strict=True))
        for name, value in {**given, "block": block, "chunk": chunk, "at": at, "_looks": looks, "_entry": None}.items():
            object.__setattr__(self, name, value)  # as all entries it is frozen

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return self._looks()[0]

    @property
    def whole(self) -> Entry:
        """The entry as it is read."""
        if self._entry is None:
            object.__setattr__(self, "_entry", split.read(self.block.chunks[self.chunk]).entries[self.at])
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
        if not field:
            return self.line
        names, lines = self._looks()
        return self.line + (lines[names.index(field)] if field in names else 0)

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
    types = tuple([entry.type for entry in entries])
    outline = Outline(block.starts, tuple([entry.key for entry in entries]), types, places.tobytes(), frozenset(met), rest)
    return outline, looks, entries
