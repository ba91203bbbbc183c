"""Whether two works are one, how surely, and why: by DOI, by title, year and first author, or by nearly all of it and a place.

Each function gives a score, 0 where they are two, and what they have in common, as it is said: `they have the same …`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kg import iri
from kg.bib import refs
from kg.inherit import ARTICLES, PARTS
from kg.likeness import titles
from kg.model import Entry

SAME_DOI = 0.98
SAME_TITLE = 0.9  # and year and first author
NEARLY = 0.87  # the title but for misprints or its subtitle; or another year, and the same place
DOI_ONLY = 0.6  # the titles differ: one work, or a DOI that was copied to the wrong entry
TELLING = 3  # words of a title that is not that of several works by one author
ONE_WORK = ("edition", "volume", "version", "part", "chapter", "origlanguage")  # where two differ in one of these, they are two
ONE_PRINTING = ("number", "issue", "eid", "articleno", "doi", "language", "langid", "eprint")  # also, but not where they have one DOI
LINKS = ("crossref", "xref", "related", "entryset")  # fields in which one work names another: it is known how they are related
PLACES = ("booktitle", "journal", "journaltitle", "series")
FURTHER = ("eprint", "archiveprefix", "eprinttype", "howpublished", "url", "note")  # what a copy that says less has not
ABOUT = frozenset(  # words after a title that make it another work, about the one
    "abstract addendum answer appendix comment comments commentary corrigendum correction corrections discussion errata erratum exercises "
    "introduction preface rejoinder reply response review solutions supplement update".split()
)
REPORTS = {"techreport", "report", "manual"}  # of which several often have one title and differ in the subtitle
FAMILIES = (  # entry types that say the same, or that people take for the same
    ARTICLES,
    {"inproceedings", "conference"},
    {"inbook", "incollection", "bookinbook", "suppbook", "suppcollection", "inreference"},
    {"book", "mvbook", "collection", "mvcollection", "booklet", "reference", "mvreference"},
    {"proceedings", "mvproceedings"},
    {"thesis", "phdthesis", "mastersthesis", "bachelorthesis"},
    REPORTS,
    {"misc", "online", "electronic", "www", "webpage", "unpublished", "preprint"},
)
_ISBN = re.compile(r"\d{9,12}[\dXx]")
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


class Work(NamedTuple):
    """What tells a work from others."""

    iri: str  # IRI term
    entry: Entry
    written: str  # the title
    title: str  # folded
    year: str
    author: str  # the family name of the first author or editor, folded; `""` where nobody is named
    text: Callable[[str], str]  # the text of a field


def same_doi(one: Work, other: Work) -> tuple[float, str]:
    """How surely two works with one DOI are one, and why."""
    if _linked(one, other) or any(_differ(one, other, name) for name in ONE_WORK) or _translated(one, other):
        return 0, ""
    if one.title == other.title or not (one.title and other.title):
        return SAME_DOI, "DOI"
    if one.entry.type in PARTS and other.entry.type in PARTS:  # chapters under the DOI of their book
        return 0, ""
    shorter, longer = sorted((one.title, other.title), key=len)
    return (SAME_DOI if longer.startswith(shorter + " ") else DOI_ONLY), "DOI"


def same_title(one: Work, other: Work) -> tuple[float, str]:
    """How surely two works with one title and year are one, and why; where nobody is named, pages or publisher must be the same too."""
    if one.author != other.author or _are_two(one, other):
        return 0, ""
    if one.author:
        return SAME_TITLE, "title, year and first author"
    certain = _tells(one) or (bool(one.text("volume")) and one.text("volume") == other.text("volume"))
    if not certain or one.text("edition") != other.text("edition"):
        return 0, ""
    if _in_one_place(one, other):
        return SAME_TITLE, "title, year and place"
    return (SAME_TITLE, "title, year and publisher") if not _is_part(one, other) and _publishers(one) & _publishers(other) else (0, "")


def nearly(one: Work, other: Work) -> tuple[float, str]:
    """How surely two works of one year and first author are one whose titles are not quite the same, and why."""
    if one.title == other.title or not titles.similar(one.title, other.title):
        return 0, ""
    if not titles.likeness(one.written, other.written) or _are_two(one, other):
        return 0, ""
    shorter, longer = sorted((one.title, other.title), key=len)
    if not longer.startswith(f"{shorter} "):
        return NEARLY, "first author, year and, but for a letter or two, title"
    of_another = {one.entry.type, other.entry.type} & REPORTS or ABOUT & set(longer[len(shorter) :].split()[:TELLING])
    if of_another or (_is_part(one, other) and not _in_one_place(one, other)):
        return 0, ""
    return NEARLY, "first author, year and, but for the subtitle, title"


def year_apart(one: Work, other: Work) -> tuple[float, str]:
    """How surely two works of one title and first author are one whose years are one apart, and why: what else is known must agree."""
    if not one.author or not (one.year.isdecimal() and other.year.isdecimal()) or abs(int(one.year) - int(other.year)) != 1:
        return 0, ""
    if one.text("edition") != other.text("edition") or _are_two(one, other):
        return 0, ""
    if _is_part(one, other):
        return (NEARLY, "title, first author and place, in years one apart") if _in_one_place(one, other) else (0, "")
    if not _tells(one) or one.text("author") != other.text("author") or not _publishers(one) & _publishers(other):
        return 0, ""
    return NEARLY, "title, authors and publisher, in years one apart"


def _tells(work: Work) -> bool:
    """Whether a title is hardly that of several works."""
    return work.title.count(" ") + 1 >= TELLING


def _are_two(one: Work, other: Work) -> bool:
    """Whether anything says that two works which are called alike are two."""
    return (
        not _of_one_kind(one, other)
        or _linked(one, other)
        or _translated(one, other)
        or any(_differ(one, other, name) for name in (*ONE_WORK, *ONE_PRINTING))
        or _elsewhere(one, other)
        or _published_twice(one, other)
    )


def _is_part(one: Work, other: Work) -> bool:
    """Whether either is an article or a chapter."""
    return any(work.entry.type in types for work in (one, other) for types in (PARTS, ARTICLES))


def _in_one_place(one: Work, other: Work) -> bool:
    """Whether both give the same first page, or volume and number, and the same publication where both give one."""
    pages = [_first_page(work) for work in (one, other)]
    if pages[0] and pages[0] == pages[1]:
        return _share_a_place(one, other) is not False
    issues = [(_number(work.text("volume")), _number(work.text("number"))) for work in (one, other)]
    return all(issues[0]) and issues[0] == issues[1] and _tells(one) and _tells(other) and _share_a_place(one, other) is True


def _first_page(work: Work) -> str:
    match = re.match(r"\W*(\w+)", work.text("pages"))
    return iri.fold(match[1]) if match else ""


def _share_a_place(one: Work, other: Work) -> bool | None:
    """Whether both stand in one publication, its name abbreviated or not; None where one does not say where."""
    mine, theirs = ([t for n in PLACES if (t := work.text(n))] for work in (one, other))
    if not mine or not theirs:
        return None
    return any(iri.fold(a) == iri.fold(b) or titles.fits(a, b) for a in mine for b in theirs)


def _of_one_kind(one: Work, other: Work) -> bool:
    """Whether two entries may be of one work by their types; a @misc that says no more than who, what and when may be anything."""
    types = {one.entry.type, other.entry.type}
    if len(types) == 1 or any(types <= family for family in FAMILIES):
        return True
    bare, full = (one, other) if one.entry.type == "misc" else (other, one)
    says_more = any((said := bare.text(name)) and said != full.text(name) for name in (*FURTHER, *PLACES))
    return bare.entry.type == "misc" and one.title.count(" ") >= TELLING and not says_more


def _elsewhere(one: Work, other: Work) -> bool:
    """Whether two stand in different places: on other pages; or, with a title like Introduction, in other books or journals."""
    pages = [_first_page(work) for work in (one, other)]
    if pages[0] and pages[1] and pages[0] != pages[1]:
        return True
    if not _tells(one) and _differ(one, other, "crossref"):
        return True
    strict = one.entry.type in PARTS or other.entry.type in PARTS or not _tells(one)
    return strict and _share_a_place(one, other) is False


def _published_twice(one: Work, other: Work) -> bool:
    """Whether two have no ISBN in common, or publishers without a word in common: the British and the American edition of one year."""
    isbns = [{digits[-10:-1] for digits in _ISBN.findall(re.sub(r"[-–\s]", "", work.text("isbn")))} for work in (one, other)]
    if isbns[0] and isbns[1]:
        return not isbns[0] & isbns[1]
    publishers = [_publishers(work) for work in (one, other)]
    return bool(publishers[0] and publishers[1]) and not publishers[0] & publishers[1]


def _publishers(work: Work) -> set[str]:
    """The words of the name of the publisher or institution."""
    return set(iri.fold(work.text("publisher") or work.text("institution") or work.text("school")).split())


def _linked(one: Work, other: Work) -> bool:
    """Whether one names the other, or both are parts of each other's book: how they are related is known then."""
    for work, key in ((one, other.entry.key), (other, one.entry.key)):
        if any(name in work.entry.fields and key in refs.split_list(work.text(name)) for name in LINKS):
            return True
    return False


def _translated(one: Work, other: Work) -> bool:
    return bool(one.text("translator")) != bool(other.text("translator")) or _differ(one, other, "translator")


def _differ(one: Work, other: Work, name: str) -> bool:
    """Whether both have a field, and not the same in it."""
    mine, theirs = _number(one.text(name)), _number(other.text(name))
    return bool(mine and theirs) and mine != theirs


def _number(text: str) -> str:
    """A value of such a field as it is compared: the number in it, where it has one.

    >>> _number("2nd"), _number("Second"), _number("Vol. 02"), _number("revised")
    ('2', '2', '2', 'revised')
    """
    folded = iri.fold(text)
    if folded in _ORDINALS:
        return str(_ORDINALS.index(folded) + 1)
    found = re.fullmatch(r"(?:[a-z]+ )?0*(\d+)(?:st|nd|rd|th)?(?: [a-z]+)?", folded)
    return found[1] if found else folded
