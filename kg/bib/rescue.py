"""A tolerant reader for chunks that are not in order: it reads what it can and reports what is wrong.

An entry is tried three times: braces after a backslash do not count (as in LaTeX), they do (as in
BibTeX), and, where neither finds the end, a value that is not closed is cut where the next field starts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from kg.bib.places import Places
from kg.bib.scan import CONTINUES, Attempt
from kg.bib.source import HEAD
from kg.bib.values import fold_space
from kg.model import Chunk, Entry, Problem, Reading, StringDef

_HEAD = re.compile(HEAD)
_KEYED_HEAD = re.compile(r"@\s*+[\w:.+/-]*+\s*+[{(]\s*+[^\s,{}()\"=@]++\s*+,")
_KEYED_HEAD_IN_A_WORD = re.compile(r"@\w++[ \t]*+[{(]\s*+[^\s,{}()\"=@]++\s*+,")
_LINE_ENDS = re.compile(r"@[ \t]*+\n")
_ORPHAN = re.compile(r"(?m)(?:^|[,}])[ \t]*+([A-Za-z][\w:+./-]*+)[ \t]*+=[ \t]*+(?:[{\"]|\d++[ \t]*+(?:[,}]|$))")


def read(chunk: Chunk) -> Reading:
    """What a chunk holds, as far as it can be made out, with a problem for whatever is not in order."""
    page = _Page(chunk)
    at = 0
    while head := page.next_head(at):
        page.free_text(at, head.start())
        at = page.block(head)
    page.free_text(at, len(chunk.text))
    return Reading(tuple(page.entries), tuple(page.strings), tuple(page.problems))


def looks_lost(text: str, at: int) -> bool:
    """Whether there may be an entry or a field in the text after the brace that closes an entry."""
    if text.find("@", at) >= 0:
        return True
    return text.find("=", at) >= 0 and (_ORPHAN.search(text, at) is not None or CONTINUES.match(text, at + 1) is not None)


class _Page:
    """A chunk's text and what was found in it so far."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk, self.text = chunk, chunk.text
        self.places = Places(chunk.text, chunk.file, chunk.line)
        self.line = 0  # of the last entry's head
        self.torn = False  # an entry was not closed: what is in a value of those after it is not certain
        self.dead_comment = False  # a comment was not closed: do not look for the end of another
        self.entries: list[Entry] = []
        self.strings: list[StringDef] = []
        self.problems: list[Problem] = []

    def next_head(self, at: int) -> re.Match[str] | None:
        """The next entry's head, leaving out mail addresses and the like in free text."""
        heads = _HEAD.finditer(self.text, at)
        return next((m for m in heads if not self.in_a_word(m.start()) or _KEYED_HEAD_IN_A_WORD.match(self.text, m.start())), None)

    def in_a_word(self, at: int) -> bool:
        """Whether an @ follows a letter, as in a mail address."""
        before = self.text[at - 1] if at else " "
        return before.isalnum() or (before in "._-" and not _LINE_ENDS.match(self.text, at))

    def keyed(self, at: int) -> str:
        """The head here with its key and comma, empty where it has none."""
        match = (_KEYED_HEAD_IN_A_WORD if self.in_a_word(at) else _KEYED_HEAD).match(self.text, at)
        return match[0] if match else ""

    def free_text(self, start: int, end: int) -> None:
        """Report fields that stand outside of any entry."""
        match = _ORPHAN.search(self.text, max(start - 1, 0), end)  # from the brace that closes the entry before
        if match:
            message = f"The field '{match[1]}' stands outside of any entry and is not read."
            hint = "Look for a closing brace too many above it, or for an entry's first line that is missing or has no brace."
            self.problems.append(self.places.problem(match.start(1), "KG008", message, hint, field=match[1].lower()))

    def block(self, head: re.Match[str]) -> int:
        """Read the block that starts with a head; where it ends."""
        kind = head[0][1:-1].strip().lower()
        if kind in ("comment", "preamble"):
            end = self.skip(head, kind)
            inner = f"{{{self.text[head.end() : end - 1]}}}"
            whole = Places(inner, "", 1).bibtex.end(0, len(inner)) == len(inner)
            self.problems += self.inner_heads(head.end(), end, [(head.end(), end)] if whole and not self.torn else [])
            return end
        if kind == "string":
            return self.string(head)
        kind = re.sub(r"\W", "", kind)
        attempt = self.attempt(head)
        self.problems += self.head_problems(head, kind or "misc", attempt)
        self.problems += attempt.problems
        self.torn = self.torn or attempt.torn or not attempt.closed
        self.problems += self.inner_heads(head.end(), attempt.at, [] if self.torn else attempt.values, key=attempt.key)
        if attempt.key:
            raw = self.text[head.start() : attempt.at].strip()
            key = normalize("NFC", attempt.key)
            self.entries.append(Entry(kind or "misc", key, attempt.fields, self.chunk.file, self.places.line(head.start()), raw))
        return attempt.at

    def attempt(self, head: re.Match[str]) -> Attempt:
        """The first attempt that finds the entry's end, or else the last."""
        attempt = Attempt(self.places, head.start(), head.end() - 1, self.places.latex).entry()
        if not attempt.closed:
            attempt = Attempt(self.places, head.start(), head.end() - 1, self.places.bibtex).entry()
        return attempt if attempt.closed else Attempt(self.places, head.start(), head.end() - 1, self.places.latex, cut=True).entry()

    def head_problems(self, head: re.Match[str], kind: str, attempt: Attempt) -> Iterator[Problem]:
        """What is wrong with an entry's first line, and with lines in it that look like one."""
        problem, key, written = self.places.problem, attempt.key, head[0][1:-1]
        if not written.strip():
            hint = f"Write @misc{head[0][-1]}{key}, at its start."
            yield problem(head.start(), "KG004", "This entry has no type; it is read as @misc.", hint, key=key)
        elif not re.fullmatch(r"\w+[ \t]*", written):
            message = f"Other programs do not see this entry, because it does not begin with @type{{key,; it is read as @{kind}."
            yield problem(head.start(), "KG004", message, f"Write @{kind}{head[0][-1]}{key}, on one line.", key=key)
        line, self.line = self.line, self.places.line(head.start())
        if line < self.line and self.places.is_first(head.start(), "%") and not self.places.is_first(head.start()):
            message = "The % before this entry does not make it a comment in BibTeX, so it is read."
            yield problem(head.start(), "KG004", message, "Delete the entry, or take away the %.", key=key)

    def inner_heads(self, start: int, end: int, values: Sequence[tuple[int, int]], *, key: str = "") -> Iterator[Problem]:
        """What looks like the head of an entry in the text of another: at the start of a line, or outside of its values."""
        heads = [(m, self.places.line(m.start())) for m in _HEAD.finditer(self.text, start, end)]
        lines = [self.places.line(start), *(line for _, line in heads)]
        first = [line > before and self.places.is_first(m.start()) for (m, line), before in zip(heads, lines, strict=False)]
        certain = not any(first)  # in an entry that goes on after the start of another it is not certain where values end
        told = 0  # the last line that was told of
        for (match, line), is_first in zip(heads, first, strict=True):
            at = match.start()
            index = bisect_right(values, (at, end)) - 1
            in_value = index >= 0 and at < values[index][1]
            if line == told or not (is_first or (self.keyed(at) and not (in_value and certain))):
                continue
            told, shown = line, fold_space(self.keyed(at) or match[0])
            if is_first and in_value:
                message = f"A line within this entry begins with '{shown}', which other programs take for a new entry."
                hint = "Put another word before the @ in that line, or join the line to the one above it."
                yield self.places.problem(at, "KG004", message, hint, key=key)
            else:
                message = f"'{shown}' looks like the start of an entry, but stands in the text of another one, and is not read as one."
                hint = "If it is an entry, close the one before it and put the @ at the start of a line."
                yield self.places.problem(at, "KG013", message, hint, key=key)

    def skip(self, head: re.Match[str], kind: str) -> int:
        """Pass over a comment or preamble; where it ends."""
        opening, stop = head.end() - 1, len(self.text)
        if self.dead_comment:
            return head.end()
        if head[0].endswith("("):
            end = self.text.find(")", opening) + 1
        else:
            end = max(self.places.latex.end(opening, stop), self.places.bibtex.end(opening, stop))
        if end > 0:
            return end
        self.dead_comment = True
        message = f"This @{kind} is not closed before the next entry; an entry is never part of it."
        hint = f"Close the @{kind} with a brace, and delete entries that should not be read."
        self.problems.append(self.places.problem(head.start(), "KG003", message, hint))
        return head.end()

    def string(self, head: re.Match[str]) -> int:
        """Read an `@string`; where it ends."""
        attempt = Attempt(self.places, head.start(), head.end() - 1, self.places.latex).block()
        if not attempt.closed:
            attempt = Attempt(self.places, head.start(), head.end() - 1, self.places.latex, cut=True).block()
        self.strings += (StringDef(f.name, f.raw, self.chunk.file, f.line) for f in attempt.fields.values())
        self.problems += attempt.problems
        self.problems += self.inner_heads(head.end(), attempt.at, [] if self.torn else attempt.values)
        if not attempt.fields and not attempt.problems:
            hint = "Write @string{name = {text}}."
            self.problems.append(self.places.problem(head.start(), "KG003", "This @string defines nothing.", hint))
        return attempt.at
