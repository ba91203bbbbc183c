"""The timeline and the numbers of works per year, as inline SVG.

A box is a link with an accessible name; the table beside the drawing says all that its lines say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from kg.schema import Stance
from kg.web.arcs import BOX, NODE, PILL, PILL_LINE, PILLS, Arc, Drawing, Gap, Pill, Place
from kg.web.boxes import LINE, SMALL_LINE
from kg.web.chronicle import CITED
from kg.web.edition import plural
from kg.web.layout import Point
from kg.web.markup import esc
from kg.web.svg import strokes

Link = Callable[[str], str]  # the address of a page path
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 10_000, 100_000)  # years that a bar may stand for
BARS, BAR, CHART = 60, 16, 110  # the most bars; how wide one is, and how tall the tallest


def draw(drawn: Drawing, looks: Sequence[Stance], title: str, says: str, link: Link) -> str:
    """The SVG of the timeline."""
    arrows = {look.name: look.arrow for look in looks}
    names = 'aria-labelledby="time-title" aria-describedby="time-desc"'
    quiet = [a for a in drawn.arcs if a.tie.look not in arrows]
    loud = [a for a in drawn.arcs if a.tie.look in arrows]
    return "\n".join(
        [
            f'<svg class="time-svg" {_size(drawn.width, drawn.height)} role="group" {names}>',
            f'<title id="time-title">{esc(title)}</title><desc id="time-desc">{esc(says)}</desc>',
            f'<g class="axis">{_axis(drawn)}</g>',
            '<g class="ties">',
            *(_arc(arc, arrows.get(arc.tie.look, "")) for arc in quiet + loud),
            "</g>",
            *(_row(p, drawn, link) for p in drawn.places),
            "</svg>",
        ]
    )


def _n(value: float) -> str:
    """A number with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _size(width: float, height: float) -> str:
    return f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}"'


def _axis(drawn: Drawing) -> str:
    """The line of years, its breaks, and the year of each first work."""
    x = drawn.left - NODE / 2
    out = [f'<path d="M{_n(x)},{_n(a)}V{_n(b)}"/>' for a, b in drawn.axis]
    out += [_gap(gap, x) for gap in drawn.gaps]
    before: object = ""
    for p in drawn.places:
        if p.work.year != before:
            before = p.work.year
            words = "undated" if p.work.year is None else str(p.work.year)
            out.append(f'<text class="year" x="{_n(x)}" y="{_n(p.middle + 5)}" text-anchor="middle">{words}</text>')
        else:
            out.append(f'<circle cx="{_n(x)}" cy="{_n(p.middle)}" r="3"/>')
    return "".join(out)


def _gap(gap: Gap, x: float) -> str:
    """A break of the axis: a zigzag, and how many years have no work."""
    y = gap.y
    zigzag = f'<path d="M{_n(x)},{_n(y - 16)}v8l-6,4 12,8-6,4v8"/>'
    return f'{zigzag}<text class="break" x="{_n(x + 20)}" y="{_n(y + 4)}">{esc(gap.label)}</text>'


def _arc(arc: Arc, arrow: str) -> str:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = arc.points
    ends = f'data-l="{arc.start} {arc.end}"'
    if not arrow:
        kind = "cites" if arc.tie.look == CITED else "found"
        way = f"M{_n(x0)},{_n(y0)}C{x1:.0f},{_n(y1)} {x2:.0f},{_n(y2)} {_n(x3)},{_n(y3)}m6-3l-6,3 6,3"
        return f'<path class="tie {kind}" {ends} d="{way}"/>'
    second = " at-second" if arc.tie.second_hand else ""
    body = strokes(arc.points, -1, arrow, second_hand=arc.tie.second_hand, hedged=False)
    return f'<g class="tie stance-{arc.tie.look}{second}" {ends}>{body}</g>'


def _row(p: Place, drawn: Drawing, link: Link) -> str:
    """A work's box, and the concepts that come first in it."""
    x = drawn.left
    rect = f'<rect x="{_n(x)}" y="{_n(p.y)}" width="{BOX}" height="{_n(p.h)}"/>'
    words = f"<text>{_text(p.label, x + 13, p.y + 20, LINE)}</text>"
    if p.title:
        words += f' <text class="small">{_text(p.title, x + 13, p.y + 19 + len(p.label) * LINE, SMALL_LINE)}</text>'
    whole = p.label[-1:] + p.title[-1:]
    tip = f"<title>{esc(p.work.brief.label)}: {esc(p.work.brief.detail)}</title>" if any(line.endswith("…") for line in whole) else ""
    address = link(p.work.brief.path)
    known = "" if address == p.work.brief.path else f' data-id="{esc(p.work.brief.path.removesuffix(".html"))}"'
    box = f'<a class="box work" href="{esc(address)}" data-i="{p.number}"{known}>{tip}{rect}{words}</a>'
    pills = "".join(_pill(pill, p, drawn, link) for pill in p.pills)
    if p.more:
        y = p.pills[-1].y + p.pills[-1].h + PILL / 2
        pills += (
            f'<text class="small more" data-w="{p.number}" x="{PILLS - 14}" y="{_n(y + 4)}" text-anchor="end">and {p.more:,} more</text>'
        )
    return box + pills


