"""What the program infers, kept apart in a graph of its own; each finding is the plain triple and a `kg:Match`.

All of it is lines of N-Triples. What works are about is found shelf by shelf (`subjects`); the rest takes the whole bibliography.
"""

from __future__ import annotations

from kg.infer import references, subjects
from kg.infer.matches import inferred_graph

__all__ = ["READS", "TELL", "inferred_graph"]

READS = subjects.READS  # the predicates of which entries tell inference
TELL = (subjects.tell, references.tell)  # what entries say to it
