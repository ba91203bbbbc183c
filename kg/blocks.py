"""Stretches of a bibliography that are read, indexed and resolved as one, and what has been made of each.

What is made of a block is kept for the next run, and taken from there while nothing that it depends on has changed: its text, and
the rows of the index that its entries looked up. Where a block ends depends on the text there alone, so an entry more or less
changes one block, and no line that is added above it does.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from kg import kept
from kg.model import Chunk, Problem, StringDef

ONE_IN = 128  # chunks after which a block ends, on average
MOST = 256  # chunks in a block
_WORD = array("I").itemsize


class Block:
    """A stretch of the bibliography; its text is fetched when it is asked for."""

    __slots__ = ("_fetch", "name", "size", "starts")

    def __init__(self, name: str, starts: dict[str, int], size: int, fetch: Callable[[], Sequence[Chunk]]) -> None:
        self.name = name  # a digest of its files' names and its text
        self.starts = starts  # the line at which it begins in each of its files
        self.size = size  # characters
        self._fetch = fetch

    @property
    def chunks(self) -> Sequence[Chunk]:
        """Its text, in chunks."""
        return self._fetch()

    def without_text(self) -> Block:
        """The same for someone who has its entries."""
        return Block(self.name, self.starts, self.size, tuple)

    def __reduce__(self) -> tuple[object, ...]:
        return _sent, (self.name, self.starts, self.size, list(self.chunks))


def _sent(name: str, starts: dict[str, int], size: int, chunks: Sequence[Chunk]) -> Block:
    return Block(name, starts, size, lambda: chunks)


class Cut(NamedTuple):
    """How some files that follow each other are cut into blocks."""

    names: list[str]  # of blocks; two of the same text have the same
    starts: list[dict[str, int]]  # the line at which each begins in each of its files
    sizes: list[int]  # of each, in characters
    ends: list[int]  # after how many chunks each ends
    chunks: bytes  # numbers, four for each chunk: its file among these, the line it begins at, and where in the text it begins and ends
    problems: list[Problem]  # of the files' encoding
    told: list[str]  # the files with text in which something should be found


class Outline(NamedTuple):
    """What is known of a block without looking into it; lines are those of where it stood when it was read."""

    starts: dict[str, int]  # the line at which it began in each of its files
    keys: tuple[str, ...]  # of its entries
    types: tuple[str, ...]  # of these
    places: bytes  # numbers, four for each: its chunk, its place there, its file among the block's, and its line
    files: frozenset[str]  # in which something was found
    mark: str  # what tells the keys and types of its entries from others
    rest: list[tuple[int, str, tuple[StringDef, ...], tuple[Problem, ...]]]  # of chunks with more than entries: number, file, what is in it


def ends(chunks: Sequence[Chunk]) -> list[int]:
    """After how many chunks each block ends."""
    found = []
    start = 0
    for at, chunk in enumerate(chunks, 1):
        if zlib.crc32(chunk.text.encode("utf-8", "surrogatepass")) % ONE_IN == 0 or at - start == MOST or at == len(chunks):
            found.append(at)
            start = at
    return found


def name(chunks: Iterable[Chunk]) -> str:
    """The name of the block of these chunks: a digest of its files' names and its text."""
    digest = blake2b(digest_size=16)
    for file, _, text in chunks:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(f"{len(file)} {len(data)} {file}".encode("utf-8", "surrogatepass") + data)
    return digest.hexdigest()


def told_apart(names: Iterable[str]) -> Iterator[str]:
    """Names, each with a number where the same has come before: a bibliography may have one text twice.

    >>> list(told_apart("aba"))
    ['a', 'b', 'a-2']
    """
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"


class Task(NamedTuple):
    """What is to be done with a block."""

    block: Block
    name: str  # a digest of all that the first step of the index depends on
    left_out: frozenset[int]  # the entries, by number, whose key an earlier one has


