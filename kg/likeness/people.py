"""People who are probably one: initials against full names, names joined or ordered differently, the same ORCID."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from kg import iri
from kg.bib import names, values
from kg.index import Index
from kg.likeness import given, orcids
from kg.likeness.context import Context
from kg.likeness.pair import Pair
from kg.model import Entry
from kg.said import Said, Speech, Told

READS = ("kg:agent", "owl:sameAs", "dcterms:subject", "dcterms:isPartOf")
MANY = 30  # names with one family name and first letter past which an initial says nothing: none of them is compared
COMMON = 8  # people with one family name past which it is a common one
LIKELY = 0.6  # a lower score is not told of
BY_ORCID = 0.99
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)  # as names are spelled where these letters are not to be had


class Person:
    """Someone with a page, under one of their names."""

    def __init__(self, term: str, name: names.Name, entry: str) -> None:
        self.iri = term  # IRI term
        self.name = name
        self.entry = entry  # key of the @person entry that says who this is, or empty
        self.parts = given.parts(name.given)

    @cached_property
    def families(self) -> frozenset[str]:
        """The family name folded, also as it is spelled without umlauts; with its suffix, for father and son are two."""
        return _spellings(f"{self.name.particle} {self.name.family} {self.name.suffix}")

    @cached_property
    def wholes(self) -> frozenset[str]:
        """All words of the name in one, folded, also as it is spelled without umlauts."""
        return frozenset(full.replace(" ", "") for full in _spellings(self.name.full))

    @property
    def words(self) -> str:
        """The words of the name in alphabetical order, folded."""
        return " ".join(sorted(iri.fold(self.name.full).split()))

    @cached_property
    def rank(self) -> tuple[bool, int, int, int, str]:
        """What the one of two names that is kept has more of: an entry of its own, letters, accents, words."""
        spelled = self.parts if self.name.given.isascii() else given.parts(self.name.given.translate(_UMLAUTS))
        accents = sum(not char.isascii() for char in self.name.full)
        return bool(self.entry), given.fullness(spelled), accents, len(self.parts), self.name.sort


def _spellings(text: str) -> frozenset[str]:
    """A text folded, as it is and as it is spelled without umlauts."""
    folded = iri.fold(text)
    return frozenset((folded,) if text.isascii() else (folded, iri.fold(text.translate(_UMLAUTS))))


def tell(speech: Speech) -> Iterator[Told]:
    """What an entry says of people and of what their works have in common."""
    return ((curie, said) for curie in READS for said in speech.of(curie))


def looked_at(entry: Entry, kind: str) -> str:
    """What `pairs` may look at in an entry itself, given its kind: two entries are one to it if this is the same."""
    fields = entry.raw if kind == "person" else [field.raw for name, field in entry.fields.items() if orcids.may_have(name)]
    return f"{entry.key} {entry.type} {fields}"


Likely = dict[tuple[str, str], float]  # the IRI terms of two people -> how surely they are one


def pairs(entries: Mapping[str, Entry], said: Said, index: Index) -> list[Pair]:
    """The people who are probably one, in the order in which the second of a pair first comes in the bibliography.

    Whom @person entries tell apart, or make one, is not among them; unless two such entries have one ORCID.
    """
    persons = _persons(entries, index)
    numbers = orcids.numbers(entries, said, index)
    likely = _by_name([p for p in persons if p.parts], numbers)
    fullest = _fullest(persons)
    likely.update(_by_number(fullest, numbers))
    if not likely:
        return []
    context = Context(said, {person for pair in likely for person in pair})
    best: dict[str, tuple[str, float]] = {}  # for each person the fullest other name, and how surely it is theirs
    for (one, other), score in likely.items():
        raised = score if score == BY_ORCID else context.raised(one, other, score)
        if raised < LIKELY or context.beside(one, other):
            continue
        if other not in best or fullest[one].rank > fullest[best[other][0]].rank:
            best[other] = one, raised
    return _placed(best, fullest, context, entries, index)


def _fullest(persons: Sequence[Person]) -> dict[str, Person]:
    """Each person under the fullest of their names."""
    found: dict[str, Person] = {}
    for person in persons:
        known = found.setdefault(person.iri, person)
        if known is not person and known.rank < person.rank:
            found[person.iri] = person
    return found


def _placed(
    best: Mapping[str, tuple[str, float]],
    known: Mapping[str, Person],
    context: Context,
    entries: Mapping[str, Entry],
    index: Index,
) -> list[Pair]:
    """The pairs, each at the entry where the other name first stands, in the order of entries."""
    keys = {card.iri: key for key, card in index.entry.items() if card.kind == "work"} if best else {}
    order = {key: number for number, key in enumerate(entries)} if best else {}
    others: dict[str, list[Person]] = defaultdict(list)
    for other, (one, _) in best.items():
        others[one].append(known[other])
    made = []
    for other, (one, score) in best.items():
        person, kept = known[other], known[one]
        aliases = sorted(others[one], key=lambda p: p.rank, reverse=True)
        work, role = context.parts[other][0] if context.parts[other] else ("", "")
        key, field = (person.entry, "orcid") if person.entry else (keys.get(work, ""), role)
        if key:
            named = (kept.name.sort, person.name.sort)
            why = "ORCID" if score == BY_ORCID else "name"
            made.append(Pair("person", one, other, named, score, why, kept.entry, key, field, tuple(p.name.sort for p in aliases)))
    return sorted(made, key=lambda pair: (order[pair.key], pair.field, pair.other))


def _persons(entries: Mapping[str, Entry], index: Index) -> list[Person]:
    """Everyone under every name, but for namesakes: whose name is one of several people's is not guessed at."""
    found = []
    for (kind, slug), written in index.spelling.items():
        people = names.people(written)[0] if kind == "person" else []
        rows = index.person.get(iri.fold(people[0].sort), ()) if len(people) == 1 else ()
        if len(people) == 1 and not rows:
            other = "~other" if slug.casefold() in index.taken else ""
            found.append(Person(iri.node(index.base, "person", slug + other), people[0], ""))
    split = {person for rows in index.person.values() if len(rows) > 1 or rows[0][1] for person, _ in rows}
    for key, entry in entries.items():
        card = index.entry[key]
        if card.kind != "person" or card.iri in split:
            continue
        for field in ("name", "altname"):
            text = values.evaluate(entry.fields[field].raw, lambda _: None)[0] if field in entry.fields else ""
            found += [Person(card.iri, name, key) for name in names.people(text)[0] if not name.literal]
    return found


