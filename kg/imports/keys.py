"""Keys for works that come without one: `saxenian1994regional`, the first author, the year and the first word that says something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kg import iri
from kg.bib.latex import to_text
from kg.bib.names import Name, people

# Words that say nothing of a title, in the languages that most titles are in.
_EMPTY = frozenset(
    """
    a about after all also am an and any are as at be before between but by can do does for from has have how if in into is it its of off
    on or our over than that the their them there these they this those to toward towards under up upon us via was we were what when
    where which while who whom whose why will with within without
    der die das den dem des ein eine einer eines einem einen und oder zu zur zum im vom von fur uber mit aus bei nach auf als wie
    le la les l un une du de d et ou au aux en dans sur pour par el los las unos unas y o del al con por para
    il lo gli i uno una e dei degli delle nel nella um uma os dos da do na no het een op van voor och ett det om til og
    """.split()
)
_LETTERS = str.maketrans({"ð": "d", "Ð": "d", "þ": "th", "Þ": "th"})
_LONGEST = 24  # letters of one word


class Keys:
    """The keys that are taken, and new ones beside them."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = {key.casefold() for key in taken}
        self._next: dict[str, int] = {}

    def new(self, fields: Mapping[str, str]) -> str:
        r"""A key that is not taken, for a work with these fields (LaTeX); it is taken from now on.

        >>> keys = Keys(["saxenian1994regional"])
        >>> keys.new({"author": "Saxenian, AnnaLee", "year": "1994", "title": "The Regional Advantage"})
        'saxenian1994regionala'
        >>> keys.new({"author": "van den Berg, J.-P.", "date": "2001-05", "title": "On \\textit{Clusters}"})
        'berg2001clusters'
        """
        stem = key = stem_of(fields)
        number = self._next.get(stem, 0)
        while key.casefold() in self.taken:
            number += 1
            key = stem + _letters(number)
        self._next[stem] = number
        self.take(key)
        return key

    def take(self, key: str) -> None:
        """Take a key that is not made here."""
        self.taken.add(key.casefold())


def stem_of(fields: Mapping[str, str]) -> str:
    """The key of a work before a letter is added.

    >>> stem_of({"author": "{Organisation for Economic Co-operation and Development}", "year": "1999", "title": "Boosting innovation"})
    'oecd1999boosting'
    >>> stem_of({"title": "100 years of clusters"}), stem_of({})
    ('yearsclusters', 'work')
    """
    listed = people(fields.get("author") or fields.get("editor") or "")[0]
    words = _words(to_text(fields.get("title", ""))[0])
    name = _family(listed[0]) if listed else ""
    year = re.search(r"\d{4}", fields.get("date") or fields.get("year") or "")
    if not name and words:
        name, *words = words
    return f"{name}{year[0] if year else ''}{words[0] if words else ''}" or "work"


def _family(name: Name) -> str:
    """A person's family name without particles; an organization's first word or two, or its initials."""
    if not name.literal:
        return _folded(name.family or name.given)
    words = [word for word in (_folded(w) for w in name.literal.split()) if word and word not in _EMPTY]
    return "".join(word[0] for word in words) if len(words) > 2 else "".join(words)[:_LONGEST]


def _words(text: str) -> list[str]:
    """The words of a text that say something, folded; numbers and single letters only where there is nothing else."""
    words = [_folded(word) for word in iri.fold(text).split()]
    telling = [word for word in words if len(word) > 1 and word not in _EMPTY and not word.isdecimal()]
    return telling or [word for word in words if word]


def _folded(text: str) -> str:
    """A text in the letters of a key: ASCII where it has a Latin form, else as it is."""
    letters = "".join(c for c in iri.fold(text.translate(_LETTERS)) if c.isalnum())
    ascii_only = "".join(c for c in letters if c.isascii())
    return (ascii_only if len(ascii_only) * 2 > len(letters) else letters)[:_LONGEST]


def _letters(number: int) -> str:
    """1 -> a, 26 -> z, 27 -> aa."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
