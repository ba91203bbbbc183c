"""Concept labels found in titles and abstracts: kept apart, and never said twice."""

from __future__ import annotations

import random
import time

import pytest

from kg import iri, terms
from kg.graph import statement
from kg.infer import inferred_graph, subjects
from kg.infer.labels import among, find, texts, trie, words

BASE = "https://x.example/"


def titled(text):
    return texts([(f"<{BASE}work/a>", terms.term("dcterms:title"), terms.literal(text))])


def found(text, *labels):
    return [(f.names, f.words) for f in find(*titled(text), trie({iri.fold_words(label): label for label in labels}))]


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("Industry clusters", ["industry cluster", "cluster"], [("industry cluster", "Industry clusters")]),
        ("Industry and clusters", ["industry cluster", "cluster"], [("cluster", "clusters")]),
        ("Industry industry cluster", ["industry cluster"], [("industry cluster", "industry cluster")]),
        ("Clustering", ["cluster"], []),
        ("INDUSTRY-CLUSTERS.", ["industry cluster"], [("industry cluster", "INDUSTRY-CLUSTERS")]),
        ("the cafés", ["Café"], [("Café", "cafés")]),
        ("a b c d", ["a b c", "b c d"], [("a b c", "a b c")]),
        ("a b x", ["a b c", "b x"], [("b x", "b x")]),
        ("cluster, cluster", ["cluster"], [("cluster", "cluster"), ("cluster", "cluster")]),
        ("R&D in Porter’s diamond", ["R&D", "Porter's diamond"], [("R&D", "R&D"), ("Porter's diamond", "Porter’s diamond")]),
        ("", ["cluster"], []),
        ("…!", ["cluster"], []),
    ],
)
def test_find(text, labels, expected):
    assert found(text, *labels) == expected


def test_time_is_linear_in_the_text():
    tree = trie({" ".join(["a"] * n): str(n) for n in range(1, 9)} | {"a a a b": "x"})
    start = time.process_time()
    assert len(list(find(*titled("a " * 40_000), tree))) == 5000
    assert time.process_time() - start < 3


def work(key, predicate, obj):
    return f"<{BASE}work/{key}> {terms.term(predicate)} {obj} ."


def inferred(*lines):
    tree = trie({"cluster": f"<{BASE}concept/c>", "district": f"<{BASE}concept/d>"})
    return [statement(line) for line in subjects.found(sorted(lines), tree).lines]


def test_a_finding_is_the_plain_triple_and_a_match_that_says_where():
    made = inferred(work("a", "dcterms:title", '"Clusters"'))
    node = f"<{BASE}work/a#found-c>"
    said = {(s.subject, terms.shorten(terms.value(s.predicate)), s.object) for s in made}
    assert said == {
        (f"<{BASE}work/a>", "dcterms:subject", f"<{BASE}concept/c>"),
        (node, "rdf:type", terms.term("kg:Match")),
        (node, "rdf:subject", f"<{BASE}work/a>"),
        (node, "rdf:predicate", terms.term("dcterms:subject")),
        (node, "rdf:object", f"<{BASE}concept/c>"),
        (node, "kg:score", terms.literal("1", datatype="xsd:decimal")),
        (node, "kg:matchedText", '"Clusters"'),
        (node, "kg:matchedIn", '"title"'),
    }


def test_labels_that_are_not_among_the_words_change_nothing():
    rng = random.Random(5)
    spelt = ["oil", "Oils", "öil", "gas", "R&D", "r", "d", "x-ray", "l'oil", "ﬁrm", "Æ", "ª", "C++", "½", "一"]
    kept = 0
    for _ in range(3000):
        looked_through = titled(" ".join(rng.choices(spelt, k=rng.randrange(6))))
        labels = {iri.fold_words(" ".join(rng.choices(spelt, k=rng.randint(1, 3)))): str(n) for n in range(6)}
        fewer = {label: what for label, what in labels.items() if rng.random() < 0.6}
        if not among(words(looked_through), labels.keys() - fewer.keys()):
            kept += 1
            assert list(find(*looked_through, trie(labels))) == list(find(*looked_through, trie(fewer)))
    assert 300 < kept < 2700


def test_what_the_work_says_itself_is_not_inferred():
    assert inferred(work("a", "dcterms:title", '"Clusters"'), work("a", "dcterms:subject", f"<{BASE}concept/c>")) == []


def test_the_title_goes_before_the_abstract_and_each_concept_is_found_once():
    made = inferred(work("a", "dcterms:abstract", '"districts, clusters, clusters"'), work("a", "dcterms:title", '"Clusters"'))
    where = {s.subject.rpartition("#")[2]: s.object for s in made if s.predicate == terms.term("kg:matchedIn")}
    assert where == {"found-c>": '"title"', "found-d>": '"abstract"'}
    assert len(made) == 16


def test_only_titles_and_abstracts_of_works_are_searched():
    study = f'<{BASE}study/s> {terms.term("dcterms:title")} "Clusters" .'
    assert inferred(work("a", "skos:note", '"clusters"'), work("a", "rdfs:label", '"Clusters 1998"'), study) == []


def test_the_graph_has_a_name():
    assert inferred_graph(BASE) == "<https://x.example/graph/inferred>"
