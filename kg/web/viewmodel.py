"""What the map shows: boxes in three columns, the links between them, and how each stance looks.

Sources (works and studies that take a stance) stand left, claims in the middle, the concepts that claims are about on
the right. A literature without claims has works, by year, and the concepts that most of them are about, what the
program found in their titles and abstracts included. The Argument view, the panel, the legend and the table of links
are all made from this one model.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from heapq import nlargest, nsmallest
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from kg.schema import Stance
from kg.web.gist import Gist
from kg.web.relations import subjects
from kg.web.whole import Whole

SOURCES = ("work", "study")
LIMIT = 60  # rows in a column; past that a column shows the most connected
SUBJECTS, WORKS = 32, 40  # the same where there are no claims: each work then has a line to each of its concepts
AHEAD = 3  # what a link to a claim that is shown counts for more than one to another
SHORTEST_STEM = 4  # words that claims must begin with in common to be set as one group
ABOUT, REPORTED, FOUND = "about", "reported", "found"  # links that are not stances; found: in a title or abstract, by the program


class MapNode(NamedTuple):
    """A box: something with a page."""

    id: str  # the page path without `.html`
    kind: str  # work, study, claim, concept or keyword
    path: str
    label: str  # what stands in the box
    detail: str  # a work's title, a concept's definition, a study's setting
    year: str = ""
    quote: str = ""  # the passage a claim rests on
    quoted_from: str = ""  # label of the work the passage stands in
    quoted_path: str = ""
    undisputed: bool = False  # a claim with evidence that nothing disputes
    works: int = 0  # of a concept where there are no claims: the works about it


class MapEdge(NamedTuple):
    """A link, from the source that takes a stance to the claim, claim or concept it is about."""

    start: str  # node ids
    end: str
    stance: str  # a look's name, `about`, `reported` or `found`
    via: str = ""  # label of the work that reports it: second-hand
    via_path: str = ""
    hedged: bool = False
    collective: bool = False  # of several works, named jointly for several claims
    place: str = ""  # "page 5"
    quote: str = ""

    @property
    def second_hand(self) -> bool:
        """Whether the link is known from another work's report only."""
        return bool(self.via)


class Bundle(NamedTuple):
    """Claims that begin with the same words and that the same sources stand to in the same way."""

    id: str
    stem: str  # the words in common
    members: tuple[str, ...]  # ids of claims
    rests: tuple[str, ...]  # what each says after the stem


class MapModel(NamedTuple):
    """The whole map, in an order that depends on the data only."""

    sources: tuple[MapNode, ...]
    claims: tuple[MapNode, ...]
    concepts: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    bundles: tuple[Bundle, ...]
    totals: Mapping[str, int]  # how many sources, claims and concepts there are, shown or not
    hidden: tuple[MapEdge, ...] = ()  # links of which one end is not shown; they are counted all the same
    counts: Mapping[str, int] = {}  # see `counted`

    @property
    def nodes(self) -> tuple[MapNode, ...]:
        """All boxes, column by column."""
        return self.sources + self.claims + self.concepts

    @property
    def every(self) -> tuple[MapEdge, ...]:
        """All links of what is shown."""
        return self.edges + self.hidden


def kind_of(node: str) -> str:
    """The kind of thing that an id is of: `work`, `study`, `claim`, `concept` or `keyword`."""
    return node.partition("/")[0]


def map_model(whole: Whole, stances: Sequence[Stance]) -> MapModel:
    """The map of a literature: boxes, links and bundles."""
    if not whole.counts.get("claim"):
        return _of_subjects(whole)
    links = _links(whole, {s.iri: s.name for s in stances})
    degree = Counter(chain(map(itemgetter(0), links), map(itemgetter(1), links)))
    gists = [g for g in whole.gists.values() if g.brief.iri in degree or g.brief.kind == "claim"]
    by_column = {name: [g for g in gists if g.brief.kind in kinds] for name, kinds in _COLUMNS.items()}
    claims = _nearest(whole, by_column["claims"], degree)
    for start, end, *_ in links:
        if end in claims:
            degree[start] += AHEAD
        if start in claims:
            degree[end] += AHEAD
    columns = {name: claims if name == "claims" else _nearest(whole, found, degree) for name, found in by_column.items()}
    shown = {term for column in columns.values() for term in column}
    near = {_edge(whole, link) for link in links if link[0] in shown or link[1] in shown}
    boxes = {name: _in_order(column.values()) for name, column in columns.items()}
    boxes["claims"] = _settled(boxes["claims"], near, {s.name: s.polarity for s in stances})
    ids = {n.id for column in boxes.values() for n in column}
    order = {s.name: s.order for s in stances}
    kept = sorted((e for e in near if e.start in ids and e.end in ids), key=lambda e: (order.get(e.stance, 99), *e))
    totals = {name: len(found) for name, found in by_column.items()}
    bundles, hidden = tuple(_bundles(boxes["claims"], kept)), tuple(sorted(near.difference(kept)))
    counts = counted(((link[0], link[1], bool(link[3])) for link in links if len(link) > 3), lambda t: _kind(whole, t))
    return MapModel(boxes["sources"], boxes["claims"], boxes["concepts"], tuple(kept), bundles, totals, hidden, counts)


