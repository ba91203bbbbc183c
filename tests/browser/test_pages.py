"""Every kind of page, opened from file:// on a desk and on a phone, light and dark."""

from __future__ import annotations

import pytest

from kg.iri import KINDS
from tests.browser.kinds import ABOUT, STATES, addresses, one
from tests.browser.reading import pages
from tests.browser.visit import DESK, PHONE


@pytest.mark.parametrize("kind", addresses())
def test_a_page(visit, site, axe, kind):
    faults = looked_at(visit, site, axe, one(site, addresses()[kind]))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "kind",
    ["index.html", "index.html#view=network", "missing.html", "timeline.html", "keyword/index.html", "keyword/*", "work/citing-a.html"],
)
def test_a_page_of_a_plain_export(visit, plain_site, axe, kind):
    faults = looked_at(visit, plain_site, axe, one(plain_site, kind))
    assert not faults, "\n".join(faults)


def looked_at(visit, site, axe, address):
    """What is wrong with a page on a desk and on a phone, light and dark."""
    faults = []
    folded = "map-table" if address.startswith("index.html#") else ""  # the same in all states of the map, and 40% of the page
    for size in (DESK, PHONE):
        opened = visit(site, address, size=size)
        found = [f"{opened.width()} pixels wide"] if opened.width() > size[0] + 1 else []
        headings = [h.inner_text() for h in opened.page.get_by_role("heading", level=1).all()]
        if len(headings) != 1 or not headings[0].strip():
            found.append(f"not one h1: {headings}")
        found += opened.violations(axe, folded=folded)
        if opened.width() > size[0] + 1:
            found.append(f"{opened.width()} pixels wide with every fold open")
        opened.page.emulate_media(color_scheme="dark")  # of what axe looks at, only colours can differ
        assert opened.ask("getComputedStyle(document.documentElement).colorScheme") == "dark"
        found += [f"in the dark: {fault}" for fault in opened.violations(axe, "color-contrast", folded=folded)]
        opened.context.close()
        found += opened.faults
        opened.faults.clear()
        faults += [f"{address} at {size[0]} px: {fault}" for fault in found]
    return faults


def test_no_kind_of_page_is_left_out(site):
    """A new kind of page must be added above."""
    kinds = {p.split("/")[0] if "/" in p else p.removesuffix(".html") for p in pages(site)}
    assert kinds == {*KINDS, *ABOUT, "index"}


EVIL = """<script>document.documentElement.dataset.ran = 'script';</script>
<img src="assets/icon.svg" onload="document.documentElement.dataset.ran = 'handler'"><p id="styled" style="color: rgb(1, 2, 3)">x</p>"""


@pytest.mark.parametrize("protected", [True, False])
def test_the_policy_of_a_page_blocks_what_is_injected(visit, site, tmp_path, protected):
    """The same page without its policy runs what is injected: so it is the policy that blocks it."""
    html = (site / "about.html").read_text(encoding="utf-8").replace("</main>", EVIL + "</main>")
    start = html.index("<meta http-equiv=")
    if not protected:
        html = html[:start] + html[html.index(">", start) + 1 :]
    (tmp_path / "about.html").write_text(html, encoding="utf-8")
    (tmp_path / "assets").symlink_to(site / "assets")
    opened = visit(tmp_path, "about.html")
    colour = opened.ask("getComputedStyle(document.getElementById('styled')).color")
    ran = opened.ask("document.documentElement.dataset.ran")
    blocked = [fault for fault in opened.faults if "Content Security Policy" in fault]
    assert (ran, colour == "rgb(1, 2, 3)", len(blocked)) == ((None, False, 3) if protected else ("handler", True, 0))
    opened.faults.clear()


CONTRASTS = """() => {
  const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const light = (colour) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const part = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const lines = [...document.querySelectorAll('.map-svg .tie:not(.stance-about, .stance-reported) .line')];
  const drawn = lines.map((line) => ({ what: `line of ${line.parentNode.getAttribute('class')}`, least: 3, ratio: ratio(light(getComputedStyle(line).stroke), paper) }));
  const dim = document.querySelector('.map-svg.dim');
  return [...dim ? [] : drawn, ...[...document.querySelectorAll('.map-svg a.box')].flatMap((box) => [...box.querySelectorAll('text')].map((text) => ({
    what: box.getAttribute('aria-label') || box.textContent,
    least: 4.5,
    ratio: ratio(light(getComputedStyle(text).fill), light(getComputedStyle(box.querySelector('rect')).fill)),
  })))];
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", ["map", "map, a claim chosen"])
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_the_drawing_has_contrast(visit, site, theme, state, medium):
    """axe does not look at the colours of SVG. In print the reader's theme must not make dark boxes with black text."""
    opened = visit(site, STATES[state])
    opened.ask("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
    opened.page.emulate_media(media=medium)
    if medium == "print":
        assert opened.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    pale = {f"{found['ratio']:.1f} {found['what']}" for found in opened.ask(CONTRASTS) if found["ratio"] < found["least"]}
    assert not pale, "\n".join(pale)
