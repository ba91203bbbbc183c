"""Key phrases of titles: what a bibliography without keywords and abstracts can be said to be about.

Collocations are those of NLTK, ranked by Dunning's likelihood ratio (Dunning 1993, “Accurate methods for the statistics of
surprise and coincidence”); stop words are those of the package stop-words. A phrase is one that at least two titles share;
single words fill up where phrases reach few of the works. All of it is counting: no model, no download.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg import iri

MOST = 200  # phrases, single words among them
TITLES = 20_000  # titles that are counted; of more, every second, third, …: frequent phrases are frequent there too
SHARED = 2  # titles that a phrase stands in
USUAL = 0.5  # share of the titles past which a word tells none from another
SHORTEST = 3  # letters of a word at either end
FEW = 10  # titles up to which a word may stand in all
REACHED = 0.8  # share of the works that phrases should reach before single words are not needed
_STRETCH = re.compile(r"[:;.,?!()\[\]{}“”\"/|–—]+|\s-+\s")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NO_SUBJECT = frozenset(
    "analysis approach aspect book case chapter comment editor editorial effect essay evidence example guide handbook idea introduction"
    " issue look method new note overview page paper part perspective preface problem proceeding question reply report research result"
    " review study survey theory title use using via volume work abstract article content index toward towards vol way".split()
)
Phrase = tuple[str, ...]  # folded words


def key_phrases(titles: Sequence[str], languages: Iterable[str]) -> dict[str, str]:
    """The phrases that titles share, most telling first: the folded phrase and its most frequent spelling, at most MOST.

    `languages` are those of the titles, as BCP 47 tags; their stop words begin and end no phrase.

    >>> list(key_phrases(["Silicon Valley and Route 128", "The Silicon Valley", "Industrial districts", "An industrial district"], ["en"]))
    ['industrial district', 'silicon valley']
    """
    different = list(dict.fromkeys(titles))  # editions and reprints would make a phrase of any three words
    step = -(-len(different) // TITLES) or 1
    stretches = [list(_stretches(title)) for title in different[::step]]
    stops = _stop_words(languages)
    ranked = [p for p in _ranked([s for title in stretches for s in title]) if _is_phrase(p, stops)]
    shared, spellings = _shared(stretches, {*ranked})
    chosen = _whole([p for p in ranked if len(shared[p]) >= SHARED], shared)[: MOST // 2]
    if len(set().union(*(shared[p] for p in chosen))) < REACHED * len(stretches):
        chosen += _words(stretches, chosen, shared, spellings, stops)
    return {" ".join(p): _shown(spellings[p]) for p in chosen[:MOST]}


Stretch = list[tuple[str, str]]  # words: folded, and as written


def _stretches(title: str) -> Iterator[Stretch]:
    """The stretches of a title between its punctuation, as words."""
    for part in _STRETCH.split(title):
        words = [(iri.fold_words(w).replace(" ", ""), w) for w in _WORD.findall(part)]
        if words:
            yield words


def _stop_words(languages: Iterable[str]) -> frozenset[str]:
    from stop_words import StopWordError, get_stop_words

    found: set[str] = set(_NO_SUBJECT)
    for language in sorted({tag.partition("-")[0].lower() for tag in languages}):
        try:
            found.update(iri.fold_words(word).replace(" ", "") for word in get_stop_words(language))
        except StopWordError:  # a language it does not have
            continue
    return frozenset(found)


def _ranked(stretches: Iterable[Stretch]) -> list[Phrase]:
    """Two and three words that stand together more often than by chance, most telling first; ties in alphabetical order."""
    from nltk.collocations import BigramCollocationFinder, TrigramCollocationFinder
    from nltk.metrics import BigramAssocMeasures, TrigramAssocMeasures

    documents = [[word for word, _ in stretch] for stretch in stretches]
    scored: dict[Phrase, float] = {}
    finders: tuple[tuple[Any, Any], ...] = (
        (BigramCollocationFinder, BigramAssocMeasures.likelihood_ratio),
        (TrigramCollocationFinder, TrigramAssocMeasures.likelihood_ratio),
    )
    for kind, measure in finders:
        finder = kind.from_documents(documents)
        finder.apply_freq_filter(SHARED)
        scored |= {phrase: round(score, 3) / len(phrase) for phrase, score in finder.score_ngrams(_or_none(measure))}
    return sorted(scored, key=lambda p: (-scored[p], p))


def _or_none(measure: Callable[..., float]) -> Callable[..., float]:
    """A measure that is 0 where NLTK's has none: the counts of a title that says one word again and again do not add up."""

    def measured(*counts: Any) -> float:
        try:
            return measure(*counts)
        except ValueError:  # the logarithm of a negative number
            return 0.0

    return measured


