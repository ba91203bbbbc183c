"""Works that reference lists name and the bibliography does not have, each once however it is spelt, the most cited first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg import iri, terms
from kg.infer.strings import Cited, joined
from kg.likeness import titles

AT_LEAST = 2  # works that cite a missing work, for it to be worth a node of its own: half of all references are cited once
AT_MOST = 1000  # missing works with a node: more than anybody will add
NEIGHBOURS = 3  # strings in alphabetical order of titles that each is compared with
LONGEST_LABEL = 120


class Missing(NamedTuple):
    """A work that is not in the bibliography, and the strings that name it, the most usual first."""

    strings: tuple[Cited, ...]
    works: tuple[str, ...]  # those that cite it, as IRI terms, sorted


def clusters(unmatched: Mapping[str, Iterable[str]], read: Mapping[str, Cited]) -> list[Missing]:
    """The works that unmatched strings name, the most cited first.

    `unmatched` maps a string to the IRI terms of the works that have it in their lists, `read` to what it says. Strings are one work
    that share a DOI, or first author, year, volume and page, or first author, year and, but for misprints, the title.
    """
    group = _groups([read[text] for text in sorted(unmatched)])
    found: dict[str, list[str]] = defaultdict(list)
    for text in sorted(unmatched):
        found[group[text]].append(text)
    made = []
    for texts in found.values():
        works = sorted({work for text in texts for work in unmatched[text]})
        if len(works) >= AT_LEAST:
            texts.sort(key=lambda t: (-len(set(unmatched[t])), -len(t), t))
            made.append(Missing(tuple(read[t] for t in texts), tuple(works)))
    return sorted(made, key=lambda m: (-len(m.works), label(m).casefold(), m.strings[0].text))


def _groups(cited: Sequence[Cited]) -> dict[str, str]:
    """Each string with the first string of its group."""
    parent = {c.text: c.text for c in cited}

    def root(text: str) -> str:
        while parent[text] != text:
            parent[text] = text = parent[parent[text]]
        return text

    def join(one: str, other: str) -> None:
        first, second = sorted((root(one), root(other)))
        parent[second] = first

    seen: dict[tuple[object, ...], str] = {}
    for c in cited:
        for key in _keys(c):
            join(seen.setdefault(key, c.text), c.text)
    for one, other in _same_titles(cited):
        join(one, other)
    return {c.text: root(c.text) for c in cited}


def _keys(c: Cited) -> Iterator[tuple[object, ...]]:
    """What a string has in common with others that name the same work, title aside."""
    yield from (("doi", doi) for doi in c.dois)
    if c.year and c.volume and c.page:
        yield "place", c.family or joined(c.source), c.year, c.volume.lower(), c.page.lower()
    yield "text", iri.fold(c.text) or c.text


def _same_titles(cited: Iterable[Cited]) -> Iterator[tuple[str, str]]:
    """Pairs of strings by one author in one year whose titles are alike; each is compared with its neighbours only."""
    blocks: dict[tuple[str, str, int], list[tuple[str, str, Cited]]] = defaultdict(list)
    for c in cited:
        if c.family and c.year and c.titles:
            key = " ".join(titles.words(c.titles[0]))
            blocks[c.family, c.initial, c.year].append((key, c.text, c))
    for _, block in sorted(blocks.items()):
        block.sort(key=lambda row: row[:2])
        for n, (_, _, one) in enumerate(block):
            for _, _, other in block[n + 1 : n + 1 + NEIGHBOURS]:
                if _alike(one, other):
                    yield one.text, other.text


def _alike(one: Cited, other: Cited) -> bool:
    """Whether two strings by one author in one year have one title."""
    if one.dois and other.dois:
        return False  # the DOIs have decided
    if one.volume and other.volume and one.page and other.page and one.volume != other.volume and one.page != other.page:
        return False
    a, b = one.titles[0], other.titles[0]
    return bool(titles.likeness(a, b)) or titles.abbreviates(a, b) or titles.abbreviates(b, a)


def label(missing: Missing) -> str:
    """A readable reference: `Porter ME 1998, Harvard Bus Rev 76: 77`; the string itself where little of it is understood."""
    c = missing.strings[0]
    who = [f"{_readable(family)} {iri.fold(initials).replace(' ', '').upper()}".strip() for family, initials in c.authors]
    named = f"{who[0]} et al." if len(who) > 2 else " & ".join(who)
    what = c.title or (f"{_readable(c.source)} {c.volume}".strip() if c.volume else _readable((c.titles or ("",))[0]))
    where = f": {c.page}" if c.volume and c.page and not c.title else ""
    text = f"{named} {c.year}, {what}{where}" if named and c.year and what else c.text
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _readable(text: str) -> str:
    """A text that is all capitals in upper and lower case; any other as it is."""
    return " ".join(word.capitalize() if len(word) > 1 else word for word in text.split()) if text.isupper() and len(text) > 4 else text


def slug(missing: Missing) -> str:
    """The fragment for a missing work: of its DOI, else of author, year and a hash of where it is or what it is called."""
    dois = sorted(doi for c in missing.strings for doi in c.dois)
    if dois:
        return f"doi-{iri.slug(dois[0])}"
    c = missing.strings[0]
    keys = sorted("|".join(map(str, key)) for s in missing.strings for key in _keys(s))  # a "place" goes before a "text"
    return f"{iri.slug(c.family or 'anonymous')}-{c.year or 'nd'}-{iri.digest(keys[0])}"


def statements(found: Sequence[Missing], base: str) -> Iterator[str]:
    """What the inferred graph says of missing works, as lines of N-Triples."""
    for missing in found[:AT_MOST]:
        node = iri.listed(base, "missing", slug(missing))
        for predicate, value in _said(missing):
            yield f"{node} {terms.term(predicate)} {value} ."
        for work in missing.works:
            yield f"{work} {terms.term('kg:citesMissing')} {node} ."


def _said(missing: Missing) -> Iterator[tuple[str, str]]:
    """The properties of a missing work: of each the most usual spelling that is known, and no other."""
    best = missing.strings
    yield "rdf:type", terms.term("kg:MissingWork")
    yield "rdfs:label", terms.literal(label(missing))
    yield "kg:referenceAsWritten", terms.literal(best[0].text)
    if year := next((c.year for c in best if c.year), 0):
        yield "kg:year", terms.literal(str(year), datatype="xsd:integer")
    authors = max((_written(c) for c in best), key=lambda text: text.count(";"), default="")
    texts = {
        "prism:doi": min((doi for c in best for doi in c.dois), default=""),
        "kg:authorsAsWritten": authors,
        "dcterms:title": next((c.title for c in best if c.title), ""),
        "kg:sourceAsWritten": next((c.source for c in best if c.source and (c.volume or c.database)), ""),
        "prism:volume": next((c.volume for c in best if c.volume), ""),
        "prism:startingPage": next((c.page for c in best if c.page and c.volume), ""),
        "prism:endingPage": next((c.last for c in best if c.page and c.volume and c.last), ""),
    }
    yield from ((predicate, terms.literal(text)) for predicate, text in texts.items() if text)


def _written(c: Cited) -> str:
    """The authors a string names for certain, with semicolons between them."""
    return "; ".join(f"{family}, {initials}" if initials else family for family, initials in c.authors if initials or c.database)
