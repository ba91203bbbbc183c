"""The graph as a script that a page from file:// can load: the page of queries has no other way to it.

The data is TriG in a string: short addresses, nothing packed, so that the same graph gives the same bytes everywhere (builds of zlib
differ in what they write, and its stored blocks in base64 would only be a third longer than the text). One line holds all about
a subject, and so the lines of a shelf can be made, sorted and kept by themselves. Of a large graph the script has parts, each a
document of its own: which page's statements begin one depends on its address alone, so that a statement more changes one part.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from kg import iri, terms
from kg.kept import digest, mark

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


IN_PART = 2048  # pages with whose statements a part is filled, about
FIRST = "start"  # the name of the first part


class Share(NamedTuple):
    """What a shelf has of the script: stretches, each of which but the first begins a part."""

    begun: list[str]  # the names of these parts
    curated: list[bytes]
    found: list[bytes]

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Of each stretch the name of the part that it begins, `""` for the first, and a digest; `""` where there is nothing in it."""
        digests = (digest(one + b"\n" + other) if one or other else "" for one, other in zip(self.curated, self.found, strict=True))
        return list(zip(["", *self.begun], digests, strict=True))


def share(curated: Said, found: Said, base: str, *, core: bool) -> Share:
    """What a shelf with these statements has of the script; with `core` only the core."""
    heads = [subject for subject in curated if "#" not in subject and mark(subject) % IN_PART == 0]
    stretches = (
        [compact(some, base, core=core) for some in _stretches(curated, heads)],
        [compact({} if core else some, base, core=False) for some in _stretches(found, heads)],
    )
    return Share([digest(head.encode("utf-8", "surrogatepass"))[:12] for head in heads], *stretches)


def _stretches(said: Said, heads: Sequence[str]) -> list[Said]:
    """What is said before, between and after some subjects; the stretch begins with the subject."""
    found: list[dict[str, Mapping[str, Sequence[str]]]] = [{} for _ in range(len(heads) + 1)]
    for subject, properties in said.items():
        found[bisect_right(heads, subject)][subject] = properties
    return [*found]


class Part(NamedTuple):
    """A part of the script of a large graph."""

    name: str
    places: list[tuple[int, int]]  # where it is: shelf and stretch
    mark: str  # what tells its text from others


def parts(shelves: Iterable[Sequence[tuple[str, str]]]) -> Iterator[Part]:
    """The parts of the script that have something in them, given the marks of each shelf's stretches."""
    found: dict[str, tuple[list[tuple[int, int]], list[str]]] = {}
    name = FIRST
    for shelf, stretches in enumerate(shelves):
        for number, (begun, made) in enumerate(stretches):
            name = begun or name
            places, marks = found.setdefault(name, ([], []))
            if made:
                places.append((shelf, number))
                marks.append(made)
    return (Part(name, places, digest("\n".join(marks).encode())) for name, (places, marks) in found.items() if places)


class Script(NamedTuple):
    """The script, but for the statements on shelves."""

    base: str
    core: bool  # whether it has the core only
    statements: int  # how many there are
    curated: int  # how many of these are curated
    vocabulary: bytes  # as `compact` gives it
    inferred: str  # the name of the graph of what is inferred, an IRI term

    def whole(self, shares: Iterable[Share]) -> Iterator[bytes]:
        """All of it in one file, in pieces."""
        shares = list(shares)
        found = list(chain.from_iterable(share.found for share in shares))
        return self._head(self._document(chain.from_iterable(share.curated for share in shares), found, self.vocabulary))

    def head(self, parts: Iterable[Part]) -> Iterator[bytes]:
        """What stands in no part."""
        return self._head(self._document((), (), self.vocabulary), [part.name for part in parts])

    def part(self, stretches: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
        """A part, in pieces."""
        curated, found = zip(*stretches, strict=True)
        yield b'globalThis.KG_GRAPH.trig.push("'
        yield from self._document(curated, found)
        yield b'");\n'

    def _head(self, document: Iterable[bytes], parts: Sequence[str] = ()) -> Iterator[bytes]:
        counts = {"statements": self.statements, "curated": self.curated}
        said = counts | {"core": CORE if self.core else "", "leftOut": LEFT_OUT if self.core else "", "parts": parts}
        yield f'globalThis.KG_GRAPH = {_ENCODE(said)[:-1]}, "trig": ["'.encode()
        yield from document
        yield b'"]};\n'

    def _document(self, curated: Iterable[bytes], found: Sequence[bytes], vocabulary: bytes = b"") -> Iterator[bytes]:
        prefixes = [f"@base <{self.base}> .", *(f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in terms.PREFIXES.items())]
        yield _escaped(prefixes)
        yield from curated
        for name, lines in ((f"<{terms.VOCABULARY_GRAPH}>", [vocabulary]), (self.inferred, found)):
            if any(lines):
                yield _escaped([f"{name} {{"])
                yield from lines
                yield _escaped(["}"])


def files(
    script: Script, stretches: Sequence[Sequence[tuple[str, str]]], read: Callable[[int], Share], known: Mapping[str, str], *, large: bool
) -> Iterator[tuple[str, str, Iterable[bytes] | None]]:
    """The files of the script: path, what tells its text from others, and this in pieces; None where what is `known` of it is the same.

    `stretches` are the marks of those of each shelf, `read` gives a shelf's; a `large` graph has parts.
    """
    if not large:
        yield "data/graph.js", "", script.whole(map(read, range(len(stretches))))
        return
    found = list(parts(stretches))
    yield "data/graph.js", "", script.head(found)
    for part in found:
        path, shares = f"data/graph-{part.name}.js", ((read(shelf), number) for shelf, number in part.places)
        texts = ((share.curated[number], share.found[number]) for share, number in shares)
        yield path, part.mark, None if known.get(path) == part.mark else script.part(texts)


def _escaped(lines: Sequence[str]) -> bytes:
    """Lines as they stand in a string of JSON."""
    return _ENCODE("".join([f"{line}\n" for line in lines]))[1:-1].encode("utf-8", "surrogatepass")
