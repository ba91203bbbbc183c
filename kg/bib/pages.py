"""Pages as they are written -> numbers that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

JOINED = re.compile(r"[,;/&]| and ")  # between several pages
_RANGE = re.compile(r"\s*(\w+)(?:\s*[-–—]+\s*(\w+))?\s*")
_ROMAN = re.compile(r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


class Number(NamedTuple):
    """One page."""

    kind: str  # arabic or roman: a book counts in both, each from one
    number: int
    written: str


def number(text: str) -> Number | None:
    """A page that is a plain number, or a Roman one; None for any other.

    >>> number("475"), number("XIV"), number("S5"), number("iiii")
    (Number(kind='arabic', number=475, written='475'), Number(kind='roman', number=14, written='XIV'), None, None)
    """
    if text.isdecimal():
        return Number("arabic", int(text[-9:]), text)
    lower = text.lower()
    if not _ROMAN.fullmatch(lower):
        return None
    values = [_DIGITS[c] for c in lower]
    return Number("roman", sum(-v if v < max(values[at:]) else v for at, v in enumerate(values)), text)


def ends(text: str) -> Iterator[Number]:
    """The first and the last page of each range in a text, and its single pages; what is no plain number is left out.

    >>> [page.written for page in ends("475--91, xii, S5")]
    ['475', '491', 'xii']
    """
    for piece in JOINED.split(text):
        if match := _RANGE.fullmatch(piece):
            written = (match[1], last_page(match[1], match[2])) if match[2] else (match[1],)
            yield from filter(None, map(number, written))


def last_page(first: str, last: str) -> str:
    """The last page of a range, whole where it is written short.

    >>> last_page("475", "91"), last_page("345", "352"), last_page("9", "12"), last_page("S12", "5")
    ('491', '352', '12', '5')
    """
    whole = first[: len(first) - len(last)] + last
    short = first.isdecimal() and last.isdecimal() and len(last) < len(first) and whole > first
    return whole if short else last
