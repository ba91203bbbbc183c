"""Sections that several kinds of page share: the entry as written, what was inferred, and links of any other kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from kg import iri, terms
from kg.web.edition import SiteInput, sentence_case
from kg.web.facts import Brief, Node, Page, owner
from kg.web.markup import esc, items, join, link, quotation, rows, safe, section

FOLDED = 12  # inferred links that are shown unfolded
FIELD = "<" + terms.PREFIXES["field"]
FOUND = {  # predicate, and whether this page's thing is the subject -> heading of such links
    (terms.term("cito:cites"), True): "Cites, found in its reference list",
    (terms.term("cito:cites"), False): "Cited by, found in reference lists",
}
SAME = terms.term("kg:probablySameAs")
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
    """A page's own part: what its template is filled with, and what goes into its head."""

    template: str
    title: str
    values: dict[str, object]
    head: str = ""  # markup


def briefs(found: Iterable[str], site: SiteInput) -> list[Brief]:
    """What to show of the things that terms name, each once, by label; terms without a page are left out."""
    known = {b.iri: b for t in found if (b := site.facts.brief(t))}
    return sorted(known.values(), key=_by_label) if len(known) > 1 else list(known.values())


def _by_label(brief: Brief) -> tuple[str, str]:
    return brief.label.casefold(), brief.iri


def from_pages(page: Page, curie: str, *kinds: str) -> list[str]:
    """The subjects that link to a page by a property; of these kinds, where any are given."""
    wanted = terms.term(curie)
    found = [s for p, s in page.incoming if p == wanted]
    return [s for s in found if iri.kind(s) in kinds] if kinds else found


@lru_cache(maxsize=200_000)
def titled(brief: Brief) -> Markup:
    """A link to a work with its title beside it; to anything else, the link alone."""
    return safe(f'{link(brief)} <span class="t">{esc(brief.detail)}</span>') if brief.detail else link(brief)


def values(node: Node, curie: str, site: SiteInput) -> Markup:
    """All objects of a property: links where they have a page, else text."""
    return join([link(b) if (b := site.facts.brief(t)) else terms.value(t) for t in node.terms(curie)])


def written(page: Page, site: SiteInput) -> Markup:
    """The entry as it stands in the bibliography, to copy, with its file and key."""
    source = site.sources.get(page.node.iri)
    if source is None:
        return Markup("")
    return safe(
        f'<section id="entry"><h2>BibTeX</h2><p class="how">Entry <code>{esc(source.key)}</code> in <code>{esc(source.file)}</code></p>'
        f'<div class="copyable"><pre id="bib" tabindex="0">{esc(source.text)}</pre>'
        '<button class="copy" data-copy="bib" hidden>Copy</button></div></section>'
    )


def other_fields(node: Node, shown: frozenset[str] = frozenset()) -> Markup:
    """Fields that no standard term stands for, as a table; `shown` are those that stand elsewhere on the page."""
    names = sorted(p for p in node.properties if p.startswith(FIELD) and p not in shown)
    found = {p[len(FIELD) : -1]: "; ".join(map(terms.value, node.properties[p])) for p in names}
    return section("fields", "Other fields", rows(found), css="small")


def inferred(page: Page, site: SiteInput) -> Markup:
    """What the program found by itself, apart from what people wrote."""
    groups: dict[str, list[tuple[str, Markup]]] = defaultdict(list)
    for match in page.matches:
        active = match.link("rdf:subject") == page.node.iri
        if brief := site.facts.brief(match.link("rdf:object") if active else match.link("rdf:subject")):
            before = "Perhaps the same as " if match.link("rdf:predicate") == SAME else ""
            line = escape(before) + link(brief) + Markup(' <span class="t">{}</span>').format(_found(match, site))
            groups[FOUND.get((match.link("rdf:predicate"), active), "")].append((brief.label, line))
    note = Markup('<p class="note">Found by the program, not stated by anyone. Kept apart in the graph as well.</p>')
    listed = Markup("").join(_folded(heading, groups[heading]) for heading in sorted(groups))
    return section("inferred", "Possible links", note + listed, css="inferred") if groups else Markup("")


def _folded(heading: str, lines: list[tuple[str, Markup]]) -> Markup:
    """Inferred links of one kind, folded where they are many."""
    listed = items([html for _, html in sorted(lines)])
    if len(lines) > FOLDED:
        listed = Markup("<details><summary>{} found</summary>{}</details>").format(len(lines), listed)
    return (Markup("<h3>{}</h3>").format(heading) if heading else Markup("")) + listed


def _found(match: Node, site: SiteInput) -> Markup:
    text, place = match.one("kg:matchedText"), match.one("kg:matchedIn")
    if match.link("rdf:predicate") == SAME:
        return escape(f"their names are alike: {text}" if place == "name" else f"the same {place}")
    where = f"found in the {place}: " if place else "found: "
    return escape(where) + quotation(text) if text else escape(site.label(match.link("rdf:predicate")))


def other_links(page: Page, site: SiteInput, known: frozenset[str]) -> Markup:
    """Links between pages that no section of their own stands for, in both directions."""
    found: dict[str, list[str]] = defaultdict(list)
    for predicate, objects in page.node.properties.items():
        if _is_other(predicate, known):
            found[sentence_case(site.label(predicate))] += [t for t in objects if t in site.facts.briefs and t != page.node.iri]
    for predicate, subject in page.incoming:
        if _is_other(predicate, known):
            found[f"{sentence_case(site.label(predicate))} (the other way)"].append(owner(subject))
    named = {name: join([titled(b) for b in briefs(found[name], site)], "; ") for name in sorted(found) if found[name]}
    return section("links", "Other links", rows(named))


def _is_other(predicate: str, known: frozenset[str]) -> bool:
    return predicate not in known and not predicate.startswith(CITO)


def terms_of(*curies: str) -> frozenset[str]:
    """Properties that pages show by themselves, as IRI terms; those that evidence lines stand for are always among them."""
    return frozenset(terms.term(c) for c in (*NEVER, *SHORTCUTS, *curies))
