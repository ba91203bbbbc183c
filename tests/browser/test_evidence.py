"""The evidence matrix in the browser: filters, order, the state in the address, and the tables as CSV."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.browser.conftest import build
from tests.browser.visit import PHONE

BIB = """
@article{w1, author = {One, Ann}, title = {=HYPERLINK("http://evil.example")}, year = {2001}, design = {survey}, supports = {a [pp. 3--4 "-1, or so"]}}
@article{w2, author = {Two, Bob}, title = {Second}, year = {2002}, disputes = {a [p. 9]}, states = {b}}
@article{w3, author = {Three, Cy}, title = {Third}, year = {2003}, qualifies = {c}}
@claim{a, statement = {=1+1 is what Zürich firms believe.}, concepts = {x, y}, claimedin = {w3}, certainty = {hedged}}
@claim{b, statement = {Firms learn.}, concepts = {x}, supportedby = {w1}, via = {w3}}
@claim{c, statement = {Networks help.}, concepts = {y}, extends = {b}}
@claim{d, statement = {-Nobody says this.}}
@concept{x, label = {learning}}
@concept{y, label = {network}}
"""


@pytest.fixture(scope="module")
def argued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("argued") / "workspace"
    (workspace / "bib").mkdir(parents=True)
    (workspace / "kg.toml").write_text('title = "Argued"\nbase = "https://x.example/"\n', encoding="utf-8")
    (workspace / "bib" / "all.bib").write_text(BIB, encoding="utf-8")
    return build(workspace, workspace / "out")


def claims(opened) -> list[str]:
    return opened.page.locator("#matrix tr[data-key]:visible").evaluate_all("(all) => all.map((r) => r.dataset.key)")


def works(opened) -> list[str]:
    return opened.page.locator("#matrix thead th[data-key]:visible").evaluate_all("(all) => all.map((h) => h.dataset.key)")


def table(opened, button: int, to: Path) -> list[list[str]]:
    with opened.page.expect_download() as caught:
        opened.page.get_by_role("button", name="Download CSV").nth(button).click()
    caught.value.save_as(to)
    with to.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_filters_combine_and_live_in_the_address(visit, argued):
    opened = visit(argued, "evidence.html")
    everything = claims(opened)
    assert sorted(everything) == ["a", "b", "c", "d"]
    field = opened.page.locator
    field("[name=concept]").select_option(label="network")
    assert sorted(claims(opened)) == ["a", "c"]
    field("[name=stance]").select_option("disputes")
    assert (claims(opened), works(opened)) == (["a"], ["w2"])
    assert opened.page.locator("#matrix .mk:visible").count() == 1
    assert opened.page.locator(".sift [role=status]").inner_text() == "1 of 4 claims"
    assert opened.ask("location.hash") == "#concept=y&stance=disputes"
    opened.page.reload()
    assert (claims(opened), works(opened)) == (["a"], ["w2"])
    field("[name=text]").fill("zurich")
    assert claims(opened) == ["a"]
    field("[name=text]").fill("nowhere")
    assert claims(opened) == []
    assert opened.page.get_by_text("No claim has all of this.").is_visible()
    opened.page.get_by_role("button", name="Show all claims").click()
    assert claims(opened) == everything
    assert opened.ask("location.hash") == ""


@pytest.mark.parametrize(("how", "keys"), [("second", ["b"]), ("hedged", ["a"]), ("first", ["a", "b", "c"])])
def test_second_hand_and_hedged_evidence_can_be_told_apart(visit, argued, how, keys):
    opened = visit(argued, f"evidence.html#how={how}")
    assert sorted(claims(opened)) == keys
    marks = opened.page.locator("#matrix .mk:visible")
    wanted = {"second": "at second hand", "hedged": "put tentatively"}
    for text in marks.all_inner_texts():
        assert (wanted[how] in text) if how in wanted else "at second hand" not in text


def test_an_address_that_says_nonsense_hides_nothing(visit, argued):
    opened = visit(argued, "evidence.html#stance=%3Cimg%3E&concept=none&order=no&text=")
    assert len(claims(opened)) == 4
    opened.ask("location.hash = '#text=learn'")
    opened.until("document.querySelectorAll('#matrix tr[data-key]:not([hidden])').length < 4")
    assert "b" in claims(opened)


def test_claims_can_be_put_in_another_order_and_back(visit, argued):
    opened = visit(argued, "evidence.html")
    by_concept = claims(opened)
    order = opened.page.locator("[name=order]")
    order.select_option("claim")
    assert claims(opened) == ["d", "a", "b", "c"]
    assert opened.page.locator("#matrix tr.group:visible").count() == 0
    order.select_option("works")
    assert claims(opened)[0] == "a"
    assert claims(opened)[-1] == "d"
    order.select_option("against")
    assert claims(opened)[:2] == ["a", "c"]
    order.select_option("")
    assert claims(opened) == by_concept
    assert opened.page.locator("#matrix tr.group:visible").count() >= 2


def test_the_csv_has_what_is_shown_and_no_formula(visit, argued, tmp_path):
    opened = visit(argued, "evidence.html")
    found = table(opened, 0, tmp_path / "all.csv")
    head, lines = found[0], [dict(zip(found[0], line, strict=True)) for line in found[1:]]
    assert head[:4] == ["claim", "statement", "stance", "source"]
    assert not [cell for line in found for cell in line if cell[:1] in tuple("=+-@")]
    assert {(x["claim"], x["stance"], x["source"]) for x in lines} == {
        ("a", "supports", "w1"), ("a", "disputes", "w2"), ("a", "states", "w3"), ("b", "states", "w2"),
        ("b", "supports", "w1"), ("c", "qualifies", "w3"), ("b", "extended by", ""),
    }  # fmt: skip
    one = next(x for x in lines if (x["claim"], x["source"]) == ("a", "w1"))
    assert (one["statement"], one["place"]) == ("'=1+1 is what Zürich firms believe.", "page 3-4")
    assert one["quotation"].startswith("'-1, or")
    assert one["design"] == "survey"
    assert next(x for x in lines if x["source"] == "w3" and x["claim"] == "a")["certainty"] == "hedged"
    assert next(x for x in lines if x["source"] == "w1" and x["claim"] == "b")["according_to"] == "w3"
    opened.page.locator("[name=stance]").select_option("qualifies")
    assert [line[:4:2] for line in table(opened, 0, tmp_path / "some.csv")[1:]] == [["c", "qualifies"]]
    opened.page.get_by_role("link", name="on a page of their own").click()
    works_table = table(opened, 0, tmp_path / "works.csv")
    assert works_table[0][:3] == ["Work", "Year", "Design"]
    assert works_table[1][1:3] == ["2001", "survey"]
    assert works_table[2][-1] == "States 1 claim; Disputes 1 claim"


def test_the_head_and_the_first_column_stay(visit, site):
    opened = visit(site, "evidence.html")
    box, head, first = ".scroll", "#matrix thead th:nth-child(2)", "#matrix tbody th[scope=row]"
    place = "([box, one]) => { const b = document.querySelector(box).getBoundingClientRect(), o = document.querySelector(one).getBoundingClientRect(); return [o.left - b.left, o.top - b.top]; }"
    before = opened.ask(place, [box, head]), opened.ask(place, [box, first])
    opened.ask("(box) => document.querySelector(box).scrollTo(200, 400)", box)
    assert opened.ask("document.querySelector('.scroll').scrollTop") == 400
    after = opened.ask(place, [box, head]), opened.ask(place, [box, first])
    assert after[0][1] == pytest.approx(before[0][1], abs=1)
    assert after[1][0] == pytest.approx(before[1][0], abs=1)
    assert after[1][1] < before[1][1] - 300


def test_without_script_all_is_there_and_no_control_is_dead(visit, argued):
    opened = visit(argued, "evidence.html", script=False)
    assert len(claims(opened)) == 4
    assert not opened.page.locator("button:visible, input:visible, select:visible").count()
    assert "pages 3–4" in opened.page.locator("#matrix").inner_text()
    opened.page.locator("#matrix .mk summary").first.click()
    assert opened.page.locator("#matrix .mk blockquote").first.is_visible()
    opened.open("debates.html")
    assert not opened.page.locator("button:visible").count()
    assert opened.page.locator(".side").count() >= 2


def test_the_matrix_prints_whole(visit, site):
    opened = visit(site, "evidence.html")
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size({"width": 1032, "height": 700})  # A4 landscape within its margins
    assert opened.width() <= 1040
    assert opened.ask("getComputedStyle(document.querySelector('.scroll')).maxHeight") == "none"
    assert opened.ask("getComputedStyle(document.querySelector('#matrix thead th')).position") == "static"
    assert not opened.page.locator(".sift:visible, .plain-button:visible").count()
    assert opened.page.locator("#matrix tbody details p").first.is_visible()


def test_an_entry_to_add_is_copied(visit, site):
    opened = visit(site, "debates.html", size=PHONE)
    fold = opened.page.locator("#thin details").first
    fold.locator("summary").click()
    fold.get_by_role("button", name="Copy").click()
    opened.until("(b) => b.textContent === 'Copied'", fold.locator("button").element_handle())
    assert fold.locator("pre").text_content().startswith("@article{")
