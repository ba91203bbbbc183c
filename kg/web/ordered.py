"""The columns of all things of a kind, in one of its orders: a line a thing.

What the last build left of a column is taken, but for the lines of shelves that differ since: these go out, and the new ones come to
where their things stand now. Where nothing is left, all lines come, and there is no other way. A record says by digests of which pieces
and in which order it is made, and nothing else is believed of it.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, TypeVar, cast

from kg.kept import ERRORS, Drawers, digest
from kg.web import search
from kg.web.pieces import ORDER, Shelved
from kg.web.splice import Splice, places

V = TypeVar("V")


class Order:
    """The things of a kind in an order."""

    def __init__(self, digests: str, keys: bytes, shelves: array[int], places: array[int]) -> None:
        self.digests = digests  # of the pieces with the keys, a line a shelf
        self.keys = keys  # what things are sorted by, a line each
        self.shelves, self.places = shelves, places  # where each stands: on which shelf, and at which place of that

    def __len__(self) -> int:
        return len(self.shelves)

    def at(self, n: int) -> tuple[int, int]:
        """Where the n-th stands."""
        return self.shelves[n], self.places[n]

    @cached_property
    def mark(self) -> str:
        """What tells this order from another."""
        return digest(self.digests.encode())

    def of(self, shelves: frozenset[int]) -> list[int]:
        """The places of the things of some shelves."""
        return [n for n, shelf in enumerate(self.shelves) if shelf in shelves] if shelves else []


class _Change:
    """An order as the last build left it, if it did, and as it is; and what becomes of the things of some shelves."""

    def __init__(self, before: Order | None, now: Order, shelves: frozenset[int], splice: Splice) -> None:
        self.before, self.now = before, now
        self._shelves, self._splice = shelves, splice

    def splice(self, shelves: frozenset[int]) -> Splice:
        """What becomes of the things of shelves, of those whose order differs, and of those asked for before."""
        if self.before and not shelves <= self._shelves:
            self._shelves |= shelves
            self._splice = Splice(self.before.of(self._shelves), self.now.of(self._shelves))
        return self._splice


def differing(now: str, before: str) -> frozenset[int]:
    """The shelves whose digests differ."""
    both = zip(now.split("\n"), before.split("\n"), strict=True)
    return frozenset(shelf for shelf, (one, other) in enumerate(both) if one != other)


class Ordered:
    """The columns of one build; what each is made of is noted in `known`."""

    def __init__(self, shelved: Shelved, made: Drawers, before: Drawers | None, known: dict[str, str]) -> None:
        self.shelved, self.known = shelved, known
        self._made, self._before = made, before
        self._changes: dict[tuple[str, str], _Change] = {}

    def order(self, kind: str, by: str = ORDER) -> Order:
        """The things of a kind by a column of what they are sorted by; of very many, for the search box, the first."""
        return self._change(kind, by).now

    def _change(self, kind: str, by: str) -> _Change:
        if (kind, by) not in self._changes:
            self._changes[kind, by] = self._changed(kind, by)
        return self._changes[kind, by]

    def _changed(self, kind: str, by: str) -> _Change:
        record, now = f"{kind}-{by}", self.shelved.digests(f"{kind}/{by}")
        self.known[record] = digest(now.encode())
        most = search.MOST if by == ORDER else sys.maxsize
        found = self._left(record)
        before = Order(found[0], found[1], array("I", found[2]), array("I", found[3])) if found else None
        if before and (len(before) >= most or self.shelved.counts[kind] > most):
            before = None  # others than those may be among the first
        if before and before.digests == now:
            self._take(record)
            return _Change(before, before, frozenset(), Splice((), ()))
        change = self._made_of(kind, by, now, before, most)
        order = change.now
        self._made.put(record, (now, order.keys, order.shelves.tobytes(), order.places.tobytes()))
        return change

    def _made_of(self, kind: str, by: str, now: str, before: Order | None, most: int) -> _Change:
        """An order, of what it was."""
        shelves = differing(now, before.digests) if before else frozenset(range(len(self.shelved.sums)))
        new = sorted((key, shelf, n) for shelf in shelves for n, key in enumerate(self.shelved.lines(kind, by, shelf)))
        before = before or Order("", b"", array("I"), array("I"))
        gone = before.of(shelves)
        stay = Splice(gone, ()).less(before.keys.split(b"\n") if len(before) else [])
        splice = Splice(gone, places(stay, [key for key, _, _ in new]))
        keys = splice.more(stay, (key for key, _, _ in new))[:most]
        on = array("I", splice.more(splice.less(before.shelves), (shelf for _, shelf, _ in new))[:most])
        at = array("I", splice.more(splice.less(before.places), (n for _, _, n in new))[:most])
        return _Change(before if len(before) else None, Order(now, b"\n".join(keys), on, at), shelves, splice)

    def column(self, kind: str, name: str, make: Callable[[Any, Splice, list[bytes]], V | None], by: str = ORDER, of: str = "") -> V:
        """What is made of a column: of what was made of it by the last build, what becomes of its lines, and those that come.

        `of` tells whether anything differs that it is made of besides. Where `make` gives None, it is made of all lines.
        """
        change, now, record = self._change(kind, by), self.shelved.digests(f"{kind}/{name}"), f"{kind}-{name}"
        self.known[record] = digest(f"{change.now.mark}\n{now}\n{of}".encode())
        known, mark, were, made = self._left(record) or ("", "", "", None)
        if known == self.known[record]:
            self._take(record)
            return cast("V", made)
        order, line, every = change.now, self.shelved.at(kind, name), Splice((), range(len(change.now)))
        follows = change.before is not None and change.before.mark == mark
        splice = change.splice(differing(now, were)) if follows else every
        result = make(made if follows else None, splice, [line(*order.at(n)) for n in splice.come])
        if result is None:
            result = make(None, every, list(map(line, order.shelves, order.places)))
        assert result is not None
        self._made.put(record, (self.known[record], change.now.mark, now, result))
        return result

    def carried(self, kind: str, names: Iterable[str]) -> None:
        """Keep what the last build left of columns, for the next one."""
        for record in (f"{kind}-{name}" for name in names):
            if self._before and record in self._before.left:
                self.known[record] = ""
                self._take(record)

    def former(self, kind: str, name: str) -> Sequence[Any]:
        """The record that the last build left of a column: what it was made of, first, and what was made, last; nothing if it left none."""
        return self._left(f"{kind}-{name}") or ()

    def _left(self, record: str) -> Any:
        with suppress(*ERRORS):
            return self._before.get(record) if self._before and record in self._before.left else None
        return None

    def _take(self, record: str) -> None:
        if self._before:
            self._made.take(record, self._before)
