"""Labels of concepts and keywords found in titles and abstracts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg import iri, terms
from kg.infer.matches import finding
from kg.model import Statement

TEXTS = {"dcterms:title": "title", "dcterms:abstract": "abstract"}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
_END = ""  # a key of the trie that no word can be


class Found(NamedTuple):
    """A label found in a text."""

    names: str  # what the label names
    words: str  # as they stand in the text


def trie(labels: Mapping[str, str]) -> dict[str, object]:
    """Labels as a tree of their folded words; `labels` maps a folded label to what it names."""
    root: dict[str, object] = {}
    for label, key in sorted(labels.items()):
        node = root
        for word in label.split():
            node = node.setdefault(word, {})  # type: ignore[assignment]  # a tree of dicts with a str at each end
        node.setdefault(_END, key)
    return root


def find(text: str, tree: Mapping[str, object]) -> Iterator[Found]:
    """The labels in a text: whole words, longest first, each stretch of text once; case, accents and plural do not matter.

    Time is linear in the text: from each word at most as many steps as the longest label has words.

    >>> [f.words for f in find("Industry clusters and the cluster", trie({"industry cluster": "i", "cluster": "c"}))]
    ['Industry clusters', 'cluster']
    """
    spans = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    words = [" ".join(map(iri.singular, iri.fold(text[a:b]).split())) for a, b in spans]
    at = 0
    while at < len(words):
        node, best, length = tree, "", 0
        for step in range(at, len(words)):
            following = node.get(words[step])
            if not isinstance(following, dict):
                break
            node = following
            if isinstance(key := node.get(_END), str):
                best, length = key, step - at + 1
        if best:
            yield Found(best, text[spans[at][0] : spans[at + length - 1][1]])
        at += length or 1


def subjects(statements: Iterable[Statement], tree: Mapping[str, object]) -> Iterator[Statement]:
    """The inferred subjects of the works that statements are about, where they are not stated already.

    `tree` is a trie of labels to the IRI terms of what they name.
    """
    texts = {terms.term(curie): where for curie, where in TEXTS.items()}
    subject, title = terms.term("dcterms:subject"), terms.term("dcterms:title")
    read: list[Statement] = []
    known: set[tuple[str, str]] = set()
    for statement in statements:
        if statement.predicate == subject:
            known.add((statement.subject, statement.object))
        elif statement.predicate in texts and iri.kind(statement.subject) == "work":
            read.append(statement)
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for statement in sorted(read, key=lambda s: (s.predicate != title, s)):
        for match in find(terms.value(statement.object), tree):
            pair = (statement.subject, match.names)
            if pair not in known:
                found.setdefault(pair, (match.words, texts[statement.predicate], statement.source))
    for (work, concept), (words, where, source) in sorted(found.items()):
        verb = "keyword" if iri.kind(concept) == "keyword" else "found"  # a keyword may be called as a concept is
        yield from finding(verb, work, "dcterms:subject", concept, source, words=words, where=where)
