"""Reference lists -> citations of works in the bibliography, and works that are missing from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from kg import terms
from kg.bib import reflist, values
from kg.index import Index
from kg.infer import identify, missing
from kg.infer.known import READS as READ_OF_WORKS
from kg.infer.known import tables
from kg.infer.matches import finding
from kg.infer.strings import Cited, parse
from kg.model import Entry, Statement
from kg.said import Speech, Told
from kg.schema import Schema

READS = frozenset(map(terms.term, ("cito:cites", *READ_OF_WORKS)))  # the predicates that are looked at, as IRI terms
SHOWN = 500  # characters of a string that a match quotes


class Listed(NamedTuple):
    """The reference list of one work."""

    work: str  # IRI term
    field: str
    strings: tuple[str, ...]  # plain text
    keys: int  # other works whose keys are among the items


def tell(speech: Speech) -> Iterator[Told]:
    """That an entry may have a reference list."""
    if not speech.schema.reference_fields.isdisjoint(speech.entry.fields):
        yield "listed", (speech.entry.key,)


def lists(entries: Iterable[Entry], index: Index, schema: Schema) -> Iterator[Listed]:
    """The reference lists there are, in the order of entries."""
    fields: dict[str, list[str]] = {}  # by type of entry
    for entry in entries:
        own = index.entry[entry.key]
        if entry.type not in fields:
            shapes = schema.entry_type(entry.type).shapes
            fields[entry.type] = [name for shape in shapes if shape.reader == "references" for name in shape.fields]
        name = next((n for n in fields[entry.type] if n in entry.fields), "")
        if not name or own.kind != "work":
            continue
        items = reflist.items(values.evaluate(entry.fields[name].raw, partial(_string, index, entry.file), fold=False)[0])
        cards = [index.entry.get(index.former.get(item, item)) for item in items]
        strings = tuple(reflist.plain(i) for i, card in zip(items, cards, strict=True) if not card and reflist.is_reference(i))
        keys = len({card.key for card in cards if card and card.kind == "work"} - {own.key})
        if strings or keys:
            yield Listed(own.iri, name, strings, keys)


def _string(index: Index, file: str, name: str) -> str | None:
    own = index.string.get((file, name))
    return own if own is not None else index.string.get(("", name))


def statements(found: Iterable[Listed], curated: Iterable[str], base: str) -> Iterator[str]:
    """The citations found in reference lists, works missing from the bibliography, how many references a list has: lines of N-Triples.

    `curated` are the sorted lines of all that is known of works.
    """
    parted = (line.split(" ", 2) for line in curated)
    said_of_all = [Statement(subject, predicate, rest[:-2], "") for subject, predicate, rest in parted if predicate in READS]
    known = tables(said_of_all)
    cites = terms.term("cito:cites")
    said = {(s.subject, s.object) for s in said_of_all if s.predicate == cites}
    unread: dict[str, Cited] = {}  # what is said by the strings that mean no work of the bibliography
    means: dict[str, identify.Match | None] = {}  # a string stands in many lists
    cited_by: dict[str, list[str]] = defaultdict(list)
    for listed in found:
        for text in listed.strings:
            if text not in means:
                cited = parse(text)
                means[text] = identify.match(cited, known)
                if means[text] is None:
                    unread[text] = cited
            if means[text] is None:
                cited_by[text].append(listed.work)
        yield from _counts(listed, [means[text] for text in listed.strings])
        for work, (score, text) in sorted(_best(listed, means).items()):
            if (listed.work, work) not in said:
                yield from _citation(listed, work, score, text)
    yield from missing.statements(missing.clusters(cited_by, unread), base)


def _best(listed: Listed, means: Mapping[str, identify.Match | None]) -> dict[str, tuple[float, str]]:
    """The works that a list cites, each with its best score and the string that has it."""
    best: dict[str, tuple[float, str]] = {}
    for text in listed.strings:
        match = means[text]
        if match and match.work.iri != listed.work and match.score > best.get(match.work.iri, (0.0, ""))[0]:
            best[match.work.iri] = match.score, text
    return best


def _citation(listed: Listed, work: str, score: float, text: str) -> Iterable[str]:
    shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    decimal = f"{score:.2f}".rstrip("0").rstrip(".")
    return finding("refers", listed.work, "cito:cites", work, words=shown, where=listed.field, score=decimal)


def _counts(listed: Listed, found: Sequence[identify.Match | None]) -> Iterator[str]:
    """How many references a list has, and how many of them mean no work of the bibliography; the work itself is none of them."""
    absent = sum(1 for match in found if match is None)
    here = sum(1 for match in found if match and match.work.iri != listed.work)
    for curie, count in (("kg:referenceCount", absent + here + listed.keys), ("kg:missingReferenceCount", absent)):
        yield f"{listed.work} {terms.term(curie)} {terms.literal(str(count), datatype='xsd:integer')} ."
