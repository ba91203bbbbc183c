"""What the data of the search box has of each thing, made from its gist: columns of text, without an index, which the page makes.

Things stand by kind, the most connected first: their order is their weight. Each column is one string, a line a thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from kg.web.whole import Gist

MOST = 200_000  # things of a kind that can be searched: the most connected
LONGEST = 600  # characters of a title, a statement or a definition
AGENTS = ("person", "organization")
KEYED = ("work", "claim", "concept", "study")
_SPACE = re.compile(r"\s+")
_APART = re.compile(r"[^a-z0-9]+")


def weight(gist: Gist) -> tuple[int, str]:
    """What things are sorted by: the most connected first."""
    return -gist.linked, gist.brief.path


def columns(kind: str) -> dict[str, Callable[[Gist], Any]]:
    """The columns of a kind, and what each has of a thing: a line, or under `people` whose places it has, as IRI terms."""
    made: dict[str, Callable[[Gist], Any]] = {
        "label": lambda g: _line(g.brief.label),
        "slug": _slug,
        "text": lambda g: _line(g.brief.detail or g.text)[:LONGEST].rstrip(),
        "names": lambda g: "\t".join(map(_line, g.names)),
    }
    if kind == "work":
        made["people"] = lambda g: g.brief.people
    if kind in KEYED:
        made["keys"] = _keys
    if kind == "work":
        made["year"] = lambda g: g.brief.year if g.brief.year not in g.brief.label else ""
    return made


def column(lines: Iterable[str]) -> str:
    """The lines of a column, nothing where nothing stands in them."""
    text = "\n".join(lines)
    return text if text.strip("\n") else ""


def people(found: Iterable[Sequence[str]], agents: Iterable[str]) -> Iterator[str]:
    """The lines of `people`: places among the people, then the organizations, in their order; `agents` are their IRI terms."""
    number = {term: str(n) for n, term in enumerate(agents)}
    return (" ".join([number[term] for term in terms if term in number]) for terms in found)


def _line(text: str) -> str:
    return text if text.isprintable() else _SPACE.sub(" ", text).strip()


def _slug(gist: Gist) -> str:
    """The last part of its address; nothing where that follows from the label, as `slugOf` of find.js has it."""
    brief = gist.brief
    slug = brief.path[len(brief.kind) + 1 : -len(".html")]
    return "" if slug == derived(brief.label, rotated=brief.kind == "person") else slug


def derived(label: str, *, rotated: bool) -> str:
    """What most names in ASCII have as the last part of their address.

    >>> derived("AnnaLee Saxenian", rotated=True), derived("Harvard Business Review", rotated=False)
    ('saxenian-annalee', 'harvard-business-review')
    """
    words = _APART.sub(" ", label.lower()).split() if label.isascii() else []
    return "-".join(words[-1:] + words[:-1] if rotated else words)


def _keys(gist: Gist) -> str:
    """Its keys, the present one first; `=` where that is the last part of the address."""
    keys = [_line(key) for key in gist.keys]
    if keys and gist.brief.path == f"{gist.brief.kind}/{keys[0]}.html":
        keys[0] = "="
    return "\t".join(keys)
