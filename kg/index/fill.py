"""Entries -> index, in two steps, each of which can be done for several parts of a bibliography at once.

`first` notes what an entry says by itself, `second` what takes the whole of the first step to know. A part gives a draft, of which
`given` keeps what it has for each row of a table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import chain
from typing import Any

from kg import iri
from kg.bib import biblatex, dates, names, refs, values
from kg.index.given import AT_HAND, KINDS, Gift, Given, Rows, by_table, gifts
from kg.index.tables import Card, Index, Lookups, Printed
from kg.inherit import inherited
from kg.model import Entry, Field, StringDef
from kg.naming import (
    Text,
    agent_kind,
    is_biblatex,
    keyword_key,
    keyword_list,
    labels,
    organizations,
    subject_labels,
    venue_name,
    written_name,
)
from kg.schema import FieldShape, Schema

ALL = 1 << 30


@dataclass
class Draft:
    """What a part of the bibliography gives to tables of the index, by key, and to what rows are made of when all parts are there."""

    entry: dict[str, Card] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)
    joined: dict[str, str] = field(default_factory=dict)
    person: dict[str, tuple[tuple[str, frozenset[str]], ...]] = field(default_factory=dict)
    taken: dict[str, bool] = field(default_factory=dict)
    certainty: dict[str, str] = field(default_factory=dict)
    parents: dict[str, bool] = field(default_factory=dict)  # keys that entries inherit from
    reporters: dict[str, bool] = field(default_factory=dict)  # keys named by a `via`; the table `cites` is of no others
    people: dict[str, frozenset[str]] = field(default_factory=dict)
    spelling: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)  # (kind, slug) -> spelling -> how often
    firsthand: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    stated: dict[str, bool] = field(default_factory=dict)
    cites: dict[tuple[str, str], bool] = field(default_factory=dict)
    cited: dict[str, str] = field(default_factory=dict)
    printed: dict[str, Printed] = field(default_factory=dict)

    def gifts(self) -> list[Gift]:
        """The same as it is kept."""
        return gifts((name, key, row) for name in KINDS for key, row in getattr(self, name).items())


def build(entries: Iterable[Entry], strings: Iterable[StringDef], schema: Schema, base: str, language: str) -> Index:
    """The index of entries and strings, which come in the order of files and lines.

    Of entries with the same key the first is kept; the others are no part of the index.
    """
    kept, table, all_given = first_of_each_key(entries), string_table(strings), Given()
    draft, _ = first(kept.values(), table, case_clashes(kept), schema, base, language)
    all_given.put([("", draft.gifts())])
    all_given.arrange([""])
    index = tables(all_given, closed(all_given, table), base, language)
    index.parent = parents(all_given, index, kept)
    later, _ = second(kept.values(), index, schema)
    all_given.put([("", later.gifts())])
    return index


Closed = dict[str, dict[Any, Any]]  # tables by name
SMALL = ("former", "label", "joined", "taken", "certainty")  # tables that are read at once: most of what is looked up there is missing
MADE_OF = frozenset((*SMALL, "reporters", "person"))  # what the closed tables are made of, beside @strings


def closed(given: Given, strings: Strings) -> Closed:
    """The tables at hand after the first step: the small ones, and those in which rows depend on others."""
    small = {name: dict(given.rows(name)) for name in SMALL}
    now = small["former"]
    reporters = {*given.keys("reporters"), *(key for raw in strings.values() if "via" in raw for key in _VIA.findall(raw))}
    reporters.update([now[key] for key in reporters if key in now])
    return small | {
        "string": strings,
        "reporter": dict.fromkeys(sorted(reporters), True),
        "person": {name: tuple((p, frozenset(now.get(k, k) for k in works)) for p, works in row) for name, row in given.rows("person")},
    }


def tables(given: Given, closed: Closed, base: str, language: str) -> Index:
    """The index of what parts have given, and of tables that are closed; but for the parents."""
    names = [table.name for table in fields(Index) if table.name in KINDS and table.name not in closed]
    rows = {name: Rows(given, name, ALL if name == "spelling" else AT_HAND) for name in names}  # that is made of much, and short
    return Index(base, language, **rows, **closed)


def parents(given: Given, index: Index, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries from which others inherit, by the key by which these call them."""
    found = ((key, index.former.get(key, key)) for key in given.keys("parents"))
    return {key: entries[p] for key, p in found if p in entries and index.entry[p].kind in ("work", "data")}


