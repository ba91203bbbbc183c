"""What the entries of a block come to, one by one, so that of a block in which one is another that one alone is resolved again.

What all of them say stands together, by shelf and by part, in the order of entries; on record is how much of it each has said.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from kg import kept
from kg.blocks import Records
from kg.model import Entry, Problem
from kg.said import Row, written

Thing = TypeVar("Thing")


class Outcome(NamedTuple):
    """What an entry comes to."""

    line: int  # of the entry, when that was made
    problems: Sequence[Problem]
    lines: Mapping[int, Sequence[str]]  # of N-Triples, by shelf
    told: Mapping[int, Sequence[Row]]  # what it says to the whole, by part; see `said`
    seen: bytes  # the marks of the rows of the index that it looked up, as numbers

    def moved(self, entry: Entry) -> Outcome:
        """The same of an entry that stands on another line."""
        more = entry.line - self.line
        moved = [problem._replace(line=problem.line + more) for problem in self.problems] if more else self.problems
        return self._replace(line=entry.line, problems=moved)


def mark(entry: Entry) -> str:
    """What tells an entry from others, wherever it stands in its file."""
    fields = (f"{field.name} {field.line - entry.line} {field.raw}" for field in entry.fields.values())
    return kept.digest("\n".join([entry.type, entry.key, entry.file, entry.raw, *fields]).encode("utf-8", "surrogatepass"))


def put(records: Records, name: str, marks: Sequence[str], made: Sequence[Outcome], shelves: int) -> tuple[bytes, bytes]:
    """Keep what entries of a block come to, told apart by `marks`; where each shelf's lines begin, and the marks of parts."""
    lines: dict[int, list[str]] = {}
    told: dict[int, list[Row]] = {}
    for one in made:
        for number, some in one.lines.items():
            lines.setdefault(number, []).extend(some)
        for number, rows in one.told.items():
            told.setdefault(number, []).extend(rows)
    shares = [(o.line, len(o.problems), _counts(o.lines), _counts(o.told), o.seen) for o in made]
    records.put("shares", name, dict(zip(marks, shares, strict=True)))
    said_to_all, of_parts = written(told)
    records.put_parts("said", name, said_to_all)
    return records.put_lines("curated", name, lines, shelves), of_parts


def _counts(some: Mapping[int, Sequence[object]]) -> bytes:
    """How many there are of each, as numbers: what of, and how many."""
    return array("I", chain.from_iterable((number, len(found)) for number, found in some.items())).tobytes()


def known(
    records: Records, name: str, all_problems: Iterable[Problem], places: bytes, of_parts: bytes, changed: frozenset[int]
) -> dict[str, Outcome]:
    """What the entries of a block of the last round came to, by their marks, but for those that looked up something that has changed.

    Given are their problems, and what `put` has said. Raises one of kept.ERRORS where the rest cannot be read.
    """
    parts = [number for number, one in enumerate(array("Q", of_parts)) if one]
    rows = dict(zip(parts, map(iter, map(json.loads, records.parts("said", name, parts))), strict=True))
    shelves = [range(len(places) // array("I").itemsize - 1)]
    lines = {number: iter(some) for number, some in records.lines("curated", name, places, shelves)}
    problems = iter(all_problems)
    found = {}
    for one, (line, count, of_shelf, of_part, seen) in records.get("shares", name).items():
        own = list(islice(problems, count)), _taken(lines, of_shelf), _taken(rows, of_part)
        if changed.isdisjoint(array("I", seen)):
            found[one] = Outcome(line, *own, seen)
    return found


def _taken(things: Mapping[int, Iterator[Thing]], counts: bytes) -> dict[int, list[Thing]]:
    """The next of some things, as many of each as is said."""
    numbers = iter(array("I", counts))
    return {number: list(islice(things[number], count)) for number, count in zip(numbers, numbers, strict=True)}
