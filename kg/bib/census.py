"""An independent count of the entries in a text, which the readers are held against: nothing is lost in silence.

It knows only where an entry begins, never what is in it, and shares no code with the readers: a mistake of theirs must not be
its own. Where one may honestly see another entry than the other (in the text of an entry that is not closed), it counts the
head, and the reader has to say a word about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from unicodedata import normalize

from kg.model import Entry, Problem

LOST = "KG019"
_UNREADABLE, _KEY_USED_TWICE = "KG001", "KG201"
_AFTER_READING = "KG100"  # codes below it are of reading
_NO_ENTRIES = ("comment", "preamble", "string")
_AT = re.compile(r'@[ \t]*+([^\s@{}()"=,%#\\]++(?: [^\W\d]++(?=\{))?(?:[ \t]*+\n)?|)[ \t]*+([{(])\s*+([^,{}()"=\n@]*+)(,?)')
_TYPE = re.compile(r"[\w:.+/-]*+")
_WORD = re.compile(r"\w++")
_TYPE_MARK = re.compile(r"[^\w:.+/ -]")
_MARKS = re.compile(r'\\.|[{}"()]', re.DOTALL)
_MARKS_OF_BIBTEX = re.compile(r'[{}"()]')
_TRIES = 20  # ends looked for in vain until it is given up: each look reads on to the next line that begins an entry
_LONG = 40  # characters of a head that a message shows


class Head(NamedTuple):
    """The place where an entry begins."""

    line: int  # in its file, from 1
    key: str  # as written; empty where there is none
    text: str  # `@book{porter1998clusters,`


class Census(NamedTuple):
    """How many entries there are in the files, and what became of them: `entries == read + reported + lost`."""

    files: int = 0
    entries: int = 0
    read: int = 0  # they are in the graph
    reported: int = 0  # they are not, and a problem says why
    lost: int = 0  # neither, by a fault of the program: a problem says so


class _Mark(NamedTuple):
    """A place that looks like the beginning of an entry, or of a comment, preamble or string."""

    at: int
    opening: int  # where its brace or parenthesis is
    first: bool  # it is the first thing in its line
    block: bool  # it is a comment, preamble or string
    head: Head


def heads(text: str) -> list[Head]:
    r"""Where entries begin in a text with LF line ends, in order.

    At the start of a line every `@type{` or `@type(` is one, whatever surrounds it. Within a line it takes `@type{key,`, and it
    must not be in a value or in a comment that is closed before the next line that begins an entry.

    >>> [head.text for head in heads("@book{a, note = {@book{b,}}} @book{c,\n}\n@ book {d\n@comment{@book{e,}}\nme@x.org (f, g)")]
    ['@book{a,', '@book{c,', '@ book {d']
    """
    found: list[Head] = []
    group: list[_Mark] = []
    for mark in _marks(text):
        if mark.first and group:
            found += _counted(text, group, mark.at)
            group = []
        group.append(mark)
    found += _counted(text, group, len(text))
    return found


def unreadable_heads(data: bytes) -> int:
    """How many entries begin in a file that is refused for its encoding: NUL bytes are what keeps its text apart."""
    return len(heads(data.replace(b"\0", b"").decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")))


def _marks(text: str) -> Iterator[_Mark]:
    line, counted, start = 1, 0, 0
    met = -1  # where the line of the mark before this one starts
    for match in _AT.finditer(text):
        at, kind, key = match.start(), match[1].strip(), match[3].strip()
        if breaks := text.count("\n", counted, at):
            line, start = line + breaks, text.rfind("\n", counted, at) + 1
        first = start != met and not text[start:at].strip(" \t")
        counted, met = at, start
        keyed, block = bool(key and match[4]), kind.lower() in _NO_ENTRIES
        if (keyed or not _TYPE_MARK.search(kind)) if first else (block or (keyed and _within_a_line(text, match))):
            shown = " ".join(match[0].split())
            head = Head(line, key, shown if len(shown) <= _LONG else shown[: _LONG - 1] + "…")
            yield _Mark(at, match.start(2), first, block, head)


def _within_a_line(text: str, match: re.Match[str]) -> bool:
    """Whether a mark within a line is more than a mail address with a remark in brackets."""
    before = text[match.start() - 1]
    if (before.isalnum() or before in "._-") and not (_WORD.fullmatch(match[1]) and text.startswith(match[1], match.start() + 1)):
        return False
    return bool(_TYPE.fullmatch(match[1])) and len(match[3].split()) == 1


def _counted(text: str, marks: list[_Mark], end: int) -> Iterator[Head]:
    """Those of the marks from one line that begins an entry to the next that are not in a value or comment."""
    index = 0
    tries = {_MARKS_OF_BIBTEX: _TRIES, _MARKS: _TRIES}  # left to each way of finding an end
    while index < len(marks):
        mark, index = marks[index], index + 1
        if not mark.block:
            yield mark.head
        if index == len(marks):
            return
        within: list[bool] | None = None
        for pattern, left in tries.items():
            found = _hidden(text, mark, marks, index, end, pattern) if left else None
            tries[pattern] -= left > 0 and found is None
            within = found if within is None or (found and len(found) > len(within)) else within
        if within is None:  # it is not closed: nothing is known to be in a value
            yield from (m.head for m in marks[index:] if not m.block)
            return
        yield from (m.head for m, a in zip(marks[index : index + len(within)], within, strict=True) if not a and not m.block)
        index += len(within)


def _hidden(text: str, mark: _Mark, marks: list[_Mark], index: int, end: int, pattern: re.Pattern[str]) -> list[bool] | None:
    """For each mark from `index` on in the block that another begins, whether it is in a value; None where the block is not closed."""
    found: list[bool] = []
    depth, quoted, round_ = 0, False, text[mark.opening] == "("
    for match in pattern.finditer(text, mark.opening, end):
        while index < len(marks) and marks[index].at < match.start():
            found.append(depth > 1 or quoted or mark.block)
            index += 1
        sign = match[0]
        if sign == '"':
            quoted = quoted != (depth == 1 and not mark.block)
        elif sign == "{" or match.start() == mark.opening:
            depth += 1
        elif sign == ("}" if depth > 1 or not round_ else ")") and not (round_ and quoted):
            depth -= 1
            if depth == 0:
                return found
    return None


def take(
    files: Mapping[str, bytes], entries: Iterable[Entry], kept: Iterable[Entry], problems: Iterable[Problem]
) -> tuple[Census, list[Problem]]:
    """The count of what became of every entry in the files, and a problem for each that was lost.

    `entries` are all that were read, `kept` those of them in the graph, `problems` what was said so far.
    """
    told, refused = set(), set()
    for problem in problems:
        if problem.code < _AFTER_READING or problem.code == _KEY_USED_TWICE:
            told.add((problem.file, problem.line))
        if problem.code == _UNREADABLE:
            refused.add(problem.file)
    known = {id(entry) for entry in kept}
    at = _Places(entries)
    read = reported = 0
    lost: list[Problem] = []
    for name in sorted(files):
        if name in refused:
            reported += unreadable_heads(files[name])
            continue
        for head, entry in at.paired(heads(_text(files[name])), name):
            if id(entry) in known:
                read += 1
            elif (name, head.line) in told:
                reported += 1
            else:
                lost.append(_fault(name, head))
    more = [id(entry) in known for entry in at.left()]  # read where the count sees no entry: it is one all the same
    read, reported = read + sum(more), reported + len(more) - sum(more)
    return Census(len(files), read + reported + len(lost), read, reported, len(lost)), lost


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class _Places:
    """The entries that were read and have no head yet, by their place."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.lines: dict[tuple[str, int], dict[int, Entry]] = {}
        self.keys: dict[tuple[str, int, str], list[Entry]] = {}
        for entry in entries:
            self.lines.setdefault((entry.file, entry.line), {})[id(entry)] = entry
            self.keys.setdefault((entry.file, entry.line, entry.key), []).append(entry)

    def paired(self, found: Iterable[Head], name: str) -> Iterator[tuple[Head, Entry | None]]:
        """Each head of a file with the entry read in its line: the one with its key, or else any that no other head has."""
        late = []
        for head in found:
            same = self.keys.get((name, head.line, " ".join(normalize("NFC", head.key).split())))
            if same:
                entry = same.pop()
                del self.lines[name, head.line][id(entry)]
                yield head, entry
            else:
                late.append(head)
        for head in late:
            here = self.lines.get((name, head.line))
            yield head, here.popitem()[1] if here else None

    def left(self) -> Iterator[Entry]:
        """The entries that no head was paired with."""
        return (entry for here in self.lines.values() for entry in here.values())


def _fault(file: str, head: Head) -> Problem:
    message = f"The entry that begins here with '{head.text}' was lost by a fault of this program, not of your file."
    hint = "Please report it to the makers of bibkg, with the lines around it; in a file of its own the entry may be read."
    return Problem(file, head.line, LOST, "", message, hint, key=head.key)
