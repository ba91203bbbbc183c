"""What one run leaves for the next: files that are linked and not copied, and records. It can be deleted at any time.

Nothing here is believed of anything but the very input it was made from: a run compares, and makes again what differs.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from filecmp import cmp
from functools import cache
from hashlib import blake2b
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

# The classes that a record may be made of: a folder may have come from someone else, and must be no way to run their code.
_CLASSES = {
    ("kg.blocks", "Cut"),
    ("kg.blocks", "Outline"),
    ("kg.checks.evidence", "Line"),
    ("kg.heads", "Short"),
    ("kg.indexing", "Left"),
    ("kg.infer.subjects", "Counts"),
    ("kg.likeness.pair", "Pair"),
    ("kg.model", "Entry"),
    ("kg.model", "Field"),
    ("kg.model", "Problem"),
    ("kg.model", "Statement"),
    ("kg.model", "StringDef"),
    ("kg.parts", "Rows"),
    ("kg.rounds", "Inferred"),
    ("kg.web.facts", "Brief"),
    ("kg.web.pieces", "Sums"),
    ("kg.web.rows", "Row"),
    ("kg.web.stacks", "Left"),
    ("kg.web.whole", "Gist"),
    ("kg.web.whole", "Stand"),
}
PLAN = "plan"  # the name of the note on a folder
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
    new = path.with_name(f"{path.name}~")
    with new.open("wb") as file:
        pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
    new.replace(path)  # never into a file that is linked to from elsewhere


def read(path: Path) -> Any:
    """A record. Raises one of ERRORS where there is none that can be read."""
    with path.open("rb") as file:
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


def link_all(old: Path, new: Path) -> None:
    """Have all files of a folder in a second one."""
    new.mkdir(parents=True, exist_ok=True)
    for file in old.iterdir():
        link(file, new / file.name)


def same(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes; False where one is missing."""
    try:
        return one.samefile(other) or cmp(one, other, shallow=False)
    except OSError:
        return False


class Drawers:
    """Records by number or name: each in a file of its own, or in memory where there is no folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
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
        return read(self.folder / _name(number)) if self.folder else self._here[number]

    def take(self, number: int | str, old: Drawers) -> None:
        """Have a record of others."""
        assert self.folder
        assert old.folder
        link(old.folder / _name(number), self.folder / _name(number))


def _name(number: int | str) -> str:
    return number if isinstance(number, str) else f"{number:05}"


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


Recall = Callable[[str, object, Callable[[], Any]], Any]  # what is made under a name, of what, and how


def afresh(_name: str, _of: object, make: Callable[[], Any]) -> Any:
    """Make it, whatever has been made before."""
    return make()


class Memory:
    """Values that take long to make, by name, with a digest of what they were made of; none of a class of its own."""

    def __init__(self, before: Mapping[str, tuple[str, Any]]) -> None:
        self.before = before
        self.now: dict[str, tuple[str, Any]] = {}

    def recall(self, name: str, of: object, make: Callable[[], Any]) -> Any:
        """The value of the last run if it was made of the same, as `repr` says it; else a new one."""
        made_of = digest(repr(of).encode("utf-8", "surrogatepass"))
        known = self.before.get(name, ("", None))
        self.now[name] = known if known[0] == made_of else (made_of, make())
        return self.now[name][1]

    def each(self, name: str, of: Mapping[Any, str], make: Callable[[list[Any]], Iterable[Any]]) -> dict[Any, Any]:
        """The values of keys: the last run's where what they are made of, by its digest, is the same; `make` is given the others."""
        before: dict[Any, tuple[str, Any]] = self.now.get(name, self.before.get(name, ("", {})))[1]
        known = {key: before[key] for key, mark in of.items() if key in before and before[key][0] == mark}
        fresh = [key for key in of if key not in known]
        known.update((key, (of[key], value)) for key, value in zip(fresh, make(fresh) if fresh else (), strict=True))
        self.now[name] = "", known
        return {key: known[key][1] for key in of}


def generations(folder: Path, name: str) -> Iterator[tuple[int, Path]]:
    """The numbered folders of a name, the newest first."""
    numbered = ((p.name.removeprefix(f"{name}-"), p) for p in folder.glob(f"{name}-*"))
    yield from sorted(((int(n), p) for n, p in numbered if n.isdecimal()), reverse=True)


def keep(made: Path, folder: Path, name: str, number: int, plan: object) -> None:
    """Give a finished folder its place, in one step, with a note on it; those before the last, which may have readers, are deleted."""
    write(made / PLAN, (_sizes(made), plan))
    place = folder / f"{name}-{number}"
    shutil.rmtree(place, ignore_errors=True)
    made.rename(place)
    for old, path in generations(folder, name):
        if old < number - 1:
            shutil.rmtree(path, ignore_errors=True)


def plan(place: Path) -> Any:
    """The note on a finished folder; None where there is none, or the folder is not as it was left: a machine may have lost power."""
    try:
        sizes, noted = read(place / PLAN)
    except ERRORS:
        return None
    return noted if sizes == _sizes(place) else None


def _sizes(folder: Path) -> dict[str, int]:
    """The sizes of all files in a folder and its folders, but for the note."""
    found = {}
    for part in (folder, *(path for path in folder.iterdir() if path.is_dir())):
        with os.scandir(part) as entries:
            found.update({f"{part.name}/{entry.name}": entry.stat().st_size for entry in entries if entry.is_file()})
    found.pop(f"{folder.name}/{PLAN}", None)
    return {name.removeprefix(f"{folder.name}/"): size for name, size in found.items()}
