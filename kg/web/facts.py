"""What a page needs to know: the statements about one thing, and about its links, gathered.

A *node* is a subject with its properties. A node with a page of its own owns the fragments of that
page (`work/K#author-1`). A fragment is also given, whole, to every page it points to: an evidence
line stands on the page of its claim and on the page of its source.

A page sees another only through its `Brief`, which is made from that other's page alone. So a page can
be rendered again from its own facts and the briefs it asks for (`reach.reach` says which these can be), and
nobody needs to hold the facts of all pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from kg import iri, terms
from kg.model import Statement

TYPE = terms.term("rdf:type")


class Node:
    """A subject and its properties; values come in sorted order."""

    __slots__ = ("iri", "properties")

    def __init__(self, iri: str, properties: dict[str, list[str]]) -> None:
        self.iri = iri  # an IRI term, with its angle brackets
        self.properties = properties

    def terms(self, curie: str) -> list[str]:
        """The objects of a property, as terms."""
        return self.properties.get(terms.term(curie), [])

    def all(self, curie: str) -> list[str]:
        """The objects of a property, as texts or addresses."""
        objects = self.properties.get(terms.term(curie))
        return list(map(terms.value, objects)) if objects else []

    def one(self, curie: str) -> str:
        """The first object of a property as a text or address, `""` where there is none."""
        objects = self.properties.get(terms.term(curie))
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
    """What other pages need to know of a thing; all but the first four only of some kinds of things."""

    iri: str  # IRI term
    kind: str  # one of iri.KINDS
    path: str  # page path, relative to the site
    label: str
    detail: str = ""  # a work's title
    year: str = ""  # a work's year
    family: str = ""  # a person's names
    given: str = ""
    issn: str = ""  # of a venue
    rank: int = 0  # of what works are part of: 0 a journal or book, 1 a set of volumes, 2 a series
    # what it names in turn; see web/reach
    people: tuple[str, ...] = ()  # a work's authors, editors …, as IRI terms; none where they are a crowd
    narrower: tuple[str, ...] = ()  # the concepts right below a concept
    claims: tuple[str, ...] = ()  # the claims about a concept
    design: tuple[tuple[str, tuple[str, ...]], ...] = ()  # how a study was made: predicates and objects


@dataclass(slots=True)
class Page:
    """Everything one page is made from, besides the briefs of others."""

    node: Node
    brief: Brief = field(init=False)  # made from the rest, once that is complete
    parts: list[Node] = field(default_factory=list)  # fragments it owns
    seen: list[Node] = field(default_factory=list)  # fragments of other pages that point here
    incoming: list[tuple[str, str]] = field(default_factory=list)  # (predicate, subject) of pages that link here
    matches: list[Node] = field(default_factory=list)  # inferred: kg:Match nodes with this subject or object
    proposed: bool = False  # inferred: nobody wrote of this thing
    _fragments: dict[str, list[Node]] = field(default_factory=dict, repr=False)
    _linking: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def fragments(self, curie: str) -> list[Node]:
        """The fragments of a class, its own and those of other pages; to be asked when the page is complete."""
        if not self._fragments:
            for node in (*self.parts, *self.seen):
                for term in node.properties.get(TYPE, ()):
                    if term in self._fragments:
                        self._fragments[term].append(node)
                    else:
                        self._fragments[term] = [node]
        return self._fragments.get(terms.term(curie), [])

    def linking(self) -> dict[str, list[str]]:
        """The subjects of pages that link here, by predicate; to be asked when the page is complete."""
        if not self._linking:
            for predicate, subject in self.incoming:
                self._linking.setdefault(predicate, []).append(subject)
        return self._linking

    def linking_by(self, curie: str) -> list[str]:
        """The subjects of pages that link here by a property."""
        return self.linking().get(terms.term(curie), [])


class Known(Protocol):
    """The briefs of things with a page, by IRI term."""

    def get(self, term: str, /) -> Brief | None:
        """A thing's brief, if it has a page."""

    def __contains__(self, term: object, /) -> bool: ...


