"""What works are about, where their entries do not say so: labels in their titles and abstracts, or phrases of the titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from kg import iri, terms
from kg.index import Index
from kg.index.given import at_hand
from kg.infer import labels, phrases
from kg.model import Triple
from kg.said import Row, Said, Speech, Told

READS = ("dcterms:subject", "skos:prefLabel")
FREQUENT = 5  # works that have a keyword before it is looked for in the texts of the others
BARE = 0.1  # share of the works that have a subject, below which phrases of their titles are proposed
_SUBJECT, _TITLE = terms.term("dcterms:subject"), terms.term("dcterms:title")
_READ = {_SUBJECT, *labels.IN}


class Counts(NamedTuple):
    """What some statements tell of subjects."""

    having: int  # things that have a subject, stated or found
    found: frozenset[str]  # what was found to be a subject, as IRI terms
    titles: int  # of works


def tell(speech: Speech) -> Iterator[Told]:
    """The keywords that an entry names: how often as a subject, and how they are called."""
    times: dict[str, int] = {}
    for _, node in speech.of("dcterms:subject"):
        times[node] = times.get(node, 0) + 1
    called: dict[str, list[str]] = {}
    for node, label in speech.of("skos:prefLabel"):
        called.setdefault(node, []).append(label)
    for node in {**times, **called}:
        if iri.kind(node) == "keyword":
            yield "keyword", (node, times.get(node, 0), [iri.fold_words(terms.value(label)) for label in called.get(node, ())])


def vocabulary(said: Said, tables: Index) -> dict[str, str]:
    """The folded labels to look for and the IRI term of what each names: of concepts, and of frequent keywords."""
    at_hand(tables.entry, tables.label.values())
    known = {label: tables.entry[key].iri for label, key in tables.label.items() if tables.entry[key].kind == "concept"}
    for label, node in chain.from_iterable(*said.follows({"keyword": _frequent})):
        known.setdefault(label, node)
    return known


def _frequent(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The folded labels of frequent keywords, and what they name."""
    count: Counter[str] = Counter()
    for node, times, _ in rows:
        count[node] += times
    return list(dict.fromkeys((label, node) for node, _, called in rows if count[node] >= FREQUENT for label in called))


class Found(NamedTuple):
    """What works are found to be about."""

    lines: list[str]  # of N-Triples
    counts: Counts  # what all that is said of these works, and they, tell of subjects
    words: str  # of their texts, see labels.among


def found(lines: Iterable[str], tree: Mapping[str, object]) -> Found:
    """What works are found to be about; `lines` of N-Triples have all that is said of them, `tree` is a trie of the vocabulary."""
    said = list(_said(lines, _READ))
    stated = {(subject, obj) for subject, predicate, obj in said if predicate == _SUBJECT}
    texts = labels.texts(said)
    made = labels.subjects(texts, tree, stated)
    having = {subject for subject, _ in chain(stated, made)}
    counts = Counts(len(having), frozenset(obj for _, obj in made), len(_titled(said)))
    return Found(list(labels.findings(made)), counts, labels.words(texts))


def titles(lines: Iterable[str]) -> list[tuple[str, str]]:
    """The works of which lines of N-Triples say a title, and their titles."""
    return _titled(_said(lines, {_TITLE}))


def _titled(said: Iterable[Triple]) -> list[tuple[str, str]]:
    return [(subject, title) for subject, predicate, title in said if predicate == _TITLE and iri.kind(subject) == "work"]


def _said(lines: Iterable[str], predicates: Container[str]) -> Iterator[Triple]:
    """The triples in lines of N-Triples that have one of some predicates."""
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate in predicates:
            yield subject, predicate, rest[:-2]


def are_bare(counts: Collection[Counts]) -> bool:
    """Whether hardly a work has a subject, stated or found."""
    return sum(one.having for one in counts) < max(1, BARE * sum(one.titles for one in counts))


def of_phrases(titled: Sequence[tuple[str, str]], tables: Index) -> Iterator[str]:
    """Phrases of titles as subjects: each a concept in a scheme of its own; lines of N-Triples. Works and titles are given, sorted.

    A phrase has the language that the titles have in which it was found, if all of them have one, as titles have that of `langid`.
    """
    language = {work: terms.language(title).partition("-")[0] for work, title in titled}
    phrase = phrases.key_phrases([terms.value(title) for _, title in titled], {tables.language, "en", *language.values()} - {""})
    nodes = {folded: iri.node(tables.base, "keyword", iri.slug(folded.replace(" ", "-"))) for folded in phrase}
    subjects = labels.subjects(labels.texts((work, _TITLE, title) for work, title in titled), labels.trie(nodes))
    tags: dict[str, set[str]] = defaultdict(set)
    for work, node in subjects:
        tags[node].add(language[work])
    scheme = f"<{tables.base}phrases>"
    for folded, node in sorted(nodes.items()):
        if node in tags:
            tag = next(iter(tags[node])) if len(tags[node]) == 1 else ""
            yield _line(node, "rdf:type", terms.term("skos:Concept"))
            yield _line(node, "skos:prefLabel", terms.literal(phrase[folded], language=tag))
            yield _line(node, "skos:inScheme", scheme)
            yield _line(scheme, "rdf:type", terms.term("skos:ConceptScheme"))
            yield _line(scheme, "rdfs:label", terms.literal("Phrases of titles", language="en"))
    yield from labels.findings(subjects)


def _line(subject: str, predicate: str, obj: str) -> str:
    return f"{subject} {terms.term(predicate)} {obj} ."
