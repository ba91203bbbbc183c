"""The gists that pages about the whole are made from, in a literature on shelves: what is looked at of all things, the rest when asked for.

Such pages stay as the last build left them where all that they were made of is as it was: what `build` shares with all, what is named
with them, the glances at all things, and the gists that were asked for while they were made, which are noted. So do parts of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

from kg import kept
from kg.kept import Drawers, digest
from kg.web.gist import Gist
from kg.web.stacks import Stacks
from kg.web.tallies import QUIET, Tally
from kg.web.whole import Whole

SHELVES, GISTS = 16, 2000  # whose gists are at hand, and how many of others
BRIEFLY = ("uncited", "connected", "since-concept")  # views of a few kilobytes a shelf
File = tuple[str, bytes | None]  # a path, and what the file holds; None where it stays
Noted = dict[str, tuple[str, Any]]  # a digest of what of; of pages, paths, digests of gists asked for, names of parts; of a part, it packed
Asked = dict[tuple[str, bool], str]  # what tells a gist from others: by IRI term, and whether its numbers are looked at
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

    def __init__(self, stacks: Stacks, tally: Tally, shared: str, before: Noted, made: Collection[int], standing: Collection[str]) -> None:
        """`shared` is what all pages are made of, `before` what the last build noted.

        `made` are the shelves that have been made again since, `standing` the files that are as that build left them.
        """
        self._stacks, self._tally, self._shared, self._before, self._made, self._standing = stacks, tally, shared, before, made, standing
        shelf = lru_cache(maxsize=SHELVES)(stacks.gists.get)
        self._packed = lru_cache(maxsize=GISTS)(lambda term: shelf(stacks.curated.number(term)).get(term, b""))
        self._asked: Asked = {}
        self._parts: list[str] = []
        self.noted: Noted = {}

    @cached_property
    def whole(self) -> Whole:
        """The literature with all things at a glance; read when it is first asked for, as is `argument`."""
        return self._with("glance")

    @cached_property
    def argument(self) -> Whole:
        """The literature with what takes part in the argument; of nothing it is seen how much leads to it."""
        return replace(self._with("argument"), known=self._uncounted)

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
        if name in BRIEFLY:
            return (kept.unpacked(views[name]) for views in self._brief_views)
        return (kept.unpacked(views[name]) for views in self._read(self._stacks.quiet if name in QUIET else self._stacks.glances))

    def _read(self, drawers: Drawers) -> Iterator[Mapping[str, bytes]]:
        return (drawers.get(number) for number in range(len(self._stacks.curated)))

    @cached_property
    def _brief_views(self) -> list[dict[str, bytes]]:
        """Those of BRIEFLY, shelf by shelf: they are small, and where one differs others do."""
        return [{name: views[name] for name in BRIEFLY} for views in self._read(self._stacks.glances)]

    def again(self, name: str, of: object, make: Callable[[], Iterable[tuple[str, bytes]]]) -> Iterator[File]:
        """Pages as they are made, or where they stand as they would be made, their paths."""
        made_of, known = self._known_by(name, of)
        if self._stand(known):
            self.noted.update((noted, self._before[noted]) for noted in (name, *known[2]))
            yield from ((path, None) for path in known[0])
            return
        self._asked, self._parts, written = {}, [], []
        for path, data in make():
            written.append(path)
            yield path, data
        self.noted[name] = made_of, (written, self._asked, self._parts)

    def stand(self, name: str, of: object) -> bool:
        """Whether pages that are made together stand as they would be made."""
        return self._stand(self._known_by(name, of)[1])

    def _stand(self, known: Any) -> bool:
        return bool(known) and all(path in self._standing for path in known[0])

    def recall(self, name: str, of: object, make: Callable[[], Any]) -> Any:
        """A part of pages, or what the last build made of the same; gists asked for in the making are asked for by the page, too."""
        self._parts.append(name)
        made_of, known = self._known_by(name, of)
        if known is None:
            outer, self._asked = self._asked, {}
            known, self._asked = (kept.packed(make()), self._asked), outer
        self.noted[name] = made_of, known
        self._asked.update(known[1])
        return kept.unpacked(known[0])

    def _known_by(self, name: str, of: object) -> tuple[str, Any]:
        """A digest of what something is made of; what was noted of it if that is the same, and the gists that were asked for are."""
        made_of = digest(repr((self._shared, of)).encode("utf-8", "surrogatepass"))
        then, known = self._before.get(name, ("", None))
        return made_of, known if then == made_of and not self._differing(known[1]) else None

    def _differing(self, asked: Asked) -> bool:
        """Whether some gists that were asked for are others now."""
        number = self._stacks.curated.number
        return any(self._mark(term, counted=counted) != then for (term, counted), then in asked.items() if number(term) in self._made)

    def _known(self, term: str) -> Gist | None:
        """The gist of a thing, and a note that it was asked for."""
        self._asked[term, True] = self._mark(term, counted=True)
        packed = self._packed(term)
        return kept.unpacked(packed) if packed else None

    def _uncounted(self, term: str) -> Gist | None:
        """The same without the numbers that change where another work cites it."""
        self._asked[term, False] = self._mark(term, counted=False)
        return self._without_numbers(term)

    def _without_numbers(self, term: str) -> Gist | None:
        packed = self._packed(term)
        gist: Gist | None = kept.unpacked(packed) if packed else None
        return gist and gist._replace(linked=0, cites=0, matching=0)

    def _mark(self, term: str, *, counted: bool) -> str:
        """What tells whether a gist is another one: it stays packed as it was until it is."""
        return digest(self._packed(term) if counted else repr(self._without_numbers(term)).encode("utf-8", "surrogatepass"))
