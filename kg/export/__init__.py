"""The graph as files: a dict of formats."""

from __future__ import annotations

from collections.abc import Callable

from kg.export import bib, rdf, table
from kg.graph import Graph

FORMATS: dict[str, Callable[[Graph, str], bytes]] = {
    "ttl": rdf.turtle,
    "nt": rdf.ntriples,
    "nq": rdf.nquads,
    "jsonld": rdf.jsonld,
    "bib": bib.bibtex,
    "csv": table.evidence,
}
