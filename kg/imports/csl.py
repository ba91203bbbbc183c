"""CSL-JSON, as Zotero, Mendeley, pandoc and doi.org write it, after the schema of CSL 1.0.2."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from kg.imports import generic, people, values
from kg.imports.draft import Draft, Item, short
from kg.model import Problem

TYPES = {
    "article": "preprint", "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "bill": "legislation", "book": "book", "broadcast": "misc", "chapter": "incollection", "classic": "book", "collection": "collection",
    "dataset": "dataset", "document": "misc", "entry": "inreference", "entry-dictionary": "inreference",
    "entry-encyclopedia": "inreference", "event": "misc", "figure": "image", "graphic": "image", "hearing": "legal",
    "interview": "misc", "legal_case": "jurisdiction", "legislation": "legislation", "manuscript": "unpublished", "map": "misc",
    "motion_picture": "movie", "musical_score": "music", "pamphlet": "booklet", "paper-conference": "inproceedings", "patent": "patent",
    "performance": "performance", "periodical": "periodical", "personal_communication": "letter", "post": "online",
    "post-weblog": "online", "regulation": "legal", "report": "techreport", "review": "article", "review-book": "article",
    "software": "software", "song": "audio", "speech": "misc", "standard": "standard", "thesis": "thesis", "treaty": "legal",
    "webpage": "online",
    # doi.org's names, where it hands out what Crossref has
    "journal-article": "article", "book-chapter": "incollection", "proceedings-article": "inproceedings", "monograph": "book",
    "edited-book": "collection", "reference-entry": "inreference", "dissertation": "thesis", "posted-content": "preprint",
    "proceedings": "proceedings", "reference-book": "reference",
}  # fmt: skip
_SUBTYPES = {"article-magazine": "magazine", "article-newspaper": "newspaper", "review": "review", "review-book": "review"}
FIELDS = {
    "title": "title", "title-short": "shorttitle", "shortTitle": "shorttitle", "container-title-short": "shortjournal",
    "journalAbbreviation": "shortjournal", "collection-title": "series", "volume": "volume", "issue": "number", "number": "number",
    "edition": "edition", "number-of-volumes": "volumes", "number-of-pages": "pagetotal", "chapter-number": "chapter",
    "version": "version", "publisher": "publisher", "publisher-place": "address", "event-place": "venue", "event": "eventtitle",
    "event-title": "eventtitle", "original-title": "origtitle", "original-publisher": "origpublisher",
    "original-publisher-place": "origlocation", "language": "language", "abstract": "abstract", "annote": "annotation",
    "genre": "type", "status": "pubstate", "call-number": "library",
}  # fmt: skip
_OWN = {  # type of entry -> variable -> field
    "thesis": {"publisher": "school"},
    "techreport": {"publisher": "institution"},
    "book": {"collection-number": "number"},
    "collection": {"collection-number": "number"},
    "incollection": {"collection-number": "number"},
    "inproceedings": {"collection-number": "number"},
    "preprint": {"number": "eid"},
    "article": {"number": "eid"},
}
_CONTAINERS = {
    "article": "journal",
    "periodical": "journal",
    "preprint": "organization",
    "online": "organization",
    "dataset": "organization",
}
NAMES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "collection-editor": "editora",
    "container-author": "bookauthor",
}
_DATES = {"accessed": "urldate", "original-date": "origdate", "event-date": "eventdate"}
_VERBATIM = {"PMID": "pmid", "PMCID": "pmcid"}
_KEY = re.compile(r"[^\W\d_][\w:.+/-]*\Z")
_EXTRA = re.compile(r"(?im)^\s*(pmid|pmcid|doi)\s*:\s*(\S+)\s*$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_UNPAIRED = re.compile(r"[\ud800-\udfff]")  # halves of a letter, which JSON can write and no file can hold
_BETWEEN = re.compile(r"[\s,]*")
_NEXT = re.compile(r"\}\s*,\s*(?=\{)")
_TELLING = ("title", "author", "editor", "container-title", "DOI", "ISBN", "URL", "issued")  # without one of them it is no record
HOUSEKEEPING = frozenset({"id", "source"})


def read(text: str, file: str) -> tuple[list[Draft], list[Problem]]:
    """The records of a CSL-JSON file: a list, one record, or a list under "items"."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    zotero: list[int] = []
    for found, line, number in _records(text, file, problems):
        if not isinstance(found, Mapping) or not any(found.get(name) for name in (*_TELLING, "itemType", "items")):
            message = (
                f"Record {number:,}, '{short(json.dumps(found, ensure_ascii=False))}', says nothing of a work that CSL has a word for."
            )
            problems.append(Problem(file, line, "KG131", "", message, 'A record is {"type": "book", "title": …}.'))
        elif "type" not in found and ("itemType" in found or "items" in found):
            zotero.append(line)
        else:
            drafts.append(_Record(found, file, line, number).draft)
    if zotero:
        what = "This is" if len(zotero) == 1 else f"{len(zotero):,} records from here on are"
        message = f"{what} in Zotero's own JSON, not in CSL JSON, and not read."
        problems.append(Problem(file, zotero[0], "KG131", "", message, "In Zotero, export with the format CSL JSON."))
    return drafts, problems


