"""The meaning of RIS tags in each type of work; EndNote's XML has the same fields under longer names.

The tags are Reference Manager's, their meaning by type EndNote's ("Reference types" in its manual): a secondary title (T2)
is the journal of an article, the book of a chapter, the series of a book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kg.imports import latex, people, values
from kg.imports.draft import SECOND, Draft, Item, short

Items = dict[str, list[Item]]


class Kind(NamedTuple):
    """What a type of RIS is here."""

    type: str  # of the bib entry
    family: str  # whose meaning its tags have
    extra: tuple[str, str] = ("", "")  # a field that says what the type does not


def _kinds() -> dict[str, Kind]:
    table = {
        "article": ("article", "JOUR EJOUR ABST"),
        "book": ("book", "BOOK EBOOK WHOLE CLSWK ANCIENT CTLG SER"),
        "part": ("incollection", "CHAP ECHAP"),
        "paper": ("inproceedings", "CONF CPAPER"),
        "thesis": ("thesis", "THES"),
        "report": ("techreport", "RPRT GOVDOC"),
        "patent": ("patent", "PAT"),
        "web": ("online", "ELEC WEB BLOG ICOMM"),
        "other": ("misc", "GEN ADVS EQUA GRANT GRNT HEAR INTV MAP MULTI PRESS SLIDE CHART FIGURE"),
    }
    kinds = {code: Kind(type_, family) for family, (type_, codes) in table.items() for code in codes.split()}
    others = """
        AGGR dataset DATA dataset DBASE dataset COMP software ART artwork BILL legislation UNBILL legislation STAT legislation
        CASE jurisdiction LEGAL legal MANSCPT unpublished UNPB unpublished UNPD unpublished MPCT movie VIDEO video MUSIC music
        SOUND audio PODCST audio PAMP booklet PCOMM letter STAND standard STD standard
    """
    words = others.split()
    kinds |= {code: Kind(type_, "other") for code, type_ in zip(words[::2], words[1::2], strict=True)}
    return kinds | {
        "DICT": Kind("inreference", "part"),
        "ENCYC": Kind("inreference", "part"),
        "EDBOOK": Kind("collection", "book"),
        "JFULL": Kind("periodical", "article"),
        "MGZN": Kind("article", "article", ("entrysubtype", "magazine")),
        "NEWS": Kind("article", "article", ("entrysubtype", "newspaper")),
        "INPR": Kind("article", "article", ("pubstate", "inpress")),
    }


TYPES = _kinds()

# Tag -> field, for every family; a family's own meaning goes before it.
FIELDS = {
    "TI": "title", "T1": "title", "CT": "title", "ST": "shorttitle", "T3": "series", "VL": "volume", "NV": "volumes", "IS": "number",
    "M1": "number", "CP": "number", "ET": "edition", "PB": "publisher", "CY": "address", "PP": "address", "LA": "language",
    "CN": "library", "AD": "affiliation", "AB": "abstract", "N2": "abstract",
}  # fmt: skip
OWN: dict[str, dict[str, str]] = {
    "article": {"T2": "journal", "JF": "journal", "JO": "journal", "BT": "journal", "JA": "shortjournal", "J2": "shortjournal",
                "J1": "shortjournal", "JI": "shortjournal", "C7": "eid", "AR": "eid"},
    "book": {"BT": "title", "T2": "series"},
    "part": {"T2": "booktitle", "BT": "booktitle", "JF": "booktitle", "JO": "booktitle", "SE": "chapter"},
    "paper": {"C3": "booktitle", "T2": "booktitle", "BT": "booktitle", "JF": "booktitle", "JO": "booktitle", "CY": "venue", "PP": "venue",
              "C1": "address", "C7": "eid", "AR": "eid"},
    "thesis": {"PB": "school", "M3": "type", "VL": "type"},
    "report": {"PB": "institution", "T2": "series", "M3": "type"},
    "patent": {"PB": "holder", "M3": "type"},
    "web": {"T2": "organization", "JF": "organization", "JO": "organization", "M3": "type"},
    "other": {"BT": "title", "T2": "series", "M3": "type"},
}  # fmt: skip
FAMILY_OF_NUMBER = {"report", "patent"}  # their SN is a number of their own, no ISBN
COUNTED = {"book", "thesis"}  # their pages without a range are how many there are
_PUBMED = re.compile(r"(?i)pubmed|medline|\bnlm\b")
_DEGREES = (
    (re.compile(r"(?i)\bph\.?\s?d\b|doctor|dissertation|d\.?phil"), "phdthesis"),
    (re.compile(r"(?i)\bmaster|\bm\.?\s?(?:sc|a|phil|eng|ed)\b|\bmba\b"), "mastersthesis"),
)
_URLS = re.compile(r"[;\s]+(?=\w+:)|\s+")


def fill(draft: Draft, code: str, items: Iterable[tuple[str, Item]], kind: Item | None = None) -> None:
    """Fill a draft with the items of a record, each with the RIS tag that has its meaning; `kind` is what the source calls its type."""
    found: Items = {}
    for tag, item in items:
        if item.text.strip():
            found.setdefault(tag, []).append(item)
    meant = TYPES.get(code, TYPES["GEN"])
    draft.type, family = meant.type, meant.family
    _people(draft, code, family, found)
    _numbers(draft, family, found)
    for tag in list(found):
        if tag in _READERS:
            _READERS[tag](draft, family, found.pop(tag, []))
    _dates(draft, found)
    _pages(draft, family, found)
    _texts(draft, family, found)
    if meant.extra[0]:
        draft.fields.setdefault(*meant.extra)
    if kind and draft.type == "misc" and code in TYPES and code != "GEN":
        draft.keep(kind)
    refine(draft)


def refine(draft: Draft) -> None:
    """Make a thesis and a paper the type that their fields say they are."""
    if draft.type == "thesis":
        written = draft.fields.get("type", "")
        draft.type = next((type_ for pattern, type_ in _DEGREES if pattern.search(written)), "thesis")
        if draft.type == "thesis" and not written:
            draft.fields["type"] = "Thesis"
    elif draft.type == "inproceedings" and "booktitle" not in draft.fields and "author" not in draft.fields and "editor" in draft.fields:
        draft.type = "proceedings"


def _people(draft: Draft, code: str, family: str, found: Items) -> None:
    roles = {"A1": "author", "AU": "author", "A2": "editor", "ED": "editor", "A3": "editora", "A4": "translator"}
    if family == "book" and not ("A2" in found and "A3" in found):
        roles["A3"] = "editor"
    elif family == "book":
        roles |= {"A2": "editora", "A3": "editor"}
    if code == "EDBOOK":
        roles |= {"A1": "editor", "AU": "editor", "A2": "editora"}
    if family in ("thesis", "patent", "other", "web"):  # advisors, offices, producers: nobody's editor
        roles = {tag: role for tag, role in roles.items() if tag in ("A1", "AU", "ED")}
    for tag, role in roles.items():
        names = (name for item in found.pop(tag, []) for name in re.split(r"\n|;(?=\s*\S)", latex.plain(item.text)))
        draft.people(role, map(people.written, names))
    if "editora" in draft.fields:
        draft.fields["editoratype"] = "serieseditor"


def _numbers(draft: Draft, family: str, found: Items) -> None:
    """DOI, ISSN, ISBN, PubMed's numbers."""
    kinds = found.get("M3", [])  # some databases write the DOI there
    for item in (*found.pop("DO", []), *found.pop("DI", []), *(i for i in kinds if values.doi(i.text))):
        draft.doi(item)
    found["M3"] = [item for item in kinds if not values.doi(item.text)]
    if family in FAMILY_OF_NUMBER:
        for item in found.pop("SN", []):
            draft.text("number", item)
    serials(draft, found.pop("SN", []))
    base = " ".join(item.text for tag in ("DB", "DP") for item in found.get(tag, []))
    for tag in ("AN", "C2"):
        for item in found.pop(tag, []):
            pubmed = item.text.strip().isdecimal() and (_PUBMED.search(base) if tag == "AN" else family == "article")
            if pubmed or (family == "article" and re.fullmatch(r"PMC\d+", item.text.strip())):
                draft.verbatim("pmcid" if item.text.strip().startswith("PMC") else "pmid", item)
            else:
                draft.keep(item)


