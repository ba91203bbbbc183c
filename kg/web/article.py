"""The body that the pages of all things have in common: where one is, what it is, details beside, sections below."""

from __future__ import annotations

from kg.web.facts import Page
from kg.web.markup import NOTHING, Html, esc

LISTS = {
    "work": "Works",
    "claim": "Claims",
    "concept": "Concepts",
    "keyword": "Keywords",
    "person": "People",
    "organization": "Organizations",
    "venue": "Venues",
    "study": "Studies",
}
MARKS = {"work": " work", "claim": " claim", "concept": " concept", "keyword": " concept", "study": " study"}  # shapes that the map draws
ARGUED = ("work", "claim", "concept", "keyword", "study")


def article(page: Page, kicker: str, title: str, *, crumb: str = "", lead: str = "", aside: str = "", main: str) -> Html:
    """The body of a thing's page; `kicker` says what it is, `crumb` is the title where that is long. These are text, the rest is HTML."""
    kind, head = page.brief.kind, esc(title)
    return Html(
        f'<nav class="crumbs" aria-label="Breadcrumb"><a href="index.html">{LISTS[kind]}</a>'
        f'<span aria-current="page">{esc(crumb) if crumb else head}</span>{_to_map(page)}</nav>\n'
        f'<article class="node"><header><p class="kicker{MARKS.get(kind, "")}">{esc(kicker)}<h1>{head}</h1>\n{lead}</header>\n'
        f'<aside aria-label="Details">{aside}</aside>\n<div class="main">\n{main}</div></article>'
    )


def _to_map(page: Page) -> Html:
    """A link that shows a thing on the map, for those that stand in an argument."""
    kind, path = page.brief.kind, page.brief.path
    argued = kind in ARGUED and (kind == "claim" or page.fragments("kg:EvidenceLine") or page.linking_by("schema:about"))
    if not argued:
        return NOTHING
    return Html(f'<a class="to-map" href="../index.html#focus={path.removesuffix(".html")}">On the map</a>')
