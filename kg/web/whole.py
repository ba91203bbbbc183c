"""The whole literature, as the pages about it see it: gists, and what is looked at of all things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kg.web.facts import Brief, Facts, owner
from kg.web.gist import Gist, gist
from kg.web.tallies import VIEWS, Tally, tally


@dataclass(frozen=True)
class Whole:
    """The gists of all things, by IRI term, in the order of IRIs; of a large literature only what a page looks at of all."""

    gists: Mapping[str, Gist]
    known: Callable[[str], Gist | None] | None = None  # the gist of a thing, where those above do not say all
    tallied: Tally | None = None  # the numbers of all things, where not all are above
    views: Callable[[str], Iterable[Any]] | None = None  # one of VIEWS, shelf by shelf, where not all things are above

    def of_kind(self, *kinds: str) -> Iterator[Gist]:
        """The things of these kinds, in the order of IRIs."""
        return iter(self._by_kind.get(kinds[0], ())) if len(kinds) == 1 else (g for g in self.gists.values() if g.brief.kind in kinds)

    @cached_property
    def _by_kind(self) -> dict[str, list[Gist]]:
        found: dict[str, list[Gist]] = {}
        for thing in self.gists.values():
            found.setdefault(thing.brief.kind, []).append(thing)
        return found

    def brief(self, term: str) -> Brief | None:
        """What to show of the thing with a page that a term names or belongs to."""
        found = self.gists.get(owner(term)) or (self.known(owner(term)) if self.known else None)
        return found.brief if found else None

    def gist(self, term: str) -> Gist:
        """All that the gist of a thing says. Raises KeyError where there is no such thing."""
        return (self.known(term) if self.known else None) or self.gists[term]

    def view(self, name: str) -> Iterable[Any]:
        """One of VIEWS, shelf by shelf."""
        return self.views(name) if self.views else [VIEWS[name](self.gists)]

    @cached_property
    def tally(self) -> Tally:
        """The numbers of all things."""
        return tally(self.gists.values()) if self.tallied is None else self.tallied

    @property
    def counts(self) -> Mapping[str, int]:
        """How many things there are of each kind."""
        return self.tally.counts


def whole(facts: Facts) -> Whole:
    """The whole, where the facts of all pages are at hand."""
    return Whole({term: gist(page) for term, page in facts.pages.items()})
