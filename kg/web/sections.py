"""Sections that several kinds of page share: the entry as written, what was inferred, and links of any other kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from kg import terms
from kg.web.edition import SiteInput, sentence_case
from kg.web.facts import Brief, Node, Page
from kg.web.markup import NOTHING, Html, esc, items, join, quotation, row, rows, section
from kg.web.reflists import quoted

FOLDED = 12  # inferred links that are shown unfolded
FIELD = "<" + terms.PREFIXES["field"]
CERTAIN = 0.97  # score from which on a page does not quote the reference in which a work was found
CITES = terms.term("cito:cites")
FOUND = {  # whether this page's work cites the other -> heading of citations
    True: "Cites, found in its reference list",
    False: "Cited by, found in reference lists",
}
SAME = terms.term("kg:probablySameAs")
SUBJECT, PREDICATE, OBJECT = (terms.term(f"rdf:{name}") for name in ("subject", "predicate", "object"))
CITO = "<" + terms.PREFIXES["cito"]
SHORTCUTS = (
    "kg:claimedIn kg:supportedBy kg:disputedBy kg:qualifiedBy kg:extendedBy kg:mentionedBy kg:drawsOn kg:quotedFrom kg:definedBy kg:termOf "
    "kg:supportsClaim kg:disputesClaim kg:qualifiesClaim kg:extendsClaim"
).split()  # evidence lines say the same, and more


NEVER = (
    "rdf:type rdfs:label kg:authorship kg:year kg:pages dcterms:title dcterms:identifier dcterms:issued dcterms:abstract prism:doi "
    "prism:volume prism:issueIdentifier prism:startingPage prism:endingPage schema:sameAs schema:url prov:wasDerivedFrom "
    "foaf:name foaf:familyName foaf:givenName"
).split()  # never links between pages


class Rendered(NamedTuple):
    """A page's own part."""

    title: str  # text
    body: Html
    head: Html = NOTHING


def briefs(found: Iterable[str], site: SiteInput) -> Sequence[Brief]:
    """What to show of the things that terms name, each once, by label; terms without a page are left out."""
    brief = site.facts.brief
    known = {b.iri: b for t in found if (b := brief(t))}
    return sorted(known.values(), key=_by_label) if len(known) > 1 else list(known.values())


def _by_label(brief: Brief) -> tuple[str, str]:
    return brief.label.casefold(), brief.iri


def linked(found: Sequence[str], site: SiteInput) -> list[Html]:
    """Links to the things that terms name, each once, by label."""
    if not found:
        return []
    return [site.links[b.iri] for b in briefs(found, site)]


def listed(found: Sequence[str], site: SiteInput) -> list[Html]:
    """The same, with the titles of works beside them."""
    if not found:
        return []
    return [site.titles[b.iri] for b in briefs(found, site)]


def value(term: str, site: SiteInput) -> Html:
    """An object of a property: a link where it has a page, else text."""
    return (term[0] == "<" and site.links[term]) or esc(terms.value(term))


def values(node: Node, curie: str, site: SiteInput) -> Html:
    """All objects of a property: links where they have a page, else text."""
    return join([value(t, site) for t in node.terms(curie)])


def written(page: Page, site: SiteInput) -> Html:
    """The entry as it stands in the bibliography, to copy, with its file."""
    source = site.sources.get(page.node.iri)
    if source is None:
        return NOTHING
    text, left_out = site.reference_lists.without(page.node.iri, source.text)
    less = f", here without its field <code>{esc(left_out)}</code>" if left_out else ""
    file = f"<code>{esc(source.file)}</code>"
    if site.repository:
        file = f'<a class="out" href="{esc(site.repository)}/blob/HEAD/{quote(source.file)}">{file}</a>'
    return Html(
        f'<section id="entry"><h2>BibTeX</h2><p class="how">From {file}{less}<pre id="bib" tabindex="0">{esc(text)}</pre></section>'
    )


def notes(texts: Iterable[Html]) -> Html:
    """What an entry notes."""
    inner = "".join([f"<p>{text}</p>" for text in texts])
    return section("note", "Note", inner)


