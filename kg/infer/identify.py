"""Which work of the bibliography a reference string means.

By DOI; else by first author, year, volume and page; else by the title with the author or the year. Nothing is said below `ENOUGH`,
or where two works fit equally well: a citation that nobody made is worse than one that is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from kg import iri
from kg.infer.known import Known, Tables, title_words
from kg.infer.strings import Cited, joined, number
from kg.likeness import titles

ENOUGH = 0.85
EXACT = 0.97  # two titles that differ in a letter or two
EVERYWHERE = frozenset("introduction preface foreword editorial conclusion conclusions comment reply discussion review".split())
CANDIDATES = 200  # works by one author in one year, or on one page, that are compared


class Match(NamedTuple):
    """A work that a string refers to, and how sure that is."""

    work: Known
    score: float


def match(cited: Cited, known: Tables) -> Match | None:
    """The work that a string refers to, or None."""
    for doi in cited.dois:
        for work in known.doi.get(doi, ()):
            if not _is_another(cited, work):
                return Match(work, 1.0)
    return _best(_by_place(cited, known)) or _best(_by_title(cited, known))


def _best(found: Iterable[Match]) -> Match | None:
    """The best of several matches; None where two different works are equally good."""
    ranked = sorted((m for m in found if m.score >= ENOUGH), key=lambda m: (-m.score, m.work.iri[:-1]))
    rivals = [m for m in ranked[1:] if m.score == ranked[0].score and m.work is not ranked[0].work and not _twins(m.work, ranked[0].work)]
    return ranked[0] if ranked and not rivals else None


def _twins(one: Known, other: Known) -> bool:
    """Whether two entries say the same of themselves: one work entered twice."""
    return iri.fold(one.title) == iri.fold(other.title) and one.year == other.year and one.first == other.first


def _is_another(cited: Cited, work: Known) -> bool:
    """Whether author and year both say that a string with this work's DOI means another work: lists have wrong DOIs."""
    return bool(cited.initial and work.people and cited.family not in work.people and abs(_apart(cited, work)) > 1)


def _apart(cited: Cited, work: Known) -> int:
    """The years between a string and a work; 0 where either has none."""
    return cited.year - work.year if cited.year and work.year else 0


def _by_author(cited: Cited, known: Tables) -> Iterator[Known]:
    """The works that a person of this name wrote or edited, of this year or one beside it, or of none."""
    if not cited.year:
        return
    for year in (0, cited.year - 1, cited.year, cited.year + 1):
        if by := known.author.get((cited.family, year)):
            initials = ("", cited.initial) if cited.initial else by
            yield from islice(chain.from_iterable(by.get(initial, ()) for initial in initials), CANDIDATES)


def _same_person(cited: Cited, work: Known) -> bool:
    """Whether the first author of a string may be among the people of a work."""
    given = work.people.get(cited.family)
    return given is not None and (not given or not cited.initial or given == cited.initial)


def _source_fits(cited: Cited, work: Known) -> bool | None:
    """Whether the journal or book of a string is the one that the work is part of; None where one of them is not known."""
    if not cited.source or not work.places:
        return None
    sources = {cited.source, cited.source.rpartition("-")[0] or cited.source} if cited.database else {cited.source}  # ANN PHYS-BERLIN
    return any(titles.fits(source, place) or titles.abbreviates(source, place) for source in sources for place in work.places)


def _by_place(cited: Cited, known: Tables) -> Iterator[Match]:
    """The works by this author in this volume on this page, or near it; not those by nobody, of which a page has several."""
    volume, page = number(cited.volume), cited.page.lower()
    if not page or not cited.year:
        return
    for work in known.place.get((volume, page), ())[:CANDIDATES] if volume else ():
        apart = abs(_apart(cited, work))
        if apart > 1 or not _same_person(cited, work) or _source_fits(cited, work) is False or _title_is_another(cited, work):
            continue
        yield Match(work, 0.98 if not apart and work.year else 0.93)
    for work in _by_author(cited, known):
        if work.year != cited.year or not work.page or (volume and work.volume and volume != work.volume):
            continue
        if (page != work.page and not _within(page, work)) or _title_is_another(cited, work):
            continue
        fits = _source_fits(cited, work)
        if page == work.page and fits:
            yield Match(work, 0.92)  # one of them has no volume
        elif cited.titles and not cited.database:
            continue  # the title decides
        elif volume and volume == work.volume and fits is not False and _within(page, work):
            yield Match(work, 0.9)  # the page quoted, not the first
        elif fits and cited.database and not volume and _within(page, work):
            yield Match(work, 0.88)  # a chapter, under the title of its book


