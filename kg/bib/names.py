r"""Name lists to people and organizations, by BibTeX's rules (`format.name$`, bibtex.web §§ 397-401 and 422-437).

bibtexparser's two name functions are not used: they take the words of scripts without capitals for particles, keep hyphenated
words whole where BibTeX divides them, lose commands (`\rlap`) and take a space after a backslash for text. tests/data/names holds
BibTeX's own answers, and says where and why ours differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kg.bib.accents import accents
from kg.bib.latex import to_text
from kg.bib.values import fold_space, token_end

_AND = re.compile(r"(?i)[{}]|(?<= )and(?= )")
_AND_ALONE = re.compile(" [aA][nN][dD](?= )")  # the same where there are no braces
_CAPITALIZED, _WORD = r"[A-Z][\w.'’]*+", r"[^\W\d_][\w.'’]*+"
_PLAIN = re.compile(rf"({_CAPITALIZED}(?: {_CAPITALIZED})*+)(?:, ({_WORD}(?: {_WORD})*+))?")  # no particle, suffix, LaTeX or hyphen
_CONTROL_SPACE = re.compile(r"(\\[A-Za-z]+)?(?<!\\)\\ ")
_MARKS = re.compile(r"\\.|&#?\w{1,10};|[{}\",;]", re.DOTALL)
_PARTED = re.compile(r"[{}\\~-]")  # what makes the words of a name hard to tell apart
_SEPARATORS = re.compile(r"\\.|[{}]|[\s~-]+", re.DOTALL)
_CASED = re.compile(r"\{?\\(?:[A-Za-z]+\{?|.)|[{}]|[^\W\d_]", re.DOTALL)
_EXTENDED = re.compile(r"(?i)\s*\"?\s*(?:family|given|prefix|suffix)(?:-i)?\s*=")


class Name(NamedTuple):
    """A name as parts, in Unicode; an organization has only `literal`."""

    family: str = ""
    given: str = ""
    particle: str = ""  # von, de la; with the hyphen of `al-Rashid`, which BibTeX drops
    suffix: str = ""  # Jr., III
    literal: str = ""  # an organization, written in braces
    printed: str = ""  # as written, in Unicode

    @property
    def last(self) -> str:
        """The particle and the family name: `van Beethoven`, `al-Rashid`."""
        return _joined(self.particle, self.family) if self.particle else self.family

    @property
    def full(self) -> str:
        """The name as one says it, such as `Ludwig van Beethoven Jr.`."""
        return self.literal or _joined(self.given, self.particle, self.family, self.suffix)

    @property
    def sort(self) -> str:
        """The name as lists have it: `van Beethoven, Jr., Ludwig`."""
        return self.literal or ", ".join([part for part in (self.last, self.suffix, self.given) if part])


def _joined(*parts: str) -> str:
    text = ""
    for part in parts:
        if part:
            text = f"{text} {part}" if text and text[-1] != "-" else text + part
    return text


@lru_cache(maxsize=256)  # the index and the readers ask for one list several times; nobody changes the result
def people(value: str) -> tuple[list[Name], bool, list[str]]:
    r"""The names of a list, whether it ended in `and others`, and what was wrong with it.

    >>> [n.sort for n in people(r"Charles F. Sabel and {Barnes and Noble} and {\"{O}}zlem Nurcan Subakan")[0]]
    ['Sabel, Charles F.', 'Barnes and Noble', 'Subakan, Özlem Nurcan']
    >>> people("Ludwig van Beethoven and others")[1:]
    (True, [])
    """
    names: list[Name] = []
    faults: list[str] = []
    others = False
    for raw in _split(fold_space(value), faults):
        if raw.lower() in ("others", "et al", "et al."):
            others = True
            continue
        found, wrong = _one(raw)
        names += found
        faults += wrong
    return names, others, faults


@lru_cache(maxsize=100_000)
def _one(raw: str) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    """The name between two `and`, or the several that stand there by mistake, and what was wrong with it."""
    if plain := _PLAIN.fullmatch(raw):
        family, given = plain.groups()
        if given is None:
            given, _, family = family.rpartition(" ")
        return (Name(family, given, printed=raw),), ()
    faults: list[str] = []
    accented = accents(_CONTROL_SPACE.sub(lambda m: f"{m[1]}{{}} " if m[1] else " ", raw)) if "\\" in raw else raw
    found = tuple(name for sections in _separated(accented, faults) if (name := _name(sections)).full)
    if not found:
        faults.append(f"'{raw}' is not a name.")
    return found, tuple(faults)


def _split(value: str, faults: list[str]) -> list[str]:
    """The single names of a list; an `and` too many is a fault."""
    if not value:
        return []
    names = []
    for piece in _pieces(value):
        if piece and "and" not in (piece[:3].lower(), piece[-3:].lower()):
            names.append(piece)
            continue
        words = piece.split()
        kept = _without_and(words)
        if len(kept) != len(words) or not kept:
            faults.append("There is an 'and' too many in this list of names.")
        if kept:
            names.append(" ".join(kept))
    return names


def _pieces(value: str) -> list[str]:
    """What stands between each `and` of a list that is in no braces."""
    if "{" not in value and "}" not in value:
        return [piece.strip(" ") for piece in _AND_ALONE.split(value)]
    pieces, depth, start = [], 0, 0
    for match in _AND.finditer(value):
        depth = max(0, depth + (match[0] == "{") - (match[0] == "}"))
        if not depth and match[0] not in "{}":
            pieces.append(value[start : match.start()].strip(" "))
            start = match.end()
    return [*pieces, value[start:].strip(" ")]


def _without_and(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while start < end and words[start].lower() == "and":
        start += 1
    while end > start and words[end - 1].lower() == "and":
        end -= 1
    return words[start:end]


@lru_cache(maxsize=100_000)
def _name(sections: tuple[str, ...]) -> Name:
    """The name whose parts between commas these are: `First von Last`, `von Last, First` or `von Last, Jr, First`."""
    if len(sections) == 1 and sections[0].startswith("{") and token_end(sections[0], 0) == len(sections[0]):
        literal = to_text(sections[0])[0]
        return Name(literal=literal, printed=literal)
    if _is_extended(sections):
        return _extended(sections)
    words = list(_words(sections[0]))
    last = len(words) - 1
    particles = _particles(words)
    start = 0 if len(sections) > 1 else next((i for i in range(last) if particles[i]), last)
    end = next((i for i in range(last, start, -1) if particles[i - 1]), start)
    while len(sections) == 1 and 0 < start == end and words[start][0] == "-":  # no particle: `Hans Brinch-Hansen`
        start = end = start - 1
    given, particle, family = (_text(words, *span) for span in ((0, start), (start, end), (end, last + 1)))
    if len(sections) > 1:
        given = _text(list(_words(sections[-1]))) if _PARTED.search(sections[-1]) else to_text(sections[-1])[0]
    suffix = to_text(sections[1])[0] if len(sections) > 2 else ""
    if not family and given:
        family, given = given, ""
    return Name(family, given, particle, suffix, "", to_text(", ".join(sections))[0])


def _words(section: str) -> Iterator[tuple[str, str]]:
    """The words of a part between commas, each after what separates it from the one before: white space, a tie or a hyphen."""
    if not _PARTED.search(section):
        yield from ((" ", word) for word in section.split())
        return
    depth, start, before = 0, 0, ""
    for match in _SEPARATORS.finditer(section):
        mark = match[0]
        if mark in "{}":
            depth = max(0, depth + (1 if mark == "{" else -1))
        elif mark[0] != "\\" and not depth:
            if match.start() > start:
                yield before, section[start : match.start()]
            before, start = mark[0] if match.start() else "", match.end()
    if start < len(section):
        yield before, section[start:]
    elif before == "-":  # `al-Fagih, Ahmed` the other way round: `Fagih, Ahmed al-`
        yield before, ""


def _text(words: list[tuple[str, str]], start: int = 0, end: int | None = None) -> str:
    """The text of some words; a hyphen between them and the next is theirs."""
    stop = len(words) if end is None else end
    if start >= stop:
        return ""
    pieces = [("-" if before == "-" else " ") + word if i > start else word for i, (before, word) in enumerate(words[start:stop], start)]
    if stop < len(words) and words[stop][0] == "-":
        pieces.append("-")
    return to_text("".join(pieces))[0]


def _particles(words: list[tuple[str, str]]) -> list[bool]:
    """Which words are particles: those in lower case, but not the `yi` of `Chun-yi`."""
    found: list[bool] = []
    for before, word in words:
        found.append(_is_lower(word) and (before != "-" or not found or found[-1]))
    return found


def _is_lower(word: str) -> bool:
    """Whether a word's first letter is lower case; letters in braces count only where there is a command, before them or first in them."""
    if word[:1].isascii() and word[:1].isalpha():
        return word[0].islower()
    depth, special = 0, False
    for match in _CASED.finditer(word):
        mark = match[0]
        if "{" in mark:
            special = special or (not depth and len(mark) > 1)
            depth += mark.count("{")
        elif mark == "}":
            depth -= 1
            if special and depth <= 0:
                return False
        elif mark[0] != "\\" and (special or depth <= 0):
            if mark.title() != mark:  # not islower(): Georgian letters are their own capitals at the head of a word
                return True
            if mark.lower() != mark:
                return False
    return False


