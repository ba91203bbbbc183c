"""A BibTeX file without the entries that are there already: all else stays as it is, byte for byte."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.bib import source, split
from kg.bib.values import fold_space
from kg.imports.known import Library, Work, texts, work
from kg.model import Entry, Problem, Reading
from kg.schema import Schema

_CRLF = "\ud800"  # one character for two: half a letter, which no file can hold
_READ_AS = {  # letter as it becomes bytes again -> letter as it is read
    0xD800: "\n", ord("\r"): "\n", **dict.fromkeys((*range(9), 11, *range(14, 32), 127), "\ufffd"),
    **{0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)},
}  # fmt: skip
_REST_OF_LINE = re.compile(r"[ \t]*(?:\n|\Z)")
_REST_AND_BLANK_LINES = re.compile(r"[ \t]*(?:\n(?:[ \t]*\n)*|\Z)")
_WORD = re.compile(r"[^\s,;{}()\[\]\"=#]+")


class Trimmed(NamedTuple):
    """What is new in a file."""

    data: bytes = b""  # the file without the rest; empty where nothing is new
    entries: tuple[Entry, ...] = ()  # the new ones
    known: tuple[str, ...] = ()  # those that are there, by their keys: `mine`, or `mine (as porter1998clusters)`
    taken: tuple[str, ...] = ()  # the keys of those whose key another entry has
    problems: tuple[Problem, ...] = ()


class _Found(NamedTuple):
    """An entry of the file."""

    entry: Entry
    start: int  # in the text
    work: Work | None  # what tells it from other works; None where it is no work

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.entry.raw)

    def words(self, *fields: str) -> Iterator[str]:
        """The words in some of its fields, or in all of it, keys of others among them."""
        texts = [self.entry.fields[name].raw for name in fields if name in self.entry.fields] if fields else [self.entry.raw]
        return (word for text in texts for word in _WORD.findall(text))


def trim(data: bytes, file: str, library: Library, schema: Schema, *, every: bool = False) -> Trimmed:
    """What is new in a BibTeX file; the library knows it from then on.

    An entry is left out if its key is taken or its work known; `every` takes a known work that has a key of its own.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    written = data.removeprefix(mark).decode("utf-8", "surrogateescape").replace("\r\n", _CRLF)
    text = written.translate(_READ_AS)
    placed, readings = _read(text, file)
    faults = tuple(problem for reading in readings for problem in reading.problems if problem.severity == "error")
    strings = {string.name: string.raw for reading in readings for string in reading.strings}
    new_strings = strings.items() - library.strings.items()
    found = _found(placed, strings, library, schema)
    library.strings |= strings
    if not found:
        hint = "An entry starts with @article{key, or another type."
        none = Problem(file, 1, "KG130", "", "There is no entry in this file.", hint)
        return Trimmed(data if new_strings else b"", problems=() if strings else (none, *faults))
    known, taken = _there(found, library, every=every)
    kept = [one for at, one in enumerate(found) if at not in known and at not in taken]
    problems = list(_said(found, known, taken, library))
    for one in kept:
        library.take(one.entry, one.work)
    return Trimmed(
        mark + _without([found[at] for at in sorted((*known, *taken))], written, text) if kept else b"",
        tuple(one.entry for one in kept),
        tuple(e.key if e.key == key else f"{e.key} (as {key})" for e, key in ((found[at].entry, key) for at, key in known.items())),
        tuple(found[at].entry.key for at in sorted(taken)),
        (*problems, *(() if kept else faults)),
    )


def _read(text: str, file: str) -> tuple[list[tuple[Entry, int]], list[Reading]]:
    """The entries of a text with the places where they begin, and all that was read."""
    placed: list[tuple[Entry, int]] = []
    readings: list[Reading] = []
    end = 0
    for chunk in source.chunks(text, file):
        at = text.index(chunk.text, end)
        end = at + len(chunk.text)
        readings.append(split.read(chunk))
        for entry in readings[-1].entries:
            start = text.index(entry.raw, at, end)
            placed.append((entry, start))
            at = start + len(entry.raw)
    return placed, readings


def _found(placed: Iterable[tuple[Entry, int]], strings: dict[str, str], library: Library, schema: Schema) -> list[_Found]:
    entries = {**library.entries, **{entry.key: entry for entry, _ in placed}}

    def string(_: str, name: str) -> str | None:
        return strings.get(name, library.strings.get(name))

    def told_by(entry: Entry) -> Work | None:
        is_work = schema.entry_type(entry.type).kind == "work"
        return work(texts(entry, entries.get, string, schema)) if is_work else None

    return [_Found(entry, start, told_by(entry)) for entry, start in placed]


def _there(found: list[_Found], library: Library, *, every: bool) -> tuple[dict[int, str], set[int]]:
    """Which entries are there already, with their keys in the bibliography, and of which another entry has the key."""
    known: dict[int, str] = {}
    taken: set[int] = set()
    for at, one in enumerate(found):
        holder = library.holder(one.entry.key)
        same = library.find(one.work) if one.work else ""
        other = library.entries.get(holder)
        if holder and (same == holder or (other and fold_space(other.raw) == fold_space(one.entry.raw))):
            known[at] = holder
        elif holder:
            taken.add(at)
        elif same and not every:
            known[at] = same
    elsewhere = {found[at].entry.key: at for at, key in known.items() if found[at].entry.key != key}
    heirs = [one for at, one in enumerate(found) if at not in known and at not in taken] if elsewhere else []
    for one in heirs:  # what an entry inherits from goes with it; the list grows
        for word in one.words("crossref", "xdata"):
            if word in elsewhere:
                heirs.append(found[elsewhere[word]])
                del known[elsewhere.pop(word)]
    return known, taken


def _said(found: list[_Found], known: dict[int, str], taken: set[int], library: Library) -> Iterator[Problem]:
    """A problem for each entry that is left out."""
    other_names = {found[at].entry.key for at, key in known.items() if found[at].entry.key != key}
    kept = (one for at, one in enumerate(found) if at not in known and at not in taken)
    named = {word for one in kept for word in one.words() if word in other_names} if other_names else set()
    for at, one in enumerate(found):
        entry = one.entry
        if key := known.get(at):
            there = "" if key == entry.key else f", as '{key}'"
            hint = f"The new file names {entry.key}: write {key} there." if entry.key in named else ""
            message = f"'{entry.key}' is in the bibliography already{there}, so it is not copied{library.lacking(key, one.work)}."
            yield Problem(entry.file, entry.line, "KG134", "", message, hint, key=key)
        elif at in taken:
            other = library.entries.get(library.holder(entry.key))
            where = f" ({other.file}:{other.line})" if other else ""
            message = f"The key '{entry.key}' is taken by another entry{where}, so this one is not copied."
            hint = "Give it another key, here and where it is named, and import the file again."
            yield Problem(entry.file, entry.line, "KG139", "", message, hint, key=entry.key)


def _without(left: Iterable[_Found], written: str, text: str) -> bytes:
    """A file without some of its entries; no more blank lines stay than there were on one side of them."""
    pieces, at = [], 0
    for one in left:
        start, end = one.start, one.end
        line = max(at, text.rfind("\n", at, start) + 1)
        after_blank = not text[max(0, line - 2) : line].strip()
        rest = (_REST_AND_BLANK_LINES if after_blank else _REST_OF_LINE).match(text, end)
        if rest and not text[line:start].strip():
            start, end = line, rest.end()
        pieces.append(written[at:start])
        at = end
    return "".join((*pieces, written[at:])).replace(_CRLF, "\r\n").encode("utf-8", "surrogateescape")
