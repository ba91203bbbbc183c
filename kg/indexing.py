"""The index of a round: that of the last one, in which what other blocks give now has taken the place of what was given then.

What has changed in it is noted by row, so that whatever was made with one of these is made again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kg import kept
from kg.blocks import row
from kg.index import Index, fill
from kg.index.fill import Closed
from kg.index.given import Gift, Given, Rows, named
from kg.model import Entry

NAME, BESIDE = "given", "beside"  # of the file, and of one with what differs from it
ENOUGH = 8  # the part of a file's size past which what differs from it is taken into a copy of it


class Left(NamedTuple):
    """What a round leaves of its index, beside the files."""

    names: list[str]  # of the blocks, in their order
    closed: Closed  # its tables in which rows depend on others
    parents: dict[str, str]  # of entries that others inherit from, by key: the name of the block that it stands in


class Indexing:
    """The index while it is made; from nothing, without what the last round left and its files: the folder of each, by name."""

    def __init__(self, folder: Path | None, last: tuple[Mapping[str, str], Left] | None) -> None:
        self.folder, self._last = folder, last
        self.given = Given()
        self.index: Index | None = None
        self.closed: Closed = {}
        self.changed: frozenset[int] | None = None  # the marks of rows that are not as they were; None where nothing is known to be
        self.strings: frozenset[int] | None = None  # the marks of @strings that are not as they were; None where nothing is known of these
        self.steps = 0  # that are done
        self._parents: dict[str, str] = {}
        self.replaced: dict[str, str] = {}  # the blocks that have come in the place of others, by the names of these
        self._names: list[str] = []
        self.differing: set[tuple[str, Any]] = set()  # rows that are not as they were, by table and key

    def compare(self, strings: fill.Strings) -> None:
        """Note which @strings are not as they were."""
        if self._last:
            then = self._last[1].closed["string"]
            self.strings = frozenset(
                kept.mark(row("string", key)) for key in then.keys() | strings.keys() if then.get(key) != strings.get(key)
            )

    def begin(self, names: Sequence[str], taken: Collection[str]) -> None:
        """Go on with these blocks from what the last round left; `taken` are those of which what they give holds.

        From nothing where of most of them it does not, or they stand in another order: of two rows the first counts.
        """
        self._names = list(names)
        if self.folder:
            self.folder.mkdir(exist_ok=True)
        if self.folder and self._last and 2 * len(taken) >= len(names):
            before, left = self._last
            both = {*names}.intersection(left.names)
            if [name for name in names if name in both] == [name for name in left.names if name in both]:
                self.given, self.changed = _going_on(before, self.folder), frozenset()
                self.given.arrange(left.names)
                self.replaced = dict(_replaced(left.names, names, both))
                self.given.rename(self.replaced)
                return
        self.given = Given(self.folder and self.folder / NAME)

    def note(self, fresh: Iterable[tuple[str, list[Gift]]]) -> None:
        """Put into an index that is made from nothing what blocks give in a step, by name."""
        self.steps += 1
        self.given.put(fresh)
        self.given.arrange(self._names)

    def renew(self, pairs: Iterable[tuple[str, list[Gift], list[Gift]]]) -> None:
        """Put what blocks give in a step in place of what they, or those in whose place they came, gave before: name, before, now."""
        self.steps += 1
        old: list[tuple[str, list[Gift]]] = []
        new: list[tuple[str, list[Gift]]] = []
        for name, before, now in pairs:
            same = {*before}.intersection(now)
            for some, given in ((old, before), (new, now)):
                if differing := [gift for gift in given if gift not in same]:
                    some.append((name, differing))
        things = sorted({named((table, key)) for _, some in (*old, *new) for table, key, _ in some})
        then = [self.given.row(*thing) for thing in things]
        self.given.take_out(old)
        self.given.put(new)
        self.given.arrange(self._names)
        self._note(thing for thing, row in zip(things, then, strict=True) if self.given.row(*thing) != row)

    def close(self, strings: fill.Strings, entries: Mapping[str, Entry], block_of: Callable[[str], str], base: str, language: str) -> Index:
        """The index after the first step; `entries` are those in the graph, by key, `block_of` names the block in which one stands."""
        closed = self._closed() or fill.closed(self.given, strings)
        index = fill.tables(self.given, closed, base, language)
        if isinstance(index.entry, Rows):
            index.entry.all = entries
        index.parent = fill.parents(self.given, index, entries)
        self._parents = {key: block_of(parent.key) for key, parent in index.parent.items()}
        if self.changed is not None and self._last:
            left = self._last[1]
            then: dict[str, Mapping[Any, Any]] = {**left.closed, "parent": left.parents}
            for name, table in {**closed, "parent": self._parents}.items():
                old = then[name]
                if table != old:
                    self._note((name, key) for key in table.keys() | old.keys() if table.get(key) != old.get(key))
        self.closed, self.index = closed, index
        return index

    def _closed(self) -> Closed:
        """The tables of the last round in which rows depend on others, if all that these are made of is as it was."""
        if self.changed is None or self._last is None or self.strings:
            return {}
        return {} if fill.MADE_OF & {table for table, _ in self.differing} else self._last[1].closed

    def _note(self, things: Iterable[tuple[str, Any]]) -> None:
        """Note rows that are not as they were, by table and key."""
        assert self.changed is not None
        found = set(things)
        self.changed |= {kept.mark(row(*thing)) for thing in found}
        self.differing |= found

    @property
    def files(self) -> dict[str, str]:
        """The folder of each file that it stands in, by name."""
        return {file.name: str(file.parent) for file in (self.given.file, self.given.base) if file}

    @property
    def left(self) -> Left:
        """What the next round needs to know of it."""
        return Left(self._names, self.closed, self._parents)


def _going_on(before: Mapping[str, str], folder: Path) -> Given:
    """What blocks gave in the last round, in a folder, to be changed there; `before` has the folder of each of its files."""
    base, beside = (Path(before[name], name) if name in before else None for name in (NAME, BESIDE))
    assert base
    if beside and ENOUGH * beside.stat().st_size > base.stat().st_size:
        shutil.copyfile(base, folder / NAME)
        given = Given(folder / NAME)
        given.take_in(beside)
        return given
    if beside:
        shutil.copyfile(beside, folder / BESIDE)
    return Given(folder / BESIDE, base=base)


def _replaced(before: Sequence[str], now: Sequence[str], taken: Collection[str]) -> Iterator[tuple[str, str]]:
    """The blocks in whose place others have come, between those that stay, and these others: most of what they give is often the same.

    >>> list(_replaced("abcd", "aBCxd", {"a", "d"}))
    [('b', 'B'), ('c', 'C')]
    """
    left, here = (_stretches(names, taken) for names in (before, now))
    for old, new in zip(left, here, strict=True):
        yield from zip(old, new, strict=False)


def _stretches(names: Iterable[str], taken: Collection[str]) -> list[list[str]]:
    """What stands before, between and after the names that are taken."""
    found: list[list[str]] = [[]]
    for name in names:
        if name in taken:
            found.append([])
        else:
            found[-1].append(name)
    return found
