"""What a page needs to know: the statements about one thing, and about its links, gathered.

A *node* is a subject with its properties. A node with a page of its own owns the fragments of that
page (`work/K#author-1`). A fragment is also given, whole, to every page it points to: an evidence
line stands on the page of its claim and on the page of its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kg import iri, terms
from kg.model import Statement


class Node:
    """A subject and its properties; values come in sorted order."""

    __slots__ = ("iri", "properties")

    def __init__(self, iri: str) -> None:
        self.iri = iri  # an IRI term, with its angle brackets
        self.properties: dict[str, list[str]] = {}

    def terms(self, curie: str) -> list[str]:
        """The objects of a property, as terms."""
        return self.properties.get(terms.term(curie), [])

    def all(self, curie: str) -> list[str]:
        """The objects of a property, as texts or addresses."""
        return [terms.value(o) for o in self.terms(curie)]

    def one(self, curie: str) -> str:
        """The first object of a property as a text or address, `""` where there is none."""
        objects = self.terms(curie)
        return terms.value(objects[0]) if objects else ""

    def link(self, curie: str) -> str:
        """The first object of a property as a term, `""` where there is none."""
        objects = self.terms(curie)
        return objects[0] if objects else ""

    @property
    def place(self) -> str:
        """Where in a source an evidence line or citation points: `page 5`, `""` where it says nothing."""
        return f"{self.one('kg:pinpointLabel')} {self.one('kg:pinpoint')}".strip()

    def is_a(self, curie: str) -> bool:
        """Whether the node is of a class."""
        return terms.term(curie) in self.terms("rdf:type")


class Brief(NamedTuple):
    """What other pages show of a thing: enough for a link."""

    iri: str  # IRI term
    kind: str  # one of iri.KINDS
    path: str  # page path, relative to the site
    label: str
    detail: str  # a work's title, else empty
    year: str  # a work's year, else empty


@dataclass(slots=True)
class Page:
    """Everything one page is made from."""

    node: Node
    brief: Brief
    parts: list[Node] = field(default_factory=list)  # fragments it owns
    seen: list[Node] = field(default_factory=list)  # fragments of other pages that point here
    incoming: list[tuple[str, str]] = field(default_factory=list)  # (predicate, subject) of pages that link here
    matches: list[Node] = field(default_factory=list)  # inferred: kg:Match nodes with this subject or object
    proposed: bool = False  # inferred: nobody wrote of this thing
    _fragments: dict[str, list[Node]] = field(default_factory=dict, repr=False)

    def fragments(self, curie: str) -> list[Node]:
        """The fragments of a class, its own and those of other pages; to be asked when the page is complete."""
        if not self._fragments:
            for node in (*self.parts, *self.seen):
                for term in node.terms("rdf:type"):
                    self._fragments.setdefault(term, []).append(node)
        return self._fragments.get(terms.term(curie), [])


@dataclass(slots=True)
class Facts:
    """The whole graph by page, in the order of IRIs."""

    pages: dict[str, Page]
    matches: list[Node]

    def of_kind(self, *kinds: str) -> Iterator[Page]:
        """The pages of these kinds, in the order of IRIs."""
        return (p for p in self.pages.values() if p.brief.kind in kinds)

    def brief(self, term: str) -> Brief | None:
        """What to show of the thing with a page that a term names or belongs to."""
        page = self.pages.get(owner(term))
        return page.brief if page else None


def owner(term: str) -> str:
    """The IRI term of the page that a node belongs to.

    >>> owner("<https://x.example/claim/c#supports-a>")
    '<https://x.example/claim/c>'
    """
    return term.partition("#")[0] + ">" if "#" in term else term


def gather(statements: Iterable[Statement], inferred: Iterable[Statement], base: str, language: str = "en") -> Facts:
    """The facts by page, labelled in a language where there is a choice.

    Statements may come in any order and more than once; the result does not depend on it.
    """
    nodes, found = nodes_of(statements), nodes_of(inferred)
    proposed = {s for s in found if s not in nodes and found[s].is_a("skos:Concept")}
    subjects = [s for s in sorted(nodes.keys() | proposed) if iri.page(s, base) and "#" not in s]
    pages = {s: _page(nodes.get(s) or found[s], base, language, proposed=s in proposed) for s in subjects}
    for subject in sorted(nodes):
        page = pages.get(owner(subject))
        if page is None:
            continue
        if "#" in subject:
            page.parts.append(nodes[subject])
        for other, predicate in _targets(nodes[subject], pages):
            if other is page:
                continue
            if "#" in subject:
                if nodes[subject] not in other.seen[-1:]:
                    other.seen.append(nodes[subject])
            else:
                other.incoming.append((predicate, subject))
    matches = [found[s] for s in sorted(found) if found[s].is_a("kg:Match")]
    for match in matches:
        for term in {*match.terms("rdf:subject"), *match.terms("rdf:object")}:
            if term in pages:
                pages[term].matches.append(match)
    return Facts(pages, matches)


def nodes_of(statements: Iterable[Statement]) -> dict[str, Node]:
    """Every subject with its properties, by IRI term; values sorted."""
    nodes: dict[str, Node] = {}
    node = Node("")
    for subject, predicate, obj, _ in sorted(statements):
        if subject != node.iri:
            node = nodes[subject] = Node(subject)
        objects = node.properties.setdefault(predicate, [])
        if obj not in objects[-1:]:
            objects.append(obj)
    return nodes


def _page(node: Node, base: str, language: str, *, proposed: bool) -> Page:
    return Page(node, _brief(node, base, language), proposed=proposed)


def _targets(node: Node, pages: dict[str, Page]) -> Iterator[tuple[Page, str]]:
    for predicate, objects in node.properties.items():
        for term in objects:
            page = pages.get(term)
            if page is not None:
                yield page, predicate


def _brief(node: Node, base: str, language: str) -> Brief:
    path = iri.page(node.iri, base)
    kind = path.partition("/")[0]
    preferred = sorted(node.terms("skos:prefLabel"), key=lambda t: terms.language(t) != language)
    label = (terms.value(preferred[0]) if preferred else "") or node.one("rdfs:label") or node.one("dcterms:identifier") or path
    return Brief(node.iri, kind, path, label, node.one("dcterms:title"), node.one("kg:year"))
