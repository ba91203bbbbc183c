"""What a worker does with its part of a bibliography: read it, fill the index with it, resolve it. It keeps the entries in between.

The first parameter of each function is what the worker keeps.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from kg import terms
from kg.bib import split
from kg.crew import State
from kg.index import Index, fill
from kg.model import Chunk, Entry, Problem, Reading, Statement, Triple
from kg.resolve import resolve
from kg.schema import Schema
from kg.shelves import Shelves

# Each entry says these of all that it names: once will do.
NAMES = {terms.term(c) for c in ("rdfs:label", "foaf:familyName", "skos:prefLabel")}


class Rows(NamedTuple):
    """What the entries of a part say that the whole needs to know."""

    statements: list[Statement]  # those with the predicates asked for
    problems: list[Problem]


def read(state: State, chunks: Sequence[Chunk]) -> list[Reading]:
    """What chunks hold."""
    found = list(split.read_all(chunks))
    state.entries = [entry for reading in found for entry in reading.entries]
    return found


def first(
    state: State, left_out: Collection[int], strings: fill.Strings, clashes: Collection[str], rules: Schema, *names: str
) -> fill.Draft:
    """The first step of the index. `left_out` are the entries, by number, whose key an earlier one has; `names` base and language."""
    state.entries = [entry for number, entry in enumerate(state.entries) if number not in left_out]
    state.rules = rules
    return fill.first(state.entries, strings, clashes, rules, *names)


def second(state: State, index: Index, reporters: Collection[str]) -> fill.Draft:
    """The second step of the index."""
    state.index = index
    return fill.second(state.entries, index, reporters, state.rules)


def resolved(
    state: State, rest: Index, wanted: Collection[str], bounds: Sequence[str], folder: Path | None, part: int
) -> tuple[Rows, tuple[Shelves, Shelves] | None]:
    """What the entries say, put on shelves. `rest` has the tables of the second step; `wanted` are predicates, as IRI terms.

    Where there is no folder to write to, the shelves are returned: one of statements, one of the entries as they are written.
    """
    index: Index = state.index
    index.take_second(rest)
    statements = Shelves(bounds, folder and folder / "curated", part)
    texts = Shelves(bounds, folder and folder / "texts", part)
    rows = Rows([], [])
    named: set[Triple] = set()
    for entry in state.entries:
        found = resolve(entry, index, state.rules)
        rows.problems.extend(found.problems)
        for triple in found.triples:
            if triple[1] in wanted and triple not in named:
                rows.statements.append(Statement(*triple, found.source))
                if triple[1] in NAMES:
                    named.add(triple)
        for subject, said in groupby(found.triples, key=itemgetter(0)):
            statements.add(statements.number(subject), [f"{s} {p} {o} ." for s, p, o in said])
        term = index.entry[entry.key].iri
        texts.add(texts.number(term), [text_line(term, entry)])
    if folder is None:
        return rows, (statements, texts)
    statements.write()
    texts.write()
    state.__dict__.clear()
    return rows, None


def text_line(term: str, entry: Entry) -> str:
    """A line that says how the entry of a node is written, and where."""
    return f"{term} {json.dumps([entry.raw, entry.file, entry.key], ensure_ascii=False)}"


def of_text_line(line: str) -> tuple[str, list[str]]:
    """The node, and the text, file and key of its entry."""
    term, _, rest = line.partition(" ")
    found: list[str] = json.loads(rest)
    return term, found


def settled(state: State, shelves: Iterable[Shelves], number: int) -> int:
    """Settle a shelf; how many statements the first of these has on it."""
    sizes = [len(each.settle(number)) for each in shelves]
    return sizes[0]


def halves(chunks: Sequence[Chunk], parts: int) -> list[Sequence[Chunk]]:
    """Chunks in parts of about the same size, in their order."""
    total = sum(len(chunk.text) for chunk in chunks)
    found: list[Sequence[Chunk]] = []
    start = size = 0
    for number, chunk in enumerate(chunks):
        size += len(chunk.text)
        if size * parts >= total * (len(found) + 1) and len(found) < parts - 1:
            found.append(chunks[start : number + 1])
            start = number + 1
    found.append(chunks[start:])
    return [*found, *([()] * (parts - len(found)))]
