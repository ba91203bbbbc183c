"""What a worker does with its blocks of a bibliography: read them, fill the index with them, resolve them. It keeps the entries in between.

The first parameter of each function is what the worker keeps, the last mostly the number of its part. What it makes it puts on
record, where all can see it.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from kg import checks, heads, infer, kept, likeness, outcomes, terms
from kg.bib import split
from kg.blocks import Block, Records, Task, row
from kg.crew import State
from kg.index import Index, fill
from kg.index.fill import Closed
from kg.index.given import Given, at_hand
from kg.index.tables import Lookups
from kg.infer import references, subjects
from kg.infer.labels import trie
from kg.kept import Drawers
from kg.model import Entry, Triple
from kg.outcomes import Outcome
from kg.resolve import resolve
from kg.said import Speech, Told, by_part, by_predicate
from kg.schema import Schema
from kg.shelves import Shelves, text_line

TELL = (*likeness.TELL, *checks.TELL, *infer.TELL)
WANTED = {terms.term(curie): curie for curie in (*likeness.READS, *checks.READS, *infer.READS)}  # predicates


class Rows(NamedTuple):
    """What a round knows of the entries of a block when they are resolved, beside what they say."""

    starts: dict[str, int]  # the line at which the block began in each file
    problems: bytes  # packed
    places: dict[str, bytes]  # of "curated" and "texts": where each shelf's lines begin in the block's file of lines
    marks: bytes  # of what it says to the whole; see `said`
    seen: bytes  # the marks of the rows of the index that they looked up


def opened(state: State, records: Records, rules: Schema | None) -> None:
    """Keep what all blocks are made with."""
    state.records, state.rules, state.index = records, rules, None
    state.entries = {}  # by block: pickled, which takes a fifth of the memory


def read(state: State, found: Iterable[Block], _: int) -> None:
    """Read blocks: where they begin, and what is in them."""
    for block in found:
        outline, looks, entries = heads.read(block)
        state.records.put("heads", block.name, (outline, looks))
        state.entries[block.name] = pickle.dumps(entries, pickle.HIGHEST_PROTOCOL)


def _entries(state: State, task: Task) -> list[Entry]:
    """The entries of a block that are in the graph."""
    known = state.entries.get(task.block.name)
    found = pickle.loads(known) if known else [entry for reading in split.read_all(task.block.chunks) for entry in reading.entries]  # noqa: S301  # our own
    return [entry for number, entry in enumerate(found) if number not in task.left_out] if task.left_out else found


def first(
    state: State, tasks: Iterable[Task], strings: fill.Strings, clashes: Collection[str], base: str, language: str, _: int
) -> list[bytes]:
    """The first step of the index; the marks of the @strings that each block looked up."""
    shared = strings, clashes, state.rules, base, language
    return [_filled(state, "first", task, fill.first(_entries(state, task), *shared)) for task in tasks]


def _filled(state: State, step: str, task: Task, made: tuple[fill.Draft, Iterable[tuple[str, Any]]]) -> bytes:
    """Put what a block gives to the index in a step on record; the marks of the rows that were looked up."""
    draft, seen = made
    state.records.put(step, task.name, draft.gifts())
    return kept.marks(row(*one) for one in seen)


def informed(
    state: State,
    index: Index | tuple[Path, Path | None],
    names: Sequence[str] = (),
    closed: Closed | None = None,
    base: str = "",
    language: str = "",
) -> None:
    """Keep the index, or have it of what blocks of some names have given, in a file and its base, and of tables that are closed."""
    if isinstance(index, Index):
        state.index = index
    else:
        given = Given(index[0], names, base=index[1], only_read=True)
        state.index = fill.tables(given, closed or {}, base, language)


def second(state: State, tasks: Iterable[Task], _: int) -> list[bytes]:
    """The second step of the index; the marks of the rows of the first that each block looked up."""
    seen = []
    for task in tasks:
        fill.fetch(state.index, state.records.get("first", task.name))
        seen.append(_filled(state, "second", task, fill.second(_entries(state, task), state.index, state.rules)))
    return seen


KINDS = ("curated", "texts")  # of lines: what entries say, and how they are written
FEW = 4  # where one entry in so many is resolved, what the block's entries look up is read at once


def resolved(
    state: State, tasks: Iterable[Task], shelves: Shelves, before: Mapping[str, tuple[str, Rows]], changed: frozenset[int] | None, _: int
) -> list[Rows]:
    """What the entries of blocks say: lines go on record by the number of their shelf.

    `before` has blocks of the last round with most of the same entries; `changed` are the marks of rows that are not as they were.
    """
    return [_resolved(state, task, shelves, _known(state, *before[task.name], changed) if task.name in before else {}) for task in tasks]


def _known(state: State, name: str, rows: Rows, changed: frozenset[int] | None) -> dict[str, Outcome]:
    return outcomes.known(state.records, name, kept.unpacked(rows.problems), rows.places["curated"], rows.marks, changed or frozenset())


def _resolved(state: State, task: Task, shelves: Shelves, known: Mapping[str, Outcome]) -> Rows:
    entries = _entries(state, task)
    marks = list(map(outcomes.mark, entries))
    if FEW * len(known.keys() & marks) < (FEW - 1) * len(entries):
        fill.fetch(state.index, *(state.records.get(step, task.name) for step in ("first", "second")))
    at_hand(state.index.entry, [entry.key for entry in entries])
    looked_up: dict[tuple[str, Any], int] = {}
    written: dict[int, list[str]] = {}
    made: list[Outcome] = []
    for mark, entry in zip(marks, entries, strict=True):
        made.append(known[mark].moved(entry) if mark in known else _outcome(state, entry, shelves, looked_up))
        node = state.index.entry[entry.key].iri
        written.setdefault(shelves.number(node), []).append(text_line(node, entry))
    places, said_to_all = outcomes.put(state.records, task.name, marks, made, len(shelves))
    texts = state.records.put_lines("texts", task.name, written, len(shelves))
    problems = kept.packed(list(chain.from_iterable(one.problems for one in made)))
    state.entries.pop(task.block.name, None)
    seen = kept.merged(one.seen for one in made)
    return Rows(task.block.starts, problems, {"curated": places, "texts": texts}, said_to_all, seen)


def _outcome(state: State, entry: Entry, shelves: Shelves, looked_up: dict[tuple[str, Any], int]) -> Outcome:
    """What an entry comes to; `looked_up` are the marks of rows that others have looked up."""
    look = Lookups(state.index)
    found = resolve(entry, state.index, state.rules, look)
    lines: dict[int, list[str]] = {}
    places: dict[str, list[str]] = {}  # of these, by what they are about
    for subject, predicate, obj in found.triples:
        if subject not in places:
            places[subject] = lines.setdefault(shelves.number(subject), [])
        places[subject].append(f"{subject} {predicate} {obj} .")
    told = by_part(speech(entry, found.triples, look, state.rules))
    for one in look.seen:
        if one not in looked_up:
            looked_up[one] = kept.mark(row(*one))
    return Outcome(entry.line, found.problems, lines, told, array("I", map(looked_up.__getitem__, look.seen)).tobytes())


def speech(entry: Entry, triples: Iterable[Triple], look: Lookups, rules: Schema) -> Iterator[Told]:
    """What an entry in the graph says to the whole, given what it resolves to."""
    one = Speech(entry, look.get("entry", entry.key), rules, look, by_predicate(triples, WANTED))
    return chain.from_iterable(tell(one) for tell in TELL)


def labelled(state: State, labels: Mapping[str, str], words: Drawers) -> None:
    """Keep what is looked for in texts, folded labels and the IRI term of what each names; and where the words of these texts go."""
    state.tree, state.words = trie(labels), words


def found(state: State, curated: Shelves, inferred: Shelves, number: int) -> subjects.Counts:
    """Put on a shelf what the works on it are found to be about."""
    made = subjects.found(curated.lines(number), state.tree)
    inferred.add(number, made.lines)
    inferred.write()
    state.words.put(number, made.words)
    return made.counts


def titles(state: State, curated: Shelves, number: int) -> list[tuple[str, str]]:
    """The works on a shelf that have a title, and their titles."""
    return subjects.titles(curated.lines(number))


def listed(state: State, curated: Shelves, lists: Iterable[references.Listed], base: str) -> list[str]:
    """What follows from reference lists."""
    return list(references.statements(lists, curated, base))


def concluded(state: State, inferred: Shelves, number: int, given: Sequence[str]) -> int:
    """Settle a shelf of what is inferred, with what the whole gives to it; how many statements it has."""
    return len(inferred.settle(number, given))


def placed(state: State, found: Sequence[tuple[str, dict[str, bytes]]]) -> None:
    """Keep the names of blocks, and where the lines for each shelf begin in what they have on record."""
    state.placed = found


def settled(state: State, shelves: Sequence[Shelves], numbers: Sequence[range]) -> list[int]:
    """Settle some shelves of each of KINDS with what blocks have on record for them; how many statements each has."""
    sizes: list[int] = []
    for kind, where in zip(KINDS, shelves, strict=True):
        found: dict[int, list[str]] = {number: [] for stretch in numbers for number in stretch}
        for name, places in state.placed:
            for number, lines in state.records.lines(kind, name, places[kind], numbers):
                found[number] += lines
        counts = [len(where.settle(number, lines)) for number, lines in found.items()]
        sizes = sizes or counts
    return sizes
