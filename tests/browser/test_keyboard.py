"""Everything that can be used with a mouse can be used without one, and shows where one is."""

from __future__ import annotations

import pytest

from tests.browser.kinds import addresses, one
from tests.browser.visit import DESK, PHONE

# Every element that ought to be reached, numbered, with its look while it has no focus.
STOPS = """() => {
  const able = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]';
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  window.stops = [...document.querySelectorAll(able)].filter((e) => e.tabIndex >= 0 && !e.disabled && seen(e));
  window.look = (e) => [e, e.firstElementChild].filter(Boolean).map((one) => {
    const s = getComputedStyle(one);
    return [s.outlineStyle === 'none' ? '' : s.outlineStyle + s.outlineWidth + s.outlineColor, s.boxShadow, s.stroke, s.strokeWidth].join();
  }).join();
  window.plain = window.stops.map(window.look);
  const name = (e) => `${e.tagName.toLowerCase()} ${(e.getAttribute('aria-label') || e.textContent || e.id).trim().slice(0, 60)}`;
  window.describe = (e) => name(e);
  return window.stops.map(name);
}"""

# Where the focus is: the number of the element, and whether one can see it there.
HERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const at = window.stops.indexOf(e);
  const rects = [...e.getClientRects()];
  const points = rects.flatMap((r) => [0.1, 0.5, 0.9].flatMap((x) => [0.15, 0.5, 0.85].map((y) => [r.left + r.width * x, r.top + r.height * y])));
  const inside = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
  const uncovered = inside.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (e.contains(top) || top.contains(e) || top.closest('label')?.contains(e)); });
  const scroller = e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight;
  return { at, name: window.describe(e), marked: at < 0 || window.look(e) !== window.plain[at], uncovered, scroller };
}"""


def walk(opened) -> tuple[list[str], list[dict]]:
    """What ought to be reached, and where pressing Tab from the top leads, up to the end of the page."""
    expected = opened.ask(STOPS)
    reached: list[dict] = []
    for _ in range(len(expected) + 20):
        opened.page.keyboard.press("Tab")
        here = opened.ask(HERE)
        if here is None or (reached and here["at"] == reached[0]["at"]):
            break
        reached.append(here)
    return expected, reached


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("kind", ["map", "map, a claim chosen", "network", "list of work", "work", "downloads"])
def test_tab_reaches_everything_and_shows_where_it_is(visit, site, kind, size):
    opened = visit(site, one(site, addresses()[kind]), size=size)
    if kind != "map":  # which has 300 links in its folds: the folds themselves will do
        opened.ask("document.querySelectorAll('main details').forEach((d) => { d.open = d.id !== 'map-table'; })")
    expected, reached = walk(opened)
    assert reached[0]["name"] == "a Skip to content"
    missed = [name for at, name in enumerate(expected) if at not in {stop["at"] for stop in reached}]
    assert not missed, f"Tab does not reach {missed}"
    assert [s["name"] for s in reached if s["at"] < 0 and not s["scroller"]] == []
    assert [s["name"] for s in reached if not s["marked"]] == [], "no focus to be seen"
    assert [s["name"] for s in reached if not s["uncovered"]] == [], "outside the window or covered"
    order = [s["at"] for s in reached if s["at"] >= 0]
    assert order == sorted(order), "not in the order of the page"


def test_the_skip_link_skips_the_navigation(visit, site):
    page = visit(site, "work/index.html").page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def focused(opened) -> str:
    return opened.ask("document.activeElement.getAttribute('href') || document.activeElement.id || document.activeElement.tagName")


def test_arrow_keys_reach_every_box_of_the_map(visit, site):
    opened = visit(site)
    press = opened.page.keyboard.press
    boxes = opened.page.locator(".map-svg a.box")
    everything = {box.get_attribute("href") for box in boxes.all()}
    boxes.first.focus()
    reached = set()
    for kinds in (("work/", "study/"), ("claim/",), ("concept/", "keyword/")):
        assert focused(opened).startswith(kinds)
        press("Home")
        reached.add(focused(opened))
        for _ in everything:
            before = focused(opened)
            press("ArrowDown")
            if focused(opened) == before:
                break
            reached.add(focused(opened))
        last = focused(opened)
        press("Home")
        press("End")
        assert focused(opened) == last
        press("ArrowRight")
    assert reached == everything
    press("ArrowLeft")
    assert focused(opened).startswith("claim/")


def test_a_box_is_chosen_cleared_and_opened_by_keys(visit, site):
    opened = visit(site)
    page = opened.page
    claim = page.locator(".map-svg a.box.claim").first
    address, name = claim.get_attribute("href"), claim.text_content()
    claim.focus()
    page.keyboard.press("Enter")
    assert opened.where() == "index.html"
    chosen = page.locator("#map-chosen")
    assert chosen.is_visible()
    assert chosen.locator(".map-title a").get_attribute("href") == address
    assert chosen.locator("section a.item").count() > 0
    assert chosen.locator(".map-title").inner_text().split()[0] in page.locator("#map-said").inner_text(), "nothing said"
    assert focused(opened) == address, f"focus lost from {name}"
    page.keyboard.press("Escape")
    assert not chosen.is_visible()
    assert page.locator("#map-intro").is_visible()
    assert focused(opened) == address
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{address}")


def test_all_is_told_to_those_who_do_not_see_it(visit, site):
    opened = visit(site)
    nameless = opened.ask(
        "[...document.querySelectorAll('.map-svg a.box')].filter((a) => !(a.getAttribute('aria-label') || a.textContent).trim()).length"
    )
    assert nameless == 0
    box = opened.page.locator(".map-svg a.box.claim").first
    box.click()
    assert box.get_attribute("aria-current") == "true"
    assert opened.page.locator("#map-said[role=status]").inner_text().startswith("Claim: ")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    ("address", "start", "key"),
    [
        ("#focus=claim/shocks-foster-innovation", "#map-chosen section a.item", "Enter"),
        ("#focus=claim/shocks-foster-innovation", "#map-chosen section a.item", "Escape"),
        ("#focus=claim/shocks-foster-innovation", "#map-chosen [data-clear]", "Enter"),
        ("", "#map-intro a.item", "Enter"),
        ("#view=network", "#net-tree a.item", "Enter"),
        ("#view=network&focus=concept/industry-cluster", "#net-chosen section a.item", "Enter"),
        ("#view=network&focus=concept/industry-cluster", "#net-chosen section a.item", "Escape"),
        ("#view=network&focus=concept/industry-cluster", "#net-chosen button", "Enter"),
    ],
)
def test_the_focus_is_not_lost_when_the_panel_changes(visit, site, address, start, key, size):
    """Whoever goes on by keyboard does not have to start at the top of the page again (WCAG 2.4.3)."""
    opened = visit(site, f"index.html{address}", size=size)
    opened.page.locator(start).first.focus()
    before = opened.ask("location.hash")
    opened.page.keyboard.press(key)
    assert opened.ask("location.hash") != before
    assert opened.ask("document.activeElement.closest('#map') !== null && document.activeElement.checkVisibility()")
