"""Statements of any number, on shelves: each holds those about a range of addresses, so that a page has all of its own on one.

A statement is a line of N-Triples without its line end. Shelves fill files when memory would not hold them, each worker its own.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg import kept
from kg.model import Entry

WAITING = 300_000  # lines that wait in memory before they are written


def bounds(stems: Iterable[str], count: int) -> list[str]:
    """Where each shelf but the first begins, for about `count` shelves that hold equally many pages.

    `stems` are the IRI terms of pages without their closing bracket. A page's own node sorts after its fragments (`#` < `>`), and a
    page `a-b` between them: a shelf begins where no page is cut in two that way.
    """
    every = set(stems)
    known = sorted(every)
    found = []
    step = max(1, -(-len(known) // max(1, count)))
    for start in range(step, len(known), step):
        for stem in known[start : start + step]:
            if not _is_cut(stem, every):
                found.append(stem)
                break
    return found


def will_do(before: Sequence[str], count: int, new: Iterable[str]) -> bool:
    """Whether the bounds of an earlier run are still good for about `count` shelves, when pages with these stems have come."""
    every = set(new)
    return count <= 2 * len(before) and len(before) <= 2 * count and not any(_is_cut(stem, every) for stem in before)


def _is_cut(stem: str, every: Container[str]) -> bool:
    """Whether a shelf that begins with this page cuts another in two."""
    return any(char < ">" and stem[:at] in every for at, char in enumerate(stem))


class Shelves:
    """Lines by range of their subjects. Each worker fills its own part; when all are written, each shelf is settled, once."""

    def __init__(self, bounds: Sequence[str], folder: Path | None = None, part: int = 0, left: Mapping[str, str] | None = None) -> None:
        self.bounds, self.folder, self.part = bounds, folder, part  # without a folder everything stays in memory
        self.left = {**left} if left else {}  # the folders of those that others have settled, by name
        self._waiting: list[list[str]] = [[] for _ in range(len(bounds) + 1)]
        self._count = 0
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def __len__(self) -> int:
        return len(self.bounds) + 1

    def number(self, term: str) -> int:
        """The shelf on which lines about an IRI term stand."""
        return bisect_right(self.bounds, term)

    def add(self, number: int, lines: Sequence[str]) -> None:
        """Put lines on a shelf."""
        self._waiting[number] += lines
        self._count += len(lines)
        if self._count >= WAITING:
            self.write()

    def write(self, only: Container[int] | None = None) -> None:
        """Write what waits in memory, if there is a folder for it; or forget it, but for what is on `only` these shelves."""
        if self.folder is None:
            return
        for number, lines in enumerate(self._waiting):
            if lines and (only is None or number in only):
                with (self.folder / f"{number:05}-{self.part}").open("a", encoding="utf-8", newline="\n") as file:
                    file.write("\n".join(lines) + "\n")
            lines.clear()
        self._count = 0

    def settle(self, number: int, more: Iterable[str] = ()) -> list[str]:
        """The lines of a shelf, of all parts and some more: sorted, each once; in its file from now on."""
        own = self.folder and self.folder / _name(number)
        if own and own.exists():
            return self.lines(number)
        found = {*self._waiting[number], *more}
        for file in sorted(self.folder.glob(f"{number:05}-*")) if self.folder else ():
            found.update(file.read_text(encoding="utf-8").split("\n"))
            file.unlink()
        found.discard("")
        lines = sorted(found)
        if own:
            own.write_bytes("\n".join([*lines, ""]).encode())
        else:
            self._waiting[number] = lines
        return lines

    def file(self, number: int) -> str:
        """The file of a settled shelf."""
        return f"{kept.place(self.folder, self.left, _name(number))}/{_name(number)}"

    def files(self) -> dict[str, str]:
        """The folder in which the file of each settled shelf lies, by its name."""
        assert self.folder is not None
        return {name: place for name, place in kept.places(self.folder, self.left).items() if name.endswith(".nt")}

    def take(self, number: int, old: Shelves) -> None:
        """Have a settled shelf of others, all whose bounds are the same, until it is settled here."""
        self.left[_name(number)] = kept.place(old.folder, old.left, _name(number))

    def differing(self, old: Shelves) -> set[int]:
        """The numbers of the settled shelves that have other lines than those of others, all whose bounds are the same."""
        here, there = self.files(), old.files()
        places = ((n, f"{here[name]}/{name}", f"{there[name]}/{name}") for n in range(len(self)) for name in [_name(n)])
        return {number for number, one, other in places if not kept.same(one, other)}

    def is_same(self, number: int, old: Shelves) -> bool:
        """Whether a settled shelf of others, all whose bounds are the same, has the same lines."""
        return kept.same(self.file(number), old.file(number))

    def lines(self, number: int) -> list[str]:
        """The lines of a settled shelf, sorted."""
        return Path(self.file(number)).read_text(encoding="utf-8").split("\n")[:-1] if self.folder else self._waiting[number]

    def text(self, number: int) -> bytes:
        """The lines of a settled shelf as they stand in its file."""
        return Path(self.file(number)).read_bytes() if self.folder else "\n".join([*self._waiting[number], ""]).encode()

    def between(self, start: str, end: str) -> Iterator[str]:
        """The lines from one text up to another, when all shelves are settled."""
        for number in range(self.number(start), self.number(end) + 1):
            lines = self.lines(number)
            yield from lines[bisect_left(lines, start) : bisect_left(lines, end)]

    def __iter__(self) -> Iterator[str]:
        """All lines, when all shelves are settled: sorted, each once."""
        for number in range(len(self)):
            yield from self.lines(number)


def _name(number: int) -> str:
    return f"{number:05}.nt"


def text_line(term: str, entry: Entry) -> str:
    """A line that says how the entry of a node is written, and where."""
    return f"{term} {_written([entry.raw, entry.file, entry.key])}"


_written = json.JSONEncoder(ensure_ascii=False).encode


def of_text_line(line: str) -> tuple[str, list[str]]:
    """The node, and the text, file and key of its entry."""
    term, _, rest = line.partition(" ")
    found: list[str] = json.loads(rest)
    return term, found
