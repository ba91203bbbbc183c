"""Answers of queries as bytes: a table for people, and the standard formats."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

import pyoxigraph as ox

from kg import terms
from kg.query import Answer, QueryError

_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES}
WIDEST = 72  # characters of a table's column; longer values break into lines


def write(answer: Answer, form: str, base: str, default: str = "csv") -> bytes:
    """An answer in a form of the command line; without one, Turtle for a graph and `default` for all else.

    Raises QueryError where the form does not fit the kind of answer.
    """
    if isinstance(answer, ox.QueryTriples):
        if form and form not in _GRAPHS:
            raise QueryError(f"{form} is for SELECT, whose answer is a table, and this answer is a graph. Use -F ttl or -F nt.")
        return _triples(answer, form or "ttl")
    form = form or default
    if form in _GRAPHS:
        raise QueryError(f"{form} is for CONSTRUCT and DESCRIBE, whose answer is a graph. Use -F table, csv, tsv, json, xml or md.")
    if isinstance(answer, ox.QueryBoolean):
        return answer.serialize(format=_RESULTS[form]) or b"" if form in ("json", "xml") else str(bool(answer)).lower().encode()
    if form in _RESULTS:
        return answer.serialize(format=_RESULTS[form]) or b""
    names = [v.value for v in answer.variables]
    rows = [[_shown(solution[name], base) for name in names] for solution in answer]
    return (_markdown(names, rows) if form == "md" else _table(names, rows)).encode()


def _triples(answer: ox.QueryTriples, form: str) -> bytes:
    lines = sorted({f"{t.subject} {t.predicate} {t.object} .\n" for t in answer})
    if form == "nt":
        return "".join(lines).encode()
    quads = ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES)
    return ox.serialize((q.triple for q in quads), format=_GRAPHS[form], prefixes=terms.PREFIXES) or b""


def _shown(term: object, base: str) -> str:
    """A term as people read it: a text, `work/porter1998clusters`, or a prefixed name."""
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return term.value
    address = str(term).strip("<>")
    return address.removeprefix(base) if address.startswith(base) else terms.shorten(address)


def _markdown(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(c.replace('|', chr(92) + '|').replace(chr(10), ' ') for c in line)} |\n" for line in lines)


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max([len(name), *(max(map(len, _broken(row[i]))) for row in rows)]) for i, name in enumerate(names)]
    lines = ["  ".join(n.ljust(w) for n, w in zip(names, widths, strict=True)).rstrip(), "  ".join("─" * w for w in widths)]
    for row in rows:
        together = zip_longest(*map(_broken, row), fillvalue="")
        lines += ["  ".join([part.ljust(w) for part, w in zip(parts, widths, strict=True)]).rstrip() for parts in together]
    said = f"{len(rows)} row{'s' if len(rows) != 1 else ''}"
    return "\n".join([*lines, said if rows else "No rows: nothing in the graph answers this."]) + "\n"


def _broken(value: str) -> Sequence[str]:
    """The lines of a value in a table."""
    if len(value) <= WIDEST and value.isprintable() and not value.endswith(" "):
        return (value,)
    return textwrap.wrap(value, WIDEST) or ("",)


class Table(NamedTuple):
    """The first rows of an answer, and how many there are."""

    names: tuple[str, ...]
    rows: list[tuple[str, ...]]  # terms as N-Triples text, "" where one is unbound
    total: int


def first(answer: Answer, most: int) -> Table:
    """The first rows of an answer. Raises QueryError where it has none, being a graph or a truth."""
    if not isinstance(answer, ox.QuerySolutions):
        raise QueryError("The query is no SELECT, so it has no rows.")
    names = [v.value for v in answer.variables]
    rows: list[tuple[str, ...]] = []
    total = 0
    for total, solution in enumerate(answer, start=1):  # the last number is how many there are
        if total <= most:
            rows.append(tuple("" if solution[name] is None else str(solution[name]) for name in names))
    return Table(tuple(names), rows, total)
