r"""Names as other formats write them to names as BibTeX writes them: `Family, Suffix, Given`, an organization in braces."""

from __future__ import annotations

import re

from kg.bib.values import fold_space
from kg.imports.latex import escape, plain

_SUFFIX = re.compile(r"(?i)(?:jr|sr|junior|senior|[23]rd|2nd|[4-9]th|ii|iii|iv)\.?\Z")
_ORGANIZATION = re.compile(
    r"(?i)\b(?:academy|agency|association|bank|board|bureau|centre|center|collaboration|college|commission|committee|company|consortium|"
    r"corporation|council|department|faculty|federation|foundation|government|group|inc|institute?|instituto|institution|laboratory|"
    r"ltd|ministry|network|office|organi[sz]ation|party|press|programme|project|school|secretariat|services?|society|team|trust|union|"
    r"universit\w+|working|for|of|the|and|und|et|y|de la|des?|für|der)\b|&"
)
_PROTECTED = re.compile(r"(?i)[,;={}]|(?<!\S)and(?!\S)")
_OTHERS = re.compile(r"(?i)(?:et al\.?|and others|others)\Z")


def person(family: str, given: str = "", suffix: str = "", particle: str = "") -> str:
    """A person's name in BibTeX.

    >>> person("Beethoven", "Ludwig", particle="van"), person("King", "Martin Luther", "Jr."), person("Alembert", "Jean", particle="d'")
    ('van Beethoven, Ludwig', 'King, Jr., Martin Luther', "d'Alembert, Jean")
    """
    family, given, suffix, particle = (fold_space(plain(part)) for part in (family, given, suffix, particle))
    if not family:
        family, given = given, ""
    if not given and not suffix:
        return f"{_part(particle)} {_part(family)}" if particle else _part(family) if " " not in family else organization(family)
    glue = "" if particle.endswith(("'", "’", "-")) else " "
    last = f"{_part(particle)}{glue}{_part(family)}" if particle else _part(family)
    return ", ".join(filter(None, (last, _part(suffix), _part(given))))


def organization(name: str) -> str:
    r"""An organization's name in BibTeX.

    >>> print(organization("Barnes and Noble & Sons"))
    {Barnes and Noble \& Sons}
    """
    name = fold_space(plain(name))
    return f"{{{escape(name)}}}" if name else ""


def written(name: str) -> str:
    """A name written in one string, as RIS and EndNote have it: `Family, Given, Suffix`; an organization may end in a comma.

    >>> written("King, Martin Luther, Jr."), written("World Health Organization,"), written("OECD"), written("et al.")
    ('King, Jr., Martin Luther', '{World Health Organization}', '{OECD}', 'others')
    >>> written("Porter, M.E."), written("Michael Porter"), written("Statistics Office of Latvia")
    ('Porter, M.E.', 'Michael Porter', '{Statistics Office of Latvia}')
    """
    name = fold_space(plain(name)).strip(";").strip()
    if _OTHERS.match(name):
        return "others"
    if name.endswith(",") or name.startswith(","):
        return organization(name.strip(", "))
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1:
        single = " " not in name
        unnamed = _ORGANIZATION.search(name) or (single and len(name) > 1 and name.isupper()) or _PROTECTED.search(name)
        return organization(name) if unnamed else escape(name)
    if len(parts) == 2:
        return person(parts[0], parts[1])
    if _SUFFIX.match(parts[-1]):
        return person(parts[0], " ".join(parts[1:-1]), parts[-1])
    if len(parts) == 3 and _SUFFIX.match(parts[1]):
        return person(parts[0], parts[2], parts[1])
    return organization(name) if _ORGANIZATION.search(name) else person(parts[0], ", ".join(parts[1:]))


def medline(name: str) -> str:
    """A name as PubMed writes it in full: `King, Martin Luther Jr`.

    >>> medline("King, Martin Luther Jr"), medline("Porter, Michael E")
    ('King, Jr, Martin Luther', 'Porter, Michael E')
    """
    family, _, given = name.partition(",")
    words = given.split()
    if len(words) > 1 and _SUFFIX.match(words[-1]):
        return person(family, " ".join(words[:-1]), words[-1])
    return person(family, given)


def abbreviated(name: str) -> str:
    """A name as PubMed abbreviates it: `Porter ME`.

    >>> abbreviated("Porter ME"), abbreviated("de la Cruz J")
    ('Porter, M. E.', 'de la Cruz, J.')
    """
    family, _, initials = name.rpartition(" ")
    if not family or not initials.isupper() or len(initials) > 3:
        return person(name)
    return person(family, " ".join(f"{letter}." for letter in initials))


def _part(text: str) -> str:
    """A part of a name; what BibTeX would split stands in braces."""
    return f"{{{escape(text)}}}" if _PROTECTED.search(text) else escape(text)
