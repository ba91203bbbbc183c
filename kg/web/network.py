"""The concept map as a draggable network: pyvis builds it, our own layout places it, vis-network draws it.

Concepts stand near those they are related to: stress majorization by stochastic gradient descent (Zheng,
Pawar and Goodman 2019) on distances along the links, then boxes that overlap are pushed apart. Only
+ − × ÷ √ and a generator of our own: the same positions on every machine.
"""

from __future__ import annotations

import heapq
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from kg.memory import Recall, afresh
from kg.web.boxes import text_width, wrap
from kg.web.order import Generator
from kg.web.relations import Concept, Link, Net

LENGTH = 84.0  # pixels between concepts one link apart
WIDE = 2.0  # labels are wide and screens too
LENGTHS = {"broader": 1.0, "related": 1.15, "together": 1.6, "second": 1.6, "found": 1.6}
ROOM = 2.2  # how much wider rows of unlinked concepts are than a square that holds all boxes
SMALL = 5  # uses up to which the size of type grows with each; then with their square root
EPOCHS, FALL, PUSHES = 60, 0.87, 160
FEWEST, PULLS = 15, 120_000  # large networks have fewer epochs: this many at least, and as many as give this many pulls


def network_data(net: Net, recall: Recall = afresh) -> str:
    """The text of assets/network-data.js: nodes with positions, edges and options for vis-network, as pyvis makes them."""
    links = [link for link in net.links if link.kind not in net.off]
    placed_by = [(c.id, _lines(c), _size(c)) for c in net.concepts], [(link.start, link.end, link.kind) for link in links]
    drawn = _build(net.concepts, net.links, recall("places", placed_by, lambda: place(net.concepts, links)))
    shown, what = len(net.concepts), "concepts" if net.units == "claims" else "concepts and keywords"
    data = {
        "nodes": [{k: v for k, v in node.items() if k != "color"} for node in drawn.nodes],
        "edges": drawn.edges,
        "options": drawn.options,
        "units": net.units,
        "note": ""
        if net.total == shown
        else f"{shown:,} of {net.total:,} {what} shown, by {'connections' if net.units == 'claims' else 'works'}.",
        "off": list(net.off),
    }
    return "globalThis.KG_NETWORK = " + json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + ";\n"


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
            uses=c.uses,
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
    "interaction": {
        "hover": True,
        "tooltipDelay": 200,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "multiselect": False,
        "selectConnectedEdges": False,
    },
    "physics": {"enabled": False, "solver": "forceAtlas2Based", "forceAtlas2Based": {"gravitationalConstant": -120, "avoidOverlap": 1}},
    "layout": {"improvedLayout": False, "randomSeed": 1},
}


def _size(concept: Concept) -> int:
    """The size of type: it grows with the number of claims, or works."""
    return 14 + min(12, concept.uses if concept.uses < SMALL else math.isqrt(concept.uses * SMALL))


def _lines(concept: Concept) -> list[str]:
    longest = max((text_width(word, _size(concept)) for word in concept.label.split()), default=0.0)
    return wrap(concept.label, max(150, min(240, longest)), _size(concept))


# ------------------------------------------------------------------------------------------------ layout


def place(concepts: Sequence[Concept], links: Sequence[Link]) -> dict[str, tuple[float, float]]:
    """Where the middle of each concept stands: the largest connected part in the middle, the others in rows below it."""
    by_id = {c.id: c for c in concepts}
    places: dict[str, tuple[float, float]] = {}
    x = y = tall = 0.0
    width = ROOM * math.sqrt(sum(4 * w * h for w, h in map(_extent, concepts)))
    for ids in _parts([c.id for c in concepts], links):
        at = _stress(ids, [e for e in links if e.start in ids])
        extents = [_extent(by_id[i]) for i in ids]
        _push(at, extents)
        left, right = (pick(p[0] + s * e[0] for p, e in zip(at, extents, strict=True)) for pick, s in ((min, -1), (max, 1)))
        top, bottom = (pick(p[1] + s * e[1] for p, e in zip(at, extents, strict=True)) for pick, s in ((min, -1), (max, 1)))
        if not places:
            width = max(width, right - left)
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
    epochs = max(FEWEST, min(EPOCHS, PULLS // max(1, len(pairs))))
    for _ in range(epochs):
        for i, j, d in random.shuffled(pairs):
            _pull(at[i], at[j], d, min(1.0, step / (d * d)))
        for _ in range(0, EPOCHS, epochs):
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
        for i, a in enumerate(at):
            wide, tall = extents[i]
            for j in range(i + 1, len(at)):
                b = at[j]
                x, w = b[0] - a[0], wide + extents[j][0] - 0.01
                if x >= w or x <= -w:  # most are far apart: this is all there is to most pairs
                    continue
                y = b[1] - a[1]
                over = w + 0.01 - abs(x), tall + extents[j][1] - abs(y)
                if over[1] > 0.01:
                    k = 0 if over[0] < over[1] else 1
                    by = over[k] / 2 * (1 if (x, y)[k] >= 0 else -1)
                    a[k] -= by
                    b[k] += by
                    moved = True
        if not moved:
            return
