"""The page of a work: what it is, what it claims, whom it cites and who cites it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from kg import terms
from kg.bib.biblatex import language_name
from kg.web import cite, evidence, jsonld, missing, study
from kg.web.article import article
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.evidence import place
from kg.web.facts import CITED, CITES, CITING, REASON, TYPE, Node, Page, is_plain
from kg.web.markup import Html, esc, items, join, outside, quotation, rows, section
from kg.web.sections import Rendered, briefs, listed, rest, terms_of, value

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
    node, label = page.node, page.brief.label
    title = node.one("dcterms:title") or label
    source = cite.source(page, site.facts)
    unsure = node.all("kg:unverified")
    lead = _people(page, site, source.people) + _noted(node) + _caution(unsure)
    reference = cite.html(source)
    main = (
        f'<section id="reference"><h2 class="quiet">Reference</h2><p id="ref">{reference}</section>\n'
        + section("abstract", "Abstract", "".join([f'<p class="prose">{esc(text)}</p>' for text in node.all("dcterms:abstract")]))
        + section("study", "The study it reports", _studies(page, site))
        + _stances(page, site)
        + _citations(page, site)
        + missing.of_work(page, site)
        + section("contains", "Contains", items(listed(_parts(page), site)))
        + rest(page, site, KNOWN, DETAILS | site.reference_lists.properties(node.iri))
    )
    body = article(
        page, sentence_case(cite.kind_name(source.what)), title, crumb=label, lead=lead, aside=_facts(page, site, unsure), main=main
    )
    return Rendered(title, body, Html(jsonld.work(source, site.base)))


def _people(page: Page, site: SiteInput, people: Sequence[cite.Author]) -> str:
    """Who wrote, edited and translated the work, in order, with links."""
    by_role: dict[str, list[Html]] = {}
    for person in people:
        by_role.setdefault(person.role, []).append(site.links[person.agent] or esc(person.name))
    lines = [("" if role == "author" else f"{esc(in_words(role))}: ") + join(found) for role, found in by_role.items()]
    if lines and page.node.one("kg:incompleteAuthors") == "true":
        lines[0] += " and others"
    return f'<p class="by">{"<br>".join(lines)}</p>\n' if lines else ""


def _noted(node: Node) -> str:
    texts = "".join([f"<p>{esc(text)}</p>" for text in (*node.all("skos:note"), *node.all("rdfs:comment"))])
    return f'<div class="noted" id="note"><h2 class="quiet">Note</h2>{texts}</div>\n' if texts else ""


def _caution(unsure: Sequence[str]) -> str:
    """Which fields were not confirmed."""
    named = [esc(f.upper() if f in ("doi", "isbn", "url") else in_words(f)) for f in unsure]
    return f'<p class="caution"><strong>Not confirmed against a source:</strong> {join(named)}.</p>\n' if named else ""


def _studies(page: Page, site: SiteInput) -> str:
    """The studies that say they are reported in the work, and the one that its own fields describe."""
    apart = [b for s in sorted(set(page.linking_by("kg:reportedIn"))) if (b := site.facts.brief(s))]
    return "".join([study.block(s, site) for found in (apart, page.fragments("kg:Study")) for s in found])


def _parts(page: Page) -> list[str]:
    """What a work contains: what says so itself, and the entries of a set."""
    return [*page.linking_by("dcterms:isPartOf"), *page.node.terms("dcterms:hasPart")]


# ------------------------------------------------------------------------------------------------ details

Show = Callable[[Sequence[str], SiteInput], Html]  # how the objects of a property are shown


def _text(objects: Sequence[str], _: SiteInput) -> Html:
    return esc(", ".join(map(terms.value, objects)))


def _first(objects: Sequence[str], _: SiteInput) -> Html:
    return esc(terms.value(objects[0]))


def _pages(objects: Sequence[str], _: SiteInput) -> Html:
    return esc(terms.value(objects[0]).replace("--", "–"))


def _values(objects: Sequence[str], site: SiteInput) -> Html:
    return join([value(t, site) for t in objects])


def _languages(objects: Sequence[str], _: SiteInput) -> Html:
    return esc(", ".join([language_name(terms.value(t)) for t in objects]))


def _chips(objects: Sequence[str], site: SiteInput) -> Html:
    return items([site.chips[b.iri] for b in briefs(objects, site)], "chips")


Detail = tuple[str, str, tuple[str, ...], Show]  # name, property, fields it comes from; of several of a name the first is shown


def _details(*found: tuple[str, str, str, Show]) -> tuple[Detail, ...]:
    return tuple((name, terms.term(c), tuple(fields.split()), show) for name, curies, fields, show in found for c in curies.split())


BEFORE = _details(
    ("Year", "kg:year kg:dateAsWritten", "year date", _first),
    ("Status", "schema:creativeWorkStatus", "pubstate", _text),
    ("First published", "field:origdate", "origdate origyear", _text),
)
MIDDLE = _details(
    ("Series", "field:series", "series", _text),
    ("Volume", "prism:volume", "volume", _text),
    ("Volumes", "fabio:hasVolumeCount", "volumes", _text),
    ("Issue", "prism:issueIdentifier", "number issue", _text),
    ("Number", "fabio:hasSequenceIdentifier fabio:hasPatentNumber fabio:hasStandardNumber", "number", _text),
    ("Type", "field:type", "type", _text),
    ("Edition", "prism:edition", "edition", _text),
    ("Version", "prism:versionIdentifier", "version", _text),
    ("Chapter", "field:chapter", "chapter", _text),
    ("Pages", "kg:pages", "pages", _pages),
    ("Article number", "fabio:hasElectronicArticleIdentifier", "eid articleno", _text),
    ("Number of pages", "fabio:hasPageCount", "pagetotal numpages", _text),
    ("Publisher", "dcterms:publisher", "publisher institution school organization", _values),
    ("Published in", "field:address field:location", "address location", _values),
    ("Holder", "dcterms:rightsHolder", "holder", _values),
    ("Event", "field:eventtitle", "eventtitle", _text),
    ("Date of the event", "field:eventdate", "eventdate", _text),
    ("Place", "dcterms:spatial", "venue", _values),
)
AFTER = _details(
    ("Language", "schema:inLanguage", "language", _languages),
    ("Original title", "dcterms:alternative", "origtitle", _text),
    ("Subjects", "dcterms:subject", "keywords concepts", _chips),
)
WHOLE = ("journal", "journaltitle", "booktitle", "maintitle")
UNSURE = ' <span class="unsure">not confirmed</span>'


def _facts(page: Page, site: SiteInput, unsure: Sequence[str]) -> Html:
    """Year, venue, identifiers and subjects; each says so where it was not confirmed."""
    node = page.node
    wholes = [*node.terms("dcterms:isPartOf"), *page.linking_by("dcterms:hasPart")]
    before, middle, after = _known(node)
    shown = [
        *_rows(before, node, site),
        ("Part of", join(listed(wholes, site), "; "), WHOLE),
        *_rows(middle, node, site),
        *_identifiers(node, unsure),
        *_rows(after, node, site),
    ]
    if unsure:
        shown = [(name, Html(html + UNSURE) if html and not {*fields}.isdisjoint(unsure) else html, fields) for name, html, fields in shown]
    return rows([f"<dt>{name}<dd>{html}" for name, html, _ in shown if html])


Row = tuple[str, Html, tuple[str, ...]]  # name, what it shows, the fields it comes from


def _known(node: Node) -> tuple[list[Detail], list[Detail], list[Detail]]:
    """The details that a work has, before, between and after those with rules of their own; of several of a name the first."""
    known: tuple[list[Detail], list[Detail], list[Detail]] = ([], [], [])
    last = ""
    for number in sorted([n for p in node.properties if (n := _PLACE.get(p, -1)) >= 0]):
        where, detail = _ORDERED[number]
        if detail[0] != last:
            known[where].append(detail)
        last = detail[0]
    return known


_ORDERED = [(where, detail) for where, details in enumerate((BEFORE, MIDDLE, AFTER)) for detail in details]
_PLACE = {detail[1]: n for n, (_, detail) in enumerate(_ORDERED)}


def _rows(details: Iterable[Detail], node: Node, site: SiteInput) -> list[Row]:
    known = node.properties
    return [(name, show(known[property_], site), fields) for name, property_, fields, show in details]


def _identifiers(node: Node, unsure: Sequence[str]) -> list[Row]:
    """DOI, ISBN, numbers of e-prints and web addresses, with links unless they were not confirmed."""
    found: list[Row] = []
    pages = node.all("schema:sameAs")
    known = set()
    if doi := node.one("prism:doi"):
        known.add(f"https://doi.org/{doi}")
        found.append(("DOI", esc(doi) if "doi" in unsure else outside(f"https://doi.org/{doi}", doi), ("doi",)))
    for name, property_, fields in NUMBERS:
        if property_ in node.properties:
            numbers = list(map(terms.value, node.properties[property_]))
            page = next((p for p in pages if p.endswith(numbers[0])), "")
            known.add(page)
            found.append((name, outside(page, numbers[0]) if page else esc(", ".join(numbers)), fields))
    others = [p for p in pages if p not in known and "//doi.org/" not in p]
    if web := [outside(u, _host(u)) for u in (*others, *node.all("schema:url"))]:
        seen = node.one("fabio:hasAccessDate")
        found.append(("Web", Html(join(web) + (f" (seen {esc(seen)})" if seen else "")), ("url", "eprint")))
    return found


NUMBERS = tuple(
    (name, terms.term(curie), tuple(fields.split()))
    for name, curie, fields in (
        ("ISBN", "prism:isbn", "isbn"),
        ("ISSN", "prism:issn", "issn"),
        ("arXiv", "fabio:hasArXivId", "eprint arxiv"),
        ("PubMed", "fabio:hasPubMedId", "pmid eprint"),
        ("PubMed Central", "fabio:hasPubMedCentralId", "pmcid eprint"),
        ("Handle", "fabio:hasHandle", "handle eprint"),
    )
)


def _host(address: str) -> str:
    return address.partition("//")[2].partition("/")[0] or address


# ------------------------------------------------------------------------------------------------ stances and citations


def _stances(page: Page, site: SiteInput) -> str:
    """What the work claims, supports, disputes …, the concepts that it defined or whose term is its own, and what it says of others."""
    lines = evidence.lines_of(page)
    if not lines:
        return ""
    here, name = page.node.iri, evidence.active(site)
    taken = [line for n in lines if here in n.terms("kg:source") and (line := evidence.from_source(n, site))]
    claims = [x for x in taken if x.stance not in ABOUT_STANCES]
    notions = [x for x in taken if x.stance in ABOUT_STANCES]
    told = [n for n in lines if here in n.terms("kg:accordingTo")]
    return (
        section("claims", "Where it stands", evidence.groups(claims, site, name))
        + section("terms", "Terms", evidence.groups(notions, site, name))
        + section("reports", "What it says of other works", evidence.reported(told, site))
    )


Found = dict[tuple[str, ...], list[tuple[str, str, str]]]  # reasons -> label and IRI of the other work, HTML
SHARED = terms.term("cito:AuthorSelfCitation")


def _citations(page: Page, site: SiteInput) -> str:
    """Whom the work cites, and who cites it, grouped by the reasons given."""
    here, brief, titles = page.node.iri, site.facts.briefs.get, site.works
    cites: Found = defaultdict(list)
    cited: Found = defaultdict(list)
    said: set[tuple[bool, str]] = set()
    for node in page.fragments("cito:Citation"):
        if is_plain(node):
            continue
        properties = node.properties
        citing, other = properties[CITING][0], properties[CITED][0]
        active = citing == here
        if known := brief(other if active else citing):
            said.add((active, known.iri))
            reasons = tuple(sorted([site.label(t) for t in properties.get(REASON, ()) if t != CITES]))
            (cites if active else cited)[reasons].append((known.label, known.iri[:-1], titles[known.iri] + _where(node)))
    for active, found, others in ((True, cites, page.node.terms("cito:cites")), (False, cited, page.linking_by("cito:cites"))):
        more = [(b.label, t[:-1], titles[t]) for t in dict.fromkeys(others) if (active, t) not in said and (b := brief(t))]
        if more:
            found[()] += more
    every = f"<code>kg query citations-of-work -p work={esc(page.node.one('dcterms:identifier'))}</code>" if len(cited) else ""
    return section("cites", "Cites", _groups(cites, "")) + section("cited-by", "Cited by", _groups(cited, THIS, every))


THIS = ' <span class="n">this work</span>'


def _groups(found: Found, direction: str, more: str = "") -> str:
    """The citations by their reasons, under headings unless no work has a reason; `more` says where those are that find no room."""
    html = ""
    for reasons in sorted(found, key=lambda r: (not r, r)):
        lines = items([Html(line) for _, _, line in sorted(found[reasons])], "lines works", more)
        if reasons:
            html += f"<h3>{esc(sentence_case(', '.join(reasons)))}{direction}</h3>{lines}"
        else:
            html += f"<h3>No reason given</h3>{lines}" if len(found) > 1 else lines
    return html


def _where(node: Node) -> Html:
    """Where in the cited work, in which words, and whether the two works share an author."""
    shared = SHARED in node.properties[TYPE]
    said = " · ".join([x for x in (place(node), "shares an author" if shared else "") if x])
    html = f'<span class="how">{esc(said)}</span>' if said else ""
    quote = node.one("kg:quote")
    return Html(html + (f"<blockquote>{quotation(quote)}</blockquote>" if quote else ""))
