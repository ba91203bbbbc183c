"""Which works are in the bibliography already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from kg import iri
from kg.bib import names, values
from kg.bib.latex import to_text
from kg.graph import Graph
from kg.imports.keys import Keys
from kg.imports.values import doi
from kg.index import Lookups
from kg.inherit import inherited

Identity = tuple[str, ...]
_PLACE = ("journal", "journaltitle", "booktitle", "volume", "number", "pages", "url")


class Library:
    """The works and keys of a bibliography, and those that are added to it."""

    def __init__(self, graph: Graph | None = None) -> None:
        self.keys = Keys((*graph.index.entry, *graph.index.former) if graph else ())
        self._works: dict[Identity, tuple[str, str]] = {}  # -> key, DOI
        for key, fields in _works(graph) if graph else ():
            self.add(key, fields)

    def find(self, fields: Mapping[str, str]) -> str:
        """The key of the same work, or `""`: one with its DOI, or with its title, year and first author and no other DOI."""
        number = _doi(fields)
        for identity in identities(fields):
            key, other = self._works.get(identity, ("", ""))
            if key and not (number and other and number != other):
                return key
        return ""

    def add(self, key: str, fields: Mapping[str, str]) -> None:
        """Add a work with its fields (LaTeX)."""
        for identity in identities(fields):
            self._works.setdefault(identity, (key, _doi(fields)))


def identities(fields: Mapping[str, str]) -> Iterator[Identity]:
    """What makes a work this one. Where it has no author, or a title of one word such as Editorial, its place is part of it.

    >>> list(identities({"title": "The {IT} Clusters", "author": "Porter, Michael and Stern, Scott", "date": "1998-11"}))
    [('title', 'the it clusters', '1998', 'porter')]
    """
    if number := _doi(fields):
        yield "doi", number
    if pmid := fields.get("pmid", "").strip():
        yield "pmid", pmid
    title = iri.fold(_whole_title(fields))
    year = re.search(r"\d{4}", fields.get("date") or fields.get("year") or "")
    listed = names.people(fields.get("author") or fields.get("editor") or "")[0]
    author = iri.fold(listed[0].literal or listed[0].family) if listed else ""
    place = () if author and " " in title else tuple(iri.fold(to_text(fields.get(name, ""))[0]) for name in _PLACE)
    if title or any(place):
        yield "title", title, year[0] if year else "", author, *place


def _whole_title(fields: Mapping[str, str]) -> str:
    return " ".join(to_text(fields[name])[0] for name in ("title", "subtitle") if name in fields)


def _doi(fields: Mapping[str, str]) -> str:
    return doi(re.sub(r"\\([_%&#])", r"\1", fields.get("doi", ""))).lower()


def _works(graph: Graph) -> Iterator[tuple[str, dict[str, str]]]:
    """The works of a graph with the text of their fields, those that they inherit included."""
    look = Lookups(graph.index)
    for entry in graph.entries:
        if graph.index.entry[entry.key].kind == "work":
            fields, _ = inherited(entry, graph.index.parent.get, graph.schema)
            string = partial(look.string, entry.file)
            yield entry.key, {name: values.evaluate(field.raw, string)[0] for name, field in fields.items()}