def _title_is_another(cited: Cited, work: Known) -> bool:
    """Whether a string has a title, and in no reading that of the work: several short items stand on one page."""
    return bool(cited.titles and work.title and not cited.database) and all(titles.unlike(t, work.title) for t in cited.titles)


def _within(page: str, work: Known) -> bool:
    pages = (work.page, page, work.last)
    return all(p.isdecimal() and len(p) < 9 for p in pages) and int(work.page) <= int(page) <= int(work.last)


def _by_title(cited: Cited, known: Tables) -> Iterator[Match]:
    """The works of this title, by this author in this year; where one of the two is not said, the title must say enough by itself."""
    if not cited.titles:
        return
    seen: set[str] = set()
    for work in _by_author(cited, known):
        if work.iri not in seen:
            seen.add(work.iri)
            yield Match(work, _title_score(cited, work))
    if cited.database or seen:
        return
    for work in _by_word(cited, known):
        if work.iri not in seen:
            seen.add(work.iri)
            yield Match(work, _title_score(cited, work) if _may_be_by(cited, work) else 0)


def _by_word(cited: Cited, known: Tables) -> Iterator[Known]:
    """The works that share a rare word with any reading of the title."""
    for word in dict.fromkeys(title_words(cited.titles[-1])):
        yield from known.word.get(word, ())


def _may_be_by(cited: Cited, work: Known) -> bool:
    """Whether a title alone may decide: nobody is named for certain, or under a name that is a misprint of an author's."""
    from rapidfuzz import fuzz

    if not cited.initial or not work.people or _same_person(cited, work):
        return True
    family, initial = cited.family, cited.initial
    return any(fuzz.ratio(family, name) >= titles.TYPO and given in ("", initial) for name, given in work.people.items())


def _title_score(cited: Cited, work: Known) -> float:
    """How sure it is by title, author and year that a string means a work."""
    apart = abs(_apart(cited, work))
    if apart > 1 or not work.title or _elsewhere(cited, work):
        return 0.0
    fits = _source_fits(cited, work)
    if (apart and (fits is False or not _same_team(cited, work))) or (iri.fold(work.title) in EVERYWHERE and not fits):
        return 0.0
    if cited.database:
        exact = work.year == cited.year and cited.family in work.first and not cited.volume
        return 0.9 if exact and titles.abbreviates(cited.source, work.title) else 0.0
    likeness = max(titles.likeness(title, work.title) for title in cited.titles)
    by_author = cited.family in work.first if cited.authors else False
    if not likeness or not _enough(cited, work, likeness, by_author=by_author):
        return 0.0
    doubt = (0.0 if by_author else 0.05) + (0.03 * apart) + (0.0 if cited.year and work.year else 0.06)
    return round(likeness - doubt, 2)


def _enough(cited: Cited, work: Known, likeness: float, *, by_author: bool) -> bool:
    """Whether what else is known makes up for a title that is not quite the same, or for an author or year that is not said."""
    telling = len(title_words(work.title))
    exact = likeness >= EXACT
    if not (by_author and cited.year and work.year) and not (exact and telling >= 4):
        return False
    if exact or not (work.volume and work.page):  # of a book, the subtitle may be left out; where ours has none, the title must tell
        return exact or (not _apart(cited, work) and (bool(titles.main(work.title)) or not titles.main(cited.titles[0]) or telling >= 3))
    return not _apart(cited, work) and (cited.page.lower() == work.page or (not cited.page and number(cited.volume) == work.volume))


def _same_team(cited: Cited, work: Known) -> bool:
    """Whether all whom a string names are among the people of a work."""
    return all(joined(family) in work.people for family, initials in cited.authors if initials)


def _elsewhere(cited: Cited, work: Known) -> bool:
    """Whether a string names another publication: another DOI, another volume and page, or an article where the work is a book."""
    if cited.dois and work.doi and work.doi not in cited.dois:
        return True
    if not (cited.volume and cited.page):
        return False
    if not (work.volume or work.page or work.places):
        return True
    return bool(work.volume and work.page) and number(cited.volume) != work.volume and cited.page.lower() != work.page
