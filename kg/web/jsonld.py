"""What search engines read, and the scripts of the page: schema.org as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from json.encoder import encode_basestring

from kg import terms
from kg.web import cite, meta
from kg.web.edition import SiteInput
from kg.web.facts import Node, Page
from kg.web.markup import Html

_TYPES = {
    "Article": "Article", "JournalArticle": "ScholarlyArticle", "ReviewArticle": "ScholarlyArticle", "ConferencePaper": "ScholarlyArticle",
    "Book": "Book", "ReferenceBook": "Book", "BookChapter": "Chapter", "DoctoralThesis": "Thesis", "MastersThesis": "Thesis",
    "BachelorsThesis": "Thesis", "Thesis": "Thesis", "ReportDocument": "Report", "WebContent": "WebPage", "DataFile": "Dataset",
    "ComputerProgram": "SoftwareApplication", "Movie": "Movie", "Manuscript": "Manuscript",
    "NewspaperArticle": "NewsArticle", "MagazineArticle": "Article", "BlogPost": "BlogPosting", "ConferencePoster": "Poster",
    "Presentation": "PresentationDigitalDocument",
}  # fmt: skip
MAIN_ROLES = {"author", "editor", "translator"}


_SAME = {
    "year": ("date",), "journal": ("journaltitle", "booktitle", "maintitle", "series", "eventtitle"), "number": ("issue",),
    "publisher": ("institution", "school", "organization"), "keywords": ("concepts",), "title": ("subtitle",), "url": ("howpublished",),
}  # fmt: skip


def _unsure(node: Node) -> set[str]:
    """The fields of a work that are not confirmed, also by the name that those who read them here go by."""
    fields = set(node.all("kg:unverified"))
    return fields | {name for name, others in _SAME.items() if fields & set(others)}


def script(kind: str, term: str, members: Iterable[tuple[str, str]], base: str) -> Html:
    r"""A JSON-LD script element that no text inside it can end; members are names and JSON, those without any are left out.

    Addresses below `base` are said from there on: a work names dozens of things.

    >>> script("Book", "<https://x.example/b>", [("name", quoted("</script>")), ("isbn", "")], "https://x.example/")
    '<script type="application/ld+json">{"@context":["https://schema.org",{"@base":"https://x.example/"}],"@type":"Book","@id":"b","name":"\\u003c/script>"}</script>'
    """
    inner = "".join([f',"{name}":{json}' for name, json in members if json])
    text = f'"@type":"{kind}","@id":"{term[1:-1]}"{inner}}}'.replace(f'"@id":"{base}', '"@id":"')
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return Html(f'<script type="application/ld+json">{{"@context":["https://schema.org",{{"@base":"{base}"}}],{text}</script>')


def quoted(text: str) -> str:
    """A text as JSON, `""` for none."""
    return encode_basestring(text) if text else ""


def _one(node: Node, curie: str) -> str:
    return quoted(node.one(curie))


def _array(values: Iterable[str]) -> str:
    inner = ",".join(values)
    return f"[{inner}]" if inner else ""


def _all(node: Node, curie: str) -> str:
    return _array(map(quoted, node.all(curie)))


def _refs(found: Iterable[str]) -> str:
    """References to things of the graph, given as IRI terms; these need no escapes."""
    return _array([f'{{"@id":"{t[1:-1]}"}}' for t in found])


def _named(kind: str, term: str, name: str) -> str:
    return f'{{"@type":"{kind}","@id":"{term[1:-1]}","name":{encode_basestring(name)}}}'


def work(source: cite.Source, base: str) -> Html:
    """What machines read of a work: JSON-LD as ScholarlyArticle, Book, Thesis …, and citation meta tags; the unverified is left out."""
    unsure = _unsure(source.node) if source.node.terms("kg:unverified") else frozenset[str]()
    return Html(_script(source, unsure, base) + meta.tags(source, unsure))


def _person(who: cite.Author) -> str:
    """A person or organization; the family name where it is not the last word of the name, as scripts of the page take it to be."""
    name, family = who.name, who.family
    if who.organization:
        return _named("Organization", who.agent, name)
    if name.rpartition(" ")[2] == family:
        return _named("Person", who.agent, name)
    return f'{_named("Person", who.agent, name)[:-1]},"familyName":{encode_basestring(family or name)}}}'


def _script(work: cite.Source, unsure: AbstractSet[str], base: str) -> Html:
    node, known = work.node, work.node.properties
    by_role: dict[str, list[str]] = {}
    for who in work.people:
        role = who.role if who.role in MAIN_ROLES else "contributor"
        by_role.setdefault(role, []).append(_person(who))
    members = [
        ("title", "name", quoted(work.title)),
        *[(role, role, _array(found)) for role, found in by_role.items()],
        ("year", "datePublished", _one(node, "dcterms:issued") or quoted(work.year)),
        ("journal", "isPartOf", _array([_named("CreativeWork", b.iri, b.detail or b.label) for b in work.wholes])),
        ("publisher", "publisher", _array([_named("Organization", b.iri, b.label) for b in work.houses])),
        ("pages", "pagination", quoted(work.pages)),
        ("keywords", "about", _refs(node.terms("dcterms:subject"))),
        ("entryset", "hasPart", _refs(node.terms("dcterms:hasPart"))),
        ("cites", "citation", _refs(node.terms("cito:cites"))),
        *[(field, name, quoted(terms.value(known[term][0]))) for field, name, term in ONE if term in known],
        *[(field, name, _array([quoted(terms.value(t)) for t in known[term]])) for field, name, term in SEVERAL if term in known],
    ]
    sure = [(name, json) for field, name, json in members if json and field not in unsure]
    return script(_TYPES.get(work.what, "CreativeWork"), node.iri, sure, base)


Table = tuple[tuple[str, str, str], ...]  # field of an entry, what it is called here, property of the graph


def _table(*rows: tuple[str, str, str]) -> Table:
    return tuple((field, name, terms.term(curie)) for field, name, curie in rows)


ONE = _table(
    ("url", "url", "schema:url"),
    ("version", "version", "prism:versionIdentifier"),
    ("pagetotal", "numberOfPages", "fabio:hasPageCount"),
    ("pubstate", "creativeWorkStatus", "schema:creativeWorkStatus"),
    ("edition", "bookEdition", "prism:edition"),
)
SEVERAL = _table(("isbn", "isbn", "prism:isbn"), ("doi", "sameAs", "schema:sameAs"), ("language", "inLanguage", "schema:inLanguage"))


def claim(page: Page, site: SiteInput) -> Html:
    """A claim as schema:Claim, with the works it first appears in and the concepts it is about."""
    node = page.node
    members = [
        ("text", _one(node, "schema:text")),
        ("about", _refs(node.terms("schema:about"))),
        ("appearance", _refs([t for t in node.terms("kg:claimedIn") if site.facts.brief(t)])),
    ]
    return script("Claim", node.iri, members, site.base)


def concept(page: Page, site: SiteInput) -> Html:
    """A concept or keyword as schema:DefinedTerm."""
    node = page.node
    scheme = node.link("skos:inScheme") or f"<{site.base}{page.brief.kind}s>"
    members = [
        ("name", quoted(page.brief.label)),
        ("alternateName", _all(node, "skos:altLabel")),
        ("description", _one(node, "skos:definition")),
        ("inDefinedTermSet", f'{{"@id":"{scheme[1:-1]}"}}'),
        ("sameAs", _all(node, "skos:exactMatch")),
    ]
    return script("DefinedTerm", node.iri, members, site.base)


def agent(page: Page, site: SiteInput) -> Html:
    """A person or organization."""
    node = page.node
    members = [
        ("name", quoted(page.brief.label)),
        ("familyName", _one(node, "foaf:familyName")),
        ("givenName", _one(node, "foaf:givenName")),
        ("sameAs", _all(node, "owl:sameAs")),
    ]
    return script("Person" if page.brief.kind == "person" else "Organization", node.iri, members, site.base)


def venue(page: Page, site: SiteInput) -> Html:
    """A journal or other venue."""
    kinds = {"fabio:Journal": "Periodical", "fabio:BookSeries": "CreativeWorkSeries", "fabio:Book": "Book"}
    kind = next((name for curie, name in kinds.items() if page.node.is_a(curie)), "CreativeWork")
    issn = _all(page.node, "prism:issn") if kind == "Periodical" else ""
    return script(kind, page.node.iri, [("name", quoted(page.brief.label)), ("issn", issn)], site.base)