@dataclass(slots=True)
class Facts:
    """Pages in the order of IRIs, and what each of them may be told of others."""

    pages: Mapping[str, Page]  # all pages, or those of a shard
    briefs: Known  # of all things with a page that these pages reach
    matches: list[Node]

    def of_kind(self, *kinds: str) -> Iterator[Page]:
        """The pages of these kinds, in the order of IRIs."""
        return (p for p in self.pages.values() if p.brief.kind in kinds)

    def brief(self, term: str) -> Brief | None:
        """What to show of the thing with a page that a term names or belongs to."""
        found = self.briefs.get(term)
        return self.briefs.get(owner(term)) if found is None and "#" in term else found


def owner(term: str) -> str:
    """The IRI term of the page that a node belongs to.

    >>> owner("<https://x.example/claim/c#supports-a>")
    '<https://x.example/claim/c>'
    """
    return term.partition("#")[0] + ">" if "#" in term else term


def gather(statements: Iterable[Statement], inferred: Iterable[Statement], base: str, language: str = "en") -> Facts:
    """The facts of a whole graph by page, labelled in a language where there is a choice.

    Statements may come in any order and more than once; the result does not depend on it.
    """
    nodes, found = (nodes_of(sorted({f"{s} {p} {o} ." for s, p, o, _ in part})) for part in (statements, inferred))
    seen = unpacked(sorted({line for _, line in across(nodes, base)}))
    pages = assembled(nodes, seen, found, base)
    for page in pages.values():
        page.brief = brief_of(page, base, language)
    return Facts(pages, {s: page.brief for s, page in pages.items()}, [found[s] for s in sorted(found) if is_match(found[s])])


def across(nodes: Mapping[str, Node], base: str) -> Iterator[tuple[str, str]]:
    """What pages have to know of others' nodes: an IRI term of a page, and what it takes from another page, as a line; see `unpacked`.

    Of another page's own node that is what names it; of a fragment all there is. There may be no such page.
    """
    ours = f"<{base}"
    for subject, node in nodes.items():
        page = owner(subject)
        if page == subject:
            for predicate, objects in node.properties.items():
                yield from ((o, f"{subject}\t{predicate} {o}") for o in objects if o.startswith(ours) and "#" not in o and o != page)
        elif not is_plain(node):
            yield from _packed(node, {o for objects in node.properties.values() for o in objects if o.startswith(ours) and "#" not in o})


