"""Likeness: pairs of people and pairs of works that are probably one. Found once; a check tells of them, the inferred graph keeps them.

Precision goes before recall: what is ambiguous is not paired. Time is linear in the bibliography: only things with a key in
common are compared, and of very many with one key none or a bounded number.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.index import Index
from kg.likeness import people, works
from kg.likeness.pair import Pair
from kg.model import Entry
from kg.said import Said

__all__ = ["READS", "TELL", "Pair", "pairs"]

READS = (*people.READS, *works.READS)  # the predicates that likeness looks at
TELL = (people.tell, works.tell)  # what entries say to it


def pairs(entries: Mapping[str, Entry], said: Said, index: Index) -> list[Pair]:
    """The pairs of people, then those of works; `entries` are those in the graph, by key."""
    return [*people.pairs(entries, said, index), *works.pairs(entries, said, index)]
