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
from kg.imports import csl, endnote, nbib, ris
from kg.imports.decode import decode
from kg.imports.draft import SECOND, Draft, Reader
from kg.imports.known import Library
from kg.model import Entry, Field, Problem
from kg.schema import Schema


class Format(NamedTuple):
    """A format that can be imported."""

    title: str
    read: Reader
    looks: re.Pattern[str]  # found in the text where it is of this format
    endings: tuple[str, ...]  # of file names, which decide where the text does not
    housekeeping: frozenset[str] = frozenset()  # tags about the record, told of in one line


FORMATS: dict[str, Format] = {
    "ris": Format("RIS", ris.read, re.compile(r"(?m)^TY[ \t]{0,4}-(?:[ \t]|$)"), (".ris",), frozenset({"ID", "DB", "DP"})),
    "nbib": Format("PubMed", nbib.read, re.compile(r"(?m)^PMID- ?\d"), (".nbib", ".medline"), nbib.HOUSEKEEPING),
    "csl": Format("CSL-JSON", csl.read, re.compile(r"\A\s*[\[{]\s*[\[{\"\]]"), (".json", ".csl"), csl.HOUSEKEEPING),
    "endnote": Format("EndNote XML", endnote.read, re.compile(r"\A\s*<(?:.|\n)*?<records?[\s>]"), (".xml",), endnote.HOUSEKEEPING),
}
# What looks like something else -> what it is and what to do. The first that fits.
REFUSED = (
    (re.compile(r"\A%PDF"), "a PDF", "Import the reference: download it from the publisher's page as RIS or BibTeX."),
    (re.compile(r"\APK"), "a compressed file", "Unpack it, or export the references as RIS."),
    (re.compile(r"<PubmedArticle"), "PubMed's XML", "In PubMed, choose Save and the format PubMed."),
    (re.compile(r"(?m)\A\s*%0 "), "EndNote's tagged format (.enw)", "Export it from EndNote as XML, or from the database as RIS."),
    (re.compile(r"\A\s*FN |(?m:^PT [JBSP]$)"), "Web of Science's plain text", "In Web of Science, export as BibTeX or RIS."),
    (re.compile(r"(?i)\A\s*<(?:!doctype )?html"), "a web page", "Download the references themselves, as RIS or BibTeX."),
    (re.compile(r"\A\s*<"), "an XML file, but not EndNote's", "Export it as RIS or BibTeX."),
)
_BIBTEX = re.compile(r"(?m)^[ \t]*@[ \t]*\w+[ \t]*[{(]")


class Imported(NamedTuple):
    """What became of one file."""

    file: str
    title: str  # of its format, "BibTeX" where it is that already; empty where it could not be read
    works: tuple[Entry, ...]  # the new ones, with their keys
    known: tuple[str, ...]  # the keys of those that are there already
    problems: tuple[Problem, ...]


def bring_in(file: str, data: bytes, library: Library, schema: Schema, form: str = "", *, every: bool = False) -> Imported:
    """The works in a file, with keys that are not taken; the library knows them from then on.

    `form` is a key of FORMATS, found out where it is empty; `every` takes works that are there already as well.
    """
    text, problems = decode(data, file)
    if problems and problems[0].severity == "error":
        return Imported(file, "", (), (), tuple(problems))
    name = form or sniff(text, file)
    if name == "bib":
        return Imported(file, "BibTeX", (), (), tuple(problems))
    if name not in FORMATS:
        return Imported(file, "", (), (), (*problems, _refusal(text, file)))
    chosen = FORMATS[name]
    drafts, faults = chosen.read(text, file)
    problems += faults
    if not drafts and not faults:
        message = f"There is no record in this file that {chosen.title} would have."
        problems.append(Problem(file, 1, "KG130", "", message, "See that it is the right file, or name its format with --format."))
    works: list[Entry] = []
    known: list[str] = []
    written: list[tuple[Draft, str]] = []
    for draft in drafts:
        if not draft.fields:
            problems.append(Problem(file, draft.line, "KG131", "", "This record says nothing of a work, so it is not written.", ""))
            problems += draft.problems
        elif not every and (key := library.find(draft.fields)):
            known.append(key)
            problems += [*draft.problems, _there(draft, key)]
        else:
            works.append(_entry(draft, library, schema))
            written.append((draft, works[-1].key))
            problems += (_with_key(problem, works[-1].key) for problem in draft.problems)
    problems += _told(written, chosen)
    return Imported(file, chosen.title, tuple(works), tuple(known), tuple(sorted(problems)))


