"""What lists and the data of the search box are made of: of each shelf and kind, columns with a line for each thing.

A piece is what a shelf has of a column, a line for each thing in the order of IRIs: in most columns text as it stands in JSON.
What is made of columns is what the last build made where all pieces have the digests that they had then; pieces that nothing is made
of are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property, partial
from html import unescape
from typing import NamedTuple

from kg.kept import digest
from kg.web import facets, parts, search
from kg.web.edition import SiteInput
from kg.web.facets import FACETS
from kg.web.gist import Gist
from kg.web.rows import Row, columns
from kg.web.search import escaped, packed
from kg.web.tallies import Tally, tally, together

Pieces = Mapping[str, bytes]  # of a shelf: by kind and column, `work/label`
ORDER, IRI, LISTED, DRAWN, LINE = "order", "iri", "listed", "drawn", "line"  # columns: see `pieces`; the others are of search and facets


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

    `order` is what the search box sorts by, `listed` what a list does; `line` has the cells of a row as JSON, and before them what the
    first sorts by, `drawn` the thing's weight in a list and the digest of its line.
    """
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    return {f"{kind}/{name}": piece for kind, found in by_kind.items() for name, piece in _columns(kind, found, gists, site)}


def _columns(kind: str, rows: Sequence[Row], known: Mapping[str, Gist], site: SiteInput) -> Iterable[tuple[str, bytes]]:
    gists = [known[row.iri] for row in rows]
    lines = [packed([row.sort, *row.cells]) for row in rows]
    yield ORDER, b"\n".join([search.weight(gist) for gist in gists])
    yield IRI, escaped(row.iri for row in rows)
    yield LISTED, b"\n".join(parts.keys([(row.year, row.key, row.iri) for row in rows], by_year=kind == "work"))
    yield DRAWN, "\n".join([f"{row.weight:08} {digest(line)}" for row, line in zip(rows, lines, strict=True)]).encode()
    yield LINE, b"\n".join(lines)
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
        self.digests = cache(self._digests)

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
        return digest("\n".join(map(self.digests, names)).encode())

    def _digests(self, name: str) -> str:
        """Of a column, the digest of each shelf's piece, a line each."""
        return "\n".join([shelf.digests.get(name, "") for shelf in self.sums])

    def lines(self, kind: str, name: str, shelf: int) -> list[bytes]:
        """What a shelf has of a column."""
        return self._read(shelf)[f"{kind}/{name}"].split(b"\n") if kind in self.sums[shelf].tally.counts else []

    def at(self, kind: str, name: str) -> Callable[[int, int], bytes]:
        """A function that gives the line of a column at a place of a shelf; it reads a shelf once."""
        lines = cache(partial(self.lines, kind, name))
        return lambda shelf, place: lines(shelf)[place]
