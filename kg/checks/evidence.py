"""Checks of evidence: stances of one work on one claim that contradict each other, and what is known at second hand only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.checks.common import Known, listed, problem
from kg.model import Entry, Problem
from kg.said import Row, Speech, Told
from kg.schema import Schema

READS = ("kg:claim", "kg:source", "kg:study", "kg:stance", "kg:accordingTo", "prov:wasAttributedTo")


class Line(NamedTuple):
    """One line of evidence on a claim; IRI terms."""

    claim: str
    work: str  # that takes the stance
    study: str  # that takes it, or empty
    stance: str
    reporters: tuple[str, ...]  # according to whom; none at first hand
    coders: tuple[str, ...]  # whose reading it is, where that is said
    said_in: str  # key of the entry


Sides = tuple[Line, Line]  # for a claim and against it
Reported = tuple[str, str, str]  # who reports it, of which work, on which claim


def tell(speech: Speech) -> Iterator[Told]:
    """What an entry says of lines of evidence, each on the page of its claim."""
    if not speech.of("kg:claim"):
        return
    claims = dict(reversed(speech.of("kg:claim")))
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for curie in READS[1:]:
        for node, obj in speech.of(curie):
            said[curie, node].append(obj)
    for node in dict.fromkeys(one for one, _ in speech.of("kg:claim")):
        source, study, stance, reporters, coders = (said[curie, node] for curie in READS[1:])
        yield (
            "evidence",
            (node.partition("#")[0], node, claims[node], source[:1], study[:1], stance[:1], reporters, coders, speech.entry.key),
        )


def lines(rows: Iterable[Row]) -> list[Line]:
    """The evidence on claims that works and studies give, in the order of entries."""
    of: dict[str, list[Row]] = {}
    for row in rows:
        of.setdefault(row[1], []).append(row)
    found = []
    for said in of.values():
        source, study, stance, reporters, coders = ([obj for row in said for obj in row[n]] for n in range(3, 8))
        if source and stance:
            more = tuple(sorted(set(reporters))), tuple(sorted(set(coders)))
            found.append(Line(said[0][2], source[0], study[0] if study else "", stance[0], *more, said[0][8]))
    return found


def contradictions(known: Known) -> Iterator[Problem]:
    """The claims that a work is said to be for and against by one voice: a problem at the later of the two entries or fields.

    One voice is: at first hand or by one reporter, by one coder or by nobody in particular, in the work as a whole or in one of its
    studies. Two coders have two opinions; two reporters, and two studies, may differ.
    """
    pairs = [pair for both, _ in _follows(known) for pair in both]
    for pair in pairs:
        spots = [_spot(known, line) for line in pair]
        late = max((0, 1), key=lambda n: (spots[n][0].file, spots[n][2]))
        yield _contradiction(known, pair[late], pair[1 - late], spots[late], spots[1 - late])


def _follows(known: Known) -> list[tuple[list[Sides], list[Reported]]]:
    """What contradicts itself, and what is known at second hand only, by part of the evidence."""
    return known.said.follows({"evidence": lambda rows: (_contradicting(lines(rows), known.schema), _at_second_hand(lines(rows)))})[0]


def _contradicting(found: Iterable[Line], schema: Schema) -> list[Sides]:
    voices: dict[tuple[object, ...], dict[int, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in found:
        voice = (line.claim, line.work, line.study, line.reporters, line.coders)
        voices[voice][schema.stances[line.stance].polarity].append(line)
    return [(sides[1][0], sides[-1][0]) for sides in voices.values() if sides[1] and sides[-1]]


def _at_second_hand(found: Sequence[Line]) -> list[Reported]:
    read = {(line.claim, line.work) for line in found if not line.reporters}
    return [
        (reporter, line.work, line.claim)
        for line in found
        for reporter in line.reporters
        if reporter != line.work and (line.claim, line.work) not in read
    ]


Spot = tuple[Entry, str, int]  # entry, field, line


def _spot(known: Known, line: Line) -> Spot:
    """Where a line is written. A stance has one field at most in an entry that speaks of claims."""
    entry = known.kept[line.said_in]
    shapes = known.schema.entry_type(entry.type).shapes
    name = next((n for s in shapes if s.stance == line.stance for n in s.fields if n in entry.fields), "")
    return entry, name, entry.line_of(name)


def _contradiction(known: Known, here: Line, there: Line, spot: Spot, other: Spot) -> Problem:
    stances, claim = known.schema.stances, known.key(here.claim)
    taker = known.key(here.study or here.work)
    message = (
        f"'{taker}' {stances[here.stance].label} the claim '{claim}' here and {stances[there.stance].label} it in "
        f"{other[0].file}:{other[2]}."
    )
    field, named = ("qualifiedby", taker) if spot[0].type == "claim" else ("qualifies", claim)
    hint = f"Keep the one that is meant; where it is for the claim under conditions only, write {field} = {{{named}}} in place of both."
    return problem(spot[0], "KG313", spot[1], message, hint)


def second_hand(known: Known) -> Iterator[Problem]:
    """What is known of works through others only: one note for each work that reports, at its entry.

    Not one for each claim: a reader wants to know which works are left to be read, and a literature that was entered from one
    review would drown in notes that all say the same.
    """
    found: list[tuple[str, str]] = known.said.together("second hand", ["evidence"], known.mark, lambda: list(_unchecked(known)))
    for reporter, message in found:
        yield problem(known.kept[reporter], "KG314", "", message, _LOOK_UP)


_LOOK_UP = "Once you have read one, say in its own entry how it stands to the claim, such as supports = {key of the claim [p. 5]}."


def _unchecked(known: Known) -> Iterator[tuple[str, str]]:
    """The works that report of others what was not looked up there: key, and what to say."""
    reported: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for reporter, work, claim in (one for _, some in _follows(known) for one in some):
        reported[reporter].append((work, claim))
    for reporter in sorted(reported):
        if (key := known.key(reporter)) in known.kept:
            works = sorted({known.key(work) for work, _ in reported[reporter]})
            claims = len({claim for _, claim in reported[reporter]})
            what = f"What '{key}' reports of {_count(len(works), 'work')} on {_count(claims, 'claim')}"
            yield key, f"{what} was not looked up in {'it' if len(works) == 1 else 'them'}: {listed(works)}."


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
