"""Where a long list is cut into parts.

A part is a stretch of the sorted list. A stretch that is too long is cut where its first and last keys part ways: at
the bound, in the order of letters, that halves the alphabet between them. Bounds do not depend on how many entries
there are, so one entry more changes the part it falls into, and now and then cuts that in two; the others stay.
Works are cut by years first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from kg import iri

MOST = 110  # lines of a list that stand on one page, and of one whose lines are a name and numbers
MOST_NAMES = 250
UNDATED = "undated"

# The place of each character of a folded key, so that halving gives letters: a … p | q … z, a … h | i … p, and so on.
_PLACES = str.maketrans({" ": 1, "+": 2, "#": 3} | {str(n): 16 + n for n in range(10)} | {chr(ord("a") + n): 32 + n for n in range(26)})
_BYTES = bytes(_PLACES.get(n, n) for n in range(256))  # the same of UTF-8: the bytes of other letters stay
_LETTERS = {1: "-"} | {16 + n: str(n) for n in range(10)} | {32 + n: chr(ord("a") + n) for n in range(26)}


class Part(NamedTuple):
    """A stretch of a sorted list."""

    name: str  # of its file; of the parts of one list each has another
    label: str  # `1998`, `Sa – Sd`
    head: str  # what it is listed under: the year, or the first letter
    start: int  # places in the list
    end: int


def letters(keys: Sequence[str]) -> list[str]:
    """What lists are sorted by in place of folded keys, which have no line ends: many at once."""
    text = "\n".join(keys).encode("utf-8", "surrogatepass").translate(_BYTES)
    return text.decode("utf-8", "surrogatepass").split("\n")


def cut(entries: Sequence[tuple[Any, ...]], most: int = MOST) -> list[Part]:
    """The parts of a list, given what it is sorted by, in its order; the year is `""` where the list goes by letters alone.

    >>> [p[:2] for p in cut([("", key, "") for key in letters(["a"] * 100 + ["ba"] * 55 + ["bz"] * 55)])]
    [('_', 'A'), ('b', 'Ba – Bz')]
    """
    parts: list[Part] = []
    start = 0
    for year, group in groupby(entries, key=itemgetter(0)):
        keys = [entry[1] for entry in group]
        for name, first, last in _stretches(keys, most):
            parts.append(_part(year, name, keys[first], keys[last - 1], start + first, start + last, whole=last - first == len(keys)))
        start += len(keys)
    return parts


def _part(year: str, name: str, first: str, last: str, start: int, end: int, *, whole: bool) -> Part:
    letters = "" if year and whole else _between(first, last)
    label = ", ".join(x for x in (year, letters) if x)
    return Part(iri.slug("-".join(x for x in (year, name) if x) or "_"), label, year or letters[:1], start, end)


def _stretches(keys: Sequence[str], most: int) -> Iterator[tuple[str, int, int]]:
    """The stretches of sorted keys with their names: the bound at which each begins."""
    waiting = [("", 0, len(keys))]
    while waiting:
        name, start, end = waiting.pop()
        bound = _bound(keys[start], keys[end - 1]) if end - start > most else ""
        if not bound:
            yield name, start, end
            continue
        middle = bisect_left(keys, bound, start, end)
        waiting += [(_spelled(bound), middle, end), (name, start, middle)]


def _shared(first: str, last: str) -> int:
    """How many characters two keys begin with in common."""
    most = min(len(first), len(last))
    return next((n for n in range(most) if first[n] != last[n]), most)


def _bound(first: str, last: str) -> str:
    """The key at which the stretch between two keys is cut, `""` where they are the same."""
    n = _shared(first, last)
    if n == len(last):
        return ""
    low, high = ord(first[n]) if n < len(first) else 0, ord(last[n])
    differ = (low ^ high).bit_length() - 1
    return last[:n] + chr(high >> differ << differ)


def _spelled(key: str) -> str:
    """A key in letters again, fit for a file's name."""
    return "".join([_LETTERS.get(ord(c)) or f"_{ord(c):x}" for c in key])


def _between(first: str, last: str) -> str:
    """What two keys begin with, as far as tells them apart: `Sa – Sd`."""
    n = _shared(first, last) + 1
    ends = ["".join([_LETTERS.get(ord(c), c).replace("-", " ") for c in key[:n]]).strip().capitalize() for key in (first, last)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} – {ends[1]}"