def _separated(raw: str, faults: list[str]) -> list[tuple[str, ...]]:
    """One name as its parts between commas, empty ones left out, or the several names that commas and semicolons hold apart."""
    pieces = [piece for piece in _sections(raw, ";") if piece]
    if len(pieces) > 1:
        faults.append(f"'{_shown(raw)}' has semicolons; names are separated by 'and'.")
        return [name for piece in pieces for name in _separated(piece, faults)]
    sections = _sections(raw, ",")
    kept = tuple(section for section in sections if section)
    if _is_extended(kept):
        return [kept]
    if len(kept) != len(sections):
        faults.append(f"'{_shown(raw)}' has a comma too many.")
    listed = len(kept) > 2 and not any(" " in section or section.lower() != section.upper() for section in kept)  # 徐增林,盛泳潘,贺丽荣
    if len(kept) <= 3 and not listed:
        return [kept] if kept else []
    faults.append(f"'{_shown(raw)}' has {len(kept) - 1} commas; names are separated by 'and'.")
    if listed:
        return [(section,) for section in kept]
    if len(kept) % 2:
        return [(kept[0], " ".join(kept[1:]))]
    return list(zip(kept[::2], kept[1::2], strict=True))


def _shown(raw: str) -> str:
    text = to_text(raw)[0]
    return text if len(text) < 60 else text[:57] + "…"


