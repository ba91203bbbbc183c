"""What lists and the data of the search box are made of: of each shelf and kind, columns with a line for each thing.

A piece is what a shelf has of a column, in the order of IRIs: values as JSON, or in most columns lines of text as it stands in JSON.
What is made of columns is what the last build made where all pieces have the digests that they had then; pieces that nothing is made
of are not read.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from html import unescape
from itertools import accumulate, chain
from typing import Any, NamedTuple

from kg.kept import digest
from kg.web import facets, search
from kg.web.edition import SiteInput
from kg.web.facets import FACETS
from kg.web.gist import Gist
from kg.web.rows import Row, columns
from kg.web.search import encoded, escaped, packed
from kg.web.tallies import Tally, tally, together

Pieces = Mapping[str, bytes]  # of a shelf: by kind and column, `work/label`
ORDER, IRI, LISTED, LINE = (
    "order",
    "iri",
    "listed",
    "line",
)  # columns: see `pieces`; the others are those of search, of facets and of numbers


class Sums(NamedTuple):
    """What of a shelf is compared."""

    tally: Tally  # the numbers of its things
    digests: Mapping[str, str]  # of its pieces, by their names, and of VIEWS


def facet(name: str) -> str:
    """The column of a facet's values: of each thing a list."""
    return f"facet-{name}"


def number(place: int) -> str:
    """The column of what stands in a list's column of numbers."""
    return f"number-{place}"


def pieces(gists: Mapping[str, Gist], rows: Iterable[Row], site: SiteInput) -> dict[str, bytes]:
    """The pieces of the things whose gists and rows these are, both in the order of IRIs.

    `order` is what the search box sorts by, `line` what stands in a row's cells, `listed` what a list sorts by, with a digest of the row.
    """
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    return {f"{kind}/{name}": piece for kind, found in by_kind.items() for name, piece in _columns(kind, found, gists, site)}


def _columns(kind: str, rows: Sequence[Row], known: Mapping[str, Gist], site: SiteInput) -> Iterable[tuple[str, bytes]]:
    gists = [known[row.iri] for row in rows]
    lines = [encoded([row.sort, *row.cells]) for row in rows]
    listed = [(r.year, r.key, r.weight, digest(line.encode("utf-8", "surrogatepass"))) for r, line in zip(rows, lines, strict=True)]
    yield ORDER, packed([search.weight(gist) for gist in gists])
    yield IRI, escaped(row.iri for row in rows)
    yield LINE, packed(lines)
    yield LISTED, packed(list(zip(*listed, strict=True)))
    yield from ((name, escaped(map(column, gists))) for name, column in search.columns(kind).items())
    yield from ((facet(f.name), facets.lines(row.facets[n] for row in rows)) for n, f in enumerate(FACETS.get(kind, ())))
    yield from ((number(n), escaped(unescape(row.cells[n]) for row in rows)) for n in numbers(kind, site))


def numbers(kind: str, site: SiteInput) -> list[int]:
    """The places of the cells of a kind's rows that show numbers."""
    return [n for n, column in enumerate(columns(kind, site)) if n and "num" in column.css]


def sums(made: Pieces, gists: Iterable[Gist], views: Mapping[str, object]) -> Sums:
    """What of a shelf is compared, of its pieces, its gists and the views of these."""
    of_pieces = {name: digest(piece) for name, piece in made.items()}
    return Sums(tally(gists), of_pieces | {name: digest(packed(view)) for name, view in views.items()})


class Shelved:
    """The columns of all things, shelf after shelf."""

    def __init__(self, sums: Sequence[Sums], read: Callable[[int], Pieces]) -> None:
        self.sums, self._read = sums, read

    @cached_property
    def tally(self) -> Tally:
        """The numbers of all things."""
        return together(shelf.tally for shelf in self.sums)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many things there are of each kind."""
        return self.tally.counts

    @property
    def argues(self) -> bool:
        """Whether there are concepts, and claims that are about something."""
        return bool(self.counts.get("concept")) and bool(self.tally.about)

    def digest(self, *names: str) -> str:
        """What tells whether any of these columns differs, or of what is looked at."""
        return digest("\n".join([shelf.digests.get(name, "") for name in names for shelf in self.sums]).encode())

    def values(self, kind: str, name: str) -> list[Any]:
        """A column of values: ORDER."""
        return list(chain.from_iterable(self._values(kind, name)))

    def table(self, kind: str, name: str) -> list[list[Any]]:
        """The columns of a table: LISTED."""
        return [list(chain.from_iterable(column)) for column in zip(*self._values(kind, name), strict=True)]

    def _values(self, kind: str, name: str) -> list[list[Any]]:
        """What a piece holds, shelf by shelf."""
        found: list[list[Any]] = json.loads(b"[%b]" % b",".join(self._pieces(kind, name)))
        return found

    def texts(self, kind: str, name: str) -> list[bytes]:
        """A column of lines: any other but LINE; none where nothing stands in them."""
        text = b"\n".join(self._pieces(kind, name))
        return text.split(b"\n") if text.strip(b"\n") else []

    def _pieces(self, kind: str, name: str) -> Iterable[bytes]:
        return (self._read(place)[f"{kind}/{name}"] for place in self._places(kind))

    def lines(self, kind: str) -> Callable[[int], list[str]]:
        """A function that gives the cells of the row of a kind's n-th thing, what the first sorts by before them; it reads a shelf once."""
        places = self._places(kind)
        starts = [0, *accumulate(self.sums[place].tally.counts[kind] for place in places)]
        known: dict[int, list[str]] = {}

        def cells(n: int) -> list[str]:
            at = bisect_right(starts, n) - 1
            if at not in known:
                known[at] = json.loads(self._read(places[at])[f"{kind}/{LINE}"])
            line: list[str] = json.loads(known[at][n - starts[at]])
            return line

        return cells

    def _places(self, kind: str) -> list[int]:
        """The shelves that have things of a kind."""
        return [place for place, shelf in enumerate(self.sums) if kind in shelf.tally.counts]