def rest(page: Page, site: SiteInput, known: frozenset[str], shown: frozenset[str] = frozenset()) -> Html:
    """What closes every page: other links and fields, what was inferred, and the entry."""
    left = page.node.properties.keys() - known - shown
    fields = {p for p in left if p.startswith(FIELD)} if left else left
    links = other_links(page, left - fields, page.linking().keys() - known, site)
    return Html(links + other_fields(page.node, fields) + inferred(page, site) + written(page, site))


def other_fields(node: Node, names: Iterable[str]) -> Html:
    """Fields that no standard term stands for, as a table."""
    if not names:
        return NOTHING
    found = [row(esc(p[len(FIELD) : -1]), esc("; ".join(map(terms.value, node.properties[p])))) for p in sorted(names)]
    return section("fields", "Other fields", rows(found), css="small")


def inferred(page: Page, site: SiteInput) -> Html:
    """What the program found by itself, apart from what people wrote."""
    if not page.matches:
        return NOTHING
    here = page.node.iri
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for match in page.matches:
        said = match.properties
        subject, predicate = said[SUBJECT][0], said[PREDICATE][0]
        active = subject == here
        if brief := site.facts.brief(said[OBJECT][0] if active else subject):
            before = "Perhaps the same as " if predicate == SAME else ""
            heading, how = _found(match, brief.label if active else page.brief.label, active=active)
            line = before + site.links[brief.iri] + (f' <span class="t">{how}</span>' if how else "")
            groups[heading].append((brief.label, line))
    note = '<p class="note">Found by the program, not stated by anyone. Kept apart in the graph as well.</p>'
    listing = "".join([_folded(heading, groups[heading]) for heading in sorted(groups)])
    return section("inferred", "Possible links", note + listing, css="inferred") if groups else NOTHING


def _folded(heading: str, lines: list[tuple[str, str]]) -> str:
    """Inferred links of one kind, folded where they are many."""
    html = items([Html(line) for _, line in sorted(lines)])
    if len(lines) > FOLDED:
        html = Html(f"<details><summary>{len(lines)} found</summary>{html}</details>")
    return f"<h3>{heading}</h3>{html}" if heading else html


def _found(match: Node, label: str, *, active: bool) -> tuple[str, Html]:
    """The heading that says where an inferred link was found, and its line's own words; `label` is that of the object.

    Words are quoted where they leave a doubt.
    """
    text, place, predicate = match.one("kg:matchedText"), match.one("kg:matchedIn"), match.properties[PREDICATE][0]
    if predicate == SAME:
        return "", esc(f"their names are alike: {text}" if place == "name" else f"the same {place}")
    if predicate == CITES:
        doubt = float(match.one("kg:score") or 0) < CERTAIN
        return FOUND[active], quotation(quoted(text)) if doubt else NOTHING
    return f"Found in the {place}" if place else "Found", quotation(text) if text.casefold() != label.casefold() else NOTHING


def other_links(page: Page, active: Iterable[str], passive: Iterable[str], site: SiteInput) -> Html:
    """Links between pages that no section of their own stands for, by these predicates, in both directions."""
    found: dict[str, list[str]] = defaultdict(list)
    here, said, linking = page.node.iri, page.node.properties, page.linking()
    for predicate in active:
        if not predicate.startswith(CITO):
            found[sentence_case(site.label(predicate))] += [t for t in said[predicate] if t in site.facts.briefs and t != here]
    for predicate in passive:
        if not predicate.startswith(CITO):
            found[f"{sentence_case(site.label(predicate))} (the other way)"] += linking[predicate]
    if not found:
        return NOTHING
    named = [row(esc(name), join(listed(found[name], site), "; ")) for name in sorted(found) if found[name]]
    return section("links", "Other links", rows(named))


def terms_of(*curies: str) -> frozenset[str]:
    """Properties that pages show by themselves, as IRI terms; those that evidence lines stand for are always among them."""
    return frozenset(terms.term(c) for c in (*NEVER, *SHORTCUTS, *curies))
