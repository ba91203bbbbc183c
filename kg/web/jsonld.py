"""What search engines and reference managers read: schema.org as JSON-LD, and citation meta tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from json.encoder import encode_basestring

from kg import terms
from kg.web import cite
from kg.web.edition import SiteInput
from kg.web.facts import Facts, Node, Page
from kg.web.markup import Html, esc

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


def script(kind: str, term: str, members: Iterable[tuple[str, str]]) -> Html:
    r"""A JSON-LD script element that no text inside it can end; members are names and JSON, those without any are left out.

    >>> script("Book", "<https://x.example/b>", [("name", quoted("</script>")), ("isbn", "")])
    '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Book","@id":"https://x.example/b","name":"\\u003c/script>"}</script>'
    """
    inner = "".join([f',"{name}":{json}' for name, json in members if json])
    text = f'{{"@context":"https://schema.org","@type":"{kind}","@id":"{term[1:-1]}"{inner}}}'
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return Html(f'<script type="application/ld+json">{text}</script>')


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


def work(page: Page, facts: Facts, people: Sequence[cite.Author]) -> Html:
    """What machines read of a work: JSON-LD as ScholarlyArticle, Book, Thesis …, and citation meta tags; the unverified is left out."""
    named = [(a, *_agent(a, facts)) for a in people]
    unsure = _unsure(page.node) if page.node.terms("kg:unverified") else frozenset[str]()
    return Html(_script(page, facts, named, unsure) + _meta(page, facts, named, unsure))


Named = tuple[cite.Author, str, str]  # with the name, and the class in schema.org


def _agent(author: cite.Author, facts: Facts) -> tuple[str, str]:
    brief = facts.brief(author.agent)
    if brief is None:
        return author.printed, "Person"
    return brief.label, "Organization" if brief.kind == "organization" else "Person"


def _script(page: Page, facts: Facts, people: Sequence[Named], unsure: AbstractSet[str]) -> Html:
    node = page.node
    by_role: dict[str, list[str]] = {}
    for who, name, what in people:
        by_role.setdefault(who.role if who.role in MAIN_ROLES else "contributor", []).append(_named(what, who.agent, name))
    wholes = [(t, b.detail or b.label) for t in node.terms("dcterms:isPartOf") if (b := facts.brief(t))]
    houses = [(t, b.detail or b.label) for t in node.terms("dcterms:publisher") if (b := facts.brief(t))]
    members = [
        ("title", "name", _one(node, "dcterms:title")),
        *((role, role, _array(found)) for role, found in by_role.items()),
        ("year", "datePublished", _one(node, "dcterms:issued") or _one(node, "kg:year")),
        ("journal", "isPartOf", _array([_named("CreativeWork", *whole) for whole in wholes])),
        ("publisher", "publisher", _array([_named("Organization", *house) for house in houses])),
        ("keywords", "about", _refs(node.terms("dcterms:subject"))),
        ("entryset", "hasPart", _refs(node.terms("dcterms:hasPart"))),
        ("cites", "citation", _refs(node.terms("cito:cites"))),
        *((field, name, _one(node, curie)) for field, name, curie in ONE if terms.term(curie) in node.properties),
        *((field, name, _all(node, curie)) for field, name, curie in SEVERAL if terms.term(curie) in node.properties),
    ]
    sure = [(name, json) for field, name, json in members if field not in unsure]
    return script(_TYPES.get(cite.kind(page), "CreativeWork"), node.iri, sure)


ONE = (  # field of an entry, property of schema.org, property of the graph
    ("pages", "pagination", "kg:pages"),
    ("url", "url", "schema:url"),
    ("version", "version", "prism:versionIdentifier"),
    ("pagetotal", "numberOfPages", "fabio:hasPageCount"),
    ("pubstate", "creativeWorkStatus", "schema:creativeWorkStatus"),
    ("abstract", "abstract", "dcterms:abstract"),
)
SEVERAL = (("isbn", "isbn", "prism:isbn"), ("doi", "sameAs", "schema:sameAs"), ("language", "inLanguage", "schema:inLanguage"))


def _meta(page: Page, facts: Facts, people: Sequence[Named], unsure: AbstractSet[str]) -> str:
    """Citation meta tags, as reference managers import them."""
    node = page.node
    place = PLACES.get(cite.kind(page), "journal_title")
    found = [
        ("title", "title", node.one("dcterms:title")),
        *(("author", "author", name) for who, name, _ in people if who.role == "author"),
        ("year", "publication_date", node.one("dcterms:issued").replace("-", "/")),
        ("journal", place, cite.container(node, facts)),
        *((field, name, node.one(curie)) for field, name, curie in META if terms.term(curie) in node.properties),
    ]
    return "".join(
        [f'<meta name="citation_{name}" content="{esc(value)}">' for field, name, value in found if value and field not in unsure]
    )


PLACES = {"ConferencePaper": "conference_title", "BookChapter": "inbook_title"}
META = (
    ("volume", "volume", "prism:volume"),
    ("number", "issue", "prism:issueIdentifier"),
    ("pages", "firstpage", "prism:startingPage"),
    ("pages", "lastpage", "prism:endingPage"),
    ("doi", "doi", "prism:doi"),
    ("pmid", "pmid", "fabio:hasPubMedId"),
    ("eprint", "arxiv_id", "fabio:hasArXivId"),
)


def claim(page: Page, facts: Facts) -> Html:
    """A claim as schema:Claim, with the works it first appears in and the concepts it is about."""
    node = page.node
    members = [
        ("text", _one(node, "schema:text")),
        ("about", _refs(node.terms("schema:about"))),
        ("appearance", _refs([t for t in node.terms("kg:claimedIn") if facts.brief(t)])),
    ]
    return script("Claim", node.iri, members)


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
    return script("DefinedTerm", node.iri, members)


def agent(page: Page) -> Html:
    """A person or organization."""
    node = page.node
    members = [
        ("name", quoted(page.brief.label)),
        ("familyName", _one(node, "foaf:familyName")),
        ("givenName", _one(node, "foaf:givenName")),
        ("sameAs", _all(node, "owl:sameAs")),
    ]
    return script("Person" if page.brief.kind == "person" else "Organization", node.iri, members)


def venue(page: Page) -> Html:
    """A journal or other venue."""
    kinds = {"fabio:Journal": "Periodical", "fabio:BookSeries": "CreativeWorkSeries", "fabio:Book": "Book"}
    kind = next((name for curie, name in kinds.items() if page.node.is_a(curie)), "CreativeWork")
    issn = _all(page.node, "prism:issn") if kind == "Periodical" else ""
    return script(kind, page.node.iri, [("name", quoted(page.brief.label)), ("issn", issn)])
