"""The order of boxes in the three columns: few crossings, short lines, linked claims close together.

Barycentre sweeps from several seeded starts, then swaps of neighbours, then moves. The search is
bounded, uses + − × ÷ only and has a generator of its own: the same order on every machine.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import fsum
from typing import TypeVar

from kg.web.boxes import Box, Tie
from kg.web.viewmodel import SHORTEST_STEM, shared_words

Item = TypeVar("Item")

ROW_GAPS = (13, 11, 7)  # between boxes of a column
SEEDS, SWEEPS, FINALISTS, TRIES = 60, 6, 2, 2500  # bounds on the search; larger maps get fewer seeds and tries


class Generator:
    """Numbers that are the same everywhere: a linear congruential generator (Knuth's MMIX constants)."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, n: int) -> int:
        """The next number, from 0 to n - 1."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in a new order."""
        out = list(items)
        for i in range(len(out) - 1, 0, -1):
            j = self.below(i + 1)
            out[i], out[j] = out[j], out[i]
        return out


def best_order(columns: Sequence[Sequence[Box]], ties: Sequence[Tie]) -> list[list[Box]]:
    """The columns in the best order found."""
    if columns[1]:
        return _Order(columns, ties).best()
    return [list(columns[0]), [], _beside(columns, ties)]  # no claims: works stay in the order of years


def _beside(columns: Sequence[Sequence[Box]], ties: Sequence[Tie]) -> list[Box]:
    """The concepts in the order of the works about them, by their mean place, so that lines are short and cross little."""
    place = {box.id: n for n, box in enumerate(columns[0])}
    works: dict[str, list[int]] = defaultdict(list)
    for tie in ties:
        works[tie.end].append(place[tie.start])
    return sorted(columns[2], key=lambda b: (fsum(works[b.id]) / len(works[b.id]) if works[b.id] else len(place), -len(works[b.id]), b.id))


class _Order:
    """The search for an order of the three columns; `best` returns it."""

    def __init__(self, columns: Sequence[Sequence[Box]], ties: Sequence[Tie]) -> None:
        self.columns = columns
        column = {b.id: u.column for c in columns for u in c for b in (u, *u.inside)}
        pairs = [(t.start, t.end) for t in ties]
        self.left = [p for p in pairs if (column[p[0]], column[p[1]]) == (0, 1)]
        self.right = [p for p in pairs if (column[p[0]], column[p[1]]) == (1, 2)]
        self.arcs = [p for p in pairs if column[p[0]] == column[p[1]]]
        self.across = [p for p in pairs if (column[p[0]], column[p[1]]) == (0, 2)]
        self.kin = _kin(columns[1])
        self.links: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for weight, group in ((1.0, self.left), (1.0, self.right), (1.6, self.arcs), (2.0, self.kin), (2.0, self.across)):
            for a, b in group:
                self.links[a].append((b, weight))
                self.links[b].append((a, weight))
        self.effort = 200 / (200 + len(pairs))
        self.tries = 0

    def best(self) -> list[list[Box]]:
        """The best order found; the end with more first lines is up."""
        random = Generator(1)
        found: list[tuple[float, list[list[Box]]]] = []
        for seed in range(1 + int(SEEDS * self.effort)):
            columns = [random.shuffled(c) if seed else list(c) for c in self.columns]
            for turn in range(SWEEPS):
                self._sweep(columns, turn)
                found.append((self.cost(columns), [list(c) for c in columns]))
        found.sort(key=lambda f: f[0])
        finalists = [f for n, f in enumerate(found) if not n or f[0] > found[n - 1][0] + 1e-6][:FINALISTS]
        columns = min(((self._improve(columns, cost), columns) for cost, columns in finalists), key=lambda f: f[0])[1]
        return self._upright(columns)

    def _upright(self, columns: list[list[Box]]) -> list[list[Box]]:
        """The columns with the end that has more sources up: it is what one sees first."""
        at = self.positions(columns)
        low = sum(1 if self._pull(source, at) > 0.5 else -1 for source in columns[0])
        if low <= 0:
            return columns
        for unit in columns[1]:
            unit.inside.reverse()
        return [column[::-1] for column in columns]

    def _sweep(self, columns: list[list[Box]], turn: int) -> None:
        for c in (1, 0, 2, 1) if turn % 2 else (0, 2, 1):
            at = self.positions(columns)
            columns[c].sort(key=lambda u: (self._pull(u, at), u.id))
            for unit in columns[c]:
                unit.inside.sort(key=lambda r: (self._pull(r, at), r.id))

    def _pull(self, unit: Box, at: Mapping[str, float]) -> float:
        total, weight = 0.0, 0.0
        for box in (unit, *unit.inside):
            for other, w in self.links[box.id]:
                total, weight = total + w * at[other], weight + w
        return total / weight if weight else at[unit.id]

    def positions(self, columns: list[list[Box]]) -> dict[str, float]:
        """How far down its column each box stands, from 0 to 1."""
        at = {}
        for c, column in enumerate(columns):
            total = sum(u.h + ROW_GAPS[c] for u in column) or 1.0
            y = 0.0
            for unit in column:
                at[unit.id] = (y + unit.h / 2) / total
                below = y + unit.h - sum(r.h for r in unit.inside)
                for row in unit.inside:
                    at[row.id] = (below + row.h / 2) / total
                    below += row.h
                y += unit.h + ROW_GAPS[c]
        return at

    def cost(self, columns: list[list[Box]]) -> float:
        """What is bad about an order: crossings, long lines, linked claims far apart."""
        at = self.positions(columns)
        bad = 1.5 * _crossings(self.left, at) + _crossings(self.right, at)
        for weight, group in ((14.0, self.left), (14.0, self.right), (30.0, self.arcs), (30.0, self.kin), (20.0, self.across)):
            for a, b in group:
                d = at[a] - at[b]
                bad += weight * (d if d > 0 else -d)
        return bad

    def _improve(self, columns: list[list[Box]], cost: float) -> float:
        """The cost after neighbours are swapped and boxes moved further, while that helps and within the bound on tries."""
        self.tries = int(TRIES * self.effort)
        for reach in (1, 2, 5, 1, 9, 1):
            better = True
            while better and self.tries > 0:
                before = cost
                for c in (1, 2, 0):
                    cost = self._moves(columns, columns[c], reach, cost)
                    for unit in columns[c] if reach == 1 else ():
                        cost = self._moves(columns, unit.inside, 1, cost)
                better = cost < before - 1e-9
        return cost

    def _moves(self, columns: list[list[Box]], column: list[Box], reach: int, cost: float) -> float:
        for i in range(len(column) - reach):
            if self.tries <= 0:
                break
            for a, b in ((i, i + reach), (i + reach, i)) if reach > 1 else ((i, i + 1),):
                column.insert(b, column.pop(a))
                self.tries -= 1
                new = self.cost(columns)
                if new < cost - 1e-9:
                    cost = new
                    break
                column.insert(a, column.pop(b))
        return cost


def _kin(claims: Sequence[Box]) -> list[tuple[str, str]]:
    """Pairs of claims that begin alike but are no bundle: they should stand near each other."""
    texts = sorted((b.node.label if b.node else " ".join(b.lines), b.id) for b in claims)
    return [(a[1], b[1]) for a, b in pairwise(texts) if shared_words(a[0], b[0]) >= SHORTEST_STEM]


def _crossings(pairs: Iterable[tuple[str, str]], at: Mapping[str, float]) -> int:
    """How many of these lines between two columns cross.

    >>> _crossings([("a", "y"), ("b", "x"), ("a", "x")], {"a": 0, "b": 1, "x": 0, "y": 1})
    1
    """
    seen: list[float] = []
    count = 0
    for end in (b for _, b in sorted((at[a], at[b]) for a, b in pairs)):
        place = bisect_right(seen, end)
        count += len(seen) - place
        seen.insert(place, end)
    return count