def _records(text: str, file: str, problems: list[Problem]) -> Iterator[tuple[Any, int, int]]:
    """Each record with its line and number; one that is broken is a problem, and those after it are read."""
    decoder = json.JSONDecoder()
    at = len(text) - len(text.lstrip())
    wrapped = re.compile(r'\{\s*"items"\s*:\s*\[').match(text, at)
    listed = wrapped or text.startswith("[", at)
    at = wrapped.end() if wrapped else at + bool(listed)
    line, counted = 1, 0
    for number in count(1):
        at = _skip(text, at)
        if at >= len(text) or (listed and text[at] == "]"):
            break
        line, counted = line + text.count("\n", counted, at), at
        try:
            found, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:  # a number of 5,000 figures is a ValueError
            after = error.pos if isinstance(error, json.JSONDecodeError) else at
            where = line + text.count("\n", at, after)
            why = getattr(error, "msg", "it is too deep or too long")
            message = f"Record {number:,}, which begins in line {line} with '{short(text[at : at + 200])}', is broken here: {why}."
            problems.append(Problem(file, where, "KG131", "", message, "Compare it with the records around it, or export it again."))
            following = _NEXT.search(text, max(after - 1, at))
            if not following:
                return
            at = following.end()
            continue
        yield found, line, number
    if listed and at >= len(text):
        message = "The list of records does not end, so the file may be cut off here."
        problems.append(Problem(file, 1 + text.count("\n"), "KG131", "", message, "Export it again if something is missing."))


