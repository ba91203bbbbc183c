"""EndNote's XML: elements with the fields of RIS under longer names, text in runs of one style.

There is no library for it. The parser is the standard library's expat, which names the line; a document type declaration is
refused before anything of it is read, so that no entity is ever expanded and no other file opened. (defusedxml does the
same and no more, without a release since 2021.)
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from kg.imports import generic
from kg.imports.draft import Draft, Item, short
from kg.model import Problem

_ILLEGAL = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));|[\ufffe\uffff\ud800-\udfff]", re.IGNORECASE)
_RECORD = re.compile(r"<record[\s/>]")
_FACES = {"italic": "i", "bold": "b", "underline": "u", "superscript": "sup", "subscript": "sub"}

# Element, with the one around it where that matters -> tag of RIS with its meaning.
TAGS = {
    "authors/author": "AU", "secondary-authors/author": "A2", "tertiary-authors/author": "A3", "subsidiary-authors/author": "A4",
    "titles/title": "TI", "secondary-title": "T2", "tertiary-title": "T3", "short-title": "ST", "periodical/full-title": "JF",
    "periodical/abbr-1": "J2", "alt-title": "J2", "pages": "SP", "volume": "VL", "number": "IS", "num-vols": "NV", "edition": "ET",
    "section": "SE", "keyword": "KW", "dates/year": "PY", "pub-dates/date": "DA", "pub-location": "CY", "publisher": "PB", "isbn": "SN",
    "accession-num": "AN", "call-num": "CN", "abstract": "AB", "notes": "N1", "research-notes": "RN", "work-type": "M3",
    "related-urls/url": "UR", "web-urls/url": "UR", "pdf-urls/url": "L1", "text-urls/url": "L2", "image-urls/url": "L4",
    "electronic-resource-num": "DO", "remote-database-name": "DB", "remote-database-provider": "DP", "language": "LA",
    "access-date": "Y2", "auth-address": "AD", "custom1": "C1", "custom2": "C2", "custom3": "C3", "custom7": "C7", "ref-type": "TY",
}  # fmt: skip
_CODES = {
    "journal article": "JOUR", "electronic article": "EJOUR", "magazine article": "MGZN", "newspaper article": "NEWS", "book": "BOOK",
    "edited book": "EDBOOK", "electronic book": "EBOOK", "book section": "CHAP", "electronic book section": "ECHAP",
    "conference proceedings": "CONF", "conference paper": "CPAPER", "thesis": "THES", "report": "RPRT", "government document": "GOVDOC",
    "web page": "ELEC", "blog": "BLOG", "patent": "PAT", "dataset": "DATA", "aggregated database": "AGGR", "online database": "DBASE",
    "computer program": "COMP", "dictionary": "DICT", "encyclopedia": "ENCYC", "manuscript": "MANSCPT", "unpublished work": "UNPB",
    "standard": "STAND", "statute": "STAT", "bill": "BILL", "case": "CASE", "legal rule or regulation": "LEGAL", "hearing": "HEAR",
    "artwork": "ART", "audiovisual material": "ADVS", "film or broadcast": "MPCT", "music": "MUSIC", "podcast": "PODCST",
    "pamphlet": "PAMP", "personal communication": "PCOMM", "press release": "PRESS", "interview": "INTV", "map": "MAP",
    "chart or table": "CHART", "figure": "FIGURE", "equation": "EQUA", "grant": "GRANT", "serial": "SER", "catalog": "CTLG",
    "classical work": "CLSWK", "ancient text": "ANCIENT", "online multimedia": "MULTI", "multimedia application": "MULTI",
    "social media": "ICOMM", "discussion forum": "ICOMM", "television episode": "MPCT", "generic": "GEN", "unused 1": "GEN",
}  # fmt: skip
HOUSEKEEPING = frozenset(
    "database source-app rec-number key modified-date label-color remote-database-name remote-database-provider".split()
)


class _Refused(Exception):  # noqa: N818  # not an error of the program
    """A document that is not read, with the reason."""


class _Reading:
    """The state of the parser: where it is, and the items of the record so far."""

    def __init__(self, file: str, parser: Any) -> None:
        self.file, self.parser = file, parser
        self.path: list[str] = []
        self.text: list[str] = []
        self.line = 0
        self.closing: list[str] = []  # end tags of the styles that are open
        self.record: list[Item] | None = None
        self.begun = 0
        self.drafts: list[Draft] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "style":
            marks = [_FACES[face] for face in attributes.get("face", "").split() if face in _FACES]
            self.text += (f"<{mark}>" for mark in marks)
            self.closing.append("".join(f"</{mark}>" for mark in reversed(marks)))
            return
        self.path.append(name)
        if name == "record":
            self.record, self.begun = [], self.parser.CurrentLineNumber
        self.text, self.line = [], self.parser.CurrentLineNumber
        if name == "ref-type" and attributes.get("name"):
            self.text = [attributes["name"], "\0"]  # the number after it says the same

    def data(self, text: str) -> None:
        """Text goes on."""
        self.text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "style":
            if self.closing:
                self.text.append(self.closing.pop())
            return
        text = "".join(self.text).partition("\0")[0].strip()
        if self.record is not None and text:
            self.record.append(Item("/".join(self.path[-2:]), text, self.line))
        self.path.pop()
        self.text = []
        if name == "record" and self.record is not None:
            self.drafts.append(_draft(self.record, self.file, self.begun, len(self.drafts) + 1))
            self.record = None


def read(text: str, file: str) -> tuple[list[Draft], list[Problem]]:
    """The records of an EndNote library in XML."""
    text = _ILLEGAL.sub(" ", text)
    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True
    reading = _Reading(file, parser)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = reading.start, reading.end, reading.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text.encode("utf-8"), True)
    except _Refused:
        message = "This file declares a document type, which EndNote never does; for safety nothing in it is read."
        return [], [Problem(file, parser.CurrentLineNumber, "KG130", "", message, "Export the library from EndNote as XML again.")]
    except expat.ExpatError as error:
        left = len(_RECORD.findall(text)) - len(reading.drafts)
        what = (
            f"{left} {'record' if left == 1 else 'records'} from here on could not be read"
            if left
            else "what comes after it, if anything, is not read"
        )
        after = f" after {reading.drafts[-1].called}" if reading.drafts else ""
        message = f"The XML is broken in this line{after} ({expat.errors.messages[error.code]}): {what}."
        return reading.drafts, [Problem(file, error.lineno, "KG131", "", message, "Export the library from EndNote again.")]
    return reading.drafts, []


def _refuse(*_: object) -> None:
    raise _Refused


def _draft(items: list[Item], file: str, line: int, number: int) -> Draft:
    draft = Draft("endnote", file, line, number)
    meant = [(_tag(item.tag), _named(item)) for item in items]
    fill(draft, next((item for tag, item in meant if tag == "TY"), None), [(tag, item) for tag, item in meant if tag != "TY"])
    return draft


def fill(draft: Draft, kind: Item | None, items: list[tuple[str, Item]]) -> None:
    """Fill a draft with the items of a record, each with the RIS tag that has its meaning; `kind` is its type in EndNote's words."""
    code = _CODES.get(kind.text.strip().lower(), "") if kind else ""
    if kind and not code:
        message = f"'{short(kind.text)}' is not a type of EndNote's; the work is written as @misc."
        draft.say("KG133", kind.line, message, "Correct the type in the new file.")
        draft.keep(kind)
    elif not kind:
        draft.say("KG133", draft.line, "This record has no type; the work is written as @misc.", "Correct the type in the new file.")
    generic.fill(draft, code or "GEN", items, kind if code else None)


def _tag(path: str) -> str:
    """The tag of RIS for an element; for one that has none, its own name, which is no tag."""
    return TAGS.get(path) or TAGS.get(path.rpartition("/")[2], path)


def _named(item: Item) -> Item:
    """An item under the name that a kept value gets."""
    outer, _, name = item.tag.rpartition("/")
    return item._replace(tag=name if outer in ("record", "titles", "dates", "urls") or name not in ("full-title", "abbr-1") else item.tag)
