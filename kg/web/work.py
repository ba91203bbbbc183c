"""The page of a work: what it is, what it claims, whom it cites and who cites it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from markupsafe import Markup, escape

from kg import terms
from kg.web import cite, evidence, jsonld, study
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.evidence import place
from kg.web.facts import Node, Page
from kg.web.markup import items, join, link, outside, quotation, rows, section
from kg.web.sections import (
    Rendered,
    briefs,
    from_pages,
    inferred,
    other_fields,
    other_links,
    terms_of,
    titled,
    values,
    written,
)

KNOWN = terms_of("dcterms:creator", "dcterms:isPartOf", "dcterms:publisher", "dcterms:subject", "dcterms:spatial", "kg:reportedIn", "foaf:made")
ABOUT_STANCES = {terms.term("kg:Defines"), terms.term("kg:Coins")}


def work(page: Page, site: SiteInput) -> Rendered:
    """The page of a work."""
    node, facts = page.node, site.facts
    unsure = node.all("kg:unverified")
    studies = [facts.pages[s].node for s in sorted(set(from_pages(page, "kg:reportedIn"))) if s in facts.pages]
    studies += [n for n in page.parts if n.is_a("kg:Study")]
    reference = cite.html(page, facts)
    return Rendered(
        "work.html",
        node.one("dcterms:title") or page.brief.label,
        {
            "kind": sentence_case(cite.kind_name(page)),
            "label": page.brief.label,
            "people": _people(page, site),
            "unsure": join([sentence_case(in_words(f)) for f in unsure]) if unsure else "",
            "facts": _facts(page, site, unsure),
            "reference": reference,
            "abstract": node.all("dcterms:abstract"),
            "notes": node.all("skos:note"),
            "studies": Markup("").join(study.block(s, site) for s in studies),
            "claims": _stances(page, site),
            "reports": _reports(page, site),
            "cites": _citations(page, site, citing=True),
            "cited": _citations(page, site, citing=False),
            "contains": section("contains", "Contains", items([titled(b) for b in briefs(from_pages(page, "dcterms:isPartOf"), site)])),
            "rest": other_links(page, site, KNOWN) + other_fields(node) + inferred(page, site) + written(page, site),
        },
        jsonld.work(page, facts) + jsonld.meta(page, facts),
    )


def _people(page: Page, site: SiteInput) -> Markup:
    """Who wrote, edited and translated the work, in order, with links."""
    by_role: dict[str, list[Markup]] = defaultdict(list)
    for person in cite.authors(page):
        brief = site.facts.brief(person.agent)
        by_role[person.role].append(link(brief) if brief else escape(person.printed))
    if page.node.one("kg:incompleteAuthors") == "true" and by_role:
        by_role[next(iter(by_role))].append(escape("and others"))
    lines = [("" if role == "author" else f"{in_words(role)}: ") + join(people) for role, people in by_role.items()]
    return Markup("<br>").join(lines)


def _facts(page: Page, site: SiteInput, unsure: list[str]) -> Markup:
    """Year, venue, identifiers and subjects; each says so where it was not confirmed."""
    node = page.node
    doi = node.one("prism:doi")
    address = f"https://doi.org/{doi}"
    shown = {
        "Year": (escape(node.one("kg:year") or node.one("kg:dateAsWritten")), ("year", "date")),
        "Part of": (join([titled(b) for b in briefs(node.terms("dcterms:isPartOf"), site)], "; "), ("journal", "journaltitle", "booktitle")),
        "Volume": (escape(node.one("prism:volume")), ("volume",)),
        "Issue": (escape(node.one("prism:issueIdentifier")), ("number", "issue")),
        "Number": (escape(node.one("fabio:hasSequenceIdentifier")), ("number",)),
        "Edition": (escape(node.one("prism:edition")), ("edition",)),
        "Pages": (escape(node.one("kg:pages").replace("--", "–")), ("pages",)),
        "Publisher": (values(node, "dcterms:publisher", site), ("publisher", "institution", "school", "organization")),
        "Published in": (values(node, "field:address", site), ("address", "location")),
        "Place": (values(node, "dcterms:spatial", site), ("venue",)),
        "DOI": ((escape(doi) if "doi" in unsure else outside(address, doi)) if doi else "", ("doi",)),
        "ISBN": (escape(", ".join(node.all("prism:isbn"))), ("isbn",)),
        "Web": (join([outside(u, _host(u)) for u in node.all("schema:url")]), ("url",)),
        "Subjects": (_chips(node, site), ("keywords", "concepts")),
    }
    mark = Markup(' <span class="unsure">not confirmed</span>')
    return rows({name: html + mark if html and any(f in unsure for f in fields) else html for name, (html, fields) in shown.items()})


def _host(address: str) -> str:
    return address.partition("//")[2].partition("/")[0] or address


def _chips(node: Node, site: SiteInput) -> Markup:
    return items([link(b) for b in briefs(node.terms("dcterms:subject"), site)], "chips")


def _stances(page: Page, site: SiteInput) -> Markup:
    """What the work claims, supports, disputes …, and the terms it defined or coined."""
    taken = [n for n in evidence.lines_of(page) if page.node.iri in n.terms("kg:source")]
    lines = [line for n in taken if (line := evidence.from_source(n, site))]
    claims = [x for x in lines if x.stance not in ABOUT_STANCES]
    notions = [x for x in lines if x.stance in ABOUT_STANCES]
    name = evidence.active(site)
    return section("claims", "Where it stands", evidence.groups(claims, site, name)) + section(
        "terms", "Terms", evidence.groups(notions, site, name)
    )


def _reports(page: Page, site: SiteInput) -> Markup:
    """The stances of other works that this one reports."""
    told = [n for n in evidence.lines_of(page) if page.node.iri in n.terms("kg:accordingTo")]
    return section("reports", "What it says of other works", evidence.reported(told, site))


def _citations(page: Page, site: SiteInput, *, citing: bool) -> Markup:
    """Whom the work cites, or who cites it, grouped by the reasons given."""
    found: dict[tuple[str, ...], dict[str, tuple[str, Markup]]] = defaultdict(dict)
    typed = set()
    for node in [*page.parts, *page.seen]:
        other = _other_end(node, page.node.iri, citing=citing)
        brief = site.facts.brief(other) if other else None
        if brief is None:
            continue
        reasons = tuple(sorted(site.label(t) for t in node.terms("cito:hasCitationCharacterization") if t != CITES))
        if reasons:
            typed.add(other)
        found[reasons][node.iri] = (brief.label, titled(brief) + _where(node))
    for other in _plain(page, citing=citing):
        brief = site.facts.brief(other)
        if brief and all(other not in _ends(n) for n in (*page.parts, *page.seen) if n.is_a("cito:Citation")):
            found[()][other] = (brief.label, titled(brief))
    heads = [Markup("<h3>{}</h3>").format(_reason(r, citing=citing)) if r or len(found) > 1 else Markup("") for r in sorted(found)]
    lists = [items([html for _, html in sorted(found[r].values())]) for r in sorted(found)]
    body = Markup("").join(h + x for h, x in zip(heads, lists, strict=True))
    return section("cites" if citing else "cited-by", "Cites" if citing else "Cited by", body)


CITES = terms.term("cito:cites")


def _other_end(node: Node, here: str, *, citing: bool) -> str:
    """The other work of a citation that `here` is the citing (or the cited) end of."""
    mine, other = ("cito:hasCitingEntity", "cito:hasCitedEntity") if citing else ("cito:hasCitedEntity", "cito:hasCitingEntity")
    return node.link(other) if node.link(mine) == here else ""


def _ends(node: Node) -> tuple[str, str]:
    return node.link("cito:hasCitingEntity"), node.link("cito:hasCitedEntity")


def _plain(page: Page, *, citing: bool) -> Iterable[str]:
    """The works at the other end of `cito:cites`."""
    return page.node.terms("cito:cites") if citing else from_pages(page, "cito:cites")


def _reason(reasons: tuple[str, ...], *, citing: bool) -> Markup:
    if not reasons:
        return escape("No reason given")
    run = escape(sentence_case(", ".join(reasons)))
    return run if citing else run + Markup(' <span class="n">this work</span>')


def _where(node: Node) -> Markup:
    said = [place(node), "shares an author" if node.is_a("cito:AuthorSelfCitation") else ""]
    html = Markup('<span class="how">{}</span>').format(" · ".join(x for x in said if x)) if any(said) else Markup("")
    return html + Markup("<blockquote>{}</blockquote>").format(quotation(q)) if (q := node.one("kg:quote")) else html
