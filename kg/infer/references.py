"""Reference lists -> citations of works in the bibliography, and works that are missing from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from kg import iri, terms
from kg.bib import reflist, values
from kg.index import Index
from kg.infer import identify, missing
from kg.infer.known import READS as READ_OF_WORKS
from kg.infer.known import tables
from kg.infer.matches import finding
from kg.infer.strings import Cited, parse
from kg.model import Entry, Statement
from kg.schema import Schema

READS = ("cito:cites", *READ_OF_WORKS)
SHOWN = 500  # characters of a string that a match quotes


class Listed(NamedTuple):
    """The reference list of one work."""

    work: str  # IRI term
    source: str  # IRI term of the entry
    field: str
    strings: tuple[str, ...]  # plain text
    keys: int  # items that are the keys of works


def lists(entries: Iterable[Entry], index: Index, schema: Schema) -> Iterator[Listed]:
    """The reference lists there are, in the order of entries."""
    for entry in entries:
        shapes = [s for s in schema.entry_type(entry.type).shapes if s.reader == "references"]
        name = next((n for s in shapes for n in s.fields if n in entry.fields), "")
        if not name or index.entry[entry.key].kind != "work":
            continue
        items = reflist.items(values.evaluate(entry.fields[name].raw, partial(_string, index, entry.file), fold=False)[0])
        cards = [index.entry.get(index.former.get(item, item)) for item in items]
        strings = tuple(reflist.plain(i) for i, card in zip(items, cards, strict=True) if not card and any(map(str.isalpha, i)))
        keys = sum(1 for card in cards if card and card.kind == "work")
        if strings or keys:
            yield Listed(index.entry[entry.key].iri, iri.source(index.base, entry.file, entry.key), name, strings, keys)


def _string(index: Index, file: str, name: str) -> str | None:
    own = index.string.get((file, name))
    return own if own is not None else index.string.get(("", name))


def statements(entries: Iterable[Entry], curated: Sequence[Statement], index: Index, schema: Schema) -> Iterator[Statement]:
    """The citations found in reference lists, the works missing from the bibliography, and how many references each list has."""
    found = list(lists(entries, index, schema))
    if not found:
        return
    known = tables(curated)
    cites = terms.term("cito:cites")
    said = {(s.subject, s.object) for s in curated if s.predicate == cites}
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
        yield from _counts(listed, sum(1 for text in listed.strings if means[text] is None))
        for work, (score, text) in sorted(_best(listed, means).items()):
            if (listed.work, work) not in said:
                yield from _citation(listed, work, score, text)
    yield from missing.statements(missing.clusters(cited_by, unread), index.base, {x.work: x.source for x in found})


def _best(listed: Listed, means: Mapping[str, identify.Match | None]) -> dict[str, tuple[float, str]]:
    """The works that a list cites, each with its best score and the string that has it."""
    best: dict[str, tuple[float, str]] = {}
    for text in listed.strings:
        match = means[text]
        if match and match.work.iri != listed.work and match.score > best.get(match.work.iri, (0.0, ""))[0]:
            best[match.work.iri] = match.score, text
    return best


def _citation(listed: Listed, work: str, score: float, text: str) -> Iterator[Statement]:
    shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    decimal = f"{score:.2f}".rstrip("0").rstrip(".")
    yield from finding("refers", listed.work, "cito:cites", work, listed.source, words=shown, where=listed.field, score=decimal)


def _counts(listed: Listed, absent: int) -> Iterator[Statement]:
    for curie, count in (("kg:referenceCount", len(listed.strings) + listed.keys), ("kg:missingReferenceCount", absent)):
        yield Statement(listed.work, terms.term(curie), terms.literal(str(count), datatype="xsd:integer"), listed.source)