def counted(stances: Iterable[tuple[str, str, bool]], kind: Callable[[str], str]) -> dict[str, int]:
    """What there is of stances: start, end, and whether it is known at second hand.

    Those of works and studies on claims are counted apart from links of other kinds.
    """
    kind = cache(kind)
    pairs = [(kind(start), kind(end), start, end, second) for start, end, second in stances]
    taken = [link for link in pairs if link[0] in SOURCES and link[1] == "claim"]
    takers = Counter(kind(start) for start in {start for _, _, start, _, _ in taken})
    return {
        "works": takers["work"],
        "studies": takers["study"],
        "stances": len(taken),
        "second": sum(second for *_, second in taken),
        "stood_on": len({end for _, _, _, end, _ in taken}),
        "between": sum(link[0] == "claim" for link in pairs),
        "terms": sum(link[0] in SOURCES and link[1] != "claim" for link in pairs),
    }


def _of_subjects(whole: Whole) -> MapModel:
    """The map of a literature without claims: the concepts of most works, and of the works those with most of these concepts."""
    about = {
        _at(whole, work): {end: stated for t, stated in found.items() if (end := _at(whole, t))} for work, found in subjects(whole).items()
    }
    works = list(whole.of_kind("work"))
    count = Counter(end for found in about.values() for end in found)
    concepts = [g for g in whole.of_kind("concept", "keyword") if count[_id(g)]]
    right = _column(whole, concepts, count, SUBJECTS)
    chosen = {n.id for n in right}
    degree = Counter({work: n for work, found in about.items() if (n := len(chosen & found.keys()))})
    if not degree:  # nothing to be about: those that cite and are cited
        degree.update({_id(g): g.cites + g.linked for g in works})
    left = _column(whole, works, degree, WORKS)
    kept = sorted(MapEdge(n.id, end, ABOUT if stated else FOUND) for n in left for end, stated in about[n.id].items() if end in chosen)
    totals = {"sources": len(works), "claims": 0, "concepts": len(concepts)}
    counts = counted(((e.start, e.end, False) for e in kept if e.stance != ABOUT), kind_of)
    return MapModel(left, (), tuple(n._replace(works=count[n.id]) for n in right), tuple(kept), (), totals, (), counts)


_COLUMNS = {"sources": SOURCES, "claims": ("claim",), "concepts": ("concept", "keyword")}


def _id(gist: Gist) -> str:
    return gist.brief.path.removesuffix(".html")


def _at(whole: Whole, term: str) -> str:
    """The id of the box for a term, `""` where it has no page."""
    brief = whole.brief(term)
    return brief.path.removesuffix(".html") if brief else ""


Link = tuple[Any, ...]  # IRI terms of its ends and its name; of a stance also who reports it, and the rest of MapEdge


def _links(whole: Whole, names: Mapping[str, str]) -> list[Link]:
    """The links between things with pages, each once."""
    gists = whole.gists

    def there(term: str) -> bool:
        return term in gists or whole.brief(term) is not None

    found: dict[Link, None] = {}
    for g in gists.values():
        for line in g.stands:
            start, end, stance, via, *rest = line[:8]
            if stance in names and start != end and there(start) and there(end):
                found[(start, end, names[stance], via if via and there(via) else "", *rest)] = None
    found.update(dict.fromkeys((g.brief.iri, t, ABOUT) for g in whole.of_kind("claim") for t in g.about if there(t)))
    known = {*map(itemgetter(0), found), *map(itemgetter(1), found)}
    pairs = ((g.brief.iri, t) for g in whole.of_kind("study") for t in g.reported)
    found.update(dict.fromkeys((study, work, REPORTED) for study, work in pairs if study in known and work in known))
    return list(found)


def _edge(whole: Whole, link: Link) -> MapEdge:
    start, end, name, *rest = link
    via = whole.brief(rest[0]) if rest and rest[0] else None
    reporter = (via.label, via.path) if via else ("", "")
    return MapEdge(_at(whole, start), _at(whole, end), name, *reporter, *rest[1:])


def _kind(whole: Whole, term: str) -> str:
    brief = whole.brief(term)
    return brief.kind if brief else ""


