"""Given names: whether two may be one person's, and how surely."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg import iri

_PARTS = re.compile(r"([-‐‑–]?)([^\s.\-‐‑–]+\.?)")
_CAPITALS = 3  # letters of initials written together, as PubMed has them: ME

# How sure the likeness of two names is, by kind: judged on samples of public bibliographies (kg/README.md, Decisions).
SAME = 0.95  # the same words, joined or ordered differently: Jean-Pierre, Jeanpierre
INITIALS = 0.9  # two initials or more against names that are written out: M. E., Michael E.
MIDDLE = 0.7  # the same first name, a middle name more: Michael, Michael E.
INITIAL = 0.6  # one initial against one name: A., AnnaLee
SHORTER = 0.5  # fewer initials against more names: M., Michael E.
TURNED = 0.5  # the same words in another order, family and given name changed over: only with something in common besides
COMMON = 0.1  # taken off where many people bear the family name


class Part(NamedTuple):
    """One given name or initial."""

    text: str  # folded
    short: bool  # an initial, or cut short by a full stop: Th.
    joined: bool = False  # to the one before it by a hyphen


def parts(given: str) -> tuple[Part, ...]:
    """The given names and initials that a text holds.

    >>> [part.text for part in parts("Michael E.")], [part.short for part in parts("Michael E.")]
    (['michael', 'e'], [False, True])
    >>> [part.text for part in parts("J.-P.")], [part.text for part in parts("ME")], [part.short for part in parts("明")]
    (['j', 'p'], ['m', 'e'], [False])
    """
    words = _PARTS.findall(given)
    found = []
    for before, word in words:
        if word.isupper() and word.isalpha() and 1 < len(word) <= _CAPITALS and len(words) == 1:
            found += [Part(letter, True) for letter in iri.fold(word)]
        elif text := iri.fold(word).replace(" ", ""):
            cased = word[0].lower() != word[0].upper()  # one character of Chinese is a whole name
            found.append(Part(text, cased and (len(text) == 1 or word.endswith(".")), bool(before)))
    return tuple(found)


def likeness(one: tuple[Part, ...], other: tuple[Part, ...]) -> float:
    """How sure it is that two lists of given names are of one person who has the same family name; 0 where they cannot be.

    >>> likeness(parts("M. E."), parts("Michael E.")), likeness(parts("A."), parts("AnnaLee")), likeness(parts("J."), parts("Michael"))
    (0.9, 0.6, 0)
    """
    if not one or not other:
        return 0
    if "".join(p.text for p in one) == "".join(p.text for p in other):
        return SAME
    if not all(map(_fit, one, other)):
        return 0
    if len(one) == len(other):
        return INITIALS if len(one) > 1 else INITIAL
    shorter, longer = sorted((one, other), key=len)
    if longer[len(shorter)].joined and not shorter[-1].short:
        return 0  # Zhi is not Zhi-Gang
    return SHORTER if one[0].short or other[0].short else MIDDLE


def _fit(one: Part, other: Part) -> bool:
    """Whether two names may be one: the same, or one of them cut short to the start of the other."""
    if one.text == other.text:
        return True
    return (one.short and other.text.startswith(one.text)) or (other.short and one.text.startswith(other.text))


def fullness(found: tuple[Part, ...]) -> int:
    """How much of a name is written out, in letters."""
    return sum(len(part.text) for part in found)
