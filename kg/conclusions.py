"""What follows from a bibliography as a whole: what is inferred, on shelves, and the problems that no entry shows alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from kg import checks, likeness, parts
from kg.index import Index
from kg.index.fill import first_of_each_key
from kg.infer import READS, likely, references, subjects
from kg.kept import digest
from kg.model import Entry, Problem, Statement
from kg.rounds import Inferred, Round
from kg.said import Said
from kg.schema import Schema
from kg.shelves import Shelves


class Conclusions(NamedTuple):
    """What was concluded."""

    found: Shelves  # lines of N-Triples, settled: all that is inferred
    size: int  # how many there are
    listed: list[str]  # those that come of reference lists
    problems: list[Problem]


def conclude(
    entries: Sequence[Entry], statements: Collection[Statement], tables: Index, rules: Schema, curated: Shelves, now: Round
) -> Conclusions:
    """What follows from entries: `statements` are those they make with the predicates that are looked at, `curated` are all, settled."""
    kept = first_of_each_key(entries)
    said = Said(statements, (*likeness.READS, *READS, *checks.READS))
    pairs = likeness.pairs(kept, said, tables, partial(now.memory.recall, "people", (now.indexing.people, now.people)))
    listed = list(references.statements(kept.values(), statements, tables, rules))

    def phrases(having: int) -> Iterable[str]:
        return subjects.of_phrases(said, having, tables)

    given = _Given(curated, chain(listed, likely.same(pairs)))
    found, shelves = _on_shelves(curated, subjects.vocabulary(said, tables), given, phrases, now)
    subjects_found = frozenset(chain.from_iterable(shelf.found for shelf in shelves))
    problems = list(checks.whole(checks.Known(entries, tables, rules, said, subjects_found, pairs)))
    return Conclusions(found, sum(shelf.size for shelf in shelves), listed, problems)


class _Given:
    """Lines that the whole gives to shelves."""

    def __init__(self, shelves: Shelves, lines: Iterable[str]) -> None:
        self._shelves = shelves
        self._lines: dict[int, list[str]] = {}
        self.add(lines)

    def add(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._lines.setdefault(self._shelves.number(line), []).append(line)

    def to(self, number: int) -> list[str]:
        return self._lines.get(number, [])

    def mark(self, number: int) -> str:
        """What tells the lines for a shelf from others."""
        return digest("\n".join(sorted(self.to(number))).encode()) if self.to(number) else ""


def _on_shelves(
    curated: Shelves, labels: dict[str, str], given: _Given, phrases: Callable[[int], Iterable[str]], now: Round
) -> tuple[Shelves, list[Inferred]]:
    """All that is inferred, and what is known of each shelf of it; most are those of the last round where little has changed."""
    found = Shelves(now.bounds, now.folder and now.folder / "found")
    numbers = range(len(found))
    of = digest(repr(sorted(labels.items())).encode("utf-8", "backslashreplace"))
    last = now.last if now.last and len(now.touched) < len(numbers) and now.last.labels == of else None
    fresh = [n for n in numbers if n in now.touched] if last else list(numbers)
    counts = dict(enumerate(subjects.Counts(shelf.having, shelf.found) for shelf in last.inferred)) if last else {}
    now.crew.all(parts.labelled, [(labels,)] * now.crew.parts)
    counts |= zip(fresh, now.crew.each(parts.found, [(curated, found, n) for n in fresh]), strict=True)
    given.add(phrases(sum(one.having for one in counts.values())))
    marks = list(map(given.mark, numbers))
    told = [n for n in numbers if last and n not in now.touched and last.inferred[n].given != marks[n]]
    list(now.crew.each(parts.found, [(curated, found, n) for n in told]))
    again = [*fresh, *told]
    sizes = {n: shelf.size for n, shelf in enumerate(last.inferred)} if last else {}
    sizes |= zip(again, now.crew.each(parts.concluded, [(found, n, given.to(n)) for n in again]), strict=True)
    if last:
        before = last.shelves("found")
        for number in set(numbers).difference(again):
            found.take(number, before)
    now.labels, now.inferred = of, [Inferred(*counts[n], marks[n], sizes[n]) for n in numbers]
    return found, now.inferred
