"""What the data of the search box has of each thing, made from its gist: columns of text, without an index, which the page makes.

Things stand by kind, the most connected first: their order is their weight. Each column is one string, a line a thing. Lines are kept as
they stand in JSON, so that a column is put in another order, and written, without being read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence

from kg.web.gist import Gist

MOST = 200_000  # things of a kind that can be searched: the most connected
LONGEST = 600  # characters of a title, a statement or a definition
AGENTS = ("person", "organization")
KEYED = ("work", "claim", "concept", "study")
_SPACE = re.compile(r"\s+")
_APART = re.compile(r"[^a-z0-9]+")
encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def weight(gist: Gist) -> tuple[int, str]:
    """What things are sorted by: the most connected first."""
    return -gist.linked, gist.brief.path


def columns(kind: str) -> dict[str, Callable[[Gist], str]]:
    """The columns of a kind, and what each has of a thing: a line; under `people` IRI terms, for which places will stand."""
    made: dict[str, Callable[[Gist], str]] = {
        "label": lambda g: _line(g.brief.label),
        "slug": _slug,
        "text": lambda g: _line(g.brief.detail or g.text)[:LONGEST].rstrip(),
        "names": lambda g: "\t".join(map(_line, g.names)),
    }
    if kind == "work":
        made["people"] = lambda g: " ".join(g.brief.people)
    if kind in KEYED:
        made["keys"] = _keys
    if kind == "work":
        made["year"] = lambda g: g.brief.year if g.brief.year not in g.brief.label else ""
    return made


def packed(values: object) -> bytes:
    """Values as JSON; Unicode that is none, as a damaged file may hold, stays as it is."""
    return encoded(values).encode("utf-8", "surrogatepass")


def escaped(texts: Iterable[str]) -> bytes:
    r"""Texts as they stand in strings of JSON, a line each.

    >>> escaped(['say "so"', "two\nlines"])
    b'say \\"so\\"\ntwo\\nlines'
    """
    return "\n".join([encoded(text)[1:-1] for text in texts]).encode("utf-8", "surrogatepass")


def column(lines: Sequence[bytes]) -> bytes:
    """The string that is a column, of its lines; nothing where nothing stands in them."""
    return b'"%b"' % b"\\n".join(lines) if any(lines) else b""


def people(found: Iterable[bytes], agents: Iterable[bytes]) -> list[bytes]:
    """The lines of `people`: places among the people, then the organizations, in their order; `agents` are their IRI terms."""
    number = {term: b"%d" % n for n, term in enumerate(agents)}
    return [b" ".join([number[term] for term in terms.split(b" ") if term in number]) for terms in found]


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