def first_of_each_key(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The entries that are in the graph: of several with one key the first."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.key, entry)
    return found


Strings = dict[tuple[str, str], str]


def string_table(strings: Iterable[StringDef]) -> Strings:
    """The expressions of @strings by file and name, and by name alone; of two the first."""
    found: Strings = {}
    for string in strings:
        found.setdefault((string.file, string.name), string.raw)
        found.setdefault(("", string.name), string.raw)
    return found


def first(
    entries: Iterable[Entry], strings: Strings, clashes: Container[str], schema: Schema, base: str, language: str
) -> tuple[Draft, dict[tuple[str, Any], None]]:
    """What entries say by themselves: their cards, former keys, labels, names of people; the @strings looked up.

    `clashes` are keys unlike another in case only.
    """
    draft, look = Draft(), Lookups(Index(base, language, string=strings))
    for entry in entries:
        etype = schema.entry_type(entry.type)
        text = _reader(look, entry, entry.fields)
        works = tuple(r.key for name in ("reportedin", "of") if etype.kind in ("study", "reading") for r in refs.parse_refs(text(name))[0])
        node = iri.node(base, etype.kind, iri.slug(entry.key, case_clash=entry.key in clashes))
        draft.entry[entry.key] = Card(entry.key, etype.kind, node, entry.type, entry.file, works)
        for former in refs.split_list(text("ids")) if etype.kind == "work" else ():
            draft.former.setdefault(former, entry.key)
        draft.parents.update((k, True) for name in ("crossref", "xdata") for k in refs.split_list(text(name)))
        if "via" in entry.raw:
            draft.reporters.update(dict.fromkeys((*_VIA.findall(entry.raw), *refs.split_list(text("via"))), True))
        _add_labels(draft, entry.key, text, language)
    return draft, look.seen


def second(entries: Iterable[Entry], known: Index, schema: Schema) -> tuple[Draft, dict[tuple[str, Any], None]]:
    """What takes the whole of the first step to know of entries: whom and what they name, how a work is cited; the rows looked up."""
    draft, look = Draft(), Lookups(known)
    for entry in entries:
        _add_names(draft, look, schema, entry)
    return draft, look.seen


def fetch(index: Index, *steps: Iterable[Gift]) -> None:
    """Have the rows at hand to which a part gives something in some steps: its entries look most of them up."""
    for name, keys in by_table(chain.from_iterable(steps)):
        if isinstance(table := getattr(index, name, None), Rows):
            table.fetch(keys)


def stems(index: Index, things: Collection[tuple[str, Any]] | None = None) -> Iterator[str]:
    """The IRI terms of the pages that there will probably be, without their closing bracket; or those of some rows, by table and key."""
    some = things or ()
    cards = index.entry.values() if things is None else (index.entry.get(key) for table, key in some if table == "entry")
    for card in filter(None, cards):
        yield card.iri[:-1]
        if card.kind in ("work", "reading"):
            yield iri.node(index.base, "study", iri.slug(card.key))[:-1]
    for key in index.spelling if things is None else (key for table, key in some if table == "spelling"):
        yield iri.node(index.base, *key)[:-1]


_VIA = re.compile(r"\bvia\s+([^\s\[\];,]+)")


def case_clashes(keys: Iterable[str]) -> set[str]:
    """The keys that differ from another only in case."""
    found = list(keys)
    folded = list(map(str.casefold, found))
    if len(set(folded)) == len(found):
        return set()
    many = Counter(folded)
    return {key for key, same in zip(found, folded, strict=True) if many[same] > 1}


def _reader(look: Lookups, entry: Entry, fields: Mapping[str, Field]) -> Text:
    def text(name: str, *, fold: bool = True) -> str:
        found = fields.get(name)
        return values.evaluate(found.raw, lambda n: look.string(entry.file, n), fold=fold)[0] if found else ""

    return text


def _add_labels(draft: Draft, key: str, text: Text, language: str) -> None:
    """Note what a concept, claim or person may be known by."""
    kind = draft.entry[key].kind
    if kind == "concept":
        for name in ("label", "altlabel"):
            for label, _ in labels(text(name), language):
                if folded := iri.fold_words(label):
                    draft.label.setdefault(folded, key)
                    draft.joined.setdefault(folded.replace(" ", ""), key)
    elif kind == "claim" and text("certainty"):
        draft.certainty[key] = text("certainty")
    elif kind == "person":
        draft.taken[iri.slug(key).casefold()] = True
        works = frozenset(refs.split_list(text("works")))
        for part in ("name", "altname"):
            for person in names.people(text(part))[0]:
                folded = iri.fold(person.sort)
                row = (draft.entry[key].iri, works)
                if row not in draft.person.get(folded, ()):
                    draft.person[folded] = (*draft.person.get(folded, ()), row)


def _add_names(draft: Draft, look: Lookups, schema: Schema, entry: Entry) -> None:
    """Count the spellings of everyone and everything an entry names; note who wrote a work, and what its entry says of claims."""
    fields, _ = inherited(entry, lambda key: look.get("parent", key), schema)
    text = _reader(look, entry, fields)
    card: Card = look.get("entry", entry.key)
    for shape, found in schema.entry_type(entry.type).present(fields):
        for thing, written in _spelt(look.language, shape, found, text):
            counts = draft.spelling.setdefault(thing, {})
            counts[written] = counts.get(written, 0) + 1
        if shape.role.endswith("author>"):
            people = dict.fromkeys(names.people(text(found))[0])
            draft.people[entry.key] = frozenset(look.person(name, entry.key)[0] for name in people)
        if shape.reader in ("citations", "references"):
            citing = [work for work in _citing(card) if look.get("reporter", work)]
            cited = _cited_keys(shape, text(found)) if citing else ()
            draft.cites.update(((work, look.get("former", key) or key), True) for key in cited for work in citing)
        if shape.stance and shape.inverse and card.kind in ("work", "study", "reading"):
            for ref in refs.parse_refs(text(found))[0]:
                said = (entry.key, shape.stance, ref.key)
                draft.firsthand[said] = draft.firsthand.get(said, False) or not ref.via
                draft.stated[ref.key] = draft.stated.get(ref.key, False) or shape.stance.endswith("#States>")
    if card.kind == "work":
        date, _ = dates.read_date(text("date"), text("year"), text("month"))
        plain_set = entry.type == "set" and not text("title")
        draft.cited[card.iri] = entry.key if plain_set else _cite_label(text, date)
        draft.printed[card.iri] = Printed(*_years(date, text("origdate")), text("pages"))


def _citing(card: Card) -> tuple[str, ...]:
    """The key of the work that cites what an entry cites: its own, or that of the work a reading is of."""
    return card.works[:1] if card.kind == "reading" else (card.key,)


def _cited_keys(shape: FieldShape, value: str) -> Iterable[str]:
    """The keys of the works that a field cites; a reference list may have other things."""
    return (ref.key for ref in refs.parse_refs(value)[0]) if shape.reader == "citations" else refs.split_list(value)


def _years(date: dates.Date | None, first: str) -> tuple[int, int]:
    """The earliest and the latest year that a date allows, zeros where it is uncertain; `first` is the date of the first edition.

    >>> _years(dates.read_date("2001/2003", "", "")[0], "1980"), _years(dates.read_date("1998?", "", "")[0], "")
    ((1980, 2003), (0, 0))
    """
    if date is None or date.year is None or (date.lost and _UNCERTAIN.search(date.written)):
        return 0, 0
    years = [date.year, *(map(int, _YEAR.findall(date.written)) if date.lost else ())]
    return min([*years, *map(int, _YEAR.findall(first)[:1])]), max(years)


_UNCERTAIN = re.compile(r"[?~%]|\b(?:c|ca|circa|um|vers)\b|\.\.", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def _cite_label(text: Text, date: dates.Date | None) -> str:
    """How a work is cited in running text: `Saxenian & Hsu 2001`, by its title where nobody is named."""
    people, others, _ = names.people(text("author") or text("editor"))
    who = [p.literal or p.last for p in people]
    if len(who) > 2 or (who and others):
        named = f"{who[0]} et al."
    elif who:
        named = " & ".join(who)
    else:
        words = written_name(text("title")).split()
        named = " ".join(words[:5]) + ("…" if len(words) > 5 else "") or "Untitled"
    return f"{named} {date.year}" if date and date.year else f"{named} {biblatex.words(text('pubstate')) or 'n.d.'}"


def _spelt(language: str, shape: FieldShape, name: str, text: Text) -> Iterator[tuple[tuple[str, str], str]]:
    """Everyone and everything that a field names: kind and slug, and how it is spelt there."""
    if shape.reader in ("names", "holders"):
        people = names.people(text(name))[0]
        seen = {person: ((agent_kind(person), iri.named(person.sort)), person.sort) for person in dict.fromkeys(people)}
        yield from map(seen.__getitem__, people)
    elif shape.reader in ("venue", "whole"):
        if written := venue_name(text, name, shape):
            yield ("venue", iri.named(written)), written
    elif shape.reader == "organization":
        for written in organizations(text(name), listed=name == "publisher" and is_biblatex(text)):
            yield ("organization", iri.named(written)), written
    elif shape.reader in ("keywords", "headings"):
        for word, _ in keyword_list(text(name, fold=False), language, mesh=shape.reader == "headings"):
            for label in (*word.broader, word.label):
                yield ("keyword", keyword_key(label)), label
    elif shape.reader == "subjects":
        for label, _ in subject_labels(text(name), language):
            yield ("keyword", keyword_key(label)), label
