"""What the map shows: boxes in three columns, the links between them, and how each stance looks.

Sources (works and studies that take a stance) stand left, claims in the middle, the concepts that claims are about on
the right. A literature without claims has works, by year, and the concepts that most of them are about, what the
program found in their titles and abstracts included. The Argument view, the panel, the legend and the table of links
are all made from this one model.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kg import terms
from kg.schema import Stance
from kg.web.facts import Facts, Node, Page, owner
from kg.web.relations import subjects

LIMIT = 60  # rows in a column; past that a column shows the most connected
SUBJECTS, WORKS = 32, 40  # the same where there are no claims: each work then has a line to each of its concepts
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
    hidden: tuple[MapEdge, ...] = ()  # links of which an end is not shown; they are counted all the same

    @property
    def nodes(self) -> tuple[MapNode, ...]:
        """All boxes, column by column."""
        return self.sources + self.claims + self.concepts

    @property
    def every(self) -> tuple[MapEdge, ...]:
        """All links, shown or not."""
        return self.edges + self.hidden


def kind_of(node: str) -> str:
    """The kind of thing that an id is of: `work`, `study`, `claim`, `concept` or `keyword`."""
    return node.partition("/")[0]


def map_model(facts: Facts, stances: Sequence[Stance]) -> MapModel:
    """The map of a literature: boxes, links and bundles."""
    if not any(True for _ in facts.of_kind("claim")):
        return _of_subjects(facts)
    edges = _stance_edges(facts, {s.iri: s.name for s in stances})
    edges |= {MapEdge(_id(p), end, ABOUT) for p in facts.of_kind("claim") for t in p.node.terms("schema:about") if (end := _at(facts, t))}
    ids = {e.start for e in edges} | {e.end for e in edges} | {_id(p) for p in facts.of_kind("claim")}
    edges |= _reported_edges(facts, ids)
    pages = [p for p in facts.pages.values() if _id(p) in ids]
    degree = Counter(i for e in edges for i in (e.start, e.end))
    columns = [_column(facts, pages, kinds, degree, LIMIT) for kinds in _COLUMNS.values()]
    shown = {n.id for column in columns for n in column}
    columns[1] = _settled(columns[1], edges, {s.name: s.polarity for s in stances})
    order = {s.name: s.order for s in stances}
    kept = sorted((e for e in edges if {e.start, e.end} <= shown), key=lambda e: (order.get(e.stance, 99), *e))
    totals = {name: sum(p.brief.kind in kinds for p in pages) for name, kinds in _COLUMNS.items()}
    bundles = tuple(_bundles(columns[1], kept))
    return MapModel(columns[0], columns[1], columns[2], tuple(kept), bundles, totals, tuple(sorted(edges - set(kept))))


def _of_subjects(facts: Facts) -> MapModel:
    """The map of a literature without claims: the concepts of most works, and of the works those with most of these concepts."""
    about = ((work, term, stated) for work, found in subjects(facts).items() for term, stated in found.items())
    edges = {MapEdge(_at(facts, work), end, ABOUT if stated else FOUND) for work, term, stated in about if (end := _at(facts, term))}
    works = list(facts.of_kind("work"))
    count = Counter(e.end for e in edges)
    concepts = [p for p in facts.of_kind("concept", "keyword") if count[_id(p)]]
    right = _column(facts, concepts, _COLUMNS["concepts"], count, SUBJECTS)
    chosen = {n.id for n in right}
    degree = Counter(e.start for e in edges if e.end in chosen)
    if not degree:  # nothing to be about: those that cite and are cited
        degree.update(i for p in works for t in p.node.terms("cito:cites") for i in (_id(p), _at(facts, t)))
    left = _column(facts, works, _COLUMNS["sources"], degree, WORKS)
    shown = chosen | {n.id for n in left}
    kept = sorted(e for e in edges if {e.start, e.end} <= shown)
    totals = {"sources": len(works), "claims": 0, "concepts": len(concepts)}
    right = tuple(n._replace(works=count[n.id]) for n in right)
    return MapModel(left, (), right, tuple(kept), (), totals, tuple(sorted(edges - set(kept))))


_COLUMNS = {"sources": ("work", "study"), "claims": ("claim",), "concepts": ("concept", "keyword")}


def _id(page: Page) -> str:
    return page.brief.path.removesuffix(".html")


def _at(facts: Facts, term: str) -> str:
    """The id of the box for a term, `""` where it has no page."""
    page = facts.pages.get(owner(term))
    return _id(page) if page else ""


def _stance_edges(facts: Facts, names: Mapping[str, str]) -> set[MapEdge]:
    found = set()
    for page in facts.pages.values():
        for line in page.parts:
            stance = names.get(line.link("kg:stance"))
            if stance is None or not line.is_a("kg:EvidenceLine"):
                continue
            start = _at(facts, line.link("kg:sourceClaim") or line.link("kg:study") or line.link("kg:source"))
            end = _at(facts, line.link("kg:claim") or line.link("kg:concept"))
            if start and end and start != end:
                found.add(_evidence(facts, line, start, end, stance))
    return found


def _evidence(facts: Facts, line: Node, start: str, end: str, stance: str) -> MapEdge:
    via = facts.brief(line.link("kg:accordingTo")) if line.link("kg:accordingTo") else None
    return MapEdge(
        start,
        end,
        stance,
        via=via.label if via else "",
        via_path=via.path if via else "",
        hedged=line.link("kg:certainty") == terms.term("kg:Hedged"),
        collective=line.link("kg:attribution") == terms.term("kg:Collective"),
        place=" ".join(filter(None, (line.one("kg:pinpointLabel").removeprefix("other"), line.one("kg:pinpoint")))).strip(),
        quote=line.one("kg:quote"),
    )


def _reported_edges(facts: Facts, ids: set[str]) -> set[MapEdge]:
    """Which of these studies is reported in which of these works."""
    pairs = ((_id(p), _at(facts, t)) for p in facts.of_kind("study") for t in p.node.terms("kg:reportedIn"))
    return {MapEdge(study, work, REPORTED) for study, work in pairs if study in ids and work in ids}


def _settled(claims: Iterable[MapNode], edges: Iterable[MapEdge], polarity: Mapping[str, int]) -> tuple[MapNode, ...]:
    """The claims, those marked that a source speaks of and nothing disputes, be it shown or not."""
    against = {e.end for e in edges if polarity.get(e.stance, 0) < 0}
    backed = {e.end for e in edges if e.stance in polarity and kind_of(e.start) != "claim"}
    return tuple(n._replace(undisputed=n.id in backed - against) for n in claims)


def _column(facts: Facts, pages: Iterable[Page], kinds: Sequence[str], degree: Mapping[str, int], most: int) -> tuple[MapNode, ...]:
    """The boxes of a column, by year; past the limit the most connected, and of those alike the newest."""

    def rank(page: Page) -> tuple[int, int, str]:
        year = page.brief.year
        return -degree[_id(page)], -int(year) if year.isdecimal() else 0, _id(page)

    mine = sorted((p for p in pages if p.brief.kind in kinds), key=rank)[:most]
    nodes = [_node(facts, p) for p in mine]
    return tuple(sorted(nodes, key=lambda n: (n.year or "9999", n.label.casefold(), n.id)))


def _node(facts: Facts, page: Page) -> MapNode:
    brief, node = page.brief, page.node
    detail = brief.detail
    if brief.kind == "claim":
        quoted = facts.brief(node.link("kg:quotedFrom")) if node.link("kg:quotedFrom") else None
        where = (quoted.label, quoted.path) if quoted else ("", "")
        label = (node.one("schema:text") or brief.label).strip()
        return MapNode(_id(page), "claim", brief.path, label.removesuffix("."), node.one("kg:kind"), "", node.one("kg:quote"), *where)
    if brief.kind == "study":
        work = facts.brief(node.link("kg:reportedIn")) if node.link("kg:reportedIn") else None
        detail = f"study in {work.label}" if work else "study"
        return MapNode(_id(page), "study", brief.path, brief.label, detail, work.year if work else "")
    if brief.kind in ("concept", "keyword"):
        detail = node.one("skos:definition")
    return MapNode(_id(page), brief.kind, brief.path, brief.label, detail, brief.year)


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
