"""What works are about, where their entries do not say so: labels in their titles and abstracts, or phrases of the titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg import iri, terms
from kg.index import Index
from kg.infer import labels, phrases
from kg.model import Statement

READS = ("dcterms:subject", "skos:prefLabel", *labels.TEXTS)
FREQUENT = 5  # works that have a keyword before it is looked for in the texts of the others
BARE = 0.1  # share of the works that have a subject, below which phrases of their titles are proposed


def statements(said: Sequence[Statement], tables: Index) -> Iterator[Statement]:
    """The inferred subjects of works; `said` is all that the entries say."""
    found = list(labels.subjects(said, labels.trie(_labels(said, tables))))
    yield from found
    yield from _phrases(said, found, tables)


def _labels(said: Iterable[Statement], tables: Index) -> dict[str, str]:
    """The folded labels to look for and the IRI term of what each names: of concepts, and of frequent keywords."""
    known = {label: tables.entry[key].iri for label, key in tables.label.items() if tables.entry[key].kind == "concept"}
    subject, label = terms.term("dcterms:subject"), terms.term("skos:prefLabel")
    works = Counter(s.object for s in said if s.predicate == subject and iri.kind(s.object) == "keyword")
    for s in said:
        if s.predicate == label and works[s.subject] >= FREQUENT:
            known.setdefault(iri.fold_words(terms.value(s.object)), s.subject)
    return known


def _phrases(said: Sequence[Statement], found: Iterable[Statement], tables: Index) -> Iterator[Statement]:
    """Phrases of the titles as subjects, where hardly a work has any: each a concept in a scheme of its own."""
    subject, title = terms.term("dcterms:subject"), terms.term("dcterms:title")
    titles = sorted(s for s in said if s.predicate == title and iri.kind(s.subject) == "work")
    if len({s.subject for s in (*said, *found) if s.predicate == subject}) >= max(1, BARE * len(titles)):
        return
    languages = {tables.language, "en", *filter(None, (terms.language(s.object) for s in titles))}
    phrase = phrases.key_phrases([terms.value(s.object) for s in titles], languages)
    nodes = {folded: iri.node(tables.base, "keyword", iri.slug(folded.replace(" ", "-"))) for folded in phrase}
    subjects = list(labels.subjects(titles, labels.trie(nodes)))
    sources = {s.object: s.source for s in reversed(subjects) if s.predicate == subject}
    scheme = f"<{tables.base}phrases>"
    for folded, node in sorted(nodes.items()):
        if node in sources:
            yield Statement(node, terms.term("rdf:type"), terms.term("skos:Concept"), sources[node])
            yield Statement(node, terms.term("skos:prefLabel"), terms.literal(phrase[folded], language=tables.language), sources[node])
            yield Statement(node, terms.term("skos:inScheme"), scheme, sources[node])
            yield Statement(scheme, terms.term("rdf:type"), terms.term("skos:ConceptScheme"), sources[node])
            yield Statement(scheme, terms.term("rdfs:label"), terms.literal("Phrases of titles", language="en"), sources[node])
    yield from subjects
