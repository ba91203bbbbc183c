"""What the program infers, kept apart in a graph of its own; each finding is the plain triple and a `kg:Match`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg import iri
from kg.index import Index
from kg.infer import likely, references, subjects
from kg.infer.matches import inferred_graph
from kg.likeness import Pair
from kg.model import Entry, Statement
from kg.schema import Schema

__all__ = ["READS", "inferred_graph", "statements"]

READS = (*subjects.READS, *references.READS)  # the predicates that inference looks at


def statements(
    entries: Sequence[Entry], curated: Iterable[Statement], tables: Index, schema: Schema, pairs: Sequence[Pair] = ()
) -> list[Statement]:
    """Everything that is inferred from the entries in the graph and what they say; sorted. `pairs` are people and works that are alike."""
    said = list(curated)
    told = {pair.key for pair in pairs}
    sources = {e.key: iri.source(tables.base, e.file, e.key) for e in entries if e.key in told}
    return sorted({*subjects.statements(said, tables), *references.statements(entries, said, tables, schema), *likely.same(pairs, sources)})
