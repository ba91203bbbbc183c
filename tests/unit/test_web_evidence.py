"""The evidence matrix, and the page of debates and gaps."""

from __future__ import annotations

import html as entities
import re
from dataclasses import replace
from functools import cache

import pytest

from kg.model import Problem
from kg.web import debates, gaps, matrix
from kg.web.facts import Node
from kg.web.reflists import MissingWork, ReferenceLists
from kg.web.shell import Shell
from kg.web.stands import Evidence
from kg.web.whole import whole
from tests.paths import REPO
from tests.unit.built import build_text
from tests.unit.web_site import BIB, edition, files, html, read, text

CONTESTED = (
    BIB
    + r"""
@article{against2020, author = {Contra, Cora}, title = {Against}, year = {2020}, disputes = {risk [pp. 3-4 "No risk & no <b>harm</b>"]},
  design = {survey}, qualifies = {pool [p. 7 "only near rivers"]}, defines = {district [p. 2 "a place of small firms"]}}
@study{apart, reportedin = {later2015}, design = {experiment}, disputes = {risk}}
@claim{lonely, statement = {Nobody says so.}, concepts = {marshallian}}
@concept{bare, label = {bare notion}, definition = {Nothing is said of it.}}
@concept{strange key, label = {odd}}
"""
)


def evidence(bib: str = CONTESTED) -> Evidence:
    return Evidence(whole(edition(bib).facts), edition(bib))


def every(bib: str = CONTESTED) -> list[gaps.Gap]:
    finder = gaps.Finder(evidence(bib))
    return [*finder.argued(), *finder.rest()]


def rows(bib: str = CONTESTED) -> dict[str, list[str]]:
    """The cells of the matrix by key of the claim: heads of columns, then what each says."""
    page = html("evidence.html", bib)
    table = page[page.index('id="matrix"') : page.index("</table>")]
    found = {}
    for key, row in re.findall(r'<tr data-key="([^"]*)"[^>]*>(.*?)</tr>', table):
        found[key] = [" ".join(re.sub("<[^>]+>", " ", entities.unescape(c)).split()) for c in re.split(r"<td\b[^>]*>", row)[1:]]
    return found


def heads(bib: str = CONTESTED) -> list[str]:
    page = html("evidence.html", bib)
    return re.findall(r'<th scope="col"[^>]*data-key="([^"]*)"', page)


def cell(claim: str, work: str) -> str:
    return rows()[claim][heads().index(work)]


def test_the_matrix_says_who_takes_which_stance_where_and_on_whose_word():
    assert cell("risk", "oxborrow2012") == "• states put tentatively + supports pages 7–9 Quote “not without risk”".replace(
        "“", ""
    ).replace("”", "")
    assert cell("risk", "against2020").startswith("− disputes pages 3–4 Quote No risk &")
    assert cell("risk", "reid2008") == ""
    assert cell("pool", "piore1984") == "+ supports named together with others · at second hand, in Oxborrow 2012"
    assert "qualified by Collaboration carries risk." in rows()["pool"][-1]
    assert "read by Coder, Ann" in cell("risk", "later2015") or "read by Ann Coder" in cell("risk", "later2015")


def test_every_claim_has_one_row_and_every_row_as_many_cells_as_there_are_columns():
    assert set(rows()) == {"pool", "risk", "lonely"}
    page = read("evidence.html", CONTESTED)
    columns = sum(tag == "th" and a.get("scope") == "col" for tag, a in page.tags[: page.tags.index(("tbody", {}))])
    assert {len(cells) for cells in rows().values()} == {columns - 1}
    spans = {a["colspan"] for tag, a in page.tags if tag == "th" and "colspan" in a}
    assert spans == {str(columns)}


def test_second_hand_and_hedged_lines_are_marked_in_words_and_by_class():
    marks = [
        a["class"].split() for tag, a in read("evidence.html", CONTESTED).tags if tag == "div" and (a.get("class") or "").startswith("mk ")
    ]
    said = [c for cells in rows().values() for c in cells]
    assert sum("at-second" in m for m in marks) == " ".join(said).count("at second hand") == 2
    assert sum("hedged" in m for m in marks) == " ".join(said).count("put tentatively") == 1


def test_what_the_data_says_does_not_become_markup():
    page = html("evidence.html", CONTESTED) + html("debates.html", CONTESTED)
    assert "<b>harm</b>" not in page
    assert "No risk &amp; no &lt;b&gt;harm&lt;/b&gt;" in page


