"""The pages of concepts and keywords: what a term means, where it stands, and who speaks of it."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from kg import terms
from kg.web import evidence, example, jsonld
from kg.web.edition import SiteInput
from kg.web.facts import Brief, Page
from kg.web.markup import items, join, link, outside, rows, section, spoken
from kg.web.sections import Rendered, briefs, from_pages, inferred, other_fields, other_links, terms_of, titled, written

KNOWN = terms_of("skos:broader", "skos:narrower", "skos:related", "dcterms:subject", "schema:about", "kg:design", "kg:method")


def concept(page: Page, site: SiteInput) -> Rendered:
    """The page of a concept or keyword."""
    node = page.node
    lines = [evidence.from_claim(n, site) for n in evidence.lines_of(page) if node.iri in n.terms("kg:concept")]
    narrower = _narrower(page, site)
    own = briefs(from_pages(page, "schema:about"), site)
    theirs = briefs((claim for b in narrower for claim in b.claims), site)
    others = [b for b in theirs if b not in own]
    used = briefs([*from_pages(page, "kg:design"), *from_pages(page, "kg:method")], site)
    works = briefs(from_pages(page, "dcterms:subject"), site)
    return Rendered(
        "concept.html",
        page.brief.label,
        {
            "kind": "Concept" if page.brief.kind == "concept" else "Keyword",
            "proposal": example.concept_of(page.brief, site) if page.proposed else "",
            "label": page.brief.label,
            "definitions": [spoken(t, site.language) for t in node.terms("skos:definition")],
            "notes": [spoken(t, site.language) for t in node.terms("skos:note")],
            "facts": rows({"Also called": _labels(page, site), "Same as": join([outside(u) for u in node.all("skos:exactMatch")])}),
            "tree": section("place", "Among the concepts", _tree(page, site)),
            "terms": section("term", "Whose term it is", evidence.groups(lines, site, evidence.inverse(site))),
            "claims": section("claims", "Claims about it", items([link(b) for b in own])),
            "narrower": section("narrower-claims", "Claims about narrower concepts", items([link(b) for b in others])),
            "works": section("works", "Works about it", items([titled(b) for b in works])),
            "studies": section("studies", "Studies that use it", items([titled(b) for b in used])),
            "rest": other_links(page, site, KNOWN) + other_fields(node) + inferred(page, site) + written(page, site),
        },
        jsonld.concept(page, site),
    )


def _labels(page: Page, site: SiteInput) -> Markup:
    """The other labels of a concept, in their languages."""
    first = page.brief.label
    found = [t for t in page.node.terms("skos:prefLabel") if terms.value(t) != first] + page.node.terms("skos:altLabel")
    return join([spoken(t, site.language) for t in found])


def _narrower(page: Page, site: SiteInput) -> Iterable[Brief]:
    """All narrower concepts, at any depth."""
    found: dict[str, Brief] = {}
    ahead = from_pages(page, "skos:broader")
    while ahead:
        term = ahead.pop()
        if term not in found and term != page.node.iri and (brief := site.facts.brief(term)):
            found[term] = brief
            ahead += brief.narrower
    return [found[t] for t in sorted(found)]


def _tree(page: Page, site: SiteInput) -> Markup:
    """Broader concepts, this one and narrower ones, set in; related ones beside."""
    broader = briefs(page.node.terms("skos:broader"), site)
    below = briefs(from_pages(page, "skos:broader"), site)
    beside = briefs([*page.node.terms("skos:related"), *from_pages(page, "skos:related")], site)
    related = [b for b in beside if b not in broader and b not in below]
    tree = Markup("")
    if broader or below:
        here = Markup('<span class="here" aria-current="true">{}</span>').format(page.brief.label)
        inner = Markup("<ul><li>{}{}</li></ul>").format(here, _list(below))
        tree = Markup('<div class="tree">{}</div>').format(_above(broader, inner))
    line = Markup('<p class="related">Related: {}</p>').format(join([link(b) for b in related])) if related else Markup("")
    return tree + line


def _above(broader: list[Brief], inner: Markup) -> Markup:
    if not broader:
        return inner
    lines = [Markup("<li>{}{}</li>").format(link(b), inner if b is broader[-1] else "") for b in broader]
    return Markup("<ul>{}</ul>").format(Markup("").join(lines))


def _list(found: list[Brief]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(link(b)) for b in found)) if found else escape("")
