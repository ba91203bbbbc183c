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
    lines = root.findall(f".//{SVG}tspan")
    assert lines
    assert all(0 < float(line.get("textLength")) < 352 for line in lines), "as wide as in the page, in whatever font"
    with opened.page.expect_download() as png:
        opened.page.get_by_role("button", name="PNG").click()
    data = png.value.path().read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) > 50_000


PILES = """() => [...document.querySelectorAll('.map-svg a.pile')].filter((a) => a.checkVisibility()).map((a) => {
  const [, front] = a.querySelectorAll('rect'), top = a.transform.baseVal[0].matrix.f;
  return [a.getAttribute('href'), a.getAttribute('aria-label'), top, top + front.height.baseVal.value];
})"""
# Lines to be seen that end nowhere: neither at a box nor at a pile that can be seen; where a box ends its text may not, in a wide font.
LOOSE = """() => {
  const shapes = (g) => g.querySelector('rect') ? [...g.querySelectorAll('rect')] : [g];
  const seen = [...document.querySelectorAll('.map-svg a.box, .map-svg .frame')].filter((g) => g.checkVisibility());
  const sides = seen.flatMap(shapes).map((shape) => shape.getBoundingClientRect());
  const at = (x, y) => sides.some((r) => y >= r.top - 2 && y <= r.bottom + 2 && (Math.abs(x - r.left) < 9 || Math.abs(x - r.right) < 9));
  return [...document.querySelectorAll('.map-svg .tie .line')].filter((p) => getComputedStyle(p.parentNode).display !== 'none').filter((p) => {
    const m = p.getScreenCTM();
    return ![0, p.getTotalLength()].every((l) => { const q = p.getPointAtLength(l).matrixTransform(m); return at(q.x, q.y); });
  }).map((p) => p.getAttribute('d'));
}"""


def unfolded(opened) -> set[str]:
    """The claims with a box of their own."""
    boxes = opened.page.locator(".map-svg a.box.claim:not(.pile):visible")
    return set(boxes.evaluate_all("(all) => all.map((a) => a.getAttribute('href'))"))


def test_claims_fold_into_a_box_for_their_concept_and_unfold_again(visit, site):
    opened = visit(site)
    before, picture = unfolded(opened), opened.page.locator(".map-svg").evaluate("(svg) => svg.querySelector('.ties').outerHTML.length")
    opened.page.get_by_role("button", name="Fold by concept").click()
    piles = opened.ask(PILES)
    counts = [int(label.split()[-3]) for _, label, _, _ in piles]
    assert len(piles) > 2
    assert sum(counts) == len(before - unfolded(opened))
    for (concept, *_), count in zip(piles, counts, strict=True):
        about = {row[0] for row in table(opened) if row[1] == "is about" and row[2] == concept}
        assert len(about - unfolded(opened)) >= count > 1, "claims that are not about it"
    assert all(a[3] < b[2] for a, b in pairwise(sorted(piles, key=lambda p: p[2]))), "boxes that overlap"
    assert opened.ask(LOOSE) == []
    assert opened.page.url.endswith("#fold=all")
    opened.page.reload()
    assert opened.ask(PILES) == piles
    opened.page.locator(".map-svg a.pile").first.focus()
    opened.page.keyboard.press("Enter")
    assert len(opened.ask(PILES)) == len(piles) - 1
    assert opened.ask("document.activeElement.classList.contains('claim') && document.activeElement.checkVisibility()")
    assert len(unfolded(opened)) > len(before) - sum(counts)
    assert opened.ask(LOOSE) == []
    opened.page.keyboard.press("f")
    assert opened.ask("document.activeElement.getAttribute('aria-expanded')") == "false"
    opened.page.get_by_role("button", name="Fold by concept").click()
    assert unfolded(opened) == before
    assert opened.page.locator(".map-svg").evaluate("(svg) => svg.querySelector('.ties').outerHTML.length") == picture
    assert opened.ask(PILES) == []


def test_a_folded_claim_that_is_chosen_comes_out(visit, site):
    opened = visit(site, "index.html#fold=all")
    inside = opened.page.locator(f'#map-intro a.item[href="{CLAIM}.html"]')
    assert f"{CLAIM}.html" not in unfolded(opened)
    inside.click()
    assert f"{CLAIM}.html" in unfolded(opened)
    assert f"{CLAIM}.html" in lit(opened)
    opened.page.locator("#map-chosen .folding button").click()
    assert f"{CLAIM}.html" not in unfolded(opened)


def test_what_the_program_found_is_drawn_when_it_is_asked_for(visit, site):
    opened = visit(site)
    found = ".map-svg .tie.inferred .line"
    assert opened.page.locator(found).count() > 10
    assert opened.page.locator(f"{found}:visible").count() == 0
    label = opened.page.get_by_label("subject in the text")
    label.check()
    assert opened.page.locator(f"{found}:visible").count() == opened.page.locator(found).count()
    assert opened.page.url.endswith("#show=found")
    assert all(
        dash != "none" for dash in opened.page.locator(found).evaluate_all("(all) => all.map((p) => getComputedStyle(p).strokeDasharray)")
    )
    opened.page.reload()
    assert opened.page.locator(f"{found}:visible").count() > 10
    row = opened.page.locator("#map-table tbody.inferred tr:has(td)").first
    address = row.locator("a").first.get_attribute("href")
    box(opened, address.removesuffix(".html")).click()
    assert "Names in its title or abstract" in opened.page.locator("#map-chosen").inner_text()
    opened.page.get_by_label("subject in the text").uncheck()
    assert "Names in its title or abstract" not in opened.page.locator("#map-chosen").inner_text()
    assert "more found by the program" in opened.page.locator("#map-chosen").inner_text()