def test_claims_stand_once_under_the_concept_that_most_share():
    made = matrix.matrix(evidence())
    groups = [(concept.label if concept else None, [g.key for g in claims]) for concept, claims in matrix._grouped(made)]
    assert groups == [("Marshallian district", ["risk", "lonely"]), (None, ["pool"])]


def test_a_work_is_told_with_its_studies_and_where_each_stands():
    synthesis = text("evidence-works.html", CONTESTED)
    assert "survey" in synthesis
    assert "experiment" in synthesis
    assert "single case study" in synthesis
    assert "Nobody gives: unit, sample, setting, place, period." in synthesis
    assert re.search(r"Later.*?Disputes 1 claim", synthesis)


@cache
def crowded() -> str:
    works = "".join(f"@misc{{w{n}, title = {{T{n}}}, year = {{2000}}, supports = {{c{n}, c{(n * 7) % 70}, c0}}}}\n" for n in range(70))
    return works + "".join(f"@claim{{c{n}, statement = {{Statement {n}.}}}}\n" for n in range(150))


def test_gaps_stand_whole_on_the_page_where_there_is_room():
    """A page of its own is for what the page of all has no room for: 60 kind-of-gap rows fit beside one kind of hundreds."""
    bib = crowded() + "".join(f"@concept{{k{n}, label = {{Concept {n}}}}}\n" for n in range(20))
    page = dict(files(bib))["debates.html"].decode()
    assert [name for name in ("thin", "bare", "unowned") if f'href="debates-{name}.html"' in page] == ["thin"]
    assert {path for path in files(bib) if path.startswith("debates-")} == {"debates-thin.html"}
    assert page.count('<pre id="bare-') == page.count('<pre id="unowned-') == 20
    assert 40_000 < len(page) < 60_000


def test_a_large_literature_is_bounded_and_says_how_much_there_is():
    assert (len(rows(crowded())), len(heads(crowded()))) == (60, 40)
    said = text("evidence.html", crowded())
    assert "60 of 150 claims and 40 of 70 works that take a stance on a claim are shown" in said
    assert "c0" in rows(crowded())
    assert "30 works not shown here" in said
    total = found(crowded(), "thin").total
    assert total > gaps.MOST == len(found(crowded(), "thin").rows)
    for page in ("debates.html", "debates-thin.html"):
        thin = html(page, crowded())
        thin = thin[thin.index('id="thin"') : thin.index("</section>", thin.index('id="thin"'))]
        shown = thin.count("<pre ")
        assert 0 < shown < total
        assert f"{shown} of {total} are shown." in thin
        assert ("debates-thin.html" in thin) == (page == "debates.html")


def found(bib: str, name: str) -> gaps.Gap:
    return next(g for g in every(bib) if g.name == name)


def test_a_debate_has_both_sides_with_quotes_and_designs():
    page = text("debates.html", CONTESTED)
    debate = page[page.index("Claims that some state") : page.index("At most one work")]
    assert (
        debate.index("For ")
        < debate.index("Supported by Oxborrow 2012")
        < debate.index("Against ")
        < debate.index("Disputed by Contra 2020")
    )
    assert "Stated by Oxborrow 2012" in debate
    assert "Study: survey" in debate
    assert "Study: experiment" in debate
    assert "not without risk" in debate
    assert [g.key for g, _ in debates.contested(evidence())] == ["risk", "pool"]  # two against one first


COUNTS = {"thin": 1, "hedged": 1, "qualified": 2, "terms": 2, "bare": 2, "unowned": 3, "absent": 0}


@pytest.mark.parametrize("name", COUNTS)
def test_gaps_are_counted(name):
    gap = found(CONTESTED, name)
    assert gap.total == COUNTS[name] == len(gap.rows)


def test_works_that_nobody_cites_are_those_without_a_citation():
    heads_of = " ".join(str(row.head) for row in found(CONTESTED, "uncited").rows)
    assert "work/later2015.html" in heads_of
    assert "work/reid2008.html" not in heads_of


