"""The search box: with the keyboard alone, with typos and without accents, on a phone, and for whoever cannot see it."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from kg.iri import fold
from tests.browser.visit import PHONE
from tests.unit.test_web_search import TEXTS

BOX = "document.activeElement.closest('form.search') !== null"
OPTIONS = "[...document.querySelectorAll('.search [role=option]')].map((o) => o.textContent)"
CHOSEN = "document.getElementById(document.querySelector('.search input').getAttribute('aria-activedescendant'))?.textContent ?? ''"


def type_into(opened, text: str) -> None:
    """Press / and type; what is found is there when this returns."""
    opened.page.keyboard.press("/")
    opened.page.keyboard.type(text)
    opened.until("/found|Nothing|Type a/.test(document.querySelector('.found-status')?.textContent)")


@pytest.mark.parametrize("address", ["index.html", "work/saxenian1994regional.html", "about.html"])
def test_a_typo_an_arrow_and_enter_lead_to_a_page(visit, site, address):
    opened = visit(site, address)
    type_into(opened, "saxenain hsu")
    assert opened.ask(CHOSEN).startswith("Saxenian & Hsu 2001")
    assert "spelled alike" in opened.ask("document.querySelector('.found-status').textContent")
    opened.page.keyboard.press("Control+a")
    opened.page.keyboard.type("sax")
    assert opened.ask(CHOSEN) == opened.ask(OPTIONS)[0]
    opened.page.keyboard.press("ArrowDown")
    assert opened.ask(CHOSEN) == opened.ask(OPTIONS)[1] != opened.ask(OPTIONS)[0]
    opened.page.keyboard.press("Control+a")
    opened.page.keyboard.type("advantage regional")
    assert opened.ask(CHOSEN).startswith("Saxenian 1994")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**/work/saxenian1994regional.html")
    assert opened.page.get_by_role("heading", level=1).inner_text().startswith("Regional Advantage")
    assert opened.where() == "work/saxenian1994regional.html"


PATHS = """async () => {
  const script = document.createElement('script');
  script.src = 'assets/search-data.js';
  await new Promise((done) => { script.onload = done; document.head.append(script); });
  const search = await KG_FIND.open(KG_SEARCH);
  return search.sets.flatMap((set) => set.label.map((_, i) => search.path({ set, i })));
}"""


@pytest.mark.parametrize("literature", ["site", "plain_site", "hostile_site"])
def test_every_result_leads_to_a_page(visit, request, literature):
    folder = request.getfixturevalue(literature)
    opened = visit(folder, "about.html")
    type_into(opened, "a")
    paths = opened.ask(PATHS)
    assert len(paths) > 10
    assert [path for path in paths if not (folder / unquote(path)).is_file()] == []


PEOPLE = """async (query) => {
  const label = 'Łukasz Müller\\nÖzlem Straße\\nAnn Miller\\nMüllerson Ann\\nMuller\\nPorter\\nGovernanceson';
  const search = await KG_FIND.open([{ kind: 'person', title: 'People', total: 7, n: 7, label }]);
  const { groups } = search.find(query, 5);
  return groups.length ? groups[0].found.map(({ i }) => search.sets[0].label[i]) : [];
}"""


FORGIVEN = {
    "muller": ["Muller", "Müllerson Ann", "Łukasz Müller", "Ann Miller"],  # all of it, its start, a word, a typo
    "lukasz MUELLER": ["Łukasz Müller"],
    "muller lukasz": ["Łukasz Müller"],
    "strasse": ["Özlem Straße"],
    "protre": [],  # two typos are too many for six letters
    "proter": ["Porter"],
    "gvoernnceson": ["Governanceson"],
    "prt": [],  # three letters have to be right
    "erson": ["Müllerson Ann"],
}


def test_what_is_forgiven_and_what_comes_first(visit, site):
    opened = visit(site, "about.html")
    type_into(opened, "a")
    assert {query: opened.ask(PEOPLE, query) for query in FORGIVEN} == FORGIVEN


def test_where_nothing_has_all_words_what_has_most_of_them_is_found(visit, site):
    opened = visit(site, "about.html")
    type_into(opened, "a")
    assert set(opened.ask(PEOPLE, "muller porter")) >= {"Muller", "Porter"}
    assert opened.ask(PEOPLE, "zzzz yyyy porter") == [], "a third of the words is too little"
    type_into(opened, "industrial cluster")
    opened.until("/nothing has all of them/.test(document.querySelector('.found-status').textContent)")
    assert any(text.startswith("industry cluster") for text in opened.ask(OPTIONS))
    opened.page.keyboard.press("Control+a")
    opened.page.keyboard.type("clusters need outside knowledge")
    opened.until("/nothing has all of them/.test(document.querySelector('.found-status').textContent)")
    assert any("outside their cluster" in text for text in opened.ask(OPTIONS))


def test_escape_gives_the_focus_back_and_the_map_keeps_its_choice(visit, site):
    opened = visit(site, "index.html#focus=claim/shocks-foster-collaboration")
    opened.ask("document.querySelector('.foot a').focus()")
    type_into(opened, "cluster")
    assert opened.ask(BOX)
    opened.page.keyboard.press("Escape")
    assert opened.ask("document.activeElement.textContent") == "Missing"
    assert opened.ask("document.querySelector('.found-sheet').hidden")
    assert "focus=claim/shocks" in opened.page.url


def test_a_slash_that_is_typed_is_a_slash(visit, site):
    opened = visit(site, "work/index.html")
    opened.page.locator("#filter").focus()
    opened.page.keyboard.type("a/b")
    assert opened.page.locator("#filter").input_value() == "a/b"
    assert not opened.ask(BOX)
    assert not [url for url in opened.requests if "search" in url]


def test_each_result_says_why(visit, site):
    opened = visit(site, "about.html")
    type_into(opened, "saxenian1994")
    assert opened.ask("document.querySelector('.found-why').textContent") == "key saxenian1994regional"
    opened.page.keyboard.press("Control+a")
    opened.page.keyboard.type("annalee")
    assert opened.ask("document.querySelector('a.work .found-why').textContent") == "author AnnaLee Saxenian"
    assert opened.ask("document.querySelector('a.work .found-why mark').textContent") == "AnnaLee"


def test_a_long_group_leads_to_the_list_with_all_of_it(visit, site):
    opened = visit(site, "about.html")
    type_into(opened, "cluster")
    link = opened.page.get_by_role("option", name="in Claims")
    count = int(link.inner_text().split()[1])
    assert len(opened.ask("[...document.querySelectorAll('[role=option].claim')].map((o) => o.id)")) == 5
    link.click()
    opened.page.wait_for_url("**/claim/index.html?search=cluster")
    opened.until("document.querySelector('.found-page') !== null")
    assert opened.where() == "claim/index.html"
    assert opened.page.locator(".found-page li").count() == count
    opened.page.reload()
    opened.until("document.querySelector('.found-page h2') !== null")
    assert opened.page.locator(".found-page h2").inner_text() == f"{count} found by “cluster”"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["desk", "phone"])
def test_it_can_be_used_by_all(visit, site, axe, size, scheme):
    opened = visit(site, "about.html", size=size, scheme=scheme)
    if size == PHONE:
        opened.page.locator(".search input").tap()
        opened.page.keyboard.type("cluster")
        opened.until(f"{OPTIONS}.length > 5")
        box = opened.page.locator("form.search").bounding_box()
        assert (box["x"], box["width"], box["height"]) == (0, size[0], size[1])
    else:
        type_into(opened, "cluster")
    assert opened.width() <= size[0] + 1
    assert opened.violations(axe) == []
    roles = opened.page.get_by_role("combobox", name="Search")
    assert roles.get_attribute("aria-expanded") == "true"
    if size == PHONE:
        opened.page.get_by_role("button", name="Close").tap()
        assert opened.ask("document.querySelector('.found-sheet').hidden")


def test_a_list_with_what_was_found(visit, site, axe):
    for size in ((1440, 900), PHONE):
        opened = visit(site, "work/index.html?search=cluster", size=size)
        opened.until("document.querySelector('.found-page') !== null")
        assert opened.width() <= size[0] + 1
        assert opened.violations(axe) == []


def test_without_script_it_is_a_link_to_the_works(visit, site):
    opened = visit(site, "claim/index.html", script=False)
    opened.page.locator("a.search").click()
    assert opened.where() == "work/index.html"


def test_nothing_is_loaded_before_it_is_used(visit, site):
    opened = visit(site, "about.html")
    assert not [url for url in opened.requests if "search" in url or "find.js" in url]


def test_chromium_folds_as_python_does(visit, site):
    opened = visit(site, "about.html")
    type_into(opened, "a")
    assert opened.ask("(texts) => texts.map(KG_FIND.fold)", TEXTS) == [fold(t) for t in TEXTS]
