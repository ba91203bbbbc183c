"""What one run leaves for the next: files, and records in them. It can be deleted at any time.

Nothing here is believed of anything but the very input it was made from: a run compares, and makes again what differs.
A generation is what one run has left: a folder with the files that are new in it, and a note of all that it is made of. What is
as it was stays in the folder of the generation that made it, until neither of the last two has it.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from filecmp import cmp
from functools import cache
from hashlib import blake2b
from importlib import import_module
from io import BytesIO
from os.path import exists, samestat
from pathlib import Path
from typing import Any, NamedTuple

# The classes that a record may be made of: a folder may have come from someone else, and must be no way to run their code.
_CLASSES = {
    ("kg.blocks", "Cut"),
    ("kg.blocks", "Outline"),
    ("kg.checks.evidence", "Line"),
    ("kg.indexing", "Left"),
    ("kg.infer.subjects", "Counts"),
    ("kg.likeness.pair", "Pair"),
    ("kg.model", "Entry"),
    ("kg.model", "Field"),
    ("kg.model", "FieldNames"),
    ("kg.model", "Problem"),
    ("kg.model", "Statement"),
    ("kg.model", "StringDef"),
    ("kg.parts", "Rows"),
    ("kg.rounds", "Inferred"),
    ("kg.schema", "EntryType"),
    ("kg.schema", "FieldShape"),
    ("kg.schema", "Schema"),
    ("kg.schema", "Stance"),
    ("kg.web.chronicle", "Arrival"),
    ("kg.web.chronicle", "Tie"),
    ("kg.web.debates", "Held"),
    ("kg.web.catalogue", "People"),
    ("kg.web.facts", "Brief"),
    ("kg.web.gaps", "Gap"),
    ("kg.web.gaps", "Row"),
    ("kg.web.pieces", "Sums"),
    ("kg.web.rows", "Row"),
    ("kg.web.script", "Share"),
    ("kg.web.shell", "Frame"),
    ("kg.web.stacks", "Left"),
    ("kg.web.stacks", "Packs"),
    ("kg.web.tallies", "Tally"),
    ("kg.web.gist", "Gist"),
    ("kg.web.gist", "Stand"),
    ("markupsafe", "Markup"),
}
PLAN, FILES = "plan", "files"  # the notes on a folder: what its run says, and what files it is made of
ERRORS = (
    sqlite3.Error,
    OSError,
    pickle.UnpicklingError,
    EOFError,
    AttributeError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)


class _Reader(pickle.Unpickler):
    """Reads what `write` has written, and nothing that would run code."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a record")
        return _class(module, name)