def _sections(raw: str, mark: str) -> list[str]:
    """The parts of a name between commas or semicolons, those in braces left alone."""
    if mark not in raw:
        return [raw.strip()]
    sections, depth, start, quoted = [], 0, 0, False
    quotes = "=" in raw and any(map(_EXTENDED.match, raw.split(",")))
    for match in _MARKS.finditer(raw):
        depth += (match[0] == "{") - (match[0] == "}")
        quoted ^= quotes and depth <= 0 and match[0] == '"'
        if match[0] == mark and depth <= 0 and not quoted:
            sections.append(raw[start : match.start()].strip())
            start = match.end()
    return [*sections, raw[start:].strip()]


def _is_extended(sections: tuple[str, ...]) -> bool:
    return any("=" in section and _EXTENDED.match(section) for section in sections)


def _extended(sections: tuple[str, ...]) -> Name:
    """The name in Biblatex's extended format: `family=Beethoven, given=Ludwig, prefix=van, useprefix=false`.

    Quotes may stand around a value or, as Biber reads them, around a whole `family={Robertson and Sons, Inc.}`. Initials and
    options (useprefix, which tells only how to sort) say nothing of the name itself. A family name in braces with nothing
    beside it is an organization, as it is in the plain format.
    """
    raw: dict[str, str] = {}
    for section in sections:
        key, _, text = _unquoted(section).partition("=")
        raw[key.strip().lower()] = _unquoted(text)
    parts = {key: to_text(text)[0] for key, text in raw.items()}
    family, given, prefix, suffix = (parts.get(key, "") for key in ("family", "given", "prefix", "suffix"))
    if family and not (given or prefix or suffix) and raw["family"].startswith("{"):
        return Name(literal=family, printed=family)
    name = Name(family, given, prefix, suffix) if family else Name(given, "", prefix, suffix)
    return name._replace(printed=name.sort)


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] == '"' else text


def initials(name: Name) -> str:
    """The initials of a person's given names, such as `C. F.` or `J.-P.`.

    >>> initials(Name("Sabel", "Charles F.")), initials(Name("Aydalot", "Jean-Philippe"))
    ('C. F.', 'J.-P.')
    """
    words = (word.split("-") for word in name.given.split())
    return " ".join("-".join(f"{part[0]}." for part in parts if part) for parts in words)
