"""What script adds to the other pages: theme, copy buttons, filter and sorting of lists; and the pages without it."""

from __future__ import annotations

import re

import pytest

from tests.browser.visit import PHONE

PAPER = "getComputedStyle(document.body).backgroundColor"


def test_the_theme_is_kept_from_page_to_page(visit, site):
    opened = visit(site)
    light = opened.ask(PAPER)
    opened.page.get_by_role("button", name="Switch to dark colours").click()
    dark = opened.ask(PAPER)
    assert dark != light
    opened.page.get_by_role("link", name="Works", exact=True).first.click()
    opened.page.wait_for_url("**/work/index.html")
    assert opened.ask(PAPER) == dark
    opened.open("claim/clusters-revived.html")
    assert opened.ask(PAPER) == dark
    opened.page.get_by_role("button", name="Switch to light colours").click()
    opened.open("about.html")
    assert opened.ask(PAPER) == light


def test_the_theme_follows_the_system_until_one_chooses(visit, site):
    opened = visit(site, "about.html")
    light = opened.ask(PAPER)
    opened.page.emulate_media(color_scheme="dark")
    assert opened.ask(PAPER) != light
    assert opened.page.get_by_role("button", name="Switch to light colours").is_visible()
    assert visit(site, "about.html", scheme="dark").ask(PAPER) == opened.ask(PAPER)


def test_copy_buttons_copy(visit, site):
    opened = visit(site, "work/oxborrow2012creative.html")
    buttons = opened.page.locator("button.copy")
    assert buttons.count() == 2
    wanted = []
    for button in buttons.all():
        button.click()
        opened.until("(b) => b.textContent === 'Copied'", button.element_handle())
        opened.ask("document.querySelector('main').append(Object.assign(document.createElement('textarea'), { id: 'paste' }))")
        opened.page.locator("#paste").press("Control+V")
        pasted = opened.page.locator("#paste").input_value()
        opened.ask("document.getElementById('paste').remove()")
        assert pasted == opened.page.locator(f"#{button.get_attribute('data-copy')}").text_content()
        wanted.append(pasted)
    assert any(text.startswith("@inproceedings{oxborrow2012creative,") and text.endswith("}") for text in wanted)


def rows(opened) -> list[list[str]]:
    return opened.page.locator("table.list tbody tr:visible").evaluate_all(
        "(all) => all.map((r) => [...r.cells].map((c) => c.textContent.trim()))"
    )


def test_a_list_is_filtered(visit, site):
    opened = visit(site, "work/index.html")
    everything = rows(opened)
    box = opened.page.get_by_role("searchbox", name="Filter")
    box.fill("HSU silicón")
    assert [row[0] for row in rows(opened)] == ["Saxenian & Hsu 2001"]
    assert opened.page.locator(".filter [role=status]").inner_text() == f"1 of {len(everything)}"
    box.fill("")
    assert rows(opened) == everything


def test_a_list_is_sorted(visit, site):
    opened = visit(site, "work/index.html")
    everything = rows(opened)
    year = opened.page.get_by_role("button", name="Year")
    years = []
    for _ in range(2):
        year.click()
        years.append([row[2] for row in rows(opened)])
        assert sorted(rows(opened)) == sorted(everything)
    order = opened.page.get_by_role("columnheader", name="Year").get_attribute("aria-sort")
    assert sorted(years) == [sorted(years[0]), sorted(years[0], reverse=True)]
    assert years[1] == sorted(years[0], reverse=order == "descending")
    claims = opened.page.get_by_role("button", name="Claims")
    claims.click()
    numbers = [int(row[4] or -1) for row in rows(opened)]
    assert numbers == sorted(numbers, reverse=True), "28 before 5 before 4, none at the end"
    opened.page.get_by_role("button", name="Work", exact=True).click()
    names = [re.sub(r"\W", " ", row[0]) for row in rows(opened)]
    assert names == sorted(names, key=str.casefold)
    assert opened.page.locator("[aria-sort]").count() == 1


def test_without_script_lists_are_whole_and_no_control_is_dead(visit, site):
    opened = visit(site, "work/index.html", script=False)
    assert len(rows(opened)) == 11
    assert not opened.page.locator("button:visible, input:visible").count()
    opened.open("work/oxborrow2012creative.html")
    assert not opened.page.locator("button:visible, input:visible").count()
    assert opened.page.locator("details:visible").count()
    link = opened.page.locator("main a.claim").first
    address = link.get_attribute("href").removeprefix("../")
    link.click()
    opened.page.wait_for_url(f"**/{address}")


def test_a_page_prints_in_black_on_white_with_its_addresses(visit, site):
    opened = visit(site, "work/oxborrow2012creative.html", size=PHONE, scheme="dark")
    opened.page.get_by_role("button", name="Switch to light colours").click()
    opened.page.get_by_role("button", name="Switch to dark colours").click()
    opened.page.emulate_media(media="print")
    assert opened.ask(PAPER) == "rgb(255, 255, 255)"
    assert opened.ask("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    assert not opened.page.locator("button:visible, nav:visible").count()
    assert "https://" in opened.ask("getComputedStyle(document.querySelector('a.out'), '::after').content")


# Words of a table that stand on two lines.
TORN = """() => [...document.querySelectorAll('table.list :is(th, td)')].filter((cell) => !cell.querySelector('a')).flatMap((cell) => {
  const text = cell.querySelector('button')?.firstChild || cell.firstChild, range = document.createRange();
  if (!text || text.nodeType !== 3) return [];
  return [...text.data.matchAll(/[\\p{L}]+/gu)].filter(({ 0: word, index }) => {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1;
  }).map(([word]) => word);
})"""


@pytest.mark.parametrize("address", ["claim/index.html", "work/index.html"])
def test_a_list_fits_an_upright_sheet(visit, site, address):
    opened = visit(site, address, size=(703, 1000))  # A4 between margins of 12 mm
    opened.page.emulate_media(media="print")
    assert opened.width() <= 703
    assert opened.ask(TORN) == []
    head = opened.page.locator("table.list thead button").first
    assert head.evaluate("(button) => getComputedStyle(button).display") == "contents", "Chromium repeats no button on the next sheet"