def sniff(text: str, file: str = "") -> str:
    """The name of the format of a text, "bib" for BibTeX, `""` for none that is known.

    >>> sniff("TY  - JOUR"), sniff('[{"type": "book"}]'), sniff("PMID- 1"), sniff("@book{a,"), sniff("hello"), sniff("", "a.ris")
    ('ris', 'csl', 'nbib', 'bib', '', 'ris')
    """
    if any(pattern.search(text) for pattern, _, _ in REFUSED[:-1]):
        return ""
    if file.lower().endswith(".bib") and _BIBTEX.search(text):
        return "bib"
    found = next((name for name, form in FORMATS.items() if form.looks.search(text)), "")
    if found or _BIBTEX.search(text):
        return found or "bib"
    if REFUSED[-1][0].search(text):
        return ""
    return next((name for name, form in FORMATS.items() if file.lower().endswith(form.endings)), "bib" if file.endswith(".bib") else "")


def bibtex(imports: Iterable[Imported]) -> str:
    """The new works of some files as one bib file, in their order."""
    found = list(imports)
    sources = ", ".join(f"{_safe(i.file)} ({i.title})" for i in found)
    return f"% From {sources}, by kg import.\n\n" + write(work for i in found for work in i.works)


def _safe(file: str) -> str:
    """A file's name in a comment: without its folders, and without what BibTeX would read."""
    return re.sub(r"[^\w. ()-]+", "_", re.split(r"[/\\]", file)[-1])


def _refusal(text: str, file: str) -> Problem:
    for pattern, what, hint in REFUSED:
        if pattern.search(text):
            return Problem(file, 1, "KG130", "", f"This is {what}, which is not read.", hint)
    message = "This is neither RIS nor CSL-JSON, EndNote XML or PubMed's format." if text.strip() else "This file is empty."
    return Problem(file, 1, "KG130", "", message, "Export the references as RIS, or name the format with --format.")


def _with_key(problem: Problem, key: str) -> Problem:
    """A problem of a record that says where the record went: the line says little where a whole library is one line."""
    return problem._replace(key=key, hint=f"{problem.hint} It became {key}.".strip())


def _there(draft: Draft, key: str) -> Problem:
    message = f"This work is in the bibliography already, as '{key}', so it is not written again."
    return Problem(draft.file, draft.line, "KG134", "", message, "kg import --all writes it nevertheless.", key=key)


def _entry(draft: Draft, library: Library, schema: Schema) -> Entry:
    """The entry of a draft, under a new key."""
    key = library.keys.new(draft.fields)
    library.add(key, draft.fields)
    if draft.former and draft.former != key:
        if draft.former.casefold() in library.keys.taken:
            draft.own["csl-citation-key"] = {draft.former: None}
        else:
            draft.fields["ids"] = draft.former
            library.keys.take(draft.former)
    shapes = schema.entry_type(draft.type, draft.fields.get("type", "").lower()).fields
    ordered = sorted(draft.fields, key=lambda name: shapes[name].order if name in shapes else 50)
    values = {**{name: draft.fields[name] for name in ordered}, **{name: "; ".join(found) for name, found in draft.own.items()}}
    fields = {name: Field(name, f"{{{value}}}", 0) for name, value in values.items()}
    return Entry(draft.type, key, fields, draft.file, draft.line, "")


def _told(written: Iterable[tuple[Draft, str]], form: Format) -> Iterator[Problem]:
    """What was kept under the source's own name: a line for each tag, and one for all that say nothing of the work."""
    first: dict[tuple[str, str], tuple[Draft, int]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for draft, key in written:
        for kept in draft.kept:
            if kept.reason not in ("", SECOND):
                message = f"{kept.tag}: {kept.reason}; it was kept as {draft.name(kept.tag)} in {key}."
                yield Problem(draft.file, kept.line, "KG136", "", message, "", key=key)
                continue
            first.setdefault((kept.tag, kept.reason), (draft, kept.line))
        counts.update(dict.fromkeys((k.tag, k.reason) for k in draft.kept if k.reason in ("", SECOND)).keys())
    quiet = [tag for tag, reason in counts if tag.rpartition("/")[2] in form.housekeeping]
    for (tag, reason), number in counts.items():
        if tag not in quiet:
            draft, line = first[tag, reason]
            what = "has a second value" if reason else "has no field here; it was kept"
            works = f"in {number:,} {'work' if number == 1 else 'works'}"
            message = f"{tag} {what} {works}, kept as {draft.name(tag)}." if reason else f"{tag} {what} as {draft.name(tag)} {works}."
            yield Problem(draft.file, line, "KG135", "", message, "")
    if quiet:
        draft, line = first[quiet[0], next(r for t, r in counts if t == quiet[0])]
        names = ", ".join(dict.fromkeys(draft.name(tag) for tag in quiet))
        yield Problem(draft.file, line, "KG135", "", f"What says nothing of the works was kept as well, as {names}.", "")
