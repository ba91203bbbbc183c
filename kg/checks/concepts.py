"""Checks of concepts: circles and contradictions in their hierarchy, shared labels, concepts that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg import iri
from kg.bib import refs
from kg.checks.common import Known, problem, text
from kg.model import Entry, Problem
from kg.naming import labels


def hierarchy(known: Known) -> Iterator[Problem]:
    """Circles of `broader`, and concepts that are related although one is broader than the other."""
    broader = {key: refs.split_list(text(entry, "broader")) for key, entry in known.concepts.items()}
    yield from _circles(known.concepts, broader)
    yield from _related_above(known.concepts, broader)


def _related_above(concepts: Mapping[str, Entry], broader: Mapping[str, list[str]]) -> Iterator[Problem]:
    """SKOS reference, S27: related is disjoint with broaderTransitive."""
    for key, entry in concepts.items():
        for other in refs.split_list(text(entry, "related")) if "related" in entry.fields else ():
            if other in _above(key, broader) or key in _above(other, broader):
                message = f"'{key}' and '{other}' are related, and one is broader than the other."
                yield problem(entry, "KG305", "related", message, f"Remove {other} from related: broader says more.")


def _above(key: str, broader: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [key]
    while waiting:
        new = set(broader.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found - {key}


def _circles(concepts: Mapping[str, Entry], broader: Mapping[str, list[str]]) -> Iterator[Problem]:
    """One problem for each circle of `broader`, at the concept whose key comes first."""
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
            elif step == key or step not in concepts:
                continue  # of which the entry itself tells
            elif step in path:
                circle = path[path.index(step) :]
                entry = concepts[min(circle)]
                message = f"Broader leads in a circle: {' → '.join([*circle, step])}."
                yield problem(entry, "KG302", "broader", message, "Remove one of these links.")
            elif step not in done:
                path.append(step)
                stack.append((step, iter(broader[step])))


def shared_labels(known: Known) -> Iterator[Problem]:
    """The labels that two concepts have: a problem at the second of the two."""
    owners: dict[str, str] = {}
    for key, entry in known.concepts.items():
        for name in ("label", "altlabel"):
            for label, _ in labels(text(entry, name), known.index.language):
                owner = owners.setdefault(iri.fold_words(label), key)
                if owner != key and known.index.entry[owner].kind == "concept":
                    message = f"The label '{label}' also belongs to '{owner}'."
                    yield problem(entry, "KG303", name, message, "Keep it at one of the two, or make it longer.")


def unused(known: Known) -> Iterator[Problem]:
    """The concepts that no work, claim, study or other concept refers to, that are nobody's term, and whose labels stand in no text."""
    used = {s.object for curie in REFERRING for s in known.said.of(curie)}
    used.update(known.found)
    used.update(s.subject for curie in COINED for s in known.said.of(curie))
    for key, entry in known.concepts.items():
        if known.index.entry[key].iri not in used:
            message = f"No work, claim, study or other concept refers to '{key}'."
            hint = f"Write concepts = {{{key}}} in the entry of a work or claim that is about it, or delete it if nothing is."
            yield problem(entry, "KG309", "", message, hint)


REFERRING = ("dcterms:subject", "schema:about", "kg:design", "kg:method", "skos:broader", "skos:related")
COINED = ("kg:definedBy", "kg:termOf")
READS = (*REFERRING, *COINED)