@cache
def _class(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


def write(path: Path, value: object) -> None:
    """Write a record, in the place of any other."""
    new = path.with_name(f"{path.name}~{os.getpid()}")  # several workers may make the same
    with new.open("wb") as file:
        pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
    new.replace(path)  # never into a file that is linked to from elsewhere


def read(path: Path | str) -> Any:
    """A record. Raises one of ERRORS where there is none that can be read."""
    with open(path, "rb") as file:  # noqa: PTH123  # of thousands
        return _Reader(file).load()


def packed(value: object) -> bytes:
    """A record as bytes, for one that holds many of which few are asked for."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Any:
    """The record. Raises one of ERRORS where it is none."""
    return _Reader(BytesIO(data)).load()


def link(old: Path, new: Path) -> None:
    """Have a file in a second place: the same file where the disk can do that, else a copy. It must not be written into any more."""
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def same(one: Path | str, other: Path | str) -> bool:
    """Whether two files have the same bytes; False where one is missing."""
    try:
        return one == other or samestat(os.stat(one), os.stat(other)) or cmp(one, other, shallow=False)  # noqa: PTH116  # of thousands
    except OSError:
        return False


@contextmanager
def beneath(folder: Path | str) -> Iterator[tuple[str, int | None]]:
    """What to put before a path in a folder, and `dir_fd`, to look at thousands of files: they are found faster from the folder on."""
    if os.stat not in os.supports_dir_fd or not os.path.isdir(folder):  # noqa: PTH112  # of thousands
        yield f"{folder}/", None
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        yield "", number
    finally:
        os.close(number)


class Drawers:
    """Records by number or name: each in a file of its own, or in memory where there is no folder."""

    def __init__(self, folder: Path | None = None, left: Mapping[str, str] | None = None) -> None:
        self.folder, self.left = folder, {**left} if left else {}  # the folders of those that others have made, by name
        self._here: dict[int | str, Any] = {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, number: int | str, value: object) -> None:
        """Keep a record."""
        if self.folder:
            write(self.folder / _name(number), value)
        else:
            self._here[number] = value

    def get(self, number: int | str) -> Any:
        """A record. Raises one of ERRORS where there is none."""
        return read(self.file(number)) if self.folder else self._here[number]

    def file(self, number: int | str) -> str:
        """The file of a record."""
        return f"{place(self.folder, self.left, _name(number))}/{_name(number)}"

    def files(self) -> dict[str, str]:
        """The folder in which each file lies, by its name."""
        assert self.folder
        return places(self.folder, self.left)

    def take(self, number: int | str, old: Drawers) -> None:
        """Have a record of others, until there is one of our own."""
        self.left[_name(number)] = place(old.folder, old.left, _name(number))


def _name(number: int | str) -> str:
    return number if isinstance(number, str) else f"{number:05}"


def place(folder: Path | None, left: Mapping[str, str], name: str) -> str:
    """The folder in which a file lies: this one, or that where others have left it."""
    here = str(folder)
    return here if name not in left or exists(f"{here}/{name}") else left[name]  # noqa: PTH110  # of thousands


def places(folder: Path, left: Mapping[str, str]) -> dict[str, str]:
    """The folder in which each file lies, by its name: those in a folder, and what others have left of those that are not."""
    return {**left, **dict.fromkeys((path.name for path in folder.iterdir()), str(folder))}


def digest(data: bytes) -> str:
    """The digest by which contents are compared."""
    return blake2b(data, digest_size=16).hexdigest()


FEW = 100  # marks that are each looked up among sorted ones


def mark(text: str) -> int:
    """A number for a text; where two have the same, more is made again than need be."""
    return zlib.crc32(text.encode("utf-8", "backslashreplace"))


def marks(texts: Iterable[str]) -> bytes:
    """The marks of texts."""
    return array("I", sorted(set(map(mark, texts)))).tobytes()


def merged(marked: Iterable[bytes]) -> bytes:
    """The marks of texts that are marked in several parts."""
    return array("I", sorted(set(array("I", b"".join(marked))))).tobytes()


def meets(marked: bytes, changed: frozenset[int]) -> bool:
    """Whether some of the texts so marked have changed."""
    if len(changed) > FEW:
        return not changed.isdisjoint(array("I", marked))
    known = array("I", marked) if changed else array("I")
    return any(at < len(known) and known[at] == one for one in changed for at in [bisect_left(known, one)])


def generations(folder: Path, name: str) -> Iterator[tuple[int, Path]]:
    """The numbered folders of a name, the newest first."""
    numbered = ((p.name.removeprefix(f"{name}-"), p) for p in folder.glob(f"{name}-*"))
    yield from sorted(((int(n), p) for n, p in numbered if n.isdecimal()), reverse=True)


Files = Mapping[str, Mapping[str, str]]  # by kind: the folder in which each lies, by its name
Sizes = dict[str, dict[str, dict[str, int]]]  # by the generation in whose folder they lie, kind and name
HOMES = 40  # generations whose files one is made of at most: with more, all are linked into one folder again


class Generation(NamedTuple):
    """What a run has left."""

    plan: Any  # its note
    files: Files


def keep(made: Path, folder: Path, name: str, number: int, files: Files, plan: object) -> None:
    """Make files a generation, in one step, with a note on it. Raises OSError where it cannot be written.

    `made` is a folder on the same disk that may be moved. What lies in an earlier generation stays there; the rest is linked. Files
    that neither this generation has nor the one before, which may have readers, are deleted.
    """
    before, own = _noted(folder / f"{name}-{number - 1}") or {}, f"{name}-{number}"
    sizes: Sizes = {}
    places = {place for known in files.values() for place in known.values()}
    homes = {place: home for place in places if (home := _home(Path(place), folder, name))}
    if len({*homes.values()}) > HOMES:
        homes = {}
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    for kind, known in files.items():
        (made / kind).mkdir()
        for file, place in known.items():
            home = homes.get(place, "")
            if not home:
                link(Path(place, file), made / kind / file)
            size = before.get(home, {}).get(kind, {}).get(file)
            sizes.setdefault(home or own, {}).setdefault(kind, {})[file] = Path(place, file).stat().st_size if size is None else size
    write(made / FILES, sizes)
    write(made / PLAN, plan)
    for later, path in generations(folder, name):
        if later >= number:  # of a run that came to nothing, and what was made of that
            shutil.rmtree(path, ignore_errors=True)
    made.rename(folder / own)
    _sweep(folder, name, number, [sizes, before])


def _home(place: Path, folder: Path, name: str) -> str:
    """The generation of a name in whose folder a folder is; `""` where that is none."""
    return place.parent.name if place.parent.parent == folder and place.parent.name.startswith(f"{name}-") else ""


def _sweep(folder: Path, name: str, number: int, needed: Sequence[Sizes]) -> None:
    """Delete what is not needed of earlier generations, but for the one before this.

    What is not needed any more stands in the notes of those that had it. These go last: who is killed leaves them to the next.
    """
    earlier = [place for old, place in generations(folder, name) if old < number - 1]
    for noting in (place for place in earlier if (place / FILES).exists()):
        for home, kinds in (_noted(noting) or {}).items():
            for kind, files in kinds.items():
                for file in files.keys() - set[str]().union(*(sizes.get(home, {}).get(kind, {}) for sizes in needed)):
                    (folder / home / kind / file).unlink(missing_ok=True)
        for note in (PLAN, FILES):
            (noting / note).unlink(missing_ok=True)
    for place in earlier:
        if not any(place.name in sizes for sizes in needed):
            shutil.rmtree(place, ignore_errors=True)


def _noted(place: Path) -> Sizes | None:
    """The files of a generation."""
    try:
        noted: object = read(place / FILES)
    except ERRORS:
        return None
    return noted if isinstance(noted, dict) else None


def left(folder: Path, name: str, number: int, *, sized: bool = True) -> Generation | None:
    """A generation; None where there is none, or it is not as it was left: a machine may have lost power.

    That is seen from the sizes of its files, if somebody else does not look at them.
    """
    place = folder / f"{name}-{number}"
    noted = _noted(place)
    if noted is None:
        return None
    try:
        plan = read(place / PLAN)
    except ERRORS:
        return None
    files: dict[str, dict[str, str]] = {}
    for home, kinds in noted.items():
        for kind, sizes in kinds.items():
            lie = f"{folder}/{home}/{kind}"
            if sized and not _are_of(sizes, lie):
                return None
            files.setdefault(kind, {}).update(dict.fromkeys(sizes, lie))
    return Generation(plan, files)


def _are_of(sizes: Mapping[str, int], folder: str) -> bool:
    """Whether the files in a folder have these sizes, by name."""
    with suppress(OSError, ValueError), beneath(folder) as (ahead, at):
        return all(os.stat(ahead + name, dir_fd=at).st_size == size for name, size in sizes.items())
    return False
