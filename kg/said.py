"""What entries say to the whole of a bibliography: rows of several kinds, each on something that rows of other entries meet on.

What follows for the whole from rows of a kind follows from those that meet: rows on one DOI, on one claim. So each kind is divided
into parts by what its rows are on, each part has a mark for each block, and what follows from a part is that of the last run where
all its marks are. A row has no line in it, for lines move while nothing else changes: places are said by key and field.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from itertools import accumulate, chain, zip_longest
from typing import Any, NamedTuple

from kg import terms
from kg.index.tables import Card, Lookups
from kg.kept import digest
from kg.memory import Memory
from kg.model import Entry, Triple
from kg.schema import Schema

KINDS = {  # of rows -> into how many parts they are divided; those in one part keep the order of the bibliography
    "doi": 256,
    "title": 256,
    "near": 256,
    "evidence": 64,
    "keyword": 64,
    "family": 128,
    "letters": 128,
    "agent": 128,
    "orcid": 16,
    "used": 16,
    "name": 1,
    "person": 1,
    "concept": 1,
    "odd": 1,
    "former": 1,
    "listed": 1,
}
PARTS = {kind: range(end - KINDS[kind], end) for kind, end in zip(KINDS, accumulate(KINDS.values()), strict=True)}  # by number
ALL = range(sum(KINDS.values()))  # parts, by number
PART_MARKS = "marks of parts"  # what is remembered of them
AT_ONCE = 32  # parts that are looked through at once, where much is new
Row = Sequence[Any]  # texts, numbers, and lists of them; the first is what it is on
Told = tuple[str, Row]  # a kind and a row
Make = Callable[[list[Row]], Any]  # what follows from the rows of a part
_written = json.JSONEncoder(separators=(",", ":")).encode


class Speech(NamedTuple):
    """What one entry says, for those who make rows of it."""

    entry: Entry
    card: Card
    schema: Schema
    look: Lookups  # what it looks up is noted, as for all else that is made of an entry
    by: Mapping[str, Sequence[tuple[str, str]]]  # predicate, as prefixed name -> subject and object, in the order they are said

    def of(self, curie: str) -> Sequence[tuple[str, str]]:
        """Who is said to have what by a predicate, given as a prefixed name."""
        return self.by.get(curie, ())

    def first(self, curie: str, subject: str) -> str:
        """The value of the first literal that is said of a subject by a predicate; `""` where there is none."""
        return next((terms.value(obj) for one, obj in self.of(curie) if one == subject), "")


def by_predicate(triples: Iterable[Triple], wanted: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Triples by the prefixed names of their predicates, of those that are wanted: IRI term -> prefixed name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for subject, predicate, obj in triples:
        if predicate in wanted:
            curie = wanted[predicate]
            if curie in found:
                found[curie].append((subject, obj))
            else:
                found[curie] = [(subject, obj)]
    return found


def by_part(told: Iterable[Told]) -> dict[int, list[Row]]:
    """Rows by the number of their part."""
    rows: dict[int, list[Row]] = {}
    for kind, row in told:
        rows.setdefault(_part(kind, str(row[0])), []).append(row)
    return rows


def written(rows: Mapping[int, Sequence[Row]]) -> tuple[list[bytes], bytes]:
    """Rows as they go on record, by number of their part; and the mark of each part, 0 for one without rows."""
    found = [_written(rows[n]).encode() if n in rows else b"" for n in ALL]
    return found, b"".join([blake2b(part, digest_size=8).digest() if part else bytes(8) for part in found])


def _part(kind: str, thing: str) -> int:
    """The part of a kind with the rows on a thing, by number."""
    parts = PARTS[kind]
    return parts.start + zlib.crc32(thing.encode("utf-8", "surrogatepass")) % len(parts)


def differing(before: bytes, now: bytes) -> set[int]:
    """The parts, by number, of which a block says other things than the one did in whose place it stands: both given by their marks.

    >>> differing(bytes(8) + b"8 bytes.", b"another." + b"8 bytes."), differing(b"", b"8 bytes.")
    ({0}, {0})
    """
    if before == now:
        return set()
    return {n for n, (then, here) in enumerate(zip_longest(array("Q", before), array("Q", now), fillvalue=0)) if then != here}


class Said:
    """What all blocks say, given by the name and the marks of each; `read` gives parts of a block by number.

    `differing` are the parts of which blocks say other things than those did of whom `memory` tells.
    """

    def __init__(
        self,
        blocks: Sequence[tuple[str, bytes]],
        read: Callable[[str, Sequence[int]], list[bytes]],
        memory: Memory,
        differing: Container[int] = ALL,
    ) -> None:
        self._names, self._read, self._memory = [name for name, _ in blocks], read, memory
        self._marks = [memoryview(marks).cast("Q") for _, marks in blocks]
        known: dict[int, str] = memory.before.get(PART_MARKS, ("", {}))[1]
        self._told = {number: mark for number, mark in known.items() if number not in differing}
        memory.now[PART_MARKS] = "", self._told

    @classmethod
    def here(cls, told: Iterable[Told]) -> Said:
        """What rows at hand say."""
        parts, marks = written(by_part(told))
        return cls([("", marks)], lambda _, numbers: [parts[n] for n in numbers], Memory({}))

    def _of_part(self, number: int) -> Sequence[int]:
        """The marks of a part, by block."""
        return [marks[number] for marks in self._marks]

    def _mark(self, number: int) -> str:
        """What tells the rows of a part, in the order of the bibliography, from others."""
        if number not in self._told:
            self._told[number] = digest(array("Q", filter(None, self._of_part(number))).tobytes())
        return self._told[number]

    def of(self, kind: str) -> Iterator[Any]:
        """The rows of a kind that is in one part, in the order of the bibliography."""
        (number,) = PARTS[kind]
        for name, mark in zip(self._names, self._of_part(number), strict=True):
            if mark:
                yield from json.loads(self._read(name, [number])[0])

    def follows(self, makes: Mapping[str, Make], of: str = "") -> list[list[Any]]:
        """What follows from each part of some kinds: from its rows, in the order of the bibliography, and from what `of` is a digest of."""
        make = {number: makes[kind] for kind in makes for number in PARTS[kind]}
        found = self._recalled(f"said {' '.join(makes)}", make, dict.fromkeys(make, of))
        return [[found[number] for number in PARTS[kind]] for kind in makes]

    def together(self, name: str, kinds: Iterable[str], of: object, make: Callable[[], Any]) -> Any:
        """What follows from all rows of some kinds, and from `of`: what the last run had by this name where these are the same."""
        marks = [self._mark(number) for kind in kinds for number in PARTS[kind]]
        return self._memory.recall(name, (marks, of), make)

    def on(self, kind: str, things: Iterable[str]) -> dict[str, list[Row]]:
        """The rows of a kind on some things, by thing, in the order of the bibliography."""
        wanted: dict[int, set[str]] = {}
        for thing in things:
            wanted.setdefault(_part(kind, thing), set()).add(thing)
        make = {number: partial(_among, some) for number, some in sorted(wanted.items())}
        parts = self._recalled(f"on {kind}", make, {number: "\n".join(sorted(some)) for number, some in wanted.items()})
        found: dict[str, list[Row]] = {}
        for row in chain.from_iterable(map(json.loads, parts.values())):
            found.setdefault(row[0], []).append(row)
        return found

    def _recalled(self, name: str, make: Mapping[int, Make], of: Mapping[int, str]) -> dict[int, Any]:
        """What follows from parts, by number: what the last run had where their marks, and what `of` says, are the same."""
        marks = {n: digest(of[n].encode("utf-8", "surrogatepass")) + self._mark(n) if of[n] else self._mark(n) for n in make}
        return self._memory.each(name, marks, partial(self._made, make))

    def _made(self, make: Mapping[int, Make], numbers: Sequence[int]) -> Iterator[Any]:
        for at in range(0, len(numbers), AT_ONCE):
            some = numbers[at : at + AT_ONCE]
            rows: dict[int, list[bytes]] = {number: [] for number in some}  # as they are written, without brackets around them
            for name, *marks in zip(self._names, *map(self._of_part, some), strict=True):
                there = [number for number, mark in zip(some, marks, strict=True) if mark]
                for number, data in zip(there, self._read(name, there), strict=True) if there else ():
                    rows[number].append(data[1:-1])
            yield from (make[number](json.loads(b"[%b]" % b",".join(rows.pop(number)))) for number in some)


def _among(things: Container[str], rows: Iterable[Row]) -> str:
    """The rows on some things, as they are written: on record a text is read in a tenth of the time."""
    return _written([row for row in rows if row[0] in things])
