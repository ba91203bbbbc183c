"""RDF files. Lines are sorted, so that the same graph gives the same bytes; a shelf of the graph is a piece of the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache

from kg import terms
from kg.graph import Graph, beside_by_shelf
from kg.shelves import Shelves

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def ntriples(graph: Graph, base: str) -> Iterator[bytes]:
    """The curated facts as N-Triples."""
    yield from _texts(graph.curated)


def nquads(graph: Graph, base: str) -> Iterator[bytes]:
    """All graphs as N-Quads: curated facts, vocabulary, and what is inferred."""
    for number, others in enumerate(beside_by_shelf(graph)):  # the shelves of both begin alike
        yield "\n".join([*sorted([*graph.curated.lines(number), *others]), ""]).encode()


def turtle(graph: Graph, base: str) -> Iterator[bytes]:
    """The curated facts as Turtle."""
    import pyoxigraph as ox

    for number, part in enumerate(_texts(graph.curated)):
        triples = ox.parse(part, format=ox.RdfFormat.N_TRIPLES, lenient=True)  # what is in the graph needs no second look
        found = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=terms.PREFIXES) or b""
        yield found.split(b"\n", len(terms.PREFIXES))[-1] if number else found  # each begins with a line for each prefix


def jsonld(graph: Graph, base: str) -> Iterator[bytes]:
    """The curated facts as JSON-LD 1.1, with a context that says what the prefixes stand for: nothing is fetched to read it."""
    yield f'{{"@context":{_ENCODE(terms.PREFIXES)},"@graph":[\n'.encode()
    for number, part in enumerate(_parts(graph.curated)):
        yield (",\n" if number else "").encode() + "".join(_nodes(part)).encode()
    yield b"\n]}\n"


def _parts(shelves: Shelves) -> Iterator[list[str]]:
    """The lines of each shelf that has any. All statements about a subject stand on one."""
    return filter(None, map(shelves.lines, range(len(shelves))))


def _texts(shelves: Shelves) -> Iterator[bytes]:
    return filter(None, map(shelves.text, range(len(shelves))))


def _nodes(lines: Iterable[str]) -> Iterator[str]:
    """Each subject with its properties as a line of JSON, in pieces. An address needs no escapes in JSON, nor does a literal term."""
    closing = subject = predicate = ""
    for line in lines:
        this, property_, rest = line.split(" ", 2)
        value = _type(rest[:-2]) if property_ == _TYPE else _value(rest[:-2])
        if this != subject:
            yield f'{closing}{{"@id":"{this[1:-1]}","{_key(property_)}":[{value}'
            closing = "]},\n"
        elif property_ != predicate:
            yield f'],"{_key(property_)}":[{value}'
        else:
            yield f",{value}"
        subject, predicate = this, property_
    yield "]}"


_TYPE = terms.term("rdf:type")


@cache
def _key(predicate: str) -> str:
    return "@type" if predicate == _TYPE else terms.shorten(predicate[1:-1])


@cache
def _type(term: str) -> str:
    return f'"{terms.shorten(term[1:-1])}"'


def _value(term: str) -> str:
    if term[0] == "<":
        return f'{{"@id":"{term[1:-1]}"}}'
    if term[-1] == '"':
        return term
    text, _, after = term.rpartition('"')
    if after[0] == "@":
        return f'{{"@value":{text}","@language":"{after[1:]}"}}'
    return f'{{"@value":{text}","@type":"{terms.shorten(after[3:-1])}"}}'
