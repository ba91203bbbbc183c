"""The evidence table: one row for each stance of a source to a claim."""

from __future__ import annotations

import csv
import io

from kg import terms
from kg.graph import Graph
from kg.web.facts import Node, nodes_of

COLUMNS = ("claim", "statement", "stance", "source", "study", "according_to", "certainty", "attribution", "place", "quotation")


def evidence(graph: Graph, base: str) -> bytes:
    """The evidence as CSV (RFC 4180, UTF-8) with a head of COLUMNS; claim, source, study and according_to are keys."""
    found = {s.subject for s in graph.statements if s.object == terms.term("kg:EvidenceLine")}
    found |= {s.object for s in graph.statements if s.subject in found}
    nodes = nodes_of(line for line in graph.curated if line[: line.index(" ")] in found)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    lines = (n for n in nodes.values() if n.is_a("kg:EvidenceLine") and n.link("kg:claim"))
    writer.writerows(sorted(_row(line, nodes, graph) for line in lines))
    return out.getvalue().encode()


def _row(line: Node, nodes: dict[str, Node], graph: Graph) -> tuple[str, ...]:
    claim = nodes.get(line.link("kg:claim"))
    stance = graph.schema.stances[line.link("kg:stance")]
    return (
        _key(nodes, line.link("kg:claim")),
        claim.one("schema:text") if claim else "",
        stance.label,
        _key(nodes, line.link("kg:source") or line.link("kg:sourceClaim")),
        _key(nodes, line.link("kg:study")),
        _key(nodes, line.link("kg:accordingTo")),
        terms.word(line.link("kg:certainty")),
        terms.word(line.link("kg:attribution")),
        line.place,
        line.one("kg:quote"),
    )


def _key(nodes: dict[str, Node], term: str) -> str:
    return nodes[term].one("dcterms:identifier") if term in nodes else ""