def _by_name(persons: Sequence[Person], numbers: Mapping[str, set[str]]) -> Likely:
    """Those whose names may be one person's and no other's."""
    groups: dict[tuple[str, str], dict[str, Person]] = defaultdict(dict)
    wholes: dict[str, dict[str, Person]] = defaultdict(dict)
    turned: dict[str, dict[str, Person]] = defaultdict(dict)  # under the words of their names, in whatever order
    bearers = Counter(family for person in persons for family in person.families)
    for person in persons:
        for family in person.families:
            known = groups[family, person.parts[0].text[0]].setdefault(person.iri, person)
            if known is not person and known.rank < person.rank:
                groups[family, person.parts[0].text[0]][person.iri] = person
        for whole in person.wholes:
            wholes[whole][person.iri] = person
        turned[person.words][person.iri] = person
    likely: Likely = {}
    for (family, _), group in groups.items():
        if 1 < len(group) <= MANY:
            common = bearers[family] > COMMON
            for one, other, score in _alike(list(group.values())):
                if not _apart(one, other, numbers):
                    likely[_ordered(one, other)] = score - (given.COMMON if common else 0)
    for group in wholes.values():
        for one, other in combinations(list(group.values())[:MANY], 2) if len(group) > 1 else ():
            if not _apart(one, other, numbers):
                likely[_ordered(one, other)] = given.SAME
    for group in turned.values():
        for one, other in combinations(list(group.values())[:MANY], 2) if len(group) > 1 else ():
            if not _apart(one, other, numbers):
                likely.setdefault(_ordered(one, other), given.TURNED)
    return likely


def _alike(group: Sequence[Person]) -> Iterator[tuple[Person, Person, float]]:
    """The pairs that are unambiguous: whoever may be one of the two may also be the other.

    So "Smith, J." is nobody in particular beside "Smith, John" and "Smith, Jane".
    """
    scores = {(a, b): given.likeness(group[a].parts, group[b].parts) for a, b in combinations(range(len(group)), 2)}
    near: dict[int, set[int]] = defaultdict(set)
    for (a, b), score in scores.items():
        if score:
            near[a] |= {a, b}
            near[b] |= {a, b}
    for (a, b), score in scores.items():
        if score and near[a] == near[b]:
            yield group[a], group[b], score


def _apart(one: Person, other: Person, numbers: Mapping[str, set[str]]) -> bool:
    """Whether two are known to be two: by entries of their own, or by their ORCIDs."""
    mine, theirs = numbers.get(one.iri, set()), numbers.get(other.iri, set())
    return bool((one.entry and other.entry) or (mine and theirs and not mine & theirs))


def _ordered(one: Person, other: Person) -> tuple[str, str]:
    """The IRI terms of two people, first of the one whose name is kept."""
    kept, left = sorted((one, other), key=lambda p: p.rank, reverse=True)
    return kept.iri, left.iri


def _by_number(persons: Mapping[str, Person], numbers: Mapping[str, set[str]]) -> Likely:
    """Those who have one ORCID."""
    by: dict[str, list[Person]] = defaultdict(list)
    for person in persons.values():
        for number in sorted(numbers.get(person.iri, ())):
            by[number].append(person)
    likely: Likely = {}
    for group in by.values():
        first = max(group, key=lambda p: p.rank)
        likely.update((_ordered(first, person), BY_ORCID) for person in group if person is not first)
    return likely
