"""The drawing beside a thing's page of what is one step away."""

from __future__ import annotations

import pytest

LINKS = "(all) => all.map((a) => a.getAttribute('href'))"


@pytest.mark.parametrize("page", ["claim/shocks-foster-collaboration", "concept/industry-cluster", "work/oxborrow2012creative"])
def test_it_shows_links_of_the_page_and_is_nobodys_second_stop(visit, site, axe, page):
    opened = visit(site, f"{page}.html")
    drawn = opened.page.locator(".near-map a").evaluate_all(LINKS)
    said = opened.page.locator(".main .lines a, aside .chips a").evaluate_all(LINKS)
    assert len(drawn) == len(set(drawn)) >= 2
    assert set(drawn) <= set(said)
    assert f"{page.partition('/')[2]}.html" not in {link.rpartition("/")[2] for link in drawn}
    assert opened.page.locator(".near-map a[tabindex='-1']").count() == len(drawn), "the links stand in the page already"
    assert not opened.violations(axe)
    opened.page.locator(".near-map a").first.click()
    assert opened.page.url.endswith(drawn[0].removeprefix(".."))


def test_a_person_and_a_page_without_script_have_none(visit, site):
    assert visit(site, "person/index.html").page.locator(".near").count() == 0
    assert visit(site, "concept/industry-cluster.html", script=False).page.locator(".near").count() == 0
