"""What pages about the whole look at of all things: numbers of each shelf, which are added up, and views of its gists.

Each page looks at no more than it shows something of, so that it stays where nothing else has changed. The rest of a gist is read of
the few things that a page shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from heapq import nsmallest
from sys import intern
from typing import Any, NamedTuple

from kg.web.facts import Brief
from kg.web.gist import Gist

BESIDE = ("person", "organization", "venue")  # kinds of things that pages about the whole name, and do not tell of
EXAMPLES = ("lastname2020title", "one-sentence", "my-reading", "one-notion", "first-claim", "first-concept")  # keys in entries to copy
MOST = 100  # things of a shelf in a view that goes by rank: no page lists more of them
CONNECTED = 34  # works that the timeline tells of
_PLAIN = re.compile(r"\w[\w.:/+-]*")
Rank = tuple[int, str]


class Tally(NamedTuple):
    """Numbers of a shelf, or of all."""

    counts: Mapping[str, int] = {}  # things by kind
    about: int = 0  # claims that are about something
    firsts: Mapping[str, tuple[Rank, str]] = {}  # by kind: the rank and key of the thing that examples name
    taken: tuple[str, ...] = ()  # keys in small letters that begin as EXAMPLES do
    years: Mapping[int | None, int] = {}  # works by year
    citing: int = 0  # works that cite others
    uncited: int = 0  # works that no other cites
    unsure: int = 0  # works with fields that are not confirmed

    @property
    def named(self) -> dict[str, str]:
        """By kind, the key that examples name."""
        return {kind: key for kind, (_, key) in sorted(self.firsts.items())}


def plain(key: str) -> bool:
    """Whether a key can stand in any field as it is."""
    return bool(_PLAIN.fullmatch(key))


def year_of(brief: Brief) -> int | None:
    """The year of a work as a number, None where it has none.

    >>> year_of(Brief("<w>", "work", "work/w.html", "W", year="1994")), year_of(Brief("<w>", "work", "work/w.html", "W"))
    (1994, None)
    """
    year = brief.year
    return int(year) if year.removeprefix("-").isdecimal() and len(year) < 6 else None


def tally(gists: Iterable[Gist]) -> Tally:
    """The numbers of things."""
    by_kind: dict[str, list[Gist]] = {}
    for gist in gists:
        by_kind.setdefault(gist.brief.kind, []).append(gist)
    works, claims = by_kind.get("work", ()), by_kind.get("claim", ())
    ranked = {kind: [(_rank(g), g.key) for g in found if plain(g.key)] for kind, found in by_kind.items()}
    keys = (key.casefold() for found in by_kind.values() for g in found for key in g.keys)
    return Tally(
        {kind: len(found) for kind, found in by_kind.items()},
        sum(bool(g.about) for g in claims),
        {kind: min(found) for kind, found in ranked.items() if found},
        tuple(sorted({key for key in keys if key.startswith(EXAMPLES)})),
        dict(Counter(year_of(g.brief) for g in works)),
        sum(bool(g.cites) for g in works),
        sum(not g.linked for g in works),
        sum(bool(g.unverified) for g in works),
    )


def together(found: Iterable[Tally]) -> Tally:
    """The numbers of several shelves."""
    counts, years = Counter[str](), Counter[int | None]()
    firsts: dict[str, tuple[Rank, str]] = {}
    taken: set[str] = set()
    about = citing = uncited = unsure = 0
    for of in found:
        counts.update(of.counts)
        years.update(of.years)
        taken.update(of.taken)
        for kind, first in of.firsts.items():
            firsts[kind] = min(first, firsts.get(kind, first))
        about, citing, uncited, unsure = about + of.about, citing + of.citing, uncited + of.uncited, unsure + of.unsure
    return Tally(dict(counts), about, firsts, tuple(sorted(taken)), dict(years), citing, uncited, unsure)


def _rank(gist: Gist) -> Rank:
    """The more evidence a claim has, or links lead to a thing, of a work citations, the earlier."""
    return -(gist.evidence if gist.brief.kind == "claim" else gist.linked), gist.brief.iri


# ------------------------------------------------------------------------------------------------ views


def glances(gists: Mapping[str, Gist]) -> dict[str, Gist]:
    """Every thing at a glance, by IRI term: no title of a work is in it, nor whom it cites; of those BESIDE only what has a key."""
    return {term: seen for term, gist in gists.items() if (seen := _glance(gist))}


def _glance(gist: Gist) -> Gist | None:
    kind = intern(gist.brief.kind)  # the same text is one object, on record and in memory
    if kind in BESIDE and not gist.keys:
        return None
    if kind == "work":
        brief = gist.brief._replace(kind=kind, detail="", year=intern(gist.brief.year), people=())
        return gist._replace(brief=brief, cited=(), alike=(), names=())
    return gist._replace(brief=gist.brief._replace(kind=kind), names=())


def argument(gists: Mapping[str, Gist]) -> dict[str, Gist]:
    """Claims, concepts, studies, and what takes part in the argument, by IRI term.

    That one work more cites another, or is about something, makes no difference.
    """
    seen = {term: _glance(gist) for term, gist in gists.items() if gist.argues and gist.brief.kind not in BESIDE}
    return {term: _argued(gist) for term, gist in seen.items() if gist}


def _argued(gist: Gist) -> Gist:
    about = () if gist.brief.kind == "work" else gist.about
    return gist._replace(linked=0, cites=0, about=about, found=(), matched=(), matching=0, unverified=())


def findings(gists: Mapping[str, Gist]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of each work in whose text the program found concepts: those that it is about as stated, and as found."""
    works = ((tuple(filter(_is_concept, g.about)), tuple(filter(_is_concept, g.found))) for g in gists.values() if g.found)
    return [(about, found) for about, found in works if found]


