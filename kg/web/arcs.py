"""Where everything on the timeline stands: an axis of years, works in rows beside it, concepts before it, links as arcs behind them.

Each work has a row of its own, as tall as its label and the concepts that come first in it, so no two labels can overlap. Years
without a work take little room, many of them none: there the axis is broken. Only + − × ÷ and √ are used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import fsum, sqrt
from typing import NamedTuple

from kg.web.boxes import LINE, SMALL, SMALL_LINE, wrap
from kg.web.chronicle import CITED, FOUND, Arrival, Chronicle, Dated, Tie
from kg.web.edition import plural
from kg.web.layout import Point

PILLS = 190  # room for concepts
PILL, PILL_LINE = 24, 13  # the height of one with one line of type, and of every other line
NODE = 58  # room for the axis: its years stand on it
BOX = 252  # width of a work's box
FEW = 16  # works, past which a title has one line
MOST_PILLS = (48, 7)  # concepts that come first in one work, beyond which their number is told: of few works, and of more
ABOVE = 48  # the most room above a box whose concepts are taller
ARC, SHORTEST, LONGEST = 216, 30, 280  # room for arcs, and how far their handles reach
PORT = 7  # between two lines that end at a box
ROW_GAP, YEAR_GAP = 8, 18
EMPTY_YEAR, MOST_EMPTY, BREAK = 9, 4, 44  # room for a year without works; past so many of them the axis is broken
TOP = 12
SWEEPS = 6  # how often works of one year are put in a better order
MOST_ARCS = 100  # links in the drawing: stances, then citations


@dataclass(slots=True)
class Place:
    """A work with its row."""

    work: Dated
    number: int
    label: list[str]
    title: list[str]
    pills: list[Pill] = field(default_factory=list)
    more: int = 0  # concepts that come first in it and are not drawn
    y: float = 0.0  # top of its box
    h: float = 0.0
    top: float = 0.0  # of its row
    room: float = 0.0  # height of its row

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.h / 2


@dataclass(slots=True)
class Pill:
    """A concept before the axis."""

    concept: str  # IRI term
    label: str
    lines: list[str]
    path: str
    works: tuple[int, ...]  # numbers of the works in which it comes first, that beside it first
    second_hand: bool
    y: float = 0.0

    @property
    def h(self) -> float:
        """Its height, the space below it included."""
        return PILL + (len(self.lines) - 1) * PILL_LINE


class Arc(NamedTuple):
    """A link with its course: a start, two handles and an end."""

    tie: Tie
    start: int  # numbers of works
    end: int
    points: tuple[Point, Point, Point, Point]


class Gap(NamedTuple):
    """A break of the axis."""

    y: float
    label: str


class Drawing(NamedTuple):
    """The finished drawing."""

    width: float
    height: float
    left: float  # of the boxes
    places: tuple[Place, ...]
    arcs: tuple[Arc, ...]
    gaps: tuple[Gap, ...]
    axis: tuple[tuple[float, float], ...]  # stretches of the axis, from top to bottom
    left_out: int  # links between works of the drawing that it has no room for


def drawing(told: Chronicle, labels: Mapping[str, tuple[str, str]]) -> Drawing:
    """The drawing of a timeline; `labels` has the label and path of each concept to show."""
    ties = _ties(told)
    works = _ordered(told.works, ties)
    place = {w.id: n for n, w in enumerate(works)}
    lines = 2 if len(works) <= FEW else 1
    places = [_place(n, w, lines) for n, w in enumerate(works)]
    _pills(places, place, told.arrivals, labels)
    left = (PILLS if any(p.pills for p in places) else 4) + NODE
    height, gaps, axis = _down(places, "shown" if told.total > len(works) else "")
    shown = sorted(ties, key=lambda t: (t.look in (CITED, FOUND), t))[:MOST_ARCS]
    arcs = _arcs(places, place, shown, left + BOX)
    return Drawing(left + BOX + (ARC if arcs else 8), height, left, tuple(places), arcs, gaps, axis, len(ties) - len(shown))


def _ties(told: Chronicle) -> list[Tie]:
    """The links between the works of the drawing, one of each look; at first hand, where it is known at both."""
    shown = {w.id for w in told.works}
    ties = sorted((t for t in told.ties if t.start in shown and t.end in shown), key=lambda t: t.second_hand)
    found = {(t.start, t.end, t.look): t for t in reversed(ties)}
    return [found[key] for key in sorted(found)]


def _ordered(works: Sequence[Dated], ties: Sequence[Tie]) -> list[Dated]:
    """The works by year; those of one year in the order that keeps arcs short, of some that are tried."""
    links: dict[str, list[str]] = defaultdict(list)
    for t in ties:
        links[t.start].append(t.end)
        links[t.end].append(t.start)

    def length(order: Sequence[Dated]) -> float:
        at = {w.id: n for n, w in enumerate(order)}
        return fsum(sqrt(abs(at[t.start] - at[t.end])) for t in ties)

    best = order = list(works)
    least = length(best)
    for _ in range(SWEEPS):
        at = {w.id: float(n) for n, w in enumerate(order)}
        pull = {w: fsum(at[o] for o in links[w]) / len(links[w]) if links[w] else at[w] for w in at}
        years = groupby(order, key=lambda w: w.year)
        order = [w for _, group in years for w in sorted(group, key=lambda w: (pull[w.id], at[w.id]))]
        if (now := length(order)) < least - 1e-9:
            best, least = order, now
    return best


def _place(number: int, work: Dated, lines: int) -> Place:
    label = wrap(work.brief.label, BOX - 26, most=2)
    title = wrap(work.brief.detail, BOX - 34, SMALL, lines) if work.brief.detail else []
    return Place(work, number, label, title, h=len(label) * LINE + len(title) * SMALL_LINE + 14)


def _pills(places: Sequence[Place], place: Mapping[str, int], arrivals: Sequence[Arrival], labels: Mapping[str, tuple[str, str]]) -> None:
    """Put each concept beside the first of the works in which it comes first."""
    for concept, found in groupby(arrivals, key=lambda a: a.concept):
        seen = [a for a in found if a.work in place]
        if not seen or concept not in labels:
            continue
        label, path = labels[concept]
        works = tuple(place[a.work] for a in seen)
        text = wrap(label, PILLS - 38, SMALL, 2)
        places[works[0]].pills.append(Pill(concept, label, text, path, works, all(a.via for a in seen)))
    most = MOST_PILLS[len(places) > FEW]
    for p in places:
        p.pills.sort(key=lambda pill: (labels[pill.concept][0].casefold(), pill.concept))
        if len(p.pills) > most:
            p.more = len(p.pills) - most + 1
            del p.pills[most - 1 :]
        p.room = max(p.h, _stack(p))


def _stack(p: Place) -> float:
    """The height of the concepts beside a work."""
    return fsum(pill.h for pill in p.pills) + (PILL if p.more else 0)


def _down(places: Sequence[Place], shown: str) -> tuple[float, tuple[Gap, ...], tuple[tuple[float, float], ...]]:
    """Give every row its height on the page; the height of all, where the axis is broken, and its stretches."""
    y, since = float(TOP), float(TOP)
    gaps: list[Gap] = []
    axis: list[tuple[float, float]] = []
    before: Place | None = None
    for p in places:
        if before:
            step, broken = _step(before.work.year, p.work.year)
            end = before.top + before.room
            if broken is not None:
                axis.append((since, end + (4 if p.work.year is None else 8)))
                since = end + step - 8
                if broken:
                    gaps.append(Gap(end + step / 2, f"{broken} without a work {shown}".strip()))
            y = end + step
        p.top = y
        p.y = y + min((p.room - p.h) / 2, ABOVE)
        below = y + (p.room - _stack(p)) / 2
        for pill in p.pills:
            pill.y = below
            below += pill.h
        y += p.room
        before = p
    if before and before.work.year is not None:
        axis.append((since, y))
    return y + TOP, tuple(gaps), tuple(axis)


def _step(before: int | None, after: int | None) -> tuple[float, str | None]:
    """The room between two works, and what stands in a break of the axis between them; None where there is none."""
    if before == after:
        return ROW_GAP, None
    if after is None or before is None:
        return BREAK, ""
    empty = after - before - 1
    return (BREAK, plural(empty, "year")) if empty > MOST_EMPTY else (YEAR_GAP + empty * EMPTY_YEAR, None)


def _arcs(places: Sequence[Place], place: Mapping[str, int], ties: Sequence[Tie], x: float) -> tuple[Arc, ...]:
    """The course of each link: the further apart two works are, the further out it runs."""
    ports = _ports(places, place, ties)
    spans = [abs(ports[n, 0] - ports[n, 1]) for n in range(len(ties))]
    longest = max(spans, default=1.0) or 1.0
    arcs = []
    for n, t in enumerate(ties):
        out = x + SHORTEST + (LONGEST - SHORTEST) * sqrt(spans[n] / longest)
        y1, y2 = ports[n, 0], ports[n, 1]
        arcs.append(Arc(t, place[t.start], place[t.end], ((x, y1), (out, y1), (out, y2), (x + 1, y2))))
    return tuple(arcs)


def _ports(places: Sequence[Place], place: Mapping[str, int], ties: Sequence[Tie]) -> dict[tuple[int, int], float]:
    """The heights at which each link leaves (…, 0) and arrives (…, 1): one for all that look alike; what goes far runs outside."""
    ends: dict[int, dict[tuple[bool, str, bool, int], list[tuple[float, int, int]]]] = defaultdict(lambda: defaultdict(list))
    for n, t in enumerate(ties):
        a, b = place[t.start], place[t.end]
        ends[a][b > a, t.look, t.second_hand, 0].append((places[b].middle, n, 0))
        ends[b][a > b, t.look, t.second_hand, 1].append((places[a].middle, n, 1))
    ports: dict[tuple[int, int], float] = {}
    for number, groups in ends.items():
        p = places[number]
        step = min(float(PORT), (p.h - 6) / len(groups))
        ranked = sorted(groups.items(), key=lambda g: (g[0][0], -fsum(y for y, _, _ in g[1]) / len(g[1]), g[0]))
        for at, (_, group) in enumerate(ranked):
            y = p.middle + (at - (len(ranked) - 1) / 2) * step
            for _, n, end in group:
                ports[n, end] = y
    return ports
