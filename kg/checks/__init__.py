"""The checks that need the whole bibliography, and what is done to all problems at the end.

A check is a function from what is known of a bibliography to problems; a step, from all problems to all problems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kg.checks import concepts, evidence, keys, likely
from kg.checks.common import Known
from kg.index import Index
from kg.model import Problem

__all__ = ["READS", "Known", "finish", "whole"]

READS = (*concepts.READS, *evidence.READS)  # the predicates that checks look at
CHECKS: tuple[Callable[[Known], Iterator[Problem]], ...] = (
    keys.keys,
    keys.former_keys,
    concepts.hierarchy,
    concepts.shared_labels,
    concepts.unused,
    evidence.contradictions,
    evidence.second_hand,
    likely.people,
    likely.works,
)


def whole(known: Known) -> Iterator[Problem]:
    """The problems that no entry shows alone."""
    for check in CHECKS:
        yield from check(known)


def finish(problems: Iterable[Problem], index: Index) -> tuple[Problem, ...]:
    """The problems after every step, each once, in the order of file, line and code."""
    found = list(problems)
    for step in STEPS:
        found = list(step(found, index))
    return tuple(sorted(set(found)))


def _nearest(problems: list[Problem], index: Index) -> list[Problem]:
    """Each unknown key with the nearest known one: it depends on all keys, so it is no part of what an entry resolves to."""
    return [_with_nearest(p, index) if p.unknown else p for p in problems]


def _with_nearest(problem: Problem, index: Index) -> Problem:
    near = index.nearest(problem.unknown)
    if not near:
        return problem
    return problem._replace(message=f"{problem.message[:-1]}; did you mean '{near}'?", hint=f"Write {near} in place of {problem.unknown}.")


def _once_a_file(problems: list[Problem], index: Index) -> Iterator[Problem]:
    """The problems, of those about one LaTeX command in one file only the first, which says how many fields have it."""
    commands: dict[tuple[str, str], set[Problem]] = {}
    for problem in problems:
        if problem.code == "KG113":
            commands.setdefault((problem.file, problem.message), set()).add(problem)
        else:
            yield problem
    for found in commands.values():
        first = min(found)
        yield first if len(found) == 1 else first._replace(message=f"{first.message[:-1]} (in {len(found)} fields of this file).")


STEPS: tuple[Callable[[list[Problem], Index], Iterable[Problem]], ...] = (_once_a_file, _nearest)
