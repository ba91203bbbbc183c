"""One work, claim, concept or person, readable in a terminal."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg import iri, terms
from kg.web.edition import in_words
from kg.web.facts import Node, nodes_of, owner

WIDTH = 88

_TEXTS = (  # (property, heading), in the order shown; without a heading it stands by itself
    ("schema:text", ""),
    ("dcterms:title", ""),
    ("skos:definition", ""),
    ("skos:altLabel", "also called"),
    ("kg:kind", "kind"),
    ("dcterms:issued", "date"),
    ("kg:dateAsWritten", "as written"),
    ("prism:volume", "volume"),
    ("prism:issueIdentifier", "issue"),
    ("kg:pages", "pages"),
    ("fabio:hasElectronicArticleIdentifier", "article number"),
    ("schema:creativeWorkStatus", "status"),
    ("prism:doi", "DOI"),
    ("fabio:hasArXivId", "arXiv"),
    ("fabio:hasPubMedId", "PubMed"),
    ("fabio:hasPubMedCentralId", "PubMed Central"),
    ("prism:isbn", "ISBN"),
    ("schema:url", "web"),
    ("owl:sameAs", "same as"),
    ("kg:unverified", "not confirmed"),
    ("kg:unit", "unit"),
    ("kg:sample", "sample"),
    ("kg:setting", "setting"),
    ("dcterms:spatial", "place"),
    ("kg:durationAsWritten", "duration"),
    ("skos:note", "note"),
    ("dcterms:abstract", "abstract"),
    ("kg:quote", "quotation"),
)
_LINKS = (  # (property, heading outwards, heading inwards)
    ("dcterms:creator", "By", "Wrote"),
    ("dcterms:isPartOf", "In", "Contains"),
    ("dcterms:hasPart", "Contains", "Part of"),
    ("dcterms:publisher", "Published by", "Published"),
    ("kg:quotedFrom", "Quoted from", ""),
    ("kg:reportedIn", "Reported in", "Reports"),
    ("dcterms:subject", "Subjects", "Subject of"),
    ("kg:design", "Design", "Design of"),
    ("kg:method", "Methods", "Method of"),
    ("schema:about", "Is about", "Claims about it"),
    ("skos:broader", "Broader", "Narrower"),
    ("skos:related", "Related", "Related"),
    ("dcterms:relation", "Related works", "Related works"),
)


class Terminal:
    """Reads nodes from a store and sets them as lines."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.stances = self._vocabulary()

    def text(self, term: str, place: str) -> str:
        """The whole display of a node; `place` says where its entry stands."""
        node, inward, parts = self._around(term)
        lines = [*self._head(node, place), *self._texts(node), *self._links(node, inward)]
        lines += self._evidence(node, parts)
        lines += self._citations(node, parts)
        return "\n".join(lines) + "\n"

    def label(self, term: str) -> str:
        """How a node is called: its label, and a work's title after it."""
        node = self._node(term)
        label = node.one("skos:prefLabel") or node.one("rdfs:label") or terms.value(term)
        title = node.one("dcterms:title") if node.is_a("kg:Work") else ""
        return f"{label}  {title}" if title else label

    def _node(self, term: str) -> Node:
        quads = self.store.quads_for_pattern(ox.NamedNode(terms.value(term)), None, None, ox.DefaultGraph())
        return nodes_of(sorted(f"{q.subject} {q.predicate} {q.object} ." for q in quads)).get(term) or Node(term)

    def _around(self, term: str) -> tuple[Node, dict[str, list[str]], list[Node]]:
        """A node, the nodes with a page that point at it by property, and the fragments that point at it."""
        inward: dict[str, list[str]] = defaultdict(list)
        parts = {}
        for quad in self.store.quads_for_pattern(None, None, ox.NamedNode(terms.value(term)), ox.DefaultGraph()):
            subject = str(quad.subject)
            if owner(subject) == subject:
                inward[str(quad.predicate)].append(subject)
            else:
                parts[subject] = self._node(subject)
        return self._node(term), inward, [parts[s] for s in sorted(parts)]

    def _vocabulary(self) -> Mapping[str, tuple[str, str]]:
        text = "SELECT ?s ?l ?i { GRAPH <https://w3id.org/bibkg/ns> { ?s kg:inverseLabel ?i ; rdfs:label ?l ; kg:order ?o } } ORDER BY ?o"
        found = self.store.query(text, prefixes=terms.PREFIXES)
        return {str(r["s"]): (r["l"].value, r["i"].value) for r in found}  # type: ignore[union-attr]

    def _head(self, node: Node, place: str) -> Iterator[str]:
        key = node.one("dcterms:identifier") or terms.value(node.iri).rpartition("/")[2]
        yield f"{iri.kind(node.iri)} {key}{'  ' if place else ''}{place}"
        if not node.one("schema:text"):
            yield from _wrapped(self.label(node.iri).partition("  ")[0], "  ")

    def _texts(self, node: Node) -> Iterator[str]:
        for curie, heading in _TEXTS:
            values = node.all(curie)
            if values:
                lead = f"  {heading}: " if heading else "  "
                yield from _wrapped("; ".join(values), lead)

    def _links(self, node: Node, inward: Mapping[str, list[str]]) -> Iterator[str]:
        for curie, outwards, inwards in _LINKS:
            yield from self._group(outwards, node.terms(curie))
            if inwards:
                yield from self._group(inwards, inward.get(terms.term(curie), []))

    def _group(self, heading: str, items: Iterable[str]) -> Iterator[str]:
        labels = sorted({self.label(item) for item in items})
        if labels:
            yield from ("", f"{heading} ({len(labels)})")
            for label in labels:
                yield from _wrapped(label, "  ")

    def _evidence(self, node: Node, parts: Iterable[Node]) -> Iterator[str]:
        groups: dict[str, list[str]] = defaultdict(list)
        for line in parts:
            stance = self.stances.get(line.link("kg:stance"))
            if not stance or not line.is_a("kg:EvidenceLine") or node.iri == line.link("kg:accordingTo"):
                continue
            about = line.link("kg:claim") or line.link("kg:concept")
            taker = line.link("kg:study") or line.link("kg:source") or line.link("kg:sourceClaim")
            inverse = about == node.iri
            groups[stance[1] if inverse else stance[0]].append(self._line(line, taker if inverse else about))
        for labels in self.stances.values():
            for heading in labels:
                if heading in groups:
                    yield from ("", f"{heading[0].upper()}{heading[1:]} ({len(groups[heading])})")
                    for text in sorted(groups.pop(heading)):
                        yield from _wrapped(text, "  ")

    def _line(self, line: Node, other: str) -> str:
        extra = [line.place, _quoted(line.one("kg:quote"))]
        if line.link("kg:accordingTo"):
            extra.append(f"as reported by {self.label(line.link('kg:accordingTo')).partition('  ')[0]}")
        extra += [terms.word(t) for c in ("kg:certainty", "kg:attribution") for t in line.terms(c)]
        said = ", ".join(filter(None, extra))
        return f"{self.label(other)}  [{said}]" if said else self.label(other)

    def _citations(self, node: Node, parts: Iterable[Node]) -> Iterator[str]:
        groups: dict[str, dict[str, list[str]]] = {"Cites": defaultdict(list), "Cited by": defaultdict(list)}
        for part in parts:
            if part.is_a("cito:Citation"):
                out = part.link("cito:hasCitingEntity") == node.iri
                other = part.link("cito:hasCitedEntity" if out else "cito:hasCitingEntity")
                reasons = [in_words(r) for r in part.terms("cito:hasCitationCharacterization")]
                groups["Cites" if out else "Cited by"][other] += [*reasons, *filter(None, [part.place, _quoted(part.one("kg:quote"))])]
        for heading, others in groups.items():
            if others:
                yield from ("", f"{heading} ({len(others)})")
                for other in sorted(others, key=self.label):
                    said = ", ".join(others[other])
                    yield from _wrapped(f"{self.label(other)}  [{said}]" if said else self.label(other), "  ")


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent="    ", break_long_words=False) or [lead.rstrip()]


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""
