"""What pages show of reference lists: how many references each work has, and the works that are missing from the bibliography."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kg import terms
from kg.model import Statement
from kg.web.facts import Node, nodes_of


class MissingWork(NamedTuple):
    """A work that reference lists name and the bibliography does not have."""

    node: Node
    works: list[str]  # those that cite it, as IRI terms, sorted

    @property
    def name(self) -> str:
        """The fragment of its row on the page."""
        return self.node.iri[1:-1].partition("#")[2]


@dataclass(slots=True)
class ReferenceLists:
    """The reference lists of all works."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)  # IRI term of a work -> references listed, of them missing
    missing: list[MissingWork] = field(default_factory=list)  # the most cited first
    cites: dict[str, list[MissingWork]] = field(default_factory=dict)  # IRI term of a work -> those of them it cites


def read(inferred: Iterable[Statement], base: str) -> ReferenceLists:
    """The reference lists, as the inferred graph has them."""
    of_work = {terms.term(curie) for curie in ("kg:referenceCount", "kg:missingReferenceCount", "kg:citesMissing")}
    kept = (s for s in inferred if s.predicate in of_work or s.subject.startswith(f"<{base}missing#"))
    nodes = nodes_of(sorted({f"{s} {p} {o} ." for s, p, o, _ in kept}))
    cited_by: dict[str, list[str]] = defaultdict(list)
    found = ReferenceLists()
    for term, node in nodes.items():
        if listed := node.one("kg:referenceCount"):
            found.counts[term] = int(listed), int(node.one("kg:missingReferenceCount") or 0)
        for missing in node.terms("kg:citesMissing"):
            cited_by[missing].append(term)
    known = [MissingWork(node, cited_by[term]) for term, node in nodes.items() if node.is_a("kg:MissingWork")]
    found.missing = sorted(known, key=lambda m: (-len(m.works), m.node.one("rdfs:label").casefold(), m.node.iri))
    for missing_work in found.missing:
        for work in missing_work.works:
            found.cites.setdefault(work, []).append(missing_work)
    return found