def serials(draft: Draft, items: Iterable[Item]) -> None:
    """Set ISSN and ISBN of texts that may say both."""
    found: tuple[list[str], list[str]] = [], []
    for item in items:
        issns, isbns, whole = values.serial_numbers(item.text)
        found[0].extend(issns)
        found[1].extend(isbns)
        if not whole:
            draft.keep(item, f"'{short(item.text)}' {'says more than' if issns or isbns else 'is not'} an ISSN or ISBN")
    draft.join("issn", found[0], ", ")
    draft.join("isbn", found[1], ", ")


def links(draft: Draft, family: str, items: list[Item]) -> None:
    """Set `url` to the first web address; the address of a DOI is that DOI."""
    for item in items:
        for address in filter(None, _URLS.split(item.text.strip())):
            part = item._replace(text=address)
            number = values.doi_of_address(address)
            if number and draft.fields.get("doi", number).lower() == number.lower():
                draft.fields.setdefault("doi", latex.verbatim(number))
            else:
                draft.verbatim("url", part)


def files(draft: Draft, family: str, items: list[Item]) -> None:
    """Add attached files; a backslash is written as the slash that Windows takes as well."""
    paths = filter(None, (path.strip() for item in items for path in item.text.split("\n")))
    safe = (path.replace("\\", "/").replace("{", "%7B").replace("}", "%7D") for path in paths)
    draft.fields["file"] = ";".join(filter(None, (draft.fields.get("file", ""), *safe)))