def _skip(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


class _Record:
    """One record being read."""

    def __init__(self, found: Mapping[str, Any], file: str, line: int, number: int) -> None:
        self.found = {str(name): value for name, value in found.items() if value not in (None, "", [], {})}
        self.line = line
        self.draft = Draft("csl", file, line, number)
        self._type()
        for name in (n for n in NAMES if n in self.found):
            self.draft.people(NAMES[name], self._people(name))
        if "editora" in self.draft.fields:
            self.draft.fields["editoratype"] = "serieseditor"
        self._dates()
        self._identifiers()
        self._rest()
        generic.refine(self.draft)

    def _take(self, name: str) -> Item | None:
        """The text of a variable, which is dealt with hereby."""
        return Item(name, _text(self.found.pop(name)), self.line) if name in self.found else None

    def _type(self) -> None:
        kind = self._take("type")
        name = kind.text.strip() if kind else ""
        self.draft.type = TYPES.get(name, "misc")
        if name in _SUBTYPES:
            self.draft.fields["entrysubtype"] = _SUBTYPES[name]
        if kind and self.draft.type == "misc" and name != "document":
            self.draft.keep(kind)
        if name not in TYPES:
            what = f"'{short(name)}' is not a type of CSL; the work" if name else "This record has no type; it"
            message = f"{what} is written as @misc."
            self.draft.say("KG133", self.line, message, "Correct the type in the new file.")
        for name in ("citation-key", "id"):  # a key that texts may already cite; an address or number is none
            value = self.found.get(name)
            if isinstance(value, str) and _KEY.match(value) and "://" not in value and not self.draft.former:
                self.draft.former = value
                del self.found[name]

    def _people(self, name: str) -> Iterator[str]:
        """The names of a variable; one that is no name is kept."""
        value = self.found.pop(name)
        for person in value if isinstance(value, list) else [value]:
            if not isinstance(person, Mapping):
                yield people.written(_text(person))
                continue
            parts = {key: _text(part) for key, part in person.items()}
            get = parts.get
            if get("literal") or get("name"):
                yield people.organization(get("literal") or get("name", ""))
                continue
            particle = " ".join(filter(None, (get("dropping-particle", ""), get("non-dropping-particle", ""))))
            yield people.person(get("family", ""), get("given", ""), get("suffix", ""), particle)

    def _dates(self) -> None:
        if "issued" in self.found:
            value = self.found.pop("issued")
            date = _date(value)
            item = Item("issued", _date_text(value), self.line)
            self.draft.set("date" if len(date) > 4 else "year", date, item)
        for name, field in _DATES.items():
            if name in self.found:
                value = self.found.pop(name)
                self.draft.set(field, _date(value), Item(name, _date_text(value), self.line))

    def _identifiers(self) -> None:
        draft = self.draft
        if doi := self._take("DOI"):
            draft.doi(doi)
        if isinstance(note := self.found.get("note"), str):  # where Zotero puts what it has no field for
            for match in _EXTRA.finditer(note):
                field, item = match[1].lower(), Item("note", match[2], self.line)
                draft.doi(item) if field == "doi" else draft.verbatim(field, item)
            self.found["note"] = _EXTRA.sub("", note).strip()
        if url := self._take("URL"):
            generic.links(draft, "", [url])
        for name in ("ISSN", "ISBN"):
            if serial := self._take(name):
                generic.serials(draft, [serial])
        for name, field in _VERBATIM.items():
            if number := self._take(name):
                draft.verbatim(field, number)
        if pages := self._take("page"):
            draft.pages(pages, pages.text)
        first = self._take("page-first")
        if first and not draft.fields.get("pages", "").startswith(first.text):
            draft.pages(first, first.text)

    def _rest(self) -> None:
        draft = self.draft
        fields = {**FIELDS, "container-title": _CONTAINERS.get(draft.type, "booktitle"), "note": "note", **_OWN.get(draft.type, {})}
        container = fields["container-title"]
        if container not in ("journal", "booktitle"):
            fields |= {"container-title-short": ""}
        if words := self.found.pop("keyword", self.found.pop("categories", None)):
            texts = [_text(w) for w in words] if isinstance(words, list) else [_text(words)]
            if len(texts) == 1 and ";" not in texts[0] and "," in texts[0]:
                texts = texts[0].split(",")  # CSL 1.0.2: keywords are separated by commas
            draft.text("keywords", Item("keyword", values.keywords(texts), self.line))
        for name in list(self.found):
            item = self._take(name)
            if item and (field := fields.get(name)):
                draft.text(field, item)
            elif item:
                draft.keep(item)


def _text(value: Any) -> str:
    """A value as text: the first of a list that doi.org gives for one, the parts of what is no text as JSON."""
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    if isinstance(value, bool | Mapping | list):
        value = json.dumps(value, ensure_ascii=False)
    return _UNPAIRED.sub("\ufffd", _CONTROL.sub(" ", str(value)))


def _date_text(value: Any) -> str:
    """A date as it is written, for one that cannot be read."""
    written = [_text(value[name]) for name in ("raw", "literal") if value.get(name)] if isinstance(value, Mapping) else []
    return written[0] if written else _text(value)


def _date(value: Any) -> str:
    """A CSL date as biblatex has it, `""` where it cannot be read.

    >>> _date({"date-parts": [[1994, "5", 12]]}), _date({"date-parts": [[2001], [2003]]}), _date({"raw": "May 2004"}), _date("2001-05")
    ('1994-05-12', '2001/2003', '2004-05', '2001-05')
    >>> _date({"date-parts": [[1994]], "circa": True}), _date({"date-parts": [[2001]], "season": 2}), _date({"literal": "soon"})
    ('1994~', '2001-22', '')
    """
    if not isinstance(value, Mapping):
        return values.date(_text(value))
    parts = value.get("date-parts")
    try:
        dates = [values.made(*(int(n) for n in part)) for part in parts or [] if part]
    except (TypeError, ValueError):
        dates = []
    if not dates or not all(dates):
        return next((found for name in ("raw", "literal") if (found := values.date(_text(value.get(name, ""))))), "")
    season = str(value.get("season", ""))
    if len(dates) == 1 and len(dates[0]) == 4 and season in "1234" and season:
        return values.made(int(dates[0]), 20 + int(season))
    return "/".join(dates) + ("~" if value.get("circa") else "")
