"""The embedded engine: generations of the graph on disk, opened read-only."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.crew import State
from kg.shelves import Shelves
from kg.terms import in_graph

ERRORS = (OSError, RuntimeError, ValueError, SyntaxError)  # what the engine raises for a store that is damaged
SMALL = 1 << 16  # bytes: of longer files of the store the size is compared, not the content
MOST = 100_000  # lines that change at most where a generation is made out of an earlier one
PART = 100_000  # lines loaded at once: the memory of bulk_load grows with the part, not with the whole
PIECE = 10_000_000  # bytes of shelves loaded at once


def in_memory(quads: Iterable[str]) -> ox.Store:
    """A store in memory that holds N-Quads lines."""
    return _load(ox.Store(), quads)


def write(state: Path, generation: int, quads: Iterable[str] = (), parts: Iterable[Part] = ()) -> None:
    """Write a generation of the store: N-Quads lines and graphs, into a folder of its own. Raises OSError where that fails."""
    folder = path(state, generation)
    shutil.rmtree(folder, ignore_errors=True)
    store = _load(ox.Store(str(folder)), quads)
    for part in parts:
        part.load(store)
    store.optimize()  # merges what was loaded in pieces: queries look into each of these, and so would all that is made out of this one
    store.flush()


class Part(NamedTuple):
    """Lines of N-Triples that make up a graph, or a part of one."""

    shelves: Shelves
    graph: str = ""  # IRI term; none for the default graph

    def load(self, store: ox.Store) -> None:
        """Put it into a store, as it stands in files: with few large pieces there is less that the engine has to merge."""
        graph = ox.NamedNode(self.graph[1:-1]) if self.graph else None
        for data in _pieces(self.shelves):
            store.bulk_load(data, format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)

    def quads(self, lines: Iterable[str]) -> Iterable[str]:
        """Lines of it as N-Quads."""
        return in_graph(lines, self.graph) if self.graph else lines


class Load(NamedTuple):
    """What goes into a generation of the store."""

    state: Path  # the folder of generations
    generation: int
    parts: Sequence[Part]
    rest: Sequence[str] = ()  # N-Quads lines that are always the same
    before: int = 0  # an earlier generation that may be made into this one; 0 where there is none
    was: Sequence[Shelves] = ()  # what it was made of, with the same bounds


def loaded(_: State, load: Load) -> None:
    """Write a generation, as the work of a worker: anew, or out of an earlier one where little has changed."""
    if load.before:
        changes = list(islice(_changes(load), MOST + 1))
        if len(changes) <= MOST:
            _changed(load, changes)
            return
    write(load.state, load.generation, load.rest, load.parts)


def _changes(load: Load) -> Iterator[tuple[bool, str]]:
    """The N-Quads lines that are new (True), and those that are no more."""
    for part, old in zip(load.parts, load.was, strict=True):
        new = part.shelves
        for number in sorted(new.differing(old)):
            now, then = set(new.lines(number)), set(old.lines(number))
            yield from ((False, line) for line in part.quads(sorted(then - now)))
            yield from ((True, line) for line in part.quads(sorted(now - then)))


def _changed(load: Load, changes: Iterable[tuple[bool, str]]) -> None:
    """Write a generation out of an earlier one. Its files are linked, not copied."""
    folder = path(load.state, load.generation)
    shutil.rmtree(folder, ignore_errors=True)
    read_only(load.state, load.before).backup(str(folder))
    store = ox.Store(str(folder))
    lines: dict[bool, list[str]] = {False: [], True: []}
    for is_new, line in changes:
        lines[is_new].append(line)
    for quad in _quads(lines[False]):
        store.remove(quad)
    store.extend(_quads(lines[True]))
    store.flush()


def _quads(lines: Iterable[str]) -> Iterator[ox.Quad]:
    return ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS, lenient=True)


def path(state: Path, generation: int) -> Path:
    """The folder of a generation."""
    return state / f"store-{generation}"


def newest(state: Path) -> int:
    """The highest number of a generation that there is a folder for; 0 where there is none."""
    numbers = (folder.name.removeprefix("store-") for folder in state.glob("store-*"))
    return max((int(n) for n in numbers if n.isdecimal()), default=0)


def seal(state: Path, generation: int) -> str:
    """A digest of a generation as it lies on disk. Raises OSError where it is not there.

    The engine notices a damaged block, but takes a shortened list of its files for an emptier graph. To count the quads would be
    a scan of them all.
    """
    found = hashlib.blake2b(digest_size=16)
    for file in sorted(path(state, generation).iterdir()):
        if file.name not in ("LOG", "LOCK"):
            size = file.stat().st_size
            found.update(f"{file.name} {size}\n".encode() + (file.read_bytes() if size < SMALL else b""))
    return found.hexdigest()


def read_only(state: Path, generation: int) -> ox.Store:
    """A generation of the store, for queries only; any number of processes may read it. Raises OSError where it is not there."""
    return ox.Store.read_only(str(path(state, generation)))


def whole(state: Path, generation: int, sealed: str) -> ox.Store | None:
    """A generation of the store if it is as it was sealed and answers, else None."""
    try:
        if seal(state, generation) != sealed:
            return None
        found = read_only(state, generation)
        next(iter(found), None)
    except ERRORS:
        return None
    return found


def drop(state: Path, generation: int) -> None:
    """Delete a generation that came to nothing."""
    shutil.rmtree(path(state, generation), ignore_errors=True)


def drop_before(state: Path, generation: int) -> None:
    """Delete the generations before the last one; it may still have readers, so it stays until the next."""
    for folder in state.glob("store-*"):
        number = folder.name.removeprefix("store-")
        if number.isdecimal() and int(number) < generation - 1:
            shutil.rmtree(folder, ignore_errors=True)


def _load(store: ox.Store, quads: Iterable[str]) -> ox.Store:
    lines = iter(quads)
    while part := list(islice(lines, PART)):  # terms were checked when they were made: the engine need not do it again
        store.bulk_load("\n".join(part).encode(), format=ox.RdfFormat.N_QUADS, lenient=True)
    return store


def _pieces(shelves: Shelves) -> Iterator[bytes]:
    """The text of shelves, in pieces of PIECE bytes or little more."""
    waiting: list[bytes] = []
    size = 0
    for number in range(len(shelves)):
        waiting.append(shelves.text(number))
        size += len(waiting[-1])
        if size >= PIECE or number + 1 == len(shelves):
            data = b"".join(waiting)
            waiting, size = [], 0
            yield data
