"""Stretches of a bibliography that are read, indexed and resolved as one, and what has been made of each.

What is made of a block is kept for the next run, and taken from there while nothing that it depends on has changed: its text, and
the rows of the index that its entries looked up. Where a block ends depends on the text there alone, so an entry more or less
changes one block, and no line that is added above it does.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from kg import kept
from kg.model import Chunk, Entry, Problem

ONE_IN = 128  # chunks after which a block ends, on average
MOST = 512  # chunks in a block


class Block(NamedTuple):
    """A stretch of the bibliography."""

    name: str  # a digest of its files' names and its text
    chunks: Sequence[Chunk]

    @property
    def starts(self) -> dict[str, int]:
        """The line at which it begins in each of its files."""
        found: dict[str, int] = {}
        for chunk in self.chunks:
            found.setdefault(chunk.file, chunk.line)
        return found


class Task(NamedTuple):
    """What is to be done with a block."""

    block: Block
    name: str  # a digest of all that the first step of the index depends on
    left_out: frozenset[int]  # the entries, by number, whose key an earlier one has


def cut(chunks: Iterable[Chunk]) -> list[Block]:
    """Chunks in blocks, in their order."""
    blocks: list[Block] = []
    seen: dict[str, int] = {}
    waiting: list[Chunk] = []
    for chunk in chunks:
        waiting.append(chunk)
        if zlib.crc32(chunk.text.encode("utf-8", "surrogatepass")) % ONE_IN == 0 or len(waiting) == MOST:
            blocks.append(_block(waiting, seen))
            waiting = []
    return [*blocks, _block(waiting, seen)] if waiting else blocks


def _block(chunks: Sequence[Chunk], seen: dict[str, int]) -> Block:
    digest = blake2b(digest_size=16)
    for file, _, text in chunks:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(f"{len(file)} {len(data)} {file}".encode("utf-8", "surrogatepass") + data)
    key = digest.hexdigest()
    seen[key] = seen.get(key, 0) + 1
    return Block(key if seen[key] == 1 else f"{key}-{seen[key]}", chunks)


def tasks(blocks: Sequence[Block], entries: Sequence[Sequence[Entry]], clashes: Collection[str], shared: str) -> list[Task]:
    """What is to be done with the blocks, whose entries these are; `shared` says what all of them depend on."""
    seen: set[str] = set()
    found = []
    of_all = _digest(shared)
    for block, own in zip(blocks, entries, strict=True):
        left_out = set()
        for number, entry in enumerate(own):
            if entry.key in seen:
                left_out.add(number)
            seen.add(entry.key)
        apart = [entry.key for entry in own if entry.key in clashes] if clashes else ()
        found.append(Task(block, _digest(repr((block.name, sorted(left_out), apart, of_all))), frozenset(left_out)))
    return found


def _digest(text: str) -> str:
    return kept.digest(text.encode("utf-8", "backslashreplace"))


def row(table: str, key: object) -> str:
    """What marks a row of the index."""
    return f"{table} {key}"


def moved_problems(problems: Iterable[Problem], block: Block, starts: Mapping[str, int]) -> Iterator[Problem]:
    """The problems that its entries were found to have, where the block stands now."""
    now = block.starts
    by = {file: now[file] - starts[file] for file in now}
    return (problem._replace(line=problem.line + by[problem.file]) for problem in problems)


class Records:
    """What has been made of blocks, by kind and name: in files, or in memory where there is no folder."""

    def __init__(self, folder: Path | None = None, left: Mapping[str, str] | None = None) -> None:
        self.folder, self.left = folder, left or {}  # of this run; the folders of those that the last one left, by name
        self.taken: set[str] = set()  # the names of those that are kept on
        self._here: dict[tuple[str, str], Any] = {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, kind: str, name: str, value: object) -> None:
        """Keep what has been made of a block."""
        if self.folder:
            kept.write(self.folder / f"{kind}-{name}", value)
        else:
            self._here[kind, name] = value

    def get(self, kind: str, name: str) -> Any:
        """What has been made of a block."""
        return kept.read(self._file(kind, name)) if self.folder else self._here[kind, name]

    def _file(self, kind: str, name: str) -> Path:
        assert self.folder
        return kept.found(self.folder, self.left, f"{kind}-{name}")

    def take(self, kind: str, name: str) -> bool:
        """Keep on what the last run made of a block, until it is made anew; whether there is anything."""
        there = f"{kind}-{name}" in self.left
        if there:
            self.taken.add(f"{kind}-{name}")
        return there

    def files(self) -> dict[str, str]:
        """The folder in which the file of each lies that is kept, by its name."""
        assert self.folder
        return kept.places(self.folder, {name: self.left[name] for name in self.taken})

    def is_same(self, kind: str, name: str, then: str) -> bool:
        """Whether what has been made of a block is, byte for byte, what the last run made of another."""
        left = self.left.get(f"{kind}-{then}")
        return left is not None and kept.same(self._file(kind, name), Path(left, f"{kind}-{then}"))

    def put_lines(self, kind: str, name: str, lines: Mapping[int, Sequence[str]], shelves: int) -> bytes:
        """Keep lines by shelf; where each shelf's begin in the file, for `lines`."""
        if not self.folder:
            self._here[kind, name] = lines
            return b""
        parts = ["".join([f"{line}\n" for line in sorted(set(lines.get(n, ())))]).encode() for n in range(shelves)]
        (self.folder / f"{kind}-{name}").write_bytes(b"".join(parts))
        return array("Q", accumulate(map(len, parts), initial=0)).tobytes()

    def lines(self, kind: str, name: str, places: bytes, shelves: Iterable[range]) -> Iterator[tuple[int, list[str]]]:
        """The lines of a block that stand on some shelves, given as stretches of their numbers."""
        if not self.folder:
            found: Mapping[int, list[str]] = self._here[kind, name]
            yield from ((n, found[n]) for stretch in shelves for n in stretch if n in found)
            return
        starts = array("Q", places)
        with self._file(kind, name).open("rb") as file:
            for stretch in shelves:
                begin = starts[stretch.start]
                file.seek(begin)
                data = file.read(starts[stretch.stop] - begin)
                for n in stretch if data else ():
                    if starts[n] < starts[n + 1]:
                        yield n, data[starts[n] - begin : starts[n + 1] - begin].decode("utf-8").split("\n")[:-1]
