"""What the program infers, kept apart in a graph of its own; each finding is the plain triple and a `kg:Match`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain, groupby

from kg import iri
from kg.index import Index
from kg.infer import likely, references, subjects
from kg.infer.matches import inferred_graph
from kg.likeness import Pair
from kg.model import Entry, Statement
from kg.said import Said
from kg.schema import Schema

__all__ = ["READS", "inferred_graph", "reads", "statements"]

READS = subjects.READS  # the predicates that inference looks at in every bibliography


def reads(entries: Iterable[Entry], schema: Schema) -> tuple[str, ...]:
    """The predicates that inference looks at in this bibliography: more, where it has reference lists."""
    names = schema.reference_fields
    return (*READS, *references.READS) if any(not names.isdisjoint(entry.fields) for entry in entries) else READS


def statements(
    entries: Sequence[Entry], curated: Collection[Statement], said: Said, tables: Index, schema: Schema, pairs: Sequence[Pair] = ()
) -> list[Statement]:
    """Everything that is inferred from the entries in the graph and what they say; sorted.

    `said` has the curated statements by predicate; `pairs` are people and works that are alike.
    """
    told = {pair.key for pair in pairs}
    sources = {e.key: iri.source(tables.base, e.file, e.key) for e in entries if e.key in told}
    found = chain(subjects.statements(said, tables), references.statements(entries, curated, tables, schema), likely.same(pairs, sources))
    return [statement for statement, _ in groupby(sorted(found))]
