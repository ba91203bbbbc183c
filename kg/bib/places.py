"""Where things stand in the text of a chunk, and how a message shows a line of it as it should be."""

from __future__ import annotations

import re
from bisect import bisect_left

from kg.model import Problem

_BLANKS = re.compile(r"[ \t]*+")
_FIELD_LINE = re.compile(r"(?m)^[ \t]*+[A-Za-z][\w:+./-]*+[ \t]*+=[ \t]*+(?:[{\"]|\w++[ \t]*+(?:[,#}]|$))")


class Places:
    """A file's name and where the lines of a chunk start in it; where fields start."""

    def __init__(self, text: str, file: str, line: int) -> None:
        self.text, self.file, self.first = text, file, line
        self.breaks = [m.start() for m in re.finditer("\n", text)]
        self.fields = [m.start() for m in _FIELD_LINE.finditer(text)]

    def line(self, at: int) -> int:
        """The line in the file of a place in the text."""
        return self.first + bisect_left(self.breaks, at)

    def is_first(self, at: int) -> bool:
        """Whether nothing but blanks stands before a place in its line."""
        index = bisect_left(self.breaks, at)
        blanks = _BLANKS.match(self.text, self.breaks[index - 1] + 1 if index else 0)
        return blanks is not None and blanks.end() >= at

    def problem(self, at: int, code: str, message: str, hint: str, *, field: str = "", key: str = "") -> Problem:
        """A problem at a place in the text."""
        return Problem(self.file, self.line(at), code, field, message, hint, key=key)

    def cut(self, at: int) -> int:
        """Where a value that starts here ends at the latest: at the next line that starts a field."""
        index = bisect_left(self.fields, at)
        return self.fields[index] if index < len(self.fields) else len(self.text)
