"""Two records of one work to one: what the first has stands, what it has not comes from the second, what differs is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import iri
from kg.bib import names
from kg.bib.latex import to_text
from kg.imports.draft import Draft, short
from kg.imports.keys import Keys
from kg.model import Problem

# Field -> what stands between its items.
LISTS = {"keywords": "; ", "mesh": "; ", "issn": ", ", "isbn": ", ", "file": ";", "ids": ", ", "annotation": "; "}
_ALONGSIDE = {"urldate": "url", "editoratype": "editora"}  # field -> the field that it says something of
_NAMES = ("author", "editor", "editora", "translator", "bookauthor")
_DATES = ("date", "year")
_RANGE = re.compile(r"(\d+)--(\d+)\Z")


def merge(first: Draft, second: Draft, keys: Keys) -> Iterator[Problem]:
    """Give a record what another one of its work has and it has not; what was added, and which fields differ."""
    added: list[str] = []
    differ = [f"type is @{first.type} there and @{second.type} here"] if first.type != second.type else []
    if (theirs := _date(second)) and not _date(first).startswith(theirs):
        if theirs.startswith(_date(first)):  # a finer one, or the only one
            first.fields.pop("year", None)
            first.fields["date" if len(theirs) > len("1998") else "year"] = theirs
            added.append("date")
        else:
            differ.append(_different("date", _date(first), theirs))
    for name, value in second.fields.items():
        if name in _DATES or second.fields.get(_ALONGSIDE.get(name, "")) != first.fields.get(_ALONGSIDE.get(name, "")):
            continue
        if name not in first.fields:
            first.fields[name] = value
            added.append(name)
        elif name in LISTS:
            added += [name] if _lengthen(first, name, value) else []
        elif not _alike(name, first.fields[name], value):
            differ.append(_different(name, first.fields[name], value))
    for name, texts in second.own.items():
        known = first.own.setdefault(name, {})
        added += [name] if any(text not in known for text in texts) else []
        known.update(texts)
    first.kept += second.kept
    name_key(first, second.former, keys)
    return _said(first, second, added, differ)


def _said(first: Draft, second: Draft, added: list[str], differ: list[str]) -> Iterator[Problem]:
    shared = first.line == second.line and first.number != second.number  # a file that is all on one line
    place = (first.called if shared else f"line {first.line}") + (f" of {first.file}" if first.file != second.file else "")

    def told(code: str, message: str, hint: str = "") -> Problem:
        return Problem(second.file, second.line, code, "", message, hint, key=first.key)

    what = f"This record and that in {place} are of one work, {first.key}"
    yield told("KG137", f"{what}: they were merged, and this one added {', '.join(added) or 'nothing'}.")
    if differ:
        hint = "What the first of them says was written; put it right in the new file if the other is right."
        yield told("KG138", f"{what}, but they differ: {'; '.join(differ)}.", hint)


def _different(name: str, mine: str, theirs: str) -> str:
    return f"{name} is '{short(to_text(mine)[0])}' there and '{short(to_text(theirs)[0])}' here"


def name_key(draft: Draft, former: str, keys: Keys) -> None:
    """Keep a key that the source gave the work, so that texts which cite it find the work; not where another entry has it."""
    known = draft.lists.setdefault("ids", {})
    if not former or former == draft.key or former in known:
        return
    if former.casefold() in keys.taken:
        draft.own.setdefault("csl-citation-key", {})[former] = None
    else:
        known[former] = former
        keys.take(former)


def _date(draft: Draft) -> str:
    return draft.fields.get("date") or draft.fields.get("year", "")


def _lengthen(draft: Draft, name: str, value: str) -> bool:
    """Give a list the items of another that it has not; whether there were any."""
    items = draft.lists.get(name) or _items(name, draft.fields[name])
    more = {folded: item for folded, item in _items(name, value).items() if folded not in items}
    if more:
        items.update(more)
        draft.lists[name] = items
    return bool(more)


def _items(name: str, value: str) -> dict[str, str]:
    """The items of a list, case folded -> as written; a note is one item."""
    items = [value] if name == "annotation" else value.split(LISTS[name].strip())
    return {item.strip().casefold(): item.strip() for item in items if item.strip()}


def _alike(name: str, mine: str, theirs: str) -> bool:
    """Whether two values say the same, in other spellings or at other length."""
    if name in _NAMES:
        one, other = names.people(mine), names.people(theirs)
        return one[1] == other[1] and len(one[0]) == len(other[0]) and all(map(_one_name, one[0], other[0]))
    if name == "pages":
        mine, theirs = _RANGE.sub(_in_full, mine), _RANGE.sub(_in_full, theirs)
    return mine == theirs or iri.fold(to_text(mine)[0]) == iri.fold(to_text(theirs)[0]) != ""


def _one_name(one: names.Name, other: names.Name) -> bool:
    """Whether two names may be one in full and abbreviated."""
    initials = [name.given[:1].casefold() for name in (one, other)]
    return iri.fold(one.literal or one.family) == iri.fold(other.literal or other.family) and (initials[0] == initials[1] or "" in initials)


def _in_full(pages: re.Match[str]) -> str:
    """345--52 is 345--352."""
    first, last = pages.groups()
    return f"{first}--{first[: -len(last)] if len(last) < len(first) else ''}{last}"
