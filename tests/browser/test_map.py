"""The Argument view: what is chosen, hidden, found and zoomed, and what the address keeps of it.

The table of all links, which is HTML made in Python, says what the script's answers should be.
"""

from __future__ import annotations

import pytest

from tests.browser.reading import files
from tests.browser.visit import PHONE

CLAIM, WORK = "claim/shocks-foster-collaboration", "work/saxenian2001silicon"

# Box -> its colours. A box that steps back has others.
COLOURS = """() => Object.fromEntries([...document.querySelectorAll('.map-svg a.box')].map((a) => {
  const rect = getComputedStyle(a.querySelector('rect')), text = getComputedStyle(a.querySelector('text'));
  return [a.getAttribute('href'), [rect.fill, rect.stroke, text.fill].join(' ')];
}))"""
SEE_THROUGH = """() => [...document.querySelectorAll('.map-svg *')].filter((e) => {
  const s = getComputedStyle(e);
  return +s.opacity < 1 || +s.fillOpacity < 1 || +s.strokeOpacity < 1 || (s.stroke.includes('/') && s.stroke !== 'none');
}).map((e) => e.outerHTML.slice(0, 100))"""
LINES = """() => Object.fromEntries([...document.querySelectorAll('.map-svg .tie')].map((g) =>
  [g.dataset.e, getComputedStyle(g).display === 'none' ? '' : getComputedStyle(g.querySelector('.line')).stroke]))"""
