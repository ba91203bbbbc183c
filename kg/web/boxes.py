"""The boxes of the Argument view with their lines of type, and which lines are drawn between them.

Text is wrapped here, by the widths of a common sans-serif. Claims of a bundle are rows of one frame,
and a link that all of them have is one line, drawn to the frame.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.web.edition import plural
from kg.web.viewmodel import Bundle, MapEdge, MapModel, MapNode

WIDTHS = (204, 352, 200)  # boxes: sources, claims, concepts
TYPE, LINE = 13.5, 17  # size of type and distance of lines in a box
SMALL, SMALL_LINE = 11.5, 14.5  # the second line of a source's box
PORT = 9  # room for each line that ends at a box

_WIDTH = {c: w for w, chars in ((26, "iljI.,;:'’‘|!"), (34, 'ftr()[]-–/ “”"'), (86, "mwMW@%—…")) for c in chars}  # hundredths of an em


def text_width(text: str, size: float = TYPE) -> float:
    """The width of a text in Arial and its kin, a little on the safe side."""
    hundredths = 0
    for c in text:
        hundredths += _WIDTH.get(c) or (68 if c.isupper() else 100 if c > "\u2e7f" else 55)
    return hundredths * size / 100


LONGEST_LINE = 120  # characters that no line of a box can hold


def wrap(text: str, width: float, size: float = TYPE, most: int = 9) -> list[str]:
    """The lines of a text, none wider than `width`; words longer than a line are cut, and past `most` lines an ellipsis stands."""
    lines: list[str] = []
    for word in text[: most * LONGEST_LINE].split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
            continue
        rest = word
        while text_width(rest, size) > width and len(rest) > 1:
            cut = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or text_width(rest[:n] + "-", size) <= width)
            cut = rest.rfind("-", 1, cut) + 1 or cut  # at a hyphen of its own, where it has one
            lines.append(rest[:cut].removesuffix("-") + "-")
            rest = rest[cut:]
        lines.append(rest)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(".,;: ") + "…"]
    return lines or [""]


@dataclass(slots=True)
class Box:
    """A box with its lines of type; a bundle's frame is one too, with the bundle's id and the stem as its text."""

    id: str
    node: MapNode | None  # None: the frame of a bundle
    column: int
    lines: list[str]
    small: list[str] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0
    w: float = 0.0
    h: float = 0.0
    inside: list[Box] = field(default_factory=list)  # a frame's rows
    row: bool = False  # a row of a frame: only what follows the stem stands in it

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.h / 2


class Tie(NamedTuple):
    """A drawn line: one or more links of the model that look alike and share their ends."""

    start: str  # id of a box or frame
    end: str
    stance: str
    second_hand: bool
    hedged: bool
    edges: tuple[int, ...]  # places in MapModel.edges


def columns_of(model: MapModel) -> list[list[Box]]:
    """The boxes of the three columns, in the order of the model, not placed yet."""
    frames: dict[str, Bundle] = {}
    rests: dict[str, str] = {}
    for bundle in model.bundles:
        frames[bundle.members[0]] = bundle
        rests.update(zip(bundle.members, bundle.rests, strict=True))
    by_id = {n.id: n for n in model.claims}
    claims = []
    for node in model.claims:
        if node.id in frames:
            bundle = frames[node.id]
            stem = wrap(bundle.stem + " …", WIDTHS[1] - 44)
            rows = [_box(by_id[m], 1, wrap(rests[m], WIDTHS[1] - 40), pad=9) for m in bundle.members]
            for row in rows:
                row.row = True
            claims.append(Box(bundle.id, None, 1, stem, w=WIDTHS[1], inside=rows))
        elif node.id not in rests:
            claims.append(_box(node, 1, wrap(node.label, WIDTHS[1] - 26)))
    inner = WIDTHS[0] - 22
    sources = [_box(n, 0, wrap(n.label, inner), wrap(n.detail, inner, SMALL, 2) if n.detail else []) for n in model.sources]
    concepts = [_box(n, 2, wrap(n.label, WIDTHS[2] - 28), [plural(n.works, "work")] if n.works else [], pad=10) for n in model.concepts]
    return [sources, claims, concepts]


def _box(node: MapNode, column: int, lines: list[str], small: list[str] | None = None, pad: int = 14) -> Box:
    small = small or []
    return Box(node.id, node, column, lines, small, w=WIDTHS[column], h=len(lines) * LINE + len(small) * SMALL_LINE + pad)


def ties_of(model: MapModel) -> list[Tie]:
    """The lines to draw: a link that every claim of a bundle has is drawn once, to the frame."""
    frame = {m: b for b in model.bundles for m in b.members}
    claims = {n.id for n in model.claims}
    alike: dict[tuple[object, ...], dict[str, int]] = defaultdict(dict)
    for number, e in enumerate(model.edges):
        inner = e.end if e.start not in claims else e.start if e.end not in claims else ""
        if inner in frame:
            outer = e.start if inner == e.end else e.end
            alike[frame[inner].id, outer, inner == e.end, e.stance, e.second_hand, e.hedged][inner] = number
    size = {b.id: len(b.members) for b in model.bundles}
    ties: list[Tie] = []
    drawn: set[int] = set()
    for key, found in alike.items():
        if len(found) == size[str(key[0])]:
            start, end = (key[1], key[0]) if key[2] else (key[0], key[1])
            ties.append(Tie(str(start), str(end), str(key[3]), bool(key[4]), bool(key[5]), tuple(found.values())))
            drawn.update(found.values())
    single = (_tie(number, e) for number, e in enumerate(model.edges) if number not in drawn)
    return sorted([*ties, *single], key=lambda t: t.edges)


def _tie(number: int, edge: MapEdge) -> Tie:
    return Tie(edge.start, edge.end, edge.stance, edge.second_hand, edge.hedged, (number,))


def grow(columns: list[list[Box]], ties: list[Tie]) -> None:
    """Make boxes tall enough for the lines that leave and reach them, and frames for their rows."""
    out: dict[str, set[object]] = defaultdict(set)
    into: dict[str, int] = defaultdict(int)
    for n, t in enumerate(ties):
        out[t.start].add((t.stance, t.second_hand) if t.start in {b.id for b in columns[0]} else n)
        into[t.end] += 1
    for column in columns:
        for unit in column:
            for row in unit.inside:
                row.h = max(row.h, len(out[row.id]) * PORT)
            unit.h = max(unit.h, len(out[unit.id]) * PORT, into[unit.id] * PORT if unit.column < 2 else 0)
            if unit.inside:
                unit.h = len(unit.lines) * LINE + 14 + sum(r.h for r in unit.inside) + 5
