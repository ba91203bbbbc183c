"""What the whole site is made from: the facts, the texts beside them, and how stances look and properties are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kg.schema import Stance
from kg.web.markup import Links, link, titled
from kg.web.reflists import ReferenceLists

if TYPE_CHECKING:
    from kg.model import Problem
    from kg.web.facts import Facts


class SourceText(NamedTuple):
    """A bib entry as it stands in its file."""

    text: str
    file: str
    key: str


class VocabularyTerm(NamedTuple):
    """A class, property or individual of our own vocabulary."""

    iri: str  # IRI term or address
    label: str
    comment: str
    kind: str  # "class", "property", "individual"


class Parameter(NamedTuple):
    """A parameter of a named query, as kg.query.Parameter has it."""

    name: str
    kind: str
    description: str
    required: bool


class NamedQuery(NamedTuple):
    """A query that comes with the program or the workspace."""

    name: str
    title: str
    description: str
    required: tuple[tuple[str, str], ...] = ()  # the parameters it needs: name, and kind as in kg.query.KINDS
    parameters: tuple[Parameter, ...] = ()  # all of them
    text: str = ""


@dataclass(frozen=True)
class SiteInput:
    """Everything a site is made from; nothing else is read but the packaged templates and assets."""

    title: str
    base: str
    language: str
    facts: Facts
    repository: str = ""  # where the bib files can be looked at
    address: str = ""  # where the site stands, where that is known
    problems: Sequence[Problem] = ()
    things: Mapping[str, str] = field(default_factory=dict)  # key of an entry with problems -> IRI term of the thing with a page
    sources: Mapping[str, SourceText] = field(default_factory=dict)  # by IRI term of the page
    vocabulary: Sequence[tuple[str, str, str, str]] = ()  # VocabularyTerm
    downloads: Mapping[str, int] = field(default_factory=dict)  # names of the files under data/ -> bytes
    statements: int = 0  # of the graph; shown where it is too large to be carried by the site
    stances: Sequence[Stance] = ()
    problem_titles: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)  # code -> severity, title, explanation
    queries: Sequence[NamedQuery] = ()
    labels: Mapping[str, str] = field(default_factory=dict)  # IRI term of a property or class -> what people call it
    reference_lists: ReferenceLists = field(default_factory=ReferenceLists)
    assets: Mapping[str, bytes] = field(default_factory=dict)  # placed under assets/, over the packaged ones
    templates: Mapping[str, str] = field(default_factory=dict)  # name -> Jinja source, over the packaged ones
    style: bool = False  # whether assets/own/style.css comes after the packaged style sheets

    @cached_property
    def links(self) -> Links:
        """A link to each thing, by IRI term, as the page of a thing has it."""
        return Links(self.facts.brief, link)

    @cached_property
    def titles(self) -> Links:
        """The same, a work's title beside it."""
        return Links(self.facts.brief, titled)

    @cached_property
    def works(self) -> Links:
        """The same for a list of works, which says itself what is in it."""
        return Links(self.facts.brief, lambda brief: titled(brief, "work"))

    @cached_property
    def chips(self) -> Links:
        """Links to what works are about, keywords if they do not say otherwise."""
        return Links(self.facts.brief, lambda brief: link(brief, among="keyword"))

    @cached_property
    def looks(self) -> dict[str, Stance]:
        """The stances by IRI term, in their order."""
        return {as_term(s.iri): s for s in sorted(self.stances, key=lambda s: s.order)}

    @cached_property
    def stance_order(self) -> dict[str, int]:
        """The place of each stance among them."""
        return {term: n for n, term in enumerate(self.looks)}

    def polarity(self, term: str) -> int:
        """Whether a stance is for (1), against (-1) or neither; 0 for what is no stance."""
        return self.looks[term].polarity if term in self.looks else 0

    def label(self, term: str) -> str:
        """What people call a property or class: from the data, else its name in words."""
        return self.labels.get(term) or in_words(term)


def plural(count: int, one: str, many: str = "") -> str:
    """A number and what there are that many of.

    >>> plural(1, "claim"), plural(1240, "claim"), plural(2, "study", "studies")
    ('1 claim', '1,240 claims', '2 studies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def as_term(iri: str) -> str:
    """An address as an IRI term; a term stays as it is."""
    return iri if iri.startswith("<") else f"<{iri}>"


@lru_cache(maxsize=10_000)
def in_words(term: str) -> str:
    """The last part of an address in words.

    >>> in_words("<http://purl.org/spar/cito/usesConclusionsFrom>"), in_words("<http://purl.org/spar/fabio/JournalArticle>")
    ('uses conclusions from', 'journal article')
    """
    name = re.split(r"[#/]", term.strip("<>"))[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", name).lower()


def sentence_case(text: str) -> str:
    """A text with its first letter in upper case.

    >>> sentence_case("supported by"), sentence_case("SMEs")
    ('Supported by', 'SMEs')
    """
    return text[:1].upper() + text[1:]
