"""Imported files into bib/: each makes a new file, and none that is there is touched."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path, PurePath
from typing import NamedTuple
from unicodedata import normalize

from kg import imports
from kg.graph import Graph
from kg.imports.known import Library

_UNSAFE = re.compile(r"[^\w.-]+")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
_LONGEST = 80
_NAMED = 8  # works that a line names


class Brought(NamedTuple):
    """What one new file in bib/ was made of."""

    imported: tuple[imports.Imported, ...]
    path: Path | None  # None where there was nothing to write
    data: bytes
    written: bool  # False in a dry run, and where there was nothing to write

    def said(self) -> Iterator[str]:
        """A sentence on each file."""
        target = f"bib/{self.path.name}" if self.path else ""
        for one in (one for one in self.imported if one.title):
            done = "copied unchanged" if one.title == imports.BIBTEX else "written"
            counts = _counts(one, f"{'' if self.written else 'would be '}{done} to {target}")
            yield f"{one.file} ({one.title}): {counts}."


def _counts(one: imports.Imported, done: str) -> str:
    new = len(one.works)
    left = (
        (one.known, "is there already", "are there already"),
        (one.merged, "was merged with another of its work", "were merged with others of their works"),
        (one.taken, "is left out, because another entry has its key", "are left out, because other entries have their keys"),
    )
    total = new + sum(len(keys) for keys, _, _ in left)
    if not total:
        return f"only strings; {done}" if one.data else "nothing to write"
    what = ("entry", "entries") if one.title == imports.BIBTEX else ("record", "records")
    said = [f"{total:,} {what[total != 1]}", *([f"{new:,} {done}"] if new else [])]
    for keys, single, plural in left:
        if keys:
            named = list(dict.fromkeys(keys))
            more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
            said.append(f"{len(keys):,} {single if len(keys) == 1 else plural}: {', '.join(named[:_NAMED])}{more}")
    return "; ".join(said if new else [*said, "nothing to write"])


def bring(
    graph: Graph,
    folder: Path,
    sources: Iterable[tuple[str, bytes]],
    form: str = "",
    *,
    name: str = "",
    every: bool = False,
    dry: bool = False,
) -> list[Brought]:
    """Write what is new in some files, given by name, into new files of a folder: one for each, or one named `name` for all.

    Raises OSError where that name is taken or cannot be one, or where the folder cannot be written.
    """
    if name:
        name = _free(folder, name)
    library = Library(graph)
    given = list(sources)
    read = imports.bring_in([(_shown(file), data) for file, data in given], library, graph.schema, form, every=every)
    found: list[Brought] = []
    taken: set[str] = set()
    together = tuple(one for one in read if one.title != imports.BIBTEX) if name else ()
    for one, (file, _) in zip(read, given, strict=True):
        if one.title == imports.BIBTEX:
            found.append(_placed(folder, (one,), (not together and name) or stem(file), one.data, taken, dry=dry))
        elif not together or one is together[0]:
            found.append(_made(folder, together or (one,), name or stem(file), taken, dry=dry))
    return found


def _shown(file: str) -> str:
    return "standard input" if file == "-" else file


def _made(folder: Path, group: tuple[imports.Imported, ...], name: str, taken: set[str], *, dry: bool) -> Brought:
    """The new works of some files in one new file."""
    with_works = [one for one in group if one.works]
    return _placed(folder, group, name, imports.bibtex(with_works).encode() if with_works else b"", taken, dry=dry)


def _placed(folder: Path, group: tuple[imports.Imported, ...], name: str, data: bytes, taken: set[str], *, dry: bool) -> Brought:
    if not data:
        return Brought(group, None, b"", written=False)
    path = next(_names(folder, name, taken)) if dry else write_new(folder, name, data)
    taken.add(path.name.casefold())
    return Brought(group, path, data, written=not dry)


def _free(folder: Path, name: str) -> str:
    """A name that a user chose, without .bib. Raises OSError where it is none or is taken."""
    base = name.removesuffix(".bib")
    if stem(f"{base}.bib") != base:
        raise OSError(f"'{name}' cannot be the name of a file in bib/. Use letters, figures, dots, - and _, without a folder.")
    if f"{base}.bib".casefold() in {path.name.casefold() for path in folder.glob("*")}:
        raise OSError(f"bib/{base}.bib is there already, and nothing is overwritten. Choose another name.")
    return base


def _names(folder: Path, name: str, taken: Iterable[str] = ()) -> Iterator[Path]:
    """The paths that a new file may have, in order: NAME.bib, NAME-2.bib and so on."""
    there = {*(path.name.casefold() for path in folder.glob("*")), *taken}
    for number in count(1):
        path = folder / (f"{name}.bib" if number == 1 else f"{name}-{number}.bib")
        if path.name.casefold() not in there:
            yield path


def stem(name: str) -> str:
    """The name of a new file, without .bib, for one that is imported.

    >>> stem("/home/me/My Papers (2).ris"), stem("-"), stem("..ris"), stem("aux.xml"), stem("refs.2024.json")
    ('My-Papers-2', 'imported', 'imported', 'aux-', 'refs.2024')
    """
    base = PurePath(name.replace("\\", "/")).name
    safe = _UNSAFE.sub("-", normalize("NFC", base.rpartition(".")[0] or base.strip("-."))).strip("-.")[:_LONGEST].strip("-.")
    return f"{safe}-" if _DEVICES.match(safe) else safe or "imported"


def write_new(folder: Path, name: str, data: bytes) -> Path:
    """Write a file NAME.bib, or NAME-2.bib and so on where it is there; the path. Raises OSError where it cannot be written.

    The file appears whole or not at all, and a file that another program makes meanwhile is not overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    staged = folder / f".{name}.importing"
    staged.write_bytes(data)
    try:
        for path in _names(folder, name):
            try:
                _appear(staged, path)
            except FileExistsError:
                continue
            return path
    finally:
        staged.unlink(missing_ok=True)
    raise AssertionError  # there is always one more name


def _appear(staged: Path, path: Path) -> None:
    """Give a file its name in one step. Raises FileExistsError where the name is taken."""
    try:
        os.link(staged, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        with path.open("xb") as held:
            held.write(staged.read_bytes())