def tasks(
    blocks: Sequence[Block], keys: Sequence[Sequence[str]], left_out: Mapping[int, Iterable[int]], clashes: Collection[str], shared: str
) -> list[Task]:
    """What is to be done with the blocks, whose entries have these keys; `left_out` are those whose key an earlier one has, by block.

    `shared` says what all of them depend on.
    """
    found = []
    of_all = _digest(shared)
    for number, (block, own) in enumerate(zip(blocks, keys, strict=True)):
        out = frozenset(left_out.get(number, ()))
        apart = [key for key in own if key in clashes] if clashes else ()
        found.append(Task(block, _digest(repr((block.name, sorted(out), apart, of_all))), out))
    return found


def _digest(text: str) -> str:
    return kept.digest(text.encode("utf-8", "backslashreplace"))


def row(table: str, key: object) -> str:
    """What marks a row of the index."""
    return f"{table} {key}"


def moved_problems(problems: Iterable[Problem], block: Block, starts: Mapping[str, int]) -> Iterator[Problem]:
    """The problems that its entries were found to have, where the block stands now."""
    by = {file: line - starts[file] for file, line in block.starts.items()}
    return iter(problems) if not any(by.values()) else (problem._replace(line=problem.line + by[problem.file]) for problem in problems)


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

    def _file(self, kind: str, name: str) -> str:
        return f"{kept.place(self.folder, self.left, f'{kind}-{name}')}/{kind}-{name}"

    def put_parts(self, kind: str, name: str, parts: Sequence[bytes]) -> None:
        """Keep what a block has in some parts, to be read one by one."""
        if not self.folder:
            self._here[kind, name] = parts
            return
        places = array("I", accumulate(map(len, parts), initial=0)).tobytes()
        (self.folder / f"{kind}-{name}").write_bytes(b"".join([array("I", [len(parts)]).tobytes(), places, *parts]))

    def parts(self, kind: str, name: str, numbers: Iterable[int]) -> list[bytes]:
        """What a block has in some parts, by number."""
        if not self.folder:
            return [self._here[kind, name][number] for number in numbers]
        found = []
        with open(self._file(kind, name), "rb") as file:  # noqa: PTH123  # of thousands
            (count,) = array("I", file.read(_WORD))
            places = array("I", file.read(_WORD * (count + 1)))
            for number in numbers:
                file.seek(_WORD * (count + 2) + places[number])
                found.append(file.read(places[number + 1] - places[number]))
        return found

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

    def put_lines(self, kind: str, name: str, lines: Mapping[int, Sequence[str]], shelves: int) -> bytes:
        """Keep lines by shelf; where each shelf's begin in the file, for `lines`."""
        if not self.folder:
            self._here[kind, name] = lines
            return b""
        parts = {n: "\n".join([*lines[n], ""]).encode() for n in sorted(lines)}
        (self.folder / f"{kind}-{name}").write_bytes(b"".join(parts.values()))
        sizes = (len(parts.get(n, b"")) for n in range(shelves))  # most have nothing of a block
        return array("I", accumulate(sizes, initial=0)).tobytes()

    def lines(self, kind: str, name: str, places: bytes, shelves: Iterable[range]) -> Iterator[tuple[int, list[str]]]:
        """The lines of a block that stand on some shelves, given as stretches of their numbers."""
        if not self.folder:
            found: Mapping[int, list[str]] = self._here[kind, name]
            yield from ((n, found[n]) for stretch in shelves for n in stretch if n in found)
            return
        starts = memoryview(places).cast("I")
        there = [stretch for stretch in shelves if starts[stretch.start] < starts[stretch.stop]]
        if not there:
            return
        with open(self._file(kind, name), "rb") as file:  # noqa: PTH123  # of thousands
            for stretch in there:
                begin = starts[stretch.start]
                file.seek(begin)
                data = file.read(starts[stretch.stop] - begin)
                for n in stretch:
                    if starts[n] < starts[n + 1]:
                        yield n, data[starts[n] - begin : starts[n + 1] - begin].decode("utf-8").split("\n")[:-1]
