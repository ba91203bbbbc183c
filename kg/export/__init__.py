"""The graph as files: a dict of formats. Each gives its file in pieces, so that none is ever held whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.export import bib, rdf, table
from kg.graph import Graph

FORMATS: dict[str, Callable[[Graph, str], Iterator[bytes]]] = {
    "ttl": rdf.turtle,
    "nt": rdf.ntriples,
    "nq": rdf.nquads,
    "jsonld": rdf.jsonld,
    "bib": bib.bibtex,
    "csv": table.evidence,
}
