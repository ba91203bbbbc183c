"""The timeline: what is chosen, by mouse and by keyboard, and what the address keeps of it."""

from __future__ import annotations

from tests.browser.visit import PHONE

WORK = "work/saxenian2001silicon"

# Box -> its colours, and line -> its colour, by what they link.
COLOURS = """() => Object.fromEntries([...document.querySelectorAll('.time-svg a.box')].map((a) => {
  const rect = getComputedStyle(a.querySelector('rect')), text = getComputedStyle(a.querySelector('text'));
  return [a.getAttribute('href'), [rect.fill, rect.stroke, text.fill].join(' ')];
}))"""
LINES = """() => [...document.querySelectorAll('.time-svg .tie')].map((g) =>
  [g.dataset.l, getComputedStyle(g.querySelector('.line') ?? g).stroke, (g.querySelector('.line') ?? g).getAttribute('d')])
  .sort((a, b) => (a[2] < b[2] ? -1 : 1))"""
NUMBERS = (
    """() => Object.fromEntries([...document.querySelectorAll('.time-svg a.box')].map((a) => [a.getAttribute('href'), a.dataset.i]))"""
)
SEE_THROUGH = """() => [...document.querySelectorAll('.time-svg *')].filter((e) => {
  const s = getComputedStyle(e);
  return +s.opacity < 1 || +s.fillOpacity < 1 || +s.strokeOpacity < 1;
}).length"""
STATE = """() => [location.hash, document.querySelector('.time-svg').classList.contains('dim'),
  document.querySelector('.time-svg .chosen')?.getAttribute('href') ?? '',
  [...document.querySelectorAll('.time-svg a.box.on')].map((a) => a.getAttribute('href')).sort()]"""


def linked(opened) -> set[str]:
    """The works that the table links with the work, its own row included: an independent source."""
    rows = opened.page.locator(".time-table tbody tr").evaluate_all(
        "(rows) => rows.map((r) => [...r.querySelectorAll('a')].map((a) => a.getAttribute('href')).filter((h) => h.startsWith('work/')))"
    )
    return {h for row in rows for h in row if f"{WORK}.html" in row and (row[0] == f"{WORK}.html" or h == row[0])}


def test_a_click_chooses_a_work_and_a_second_one_opens_it(visit, site):
    opened = visit(site, "timeline.html")
    before, lines, number = opened.ask(COLOURS), opened.ask(LINES), opened.ask(NUMBERS)
    box = opened.page.locator(f'.time-svg a.box[href="{WORK}.html"]')
    box.click()
    opened.page.mouse.move(0, 0)
    near = linked(opened) | {f"{WORK}.html"}
    assert 1 < len(near) < len(before)
    opened.page.wait_for_timeout(300)
    after = opened.ask(COLOURS)
    changed = {h for h in after if after[h] != before[h]}
    assert changed == set(after) - near
    mine = number[f"{WORK}.html"]
    for (ends, was, _), (_, now, _) in zip(lines, opened.ask(LINES), strict=True):
        assert mine in ends.split() or was != now, ends
    assert opened.ask(SEE_THROUGH) == 0
    assert opened.ask("location.hash") == f"#focus={WORK}"
    assert opened.page.locator(".time-table tr.chosen th a").get_attribute("href") == f"{WORK}.html"
    box.click()
    opened.page.wait_for_url(f"**/{WORK}.html")
    opened.page.go_back()
    assert opened.ask(STATE)[:3] == [f"#focus={WORK}", True, f"{WORK}.html"]


def test_by_keyboard_works_come_by_year_and_light_up(visit, site):
    opened = visit(site, "timeline.html")
    opened.page.locator(".time-stage").focus()
    hrefs, years = [], []
    while len(hrefs) < 60:
        opened.page.keyboard.press("Tab")
        if not opened.ask("document.activeElement.closest('.time-svg') !== null"):
            break
        href = opened.ask("document.activeElement.getAttribute('href')")
        if href.startswith("work/"):
            assert opened.ask(STATE)[:3] == [f"#focus={href[:-5]}", True, href]
            years.append(opened.ask("document.activeElement.querySelector('text').textContent").split()[-1])
            assert opened.ask("getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth") == "3.2px"
        hrefs.append(href)
    assert len(years) == 11
    assert years == sorted(years)
    opened.page.keyboard.press("Escape")
    assert opened.ask(STATE) == ["", False, "", []]
    opened.page.locator(f'.time-svg a.box[href="{WORK}.html"]').focus()
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url(f"**/{WORK}.html")


def test_the_address_holds_the_choice_and_back_takes_it_back(visit, site):
    opened = visit(site, f"timeline.html#focus={WORK}")
    assert opened.ask(STATE)[:3] == [f"#focus={WORK}", True, f"{WORK}.html"]
    opened.page.locator('.time-svg a.box[href="work/porter1998clusters.html"]').click()
    assert opened.ask(STATE)[2] == "work/porter1998clusters.html"
    opened.page.go_back()
    assert opened.ask(STATE)[:3] == [f"#focus={WORK}", True, f"{WORK}.html"]
    opened.open("index.html")
    opened.open("timeline.html#focus=work/there-is-no-such-work")
    assert opened.ask(STATE)[1:] == [False, "", []]


def test_on_a_phone_the_drawing_scrolls_in_its_own_box_and_begins_with_the_axis(visit, site):
    opened = visit(site, "timeline.html", size=PHONE)
    assert opened.width() <= PHONE[0]
    room = opened.ask("(() => { const s = document.querySelector('.time-stage'); return [s.scrollLeft, s.scrollWidth, s.clientWidth]; })()")
    assert room[0] > 0
    assert room[1] > room[2]
    assert opened.page.locator(".time-svg .year").first.bounding_box()["x"] >= 0
    drawn, table = (opened.page.locator(s).bounding_box() for s in (".time-svg", ".time-table"))
    assert table["y"] >= drawn["y"] + drawn["height"], "the table stands below"


def test_without_script_the_page_says_all(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/timeline.html")
    assert page.locator(".time-svg a.box").count() == page.locator(".time-table tbody tr").count() == 11
    assert page.locator(".time-svg .dim").count() == 0
    context.close()
