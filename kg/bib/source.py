"""Bytes to text, and text to chunks that can be read on their own."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from kg.model import Chunk, Problem

# The head of an entry, malformed ones included: `@ book {`, `@in-proceedings{`, `@article⏎{`, `@phd thesis{`; with a key and a
# comma after it, also `@article*{key,` and `@⏎⏎article⏎(key,`.
HEAD = (
    r"@(?:[ \t]*+(?:[\w:.+/-]++(?:[ ][^\W\d]++(?=\{))?[ \t]*+(?:\n[ \t]*+)?)?[{(]"
    r"|\s*+[^\s@{}()\"=,%#\\]++\s*+[{(](?=\s*+[^,{}()\"=\n@]++,))"
)
_HEAD = re.compile(HEAD)
LINE_HEAD = re.compile(rf"(?m)^(?=[ \t]*+{HEAD})")
_MARK = re.compile(r'\\.|[{}"]', re.DOTALL)
_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_WIDE = re.compile(rb"@(?:\0{3}\w\0{3}|\0\w\0)|\0(?:\0\0@\0{3}|@\0)\w")
_CONTROL_BYTES = bytes(n for n in range(128) if (n < 32 and n not in b"\t\n\f\r") or n == 127)
_CONTROL = re.compile(r"\0+|[\x01-\x08\x0b\x0e-\x1f\x7f]")
_AS_UTF8 = "Open the file in your editor and save it with the encoding UTF-8."


def decode(data: bytes, file: str) -> tuple[str, list[Problem]]:
    r"""The text of a bib file with LF line ends, and what was wrong with its encoding.

    Bytes that are no UTF-8 are read as Windows-1252, one by one, so that a single pasted
    character does not spoil the rest. UTF-16 and UTF-32 are refused: the text is empty.

    >>> decode(b"caf\xc3\xa9\r\n", "a.bib")
    ('café\n', [])
    >>> text, problems = decode(b"caf\xe9 caf\xc3\xa9", "a.bib")
    >>> text, problems[0].code
    ('café café', 'KG002')
    """
    refusal = _refusal(data, file)
    if refusal:
        return "", [refusal]
    data = data.removeprefix(codecs.BOM_UTF8)
    problems = []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", _WINDOWS)
        ends, both, alone = (data.count(end, 0, error.start) for end in (b"\n", b"\r\n", b"\r"))
        line = 1 + ends + alone - both
        message = f"The byte 0x{data[error.start]:02X} in this line is not UTF-8; it is read as Windows-1252."
        problems.append(Problem(file, line, "KG002", "", message, _AS_UTF8))
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    if len(data.translate(None, _CONTROL_BYTES)) < len(data) and (control := _CONTROL.search(text)):
        line = 1 + text.count("\n", 0, control.start())
        message = f"This line has a control character (U+{ord(control[0][0]):04X}); it is read as �."
        problems.append(Problem(file, line, "KG002", "", message, "Remove it, or save the file again as UTF-8."))
        text = _CONTROL.sub("�", text)
    return text, problems


def _refusal(data: bytes, file: str) -> Problem | None:
    """The problem of a file in UTF-16 or UTF-32, which without a mark at its start is known by a NUL byte for each letter."""
    name = next((name for bom, name in _BOMS if data.startswith(bom)), "")
    if not name and b"\0" in data and (found := _WIDE.search(data)):
        name = "UTF-32" if b"\0\0" in found[0] else "UTF-16"
    if not name:
        return None
    return Problem(file, 1, "KG001", "", f"This file is saved as {name}, which BibTeX programs cannot read.", _AS_UTF8)


def _windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


_WINDOWS = "kg-windows-1252"
codecs.register_error(_WINDOWS, _windows)


def chunks(text: str, file: str) -> Iterator[Chunk]:
    r"""The chunks of a text: each starts at a line with an entry's head and runs to the next.

    A head inside a value that is closed further down is no boundary.

    >>> [(c.line, c.text) for c in chunks("hello\n@book{a,\n}\n\n@book{b}", "x.bib")]
    [(1, 'hello\n'), (2, '@book{a,\n}\n\n'), (5, '@book{b}')]
    """
    line, start, end = 1, 0, -1
    for at in _boundaries(text):
        if end >= 0:
            piece = text[start:end]
            if not _continues(piece, text[end:at]):
                if not piece.isspace():
                    yield Chunk(file, line, piece)
                line, start = line + piece.count("\n"), end
        end = at
    piece = text[start:]
    if piece and not piece.isspace():
        yield Chunk(file, line, piece)


def _boundaries(text: str) -> Iterator[int]:
    """Where lines that begin with an entry's head start, but for the first line; and the end of the text."""
    for match in _HEAD.finditer(text):
        at = match.start()
        while at and text[at - 1] in " \t":
            at -= 1
        if at and text[at - 1] == "\n":
            yield at
    yield len(text)


def _continues(piece: str, after: str) -> bool:
    """Whether a piece ends inside a value that the next piece closes, with the entry."""
    if piece.count("{") == piece.count("}") and ('"' not in piece or not ("\\{" in piece or "\\}" in piece)):
        return False
    depth, quoted = _depth(piece)
    if depth < 2 and not quoted:
        return False
    for match in _MARK.finditer(after):
        mark = match[0]
        depth += (mark == "{") - (mark == "}")
        if depth <= 0:
            return True
    return False


def _depth(piece: str) -> tuple[int, bool]:
    """How many braces are open at the end of a piece, and whether a quoted value is."""
    depth, quoted = 0, False
    for match in _MARK.finditer(piece):
        mark = match[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        elif mark == '"' and depth == 1:
            quoted = not quoted
    return depth, quoted and depth == 1