def _keywords(draft: Draft, family: str, items: list[Item]) -> None:
    joined = values.keywords([item.text for item in items])
    draft.text("keywords", items[0]._replace(text=joined))


def _notes(draft: Draft, family: str, items: list[Item]) -> None:
    """Notes; Scopus puts the list of references into one."""
    notes = []
    for item in items:
        head, colon, rest = item.text.partition(":")
        if colon and head.strip().lower() == "references" and "references" not in draft.fields:
            draft.text("references", item._replace(text=rest))
        else:
            notes.append(item.text)
    draft.join("annotation", notes)


def _accessed(draft: Draft, family: str, items: list[Item]) -> None:
    for item in items:
        draft.set("urldate", values.date(item.text), item)


_READERS: dict[str, Callable[[Draft, str, list[Item]], None]] = {
    "KW": _keywords,
    "N1": _notes,
    "RN": _notes,
    "Y2": _accessed,
    "UR": links,
    "LK": links,
    "L1": files,
    "L2": files,
    "L4": files,
}


def _dates(draft: Draft, found: Items) -> None:
    """The finest of the dates that agree; the others are kept."""
    items = [item for tag in ("PY", "Y1", "DA") for item in found.pop(tag, [])]
    issued(draft, items)


def issued(draft: Draft, items: list[Item]) -> None:
    """Set `date`, or `year` where no more is known, to the finest of several that agree; what does not agree is kept."""
    year = next((date[:4] for item in items if (date := values.date(item.text))), "")
    read = [(item, values.date(item.text) or (year and values.date(f"{year} {item.text}"))) for item in items]
    best = max((date for _, date in read if date.startswith(year)), key=len, default="")
    if best:
        draft.fields["date" if len(best) > 4 else "year"] = best
    for item, date in read:
        if not date:
            draft.keep(item, f"'{short(item.text)}' is not a date")
        elif not best.startswith(date):
            draft.keep(item, f"the date is {best} by another field")


def _pages(draft: Draft, family: str, found: Items) -> None:
    first, last = found.pop("SP", []), found.pop("EP", [])
    start, end = (items[0].text if items else "" for items in (first, last))
    item = (first or last or [Item("SP", "", 0)])[0]
    if family in COUNTED and "-" not in values.pages(start, end):
        draft.text("pagetotal", item._replace(text=start or end))
    else:
        draft.pages(item, start, end)
    for other in (*first[1:], *last[1:]):
        draft.keep(other, SECOND)


def _texts(draft: Draft, family: str, found: Items) -> None:
    """Every other tag by the tables; one that is in none is kept."""
    own = OWN[family]
    if family == "paper" and "C3" in found:
        own = {**own, "T2": "eventtitle"}
    order = list(own)
    for tag in sorted(found, key=lambda t: order.index(t) if t in own else len(order)):
        field = own.get(tag) or FIELDS.get(tag)
        if field == "abstract":
            draft.join(field, (item.text for item in found[tag]), " ")
            continue
        for item in found[tag]:
            is_date = field == "edition" and values.date(item.text)  # PubMed's: when an article appeared ahead of print
            draft.text(field, item) if field and not is_date else draft.keep(item)
