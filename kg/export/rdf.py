"""RDF files. Lines and statements are sorted, so that the same graph gives the same bytes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from kg import terms
from kg.graph import Graph, quads
from kg.model import Statement


def ntriples(graph: Graph, base: str) -> bytes:
    """The curated facts as N-Triples."""
    return "".join(dict.fromkeys(f"{s.subject} {s.predicate} {s.object} .\n" for s in graph.statements)).encode()


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
    nodes: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, obj in unique(graph.statements):
        node = nodes[subject]
        if predicate == terms.term("rdf:type"):
            node["@type"].append(terms.shorten(terms.value(obj)))
        else:
            node[terms.shorten(terms.value(predicate))].append(_value(obj))
    listed = [{"@id": terms.value(subject), **properties} for subject, properties in nodes.items()]
    document = {"@context": dict(terms.PREFIXES), "@graph": listed}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def unique(statements: Iterable[Statement]) -> Iterable[tuple[str, str, str]]:
    """The triples of sorted statements, each once."""
    return dict.fromkeys((s.subject, s.predicate, s.object) for s in statements)


def _value(term: str) -> object:
    if terms.is_iri(term):
        return {"@id": terms.value(term)}
    text, tag, kind = terms.value(term), terms.language(term), terms.datatype(term)
    if tag:
        return {"@value": text, "@language": tag}
    return {"@value": text, "@type": terms.shorten(kind)} if kind else text
