"""Name lists to people and organizations, by BibTeX's rules."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.bib.latex import accents, to_text
from kg.bib.values import fold_space, token_end

_EXTENDED = re.compile(r"(?i)\s*(family|given|prefix|suffix|useprefix|[a-z]+-i)\s*=")


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
        name = _name(raw, faults)
        if name.full:
            names.append(name)
        else:
            faults.append(f"'{raw}' is not a name.")
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


def _name(raw: str, faults: list[str]) -> Name:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    printed = to_text(raw)[0]
    if raw.startswith("{") and token_end(raw, 0) == len(raw):
        return Name(literal=printed, printed=printed)
    if _EXTENDED.match(raw):
        return _extended(raw, printed)
    raw = _commas(raw, faults)
    parts = parse_single_name_into_parts(raw, strict=False)
    family, given, particle, suffix = (to_text(" ".join(words))[0] for words in (parts.last, parts.first, parts.von, parts.jr))
    if not family and given:
        family, given = given, ""
    return Name(family, given, particle, suffix, "", printed)


def _commas(raw: str, faults: list[str]) -> str:
    """A name without the commas that say nothing; more than two are a fault."""
    sections = _sections(raw)
    kept = [s for s in sections if s]
    if len(kept) != len(sections):
        faults.append(f"'{to_text(raw)[0]}' has a comma too many.")
    if len(kept) > 3:
        faults.append(f"'{to_text(raw)[0]}' has {len(kept) - 1} commas; names are separated by 'and'.")
        kept = [kept[0], " ".join(kept[1:])]
    return ", ".join(kept)


def _sections(raw: str) -> list[str]:
    sections, depth, start = [], 0, 0
    for match in re.finditer(r"\\.|[{},]", raw):
        mark = match[0]
        depth += (mark == "{") - (mark == "}")
        if mark == "," and depth <= 0:
            sections.append(raw[start : match.start()].strip())
            start = match.end()
    return [*sections, raw[start:].strip()]


def _extended(raw: str, printed: str) -> Name:
    """The name in Biblatex's extended format: `family=Beethoven, given=Ludwig, prefix=van, useprefix=false`."""
    parts = {}
    for section in _sections(raw):
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
