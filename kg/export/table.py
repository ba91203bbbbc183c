"""The evidence table: one row for each stance of a source to a claim."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from kg import terms
from kg.graph import Graph
from kg.web.facts import Node, nodes_of

COLUMNS = ("claim", "statement", "stance", "source", "study", "according_to", "certainty", "attribution", "place", "quotation")


def evidence(graph: Graph, base: str) -> Iterator[bytes]:
    """The evidence as CSV (RFC 4180, UTF-8) with a head of COLUMNS; claim, source, study and according_to are keys."""
    claims = f"<{graph.index.base}claim/"
    nodes = nodes_of(graph.curated.between(claims, f"{claims}\U0010ffff"))
    keys = {card.iri: card.key for card in graph.index.entry.values() if card.kind != "reading"}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    lines = (n for n in nodes.values() if n.is_a("kg:EvidenceLine") and n.link("kg:claim"))
    writer.writerows(sorted(_row(line, nodes, keys, graph) for line in lines))
    yield out.getvalue().encode()


def _row(line: Node, nodes: Mapping[str, Node], keys: Mapping[str, str], graph: Graph) -> tuple[str, ...]:
    claim = nodes.get(line.link("kg:claim"))
    stance = graph.schema.stances[line.link("kg:stance")]
    return (
        keys.get(line.link("kg:claim"), ""),
        claim.one("schema:text") if claim else "",
        stance.label,
        keys.get(line.link("kg:source") or line.link("kg:sourceClaim"), ""),
        keys.get(line.link("kg:study"), ""),
        keys.get(line.link("kg:accordingTo"), ""),
        terms.word(line.link("kg:certainty")),
        terms.word(line.link("kg:attribution")),
        line.place,
        line.one("kg:quote"),
    )
