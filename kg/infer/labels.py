"""Labels of concepts and keywords found in titles and abstracts."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kg import iri, terms
from kg.infer.matches import finding

IN = {terms.term("dcterms:title"): "title", terms.term("dcterms:abstract"): "abstract"}  # what is looked through, in this order
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
_END = ""  # a key of the trie that no word can be


class Text(NamedTuple):
    """A text that labels are looked for in."""

    work: str  # IRI term
    where: str  # one of IN
    written: str
    words: list[str]  # folded, each as a label has it


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


def texts(said: Iterable[Sequence[str]]) -> list[Text]:
    """The titles and abstracts of works among triples; the objects are IRI terms and literals."""
    return [
        Text(subject, IN[predicate], written, list(map(_folded, _WORD.findall(written))))
        for subject, predicate, obj in said
        if predicate in IN and "#" not in subject and iri.kind(subject) == "work"
        for written in [terms.value(obj)]
    ]


def words(looked_through: Iterable[Text]) -> str:
    """The words of texts, as `among` looks for labels in them."""
    return "\n".join([f" {' '.join(text.words)} " for text in looked_through])


def among(known: str, labels: Iterable[str]) -> bool:
    """Whether one of some labels may be found in texts, of which the words are known.

    Where none is, texts have the same labels with and without these in the tree: nothing but the longest that stands somewhere counts.
    """
    return any(f" {label} " in known for label in labels)


def find(text: Text, tree: Mapping[str, object]) -> Iterator[Found]:
    """The labels in a text: whole words, longest first, each stretch of text once; case, accents and plural do not matter.

    Time is linear in the text: from each word at most as many steps as the longest label has words.

    >>> text, = texts([("<https://x.example/work/a>", terms.term("dcterms:title"), '"Industry clusters and the cluster"')])
    >>> [f.words for f in find(text, trie({"industry cluster": "i", "cluster": "c"}))]
    ['Industry clusters', 'cluster']
    """
    words = text.words
    spans: list[re.Match[str]] = []
    free = 0  # the first word that is in no label found so far
    for at, word in enumerate(words):
        if at < free or word not in tree:
            continue
        node, best, last = tree, "", 0
        for step in range(at, len(words)):
            following = node.get(words[step])
            if not isinstance(following, dict):
                break
            node = following
            if isinstance(key := node.get(_END), str):
                best, last = key, step
        if best:
            free = last + 1
            spans = spans or list(_WORD.finditer(text.written))
            yield Found(best, text.written[spans[at].start() : spans[last].end()])


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return " ".join(map(iri.singular, iri.fold(word).split()))


Subjects = dict[tuple[str, str], tuple[str, str]]  # work and what it is about -> words that say so, and where they stand


def subjects(looked_through: Collection[Text], tree: Mapping[str, object], stated: Container[tuple[str, str]] = ()) -> Subjects:
    """What works are about by their texts, but for what is stated; `tree` is a trie of labels to the IRI terms of what they name."""
    found: Subjects = {}
    for where in IN.values():
        for text in looked_through:
            if text.where == where:
                for match in find(text, tree):
                    if (text.work, match.names) not in stated:
                        found.setdefault((text.work, match.names), (match.words, where))
    return found


def findings(found: Subjects) -> Iterator[str]:
    """The lines of N-Triples that say so."""
    for (work, concept), (text, where) in found.items():
        yield from finding(_verb(concept), work, "dcterms:subject", concept, words=text, where=where)


@lru_cache(maxsize=100_000)
def _verb(concept: str) -> str:
    """The name of a finding of a concept or keyword: a keyword may be called as a concept is."""
    return "keyword" if iri.kind(concept) == "keyword" else "found"
