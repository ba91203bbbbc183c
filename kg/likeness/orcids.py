"""The ORCIDs that a bibliography gives for people: in @person entries, in biblatex's annotations, in exports of Web of Science."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.bib import names, values
from kg.readers.identifiers import valid_orcid
from kg.said import Row, Said, Speech, Told

READS = ("kg:agent", "owl:sameAs")
PREFIX = "<https://orcid.org/"
_NUMBER = r"((?:\d{4}-){3}\d{3}[\dXx])"
_ANNOTATED = re.compile(r"(author|editor|translator)\+an(?::[\w-]+)?\Z")
_POSITION = re.compile(rf"(?:\A|;)\s*(\d+)(?::\w+)?\s*=[^;=]*?{_NUMBER}")
_NAMED = re.compile(rf"\s*([^/;]+?)\s*/\s*{_NUMBER}\s*;?")


def tell(speech: Speech) -> Iterator[Told]:
    """Who has an ORCID, as an entry says: number, IRI term. Numbers with a wrong check digit are none."""
    yield from (("orcid", (other[len(PREFIX) : -1], node)) for node, other in speech.of("owl:sameAs") if other.startswith(PREFIX))
    for name in speech.entry.fields if speech.card.kind == "work" else ():
        if "orcid" in name or "+an" in name:
            yield from (("orcid", (number.upper(), person)) for person, number in _given(speech, name) if valid_orcid(number.upper()))


def _given(speech: Speech, name: str) -> Iterator[tuple[str, str]]:
    """The people and ORCIDs that a field of a work gives."""
    agents = dict(speech.of("kg:agent"))
    text = values.evaluate(speech.entry.fields[name].raw, lambda _: None)[0]
    work = speech.card.iri[:-1]
    if match := _ANNOTATED.match(name):
        for position, number in _POSITION.findall(text):
            if person := agents.get(f"{work}#{match[1]}-{position}>"):
                yield person, number
    elif name == "orcid" and f"{work}#author-2>" not in agents:
        if (alone := re.search(_NUMBER, text)) and (person := agents.get(f"{work}#author-1>")):
            yield person, alone[1]
    elif name == "orcid-numbers":  # Web of Science: Family, Given/0000-…
        for written, number in _NAMED.findall(text):
            for found in names.people(written)[0]:
                yield speech.look.person(found, speech.entry.key)[0], number


def holders(said: Said) -> dict[str, list[str]]:
    """Whose each ORCID is: number -> IRI terms, sorted."""
    (found,) = said.follows({"orcid": _holders})
    return {number: persons for part in found for number, persons in part}


def _holders(rows: Iterable[Row]) -> list[tuple[str, list[str]]]:
    """The same of some rows, in the order of numbers."""
    found: dict[str, set[str]] = {}
    for number, person in rows:
        found.setdefault(number, set()).add(person)
    return [(number, sorted(found[number])) for number in sorted(found)]
