"""What the timeline tells: works by year, who cites, extends and disputes whom, and the work in which each concept comes first.

Works are linked by their citations, and where one takes a stance on a claim that another states. Everything is made from gists,
in time linear in what they hold; the most connected works are told of, and how many there are besides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import nsmallest
from itertools import chain
from typing import NamedTuple

from kg.memory import Recall, afresh
from kg.schema import Stance
from kg.web.edition import as_term
from kg.web.facts import Brief
from kg.web.gist import Gist, Stand
from kg.web.glances import Sight
from kg.web.tallies import CONNECTED, is_of, year_of
from kg.web.whole import Whole

DRAWN, LISTED = 30, CONNECTED  # works in the drawing and in the table; past that the most connected
NEVER = 10**6  # a year that none is later than
MOST_STATING = 8  # works that state one claim, beyond which no more of them are linked by it
MOST_CLAIMS = 12  # claims of one link, and works that report it, that are told of
CITED, FOUND = "cites", "found"  # links that are not stances; found: by the program, in a reference list
# The reasons of citations that say the same as a stance, or more: they are drawn as that stance, and told in their own words.
REASONS = {
    "supports": "supports", "confirms": "supports", "agreesWith": "supports", "extends": "extends", "qualifies": "qualifies",
    "disputes": "disputes", "disagreesWith": "disputes", "refutes": "disputes",
}  # fmt: skip
DRAWN_STANCES = frozenset(REASONS.values())


class Dated(NamedTuple):
    """A work on the timeline."""

    id: str  # IRI term
    brief: Brief
    year: int | None
    cites: int  # works of the bibliography that it cites, and that cite it
    cited: int


class Tie(NamedTuple):
    """A link from one work to another."""

    start: str  # IRI terms of works
    end: str
    look: str  # the name of a stance, `cites` or `found`
    reasons: tuple[str, ...] = ()  # of the citation, in CiTO's names
    claims: tuple[str, ...] = ()  # IRI terms of claims of `end` on which `start` takes the stance
    by_claims: bool = False  # a claim that `start` states takes the stance
    via: tuple[str, ...] = ()  # IRI terms of the works that report it, where nobody has read it in the source itself

    @property
    def second_hand(self) -> bool:
        """Whether the link is known from another work's report only."""
        return bool(self.via)


class Arrival(NamedTuple):
    """A concept and one of the works of the first year in which there are any that are known to speak of it."""

    concept: str  # IRI term
    work: str
    how: str  # a key of HOW
    via: str  # the work that reports it, `""` at first hand


HOW = {"coins": "its own term", "defines": "defines it", "about": "is about it", "states": "states a claim about it"}
_RANK = {how: n for n, how in enumerate(HOW)}


class Chronicle(NamedTuple):
    """The timeline."""

    works: tuple[Dated, ...]  # of the drawing, by year, those without one at the end
    listed: tuple[Dated, ...]  # of the table
    total: int
    ties: tuple[Tie, ...]  # between works of the table
    arrivals: tuple[Arrival, ...]  # in works of the table, by concept
    per_year: Mapping[int, int]  # how many works of each year there are, of all
    undated: int


def chronicle(sight: Sight, looks: Iterable[Stance], recall: Recall = afresh, argued: str = "", since: str = "") -> Chronicle:
    """The timeline of a literature; `argued` and `since` tell whether the argument differs, and the years of works about a concept."""
    whole, names = sight.apart, {as_term(s.iri): s.name for s in looks}
    taken = cache(lambda: list(_taken(sight.argument, names, _stating(sight.argument, names))))
    degree = recall("links of works", argued, lambda: dict(Counter(end for tie in taken() for end in (tie.start, tie.end))))
    works = chain.from_iterable(whole.view("connected"))
    ranked = [work for *_, work in nsmallest(LISTED, ((less - degree.get(work, 0), year, work) for less, year, work, _ in works))]

    def told() -> tuple[tuple[Tie, ...], tuple[Arrival, ...]]:
        gists = list(map(whole.gist, ranked))
        known = set(ranked)
        ties = _merged(t for t in (*taken(), *_citations(gists)) if t.start in known and t.end in known)
        return ties, _arrivals(sight.argument, names, gists)

    ties, arrivals = recall("links of the timeline", (argued, since, ranked), told)
    listed = [_dated(whole.gist(work)) for work in ranked]
    numbers = whole.tally.years
    per_year = {year: numbers[year] for year in sorted(y for y in numbers if y is not None)}
    total, undated = whole.counts.get("work", 0), numbers.get(None, 0)
    return Chronicle(_by_year(listed[:DRAWN]), _by_year(listed), total, ties, arrivals, per_year, undated)


def _by_year(works: Iterable[Dated]) -> tuple[Dated, ...]:
    return tuple(sorted(works, key=lambda w: (w.year is None, w.year or 0, w.brief.label.casefold(), w.id)))


def _dated(gist: Gist) -> Dated:
    return Dated(gist.brief.iri, gist.brief, year_of(gist.brief), gist.cites, gist.linked)


# ------------------------------------------------------------------------------------------------ who links to whom


