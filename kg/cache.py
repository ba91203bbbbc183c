"""The state of a workspace between runs, in `.kg/`: one SQLite file, which also serves as the lock.

It can be deleted at any time; then everything is made again.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import time
import weakref
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from kg.bib.census import Census
from kg.codes import CODES
from kg.kept import digest
from kg.model import Problem

FOLDER = ".kg"
RECENT = 2.0  # seconds: a file changed so shortly before it was read may change again with the same time stamp
WAIT = 600  # seconds to wait for another run to finish

_TABLES = {  # as SQLite keeps their text
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)",
    "input": "CREATE TABLE input (path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, digest TEXT, recent INTEGER)",
    "problem": "CREATE TABLE problem (file TEXT PRIMARY KEY, found TEXT)",
    "total": "CREATE TABLE total (errors INTEGER, problems INTEGER)",
}
_VERSION = zlib.crc32(repr((_TABLES, Problem._fields)).encode()) >> 1  # of the layout; its number has 31 bits
_REPLACED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN)  # faults of the file, not of the disk or the moment


class Input(NamedTuple):
    """A file that the graph is made from, as it was when it was read."""

    size: int
    mtime: int  # nanoseconds
    digest: str
    recent: bool  # it had just been changed: compare its content, not its time


UNREAD = Input(-1, 0, "", recent=True)  # a file that could not be read


class State(NamedTuple):
    """What a run left behind."""

    generation: int  # of the store; 0 where there is none
    stamp: str  # of the program that wrote it
    seal: str  # of the store
    inputs: Mapping[str, Input]
    census: Census = Census()  # of the entries in the files


NOTHING = State(0, "", "", {})


@contextmanager
def _read(root: Path) -> Iterator[sqlite3.Connection]:
    """The state's database, for reading. Raises sqlite3.Error where there is none of this version."""
    uri = f"{(root / FOLDER / 'state.sqlite').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=WAIT)) as connection:
        if not _is_ours(connection):
            raise sqlite3.DatabaseError("The state is of another version.")
        yield connection


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the tables are exactly those that this version of the program makes."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    found = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    return bool(version == _VERSION and found == set(_TABLES.values()))


def load(root: Path) -> State:
    """The state of a workspace; an empty one where there is none that can be read."""
    try:
        with _read(root) as connection:
            meta = dict(connection.execute("SELECT name, value FROM meta"))
            inputs = {p: Input(s, m, d, bool(r)) for p, s, m, d, r in connection.execute("SELECT * FROM input")}
        return State(int(meta["generation"]), meta["stamp"], meta["seal"], inputs, Census(*json.loads(meta["census"])))
    except (sqlite3.Error, KeyError, ValueError, TypeError):
        return NOTHING


def problems(root: Path) -> tuple[Problem, ...] | None:
    """The problems of the current generation; None where they cannot be read, and then the state is emptied."""
    with suppress(sqlite3.Error, ValueError, TypeError), _read(root) as connection:
        (total,) = connection.execute("SELECT problems FROM total").fetchone()
        of_files = connection.execute("SELECT found FROM problem ORDER BY file").fetchall()
        found = tuple(Problem(*problem) for (text,) in of_files for problem in json.loads(text)[:])  # of a list, and nothing else
        if len(found) == total and all(problem.code in CODES for problem in found):
            return found
    with suppress(OSError, sqlite3.Error), locked(root) as connection:
        connection.execute("DELETE FROM meta")
    return None


def errors(root: Path) -> int | None:
    """How many of the problems are errors; None where that cannot be read."""
    try:
        with _read(root) as connection:
            return int(connection.execute("SELECT errors FROM total").fetchone()[0])
    except (sqlite3.Error, ValueError, TypeError):
        return None


@contextmanager
def locked(root: Path) -> Iterator[sqlite3.Connection]:
    """The state's database, held by this run alone; what is written in it appears at once at the end, or not at all.

    It is made if need be, anew where it cannot be read. Raises OSError or sqlite3.Error where the folder cannot be written.
    """
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    _sweep(folder)
    path = folder / "state.sqlite"
    try:
        with closing(_begun(path)) as connection:  # closed without a COMMIT, nothing has happened
            yield connection
            connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        _put_aside(path, error)
        raise


def _begun(path: Path) -> sqlite3.Connection:
    """A connection with a transaction begun, to a database with our tables; a file that is no database is put aside."""
    try:
        connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        try:
            connection.execute("PRAGMA cache_spill = OFF")  # what is written early would keep this very run from reading
            connection.execute("BEGIN IMMEDIATE")
            if not _is_ours(connection):
                _lay_out(connection)
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        if not _put_aside(path, error):
            raise
        return _begun(path)
    return connection


