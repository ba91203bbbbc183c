"""A thing as a line of the list of its kind: made with its page, from the same facts, so that lists need nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kg import iri, terms
from kg.web import cite, evidence
from kg.web.edition import SiteInput, in_words
from kg.web.facets import Values, values
from kg.web.facts import Page, owner
from kg.web.markup import Html, esc, join
from kg.web.sections import linked


class Row(NamedTuple):
    """A line of a list."""

    kind: str
    key: str  # what it is sorted by: folded, in a letter case of its own
    iri: str  # IRI term; decides between equal keys
    year: str  # of a work
    weight: int  # how much it is connected
    cells: tuple[Html, ...]
    sort: str = ""  # what a script sorts the first cell by, where it is not its text
    proposed: bool = False
    facets: Values = ()  # what the list can be narrowed down by


class Column(NamedTuple):
    """A column of a list."""

    heading: str
    css: str = ""  # "wide": left out on a phone; "num": a number
    optional: bool = False  # left out where no line on the page has anything in it


Cells = tuple[int, Sequence[Html]]  # how much the thing is connected, and the cells after the first


def row(page: Page, site: SiteInput) -> Row:
    """The line of a page's thing in the list of its kind: a function of what the page itself is made from."""
    brief = page.brief
    weight, cells = CELLS[brief.kind](page, site)
    name = f"{brief.family} {brief.given}".strip()
    key = iri.fold(name or f"{brief.label} {brief.detail}".strip())
    return Row(brief.kind, key, brief.iri, brief.year, weight, (site.links[brief.iri], *cells), name, page.proposed, values(page, site))


def columns(kind: str, site: SiteInput) -> Sequence[Column]:
    """The columns of a kind's list; as many as its lines have cells."""
    if kind == "claim":
        stances = [Column(look.inverse[:1].upper() + look.inverse[1:], "num wide", optional=True) for look in site.looks.values()]
        return [Column("Claim"), Column("Kind", "wide"), *stances]
    return COLUMNS[kind]


def _count(number: int) -> Html:
    return Html(str(number) if number else "")


def _works(page: Page, site: SiteInput) -> Cells:
    here = page.node.iri
    claims = len({c for n in evidence.lines_of(page) if here in n.terms("kg:source") and (c := n.link("kg:claim"))})
    cited = len(set(page.linking_by("cito:cites")))
    about = esc(page.brief.detail), esc(page.brief.year), esc(cite.kind_name(cite.kind(page)))
    return cited + claims, (*about, _count(claims), _count(cited))


def _claims(page: Page, site: SiteInput) -> Cells:
    counts = _stances(page)
    kinds = esc(", ".join(map(in_words, page.node.all("kg:kind"))))
    return sum(counts.values()), (kinds, *(_count(counts[term]) for term in site.looks))


def _stances(page: Page) -> Counter[str]:
    """How many different works, studies and claims take each stance on a claim."""
    taken = {
        (n.link("kg:stance"), n.link("kg:study") or n.link("kg:source") or n.link("kg:sourceClaim"))
        for n in evidence.lines_of(page)
        if page.node.iri in n.terms("kg:claim")
    }
    return Counter(stance for stance, _ in taken)


def _concepts(page: Page, site: SiteInput) -> Cells:
    claims, works = len(set(page.linking_by("schema:about"))), len(set(page.linking_by("dcterms:subject")))
    broader = join(linked(page.node.terms("skos:broader"), site))
    return claims + works, (esc(page.node.one("skos:definition")), broader, _count(claims), _count(works))


def _keywords(page: Page, site: SiteInput) -> Cells:
    stated, found = len(set(page.linking_by("dcterms:subject"))), len(page.matches)
    return stated + found, (_count(stated), _count(found))


def _people(page: Page, site: SiteInput) -> Cells:
    owners = [owner(n.iri) for n in page.fragments("kg:Authorship")]
    works = {*owners, *page.linking_by("dcterms:publisher"), *page.linking_by("dcterms:creator")}
    years = sorted({b.year for w in works if (b := site.facts.brief(w)) and b.year})
    span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""
    return len(works), (_count(len(works)), esc(span))


def _venues(page: Page, site: SiteInput) -> Cells:
    kinds = ", ".join([in_words(t) for t in page.node.terms("rdf:type") if t != terms.term("kg:Venue")])
    works = len(set(page.linking_by("dcterms:isPartOf")))
    return works, (esc(kinds), _count(works))


def _studies(page: Page, site: SiteInput) -> Cells:
    def named(objects: Iterable[str]) -> Html:
        return join([esc(b.label if (b := site.facts.brief(t)) else terms.value(t)) for t in objects])

    return len(evidence.lines_of(page)), [named(page.node.terms(c)) for c in ("kg:design", "kg:method", "dcterms:spatial")]


CELLS: dict[str, Callable[[Page, SiteInput], Cells]] = {
    "work": _works,
    "claim": _claims,
    "concept": _concepts,
    "keyword": _keywords,
    "person": _people,
    "organization": _people,
    "venue": _venues,
    "study": _studies,
}
_AGENTS = [Column("Name"), Column("Works", "num"), Column("Years", "num")]
COLUMNS: dict[str, Sequence[Column]] = {
    "work": [
        Column("Work"),
        Column("Title", "title"),
        Column("Year", "num"),
        Column("Kind", "wide"),
        Column("Claims", "num wide"),
        Column("Cited by", "num wide"),
    ],
    "concept": [
        Column("Concept"),
        Column("Definition", "title"),
        Column("Broader", "wide"),
        Column("Claims", "num wide"),
        Column("Works", "num wide"),
    ],
    "keyword": [Column("Keyword"), Column("Works", "num", optional=True), Column("Found in the text of", "num", optional=True)],
    "person": _AGENTS,
    "organization": _AGENTS,
    "venue": [Column("Venue"), Column("Kind", "wide"), Column("Works", "num")],
    "study": [Column("Study"), Column("Design"), Column("Methods", "wide"), Column("Place", "wide")],
}
