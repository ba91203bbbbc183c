"""The Network view: drawn by vis-network where it is there, explained where it is not."""

from __future__ import annotations

import shutil
from time import monotonic

import pytest

from tests.browser.visit import DESK, INK, PATIENCE, PHONE

FRAMES = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
PIXELS = "document.querySelector('#net-canvas canvas').toDataURL()"
CONCEPT = "concept/industry-cluster"


def changed(opened, before: str) -> str:
    """The picture once it is another one."""
    opened.until(f"(before) => {PIXELS} !== before", before)
    return steady(opened)


def steady(opened) -> str:
    """The picture once it is the same two frames later, however slow the machine draws."""
    last = ""
    end = monotonic() + PATIENCE / 1000
    while (now := opened.ask(PIXELS)) != last:
        assert monotonic() < end, "the picture does not come to rest"
        last = now
        opened.page.wait_for_timeout(60)
        opened.ask(FRAMES)
    return now


def middle(opened) -> tuple[float, float]:
    frame = opened.page.locator("#net-canvas canvas").bounding_box()
    return frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_is_fetched_when_it_is_opened_and_draws(visit, site, size):
    opened = visit(site, size=size)
    assert not [url for url in opened.requests if "vendor/" in url or "network-data" in url]
    opened.page.get_by_role("button", name="Network").click()
    opened.drawn()
    assert [url for url in opened.requests if "vendor/vis-network.min.js" in url]
    assert opened.ask("location.hash") == "#view=network"
    assert not opened.page.locator(".map-svg").is_visible()
    opened.page.reload()
    opened.drawn()
    opened.page.get_by_role("button", name="Argument").click()
    assert opened.page.locator(".map-svg").is_visible()
    assert not opened.page.locator("#net-canvas").is_visible()


def test_choosing_from_the_list_and_from_the_canvas(visit, site):
    opened = visit(site, "index.html#view=network")
    page = opened.page
    before = steady(opened)
    page.locator(f'#net-tree a[href="{CONCEPT}.html"]').click()
    title = page.locator("#net-chosen .map-title a")
    assert title.get_attribute("href") == f"{CONCEPT}.html"
    assert page.locator("#net-chosen section a.item").count() > 3
    assert opened.ask("location.hash") == f"#view=network&focus={CONCEPT}"
    changed(opened, before)
    page.keyboard.press("Escape")
    assert page.locator("#net-tree").is_visible()
    page.mouse.click(*middle(opened))  # where the chosen one was moved to
    title.wait_for()
    assert title.get_attribute("href") == f"{CONCEPT}.html"
    title.click()
    page.wait_for_url(f"**/{CONCEPT}.html")


def drag(opened, x: float, y: float) -> str:
    """Drag a concept, which its choice has moved to the middle, by so much; the picture before."""
    opened.page.locator(f'#net-tree a[href="{CONCEPT}.html"]').click()
    opened.page.get_by_role("button", name="All concepts").click()
    still = steady(opened)
    at = middle(opened)
    opened.page.mouse.move(*at)
    opened.page.mouse.down()
    opened.page.mouse.move(at[0] + x, at[1] + y, steps=6)
    opened.page.mouse.up()
    opened.page.mouse.move(5, 5)
    return still


def test_dragging_putting_back_and_filtering(visit, site):
    opened = visit(site, "index.html#view=network")
    page = opened.page
    pictures = []
    for by in ((120, 80), (-90, 60)):
        moved = changed(opened, drag(opened, *by))
        page.get_by_role("button", name="Put back").click()
        pictures.append(changed(opened, moved))
    rest, again = pictures
    assert again == rest
    ink = opened.ask(f"({INK})()")
    page.get_by_label("in the same claim").uncheck()
    changed(opened, rest)
    assert opened.ask(f"({INK})()") < ink
    page.get_by_label("in the same claim").check()
    opened.until(f"(rest) => {PIXELS} === rest", rest)


def test_find_zoom_and_theme(visit, site):
    opened = visit(site, "index.html#view=network")
    page = opened.page
    rest = steady(opened)
    page.locator("[data-zoom=in]").click()
    near = changed(opened, rest)
    page.locator("[data-zoom=all]").click()
    changed(opened, near)
    find = page.get_by_role("searchbox", name="Find in the map")
    find.fill("wannabe")
    listed = page.locator("#net-tree a.item:visible").all_inner_texts()
    assert any("wannabe" in text for text in listed)
    assert len(listed) < 6
    assert page.locator("#map-said").inner_text() == "1 found."
    find.fill("")
    now = steady(opened)
    page.locator("button.theme").click()
    changed(opened, now)


def test_where_vis_network_is_missing_it_says_how_to_get_it(visit, site, tmp_path):
    copy = shutil.copytree(site, tmp_path / "copy", ignore=shutil.ignore_patterns("vendor", "data"))
    opened = visit(copy)
    opened.page.get_by_role("button", name="Network").click()
    note = opened.page.locator("#net-canvas p")
    note.wait_for()
    assert "pip install pyvis" in note.inner_text()
    assert "kg build" in note.inner_text()
    assert all("vis-network" in fault or "ERR_FILE_NOT_FOUND" in fault for fault in opened.faults), opened.faults
    assert opened.faults
    opened.faults.clear()
    link = opened.page.locator("#net-tree a.item").first
    address = link.get_attribute("href")
    link.click()  # the list beside it still leads to the pages
    opened.page.wait_for_url(f"**/{address}")


def test_inferred_links_are_off_until_they_are_ticked_and_the_address_keeps_it(visit, site):
    opened = visit(site, "index.html#view=network")
    page, rest = opened.page, steady(opened)
    found = page.get_by_label("inferred: in the same text")
    assert not found.is_checked()
    ink = opened.ask(f"({INK})()")
    found.check()
    changed(opened, rest)
    assert opened.ask(f"({INK})()") > ink
    assert opened.ask("location.hash") == "#view=network&net=found"
    page.reload()
    opened.drawn()
    assert found.is_checked()
    page.locator(f'#net-tree a[href="{CONCEPT}.html"]').click()
    assert "Found by the program in the same texts as" in page.locator("#net-chosen").inner_text()
    found.uncheck()
    assert "Found by the program" not in page.locator("#net-chosen").inner_text()
