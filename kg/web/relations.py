"""How concepts hang together: what the network draws, and the list beside it says in words.

They are linked as the entries say (broader, related) and by the claims that are about both. Where there are no claims it is the
works about both, and keywords and the phrases that titles share stand among the concepts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from kg import iri, terms
from kg.web.facts import Facts, Page, owner

LIMIT = 150  # concepts; past that the network shows the most connected
MOST_KEYWORDS, NEIGHBOURS = 60, 3  # the same where there are no claims, and the links each of them then has
ENOUGH = 0.2  # share of the works whose entries say what they are about, from which what was found in texts is not needed
LONGEST_LIST = 40  # concepts of one work that are paired
DEEPEST = 20  # steps of narrower concepts under one another in the list
HERE = "index.html"


class Concept(NamedTuple):
    """A node of the network."""

    id: str
    label: str
    href: str
    definition: str
    uses: int  # claims about it; works where there are no claims


class Link(NamedTuple):
    """A link of the network: `broader` runs from the narrower concept, `together` counts shared claims, or shared works."""

    start: str
    end: str
    kind: str
    weight: int


class Branch(NamedTuple):
    """A concept with its narrower ones, for the list beside the network."""

    concept: Concept
    narrower: tuple[Branch, ...]


def by_claims(facts: Facts) -> bool:
    """Whether concepts hang together by claims; if not, by the works that are about them, and keywords stand among them."""
    return any(p.node.terms("schema:about") for p in facts.of_kind("claim"))


def concept_links(facts: Facts) -> tuple[list[Concept], list[Link], int]:
    """The concepts to show, the links between them, and how many concepts there are."""
    of_claims = by_claims(facts)
    pages = list(facts.of_kind("concept")) if of_claims else list(facts.of_kind("concept", "keyword"))
    uses, together = _together(facts, of_claims=of_claims)
    links = {(p.node.iri, t, "broader"): 1 for p in pages for t in p.node.terms("skos:broader")}
    links |= {(*sorted((p.node.iri, t)), "related"): 1 for p in pages for t in p.node.terms("skos:related")}  # type: ignore[misc]
    kept = _kept(pages, uses, links, together, of_claims=of_claims)
    links |= {(a, b, "together"): n for (a, b), n in (together if of_claims else _strongest(together, uses, kept)).items()}
    shown = [p for p in pages if p.node.iri in kept]
    ids = {p.node.iri: _id(p) for p in shown}
    found = [Link(ids[a], ids[b], kind, n) for (a, b, kind), n in sorted(links.items()) if a in ids and b in ids and a != b]
    return [_concept(p, uses[p.node.iri]) for p in shown], found, len(pages)


Pair = tuple[str, str]


def _together(facts: Facts, *, of_claims: bool) -> tuple[Counter[str], Counter[Pair]]:
    """How many claims, or works, each concept and each two of them have."""
    groups: Iterable[Iterable[str]] = subjects(facts).values()
    if of_claims:
        groups = (p.node.terms("schema:about") for p in facts.of_kind("claim"))
    uses: Counter[str] = Counter()
    together: Counter[Pair] = Counter()
    for group in groups:
        about = sorted({owner(t) for t in group if t in facts.pages})
        uses.update(about)
        together.update(combinations(about[:LONGEST_LIST], 2))
    return uses, together


def subjects(facts: Facts) -> dict[str, dict[str, bool]]:
    """What each work is about, by IRI term, and whether its entry says so.

    What the program found in titles and abstracts counts only where hardly an entry says what it is about.
    """
    about = {p.node.iri: dict.fromkeys(map(owner, p.node.terms("dcterms:subject")), True) for p in facts.of_kind("work")}
    if sum(map(bool, about.values())) >= ENOUGH * len(about):
        return about
    subject = terms.term("dcterms:subject")
    for match in facts.matches:
        if match.link("rdf:predicate") == subject and (work := about.get(match.link("rdf:subject"))) is not None:
            work.setdefault(match.link("rdf:object"), False)
    return about


def _kept(
    pages: Iterable[Page], uses: Mapping[str, int], links: Iterable[tuple[str, str, str]], together: Iterable[Pair], *, of_claims: bool
) -> set[str]:
    """The concepts to show: the most connected, or where there are no claims those of most works."""
    if not of_claims:
        used = [p for p in pages if uses[p.node.iri]]
        return {p.node.iri for p in sorted(used, key=lambda p: (-uses[p.node.iri], p.node.iri))[:MOST_KEYWORDS]}
    degree = Counter(t for a, b, _ in links for t in (a, b))
    degree.update(t for pair in together for t in pair)
    return {p.node.iri for p in sorted(pages, key=lambda p: (-degree[p.node.iri], p.node.iri))[:LIMIT]}


def _strongest(together: Mapping[Pair, int], uses: Mapping[str, int], kept: set[str]) -> dict[Pair, int]:
    """The strongest links of each concept among these: all of them would be a tangle.

    Strength is the association strength of van Eck and Waltman (2009): how much more often two stand together than by chance.
    """
    near: dict[str, list[tuple[float, Pair]]] = defaultdict(list)
    for pair, n in together.items():
        if kept.issuperset(pair):
            strength = n * n / (uses[pair[0]] * uses[pair[1]])  # times n: one shared work of two rare keywords says little
            for end in pair:
                near[end].append((-strength, pair))
    chosen = {pair for found in near.values() for _, pair in sorted(found)[:NEIGHBOURS]}
    return {pair: together[pair] for pair in sorted(chosen)}


def concept_tree(facts: Facts) -> list[Branch]:
    """The concepts for the list beside the network: under their broader ones; by number of works where there are no claims."""
    if not by_claims(facts):
        concepts, _, _ = concept_links(facts)
        return [Branch(c, ()) for c in sorted(concepts, key=lambda c: (-c.uses, c.label.casefold(), c.id))]
    return _tree(facts)


def _tree(facts: Facts) -> list[Branch]:
    """All concepts under their broader ones; one of several broader concepts, the first, is followed."""
    pages = {p.node.iri: p for p in facts.of_kind("concept")}
    uses, _ = _together(facts, of_claims=True)
    under: dict[str, list[str]] = defaultdict(list)
    for term, page in pages.items():
        under[next((b for b in page.node.terms("skos:broader") if b in pages and b != term), "")].append(term)
    done: set[str] = set()

    def grow(terms: Iterable[str], depth: int = 0) -> tuple[Branch, ...]:
        branches = []
        for term in sorted(terms, key=lambda t: (pages[t].brief.label.casefold(), t)):
            if term not in done:
                done.add(term)
                branches.append(Branch(_concept(pages[term], uses[term]), grow(under[term], depth + 1) if depth < DEEPEST else ()))
        return tuple(branches)

    roots = list(grow(under[""]))
    while rest := [t for t in pages if t not in done]:  # circles of broader concepts, and what lies too deep
        roots += grow(rest[:1])
    return roots


def _id(page: Page) -> str:
    return page.brief.path.removesuffix(".html")


def _concept(page: Page, uses: int) -> Concept:
    return Concept(_id(page), page.brief.label, iri.href(page.brief.path, HERE), page.node.one("skos:definition"), uses)
