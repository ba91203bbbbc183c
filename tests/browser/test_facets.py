"""Facets of a list: they combine, show counts, live in the address, and say which of them emptied the list."""

from __future__ import annotations

import pytest

from tests.browser.conftest import build
from tests.browser.visit import DESK, PHONE


def shown(opened) -> list[str]:
    return opened.page.locator("table.list tbody tr:visible th").all_inner_texts()


def count_of(opened, facet: str, value: str) -> str:
    group = opened.page.get_by_role("group", name=facet)
    return group.locator("label").filter(has_text=value).locator(".n").inner_text()


def check(opened, facet: str, value: str) -> None:
    opened.page.get_by_role("group", name=facet).get_by_role("checkbox", name=value).check()


def test_facets_combine_and_counts_follow(visit, site):
    opened = visit(site, "work/index.html")
    everything = shown(opened)
    opened.page.get_by_text("Narrow down").click()
    articles = int(count_of(opened, "Type", "Journal article"))
    check(opened, "Type", "Journal article")
    assert len(shown(opened)) == articles < len(everything)
    assert opened.page.locator(".filter [role=status]").inner_text() == f"{articles} of {len(everything)}"
    assert int(count_of(opened, "Type", "Book")) > 0, "within a facet the others are still to be had"
    both = int(count_of(opened, "Author or editor", "AnnaLee Saxenian"))
    check(opened, "Author or editor", "AnnaLee Saxenian")
    assert len(shown(opened)) == both <= articles
    opened.page.get_by_role("button", name="Remove Author or editor: AnnaLee Saxenian").click()
    books = articles + int(count_of(opened, "Type", "Book"))
    check(opened, "Type", "Book")
    assert len(shown(opened)) == books


def test_the_address_holds_what_a_list_is_narrowed_by(visit, site):
    opened = visit(site, "work/index.html")
    everything = shown(opened)
    opened.page.get_by_text("Narrow down").click()
    check(opened, "Type", "Book")
    books = shown(opened)
    opened.page.get_by_label("From").fill("1990")
    opened.page.get_by_label("From").press("Enter")
    later = shown(opened)
    assert 0 < len(later) < len(books) < len(everything)
    assert opened.page.url.endswith("#year=1990-&type=Book")
    opened.page.reload()
    assert shown(opened) == later
    opened.page.go_back()
    assert shown(opened) == books
    opened.page.go_forward()
    assert shown(opened) == later
    opened.page.get_by_role("button", name="Clear all").click()
    assert shown(opened) == everything
    assert "#" not in opened.page.url


def test_an_empty_list_says_which_facet_emptied_it(visit, site):
    opened = visit(site, "work/index.html#type=Book&year=2010-")
    assert shown(opened) == []
    said = opened.page.locator(".narrowed .empty")
    assert "Nothing here has all of this." in said.inner_text()
    without = said.get_by_role("button", name="Without Year: 2010 to …")
    books = int(without.inner_text().rpartition(" ")[2])
    without.click()
    assert len(shown(opened)) == books > 0
    assert opened.page.url.endswith("#type=Book")


def test_what_is_no_facet_in_an_address_does_nothing(visit, site):
    opened = visit(site, "work/index.html#type=<img src=x onerror=alert(1)>&year=x-y&nothing=1&main")
    assert len(shown(opened)) > 5
    assert opened.page.locator(".narrowed *").count() == 0


def test_facets_on_a_phone_and_by_axe(visit, site, axe):
    for size in (DESK, PHONE):
        opened = visit(site, "claim/index.html", size=size)
        opened.page.get_by_text("Narrow down").click()
        check(opened, "Stance on it", "Supported by")
        assert len(shown(opened)) == int(count_of(opened, "Stance on it", "Supported by"))
        assert not opened.violations(axe)
        assert opened.ask("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(scope="module")
def long_site(tmp_path_factory):
    workspace = tmp_path_factory.mktemp("long")
    (workspace / "bib").mkdir()
    (workspace / "kg.toml").write_text('title = "Long"\nbase = "https://x.example/"\n', encoding="utf-8")
    works = (
        f"@{'book' if n % 4 else 'misc'}{{Wörk{n}, publisher = {{Presse {n} à Liège}}, author = {{Doe, Jane{' and Ødegård, Åse' if n % 2 else ''}}}, title = {{Work {n}}}, year = {1990 + n % 3}}}"
        for n in range(300)
    )
    (workspace / "bib" / "all.bib").write_text("\n".join(works), encoding="utf-8")
    return build(workspace, workspace / "out")


def test_a_list_in_parts_is_narrowed_as_a_whole(visit, long_site):
    opened = visit(long_site, "work/index/1991.html")
    assert not [url for url in opened.requests if url.endswith("-data.js") or "list-" in url], "loaded when it is asked for"
    here = shown(opened)
    opened.page.get_by_text("Narrow down").click()
    assert shown(opened) == here
    opened.page.get_by_role("group", name="Type").get_by_role("checkbox", name="Book").check()
    opened.page.get_by_role("group", name="Author").get_by_role("checkbox", name="Åse Ødegård").check()
    status = opened.page.locator(".filter [role=status]")
    assert (status.inner_text(), len(shown(opened))) == ("150 of 300", 100)
    opened.page.get_by_role("button", name="Show 50 more").click()
    assert len(shown(opened)) == 150
    opened.page.reload()
    opened.until("document.querySelector('.filter [role=status]').textContent === '150 of 300'")
    opened.page.go_back()
    opened.until("document.querySelector('.filter [role=status]').textContent === '225 of 300'")
    opened.page.get_by_role("button", name="Remove Type: Book").click()
    assert shown(opened) == here
    opened.page.locator("#filter").fill("work 299 ødegård nobody")
    assert "Nothing here has all of this." in opened.page.locator(".narrowed .empty").inner_text()
    opened.page.locator("#filter").fill("work 299")
    opened.page.locator("table.list tbody a:visible").click()
    assert opened.page.locator("h1").inner_text() == "Work 299"


def test_values_past_those_shown_are_found_by_words(visit, long_site):
    opened = visit(long_site, "work/index.html")
    opened.page.get_by_text("Narrow down").click()
    group = opened.page.get_by_role("group", name="Publisher")
    field = group.get_by_label("Find in Publisher")
    group.get_by_role("button", name="194 more").click()
    assert group.get_by_role("checkbox").count() == 200
    assert group.locator(".note").inner_text() == "200 of 300 are shown; the field above finds the others."
    assert not group.get_by_role("checkbox", name="Presse 99 à").count(), "one that is not among them"
    field.fill("liege 99")
    group.get_by_role("checkbox", name="Presse 99 à").check()
    assert shown(opened) == ["Doe & Ødegård 1990"]
    field.fill("liege 1000")
    assert group.locator(".note").inner_text() == "None of these says that."
    group.get_by_role("button", name="Fewer").click()
    assert not field.is_visible()
    assert group.get_by_role("checkbox", name="Presse 99 à").is_checked(), "what is chosen stays"


def test_what_was_found_is_sorted_as_a_whole(visit, long_site):
    opened = visit(long_site, "work/index.html#type=Book")
    opened.until("document.querySelector('.filter [role=status]').textContent === '225 of 300'")
    titles = opened.page.locator("table.list:visible td.title")
    for wanted, first in (("ascending", "Work 1"), ("descending", "Work 299")):
        opened.page.get_by_role("button", name="Title").click()
        assert opened.page.locator("table.list:visible th[aria-sort]").get_attribute("aria-sort") == wanted
        assert titles.first.inner_text() == first, "of all that were found, not of the first hundred"
    assert titles.count() == 100
