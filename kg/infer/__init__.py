"""What the program infers, kept apart in a graph of its own; each finding is the plain triple and a `kg:Match`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from kg import iri
from kg.index import Index
from kg.infer import labels, likely
from kg.infer.matches import inferred_graph
from kg.likeness import Pair
from kg.model import Entry, Statement

__all__ = ["inferred_graph", "statements"]


def statements(entries: Sequence[Entry], curated: Iterable[Statement], tables: Index, pairs: Sequence[Pair] = ()) -> list[Statement]:
    """Everything that is inferred from the entries in the graph and what they say; sorted. `pairs` are people and works that are alike."""
    concepts = {key: card.iri for key, card in tables.entry.items() if card.kind == "concept"}
    known = {label: key for label, key in tables.label.items() if key in concepts}
    told = {pair.key for pair in pairs}
    sources = {e.key: iri.source(tables.base, e.file, e.key) for e in entries if e.key in told}
    return sorted(chain(labels.subjects(list(curated), labels.trie(known), concepts), likely.same(pairs, sources)))
