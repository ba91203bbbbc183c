"""The page of debates and gaps: claims that have support and dispute, side by side, and what the record of the literature lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from markupsafe import Markup

from kg import iri
from kg.web import example
from kg.web.gaps import QUALIFIES, WORDS, Finder, Gap
from kg.web.gist import Gist, Stand
from kg.web.markup import Html, quotation, safe
from kg.web.shell import Shell
from kg.web.stands import Evidence
from kg.web.tallies import MOST, plain
from kg.web.whole import Whole

PATH = "debates.html"
TITLE = "Debates and gaps"
LINES = 10  # of a side
ALL, WHOLE = 44_000, 50_000  # bytes of rows on the page of all, and on the page of one kind
AROUND = 60  # bytes of markup around a text
HEAD = '<link rel="stylesheet" href="assets/debates.css">'


class Held(NamedTuple):
    """What the page has of the argument."""

    total: int  # claims that are held and disputed
    debates: list[dict[str, object]]  # the first of them
    most: str  # key of the claim with most stances, of those whose key can stand in a list
    gaps: list[Gap]


def held(evidence: Evidence) -> Held:
    """The debates, and what the record lacks of the argument."""
    found = contested(evidence)
    most = next((g.key for g, _ in sorted(evidence.on_claims(), key=_most) if plain(g.key)), "")
    return Held(len(found), [_debate(evidence, *one) for one in found[:MOST]], most, Finder(evidence).argued())


def debates_page(shell: Shell, literature: Whole, held: Held) -> Iterator[tuple[str, bytes]]:
    """The page of debates and gaps; what finds no room on it is on pages of its own, one for the debates and for each kind of gap."""
    finder = Finder(Evidence(literature, shell.site))
    found = {gap.name: gap for gap in (*held.gaps, *finder.rest())}
    debates, gaps, key = held.debates, [found[name] for name in WORDS], held.most
    rooms = divided([_weight(debates), *(_weight(gap.rows) for gap in gaps)], ALL)
    first = debates[: fitting(debates, rooms[0])]
    shown = [gap.rows[: fitting(gap.rows, room)] for gap, room in zip(gaps, rooms[1:], strict=True)]
    values = {
        "title": TITLE,
        "total": held.total,
        "debates": first,
        "rest": _path("contested") if len(first) < len(debates) else "",
        "claims": literature.counts.get("claim", 0),
        "snippet": example.article(finder.words.work, {"disputes": f'{key} [p. 12 "the words on that page"]'}) if key else "",
        "gaps": [_first(gap, rows) for gap, rows in zip(gaps, shown, strict=True)],
    }
    yield PATH, shell.page(PATH, "debates", TITLE, shell.body(PATH, values), HEAD)
    cut = [gap for gap, rows in zip(gaps, shown, strict=True) if len(rows) < len(gap.rows)]
    for name, heading, values in _rests(debates if len(first) < len(debates) else [], held.total, cut):
        path = _path(name)
        yield path, shell.page(path, "debates", heading, shell.body("debates-all.html", {"all_path": PATH, **values}), HEAD)


def _path(name: str) -> str:
    return f"debates-{name}.html"


def _first(gap: Gap, rows: Sequence[object]) -> dict[str, object]:
    """A kind of gap as the page of all shows it: its first rows, and the page that has more of them."""
    return {**gap._asdict(), "words": gap.words, "rows": rows, "rest": _path(gap.name) if len(rows) < len(gap.rows) else ""}


def _rests(debates: Sequence[dict[str, object]], total: int, gaps: Iterable[Gap]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """The pages of what finds no room on the page of all: name, heading, and what they show."""
    if debates:
        yield "contested", "Debates", {"debates": debates[: fitting(debates, WHOLE)], "total": total, "gap": None}
    for gap in gaps:
        shown = {**gap._asdict(), "words": gap.words, "rows": gap.rows[: fitting(gap.rows, WHOLE)], "rest": ""}
        yield gap.name, gap.words.heading, {"debates": [], "total": gap.total, "gap": shown}


def divided(wanted: Sequence[int], room: int) -> list[int]:
    """What each gets of the room: all it wants where there is enough, else as much as others that want more.

    >>> divided([10, 50, 0, 70], 100)
    [10, 45, 0, 45]
    """
    got = [0] * len(wanted)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for done, i in enumerate(order):
        got[i] = min(wanted[i], room // (len(order) - done))
        room -= got[i]
    return got


def fitting(rows: Sequence[object], heaviest: int) -> int:
    """How many rows there is room for, at least one: by what their texts weigh, and the marks around each."""
    weights = accumulate(_weight(row) for row in rows)
    return max(1, sum(total <= heaviest for total in weights))


def _weight(found: object) -> int:
    """About how many bytes of a page a row takes."""
    if isinstance(found, str):
        return len(found.encode()) + AROUND
    if isinstance(found, dict):
        found = tuple(found.values())
    return sum(map(_weight, found)) if isinstance(found, (tuple, list)) else 0


def contested(evidence: Evidence) -> list[tuple[Gist, list[Stand]]]:
    """The claims that somebody states, supports or extends and somebody disputes; those most evenly held first."""
    found = ((gist, stands, [len(evidence.sources(stands, polarity)) for polarity in (1, -1)]) for gist, stands in evidence.on_claims())
    both = sorted(((-min(sides), -sum(sides), g.brief.iri, g, s) for g, s, sides in found if all(sides)), key=lambda one: one[:3])
    return [(gist, stands) for *_, gist, stands in both]


def _most(found: tuple[Gist, Sequence[Stand]]) -> tuple[int, str]:
    return -len(found[1]), found[0].brief.iri


def _debate(evidence: Evidence, claim: Gist, stands: Sequence[Stand]) -> dict[str, object]:
    """A claim and the sides of its debate: name, heading, how many sources, lines, and how many lines more there are."""
    stands = evidence.ordered(stands)
    sides = [
        _side(evidence, name, heading, [s for s in stands if evidence.look(s).polarity == sign], sign) for name, heading, sign in SIDES
    ]
    limits = [s for s in stands if s.stance == QUALIFIES]
    return {
        "name": claim.brief.path.removesuffix(".html").partition("/")[2],
        "link": safe(evidence.claim(claim)),
        "path": iri.href(claim.brief.path, PATH),
        "quote": safe(evidence.quoted(claim)),
        "sides": sides,
        "limits": _side(evidence, "limits", "Conditions and limits", limits, 0) if limits else None,
    }


SIDES = (("for", "For", 1), ("against", "Against", -1))


def _side(evidence: Evidence, name: str, heading: str, stands: Sequence[Stand], polarity: int) -> dict[str, object]:
    lines = [_line(evidence, s) for s in stands[:LINES]]
    count = len(evidence.sources(stands, polarity))
    return {"name": name, "heading": heading, "count": count, "lines": lines, "more": len(stands) - len(lines)}


def _line(evidence: Evidence, stand: Stand) -> Markup:
    """Who takes a stance, where and in which words, and how the study was made."""
    design = evidence.designs(stand)
    told = f'<span class="how design">Study: {design}</span>' if design else ""
    if stand.work and not design:
        told = '<span class="how design">Study: no design is given</span>'
    quote = f"<blockquote>{quotation(stand.quote)}</blockquote>" if stand.quote else ""
    return safe(Html(f"{evidence.taken(stand)}{told}{quote}"))
