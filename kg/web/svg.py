"""The Argument view as inline SVG, and the style sheet of the stances.

A box is a link with an accessible name; what it is shows in its shape: a square source, a rounded
claim, a pill for a concept. A line has its stance's colour, dash and head; at second hand it is thin,
its head is hollow and a ring stands where it starts; a diamond before the head says hedged. There are
no style attributes (the pages forbid them) and no markers: a marker cannot follow its line's state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from kg.schema import Stance
from kg.web.boxes import LINE, SMALL_LINE, Box
from kg.web.layout import Line, Plan, Point
from kg.web.viewmodel import MapModel, MapNode

RADII = {"work": 0, "study": 0, "claim": 7, "concept": 14, "keyword": 14}
KINDS = {"work": "Work", "study": "Study", "claim": "Claim", "concept": "Concept", "keyword": "Keyword"}


def draw(model: MapModel, plan: Plan, looks: Sequence[Stance], link: Callable[[str], str]) -> str:
    """The SVG of the map; `link` makes the address of a page path."""
    number = {n.id: i for i, n in enumerate(model.nodes)}
    arrows = {look.name: look.arrow for look in looks}
    width, height = _n(plan.width), _n(plan.height)
    size = f'width="{width}" height="{height}"'
    over = [line for line in plan.lines if line.tie.edges[0] >= len(model.edges)]  # inferred
    quiet = [line for line in plan.lines if line.tie.stance not in arrows and line.tie.edges[0] < len(model.edges)]
    loud = [line for line in plan.lines if line.tie.stance in arrows]
    return "\n".join(
        [
            f'<svg class="map-svg" {size} viewBox="0 0 {width} {height}" role="group" aria-label="Argument map">',
            '<g class="ties">',
            *(_tie(line, "", "inferred") for line in over),
            *(_tie(line, arrows.get(line.tie.stance, "")) for line in quiet + loud),
            '</g>\n<g class="boxes">',
            *(_frame(box, number) if box.node is None else _box(box, box.node, number, link) for box in plan.boxes),
            "</g>\n</svg>",
        ]
    )


def sample(look_name: str, arrow: str, *, second_hand: bool = False, hedged: bool = False) -> str:
    """A short piece of line as the map draws it, for the legend."""
    points: tuple[Point, ...] = ((3.0, 7.0), (15.0, 7.0), (30.0, 7.0), (43.0, 7.0))
    body = strokes(points, 1, arrow, second_hand=second_hand, hedged=hedged)
    classes = f"sample {_classes(look_name, second_hand, hedged)}"
    return f'<svg class="{classes}" width="46" height="14" viewBox="0 0 46 14" aria-hidden="true">{body}</svg>'


def stance_css(looks: Iterable[Stance]) -> str:
    """The style sheet of the stances: colours for light and dark, and dashes, from ontology/stances.ttl."""
    looks = list(looks)
    light = "\n".join(f"  --stance-{s.name}: {s.color};" for s in looks)
    dark = "\n".join(f"  --stance-{s.name}: {s.dark};" for s in looks)
    rules = [f".stance-{s.name} {{ --stance: var(--stance-{s.name}); }}" for s in looks]
    rules += [f".stance-{s.name} .line {{ stroke-dasharray: {s.dash}; }}" for s in looks if s.dash]
    inner = dark.replace("  --", "    --")
    return (
        f"/* Made by kg build from ontology/stances.ttl. */\n:root {{\n{light}\n}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n  :root:where(:not([data-theme='light'])) {{\n{inner}\n  }}\n}}\n"
        f"@media screen {{\n  :root:where([data-theme='dark']) {{\n{inner}\n  }}\n}}\n" + "\n".join(rules) + "\n"
    )


def _n(value: float) -> str:
    """A number with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _classes(stance: str, second_hand: bool, hedged: bool) -> str:
    return " ".join(["tie", f"stance-{stance}", *(["at-second"] if second_hand else []), *(["hedged"] if hedged else [])])


def _tie(line: Line, arrow: str, *more: str) -> str:
    tie = line.tie
    edges = " ".join(map(str, tie.edges))
    body = strokes(line.points, line.heading, arrow, second_hand=tie.second_hand, hedged=tie.hedged, lane=line.lane)
    lane = "" if line.lane is None else f' data-x="{_n(line.lane)}"'
    return f'<g class="{" ".join((_classes(tie.stance, tie.second_hand, tie.hedged), *more))}" data-e="{edges}"{lane}>{body}</g>'


