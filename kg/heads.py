"""What was read of a block, in short: what entries there are, and where. Their fields are read again from the text when asked for.

The whole of a large bibliography is looked at by key, place and names of fields; few of its entries need a second look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kg.bib import split
from kg.blocks import Block
from kg.model import Entry, Field, Problem, Reading, StringDef


class Short(NamedTuple):
    """What is at hand of an entry."""

    type: str
    key: str
    line: int
    names: tuple[str, ...]  # of its fields
    lines: tuple[int, ...]  # of these, counted from that of the entry


Shortened = tuple[str, tuple[Short, ...], tuple[StringDef, ...], tuple[Problem, ...]]  # what one chunk holds, and its file


class Head(Entry):
    """An entry that is read again from its block for what is not at hand; it is kept as a plain one."""

    __slots__ = ("_entry", "at", "block", "chunk", "lines", "names")
    names: tuple[str, ...]  # of its fields
    lines: tuple[int, ...]  # of these, counted from its own
    block: Block
    chunk: int  # its chunk in the block, by number
    at: int  # its number in the chunk
    _entry: Entry | None

    def __init__(self, short: Short, block: Block, chunk: int, at: int, file: str, line: int) -> None:  # its slots
        given = {"type": short.type, "key": short.key, "file": file, "line": line, "names": short.names, "lines": short.lines}
        for name, value in {**given, "block": block, "chunk": chunk, "at": at, "_entry": None}.items():
            object.__setattr__(self, name, value)  # as all entries it is frozen

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
        return self.line + (self.lines[self.names.index(field)] if field in self.names else 0)

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


def shortened(block: Block) -> tuple[list[Shortened], list[Entry]]:
    """What the chunks of a block hold, in short; and its entries."""
    same: dict[Any, Any] = {}  # most entries have the same fields, one in a line
    found: list[Shortened] = []
    entries: list[Entry] = []

    def short(entry: Entry) -> Short:
        names, lines = tuple(entry.fields), tuple([field.line - entry.line for field in entry.fields.values()])
        return Short(entry.type, entry.key, entry.line, same.setdefault(names, names), same.setdefault(lines, lines))

    chunks = block.chunks
    for chunk, reading in zip(chunks, split.read_all(chunks), strict=True):
        entries += reading.entries
        found.append((chunk.file, tuple(map(short, reading.entries)), reading.strings, reading.problems))
    return found, entries


def readings(found: Sequence[Shortened], block: Block, starts: Mapping[str, int]) -> Iterator[Reading]:
    """What was read of a block, where it stands now, with Heads for entries; `starts` is where it stood then."""
    by = {file: line - starts[file] for file, line in block.starts.items()}
    for number, (file, entries, strings, problems) in enumerate(found):
        more = by[file]
        heads = tuple(Head(short, block, number, at, file, short.line + more) for at, short in enumerate(entries))
        moved = tuple(string._replace(line=string.line + more) for string in strings) if more else strings
        yield Reading(heads, moved, split.read(block.chunks[number]).problems if more and problems else problems)
