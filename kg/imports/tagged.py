"""Lines with a tag at their start to records: the form that RIS and PubMed's format share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.imports.draft import Item, short
from kg.model import Problem

_HARMLESS = re.compile(r"\s*(?:\d+\.?|EF)?\s*\Z")  # blank, the number of a record on a line of its own, Web of Science's end of file


@dataclass
class Record:
    """The items of one record."""

    line: int
    lines: list[tuple[str, int, list[str]]] = field(default_factory=list)  # tag, line, its text and what goes on below
    opened: bool = True  # it began with the tag that a record begins with
    closed: bool = True  # it ended with the tag that a record ends with

    @property
    def items(self) -> list[Item]:
        """The values of the record, in order."""
        return [Item(tag, "\n".join(filter(None, texts)), line) for tag, line, texts in self.lines]


def records(text: str, file: str, tag: re.Pattern[str], first: str, last: str = "") -> tuple[list[Record], list[Problem]]:
    """The records in a text, and what stands outside of them.

    `tag` matches a tag (group 1) and the text after it; `first` and `last` begin and end a record; a line
    without a tag goes on with the line above it. A record is never joined to the next, whatever is missing.
    """
    found: list[Record] = []
    strays: list[tuple[int, str]] = []
    current: Record | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = tag.match(line)
        name = match[1].rstrip() if match else ""
        if name == first:
            current = _open(found, number)
        elif match and name == last:
            if current:
                current.closed = True
            current = None
            continue
        elif match and current is None:
            current = _open(found, number, opened=False)
        if match and current:
            current.closed = not last
            current.lines.append((name, number, [line[match.end() :].strip()]))
        elif current and current.lines and line.strip():
            current.lines[-1][2].append(line.strip())
        elif not _HARMLESS.match(line):
            strays.append((number, line))
    return found, [_outside(file, strays)] if strays else []


def _open(found: list[Record], line: int, *, opened: bool = True) -> Record:
    found.append(Record(line, opened=opened))
    return found[-1]


def _outside(file: str, strays: list[tuple[int, str]]) -> Problem:
    line, text = strays[0]
    more = f" (and {len(strays) - 1:,} more such {'line' if len(strays) == 2 else 'lines'})" if len(strays) > 1 else ""
    message = f"'{short(text)}'{more} stands outside of any record and is not read."
    return Problem(file, line, "KG132", "", message, "If it belongs to a record, put it between the record's first and last line.")
