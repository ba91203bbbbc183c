"""The state of a workspace between runs, in `.kg/`: one SQLite file, which also serves as the lock.

It can be deleted at any time; then everything is made again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kg.model import Problem

FOLDER = ".kg"
RECENT = 2.0  # seconds: a file changed so shortly before it was read may change again with the same time stamp
WAIT = 600  # seconds to wait for another run to finish

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS input (path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, digest TEXT, recent INTEGER);
CREATE TABLE IF NOT EXISTS problem (at INTEGER PRIMARY KEY, problem TEXT);
CREATE TABLE IF NOT EXISTS place (node TEXT PRIMARY KEY, file TEXT, line INTEGER);
"""


class Input(NamedTuple):
    """A file that the graph is made from, as it was when it was read."""

    size: int
    mtime: int  # nanoseconds
    digest: str
    recent: bool  # it had just been changed: compare its content, not its time


class State(NamedTuple):
    """What a run left behind."""

    generation: int  # of the store; 0 where there is none
    stamp: str  # of the program that wrote it
    inputs: Mapping[str, Input]


@contextmanager
def opened(root: Path) -> Iterator[sqlite3.Connection]:
    """The state's database, made if need be. Raises OSError or sqlite3.Error where the folder cannot be written."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    connection = sqlite3.connect(folder / "state.sqlite", timeout=WAIT, isolation_level=None)
    try:
        connection.executescript(_TABLES)
        yield connection
    finally:
        connection.close()


@contextmanager
def _read(root: Path) -> Iterator[sqlite3.Connection]:
    """The state's database, for reading. Raises sqlite3.Error where there is none."""
    connection = sqlite3.connect(f"{(root / FOLDER / 'state.sqlite').as_uri()}?mode=ro", uri=True, timeout=WAIT)
    try:
        yield connection
    finally:
        connection.close()


def load(root: Path) -> State:
    """The state of a workspace; an empty one where there is none."""
    try:
        with _read(root) as connection:
            meta = dict(connection.execute("SELECT name, value FROM meta"))
            inputs = {p: Input(s, m, d, bool(r)) for p, s, m, d, r in connection.execute("SELECT * FROM input")}
    except sqlite3.Error:
        return State(0, "", {})
    return State(int(meta.get("generation", 0)), meta.get("stamp", ""), inputs)


def problems(root: Path) -> tuple[Problem, ...]:
    """The problems of the current generation."""
    with _read(root) as connection:
        return tuple(Problem(*json.loads(row[0])) for row in connection.execute("SELECT problem FROM problem ORDER BY at"))


def place(root: Path, node: str) -> tuple[str, int] | None:
    """The file and line of the entry that a node comes from."""
    with _read(root) as connection:
        row = connection.execute("SELECT file, line FROM place WHERE node = ?", (node,)).fetchone()
    return (row[0], row[1]) if row else None


@contextmanager
def locked(root: Path) -> Iterator[sqlite3.Connection]:
    """The state's database, held by this run alone; what is written in it appears at once at the end, or not at all."""
    with opened(root) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def save(connection: sqlite3.Connection, state: State, found: Iterable[Problem], places: Iterable[tuple[str, str, int]]) -> None:
    """Replace the state. `places` are (node, file, line)."""
    for table in ("meta", "input", "problem", "place"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  # a closed list of names
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [("generation", str(state.generation)), ("stamp", state.stamp)])
    connection.executemany("INSERT INTO input VALUES (?, ?, ?, ?, ?)", [(p, *i) for p, i in state.inputs.items()])
    connection.executemany("INSERT INTO problem VALUES (?, ?)", ((n, json.dumps(p)) for n, p in enumerate(found)))
    connection.executemany("INSERT OR IGNORE INTO place VALUES (?, ?, ?)", places)


def digest(data: bytes) -> str:
    """The digest by which contents are compared."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def seen(path: Path, data: bytes) -> Input:
    """A file as it was when `data` was read from it. Raises OSError where it is gone."""
    stat = path.stat()
    recent = time.time() - stat.st_mtime < RECENT  # the clock decides only whether to look at the content again
    return Input(stat.st_size, stat.st_mtime_ns, digest(data), recent)


def unchanged(path: Path, known: Input) -> bool:
    """Whether a file is still as it was: by size and time, by content where it had just been changed or its time differs."""
    try:
        stat = path.stat()
        if stat.st_size != known.size:
            return False
        return (stat.st_mtime_ns == known.mtime and not known.recent) or digest(path.read_bytes()) == known.digest
    except OSError:
        return False