def _nearest(whole: Whole, gists: Sequence[Gist], degree: Mapping[str, int]) -> dict[str, MapNode]:
    """The boxes of the most connected of these, by IRI term."""
    least = min(nlargest(LIMIT, (degree[g.brief.iri] for g in gists)), default=0)
    some = [g for g in gists if degree[g.brief.iri] >= least]
    found = _chosen(some, {_id(g): degree[g.brief.iri] for g in some}, LIMIT)
    return {g.brief.iri: _node(whole, g) for g in found}


def _settled(claims: Iterable[MapNode], edges: Iterable[MapEdge], polarity: Mapping[str, int]) -> tuple[MapNode, ...]:
    """The claims, those marked that a source speaks of and nothing disputes, be it shown or not."""
    against = {e.end for e in edges if polarity.get(e.stance, 0) < 0}
    backed = {e.end for e in edges if e.stance in polarity and kind_of(e.start) != "claim"}
    return tuple(n._replace(undisputed=n.id in backed - against) for n in claims)


def _column(whole: Whole, gists: Iterable[Gist], degree: Mapping[str, int], most: int) -> tuple[MapNode, ...]:
    """The boxes of a column, by year; past the limit the most connected, and of those alike the newest."""
    return _in_order(_node(whole, g) for g in _chosen(gists, degree, most))


def _chosen(gists: Iterable[Gist], degree: Mapping[str, int], most: int) -> list[Gist]:
    def rank(gist: Gist) -> tuple[int, int, str]:
        year = gist.brief.year
        return -degree[_id(gist)], -int(year) if year.isdecimal() else 0, _id(gist)

    return nsmallest(most, gists, key=rank)


def _in_order(nodes: Iterable[MapNode]) -> tuple[MapNode, ...]:
    return tuple(sorted(nodes, key=lambda n: (n.year or "9999", n.label.casefold(), n.id)))


def _node(whole: Whole, gist: Gist) -> MapNode:
    brief = gist.brief
    if brief.kind == "claim":
        quoted = whole.brief(gist.quoted) if gist.quoted else None
        where = (quoted.label, quoted.path) if quoted else ("", "")
        label = (gist.text or brief.label).strip()
        return MapNode(_id(gist), "claim", brief.path, label.removesuffix("."), gist.sort, "", gist.quote, *where)
    if brief.kind == "study":
        work = whole.brief(gist.reported[0]) if gist.reported else None
        detail = f"study in {work.label}" if work else "study"
        return MapNode(_id(gist), "study", brief.path, brief.label, detail, work.year if work else "")
    detail = gist.text if brief.kind in ("concept", "keyword") else whole.gist(brief.iri).brief.detail
    return MapNode(_id(gist), brief.kind, brief.path, brief.label, detail, brief.year)


def _bundles(claims: Sequence[MapNode], edges: Iterable[MapEdge]) -> Iterable[Bundle]:
    """Groups of claims with a common stem and the same evidence: one line can then stand for several."""
    ids = {n.id for n in claims}
    evidence: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for e in edges:
        if e.end in ids and e.start not in ids:
            evidence[e.end].add((e.start, e.stance, e.via, e.hedged))
    alike: dict[tuple[object, ...], list[MapNode]] = defaultdict(list)
    for claim in sorted(claims, key=lambda n: (n.label.split(), n.id)):
        alike[tuple(sorted(map(str, evidence[claim.id])))].append(claim)
    found = [run for group in alike.values() for run in _runs(group)]
    for number, (length, run) in enumerate(sorted(found, key=lambda r: r[1][0].id)):
        words = [n.label.split() for n in run]
        rests = tuple(" ".join(w[length:]) for w in words)
        yield Bundle(f"bundle-{number}", " ".join(words[0][:length]), tuple(n.id for n in run), rests)


def _runs(claims: Sequence[MapNode]) -> Iterable[tuple[int, list[MapNode]]]:
    """Stretches of neighbours in alphabetical order that share a stem, each with its length in words."""
    run: list[MapNode] = []
    shared = 0
    for claim in claims:
        length = shared_words(run[0].label, claim.label) if run else 0
        if run and min(length, shared or length) >= SHORTEST_STEM:
            shared = min(length, shared or length)
            run.append(claim)
            continue
        if len(run) > 1:
            yield shared, run
        run, shared = [claim], 0
    if len(run) > 1:
        yield shared, run


def shared_words(one: str, other: str) -> int:
    """How many words two texts begin with in common, at least one word left over in each.

    >>> shared_words("Shocks have fostered trust", "Shocks have fostered innovation")
    3
    """
    a, b = one.split(), other.split()
    most = min(len(a), len(b)) - 1
    return next((i for i in range(most) if a[i] != b[i]), max(most, 0))
