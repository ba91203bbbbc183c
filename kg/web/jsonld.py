"""What search engines and reference managers read: schema.org as JSON-LD, and citation meta tags."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kg import terms
from kg.web import cite
from kg.web.edition import SiteInput
from kg.web.facts import Facts, Node, Page
from kg.web.markup import esc, safe

_TYPES = {
    "Article": "Article", "JournalArticle": "ScholarlyArticle", "ReviewArticle": "ScholarlyArticle", "ConferencePaper": "ScholarlyArticle",
    "Book": "Book", "ReferenceBook": "Book", "BookChapter": "Chapter", "DoctoralThesis": "Thesis", "MastersThesis": "Thesis",
    "BachelorsThesis": "Thesis", "Thesis": "Thesis", "ReportDocument": "Report", "WebContent": "WebPage", "DataFile": "Dataset",
    "ComputerProgram": "SoftwareApplication", "Movie": "Movie", "Manuscript": "Manuscript",
    "NewspaperArticle": "NewsArticle", "MagazineArticle": "Article", "BlogPost": "BlogPosting", "ConferencePoster": "Poster",
    "Presentation": "PresentationDigitalDocument",
}  # fmt: skip
MAIN_ROLES = {"author", "editor", "translator"}
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


_SAME = {
    "year": ("date",), "journal": ("journaltitle", "booktitle", "maintitle", "series", "eventtitle"), "number": ("issue",),
    "publisher": ("institution", "school", "organization"), "keywords": ("concepts",), "title": ("subtitle",), "url": ("howpublished",),
}  # fmt: skip


def _unsure(node: Node) -> set[str]:
    """The fields of a work that are not confirmed, also by the name that those who read them here go by."""
    fields = set(node.all("kg:unverified"))
    return fields | {name for name, others in _SAME.items() if fields & set(others)}


def script(data: dict[str, Any]) -> Markup:
    r"""A JSON-LD script element that no text inside it can end.

    >>> script({"name": "</script>"})
    Markup('<script type="application/ld+json">{"@context":"https://schema.org","name":"\\u003c/script>"}</script>')
    """
    full = {"@context": "https://schema.org"} | {k: v for k, v in data.items() if v}
    text = _ENCODE(full).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return safe(f'<script type="application/ld+json">{text}</script>')


def work(page: Page, facts: Facts, people: Sequence[cite.Author]) -> Markup:
    """A work as ScholarlyArticle, Book, Thesis …; what is unverified is left out."""
    node = page.node
    unsure = _unsure(node)
    writers = [a for a in people if a.role == "author"]
    editors = [a for a in people if a.role == "editor"]
    sure = {
        "name": ("title", node.one("dcterms:title")),
        "author": ("author", [_agent(a.agent, a.printed, facts) for a in writers]),
        "editor": ("editor", [_agent(a.agent, a.printed, facts) for a in editors]),
        "translator": ("translator", [_agent(a.agent, a.printed, facts) for a in people if a.role == "translator"]),
        "contributor": ("contributor", [_agent(a.agent, a.printed, facts) for a in people if a.role not in MAIN_ROLES]),
        "datePublished": ("year", node.one("dcterms:issued") or node.one("kg:year")),
        "isPartOf": ("journal", [_named(t, "CreativeWork", facts) for t in node.terms("dcterms:isPartOf") if facts.brief(t)]),
        "publisher": ("publisher", [_named(t, "Organization", facts) for t in node.terms("dcterms:publisher") if facts.brief(t)]),
        "pagination": ("pages", node.one("kg:pages")),
        "isbn": ("isbn", node.all("prism:isbn")),
        "sameAs": ("doi", node.all("schema:sameAs")),
        "url": ("url", node.one("schema:url")),
        "about": ("keywords", [_ref(t) for t in node.terms("dcterms:subject")]),
        "inLanguage": ("language", node.all("schema:inLanguage")),
        "version": ("version", node.one("prism:versionIdentifier")),
        "numberOfPages": ("pagetotal", node.one("fabio:hasPageCount")),
        "creativeWorkStatus": ("pubstate", node.one("schema:creativeWorkStatus")),
        "hasPart": ("entryset", [_ref(t) for t in node.terms("dcterms:hasPart")]),
        "abstract": ("abstract", node.one("dcterms:abstract")),
        "citation": ("cites", [_ref(t) for t in node.terms("cito:cites")]),
    }
    head = {"@type": _TYPES.get(cite.kind(page), "CreativeWork"), "@id": terms.value(node.iri)}
    return script(head | {name: value for name, (field, value) in sure.items() if field not in unsure})


def claim(page: Page, facts: Facts) -> Markup:
    """A claim as schema:Claim, with the works it first appears in and the concepts it is about."""
    node = page.node
    return script(
        {
            "@type": "Claim",
            "@id": terms.value(node.iri),
            "text": node.one("schema:text"),
            "about": [_ref(t) for t in node.terms("schema:about")],
            "appearance": [_ref(t) for t in node.terms("kg:claimedIn") if facts.brief(t)],
        }
    )


def concept(page: Page, site: SiteInput) -> Markup:
    """A concept or keyword as schema:DefinedTerm."""
    node = page.node
    scheme = node.one("skos:inScheme") or f"{site.base}{page.brief.kind}s"
    return script(
        {
            "@type": "DefinedTerm",
            "@id": terms.value(node.iri),
            "name": page.brief.label,
            "alternateName": node.all("skos:altLabel"),
            "description": node.one("skos:definition"),
            "inDefinedTermSet": {"@id": scheme},
            "sameAs": node.all("skos:exactMatch"),
        }
    )


def agent(page: Page) -> Markup:
    """A person or organization."""
    node = page.node
    return script(
        {
            "@type": "Person" if page.brief.kind == "person" else "Organization",
            "@id": terms.value(node.iri),
            "name": page.brief.label,
            "familyName": node.one("foaf:familyName"),
            "givenName": node.one("foaf:givenName"),
            "sameAs": node.all("owl:sameAs"),
        }
    )


def venue(page: Page) -> Markup:
    """A journal or other venue."""
    kinds = {"fabio:Journal": "Periodical", "fabio:BookSeries": "CreativeWorkSeries", "fabio:Book": "Book"}
    kind = next((name for curie, name in kinds.items() if page.node.is_a(curie)), "CreativeWork")
    issn = page.node.all("prism:issn") if kind == "Periodical" else []
    return script({"@type": kind, "@id": terms.value(page.node.iri), "name": page.brief.label, "issn": issn})


def meta(page: Page, facts: Facts, people: Sequence[cite.Author]) -> Markup:
    """Citation meta tags, as reference managers import them; what is unverified is left out."""
    node = page.node
    unsure = _unsure(node)
    place = {"ConferencePaper": "conference_title", "BookChapter": "inbook_title"}.get(cite.kind(page), "journal_title")
    found = [
        ("title", "title", node.one("dcterms:title")),
        *(("author", "author", _agent(a.agent, a.printed, facts)["name"]) for a in people if a.role == "author"),
        ("publication_date", "year", node.one("dcterms:issued").replace("-", "/")),
        (place, "journal", cite.container(node, facts)),
        ("volume", "volume", node.one("prism:volume")),
        ("issue", "number", node.one("prism:issueIdentifier")),
        ("firstpage", "pages", node.one("prism:startingPage")),
        ("lastpage", "pages", node.one("prism:endingPage")),
        ("doi", "doi", node.one("prism:doi")),
        ("pmid", "pmid", node.one("fabio:hasPubMedId")),
        ("arxiv_id", "eprint", node.one("fabio:hasArXivId")),
    ]
    tags = [f'<meta name="citation_{name}" content="{esc(value)}">' for name, field, value in found if value and field not in unsure]
    return safe("".join(tags))


def _ref(term: str) -> dict[str, str]:
    return {"@id": terms.value(term)}


def _named(term: str, kind: str, facts: Facts) -> dict[str, str]:
    brief = facts.brief(term)
    name = (brief.detail or brief.label) if brief else ""
    return {"@type": kind, "@id": terms.value(term), "name": name}


def _agent(term: str, printed: str, facts: Facts) -> dict[str, str]:
    brief = facts.brief(term)
    kind = "Organization" if brief and brief.kind == "organization" else "Person"
    return {"@type": kind, "@id": terms.value(term), "name": brief.label if brief else printed}
