"""The checks that need the whole bibliography, and the nearest name for a key that was not found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg import iri
from kg.bib import refs, values
from kg.index import Index
from kg.model import Entry, Problem
from kg.naming import labels


def whole(entries: Iterable[Entry], index: Index) -> Iterator[Problem]:
    """The problems that no entry shows alone: keys used twice, circles of concepts, labels of two concepts."""
    kept = list(entries)
    yield from _keys(kept)
    concepts: dict[str, Entry] = {}
    for entry in kept:
        if entry.type == "concept" and index.entry[entry.key].kind == "concept":
            concepts.setdefault(entry.key, entry)
    yield from _former_keys(kept, index)
    broader = {key: refs.split_list(_text(entry, "broader")) for key, entry in concepts.items()}
    yield from _circles(concepts, broader)
    yield from _related_above(concepts, broader)
    yield from _shared_labels(concepts, index)


def _keys(entries: list[Entry]) -> Iterator[Problem]:
    folded: dict[str, Entry] = {}
    kept: dict[str, Entry] = {}
    for entry in entries:
        first = kept.setdefault(entry.key, entry)
        if first is not entry:
            message = f"The key '{entry.key}' is already used in {first.file}:{first.line}, so this entry is not in the graph."
            yield _problem(entry, "KG201", "", message, "Give it another key, or delete one of the two.")
            continue
        other = folded.setdefault(entry.key.casefold(), entry)
        if other is not entry:
            message = f"The key '{entry.key}' differs only in case from '{other.key}' in {other.file}:{other.line}."
            yield _problem(entry, "KG202", "", message, "Give one of them another key.")


def _former_keys(entries: list[Entry], index: Index) -> Iterator[Problem]:
    for entry in entries:
        for key in refs.split_list(_text(entry, "ids")) if "ids" in entry.fields else ():
            if key in index.entry and key != entry.key:
                other = index.entry[key]
                message = f"The former key '{key}' is the key of the entry in {other.file}:{other.line}."
                yield _problem(entry, "KG208", "ids", message, "Remove it from ids, or give the other entry another key.")


def _related_above(concepts: Mapping[str, Entry], broader: Mapping[str, list[str]]) -> Iterator[Problem]:
    """SKOS reference, S27: related is disjoint with broaderTransitive."""
    for key, entry in concepts.items():
        for other in refs.split_list(_text(entry, "related")) if "related" in entry.fields else ():
            if other in _above(key, broader) or key in _above(other, broader):
                message = f"'{key}' and '{other}' are related, and one is broader than the other."
                yield _problem(entry, "KG305", "related", message, f"Remove {other} from related: broader says more.")


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
                yield _problem(entry, "KG302", "broader", message, "Remove one of these links.")
            elif step not in done:
                path.append(step)
                stack.append((step, iter(broader[step])))


def _text(entry: Entry, name: str) -> str:
    field = entry.fields.get(name)
    return values.evaluate(field.raw, lambda _: None)[0] if field else ""


def _shared_labels(concepts: Mapping[str, Entry], index: Index) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for key, entry in concepts.items():
        for name in ("label", "altlabel"):
            for label, _ in labels(_text(entry, name), index.language):
                owner = owners.setdefault(iri.fold_words(label), key)
                if owner != key and index.entry[owner].kind == "concept":
                    message = f"The label '{label}' also belongs to '{owner}'."
                    yield _problem(entry, "KG303", name, message, "Keep it at one of the two, or make it longer.")


def _problem(entry: Entry, code: str, field: str, message: str, hint: str) -> Problem:
    line = entry.fields[field].line if field in entry.fields else entry.line
    return Problem(entry.file, line, code, field, message, hint, key=entry.key)


def finish(problems: Iterable[Problem], index: Index) -> tuple[Problem, ...]:
    """The problems in the order of file, line and code, each unknown key with the nearest known one, each LaTeX command once a file."""
    return tuple(sorted({_with_nearest(p, index) for p in once_a_file(problems)}))


def once_a_file(problems: Iterable[Problem]) -> Iterator[Problem]:
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


def _with_nearest(problem: Problem, index: Index) -> Problem:
    near = index.nearest(problem.unknown) if problem.unknown else ""
    if not near:
        return problem
    return problem._replace(message=f"{problem.message[:-1]}; did you mean '{near}'?", hint=f"Write {near} in place of {problem.unknown}.")
