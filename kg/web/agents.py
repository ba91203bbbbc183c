"""The pages of people, organizations and venues: their works, and who stands beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg import terms
from kg.web import jsonld
from kg.web.article import article
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.facts import Brief, Page, owner
from kg.web.markup import Html, esc, items, join, narrowed, outside, row, rows, section
from kg.web.sections import Rendered, listed, notes, rest, terms_of

MOST = 50  # people who are named as colleagues
KNOWN = terms_of("dcterms:creator", "dcterms:publisher", "dcterms:rightsHolder", "dcterms:isPartOf", "foaf:made")
AGENCY = (("dcterms:creator", "author"), ("dcterms:publisher", "publisher"), ("dcterms:rightsHolder", "holder"))


def person(page: Page, site: SiteInput) -> Rendered:
    """The page of a person or organization."""
    node, label = page.node, page.brief.label
    roles = _roles(page)
    facts = [
        row("ORCID", join([outside(u, u.rpartition("/")[2]) for u in node.all("owl:sameAs") if "orcid.org" in u])),
        row("Also written", esc(", ".join([x for x in (*node.all("foaf:name"), *node.all("skos:altLabel")) if x != label]))),
        row("Home page", join([outside(u) for u in node.all("schema:url")])),
        row("Worked with", join([site.links[agent] for agent in _beside(page, site, roles)])),
    ]
    published = sum("publisher" in found for found in roles.values())
    facet = "publisher" if published > len(roles) / 2 else "author"
    main = section("works", "Works", _by_year(roles, page, site, facet)) + notes(map(esc, node.all("skos:note"))) + rest(page, site, KNOWN)
    body = article(page, sentence_case(page.brief.kind), label, aside=rows(facts), main=main)
    return Rendered(label, body, jsonld.agent(page, site))


def venue(page: Page, site: SiteInput) -> Rendered:
    """The page of a journal, book series, conference or book that is only known as the place of works."""
    node = page.node
    kinds = [in_words(t) for t in node.terms("rdf:type") if t != terms.term("kg:Venue")]
    facts = [
        row("Short title", esc(", ".join(node.all("fabio:hasShortTitle")))),
        row("ISSN", esc(", ".join([*node.all("prism:issn"), *node.all("prism:eIssn")]))),
        row("Part of", join(listed(node.terms("dcterms:isPartOf"), site), "; ")),
    ]
    works: dict[str, set[str]] = {s: set() for s in page.linking_by("dcterms:isPartOf")}
    main = (
        section("works", "Works", _by_year(works, page, site, "venue")) + notes(map(esc, node.all("skos:note"))) + rest(page, site, KNOWN)
    )
    body = article(page, sentence_case(", ".join(kinds) or "venue"), page.brief.label, aside=rows(facts), main=main)
    return Rendered(page.brief.label, body, jsonld.venue(page, site))


def _roles(page: Page) -> dict[str, set[str]]:
    """The works of an agent by IRI term, with its roles in each; the role of an author goes without saying."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in page.fragments("kg:Authorship"):
        role = node.one("kg:role").rpartition("/")[2]
        found[owner(node.iri)].add(node.one("kg:contribution") if role == "contributor" else role)
    for predicate, role in AGENCY:
        for subject in page.linking_by(predicate):
            found[subject].add(role)
    for roles in found.values():
        roles.discard("author")
    return found


def _beside(page: Page, site: SiteInput, works: Iterable[str]) -> list[str]:
    """Those who wrote or edited the same works, most often first, as IRI terms."""
    brief = site.facts.briefs.get
    counts: dict[str, int] = {}
    for work in works:
        for agent in known.people if (known := brief(work)) else ():
            counts[agent] = counts.get(agent, 0) + 1
    counts.pop(page.node.iri, None)
    found = sorted([(-n, b.label.casefold(), b.iri) for agent, n in counts.items() if (b := brief(agent))])
    return [agent for _, _, agent in found[:MOST]]


def _by_year(works: dict[str, set[str]], page: Page, site: SiteInput, facet: str) -> Html:
    """Works with their years before them, latest first; `facet` is what narrows the list of works down to them."""
    brief = site.facts.briefs.get
    known = [b for term in works if (b := brief(term))]
    if len(known) > 1:
        known.sort(key=_by_label)
        known.sort(key=_year, reverse=True)
    titles = site.works
    lines = [Html(f"<b>{esc(b.year) or 'n.d.'}</b> {titles[b.iri]}{_as(works[b.iri])}") for b in known]
    return items(lines, "lines works years", narrowed(page.brief.path, "work", facet, page.brief.label, "in the list of works"))


def _as(roles: set[str]) -> str:
    return f'<span class="how">as {esc(", ".join(sorted(roles)))}</span>' if roles else ""


def _by_label(brief: Brief) -> tuple[str, str]:
    return brief.label.casefold(), brief.iri


def _year(brief: Brief) -> str:
    return brief.year
