"""The index: tables of everything another entry may need, and the only way to see another entry.

Each look-up is recorded, misses included, so that what an entry resolves to depends on its own text and
on the rows it looked up, and on nothing else: an entry must be resolved again exactly when one of them changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import cached_property
from typing import Any, NamedTuple

from kg import iri
from kg.bib import names
from kg.kept import digest
from kg.model import Entry
from kg.naming import agent_key

MANY = 2000  # keys past which not every one is compared
APART = ("base", "language")  # what of an index is no table
NEAR = 0.75  # of difflib's ratio: how much alike two keys are of which one is taken for a misprint of the other


class Card(NamedTuple):
    """What other entries may know of an entry without reading it."""

    key: str
    kind: str
    iri: str  # IRI term of its node; of the work it reads, for a reading
    type: str
    file: str
    works: tuple[str, ...] = ()  # keys: the work a study is reported in, or a reading is of


class Printed(NamedTuple):
    """When a work came out, and on what pages, as far as that is certain."""

    first: int  # the earliest year that its date allows, the year of its first edition included; 0 where there is none
    last: int  # the latest
    pages: str


@dataclass
class Index:
    """The tables, by name; each maps a key to a row. Made by `fill`, read through `Lookups`."""

    base: str
    language: str
    entry: Mapping[str, Card] = field(default_factory=dict)  # key -> card
    former: Mapping[str, str] = field(default_factory=dict)  # former key -> key
    string: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (file or "", name) -> expression
    label: Mapping[str, str] = field(default_factory=dict)  # folded label -> concept key
    person: Mapping[str, tuple[tuple[str, frozenset[str]], ...]] = field(default_factory=dict)  # folded name -> (IRI term, works)
    taken: Mapping[str, bool] = field(default_factory=dict)  # slug of a @person key, case folded -> so no name of another may have it
    parent: Mapping[str, Entry] = field(default_factory=dict)  # key -> entry that others inherit from
    reporter: Mapping[str, bool] = field(default_factory=dict)  # key named by a `via`: `cites` is of these alone
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)  # work key -> IRI terms of its authors
    spelling: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (kind, slug) -> the spelling to show
    firsthand: Mapping[tuple[str, str, str], bool] = field(default_factory=dict)  # (source, stance, claim) said in the source's own entry
    stated: Mapping[str, bool] = field(default_factory=dict)  # claim key -> a work or study states it in its own entry
    certainty: Mapping[str, str] = field(default_factory=dict)  # claim key -> its certainty, as written
    joined: Mapping[str, str] = field(default_factory=dict)  # folded label without spaces -> concept key: spill-over is spillover
    cites: Mapping[tuple[str, str], bool] = field(default_factory=dict)  # (citing, cited) key -> its own entry, or a reading, says so
    cited: Mapping[str, str] = field(default_factory=dict)  # IRI term of a work -> "Saxenian & Hsu 2001"
    printed: Mapping[str, Printed] = field(default_factory=dict)  # IRI term of a work -> its years and pages

    def nearest(self, key: str) -> str:
        """The known key most like an unknown one, or `""`. Among very many keys only those that begin alike are looked at."""
        from rapidfuzz import fuzz, process

        lower, known = key.lower(), self._alike.get(self.group(key), ())
        likely = [found for found, _, _ in process.extract(lower, known, scorer=fuzz.ratio, score_cutoff=100 * NEAR, limit=None)]
        close = get_close_matches(lower, likely, n=1, cutoff=NEAR)  # which is stricter, and slow
        return self._lower[close[0]] if close else ""

    def group(self, key: str) -> str:
        """What the known keys begin with that `nearest` compares an unknown one with, in small letters; `""` where it is all of them."""
        return key.lower()[:2] if self._are_many else ""

    @cached_property
    def _are_many(self) -> bool:
        return len(self.entry) > MANY

    def near(self, key: str) -> str:
        """What tells the known keys that `nearest` compares an unknown one with from others: their `group` comes first, and a space."""
        group = self.group(key)
        if group not in self._told:
            keys = "\n".join(map(self._lower.__getitem__, self._alike.get(group, ())))
            self._told[group] = f"{group} {digest(keys.encode('utf-8', 'surrogatepass'))}"
        return self._told[group]

    @cached_property
    def _told(self) -> dict[str, str]:
        return {}

    @cached_property
    def looked_up(self) -> Mapping[str, Mapping[Any, Any]]:
        """The tables by name, as they are quickest asked for one row."""
        tables = {table.name: getattr(self, table.name) for table in fields(self) if table.name not in APART}
        return {name: _Sparse(table) if type(table) is dict else getattr(table, "known", table) for name, table in tables.items()}

    @cached_property
    def _lower(self) -> dict[str, str]:
        found = {key.lower(): key for key in self.entry}
        for key in self.entry if len(found) < len(self.entry) else ():  # of keys unlike in case only, the first by alphabet
            found[key.lower()] = min(key, found[key.lower()])
        return found

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        """The known keys by their first two letters; all of them under `""`."""
        found: dict[str, list[str]] = defaultdict(list, {"": list(self._lower)})
        for key in self._lower:
            found[key[:2]].append(key)
        return found


class _Sparse(dict[Any, Any]):
    """A table in which most of what is asked for is missing."""

    def __missing__(self, key: Any) -> None:
        return None


class Lookups:
    """The index as one entry sees it; remembers every row that was asked for."""

    def __init__(self, index: Index) -> None:
        self.base, self.language = index.base, index.language
        self._tables = index.looked_up
        self.seen: dict[tuple[str, Any], None] = {}

    def get(self, table: str, key: Any) -> Any:
        """The row of a table, or None."""
        self.seen[table, key] = None
        try:
            return self._tables[table][key]
        except KeyError:
            return None

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
        agent = agent_key(name)
        candidates: Iterable[tuple[str, frozenset[str]]] = self.get("person", agent.folded) or ()
        for person, works in candidates and sorted(candidates, key=lambda c: (work not in c[1], bool(c[1]), c[0])):
            if not works or work in works:
                return person, True
        other = "~other" if not name.literal and self.get("taken", agent.slug.casefold()) else ""  # the key of an entry about somebody else
        return iri.node(self.base, agent.kind, agent.slug + other), False

    def spelling(self, kind: str, slug: str, written: str) -> str:
        """The spelling to show for a thing known by its name, when it was written so here."""
        found: str | None = self.get("spelling", (kind, slug))
        return found or written
