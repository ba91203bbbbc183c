"""What blocks give to the tables of the index. A row of a table is made of all that is given to its key, in the order of blocks.

It stands in a database, in a file where the bibliography is large: a process reads the rows that it looks up, and nobody holds the whole.
A round goes on from the file of an earlier one, which stays as it is: what blocks no longer give, and what they give now, comes into a
small file beside it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from kg import iri
from kg.index.tables import Card, Printed

AT_HAND = 50_000  # rows of a table that are remembered
AT_ONCE = 500  # rows of a table that are asked for together
LONGEST_ACRONYM = 6  # letters
Gift = tuple[int, bytes, bytes]  # the number of a table, a key, what is given to its row
Key = Any  # a text, or a tuple of texts


class Kind(NamedTuple):
    """How the rows of a table are made."""

    made: Callable[[Key, list[Any]], Any] = lambda _, given: given[0]  # of all that is given to a key: the first stands
    written: Callable[[Any], str] = str  # what is given, as text
    read: Callable[[str], Any] = str
    counted: bool = False  # whether it matters how often something is given, and not in which order: `made` has it with its number


_APART = "\x1f"  # no text of a bib file has it


def _shown(thing: tuple[str, str], given: list[tuple[dict[str, int], int]]) -> str:
    """The spelling to show: the most frequent. Of a keyword first the words count, `spill over` or `spillover`, then case and number.

    A keyword in capitals only, as Web of Science has them, is shown so where nobody writes it otherwise.
    """
    counts: dict[str, int] = {}
    for some, times in given:
        for written, count in some.items():
            counts[written] = counts.get(written, 0) + count * times
    if thing[0] == "keyword":
        words: dict[str, int] = defaultdict(int)
        for label, count in counts.items():
            words[iri.fold_words(label)] += count
        chosen = min(words, key=lambda w: (-words[w], w))
        counts = {label: count for label, count in counts.items() if iri.fold_words(label) == chosen}
        counts = {label: count for label, count in counts.items() if not _shouted(label)} or counts
    return min(counts, key=lambda s: (-counts[s], s))


def _shouted(label: str) -> bool:
    return len(label) > LONGEST_ACRONYM and label.isupper()


def _counts(text: str) -> dict[str, int]:
    found = (one.split(" ", 1) for one in text.split(_APART))
    return {written: int(count) for count, written in found}


def _people(_: Key, given: list[tuple[tuple[str, frozenset[str]], ...]]) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(dict.fromkeys(person for row in given for person in row))


def _card(text: str) -> Card:
    key, kind, iri, etype, file, *works = text.split(_APART)
    return Card(key, kind, iri, etype, file, tuple(works))


def _printed(text: str) -> Printed:
    first, last, pages = text.split(" ", 2)
    return Printed(int(first), int(last), pages)


_FLAG = Kind(lambda _, given: any(given), lambda row: "1" if row else "", bool)
KINDS: dict[str, Kind] = {
    "entry": Kind(written=lambda card: _APART.join((*card[:5], *card.works)), read=_card),
    "former": Kind(),
    "label": Kind(),
    "joined": Kind(),
    "person": Kind(
        _people,
        lambda row: json.dumps([[person, sorted(works)] for person, works in row]),
        lambda text: tuple((person, frozenset(works)) for person, works in json.loads(text)),
    ),
    "taken": _FLAG,
    "certainty": Kind(),
    "parents": _FLAG,
    "reporters": _FLAG,
    "people": Kind(written=lambda row: _APART.join(sorted(row)), read=lambda text: frozenset(text.split(_APART) if text else ())),
    "spelling": Kind(_shown, lambda counts: _APART.join(f"{count} {written}" for written, count in counts.items()), _counts, counted=True),
    "firsthand": _FLAG,
    "stated": _FLAG,
    "cites": _FLAG,
    "cited": Kind(),
    "printed": Kind(written="{0[0]} {0[1]} {0[2]}".format, read=_printed),
}
# What is asked for, by whether rows are counted: the number of the block or how often it is given, and what is given.
_ONE = {
    False: "SELECT block, row FROM now WHERE tab = ? AND key = ?",
    True: "SELECT count(*), row FROM now WHERE tab = ? AND key = ? GROUP BY row",
}
_SEVERAL = {
    False: "SELECT key, block, row FROM now WHERE tab = ? {} ORDER BY key",
    True: "SELECT key, count(*), row FROM now WHERE tab = ? {} GROUP BY key, row ORDER BY key",
}
_NUMBERS = {name: number for number, name in enumerate(KINDS)}
_NAMES = list(KINDS)
_SCHEMA = """
PRAGMA page_size = 8192; PRAGMA cache_size = -32000; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
CREATE TABLE IF NOT EXISTS block (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS given (tab INTEGER, key BLOB, block INTEGER, row BLOB, PRIMARY KEY (tab, key, block)) WITHOUT ROWID;
"""
_BESIDE = """
CREATE TABLE IF NOT EXISTS gone (tab INTEGER, key BLOB, block INTEGER, PRIMARY KEY (tab, key, block)) WITHOUT ROWID;
INSERT INTO block SELECT * FROM base.block WHERE NOT EXISTS (SELECT * FROM block);
"""
_NOW = "CREATE TEMP VIEW now AS SELECT tab, key, block, row FROM main.given"
_WAS = """ UNION ALL SELECT tab, key, block, row FROM base.given AS was WHERE NOT EXISTS
(SELECT * FROM gone WHERE gone.tab = was.tab AND gone.key = was.key AND gone.block = was.block)"""


def gifts(rows: Iterable[tuple[str, Key, Any]]) -> list[Gift]:
    """Rows of tables as they are given: table, key, row."""
    return sorted((_NUMBERS[table], _key(key), _bytes(KINDS[table].written(row))) for table, key, row in rows)


def _key(key: Key) -> bytes:
    return _bytes(key if isinstance(key, str) else _APART.join(key))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _of_key(key: bytes) -> Key:
    text = key.decode("utf-8", "surrogatepass")
    return tuple(text.split(_APART)) if _APART in text else text


class Given:
    """What blocks give, in a file or in memory; of a `base`, a file that stays as it is, only what differs from it."""

    def __init__(self, file: Path | None = None, names: Sequence[str] = (), *, base: Path | None = None, only_read: bool = False) -> None:
        self.file, self.base = file, base
        where = _to_be_read(file) if file and only_read else file.absolute().as_uri() if file else ":memory:"
        self._db = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)
        if not only_read:
            self._db.executescript(_SCHEMA)
        if base:
            self._db.execute("ATTACH ? AS base", (_to_be_read(base),))
            self._db.execute("PRAGMA base.cache_size = -32000")
            if not only_read:
                self._db.executescript(_BESIDE)
        self._db.execute(_NOW + _WAS if base else _NOW)
        self.arrange(names)

    def take_in(self, beside: Path) -> None:
        """Take in what differs from this file, which is a copy of the base of another."""
        self._db.execute("ATTACH ? AS beside", (_to_be_read(beside),))
        self._db.executescript(
            "DELETE FROM given WHERE (tab, key, block) IN (SELECT * FROM beside.gone); INSERT INTO given SELECT * FROM beside.given;"
            "DELETE FROM block; INSERT INTO block SELECT * FROM beside.block; DETACH beside;"
        )
        self.arrange(())

    def arrange(self, names: Sequence[str]) -> None:
        """Let blocks stand in the order of these names."""
        places = {name: place for place, name in enumerate(names)}
        self._ids = {name: number for number, name in self._db.execute("SELECT id, name FROM block")}
        self._places = {number: places.get(name, -1) for name, number in self._ids.items()}

    def rename(self, names: Mapping[str, str]) -> None:
        """Let what blocks of some names have given be that of others."""
        self._db.executemany("UPDATE OR REPLACE block SET name = ? WHERE name = ?", ((new, old) for old, new in names.items()))
        self._ids = {names.get(name, name): number for name, number in self._ids.items()}

    def put(self, step: Iterable[tuple[str, Iterable[Gift]]]) -> None:
        """Add what blocks give, by their names."""
        self._db.execute("BEGIN")
        for name, given in step:
            self._db.execute("INSERT OR IGNORE INTO block (name) VALUES (?)", (name,))
            (block,) = self._db.execute("SELECT id FROM block WHERE name = ?", (name,)).fetchone()
            self._db.executemany("INSERT INTO given VALUES (?, ?, ?, ?)", ((tab, key, block, row) for tab, key, row in given))
        self._db.execute("COMMIT")

    def take_out(self, step: Iterable[tuple[str, Iterable[Gift]]]) -> None:
        """Take out what blocks gave, by their names."""
        self._db.execute("BEGIN")
        for name, given in step:
            block = self._ids[name]
            things = [(tab, key, block) for tab, key, _ in given]
            self._db.executemany("DELETE FROM given WHERE tab = ? AND key = ? AND block = ?", things)
            if self.base:
                self._db.executemany("INSERT OR IGNORE INTO gone VALUES (?, ?, ?)", things)
        self._db.execute("COMMIT")

    def row(self, table: str, key: Key) -> Any:
        """The row of a table, None where there is none."""
        found = self._db.execute(_ONE[KINDS[table].counted], (_NUMBERS[table], _key(key))).fetchall()
        return self._made(table, key, found) if found else None

    def _made(self, table: str, key: Key, found: list[tuple[int, bytes]]) -> Any:
        kind = KINDS[table]
        if kind.counted:
            return kind.made(key, [(kind.read(row.decode("utf-8", "surrogatepass")), times) for times, row in found])
        if len(found) > 1:
            found.sort(key=lambda one: self._places[one[0]])
        return kind.made(key, [kind.read(row.decode("utf-8", "surrogatepass")) for _, row in found])

    def rows(self, table: str, keys: Sequence[bytes] | None = None) -> Iterator[tuple[Key, Any]]:
        """All rows of a table, or those of some keys, in the order of keys."""
        some = "" if keys is None else f"AND key IN ({','.join('?' * len(keys))})"
        found = self._db.execute(_SEVERAL[KINDS[table].counted].format(some), (_NUMBERS[table], *(keys or ())))
        for key, of_key in ((_of_key(data), same) for data, same in groupby(found, key=itemgetter(0))):
            yield key, self._made(table, key, [(number, row) for _, number, row in of_key])

    def keys(self, table: str) -> Iterator[Key]:
        """The keys of a table, in order."""
        found = self._db.execute("SELECT DISTINCT key FROM now WHERE tab = ? ORDER BY key", (_NUMBERS[table],))
        return (_of_key(key) for (key,) in found)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _to_be_read(file: Path) -> str:
    """A file that nobody writes any more, as the engine is told of it."""
    return f"{file.absolute().as_uri()}?mode=ro&immutable=1"


def by_table(given: Iterable[Gift]) -> Iterator[tuple[str, list[bytes]]]:
    """The tables to which something is given, by name, and the keys, as they are given: by table."""
    return ((_NAMES[number], [key for _, key, _ in same]) for number, same in groupby(given, key=itemgetter(0)))


def named(thing: tuple[int, bytes]) -> tuple[str, Key]:
    """The table and the key, given its number and its bytes."""
    return _NAMES[thing[0]], _of_key(thing[1])


class Rows(Mapping[Key, Any]):
    """A table of the index, of which rows are read when they are looked up."""

    def __init__(self, given: Given, table: str, most: int = AT_HAND) -> None:
        self._given, self._table = given, table
        self.all: Iterable[Key] | None = None  # its keys, where they are at hand
        self.known = _Known(partial(given.row, table), most)

    def fetch(self, keys: Sequence[bytes]) -> None:
        """Have the rows of some keys at hand, as they are given: at once it takes less time than one by one."""
        new = [key for key in keys if _of_key(key) not in self.known]
        for at in range(0, len(new), AT_ONCE):
            self.known.update(self._given.rows(self._table, new[at : at + AT_ONCE]))

    def get(self, key: Key, default: Any = None) -> Any:
        """The row of a key."""
        row = self.known[key]
        return default if row is None else row

    def __getitem__(self, key: Key) -> Any:
        row = self.known[key]
        if row is None:
            raise KeyError(key)
        return row

    def __contains__(self, key: object) -> bool:
        return self.known[key] is not None

    def __iter__(self) -> Iterator[Key]:
        return self._given.keys(self._table) if self.all is None else iter(self.all)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def items(self) -> Any:
        """Keys and rows, in the order of keys."""
        return self._given.rows(self._table)

    def values(self) -> Any:
        """Rows, in the order of keys."""
        return (row for _, row in self.items())


def at_hand(table: Mapping[Key, Any], keys: Iterable[Key]) -> None:
    """See that the rows of some keys are at hand."""
    if isinstance(table, Rows):
        table.fetch(list(map(_key, keys)))


class _Known(dict[Key, Any]):
    """The last rows that have been looked up, None where there is none: a dict, which is asked very often."""

    def __init__(self, row: Callable[[Key], Any], most: int) -> None:
        self._row, self._most = row, most

    def __missing__(self, key: Key) -> Any:
        if len(self) >= self._most:
            self.clear()
        self[key] = row = self._row(key)
        return row
