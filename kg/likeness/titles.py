"""Whether two titles, or a journal's name and its abbreviation, are the same: strict, for a wrong link is worse than none."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from kg import iri

ALIKE = 88  # of 100: below it two titles are not compared further
ROUGHLY = 80  # of 100: how much alike titles are of which one is given freely
TYPO = 80  # of 100: how much alike two spellings of one word are
_SMALL = frozenset("a an and at by de der des die du et for from in into la le les of on or s the to und with".split())
_NUMERAL = re.compile(r"[ivx]+|\d.*")
_SERIES = re.compile(r"[ivx]+|\d+|part|parts|volume|vol|band|teil|tome|book|chapter|ch|section|installment|number|no|one|two|three|again")
_COUNTED = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "two": "2", "three": "3", "one": "1", "four": "4"}
_SUBTITLE = re.compile(r"[:?!.]\s|\s[-–—]\s|—")


@lru_cache(maxsize=200_000)
def main(title: str) -> str:
    """The part of a title before its subtitle, folded; `""` where it has none.

    >>> main("Regional Advantage: Culture and Competition"), main("Clusters")
    ('regional advantage', '')
    """
    parts = _SUBTITLE.split(title.strip(), maxsplit=1)
    return iri.fold(parts[0]) if len(parts) > 1 and parts[1].strip() else ""


def likeness(one: str, other: str) -> float:
    """How sure it is that two titles are those of one work, from 0 to 1; case, accents, punctuation and misprints do not matter.

    Of one only the main title may be given. Every word must have its like: another word, or another number, makes another work.

    >>> likeness("Industrial districts: a review", "Industrial Districts - A Review")
    1.0
    >>> likeness("Regional advantage", "Regional Advantage: Culture")
    0.95
    >>> likeness("Clusters and innovation", "Clusters and inflation"), likeness("Clusters, part I", "Clusters, part II")
    (0.0, 0.0)
    >>> likeness("Clusters: an overview", "Clusters: a theory")
    0.0
    """
    from rapidfuzz import fuzz

    a, b = iri.fold(one), iri.fold(other)
    if a == b:
        return 1.0 if a else 0.0
    if shortened := _shortened(one, other, a, b):
        return shortened
    ratio = fuzz.ratio(a, b, score_cutoff=ALIKE) / 100
    return round(ratio, 3) if ratio and _word_by_word(a.split(), b.split()) else 0.0


def similar(one: str, other: str) -> bool:
    """Whether two folded titles may be nearly the same at all: they differ in few letters, or one begins with the other.

    >>> similar("regional advantage", "regional advantage culture"), similar("clusters of firms", "networks of firms")
    (True, False)
    """
    from rapidfuzz import fuzz

    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    return longer.startswith(f"{shorter} ") or fuzz.ratio(one, other, score_cutoff=ALIKE) > 0


def _shortened(one: str, other: str, a: str, b: str) -> float:
    """How sure it is that one title is the other without its subtitle, or without the end of it; 0 for a part of a series."""
    short, long = sorted((a, b), key=len)
    head = main(one) or main(other)
    if not long.startswith(f"{short} ") or not _telling(short) or (main(one) and main(other) and main(one) != main(other)):
        return 0.0
    following = long[len(short) :].split()
    if _SERIES.fullmatch(following[0]) or not (short == head or (main(one) and main(other))):
        return 0.0
    return 0.95 if short == head else 0.93


def unlike(one: str, other: str) -> bool:
    """Whether two titles cannot be those of one work, however freely one of them is given.

    >>> unlike("Letters to the editor: Go to statement considered harmful", "Go To Statement Considered Harmful")
    False
    >>> unlike("Title page", "Editorial information"), unlike("The 60th meeting", "The 61st meeting")
    (True, True)
    """
    from rapidfuzz import fuzz

    a, b = iri.fold(one), iri.fold(other)
    numerals = [{word for word in text.split() if _NUMERAL.fullmatch(word)} for text in (a, b)]
    return (all(numerals) and numerals[0] != numerals[1]) or fuzz.partial_ratio(a, b) < ROUGHLY


def _telling(folded: str) -> bool:
    return " " in folded or len(folded) > 6


def _word_by_word(one: list[str], other: list[str]) -> bool:
    """Whether two titles differ only in misprints, small words and compounds written as one or as two."""
    from rapidfuzz import fuzz

    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left, right = one[a:b], other[c:d]
        if tag == "equal" or "".join(left) == "".join(right):
            continue
        left, right = ([w for w in side if w not in _SMALL] for side in (left, right))
        if len(left) != len(right):
            return False
        for x, y in zip(left, right, strict=True):
            if _NUMERAL.fullmatch(x) or _NUMERAL.fullmatch(y) or x[:3] != y[:3] or fuzz.ratio(x, y) < TYPO:
                return False
    return True


@lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name or title but the small ones; numbers that are counted out, as digits."""
    return tuple(_COUNTED.get(word, word) for word in iri.fold(text).split() if word not in _SMALL)


@lru_cache(maxsize=100_000)
def abbreviates(short: str, title: str) -> bool:
    """Whether a book's title as Web of Science shortens it stands for this title: its words in order from the first, the last cut off.

    >>> abbreviates("2 IND DIVIDE POSSIBI", "The Second Industrial Divide: Possibilities for Prosperity")
    True
    >>> abbreviates("REGIONAL ADVANTAGE", "Regional Advantage: Culture"), abbreviates("REGIONAL DEV", "Regional Advantage")
    (True, False)
    >>> abbreviates("COMPETITIVE ADVANTAG", "The Competitive Advantage of Nations"), abbreviates("CAPITAL", "Capital flows")
    (True, False)
    """
    brief, full = words(short), words(title)
    if not brief or len(brief) > len(full) or (len(brief) == 1 and iri.fold(short) not in (iri.fold(title), main(title))):
        return False
    return all(map(_shortens, brief, full))


def _shortens(short: str, word: str) -> bool:
    """Whether a word may stand for another: its beginning, or some of its letters in order, the first among them.

    >>> _shortens("technol", "technology"), _shortens("dept", "department"), _shortens("1", "10"), _shortens("manage", "market")
    (True, True, False, False)
    """
    if short == word or short[:1] != word[:1] or len(short) > len(word) or not short.isalpha():
        return short == word
    if word.startswith(short):
        return True
    letters = iter(word)
    return all(letter in letters for letter in short) and len(short) > 1


@lru_cache(maxsize=200_000)
def fits(one: str, other: str) -> bool:
    """Whether two names are those of one journal, series or proceedings, either of them abbreviated.

    >>> [fits(short, "Harvard Business Review") for short in ("HARVARD BUS REV", "Harv. Bus. Rev.", "HBR", "BUS HIST REV")]
    [True, True, True, False]
    >>> [fits(short, "Journal of Economic Geography") for short in ("J ECON GEOGR", "J ECON", "J GEOGR")]
    [True, False, False]
    """
    a, b = sorted((words(one), words(other)), key=lambda words: (len(words), sum(map(len, words))))
    if not a:
        return False
    if len(a) == 1 and len(b) > 2:
        return a[0] == "".join(word[0] for word in b)
    at = 0
    for word in a:
        while at < len(b) and not (_shortens(word, b[at]) or _shortens(b[at], word)):
            at += 1
        at += 1
    return at <= len(b) and len(a) * 10 >= len(b) * 7
