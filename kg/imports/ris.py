"""RIS, as Scopus, Web of Science, Zotero, Mendeley and EndNote write it.

After Reference Manager's specification, and EndNote's table of what a tag means in which type. There is a library,
rispy; it is not used, because a record without its last line is merged into the next one or lost, a file with a byte
order mark reads as empty, of a tag that is repeated only the first is kept, and it knows no line numbers.
"""

from __future__ import annotations

import re

from kg.imports.draft import Draft, short
from kg.imports.generic import TYPES, fill
from kg.imports.tagged import Record, records
from kg.model import Problem

_STRICT = re.compile(r"([A-Z][A-Z0-9])  -(?:[ \t]|$)")
_LOOSE = re.compile(r"([A-Z][A-Z0-9])[ \t]{0,4}-(?:[ \t]|$)")
_ANY_TYPE = re.compile(r"(?m)^TY  -")


def read(text: str, file: str) -> tuple[list[Draft], list[Problem]]:
    """The records of a RIS file."""
    found, problems = records(text, file, _STRICT if _ANY_TYPE.search(text) else _LOOSE, "TY", "ER")
    return [_draft(record, file, number) for number, record in enumerate(found, 1)], problems


def _draft(record: Record, file: str, number: int) -> Draft:
    draft = Draft("ris", file, record.line, number)
    items = record.items
    if not record.opened:
        message = f"This record does not begin with a TY line but with '{items[0].tag}'; it is taken for a work of no known type."
        draft.say("KG131", record.line, message, "Look for a TY line that is missing above it, such as TY  - JOUR.")
    if not record.closed:
        message = "This record has no last line (ER), so the file may be cut off here; what is there was taken."
        draft.say("KG131", record.line, message, "Export it again if something is missing, or add a line ER  - after it.")
    kind = next((item for item in items if item.tag == "TY"), None)
    code = kind.text.strip().upper() if kind else "GEN"
    if kind and code not in TYPES:
        message = f"'{short(kind.text)}' is not a type of RIS; the work is written as @misc."
        draft.say("KG133", kind.line, message, "Correct the type in the new file.")
        draft.keep(kind)
    fill(draft, code, [(item.tag, item) for item in items if item.tag != "TY"], kind)
    return draft
