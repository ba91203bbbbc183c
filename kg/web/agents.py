"""The pages of people, organizations and venues: their works, and who stands beside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from heapq import nsmallest

from markupsafe import Markup

from kg import terms
from kg.web import jsonld
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.facts import Brief, Page, owner
from kg.web.markup import esc, join, link, outside, rows, safe, section
from kg.web.sections import Rendered, briefs, from_pages, inferred, other_fields, other_links, terms_of, titled, written

MOST = 50  # people who are named as colleagues
KNOWN = terms_of("dcterms:creator", "dcterms:publisher", "dcterms:rightsHolder", "dcterms:isPartOf", "foaf:made")


def person(page: Page, site: SiteInput) -> Rendered:
    """The page of a person or organization."""
    node = page.node
    roles = _roles(page)
    beside = _beside(page, site, roles)
    orcid = [u for u in node.all("owl:sameAs") if "orcid.org" in u]
    facts = {
        "ORCID": join([outside(u, u.rpartition("/")[2]) for u in orcid]),
        "Also written": ", ".join(x for x in (*node.all("foaf:name"), *node.all("skos:altLabel")) if x != page.brief.label),
        "Home page": join([outside(u) for u in node.all("schema:url")]),
        "Worked with": join([link(b) for b in beside]),
    }
    return Rendered(
        "agent.html",
        page.brief.label,
        {
            "kind": sentence_case(page.brief.kind),
            "facts": rows(facts),
            "works": section("works", "Works", _by_year(roles, site)),
            "notes": node.all("skos:note"),
            "rest": other_links(page, site, KNOWN) + other_fields(node) + inferred(page, site) + written(page, site),
        },
        jsonld.agent(page),
    )


def venue(page: Page, site: SiteInput) -> Rendered:
    """The page of a journal, book series, conference or book that is only known as the place of works."""
    node = page.node
    kinds = [in_words(t) for t in node.terms("rdf:type") if t != terms.term("kg:Venue")]
    works: dict[str, set[str]] = {s: set() for s in from_pages(page, "dcterms:isPartOf")}
    return Rendered(
        "agent.html",
        page.brief.label,
        {
            "kind": sentence_case(", ".join(kinds) or "venue"),
            "facts": rows(
                {
                    "Short title": ", ".join(node.all("fabio:hasShortTitle")),
                    "ISSN": ", ".join([*node.all("prism:issn"), *node.all("prism:eIssn")]),
                    "Part of": join([titled(b) for b in briefs(node.terms("dcterms:isPartOf"), site)], "; "),
                }
            ),
            "works": section("works", "Works", _by_year(works, site)),
            "notes": node.all("skos:note"),
            "rest": other_links(page, site, KNOWN) + other_fields(node) + inferred(page, site) + written(page, site),
        },
        jsonld.venue(page),
    )


def _roles(page: Page) -> dict[str, set[str]]:
    """The works of an agent by IRI term, with its roles in each; the role of an author goes without saying."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in page.fragments("kg:Authorship"):
        role = node.one("kg:role").rpartition("/")[2]
        found[owner(node.iri)].add(node.one("kg:contribution") if role == "contributor" else role)
    for predicate, role in (("dcterms:creator", "author"), ("dcterms:publisher", "publisher"), ("dcterms:rightsHolder", "holder")):
        for subject in from_pages(page, predicate):
            found[subject].add(role)
    return {work: roles - {"author"} for work, roles in found.items()}


def _beside(page: Page, site: SiteInput, roles: dict[str, set[str]]) -> list[Brief]:
    """Those who wrote or edited the same works, most often first."""
    counts = Counter(agent for work in roles if (b := site.facts.brief(work)) for agent in b.people if agent != page.node.iri)
    known = [(b, n) for agent, n in counts.items() if (b := site.facts.brief(agent))]
    return [b for b, _ in nsmallest(MOST, known, key=lambda x: (-x[1], x[0].label.casefold(), x[0].iri))]


def _by_year(works: dict[str, set[str]], site: SiteInput) -> Markup:
    """Works with their years before them, latest first."""
    known = [(b, roles) for term, roles in works.items() if (b := site.facts.brief(term))]
    known.sort(key=lambda x: (x[0].label.casefold(), x[0].iri))
    known.sort(key=lambda x: x[0].year, reverse=True)
    lines = [
        f'<li><span class="y">{esc(b.year or "n.d.")}</span><div>{titled(b)}'
        + (f'<span class="how">as {esc(", ".join(sorted(roles)))}</span>' if roles else "")
        + "</div></li>"
        for b, roles in known
    ]
    return safe(f'<ul class="lines years">{"".join(lines)}</ul>' if lines else "")
