"""A list of references, as databases and reference managers write it, to its single items: keys or reference strings.

Scopus joins with semicolons, Web of Science writes one on each line, JabRef folds those lines anew, SurVis and JabRef's own lists
have keys. In all of them a semicolon, comma or line end may also be part of an item.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from html import unescape
from itertools import pairwise

from kg.bib import refs
from kg.bib.latex import to_text
from kg.bib.values import fold_space, token_end

LONGEST = 2000  # characters of an item that is put together again
YEAR = r"(?:1[5-9]|20)\d\d"
_MARK = re.compile(r"\\?&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});|\\.|[{}]|;(?=\s|\Z)|(?<=\s);", re.DOTALL)
_PROTECTING = re.compile(r"[\\&{}]")
_SEMICOLON = re.compile(r";(?:(?=\s)|\Z|(?<=\s;))")
_DATABASE = re.compile(rf"(?:\{{?\[\}}?)?\*?[^\W\d_][^,;]{{0,100}},\s+{YEAR}[a-z]?(?:[,.\n]|\Z)")  # PORTER ME, 1998, …
_NEXT = re.compile(rf"\.\s+(?=(?:\{{?\[\}}?)?\*?[^\W\d_][^\W\d_][^,;.]{{0,60}}(?:\s?[^\W\d_]\.){{0,4}},\s+{YEAR}[a-z]?[,.])")
_DATED = re.compile(rf"(?<![\d.-]){YEAR}(?!\d)|10\.\d{{4,9}}/")
_SPACED = re.compile(r"[^\s,;]\s+[^\s,;]")  # what no list of keys has
_KEY = re.compile(r"(?!10\.\d+/|(?i:doi|https?|www)\b)(?=.*[^\W\d_])[^\s,;{}()\[\]\"\\]{2,}")  # no DOI, no address
_NUMBERED = re.compile(r"[^\W\d_].*\d")
_NAME = re.compile(r"[^\W\d_][\w.'’ -]{0,40},?\s(?:[^\W\d_]\.[ -]?){1,4}")


def items(value: str) -> list[str]:
    r"""The items of a list, in its LaTeX; `value` has its line ends.

    >>> items("key1, key2"), items("a;b"), items("a; Porter, M., Clusters (1998) Harv. Bus. Rev., 76")
    (['key1', 'key2'], ['a', 'b'], ['a', 'Porter, M., Clusters (1998) Harv. Bus. Rev., 76'])
    >>> items("PORTER ME, 1998, HARVARD BUS REV, V76, P77.\n   SAXENIAN A, 1994, REGIONAL ADVANTAGE.")
    ['PORTER ME, 1998, HARVARD BUS REV, V76, P77', 'SAXENIAN A, 1994, REGIONAL ADVANTAGE']
    >>> items("PORTER ME, 1998, HARVARD\n BUS REV, V76, P77. SAXENIAN A,\n 1994, REGIONAL ADVANTAGE.")
    ['PORTER ME, 1998, HARVARD BUS REV, V76, P77', 'SAXENIAN A, 1994, REGIONAL ADVANTAGE']
    >>> items("Smith, J., Land; labour and capital (2001) J. Hist., 1; Doe, J.; Roe, R., Work (2002)")
    ['Smith, J., Land; labour and capital (2001) J. Hist., 1', 'Doe, J.; Roe, R., Work (2002)']
    """
    value = _unwrapped(value)
    if not _SPACED.search(value) and not _DATABASE.match(value):
        return [_unwrapped(item) for item in refs.split_list(value)]
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    cuts = _semicolons(value)
    if len(lines) > 1 and _one_a_line(lines, semicolons=bool(cuts)):
        found = lines
    elif cuts:
        found = _mended([fold_space(value[a + 1 : b]) for a, b in pairwise([-1, *cuts, len(value)])])
    else:
        found = _NEXT.split(fold_space(value))
    return [item for piece in found if (item := fold_space(piece).rstrip(" ;").removesuffix("."))]


def is_reference(item: str) -> bool:
    """Whether an item can refer to something: it has a letter, or is a DOI.

    >>> is_reference("Doe2001"), is_reference("10.1000/182"), is_reference("42")
    (True, True, False)
    """
    return any(map(str.isalpha, item)) or item.startswith("10.")


def unknown_keys(items: Sequence[str], known: Collection[str]) -> list[str]:
    """The items that are keys by their looks and of no entry, each once; `known` are the items that are keys.

    In a list of keys that is everything without a space but addresses and numbers; among reference strings only what has a number in it.

    >>> unknown_keys(["porter1998", "smith", "10.1/a"], {"porter1998"})
    ['smith']
    >>> unknown_keys(["Doe2001", "Nature", "Roe, R., Work (2002)"], ()), unknown_keys(["42"], ())
    (['Doe2001'], [])
    """
    single = [item for item in items if _KEY.fullmatch(item)]
    of_keys = all(item in known or " " not in item for item in items)
    return [item for item in dict.fromkeys(single) if item not in known and (of_keys or _NUMBERED.search(item))]


def plain(item: str) -> str:
    r"""The text of an item, its LaTeX and HTML decoded.

    >>> plain(r"SMITH J, 2001, R\&amp;D MANAGE, DOI {[}10.1/a, 10.1/b]")
    'SMITH J, 2001, R&D MANAGE, DOI [10.1/a, 10.1/b]'
    """
    text = to_text(item)[0]
    return fold_space(unescape(text) if "&" in text else text)


def _unwrapped(text: str) -> str:
    """A text without the braces around it."""
    text = text.strip()
    while text.startswith("{") and token_end(text, 0) == len(text):
        text = text[1:-1].strip()
    return text


def _semicolons(value: str) -> list[int]:
    """Where semicolons stand that may separate: with white space beside them, outside braces, part of no HTML entity."""
    if not _PROTECTING.search(value):
        return [match.start() for match in _SEMICOLON.finditer(value)]
    found, depth = [], 0
    for match in _MARK.finditer(value):
        depth += (match[0] == "{") - (match[0] == "}")
        if match[0] == ";" and depth <= 0:
            found.append(match.start())
    return found


def _one_a_line(lines: list[str], *, semicolons: bool) -> bool:
    """Whether each line is one reference, and not a piece of a text that was folded."""
    begun = sum(1 for line in lines if _DATABASE.match(line))
    if semicolons:
        return begun * 5 >= len(lines) * 4
    if begun == len(lines) or all(line.endswith(".") for line in lines[:-1]):
        return True
    return not _NEXT.search(" ".join(lines)) and not begun and all(_DATED.search(line) for line in lines)


def _mended(pieces: list[str]) -> list[str]:
    """The pieces, joined again where a semicolon stands in a title or between the authors of one reference."""
    found: list[str] = []
    open_ = ""
    for number, piece in enumerate(pieces):
        whole = f"{open_}; {piece}" if open_ else piece
        following = pieces[number + 1] if number + 1 < len(pieces) else ""
        undated = re.search(r"\s", piece) and not _DATED.search(piece)
        if undated and following and len(whole) < LONGEST and ((following[:1].islower() and " " in following) or _NAME.fullmatch(piece)):
            open_ = whole
        else:
            found.append(whole)
            open_ = ""
    return [*found, open_] if open_ else found
