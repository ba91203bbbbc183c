"""PubMed's format (NBIB, MEDLINE), after the field descriptions of the National Library of Medicine.

The library of this name on PyPI is not used: without a release since 2021, it leaves out every tag that it does not know, raises
an exception for a whole file where one number is none, and knows no line numbers.
"""

from __future__ import annotations

import re

from kg.imports import generic, people, values
from kg.imports.draft import Draft, Item
from kg.imports.tagged import Record, records
from kg.model import Problem

_TAG = re.compile(r"(?=.{4}-)([A-Z]{2,4}) {0,2}-(?: |$)")
_IDENTIFIER = re.compile(r"(.*\S)\s*\[(\w+)\]\s*\Z", re.DOTALL)
_SERIAL = re.compile(r"(\d{4}-\d{3}[\dXx])\s*\((?:Print|Electronic|Linking|Undetermined)\)\s*\Z")
FIELDS = {
    "BTI": "booktitle", "CTI": "series", "VI": "volume", "IP": "number", "EN": "edition", "PB": "publisher", "PL": "address",
    "LA": "language", "TT": "origtitle",
}  # fmt: skip
_TYPES = {"preprint": "preprint", "dataset": "dataset", "letter": "article", "technical report": "techreport", "book": "book"}
# What PubMed notes about its own work on the record: carried like the rest, and told of in one line.
HOUSEKEEPING = frozenset("OWN STAT DCOM LR DA CRDT EDAT MHDA SB JID PHST PST PUBM RF SO OTO AUID PMCR".split())


def read(text: str, file: str) -> tuple[list[Draft], list[Problem]]:
    """The records of a file from PubMed."""
    found, problems = records(text, file, _TAG, "PMID")
    return [_draft(record, file, number) for number, record in enumerate(found, 1)], problems


def _draft(record: Record, file: str, number: int) -> Draft:
    draft = Draft("nbib", file, record.line, number)
    if not record.opened:
        message = f"This record does not begin with a PMID line but with '{record.items[0].tag}'."
        draft.say("KG131", record.line, message, "Look for a PMID line that is missing above it; the rest was taken.")
    found: dict[str, list[Item]] = {}
    for item in record.items:
        if item.text:
            found.setdefault(item.tag, []).append(item)
    _kind(draft, found)
    _people(draft, found)
    _title(draft, found)
    _identifiers(draft, found)
    _subjects(draft, found)
    generic.issued(draft, found.pop("DP", []) or found.pop("DEP", []))
    for item in found.pop("PG", []):
        draft.pages(item, item.text.split(";")[0])
        if ";" in item.text:
            draft.keep(item, "it says more than pages")
    draft.join("abstract", (item.text for tag in ("AB", "OAB") for item in found.pop(tag, [])), " ")
    for tag, items in found.items():
        for item in items:
            draft.text(FIELDS[tag], item) if tag in FIELDS else draft.keep(item)
    return draft


def _kind(draft: Draft, found: dict[str, list[Item]]) -> None:
    """The type of the entry: of a book where there is a book's title, else an article unless the publication type says otherwise."""
    kinds = [item.text.lower() for item in found.get("PT", [])]
    found["PT"] = [item for item in found.get("PT", []) if item.text.lower() != "journal article"]  # @article says it
    if "BTI" in found:
        draft.type = "incollection" if "TI" in found else "book"
    else:
        draft.type = next((_TYPES[kind] for kind in kinds if kind in _TYPES), "article")


def _people(draft: Draft, found: dict[str, list[Item]]) -> None:
    """Authors in full where the record has them so, groups among them in their place, and editors."""
    full, short = found.pop("FAU", []), found.pop("AU", [])
    groups = found.pop("CN", [])
    persons = [(item.line, people.medline(item.text)) for item in full] or [(item.line, people.abbreviated(item.text)) for item in short]
    named = sorted([*persons, *((item.line, people.organization(item.text)) for item in groups)])
    draft.people("author", (name for _, name in named))
    if full and len(short) != len(full):  # else they are the same people, abbreviated
        for item in short:
            draft.keep(item, "the names in full are others")
    editors, initials = found.pop("FED", []), found.pop("ED", [])
    draft.people("editor", [people.medline(i.text) for i in editors] or [people.abbreviated(i.text) for i in initials])
    draft.join("affiliation", (item.text for item in found.pop("AD", [])))


def _title(draft: Draft, found: dict[str, list[Item]]) -> None:
    """The title without the full stop that PubMed sets; the journal in full, with its abbreviation."""
    main = found.pop("TI", []) or (found.pop("BTI", []) if draft.type == "book" else [])
    for item in main:
        draft.text("title", item._replace(text=re.sub(r"(?<![.\s])\.(\]?)\s*\Z", r"\1", item.text)))
    journals, short = found.pop("JT", []), found.pop("TA", [])
    for item in journals or short:
        draft.text("journal", item)
    for item in short if journals else []:
        draft.text("shortjournal", item)


def _identifiers(draft: Draft, found: dict[str, list[Item]]) -> None:
    for tag, field in (("PMID", "pmid"), ("PMC", "pmcid")):
        for item in found.pop(tag, []):
            draft.verbatim(field, item)
    for tag in ("LID", "AID"):
        for item in found.pop(tag, []):
            match = _IDENTIFIER.match(item.text)
            kind = match[2].lower() if match else ""
            bare = item._replace(text=match[1]) if match else item
            if kind == "doi" and values.doi(bare.text):
                draft.doi(item, bare.text)
            elif tag == "LID" and kind == "pii" and not re.search(r"\d{4}-\d{3}", bare.text):
                draft.text("eid", bare)
            elif kind != "pii" or bare.text != draft.fields.get("eid"):
                draft.keep(item)
    numbers = [*found.pop("IS", []), *found.pop("ISBN", [])]
    generic.serials(draft, [i._replace(text=match[1]) if (match := _SERIAL.match(i.text)) else i for i in numbers])


def _subjects(draft: Draft, found: dict[str, list[Item]]) -> None:
    """The authors' keywords; the medical subject headings in a field of their own."""
    for tag, field in (("OT", "keywords"), ("MH", "mesh")):
        items = found.pop(tag, [])
        if items:
            words = [item.text.lstrip("*").replace("/*", "/") for item in items]
            draft.text(field, items[0]._replace(text=values.keywords(words)))
