"""Where a long list is cut into parts.

A part is a stretch of the sorted list. A stretch that is too long is cut where its first and last keys part ways: at
the bound, in the order of letters, that halves the alphabet between them. Bounds do not depend on how many entries
there are, so one entry more changes the part it falls into, and now and then cuts that in two; the others stay.
Works are cut by years first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg import iri

MOST = 110  # lines of a list that stand on one page, and of one whose lines are a name and numbers
MOST_NAMES = 250
NAMES = ("person", "organization", "keyword")  # kinds of things whose lines are short
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


def most(kind: str) -> int:
    """How many lines of a kind stand on one page."""
    return MOST_NAMES if kind in NAMES else MOST


def keys(found: Sequence[tuple[str, str, str]], *, by_year: bool) -> list[bytes]:
    r"""What lists are sorted by, of year, folded key and IRI term: the year, where a list goes by years, letters, and what is unique.

    >>> keys([("1998", "a b", "<https://kg.example/work/ab>")], by_year=True)
    [b'1998\x00 \x01!\x00ab>']
    """
    text = "\n".join([key for _, key, _ in found]).encode("utf-8", "surrogatepass").translate(_BYTES)
    heads = [(year or UNDATED) if by_year else "" for year, _, _ in found]
    apart = zip(heads, text.split(b"\n"), [iri for _, _, iri in found], strict=True)
    return [b"%b\0%b\0%b" % (head.encode(), letters, _last(iri)) for head, letters, iri in apart]


def _last(iri: str) -> bytes:
    """The last part of an IRI term: of things of one kind no more differs."""
    return iri.rpartition("/")[2].encode("utf-8", "surrogatepass")


def cut(keys: Sequence[bytes], most: int = MOST) -> list[Part]:
    """The parts of a list, given the keys of its lines, in its order.

    >>> [p[:2] for p in cut(keys([("", key, "") for key in ["a"] * 100 + ["ba"] * 55 + ["bz"] * 55], by_year=False))]
    [('_', 'A'), ('b', 'Ba – Bz')]
    """
    parts: list[Part] = []
    start = 0
    while start < len(keys):
        year = keys[start].partition(b"\0")[0]
        end = bisect_left(keys, year + b"\1", start)
        for name, first, last in _stretches(keys, year, start, end, most):
            whole = last - first == end - start
            parts.append(_part(year.decode(), name, _letters(keys[first]), _letters(keys[last - 1]), first, last, whole=whole))
        start = end
    return parts


def _letters(key: bytes) -> str:
    return key.split(b"\0")[1].decode("utf-8", "surrogatepass")


def _part(year: str, name: str, first: str, last: str, start: int, end: int, *, whole: bool) -> Part:
    letters = "" if year and whole else _between(first, last)
    label = ", ".join(x for x in (year, letters) if x)
    return Part(iri.slug("-".join(x for x in (year, name) if x) or "_"), label, year or letters[:1], start, end)


def _stretches(keys: Sequence[bytes], year: bytes, start: int, end: int, most: int) -> Iterator[tuple[str, int, int]]:
    """The stretches of the sorted keys of a year with their names: the bound at which each begins."""
    waiting = [("", start, end)]
    while waiting:
        name, start, end = waiting.pop()
        bound = _bound(_letters(keys[start]), _letters(keys[end - 1])) if end - start > most else ""
        if not bound:
            yield name, start, end
            continue
        middle = bisect_left(keys, b"%b\0%b" % (year, bound.encode("utf-8", "surrogatepass")), start, end)
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
