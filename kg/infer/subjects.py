"""What works are about, where their entries do not say so: labels in their titles and abstracts, or phrases of the titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg import iri, terms
from kg.index import Index
from kg.infer import labels, phrases
from kg.said import Said

READS = ("dcterms:subject", "dcterms:title", "skos:prefLabel")
FREQUENT = 5  # works that have a keyword before it is looked for in the texts of the others
BARE = 0.1  # share of the works that have a subject, below which phrases of their titles are proposed
_SUBJECT, _OBJECT_OF = terms.term("dcterms:subject"), f" {terms.term('dcterms:subject')} "


class Counts(NamedTuple):
    """What some statements tell of subjects."""

    having: int  # things that have a subject, stated or found
    found: frozenset[str]  # what was found to be a subject, as IRI terms


def vocabulary(said: Said, tables: Index) -> dict[str, str]:
    """The folded labels to look for and the IRI term of what each names: of concepts, and of frequent keywords."""
    known = {label: tables.entry[key].iri for label, key in tables.label.items() if tables.entry[key].kind == "concept"}
    works = Counter(s.object for s in said.of("dcterms:subject"))
    frequent = {node for node, count in works.items() if count >= FREQUENT and iri.kind(node) == "keyword"}
    called = dict.fromkeys((s.object, s.subject) for s in said.of("skos:prefLabel") if s.subject in frequent)
    for label, node in called:
        known.setdefault(iri.fold_words(terms.value(label)), node)
    return known


def found(lines: Sequence[str], tree: Mapping[str, object]) -> tuple[list[str], Counts]:
    """What works are found to be about; `lines` have all that is said of them, `tree` is a trie of the vocabulary.

    Both are lines of N-Triples, the given ones sorted.
    """
    made = list(labels.subjects(lines, tree))
    triples = [line.split(" ", 2) for line in made if _OBJECT_OF in line]
    plain = [(subject, obj[:-2]) for subject, predicate, obj in triples if predicate == _SUBJECT]
    having = {line.partition(" ")[0] for line in lines if _OBJECT_OF in line and line.split(" ", 2)[1] == _SUBJECT}
    return made, Counts(len(having.union(subject for subject, _ in plain)), frozenset(obj for _, obj in plain))


def of_phrases(said: Said, having: int, tables: Index) -> Iterator[str]:
    """Phrases of the titles as subjects, where hardly a work has any: each a concept in a scheme of its own; lines of N-Triples.

    `having` things have a subject, stated or found. A phrase has the language that the titles have in which it was found, if all of
    them have one, as titles have that of `langid`.
    """
    titles = sorted({(s.subject, s.object) for s in said.of("dcterms:title") if iri.kind(s.subject) == "work"})
    if having >= max(1, BARE * len(titles)):
        return
    language = {work: terms.language(title).partition("-")[0] for work, title in titles}
    phrase = phrases.key_phrases([terms.value(title) for _, title in titles], {tables.language, "en", *language.values()} - {""})
    nodes = {folded: iri.node(tables.base, "keyword", iri.slug(folded.replace(" ", "-"))) for folded in phrase}
    subjects = list(labels.subjects([f"{work} {terms.term('dcterms:title')} {title} ." for work, title in titles], labels.trie(nodes)))
    tags: dict[str, set[str]] = defaultdict(set)
    for work, predicate, obj in (line.split(" ", 2) for line in subjects):
        if predicate == _SUBJECT:
            tags[obj[:-2]].add(language[work])
    scheme = f"<{tables.base}phrases>"
    for folded, node in sorted(nodes.items()):
        if node in tags:
            tag = next(iter(tags[node])) if len(tags[node]) == 1 else ""
            yield _line(node, "rdf:type", terms.term("skos:Concept"))
            yield _line(node, "skos:prefLabel", terms.literal(phrase[folded], language=tag))
            yield _line(node, "skos:inScheme", scheme)
            yield _line(scheme, "rdf:type", terms.term("skos:ConceptScheme"))
            yield _line(scheme, "rdfs:label", terms.literal("Phrases of titles", language="en"))
    yield from subjects


def _line(subject: str, predicate: str, obj: str) -> str:
    return f"{subject} {terms.term(predicate)} {obj} ."
