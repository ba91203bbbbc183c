"""The stacks: what pages are made from and what has been made of it, shelf by shelf; those of this build, and those of the last one.

A build makes again what differs from the last: a shelf's briefs where its statements differ, what it takes from others where theirs
do, its pages where any of this differs, or a brief within their reach, or a page is not as the last build left it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kg import kept
from kg.kept import Drawers
from kg.shelves import Shelves
from kg.web.facts import Brief
from kg.web.rows import Row
from kg.web.whole import Gist


class Stacks(NamedTuple):
    """Shelves and drawers, all with the same bounds."""

    curated: Shelves
    texts: Shelves  # how entries are written
    found: Shelves  # what is inferred
    across: Shelves  # what pages take from others' shelves
    compact: Shelves  # the curated lines as the page of queries gets them
    briefs: Drawers  # dict[IRI term, Brief | None]: None while it takes what other pages say
    made: Drawers  # Made


class Made(NamedTuple):
    """What has been made of a shelf, besides its pages."""

    reach: bytes  # the marks of the things whose briefs its pages may ask for
    gists: dict[str, Gist]
    rows: list[Row]


def begun(curated: Shelves, texts: Shelves, found: Shelves, parts: int = 1) -> Stacks:
    """The stacks of a new build beside its statements."""
    folder = curated.folder and curated.folder.parent
    across, compact = (Shelves(curated.bounds, folder and folder / name, parts) for name in ("across", "compact"))
    return Stacks(curated, texts, found, across, compact, Drawers(folder and folder / "briefs"), Drawers(folder and folder / "made"))


def of_worker(stacks: Stacks, part: int) -> Stacks:
    """The same stacks, where one of several workers puts what others take."""
    return stacks._replace(across=Shelves(stacks.across.bounds, stacks.across.folder, part))


class Briefs:
    """The briefs of all things, each shelf's read when one of its things is asked for."""

    def __init__(self, drawers: Drawers, number: Callable[[str], int]) -> None:
        self._drawers, self._number = drawers, number
        self._known: dict[str, Brief | None] = {}
        self._read: set[int] = set()

    def get(self, term: str) -> Brief | None:
        """The brief of the thing with a page that an IRI term names, if there is one."""
        try:
            return self._known[term]
        except KeyError:
            pass
        number = self._number(term)
        if number not in self._read:
            self._read.add(number)
            self._known.update(self._drawers.get(number))
        return self._known.setdefault(term, None)

    def __contains__(self, term: object) -> bool:
        return self.get(str(term)) is not None


class Last(NamedTuple):
    """What the last build left."""

    stacks: Stacks
    files: Mapping[str, tuple[int, int]]  # its pages: size and time
    told: Mapping[str, object]  # what pages show of reference lists, by IRI term of the work
    memory: Mapping[str, tuple[str, Any]]  # see kept.Memory


NAME = "site"  # of its folder


def plan(folder: Path) -> dict[str, Any] | None:
    """What the last build noted of itself, and its files."""
    number = next((number for number, _ in kept.generations(folder, NAME)), 0)
    left = kept.left(folder, NAME, number)
    return left and left.plan | {"folder": folder / f"{NAME}-{number}", "left": left.files}


def last(folder: Path, bounds: list[str], settings: str) -> Last | None:
    """What the last build of the same settings left in a folder, if it had shelves of the same bounds."""
    known = plan(folder)
    if known is None or known["bounds"] != bounds or known["settings"] != settings:
        return None
    place: Path = known["folder"]
    left = known["left"]
    curated, texts, found, across, compact = (Shelves(bounds, place / name, left=left.get(name)) for name in Stacks._fields[:5])
    briefs, made = (Drawers(place / name, left.get(name)) for name in Stacks._fields[5:])
    return Last(Stacks(curated, texts, found, across, compact, briefs, made), known["files"], known["told"], known["memory"])


def take(stacks: Stacks, last: Stacks) -> None:
    """Have of the last build what workers, who do not hear of each other, find to be the same."""
    for number in range(len(stacks.curated)):
        stacks.compact.take(number, last.compact)
        stacks.briefs.take(number, last.briefs)


def keep(stacks: Stacks, last: Stacks | None, folder: Path, settings: str, **plan: object) -> None:
    """Leave the stacks and the rest of `Last` to the next build; they stay where they are for this one."""
    assert stacks.curated.folder
    number = next((n for n, _ in kept.generations(folder, NAME)), 0) + 1
    files: dict[str, dict[str, str]] = {}
    for kind in stacks._fields:
        new: Shelves | Drawers = getattr(stacks, kind)
        old: Shelves | Drawers = getattr(last or stacks, kind)
        now, then = new.files(), old.files()
        same = (name for name, place in now.items() if name in then and kept.same(Path(place, name), Path(then[name], name)))
        files[kind] = now | {name: then[name] for name in same}
    made = stacks.curated.folder.with_name("kept")
    kept.keep(made, folder, NAME, number, files, {"bounds": list(stacks.curated.bounds), "settings": settings, **plan})
