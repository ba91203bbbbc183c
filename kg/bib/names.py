"""Name lists to people and organizations, by BibTeX's rules."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.bib.latex import accents, to_text
from kg.bib.values import fold_space, token_end

_EXTENDED = re.compile(r"(?i)\s*(family|given|prefix|suffix|useprefix|[a-z]+-i)\s*=")
_MARKS = re.compile(r"\\.|&#?\w{1,10};|[{},;]", re.DOTALL)


class Name(NamedTuple):
    """A name as parts, in Unicode; an organization has only `literal`."""

    family: str = ""
    given: str = ""
    particle: str = ""  # von, de la
    suffix: str = ""  # Jr., III
    literal: str = ""  # an organization, written in braces
    printed: str = ""  # as written, in Unicode

    @property
    def full(self) -> str:
        """The name as one says it, such as `Ludwig van Beethoven Jr.`."""
        return self.literal or " ".join(filter(None, (self.given, self.particle, self.family, self.suffix)))

    @property
    def sort(self) -> str:
        """The name as lists have it: `van Beethoven, Jr., Ludwig`."""
        last = " ".join(filter(None, (self.particle, self.family)))
        return self.literal or ", ".join(filter(None, (last, self.suffix, self.given)))


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
    for raw in _split(accents(fold_space(value)), faults):
        if raw.lower() in ("others", "et al", "et al."):
            others = True
            continue
        found = [name for part in _separated(raw, faults) if (name := _name(part)).full]
        if not found:
            faults.append(f"'{raw}' is not a name.")
        names += found
    return names, others, faults


def _split(value: str, faults: list[str]) -> list[str]:
    """The single names of a list; an `and` too many is a fault."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    found = split_multiple_persons_names(value)
    names = []
    for name in found:
        words = name.split()
        kept = _without_and(words)
        if len(kept) != len(words) or not kept:
            faults.append("There is an 'and' too many in this list of names.")
        if kept:
            names.append(" ".join(kept))
    return names


def _without_and(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while start < end and words[start].lower() == "and":
        start += 1
    while end > start and words[end - 1].lower() == "and":
        end -= 1
    return words[start:end]


@lru_cache(maxsize=100_000)
def _name(raw: str) -> Name:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    printed = to_text(raw)[0]
    if raw.startswith("{") and token_end(raw, 0) == len(raw):
        return Name(literal=printed, printed=printed)
    if _EXTENDED.match(raw):
        return _extended(raw, printed)
    parts = parse_single_name_into_parts(raw, strict=False)
    family, given, particle, suffix = (to_text(" ".join(words))[0] for words in (parts.last, parts.first, parts.von, parts.jr))
    if not family and given:
        family, given = given, ""
    return Name(family, given, particle, suffix, "", printed)


def _separated(raw: str, faults: list[str]) -> list[str]:
    """One name without commas that say nothing, or the several names that commas and semicolons hold apart."""
    pieces = [piece for piece in _sections(raw, ";") if piece]
    if len(pieces) > 1:
        faults.append(f"'{_shown(raw)}' has semicolons; names are separated by 'and'.")
        return [name for piece in pieces for name in _separated(piece, faults)]
    if _EXTENDED.match(raw):
        return [raw]
    sections = _sections(raw, ",")
    kept = [section for section in sections if section]
    if len(kept) != len(sections):
        faults.append(f"'{_shown(raw)}' has a comma too many.")
    if len(kept) <= 3:
        return [", ".join(kept)]
    faults.append(f"'{_shown(raw)}' has {len(kept) - 1} commas; names are separated by 'and'.")
    if len(kept) % 2:
        return [f"{kept[0]}, {' '.join(kept[1:])}"]
    return [f"{family}, {given}" for family, given in zip(kept[::2], kept[1::2], strict=True)]


def _shown(raw: str) -> str:
    text = to_text(raw)[0]
    return text if len(text) < 60 else text[:57] + "…"


def _sections(raw: str, mark: str) -> list[str]:
    """The parts of a name between commas or semicolons, those in braces left alone."""
    sections, depth, start = [], 0, 0
    for match in _MARKS.finditer(raw):
        depth += (match[0] == "{") - (match[0] == "}")
        if match[0] == mark and depth <= 0:
            sections.append(raw[start : match.start()].strip())
            start = match.end()
    return [*sections, raw[start:].strip()]


def _extended(raw: str, printed: str) -> Name:
    """The name in Biblatex's extended format: `family=Beethoven, given=Ludwig, prefix=van, useprefix=false`."""
    parts = {}
    for section in _sections(raw, ","):
        key, _, text = section.partition("=")
        parts[key.strip().lower()] = to_text(text.strip().strip('"'))[0]
    get = parts.get
    return Name(get("family", ""), get("given", ""), get("prefix", ""), get("suffix", ""), "", printed)


def initials(name: Name) -> str:
    """The initials of a person's given names, such as `C. F.` or `J.-P.`.

    >>> initials(Name("Sabel", "Charles F.")), initials(Name("Aydalot", "Jean-Philippe"))
    ('C. F.', 'J.-P.')
    """
    words = (word.split("-") for word in name.given.split())
    return " ".join("-".join(f"{part[0]}." for part in parts if part) for parts in words)
