"""Checks of concepts: circles and contradictions in their hierarchy, shared labels, concepts that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg import iri
from kg.bib import refs
from kg.checks.common import Known, problem, text
from kg.model import Problem
from kg.naming import labels
from kg.said import Row, Speech, Told

Finding = tuple[str, str, str, str, str]  # key, code, field, message, hint


def tell(speech: Speech) -> Iterator[Told]:
    """What a concept is called and how it stands to others, and to which concepts an entry refers."""
    entry = speech.entry
    if speech.card.kind == "concept":
        called = [(name, label) for name in ("label", "altlabel") for label, _ in labels(text(entry, name), speech.look.language)]
        yield "concept", (entry.key, *(refs.split_list(text(entry, name)) for name in ("broader", "related")), called)
    used = [obj for curie in REFERRING for _, obj in speech.of(curie)] + [one for curie in COINED for one, _ in speech.of(curie)]
    yield from (("used", (node,)) for node in dict.fromkeys(used) if node[0] == "<" and iri.kind(node) == "concept")


def alone(known: Known) -> Iterator[Problem]:
    """What concepts say of each other that cannot be: circles, contradictions, labels of two."""
    for _, findings in _follows(known)[1]:
        yield from (problem(known.kept[key], *finding) for key, *finding in findings)


def _follows(known: Known) -> list[list[Any]]:
    """Which concepts are used, and what is said of all."""
    return known.said.follows({"used": lambda rows: {node for (node,) in rows}, "concept": _looked_through})


def _looked_through(rows: Sequence[Row]) -> tuple[list[str], list[Finding]]:
    """The keys of all concepts, and what is wrong with them."""
    broader: dict[str, list[str]] = {row[0]: row[1] for row in rows}
    return list(broader), [*_circles(broader), *_related_above(rows, broader), *_shared_labels(rows)]


def _related_above(rows: Iterable[Row], broader: Mapping[str, list[str]]) -> Iterator[Finding]:
    """SKOS reference, S27: related is disjoint with broaderTransitive."""
    for key, _, related, _ in rows:
        for other in related:
            if other in _above(key, broader) or key in _above(other, broader):
                message = f"'{key}' and '{other}' are related, and one is broader than the other."
                yield key, "KG305", "related", message, f"Remove {other} from related: broader says more."


def _above(key: str, broader: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [key]
    while waiting:
        new = set(broader.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found - {key}


def _circles(broader: Mapping[str, list[str]]) -> Iterator[Finding]:
    """One finding for each circle of `broader`, at the concept whose key comes first."""
    done: set[str] = set()
    for start in sorted(broader):
        path: list[str] = []
        stack = [(start, iter(broader[start]))]
        path.append(start)
        while stack:
            key, following = stack[-1]
            step = next(following, None)
            if step is None:
                done.add(key)
                stack.pop()
                path.pop()
            elif step == key or step not in broader:
                continue  # of which the entry itself tells
            elif step in path:
                circle = path[path.index(step) :]
                message = f"Broader leads in a circle: {' → '.join([*circle, step])}."
                yield min(circle), "KG302", "broader", message, "Remove one of these links."
            elif step not in done:
                path.append(step)
                stack.append((step, iter(broader[step])))


def _shared_labels(rows: Iterable[Row]) -> Iterator[Finding]:
    """The labels that two concepts have, at the second of the two."""
    owners: dict[str, str] = {}
    for key, _, _, called in rows:
        for name, label in called:
            owner = owners.setdefault(iri.fold_words(label), key)
            if owner != key:
                yield key, "KG303", name, f"The label '{label}' also belongs to '{owner}'.", "Keep it at one of the two, or make it longer."


def unused(known: Known) -> Iterator[Problem]:
    """The concepts that no work, claim, study or other concept refers to, that are nobody's term, and whose labels stand in no text."""
    used, concepts = _follows(known)
    others = known.found.union(*used)
    for key in (key for keys, _ in concepts for key in keys):
        if known.index.entry[key].iri not in others:
            message = f"No work, claim, study or other concept refers to '{key}'."
            hint = f"Write concepts = {{{key}}} in the entry of a work or claim that is about it, or delete it if nothing is."
            yield problem(known.kept[key], "KG309", "", message, hint)


REFERRING = ("dcterms:subject", "schema:about", "kg:design", "kg:method", "skos:broader", "skos:related")
COINED = ("kg:definedBy", "kg:termOf")
READS = (*REFERRING, *COINED)
