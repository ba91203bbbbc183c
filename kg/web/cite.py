"""A work's formatted reference, in the manner of APA.

Made from the work's own page and the names of its people; what is unverified is still part of it, and
the page says beside it what was not confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from kg import terms
from kg.web.edition import in_words
from kg.web.facts import Brief, Facts, Node, Page
from kg.web.markup import Html, esc

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
DAILY = {"WebContent", "BlogPost", "NewspaperArticle", "MagazineArticle"}
_FABIO = "<" + terms.PREFIXES["fabio"]
_BEGIN, _END = "\x01\x02"  # of what is in italics: no text that was read has characters like these
MANY_AUTHORS = 21  # APA 7: more than twenty are cut to nineteen and the last


class Author(NamedTuple):
    """One author, editor or translator of a work."""

    agent: str  # IRI term
    role: str  # author, editor, translator, or what else was contributed: introduction
    position: int
    name: str  # as the page of the agent is headed; as printed where it has none
    family: str  # `""` where the name has no such part
    given: str
    organization: bool


class Source(NamedTuple):
    """What a reference is made of, whatever its style."""

    node: Node
    what: str  # local name of the class: JournalArticle
    people: Sequence[Author]  # authors first, each role in order
    title: str
    year: str
    container: str  # title of the journal, book or proceedings
    volume: str
    issue: str
    pages: str
    doi: str
    issn: str  # of the journal
    wholes: Sequence[Brief]  # what the work is part of
    houses: Sequence[Brief]  # its publishers
    members: Sequence[Brief]  # of a set of entries


def source(page: Page, facts: Facts) -> Source:
    """What a reference to a work is made of, each fact read once."""
    node, one, brief = page.node, page.node.one, facts.briefs.get
    wholes = [b for t in node.terms("dcterms:isPartOf") if (b := brief(t))]
    inmost = min(wholes, key=_outer) if wholes else None  # the journal or book rather than the series or set these belong to
    return Source(
        node=node,
        what=kind(page),
        people=authors(page, facts),
        title=page.brief.detail,
        year=page.brief.year,
        container=(inmost.detail or inmost.label) if inmost else "",
        volume=one("prism:volume"),
        issue=one("prism:issueIdentifier"),
        pages=one("kg:pages"),
        doi=one("prism:doi"),
        issn=inmost.issn if inmost else "",
        wholes=wholes,
        houses=[b for t in node.terms("dcterms:publisher") if (b := brief(t))],
        members=[b for t in node.terms("dcterms:hasPart") if (b := brief(t))],
    )


def _outer(brief: Brief) -> int:
    return brief.rank


def html(work: Source) -> Html:
    """The reference as HTML, titles of whole publications in italics."""
    return Html(esc(reference(work)).replace(_BEGIN, "<em>").replace(_END, "</em>"))


def text(page: Page, facts: Facts) -> str:
    """The reference as plain text."""
    return reference(source(page, facts)).replace(_BEGIN, "").replace(_END, "")


AGENT, ROLE, POSITION = (terms.term(f"kg:{name}") for name in ("agent", "role", "position"))


def authors(page: Page, facts: Facts) -> Sequence[Author]:
    """The people of a work, in the order of their positions within each role, authors first."""
    found = []
    for node in page.fragments("kg:Authorship"):
        said = node.properties
        agent = said[AGENT][0]
        role = said[ROLE][0].rpartition("/")[2][:-1]
        if role == "contributor":
            role = node.one("kg:contribution")
        position = int(terms.value(said[POSITION][0])) if POSITION in said else 0
        if brief := facts.briefs.get(agent):
            found.append(Author(agent, role, position, brief.label, brief.family, brief.given, brief.kind == "organization"))
        else:
            found.append(Author(agent, role, position, node.one("kg:nameAsPrinted"), "", "", False))
    if len(found) > 1:
        found.sort(key=_rank)
    return found


def _rank(author: Author) -> tuple[int, str, int]:
    return _ROLES.get(author.role, 2), author.role, author.position


_ROLES = {"author": 0, "editor": 1}


def kind(page: Page) -> str:
    """The local name of a work's class: `JournalArticle`, `Expression` where nothing finer is known."""
    for term in page.node.terms("rdf:type"):
        if term.startswith(_FABIO):
            return term[len(_FABIO) : -1]
    return "Expression"


def kind_name(what: str) -> str:
    """What a work is, in a word or two: `journal article` for `JournalArticle`."""
    return _NAMES.get(what) or in_words(what)


_NAMES = {"ReportDocument": "report", "WebContent": "web page", "DataFile": "data set", "ComputerProgram": "software",
          "PatentDocument": "patent", "SpecificationDocument": "standard", "AudioDocument": "recording", "Expression": "work",
          "ExpressionCollection": "set of entries"}  # fmt: skip


def _italic(text: str) -> str:
    return f"{_BEGIN}{text}{_END}"


def _ends(text: str) -> bool:
    """Whether no full stop can follow a text."""
    return text.rstrip(_END).endswith((".", "?", "!"))


def reference(work: Source) -> str:
    """The reference as text, with marks around what is in italics."""
    node = work.node
    writers = [p for p in work.people if p.role == "author"]
    editors = [p for p in work.people if p.role == "editor"]
    lead = writers or editors
    names = _names([_inverted(a) for a in lead], incomplete=node.one("kg:incompleteAuthors") == "true")
    if lead and not writers:
        names += " (Eds.)" if len(editors) > 1 else " (Ed.)"
    if not work.people and not work.title and work.members:  # a set of entries
        return "; ".join(sorted(b.label for b in work.members)) + "."
    title = work.title or "[untitled]"
    year = _day(work) or work.year or node.one("kg:dateAsWritten") or node.one("schema:creativeWorkStatus") or "n.d."
    stop = "" if _ends(names or title) else "."
    told = (_italic(title) if work.what in WHOLE else title) + _told(work)
    opening = f"{names}{stop} ({year}). {told}" if names else f"{told}{stop} ({year})"
    closing = _published(work)
    run = f"{opening}{_within(work, editors if writers else [])}{closing}"
    address = _address(work)
    return f"{run}{'' if _ends(closing) else '.'}{' ' if address else ''}{address}"


