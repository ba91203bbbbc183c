"""The list of each kind of thing: real tables, which a script makes sortable and filterable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from kg import terms
from kg.web import cite, evidence, example
from kg.web.article import LISTS
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.facts import Facts, Page, owner
from kg.web.markup import Html, esc, join, link, safe
from kg.web.sections import briefs
from kg.web.shell import Shell

ROWS = 500  # on one page
ALWAYS = ("work", "claim", "concept", "person", "venue")  # in the navigation, so also there when empty
_PASTE = "Put this into a .bib file in bib/, and build again:"
EMPTY = {  # why a list is empty, and what to add
    "work": f"No works yet: the files in bib/ have no entry of a work that could be read. {_PASTE}",
    "claim": f"No claims yet: nobody has written down what the works say. {_PASTE}",
    "concept": "No concepts yet. Keywords are words that works carry; a concept has a definition, and a place among others; works with a "
    f"keyword that is its label are about it. {_PASTE}",
    "person": "No people yet: no entry has an author or editor. Write author = {Family, Given and Family, Given} in the entry of a work.",
    "venue": "No venues yet: no entry names a journal, series or book that it is part of. Write journal = {…} in the entry of an article.",
}
EXAMPLES: dict[str, Callable[[Facts], str]] = {"work": example.entries, "claim": example.claim_entry, "concept": example.concept_entry}


class Column(NamedTuple):
    """One column of a list."""

    heading: str
    cell: Callable[[Page], str]
    css: str = ""  # "wide": left out on a phone; "num": a number
    sort: Callable[[Page], str] | None = None  # what to sort by, where it is not the text shown


def lists(shell: Shell) -> Iterator[tuple[str, bytes]]:
    """The list pages of all kinds that there are, and of those in the navigation."""
    for kind in LISTS:
        pages = sorted(shell.site.facts.of_kind(kind), key=lambda p: (p.brief.label.casefold(), p.brief.iri))
        if pages or kind in ALWAYS:
            yield from _split(kind, pages, shell)


def _split(kind: str, pages: Sequence[Page], shell: Shell) -> Iterator[tuple[str, bytes]]:
    columns = COLUMNS[kind](shell.site, pages)
    parts = [pages[i : i + ROWS] for i in range(0, len(pages), ROWS)] or [pages]
    names = [_path(kind, n) for n in range(len(parts))]
    for number, part in enumerate(parts):
        title = LISTS[kind] + (f", page {number + 1} of {len(parts)}" if len(parts) > 1 else "")
        values = {
            "title": LISTS[kind],
            "total": len(pages),
            "part": f"{number + 1} of {len(parts)}" if len(parts) > 1 else "",
            "kind": kind,
            "others": _others(kind, shell.site),
            "columns": columns,
            "rows": Markup("").join(_row(p, columns) for p in part),
            "pager": _pager(number, parts, names),
            "empty": EMPTY.get(kind, ""),
            "example": EXAMPLES[kind](shell.site.facts) if not pages and kind in EXAMPLES else "",
        }
        yield names[number], shell.page(names[number], kind, title, shell.body("list.html", values))


def _path(kind: str, number: int) -> str:
    """The path of a list page; no key can have a slug like it, for `index.` is escaped in slugs."""
    return f"{kind}/index.{number + 1}.html" if number else f"{kind}/index.html"


def _row(page: Page, columns: Sequence[Column]) -> Markup:
    cells = []
    for n, column in enumerate(columns):
        css = f' class="{column.css}"' if column.css else ""
        sort = f' data-sort="{esc(column.sort(page))}"' if column.sort else ""
        tag, scope = ("th", ' scope="row"') if n == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{css}{sort}>{column.cell(page)}</{tag}>")
    return safe(f"<tr>{''.join(cells)}</tr>\n")


def _pager(number: int, parts: Sequence[Sequence[Page]], names: Sequence[str]) -> list[tuple[str, str, str]]:
    """The pages of a list to go to: address, what it holds, and whether it is this one or a gap."""
    if len(parts) == 1:
        return []
    near = {0, len(parts) - 1, *range(number - 2, number + 3)}
    shown = [n for n in range(len(parts)) if n in near]
    found: list[tuple[str, str, str]] = []
    for n in shown:
        if found and n - 1 not in near:
            found.append(("", "…", "gap"))
        first, last = parts[n][0].brief.label, parts[n][-1].brief.label
        found.append((names[n].partition("/")[2], f"{_short(first)} – {_short(last)}", "here" if n == number else ""))
    return found


def _short(label: str) -> str:
    return label if len(label) <= 24 else label[:23] + "…"


def _others(kind: str, site: SiteInput) -> list[tuple[str, str]]:
    """Lists that belong with this one and are not in the navigation."""
    beside = {"work": ("study",), "concept": ("keyword",), "person": ("organization",), "venue": ("organization",)}
    beside |= {"keyword": ("concept",), "organization": ("person",), "study": ("work",)}
    return [(f"../{k}/index.html", LISTS[k]) for k in beside.get(kind, ()) if any(True for _ in site.facts.of_kind(k))]


def _linked(page: Page) -> Html:
    return link(page.brief)


def _count(number: int) -> str:
    return str(number) if number else ""


def _works(site: SiteInput, pages: Sequence[Page]) -> list[Column]:
    def claims(page: Page) -> int:
        return len({n.link("kg:claim") for n in evidence.lines_of(page) if page.node.iri in n.terms("kg:source") and n.link("kg:claim")})

    def cited(page: Page) -> int:
        return len(set(page.linking_by("cito:cites")))

    return [
        Column("Work", _linked),
        Column("Title", lambda p: esc(p.brief.detail), "title"),
        Column("Year", lambda p: esc(p.brief.year), "num"),
        Column("Kind", lambda p: esc(cite.kind_name(cite.kind(p))), "wide"),
        Column("Claims", lambda p: _count(claims(p)), "num wide"),
        Column("Cited by", lambda p: _count(cited(p)), "num wide"),
    ]


def _claims(site: SiteInput, pages: Sequence[Page]) -> list[Column]:
    counts = {p.node.iri: _stances(p) for p in pages}
    used = {stance for c in counts.values() for stance in c}

    def column(term: str, name: str) -> Column:
        return Column(sentence_case(name), lambda p: _count(counts[p.node.iri][term]), "num wide")

    stances = [column(term, look.inverse) for term, look in site.looks.items() if term in used]
    return [Column("Claim", _linked), Column("Kind", lambda p: esc(", ".join(map(in_words, p.node.all("kg:kind")))), "wide"), *stances]


def _stances(page: Page) -> Counter[str]:
    """How many different works, studies and claims take each stance on a claim."""
    taken = {
        (n.link("kg:stance"), n.link("kg:study") or n.link("kg:source") or n.link("kg:sourceClaim"))
        for n in evidence.lines_of(page)
        if page.node.iri in n.terms("kg:claim")
    }
    return Counter(stance for stance, _ in taken)


def _concepts(site: SiteInput, pages: Sequence[Page]) -> list[Column]:
    return [
        Column("Concept" if pages and pages[0].brief.kind == "concept" else "Keyword", _linked),
        Column("Definition", lambda p: esc(p.node.one("skos:definition")), "title"),
        Column("Broader", lambda p: join([link(b) for b in briefs(p.node.terms("skos:broader"), site)]), "wide"),
        Column("Claims", lambda p: _count(len(set(p.linking_by("schema:about")))), "num wide"),
        Column("Works", lambda p: _count(len(set(p.linking_by("dcterms:subject")))), "num wide"),
    ]


def _keywords(site: SiteInput, pages: Sequence[Page]) -> list[Column]:
    stated = Column("Works", lambda p: _count(len(set(p.linking_by("dcterms:subject")))), "num")
    found = Column("Found in the text of", lambda p: _count(len(p.matches)), "num")
    return [Column("Keyword", _linked), *([stated] if any(not p.proposed for p in pages) else []), *([found] if _any_found(pages) else [])]


def _any_found(pages: Iterable[Page]) -> bool:
    return any(p.matches for p in pages)


def _people(site: SiteInput, pages: Sequence[Page]) -> list[Column]:
    def works(page: Page) -> list[str]:
        owners = [owner(n.iri) for n in page.fragments("kg:Authorship")]
        return sorted({*owners, *page.linking_by("dcterms:publisher"), *page.linking_by("dcterms:creator")})

    def years(page: Page) -> str:
        found = sorted({b.year for w in works(page) if (b := site.facts.brief(w)) and b.year})
        return found[0] if len(found) == 1 else f"{found[0]}–{found[-1]}" if found else ""

    return [
        Column("Name", _linked, sort=lambda p: f"{p.node.one('foaf:familyName')} {p.node.one('foaf:givenName')}".strip() or p.brief.label),
        Column("Works", lambda p: _count(len(works(p))), "num"),
        Column("Years", years, "num"),
    ]


def _venues(site: SiteInput, pages: Sequence[Page]) -> list[Column]:
    def kind(page: Page) -> str:
        return esc(", ".join(in_words(t) for t in page.node.terms("rdf:type") if t != terms.term("kg:Venue")))

    return [
        Column("Venue", _linked),
        Column("Kind", kind, "wide"),
        Column("Works", lambda p: _count(len(set(p.linking_by("dcterms:isPartOf")))), "num"),
    ]


def _studies(site: SiteInput, pages: Sequence[Page]) -> list[Column]:
    def all_of(curie: str) -> Callable[[Page], str]:
        return lambda p: join([esc(b.label if (b := site.facts.brief(t)) else terms.value(t)) for t in p.node.terms(curie)])

    return [
        Column("Study", _linked),
        Column("Design", all_of("kg:design")),
        Column("Methods", all_of("kg:method"), "wide"),
        Column("Place", all_of("dcterms:spatial"), "wide"),
    ]


COLUMNS: dict[str, Callable[[SiteInput, Sequence[Page]], list[Column]]] = {
    "work": _works,
    "claim": _claims,
    "concept": _concepts,
    "keyword": _keywords,
    "person": _people,
    "organization": _people,
    "venue": _venues,
    "study": _studies,
}
