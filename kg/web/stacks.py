"""The stacks: what pages are made from and what has been made of it, shelf by shelf; those of this build, and those of the last one.

A build makes again what differs from the last: a shelf's briefs where its statements differ, what it takes from others where theirs
do, and of its pages each of which any of this differs, or a brief within its reach, or the file is not as the last build left it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from kg import files, kept
from kg.files import Look
from kg.kept import Drawers, packed, unpacked
from kg.shelves import Shelves
from kg.web.facts import Brief
from kg.web.pieces import Sums


class Stacks(NamedTuple):
    """Shelves and drawers, all with the same bounds."""

    curated: Shelves
    texts: Shelves  # how entries are written
    found: Shelves  # what is inferred
    across: Shelves  # what pages take from others' shelves
    compact: Drawers  # script.Share: the curated and the inferred statements as the page of queries gets them
    briefs: Drawers  # Packs of briefs, None while one takes what other pages say
    gists: Drawers  # dict[IRI term, bytes]: each gist packed
    rows: Drawers  # list[Row]
    glances: Drawers  # dict[str, bytes]: see web/glances
    quiet: Drawers  # the same, of views that nobody looks at where something is claimed
    pieces: Drawers  # dict[str, bytes]: see web/pieces
    columns: Drawers  # bytes by name: see web/catalogue
    pages: Drawers  # Left


OF_SHELF = ("compact", "briefs", "gists", "rows", "glances", "quiet", "pieces", "pages")  # what is made of a shelf


class Left(NamedTuple):
    """The pages of a shelf as a build left them, in the order of IRIs; as few values as can be, for all of them are read each time."""

    paths: str  # a line for each
    looks: bytes  # of their files: numbers, two for each
    near: bytes  # the marks of the things whose briefs they may ask for, page by page
    ends: bytes  # where in these the marks of each page end
    reach: bytes  # the marks of all these things

    @classmethod
    def of(cls, pages: Mapping[str, tuple[Look, bytes]]) -> Left:
        """Pages by path, with the look of each and the marks of what it may ask for."""
        looks = array("q", chain.from_iterable(look for look, _ in pages.values()))
        near = [marked for _, marked in pages.values()]
        ends = array("I", accumulate(map(len, near)))
        return cls("\n".join(pages), looks.tobytes(), b"".join(near), ends.tobytes(), kept.merged(near))

    def pages(self) -> dict[str, tuple[Look, bytes]]:
        """The same by path."""
        ends = array("I", self.ends)
        near = (self.near[start:end] for start, end in zip([0, *ends], ends, strict=False))
        return {path: (look, marked) for (path, look), marked in zip(self._looks(), near, strict=True)}

    def _looks(self) -> Iterator[tuple[str, Look]]:
        numbers = iter(array("q", self.looks))
        return zip(self.names(), zip(numbers, numbers, strict=True), strict=True)

    def names(self) -> list[str]:
        """The paths of the pages."""
        return self.paths.split("\n") if self.paths else []

    def meeting(self, changed: frozenset[int]) -> set[str]:
        """The paths of the pages that may ask for a brief with one of these marks."""
        if not kept.meets(self.reach, changed):
            return set()
        return {path for path, (_, near) in self.pages().items() if kept.meets(near, changed)}

    def spoilt(self, target: Path) -> set[str]:
        """The paths of the pages that are not as they were left."""
        return files.unlike(target, self.names(), array("q", self.looks))


def begun(curated: Shelves, texts: Shelves, found: Shelves, parts: int = 1) -> Stacks:
    """The stacks of a new build beside its statements."""
    folder = curated.folder and curated.folder.parent
    across = Shelves(curated.bounds, folder and folder / "across", parts)
    return Stacks(curated, texts, found, across, *(Drawers(folder and folder / name) for name in Stacks._fields[4:]))


def of_worker(stacks: Stacks, part: int) -> Stacks:
    """The same stacks, where one of several workers puts what others take."""
    return stacks._replace(across=Shelves(stacks.across.bounds, stacks.across.folder, part))


class Packs(NamedTuple):
    """The briefs of a shelf as they lie in its drawer: some together, for of hundreds few are mostly asked for."""

    terms: str  # a line for each
    packs: list[bytes]  # each of IN_PACK briefs in the order of terms, the last of what is left

    @classmethod
    def of(cls, briefs: Mapping[str, Brief | None]) -> Packs:
        """Briefs by IRI term."""
        some = iter(briefs.values())
        return cls("\n".join(briefs), [packed(list(islice(some, IN_PACK))) for _ in range(0, len(briefs), IN_PACK)])

    def all(self) -> dict[str, Any]:
        """The same by IRI term."""
        terms = self.terms.split("\n") if self.terms else []
        return dict(zip(terms, chain.from_iterable(map(unpacked, self.packs)), strict=True))

    def beside(self, term: str) -> dict[str, Brief | None]:
        """Those that lie in one pack with that of a term; nothing where it is not here."""
        at = self.terms.find(term)
        pack: Iterable[Brief | None] = unpacked(self.packs[self.terms.count("\n", 0, at) // IN_PACK]) if at >= 0 else ()
        return {brief.iri: brief for brief in pack if brief}


IN_PACK = 4


class Briefs(dict[str, Brief | None]):
    """The briefs of all things by IRI term, None where there is none; those are read that are asked for, with some beside them."""

    def __init__(self, drawers: Drawers, number: Callable[[str], int]) -> None:
        self._drawers, self._number = drawers, number
        self._packs: dict[int, Packs] = {}

    get = dict.__getitem__  # type: ignore[assignment]  # asked millions of times

    def __missing__(self, term: str) -> Brief | None:
        number = self._number(term)
        if number not in self._packs:
            self._packs[number] = self._drawers.get(number)
        self.update(self._packs[number].beside(term))
        return self.setdefault(term, None)

    def __contains__(self, term: object) -> bool:
        return self[str(term)] is not None


Stretches = Sequence[tuple[str, str]]  # see script.Share.marks


class Last(NamedTuple):
    """What the last build left."""

    folder: str
    stacks: Stacks
    files: Mapping[str, Look]  # all but the pages of things
    folders: Mapping[str, int]  # when something last came into each, or went out
    told: Mapping[str, object]  # what pages show of reference lists, by IRI term of the work
    sums: list[Sums]  # of each shelf's pieces and views
    stretches: list[Stretches]  # of the script for the page of queries, of each shelf
    memory: Mapping[str, tuple[str, Any]]  # see memory.Memory


NAME = "site"  # of its folder


def plan(folder: Path, *, sized: bool = True) -> dict[str, Any] | None:
    """What the last build noted of itself, and its files, of which the sizes are looked at or not."""
    number = next((number for number, _ in kept.generations(folder, NAME)), 0)
    left = kept.left(folder, NAME, number, sized=sized)
    return left and left.plan | {"folder": folder / f"{NAME}-{number}", "left": left.files}


def stands(plan: Mapping[str, Any], target: Path) -> bool:
    """Whether a site is as the build left it that noted this."""
    known, folders = plan["files"], plan["folders"]
    if files.touched(target, folders) != folders or any(files.look(f"{target}/{path}") != look for path, look in known.items()):
        return False
    if any(files.is_left_over(target, path) for path in files.at_root(target) if path not in known):
        return False
    try:
        return not any(_spoilt(plan, target))
    except kept.ERRORS:
        return False


Spoilt = dict[int, set[str]]  # by shelf: the paths of pages that are not as the last build left them


def _spoilt(plan: Mapping[str, Any], target: Path, part: int = 0, parts: int = 1) -> Iterator[tuple[int, set[str]]]:
    """The shelves with such pages, and these; of one of some parts of all shelves."""
    pages = Drawers(plan["folder"] / "pages", plan["left"].get("pages"))
    found = ((number, pages.get(number).spoilt(target)) for number in range(part, len(plan["bounds"]) + 1, parts))
    return ((number, paths) for number, paths in found if paths)


def spoilt(folder: Path, target: Path, part: int, parts: int) -> tuple[str, Spoilt]:
    """The pages that are not as the last build left them, of one of some parts of its shelves; and the folder of what that noted.

    Nothing where that cannot be read. The sizes of its files are looked at by whoever goes on from them.
    """
    with suppress(*kept.ERRORS):
        known = plan(folder, sized=False)
        return (str(known["folder"]), dict(_spoilt(known, target, part, parts))) if known else ("", {})
    return "", {}


def last(folder: Path, bounds: list[str], settings: str) -> Last | None:
    """What the last build of the same settings left in a folder, if it had shelves of the same bounds."""
    known = plan(folder)
    if known is None or known["bounds"] != bounds or known["settings"] != settings:
        return None
    place: Path = known["folder"]
    left = known["left"]
    curated, texts, found, across = (Shelves(bounds, place / name, left=left.get(name)) for name in Stacks._fields[:4])
    old = Stacks(curated, texts, found, across, *(Drawers(place / name, left.get(name)) for name in Stacks._fields[4:]))
    sums, stretches = unpacked(known["sums"]), known["stretches"]
    return Last(str(place), old, known["files"], known["folders"], known["told"], sums, stretches, known["memory"])


def take(stacks: Stacks, last: Stacks) -> None:
    """Have of the last build all that is not made anew: workers, who find what is to be, do not hear of each other."""
    for name in OF_SHELF:
        getattr(stacks, name).left.update(getattr(last, name).files())


def keep(stacks: Stacks, last: Stacks | None, folder: Path, settings: str, **plan: object) -> None:
    """Leave the stacks and the rest of `Last` to the next build; they stay where they are for this one."""
    assert stacks.curated.folder
    number = next((n for n, _ in kept.generations(folder, NAME)), 0) + 1
    files: dict[str, dict[str, str]] = {}
    for kind in stacks._fields:
        new: Shelves | Drawers = getattr(stacks, kind)
        old: Shelves | Drawers = getattr(last or stacks, kind)
        now, then = new.files(), old.files()
        anew = (name for name, place in now.items() if then.get(name, place) != place)
        same = {name: then[name] for name in anew if kept.same(f"{now[name]}/{name}", f"{then[name]}/{name}")}
        files[kind] = now | same
    made = stacks.curated.folder.with_name("kept")
    kept.keep(made, folder, NAME, number, files, {"bounds": list(stacks.curated.bounds), "settings": settings, **plan})
