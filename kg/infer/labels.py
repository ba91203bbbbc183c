"""Labels of concepts and keywords found in titles and abstracts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from kg import iri, terms
from kg.infer.matches import finding

_TEXTS = {terms.term("dcterms:title"): "title", terms.term("dcterms:abstract"): "abstract"}
_SUBJECT = terms.term("dcterms:subject")
_READ = {*_TEXTS, _SUBJECT}
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
    words = list(map(_folded, _WORD.findall(text)))
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
            spans = spans or list(_WORD.finditer(text))
            yield Found(best, text[spans[at].start() : spans[last].end()])


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return " ".join(map(iri.singular, iri.fold(word).split()))


def subjects(lines: Iterable[str], tree: Mapping[str, object]) -> Iterator[str]:
    """The inferred subjects of works that have a title or an abstract, where they are not stated already: lines of N-Triples.

    `lines` are sorted lines of N-Triples with all that is said of these works; `tree` is a trie of labels to the IRI terms of
    what they name.
    """
    for work, said in groupby(map(_parted, lines), key=itemgetter(0)):
        if "#" in work or iri.kind(work) != "work":
            continue
        by: dict[str, list[str]] = defaultdict(list)
        for _, predicate, rest in said:
            if predicate in _READ:
                by[predicate].append(rest[:-2])
        found: dict[str, tuple[str, str]] = {}
        for predicate, where in _TEXTS.items():
            for text in by[predicate]:
                for match in find(terms.value(text), tree):
                    found.setdefault(match.names, (match.words, where))
        for stated in by[_SUBJECT]:
            found.pop(stated, None)
        for concept, (words, where) in found.items():
            yield from finding(_verb(concept), work, "dcterms:subject", concept, words=words, where=where)


def _parted(line: str) -> list[str]:
    return line.split(" ", 2)


@lru_cache(maxsize=100_000)
def _verb(concept: str) -> str:
    """The name of a finding of a concept or keyword: a keyword may be called as a concept is."""
    return "keyword" if iri.kind(concept) == "keyword" else "found"
