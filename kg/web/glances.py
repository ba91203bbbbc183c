"""The gists that pages about the whole are made from, in a literature on shelves: what is looked at of all things, the rest when asked for.

Such pages stay as the last build left them where all that they were made of is as it was: what `build` shares with all, what is named
with them, the glances at all things, and the gists that were asked for while they were made, which are noted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

from kg import kept
from kg.kept import digest
from kg.web.gist import Gist
from kg.web.stacks import Stacks
from kg.web.tallies import Tally
from kg.web.whole import Whole

SHELVES = 16  # whose gists are at hand
File = tuple[str, bytes | None]  # a path, and what the file holds; None where it stays
Again = Callable[[str, object, Callable[[], Iterable[tuple[str, bytes]]]], Iterable[File]]  # what is made under a name, of what, and how


def afresh(_name: str, _of: object, make: Callable[[], Iterable[tuple[str, bytes]]]) -> Iterable[File]:
    """Make it, whatever has been made before."""
    return make()


class Sight(Protocol):
    """A literature as pages about the whole see it."""

    @property
    def whole(self) -> Whole:
        """With all things at a glance."""

    @property
    def argument(self) -> Whole:
        """With what takes part in the argument; of the others single ones are asked for, and no more is seen of all than views have."""

    @property
    def apart(self) -> Whole:
        """With nothing but what is asked for, and views."""


class AtHand(NamedTuple):
    """A literature of which all gists are at hand."""

    whole: Whole
    argument: Whole
    apart: Whole

    @classmethod
    def of(cls, literature: Whole) -> AtHand:
        """It sees all of it in any case."""
        return cls(literature, literature, literature)


class Glances:
    """The gists of one build, and what the last one noted of the pages that it made."""

    def __init__(self, stacks: Stacks, tally: Tally) -> None:
        self._stacks, self._tally = stacks, tally
        self._shelf = lru_cache(maxsize=SHELVES)(stacks.gists.get)
        self._asked: dict[str, str] = {}
        self.noted: dict[str, tuple[str, Any]] = {}  # of pages made together: digest of what of, paths, digests of the gists asked for

    @cached_property
    def whole(self) -> Whole:
        """The literature with all things at a glance; read when it is first asked for, as is `argument`."""
        return self._with("glance")

    @cached_property
    def argument(self) -> Whole:
        """The literature with what takes part in the argument."""
        return self._with("argument")

    @cached_property
    def apart(self) -> Whole:
        """The literature where single things are asked for, and no more is looked at of all than views have."""
        return Whole({}, self._known, self._tally, self._views)

    def _with(self, name: str) -> Whole:
        found: dict[str, Gist] = {}
        for seen in self._views(name):
            found.update(seen)
        return replace(self.apart, gists=found)

    def _views(self, name: str) -> Iterable[Any]:
        return (kept.unpacked(self._stacks.glances.get(number)[name]) for number in range(len(self._stacks.curated)))

    def again(self, shared: str, before: Mapping[str, tuple[str, Any]], made: Collection[int], stands: Callable[[str], bool]) -> Again:
        """A function that makes pages, or leaves them as they stand.

        `shared` is what all are made of, `before` what the last build noted, `made` are the shelves that have been made again since,
        `stands` says whether a file is as that build left it.
        """

        def make(name: str, of: object, make: Callable[[], Iterable[tuple[str, bytes]]]) -> Iterator[File]:
            made_of = digest(repr((shared, of)).encode("utf-8", "surrogatepass"))
            then, (paths, asked) = before.get(name, ("", ((), {})))
            if then == made_of and all(map(stands, paths)) and not self._differing(asked, made):
                self.noted[name] = before[name]
                yield from ((path, None) for path in paths)
                return
            self._asked, written = {}, []
            for path, data in make():
                written.append(path)
                yield path, data
            self.noted[name] = made_of, (written, self._asked)

        return make

    def _differing(self, asked: Mapping[str, str], made: Collection[int]) -> bool:
        """Whether some gists that were asked for are others now."""
        number = self._stacks.curated.number
        return any(self._read(term)[1] != then for term, then in asked.items() if number(term) in made)

    def _known(self, term: str) -> Gist | None:
        """The gist of a thing, and a note that it was asked for."""
        gist, self._asked[term] = self._read(term)
        return gist

    def _read(self, term: str) -> tuple[Gist | None, str]:
        packed = self._shelf(self._stacks.curated.number(term)).get(term)
        gist: Gist | None = kept.unpacked(packed) if packed else None
        return gist, digest(repr(gist).encode("utf-8", "surrogatepass"))
