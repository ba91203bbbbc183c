"""What follows from a bibliography as a whole: what is inferred, on shelves, and the problems that no entry shows alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from sys import intern
from typing import NamedTuple

from kg import checks, likeness, parts
from kg.index import Index
from kg.infer import likely, references, subjects
from kg.infer.labels import among
from kg.infer.subjects import Counts
from kg.kept import ERRORS, Drawers, digest
from kg.library import Library
from kg.likeness import Pair
from kg.model import Problem
from kg.rounds import Inferred, Last, Round
from kg.said import Said
from kg.schema import Schema
from kg.shelves import Shelves


class Conclusions(NamedTuple):
    """What was concluded."""

    found: Shelves  # lines of N-Triples, settled: all that is inferred
    size: int  # how many there are
    listed: list[str]  # those that come of reference lists
    problems: list[Problem]


def conclude(entries: Library, said: Said, tables: Index, rules: Schema, curated: Shelves, now: Round) -> Conclusions:
    """What follows from entries: from what they say to the whole, and from all they say, on settled shelves."""
    kept = entries.kept
    search = _begun(curated, subjects.vocabulary(said, tables), now)
    pairs = likeness.pairs(kept, said, tables)
    lists = list(references.lists((kept[key] for (key,) in said.of("listed")), tables, rules))
    listed = now.crew.start(parts.listed, curated, lists, tables.base).result() if lists else []

    def phrases() -> Iterable[str]:
        titles = now.crew.each(parts.titles, [(curated, number) for number in range(len(curated))])
        return subjects.of_phrases(sorted(chain.from_iterable(titles)), tables)

    shelves = _on_shelves(curated, search, _Given(curated, listed, pairs), phrases, now)
    subjects_found = frozenset(chain.from_iterable(shelf.counts.found for shelf in shelves))
    known = checks.Known(kept, entries.left_out, entries.clashes, tables, rules, said, subjects_found, pairs, entries.mark)
    return Conclusions(search.found, sum(shelf.size for shelf in shelves), listed, list(checks.whole(known)))


class _Given:
    """What the whole gives to shelves: lines, and pairs of which lines are made where they are asked for."""

    def __init__(self, shelves: Shelves, lines: Iterable[str], pairs: Iterable[Pair]) -> None:
        self._shelves = shelves
        self._lines: dict[int, list[str]] = {}
        self._pairs: dict[int, list[Pair]] = {}
        for pair in pairs:
            self._pairs.setdefault(shelves.number(pair.subject), []).append(pair)
        self.add(lines)

    def add(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._lines.setdefault(self._shelves.number(line), []).append(line)

    def to(self, number: int) -> list[str]:
        return [*self._lines.get(number, ()), *likely.same(self._pairs.get(number, ()))]

    def mark(self, number: int) -> str:
        """What tells the lines for a shelf from others."""
        if number not in self._lines and number not in self._pairs:
            return ""
        given = sorted(self._lines.get(number, ())), sorted(self._pairs.get(number, ()))
        return digest(repr(given).encode("utf-8", "surrogatepass"))


class _Search(NamedTuple):
    """What is looked for in texts, where workers have begun with that."""

    found: Shelves  # lines of N-Triples
    last: Last | None  # the last round, if some shelves are its
    fresh: list[int]  # the shelves that are looked through
    counts: Iterator[Counts]  # what is found of each of these


LABELS = "labels"  # of the last round, among the words of its texts
FEW = 100  # labels that are each looked for among these words


def _begun(curated: Shelves, labels: dict[str, str], now: Round) -> _Search:
    """Have what works are about looked for, on shelves that are not those of the last round, while others go on."""
    found = Shelves(now.bounds, now.folder and now.folder / "found")
    last = now.last if now.last and len(now.touched) < len(found) else None
    fresh = list(range(len(found)))
    if last:
        same, before = [n for n in fresh if n not in now.touched], last.words
        again = _meeting(labels, before, same)
        for number in set(same).difference(again):
            now.words.take(number, before)
        fresh = sorted(now.touched.union(again))
    now.words.put(LABELS, labels)
    now.crew.equip(parts.labelled, labels, now.words)
    return _Search(found, last, fresh, now.crew.each(parts.found, [(curated, found, n) for n in fresh]))


def _meeting(labels: Mapping[str, str], before: Drawers, numbers: Sequence[int]) -> Sequence[int]:
    """Those of some shelves as they were in whose texts labels may be found that are not as they were `before`."""
    try:
        known: dict[str, str] = before.get(LABELS)
        differing = [label for label in labels.keys() | known.keys() if labels.get(label) != known.get(label)]
        if len(differing) > FEW:
            return numbers
        return [n for n in numbers if among(before.get(n), differing)] if differing else []
    except ERRORS:
        return numbers


def _shared(counts: Counts) -> Counts:
    """The same, with one text for each subject on all shelves: on record as in memory."""
    return counts._replace(found=frozenset(map(intern, counts.found)))


def _on_shelves(curated: Shelves, search: _Search, given: _Given, phrases: Callable[[], Iterable[str]], now: Round) -> list[Inferred]:
    """Settle all that is inferred; what is known of each shelf of it. Most are those of the last round where little has changed."""
    found, last = search.found, search.last
    numbers = range(len(found))
    counts = dict(enumerate(shelf.counts for shelf in last.inferred)) if last else {}
    counts |= zip(search.fresh, map(_shared, search.counts), strict=True)
    if subjects.are_bare(counts.values()):
        given.add(phrases())
    marks = list(map(given.mark, numbers))
    told = [n for n in set(numbers).difference(search.fresh) if last and last.inferred[n].given != marks[n]]
    list(now.crew.each(parts.found, [(curated, found, n) for n in told]))
    again = [*search.fresh, *told]
    sizes = {n: shelf.size for n, shelf in enumerate(last.inferred)} if last else {}
    sizes |= zip(again, now.crew.each(parts.concluded, [(found, n, given.to(n)) for n in again]), strict=True)
    if last:
        before = last.shelves("found")
        for number in set(numbers).difference(again):
            found.take(number, before)
    now.inferred = [Inferred(counts[n], marks[n], sizes[n]) for n in numbers]
    return now.inferred
