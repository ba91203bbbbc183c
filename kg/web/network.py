"""The concept map as a draggable network: pyvis builds it, our own layout places it, vis-network draws it.

Concepts stand near those they are related to: stress majorization by stochastic gradient descent (Zheng,
Pawar and Goodman 2019) on distances along the links, then boxes that overlap are pushed apart. Only
+ − × ÷ √ and a generator of our own: the same positions on every machine.
"""

from __future__ import annotations

import heapq
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from kg import iri
from kg.web.boxes import text_width, wrap
from kg.web.facts import Facts, Page, owner
from kg.web.order import Generator

LIMIT = 150  # concepts; past that the network shows the most connected
LENGTH = 84.0  # pixels between concepts one link apart
WIDE = 2.0  # labels are wide and screens too
LENGTHS = {"broader": 1.0, "related": 1.15, "together": 1.6}
EPOCHS, FALL, PUSHES = 60, 0.87, 160
HERE = "index.html"

DEEPEST = 20  # steps of narrower concepts under one another in the list


class Concept(NamedTuple):
    """A node of the network."""

    id: str
    label: str
    href: str
    definition: str
    claims: int


class Link(NamedTuple):
    """A link of the network: `broader` runs from the narrower concept, `together` counts shared claims."""

    start: str
    end: str
    kind: str
    weight: int


class Branch(NamedTuple):
    """A concept with its narrower ones, for the list beside the network."""

    concept: Concept
    narrower: tuple[Branch, ...]


def network_data(facts: Facts) -> str:
    """The text of assets/network-data.js: nodes with positions, edges and options for vis-network, as pyvis makes them."""
    concepts, links, total = concept_links(facts)
    positions = place(concepts, links)
    net = _build(concepts, links, positions)
    data = {
        "nodes": [{k: v for k, v in node.items() if k != "color"} for node in net.nodes],
        "edges": net.edges,
        "options": net.options,
        "note": "" if total == len(concepts) else f"The {len(concepts):,} most connected of {total:,} concepts.",
    }
    return "globalThis.KG_NETWORK = " + json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + ";\n"


def concept_links(facts: Facts) -> tuple[list[Concept], list[Link], int]:
    """The concepts to show, the links between them, and how many concepts there are."""
    pages = list(facts.of_kind("concept"))
    together: Counter[tuple[str, str]] = Counter()
    claims: Counter[str] = Counter()
    for claim in facts.of_kind("claim"):
        about = sorted({owner(t) for t in claim.node.terms("schema:about") if t in facts.pages})
        claims.update(about)
        together.update(combinations(about, 2))
    links = {(p.node.iri, t, "broader"): 1 for p in pages for t in p.node.terms("skos:broader")}
    links |= {(*sorted((p.node.iri, t)), "related"): 1 for p in pages for t in p.node.terms("skos:related")}  # type: ignore[misc]
    links |= {(a, b, "together"): n for (a, b), n in together.items()}
    degree = Counter(t for a, b, _ in links for t in (a, b))
    kept = {p.node.iri for p in sorted(pages, key=lambda p: (-degree[p.node.iri], p.node.iri))[:LIMIT]}
    shown = [p for p in pages if p.node.iri in kept]
    ids = {p.node.iri: _id(p) for p in shown}
    found = [Link(ids[a], ids[b], kind, n) for (a, b, kind), n in sorted(links.items()) if a in ids and b in ids and a != b]
    return [_concept(p, claims[p.node.iri]) for p in shown], found, len(pages)


