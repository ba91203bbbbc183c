"""Studies: the enquiry a work reports, as a block on the work's page and as a page of its own."""

from __future__ import annotations

import re

from markupsafe import Markup

from kg.web import evidence
from kg.web.edition import SiteInput
from kg.web.facts import Brief, Node, Page
from kg.web.markup import items, link, rows, section
from kg.web.sections import Rendered, briefs, inferred, other_fields, other_links, terms_of, titled, values, written

KNOWN = terms_of("kg:reportedIn", "kg:design", "kg:method")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?)?\Z")
_UNITS = ("year", "month", "week", "day", "hour", "minute")


def study(page: Page, site: SiteInput) -> Rendered:
    """The page of a study."""
    node = page.node
    lines = [n for n in evidence.lines_of(page) if node.iri in n.terms("kg:study")]
    found = [x for n in lines if (x := evidence.from_source(n, site, on_study=True))]
    works = briefs(node.terms("kg:reportedIn"), site)
    return Rendered(
        "study.html",
        node.one("dcterms:title") or page.brief.label,
        {
            "works": works and items([titled(b) for b in works]),
            "facts": design(node, site),
            "claims": section("claims", "Where it stands", evidence.groups(found, site, evidence.active(site))),
            "notes": node.all("skos:note"),
            "rest": other_links(page, site, KNOWN) + other_fields(node) + inferred(page, site) + written(page, site),
        },
    )


def block(study: Brief | Node, site: SiteInput) -> Markup:
    """A study within the page of the work that reports it; one without a page of its own is a fragment of that work's."""
    if isinstance(study, Node):
        return design(study, site)
    node = Node(study.iri)
    node.properties = {p: list(objects) for p, objects in study.design}
    return Markup('<p class="how">{}</p>').format(link(study)) + design(node, site)


def design(node: Node, site: SiteInput) -> Markup:
    """Design, methods, sample, place and time of a study as a definition list."""
    return rows(
        {
            "Design": values(node, "kg:design", site),
            "Methods": values(node, "kg:method", site),
            "Unit": values(node, "kg:unit", site),
            "Sample": values(node, "kg:sample", site),
            "Setting": values(node, "kg:setting", site),
            "Place": values(node, "dcterms:spatial", site),
            "Period": values(node, "dcterms:temporal", site),
            "Duration": node.one("kg:durationAsWritten") or duration(node.one("kg:duration")),
        }
    )


def duration(text: str) -> str:
    """An xsd:duration in words, as written where it is none.

    >>> duration("P1Y6M"), duration("P18M"), duration("P1D"), duration("ages")
    ('1 year and 6 months', '18 months', '1 day', 'ages')
    """
    match = _DURATION.match(text)
    parts = [f"{n} {unit}{'' if n == '1' else 's'}" for n, unit in zip(match.groups(), _UNITS, strict=True) if n] if match else []
    return " and ".join(parts) or text