def matched(inferred: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """What pages have to know of inferred nodes: an IRI term of a page, and as a line all about a match that has it as an end."""
    for node in inferred.values():
        if is_match(node):
            yield from _packed(node, ends(node))


def _packed(node: Node, targets: set[str]) -> Iterator[tuple[str, str]]:
    """A node in a line for each of the pages that it names, but for its own."""
    others = targets - {owner(node.iri)}
    if others:
        line = "\t".join([node.iri, *[f"{p} {o}" for p, objects in node.properties.items() for o in objects]])
        yield from ((target, line) for target in others)


def unpacked(lines: Iterable[str]) -> dict[str, Node]:
    """The nodes of sorted lines, by IRI term: in each a subject, and predicates and objects, with tabs before them; see `across`."""
    nodes: dict[str, Node] = {}
    for line in lines:
        subject, *pairs = line.split("\t")
        known = nodes.get(subject)
        node = known or nodes.setdefault(subject, Node(subject, {}))
        for pair in pairs:
            predicate, _, obj = pair.partition(" ")
            if predicate in node.properties:
                node.properties[predicate].append(obj)
            else:
                node.properties[predicate] = [obj]
    return nodes


def is_plain(node: Node) -> bool:
    """Whether a node is a citation and there is nothing to it but that one work cites the other, which the work itself says as well."""
    said = node.properties
    return CITING in said and said.keys() <= PLAIN and said.get(REASON, BARE) == BARE and len(said.get(TYPE, ())) == 1


CITES, REASON = terms.term("cito:cites"), terms.term("cito:hasCitationCharacterization")
CITING, CITED = terms.term("cito:hasCitingEntity"), terms.term("cito:hasCitedEntity")
PLAIN = {CITING, CITED, REASON, TYPE, terms.term("prov:wasDerivedFrom")}
BARE = [CITES]


def is_match(node: Node) -> bool:
    """Whether a node is a finding of the program."""
    return _MATCH in node.properties.get(TYPE, ())


def ends(match: Node) -> set[str]:
    """The two things that a finding is about, as IRI terms."""
    return {*match.terms("rdf:subject"), *match.terms("rdf:object")}


_MATCH = terms.term("kg:Match")


def assembled(nodes: Mapping[str, Node], seen: Mapping[str, Node], found: Mapping[str, Node], base: str) -> dict[str, Page]:
    """The pages of nodes, without briefs, in the order of IRIs. `seen` are what `across` gives them, `found` inferred nodes."""
    proposed = {s for s in found if s not in nodes and found[s].is_a("skos:Concept")}
    subjects = [s for s in sorted(nodes.keys() | proposed) if "#" not in s and iri.page(s, base)]
    pages = {s: Page(nodes.get(s) or found[s], proposed=s in proposed) for s in subjects}
    for subject, node in nodes.items():
        if "#" in subject and (page := pages.get(owner(subject))):
            page.parts.append(node)
    for subject, node in seen.items():
        for other, predicate in _targets(node, pages):
            if "#" not in subject:
                other.incoming.append((predicate, subject))
            elif other.node.iri != owner(subject) and node not in other.seen[-1:]:
                other.seen.append(node)
    for subject in sorted(found):
        if is_match(found[subject]):
            for term in ends(found[subject]):
                if term in pages:
                    pages[term].matches.append(found[subject])
    return pages


def nodes_of(lines: Iterable[str]) -> dict[str, Node]:
    """Every subject of sorted lines of N-Triples with its properties, by IRI term; values sorted."""
    return {subject: Node(subject, said) for subject, said in terms.described(lines).items()}


def _targets(node: Node, pages: dict[str, Page]) -> Iterator[tuple[Page, str]]:
    for predicate, objects in node.properties.items():
        for term in objects:
            page = pages.get(term)
            if page is not None:
                yield page, predicate


CROWD = 50  # people past whom nobody is said to have worked with anybody
DESIGN = tuple(
    terms.term(c)
    for c in "kg:design kg:method kg:unit kg:sample kg:setting dcterms:spatial dcterms:temporal kg:duration kg:durationAsWritten".split()
)


def brief_of(page: Page, base: str, language: str = "en") -> Brief:
    """What other pages need to know of a page's thing; made from this page's facts and nothing else."""
    node = page.node
    path = iri.page(node.iri, base)
    kind = path.partition("/")[0]
    first = Brief(node.iri, kind, path, _label(node, language) or path, node.one("dcterms:title"), node.one("kg:year"))
    if kind == "work":
        people = dict.fromkeys(agent for n in page.fragments("kg:Authorship") for agent in n.terms("kg:agent"))
        return first._replace(people=tuple(people) if len(people) <= CROWD else (), rank=_rank(node))
    if kind == "person":
        return first._replace(family=node.one("foaf:familyName"), given=node.one("foaf:givenName"))
    if kind in ("concept", "keyword"):
        return first._replace(narrower=_once(page.linking_by("skos:broader")), claims=_once(page.linking_by("schema:about")))
    if kind == "study":
        return first._replace(design=tuple((p, tuple(node.properties[p])) for p in DESIGN if p in node.properties))
    return first._replace(rank=_rank(node), issn=node.one("prism:issn")) if kind == "venue" else first


def _label(node: Node, language: str) -> str:
    preferred = sorted(node.terms("skos:prefLabel"), key=lambda t: terms.language(t) != language)
    return (terms.value(preferred[0]) if preferred else "") or node.one("rdfs:label") or node.one("dcterms:identifier")


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _rank(node: Node) -> int:
    return 2 if node.is_a("fabio:BookSeries") else 1 if node.is_a("fabio:BookSet") else 0
