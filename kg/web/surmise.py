"""What the program found about the boxes of the map, and nobody stated: links apart from all others, and hidden until they are asked for.

They are drawn over the finished map: they move no box and are in no count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.web.boxes import Box, Tie
from kg.web.gist import Gist
from kg.web.viewmodel import FOUND, MapEdge, MapModel
from kg.web.whole import Whole

MATCHED, ALIKE = "matched", "alike"  # a citation found in a reference list; works that are probably one
INFERRED = (FOUND, MATCHED, ALIKE)
WORDS = {  # of each link, in both directions
    FOUND: ("names in its title or abstract", "named in the title or abstract of"),
    MATCHED: ("cites, by its reference list", "cited, by the reference list of"),
    ALIKE: ("is probably the same as", "is probably the same as"),
}
LEGEND = {  # a name, and what it means
    FOUND: ("subject in the text", "a subject that the program found in a title or abstract; stated by nobody"),
    MATCHED: ("citation in a list", "a citation that the program found in a reference list; stated by nobody"),
    ALIKE: ("probably the same", "works that the program takes for one; stated by nobody"),
}
MOST = 100  # links of one kind; past that those of the works that stand first


class Surmise(NamedTuple):
    """Inferred links between boxes of the map, numbered from where the stated ones end."""

    edges: tuple[MapEdge, ...]
    totals: dict[str, int]  # how many there are of each kind, drawn or not


def surmise(whole: Whole, model: MapModel) -> Surmise:
    """The inferred links between the boxes of a map that it does not have anyway."""
    shown = {n.id: place for place, n in enumerate(model.nodes)}
    stated = {frozenset((e.start, e.end)) for e in model.edges}
    found: dict[str, dict[frozenset[str], MapEdge]] = {name: {} for name in INFERRED}
    for gist in whole.of_kind("work"):
        start = _id(gist)
        if start in shown:
            for name, term in _links(whole.gist(gist.brief.iri)):
                brief = whole.brief(term)
                end = brief.path.removesuffix(".html") if brief else ""
                pair = frozenset((start, end))
                if end in shown and end != start and pair not in stated:
                    found[name].setdefault(pair, MapEdge(start, end, name))
    ranked = {name: sorted(links.values(), key=lambda e: (shown[e.start], shown[e.end])) for name, links in found.items()}
    edges = tuple(e for name in INFERRED for e in ranked[name][:MOST])
    return Surmise(edges, {name: len(links) for name, links in ranked.items()})


def _id(gist: Gist) -> str:
    return gist.brief.path.removesuffix(".html")


def _links(gist: Gist) -> Iterator[tuple[str, str]]:
    for name, terms in ((FOUND, gist.found), (MATCHED, gist.matched), (ALIKE, gist.alike)):
        yield from ((name, term) for term in terms)


def ties(model: MapModel, edges: Iterable[MapEdge]) -> list[Tie]:
    """The lines to draw for these links."""
    return [Tie(e.start, e.end, e.stance, False, False, (n,)) for n, e in enumerate(edges, len(model.edges))]


def middles(by_id: dict[str, Box], found: Iterable[Tie]) -> dict[tuple[int, int], tuple[float, float]]:
    """Where each such line leaves (…, 0) and arrives (…, 1): at the middle of a side."""
    ports = {}
    for number, tie in enumerate(found):
        a, b = by_id[tie.start], by_id[tie.end]
        out, back = (1, 0) if a.column != b.column else (0, 0)
        ports[number, 0] = (a.x + a.w * out, a.middle)
        ports[number, 1] = (b.x + b.w * back, b.middle)
    return ports
