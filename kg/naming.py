"""How things are called that are known by their name only: labels, keywords, venues, organizations."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, Protocol

from kg import iri, terms
from kg.bib import keywords, latex, names, refs, values
from kg.schema import FieldShape


class Text(Protocol):
    """A function from field name to evaluated text, empty where there is no such field; white space is folded unless `fold` is off."""

    def __call__(self, name: str, *, fold: bool = True) -> str:
        """The text of a field."""


def agent_kind(name: names.Name) -> str:
    """`organization` for a name in braces, else `person`."""
    return "organization" if name.literal else "person"


class AgentKey(NamedTuple):
    """What people and organizations are looked up by."""

    kind: str
    sort: str  # the name as lists have it
    folded: str
    slug: str


@lru_cache(maxsize=50_000)
def agent_key(name: names.Name) -> AgentKey:
    """What the bearer of a name is looked up by."""
    sort = name.sort
    return AgentKey(agent_kind(name), sort, iri.fold(sort), iri.named(sort))


def written_name(text: str) -> str:
    """A name of a venue, organization or keyword as plain text."""
    return values.fold_space(latex.to_text(text)[0])


def keyword_key(label: str) -> str:
    """What all spellings of a keyword have in common, `spill-overs` and `spillover` too."""
    return iri.fold_words(label).replace(" ", "") or label


def keyword_slug(label: str) -> str:
    """The slug of a keyword, made from the spelling that is shown."""
    return iri.slug(iri.fold_words(label).replace(" ", "-") or label)


def labels(value: str, language: str) -> list[tuple[str, str]]:
    """The labels of a list and the language of each: `industrial district; Industriedistrikt @de`.

    >>> labels("industrial district; Industriedistrikt @de", "en")
    [('industrial district', 'en'), ('Industriedistrikt', 'de')]
    """
    found = (_tagged(item, language) for item in refs.split_list(value))
    return [(written_name(label), tag) for label, tag in found]


def subject_labels(value: str, language: str) -> list[tuple[str, str]]:
    """The labels of a list of subjects and the language of each; the full stop at the end of a list is none of a label.

    >>> subject_labels("case study; survey.", "en")
    [('case study', 'en'), ('survey', 'en')]
    """
    return [(keywords.without_stop(label), tag) for label, tag in labels(value, language)]


def _tagged(item: str, language: str) -> tuple[str, str]:
    if "@" not in item:
        return item, language
    text, _, tag = item.rpartition("@")
    tagged = bool(text.strip()) and terms.is_language(tag.strip())
    return (text.strip(), tag.strip().lower()) if tagged else (item, language)


def keyword_list(value: str, language: str, *, mesh: bool = False) -> list[tuple[keywords.Keyword, str]]:
    """The keywords of a list with its line ends, and the language of each; `mesh` says that all are MeSH headings."""
    found = []
    for word in keywords.read(value, mesh=mesh):
        label, tag = _tagged(word.label, language)
        found.append((word if label == word.label else word._replace(label=label), tag))
    return found


def venue_name(text: Text, name: str, shape: FieldShape) -> str:
    """The name of the journal, series, book or proceedings in a field, with the subtitle that its shape takes along."""
    subtitles = [text(other) for other in shape.also if other.endswith("subtitle")]
    return joined_title(written_name(text(name)), *map(written_name, subtitles))


def joined_title(title: str, *subtitles: str) -> str:
    """A title and its subtitles.

    >>> joined_title("Clusters", "A review"), joined_title("Clusters?", "A review"), joined_title("Clusters", "")
    ('Clusters: A review', 'Clusters? A review', 'Clusters')
    """
    for sub in filter(None, subtitles):
        title = f"{title}{' ' if title.endswith(('?', '!', ':')) else ': '}{sub}" if title else sub
    return title


def is_biblatex(text: Text) -> bool:
    """Whether an entry is written for biblatex, where publishers are a list with `and` between them."""
    return any(text(name) for name in ("date", "location", "journaltitle"))


def organizations(value: str, *, listed: bool) -> list[str]:
    """The organizations of a field: several where it is a list, unless what follows `and` belongs to a firm's name.

    >>> organizations("A Press and B Press", listed=True), organizations("John Wiley and Sons", listed=True)
    (['A Press', 'B Press'], ['John Wiley and Sons'])
    """
    parts = [part.replace("\0", " and ") for part in _AND.split(_OF_A_FIRM.sub("\0", value))] if listed and "{" not in value else [value]
    return [found for part in parts if (found := written_name(part))]


_AND = re.compile(r"\s+and\s+")
_OF_A_FIRM = re.compile(r"\s+and\s+(?=(?:Sons?|Co|Company|Companies|Brothers|Bros|Partners|Associates|Noble|Francis|Hall|Row|others)\b)")
