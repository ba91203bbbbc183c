"""Works that are probably one: the same DOI, or the same title, year and first author."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from kg import iri, terms
from kg.bib import refs, values
from kg.index import Index, Lookups
from kg.inherit import ARTICLES, PARTS
from kg.likeness.pair import Pair
from kg.model import Entry
from kg.said import Said

READS = ("dcterms:title", "kg:year", "prism:doi", "kg:agent", "foaf:familyName", "rdfs:label")
MANY = 20  # works with one DOI, or one title, year and first author, past which no more are told apart
SAME_DOI = 0.98
SAME_TITLE = 0.9  # and year and first author
DOI_ONLY = 0.6  # the titles differ: one work, or a DOI that was copied to the wrong entry
ONE_WORK = ("edition", "volume", "version", "part", "chapter", "origlanguage")  # where two differ in one of these, they are two
ONE_PRINTING = ("number", "issue", "eid", "articleno", "doi", "language", "langid", "eprint")  # also, but not where they have one DOI
LINKS = ("crossref", "xref", "related", "entryset")  # fields in which one work names another: it is known how they are related
NOBODY = {"anonymous", "anon", "anonymus", "various", "various authors", "n n"}  # first authors that are none
FAMILIES = (  # entry types that say the same, or that people take for the same
    ARTICLES,
    {"inproceedings", "conference"},
    {"inbook", "incollection", "bookinbook", "suppbook", "suppcollection", "inreference"},
    {"book", "mvbook", "collection", "mvcollection", "booklet", "reference", "mvreference"},
    {"proceedings", "mvproceedings"},
    {"thesis", "phdthesis", "mastersthesis", "bachelorthesis"},
    {"techreport", "report", "manual"},
    {"misc", "online", "electronic", "www", "webpage", "unpublished", "preprint"},
)
_ISBN = re.compile(r"\d{9,12}[\dXx]")
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


class Work(NamedTuple):
    """What tells a work from others."""

    iri: str  # IRI term
    entry: Entry
    title: str  # folded
    year: str
    author: str  # the family name of the first author or editor, folded
    text: Callable[[str], str]  # the text of a field


def pairs(entries: Mapping[str, Entry], said: Said, index: Index) -> list[Pair]:
    """The works that are probably one, each with the earliest entry of it, in the order of the later entries."""
    titles = {s.subject: iri.fold(terms.value(s.object)) for s in reversed(said.of("dcterms:title"))}
    dois = {s.subject: terms.value(s.object) for s in reversed(said.of("prism:doi"))}
    years = {s.subject: terms.value(s.object) for s in reversed(said.of("kg:year"))}
    by_doi: dict[str, list[str]] = defaultdict(list)
    by_title: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in entries:
        card = index.entry[key]
        if card.kind == "work":
            if card.iri in dois:
                by_doi[dois[card.iri]].append(key)
            if titles.get(card.iri) and card.iri in years:
                by_title[titles[card.iri], years[card.iri]].append(key)
    groups = [group for table in (by_doi, by_title) for group in table.values() if len(group) > 1]
    if not groups:
        return []
    authors = _authors(said, {index.entry[key].iri for group in groups for key in group})

    def work(key: str) -> Work:
        node = index.entry[key].iri
        return Work(node, entries[key], titles.get(node, ""), years.get(node, ""), authors.get(node, ""), _reader(entries[key], index))

    order = {key: number for number, key in enumerate(entries)}
    found: dict[tuple[str, str], Pair] = {}
    for table, alike in ((by_doi, _same_doi), (by_title, _same_title)):
        for group in table.values():
            if len(group) > 1:
                for pair in _grouped(map(work, group), alike):
                    found.setdefault((pair.one, pair.other), pair)
    return sorted(found.values(), key=lambda pair: order[pair.key])


def _grouped(works: Iterator[Work], alike: Callable[[Work, Work], tuple[float, str]]) -> Iterator[Pair]:
    """The works that are one with an earlier one."""
    firsts: list[Work] = []
    for work in works:
        for first in firsts:
            score, why = alike(first, work)
            if score:
                field = "doi" if why == "DOI" else "title"
                keys = (first.entry.key, work.entry.key)
                yield Pair("work", first.iri, work.iri, keys, score, why, first.entry.key, work.entry.key, field)
                break
        else:
            if len(firsts) < MANY:
                firsts.append(work)


def _same_doi(one: Work, other: Work) -> tuple[float, str]:
    """How surely two works with one DOI are one, and why."""
    if _linked(one, other) or any(_differ(one, other, name) for name in ONE_WORK) or _translated(one, other):
        return 0, ""
    if one.title == other.title or not (one.title and other.title):
        return SAME_DOI, "DOI"
    if one.entry.type in PARTS and other.entry.type in PARTS:  # chapters under the DOI of their book
        return 0, ""
    shorter, longer = sorted((one.title, other.title), key=len)
    return (SAME_DOI if longer.startswith(shorter + " ") else DOI_ONLY), "DOI"


def _same_title(one: Work, other: Work) -> tuple[float, str]:
    """How surely two works with one title and year are one, and why."""
    if not one.author or one.author != other.author or not _of_one_kind(one, other) or _linked(one, other) or _translated(one, other):
        return 0, ""
    if any(_differ(one, other, name) for name in (*ONE_WORK, *ONE_PRINTING)) or _elsewhere(one, other) or _published_twice(one, other):
        return 0, ""
    return SAME_TITLE, "title, year and first author"


def _of_one_kind(one: Work, other: Work) -> bool:
    types = {one.entry.type, other.entry.type}
    return len(types) == 1 or any(types <= family for family in FAMILIES)


def _elsewhere(one: Work, other: Work) -> bool:
    """Whether two stand in different places: on other pages; or, with a title like Introduction, in other books or journals."""
    pages = [re.match(r"\W*(\w+)", work.text("pages")) for work in (one, other)]
    if pages[0] and pages[1] and iri.fold(pages[0][1]) != iri.fold(pages[1][1]):
        return True
    strict = one.entry.type in PARTS or one.title.count(" ") < 2
    places = [{iri.fold(t) for n in ("booktitle", "journal", "journaltitle", "series") if (t := work.text(n))} for work in (one, other)]
    return strict and bool(places[0] and places[1]) and not places[0] & places[1]


def _published_twice(one: Work, other: Work) -> bool:
    """Whether two have no ISBN in common, or publishers without a word in common: the British and the American edition of one year."""
    isbns = [{digits[-10:-1] for digits in _ISBN.findall(re.sub(r"[-–\s]", "", work.text("isbn")))} for work in (one, other)]
    if isbns[0] and isbns[1]:
        return not isbns[0] & isbns[1]
    publishers = [set(iri.fold(work.text("publisher") or work.text("institution")).split()) for work in (one, other)]
    return bool(publishers[0] and publishers[1]) and not publishers[0] & publishers[1]


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


def _authors(said: Said, works: set[str]) -> dict[str, str]:
    """The family name of the first author of each work, or else of its first editor, folded."""
    first: dict[str, str] = {}
    editor: dict[str, str] = {}
    for node, _, agent, _ in said.of("kg:agent"):
        work, _, part = node.partition("#")
        table = first if part == "author-1>" else editor if part == "editor-1>" else None
        if table is not None and (term := work + ">") in works:
            table.setdefault(term, agent)
    agents = {**editor, **first}
    wanted = set(agents.values())
    names = {s.subject: terms.value(s.object) for curie in ("rdfs:label", "foaf:familyName") for s in said.of(curie) if s.subject in wanted}
    folded = {work: iri.fold(names.get(agent, agent)) for work, agent in agents.items()}
    return {work: name for work, name in folded.items() if name not in NOBODY}


def _reader(entry: Entry, index: Index) -> Callable[[str], str]:
    look = Lookups(index)

    def text(name: str) -> str:
        field = entry.fields.get(name)
        return values.evaluate(field.raw, lambda n: look.string(entry.file, n))[0] if field else ""

    return text
