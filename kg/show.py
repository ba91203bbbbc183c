"""One work, claim, concept or person, readable in a terminal."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

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


ENDS = ("kg:claim", "kg:concept", "kg:study", "kg:source", "kg:sourceClaim")  # what evidence lines link
LABELS = """SELECT ?it ?preferred ?label ?title WHERE {{
  VALUES ?it {{ {} }}
  OPTIONAL {{ ?it skos:prefLabel ?preferred }}
  OPTIONAL {{ ?it rdfs:label ?label }}
  OPTIONAL {{ ?it a kg:Work OPTIONAL {{ ?it dcterms:title ?title }} }}
}}"""
SAID = """SELECT ?other ?citation ?property ?value WHERE {{
  VALUES ?other {{ {} }}
  ?citation cito:{} {} ; cito:{} ?other ; ?property ?value
  FILTER(?property IN (cito:hasCitationCharacterization, kg:pinpoint, kg:pinpointLabel, kg:quote))
}}"""


class Terminal:
    """Reads nodes from a store and sets them as lines; of long lists only the first few are read whole."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.stances = self._vocabulary()
        self.labels: dict[str, str] = {}  # of nodes as far as they have been asked for, by IRI term

    def text(self, term: str, place: str) -> str:
        """The whole display of a node; `place` says where its entry stands."""
        node = self._node(term)
        return (
            "\n".join([*self._head(node, place), *self._texts(node), *self._links(node), *self._evidence(term), *self._citations(term)])
            + "\n"
        )

    def label(self, term: str) -> str:
        """How a node is called: its label, and a work's title after it."""
        self._learn([term])
        return self.labels[term]

    def _learn(self, found: Iterable[str]) -> None:
        """Read how nodes are called, all at once: that takes a third of the time."""
        said: dict[str, tuple[set[str], ...]] = {term: (set(), set(), set()) for term in found if term not in self.labels}
        if not said:
            return
        for node, *row in self._rows(LABELS.format(" ".join(said))):
            for known, text in zip(said[node], row, strict=True):
                known.add(text)
        for node, texts in said.items():
            preferred, label, title = (terms.value(min(filter(None, found), default='""')) for found in texts)
            label = preferred or label or terms.value(node)
            self.labels[node] = f"{label}  {title}" if title else label

    def _rows(self, text: str) -> list[list[str]]:
        """The rows of a query, as N-Triples text; `""` where a variable is unbound. Reading a term costs more than finding it."""
        found = self.store.query(text, prefixes=terms.PREFIXES)
        return [["" if term is None else str(term) for term in row] for row in found]  # type: ignore[union-attr]

    def _node(self, term: str) -> Node:
        quads = self.store.quads_for_pattern(_named(term), None, None, ox.DefaultGraph())
        return nodes_of(sorted(f"{q.subject} {q.predicate} {q.object} ." for q in quads)).get(term) or Node(term, {})

    def _others(self, pattern: str) -> list[str]:
        """The `?other` of a pattern, each once, by key."""
        found = self.store.query(f"SELECT ?other WHERE {{ {pattern} }}", prefixes=terms.PREFIXES)
        return sorted({str(row[0]) for row in found})  # type: ignore[union-attr]

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

    def _links(self, node: Node) -> Iterator[str]:
        for curie, outwards, inwards in _LINKS:
            yield from self._group(outwards, sorted(set(node.terms(curie))))
            if inwards:
                pages = [other for other in self._others(f"?other {curie} {node.iri}") if "#" not in other]
                yield from self._group(inwards, pages)

    def _group(self, heading: str, items: Sequence[str]) -> Iterator[str]:
        self._learn(items[:FOLD])
        return _list(heading, len(items), map(self.label, items[:FOLD]))

    def _evidence(self, term: str) -> Iterator[str]:
        groups: dict[str, list[str]] = defaultdict(list)
        found = self._lines(term)
        self._learn({end for line in found for curie in (*ENDS, "kg:accordingTo") for end in line.terms(curie)})
        for line in found:
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

    def _lines(self, term: str) -> list[Node]:
        """The evidence lines on a node and those that it takes."""
        found = {
            str(quad.subject)
            for curie in ENDS
            for quad in self.store.quads_for_pattern(None, _named(terms.term(curie)), _named(term), ox.DefaultGraph())
        }
        return [self._node(line) for line in sorted(found)]

    def _line(self, line: Node, other: str) -> str:
        extra = [line.place, _quoted(line.one("kg:quote"))]
        if line.link("kg:accordingTo"):
            extra.append(f"as reported by {self.label(line.link('kg:accordingTo')).partition('  ')[0]}")
        extra += [terms.word(t) for c in ("kg:certainty", "kg:attribution") for t in line.terms(c)]
        said = ", ".join(filter(None, extra))
        return f"{self.label(other)}  [{said}]" if said else self.label(other)

    def _citations(self, term: str) -> Iterator[str]:
        ways = {  # heading -> who they are, and the ends of what is said of each
            "Cites": (f"{term} cito:cites ?other", "hasCitingEntity", "hasCitedEntity"),
            "Cited by": (f"?other cito:cites {term}", "hasCitedEntity", "hasCitingEntity"),
        }
        for heading, (pattern, near, far) in ways.items():
            others = self._others(pattern)
            found: dict[str, dict[str, Node]] = {other: {} for other in others[:FOLD]}
            self._learn(found)
            for other, citation, name, value in sorted(self._rows(SAID.format(" ".join(found), near, term, far))) if found else ():
                found[other].setdefault(citation, Node(citation, {})).properties.setdefault(name, []).append(value)
            yield from _list(heading, len(others), (self._citation(other, nodes.values()) for other, nodes in found.items()))

    def _citation(self, other: str, nodes: Iterable[Node]) -> str:
        said = []
        for node in nodes:
            said += [in_words(r) for r in node.terms("cito:hasCitationCharacterization")]
            said += filter(None, [node.place, _quoted(node.one("kg:quote"))])
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
    if len(lead) + len(text) <= WIDTH and text.isprintable() and not text.endswith(" "):  # as most do
        return [lead + text]
    return _WRAPPER(width=WIDTH, initial_indent=lead, subsequent_indent="    ").wrap(text) or [lead.rstrip()]


_WRAPPER = partial(textwrap.TextWrapper, break_long_words=False, break_on_hyphens=False)  # to look for hyphens takes most of its time


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""
