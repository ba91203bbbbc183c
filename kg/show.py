"""One work, claim, concept or person, readable in a terminal."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg import iri, terms
from kg.web.edition import in_words
from kg.web.facts import Node, nodes_of

WIDTH = 88
FOLD = 50  # lines of a list; of a longer one the first, and how many more there are

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
    """Reads nodes from a store and sets them as lines; of long lists only the first few are read whole."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.stances = self._vocabulary()

    def text(self, term: str, place: str) -> str:
        """The whole display of a node; `place` says where its entry stands."""
        node = self._node(term)
        return (
            "\n".join([*self._head(node, place), *self._texts(node), *self._links(term), *self._evidence(term), *self._citations(term)])
            + "\n"
        )

    def label(self, term: str) -> str:
        """How a node is called: its label, and a work's title after it."""
        label = self._first(term, "skos:prefLabel") or self._first(term, "rdfs:label") or terms.value(term)
        title = self._first(term, "dcterms:title") if next(self._objects(term, "rdf:type", "kg:Work"), None) else ""
        return f"{label}  {title}" if title else label

    def _node(self, term: str) -> Node:
        quads = self.store.quads_for_pattern(_named(term), None, None, ox.DefaultGraph())
        return nodes_of(sorted(f"{q.subject} {q.predicate} {q.object} ." for q in quads)).get(term) or Node(term, {})

    def _objects(self, term: str, curie: str, value: str = "") -> Iterator[str]:
        known = _named(terms.term(value)) if value else None
        quads = self.store.quads_for_pattern(_named(term), _named(terms.term(curie)), known, ox.DefaultGraph())
        return (str(quad.object) for quad in quads)

    def _first(self, term: str, curie: str) -> str:
        found = sorted(self._objects(term, curie))
        return terms.value(found[0]) if found else ""

    def _others(self, term: str, pattern: str, *, pages: bool = False) -> tuple[int, dict[str, list[str]]]:
        """How many `?other` a pattern has for `?it`, and the first of them by key, each with its `?part`s; `pages`: no fragments."""
        text = f"SELECT ?it ?other ?part WHERE {{ {pattern} }}"
        bound: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {ox.Variable("it"): _named(term)}
        parts: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self.store.query(text, prefixes=terms.PREFIXES, substitutions=bound):  # type: ignore[union-attr]
            other = str(row["other"])
            if not (pages and "#" in other):
                parts[other][str(row["part"] or "")] = None
        return len(parts), {other: sorted(parts[other]) for other in sorted(parts)[:FOLD]}

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

    def _links(self, term: str) -> Iterator[str]:
        for curie, outwards, inwards in _LINKS:
            yield from self._group(outwards, *self._others(term, f"?it {curie} ?other"))
            if inwards:
                yield from self._group(inwards, *self._others(term, f"?other {curie} ?it", pages=True))

    def _group(self, heading: str, count: int, items: Iterable[str]) -> Iterator[str]:
        return _list(heading, count, (self.label(item) for item in items))

    def _evidence(self, term: str) -> Iterator[str]:
        groups: dict[str, list[str]] = defaultdict(list)
        for line in self._lines(term):
            stance = self.stances.get(line.link("kg:stance"))
            if not stance or not line.is_a("kg:EvidenceLine") or term == line.link("kg:accordingTo"):
                continue
            about = line.link("kg:claim") or line.link("kg:concept")
            taker = line.link("kg:study") or line.link("kg:source") or line.link("kg:sourceClaim")
            inverse = about == term
            groups[stance[1] if inverse else stance[0]].append(self._line(line, taker if inverse else about))
        for labels in self.stances.values():
            for heading in labels:
                if heading in groups:
                    lines = groups.pop(heading)
                    yield from _list(f"{heading[0].upper()}{heading[1:]}", len(lines), lines)

    def _lines(self, term: str) -> Iterator[Node]:
        """The evidence lines on a node and those that it takes."""
        found = {
            str(quad.subject)
            for curie in ("kg:claim", "kg:concept", "kg:study", "kg:source", "kg:sourceClaim")
            for quad in self.store.quads_for_pattern(None, _named(terms.term(curie)), _named(term), ox.DefaultGraph())
        }
        return map(self._node, sorted(found))

    def _line(self, line: Node, other: str) -> str:
        extra = [line.place, _quoted(line.one("kg:quote"))]
        if line.link("kg:accordingTo"):
            extra.append(f"as reported by {self.label(line.link('kg:accordingTo')).partition('  ')[0]}")
        extra += [terms.word(t) for c in ("kg:certainty", "kg:attribution") for t in line.terms(c)]
        said = ", ".join(filter(None, extra))
        return f"{self.label(other)}  [{said}]" if said else self.label(other)

    def _citations(self, term: str) -> Iterator[str]:
        ways = {"Cites": ("hasCitingEntity", "hasCitedEntity"), "Cited by": ("hasCitedEntity", "hasCitingEntity")}
        for heading, (near, far) in ways.items():
            count, others = self._others(term, f"?part cito:{near} ?it ; cito:{far} ?other")
            yield from _list(heading, count, (self._citation(other, parts) for other, parts in others.items()))

    def _citation(self, other: str, parts: Iterable[str]) -> str:
        said = []
        for part in map(self._node, parts):
            said += [in_words(r) for r in part.terms("cito:hasCitationCharacterization")]
            said += filter(None, [part.place, _quoted(part.one("kg:quote"))])
        return f"{self.label(other)}  [{', '.join(said)}]" if said else self.label(other)


def _named(term: str) -> ox.NamedNode:
    return ox.NamedNode(terms.value(term))


def _list(heading: str, count: int, items: Iterable[str]) -> Iterator[str]:
    """A heading with how many there are, and the first of them."""
    lines = sorted(items)
    if lines:
        yield from ("", f"{heading} ({count:,})")
        for line in lines[:FOLD]:
            yield from _wrapped(line, "  ")
        if count > FOLD:
            yield f"  … and {count - FOLD:,} more"


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent="    ", break_long_words=False) or [lead.rstrip()]


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""
