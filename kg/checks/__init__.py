"""The checks that need the whole bibliography, and what is done to all problems at the end.

A check is a function from what is known of a bibliography to problems.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from kg.checks import concepts, evidence, keys, likely
from kg.checks.common import Known
from kg.index import Index
from kg.memory import Memory
from kg.model import Problem

__all__ = ["READS", "TELL", "Known", "finish", "whole"]

READS = (*concepts.READS, *evidence.READS)  # the predicates that checks look at
TELL = (keys.tell, concepts.tell, evidence.tell)  # what entries say to checks
CHECKS: tuple[Callable[[Known], Iterator[Problem]], ...] = (
    keys.keys,
    keys.former_keys,
    concepts.alone,
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


def finish(
    problems: Iterable[Problem], index: Index, memory: Memory | None = None, known: object = None, touched: Collection[str] | None = None
) -> tuple[Problem, ...]:
    """The problems after every step, each once, in the order of file, line and code.

    `known` tells the keys of the index from others; `touched` are those that may have come or gone since `memory` was left, None for all.
    """
    return tuple(sorted(set(_nearest(list(_once_a_file(problems)), index, memory or Memory({}), known, touched))))


def _nearest(problems: list[Problem], index: Index, memory: Memory, known: object, touched: Collection[str] | None) -> list[Problem]:
    """Each unknown key with the nearest known one: it depends on all keys, so it is no part of what an entry resolves to."""
    unknown = dict.fromkeys(key for problem in sorted(p for p in problems if p.unknown) for key in problem.unknown.split("\n"))
    asked = list(unknown)[:MOST]

    def nearest() -> dict[str, str]:
        return memory.each("nearest", _near(asked, index, memory, touched), lambda some: map(index.nearest, some))

    near: dict[str, str] = memory.recall("nearest of all", (known, asked), nearest)
    return [_with_nearest(p, near) if p.unknown else p for p in problems]


def _near(asked: Iterable[str], index: Index, memory: Memory, touched: Collection[str] | None) -> dict[str, str]:
    """What tells the known keys near each unknown one from others: as the last run had it where none of them may have come or gone."""
    left = memory.before.get("nearest", ("", {}))[1] if touched is not None else {}
    groups = set(map(index.group, touched or ()))
    found = {}
    for key in asked:
        group, (mark, _) = index.group(key), left.get(key, ("", ""))
        found[key] = mark if group not in groups and mark.startswith(f"{group} ") else index.near(key)
    return found


MOST = 2000  # unknown keys for which the nearest known one is looked up: more have another cause than slips


def _with_nearest(problem: Problem, near: Mapping[str, str]) -> Problem:
    keys = problem.unknown.split("\n")
    found = [(key, near[key]) for key in keys if near.get(key)]
    if not found:
        return problem
    named = " and ".join(f"'{known}'" for _, known in found)
    hint = "; ".join(f"{known} in place of {key}" for key, known in found)
    return problem._replace(message=f"{problem.message[:-1]}; did you mean {named}?", hint=f"Write {hint}.")


def _once_a_file(problems: Iterable[Problem]) -> Iterator[Problem]:
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
