"""Which works are in the bibliography already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from kg import iri
from kg.bib import names, values
from kg.bib.latex import to_text
from kg.graph import Graph
from kg.imports.draft import Draft
from kg.imports.keys import Keys
from kg.imports.values import doi
from kg.index import Lookups
from kg.inherit import inherited
from kg.model import Entry
from kg.schema import Schema

Identity = tuple[str, ...]
_PLACE = ("journal", "journaltitle", "booktitle", "volume", "number", "pages", "url")
_PARTS = ("edition", "volume", "chapter")  # where two differ in one of these, they are two


class Work(NamedTuple):
    """What tells a work from others."""

    identities: tuple[Identity, ...]
    doi: str
    title: str  # folded, as the rest
    author: str  # the first
    page: str  # the first
    parts: tuple[str, ...]
    fields: frozenset[str]  # the names of its fields

    def is_other(self, kind: str, than: Work) -> bool:
        """Whether this is another work for all that the two have one identity of a kind.

        A DOI is copied from a book to its chapters; a title is that of a book's every edition and volume.
        """
        if kind == "title":
            return _differ(self.doi, than.doi) or any(map(_differ, self.parts, than.parts))
        details = zip((self.author, self.page, *self.parts), (than.author, than.page, *than.parts), strict=True)
        return _differ(self.title, than.title) and any(_differ(one, other) for one, other in details)


class Library:
    """The works and keys of a bibliography, and those that are added to it."""

    def __init__(self, graph: Graph | None = None) -> None:
        self.entries: dict[str, Entry] = {entry.key: entry for entry in graph.entries} if graph else {}
        self.former: dict[str, str] = dict(graph.index.former) if graph else {}
        self.keys = Keys((*self.entries, *self.former))
        self.strings: dict[str, str] = {name: raw for (file, name), raw in graph.index.string.items() if not file} if graph else {}
        self.drafts: dict[str, Draft] = {}  # the records that were added, by their new keys
        self._keys: dict[Identity, str] = {}
        self._works: dict[str, Work] = {}
        for key, fields in _works(graph) if graph else ():
            self.add(key, work(fields))

    def find(self, found: Work) -> str:
        """The key of the same work, or `""`: one with its DOI, or with its title, year and first author and no other DOI."""
        for identity in found.identities:
            key = self._keys.get(identity, "")
            if key and not found.is_other(identity[0], self._works[key]):
                return key
        return ""

    def holder(self, key: str) -> str:
        """The key of the entry that has a key, as its own or as a former one, or `""`."""
        return key if key in self.entries or key in self.drafts else self.former.get(key, "")

    def take(self, entry: Entry, added: Work | None) -> None:
        """Take an entry with the key that it has."""
        self.entries.setdefault(entry.key, entry)
        self.keys.take(entry.key)
        if added:
            self.add(entry.key, added)

    def add(self, key: str, added: Work) -> None:
        """Add a work, or what is known of it now."""
        self._works[key] = added
        for identity in added.identities:
            self._keys.setdefault(identity, key)

    def lacking(self, key: str, found: Work | None) -> str:
        """What to say of a work that has fields worth having which the entry of this key has not, or `""`."""
        more = found.fields - self._works[key].fields if found and key in self._works else ()
        worth = [name for name in ("abstract", "keywords", "doi", "pages", "references") if name in more]
        return f"; it has what that entry has not: {', '.join(worth)}" if worth else ""


def work(fields: Mapping[str, str]) -> Work:
    """What tells a work with these fields (LaTeX) from others. Where it has no author, or a title of one word, its place does.

    >>> work({"title": "The {IT} Clusters", "author": "Porter, Michael and Stern, Scott", "date": "1998-11", "doi": "10.5555/X"}).identities
    (('doi', '10.5555/x'), ('title', 'the it clusters', '1998', 'porter'))
    """
    number = doi(re.sub(r"\\([_%&#])", r"\1", fields.get("doi", ""))).lower()
    pmid = fields.get("pmid", "").strip()
    title = iri.fold(" ".join(to_text(fields[name])[0] for name in ("title", "subtitle") if name in fields))
    year = re.search(r"\d{4}", fields.get("date") or fields.get("year") or "")
    listed = names.people(fields.get("author") or fields.get("editor") or "")[0]
    author = iri.fold(listed[0].literal or listed[0].family) if listed else ""
    place = () if author and " " in title else tuple(iri.fold(to_text(fields.get(name, ""))[0]) for name in _PLACE)
    found: list[Identity] = [("doi", number)] if number else []
    found += [("pmid", pmid)] if pmid else []
    found += [("title", title, year[0] if year else "", author, *place)] if title or any(place) else []
    page = re.search(r"\w+", fields.get("pages", ""))
    parts = tuple(_part(fields.get(name, "")) for name in _PARTS)
    return Work(tuple(found), number, title, author, page[0].lower() if page else "", parts, frozenset(fields))


def _part(text: str) -> str:
    """The number of a volume or edition, or what else it is called by: `2nd` is `2`."""
    figures = re.search(r"\d+", text)
    return figures[0] if figures else iri.fold(to_text(text)[0])


def _differ(one: str, other: str) -> bool:
    """Whether both are known, and are not the same."""
    return bool(one and other and one != other)


def texts(entry: Entry, parent: Callable[[str], Entry | None], string: Callable[[str, str], str | None], schema: Schema) -> dict[str, str]:
    """The texts of an entry's fields (LaTeX), those that it inherits included; `string` finds an @string by file and name."""
    fields, _ = inherited(entry, parent, schema)
    return {name: values.evaluate(field.raw, partial(string, entry.file))[0] for name, field in fields.items()}


def _works(graph: Graph) -> Iterator[tuple[str, dict[str, str]]]:
    """The works of a graph."""
    look = Lookups(graph.index)
    for entry in graph.entries:
        if graph.index.entry[entry.key].kind == "work":
            yield entry.key, texts(entry, graph.index.parent.get, look.string, graph.schema)
