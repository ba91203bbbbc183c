"""Works that are probably one: the candidates, by DOI, title, year and first author. Whether they are is for `alike` to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg import iri, terms
from kg.bib import values
from kg.index import Index, Lookups
from kg.likeness import alike
from kg.likeness.alike import Work
from kg.likeness.pair import Pair
from kg.model import Entry
from kg.said import Said

READS = ("dcterms:title", "kg:year", "prism:doi", "kg:agent", "foaf:familyName", "rdfs:label")
MANY = 20  # works with one DOI, or one title, year and first author, past which no more are told apart
NOBODY = {"anonymous", "anon", "anonymus", "various", "various authors", "n n"}  # first authors that are none
ALIKE = 4  # letters of the first word with which titles that are nearly the same begin


def pairs(entries: Mapping[str, Entry], said: Said, index: Index) -> list[Pair]:
    """The works that are probably one, each with the earliest entry of it, in the order of the later entries."""
    written = {s.subject: terms.value(s.object) for s in reversed(said.of("dcterms:title"))}
    dois = {s.subject: terms.value(s.object) for s in reversed(said.of("prism:doi"))}
    years = {s.subject: terms.value(s.object) for s in reversed(said.of("kg:year"))}
    authors = _authors(said)
    by_doi: dict[str, list[str]] = defaultdict(list)
    by_title: dict[str, list[str]] = defaultdict(list)
    by_author: dict[tuple[str, str, str], list[str]] = defaultdict(list)  # and year and the first letters of the title
    folded: dict[str, str] = {}
    for key in entries:
        card = index.entry[key]
        if card.kind != "work":
            continue
        node = card.iri
        folded[node] = title = iri.fold(written[node]) if node in written else ""
        if node in dois:
            by_doi[dois[node]].append(key)
        if title and node in years:
            by_title[title].append(key)
            if node in authors:
                by_author[authors[node], years[node], title.partition(" ")[0][:ALIKE]].append(key)

    def work(key: str) -> Work:
        node, entry = index.entry[key].iri, entries[key]
        return Work(node, entry, written.get(node, ""), folded[node], years.get(node, ""), authors.get(node, ""), _reader(entry, index))

    order = {key: number for number, key in enumerate(entries)}
    made: dict[tuple[str, str], Pair] = {}
    several = [[work(key) for key in group] for group in by_title.values() if len(group) > 1]
    candidates: list[tuple[Compare, Iterable[Sequence[Work]]]] = [
        (alike.same_doi, ([work(key) for key in group] for group in by_doi.values() if len(group) > 1)),
        (alike.same_title, _split(several, lambda w: w.year)),
        (alike.nearly, ([work(key) for key in group] for group in by_author.values() if len(group) > 1)),
        (alike.year_apart, _split(several, lambda w: w.author)),
    ]
    for compare, groups in candidates:
        for group in groups:
            for pair in _grouped(group, compare):
                made.setdefault((pair.one, pair.other), pair)
    return sorted(made.values(), key=lambda pair: order[pair.key])


Compare = Callable[[Work, Work], tuple[float, str]]


def _split(groups: Iterable[Sequence[Work]], by: Callable[[Work], str]) -> Iterator[Sequence[Work]]:
    """The groups of two works and more that have one thing in common besides; works of which it is not known are one group too."""
    for group in groups:
        parts: dict[str, list[Work]] = defaultdict(list)
        for work in group:
            parts[by(work)].append(work)
        yield from (part for part in parts.values() if len(part) > 1)


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


def _authors(said: Said) -> dict[str, str]:
    """The family name of the first author of each work, or else of its first editor, folded."""
    first: dict[str, str] = {}
    editor: dict[str, str] = {}
    for node, _, agent, _ in said.of("kg:agent"):
        work, _, part = node.partition("#")
        table = first if part == "author-1>" else editor if part == "editor-1>" else None
        if table is not None:
            table.setdefault(work + ">", agent)
    agents = {**editor, **first}
    written = {s.subject: s.object for curie in ("rdfs:label", "foaf:familyName") for s in said.of(curie)}
    names = {agent: iri.fold(terms.value(written.get(agent, agent))) for agent in set(agents.values())}
    return {work: names[agent] for work, agent in agents.items() if names[agent] not in NOBODY}


def _reader(entry: Entry, index: Index) -> Callable[[str], str]:
    look = Lookups(index)

    def text(name: str) -> str:
        field = entry.fields.get(name)
        return values.evaluate(field.raw, lambda n: look.string(entry.file, n))[0] if field else ""

    return text
