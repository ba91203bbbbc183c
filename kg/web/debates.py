"""The page of debates and gaps: claims that have support and dispute, side by side, and what the record of the literature lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from markupsafe import Markup

from kg import iri
from kg.web import example
from kg.web.gaps import MOST, QUALIFIES, Finder, Gap
from kg.web.markup import Html, quotation, safe
from kg.web.shell import Shell
from kg.web.stands import Evidence
from kg.web.whole import Gist, Stand, Whole

PATH = "debates.html"
TITLE = "Debates and gaps"
LINES = 10  # of a side
SHARE, WHOLE = 4_500, 50_000  # bytes that a kind of gap takes on the page of all, and on its own; the debates take two shares
AROUND = 60  # bytes of markup around a text
HEAD = '<link rel="stylesheet" href="assets/debates.css">'


def debates_page(shell: Shell, literature: Whole) -> Iterator[tuple[str, bytes]]:
    """The page of debates and gaps; what finds no room on it is on pages of its own, one for the debates and for each kind of gap."""
    evidence = Evidence(literature, shell.site, PATH)
    found = contested(evidence)
    finder = Finder(evidence)
    key = next((g.key for g, _ in sorted(evidence.on_claims(), key=_most) if example.plain(g.key)), "")
    debates = [_debate(evidence, *one) for one in found[:MOST]]
    gaps = list(finder.all())
    first = debates[: fitting(debates, SHARE * 2)]
    values = {
        "title": TITLE,
        "total": len(found),
        "debates": first,
        "rest": _path("contested") if len(first) < len(debates) else "",
        "claims": literature.counts.get("claim", 0),
        "snippet": example.article(finder.words.work, {"disputes": f'{key} [p. 12 "the words on that page"]'}) if key else "",
        "gaps": [_first(gap) for gap in gaps],
    }
    yield PATH, shell.page(PATH, "debates", TITLE, shell.body(PATH, values), HEAD)
    more = [(name, heading, rest) for name, heading, rest in _rests(debates, len(first), len(found), gaps)]
    for name, heading, values in more:
        path = _path(name)
        yield path, shell.page(path, "debates", heading, shell.body("debates-all.html", {"all_path": PATH, **values}), HEAD)


def _path(name: str) -> str:
    return f"debates-{name}.html"


def _first(gap: Gap) -> dict[str, object]:
    """A kind of gap as the page of all shows it: its first rows, and the page that has more of them."""
    rows = gap.rows[: fitting(gap.rows, SHARE)]
    return {**gap._asdict(), "rows": rows, "rest": _path(gap.name) if len(rows) < len(gap.rows) else ""}


def _rests(
    debates: Sequence[dict[str, object]], first: int, total: int, gaps: Iterable[Gap]
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """The pages of what finds no room on the page of all: name, heading, and what they show."""
    if first < len(debates):
        yield "contested", "Debates", {"debates": debates[: fitting(debates, WHOLE)], "total": total, "gap": None}
    for gap in gaps:
        if fitting(gap.rows, SHARE) < len(gap.rows):
            shown = {**gap._asdict(), "rows": gap.rows[: fitting(gap.rows, WHOLE)], "rest": ""}
            yield gap.name, gap.words.heading, {"debates": [], "total": gap.total, "gap": shown}


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
    both = [(g, s) for g, s in evidence.on_claims() if evidence.sources(s, 1) and evidence.sources(s, -1)]

    def even(found: tuple[Gist, list[Stand]]) -> tuple[int, int, str]:
        sides = [len(evidence.sources(found[1], polarity)) for polarity in (1, -1)]
        return -min(sides), -sum(sides), found[0].brief.iri

    return sorted(both, key=even)


def _most(found: tuple[Gist, Sequence[Stand]]) -> tuple[int, str]:
    return -len(found[1]), found[0].brief.iri


def _debate(evidence: Evidence, claim: Gist, stands: Sequence[Stand]) -> dict[str, object]:
    """A claim and the sides of its debate: name, heading, how many sources, lines, and how many lines more there are."""
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
