"""The drawing beside a thing's page of what is one step away."""

from __future__ import annotations

import pytest

LINKS = "(all) => all.map((a) => a.getAttribute('href'))"


PAGES = ["claim/shocks-foster-collaboration", "concept/industry-cluster", "work/oxborrow2012creative", "person/saxenian-annalee"]


@pytest.mark.parametrize("page", PAGES)
def test_it_shows_links_of_the_page_and_is_nobodys_second_stop(visit, site, axe, page):
    opened = visit(site, f"{page}.html")
    drawn = opened.page.locator(".near-map a").evaluate_all(LINKS)
    said = opened.page.locator(".main .lines a, aside .chips a, aside dl a").evaluate_all(LINKS)
    assert len(drawn) == len(set(drawn)) >= 2
    assert set(drawn) <= set(said)
    assert f"{page.partition('/')[2]}.html" not in {link.rpartition("/")[2] for link in drawn}
    assert opened.page.locator(".near-map a[tabindex='-1']").count() == len(drawn), "the links stand in the page already"
    assert not opened.violations(axe)
    opened.page.locator(".near-map a").first.click()
    assert opened.page.url.endswith(drawn[0].removeprefix(".."))


def test_what_the_program_found_is_drawn_when_it_is_asked_for(visit, site):
    opened = visit(site, "concept/industry-cluster.html")
    links = opened.page.locator(".near-map a")
    stated = links.evaluate_all(LINKS)
    found = set(opened.page.locator("#inferred .lines a").evaluate_all(LINKS)) - set(
        opened.page.locator(".main section:not(#inferred) .lines a").evaluate_all(LINKS)
    )
    assert found
    assert not found & set(stated)
    box = opened.page.get_by_label(f"found by the program: {len(found)}")
    box.check()
    drawn = links.evaluate_all(LINKS)
    assert found & set(drawn)
    assert len(drawn) <= 14
    dashes = opened.page.locator(".near-map .line").evaluate_all("(all) => all.map((p) => getComputedStyle(p).strokeDasharray)")
    assert sum(dash != "none" for dash in dashes) >= len(found & set(drawn))
    box.uncheck()
    assert links.evaluate_all(LINKS) == stated


def test_a_list_and_a_page_without_script_have_none(visit, site):
    assert visit(site, "person/index.html").page.locator(".near").count() == 0
    assert visit(site, "concept/industry-cluster.html", script=False).page.locator(".near").count() == 0
