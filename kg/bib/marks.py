"""What the decoder of LaTeX looks for: the patterns of its tokens, and what is a formula or an address."""

from __future__ import annotations

import re

from kg.bib import macros

SPECIAL = re.compile(r"[\\$~`&\"]|--")  # what makes a text need decoding
BRACES = re.compile(r"[{}]")
_PLAIN = r"[^\\${}~^_'`?!\s\"&-]++"
TOKEN = re.compile(
    r"\\([A-Za-z]++)\*?+\s*+|\\(.)|(\$\$?)|([{}~^_'])|(---?|``|[?!]?`|\"[`'=~aouAOUs]?|&\#?\w{1,8};|\s++)"
    rf"|{_PLAIN}(?:[ -]{_PLAIN})*+|.",
    re.DOTALL,
)
_IN_ADDRESS = re.compile(r"\\([A-Za-z]+)\s*(?:\{\})?|\\([\\~^])(?:\{\})?|\\(.)", re.DOTALL)
OPTIONAL = re.compile(r"\[([^][{}]{0,200})\]\s*(?=\{)")  # an argument in square brackets, before one in braces
AFTER_BREAK = re.compile(r"\*?\[-?[\d.]++\s*+[a-z]{2}\]")  # `\\[2pt]`
LENGTH = re.compile(r"=?\s*+[-+]?\s*+(?:\d++(?:\.\d*+)?|\.\d++)\s*+(?:true\s*+)?[a-z]{2}\s?")  # `-.15em`
# a place in a font: `"5F`, `'137`, `95`, `` `_ ``
NUMBER = re.compile(r"\s*+(?:\"([0-9A-F]{1,5})|'([0-7]{1,6})|(\d{1,6})|`\\?(.))\s?", re.DOTALL)
ESCAPE = re.compile(r"[0-9][0-9A-Fa-f]{3}")  # of `\u2019`, which is JSON's; no accent stands on a figure
SPACES = re.compile(r"\s*")
WORD_CHAR = re.compile(r"[^\W_]")
ENTITY_REST = re.compile(r"(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});")  # of `&amp;`


def is_formula(inside: str, after: str) -> bool:
    """Whether `$inside$` is a formula: by Pandoc's rule, no space inside next to a `$` and no figure after; or with no word in it."""
    if re.search(r"[\\^_]", inside):
        return True
    if inside[:1] == inside[-1:] == " " and re.search(r"[A-Za-z]", inside) and not re.search(r"[A-Za-z]{2}", inside):
        return True
    return bool(inside) and not (inside[0].isspace() or inside[-1].isspace() or after.isdecimal())


def _meant(match: re.Match[str]) -> str:
    """What a macro within an address stands for."""
    if match[1]:
        return "" if match[1] in macros.KEPT else macros.SYMBOLS.get(match[1], match[0])
    return match[2] or match[3]


def address(text: str) -> str:
    r"""The address that is written in `\url{…}`, where `\_`, `\%` and `\textasciitilde{}` stand for one character.

    >>> address(r"http://x/\textasciitilde{}a\_b%20~c")
    'http://x/~a_b%20~c'
    """
    return _IN_ADDRESS.sub(_meant, text).strip("{}")
