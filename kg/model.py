"""The values that flow through the program: chunk, entry, statement, problem.

    bytes -> Chunk -> Entry --index--> Index
                      Entry x Index --resolve--> Statement + Problem -> store | page | export

All are plain immutable data. Nothing here reads a file, and nothing here knows RDF vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from kg.codes import CODES


class Chunk(NamedTuple):
    """A stretch of one file that can be read on its own: at most one entry and the text after it."""

    file: str  # path relative to the workspace, with forward slashes
    line: int  # the chunk's first line in that file, from 1
    text: str  # decoded, LF line ends


class Field(NamedTuple):
    """One field of an entry, as written."""

    name: str  # lower case
    raw: str  # the BibTeX expression with its delimiters: `{Porter}`, `1998`, `nov # "--" # dec`
    line: int  # line in the file, from 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One bib entry, as written; strings, LaTeX and references in it are not resolved yet."""

    type: str  # lower case, without the @
    key: str  # NFC
    fields: Mapping[str, Field]  # by lower-case name, in the order written
    file: str
    line: int
    raw: str  # the entry's own text, from @ to its closing brace

    def line_of(self, field: str) -> int:
        """The line of a field, or the entry's own where it has no such field."""
        return self.fields[field].line if field in self.fields else self.line


class Bare:
    """A dataclass that goes on record with its fields alone, without what has been worked out from them since."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __getstate__(self) -> dict[str, Any]:
        """Its fields."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class FieldNames(Bare):
    """A set of bib field names, some of them patterns in which * stands for anything.

    >>> [name in FieldNames.of(["file", "bdsk-url-*"]) for name in ("file", "bdsk-url-2", "url")]
    [True, True, False]
    """

    names: frozenset[str]
    _met: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)  # bibliographies have few names, many times

    @classmethod
    def of(cls, names: Iterable[str]) -> FieldNames:
        """The set of these names."""
        return cls(frozenset(names))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        patterns = sorted(re.escape(name).replace(r"\*", ".*") for name in self.names if "*" in name)
        return re.compile("|".join(patterns) or "(?!)")

    def __contains__(self, name: str) -> bool:
        found = self._met.get(name)
        if found is None:
            found = self._met[name] = name in self.names or bool(self._pattern.fullmatch(name))
        return found


class StringDef(NamedTuple):
    """One `@string{name = expression}`."""

    name: str  # lower case
    raw: str
    file: str
    line: int


class Ref(NamedTuple):
    """One reference in a list: `rosenfeld2005industry [via oxborrow2012creative p. 5 "associative economy"]`."""

    key: str
    via: str = ""  # key of the work that reports it
    label: str = ""  # "page", "chapter", … or "other"; empty where there is no locator
    locator: str = ""  # "5", "5-7"; as written where the label is "other"
    quote: str = ""
    bracket: str = ""  # the bracket in canonical spelling, empty where none was written


class Statement(NamedTuple):
    """One RDF statement. Terms are N-Triples text: `<http://…>`, `"text"@en`, `"1998"^^<…>`."""

    subject: str
    predicate: str
    object: str
    source: str  # the entry that says so, `<{base}bib/FILE#KEY>`


Triple = tuple[str, str, str]  # a statement without its source


class Problem(NamedTuple):
    """A fault in the user's data: where it is, what is wrong, what to write instead."""

    file: str
    line: int
    code: str  # KG103; kg.codes has its severity and explanation
    field: str  # the field concerned, or empty
    message: str  # one sentence ending with a full stop
    hint: str = ""  # what to write instead; one sentence ending with a full stop
    unknown: str = ""  # the keys that were not found, with line ends between them: the nearest known ones are added to the hint later
    key: str = ""  # the entry concerned

    @property
    def severity(self) -> str:
        """`error`, `warning` or `note`."""
        return CODES[self.code].severity

    def __str__(self) -> str:
        r"""The line that users read.

        >>> print(Problem("bib/a.bib", 12, "KG103", "year", "'in press' is not a year.", "Write year = {1998}."))
        bib/a.bib:12: error KG103 year: 'in press' is not a year. Write year = {1998}.
        >>> print(Problem("bib/é\n::add-mask::x.bib", 1, "KG003", "", "The entry 'x' is not closed."))
        bib/é\n::add-mask::x.bib:1: error KG003: The entry 'x' is not closed.
        """
        field = f" {self.field}" if self.field else ""
        file = self.file if self.file.isprintable() else _in_one_line(self.file)
        return f"{file}:{self.line}: {self.severity} {self.code}{field}: {self.message} {self.hint}".rstrip()


def _in_one_line(name: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


class Reading(NamedTuple):
    """What one chunk holds."""

    entries: tuple[Entry, ...]
    strings: tuple[StringDef, ...]
    problems: tuple[Problem, ...]