def _works_of(whole: Whole, term: str) -> tuple[str, ...]:
    """The works that a stance is taken in: the work itself, or those that report the study."""
    gist = whole.gists.get(term)
    if gist is None:
        return ()
    return (term,) if gist.brief.kind == "work" else gist.reported if gist.brief.kind == "study" else ()


def _stating(whole: Whole, names: Mapping[str, str]) -> dict[str, dict[str, Stand]]:
    """The works that state each claim, with the line that says so; at first hand, where there are two."""
    stating: dict[str, dict[str, Stand]] = defaultdict(dict)
    for g in whole.of_kind("claim"):
        for line in sorted((s for s in g.stands if names.get(s.stance) == "states"), key=lambda s: (s.via, s.start)):
            for work in _works_of(whole, line.start):
                if len(stating[line.end]) < MOST_STATING:
                    stating[line.end].setdefault(work, line)
    return stating


def _taken(whole: Whole, names: Mapping[str, str], stating: Mapping[str, Mapping[str, Stand]]) -> Iterator[Tie]:
    """The stances that works, or claims they state, take on claims that other works state and they do not."""
    for g in whole.of_kind("claim"):
        for line in g.stands:
            look = names.get(line.stance, "")
            if look not in DRAWN_STANCES or line.end not in stating:
                continue
            before = stating.get(line.start, {})
            for start in before or _works_of(whole, line.start):
                for end in stating[line.end] if start not in stating[line.end] else ():
                    if end not in before:  # what both of them state sets neither apart
                        yield Tie(start, end, look, (), (line.end,), bool(before), (line.via,) if line.via else ())


def _citations(works: Sequence[Gist]) -> Iterator[Tie]:
    """The citations between these works, and the stances that their reasons are."""
    known = {g.brief.iri for g in works}
    for g in sorted(works, key=lambda g: g.brief.iri):
        term = g.brief.iri
        for end, why in g.cited:
            if end in known and end != term:
                reasons = tuple(why.split())
                yield Tie(term, end, CITED, reasons)
                for look in sorted({REASONS[r] for r in reasons if r in REASONS}):
                    yield Tie(term, end, look, tuple(r for r in reasons if REASONS.get(r) == look))
        yield from (Tie(term, end, FOUND) for end in g.matched if end in known and end != term)


def _merged(ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """One link for each two works and look, in order."""
    found: dict[tuple[str, str, str, bool], Tie] = {}
    for t in ties:
        key = (t.start, t.end, t.look, t.by_claims)
        before = found.get(key)
        if before is None:
            found[key] = t
        else:
            reasons = tuple(dict.fromkeys((*before.reasons, *t.reasons)))
            claims = tuple(sorted({*before.claims, *t.claims}))[:MOST_CLAIMS]
            via = tuple(sorted({*before.via, *t.via}))[:MOST_CLAIMS] if before.via and t.via else ()
            found[key] = before._replace(reasons=reasons, claims=claims, via=via)
    return tuple(found[key] for key in sorted(found))


# ------------------------------------------------------------------------------------------------ when concepts come up


def _arrivals(whole: Whole, names: Mapping[str, str], listed: Sequence[Gist]) -> tuple[Arrival, ...]:
    """Which of the listed works are of the first year of a concept that they speak of; of a keyword, where there is no concept."""
    kind = "concept" if whole.counts.get("concept") else "keyword"
    years = {g.brief.iri: year_of(g.brief) for g in listed}
    said = list(_said(whole, names))
    spoken = [*((concept, g.brief.iri, "about", "") for g in listed for concept in g.about), *(one for one in said if one[1] in years)]
    mine = {concept for concept, *_ in spoken}
    first = {concept: NEVER for concept in mine if is_of(kind, concept)}
    for view in whole.view(f"since-{kind}"):
        for concept in first.keys() & view.keys():
            first[concept] = min(first[concept], view[concept])
    for concept, work, *_ in said:
        by = whole.brief(work) if concept in first else None
        year = year_of(by) if by else None
        if year is not None:
            first[concept] = min(first[concept], year)
    found: dict[tuple[str, str], Arrival] = {}
    for arrival in map(Arrival._make, spoken):
        place, year = arrival[:2], years.get(arrival.work)
        if year is not None and year == first.get(arrival.concept) and whole.brief(arrival.concept):
            found[place] = min(found.get(place, arrival), arrival, key=_order)
    return tuple(sorted(found.values(), key=lambda a: (a.concept, _order(a))))


def _order(found: Arrival) -> tuple[int, str, str]:
    return _RANK[found.how], found.via, found.work


def _said(whole: Whole, names: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """As arrivals, which works speak of which concepts by the stances that they take, in whatever year."""
    for g in whole.of_kind("concept", "keyword"):
        for line in g.stands:
            how = names.get(line.stance, "")
            if how in HOW:
                yield from ((line.end, work, how, line.via) for work in _works_of(whole, line.start))
    for g in whole.of_kind("claim"):
        for line in g.stands if g.about else ():
            if names.get(line.stance) == "states":
                for work in _works_of(whole, line.start):
                    yield from ((concept, work, "states", line.via) for concept in g.about)
