"""Where every box and line of the Argument view stands.

In each column a box stands as near to what it is linked with as order and gaps allow (isotonic
regression by pooling neighbours). What a source says of several claims in the same way leaves it as
one line, a *trunk*, that branches; trunks have lanes of their own in the gap. Lines to concepts are
curves that meet at the concept. Only + − × ÷ are used: the same drawing on every machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from kg.memory import Recall, afresh
from kg.web.boxes import LINE, Box, Tie, columns_of, grow, ties_of
from kg.web.order import ROW_GAPS, best_order
from kg.web.surmise import middles
from kg.web.surmise import ties as surmised
from kg.web.viewmodel import ABOUT, REPORTED, MapEdge, MapModel

GAP = 118  # between claims and concepts
LANE, NEAREST, FARTHEST = 9, 20, 38  # lanes: their distance, and room for the ring at the start and for the head at the end
WIDEST = 150  # the most room for lanes
LEFT, RIGHT, TOP = 30, 12, 6  # margins
ROUNDS = 8  # how often the columns are drawn to each other
LOOSE = 32  # the most room between concepts beside works where there are no claims, besides the gap
SPREAD = 13  # the most room between two line ends
SLACK, EVEN = 300, 1.5  # with so much room to spare beside the sources, claims follow these; an even spread then counts as so many links
FOLD = 580  # what one sees first of the drawing on a laptop

Point = tuple[float, float]
Trunk = tuple[str, str, bool]  # source, stance, second-hand
Wish = tuple[float, float]  # where the top of a box should be, and how much


class Line(NamedTuple):
    """A tie with its course."""

    tie: Tie
    points: tuple[Point, ...]  # the start, then three points for each cubic curve
    heading: int  # where its end points: 1 right, -1 left
    lane: float | None = None  # x of its trunk; the points are then only its start and end


class Plan(NamedTuple):
    """The finished drawing."""

    width: float
    height: float
    boxes: tuple[Box, ...]  # column by column, from the top; a frame stands before its rows
    lines: tuple[Line, ...]
    heads: tuple[tuple[str, float], ...]  # name and middle of each column


def plan(model: MapModel, recall: Recall = afresh, inferred: Sequence[MapEdge] = ()) -> Plan:
    """The drawing of a map; inferred links are laid over it and move nothing."""
    ties = ties_of(model)
    columns = columns_of(model)
    grow(columns, ties)
    columns = _ordered(columns, recall("order", (columns, ties), lambda: _names(best_order(columns, ties))))
    height = _down(columns, ties)
    width = _across(columns, ties)
    boxes = tuple(b for column in columns for unit in column for b in (unit, *unit.inside))
    names = ("sources", "claims", "concepts")
    heads = tuple((name, c[0].x + c[0].w / 2) for name, c in zip(names, columns, strict=True) if c)
    found = surmised(model, inferred)
    over = _lines(columns, found, middles(_boxes(columns), found))
    return Plan(width, height, boxes, _lines(columns, ties, _ports(_boxes(columns), ties)) + over, heads)


Names = list[list[tuple[str, list[str]]]]  # of each column the boxes, and of a frame the rows


def _names(columns: Sequence[Sequence[Box]]) -> Names:
    return [[(unit.id, [row.id for row in unit.inside]) for unit in column] for column in columns]


def _ordered(columns: Sequence[Sequence[Box]], names: Names) -> list[list[Box]]:
    """The boxes in the order of their names."""
    boxes = {box.id: box for column in columns for unit in column for box in (unit, *unit.inside)}
    for unit_id, rows in (unit for column in names for unit in column):
        boxes[unit_id].inside = [boxes[row] for row in rows]
    return [[boxes[unit_id] for unit_id, _ in column] for column in names]


def _across(columns: Sequence[Sequence[Box]], ties: Sequence[Tie]) -> float:
    """Give every box its x; the width of the whole. An empty column takes no room."""
    lanes = max(_lanes(columns, ties).values(), default=0) + 1
    left_gap = NEAREST + FARTHEST + min(WIDEST, lanes * LANE) if columns[1] else 0
    x = float(LEFT)
    for column, gap in zip(columns, (left_gap, GAP, 0), strict=True):
        for unit in column:
            for box in (unit, *unit.inside):
                box.x = x
        x += column[0].w + (gap or (0 if column is columns[2] else GAP)) if column else 0
    return max(x - (0 if columns[2] else GAP), LEFT) + RIGHT


def _down(columns: Sequence[list[Box]], ties: Sequence[Tie]) -> float:
    """Give every box its y; the height of the whole."""
    least = [sum(u.h + gap for u in c) - gap if c else 0.0 for c, gap in zip(columns, ROW_GAPS, strict=True)]
    height = max(least)
    links: dict[str, list[str]] = defaultdict(list)
    for t in ties:
        links[t.start].append(t.end)
        links[t.end].append(t.start)
    for column, gap, need in zip(columns, ROW_GAPS, least, strict=True):
        y, extra = 0.0, (height - need) / len(column) if column else 0.0
        extra = extra if columns[1] else min(extra, LOOSE)
        for unit in column:
            _set(unit, y + (extra / 2 if columns[1] else TOP))  # no claims: from the top, so that one sees the first of each
            y += unit.h + gap + extra
    if not columns[1]:
        return height + 2 * TOP
    by_id = {b.id: b for c in columns for u in c for b in (u, *u.inside)}
    own = {t.start for t in ties if not t.second_hand and t.stance not in (ABOUT, REPORTED)}
    loose = least[0] == height and height - least[1] > SLACK
    even = {unit.id: (unit.y, EVEN) for column in columns for unit in column} if loose else {}
    if loose:  # what claims are about would draw them all to the middle, away from the first sources
        right = {unit.id for unit in columns[2]}
        links |= {unit.id: kept for unit in columns[1] if (kept := [o for o in links[unit.id] if o not in right])}
    for turn in range(ROUNDS):
        for c in (1, 0, 2) if turn % 2 else (2, 0, 1):
            wanted = [_wanted(unit, links, by_id, first=c == 0 and unit.id in own, even=even.get(unit.id)) for unit in columns[c]]
            for unit, y in zip(columns[c], settle(wanted, [u.h for u in columns[c]], ROW_GAPS[c], height), strict=True):
                _set(unit, y)
    for column in columns:
        for unit in column:
            _set(unit, unit.y + TOP)
    return height + 2 * TOP


def _set(unit: Box, y: float) -> None:
    unit.y = y
    y += len(unit.lines) * LINE + 14
    for row in unit.inside:
        row.y = y
        y += row.h


def _wanted(unit: Box, links: Mapping[str, list[str]], by_id: Mapping[str, Box], *, first: bool = False, even: Wish | None = None) -> Wish:
    """Where a box would like its top to be, and how much.

    One that should be among the `first` to be seen wants to stand above the fold where one of its lines ends there:
    its trunk runs past that place anyway.
    """
    inside = {unit.id, *(r.id for r in unit.inside)}
    pulls = [by_id[o].middle - (box.middle - unit.y) for box in (unit, *unit.inside) for o in links[box.id] if o not in inside]
    if not pulls:
        return unit.y, 0.2
    middle = fsum(pulls) / len(pulls)
    if even:
        middle = (fsum(pulls) + even[0] * even[1]) / (len(pulls) + even[1])
    return min(middle, FOLD - unit.h) if first and min(pulls) < FOLD - unit.h else middle, float(len(pulls))


def settle(wanted: Sequence[tuple[float, float]], heights: Sequence[float], gap: float, room: float) -> list[float]:
    """The tops nearest to the wanted ones (position, weight) that keep the order, the gaps and the room (least squares).

    >>> settle([(0, 1), (0, 1)], [10, 10], 2, 100)
    [0.0, 12.0]
    >>> settle([(50, 1), (50, 1)], [10, 10], 2, 100)
    [44.0, 56.0]
    """
    offsets, at = [], 0.0
    for h in heights:
        offsets.append(at)
        at += h + gap
    slack = room - (at - gap)
    pools: list[list[float]] = []  # mean, weight, count
    for (want, weight), offset in zip(wanted, offsets, strict=True):
        pools.append([want - offset, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, w, n = pools.pop()
            before = pools[-1]
            before[0] = (before[0] * before[1] + mean * w) / (before[1] + w)
            before[1] += w
            before[2] += n
    level = [max(0.0, min(slack, mean)) for mean, _, n in pools for _ in range(int(n))]
    return [z + offset for z, offset in zip(level, offsets, strict=True)]


# ------------------------------------------------------------------------------------------------ lines


def _boxes(columns: Sequence[Sequence[Box]]) -> dict[str, Box]:
    return {b.id: b for c in columns for u in c for b in (u, *u.inside)}


def _trunk(tie: Tie) -> Trunk:
    """What the lines of one trunk have in common."""
    return (tie.start, tie.stance, tie.second_hand)


def _lanes(columns: Sequence[Sequence[Box]], ties: Sequence[Tie]) -> dict[Trunk, int]:
    """The lane of each trunk, from 0: the longer it is, the nearer to the claims, so that its branches cross least."""
    by_id = _boxes(columns)
    spans: dict[Trunk, list[float]] = defaultdict(list)
    for t in ties:
        if (by_id[t.start].column, by_id[t.end].column) == (0, 1):
            spans[_trunk(t)] += [y for box in (by_id[t.start], by_id[t.end]) for y in (box.y - 2, box.y + box.h + 2)]
    taken: list[list[tuple[float, float]]] = []
    lanes: dict[Trunk, int] = {}
    for trunk, ys in sorted(spans.items(), key=lambda s: (max(s[1]) - min(s[1]), s[0])):
        top, bottom = min(ys), max(ys)
        lane = next((n for n, used in enumerate(taken) if all(bottom < a or top > b for a, b in used)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((top, bottom))
        lanes[trunk] = lane
    return lanes


def _lines(columns: Sequence[Sequence[Box]], ties: Sequence[Tie], ports: Mapping[tuple[int, int], Point]) -> tuple[Line, ...]:
    by_id = _boxes(columns)
    lanes = _lanes(columns, ties)
    step = min(float(LANE), WIDEST / (max(lanes.values(), default=0) + 1))
    gaps = _gaps(columns[1])
    lines = []
    for number, tie in enumerate(ties):
        a, b = by_id[tie.start], by_id[tie.end]
        (x1, y1), (x2, y2) = start, end = ports[number, 0], ports[number, 1]
        if a.column == b.column:
            out = 1 if a.column else -1
            deep = out * min(78.0 if a.column else 20.0, 22 + abs(y1 - y2) * 0.14)
            lines.append(Line(tie, (start, (x1 + deep, y1), (x2 + deep, y2), end), -out))
        elif (a.column, b.column) == (0, 1):
            lines.append(Line(tie, (start, end), 1, x1 + NEAREST + (lanes[_trunk(tie)] + 0.5) * step))
        elif a.column == 0 and gaps:
            over = min(gaps, key=lambda y: (abs(y - y1) + abs(y - y2), y))
            claim = columns[1][0]
            first, last = (claim.x - 4, over), (claim.x + claim.w + 4, over)
            lines.append(Line(tie, (*_bend(start, first), first, first, last, last, *_bend(last, end)[1:], end), 1))
        else:
            lines.append(Line(tie, (*_bend(start, end), end), 1))
    return tuple(lines)


def _bend(a: Point, b: Point) -> tuple[Point, Point, Point]:
    """The start and the two handles of a curve that leaves and arrives level."""
    middle = (a[0] + b[0]) / 2
    return (a, (middle, a[1]), (middle, b[1]))


def _gaps(claims: Sequence[Box]) -> list[float]:
    """The heights at which a line can pass between the claims."""
    between = [(a.y + a.h + b.y) / 2 for a, b in pairwise(claims)]
    return [claims[0].y - 4, *between, claims[-1].y + claims[-1].h + 4] if claims else []


def _ports(by_id: Mapping[str, Box], ties: Sequence[Tie]) -> dict[tuple[int, int], Point]:
    """Where each tie leaves (…, 0) and arrives (…, 1): spread over the side, sorted by where they go; a trunk leaves once."""
    sides: dict[tuple[str, int], dict[object, list[tuple[float, int, int]]]] = defaultdict(lambda: defaultdict(list))
    for number, tie in enumerate(ties):
        a, b = by_id[tie.start], by_id[tie.end]
        out, back = (1, 0) if a.column != b.column else (1, 1) if a.column else (0, 0)
        branch: object = _trunk(tie) if (a.column, b.column) == (0, 1) else number
        sides[a.id, out][branch].append((b.middle, number, 0))
        sides[b.id, back]["all" if b.column == 2 else number].append((a.middle, number, 1))
    ports = {}
    for (box_id, right), ends in sides.items():
        box = by_id[box_id]
        room = len(box.lines) * LINE + 14 if box.inside and right else box.h
        step = min(SPREAD, (room - 4) / len(ends))
        ranked = sorted(ends.values(), key=lambda e: (fsum(y for y, _, _ in e) / len(e), e[0][1]))
        for place, group in enumerate(ranked):
            y = box.y + room / 2 + (place - (len(ends) - 1) / 2) * step
            for _, number, end in group:
                ports[number, end] = (box.x + box.w * right, y)
    return ports
