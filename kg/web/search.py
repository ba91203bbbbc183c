"""The data of the search box, made from gists: columns of text, without an index, which the page makes for itself.

Things stand by kind, the most connected first: their order is their weight. Each column is one string, a line a thing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from heapq import nsmallest

from kg.web.article import LISTS
from kg.web.whole import Gist, Whole

MOST = 200_000  # things of a kind that can be searched: the most connected
LONGEST = 600  # characters of a title, a statement or a definition
AGENTS = ("person", "organization")
KEYED = ("work", "claim", "concept", "study")
_SPACE = re.compile(r"\s+")
_APART = re.compile(r"[^a-z0-9]+")


def search_data(literature: Whole) -> str:
    """The file `assets/search-data.js`: for each kind its name, its list, how many things there are, and the columns."""
    shown = {kind: ordered(literature, kind) for kind in LISTS}
    agents = [g.brief.iri for kind in AGENTS for g in shown[kind]]
    number = {term: str(n) for n, term in enumerate(agents)}
    kinds = [_kind(kind, found, literature.counts.get(kind, 0), number) for kind, found in shown.items() if found]
    return f"globalThis.KG_SEARCH={json.dumps(kinds, ensure_ascii=False, separators=(',', ':'))};\n"


def ordered(literature: Whole, kind: str) -> list[Gist]:
    """The things of a kind in the order of the search box."""
    return nsmallest(MOST, literature.of_kind(kind), key=_weight)


def _weight(gist: Gist) -> tuple[int, str]:
    return -gist.linked, gist.brief.path


def _kind(kind: str, found: list[Gist], total: int, number: Mapping[str, str]) -> dict[str, object]:
    """The columns of a kind; those with nothing in them are left out. `people` are places among the people, then the organizations."""
    columns: dict[str, Callable[[Gist], str]] = {
        "label": lambda g: _line(g.brief.label),
        "slug": _slug,
        "text": lambda g: _line(g.brief.detail or g.text)[:LONGEST].rstrip(),
        "names": lambda g: "\t".join(map(_line, g.names)),
        "people": lambda g: " ".join([number[a] for a in g.brief.people if a in number]),
    }
    if kind in KEYED:
        columns["keys"] = _keys
    if kind == "work":
        columns["year"] = lambda g: g.brief.year if g.brief.year not in g.brief.label else ""
    made = {name: _column(map(column, found)) for name, column in columns.items()}
    return {"kind": kind, "title": LISTS[kind], "total": total, "n": len(found)} | {n: text for n, text in made.items() if text}


def _column(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return text if text.strip("\n") else ""


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
