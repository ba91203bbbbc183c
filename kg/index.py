"""The index: tables of everything another entry may need, and the only way to see another entry.

Each look-up is recorded, misses included, so that what an entry resolves to depends on its own text and
on the rows it looked up, and on nothing else: an entry must be resolved again exactly when one of them changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any, NamedTuple

from kg import iri
from kg.bib import biblatex, dates, names, refs, values
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
MANY = 2000  # keys past which not every one is compared
NEAR = 0.75  # of difflib's ratio: how much alike two keys are of which one is taken for a misprint of the other
Spellings = defaultdict[tuple[str, str], dict[str, int]]  # (kind, slug) -> spelling -> how often


class Card(NamedTuple):
    """What other entries may know of an entry without reading it."""

    key: str
    kind: str
    iri: str  # IRI term of its node; of the work it reads, for a reading
    type: str
    file: str
    line: int
    works: tuple[str, ...] = ()  # keys: the work a study is reported in, or a reading is of


class Printed(NamedTuple):
    """When a work came out, and on what pages, as far as that is certain."""

    first: int  # the earliest year that its date allows, the year of its first edition included; 0 where there is none
    last: int  # the latest
    pages: str


@dataclass
class Index:
    """The tables, by name; each maps a key to a row. Made by `build`, read through `Lookups`."""

    base: str
    language: str
    entry: dict[str, Card] = field(default_factory=dict)  # key -> card
    former: dict[str, str] = field(default_factory=dict)  # former key -> key
    string: dict[tuple[str, str], str] = field(default_factory=dict)  # (file or "", name) -> expression
    label: dict[str, str] = field(default_factory=dict)  # folded label -> concept key
    person: dict[str, tuple[tuple[str, frozenset[str]], ...]] = field(default_factory=dict)  # folded name -> (IRI term, works)
    taken: dict[str, bool] = field(default_factory=dict)  # slug of a @person key, case folded -> so no name of another may have it
    parent: dict[str, Entry] = field(default_factory=dict)  # key -> entry that others inherit from
    people: dict[str, frozenset[str]] = field(default_factory=dict)  # work key -> IRI terms of its authors
    spelling: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, slug) -> the spelling to show
    firsthand: dict[tuple[str, str, str], bool] = field(default_factory=dict)  # (source, stance, claim) said in the source's own entry
    stated: dict[str, bool] = field(default_factory=dict)  # claim key -> a work or study states it in its own entry
    certainty: dict[str, str] = field(default_factory=dict)  # claim key -> its certainty, as written
    joined: dict[str, str] = field(default_factory=dict)  # folded label without spaces -> concept key: spill-over is spillover
    cites: dict[tuple[str, str], bool] = field(default_factory=dict)  # (citing, cited) key -> its own entry, or a reading, says so
    cited: dict[str, str] = field(default_factory=dict)  # IRI term of a work -> "Saxenian & Hsu 2001"
    printed: dict[str, Printed] = field(default_factory=dict)  # IRI term of a work -> its years and pages

    def nearest(self, key: str) -> str:
        """The known key most like an unknown one, or `""`. Among very many keys only those that begin alike are looked at."""
        from rapidfuzz import fuzz, process

        lower = key.lower()
        known = self._alike.get(lower[:2] if len(self._lower) > MANY else "", ())
        likely = [found for found, _, _ in process.extract(lower, known, scorer=fuzz.ratio, score_cutoff=100 * NEAR, limit=None)]
        close = get_close_matches(lower, likely, n=1, cutoff=NEAR)  # which is stricter, and slow
        return self._lower[close[0]] if close else ""

    @cached_property
    def _lower(self) -> dict[str, str]:
        return {key.lower(): key for key in self.entry}

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        """The known keys by their first two letters; all of them under `""`."""
        found: dict[str, list[str]] = defaultdict(list, {"": list(self._lower)})
        for key in self._lower:
            found[key[:2]].append(key)
        return found


class Lookups:
    """The index as one entry sees it; remembers every row that was asked for."""

    def __init__(self, index: Index) -> None:
        self.base, self.language = index.base, index.language
        self._index = index
        self.seen: dict[tuple[str, Any], None] = {}

    def get(self, table: str, key: Any) -> Any:
        """The row of a table, or None."""
        self.seen[table, key] = None
        return getattr(self._index, table).get(key)

    def entry(self, key: str) -> Card | None:
        """The card of the entry with this key, or with this former key."""
        card: Card | None = self.get("entry", key)
        if card is None and (current := self.get("former", key)):
            card = self.get("entry", current)
        return card

    def string(self, file: str, name: str) -> str | None:
        """The expression of an @string: of the same file, else of any."""
        own: str | None = self.get("string", (file, name))
        return own if own is not None else self.get("string", ("", name))

    def concept(self, label: str) -> Card | None:
        """The concept that has a label, whatever its case, accents, hyphens or number."""
        folded = iri.fold_words(label)
        key = folded and (self.get("label", folded) or self.get("joined", folded.replace(" ", "")))
        return self.entry(key) if key else None

    def person(self, name: names.Name, work: str) -> tuple[str, bool]:
        """The IRI term of the person of this name who wrote this work, and whether an @person entry says who that is."""
        candidates: Iterable[tuple[str, frozenset[str]]] = self.get("person", iri.fold(name.sort)) or ()
        for person, works in candidates and sorted(candidates, key=lambda c: (work not in c[1], bool(c[1]), c[0])):
            if not works or work in works:
                return person, True
        slug = iri.named(name.sort)
        other = "~other" if not name.literal and self.get("taken", slug.casefold()) else ""  # the key of an entry about somebody else
        return iri.node(self.base, agent_kind(name), slug + other), False

    def spelling(self, kind: str, slug: str, written: str) -> str:
        """The spelling to show for a thing known by its name, when it was written so here."""
        found: str | None = self.get("spelling", (kind, slug))
        return found or written


def build(entries: Iterable[Entry], strings: Iterable[StringDef], schema: Schema, base: str, language: str) -> Index:
    """The index of entries and strings, which come in the order of files and lines.

    Of entries with the same key the first is kept; the others are no part of the index.
    """
    index = Index(base, language)
    for string in strings:
        index.string.setdefault((string.file, string.name), string.raw)
        index.string.setdefault(("", string.name), string.raw)
    kept: dict[str, Entry] = {}
    for entry in entries:
        kept.setdefault(entry.key, entry)
    clashes = _case_clashes(kept)
    parents: set[str] = set()
    for key, entry in kept.items():
        etype = schema.entry_type(entry.type)
        text = _reader(index, entry, entry.fields)
        works = tuple(r.key for name in ("reportedin", "of") if etype.kind in ("study", "reading") for r in refs.parse_refs(text(name))[0])
        node = iri.node(base, etype.kind, iri.slug(key, case_clash=key in clashes))
        index.entry[key] = Card(key, etype.kind, node, entry.type, entry.file, entry.line, works)
        for former in refs.split_list(text("ids")) if etype.kind == "work" else ():
            index.former.setdefault(former, key)
        parents.update(k for name in ("crossref", "xdata") for k in refs.split_list(text(name)))
    for key, entry in kept.items():
        _add_labels(index, key, _reader(index, entry, entry.fields))
    index.parent = {
        k: kept[p] for k in sorted(parents) if (p := index.former.get(k, k)) in kept and index.entry[p].kind in ("work", "data")
    }
    spellings: Spellings = defaultdict(lambda: defaultdict(int))
    for entry in kept.values():
        _add_names(index, schema, entry, spellings)
    index.spelling = {thing: _shown(thing[0], counts) for thing, counts in sorted(spellings.items())}
    return index


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


def _case_clashes(keys: Iterable[str]) -> set[str]:
    """The keys that differ from another only in case."""
    by_folded = defaultdict(list)
    for key in keys:
        by_folded[key.casefold()].append(key)
    return {key for group in by_folded.values() if len(group) > 1 for key in group}


def _reader(index: Index, entry: Entry, fields: Mapping[str, Field]) -> Text:
    look = Lookups(index)

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
        works = frozenset(index.former.get(k, k) for k in refs.split_list(text("works")))
        for part in ("name", "altname"):
            for person in names.people(text(part))[0]:
                folded = iri.fold(person.sort)
                row = (index.entry[key].iri, works)
                if row not in index.person.get(folded, ()):
                    index.person[folded] = (*index.person.get(folded, ()), row)


def _add_names(index: Index, schema: Schema, entry: Entry, spellings: Spellings) -> None:
    """Count the spellings of everyone and everything an entry names; note who wrote a work, and what its entry says of claims."""
    fields, _ = inherited(entry, index.parent.get, schema)
    text = _reader(index, entry, fields)
    kind = index.entry[entry.key].kind
    for shape, found in schema.entry_type(entry.type).present(fields):
        for thing, written in _spelt(index, shape, found, text):
            spellings[thing][written] += 1
        if shape.role.endswith("author>"):
            look, people = Lookups(index), dict.fromkeys(names.people(text(found))[0])
            index.people[entry.key] = frozenset(look.person(name, entry.key)[0] for name in people)
        for key in _cited_keys(shape, text(found)) if shape.reader in ("citations", "references") else ():
            citing = index.entry[entry.key].works[:1] if kind == "reading" else (entry.key,)
            index.cites.update(((work, index.former.get(key, key)), True) for work in citing)
        if shape.stance and shape.inverse and kind in ("work", "study", "reading"):
            for ref in refs.parse_refs(text(found))[0]:
                said = (entry.key, shape.stance, ref.key)
                index.firsthand[said] = index.firsthand.get(said, False) or not ref.via
                index.stated[ref.key] = index.stated.get(ref.key, False) or shape.stance.endswith("#States>")
    if kind == "work":
        date, _ = dates.read_date(text("date"), text("year"), text("month"))
        node, plain_set = index.entry[entry.key].iri, entry.type == "set" and not text("title")
        index.cited[node] = entry.key if plain_set else _cite_label(text, date)
        index.printed[node] = Printed(*_years(date, text("origdate")), text("pages"))


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


def _spelt(index: Index, shape: FieldShape, name: str, text: Text) -> Iterator[tuple[tuple[str, str], str]]:
    """Everyone and everything that a field names: kind and slug, and how it is spelt there."""
    if shape.reader in ("names", "holders"):
        people = names.people(text(name))[0]
        known = {person: ((agent_kind(person), iri.named(person.sort)), person.sort) for person in dict.fromkeys(people)}
        yield from map(known.__getitem__, people)
    elif shape.reader in ("venue", "whole"):
        if written := venue_name(text, name, shape):
            yield ("venue", iri.named(written)), written
    elif shape.reader == "organization":
        for written in organizations(text(name), listed=name == "publisher" and is_biblatex(text)):
            yield ("organization", iri.named(written)), written
    elif shape.reader in ("keywords", "headings"):
        for word, _ in keyword_list(text(name, fold=False), index.language, mesh=shape.reader == "headings"):
            for label in (*word.broader, word.label):
                yield ("keyword", keyword_key(label)), label
    elif shape.reader == "subjects":
        for label, _ in subject_labels(text(name), index.language):
            yield ("keyword", keyword_key(label)), label
