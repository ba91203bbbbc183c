"""What the program infers, kept apart in a graph of its own; each finding is the plain triple and a `kg:Match`.

All of it is lines of N-Triples. What works are about is found shelf by shelf (`subjects`); the rest takes the whole bibliography.
"""

from __future__ import annotations

from collections.abc import Collection

from kg.infer import subjects
from kg.infer.matches import inferred_graph
from kg.infer.references import READS as READ_OF_REFERENCES
from kg.schema import Schema

__all__ = ["READS", "inferred_graph", "reads"]

READS = subjects.READS  # the predicates that inference looks at in every bibliography


def reads(fields: Collection[str], schema: Schema) -> tuple[str, ...]:
    """The predicates that inference looks at in a bibliography with these fields: more, where it has reference lists."""
    return READS if schema.reference_fields.isdisjoint(fields) else (*READS, *READ_OF_REFERENCES)