def _is_phrase(phrase: Phrase, stops: frozenset[str]) -> bool:
    ends = (phrase[0], phrase[-1])
    return all(_is_word(w, stops) for w in ends) and len(set(phrase)) == len(phrase) and not any(w.isdecimal() for w in phrase)


def _whole(phrases: Sequence[Phrase], shared: Mapping[Phrase, set[int]]) -> list[Phrase]:
    """The phrases without those that are hardly ever found but within a longer one."""
    longer: dict[Phrase, int] = defaultdict(int)
    for phrase in phrases:
        for part in (phrase[:2], phrase[1:]) if len(phrase) == 3 else ():
            longer[part] = max(longer[part], len(shared[phrase]))
    return [p for p in phrases if len(shared[p]) >= 2 * longer[p] or not longer[p]]


def _is_word(word: str, stops: frozenset[str]) -> bool:
    return len(word) >= SHORTEST and word not in stops and any(c.isalpha() for c in word)


def _shared(stretches: Sequence[Sequence[Stretch]], phrases: set[Phrase]) -> tuple[dict[Phrase, set[int]], dict[Phrase, Counter[str]]]:
    """The titles, by number, that each phrase stands in, and its spellings there."""
    shared: dict[Phrase, set[int]] = defaultdict(set)
    spellings: dict[Phrase, Counter[str]] = defaultdict(Counter)
    for number, title in enumerate(stretches):
        for stretch in title:
            for length in (2, 3):
                for at in range(len(stretch) - length + 1):
                    phrase = tuple(word for word, _ in stretch[at : at + length])
                    if phrase in phrases:
                        shared[phrase].add(number)
                        spellings[phrase][" ".join(written for _, written in stretch[at : at + length])] += 1
    return shared, spellings


def _words(
    stretches: Sequence[Sequence[Stretch]],
    chosen: Iterable[Phrase],
    shared: Mapping[Phrase, set[int]],
    spellings: dict[Phrase, Counter[str]],
    stops: frozenset[str],
) -> list[Phrase]:
    """Single words that titles share, most frequent first; none that stands in them only as a part of a phrase chosen."""
    of_phrases: dict[str, set[int]] = defaultdict(set)
    for phrase in chosen:
        for word in phrase:
            of_phrases[word] |= shared[phrase]
    found: dict[Phrase, set[int]] = defaultdict(set)
    for number, title in enumerate(stretches):
        for word, written in (pair for stretch in title for pair in stretch):
            if _is_word(word, stops):
                found[word,].add(number)
                spellings[word,][written] += 1
    most = max(FEW, USUAL * len(stretches))
    own = {p: len(numbers - of_phrases[p[0]]) for p, numbers in found.items() if SHARED <= len(numbers) <= most}
    return sorted((p for p, n in own.items() if n >= SHARED), key=lambda p: (-len(found[p]), p))


def _shown(spellings: Counter[str]) -> str:
    """The spelling to show: the most frequent; of those alike one in lower case, for titles have capitals anywhere."""
    return min(spellings, key=lambda s: (-spellings[s], s != s.lower(), s))
