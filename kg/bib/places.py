"""Where things stand in the text of a chunk, and how a message shows a line of it as it should be."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from kg.bib.values import fold_space
from kg.model import Problem

_BLANKS = re.compile(r"[ \t%]*+")
_FIELD_LINE = re.compile(r"(?m)^[ \t]*+[A-Za-z][\w:+./-]*+[ \t]*+=[ \t]*+(?:[{\"]|\w++[ \t]*+(?:[,#}]|$))")
_BRACES_OF_LATEX = re.compile(r"\\.|[{}]", re.DOTALL)  # a brace after a backslash does not count
_BRACES_OF_BIBTEX = re.compile(r"[{}]")  # a backslash protects nothing
_SHOWN = 36  # characters of a value that a hint shows
_MARKS_OF_LATEX = re.compile(r'\\.|[{}"]', re.DOTALL)
_WORD = re.compile(r'[^\s{}"#,=]++')


def line_of(name: str, value: str) -> str:
    """A field as it should be written, with the comma at its end; of a long value the beginning and the end.

    >>> line_of("title", "{A}")
    'title = {A},'
    >>> line_of("title", "{The rise of the creative city and its discontents in the north}")
    'title = {The rise of the creativ…n the north},'
    """
    shown = fold_space(value)
    return f"{name} = {shown if len(shown) <= _SHOWN else shown[: _SHOWN * 2 // 3] + '…' + shown[-_SHOWN // 3 :]},"


class Brackets:
    """Where the tokens of a chunk end, by one of the two rules for braces. Each brace is looked at once, however often it is asked for."""

    def __init__(self, text: str, braces: re.Pattern[str]) -> None:
        self.text = text
        self.ends: dict[int, int] = {}  # opening brace -> where its group ends
        waiting: list[int] = []
        for match in braces.finditer(text):
            if match[0] == "{":
                waiting.append(match.start())
            elif match[0] == "}" and waiting:
                self.ends[waiting.pop()] = match.end()

    def end(self, start: int, stop: int) -> int:
        """Where the token that starts here ends, if that is before `stop`, or -1."""
        first = self.text[start : start + 1] if start < stop else ""
        if first == "{":
            end = self.ends.get(start, -1)
        elif first == '"':
            end = self._quoted(start + 1, stop)
        else:
            word = _WORD.match(self.text, start, stop)
            end = word.end() if word else -1
        return end if end <= stop else -1

    def _quoted(self, at: int, stop: int) -> int:
        while (match := _MARKS_OF_LATEX.search(self.text, at, stop)) and match[0] != "}":
            if match[0] == '"':
                return match.end()
            at = match.end() if match[0] != "{" else self.ends.get(match.start(), stop)
        return -1


class Places:
    """A file's name and where the lines of a chunk start in it; where fields start, and where tokens end."""

    def __init__(self, text: str, file: str, line: int) -> None:
        self.text, self.file, self.first = text, file, line
        self.breaks = [m.start() for m in re.finditer("\n", text)]
        self.fields = [m.start() for m in _FIELD_LINE.finditer(text)]

    @cached_property
    def latex(self) -> Brackets:
        """Where tokens end if a brace after a backslash does not count."""
        return Brackets(self.text, _BRACES_OF_LATEX)

    @cached_property
    def bibtex(self) -> Brackets:
        """Where tokens end if a backslash protects nothing."""
        return Brackets(self.text, _BRACES_OF_BIBTEX)

    def line(self, at: int) -> int:
        """The line in the file of a place in the text."""
        return self.first + bisect_left(self.breaks, at)

    def is_first(self, at: int, after: str = "") -> bool:
        """Whether nothing but blanks, and characters of `after`, stands before a place in its line."""
        index = bisect_left(self.breaks, at)
        before = _BLANKS.match(self.text, self.breaks[index - 1] + 1 if index else 0, at)
        return before is not None and before.end() == at and set(after) >= set(before[0]) - {" ", "\t"}

    def problem(self, at: int, code: str, message: str, hint: str, *, field: str = "", key: str = "") -> Problem:
        """A problem at a place in the text."""
        return Problem(self.file, self.line(at), code, field, message, hint, key=key)

    def cut(self, at: int) -> int:
        """Where a value that starts here ends at the latest: at the next line that starts a field."""
        index = bisect_left(self.fields, at)
        return self.fields[index] if index < len(self.fields) else len(self.text)
