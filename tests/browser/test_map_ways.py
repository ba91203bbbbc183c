"""The map beyond one step: items within some steps, the way between two, and the drawing saved as a file."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from xml.etree import ElementTree as ET

from tests.browser.test_map import box, table

CLAIM, START, END = "claim/shocks-foster-collaboration", "work/saxenian1994regional", "concept/designer-maker"
SVG = "{http://www.w3.org/2000/svg}"


def links(opened) -> dict[str, set[str]]:
    """Who is linked with whom, as the table has it."""
    found: dict[str, set[str]] = defaultdict(set)
    for start, _, end, _ in table(opened):
        found[start].add(end)
        found[end].add(start)
    return found


def within(opened, start: str, steps: int) -> list[set[str]]:
    """What is 0, 1, … steps away, by the table."""
    rings, linked, seen = [{start}], links(opened), {start}
    for _ in range(steps):
        rings.append({far for near in rings[-1] for far in linked[near]} - seen)
        seen |= rings[-1]
    return rings


def lit(opened) -> set[str]:
    return set(opened.page.locator(".map-svg a.box.on").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))"))


def test_steps_show_what_is_further_away_and_stay_in_the_address(visit, site):
    opened = visit(site)
    box(opened, CLAIM).click()
    for steps in (2, 3):
        opened.page.get_by_label("Steps").select_option(str(steps))
        wanted = set().union(*within(opened, f"{CLAIM}.html", steps))
        assert lit(opened) == wanted
        assert f"steps={steps}" in opened.page.url
        assert f"{len(wanted)} items within {steps} steps" in opened.page.locator("#map-said").inner_text()
    opened.page.reload()
    assert lit(opened) == wanted
    opened.page.keyboard.press("Escape")
    assert opened.page.get_by_label("Steps").is_disabled()


def test_the_way_between_two_items_is_a_shortest_one(visit, site):
    opened = visit(site)
    box(opened, START).click()
    opened.page.get_by_label("The way from here to").fill("designer-maker")
    opened.page.get_by_label("The way from here to").press("Enter")
    rings = within(opened, f"{START}.html", 6)
    away = next(n for n, ring in enumerate(rings) if f"{END}.html" in ring)
    assert opened.page.locator(".way-said").inner_text() == f"{away} links away:"
    way = [f"{START}.html", *opened.page.locator(".way ol a.item").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")]
    assert way[-1] == f"{END}.html"
    assert len(way) == away + 1
    linked = links(opened)
    assert all(b in linked[a] for a, b in pairwise(way))
    assert lit(opened) == set(way)
    assert opened.page.url.endswith(f"#focus={START}&to={END}")
    opened.page.reload()
    assert lit(opened) == set(way)
    opened.page.get_by_label("The way from here to").fill("no such thing")
    opened.page.get_by_label("The way from here to").press("Enter")
    assert "Nothing of that name" in opened.page.locator("#map-said").inner_text()


def test_the_drawing_is_saved_as_svg_and_png(visit, site):
    opened = visit(site)
    box(opened, CLAIM).click()
    with opened.page.expect_download() as svg:
        opened.page.get_by_role("button", name="SVG").click()
    text = svg.value.path().read_text("utf-8")
    root = ET.fromstring(text)
    rects = root.findall(f".//{SVG}rect")
    assert len(rects) > 80
    assert len({r.get("fill") for r in rects}) > 3, "colours stand in the file"
    assert "var(--" not in text
    assert "<a " not in text
    with opened.page.expect_download() as png:
        opened.page.get_by_role("button", name="PNG").click()
    data = png.value.path().read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) > 50_000
