"""What the data of the search box has of each thing, made from its gist: columns of text, without an index, which the page makes.

Things stand by kind, the most connected first: their order is their weight. Each column is one string, a line a thing. Lines are kept as
they stand in JSON, so that they are put in another order, and written, without being read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping

from kg.web.gist import Gist
from kg.web.splice import Splice

MOST = 200_000  # things of a kind that can be searched: the most connected
MOST_LINKED = 10**9 - 1  # links to one thing
LONGEST = 600  # characters of a title, a statement or a definition
AGENTS = ("person", "organization")
KEYED = ("work", "claim", "concept", "study")
_EMPTY = re.compile(rb"(?:\\n)*").fullmatch
_SPACE = re.compile(r"\s+")
_APART = re.compile(r"[^a-z0-9]+")
END = rb"\n"  # of a line in a string
encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def weight(gist: Gist) -> bytes:
    """What things are sorted by, the most connected first: the path comes after a space."""
    return f"{MOST_LINKED - gist.linked} {gist.brief.path}".encode("utf-8", "surrogatepass")


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
    r"""Texts as they stand in strings of JSON, a line each; a backslash only where it must, so that END is found nowhere in them.

    >>> escaped(['say "so"', "two\nlines", r"a \new \line"])
    b'say \\"so\\"\ntwo lines\na \\u005cnew \\u005cline'
    """
    return "\n".join([_escaped(text) for text in texts]).encode("utf-8", "surrogatepass")


def _escaped(text: str) -> str:
    found = encoded(text)[1:-1]
    return found.replace("\\\\", "\\u005c").replace("\\n", " ") if "\\" in found else found


def column(before: bytes | None, splice: Splice, new: Iterable[bytes]) -> bytes:
    """A column as it stands in a string: of what it was, and the lines that come."""
    return END.join(splice.more([] if before is None else splice.less(before.split(END)), new))


def quoted(made: bytes) -> bytes:
    """The string that is a column; nothing where nothing stands in its lines."""
    return b"" if _EMPTY(made) else b'"%b"' % made


def people(found: Iterable[bytes], number: Mapping[bytes, bytes]) -> tuple[list[bytes], bool]:
    """The lines of `people`: the numbers of IRI terms among the people, then the organizations; and whether all have one."""
    terms = [line.split(b" ") if line else [] for line in found]
    return [b" ".join([number[t] for t in of if t in number]) for of in terms], all(t in number for of in terms for t in of)


def recoded(lines: list[bytes], codes: Mapping[bytes, bytes]) -> list[bytes]:
    """Lines of codes, with others in their place.

    >>> recoded([b"1 2", b"", b"2"], {b"2": b"3"})
    [b'1 3', b'', b'3']
    """
    if not lines or not codes:
        return lines
    tokens = b" \\n ".join(lines).split(b" ")
    return b" ".join(map(codes.get, tokens, tokens)).split(b" \\n ")


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