STATE = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const says = (e) => `${e.dataset.i ?? e.dataset.e} ${e.getAttribute('class').replace(/ ?warm/, '')} ${e.getAttribute('transform')} ${e.getAttribute('aria-current')}`;
  return [location.hash, document.getElementById('map').dataset.view, document.querySelector('.map-svg').getAttribute('viewBox'),
    all('.map-svg a.box, .map-svg .tie').map(says).sort(), all('.map-panel > :not([hidden])').map((e) => e.innerText),
    all('.map-filter input').map((e) => e.checked), all('[aria-pressed]').map((e) => e.getAttribute('aria-pressed'))];
}"""

# Lines of text that leave their box, which is made without knowing the reader's fonts.
OVER = """() => [...document.querySelectorAll('.map-svg .boxes tspan, .time-svg a.box tspan')].filter((line) => {
  const box = line.closest('g.frame, a').querySelector('rect').getBoundingClientRect(), text = line.getBoundingClientRect();
  return text.left < box.left + 4 || text.right > box.right - 4;
}).map((line) => line.textContent)"""


def table(opened) -> list[list[str]]:
    """The rows of the table of all stated links: where from, in which words, where to, as reported by."""
    row = "(rows) => rows.map((r) => [...r.cells].map((c) => c.querySelector('a')?.getAttribute('href') ?? c.textContent))"
    return opened.page.locator("#map-table tbody:not(.inferred) tr").evaluate_all(row)


def neighbours(opened, address: str) -> set[str]:
    return {end for row in table(opened) if address in (row[0], row[2]) for end in (row[0], row[2])} - {address}


def bundled(opened, addresses: set[str]) -> set[str]:
    """All claims that stand in one frame with one of these."""
    frames = opened.ask("""() => [...document.querySelectorAll('.map-svg .frame')].map((f) => f.dataset.m.split(' ').map((n) =>
      document.querySelector(`.map-svg a.box[data-i="${n}"]`).getAttribute('href')))""")
    return {member for frame in frames if addresses & set(frame) for member in frame}


def box(opened, name: str):
    return opened.page.locator(f'.map-svg a.box[href="{name}.html"]')


@pytest.mark.parametrize("name", ["index.html", "timeline.html"])
def test_text_stands_in_its_box(visit, site, name):
    opened = visit(site, name)
    assert opened.ask("document.querySelectorAll('svg a.box tspan').length") > 10
    assert opened.ask(OVER) == []


@pytest.mark.parametrize("name", [CLAIM, WORK, "concept/industry-cluster", "study/oxborrow2012nottingham"])
def test_choosing_a_box_dims_the_rest_and_lists_its_links(visit, site, name):
    opened = visit(site)
    before, lines = opened.ask(COLOURS), opened.ask(LINES)
    box(opened, name).click()
    assert opened.where() == "index.html"
    linked = neighbours(opened, f"{name}.html")
    after = opened.ask(COLOURS)
    assert {address for address in after if after[address] == before[address]} == linked | {f"{name}.html"}
    assert len({after[address] for address in set(after) - linked - {f"{name}.html"}}) == 1, "all else steps back alike"
    assert opened.ask(SEE_THROUGH) == []
    now = opened.ask(LINES)
    assert any(now[e] != lines[e] for e in lines), "no line steps back"
    panel = opened.page.locator("#map-chosen")
    assert panel.locator(".map-title a").get_attribute("href") == f"{name}.html"
    items = panel.locator("section a.item").evaluate_all("(links) => links.map((a) => a.getAttribute('href'))")
    assert set(items) == linked
    assert set(items) <= files(site)
    for section in panel.locator("section").all():
        heading = section.locator("h2").inner_text()
        assert f"({section.locator('li').count()})" in heading
    assert not opened.page.locator("#map-intro").is_visible()


def test_the_panel_says_what_the_table_says(visit, site):
    """Every link of a claim, with its words and who reports it."""
    opened = visit(site, f"index.html#focus={CLAIM}")
    rows = [row for row in table(opened) if f"{CLAIM}.html" in (row[0], row[2])]
    panel = opened.page.locator("#map-chosen")
    assert panel.locator("section li").count() == len(rows)
    reported = {row[3] for row in rows if row[3]}
    assert reported
    via = panel.locator("section").evaluate_all(
        "(all) => all.flatMap((s) => [...s.querySelectorAll('.via a, .map-note a')].map((a) => a.getAttribute('href')))"
    )
    assert set(via) == reported


def test_a_link_of_the_panel_goes_on_to_the_next_item_and_its_title_to_the_page(visit, site):
    opened = visit(site, f"index.html#focus={CLAIM}")
    link = opened.page.locator("#map-chosen section a.item").first
    address = link.get_attribute("href")
    link.click()
    title = opened.page.locator("#map-chosen .map-title a")
    assert title.get_attribute("href") == address
    title.click()
    opened.page.wait_for_url(f"**/{address}")
    opened.page.go_back()
    opened.until(f"document.querySelector('#map-chosen .map-title a')?.getAttribute('href') === '{address}'")


def test_choosing_again_opens_the_page_and_escape_or_clear_takes_it_back(visit, site):
    opened = visit(site)
    start = opened.ask(STATE)
    box(opened, CLAIM).click()
    opened.page.keyboard.press("Escape")
    assert opened.ask(STATE) == start
    box(opened, CLAIM).click()
    opened.page.get_by_role("button", name="Clear").click()
    assert opened.ask(STATE) == start
    box(opened, CLAIM).click()
    box(opened, CLAIM).click()
    opened.page.wait_for_url(f"**/{CLAIM}.html")


def test_every_filter_hides_its_links_and_no_other(visit, site):
    opened = visit(site)
    data = opened.ask("JSON.parse(document.getElementById('map-data').textContent)")
    edges = data["edges"]
    assert data["stated"] == len(table(opened)) < len(edges)
    names = opened.page.locator(".map-filter input:checked").evaluate_all("(boxes) => boxes.map((b) => b.value)")
    assert {"supports", "extends", "qualifies", "about", "first", "second", "hedged"} <= set(names)

    def shown(edge: dict, hidden: str) -> bool:
        hand = "" if edge["t"] in ("about", "reported") else "second" if edge.get("via") else "first"
        return edge["t"] not in data["off"] and hidden not in (edge["t"], hand, "hedged" if edge.get("hedged") else "")

    everything = opened.ask(LINES)
    for name in names:
        check = opened.page.locator(f'.map-filter input[value="{name}"]')
        check.uncheck()
        lines = opened.ask(LINES)
        expected = {e for e in everything if any(shown(edges[int(n)], name) for n in e.split())}
        assert {e for e, stroke in lines.items() if stroke} == expected, name
        assert len(expected) < len(everything), f"{name} hides nothing"
        assert opened.ask("location.hash") == f"#hide={name}"
        check.check()
    assert opened.ask(LINES) == everything
    assert opened.ask("location.hash") in ("", "#")


def test_a_filter_takes_links_out_of_the_panel_too(visit, site):
    opened = visit(site, f"index.html#focus={CLAIM}&hide=about,second")
    rows = [row for row in table(opened) if f"{CLAIM}.html" in (row[0], row[2])]
    left = [row for row in rows if row[1] != "is about" and not row[3]]
    assert 0 < len(left) < len(rows)
    panel = opened.page.locator("#map-chosen")
    assert panel.locator("section li").count() == len(left)
    assert f"{len(rows) - len(left)} more hidden by the filter" in panel.inner_text()


def test_find_lights_what_contains_the_words_and_enter_chooses(visit, site):
    opened = visit(site)
    before = opened.ask(COLOURS)
    find = opened.page.get_by_role("searchbox", name="Find in the map")
    find.fill("Shock")
    after = opened.ask(COLOURS)
    lit = {address for address in after if after[address] == before[address]}
    containing = "(all) => all.filter((a) => /shock/i.test(a.textContent)).map((a) => a.getAttribute('href'))"
    expected = set(opened.page.locator("#map-intro .items a.item").evaluate_all(containing))
    assert lit >= expected
    assert CLAIM + ".html" in lit
    assert WORK + ".html" not in lit
    assert opened.page.locator("#map-said").inner_text() == f"{len(lit)} found."
    listed = opened.page.locator("#map-intro .items a.item:visible").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert set(listed) >= expected
    assert WORK + ".html" not in listed
    find.press("Enter")
    assert opened.page.locator("#map-chosen .map-title").is_visible()
    opened.page.keyboard.press("Escape")
    find.fill("no such words")
    assert opened.page.locator("#map-said").inner_text() == "0 found." or not opened.page.locator(".map-svg a.box.on").count()
    opened.page.keyboard.press("Escape")
    assert find.input_value() == ""
    assert opened.ask(COLOURS) == before


def test_zoom(visit, site):
    opened = visit(site)
    size = "(() => { const r = document.querySelector('.map-svg').getBoundingClientRect(); return [r.width, r.height]; })()"
    room = opened.ask("[document.getElementById('map-stage').clientWidth, document.getElementById('map-stage').clientHeight]")
    width, _ = opened.ask(size)
    assert width <= room[0]
    button = opened.page.locator
    button("[data-zoom=in]").click()
    assert opened.ask(size)[0] == pytest.approx(width * 1.25, rel=0.01)
    button("[data-zoom=out]").click()
    assert opened.ask(size)[0] == pytest.approx(width, rel=0.01)
    button("[data-zoom=all]").click()
    assert opened.ask(size)[1] <= room[1]
    box(opened, CLAIM).hover()
    opened.page.keyboard.down("Control")
    opened.page.mouse.wheel(0, -400)
    opened.page.keyboard.up("Control")
    opened.until(f"document.querySelector('.map-svg').getBoundingClientRect().height > {room[1]}")
    button("[data-zoom=width]").click()
    assert opened.ask(size)[0] == pytest.approx(width, rel=0.01)
    assert button("[data-zoom=width]").inner_text().endswith("%")


def test_dragging_moves_the_map(visit, site):
    opened = visit(site)
    opened.page.locator("[data-zoom=in]").click()
    opened.page.locator("[data-zoom=in]").click()
    at = "[document.getElementById('map-stage').scrollLeft, document.getElementById('map-stage').scrollTop]"
    free = opened.ask("""() => {
      const r = document.getElementById('map-stage').getBoundingClientRect();
      for (let x = r.left + 250; x < r.right - 40; x += 9) for (let y = r.top + 250; y < r.bottom - 40; y += 9) {
        const e = document.elementFromPoint(x, y);
        if (e.closest('.map-svg') && !e.closest('a')) return [x, y];
      }
      return null;
    }""")
    left, top = opened.ask(at)
    opened.page.mouse.move(*free)
    opened.page.mouse.down()
    opened.page.mouse.move(free[0] + 60, free[1] + 90, steps=4)
    opened.page.mouse.up()
    assert opened.ask(at) == pytest.approx([left - 60, top - 90], abs=2)
    assert opened.where() == "index.html"


def test_the_address_brings_back_the_same_state(visit, site):
    opened = visit(site)
    box(opened, CLAIM).click()
    opened.page.locator('.map-filter input[value="about"]').uncheck()
    opened.page.get_by_role("button", name="Only its links").click()
    state = opened.ask(STATE)
    assert CLAIM in state[0]
    opened.page.reload()
    assert opened.ask(STATE) == state
    again = visit(site, f"index.html{state[0]}")
    assert again.ask(STATE) == state


def test_only_its_links_shows_nothing_else_and_goes_back(visit, site):
    opened = visit(site)
    box(opened, CLAIM).click()
    chosen = opened.ask(STATE)
    only = opened.page.get_by_role("button", name="Only its links")
    only.click()
    visible = opened.page.locator(".map-svg a.box:visible").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    linked = neighbours(opened, f"{CLAIM}.html") | {f"{CLAIM}.html"}
    lit = opened.page.locator(".map-svg a.box.on:visible").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert set(lit) == linked
    assert set(visible) - linked <= bundled(opened, linked), "a frame shows all its rows, and nothing else is there"
    only.click()
    assert opened.ask(STATE) == chosen


def test_back_and_forward(visit, site):
    opened = visit(site)
    states = [opened.ask(STATE)]
    for name in (CLAIM, WORK):
        box(opened, name).click()
        states.append(opened.ask(STATE))
    opened.page.go_back()
    assert opened.ask(STATE) == states[1]
    opened.page.go_back()
    assert opened.ask(STATE)[1:] == states[0][1:]
    opened.page.go_forward()
    assert opened.ask(STATE) == states[1]


@pytest.mark.parametrize(
    "address", ["#focus=claim/none", "#focus=%E0%A4%A", "#view=nothing", "#hide=%3Cscript%3E,none", "#only=1", "#main", "#=&&"]
)
def test_an_address_that_means_nothing_shows_the_map(visit, site, address):
    opened = visit(site, f"index.html{address}")
    assert opened.page.locator(".map-svg a.box:visible").count() > 50
    assert opened.page.locator("#map-intro").is_visible()


def test_without_script_the_boxes_and_the_table_are_links(visit, site):
    opened = visit(site, script=False)
    assert not opened.page.locator(".map-bar").is_visible()
    assert opened.page.locator(".map-svg").is_visible()
    box(opened, CLAIM).click()
    opened.page.wait_for_url(f"**/{CLAIM}.html")
    opened.open("index.html")
    opened.page.locator("#map-table summary").click()
    link = opened.page.locator("#map-table tbody a:visible").first
    address = link.get_attribute("href")
    link.click()
    opened.page.wait_for_url(f"**/{address}")
    assert opened.page.get_by_role("heading", level=1).is_visible()


def test_a_phone_shows_a_list_first(visit, site):
    opened = visit(site, size=PHONE)
    page = opened.page
    assert not page.locator(".map-svg").is_visible()
    link = page.locator(f'#map-intro a.item[href="{CLAIM}.html"]')
    assert link.bounding_box()["y"] < 3000
    link.tap()
    assert opened.where() == "index.html"
    panel = page.locator("#map-chosen")
    assert panel.locator(".map-title").is_visible()
    assert panel.bounding_box()["y"] < PHONE[1], "below the window"
    linked = panel.locator("section a.item").evaluate_all("(links) => links.map((a) => a.getAttribute('href'))")
    assert set(linked) == neighbours(opened, f"{CLAIM}.html")
    page.get_by_role("button", name="All items").tap()
    assert page.locator("#map-intro").is_visible()
    page.get_by_role("button", name="Argument").tap()
    assert page.locator(".map-svg").is_visible()
    page.get_by_role("button", name="List").tap()
    assert not page.locator(".map-svg").is_visible()


@pytest.mark.parametrize("state", ["", f"#focus={CLAIM}", "#view=network"])
def test_print_shows_the_drawing(visit, site, state):
    opened = visit(site, f"index.html{state}")
    opened.page.emulate_media(media="print")
    assert opened.page.locator(".map-svg").is_visible()
    assert opened.page.locator(".map-svg").bounding_box()["height"] > 400
    for gone in (".map-bar", ".map-panel", ".map-network", "header nav", "button.theme", ".skip"):
        assert not opened.page.locator(gone).first.is_visible(), gone
    assert opened.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_fit_all_fits_all(visit, site):
    """However tall the drawing is beside its window: here ten times."""
    opened = visit(site)
    opened.ask("Object.assign(document.querySelector('#map-stage').style, { height: '200px', minHeight: '0', alignSelf: 'start' })")
    opened.page.get_by_role("button", name="Fit all").click()
    drawn, room = (opened.page.locator(f).bounding_box()["height"] for f in (".map-svg", "#map-stage"))
    assert 0 < drawn <= room
    assert int(opened.page.get_by_role("button", name="fit the width").inner_text().removesuffix("%")) < 15
    opened.page.get_by_role("button", name="Zoom in").click()
    assert opened.page.locator(".map-svg").bounding_box()["height"] > drawn


@pytest.mark.parametrize(("view", "stage"), [("argument", "#map-stage"), ("network", "#net-canvas")])
def test_fingers_zoom_and_move_a_view(visit, site, view, stage):
    opened = visit(site, f"index.html#view={view}", size=PHONE)
    room = opened.page.locator(stage).bounding_box()
    x, y = room["x"] + room["width"] / 2, room["y"] + room["height"] / 2
    device = opened.context.new_cdp_session(opened.page)

    def fingers(*ways):
        """Put fingers down, move each along its way, and lift them."""
        for at, points in enumerate(zip(*ways, strict=True)):
            touches = [{"x": px, "y": py, "id": n} for n, (px, py) in enumerate(points)]
            device.send("Input.dispatchTouchEvent", {"type": "touchMove" if at else "touchStart", "touchPoints": touches})
        device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        opened.page.wait_for_timeout(300)

    def seen():
        return opened.page.locator(stage).screenshot()

    percent = opened.page.get_by_role("button", name="fit the width")
    first = seen()
    fingers([(x - d, y) for d in range(30, 70, 5)], [(x + d, y) for d in range(30, 70, 5)])
    larger = seen()
    assert larger != first
    if view == "argument":
        assert 120 < int(percent.inner_text().removesuffix("%")) < 170, "from 70%, with fingers a little over twice as far apart"
    fingers([(x - d, y - d) for d in range(0, 120, 10)])
    assert seen() != larger
    assert opened.ask("[visualViewport.scale, scrollX]") == [1, 0], "the page itself has not moved"
