"""A work's formatted reference, in the manner of APA.

Made from the work's own page and the names of its people; what is unverified is still part of it, and
the page says beside it what was not confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from kg import terms
from kg.web.edition import in_words
from kg.web.facts import Facts, Node, Page
from kg.web.markup import esc, safe

WHOLE = {
    "Book",
    "DoctoralThesis",
    "MastersThesis",
    "BachelorsThesis",
    "Thesis",
    "ReportDocument",
    "Manuscript",
    "Preprint",
    "DataFile",
    "ComputerProgram",
    "ConferenceProceedings",
    "ReferenceBook",
    "InstructionManual",
    "WebContent",
    "Movie",
    "SpecificationDocument",
    "BlogPost",
    "Presentation",
    "ConferencePoster",
    "LectureNotes",
}
_FABIO = "<" + terms.PREFIXES["fabio"]
MANY_AUTHORS = 21  # APA 7: more than twenty are cut to nineteen and the last


class Piece(NamedTuple):
    """A stretch of a reference."""

    text: str
    italic: bool = False


class Author(NamedTuple):
    """One author, editor or translator of a work."""

    agent: str  # IRI term
    role: str  # author, editor, translator, or what else was contributed: introduction
    printed: str
    position: int


def html(page: Page, facts: Facts, people: Sequence[Author] | None = None) -> Markup:
    """The reference as HTML, titles of whole publications in italics. `people` spares looking for them again."""
    pieces = reference(page, facts, people)
    return safe("".join([f"<em>{esc(p.text)}</em>" if p.italic else esc(p.text) for p in pieces]))


def text(page: Page, facts: Facts) -> str:
    """The reference as plain text."""
    return "".join(p.text for p in reference(page, facts))


def authors(page: Page) -> list[Author]:
    """The people of a work, in the order of their positions within each role, authors first."""
    found = []
    for node in page.fragments("kg:Authorship"):
        role = node.one("kg:role").rpartition("/")[2]
        role = node.one("kg:contribution") if role == "contributor" else role
        position = node.one("kg:position")
        found.append(Author(node.link("kg:agent"), role, node.one("kg:nameAsPrinted"), int(position) if position.isdigit() else 0))
    return sorted(found, key=_rank)


def _rank(author: Author) -> tuple[int, str, int]:
    return {"author": 0, "editor": 1}.get(author.role, 2), author.role, author.position


def kind(page: Page) -> str:
    """The local name of a work's class: `JournalArticle`, `Expression` where nothing finer is known."""
    return next((t[len(_FABIO) : -1] for t in page.node.terms("rdf:type") if t.startswith(_FABIO)), "Expression")


def kind_name(page: Page) -> str:
    """What a work is, in a word or two: `journal article`."""
    return _NAMES.get(kind(page)) or in_words(kind(page))


_NAMES = {"ReportDocument": "report", "WebContent": "web page", "DataFile": "data set", "ComputerProgram": "software",
          "PatentDocument": "patent", "SpecificationDocument": "standard", "AudioDocument": "recording", "Expression": "work",
          "ExpressionCollection": "set of entries"}  # fmt: skip


def reference(page: Page, facts: Facts, people: Sequence[Author] | None = None) -> list[Piece]:
    """The reference as a run of plain and italic pieces."""
    node, what = page.node, kind(page)
    people = authors(page) if people is None else people
    writers = [p for p in people if p.role == "author"]
    editors = [p for p in people if p.role == "editor"]
    incomplete = node.one("kg:incompleteAuthors") == "true"
    lead = writers or editors
    names = _names([_inverted(a, facts) for a in lead], incomplete=incomplete)
    if lead and not writers:
        names += " (Eds.)" if len(editors) > 1 else " (Ed.)"
    if not people and not node.one("dcterms:title") and (members := node.terms("dcterms:hasPart")):  # a set of entries
        return [Piece("; ".join(sorted(b.label for t in members if (b := facts.brief(t)))) + ".")]
    title = Piece(node.one("dcterms:title") or "[untitled]", what in WHOLE)
    year = node.one("kg:year") or node.one("kg:dateAsWritten") or node.one("schema:creativeWorkStatus") or "n.d."
    opening = [Piece(f"{names} ({year}). "), title] if names else [title, Piece(f" ({year})")]
    pieces = [*opening, *_within(node, what, facts, editors if writers else []), *_published(node, what, facts)]
    pieces.append(Piece("" if pieces[-1].text.endswith((".", "?", "!")) else "."))
    if address := _address(node):
        pieces.append(Piece(" " + address))
    return [p for p in pieces if p.text]


