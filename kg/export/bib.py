"""BibTeX: the entries that are in the graph, tidied."""

from __future__ import annotations

from kg.bib.write import write
from kg.graph import Graph


def bibtex(graph: Graph, base: str) -> bytes:
    """All entries and strings as one bib file, in the order of files and lines."""
    return write(graph.entries, graph.strings).encode()