def _put_aside(path: Path, error: sqlite3.Error) -> bool:
    """Give a file that is no sound database another name, if that is what the error says; whether it did."""
    broken = getattr(error, "sqlite_errorcode", 0) & 0xFF in _REPLACED and os.path.lexists(path)
    if broken:
        path.replace(path.with_suffix(".unreadable"))
    return broken


def _lay_out(connection: sqlite3.Connection) -> None:
    """Make our tables in place of whatever is there."""
    text = "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
    for kind, name in connection.execute(text).fetchall():
        quoted = name.replace('"', '""')
        connection.execute(f'DROP {kind} "{quoted}"')
    for table in _TABLES.values():
        connection.execute(table)
    connection.execute(f"PRAGMA user_version = {_VERSION}")


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """The right to write the site: of several builds at once one has it at a time. Free where `.kg` cannot be written.

    Raises TimeoutError where another build does not end.
    """
    with ExitStack() as stack:
        try:
            (root / FOLDER).mkdir(exist_ok=True)
            lock = stack.enter_context(closing(sqlite3.connect(root / FOLDER / "site.lock", timeout=WAIT, isolation_level=None)))
            lock.execute("BEGIN EXCLUSIVE")
        except (OSError, sqlite3.Error) as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
                raise TimeoutError("Another build is writing the site and does not end.") from error
        yield


class Scratch:
    """A folder for what a run needs while it lasts, beside the state where that can be written; deleted with the object.

    What a killed run has left there is deleted first.
    """

    def __init__(self, root: Path) -> None:
        self.path = Path(_made(root / FOLDER))
        _OURS.add(self.path)
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


_OURS: set[Path] = set()  # folders that this process has made


def _made(folder: Path) -> str:
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        _sweep(folder)
        return mkdtemp(prefix=f"run-{os.getpid()}-", dir=folder)
    return mkdtemp(prefix="bibkg-")


def _sweep(folder: Path) -> None:
    """Delete the folders of runs that are no more; one with the number of this process may have been left by another of that number."""
    for left in folder.glob("run-*"):
        number = left.name.split("-")[1]
        if left not in _OURS if number == str(os.getpid()) else not _is_running(number):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: str) -> bool:
    """Whether a process of this number may be running."""
    if os.name != "posix" or not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def put(connection: sqlite3.Connection, found: Sequence[Problem]) -> None:
    """Replace the problems, which are in the order of files; of most files they are as they were, and are not written again."""
    before = dict(connection.execute("SELECT file, found FROM problem"))
    now = {file: json.dumps(list(some)) for file, some in groupby(found, key=attrgetter("file"))}
    connection.executemany("DELETE FROM problem WHERE file = ?", ((file,) for file in before if file not in now))
    connection.executemany("REPLACE INTO problem VALUES (?, ?)", ((file, text) for file, text in now.items() if before.get(file) != text))
    connection.execute("DELETE FROM total")
    connection.execute("INSERT INTO total VALUES (?, ?)", (sum(problem.severity == "error" for problem in found), len(found)))


def save(connection: sqlite3.Connection, state: State) -> None:
    """Replace the state."""
    connection.execute("DELETE FROM meta")
    connection.execute("DELETE FROM input")
    meta = {"generation": str(state.generation), "stamp": state.stamp, "seal": state.seal, "census": json.dumps(state.census)}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.executemany("INSERT INTO input VALUES (?, ?, ?, ?, ?)", [(p, *i) for p, i in state.inputs.items()])


def content(path: Path) -> bytes:
    """The bytes of a file. Raises OSError where it cannot be read, and for a pipe or device, which might never end."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "Not a file", str(path))
    return path.read_bytes()


def seen(path: Path, data: bytes) -> Input:
    """A file as it was when `data` was read from it. Raises OSError where it is gone."""
    stat = path.stat()
    recent = time.time() - stat.st_mtime < RECENT  # the clock decides only whether to look at the content again
    return Input(stat.st_size, stat.st_mtime_ns, digest(data), recent)


def untouched(path: Path, known: Input) -> bool:
    """Whether a file is still as it was, by size and time alone. Raises OSError where it is gone."""
    stat = path.stat()
    return (stat.st_size, stat.st_mtime_ns, False) == (known.size, known.mtime, known.recent)


def unchanged(path: Path, known: Input) -> bool:
    """Whether a file is still as it was: by size and time, by content where it had just been changed or its time differs."""
    try:
        if untouched(path, known):
            return True
        return (known == UNREAD or path.stat().st_size == known.size) and digest(content(path)) == known.digest
    except OSError:
        return known == UNREAD
