"""The graph as a script that a page from file:// can load: the page of queries has no other way to it.

The data is TriG in a string: short addresses, nothing packed, so that the same graph gives the same bytes everywhere (builds of zlib
differ in what they write, and its stored blocks in base64 would only be a third longer than the text). One line holds all about
a subject, and so the lines of a shelf can be made, sorted and kept by themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from kg import iri, terms

MOST = 1_000_000  # statements that a page asks: of more only the core
CORE = "claims, concepts, studies and evidence, and of each work its label, title, year, key, subjects and citations"
LEFT_OUT = "people, venues, publishers, abstracts, places of citations, files of entries, and what the program inferred"

_TYPE = terms.term("rdf:type")
_OF_WORKS = frozenset(map(terms.term, ("rdf:type", "rdfs:label", "dcterms:title", "dcterms:identifier", "dcterms:subject", "kg:year")))
_LABEL = terms.term("skos:prefLabel")
_CLASSES = frozenset(map(terms.term, ("kg:Work", "kg:Claim", "kg:Study", "kg:EvidenceLine", "skos:Concept")))
_CITO, _PROV = f"<{terms.PREFIXES['cito']}", f"<{terms.PREFIXES['prov']}"
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


Said = Mapping[str, Mapping[str, Sequence[str]]]  # subject -> predicate -> objects, all sorted: see terms.described


def compact(said: Said, base: str, *, core: bool) -> bytes:
    """Statements as the script has them, for `pieces`; with `core` only the core."""
    return _escaped(list(turtle(said, base, core=core)))


def turtle(said: Said, base: str, *, core: bool) -> Iterator[str]:
    """Statements as Turtle, a line for each subject: relative addresses, our prefixes; with `core` only the core."""
    for subject, properties in said.items():
        shown = _core(subject, properties, base) if core else properties
        if shown:
            of = [f"{_name(p, base)} {' , '.join([_short(o, base) for o in objects])}" for p, objects in shown.items()]
            yield f"{_short(subject, base)} {' ; '.join(of)} ."


def _core(subject: str, properties: Mapping[str, Sequence[str]], base: str) -> dict[str, Sequence[str]]:
    """What of a subject belongs to the core: some predicates, and of its types those in `_CLASSES`."""
    kind, _, name = subject[1 + len(base) :].partition("/")
    if kind == "work":
        found = {} if "#" in name else {p: o for p, o in properties.items() if p in _OF_WORKS or p.startswith(_CITO)}
    elif kind == "keyword":
        found = {p: o for p, o in properties.items() if p == _LABEL}
    else:
        found = {p: o for p, o in properties.items() if not p.startswith(_PROV)} if kind in ("claim", "concept", "study") else {}
    if _TYPE in found:
        found[_TYPE] = [obj for obj in found[_TYPE] if obj in _CLASSES]
    return {predicate: objects for predicate, objects in found.items() if objects}


_FOLDERS = frozenset((*iri.KINDS, "bib", "graph"))
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NAMESPACES = {f"<{namespace}": prefix for prefix, namespace in terms.PREFIXES.items()}


def _short(term: str, base: str) -> str:
    """A term as Turtle has it."""
    if term[0] == '"':
        if term[-1] != ">":
            return term
        text, _, kind = term.rpartition("^^")
        return f"{text}^^{_name(kind, base)}"
    return f"<{term[1 + len(base) :]}" if term.startswith(base, 1) and _is_plain(term[1 + len(base) :]) else _name(term, base)


def _is_plain(path: str) -> bool:
    """Whether an address, relative to the base, is read as what it is: an address in somebody's field may be any."""
    return path.partition("/")[0] in _FOLDERS and "/." not in path


@lru_cache(maxsize=10_000)
def _name(term: str, base: str) -> str:
    """The prefixed name of an IRI term, where it has one."""
    cut = max(term.rfind("#"), term.rfind("/")) + 1
    prefix, local = _NAMESPACES.get(term[:cut]), term[cut:-1]
    return f"{prefix}:{local}" if prefix and _LOCAL.fullmatch(local) else term


def pieces(
    curated: Iterable[bytes], named: Iterable[tuple[str, Iterable[bytes]]], base: str, counts: Sequence[int], *, core: bool
) -> Iterator[bytes]:
    """The script, in pieces: `curated`, and for each of the `named` graphs, what `compact` gives.

    `counts` are how many statements there are, and how many of them are curated.
    """
    head = {"statements": counts[0], "curated": counts[1], "core": CORE if core else "", "leftOut": LEFT_OUT if core else ""}
    yield f'globalThis.KG_GRAPH = {_ENCODE(head)[:-1]}, "trig": "'.encode()
    prefixes = [f"@base <{base}> .", *(f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in terms.PREFIXES.items())]
    yield _escaped(prefixes)
    yield from curated
    for name, lines in named:
        yield _escaped([f"{name} {{"])
        yield from lines
        yield _escaped(["}"])
    yield b'"};\n'


def _escaped(lines: Sequence[str]) -> bytes:
    """Lines as they stand in a string of JSON."""
    return _ENCODE("".join([f"{line}\n" for line in lines]))[1:-1].encode("utf-8", "surrogatepass")
