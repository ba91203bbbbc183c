"""What works are about, where their entries do not say so: labels in their titles and abstracts, or phrases of the titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kg import iri, terms
from kg.index import Index
from kg.infer import labels, phrases
from kg.model import Statement
from kg.said import Said

READS = (*labels.READS, "skos:prefLabel")
FREQUENT = 5  # works that have a keyword before it is looked for in the texts of the others
BARE = 0.1  # share of the works that have a subject, below which phrases of their titles are proposed


def statements(said: Said, tables: Index) -> list[Statement]:
    """The inferred subjects of works; `said` is what the entries say."""
    found = labels.subjects(said, labels.trie(_labels(said, tables)))
    return [*found, *_phrases(said, found, tables)]


def _labels(said: Said, tables: Index) -> dict[str, str]:
    """The folded labels to look for and the IRI term of what each names: of concepts, and of frequent keywords."""
    known = {label: tables.entry[key].iri for label, key in tables.label.items() if tables.entry[key].kind == "concept"}
    works = Counter(s.object for s in said.of("dcterms:subject"))
    frequent = {node for node, count in works.items() if count >= FREQUENT and iri.kind(node) == "keyword"}
    called = dict.fromkeys((s.object, s.subject) for s in said.of("skos:prefLabel") if s.subject in frequent)
    for label, node in called:
        known.setdefault(iri.fold_words(terms.value(label)), node)
    return known


def _phrases(said: Said, found: Sequence[Statement], tables: Index) -> Iterator[Statement]:
    """Phrases of the titles as subjects, where hardly a work has any: each a concept in a scheme of its own.

    A phrase has the language that the titles have in which it was found, if all of them have one, as titles have that of `langid`.
    """
    subject = terms.term("dcterms:subject")
    titles = sorted(s for s in said.of("dcterms:title") if iri.kind(s.subject) == "work")
    if len({s.subject for s in (*said.of("dcterms:subject"), *found) if s.predicate == subject}) >= max(1, BARE * len(titles)):
        return
    language = {s.subject: terms.language(s.object).partition("-")[0] for s in titles}
    phrase = phrases.key_phrases([terms.value(s.object) for s in titles], {tables.language, "en", *language.values()} - {""})
    nodes = {folded: iri.node(tables.base, "keyword", iri.slug(folded.replace(" ", "-"))) for folded in phrase}
    subjects = labels.subjects(Said(titles, labels.READS), labels.trie(nodes))
    sources = {s.object: s.source for s in reversed(subjects) if s.predicate == subject}
    tags: dict[str, set[str]] = defaultdict(set)
    for s in subjects:
        if s.predicate == subject:
            tags[s.object].add(language[s.subject])
    scheme = f"<{tables.base}phrases>"
    for folded, node in sorted(nodes.items()):
        if node in sources:
            yield Statement(node, terms.term("rdf:type"), terms.term("skos:Concept"), sources[node])
            tag = next(iter(tags[node])) if len(tags[node]) == 1 else ""
            yield Statement(node, terms.term("skos:prefLabel"), terms.literal(phrase[folded], language=tag), sources[node])
            yield Statement(node, terms.term("skos:inScheme"), scheme, sources[node])
            yield Statement(scheme, terms.term("rdf:type"), terms.term("skos:ConceptScheme"), sources[node])
            yield Statement(scheme, terms.term("rdfs:label"), terms.literal("Phrases of titles", language="en"), sources[node])
    yield from subjects