def is_of(kind: str, term: str) -> bool:
    """Whether an IRI term is the address of a thing of a kind."""
    return term.rpartition("/")[0].endswith(f"/{kind}")


_is_concept = partial(is_of, "concept")


def uncited(gists: Mapping[str, Gist]) -> list[tuple[int, str, str]]:
    """The newest works that no other cites: sorted by year, latest first, and label; the IRI term comes last."""
    found = (g.brief for g in gists.values() if g.brief.kind == "work" and not g.linked)
    return nsmallest(MOST, ((-int(b.year) if b.year.isdecimal() else 0, b.label.casefold(), b.iri) for b in found))


def unsure(gists: Mapping[str, Gist]) -> list[tuple[str, str]]:
    """The works with fields that are not confirmed, sorted by label; the IRI term comes last."""
    return sorted((g.brief.label.casefold(), g.brief.iri) for g in gists.values() if g.unverified)


def connected(gists: Mapping[str, Gist]) -> list[tuple[int, int, str, bool]]:
    """The works with most links, and all that take part in the argument: minus the links, minus the year, IRI term, whether they do."""
    links = (
        (-g.cites - g.linked - len(g.matched) - g.matching, -(year_of(g.brief) or 0), g.brief.iri, g.argues)
        for g in gists.values()
        if g.brief.kind == "work"
    )
    ranked = sorted(links)
    return [*ranked[:CONNECTED], *(one for one in ranked[CONNECTED:] if one[-1])]


def since(kind: str) -> Callable[[Mapping[str, Gist]], dict[str, int]]:
    """A view: the first year of a work about each thing of a kind, by IRI term."""

    def view(gists: Mapping[str, Gist]) -> dict[str, int]:
        found: dict[str, int] = {}
        for gist in gists.values():
            year = year_of(gist.brief) if gist.brief.kind == "work" else None
            if year is not None:
                found |= {term: min(year, found.get(term, year)) for term in gist.about if is_of(kind, term)}
        return dict(sorted(found.items()))

    return view


VIEWS: dict[str, Callable[[Mapping[str, Gist]], Any]] = {
    "glance": glances,
    "argument": argument,
    "found": findings,
    "uncited": uncited,
    "unsure": unsure,
    "connected": connected,
    "since-concept": since("concept"),
    "since-keyword": since("keyword"),
}
QUIET = ("glance", "since-keyword")  # of these, the large ones that are looked at where nobody claims anything only
