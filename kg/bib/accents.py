"""Accents in LaTeX to Unicode."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from unicodedata import combining, normalize

from kg.bib import macros


@lru_cache
def accent(name: str) -> Callable[[str], str]:
    """The function that puts an accent on the first letter of a text."""

    def apply(text: str) -> str:
        base = {"ı": "i", "ȷ": "j"}.get(text[:1], text[:1])
        if not base.isalpha():
            return macros.SPACING.get(name, "") + text
        end = 1
        while end < len(text) and combining(text[end]):
            end += 1
        if end > 4:  # no script piles up more; and time stays linear
            return text
        return normalize("NFC", base + text[1:end] + macros.ACCENTS[name]) + text[end:]

    return apply


_LETTER = "|".join(sorted(macros.LETTERS, key=len, reverse=True))
_LETTER_MACRO = re.compile(rf"\{{\\({_LETTER})\s*\}}|\\({_LETTER})(?:(?![A-Za-z\s])(?:\{{\}})?|\s+)")
_WORDS = "|".join(sorted((a for a in macros.ACCENTS if a.isalpha()), key=len, reverse=True))
_SIGNS = "[`'^\"~=.]"
_ACCENTED = rf"\\(?:({_SIGNS})\s*|({_WORDS})(?![A-Za-z])\s*)(?:\{{\s*([^\W\d_])([\u0300-\u036f]*)\s*\}}|([^\W\d_])([\u0300-\u036f]*))"
_ACCENT_MACRO = re.compile(rf"\{{\s*{_ACCENTED}\s*\}}|{_ACCENTED}")


def accents(source: str) -> str:
    r"""LaTeX with its accents and letters in Unicode, all other macros and the braces that protect text kept.

    >>> accents(r"{\"{O}}zlem Nurcan Subakan and {\O}ystein {Barnes \& {\'E}co and Co} \v{S}\'\i{} \o re")
    'Özlem Nurcan Subakan and Øystein {Barnes \\& Éco and Co} Ší øre'
    """
    if "\\" not in source:
        return source
    source = _LETTER_MACRO.sub(lambda m: _instead(m, macros.LETTERS[m[1] or m[2]]), source)
    for _ in range(3):  # accents upon accents: Vietnamese has two
        source, count = _ACCENT_MACRO.subn(_accented, source)
        if not count:
            break
    return source


def _accented(match: re.Match[str]) -> str:
    groups = [g for g in match.groups() if g]
    return _instead(match, accent(groups[0])("".join(groups[1:])))


def _instead(match: re.Match[str], text: str) -> str:
    r"""A text in place of a match, in its braces where they hold the argument of a command: `\textsc{\'e}`."""
    source, at = match.string, match.start()
    while at and source[at - 1].isascii() and source[at - 1].isalpha():
        at -= 1
    return f"{{{text}}}" if source[match.start()] == "{" and 0 < at < match.start() and source[at - 1] == "\\" else text
