"""How concepts hang together: what the network draws, and the list beside it says in words.

They are linked as the entries say (broader, related) and by the claims that are about both. Where there are no claims it is the
works about both, and keywords and the phrases that titles share stand among the concepts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from heapq import nsmallest
from itertools import chain, combinations
from typing import NamedTuple

from kg import iri
from kg.memory import Recall, afresh
from kg.web.gist import Gist
from kg.web.whole import Whole

LIMIT = 150  # concepts; past that the network shows the most connected
MOST_KEYWORDS, NEIGHBOURS = 60, 3  # the same where there are no claims, and the links each of them then has
TANGLE = 450  # pairs of concepts that claims share, past which each concept keeps its strongest links only
ENOUGH = 0.2  # share of the works whose entries say what they are about, from which what was found in texts is not needed
LONGEST_LIST = 40  # concepts of one work that are paired
DEEPEST = 20  # steps of narrower concepts under one another in the list
HERE = "index.html"
TOGETHER, SECOND, FOUND = "together", "second", "found"  # kinds of links


class Concept(NamedTuple):
    """A node of the network."""

    id: str
    label: str
    href: str
    definition: str
    uses: int  # claims about it; works where there are no claims


class Link(NamedTuple):
    """A link of the network: `broader` runs from the narrower concept, the other kinds have no direction.

    `together` counts shared claims, or shared works; `second` the same where all these claims are known at second hand only;
    `found` the works that both are about, where the program found at least one of the two in the text of each.
    """

    start: str
    end: str
    kind: str
    weight: int


class Branch(NamedTuple):
    """A concept with its narrower ones, for the list beside the network."""

    concept: Concept
    narrower: tuple[Branch, ...]


class Net(NamedTuple):
    """The network, and the list beside it."""

    concepts: Sequence[Concept]
    links: Sequence[Link]
    total: int  # concepts that there are
    units: str  # what they hang together by: claims or works
    tree: Sequence[Branch]
    off: tuple[str, ...] = (FOUND,)  # kinds of links that are hidden until they are asked for


def net(whole: Whole, recall: Recall = afresh, found: str = "") -> Net:
    """How concepts hang together; `found` tells whether the view of what was found in texts differs."""
    concepts, links, total = concept_links(whole, recall, found)
    of_claims = by_claims(whole)
    stated = any(link.kind != FOUND for link in links)  # if not, what was found is all there is to see
    return Net(concepts, links, total, "claims" if of_claims else "works", concept_tree(whole, concepts), (FOUND,) if stated else ())


def by_claims(whole: Whole) -> bool:
    """Whether concepts hang together by claims; if not, by the works that are about them, and keywords stand among them."""
    return any(g.about for g in whole.of_kind("claim"))


def concept_links(whole: Whole, recall: Recall = afresh, view: str = "") -> tuple[list[Concept], list[Link], int]:
    """The concepts to show, the links between them, and how many concepts there are."""
    of_claims = by_claims(whole)
    concepts = list(whole.of_kind("concept") if of_claims else whole.of_kind("concept", "keyword"))
    known = {g.brief.iri for g in concepts}
    groups = [g.about for g in whole.of_kind("claim")] if of_claims else [tuple(found) for found in subjects(whole).values()]
    uses = Counter(t for group in groups for t in group if t in whole.gists)
    links = {(g.brief.iri, t, "broader"): 1 for g in concepts for t in g.broader}
    links |= {(*sorted((g.brief.iri, t)), "related"): 1 for g in concepts for t in g.related}  # type: ignore[misc]
    together: Mapping[Pair, int]
    if of_claims:
        together = _together(groups, known)
        kept = _most_connected(concepts, links, together)
        together = {pair: n for pair, n in together.items() if kept.issuperset(pair)}
        together = _strongest(together, uses) if len(together) > TANGLE else together
    else:
        kept = _most_used(concepts, uses)
        together = _strongest(_together(groups, kept), uses)
    read = _read(whole) if of_claims else None
    links |= {(*pair, kind): n for pair, (kind, n) in _kinds(whole, together, kept, read).items()}
    if of_claims:
        linked = {frozenset((a, b)) for a, b, _ in links}
        found = {pair: n for pair, n in _found(whole, kept, recall, view).items() if frozenset(pair) not in linked}
        links |= {(a, b, FOUND): n for (a, b), n in _strongest(found, Counter(t for pair in found for t in pair)).items()}
    shown = [g for g in concepts if g.brief.iri in kept]
    ids = {g.brief.iri: _id(g) for g in shown}
    ends = [Link(ids[a], ids[b], kind, n) for (a, b, kind), n in sorted(links.items()) if a in ids and b in ids and a != b]
    return [_concept(g, uses[g.brief.iri]) for g in shown], ends, len(concepts)


Pair = tuple[str, str]


def _together(groups: Iterable[Iterable[str]], among: AbstractSet[str]) -> Counter[Pair]:
    """How many claims, or works, each two of these concepts have."""
    return Counter(chain.from_iterable(combinations(sorted([t for t in group if t in among])[:LONGEST_LIST], 2) for group in groups))


def _read(whole: Whole) -> set[str]:
    """The claims that somebody read in a source itself, or that nobody is said to speak of: not known at second hand only."""
    lines = [s for g in whole.gists.values() for s in g.stands]
    return {g.brief.iri for g in whole.of_kind("claim")} - {s.end for s in lines if s.via} | {s.end for s in lines if not s.via}


def _kinds(
    whole: Whole, together: Mapping[Pair, int], kept: AbstractSet[str], read: AbstractSet[str] | None
) -> dict[Pair, tuple[str, int]]:
    """Of each pair, what kind of link it is: whether somebody read, or stated, that the two stand together."""
    if read is not None:
        firm = _together((g.about for g in whole.of_kind("claim") if g.brief.iri in read), kept)
        return {pair: (TOGETHER if firm[pair] else SECOND, n) for pair, n in together.items()}
    firm = _together((g.about for g in whole.of_kind("work")), kept)
    return {pair: (TOGETHER if firm[pair] else FOUND, n) for pair, n in together.items()}


def _found(whole: Whole, kept: AbstractSet[str], recall: Recall, view: str) -> dict[Pair, int]:
    """How many works are about each two concepts, by what the program found in their texts."""
    names = sorted(kept)

    def counted() -> list[tuple[int, int, int]]:
        works = list(chain.from_iterable(whole.view("found")))
        every = _together((dict.fromkeys((*about, *found)) for about, found in works), kept)
        every.subtract(_together((about for about, _ in works), kept))
        place = {term: n for n, term in enumerate(names)}
        return [(place[a], place[b], n) for (a, b), n in (+every).items()]

    return {(names[a], names[b]): n for a, b, n in recall("found together", (view, names), counted)}


def subjects(whole: Whole) -> dict[str, dict[str, bool]]:
    """What each work is about, by IRI term, and whether its entry says so.

    What the program found in titles and abstracts counts only where hardly an entry says what it is about.
    """
    works = list(whole.of_kind("work"))
    about = {g.brief.iri: dict.fromkeys(g.about, True) for g in works}
    if sum(map(bool, about.values())) < ENOUGH * len(about):
        for g in works:
            about[g.brief.iri] |= {t: False for t in g.found if t not in about[g.brief.iri]}
    return about


def _most_connected(concepts: Iterable[Gist], links: Iterable[tuple[str, str, str]], together: Iterable[Pair]) -> set[str]:
    """The concepts to show where there are claims."""
    degree = Counter(t for a, b, _ in links for t in (a, b))
    degree.update(t for pair in together for t in pair)
    return set(nsmallest(LIMIT, (g.brief.iri for g in concepts), key=lambda t: (-degree[t], t)))


def _most_used(concepts: Iterable[Gist], uses: Mapping[str, int]) -> set[str]:
    """The concepts to show where there are no claims: those of most works."""
    return set(nsmallest(MOST_KEYWORDS, (t for g in concepts if uses[t := g.brief.iri]), key=lambda t: (-uses[t], t)))


def _strongest(together: Mapping[Pair, int], uses: Mapping[str, int]) -> dict[Pair, int]:
    """The strongest links of each concept among these: all of them would be a tangle.

    Strength is the association strength of van Eck and Waltman (2009): how much more often two stand together than by chance.
    """
    near: dict[str, list[tuple[float, Pair]]] = defaultdict(list)
    for pair, n in together.items():
        strength = n * n / (uses[pair[0]] * uses[pair[1]])  # times n: one shared work of two rare keywords says little
        for end in pair:
            near[end].append((-strength, pair))
    chosen = {pair for found in near.values() for _, pair in sorted(found)[:NEIGHBOURS]}
    return {pair: together[pair] for pair in sorted(chosen)}


def concept_tree(whole: Whole, shown: Sequence[Concept]) -> list[Branch]:
    """The concepts of the network, for the list beside it: under their broader ones; by number of works where there are no claims."""
    if not by_claims(whole):
        return [Branch(c, ()) for c in sorted(shown, key=lambda c: (-c.uses, c.label.casefold(), c.id))]
    return _tree(whole, {c.id: c for c in shown})


def _tree(whole: Whole, shown: Mapping[str, Concept]) -> list[Branch]:
    """Concepts under their broader ones; one of several broader concepts, the first, is followed."""
    gists = {g.brief.iri: g for g in whole.of_kind("concept") if _id(g) in shown}
    under: dict[str, list[str]] = defaultdict(list)
    for term, g in gists.items():
        under[next((b for b in g.broader if b in gists and b != term), "")].append(term)
    done: set[str] = set()

    def grow(terms: Iterable[str], depth: int = 0) -> tuple[Branch, ...]:
        branches = []
        for term in sorted(terms, key=lambda t: (gists[t].brief.label.casefold(), t)):
            if term not in done:
                done.add(term)
                branches.append(Branch(shown[_id(gists[term])], grow(under[term], depth + 1) if depth < DEEPEST else ()))
        return tuple(branches)

    roots = list(grow(under[""]))
    for term in gists:  # circles of broader concepts, and what lies too deep
        roots += grow([term])
    return roots


def _id(gist: Gist) -> str:
    return gist.brief.path.removesuffix(".html")


def _concept(gist: Gist, uses: int) -> Concept:
    return Concept(_id(gist), gist.brief.label, iri.href(gist.brief.path, HERE), gist.text, uses)
