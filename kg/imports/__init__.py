"""Bibliographies that are not BibTeX to tidy BibTeX: a dict of formats, and one way for all of them.

    bytes -> text -> drafts (one module a format) -> works that are new, with keys -> BibTeX

Nothing of a record is lost: what has no field here stands under the source's own name, and is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.bib.write import write
from kg.imports import bib
from kg.imports.decode import decode, wide
from kg.imports.draft import SECOND, Draft, Kept
from kg.imports.known import Library, work
from kg.imports.merge import LISTS, merge, name_key
from kg.imports.sniff import FORMATS, Format, binary, sniff
from kg.model import Entry, Field, Problem
from kg.schema import Schema

BIBTEX = "BibTeX"


class Imported(NamedTuple):
    """What became of one file."""

    file: str
    title: str = ""  # of its format; empty where it could not be read
    works: tuple[Entry, ...] = ()  # the new ones, with their keys; in BibTeX entries of every kind
    known: tuple[str, ...] = ()  # the keys of those that are there already
    merged: tuple[str, ...] = ()  # the keys of the works, new themselves, that other records were merged with
    taken: tuple[str, ...] = ()  # the keys of BibTeX entries that are left out because another entry has the key
    problems: tuple[Problem, ...] = ()
    data: bytes = b""  # what is new in a BibTeX file, as it was written


class _Taken(NamedTuple):
    """The records of one file while other records may still be merged with them."""

    file: str
    format: Format
    problems: list[Problem]
    new: list[Draft]
    known: list[str]
    merged: list[str]


def bring_in(
    sources: Iterable[tuple[str, bytes]], library: Library, schema: Schema, form: str = "", *, every: bool = False
) -> list[Imported]:
    """The works in some files, given by name, with keys that are not taken; the library knows them from then on.

    Records of one work become one entry. `form` is a key of FORMATS, found out where it is empty; `every` takes each record as a
    work of its own, and works that are there already as well.
    """
    read = [_read(file, data, library, schema, form, every=every) for file, data in sources]
    return [one if isinstance(one, Imported) else _finished(one, schema) for one in read]


def _read(file: str, data: bytes, library: Library, schema: Schema, form: str, *, every: bool) -> Imported | _Taken:
    if refusal := binary(data, file):
        return Imported(file, problems=(refusal,))
    text, problems = decode(data, file)
    if problems and problems[0].severity == "error":
        return Imported(file, problems=tuple(problems))
    name = sniff(text, file, form)
    if isinstance(name, Problem):
        return Imported(file, problems=(*problems, name))
    if name == "bib":
        return _bibtex(file, data, text, problems, library, schema, every=every)
    drafts, faults = FORMATS[name].read(text, file)
    problems += faults
    if not drafts and all(fault.severity != "error" for fault in faults):
        message = f"There is no record in this file that {FORMATS[name].title} would have."
        problems.append(Problem(file, 1, "KG130", "", message, "See that it is the right file, or name its format with --format."))
    taken = _Taken(file, FORMATS[name], problems, [], [], [])
    lines = Counter(draft.line for draft in drafts)
    for draft in drafts:
        said = _take(draft, taken, library, every=every)
        taken.problems.extend(said if lines[draft.line] == 1 else (_called(problem, draft) for problem in said))
    return taken


def _bibtex(file: str, data: bytes, text: str, problems: list[Problem], library: Library, schema: Schema, *, every: bool) -> Imported:
    if wide(data):
        data = text.encode()
        message = "This file is in UTF-16 or UTF-32, which BibTeX programs cannot read; what is new in it is written in UTF-8."
        problems.append(Problem(file, 1, "KG002", "", message))
    new = bib.trim(data, file, library, schema, every=every)
    title = "" if any(problem.code == "KG130" for problem in new.problems) else BIBTEX
    return Imported(file, title, new.entries, new.known, (), new.taken, (*problems, *new.problems), new.data)


def _take(draft: Draft, taken: _Taken, library: Library, *, every: bool) -> list[Problem]:
    """Take a record as a work of its own, merge it with another record of its work, or leave it out; what is to be said."""
    if not draft.fields:
        message = "This record says nothing of a work, so it is not written."
        return [Problem(draft.file, draft.line, "KG131", "", message), *draft.problems]
    found = work(draft.fields)
    key = "" if every else library.find(found)
    if key in library.drafts:
        taken.merged.append(key)
        first = library.drafts[key]
        said = [*draft.problems, *merge(first, draft, library.keys)]
        library.add(key, work(first.fields))
        return said
    if key:
        taken.known.append(key)
        message = f"This work is in the bibliography already, as '{key}', so it is not written again{library.lacking(key, found)}."
        return [*draft.problems, Problem(draft.file, draft.line, "KG134", "", message, key=key)]
    draft.key = library.keys.new(draft.fields)
    library.drafts[draft.key] = draft
    library.add(draft.key, found)
    name_key(draft, draft.former, library.keys)
    taken.new.append(draft)
    return [problem._replace(key=draft.key, hint=f"{problem.hint} It became {draft.key}.".strip()) for problem in draft.problems]


def _called(problem: Problem, draft: Draft) -> Problem:
    """A problem that says of which record it is, where its line does not."""
    return problem._replace(message=f"{draft.called[0].upper()}{draft.called[1:]}: {problem.message}")


def _finished(taken: _Taken, schema: Schema) -> Imported:
    problems = [*taken.problems, *_told(taken.new)]
    return Imported(
        taken.file,
        taken.format.title,
        tuple(_entry(draft, schema) for draft in taken.new),
        tuple(taken.known),
        tuple(taken.merged),
        problems=tuple(sorted(problems, key=lambda problem: (problem.file != taken.file, problem.line))),
    )


def bibtex(imports: Iterable[Imported]) -> str:
    """The new works of some files as one bib file, in their order."""
    found = list(imports)
    sources = ", ".join(f"{_safe(i.file)} ({i.title})" for i in found)
    return f"% From {sources}, by kg import.\n\n" + write(work for i in found for work in i.works)


def _safe(file: str) -> str:
    """A file's name in a comment: without its folders, and without what BibTeX would read."""
    return re.sub(r"[^\w. ()-]+", "_", re.split(r"[/\\]", file)[-1])


