"""RDF files. Lines and statements are sorted, so that the same graph gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from kg import terms
from kg.graph import Graph, quads
from kg.model import Statement

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def ntriples(graph: Graph, base: str) -> bytes:
    """The curated facts as N-Triples."""
    return "".join([f"{s} {p} {o} .\n" for s, p, o in unique(graph.statements)]).encode()


def nquads(graph: Graph, base: str) -> bytes:
    """All graphs as N-Quads: curated facts, vocabulary, and what is inferred."""
    return "".join(f"{line}\n" for line in sorted(quads(graph, base))).encode()


def turtle(graph: Graph, base: str) -> bytes:
    """The curated facts as Turtle."""
    import pyoxigraph as ox

    triples = ox.parse(ntriples(graph, base), format=ox.RdfFormat.N_TRIPLES)
    found = ox.serialize((q.triple for q in triples), format=ox.RdfFormat.TURTLE, prefixes=terms.PREFIXES)
    return found or b""


def jsonld(graph: Graph, base: str) -> bytes:
    """The curated facts as JSON-LD 1.1, with a context that says what the prefixes stand for: nothing is fetched to read it."""
    nodes = groupby(unique(graph.statements), key=itemgetter(0))
    lines = ",\n".join([_ENCODE(_node(subject, triples)) for subject, triples in nodes])
    return f'{{"@context":{_ENCODE(terms.PREFIXES)},"@graph":[\n{lines}\n]}}\n'.encode()


def _node(subject: str, triples: Iterable[tuple[str, str, str]]) -> dict[str, object]:
    """A subject with its properties; one line of the file."""
    node: dict[str, Any] = {"@id": terms.value(subject)}
    for _, predicate, obj in triples:
        if predicate == terms.term("rdf:type"):
            node.setdefault("@type", []).append(terms.shorten(terms.value(obj)))
        else:
            node.setdefault(terms.shorten(terms.value(predicate)), []).append(_value(obj))
    return node


def unique(statements: Iterable[Statement]) -> Iterable[tuple[str, str, str]]:
    """The triples of sorted statements, each once."""
    return (triple for triple, _ in groupby((s.subject, s.predicate, s.object) for s in statements))


def _value(term: str) -> object:
    if terms.is_iri(term):
        return {"@id": terms.value(term)}
    text = terms.value(term)
    if term.endswith('"'):
        return text
    tag = terms.language(term)
    return {"@value": text, "@language": tag} if tag else {"@value": text, "@type": terms.shorten(terms.datatype(term))}
