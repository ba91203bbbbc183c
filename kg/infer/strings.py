"""A reference string, as a database writes it, to what it says of the work it refers to.

Three shapes, told apart by where the year stands:

    PORTER ME, 1998, HARVARD BUS REV, V76, P77, DOI 10.…                                        Web of Science
    Porter, M.E., Clusters and … (1998) Harv. Bus. Rev., 76 (6), pp. 77-90                       Scopus until 2022
    Porter M.E., Clusters and …, Harvard Business Review, 76, 6, pp. 77-90, (1998)               Scopus since

Nothing is guessed: what a string does not say is empty. Where a title ends is not always certain; `titles` has every reading of it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from kg import iri
from kg.bib.reflist import YEAR

READINGS = 5  # of where a title ends
LONGEST = 2000  # characters of one string that are read
_DOI = re.compile(r"(?i)\b10\.\d{4,9}/[^\s,\]]+")
_ADDRESS = re.compile(r"(?i)(?:,\s*)?(?:\[?\bdoi[:\s]*\[?|https?://(?:dx\.)?doi\.org/)?(?=10\.\d{4,9}/)[^\s,\]]+\]?|https?://\S+")
_DATABASE = re.compile(rf"([^,]{{1,120}}),\s+({YEAR})[a-z]?(?:,\s+|\s*\Z)")
_DATED = re.compile(rf"\(({YEAR})(?:[a-z]|, [^()]*)?\)\.?")
_BARE = re.compile(rf"({YEAR})[a-z]?\.?")
_BEFORE_YEAR = re.compile(rf"[\s,]{{0,9}}\s\((?={YEAR})")
_COMMA = re.compile(r",(?:\s+|$)")
_AND = re.compile(r"^(?:&|and)\s+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[- ]?){1,5}|[^\W\d_](?:\.?-?[^\W\d_a-z]){0,2}\.?")
_FAMILY_FIRST = re.compile(r"([^\W\d_](?:[^,\d]*[^\W\d_])?[.'’]?)\s+((?:[^\W\d_]{1,2}\.[- ]?){1,5})")
_FAMILY = re.compile(r"[^\W\d_][^\d.:?!]{0,40}\.?")
_OTHERS = re.compile(r"(?i)(?:and |& )?(?:et al\.*|others|(?:jr|sr)\.?|i{2,3}|\(?eds?\.?\)?)")
_VOLUME = re.compile(r"(?:[Vv]ol\.? ?)?([A-Z]{0,2}\d{1,4}[A-Z]?)(?: ?\([^)]*\))?")
_PAGES = re.compile(r"[Pp]p?\. ?([A-Z]{0,3}\d+\w{0,6}|[ivxlc]+)(?: ?[-–—]+ ?(\w+))?|([A-Z]?\d+)[-–—]+([A-Z]?\d+)")
_V, _P = re.compile(r"V([A-Z]{0,3}\d[\w/-]*|[IVXLC]+)"), re.compile(r"P([A-Z]{0,3}\d\w*|[ivxlc]+)")
_SHOUTED = re.compile(r"(.+?)\s+([^\W\d_a-z]{1,3}|(?:[^\W\d_]\.[- ]?){1,4})")
_SENTENCES = re.compile(r"(.{15,300}?[^\W\d_]{4,30})[.?!] ([^\W\d_][^.,]+)")  # Title. Journal
_ROMAN = re.compile(r"(?i)(?=[ivxlc]{1,9}\Z)c{0,3}(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})")
_WORTH = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_NOBODY = frozenset(("anonymous", "anon", "unknown", "no author", "n n", ""))

Names = tuple[tuple[str, str], ...]


class Cited(NamedTuple):
    """What a reference string says; empty, or 0, where it says nothing."""

    text: str
    dois: tuple[str, ...] = ()  # lower case
    authors: Names = ()  # family and initials as printed; an organization has no initials
    year: int = 0
    titles: tuple[str, ...] = ()  # as printed, the likeliest reading first
    source: str = ""  # journal or book, as printed
    volume: str = ""
    page: str = ""
    last: str = ""  # page
    title: str = ""  # where it is certain where it ends
    database: bool = False  # of Web of Science: `source` is abbreviated, and a book's title if there is no volume
    family: str = ""  # the first author's family name, or the organization, folded, without spaces
    initial: str = ""  # the first author's first initial, folded; `""` where none is given


@lru_cache(maxsize=50_000)
def joined(name: str) -> str:
    """A family name as index tables have it: folded, without spaces, so that VANDERBERG is van der Berg.

    >>> joined("van der Berg"), joined("O'Barr"), joined("Aguilera-del-Toro")
    ('vanderberg', 'obarr', 'aguileradeltoro')
    """
    return iri.fold(name).replace(" ", "")


def nobody(name: str) -> bool:
    """Whether a name says that no author is known.

    >>> nobody("[Anonymous]"), nobody("Anon."), nobody("Anonson")
    (True, True, False)
    """
    return iri.fold(name) in _NOBODY


@lru_cache(maxsize=50_000)
def number(volume: str) -> str:
    """A volume as tables have it: lower case, and Roman numerals as figures.

    >>> number("LIX"), number("A12"), number("xiv"), number("76")
    ('59', 'a12', '14', '76')
    """
    if not _ROMAN.fullmatch(volume):
        return volume.lower()
    worth = [_WORTH[c] for c in volume.lower()]
    return str(sum(-a if a < b else a for a, b in zip(worth, [*worth[1:], 0], strict=True)))


def parse(text: str) -> Cited:
    """What a reference string says, in time linear in its length.

    >>> c = parse("VAN DER BERG L, 1998, HARVARD BUS REV, V76, P77, DOI [10.1/A, 10.1234/B]")
    >>> c.family, c.initial, c.year, c.source, c.volume, c.page, c.dois
    ('vanderberg', 'l', 1998, 'HARVARD BUS REV', '76', '77', ('10.1234/b',))
    >>> c = parse("Porter, M.E., Clusters, and more (1998) Harv. Bus. Rev., 76 (6), pp. 77-90")
    >>> c.family, c.initial, c.year, c.titles[0], c.source, c.volume, c.page, c.last
    ('porter', 'm', 1998, 'Clusters, and more', 'Harv. Bus. Rev.', '76', '77', '90')
    >>> c = parse("Piore M.J., Sabel C.F., The Second Industrial Divide: Possibilities for Prosperity, (1984)")
    >>> c.authors, c.year, c.titles
    ((('Piore', 'M.J.'), ('Sabel', 'C.F.')), 1984, ('The Second Industrial Divide: Possibilities for Prosperity',))
    """
    whole, text = text, text[:LONGEST]
    dois = tuple(dict.fromkeys(_doi(found) for found in _DOI.findall(text)))
    rest = _ADDRESS.sub("", text) if dois or "://" in text else text
    database = _DATABASE.match(rest)
    read = _database(database[1], int(database[2]), rest[database.end() :]) if database else _prose(rest)
    authors = tuple(who for who in read.authors if not nobody(who[0]))
    family, initials = authors[0] if authors else ("", "")
    return read._replace(
        text=whole,
        dois=dois,
        authors=authors,
        titles=tuple(filter(None, read.titles)),
        family=joined(family),
        initial=iri.fold(initials)[:1],
    )


def _doi(found: str) -> str:
    doi = found.lower().rstrip(".;:")
    return doi[:-1] if doi.endswith(")") and doi.count("(") < doi.count(")") else doi


def _database(author: str, year: int, tail: str) -> Cited:
    """What a string of Web of Science says."""
    parts = [part for part in (p.strip(" .") for p in tail.split(",")) if part]
    volume = next((m[1] for p in parts if (m := _V.fullmatch(p))), "")
    page = next((m[1] for p in parts if (m := _P.fullmatch(p))), "")
    source = parts[0] if parts and not _V.fullmatch(parts[0]) and not _P.fullmatch(parts[0]) else ""
    if nobody(author):
        authors: Names = ()
    elif (match := _SHOUTED.fullmatch(author.strip())) and not author.startswith("*"):
        authors = ((match[1], match[2]),)
    else:
        authors = ((author.strip(" *"), ""),)
    titles = (source,) if source and not volume else ()
    return Cited("", (), authors, year, titles, source, volume, page, "", database=True)


def _prose(text: str) -> Cited:
    """What a string of Scopus, or of a style that gives authors first, says."""
    text = _BEFORE_YEAR.sub(", (", f" {text}").strip(" ,")
    parts = [part.strip() for part in _COMMA.split(text)]
    authors, begin = _authors(parts)
    dated = [n for n in range(begin, len(parts)) if _DATED.match(parts[n])]
    at = dated[-1] if dated else next((n for n in range(len(parts) - 1, begin, -1) if _BARE.fullmatch(parts[n])), -1)
    if at < 0:
        return _undated(authors, parts[begin:])
    match = _DATED.match(parts[at]) or _BARE.match(parts[at])
    assert match
    before, year = parts[begin:at], int(match[1])
    after = [parts[at][match.end() :].strip(), *parts[at + 1 :]]
    if not any(after):
        return _undated(authors, before)._replace(year=year)
    volume, page, last, words = _place(after)
    if not any(before):
        return _after_the_year(Cited("", (), authors, year, (), "", volume, page, last), words)
    title = ", ".join(filter(None, before)).rstrip(".")
    rest = ", ".join(filter(None, before[1:])).rstrip(".")
    titles = (title,) if authors or not rest else (rest, title)  # OECD, The Knowledge-based Economy (1996)
    named = authors or (((before[0], ""),) if rest and len(before[0].split()) <= 6 else ())
    return Cited("", (), named, year, titles, words[0] if words else "", volume, page, last, title if authors else "")


def _undated(authors: Names, parts: list[str]) -> Cited:
    """What a string without a year before its end says: title, journal, numbers."""
    volume, page, last, words = _place(parts)
    named, titles = authors, _readings(words)
    if not authors and len(words) > 1 and len(words[0].split()) <= 6:  # an organization, or the first words of a title
        named, titles = ((words[0], ""),), (*_readings(words[1:]), *titles)
    title = words[0] if authors and words and (len(words) == 1 or (len(words) == 2 and volume + page)) else ""
    return Cited("", (), named, 0, titles, words[-1] if len(words) > 1 else "", volume, page, last, title)


def _after_the_year(read: Cited, words: list[str]) -> Cited:
    """What a string says that has its year right after the authors, as Scopus had it before 2010, and the APA style has it."""
    style = _SENTENCES.fullmatch(words[0]) if words else None
    if style:
        return read._replace(titles=(style[1],), title=style[1], source=style[2])
    if (read.volume or read.page) and len(words) < 2:
        return read._replace(source=words[0] if words else "")
    title = words[0] if len(words) == 1 and read.authors else ""
    return read._replace(titles=_readings(words), source=words[-1] if read.volume else "", title=title)


def _readings(words: list[str]) -> tuple[str, ...]:
    """A title that may have commas: up to each of them, but the source at the end is none of it."""
    longest = max(len(words) - 1, 1)
    return tuple(reading.rstrip(".") for reading in accumulate(words[: min(longest, READINGS)], "{}, {}".format))


def _authors(parts: list[str]) -> tuple[Names, int]:
    """The people that a reference begins with, and where the rest starts."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(parts):
        part = _AND.sub("", parts[at])
        following = parts[at + 1] if at + 1 < len(parts) else ""
        if found and (not part or _OTHERS.fullmatch(part)):
            at += 1
        elif _dotted(part) and _FAMILY.fullmatch(following) and not (found and at and not _dotted(parts[0])):
            found.append((following, part))  # A., Saxenian
            at += 2
        elif _dotted(following) and _FAMILY.fullmatch(part):
            found.append((part, following))
            at += 2
        elif match := _FAMILY_FIRST.fullmatch(part):
            found.append((match[1], match[2]))
            at += 1
        else:
            break
    return tuple(found), at


def _dotted(part: str) -> bool:
    return bool(part) and len(part) <= 12 and "." in part and bool(_INITIALS.fullmatch(part))


def _place(parts: list[str]) -> tuple[str, str, str, list[str]]:
    """Volume, first and last page, and the parts before them; an empty part ends a book's title, its publisher follows."""
    volume = page = last = ""
    words: list[str] = []
    ended = False
    for part in parts:
        pages = _PAGES.fullmatch(part.rstrip("."))
        if pages and not page:
            page, last = pages[1] or pages[3], pages[2] or pages[4] or ""
        elif (match := _VOLUME.fullmatch(part)) and words and not volume:
            volume = match[1]
        elif not part:
            ended = bool(words)
        elif not volume and not page and not ended:
            words.append(part)
    return volume, page, last, words