def strokes(points: Sequence[Point], heading: int, arrow: str, *, second_hand: bool, hedged: bool, lane: float | None = None) -> str:
    """A line with its head, and the marks of what is hedged and of second hand."""
    (x0, y0), tip = points[0], points[-1]
    end = (tip[0] - 6 * heading, tip[1]) if arrow == "triangle" else tip
    way = _curves([*points[1:-1], end]) if lane is None else elbow(y0, lane, end)
    out = [f'<path class="line" d="M{_n(x0)},{_n(y0)}{way}"/>']
    if arrow:
        out.append(f'<path class="head {arrow}" d="{_head(arrow, tip, heading)}"/>')
    if hedged:
        x, y = _along(points[-4:], 0.84) if lane is None else (tip[0] - 18, tip[1])
        out.append(f'<path class="ring" d="M{_n(x)},{_n(y - 4.5)}l4.5,4.5-4.5,4.5-4.5-4.5z"/>')
    if second_hand:
        away = 1 if lane is not None or points[1][0] >= x0 else -1
        out.append(f'<circle class="ring" cx="{_n(x0 + 3 * away)}" cy="{_n(y0)}" r="3"/>')
    return "".join(out)


def _curves(points: Sequence[Point]) -> str:
    """The commands of cubic curves, three points each."""
    return "".join("C" + " ".join(f"{_n(x)},{_n(y)}" for x, y in points[i : i + 3]) for i in range(0, len(points), 3))


def elbow(y0: float, lane: float, end: Point) -> str:
    """The commands of a branch: level to its trunk's lane, along it, and level to the end, with round corners.

    >>> elbow(0, 10, (50, 100))
    'H3Q10,0 10,7V93Q10,100 17,100H50'
    """
    x, y = end
    down = 1 if y > y0 else -1
    r = min(7.0, (y - y0) * down / 2)
    if r < 0.5:
        return f"L{_n(x)},{_n(y)}"
    turn = f"Q{_n(lane)},{_n(y0)} {_n(lane)},{_n(y0 + r * down)}V{_n(y - r * down)}Q{_n(lane)},{_n(y)} {_n(lane + r)},{_n(y)}"
    return f"H{_n(lane - r)}{turn}H{_n(x)}"


def _head(arrow: str, tip: Point, heading: int) -> str:
    x, y = tip
    back = -9 * heading
    if arrow == "bar":
        return f"M{_n(x - heading)},{_n(y - 6)}v12"
    if arrow == "open":
        return f"M{_n(x + back)},{_n(y - 4)}L{_n(x)},{_n(y)}L{_n(x + back)},{_n(y + 4)}"
    return f"M{_n(x)},{_n(y)}l{back},-4.2v8.4z"


def _along(curve: Sequence[Point], t: float) -> Point:
    """The point at `t` of a cubic curve (Bernstein form)."""
    s = 1 - t
    weights = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
    x = y = 0.0
    for w, p in zip(weights, curve, strict=True):
        x, y = x + w * p[0], y + w * p[1]
    return x, y


def _frame(box: Box, number: Mapping[str, int]) -> str:
    members = " ".join(str(number[r.id]) for r in box.inside)
    text = _text(box.lines, box.x + 13, box.y + 18, "start", LINE)
    rect = f'<rect x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.w)}" height="{_n(box.h)}" rx="7"/>'
    return f'<g class="frame" data-m="{members}" aria-hidden="true">{rect}<text class="stem">{text}</text></g>'


def _box(box: Box, node: MapNode, number: Mapping[str, int], link: Callable[[str], str]) -> str:
    kind = f"box {node.kind}" + (" row" if box.row else "")
    radius = min(RADII[node.kind], box.h / 2)
    inset = 6 if box.row else 0
    size = f'width="{_n(box.w - 2 * inset)}" height="{_n(box.h - inset / 2)}"'
    rect = f'<rect x="{_n(box.x + inset)}" y="{_n(box.y)}" {size} rx="{_n(4 if box.row else radius)}"/>'
    block = len(box.lines) * LINE + len(box.small) * SMALL_LINE
    top = box.y + (box.h - inset / 2 - block) / 2 + 13
    left, anchor = (box.x + box.w / 2, "middle") if node.kind in ("concept", "keyword") else (box.x + (26 if box.row else 13), "start")
    words = f"<text>{_text(box.lines, left, top, anchor, LINE)}</text>"
    if box.small:
        words += f' <text class="small">{_text(box.small, left, top + len(box.lines) * LINE - 1, anchor, SMALL_LINE)}</text>'
    name = " ".join((f"{KINDS[node.kind]}: {node.label}", *box.small))  # what can be read must be part of the name
    more = node.label if node.kind == "claim" else node.detail or node.label
    tip = (
        f"<title>{escape(more)}</title>" if more not in (" ".join(box.lines), " ".join(box.small)) else ""
    )  # what can be read needs no tip
    return (
        f'<a class="{kind}" href="{escape(link(node.path))}" data-i="{number[node.id]}" aria-label="{escape(name)}">{tip}{rect}{words}</a>'
    )


def _text(lines: Sequence[str], x: float, y: float, anchor: str, step: float) -> str:
    mid = ' text-anchor="middle"' if anchor == "middle" else ""
    ys = (_n(y + i * step) for i in range(len(lines)))
    return " ".join(f'<tspan x="{_n(x)}" y="{at}"{mid}>{escape(line, quote=False)}</tspan>' for at, line in zip(ys, lines, strict=True))
