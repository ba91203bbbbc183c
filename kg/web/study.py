"""Studies: the enquiry a work reports, as a block on the work's page and as a page of its own."""

from __future__ import annotations

import re

from kg.web import evidence
from kg.web.article import article
from kg.web.edition import SiteInput
from kg.web.facts import Brief, Node, Page
from kg.web.markup import Html, esc, items, row, rows, section
from kg.web.sections import Rendered, listed, notes, rest, terms_of, values

KNOWN = terms_of("kg:reportedIn", "kg:design", "kg:method")
DESIGN = (
    ("Design", "kg:design"),
    ("Methods", "kg:method"),
    ("Unit", "kg:unit"),
    ("Sample", "kg:sample"),
    ("Setting", "kg:setting"),
    ("Place", "dcterms:spatial"),
    ("Period", "dcterms:temporal"),
)
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?)?\Z")
_UNITS = ("year", "month", "week", "day", "hour", "minute")


def study(page: Page, site: SiteInput) -> Rendered:
    """The page of a study."""
    node = page.node
    title = node.one("dcterms:title") or page.brief.label
    lines = [n for n in evidence.lines_of(page) if node.iri in n.terms("kg:study")]
    found = [x for n in lines if (x := evidence.from_source(n, site, on_study=True))]
    main = (
        section("reported", "Reported in", items(listed(node.terms("kg:reportedIn"), site)))
        + section("claims", "Where it stands", evidence.groups(found, site, evidence.active(site)))
        + notes(map(esc, node.all("skos:note")))
        + rest(page, site, KNOWN)
    )
    return Rendered(title, article(page, "Study", title, aside=design(node, site), main=main))


def block(study: Brief | Node, site: SiteInput) -> Html:
    """A study within the page of the work that reports it; one without a page of its own is a fragment of that work's."""
    if isinstance(study, Node):
        return design(study, site)
    node = Node(study.iri, {p: list(objects) for p, objects in study.design})
    return Html(f'<p class="how">{site.links[study.iri]}</p>{design(node, site)}')


def design(node: Node, site: SiteInput) -> Html:
    """Design, methods, sample, place and time of a study as a definition list."""
    lasted = node.one("kg:durationAsWritten") or duration(node.one("kg:duration"))
    return rows([*(row(name, values(node, curie, site)) for name, curie in DESIGN), row("Duration", esc(lasted))])


def duration(text: str) -> str:
    """An xsd:duration in words, as written where it is none.

    >>> duration("P1Y6M"), duration("P18M"), duration("P1D"), duration("ages")
    ('1 year and 6 months', '18 months', '1 day', 'ages')
    """
    match = _DURATION.match(text)
    parts = [f"{n} {unit}{'' if n == '1' else 's'}" for n, unit in zip(match.groups(), _UNITS, strict=True) if n] if match else []
    return " and ".join(parts) or text
