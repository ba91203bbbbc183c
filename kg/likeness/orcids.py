"""The ORCIDs that a bibliography gives for people: in @person entries, in biblatex's annotations, in exports of Web of Science."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from kg.bib import names, values
from kg.index import Index, Lookups
from kg.model import Entry
from kg.readers.identifiers import valid_orcid
from kg.said import Said

READS = ("kg:agent", "owl:sameAs")
PREFIX = "<https://orcid.org/"
_NUMBER = r"((?:\d{4}-){3}\d{3}[\dXx])"
_ANNOTATED = re.compile(r"(author|editor|translator)\+an(?::[\w-]+)?\Z")
_POSITION = re.compile(rf"(?:\A|;)\s*(\d+)(?::\w+)?\s*=[^;=]*?{_NUMBER}")
_NAMED = re.compile(rf"\s*([^/;]+?)\s*/\s*{_NUMBER}\s*;?")


def numbers(entries: Mapping[str, Entry], said: Said, index: Index) -> dict[str, set[str]]:
    """The ORCIDs of each person, by IRI term; numbers with a wrong check digit are none."""
    found: dict[str, set[str]] = defaultdict(set)
    for person, other in said.of("owl:sameAs"):
        if other.startswith(PREFIX):
            found[person].add(other[len(PREFIX) : -1])
    agents: Mapping[str, str] | None = None
    for entry in entries.values():
        for name in entry.fields:
            if not may_have(name):
                continue
            if agents is None:
                agents = dict(said.of("kg:agent"))
            for person, number in _given(entry, name, index, agents):
                if valid_orcid(number):
                    found[person].add(number)
    return found


def may_have(name: str) -> bool:
    """Whether a field of this name may have ORCIDs."""
    return "orcid" in name or "+an" in name


def _given(entry: Entry, name: str, index: Index, agents: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The people and ORCIDs that a field of a work gives."""
    card = index.entry[entry.key]
    if card.kind != "work":
        return
    text = values.evaluate(entry.fields[name].raw, lambda _: None)[0]
    work = card.iri[:-1]
    if match := _ANNOTATED.match(name):
        for position, number in _POSITION.findall(text):
            if person := agents.get(f"{work}#{match[1]}-{position}>"):
                yield person, number.upper()
    elif name == "orcid" and f"{work}#author-2>" not in agents:
        if (alone := re.search(_NUMBER, text)) and (person := agents.get(f"{work}#author-1>")):
            yield person, alone[1].upper()
    elif name == "orcid-numbers":  # Web of Science: Family, Given/0000-…
        for written, number in _NAMED.findall(text):
            for found in names.people(written)[0]:
                yield Lookups(index).person(found, entry.key)[0], number.upper()
