"""The timeline: what it tells, where it stands, and that no two labels overlap."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations, pairwise

import pytest

from kg.web import arcs
from kg.web.arcs import BOX, NODE, PILLS, drawing
from kg.web.axis import BARS, bins
from kg.web.boxes import SMALL, text_width
from kg.web.chronicle import DRAWN, LISTED, chronicle
from kg.web.glances import AtHand
from kg.web.order import Generator
from kg.web.things import digests
from kg.web.timeline import NAMED
from tests.unit.test_web_alone import shipped
from tests.unit.web_site import edition, html, text

HEAD = "@concept{c1, label = {first notion}} @concept{c2, label = {second notion}} @concept{c3, label = {third notion}}\n"
ARGUED = (
    HEAD
    + """
@book{old, author = {Old, A}, title = {Old}, year = 1950}
@book{middle, author = {Middle, B}, title = {Middle}, year = 1960, cites = {old}, keywords = {first notion}}
@book{new, author = {New, C}, title = {New}, year = 1980, cito-extends = {old}, cito-disputes = {middle}, disputes = {c}, concepts = {c1, c2}}
@book{same, author = {Same, D}, title = {Same}, year = 1980, concepts = {c2}, cites = {new, same}}
@book{never, author = {Never, E}, title = {Never}, cites = {old}}
@claim{c, statement = {It is so.}, claimedin = {old}, supportedby = {middle}, concepts = {c3}}
@claim{d, statement = {It is more than so.}, claimedin = {new}, extends = {c}}
"""
)


def generated(number: int = 200) -> str:
    """A literature of some works of a few years, some without one, long titles, citations and concepts."""
    random = Generator(7)
    words = "institutional proximity, knowledge, a-very-long-hyphenated-word, Wirtschaftsraumentwicklung, of, and, 知識, trust".split(", ")
    entries = [f"@concept{{k{n}, label = {{notion {n} {words[n % 8]} of {words[n % 5]}}}}}\n" for n in range(60)]
    for n in range(number):
        title = " ".join(words[random.below(8)] for _ in range(3 + random.below(14)))
        year = f"year = {{{1900 + random.below(9) * random.below(14)}}}, " if random.below(12) else ""
        cites = ", ".join(sorted({f"w{random.below(n)}" for _ in range(random.below(6))})) if n else ""
        entries.append(
            f"@book{{w{n}, author = {{{words[random.below(4)].title()}, A and {words[random.below(5)]}, B}}, title = {{{title}}}, {year}"
            f"cites = {{{cites}}}, concepts = {{k{random.below(60)}, k{random.below(60)}}}}}\n"
        )
    return "".join(entries)


@cache
def made(name: str):
    """The drawing of a literature, and what it tells."""
    site = shipped() if name == "shipped" else edition({"generated": generated(), "argued": ARGUED}.get(name, name))
    literature, _ = digests(site)
    told = chronicle(AtHand.of(literature), site.stances)
    labels = {a.concept: (g.brief.label, g.brief.path) for a in told.arrivals if (g := literature.gists[a.concept])}
    return told, drawing(told, labels)


def ties(told) -> set[tuple[str, str, str]]:
    names = {w.id: w.brief.path[5:-5] for w in told.listed}
    return {(names[t.start], names[t.end], t.look) for t in told.ties}


@pytest.mark.parametrize("name", ["shipped", "generated", "argued"])
def test_no_two_labels_overlap_and_all_fit(name):
    _, drawn = made(name)
    boxes = [(drawn.left, p.y, BOX, p.h) for p in drawn.places]
    pills = [(0.0, pill.y, PILLS - 10.0, pill.h) for p in drawn.places for pill in p.pills]
    breaks = [(drawn.left - NODE / 2 + 20, gap.y - 7, 200.0, 14.0) for gap in drawn.gaps if gap.label]
    labels = [*boxes, *pills, *breaks]
    assert len(boxes) == (11 if name == "shipped" else 5 if name == "argued" else DRAWN)
    assert len(pills) > 2
    for a, b in combinations(labels, 2):
        apart = a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] + 1e-6 or b[1] + b[3] <= a[1] + 1e-6
        assert apart, (a, b)
    for x, y, w, h in labels:
        assert 0 <= x <= x + w <= drawn.width
        assert 0 <= y <= y + h <= drawn.height
    for p in drawn.places:
        assert all(text_width(line) <= BOX - 14 for line in p.label)
        assert all(text_width(line, SMALL) <= BOX - 14 for line in p.title)
        assert all(text_width(line, SMALL) <= PILLS - 20 for pill in p.pills for line in pill.lines)


@pytest.mark.parametrize("name", ["shipped", "generated", "argued"])
def test_the_axis_runs_with_the_years_and_arcs_stay_inside(name):
    told, drawn = made(name)
    years = [p.work.year for p in drawn.places]
    dated = [y for y in years if y is not None]
    assert dated == sorted(dated) == years[: len(dated)], "those without a year stand at the end"
    assert all(a.top + a.room < b.top for a, b in pairwise(drawn.places))
    assert len(drawn.arcs) > 3
    for arc in drawn.arcs:
        (x, y1), (out, _), _, (_, y2) = arc.points
        a, b = drawn.places[arc.start], drawn.places[arc.end]
        assert a.y <= y1 <= a.y + a.h
        assert b.y <= y2 <= b.y + b.h
        assert x + (out - x) * 0.75 <= drawn.width, "the furthest point of such a curve"
    assert {w.id for w in told.works} == {p.work.id for p in drawn.places}


def test_the_same_bibliography_has_the_same_page_in_any_order():
    entries = generated(60).splitlines(keepends=True)
    assert html("timeline.html", "".join(entries)) == html("timeline.html", "".join(reversed(entries)))


def test_who_cites_extends_and_disputes_whom():
    told, _ = made("argued")
    assert ties(told) == {
        ("middle", "old", "cites"),
        ("middle", "old", "supports"),  # a claim that it states
        ("new", "old", "cites"),
        ("new", "old", "extends"),  # as its citation says, and by a claim of its own
        ("new", "middle", "cites"),
        ("new", "middle", "disputes"),
        ("new", "old", "disputes"),
        ("same", "new", "cites"),
        ("never", "old", "cites"),
    }
    assert sorted(t.by_claims for t in told.ties if t.look == "extends") == [False, True]
    page = text("timeline.html", ARGUED)
    assert "Extends Old 1950" in page
    assert "States what extends claims of Old 1950" in page
    assert "Disputes Middle 1960" in page
    assert "Disputes claims of Old 1950" in page
    assert "Claims disputed by New 1980" in page


def test_what_two_works_both_state_sets_neither_apart():
    both = ARGUED.replace("claimedin = {new}", "claimedin = {old, new}")
    told, _ = made(both)
    assert not [t for t in told.ties if t.by_claims]


def test_second_hand_is_told_of_with_its_reporter():
    told, drawn = made("shipped")
    second = {(t.start.rpartition("/")[2], t.look) for t in told.ties if t.second_hand}
    assert ("saxenian1994regional>", "supports") in second
    assert not [t for t in told.ties if t.look == "cites" and t.second_hand]
    assert any(pill.second_hand for p in drawn.places for pill in p.pills)
    site = shipped()
    from kg.web import timeline
    from kg.web.shell import Shell

    page = dict(timeline.timeline(Shell(site), AtHand.of(digests(site)[0])))["timeline.html"].decode()
    assert re.search(r"Supports claims of</strong> <a [^>]*>Oxborrow 2012</a>, as Oxborrow 2012 reports", page)


def test_a_concept_stands_beside_the_works_of_its_first_year():
    told, drawn = made("argued")
    found = {(a.concept[-3:-1], a.work.rpartition("/")[2][:-1], a.how) for a in told.arrivals}
    assert found == {("c1", "middle", "about"), ("c2", "new", "about"), ("c2", "same", "about"), ("c3", "old", "states")}
    beside = {p.work.brief.path[5:-5]: [pill.label for pill in p.pills] for p in drawn.places}
    assert beside == {"old": ["third notion"], "middle": ["first notion"], "new": ["second notion"], "same": [], "never": []}
    assert sorted(len(pill.works) for p in drawn.places for pill in p.pills) == [1, 1, 2]


def test_where_many_years_have_no_work_the_axis_is_broken():
    _, drawn = made("argued")
    assert [gap.label for gap in drawn.gaps] == ["9 years without a work", "19 years without a work"]
    assert len(drawn.axis) == 3
    _, many = made("generated")
    assert all(gap.label.endswith("without a work shown") for gap in many.gaps), "others may be of those years"


def test_a_work_without_a_year_stands_at_the_end_and_alone():
    told, drawn = made("argued")
    assert told.undated == 1
    assert drawn.places[-1].work.brief.path == "work/never.html"
    assert drawn.axis[-1][1] < drawn.places[-1].y, "no axis runs beside it"
    assert ">undated</text>" in html("timeline.html", ARGUED)


def test_one_work_and_none():
    _, drawn = made("@book{a, author = {A, B}, title = {T}, year = 2000}")
    assert (len(drawn.places), drawn.arcs, drawn.gaps, len(drawn.axis)) == (1, (), (), 1)
    assert ">2000</text>" in html("timeline.html", "@book{a, author = {A, B}, title = {T}, year = 2000}")
    _, undated = made("@book{a, author = {A, B}, title = {T}}")
    assert (len(undated.places), undated.axis) == (1, ())
    empty = html("timeline.html", "@comment{nothing}")
    assert "<svg" not in empty.partition("<main")[2]
    assert "year = {…}" in empty
    assert "@article{lastname2020title" in empty


def test_a_large_bibliography_says_how_much_of_it_is_shown():
    bib = generated()
    told, drawn = made("generated")
    assert (len(told.works), len(told.listed), told.total) == (DRAWN, LISTED, 200)
    least = min(w.cites + w.cited for w in told.works)
    shown = {w.id for w in told.works}
    site = edition(bib)
    gists = digests(site)[0].gists
    assert all(g.cites + g.linked <= least for g in gists.values() if g.brief.kind == "work" and g.brief.iri not in shown)
    page = html("timeline.html", bib)
    assert f"{DRAWN} of 200 works shown, by connections" in page
    assert page.count("<tr data-id=") == DRAWN
    assert len(re.findall(r'<tr[ >].*?<td class="num">(?:\d{4}|undated)<th scope="row"', page)) == LISTED
    assert 'href="work/index.html">All works by year</a>' in page
    assert max(map(len, re.findall(r"<li><strong>.*?(?=<li>|</ul>)", page))) < 200 * (NAMED[1] + 2)
    assert sum(told.per_year.values()) + told.undated == 200
    assert len(page) < 95_000
    assert all(p.more > 1 or len(p.pills) <= arcs.MOST_PILLS[1] for p in drawn.places)


@pytest.mark.parametrize("years", [{2000: 1}, {-400: 3, 2020: 5}, {1900: 1, 2024: 2, 1950: 7}, {1: 1, 99_999: 1}])
def test_bars_hold_every_work_and_are_not_too_many(years):
    step, found = bins(years)
    assert sum(n for _, n in found) == sum(years.values())
    assert len(found) <= BARS
    assert all(b - a == step for (a, _), (b, _) in pairwise(found))
    assert all(any(a <= year < a + step and n for a, n in found) for year in years)


def test_what_people_wrote_is_text():
    page = html("timeline.html")
    assert "<img src=x" not in page
    assert "&lt;/script&gt;" in page
