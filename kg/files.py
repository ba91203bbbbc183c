"""Writing a site: what is new is written in place, what changed is put aside until all of it is there; what is left over is removed.

So a site is the old one until every page of the new one is on disk. What a killed build has put aside is thrown away by the next,
which compares every page anyway. Nothing is written or deleted through a link: the site may have come with someone else's checkout.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path
from typing import IO

from kg import iri, kept

GENERATOR = b'<meta name="generator" content="bibkg">'
HEAD = 1 << 14  # bytes of a page in which our mark stands
_OFTEN_LEFT = re.compile(r"404\.html|sitemap(-\d+)?\.xml|(debates|evidence|missing|quality)-\w+\.html")  # not of every site
DOWNLOADS = ("graph.ttl", "graph.nt", "graph.nq", "graph.jsonld", "references.bib", "evidence.csv")  # in data/: each ends in its format
# Nor these, which have no mark; the last is of earlier versions.
_DATA = re.compile(
    "|".join(
        [
            *(re.escape(f"data/{name}") for name in DOWNLOADS),
            r"data/graph-(?:start|[0-9a-f]{12})\.js",
            r"assets/list-\w+\.js",
            r"assets/stances\.css",
        ]
    )
)
OWN = "assets/own/"  # copies of the workspace's own assets
STAGE = ".staged"  # in the site itself, so that moving a file is one step on every disk
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # a link is not followed, a pipe not waited for
    _FLAGS |= getattr(os, _name, 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


Look = tuple[int, int]  # of a file: its size, and when it was changed, in nanoseconds
MISSING: Look = (-1, 0)


def look(place: str) -> Look:
    """How a file looks from outside; a link or a folder looks as if there were none."""
    try:
        return _look(os.lstat(place))
    except (OSError, ValueError):
        return MISSING


def _look(found: os.stat_result) -> Look:
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else MISSING


def unlike(target: Path, paths: Iterable[str], looks: Iterable[int]) -> set[str]:
    """Those files of a site that do not look so any more; a look is two numbers."""
    numbers, found = iter(looks), set()
    with kept.beneath(target) as (ahead, at):
        for path, size, time in zip(paths, numbers, numbers, strict=True):
            try:
                known = os.stat(ahead + path, dir_fd=at, follow_symlinks=False)
            except (OSError, ValueError):
                found.add(path)
            else:
                if known.st_size != size or known.st_mtime_ns != time or not stat.S_ISREG(known.st_mode):
                    found.add(path)
    return found


def put(target: Path, path: str, data: bytes, *, check: bool = False) -> bool:
    """Write a file of a site, unless it is there already; whether it differs from what is there. With `check` nothing is written."""
    return placed(target, path, data, check=check)[0]


def placed(target: Path, path: str, data: bytes, *, check: bool = False) -> tuple[bool, Look]:
    """The same, and how the file looks then, wherever it waits: in place where nothing of the old site leads to it."""
    place = f"{target}/{path}"
    if not check and "/" in path and (new := _new(place, data)):
        return True, new
    before = look(place)  # not later: what changes from now on is seen by the next build
    if _content(place, len(data)) == data:
        return False, before
    if check:
        return True, MISSING
    staged = target / STAGE / path
    staged.parent.mkdir(parents=True, exist_ok=True)
    try:
        staged.write_bytes(data)
    except OSError as error:
        raise named(error, staged) from None
    return True, look(str(staged))


def put_pieces(target: Path, path: str, pieces: Iterable[bytes], *, check: bool = False) -> tuple[bool, int]:
    """Write a file of a site that comes in pieces, unless it is there already; whether it differs from what is there, and its size."""
    staged = target / STAGE / path
    size, differs = 0, False
    with ExitStack() as stack:
        old = _opened(f"{target}/{path}")
        if old:
            stack.enter_context(old)
        new: IO[bytes] | None = None
        for piece in chain(filter(None, pieces), [b""]):  # with the last one nothing may be left of the old file
            if not differs and (old is None or old.read(len(piece) or 1) != piece):
                differs = True
                if not check:
                    staged.parent.mkdir(parents=True, exist_ok=True)
                    new = stack.enter_context(staged.open("wb"))
                    if old:
                        _copy(old, new, size)
            if new:
                new.write(piece)
            size += len(piece)
    return differs, size


def _opened(place: str) -> IO[bytes] | None:
    """A file of the old site, None where there is none, or a link."""
    try:
        found = open(place, "rb", opener=lambda path, _: os.open(path, _FLAGS))  # noqa: SIM115  # it is given back; Path.open knows no opener
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(found.fileno()).st_mode):  # a pipe, say
        found.close()
        return None
    return found


def _copy(old: IO[bytes], new: IO[bytes], size: int) -> None:
    """Copy the first `size` bytes."""
    old.seek(0)
    while size and (piece := old.read(min(size, 1 << 20))):
        new.write(piece)
        size -= len(piece)


def _content(place: str, size: int) -> bytes | None:
    """The beginning of a file, a little more than `size` bytes; None where there is no file."""
    try:
        handle = os.open(place, _FLAGS)
    except FileNotFoundError:
        return None
    except OSError:  # a link, perhaps, which what has to be written takes the place of
        return b""
    try:
        return os.read(handle, size + 1)
    except OSError:
        return b""
    finally:
        os.close(handle)


def _new(place: str, data: bytes) -> Look | None:
    """Write a file that is not there yet; how it looks then, None where that could not be done."""
    try:
        handle = os.open(place, _CREATE, 0o666)
    except FileExistsError:
        return None
    except FileNotFoundError:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        return _new(place, data)
    except OSError as error:
        raise named(error, place) from None
    try:
        try:
            while data:
                data = data[os.write(handle, data) :]
            return _look(os.fstat(handle))
        finally:
            os.close(handle)
    except OSError as error:  # a full disk, say: half a page would be nobody's
        Path(place).unlink(missing_ok=True)
        raise named(error, place) from None


def named(error: OSError, path: Path | str) -> OSError:
    """The same fault with the file that it is about: what goes wrong while one is written does not say which."""
    return OSError(error.errno, error.strerror, str(path)) if error.errno and error.filename is None else error


FOLDERS = (*iri.KINDS, "data", "assets")  # in which builds write, besides vendor/, which has no pages


def names(target: Path) -> Iterator[str]:
    """The paths of the files of a site where builds write them, but for vendor/."""
    ahead = ["", *(f"{name}/" for name in FOLDERS)]
    while ahead:
        folder = ahead.pop()
        with suppress(OSError), os.scandir(f"{target}/{folder}") as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    yield f"{folder}{entry.name}"
                elif folder and entry.is_dir(follow_symlinks=False):
                    ahead.append(f"{folder}{entry.name}/")


def at_root(target: Path) -> list[str]:
    """The names of what stands in the folder of a site itself."""
    try:
        return os.listdir(target)  # noqa: PTH208  # names, as in every other place
    except OSError:
        return []


def touched(target: Path, folders: Iterable[str]) -> dict[str, int]:
    """When something last came into folders of a site, or went out of them, in nanoseconds; of a folder that is none, 0."""
    found = {}
    for folder in folders:
        found[folder] = 0
        with suppress(OSError, ValueError):
            place = os.lstat(f"{target}/{folder}")
            found[folder] = place.st_mtime_ns if stat.S_ISDIR(place.st_mode) else 0
    return found


def is_left_over(target: Path, path: str) -> bool:
    """Whether a file is a page of a thing, or a list, or one that not every site has, and a build has made it, as its mark or name tells.

    Or whether it is in the folder of copies of the workspace's own assets, where nothing else has a place.
    """
    if path.startswith(OWN) or _DATA.fullmatch(path):
        return True
    if not (_OFTEN_LEFT.fullmatch(path) or (path.partition("/")[0] in iri.KINDS and path.endswith(".html"))):
        return False
    return GENERATOR in (_content(f"{target}/{path}", HEAD) or b"")


def open_stage(target: Path) -> None:
    """Make the place where what changed is put aside. Raises OSError where the site cannot be written."""
    target.mkdir(parents=True, exist_ok=True)
    see_that_the_way_is_free(target, (f"{kind}/" for kind in (*iri.KINDS, "data", "assets", "vendor")))
    discard_stage(target)
    (target / STAGE).mkdir()
    (target / STAGE / ".gitignore").write_text("*\n", encoding="utf-8")  # what a killed build leaves is committed by nobody


def move(target: Path, left: Iterable[str]) -> None:
    """Move every file that was put aside to its place, and delete the pages that are left over."""
    stage = target / STAGE
    staged = sorted(p.relative_to(stage).as_posix() for p in stage.rglob("*") if p.is_file() and p.name != ".gitignore")
    see_that_the_way_is_free(target, (*staged, *left))
    for path in staged:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (stage / path).replace(target / path)
    for path in left:
        (target / path).unlink(missing_ok=True)


def discard_stage(target: Path) -> None:
    """Delete what was put aside, whatever it is; of a link only the link."""
    stage = target / STAGE
    if stage.is_symlink() or stage.is_file():
        stage.unlink()
    else:
        shutil.rmtree(stage, ignore_errors=True)


def see_that_the_way_is_free(target: Path, paths: Iterable[str]) -> None:
    """Raise OSError where a folder of the site is a link, or a folder has the name of a page; a path that ends in / is a folder."""
    named = list(paths)
    folders = {target / path.rpartition("/")[0] for path in named if "/" in path}
    folders |= {folder for path in folders for folder in path.parents if folder.is_relative_to(target)}
    for folder in sorted(folders - {target}):
        if folder.is_symlink():
            raise OSError(f"{folder}: this folder of the site is a link, and a build writes nowhere else. Delete the link.")
    for path in named:
        if not path.endswith("/") and (target / path).is_dir() and not (target / path).is_symlink():
            raise OSError(f"{target / path}: a folder stands where a page of the site has to be. Move it away.")
