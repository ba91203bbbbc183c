"""The page of a work: what it is, what it claims, whom it cites and who cites it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from markupsafe import Markup, escape

from kg import terms
from kg.bib.biblatex import language_name
from kg.web import cite, evidence, jsonld, missing, study
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.evidence import place
from kg.web.facts import Node, Page
from kg.web.markup import esc, items, join, link, outside, quotation, rows, safe, section
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

KNOWN = terms_of(
    "dcterms:creator",
    "dcterms:isPartOf",
    "dcterms:hasPart",
    "dcterms:publisher",
    "dcterms:rightsHolder",
    "dcterms:subject",
    "dcterms:spatial",
    "kg:reportedIn",
    "foaf:made",
)
SHOWN = "address location origdate series chapter type eventtitle eventdate"  # among the details, though no standard term stands for them
DETAILS = frozenset(f"<{terms.PREFIXES['field']}{name}>" for name in SHOWN.split())
ABOUT_STANCES = {terms.term("kg:Defines"), terms.term("kg:Coins")}


def work(page: Page, site: SiteInput) -> Rendered:
    """The page of a work."""
    node, facts = page.node, site.facts
    unsure = node.all("kg:unverified")
    apart = [b for s in sorted(set(from_pages(page, "kg:reportedIn"))) if (b := facts.brief(s))]
    people = cite.authors(page)
    return Rendered(
        "work.html",
        node.one("dcterms:title") or page.brief.label,
        {
            "kind": sentence_case(cite.kind_name(page)),
            "label": page.brief.label,
            "people": _people(page, site, people),
            "unsure": join([f.upper() if f in ("doi", "isbn", "url") else in_words(f) for f in unsure]),
            "facts": _facts(page, site, unsure),
            "reference": cite.html(page, facts, people),
            "abstract": node.all("dcterms:abstract"),
            "notes": [*node.all("skos:note"), *node.all("rdfs:comment")],
            "studies": Markup("").join([study.block(s, site) for found in (apart, page.fragments("kg:Study")) for s in found]),
            "claims": _stances(page, site),
            "reports": _reports(page, site),
            "cites": _citations(page, site, citing=True),
            "cited": _citations(page, site, citing=False) + missing.of_work(page, site),
            "contains": section("contains", "Contains", items([titled(b) for b in briefs(_parts(page), site)])),
            "rest": other_links(page, site, KNOWN) + other_fields(node, DETAILS) + inferred(page, site) + written(page, site),
        },
        jsonld.work(page, facts, people) + jsonld.meta(page, facts, people),
    )


def _people(page: Page, site: SiteInput, people: Sequence[cite.Author]) -> Markup:
    """Who wrote, edited and translated the work, in order, with links."""
    by_role: dict[str, list[Markup]] = defaultdict(list)
    for person in people:
        brief = site.facts.brief(person.agent)
        by_role[person.role].append(link(brief) if brief else escape(person.printed))
    lines = [(Markup("") if role == "author" else escape(f"{in_words(role)}: ")) + join(found) for role, found in by_role.items()]
    if page.node.one("kg:incompleteAuthors") == "true" and lines:
        lines[0] += " and others"
    return Markup("<br>").join(lines)


def _parts(page: Page) -> list[str]:
    """What a work contains: what says so itself, and the entries of a set."""
    return [*from_pages(page, "dcterms:isPartOf"), *page.node.terms("dcterms:hasPart")]


Rows = dict[str, tuple[Markup, tuple[str, ...]]]  # heading -> what it shows, and the fields it comes from


def _facts(page: Page, site: SiteInput, unsure: list[str]) -> Markup:
    """Year, venue, identifiers and subjects; each says so where it was not confirmed."""
    node = page.node
    wholes = [*node.terms("dcterms:isPartOf"), *from_pages(page, "dcterms:hasPart")]
    shown: Rows = {
        "Year": (escape(node.one("kg:year") or node.one("kg:dateAsWritten")), ("year", "date")),
        "Status": (_text(node, "schema:creativeWorkStatus"), ("pubstate",)),
        "First published": (_text(node, "field:origdate"), ("origdate", "origyear")),
        "Part of": (join([titled(b) for b in briefs(wholes, site)], "; "), ("journal", "journaltitle", "booktitle", "maintitle")),
        "Series": (_text(node, "field:series"), ("series",)),
        "Volume": (_text(node, "prism:volume"), ("volume",)),
        "Volumes": (_text(node, "fabio:hasVolumeCount"), ("volumes",)),
        "Issue": (_text(node, "prism:issueIdentifier"), ("number", "issue")),
        "Number": (_text(node, "fabio:hasSequenceIdentifier", "fabio:hasPatentNumber", "fabio:hasStandardNumber"), ("number",)),
        "Type": (_text(node, "field:type"), ("type",)),
        "Edition": (_text(node, "prism:edition"), ("edition",)),
        "Version": (_text(node, "prism:versionIdentifier"), ("version",)),
        "Chapter": (_text(node, "field:chapter"), ("chapter",)),
        "Pages": (escape(node.one("kg:pages").replace("--", "–")), ("pages",)),
        "Article number": (_text(node, "fabio:hasElectronicArticleIdentifier"), ("eid", "articleno")),
        "Number of pages": (_text(node, "fabio:hasPageCount"), ("pagetotal", "numpages")),
        "Publisher": (values(node, "dcterms:publisher", site), ("publisher", "institution", "school", "organization")),
        "Published in": (values(node, "field:address", site) or values(node, "field:location", site), ("address", "location")),
        "Holder": (values(node, "dcterms:rightsHolder", site), ("holder",)),
        "Event": (_text(node, "field:eventtitle"), ("eventtitle",)),
        "Date of the event": (_text(node, "field:eventdate"), ("eventdate",)),
        "Place": (values(node, "dcterms:spatial", site), ("venue",)),
        **_identifiers(node, unsure),
        "Language": (escape(", ".join(map(language_name, node.all("schema:inLanguage")))), ("language",)),
        "Original title": (_text(node, "dcterms:alternative"), ("origtitle",)),
        "Subjects": (_chips(node, site), ("keywords", "concepts")),
    }
    mark = Markup(' <span class="unsure">not confirmed</span>')
    return rows({name: html + mark if html and any(f in unsure for f in fields) else html for name, (html, fields) in shown.items()})


def _identifiers(node: Node, unsure: list[str]) -> Rows:
    """DOI, ISBN, numbers of e-prints and web addresses, with links unless they were not confirmed."""
    doi = node.one("prism:doi")
    pages = node.all("schema:sameAs")
    known = [f"https://doi.org/{doi}"] if doi else []
    found: Rows = {"DOI": ((escape(doi) if "doi" in unsure else outside(known[0], doi)) if doi else Markup(""), ("doi",))}
    found["ISBN"] = (escape(", ".join(node.all("prism:isbn"))), ("isbn",))
    found["ISSN"] = (escape(", ".join(node.all("prism:issn"))), ("issn",))
    for name, curie, fields in NUMBERS:
        number = node.one(curie)
        page = next((p for p in pages if number and p.endswith(number)), "")
        found[name] = (outside(page, number) if page else escape(number), fields)
        known.append(page)
    others = [p for p in pages if p not in known and "//doi.org/" not in p]
    web = join([outside(u, _host(u)) for u in (*others, *node.all("schema:url"))])
    seen = node.one("fabio:hasAccessDate")
    found["Web"] = (web + f" (seen {seen})" if web and seen else web, ("url", "eprint"))
    return found


NUMBERS = (
    ("arXiv", "fabio:hasArXivId", ("eprint", "arxiv")),
    ("PubMed", "fabio:hasPubMedId", ("pmid", "eprint")),
    ("PubMed Central", "fabio:hasPubMedCentralId", ("pmcid", "eprint")),
    ("Handle", "fabio:hasHandle", ("handle", "eprint")),
)


def _text(node: Node, *curies: str) -> Markup:
    """The values of properties as text."""
    found = [value for curie in curies for value in node.all(curie)]
    return escape(", ".join(found)) if found else NOTHING


NOTHING = Markup("")


def _host(address: str) -> str:
    return address.partition("//")[2].partition("/")[0] or address


def _chips(node: Node, site: SiteInput) -> Markup:
    return items([link(b) for b in briefs(node.terms("dcterms:subject"), site)], "chips")


def _stances(page: Page, site: SiteInput) -> Markup:
    """What the work claims, supports, disputes …, and the concepts that it defined or whose term is its own."""
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
    mine, theirs = (CITING, CITED) if citing else (CITED, CITING)
    found: dict[tuple[str, ...], list[tuple[str, str, str]]] = defaultdict(list)
    said = set()
    for node in page.fragments("cito:Citation"):
        other = node.properties[theirs][0] if page.node.iri in node.properties[mine] else ""
        brief = site.facts.brief(other) if other else None
        if brief:
            said.add(brief.iri)
            reasons = tuple(sorted([site.label(t) for t in node.properties.get(REASON, ()) if t != CITES]))
            found[reasons].append((brief.label, node.iri, titled(brief) + _where(node)))
    for other in page.node.terms("cito:cites") if citing else from_pages(page, "cito:cites"):
        if other not in said and (brief := site.facts.brief(other)):
            said.add(other)
            found[()].append((brief.label, other, titled(brief)))
    body = "".join([_group(r, found[r], len(found), citing=citing) for r in sorted(found, key=lambda r: (not r, r))])
    return section("cites" if citing else "cited-by", "Cites" if citing else "Cited by", safe(body))


def _group(reasons: tuple[str, ...], lines: list[tuple[str, str, str]], groups: int, *, citing: bool) -> str:
    """The citations for the same reasons, under a heading unless no work has a reason."""
    what = escape(sentence_case(", ".join(reasons))) if reasons else "No reason given"
    direction = ' <span class="n">this work</span>' if reasons and not citing else ""
    head = f"<h3>{what}{direction}</h3>" if reasons or groups > 1 else ""
    return f"{head}{items([html for _, _, html in sorted(lines)])}"


CITES, REASON = terms.term("cito:cites"), terms.term("cito:hasCitationCharacterization")
CITING, CITED = terms.term("cito:hasCitingEntity"), terms.term("cito:hasCitedEntity")
PLAIN = {CITING, CITED, REASON, terms.term("rdf:type"), terms.term("prov:wasDerivedFrom")}  # a citation without a place


def _where(node: Node) -> Markup:
    """Where in the cited work, in which words, and whether the two works share an author."""
    if node.properties.keys() <= PLAIN and not node.is_a("cito:AuthorSelfCitation"):
        return Markup("")
    said = " · ".join([x for x in (place(node), "shares an author" if node.is_a("cito:AuthorSelfCitation") else "") if x])
    html = f'<span class="how">{esc(said)}</span>' if said else ""
    quote = node.one("kg:quote")
    return safe(html + (f"<blockquote>{quotation(quote)}</blockquote>" if quote else ""))