def concept_tree(facts: Facts) -> list[Branch]:
    """All concepts under their broader ones; one of several broader concepts, the first, is followed."""
    pages = {p.node.iri: p for p in facts.of_kind("concept")}
    claims = Counter(owner(t) for claim in facts.of_kind("claim") for t in claim.node.terms("schema:about"))
    under: dict[str, list[str]] = defaultdict(list)
    for term, page in pages.items():
        under[next((b for b in page.node.terms("skos:broader") if b in pages and b != term), "")].append(term)
    done: set[str] = set()

    def grow(terms: Iterable[str], depth: int = 0) -> tuple[Branch, ...]:
        branches = []
        for term in sorted(terms, key=lambda t: (pages[t].brief.label.casefold(), t)):
            if term not in done:
                done.add(term)
                branches.append(Branch(_concept(pages[term], claims[term]), grow(under[term], depth + 1) if depth < DEEPEST else ()))
        return tuple(branches)

    roots = list(grow(under[""]))
    while rest := [t for t in pages if t not in done]:  # circles of broader concepts, and what lies too deep
        roots += grow(rest[:1])
    return roots


def _id(page: Page) -> str:
    return page.brief.path.removesuffix(".html")


def _concept(page: Page, claims: int) -> Concept:
    return Concept(_id(page), page.brief.label, iri.href(page.brief.path, HERE), page.node.one("skos:definition"), claims)


# ------------------------------------------------------------------------------------------------ pyvis


def _build(concepts: Sequence[Concept], links: Sequence[Link], positions: Mapping[str, tuple[float, float]]) -> Any:
    """A pyvis Network; colours are left to the page, which knows whether it is dark."""
    from pyvis.network import Network  # 0.3 s: it imports IPython

    net = Network(directed=True)  # undirected, pyvis drops parallel edges
    for c in concepts:
        x, y = positions[c.id]
        net.add_node(
            c.id,
            label="\n".join(_lines(c)),
            shape="box",
            x=round(x),
            y=round(y),
            href=c.href,
            definition=c.definition,
            claims=c.claims,
            font={"size": _size(c)},
        )
    for link in links:
        net.add_edge(link.start, link.end, kind=link.kind, weight=link.weight, arrows="to" if link.kind == "broader" else "")
    net.set_options(json.dumps(_OPTIONS))
    return net


_OPTIONS = {
    "nodes": {
        "margin": {"top": 7, "bottom": 7, "left": 11, "right": 11},
        "shapeProperties": {"borderRadius": 14},
        "borderWidth": 1.5,
        "borderWidthSelected": 3.5,
    },
    "edges": {"smooth": False, "selectionWidth": 1, "hoverWidth": 0, "arrows": {"to": {"scaleFactor": 0.6}}},
    "interaction": {"hover": True, "tooltipDelay": 200, "keyboard": False, "multiselect": False, "selectConnectedEdges": False},
    "physics": {"enabled": False, "solver": "forceAtlas2Based", "forceAtlas2Based": {"gravitationalConstant": -120, "avoidOverlap": 1}},
    "layout": {"improvedLayout": False, "randomSeed": 1},
}


def _size(concept: Concept) -> int:
    """The size of type: it grows with the number of claims."""
    return 14 + min(12, concept.claims)


def _lines(concept: Concept) -> list[str]:
    return wrap(concept.label, 150, _size(concept))


# ------------------------------------------------------------------------------------------------ layout


def place(concepts: Sequence[Concept], links: Sequence[Link]) -> dict[str, tuple[float, float]]:
    """Where the middle of each concept stands: the largest connected part in the middle, the others in rows below it."""
    by_id = {c.id: c for c in concepts}
    places: dict[str, tuple[float, float]] = {}
    x = y = tall = width = 0.0
    for ids in _parts([c.id for c in concepts], links):
        at = _stress(ids, [e for e in links if e.start in ids])
        extents = [_extent(by_id[i]) for i in ids]
        _push(at, extents)
        left, right = (pick(p[0] + s * e[0] for p, e in zip(at, extents, strict=True)) for pick, s in ((min, -1), (max, 1)))
        top, bottom = (pick(p[1] + s * e[1] for p, e in zip(at, extents, strict=True)) for pick, s in ((min, -1), (max, 1)))
        if not places:
            width = right - left
        if x and x + right - left > width:
            x, y, tall = 0.0, y + tall, 0.0
        places |= {i: (x + p[0] - left, y + p[1] - top) for i, p in zip(ids, at, strict=True)}
        x, tall = x + right - left, max(tall, bottom - top)
        if len(places) == len(ids):
            x, y, tall = 0.0, bottom - top, 0.0
    return places


