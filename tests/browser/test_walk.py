"""One visit without a mouse: over the map, by the search to a work, through the facets of a list to the page of queries."""

from __future__ import annotations

from tests.browser.test_query import CLAIMS, answered, needs_engine

NAME = "(e) => (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || e.id).replace(/\\s+/g, ' ').trim()"
HERE = f"({NAME})(document.activeElement)"
SEEN = """() => {
  const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e), around = getComputedStyle(e.closest('.editor') || e);
  const drawn = e.querySelector('rect') && getComputedStyle(e.querySelector('rect')).strokeWidth > '2px';
  const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
  return inside && (drawn || [s, around].some((one) => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2));
}"""


def tab_to(opened, what: str, most: int = 60) -> None:
    """Press Tab until the focus is on what has this name (its beginning will do), which must be there to be seen."""
    passed = []
    for _ in range(most):
        opened.page.keyboard.press("Tab")
        passed.append(opened.ask(HERE))
        if passed[-1].startswith(what):
            assert opened.ask(SEEN), f"{what} has the focus and does not show it"
            return
    raise AssertionError(f"Tab does not lead to {what!r}, only to {passed}")


def follow(opened) -> None:
    """Press Enter on a link, and wait for where it leads."""
    link = opened.ask("document.activeElement.href")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url(link)


def over_the_map(opened) -> None:
    """Into the drawing, along a work's link to a claim and on to a concept; a claim chosen, its page, back, and let go."""
    press, box = opened.page.keyboard.press, "document.activeElement.getAttribute('href')"
    tab_to(opened, "Work: Piore & Sabel 1984")
    press("ArrowRight")
    assert opened.ask(box).startswith("claim/")
    press("ArrowRight")
    assert opened.ask(box).startswith("concept/")
    press("ArrowLeft")
    claim = opened.ask(box)
    press("Enter")
    chosen = f"#focus={claim.removesuffix('.html')}"
    assert opened.ask("location.hash") == chosen
    assert opened.page.locator("#map-said").inner_text().startswith("Claim: ")
    press("Enter")
    opened.page.wait_for_url(f"**/{claim}")
    tab_to(opened, "On the map")
    follow(opened)
    assert opened.ask("location.hash") == chosen
    press("Escape")
    assert opened.ask("location.hash") == ""
    tab_to(opened, "Network", most=120)
    press("Enter")
    opened.drawn()
    tab_to(opened, "associative economy")
    press("Enter")
    assert opened.ask("location.hash") == "#view=network&focus=concept/associative-economy"
    press("Escape")
    assert opened.ask("location.hash") == "#view=network"


def by_search_to_a_work(opened) -> None:
    """A typo is forgiven, and the second that is found is taken."""
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("saxenain")
    opened.until("document.querySelectorAll('.search [role=option]').length > 1")
    opened.page.keyboard.press("ArrowDown")
    found = opened.ask("document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).href")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url(found)


def through_the_facets(opened) -> None:
    """The list of works narrowed down, widened and narrowed down again by going back; and on from work to work within it."""
    rows = opened.page.locator("table.list tbody tr:visible th")
    tab_to(opened, "Works")
    follow(opened)
    everything = rows.all_inner_texts()
    tab_to(opened, "Narrow down")
    opened.page.keyboard.press("Enter")
    tab_to(opened, "Journal article")
    opened.page.keyboard.press("Space")
    articles = rows.all_inner_texts()
    assert 1 < len(articles) < len(everything)
    assert opened.ask("location.hash") == "#type=Journal+article"
    tab_to(opened, "Remove Type: Journal article")
    opened.page.keyboard.press("Enter")
    assert rows.all_inner_texts() == everything
    opened.page.go_back()  # which every browser has a key for, but not one without a window
    assert rows.all_inner_texts() == articles
    tab_to(opened, articles[0])
    follow(opened)
    tab_to(opened, f"Next in the list: {articles[1]}")
    follow(opened)
    assert opened.ask("document.querySelector('.crumbs').textContent").count(articles[1]) == 1


def to_an_answer(opened, site) -> None:
    """A query of one's own, a word of it completed; it is run, and its first row leads to a page."""
    tab_to(opened, "Query")
    follow(opened)
    tab_to(opened, "SPARQL")
    before, after = CLAIMS.split("kg:Claim")
    opened.page.keyboard.press("Control+a")
    opened.page.keyboard.type(f"{before}kg:Clai")
    opened.page.locator("#ask-words li", has_text="kg:Claim").first.wait_for()
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.type(after)
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#ask-text").input_value() == CLAIMS
    tab_to(opened, "Run")
    opened.page.keyboard.press("Enter")
    claims = sorted(page.stem for page in (site / "claim").glob("*.html") if page.stem != "index")
    assert answered(opened).startswith(f"{len(claims)} rows")
    tab_to(opened, claims[0])
    follow(opened)
    assert opened.where() == f"claim/{claims[0]}.html"


@needs_engine
def test_map_search_facets_and_queries_without_a_mouse(visit, site):
    opened = visit(site)
    over_the_map(opened)
    by_search_to_a_work(opened)
    through_the_facets(opened)
    to_an_answer(opened, site)
