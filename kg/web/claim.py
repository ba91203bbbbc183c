"""The page of a claim: its statement, the sentence it rests on, and who stands where on it."""

from __future__ import annotations

from kg.web import evidence, jsonld
from kg.web.article import article
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.facts import Page
from kg.web.markup import Html, esc, items, section
from kg.web.sections import Rendered, linked, rest, terms_of, values

KNOWN = terms_of("schema:about")
CALM = '<p class="note">Nobody in this literature disputes it.</p>'


def claim(page: Page, site: SiteInput) -> Rendered:
    """The page of a claim."""
    node = page.node
    title = node.one("schema:text") or page.brief.label
    lines = evidence.lines_of(page)
    own = [n for n in lines if node.iri in n.terms("kg:claim") and not n.terms("kg:sourceClaim")]
    tentative = any(evidence.HEDGED in n.terms("kg:certainty") for n in own)
    kinds = ["claim", *map(in_words, node.all("kg:kind")), *(["put tentatively"] if tentative else [])]
    sources = [evidence.from_claim(n, site) for n in own]
    against = any(node.iri in n.terms("kg:claim") and site.polarity(n.link("kg:stance")) < 0 for n in lines)
    main = (
        _rests(page, site)
        + section("evidence", "Evidence", evidence.groups(sources, site, evidence.inverse(site)) + ("" if against or not sources else CALM))
        + _relations(page, site)
        + section("note", "Note", f"<p>{note}</p>" if (note := values(node, "skos:note", site)) else "")
        + rest(page, site, KNOWN)
    )
    about = items(linked(node.terms("schema:about"), site), "chips")
    aside = f'\n<h2 class="quiet">About</h2>\n{about}\n' if about else ""
    return Rendered(title, article(page, sentence_case(" · ".join(kinds)), title, aside=aside, main=main), jsonld.claim(page, site))


def _rests(page: Page, site: SiteInput) -> str:
    """The sentence that a claim rests on, and the work that it stands in."""
    quotes = "".join([f"<blockquote><p>{esc(text)}</p></blockquote>" for text in page.node.all("kg:quote")])
    works = ", ".join(linked(page.node.terms("kg:quotedFrom"), site))
    origin = f'<p class="from">from {works}</p>' if works else ""
    return f'<figure class="rests"><figcaption>Rests on</figcaption>\n{quotes}\n{origin}</figure>\n' if quotes else ""


def _relations(page: Page, site: SiteInput) -> Html:
    """How the claim stands to other claims, and they to it."""
    pairs = [p for n in evidence.lines_of(page) if n.terms("kg:sourceClaim") and (p := evidence.between_claims(n, site, page.node.iri))]
    taking = evidence.groups([line for takes, line in pairs if takes], site, evidence.active(site))
    taken = evidence.groups([line for takes, line in pairs if not takes], site, evidence.inverse(site))
    return section("argument", "In the argument", taking + taken)