def _within(node: Node, what: str, facts: Facts, editors: list[Author]) -> list[Piece]:
    """What the work is part of: journal, volume and pages; or book, editors and pages."""
    venue = container(node, facts)
    volume, issue, pages = node.one("prism:volume"), node.one("prism:issueIdentifier"), node.one("kg:pages").replace("--", "–")
    number = "" if pages else node.one("fabio:hasElectronicArticleIdentifier")
    if not venue:
        return [Piece(f" (pp. {pages})")] if pages else []
    end = "" if node.one("dcterms:title").endswith((".", "?", "!")) else "."
    if "Article" in what or what in WHOLE:
        run = [Piece(end + " "), Piece(venue, italic=True)]
        run += [Piece(", "), Piece(volume, italic=True)] if volume else []
        return [*run, Piece(f"({issue})" if issue else ""), Piece(f", {pages}" if pages else f", Article {number}" if number else "")]
    by = _names([_upright(a, facts) for a in editors]).replace(", & ", " & " if len(editors) == 2 else ", & ")
    by += f" ({'Eds.' if len(editors) > 1 else 'Ed.'}), " if by else ""
    inside = ", ".join(x for x in (f"Vol. {volume}" if volume else "", f"pp. {pages}" if pages else "") if x)
    return [Piece(f"{end} In {by}"), Piece(venue, italic=True), Piece(f" ({inside})" if inside else "")]


def container(node: Node, facts: Facts) -> str:
    """What a work appeared in: its journal, book or proceedings rather than the series or the set that these belong to."""
    found = [(b.rank, b.detail or b.label) for t in node.terms("dcterms:isPartOf") if (b := facts.brief(t))]
    return min(found, key=lambda x: x[0])[1] if found else ""


def _published(node: Node, what: str, facts: Facts) -> list[Piece]:
    """Who published the work, where it was given, and what sort of work it is when that is not plain."""
    house = ", ".join(b.label for t in node.terms("dcterms:publisher") if (b := facts.brief(t)))
    number = node.one("fabio:hasSequenceIdentifier")
    place = ", ".join(node.all("dcterms:spatial"))
    if "Thesis" in what:
        return [Piece(f" [{_THESES.get(what, 'Thesis')}{f', {house}' if house else ''}]")]
    run = f" (No. {number})" if number and what == "ReportDocument" else ""
    run += " [Unpublished manuscript]" if what == "Manuscript" else ""
    closing = f"{house}{', ' if house and place else ''}{place}"
    stop = "" if not run and node.one("dcterms:title").endswith(("?", "!")) and what in WHOLE else "."
    return [Piece(run + (f"{stop} {closing}" if closing else ""))]


_THESES = {"DoctoralThesis": "Doctoral thesis", "MastersThesis": "Master’s thesis", "BachelorsThesis": "Bachelor’s thesis"}


def _address(node: Node) -> str:
    doi = node.one("prism:doi")
    if doi and "doi" not in node.all("kg:unverified"):
        return f"https://doi.org/{doi}"
    if doi:
        return ""
    address = node.one("schema:url") or node.one("schema:sameAs")
    seen = node.one("fabio:hasAccessDate") if not (node.one("kg:year") or node.one("kg:dateAsWritten")) else ""
    return f"Retrieved {_long_date(seen)}, from {address}" if address and seen else address


def _long_date(date: str) -> str:
    """A date in words: `January 23, 2021`."""
    year, month, day = [*date.split("-"), "", ""][:3]
    named = _MONTHS[int(month) - 1] if month else ""
    return f"{named} {int(day)}, {year}" if day else f"{named} {year}".strip()


_MONTHS = ("January February March April May June July August September October November December").split()


def _inverted(author: Author, facts: Facts) -> str:
    """A name as a reference begins with it: `Saxenian, A`, with full stops."""
    family, initials = _parts(author, facts)
    return f"{family}, {initials}" if initials else family


def _upright(author: Author, facts: Facts) -> str:
    """A name as it stands within a reference, initials first."""
    family, initials = _parts(author, facts)
    return f"{initials} {family}" if initials else family


def _parts(author: Author, facts: Facts) -> tuple[str, str]:
    brief = facts.brief(author.agent)
    if brief is None:
        return author.printed, ""
    return (brief.family, " ".join(map(_initial, brief.given.split()))) if brief.family else (brief.label, "")


def _initial(name: str) -> str:
    """`J.-Y.` for `Jinn-Yuh`, `M.` for `Michael` and for `M.`."""
    return "-".join(f"{part[0]}." for part in name.split("-") if part)


def _names(names: Iterable[str], *, incomplete: bool = False) -> str:
    listed = list(names)
    if incomplete:
        return ", ".join([*listed, "et al."])
    if len(listed) >= MANY_AUTHORS:
        return ", ".join(listed[:19]) + ", … " + listed[-1]
    if len(listed) < 2:
        return "".join(listed)
    return ", ".join(listed[:-1]) + ", & " + listed[-1]
