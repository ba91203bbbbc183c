"""The pages of concepts and keywords: what a term means, where it stands, and who speaks of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg import terms
from kg.web import evidence, example, jsonld
from kg.web.article import article
from kg.web.edition import SiteInput
from kg.web.facts import Brief, Page
from kg.web.markup import MOST, NOTHING, Html, esc, items, join, narrowed, outside, row, rows, section, spoken
from kg.web.reach import below, claims_below
from kg.web.sections import Rendered, briefs, listed, notes, rest, terms_of

KNOWN = terms_of("skos:broader", "skos:narrower", "skos:related", "dcterms:subject", "schema:about", "kg:design", "kg:method")


def concept(page: Page, site: SiteInput) -> Rendered:
    """The page of a concept or keyword."""
    node, label, language = page.node, page.brief.label, site.language
    lead = "".join([f'<p class="lede">{spoken(t, language)}</p>\n' for t in node.terms("skos:definition")])
    facts = [
        row("Also called", _labels(page, site)),
        row("Same as", join([outside(u) for u in node.all("skos:exactMatch")])),
    ]
    lines = [evidence.from_claim(n, site) for n in evidence.lines_of(page) if node.iri in n.terms("kg:concept")]
    used = [*page.linking_by("kg:design"), *page.linking_by("kg:method")]
    main = (
        section("term", "Whose term it is", evidence.groups(lines, site, evidence.inverse(site)))
        + _claims(page, site)
        + section("works", "Works about it", items(listed(page.linking_by("dcterms:subject"), site), more=_all(page, "work")))
        + section("studies", "Studies that use it", items(listed(used, site)))
        + notes([spoken(t, language) for t in node.terms("skos:note")])
        + rest(page, site, KNOWN)
    )
    aside = rows(facts) + section("place", "Among the concepts", _tree(page, site))
    kind = "Concept" if page.brief.kind == "concept" else "Keyword"
    body = article(page, kind, label, lead=lead + _proposal(page, site), aside=aside, main=main)
    return Rendered(label, body, jsonld.concept(page, site))


def _proposal(page: Page, site: SiteInput) -> str:
    """What a phrase is that the program proposes, and the entry that makes a concept of it."""
    if not page.proposed:
        return ""
    return (
        '<p class="lede">A phrase that several titles share, proposed by the program: nobody has stated that these works are about it. '
        "If it is a concept of this literature, say what it means; put this into a <code>.bib</code> file in <code>bib/</code>, and build "
        f'again:</p>\n<div class="copyable"><pre id="proposal" tabindex="0">{esc(example.concept_of(page.brief, site))}</pre>'
        '<button class="copy" type="button" data-copy="proposal" hidden>Copy</button></div>\n'
    )


def _labels(page: Page, site: SiteInput) -> Html:
    """The other labels of a concept, in their languages."""
    first = page.brief.label
    found = [t for t in page.node.terms("skos:prefLabel") if terms.value(t) != first] + page.node.terms("skos:altLabel")
    return join([spoken(t, site.language) for t in found])


def _claims(page: Page, site: SiteInput) -> Html:
    """The claims about a concept, and those about narrower ones."""
    own = briefs(page.linking_by("schema:about"), site)
    others = claims_below(page, below(page, site.facts.brief))
    shown = briefs(others[:MOST], site)
    return Html(
        section("claims", "Claims about it", items([site.links[b.iri] for b in own], more=_all(page, "claim")))
        + section(
            "narrower-claims",
            "Claims about narrower concepts",
            items([site.links[b.iri] for b in shown], more="on the pages of these concepts", total=len(others)),
        )
    )


def _all(page: Page, kind: str) -> Callable[[], Html]:
    """Where all works or claims about a concept are."""
    return narrowed(page.brief.path, kind, "about", page.brief.label, f"in the list of {kind}s")


def _tree(page: Page, site: SiteInput) -> Html:
    """Broader concepts, this one and narrower ones, set in; related ones beside."""
    broader = briefs(page.node.terms("skos:broader"), site)
    narrower = briefs(page.linking_by("skos:broader"), site)
    around = {b.iri for b in (*broader, *narrower)}
    related = [b for b in briefs([*page.node.terms("skos:related"), *page.linking_by("skos:related")], site) if b.iri not in around]
    tree = NOTHING
    if broader or narrower:
        here = f'<ul><li><span class="here" aria-current="true">{esc(page.brief.label)}</span>{_list(narrower, site)}</li></ul>'
        tree = Html(f'<div class="tree">{_above(broader, here, site)}</div>')
    line = f'<p class="related">Related: {join([site.links[b.iri] for b in related])}</p>' if related else ""
    return Html(tree + line)


def _above(broader: Sequence[Brief], inner: str, site: SiteInput) -> str:
    return (
        f"<ul>{''.join([f'<li>{site.links[b.iri]}{inner if b is broader[-1] else NOTHING}</li>' for b in broader])}</ul>"
        if broader
        else inner
    )


def _list(found: Sequence[Brief], site: SiteInput) -> str:
    more = '<a href="index.html">in the list of concepts</a>'
    return items([site.links[b.iri] for b in found], "", more)
