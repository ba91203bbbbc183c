"""A literature that wants to harm its readers (hostile.py): it shows as text, and nothing runs."""

from __future__ import annotations

import re

import pytest

from tests.browser.hostile import KEYS, LABEL, SCRIPT
from tests.browser.reading import files, links, pages, read, wrong
from tests.browser.visit import PHONE

PAYLOADS = re.compile(r"javascript:|data:text|vbscript:", re.IGNORECASE)
# Elements and attributes that only markup from the data could have brought.
FOREIGN = """() => [...document.querySelectorAll('*')].filter((e) =>
  (e.localName === 'img' || e.matches('b:not(.years > li > :first-child)') || e.localName === 'i' && e.textContent === 'kw' || e.localName === 'u')
  || (e.localName === 'script' && !e.src && !/json/.test(e.type))
  || (e.localName === 'svg' && !e.getAttribute('class') && !e.closest('.vis-network'))
  || [...e.attributes].some((a) => /^on/i.test(a.name))).map((e) => e.outerHTML.slice(0, 200))"""


def test_every_key_has_a_page_of_its_own_inside_the_site(hostile_site):
    names = [p for p in files(hostile_site) if p.startswith("work/") and p != "work/index.html"]
    assert len([p for p in names if "-url" not in p]) == len(KEYS)
    assert len({p.casefold() for p in files(hostile_site)}) == len(files(hostile_site)), "a disk may not tell case apart"
    for path in files(hostile_site):
        assert not re.search(r'[\x00-\x1f<>:"|?*\\ %]|(^|/)\.', path), path
    above = {p.name for p in hostile_site.parent.iterdir()}
    assert above <= {"bib", "kg.toml", "out", ".kg"}


def test_every_link_leads_somewhere_and_none_runs_anything(hostile_site):
    faults = [f"{page}: {fault}" for page in pages(hostile_site) for fault in wrong(hostile_site, page)]
    assert not faults, "\n".join(faults)
    addresses = {link.address for page in pages(hostile_site) for link in links(hostile_site, page)}
    assert not [address for address in addresses if PAYLOADS.match(address.strip())]


def test_every_title_is_text(hostile_site):
    """Read without a browser, which would forgive much."""
    found = 0
    for page in pages(hostile_site):
        reader = read(hostile_site / page)
        assert not [
            a for tag, a in reader.tags if tag in ("img", "iframe", "object", "embed", "base", "form") and a.get("id") != "ask-form"
        ], page
        assert not [a for _, a in reader.tags if any(name.startswith("on") for name in a)], page
        found += SCRIPT in "".join(reader.text)
    assert found > 20


def test_nothing_runs_on_any_page(visit, hostile_site):
    """Dialogs, console messages, failures and requests are faults of a visit."""
    opened = visit(hostile_site, "about.html")
    for page in pages(hostile_site):
        opened.open(page)
        assert opened.ask(FOREIGN) == [], page
        if page.startswith("work/") and "url" not in page and not page.endswith("index.html"):
            heading = opened.page.get_by_role("heading", level=1).inner_text()
            assert re.fullmatch(r"Work \d " + re.escape(SCRIPT), heading)
            text = opened.page.locator("main").inner_text()
            for part in (LABEL, "<b onclick=alert(3)>bold</b>", "javascript:alert(5)"):
                assert part in text, f"{page} does not show {part}"
        if opened.page.locator(".filter input").count():
            opened.page.locator(".filter input").fill(SCRIPT)
            opened.page.locator("thead button").first.click()
            assert opened.ask(FOREIGN) == [], page


@pytest.mark.parametrize("page", ["claim/evil.html", "quality.html", "work/~2e~2e~2f..~2fetc~2fx.html", "index.html", "work/index.html"])
def test_hostile_pages_keep_their_shape(visit, hostile_site, axe, page):
    for size in ((1440, 900), PHONE):
        opened = visit(hostile_site, page, size=size)
        assert opened.width() <= size[0] + 1
        assert opened.page.get_by_role("heading", level=1).count() == 1
        assert not opened.violations(axe)


def test_the_map_shows_text(visit, hostile_site):
    opened = visit(hostile_site)
    items = opened.page.locator(".map-svg a.box")
    assert items.count() >= 10
    shown = []
    for n in range(items.count()):
        opened.ask(
            "(n) => document.querySelectorAll('.map-svg a.box')[n].dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))",
            n,
        )
        assert opened.where() == "index.html"
        shown.append(opened.page.locator("#map-chosen").inner_text())
        assert opened.ask(FOREIGN) == []
        opened.page.keyboard.press("Escape")
    assert SCRIPT in "".join(shown)
    assert LABEL in "".join(shown)
    opened.page.get_by_role("searchbox", name="Find in the map").fill(SCRIPT)
    assert opened.page.locator(".map-svg a.box.on").count() > 0
    opened.page.locator("#map-table summary").click()
    assert SCRIPT in opened.page.locator("#map-table").inner_text()
    assert opened.ask(FOREIGN) == []


def test_the_network_shows_text(visit, hostile_site):
    opened = visit(hostile_site, "index.html#view=network")
    names = opened.page.locator("#net-tree a.item")
    for n in range(names.count()):
        names.nth(n).click()
        assert opened.ask(FOREIGN) == []
        opened.page.keyboard.press("Escape")
    names.filter(has_text="svg onload").first.click()
    assert LABEL in opened.page.locator("#net-chosen").inner_text()
    frame = opened.page.locator("#net-canvas canvas").bounding_box()
    opened.page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)  # what it shows on hovering
    opened.page.wait_for_timeout(500)
    assert opened.ask(FOREIGN) == []


def test_an_address_cannot_inject(visit, hostile_site):
    for hash_ in (f"#focus={SCRIPT}", "#hide=<img src=x onerror=alert(1)>", f"#view=network&focus={SCRIPT}"):
        opened = visit(hostile_site, f"index.html{hash_}")
        assert opened.page.locator("#map-panel").is_visible()
        assert opened.ask(FOREIGN) == []
