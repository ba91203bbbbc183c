"""EndNote's tagged format (.enw, after Refer), as Google Scholar, publishers and EndNote's own "EndNote Export" write it.

The tags are those of "Creating a Tagged EndNote Import File" in EndNote's manual; each is a field of EndNote's that its XML
and RIS have as well.
"""

from __future__ import annotations

import re

from kg.imports import endnote
from kg.imports.draft import Draft
from kg.imports.tagged import Record, records
from kg.model import Problem

_TAG = re.compile(r"%([!-~])(?:[ \t]|$)")
# Tag -> the tag of RIS with its meaning.
TAGS = {
    "A": "AU", "B": "T2", "C": "CY", "D": "PY", "E": "A2", "G": "LA", "I": "PB", "J": "JF", "K": "KW", "L": "CN", "M": "AN", "N": "IS",
    "P": "SP", "R": "DO", "S": "T3", "T": "TI", "U": "UR", "V": "VL", "W": "DP", "X": "AB", "Y": "A3", "Z": "N1", "6": "NV", "7": "ET",
    "8": "DA", "9": "M3", "?": "A4", "@": "SN", "!": "ST", "&": "SE", "+": "AD", ">": "L1", "<": "RN", "[": "Y2", "~": "DB",
    "1": "C1", "2": "C2", "3": "C3", "]": "C7",
}  # fmt: skip
# Tag -> the name that a value of it is kept under, where the tag is none.
NAMES = {
    "F": "label", "H": "translated-author", "Q": "translated-title", "#": "custom-5", "$": "custom-6", "(": "original-publication",
    ")": "reprint-edition", "*": "reviewed-item", "^": "caption", "=": "modified",
    "1": "custom-1", "2": "custom-2", "3": "custom-3", "4": "custom-4", "]": "custom-7", "?": "subsidiary-author", "@": "isbn-issn",
    "!": "short-title", "&": "section", "+": "author-address", ">": "link", "<": "research-notes", "[": "access-date",
    "~": "database", "W": "database-provider",
}  # fmt: skip
HOUSEKEEPING = frozenset({"label", "modified", "database", "database-provider"})


def read(text: str, file: str) -> tuple[list[Draft], list[Problem]]:
    """The records of a file in EndNote's tagged format."""
    found, problems = records(text, file, _TAG, "0")
    return [_draft(record, file, number) for number, record in enumerate(found, 1)], problems


def _draft(record: Record, file: str, number: int) -> Draft:
    draft = Draft("enw", file, record.line, number)
    items = [(TAGS.get(item.tag, item.tag), item._replace(tag=NAMES.get(item.tag, item.tag))) for item in record.items]
    kind = next((item for tag, item in items if tag == "0"), None)
    endnote.fill(draft, kind, [(tag, item) for tag, item in items if tag != "0"])
    return draft
