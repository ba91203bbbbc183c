"""Works that are probably one: the candidates, by DOI, title, year and first author. Whether they are is for `alike` to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter

from kg import iri, terms
from kg.bib import values
from kg.index import Index, Lookups
from kg.kept import digest
from kg.likeness import alike
from kg.likeness.alike import Work
from kg.likeness.pair import Pair
from kg.model import Entry
from kg.said import Row, Said, Speech, Told

READS = ("dcterms:title", "kg:year", "prism:doi", "kg:agent", "foaf:familyName", "rdfs:label")
MANY = 20  # works with one DOI, or one title, year and first author, past which no more are told apart
NOBODY = {"anonymous", "anon", "anonymus", "various", "various authors", "n n"}  # first authors that are none
ALIKE = 4  # letters of the first word with which titles that are nearly the same begin


def tell(speech: Speech) -> Iterator[Told]:
    """What a work says to others that it may be one with; and how a @person entry calls whom it is about.

    A row of a work is: what it is on, key, IRI term, title, year, the first author or editor, their family name where the entry
    itself says it, and a digest of its fields, which are read again where there are two to compare.
    """
    entry, (node, kind) = speech.entry, (speech.card.iri, speech.card.kind)
    if kind == "person" and (called := _called(speech, node)) is not None:
        yield "name", (node, called)
    if kind != "work":
        return
    title, year, doi = (speech.first(curie, node) for curie in READS[:3])
    agents = dict(reversed(speech.of("kg:agent")))
    agent = next((agents[part] for role in ("author", "editor") if (part := f"{node[:-1]}#{role}-1>") in agents), "")
    fields = "\n".join([f"{name} {raw}" for name, raw, _ in entry.fields.values()])
    mark = digest(f"{entry.type} {entry.file}\n{fields}".encode("utf-8", "surrogatepass"))
    row = entry.key, node, title, year, agent, _called(speech, agent), mark
    if doi:
        yield "doi", (doi, *row)
    if year and (folded := iri.fold(title)):
        yield "title", (folded, *row)
        if agent:
            yield "near", (f"{year} {folded.partition(' ')[0][:ALIKE]}", *row)


def _called(speech: Speech, agent: str) -> str | None:
    """The folded family name of somebody, or else their whole name; None where the entry does not say it."""
    names = [obj for curie in ("rdfs:label", "foaf:familyName") for one, obj in speech.of(curie) if one == agent]
    return iri.fold(terms.value(names[-1])) if names else None


def pairs(entries: Mapping[str, Entry], said: Said, index: Index) -> list[Pair]:
    """The works that are probably one, each with the earliest entry of it."""
    met = _Met(entries, index, dict(said.of("name")))
    by_doi, titled, by_author = said.follows({"doi": met.by_doi, "title": met.by_title, "near": met.by_author}, met.mark)
    made: dict[tuple[str, str], Pair] = {}
    for step in (by_doi, [same for same, _ in titled], by_author, [apart for _, apart in titled]):
        for pair in chain.from_iterable(step):
            made.setdefault((pair.one, pair.other), pair)
    return list(made.values())


class _Met:
    """What follows from rows of works that meet: pairs. `called` has the names of those who have an entry, by IRI term."""

    def __init__(self, entries: Mapping[str, Entry], index: Index, called: Mapping[str, str]) -> None:
        self._entries, self._index, self._called = entries, index, called

    @property
    def mark(self) -> str:
        """What tells all that is looked at beside the rows, and the entries that they have a digest of, from others."""
        return digest(repr((sorted(self._index.string.items()), sorted(self._called.items()))).encode("utf-8", "surrogatepass"))

    def by_doi(self, rows: Iterable[Row]) -> list[Pair]:
        """Those with one DOI."""
        return _paired(self._several(rows, _first), alike.same_doi)

    def by_title(self, rows: Iterable[Row]) -> tuple[list[Pair], list[Pair]]:
        """Those with one title: of one year, and with one author."""
        several = self._several(rows, _first)
        return _paired(_split(several, lambda w: w.year), alike.same_title), _paired(_split(several, lambda w: w.author), alike.year_apart)

    def by_author(self, rows: Iterable[Row]) -> list[Pair]:
        """Those by one author in one year, whose titles begin alike."""
        named = (row for row in rows if self._author(row) is not None)
        return _paired(self._several(named, lambda row: (self._author(row), row[0])), alike.nearly)

    def _several(self, rows: Iterable[Row], on: Callable[[Row], Hashable]) -> list[list[Work]]:
        """The works that have the same in common with others."""
        groups: dict[Hashable, list[Row]] = defaultdict(list)
        for row in rows:
            groups[on(row)].append(row)
        return [list(map(self._work, group)) for group in groups.values() if len(group) > 1]

    def _work(self, row: Row) -> Work:
        _, key, node, title, year = row[:5]
        entry = self._entries[key]
        return Work(node, entry, title, iri.fold(title), year, self._author(row) or "", _reader(entry, self._index))

    def _author(self, row: Row) -> str | None:
        agent, own = row[5:7]
        name = None if not agent else own if own is not None else self._called.get(agent, iri.fold(terms.value(agent)))
        return None if name in NOBODY else name


_first = itemgetter(0)
Compare = Callable[[Work, Work], tuple[float, str]]


def _split(groups: Iterable[Sequence[Work]], by: Callable[[Work], str]) -> Iterator[Sequence[Work]]:
    """The groups of two works and more that have one thing in common besides; works of which it is not known are one group too."""
    for group in groups:
        parts: dict[str, list[Work]] = defaultdict(list)
        for work in group:
            parts[by(work)].append(work)
        yield from (part for part in parts.values() if len(part) > 1)


def _paired(groups: Iterable[Sequence[Work]], compare: Compare) -> list[Pair]:
    return [pair for group in groups for pair in _grouped(group, compare)]


def _grouped(works: Iterable[Work], compare: Compare) -> Iterator[Pair]:
    """The works that are one with an earlier one."""
    firsts: list[Work] = []
    for work in works:
        for first in firsts:
            score, why = compare(first, work)
            if score:
                field = "doi" if why == "DOI" else "title"
                keys = (first.entry.key, work.entry.key)
                yield Pair("work", first.iri, work.iri, keys, score, why, first.entry.key, work.entry.key, field)
                break
        else:
            if len(firsts) < MANY:
                firsts.append(work)


def _reader(entry: Entry, index: Index) -> Callable[[str], str]:
    look = Lookups(index)

    def text(name: str) -> str:
        field = entry.fields.get(name)
        return values.evaluate(field.raw, lambda n: look.string(entry.file, n))[0] if field else ""

    return text
