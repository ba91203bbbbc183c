"""What one run leaves for the next: files, and records in them. It can be deleted at any time.

Nothing here is believed of anything but the very input it was made from: a run compares, and makes again what differs.
A generation is what one run has left: a folder with the files that are new in it, and a note of all that it is made of. What is
as it was stays in the folder of the generation that made it, until neither of the last two has it.
"""

from __future__ import annotations

import os
import pickle
import shutil
import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from filecmp import cmp
from functools import cache
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

# The classes that a record may be made of: a folder may have come from someone else, and must be no way to run their code.
_CLASSES = {
    ("kg.heads", "Short"),
    ("kg.index.fill", "Draft"),
    ("kg.index.tables", "Card"),
    ("kg.index.tables", "Index"),
    ("kg.index.tables", "Printed"),
    ("kg.likeness.pair", "Pair"),
    ("kg.model", "Entry"),
    ("kg.model", "Field"),
    ("kg.model", "Problem"),
    ("kg.model", "Statement"),
    ("kg.model", "StringDef"),
    ("kg.parts", "Rows"),
    ("kg.rounds", "Inferred"),
    ("kg.web.facts", "Brief"),
    ("kg.web.rows", "Row"),
    ("kg.web.stacks", "Made"),
    ("kg.web.whole", "Gist"),
    ("kg.web.whole", "Stand"),
}
PLAN = "plan"  # the name of the note on a folder
ERRORS = (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, KeyError, TypeError, ValueError)


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


def link(old: Path, new: Path) -> None:
    """Have a file in a second place: the same file where the disk can do that, else a copy. It must not be written into any more."""
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def same(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes; False where one is missing."""
    try:
        return one.samefile(other) or cmp(one, other, shallow=False)
    except OSError:
        return False


class Drawers:
    """Records by number: each in a file of its own, or in memory where there is no folder."""

    def __init__(self, folder: Path | None = None, left: Mapping[str, str] | None = None) -> None:
        self.folder, self.left = folder, {**left} if left else {}  # where those lie that others have made, by name
        self._here: dict[int, Any] = {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, number: int, value: object) -> None:
        """Keep a record."""
        if self.folder:
            write(self.folder / _name(number), value)
        else:
            self._here[number] = value

    def get(self, number: int) -> Any:
        """A record. Raises one of ERRORS where there is none."""
        return read(self.file(number)) if self.folder else self._here[number]

    def file(self, number: int) -> Path:
        """The file of a record."""
        assert self.folder
        return found(self.folder, self.left, _name(number))

    def take(self, number: int, old: Drawers) -> None:
        """Have a record of others, until there is one of our own."""
        self.left[_name(number)] = str(old.file(number))


def _name(number: int) -> str:
    return f"{number:05}"


def found(folder: Path, left: Mapping[str, str], name: str) -> Path:
    """Where a file lies: in a folder, or where others have left it."""
    own = folder / name
    return own if name not in left or own.exists() else Path(left[name])


def digest(data: bytes) -> str:
    """The digest by which contents are compared."""
    return blake2b(data, digest_size=16).hexdigest()


def mark(text: str) -> int:
    """A number for a text; where two have the same, more is made again than need be."""
    return zlib.crc32(text.encode("utf-8", "backslashreplace"))


def marks(texts: Iterable[str]) -> bytes:
    """The marks of texts."""
    return array("I", sorted(set(map(mark, texts)))).tobytes()


def meets(marked: bytes, changed: frozenset[int]) -> bool:
    """Whether some of the texts so marked have changed."""
    return bool(changed) and not changed.isdisjoint(array("I", marked))


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


def generations(folder: Path, name: str) -> Iterator[tuple[int, Path]]:
    """The numbered folders of a name, the newest first."""
    numbered = ((p.name.removeprefix(f"{name}-"), p) for p in folder.glob(f"{name}-*"))
    yield from sorted(((int(n), p) for n, p in numbered if n.isdecimal()), reverse=True)


class Generation(NamedTuple):
    """What a run has left."""

    plan: Any  # its note
    files: Mapping[str, Mapping[str, str]]  # where each of its files lies, by the name of its folder and its own


HOMES = 40  # generations whose files one is made of at most: with more, all are linked into one folder again
Files = Iterable[tuple[str, Path]]  # "folder/name", and where it lies


def keep(made: Path, folder: Path, name: str, number: int, files: Files, plan: object) -> None:
    """Make files a generation, in one step, with a note on it. Raises OSError where it cannot be written.

    `made` is a folder on the same disk that may be moved. What lies in an earlier generation stays there; the rest is linked. Files
    that neither this generation has nor the one before, which may have readers, are deleted.
    """
    known = [(file, path, _home(path, folder, name)) for file, path in files]
    linked = len({home for _, _, home in known}) > HOMES
    sizes = {}
    for file, path, home in known:
        if linked or not home:
            (made / file).parent.mkdir(parents=True, exist_ok=True)
            link(path, made / file)
        sizes[file] = ("" if linked else home) or f"{name}-{number}", path.stat().st_size
    made.mkdir(exist_ok=True)
    write(made / PLAN, (sizes, plan))
    for later, place in generations(folder, name):
        if later >= number:  # of a run that came to nothing, and what was made of that
            shutil.rmtree(place, ignore_errors=True)
    made.rename(folder / f"{name}-{number}")
    _sweep(folder, name, number, sizes)


def _home(path: Path, folder: Path, name: str) -> str:
    """The generation in whose folder a file lies, if it is one of that name."""
    home = path.parent.parent
    return home.name if home.parent == folder and home.name.startswith(f"{name}-") else ""


def _sweep(folder: Path, name: str, number: int, sizes: Mapping[str, tuple[str, int]]) -> None:
    """Delete what neither a generation has, of which these are the files, nor the one before."""
    before = _noted(folder / f"{name}-{number - 1}")
    needed = {(home, file) for known in (sizes, before[0] if before else {}) for file, (home, _) in known.items()}
    for old, place in generations(folder, name):
        if old >= number or (old == number - 1 and before):
            continue
        if not any(home == place.name for home, _ in needed):
            shutil.rmtree(place, ignore_errors=True)
            continue
        (place / PLAN).unlink(missing_ok=True)
        for file in _files(place):
            if (place.name, file) not in needed:
                (place / file).unlink(missing_ok=True)


def _noted(place: Path) -> tuple[dict[str, tuple[str, int]], Any] | None:
    """The files of a generation with their homes and sizes, and its note."""
    try:
        sizes, plan = read(place / PLAN)
    except ERRORS:
        return None
    return sizes, plan


def left(folder: Path, name: str, number: int) -> Generation | None:
    """A generation; None where there is none, or it is not as it was left: a machine may have lost power."""
    noted = _noted(folder / f"{name}-{number}")
    if noted is None:
        return None
    there = {home: _files(folder / home) for home in {home for home, _ in noted[0].values()}}
    files: dict[str, dict[str, str]] = defaultdict(dict)
    for file, (home, size) in noted[0].items():
        if there[home].get(file) != size:
            return None
        part, _, own = file.partition("/")
        files[part][own] = f"{folder}/{home}/{file}"
    return Generation(noted[1], files)


def _files(folder: Path) -> dict[str, int]:
    """The files in the folders of a folder, and their sizes."""
    sizes = {}
    with suppress(OSError):
        for part in (path for path in folder.iterdir() if path.is_dir()):
            with os.scandir(part) as entries:
                sizes.update({f"{part.name}/{entry.name}": entry.stat().st_size for entry in entries if entry.is_file()})
    return sizes
