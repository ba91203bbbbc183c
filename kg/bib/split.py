"""A chunk to its entries, strings and problems.

Three readers that agree wherever more than one of them has an answer: two regular expressions for the
plain entries that nearly all are (several times faster), bibtexparser's splitter for all others that
are in order, and `rescue` for the rest.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from sys import intern
from typing import Any
from unicodedata import normalize

from kg.bib import rescue
from kg.bib.scan import NAME
from kg.bib.source import LINE_HEAD
from kg.bib.values import token_end
from kg.model import Chunk, Entry, Field, Reading, StringDef

_ORDERLY_HEAD = re.compile(r"[ \t]*@\w+[ \t]*[{(]")
_HEAD = re.compile(r"[ \t]*+@(\w++)[ \t]*+\{\s*+([^\s,{}()=\"]++)\s*+,\s*+")
_ESCAPE = r"\\(?:[^{}\\]|\\(?![{}\\\"]))"
_TEXT = rf"[^{{}}\\]*+(?:{_ESCAPE}[^{{}}\\]*+)*+"
_ONE = rf"\{{{_TEXT}\}}"
_TWO = rf"\{{{_TEXT}(?:{_ONE}{_TEXT})*+\}}"
_THREE = rf"\{{{_TEXT}(?:{_TWO}{_TEXT})*+\}}"
_NO_QUOTE = r'[^"{}\\]*+(?:\\[^"{}\\][^"{}\\]*+)*+'
_NO_BARE_QUOTE = rf'[^"{{}}\\]*+(?:{_ESCAPE}[^"{{}}\\]*+)*+'
_ONE_QUOTED = rf"\{{{_NO_BARE_QUOTE}\}}"
_TWO_QUOTED = rf"\{{{_NO_BARE_QUOTE}(?:{_ONE_QUOTED}{_NO_BARE_QUOTE})*+\}}"
_QUOTED = rf'"{_NO_QUOTE}(?:{_TWO_QUOTED}{_NO_QUOTE})*+"'
_TOKEN = rf"(?:{_THREE}|{_QUOTED}|[A-Za-z0-9][\w.:+/-]*+)"
_FIELD = re.compile(rf"([\w:+./-]++)(\s*+)=\s*+({_TOKEN}(?:\s*+#\s*+{_TOKEN})*+)\s*+(?:(,)\s*+)?")
_KEY = re.compile(r'[^\s,{}"=@]++')
_STRING = re.compile(rf"[ \t]*+@string[ \t]*+\{{\s*+([\w:+./-]++)\s*+=\s*+({_TOKEN}(?:\s*+#\s*+{_TOKEN})*+)\s*+\}}\s*+\Z", re.IGNORECASE)
_NO_ENTRIES = ("comment", "preamble", "string")
_PLAIN = re.compile(r'\{[^{}\\]*+(?:\{[^{}\\]*+\}[^{}\\]*+)*+\}|"[^"{}\\]*+"|[\w.:+/-]++')
_LONGER_NAME = re.compile(r"@(?:comment|preamble|string)\w", re.IGNORECASE)


def read_all(chunks: Iterable[Chunk]) -> Iterator[Reading]:
    """What each chunk holds, in the same order."""
    return map(read, chunks)


def read(chunk: Chunk) -> Reading:
    r"""What a chunk holds. Every entry's head in it becomes an entry, a problem, or both.

    >>> reading = read(Chunk("a.bib", 7, "@book{k,\n  title = {A}\n  year = 1998,\n}"))
    >>> [(f.name, f.raw, f.line) for f in reading.entries[0].fields.values()]
    [('title', '{A}', 8), ('year', '1998', 9)]
    >>> [(p.line, p.code, p.field) for p in reading.problems]
    [(8, 'KG005', 'title')]
    """
    return _plain(chunk) or (_ORDERLY_HEAD.match(chunk.text) and _orderly(chunk)) or rescue.read(chunk)


def _plain(chunk: Chunk) -> Reading | None:
    """What a chunk holds if it is one entry in order, with braces at most three deep, else None."""
    text = chunk.text
    head = _HEAD.match(text)
    if not head:
        string = _STRING.match(text) if text.count("@") == 1 else None
        return string and Reading((), (StringDef(string[1].lower(), string[2], chunk.file, chunk.line),), ())
    if head[1].lower() in _NO_ENTRIES or (text.count("@") > 1 and LINE_HEAD.search(text, head.end())):
        return None
    fields: dict[str, Field] = {}
    line, counted, at, more = chunk.line, 0, head.end(), True
    while more and (match := _FIELD.match(text, at)):
        name, equals = intern(match[1].lower()), match.end(2)
        if name in fields:
            return None
        line += text.count("\n", counted, equals)
        fields[name] = Field(name, match[3], line)
        counted, at, more = equals, match.end(), bool(match[4])
    if not text.startswith("}", at) or rescue.looks_lost(text, at):
        return None
    start = head.start(1) - 1
    entry = Entry(intern(head[1].lower()), normalize("NFC", head[2]), fields, chunk.file, chunk.line, text[start : at + 1])
    return Reading((entry,), (), ())


def _orderly(chunk: Chunk) -> Reading | None:
    """What a chunk holds if nothing in it is wrong, else None."""
    text = chunk.text
    # bibtexparser does not count a line's end after a backslash, and takes any name that begins with `comment` for one
    if "\\\n" in text or _LONGER_NAME.search(text) or (text.count("@") > 1 and LINE_HEAD.search(text, text.index("@") + 1)):
        return None
    blocks, splitter = _bibtexparser()
    entries: list[Entry] = []
    strings: list[StringDef] = []
    for block in splitter(text).split().blocks:
        if isinstance(block, blocks.Entry):
            entry = _entry(block, chunk)
            if entry is None:
                return None
            entries.append(entry)
        elif isinstance(block, blocks.String):
            if not NAME.fullmatch(block.key) or not _is_expression(block.value):
                return None
            strings.append(StringDef(block.key.lower(), block.value, chunk.file, chunk.line + (block.start_line or 0)))
        elif isinstance(block, blocks.ImplicitComment):
            if rescue.looks_lost(f"}}{block.comment}", 0):
                return None
        elif not isinstance(block, (blocks.Preamble, blocks.ExplicitComment)):
            return None
    return Reading(tuple(entries), tuple(strings), ())


@cache
def _bibtexparser() -> tuple[Any, Any]:
    """Its model and its splitter, loaded when first needed and kept from logging: what it logs comes back as a Problem."""
    from bibtexparser import model
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser.splitter").setLevel(logging.CRITICAL + 1)
    return model, Splitter


def _entry(block: Any, chunk: Chunk) -> Entry | None:
    """The entry of a block, or None where something in it is not in order."""
    if not block.entry_type or not _KEY.fullmatch(block.key):
        return None
    fields: dict[str, Field] = {}
    for field in block.fields:
        name = intern(field.key.lower())
        if name in fields or not NAME.fullmatch(name) or not _is_expression(field.value):
            return None
        fields[name] = Field(name, field.value, chunk.line + field.start_line)
    key = normalize("NFC", block.key)
    return Entry(block.entry_type.lower(), key, fields, chunk.file, chunk.line + (block.start_line or 0), block.raw or "")


def _is_expression(raw: str) -> bool:
    """Whether a value is well formed: tokens with `#` between them, and nothing else."""
    if _PLAIN.fullmatch(raw):
        return True
    at = 0
    while True:
        end = token_end(raw, at)
        if end < 0:
            return False
        rest = raw[end:].lstrip()
        if not rest:
            return True
        if not rest.startswith("#"):
            return False
        at = len(raw) - len(rest[1:].lstrip())