def _parts(ids: Sequence[str], links: Iterable[Link]) -> list[list[str]]:
    """The connected parts, largest first."""
    near: dict[str, set[str]] = defaultdict(set)
    for link in links:
        near[link.start].add(link.end)
        near[link.end].add(link.start)
    parts, done = [], set[str]()
    for start in ids:
        if start in done:
            continue
        part, open_ends = {start}, [start]
        while open_ends:
            new = near[open_ends.pop()] - part
            part |= new
            open_ends += sorted(new)
        done |= part
        parts.append(sorted(part))
    return sorted(parts, key=lambda p: (-len(p), p))


def _stress(ids: Sequence[str], links: Iterable[Link]) -> list[list[float]]:
    far = _distances(ids, links)
    random = Generator(7)
    at = [[float(random.below(1000)), float(random.below(1000))] for _ in ids]
    pairs = [(i, j, far[i][j] * LENGTH) for i, j in combinations(range(len(ids)), 2)]
    step = max((d * d for _, _, d in pairs), default=1.0)
    for _ in range(EPOCHS):
        for i, j, d in random.shuffled(pairs):
            _pull(at[i], at[j], d, min(1.0, step / (d * d)))
        step *= FALL
    for point in at:
        point[0] *= WIDE
    return at


def _distances(ids: Sequence[str], links: Iterable[Link]) -> list[list[float]]:
    """Distances along the links between the concepts of a connected part (Dijkstra)."""
    number = {c: n for n, c in enumerate(ids)}
    near: list[dict[int, float]] = [{} for _ in ids]
    for link in links:
        a, b, d = number[link.start], number[link.end], LENGTHS[link.kind]
        near[a][b] = near[b][a] = min(d, near[a].get(b, d))
    rows = []
    for source in range(len(ids)):
        row = [math.inf] * len(ids)
        heap = [(0.0, source)]
        while heap:
            d, n = heapq.heappop(heap)
            if d < row[n]:
                row[n] = d
                for other, more in near[n].items():
                    heapq.heappush(heap, (d + more, other))
        rows.append(row)
    return rows


def _pull(a: list[float], b: list[float], distance: float, share: float) -> None:
    """Move two points half of a share of the way to their wanted distance."""
    x, y = a[0] - b[0], a[1] - b[1]
    now = math.sqrt(x * x + y * y) or 1.0
    by = share * (distance - now) / (2 * now)
    a[0] += x * by
    a[1] += y * by
    b[0] -= x * by
    b[1] -= y * by


def _extent(concept: Concept) -> tuple[float, float]:
    """Half the width and height of a concept's box, with room around it."""
    lines, size = _lines(concept), _size(concept)
    return max(text_width(line, size) for line in lines) / 2 + 24, len(lines) * size * 0.6 + 17


def _push(at: list[list[float]], extents: Sequence[tuple[float, float]]) -> None:
    """Push boxes that overlap apart, the shorter way."""
    for _ in range(PUSHES):
        moved = False
        for i, j in combinations(range(len(at)), 2):
            x, y = at[j][0] - at[i][0], at[j][1] - at[i][1]
            over = extents[i][0] + extents[j][0] - abs(x), extents[i][1] + extents[j][1] - abs(y)
            if over[0] > 0.01 and over[1] > 0.01:
                k = 0 if over[0] < over[1] else 1
                by = over[k] / 2 * (1 if (x, y)[k] >= 0 else -1)
                at[i][k] -= by
                at[j][k] += by
                moved = True
        if not moved:
            return
