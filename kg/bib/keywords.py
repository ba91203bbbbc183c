r"""A list of keywords to single ones, as the tool that exported it joins them.

Semicolons (Scopus, Web of Science, IEEE), commas (Zotero, ACM, Mendeley), one per line (PubMed), `\sep` (Elsevier), `|`, `•`.
Only the strongest mark of a list separates: in `Models, Biological; Humans` the comma is part of a heading.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kg.bib.latex import to_text
from kg.bib.values import fold_space, token_end

LONGEST = 100  # characters; what is longer is a sentence
_BULLET = re.compile(r"\$\s*\\(?:cdot|bullet)\s*\$|\\(?:sep|and|textbullet|bullet|cdot|textperiodcentered)(?![A-Za-z])|[•∙‣]")
_TOKEN = re.compile(r"\\.|&#?\w{1,10};|[{}();,|•\n]|(?<=\s)(?:[·/–—]|-{2,3})(?=\s)", re.DOTALL)
_HEADING = re.compile(r"(?i)\s*(?:author )?(?:key ?words?|index terms)\s*[:–—]\s*")
_WIDTH = 60  # characters; a longer line was broken by an editor, not by a list
_ABBREVIATED = frozenset(  # words that are hardly ever written without their full stop
    "al assn assoc ave bros ca cf co corp dept dist ed eds etc ext fig figs gen gov govt hon inc intl jr ltd mfg mt natl no nos prof rev "
    "sp spp sr ssp st subsp univ var vol vols".split()
)
_MARK = re.compile(r"[;|•\n]")
_ABOVE = re.compile(r"\s+>\s+")


class Keyword(NamedTuple):
    """One keyword of a list."""

    label: str  # in Unicode
    broader: tuple[str, ...] = ()  # labels above it, the widest first: JabRef's `a > b > c`
    cut: bool = False  # a star or a qualifier of a MeSH heading was taken off


def read(value: str, *, mesh: bool = False) -> list[Keyword]:
    r"""The keywords of a list, in order; `value` is LaTeX with its line ends, `mesh` says that all are MeSH headings.

    >>> [k.label for k in read(r"clusters \sep {R\&D}, local \sep trust.")]
    ['clusters', 'R&D, local', 'trust']
    >>> read("*Neoplasms/drug therapy; Models, Biological")
    [Keyword(label='Neoplasms', broader=(), cut=True), Keyword(label='Models, Biological', broader=(), cut=False)]
    >>> read("region > district, trust")[0]
    Keyword(label='district', broader=('region',), cut=False)
    """
    items = [text for item in split(value) if (text := to_text(item)[0])]
    mesh = mesh or any(text.startswith("*") or "/*" in text for text in items)
    return [found for text in items if (found := _keyword(text, mesh=mesh)).label]


def is_keyword(label: str) -> bool:
    """Whether a text can be a keyword: it has a letter and is no sentence.

    >>> is_keyword("9/11"), is_keyword("C++"), is_keyword("so " * 40)
    (False, True, False)
    """
    return len(label) <= LONGEST and any(char.isalpha() for char in label)


def without_stop(label: str) -> str:
    """A label without the full stop that ends the list it was in; one that belongs to an abbreviation stays.

    >>> [without_stop(label) for label in ("Clusters.", "GIS.", "U.S. policy.", "U.S.", "Apple Inc.", "Harv. Bus. Rev.", "vitamin C.")]
    ['Clusters', 'GIS', 'U.S. policy', 'U.S.', 'Apple Inc.', 'Harv. Bus. Rev.', 'vitamin C.']
    """
    if not label.endswith("."):
        return label
    bare = label.rstrip(". ")
    *before, last = bare.split() or [""]
    letters = last.strip("()[]{}\"'“”’*-/")
    shortened = "." in letters or len(letters) < 2 or letters.lower() in _ABBREVIATED
    return label if shortened or any(word.endswith(".") and "." not in word[:-1] for word in before) else bare


@lru_cache(maxsize=100_000)
def _keyword(text: str, *, mesh: bool) -> Keyword:
    text = text.strip(' \t"“”„').rstrip(",;")
    text = without_stop(text)
    parts = _ABOVE.split(text) if ">" in text else [text]
    if len(parts) > 1 and all(map(is_keyword, parts)):
        return Keyword(parts[-1], tuple(parts[:-1]))
    if mesh:
        heading = text.partition("/")[0].strip("* ")
        return Keyword(heading, cut=heading != text)
    return Keyword(text)


def split(value: str) -> list[str]:
    r"""The items of a list, as written; braces protect.

    >>> split("{{a; b}}"), split("a, {b, c}, d (e, f)"), split("Models, Biological\nHumans\n*Neoplasms"), split("a / b / c")
    (['a', 'b'], ['a', '{b, c}', 'd (e, f)'], ['Models, Biological', 'Humans', '*Neoplasms'], ['a', 'b', 'c'])
    >>> split("industrial districts, local\n  knowledge, trust"), split("input / output")
    (['industrial districts', 'local knowledge', 'trust'], ['input / output'])
    """
    value = _BULLET.sub("•", value.strip())
    heading = _HEADING.match(value)
    value = value[heading.end() :] if heading else value
    for _ in range(2):  # Web of Science writes {{a; b}}
        if value.startswith("{") and token_end(value, 0) == len(value) and _MARK.search(value):
            value = value[1:-1].strip()
    marks = _marks(value)
    for chosen in (marks["strong"], _lines(value, marks), marks["comma"], marks["weak"] if len(marks["weak"]) > 1 else []):
        if chosen:
            cuts = [(0, 0), *chosen, (len(value), len(value))]
            return [item for (_, a), (b, _) in pairwise(cuts) if (item := fold_space(value[a:b]))]
    return [fold_space(value)] if value.strip() else []


Spans = list[tuple[int, int]]


def _marks(value: str) -> dict[str, Spans]:
    """Where the marks of each strength stand, outside of braces; a comma in parentheses separates nothing."""
    found: dict[str, Spans] = {"strong": [], "line": [], "comma": [], "weak": []}
    depth = inner = 0
    for match in _TOKEN.finditer(value):
        mark = match[0]
        if mark in "{}":
            depth += 1 if mark == "{" else -1
        elif mark in "()":
            inner = max(0, inner + (1 if mark == "(" else -1))
        elif depth <= 0 and mark[0] not in "\\&":
            strength = "strong" if mark in ";|•·" else "line" if mark == "\n" else "comma" if mark == "," else "weak"
            if strength != "comma" or not inner:
                found[strength].append(match.span())
    return found


def _lines(value: str, marks: dict[str, Spans]) -> Spans:
    """The line ends, if each ends a keyword: the lines are short, and commas are few enough to be those of headings."""
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    if len(lines) < 2 or any(len(line) > _WIDTH for line in lines[:-1]):
        return []
    with_comma = [line for line in lines if "," in line]
    if not with_comma:
        return marks["line"]
    headings = all(line.count(",") == 1 and not line.endswith(",") for line in with_comma)
    return marks["line"] if headings and len(lines) > 2 and 2 * len(with_comma) < len(lines) else []
