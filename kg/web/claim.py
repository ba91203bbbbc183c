"""The page of a claim: its statement, the sentence it rests on, and who stands where on it."""

from __future__ import annotations

from markupsafe import Markup

from kg.web import evidence, jsonld
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.facts import Page
from kg.web.markup import items, join, link, section
from kg.web.sections import Rendered, briefs, inferred, other_fields, other_links, terms_of, values, written

KNOWN = terms_of("schema:about")


def claim(page: Page, site: SiteInput) -> Rendered:
    """The page of a claim."""
    node = page.node
    lines = evidence.lines_of(page)
    own = [n for n in lines if node.iri in n.terms("kg:claim") and not n.terms("kg:sourceClaim")]
    tentative = any(evidence.HEDGED in n.terms("kg:certainty") for n in own)
    kinds = ["claim", *map(in_words, node.all("kg:kind")), *(["put tentatively"] if tentative else [])]
    sources = [evidence.from_claim(n, site) for n in own]
    against = any(node.iri in n.terms("kg:claim") and site.polarity(n.link("kg:stance")) < 0 for n in lines)
    calm = "" if against or not sources else Markup('<p class="note">Nobody in this literature disputes it.</p>')
    return Rendered(
        "claim.html",
        node.one("schema:text") or page.brief.label,
        {
            "kind": sentence_case(" · ".join(kinds)),
            "quotes": node.all("kg:quote"),
            "quoted": join([link(b) for b in briefs(node.terms("kg:quotedFrom"), site)]),
            "evidence": section("evidence", "Evidence", evidence.groups(sources, site, evidence.inverse(site)) + calm),
            "claims": _relations(page, site),
            "concepts": items([link(b) for b in briefs(node.terms("schema:about"), site)], "chips"),
            "notes": values(node, "skos:note", site),
            "rest": other_links(page, site, KNOWN) + other_fields(node) + inferred(page, site) + written(page, site),
        },
        jsonld.claim(page, site.facts),
    )


def _relations(page: Page, site: SiteInput) -> Markup:
    """How the claim stands to other claims, and they to it."""
    pairs = [p for n in evidence.lines_of(page) if n.terms("kg:sourceClaim") and (p := evidence.between_claims(n, site, page.node.iri))]
    taking = evidence.groups([line for takes, line in pairs if takes], site, evidence.active(site))
    taken = evidence.groups([line for takes, line in pairs if not takes], site, evidence.inverse(site))
    return section("argument", "In the argument", taking + taken)
