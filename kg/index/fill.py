"""Entries -> index, in two steps, each of which can be done for several parts of a bibliography at once.

`first` notes what an entry says by itself, `second` what takes the whole of the first step to know. A part gives a draft; drafts are
merged in the order of the bibliography.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg import iri
from kg.bib import biblatex, dates, names, refs, values
from kg.index.tables import STEPS, Card, Index, Lookups, Printed
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

LONGEST_ACRONYM = 6  # letters


@dataclass
class Draft:
    """The tables of a part of the bibliography, and what others are made of when all parts are there."""

    index: Index
    parents: set[str] = field(default_factory=set)  # keys that entries inherit from
    reporters: set[str] = field(default_factory=set)  # keys named by a `via`; the table `cites` is of no others
    spellings: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)  # (kind, slug) -> spelling -> how often

    def merge(self, later: Draft) -> None:
        """Add a later part: of two rows the first stands, and what is counted is added up."""
        for name in ("entry", "former", "label", "joined", "people", "certainty", "cites", "cited", "printed"):
            mine, theirs = getattr(self.index, name), getattr(later.index, name)
            mine.update({key: row for key, row in theirs.items() if key not in mine} if mine else theirs)
        for name in ("taken", "firsthand", "stated"):
            mine = getattr(self.index, name)
            mine.update({key: row or mine.get(key, False) for key, row in getattr(later.index, name).items()})
        for folded, row in later.index.person.items():
            known = self.index.person.get(folded, ())
            self.index.person[folded] = (*known, *(person for person in row if person not in known))
        self.parents |= later.parents
        self.reporters |= later.reporters
        for thing, counts in later.spellings.items():
            known_counts = self.spellings.setdefault(thing, counts)
            if known_counts is not counts:
                for written, count in counts.items():
                    known_counts[written] = known_counts.get(written, 0) + count


def build(entries: Iterable[Entry], strings: Iterable[StringDef], schema: Schema, base: str, language: str) -> Index:
    """The index of entries and strings, which come in the order of files and lines.

    Of entries with the same key the first is kept; the others are no part of the index.
    """
    kept = first_of_each_key(entries)
    table = string_table(strings)
    draft = merged([first(kept.values(), table, case_clashes(kept), schema, base, language)], table, base, language)
    close_first(draft, kept)
    later, _ = second(kept.values(), draft.index, schema)
    close_second(later)
    draft.index.take(later.index.tables(STEPS["second"]))
    return draft.index


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


def first(entries: Iterable[Entry], strings: Strings, clashes: Container[str], schema: Schema, base: str, language: str) -> Draft:
    """What entries say by themselves: their cards, former keys, labels, names of people. `clashes` are keys unlike another in case only."""
    index = Index(base, language, string=strings)
    draft = Draft(index)
    for entry in entries:
        etype = schema.entry_type(entry.type)
        text = _reader(Lookups(index), entry, entry.fields)
        works = tuple(r.key for name in ("reportedin", "of") if etype.kind in ("study", "reading") for r in refs.parse_refs(text(name))[0])
        node = iri.node(base, etype.kind, iri.slug(entry.key, case_clash=entry.key in clashes))
        index.entry[entry.key] = Card(entry.key, etype.kind, node, entry.type, entry.file, works)
        for former in refs.split_list(text("ids")) if etype.kind == "work" else ():
            index.former.setdefault(former, entry.key)
        draft.parents.update(k for name in ("crossref", "xdata") for k in refs.split_list(text(name)))
        if "via" in entry.raw:
            draft.reporters.update(_VIA.findall(entry.raw), refs.split_list(text("via")))
        _add_labels(index, entry.key, text)
    index.string = {}  # of the whole, which has it
    return draft


def close_first(draft: Draft, entries: Mapping[str, Entry]) -> None:
    """Make the merged first step whole: former keys stand for present ones, parents are found. `entries` are all, by key."""
    index, now = draft.index, draft.index.former
    draft.reporters.update(*(_VIA.findall(raw) for raw in index.string.values() if "via" in raw))
    draft.reporters.update([now[key] for key in draft.reporters if key in now])
    index.reporter = dict.fromkeys(sorted(draft.reporters), True)
    index.person = {name: tuple((p, frozenset(now.get(k, k) for k in works)) for p, works in row) for name, row in index.person.items()}
    found = ((key, now.get(key, key)) for key in sorted(draft.parents))
    index.parent = {key: entries[p] for key, p in found if p in entries and index.entry[p].kind in ("work", "data")}


def second(entries: Iterable[Entry], known: Index, schema: Schema) -> tuple[Draft, dict[tuple[str, Any], None]]:
    """What takes the whole of the first step to know of entries: whom and what they name, how a work is cited; the rows looked up."""
    draft = Draft(Index(known.base, known.language))
    look = Lookups(known)
    for entry in entries:
        _add_names(draft, look, schema, entry)
    return draft, look.seen


def merged(drafts: Iterable[Draft], strings: Strings, base: str, language: str) -> Draft:
    """The drafts of all parts, which come in the order of the bibliography, as one."""
    whole = Draft(Index(base, language, string=strings))
    for draft in drafts:
        whole.merge(draft)
    return whole


def stems(index: Index) -> Iterator[str]:
    """The IRI terms of the pages that there will probably be, without their closing bracket."""
    for card in index.entry.values():
        yield card.iri[:-1]
        if card.kind in ("work", "reading"):
            yield iri.node(index.base, "study", iri.slug(card.key))[:-1]
    for kind, slug in index.spelling:
        yield iri.node(index.base, kind, slug)[:-1]


def close_second(draft: Draft) -> None:
    """Choose the spellings to show, when all are counted."""
    draft.index.spelling = {thing: _shown(thing[0], counts) for thing, counts in sorted(draft.spellings.items())}


_VIA = re.compile(r"\bvia\s+([^\s\[\];,]+)")


def _shown(kind: str, counts: Mapping[str, int]) -> str:
    """The spelling to show: the most frequent. Of a keyword first the words count, `spill over` or `spillover`, then case and number.

    A keyword in capitals only, as Web of Science has them, is shown so where nobody writes it otherwise.
    """
    if kind == "keyword":
        words: dict[str, int] = defaultdict(int)
        for label, count in counts.items():
            words[iri.fold_words(label)] += count
        chosen = min(words, key=lambda w: (-words[w], w))
        counts = {label: count for label, count in counts.items() if iri.fold_words(label) == chosen}
        counts = {label: count for label, count in counts.items() if not _shouted(label)} or counts
    return min(counts, key=lambda s: (-counts[s], s))


def _shouted(label: str) -> bool:
    return len(label) > LONGEST_ACRONYM and label.isupper()


def case_clashes(keys: Iterable[str]) -> set[str]:
    """The keys that differ from another only in case."""
    by_folded = defaultdict(list)
    for key in keys:
        by_folded[key.casefold()].append(key)
    return {key for group in by_folded.values() if len(group) > 1 for key in group}


def _reader(look: Lookups, entry: Entry, fields: Mapping[str, Field]) -> Text:
    def text(name: str, *, fold: bool = True) -> str:
        found = fields.get(name)
        return values.evaluate(found.raw, lambda n: look.string(entry.file, n), fold=fold)[0] if found else ""

    return text


def _add_labels(index: Index, key: str, text: Text) -> None:
    """Note what a concept, claim or person may be known by."""
    kind = index.entry[key].kind
    if kind == "concept":
        for name in ("label", "altlabel"):
            for label, _ in labels(text(name), index.language):
                if folded := iri.fold_words(label):
                    index.label.setdefault(folded, key)
                    index.joined.setdefault(folded.replace(" ", ""), key)
    elif kind == "claim" and text("certainty"):
        index.certainty[key] = text("certainty")
    elif kind == "person":
        index.taken[iri.slug(key).casefold()] = True
        works = frozenset(refs.split_list(text("works")))
        for part in ("name", "altname"):
            for person in names.people(text(part))[0]:
                folded = iri.fold(person.sort)
                row = (index.entry[key].iri, works)
                if row not in index.person.get(folded, ()):
                    index.person[folded] = (*index.person.get(folded, ()), row)


def _add_names(draft: Draft, look: Lookups, schema: Schema, entry: Entry) -> None:
    """Count the spellings of everyone and everything an entry names; note who wrote a work, and what its entry says of claims."""
    index = draft.index
    fields, _ = inherited(entry, lambda key: look.get("parent", key), schema)
    text = _reader(look, entry, fields)
    card: Card = look.get("entry", entry.key)
    for shape, found in schema.entry_type(entry.type).present(fields):
        for thing, written in _spelt(look.language, shape, found, text):
            counts = draft.spellings.setdefault(thing, {})
            counts[written] = counts.get(written, 0) + 1
        if shape.role.endswith("author>"):
            people = dict.fromkeys(names.people(text(found))[0])
            index.people[entry.key] = frozenset(look.person(name, entry.key)[0] for name in people)
        if shape.reader in ("citations", "references"):
            citing = [work for work in _citing(card) if look.get("reporter", work)]
            cited = _cited_keys(shape, text(found)) if citing else ()
            index.cites.update(((work, look.get("former", key) or key), True) for key in cited for work in citing)
        if shape.stance and shape.inverse and card.kind in ("work", "study", "reading"):
            for ref in refs.parse_refs(text(found))[0]:
                said = (entry.key, shape.stance, ref.key)
                index.firsthand[said] = index.firsthand.get(said, False) or not ref.via
                index.stated[ref.key] = index.stated.get(ref.key, False) or shape.stance.endswith("#States>")
    if card.kind == "work":
        date, _ = dates.read_date(text("date"), text("year"), text("month"))
        plain_set = entry.type == "set" and not text("title")
        index.cited[card.iri] = entry.key if plain_set else _cite_label(text, date)
        index.printed[card.iri] = Printed(*_years(date, text("origdate")), text("pages"))


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
