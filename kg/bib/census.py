"""An independent count of the entries in a text, which the readers are held against: nothing is lost in silence.

It knows only where an entry begins, never what is in it, and shares no code with the readers: a mistake of theirs must not be
its own. Where one may honestly see another entry than the other (in the text of an entry that is not closed), it counts the
head, and the reader has to say a word about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import NamedTuple
from unicodedata import normalize

from kg.memory import Memory
from kg.model import Entry, Problem

LOST = "KG019"
_UNREADABLE, _KEY_USED_TWICE = "KG001", "KG201"
_AFTER_READING = "KG100"  # codes below it are of reading
_NO_ENTRIES = ("comment", "preamble", "string")
_AT = re.compile(r'@\s*+([^\s@{}()"=,%#\\]++(?: [^\W\d]++(?=\{))?\s*+|)([{(])\s*+([^,{}()"=\n@]*+)(,?)')
_TYPE = re.compile(r"[\w:.+/-]*+")
_WORD = re.compile(r"\w++")
_TYPE_MARK = re.compile(r"[^\w:.+/ -]")
_MARKS = re.compile(r'\\.|[{}"()]', re.DOTALL)
_MARKS_OF_BIBTEX = re.compile(r'[{}"()]')
_TRIES = 20  # ends looked for in vain until it is given up: each look reads on to the next line that begins an entry
_LONG = 40  # characters of a head that a message shows


class Head(NamedTuple):
    """The place where an entry begins, or a comment, preamble or string."""

    line: int  # in its file, from 1
    key: str  # as written; empty where there is none
    raw: str
    opening: int  # where its brace or parenthesis is
    block: bool  # it is a comment, preamble or string

    @property
    def text(self) -> str:
        """The head as a message shows it: `@book{porter1998clusters,`."""
        shown = " ".join(self.raw.split())
        return shown if len(shown) <= _LONG else shown[: _LONG - 1] + "…"


class Census(NamedTuple):
    """How many entries there are in the files, and what became of them: `entries == read + reported + lost`."""

    files: int = 0
    entries: int = 0
    read: int = 0  # they are in the graph
    reported: int = 0  # they are not, and a problem says why
    lost: int = 0  # neither, by a fault of the program: a problem says so


def heads(text: str) -> list[Head]:
    r"""Where entries begin in a text with LF line ends, in order.

    At the start of a line every `@type{` or `@type(` is one, whatever surrounds it. Within a line it takes `@type{key,`, and it
    must not be in a value or in a comment that is closed before the next line that begins an entry. Between the @, the type and
    the brace there may be any white space, as for BibTeX, if a key and a comma follow.

    >>> [head.text for head in heads("@book{a, note = {@book{b,}}} @book{c,\n}\n@ book {d\n@comment{@book{e,}}\nme@x.org (f, g)")]
    ['@book{a,', '@book{c,', '@ book {d']
    """
    found: list[Head] = []
    group: list[Head] = []  # from one line that begins with a head to the next
    line, counted = 1, 0
    for match in _AT.finditer(text):
        at = match.start()
        line += text.count("\n", counted, at)
        before = text[at - 1 : at]
        first = before in ("", "\n") or (before in (" ", "\t") and _is_first(text, counted, at))
        counted = at
        kind = match[1]
        if first and kind.isalpha() and text.startswith(kind, at + 1):  # as nearly all are
            block = kind[0] in "cpsCPS" and kind.lower() in _NO_ENTRIES
            head = Head(line, match[3].rstrip(), match[0], at + 1 + len(kind), block)
        elif (odd := _odd_head(text, match, line, first=first)) is not None:
            head = odd
        else:
            continue
        if first and group:
            found += _counted(text, group, at) if len(group) > 1 else () if group[0].block else group
            group = []
        group.append(head)
    return [*found, *_counted(text, group, len(text))]


def unreadable_heads(data: bytes) -> int:
    """How many entries begin in a file that is refused for its encoding: NUL bytes are what keeps its text apart."""
    return len(heads(data.replace(b"\0", b"").decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")))


def _is_first(text: str, since: int, at: int) -> bool:
    """Whether nothing but blanks stands before a mark in its line; `since` is where the mark before it is."""
    start = text.rfind("\n", since, at) + 1
    return (start > 0 or not since) and not text[start:at].strip(" \t")


def _odd_head(text: str, match: re.Match[str], line: int, *, first: bool) -> Head | None:
    """The head at an @ that is not as usual, if it is one."""
    at, kind, key = match.start(), match[1].strip(), match[3].strip()
    broken = "\n" in text[at : match.start(1)]  # between the @ and the type
    keyed = bool(key and match[4]) and (bool(kind) or not broken)
    near = keyed or (not broken and match[1].count("\n") < 2)
    block = near and kind.lower() in _NO_ENTRIES
    if first:
        is_head = keyed or (near and not _TYPE_MARK.search(kind))
    else:
        is_head = block or (keyed and _within_a_line(text, match, kind, broken=broken))
    return Head(line, key, match[0], match.start(2), block) if is_head else None


def _within_a_line(text: str, match: re.Match[str], kind: str, *, broken: bool) -> bool:
    """Whether a mark within a line is more than a mail address with a remark in brackets."""
    before = text[match.start() - 1]
    if len(match[3].split()) != 1:
        return False
    if before.isalnum() or (before in "._-" and not broken):
        return not broken and "\n" not in match[1] and bool(_WORD.fullmatch(kind)) and text.startswith(kind, match.start() + 1)
    return bool(_TYPE.fullmatch(kind))


def _counted(text: str, marks: list[Head], end: int) -> Iterator[Head]:
    """Those of the heads from one line that begins with one to the next that are not in a value or comment."""
    index = 0
    tries = {_MARKS_OF_BIBTEX: _TRIES, _MARKS: _TRIES}  # left to each way of finding an end
    while index < len(marks):
        mark, index = marks[index], index + 1
        if not mark.block:
            yield mark
        if index == len(marks):
            return
        within: list[bool] | None = None
        for pattern, left in tries.items():
            found = _hidden(text, mark, marks, index, end, pattern) if left else None
            tries[pattern] -= left > 0 and found is None
            within = found if within is None or (found and len(found) > len(within)) else within
        if within is None:  # it is not closed: nothing is known to be in a value
            yield from (m for m in marks[index:] if not m.block)
            return
        yield from (m for m, a in zip(marks[index : index + len(within)], within, strict=True) if not a and not m.block)
        index += len(within)


def _hidden(text: str, mark: Head, marks: list[Head], index: int, end: int, pattern: re.Pattern[str]) -> list[bool] | None:
    """For each head from `index` on in the block that another begins, whether it is in a value; None where the block is not closed."""
    found: list[bool] = []
    depth, quoted, round_ = 0, False, text[mark.opening] == "("
    for match in pattern.finditer(text, mark.opening, end):
        while index < len(marks) and marks[index].opening <= match.start():
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
    files: Mapping[str, bytes],
    entries: Callable[[str], list[Entry]],
    left_out: Iterable[Entry],
    problems: Iterable[Problem],
    marks: Mapping[str, str],
    memory: Memory,
) -> tuple[Census, list[Problem]]:
    """The count of what became of every entry in the files, and a problem for each that was lost.

    `entries` gives what was read of a file, `left_out` are those that are not in the graph, `problems` is what was said so far; `marks`
    tell each file, and what was read of it, from others: what became of a file is remembered by its mark and what was said of it.
    """
    told: dict[str, set[int]] = {name: set() for name in files}  # lines
    refused = set()
    for problem in problems:
        if (problem.code < _AFTER_READING or problem.code == _KEY_USED_TWICE) and problem.file in told:
            told[problem.file].add(problem.line)
        if problem.code == _UNREADABLE:
            refused.add(problem.file)
    absent = {id(entry) for entry in left_out}

    def count(name: str) -> tuple[int, int, list[Problem]]:
        if name in refused:
            return 0, unreadable_heads(files[name]), []
        return _counted_in(name, files[name], entries(name), absent, told[name])

    of = {name: f"{marks[name]} {name in refused} {sorted(told[name])}" for name in sorted(files)}
    found = memory.each("census", of, lambda names: map(count, names)).values()
    read, reported = sum(one for one, _, _ in found), sum(one for _, one, _ in found)
    lost = [problem for _, _, some in found for problem in some]
    return Census(len(files), read + reported + len(lost), read, reported, len(lost)), lost


def _counted_in(
    name: str, data: bytes, entries: list[Entry], absent: Container[int], told: Container[int]
) -> tuple[int, int, list[Problem]]:
    """How many entries of a file are in the graph, how many are not and somebody said why; and a problem for each other one."""
    more: list[bool] = []  # of what was read where the count sees no entry: it is one all the same
    read = reported = 0
    lost: list[Problem] = []
    at = _Places(entries)
    for head, found in at.paired(heads(decoded(data))):
        if found is not None and id(found) not in absent:
            read += 1
        elif head.line in told:
            reported += 1
        else:
            lost.append(_fault(name, head))
    more += [id(entry) not in absent for entry in at.left()]
    return read + sum(more), reported + len(more) - sum(more), lost


def decoded(data: bytes) -> str:
    """The text of a file with LF line ends: as UTF-8, or else each byte a character."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class _Places:
    """The entries of a file that were read and have no head yet, by their place."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.at: dict[tuple[int, str], list[Entry]] = {}

    def paired(self, found: list[Head]) -> Iterator[tuple[Head, Entry | None]]:
        """Each head with the entry read in its line: the one with its key, or else any that no other head has."""
        if [(h.line, h.key) for h in found] == [(e.line, e.key) for e in self.entries]:  # as in nearly every file
            yield from zip(found, self.entries, strict=True)
            return
        for entry in self.entries:
            self.at.setdefault((entry.line, entry.key), []).append(entry)
        late = []
        for head in found:
            key = head.key if head.key.isascii() and " " not in head.key else " ".join(normalize("NFC", head.key).split())
            same = self.at.get((head.line, key))
            if same:
                yield head, same.pop()
            else:
                late.append(head)
        here: dict[int, list[list[Entry]]] = {}
        if late:
            for (line, _), entries in self.at.items():
                if entries:
                    here.setdefault(line, []).append(entries)
        for head in late:
            left = here.get(head.line)
            yield head, left[-1].pop() if left else None
            if left and not left[-1]:
                left.pop()

    def left(self) -> Iterator[Entry]:
        """The entries that no head was paired with."""
        return (entry for entries in self.at.values() for entry in entries)


def _fault(file: str, head: Head) -> Problem:
    message = f"The entry that begins here with '{head.text}' was lost by a fault of this program, not of your file."
    hint = "Please report it to the makers of bibkg, with the lines around it; in a file of its own the entry may be read."
    return Problem(file, head.line, LOST, "", message, hint, key=head.key)
