"""RDF terms as N-Triples text, and the namespaces they come from.

A term is a `str` in N-Triples syntax. That is what the engine loads, what diffs compare and what
files hold, so nothing is converted on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

PREFIXES = {
    "kg": "https://w3id.org/bibkg/ns#",
    "field": "https://w3id.org/bibkg/field/",
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "pro": "http://purl.org/spar/pro/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
VOCABULARY_GRAPH = "https://w3id.org/bibkg/ns"

_ESCAPES = {char: f"\\u{char:04x}" for char in range(32)}  # as in JSON: what stands between the quotes of a literal term is JSON too
_ESCAPES |= str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@cache
def term(curie: str) -> str:
    """The IRI term of a prefixed name; an IRI term is its own.

    >>> term("cito:cites"), term("<http://a.example/>")
    ('<http://purl.org/spar/cito/cites>', '<http://a.example/>')
    """
    if curie.startswith("<"):
        return curie
    prefix, _, name = curie.partition(":")
    return f"<{PREFIXES[prefix]}{name}>"


@cache
def shorten(iri: str) -> str:
    """The prefixed name of an IRI in one of our namespaces, else the IRI itself.

    >>> shorten("http://purl.org/spar/cito/cites")
    'cito:cites'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def literal(text: str, *, language: str = "", datatype: str = "") -> str:
    r"""The literal term of a text; `datatype` is a prefixed name, `language` a lower-case BCP 47 tag.

    >>> literal('say "ah"', language="en")
    '"say \\"ah\\""@en'
    >>> literal("1998", datatype="xsd:integer")
    '"1998"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    odd = '"' in text or "\\" in text or not text.isprintable()
    quoted = f'"{text.translate(_ESCAPES)}"' if odd else f'"{text}"'
    if language:
        return f"{quoted}@{language.lower()}"
    return f"{quoted}^^{term(datatype)}" if datatype else quoted


@lru_cache(maxsize=10_000)
def integer(number: int) -> str:
    """The literal term of a whole number.

    >>> integer(1998)
    '"1998"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    return literal(str(number), datatype="xsd:integer")


def value(text: str) -> str:
    r"""The text of a literal term, or the address of an IRI term.

    >>> value('"say \\"ah\\""@en'), value("<http://a.example/>")
    ('say "ah"', 'http://a.example/')
    """
    if text[0] == "<":
        return text[1:-1]
    quoted = text[1:-1] if text[-1] == '"' else text[1 : text.rindex('"')]
    return _ESCAPED.sub(_unescape, quoted) if "\\" in quoted else quoted


def word(individual: str) -> str:
    """The word for an individual of a vocabulary, `""` for none.

    >>> word("<https://w3id.org/bibkg/ns#Hedged>")
    'hedged'
    """
    return individual[1:-1].rpartition("#")[2].lower()


def language(text: str) -> str:
    """The language tag of a literal term, empty where it has none."""
    after = text.rpartition('"')[2]
    return after[1:] if after.startswith("@") else ""


def datatype(text: str) -> str:
    """The datatype IRI of a literal term with a datatype of its own, else empty."""
    after = text.rpartition('"')[2]
    return after[3:-1] if after.startswith("^^") else ""


_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))?")


def is_language(tag: str) -> bool:
    """Whether a text is a language tag: language, script, region and variant of BCP 47.

    >>> [is_language(tag) for tag in ("de", "en-GB", "zh-Hant-TW", "home", "english", "en-")]
    [True, True, True, False, False, False]
    """
    return bool(_TAG.fullmatch(tag))


def is_iri(text: str) -> bool:
    """Whether a term is an IRI."""
    return text.startswith("<")


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _PLAIN.get(code, code)


def described(lines: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """What sorted lines of N-Triples say: subject -> predicate -> objects, all sorted.

    >>> described(["<a> <p> <b> .", '<a> <p> "c d" .'])
    {'<a>': {'<p>': ['<b>', '"c d"']}}
    """
    found: dict[str, dict[str, list[str]]] = {}
    said: dict[str, list[str]] = {}
    last = before = ""
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if subject != last:
            said = found[subject] = {}
            last, before = subject, ""
        if predicate == before:
            said[predicate].append(rest[:-2])
        else:
            said[predicate] = [rest[:-2]]
            before = predicate
    return found


def in_graph(lines: Iterable[str], graph: str) -> Iterator[str]:
    """Lines of N-Triples as lines of N-Quads of a graph, given as an IRI term."""
    return (f"{line[:-2]} {graph} ." for line in lines)
