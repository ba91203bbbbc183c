"""The works of the bibliography as reference lists may name them, and the tables to find them in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg import iri, terms
from kg.bib import names
from kg.infer.strings import joined, nobody, number
from kg.model import Statement

RARE = 3  # words of its title under which a work is found
COMMON = 100  # works that have a word past which it is not looked under
SHORTEST = 4  # letters of such a word
READS = (
    "dcterms:title kg:year prism:volume prism:startingPage prism:endingPage prism:doi dcterms:isPartOf rdfs:label "
    "kg:agent kg:nameAsPrinted foaf:familyName foaf:givenName foaf:name"
).split()
_PLAIN = {terms.term(curie): curie for curie in READS}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"})


class Known(NamedTuple):
    """A work as a reference may name it."""

    iri: str  # IRI term
    people: dict[str, str]  # joined family name, or organization -> the first initial, `""` where there is none
    first: frozenset[str]  # the names in it that may be the first author's
    year: int  # 0 where none is known
    title: str
    volume: str
    page: str
    last: str
    doi: str
    places: tuple[str, ...]  # the journal, series or book it is part of, by name


class Tables(NamedTuple):
    """Works by what a reference may say of them."""

    doi: dict[str, list[Known]]
    place: dict[tuple[str, str], list[Known]]  # (volume, first page)
    author: dict[tuple[str, int], list[Known]]  # (family name, year); year 0: none is known
    word: dict[str, list[Known]]  # rare word of the title


def spellings(family: str) -> set[str]:
    """A family name as lists may print it: accents lost, umlauts as two letters, particles left out.

    >>> sorted(spellings("Müller")), sorted(spellings("van der Berg"))
    (['mueller', 'muller'], ['berg', 'vanderberg'])
    """
    last = family.rsplit(maxsplit=1)[-1] if family[:1].islower() and " " in family.strip() else family
    if nobody(family):
        return set()
    return {joined(text) for name in (family, last) for text in (name, name.translate(_UMLAUTS))} - {""}


def tables(statements: Iterable[Statement]) -> Tables:
    """The tables of all works that curated statements are about."""
    found = Tables(defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
    works = list(_works(_properties(statements)))
    words = Counter(word for work in works for word in set(title_words(work.title)))
    for work in works:
        if work.doi:
            found.doi[work.doi].append(work)
        if work.page:
            found.place[work.volume, _page(work.page)].append(work)
        for name in work.people:
            found.author[name, work.year].append(work)
        rare = sorted(set(title_words(work.title)), key=lambda word: (words[word], word))[:RARE]
        for word in rare:
            if words[word] <= COMMON:
                found.word[word].append(work)
    return found


def title_words(title: str) -> list[str]:
    """The folded words of a title that are long enough to find it by."""
    return [word for word in iri.fold(title).split() if len(word) >= SHORTEST]


def _page(page: str) -> str:
    return page.lower()


Properties = dict[str, dict[str, list[str]]]  # IRI term -> prefixed name -> values


def _properties(statements: Iterable[Statement]) -> Properties:
    found: Properties = defaultdict(lambda: defaultdict(list))
    for subject, predicate, obj, _ in statements:
        if curie := _PLAIN.get(predicate):
            found[subject][curie].append(obj)
    return found


def _works(properties: Properties) -> Iterator[Known]:
    """Every work, in the order of addresses."""
    authorships: dict[str, list[str]] = defaultdict(list)
    for node in properties:
        work, _, fragment = node.partition("#")
        if fragment.startswith(("author-", "editor-")):
            authorships[f"{work}>"].append(node)
    for node in sorted(n for n in properties if "#" not in n and iri.kind(n) == "work"):
        said = properties[node]

        def one(curie: str, said: dict[str, list[str]] = said) -> str:
            return terms.value(min(said[curie])) if curie in said else ""

        year = one("kg:year")
        people, first = _people(authorships.get(node, ()), properties)
        places = [properties[p] for p in said.get("dcterms:isPartOf", ()) if p in properties]
        called = {terms.value(v) for p in places for v in (p.get("dcterms:title") or p.get("rdfs:label") or [])}
        yield Known(
            node,
            people,
            first,
            int(year) if year.isdecimal() else 0,
            one("dcterms:title"),
            number(one("prism:volume")),
            _page(one("prism:startingPage")),
            one("prism:endingPage").lower(),
            one("prism:doi"),
            tuple(sorted(called)),
        )


def _people(nodes: Iterable[str], properties: Properties) -> tuple[dict[str, str], frozenset[str]]:
    """Those who wrote or edited a work, by name, and the names of the first; editors count where nobody wrote it first."""
    found: dict[str, str] = {}
    first: set[str] = set()
    for node in sorted(nodes, key=_order):
        called = dict(_names(properties[node], properties))
        if not found:
            first = set(called)
        found = {**called, **found}
    return found, frozenset(first)


def _order(node: str) -> tuple[str, int]:
    role, _, number = node[1:-1].rpartition("#")[2].partition("-")
    return role, int(number) if number.isdecimal() else 0


def _names(authorship: dict[str, list[str]], properties: Properties) -> Iterator[tuple[str, str]]:
    """The names of one person, by their @person entry and as this work prints them, and the first initial."""
    for agent in authorship.get("kg:agent", ()):
        said = properties.get(agent, {})
        families = [terms.value(v) for v in said.get("foaf:familyName", ())]
        given = iri.fold(terms.value(min(said["foaf:givenName"]))) if "foaf:givenName" in said else ""
        for family in families:
            yield from ((name, given[:1]) for name in spellings(family))
        if not families:
            yield from ((name, "") for v in said.get("foaf:name", ()) for name in spellings(terms.value(v)))
            continue
        for printed in map(terms.value, authorship.get("kg:nameAsPrinted", ())):
            if not any(iri.fold(family) in iri.fold(printed) for family in families):
                for other in names.people(printed)[0]:
                    yield from ((n, iri.fold(other.given)[:1]) for n in spellings(f"{other.particle} {other.family}"))
