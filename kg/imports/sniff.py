"""Which format a file is in: by what it looks like, and by its name or by what the user says where that does not tell."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.imports import csl, endnote, enw, nbib, ris
from kg.imports.draft import Reader
from kg.model import Problem


class Format(NamedTuple):
    """A format that can be imported."""

    title: str
    read: Reader
    looks: re.Pattern[str]  # found in the text where it is of this format
    least: re.Pattern[str]  # found in the text where it may be, once its name or the user says so
    endings: tuple[str, ...]  # of file names
    housekeeping: frozenset[str] = frozenset()  # tags about the record, told of in one line


FORMATS: dict[str, Format] = {
    "ris": Format(
        "RIS",
        ris.read,
        re.compile(r"(?m)^TY[ \t]{0,4}-(?:[ \t]|$)"),
        re.compile(r"(?m)^(?:T1|TI|A1|AU|PY|Y1|ER)  ?-(?:[ \t]|$)"),
        (".ris",),
        frozenset({"ID", "DB", "DP"}),
    ),
    "nbib": Format(
        "PubMed",
        nbib.read,
        re.compile(r"(?m)^PMID- ?\d"),
        re.compile(r"(?m)^(?:FAU |DP  |JT  |PMC )- "),
        (".nbib", ".medline"),
        nbib.HOUSEKEEPING,
    ),
    "csl": Format(
        "CSL-JSON",
        csl.read,
        re.compile(r"\A\s*[\[{]\s*[\[{\"\]]"),
        re.compile(r"\A\s*[\[{]"),
        (".json", ".csl"),
        csl.HOUSEKEEPING,
    ),
    "endnote": Format(
        "EndNote XML",
        endnote.read,
        re.compile(r"\A\s*<[\s\S]*?<records?[\s>]"),
        re.compile(r"\A\s*<[\s\S]*?<record[\s>/]"),
        (".xml",),
        endnote.HOUSEKEEPING,
    ),
    "enw": Format(
        "EndNote's tagged format",
        enw.read,
        re.compile(r"\A\s*%0[ \t]"),
        re.compile(r"(?m)^%0[ \t]"),
        (".enw",),
        enw.HOUSEKEEPING,
    ),
}
_BINARY = (
    (b"%PDF", "a PDF", "Import the reference: download it from the publisher's page as RIS or BibTeX."),
    (b"PK\3\4", "a compressed file, or a table of Excel's", "Unpack it, or export the references as RIS."),
    (b"\x1f\x8b", "a compressed file", "Unpack it, or export the references as RIS."),
    (b"\xd0\xcf\x11\xe0", "a file of Excel's or Word's", "Export the references as RIS or BibTeX."),
    (b"SQLite format 3", "the library of a program, not an export", "Export the references from that program as RIS or BibTeX."),
)
Refusals = tuple[tuple[re.Pattern[str], str, str], ...]  # what something else looks like, what it is, what to do; the first that fits


def _refusals(*rows: tuple[str, str, str]) -> Refusals:
    return tuple((re.compile(pattern), what, hint) for pattern, what, hint in rows)


_REFUSED = _refusals(
    (r"<PubmedArticle", "PubMed's XML", "In PubMed, choose Save and the format PubMed."),
    (r"\A\s*FN |(?m:^PT [JBSP]$)", "Web of Science's plain text", "In Web of Science, choose Export and then RIS or BibTeX."),
    (r"\A\s*PT\tAU\t", "a table of Web of Science's", "In Web of Science, choose Export and then RIS or BibTeX."),
    (
        r"\A\s*\"?Authors\"?,\"?(?:Author full names|Author\(s\) ID|Title)",
        "a table (CSV) of Scopus",
        "In Scopus, export as RIS or BibTeX.",
    ),
    (r"\A\s*\"?PMID\"?,", "a table (CSV) of PubMed", "In PubMed, choose Save and the format PubMed."),
    (r"\A\s*\"Key\",\"Item Type\"", "a table (CSV) of Zotero", "In Zotero, export as RIS or CSL JSON."),
    (r"(?i)\A\s*<(?:!doctype )?html", "a web page", "Download the references themselves, as RIS or BibTeX."),
    (r"\A\s*\{\\rtf", "formatted text (RTF)", "Export the references as RIS or BibTeX."),
)
_REFUSED_LAST = _refusals(  # where it looks like none of the formats either
    (r"\A\s*Scopus\n\s*EXPORT DATE", "Scopus' plain text", "In Scopus, choose Export and then RIS or BibTeX."),
    (r"(?m)\A(?:.*\n){0,20}?RT (?:Journal|Book|Conf|Thesis|Report|Web|Generic)", "RefWorks' format", "Export from RefWorks as RIS."),
    (r"\A\s*<", "an XML file, but not EndNote's", "Export the references as RIS or BibTeX."),
    (r"\A(?:\s*\d{4,8}\b)+\s*\Z", "a list of numbers", "For PubMed's numbers: in PubMed, choose Save and the format PubMed."),
    (
        r"(?i)\A(?=[^\n]*title)(?=[^\n]*(?:author|year|doi))(?:[^\n]*[,;\t]){2}",
        "a table (CSV)",
        "Export the references as RIS or BibTeX.",
    ),
)
_BIBTEX = re.compile(r"(?m)^[ \t]*@[ \t]*\w+[ \t]*[{(]")
_ADVICE = "Export the references as RIS, or name the format with --format."


def binary(data: bytes, file: str) -> Problem | None:
    """The problem of a file that is known to be no text."""
    found = next(((what, hint) for start, what, hint in _BINARY if data.startswith(start)), None)
    return _problem(file, f"This is {found[0]}, which is not read.", found[1]) if found else None


def sniff(text: str, file: str = "", form: str = "") -> str | Problem:
    """The name of the format of a text, "bib" for BibTeX, or the problem that it is none that is read, or not the one asked for.

    >>> sniff("TY  - JOUR"), sniff('[{"type": "book"}]'), sniff("PMID- 1"), sniff("@book{a,"), sniff("%0 Book")
    ('ris', 'csl', 'nbib', 'bib', 'enw')
    >>> sniff("AU  - Porter, M.", "a.ris"), sniff("hello", "a.ris").message
    ('ris', "This is neither BibTeX nor RIS, PubMed, CSL-JSON, EndNote XML or EndNote's tagged format.")
    """
    if not text.strip():
        return _problem(file, "This file is empty.", "Export the references again.")
    if form and FORMATS[form].looks.search(text):
        return form
    found = _seen(text, file)
    if form and found:
        return _problem(file, *_not_asked_for(FORMATS[form], found))
    if isinstance(found, tuple):
        return _problem(file, f"This is {found[0]}, which is not read.", found[1])
    named = form or next((name for name, form in FORMATS.items() if file.lower().endswith(form.endings)), "")
    if found or (named and FORMATS[named].least.search(text)):
        return found or named
    if form:
        return _problem(
            file, f"Nothing in this file looks like {FORMATS[form].title}.", "See that it is the right file, or leave --format out."
        )
    titles = [form.title for form in FORMATS.values()]
    return _problem(file, f"This is neither BibTeX nor {', '.join(titles[:-1])} or {titles[-1]}.", _ADVICE)


def _seen(text: str, file: str) -> str | tuple[str, str]:
    """The format that a text shows by itself, or what it is otherwise and what to do, or `""`."""
    bibtex = _BIBTEX.search(text)
    if bibtex and file.lower().endswith(".bib"):
        return "bib"
    found = next((name for name, form in FORMATS.items() if form.looks.search(text)), "bib" if bibtex else "")
    return _refused(text, _REFUSED) or found or _refused(text, _REFUSED_LAST) or ""


def _refused(text: str, table: Refusals) -> tuple[str, str] | None:
    return next(((what, hint) for pattern, what, hint in table if pattern.search(text)), None)


def _not_asked_for(form: Format, found: str | tuple[str, str]) -> tuple[str, str]:
    if isinstance(found, tuple):
        return f"This is not {form.title} but {found[0]}.", found[1]
    title = FORMATS[found].title if found in FORMATS else "BibTeX"
    return f"This is not {form.title}; it looks like {title}.", "Leave --format out" + (
        f", or write --format {found}." if found in FORMATS else "."
    )


def _problem(file: str, message: str, hint: str) -> Problem:
    return Problem(file, 1, "KG130", "", message, hint)
