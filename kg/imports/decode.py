"""The bytes of an exported file to text: UTF-8, UTF-16 and UTF-32 as they are, anything else as Windows-1252 with a message."""

from __future__ import annotations

import codecs
import re

from kg.bib import source
from kg.model import Problem

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")  # and line ends that no editor counts
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile(r"\r\n?")


def decode(data: bytes, file: str) -> tuple[str, list[Problem]]:
    r"""The text of a file with LF line ends and without control characters, and what was wrong with its encoding.

    A file of no encoding that is known has no text, and a problem that is an error.

    >>> decode("\ufeffTY  - JOUR\r\n".encode("utf-16"), "a.ris")
    ('TY  - JOUR\n', [])
    >>> text, problems = decode(b"AU  - M\xfcller\n", "a.ris")
    >>> text, problems[0].code
    ('AU  - Müller\n', 'KG002')
    """
    encoding = wide(data)
    problems: list[Problem] = []
    if encoding:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            message = f"This file is in {encoding.upper()}, but damaged at byte {error.start}."
            return "", [Problem(file, 1, "KG130", "", message, "Export it again, as UTF-8 if the program asks.")]
    else:
        text, problems = source.decode(_CONTROL_BYTES.sub(b" ", data), file)
    return _CONTROL.sub(" ", _LINE_ENDS.sub("\n", text.replace("\ufeff", ""))), problems


def wide(data: bytes) -> str:
    """The encoding of a file in UTF-16 or UTF-32, `""` for any other."""
    return next((name for bom, name in _BOMS if data.startswith(bom)), "") or _unmarked(data)


def _unmarked(data: bytes) -> str:
    """UTF-16 without its mark, which shows by a NUL in every other byte of Latin text."""
    head = data[:400]
    if not head or head.count(b"\0") * 3 < len(head):
        return ""
    return "utf-16-le" if head[1::2].count(b"\0") > head[::2].count(b"\0") else "utf-16-be"