def _day(work: Source) -> str:
    """The date of what is put out by the day: `2010, August 17`."""
    date = work.node.one("dcterms:issued") if work.what in DAILY else ""
    return f"{date[:4]}, {_in_year(date)}" if len(date) > 4 else ""


def _told(work: Source) -> str:
    """What stands in brackets after the title of a whole: who translated it, the edition, the volume."""
    if work.what not in WHOLE:
        return ""
    translators = _names([_upright(p) for p in work.people if p.role == "translator"])
    edition = work.node.one("prism:edition")
    volume = f"Vol. {work.volume}" if work.volume and not work.container else ""
    which = ", ".join([x for x in (f"{_ordinal(edition)} ed." if edition.isdigit() else edition, volume) if x])
    told = "; ".join([x for x in (f"{translators}, Trans." if translators else "", which) if x])
    return f" ({told})" if told else ""


def _ordinal(number: str) -> str:
    """`8th` for `8`, `2nd` for `2`."""
    return number + ("th" if number[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th"))


def _within(work: Source, editors: list[Author]) -> str:
    """What the work is part of: journal, volume and pages; or book, editors and pages."""
    venue, volume, issue, pages = work.container, work.volume, work.issue, work.pages.replace("--", "–")
    if not venue:
        return f" (pp. {pages})" if pages else ""
    end = "" if _ends(work.title) else "."
    if "Article" in work.what or work.what in WHOLE:
        number = "" if pages else work.node.one("fabio:hasElectronicArticleIdentifier")
        run = f"{end} {_italic(venue)}{f', {_italic(volume)}' if volume else ''}{f'({issue})' if issue else ''}"
        return f"{run}, {pages}" if pages else f"{run}, Article {number}" if number else run
    by = _names([_upright(a) for a in editors]).replace(", & ", " & " if len(editors) == 2 else ", & ")
    by += f" ({'Eds.' if len(editors) > 1 else 'Ed.'}), " if by else ""
    inside = ", ".join([x for x in (f"Vol. {volume}" if volume else "", f"pp. {pages}" if pages else "") if x])
    return f"{end} In {by}{_italic(venue)}{f' ({inside})' if inside else ''}"


def _published(work: Source) -> str:
    """Who published the work, where it was given, and what sort of work it is when that is not plain."""
    what = work.what
    house = ", ".join([b.label for b in work.houses])
    if "Thesis" in what:
        return f" [{_THESES.get(what, 'Thesis')}{f', {house}' if house else ''}]"
    number = work.node.one("fabio:hasSequenceIdentifier") if what == "ReportDocument" else ""
    place = ", ".join(work.node.all("dcterms:spatial"))
    run = f" (No. {number})" if number else ""
    run += " [Unpublished manuscript]" if what == "Manuscript" else ""
    closing = f"{house}{', ' if house and place else ''}{place}"
    stop = "" if not run and work.title.endswith(("?", "!")) and what in WHOLE else "."
    return f"{run}{stop} {closing}" if closing else run


_THESES = {"DoctoralThesis": "Doctoral thesis", "MastersThesis": "Master’s thesis", "BachelorsThesis": "Bachelor’s thesis"}


def _address(work: Source) -> str:
    node = work.node
    if work.doi:
        return "" if "doi" in node.all("kg:unverified") else f"https://doi.org/{work.doi}"
    address = node.one("schema:url") or node.one("schema:sameAs")
    seen = node.one("fabio:hasAccessDate") if not (work.year or node.one("kg:dateAsWritten")) else ""
    return f"Retrieved {_long_date(seen)}, from {address}" if address and seen else address


def _long_date(date: str) -> str:
    """A date in words: `January 23, 2021`."""
    year, in_year = date[:4], _in_year(date)
    return f"{in_year}{',' if date.count('-') > 1 else ''} {year}".strip()


def _in_year(date: str) -> str:
    """The month and day of a date in words, as far as it says them: `January 23`."""
    month, day = [*date.split("-")[1:], "", ""][:2]
    return f"{_MONTHS[int(month) - 1]} {int(day) if day else ''}".strip() if month else ""


_MONTHS = ("January February March April May June July August September October November December").split()


def _inverted(author: Author) -> str:
    """A name as a reference begins with it: `Saxenian, A`, with full stops."""
    if not author.family:
        return author.name
    return f"{author.family}, {_initials(author.given)}" if author.given else author.family


def _upright(author: Author) -> str:
    """A name as it stands within a reference, initials first."""
    if not author.family:
        return author.name
    return f"{_initials(author.given)} {author.family}" if author.given else author.family


def _initial(name: str) -> str:
    """`J.-Y.` for `Jinn-Yuh`, `M.` for `Michael` and for `M.`."""
    return "-".join([f"{part[0]}." for part in name.split("-") if part])


@lru_cache(maxsize=100_000)
def _initials(given: str) -> str:
    return " ".join(map(_initial, given.split()))


def _names(names: Iterable[str], *, incomplete: bool = False) -> str:
    listed = list(names)
    if incomplete:
        return ", ".join([*listed, "et al."])
    if len(listed) >= MANY_AUTHORS:
        return ", ".join(listed[:19]) + ", … " + listed[-1]
    if len(listed) < 2:
        return "".join(listed)
    return ", ".join(listed[:-1]) + ", & " + listed[-1]
