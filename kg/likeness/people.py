"""People who are probably one: initials against full names, names joined or ordered differently, the same ORCID."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, combinations
from operator import itemgetter

from kg import iri
from kg.bib import names, values
from kg.index import Index
from kg.kept import digest
from kg.likeness import context, given, orcids
from kg.likeness.context import Context
from kg.likeness.pair import Pair
from kg.model import Entry
from kg.said import Row, Said, Speech, Told

READS = (*context.READS, *orcids.READS, "foaf:name")
KINDS = ("person", "family", "letters", "orcid", "agent")  # of rows that likeness of people follows from
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
    def letters(self) -> list[str]:
        """All letters of the name in alphabetical order, of each of `wholes`: names with the same words have the same."""
        return sorted(set(map(_letters, self.wholes)))

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


def _letters(whole: str) -> str:
    return "".join(sorted(whole))


def _spellings(text: str) -> frozenset[str]:
    """A text folded, as it is and as it is spelled without umlauts."""
    folded = iri.fold(text)
    return frozenset((folded,) if text.isascii() else (folded, iri.fold(text.translate(_UMLAUTS))))


def tell(speech: Speech) -> Iterator[Told]:
    """Whom an entry names, on what two names of one person may have in common: that, IRI term, name, key of the @person entry.

    And what else is looked at of them: see `context` and `orcids`.
    """
    node, kind, key = speech.card.iri, speech.card.kind, speech.entry.key
    if kind == "person":
        called = [name.sort for field in ("name", "altname") for name in _names(speech, field) if not name.literal]
        yield "person", (node, key, called)
        for sort in called:
            yield from _rows(node, sort, key)
    for person in dict.fromkeys(one for one, _ in speech.of("foaf:name")):
        if person != node and iri.kind(person) == "person":
            yield from _rows(person, speech.look.get("spelling", _slug(person)) or "", "")
    yield from context.tell(speech)
    yield from orcids.tell(speech)


def _names(speech: Speech, field: str) -> list[names.Name]:
    found = speech.entry.fields.get(field)
    return names.people(values.evaluate(found.raw, lambda _: None)[0])[0] if found else []


def _slug(person: str) -> tuple[str, str]:
    """Under what the spelling is looked up of somebody without an entry."""
    return "person", person[:-1].rpartition("/")[2].removesuffix("~other")


@lru_cache(maxsize=10_000)  # most works are by people who have others
def _rows(node: str, sort: str, entry: str) -> list[Told]:
    person = _person(node, sort, entry)
    if not person or not person.parts:
        return []
    row, initial = (node, sort, entry), person.parts[0].text[0]
    return [
        *(("family", (family, initial, *row)) for family in sorted(person.families)),
        *(("letters", (at, *row)) for at in person.letters),
    ]


def _person(node: str, sort: str, entry: str) -> Person | None:
    """Somebody under one name; None where that is not the name of one person."""
    found = names.people(sort)[0]
    return Person(node, found[0], entry) if len(found) == 1 and not found[0].literal else None


Named = tuple[str, str, str]  # IRI term, a name, key of the @person entry that has it or empty
Likely = tuple[Named, Named, float]  # two people, first the one whose name is kept, and how surely they are one


def pairs(entries: Mapping[str, Entry], said: Said, index: Index) -> list[Pair]:
    """The people who are probably one.

    Whom @person entries tell apart, or make one, is not among them; unless two such entries have one ORCID.
    """
    numbers = orcids.holders(said)
    sharing = sorted({person for persons in numbers.values() if len(persons) > 1 for person in persons})
    named = [(name, [(person, bool(works)) for person, works in rows]) for name, rows in sorted(index.person.items())]
    of = named, [(person, index.spelling.get(_slug(person))) for person in sharing]
    found: list[Pair] = said.together("likely people", KINDS, of, lambda: _pairs(entries, said, index, numbers))
    return found


def _pairs(entries: Mapping[str, Entry], said: Said, index: Index, numbers: Mapping[str, Sequence[str]]) -> list[Pair]:
    met = _Met(index, said)
    likely = met.likely(said, numbers)
    if not likely:
        return []
    fullest = {person: known for person in chain.from_iterable(likely) if (known := met.fullest(person))}
    both = Context(said, fullest)
    best: dict[str, tuple[str, float]] = {}  # for each person the fullest other name, and how surely it is theirs
    for (one, other), score in sorted(likely.items()):
        raised = score if score == BY_ORCID else both.raised(one, other, score)
        if raised < LIKELY or both.beside(one, other):
            continue
        if other not in best or _rank(fullest[one]) > _rank(fullest[best[other][0]]):
            best[other] = one, raised
    return _placed(best, fullest, both, entries)


def _placed(best: Mapping[str, tuple[str, float]], known: Mapping[str, Named], both: Context, entries: Mapping[str, Entry]) -> list[Pair]:
    """The pairs, each at the entry where the other name first stands."""
    others: dict[str, list[Named]] = defaultdict(list)
    for other, (one, _) in best.items():
        others[one].append(known[other])
    made = []
    for one, some in others.items():
        _, kept, about = known[one]
        aliases = tuple(sort for _, sort, _ in _by_rank(some))
        for other, sort, entry in some:
            parts, score = both.parts.get(other), best[other][1]
            key, field = (entry, "orcid") if entry else (parts[0].key, parts[0].role) if parts else ("", "")
            if key in entries:
                why = "ORCID" if score == BY_ORCID else "name"
                made.append(Pair("person", one, other, (kept, sort), score, why, about, key, field, aliases))
    return made


class _Met:
    """What follows from rows about people that meet."""

    def __init__(self, index: Index, said: Said) -> None:
        self._index = index
        self._entries: dict[str, tuple[str, list[str]]] = {node: (key, called) for node, key, called in said.of("person")}
        # whose name is one of several people's is not guessed at, nor who is meant by a name that stands in an entry
        self._split = {person for rows in index.person.values() if len(rows) > 1 or rows[0][1] for person, _ in rows}
        self._written: dict[str, Named] = {}  # those who are likely to be one with others, under a name that they were found by

    def likely(self, said: Said, numbers: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], float]:
        """The people who may be one, first the one whose name is kept, and how surely they are."""
        mark = digest(repr((sorted(self._index.person), sorted(self._split))).encode("utf-8", "surrogatepass"))
        families, letters = said.follows({"family": self._by_family, "letters": self._by_letters}, mark)
        owned: dict[str, set[str]] = defaultdict(set)
        for number, persons in numbers.items():
            for person in persons:
                owned[person].add(number)

        def apart(one: str, other: str) -> bool:
            mine, theirs = owned.get(one, set()), owned.get(other, set())
            return bool((one in self._entries and other in self._entries) or (mine and theirs and not mine & theirs))

        found: dict[tuple[str, str], float] = {}
        turned = [pair for _, some in letters for pair in some]
        named_alike = sorted(chain.from_iterable(families), key=itemgetter(2), reverse=True)  # with umlauts some meet twice
        for one, other, score in chain(turned, named_alike, *(same for same, _ in letters)):  # the last counts
            if not apart(one[0], other[0]):
                self._written[one[0]], self._written[other[0]] = one, other
                found[one[0], other[0]] = score
        return found | self._by_number(numbers)

    def _by_number(self, numbers: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], float]:
        """Those who have one ORCID."""
        found = {}
        for several in (persons for persons in numbers.values() if len(persons) > 1):
            group = _by_rank(filter(None, map(self.fullest, several)))
            found.update({(group[0][0], person): BY_ORCID for person, _, _ in group[1:]})
        return found

    def fullest(self, node: str) -> Named | None:
        """Somebody, given their IRI term, under the fullest of their names; None for namesakes."""
        key, called = self._entries.get(node, ("", []))
        if not key and node in self._written:
            return self._written[node]
        every = [(node, sort, key) for sort in (called if key else [self._index.spelling.get(_slug(node), "")])]
        return next(iter(_by_rank(one for one in every if self._known(*one) and _person(*one))), None)

    def _known(self, node: str, sort: str, entry: str) -> bool:
        """Whether nobody else is meant by a name."""
        return node not in self._split if entry else not self._index.person or iri.fold(sort) not in self._index.person

    def _groups(self, rows: Iterable[Row]) -> Iterator[tuple[tuple[str, ...], list[Named]]]:
        """Who meets on what, each once, in the order of IRIs, those with an entry last."""
        found: dict[tuple[str, ...], set[Named]] = defaultdict(set)
        for *on, node, sort, entry in rows:
            found[tuple(on)].add((node, sort, entry))
        for met_on, group in sorted(found.items()):
            yield met_on, sorted((one for one in group if self._known(*one)), key=lambda one: (bool(one[2]), one))

    def _by_family(self, rows: Iterable[Row]) -> list[Likely]:
        """Those with one family name and first letter whose given names may be one person's and no other's."""
        groups = list(self._groups(rows))
        bearers: Counter[str] = Counter()
        for (family, _), group in groups:
            bearers[family] += len(group)
        found = []
        for (family, _), group in groups:
            if 1 < len({node for node, _, _ in group}) <= MANY:
                less = given.COMMON if bearers[family] > COMMON else 0
                found += [(*_ordered(one, other), score - less) for one, other, score in _alike(_people(group))]
        return found

    def _by_letters(self, rows: Iterable[Row]) -> tuple[list[Likely], list[Likely]]:
        """Those whose names are the same words joined differently; those with the same words in another order."""
        wholes: dict[str, list[Person]] = defaultdict(list)
        turned: dict[str, list[Person]] = defaultdict(list)
        for (letters,), group in self._groups(rows):
            for person in _people(group) if len({node for node, _, _ in group}) > 1 else ():
                turned[f"{letters} {person.words}"].append(person)  # with umlauts some meet on two sorts of letters
                for whole in person.wholes:
                    if _letters(whole) == letters:
                        wholes[whole].append(person)
        return _paired(wholes, given.SAME), _paired(turned, given.TURNED)


def _people(rows: Iterable[Named]) -> list[Person]:
    """Each person once, under the fullest of several names."""
    found: dict[str, Person] = {}
    for person in filter(None, (_person(*row) for row in rows)):
        if person.iri not in found or found[person.iri].rank < person.rank:
            found[person.iri] = person
    return list(found.values())


def _paired(groups: Mapping[str, Sequence[Person]], score: float) -> list[Likely]:
    both = (pair for _, group in sorted(groups.items()) for pair in combinations(group[:MANY], 2))
    return [(*_ordered(one, other), score) for one, other in both]


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


def _by_rank(people: Iterable[Named]) -> list[Named]:
    """People or names, the fullest first."""
    found = list(people)
    return sorted(found, key=_rank, reverse=True) if len(found) > 1 else found


def _rank(named: Named) -> tuple[bool, int, int, int, str]:
    person = _person(*named)
    assert person
    return person.rank


def _ordered(one: Person, other: Person) -> tuple[Named, Named]:
    """Two people, first the one whose name is kept."""
    kept, left = sorted((one, other), key=lambda p: p.rank, reverse=True)
    return (kept.iri, kept.name.sort, kept.entry), (left.iri, left.name.sort, left.entry)