def _entry(draft: Draft, schema: Schema) -> Entry:
    """The entry of a draft, its fields in the order of the ontology."""
    found = draft.fields | {name: LISTS[name].join(items.values()) for name, items in draft.lists.items() if items}
    shapes = schema.entry_type(draft.type, found.get("type", "").lower()).fields
    ordered = sorted(found, key=lambda name: shapes[name].order if name in shapes else 50)
    values = {**{name: found[name] for name in ordered}, **{name: "; ".join(texts) for name, texts in draft.own.items()}}
    fields = {name: Field(name, f"{{{value}}}", 0) for name, value in values.items()}
    return Entry(draft.type, draft.key, fields, draft.file, draft.line, "")


def _told(written: Iterable[Draft]) -> Iterator[Problem]:
    """What was kept under the source's own name: a line for each tag, and one for all that say nothing of the work."""
    found: dict[tuple[str, str], dict[str, Kept]] = {}  # field, reason -> key -> what was kept first
    for draft in written:
        for kept in draft.kept:
            if kept.reason in ("", SECOND):
                found.setdefault((kept.field, kept.reason), {}).setdefault(draft.key, kept)
            else:
                message = f"{kept.tag}: {kept.reason}; it was kept as {kept.field} in {draft.key}."
                yield Problem(kept.file, kept.line, "KG136", "", message, key=draft.key)
    quiet: dict[str, Kept] = {}
    for (field, reason), places in found.items():
        key, kept = next(iter(places.items()))
        if kept.tag.rpartition("/")[2] in FORMATS[field.partition("-")[0]].housekeeping:
            quiet.setdefault(field, kept)
            continue
        works = f"in 1 work ({key})" if len(places) == 1 else f"in {len(places):,} works (the first is {key})"
        what = f"has a second value {works}; it was kept as {field}" if reason else f"has no field here; it was kept as {field} {works}"
        yield Problem(kept.file, kept.line, "KG135", "", f"{kept.tag} {what}.")
    if quiet:
        kept = next(iter(quiet.values()))
        yield Problem(kept.file, kept.line, "KG135", "", f"What says nothing of the works was kept as well, as {', '.join(quiet)}.")
