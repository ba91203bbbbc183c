"""What makes a new sequence of a former one: some things go, others come between those that stay."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Splice(NamedTuple):
    """Where things go and come.

    >>> splice = Splice([1], [0, 2])
    >>> splice.more(splice.less("abc"), "xy")
    ['x', 'a', 'y', 'c']
    """

    gone: Sequence[int]  # places in the former sequence, rising
    come: Sequence[int]  # places in the new one, rising

    def less(self, former: Sequence[T]) -> list[T]:
        """Those that stay."""
        stay: list[T] = []
        start = 0
        for place in self.gone:
            stay += former[start:place]
            start = place + 1
        stay += former[start:]
        return stay

    def more(self, stay: Sequence[T], new: Iterable[T]) -> list[T]:
        """Those that stay, and those that come: as many as there are places for."""
        if not stay:
            return list(new)
        made: list[T] = []
        start = 0
        for place, one in zip(self.come, new, strict=True):
            end = start + place - len(made)
            made += stay[start:end]
            made.append(one)
            start = end
        made += stay[start:]
        return made


def places(stay: Sequence[T], new: Iterable[T], key: Callable[[T], Any] = lambda one: one) -> list[int]:
    """Where sorted things come to stand among others that are sorted, in the sequence of both."""
    return [n + (bisect_left(stay, key(one), key=key) if stay else 0) for n, one in enumerate(new)]