def _pill(pill: Pill, p: Place, drawn: Drawing, link: Link) -> str:
    y, axis = pill.y + pill.h / 2, drawn.left - NODE / 2
    width = PILLS - 10
    lines = [_thread((float(width), y), (axis - 18, drawn.places[n].middle)) for n in pill.works]
    others = " ".join(map(str, pill.works))
    second = " at-second" if pill.second_hand else ""
    rect = f'<rect x="6" y="{_n(pill.y + 2)}" width="{width - 6}" height="{_n(pill.h - 4)}" rx="10"/>'
    text = f'<text class="small" text-anchor="middle">{_text(pill.lines, (width + 6) / 2, pill.y + 16, PILL_LINE)}</text>'
    first = drawn.places[pill.works[0]].work.brief.label
    name = f"{pill.label}, first in {first}" + (f" and {plural(len(pill.works) - 1, 'other')}" if len(pill.works) > 1 else "")
    return (
        f'<g class="pill{second}" data-w="{others}">{"".join(lines)}<a class="concept" href="{esc(link(pill.path))}"'
        f' aria-label="{esc(name)}">{rect}{text}</a></g>'
    )


def _thread(start: Point, end: Point) -> str:
    """The line from a concept to the axis."""
    (x1, y1), (x2, y2) = start, end
    return f'<path class="line" d="M{_n(x1)},{_n(y1)}C{_n(x1 + 12)},{_n(y1)} {_n(x2 - 12)},{_n(y2)} {_n(x2)},{_n(y2)}"/>'


def _text(lines: Sequence[str], x: float, y: float, step: float) -> str:
    rows = (f'<tspan x="{_n(x)}" y="{_n(y + i * step)}">{esc(line)}</tspan>' for i, line in enumerate(lines))
    return " ".join(rows)


# ------------------------------------------------------------------------------------------------ how many there are


def bins(per_year: Mapping[int, int]) -> tuple[int, list[tuple[int, int]]]:
    """How many years a bar stands for, and the first year and number of works of each.

    >>> bins({1998: 2, 2001: 1})
    (1, [(1998, 2), (1999, 0), (2000, 0), (2001, 1)])
    """
    first, last = min(per_year), max(per_year)
    step = next(s for s in STEPS if last // s - first // s < BARS)
    found = dict.fromkeys(range(first // step * step, last + 1, step), 0)
    for year, number in per_year.items():
        found[year // step * step] += number
    return step, list(found.items())


def histogram(per_year: Mapping[int, int], says: str) -> str:
    """Works per year, as bars with their numbers."""
    step, bars = bins(per_year)
    most = max(n for _, n in bars)
    width, height = len(bars) * BAR + 20, CHART + 46
    every = next(s for s in (1, 2, 5, 10, 20) if s * BAR >= 42)
    top = next(at for at, (_, number) in enumerate(bars) if number == most)
    out = [_bar(at, first, step, number, most, told=at == top) for at, (first, number) in enumerate(bars)]
    out += [
        f'<text class="small" x="{_n(10 + (at + 0.5) * BAR)}" y="{CHART + 38}" text-anchor="middle">{first}</text>'
        for at, (first, _) in enumerate(bars)
        if at % every == 0
    ]
    return (
        f'<svg class="time-bars" {_size(width, height)} role="img" aria-labelledby="bars-title">'
        f'<title id="bars-title">{esc(says)}</title>{"".join(out)}</svg>'
    )


def _bar(at: int, first: int, step: int, number: int, most: int, *, told: bool) -> str:
    x, h = 10 + at * BAR, number / most * CHART
    span = str(first) if step == 1 else f"{first}–{first + step - 1}"
    label = f'<text class="small" x="{_n(x + BAR / 2)}" y="12" text-anchor="middle">{number:,}</text>' if told else ""
    base = CHART + 20
    rect = f'<rect x="{x + 1}" y="{_n(base - h)}" width="{BAR - 2}" height="{_n(max(h, 0.5))}"/>'
    return f"<g><title>{span}: {plural(number, 'work')}</title>{rect}{label}</g>"


def spans(per_year: Mapping[int, int]) -> Iterable[tuple[str, int]]:
    """The bars in words: their years and numbers."""
    step, bars = bins(per_year)
    return ((str(first) if step == 1 else f"{first}–{first + step - 1}", number) for first, number in bars if number)