def test_every_snippet_is_an_entry_that_names_only_what_there_is():
    """Each is put into the bibliography: no problem that it brings is an error, and all it names is there."""
    before = {p.code for p in problems(CONTESTED)}
    tried = 0
    for gap in every():
        for row in gap.rows:
            if not row.snippet:
                continue
            tried += 1
            keys = re.findall(r"^@\w+\{([^,]+),", row.snippet, re.MULTILINE)
            new = [p for p in problems(CONTESTED + row.snippet) if p.key in keys]
            assert [str(p) for p in new if p.severity == "error"] == []
            assert {p.code for p in new} <= before | {"KG401"} or not new, [str(p) for p in new]
    assert tried >= 10


@cache
def problems(bib: str) -> list[Problem]:
    return list(build_text(bib).problems)


def _claims(row: gaps.Row) -> int:
    return int(re.search(r"On (\d+) claim", row.notes[-1])[1])


def test_what_is_left_to_read_is_what_the_checks_note():
    text = (REPO / "bib" / "claims.bib").read_text("utf-8") + (REPO / "bib" / "works.bib").read_text("utf-8")
    note = next(p for p in problems(text) if p.code == "KG314")
    rows = found(text, "reported").rows
    assert f"of {len(rows)} works on" in note.message
    assert [_claims(row) for row in rows] == sorted(map(_claims, rows), reverse=True)
    read = text + "@reading{r, of = {rosenfeld2005industry}, supports = {innovation-linked-to-associative-economy [p. 3]}}"
    assert [r.head for r in found(read, "reported").rows] == [r.head for r in rows if "rosenfeld2005industry" not in r.head]


@pytest.mark.parametrize("name", ["thin", "hedged", "reported", "bare", "unowned", "uncited"])
def test_a_snippet_closes_its_gap(name):
    gap = found(CONTESTED, name)
    for number, row in enumerate(r for r in gap.rows if r.snippet):
        left = found(CONTESTED + row.snippet, name)
        if name == "hedged":  # stays, and has a second voice beside it
            assert "2020title" in row.snippet
        elif name == "reported":  # one claim less is known at second hand only, of the work that was read
            assert sum(_claims(r) for r in left.rows) == sum(_claims(r) for r in gap.rows) - 1
        elif name == "thin":  # nobody said it: now one does
            assert "No work states" not in " ".join(str(n) for r in left.rows if r.head == row.head for n in r.notes)
        else:
            assert row.head not in {r.head for r in left.rows}, f"{name} {number}"


def test_a_key_that_cannot_stand_in_a_list_gets_no_snippet():
    row = next(r for r in found(CONTESTED, "bare").rows if ">odd<" in r.head)
    assert row.snippet == ""
    assert "give the entry a plainer one first" in text("debates.html", CONTESTED)


@pytest.mark.parametrize("bib", ["@misc{one, title = {T}, year = {2000}}", "@concept{c, label = {C}}"])
def test_an_empty_literature_says_what_is_lacking(bib):
    assert "No entry is a claim yet" in text("evidence.html", bib)
    page = text("debates.html", bib)
    assert page.count("No entry is a claim yet") == 5
    assert "No entry says what its work cites" in page
    assert "No work has a reference list" in page


def test_without_a_dispute_the_page_says_so_and_how_to_note_one():
    page = text("debates.html", BIB.replace("disputes = {pool}, ", ""))
    assert "No claim is both held and disputed." in page
    assert re.search(r"disputes = \{(pool|risk) \[p\. 12", page)


def test_missing_works_are_named_and_linked():
    node = Node("<https://x.example/missing#porter-1990>", {"<http://www.w3.org/2000/01/rdf-schema#label>": ['"Porter 1990"']})
    lists = ReferenceLists(
        counts={"<https://x.example/work/evil>": (3, 1)}, missing=[MissingWork(node, ["<https://x.example/work/evil>"] * 2)]
    )
    site = replace(edition(), reference_lists=lists)
    page = dict(debates.debates_page(Shell(site), whole(site.facts), debates.held(Evidence(whole(site.facts), site))))[
        "debates.html"
    ].decode()
    assert 'href="missing.html#porter-1990"' in page
    assert "Cited by 2 works" in page


def test_the_pages_do_not_depend_on_the_order_of_entries():
    entries = re.split(r"(?=^@)", CONTESTED, flags=re.MULTILINE)
    other = "".join(reversed([e if e.endswith("\n") else e + "\n" for e in entries]))
    for path in ("evidence.html", "debates.html"):
        assert files(CONTESTED)[path] == files(other)[path]
