"""Dates, pages, DOIs, ISSNs and ISBNs as other formats write them to what BibTeX fields take; `""` for what cannot be read."""

from __future__ import annotations

import re

from kg.bib.values import MONTHS
from kg.imports.latex import plain

_DOI = re.compile(r"(?i)(?:https?://[^/\s]+/(?:doi/)?|(?:dx\.)?doi\.org/|doi:?\s*)?(10\.[0-9.]{4,}/\S+)")
_DOI_ADDRESS = re.compile(r"(?i)https?://(?:dx\.|www\.)?doi\.org/(10\.[0-9.]{4,}/\S+)")
_NUMBERED = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?(?:[T/][\d:.Z+-]*)?(?:/+|/+ *(\D.*)|)")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_FULL = "january february march april may june july august september october november december".split()
_MONTHS = {**{m: n for n, m in enumerate(MONTHS, 1)}, **{m: n for n, m in enumerate(_FULL, 1)}, "sept": 9}
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_RANGE = re.compile(r"\s*[-–/]\s*")
_PAGE_RANGE = re.compile(r"\s*(?:--+|[-–—‐‑−])\s*")
_ISSN = re.compile(r"(?<![\dXx-])(\d{4})[-–‐‑]?(\d{3}[\dXx])(?![\dXx-])")
_ISBN = re.compile(r"(?<![\d-])(?:97[89][-–\s]?)?(?:\d[-–\s]?){9}[\dXx](?![\d-])")
_SERIAL_WORDS = re.compile(
    r"(?i)\b(?:issn|isbn|e-?issn|e-?isbn|p-?issn|print(?:ed)?|electronic|online|linking|web|paperback|hard(?:back|cover)|pbk|hbk|ebook|pdf"
    r"|epub|cd-rom|10|13|cloth|paper)\b|[\s,;:/().\[\]-]"
)


def doi(text: str) -> str:
    """A DOI without the address before it.

    >>> doi("https://doi.org/10.1177/0891242408322719"), doi("doi: 10.1000/x(1)"), doi("n/a")
    ('10.1177/0891242408322719', '10.1000/x(1)', '')
    """
    match = _DOI.fullmatch(text.strip())
    return match[1].rstrip(".,;") if match else ""


def doi_of_address(address: str) -> str:
    """The DOI that a web address resolves, and says nothing else."""
    match = _DOI_ADDRESS.fullmatch(address.strip())
    return match[1] if match else ""


def date(text: str) -> str:
    """A date as biblatex has it.

    >>> date("2020/01/02/10:11:12"), date("2020-01-02T10:11:12Z")
    ('2020-01-02', '2020-01-02')
    >>> date("1994/05/12/"), date("1994///"), date("2001 Jan-Feb"), date("12 May 2004"), date("May 2004"), date("2001 Spring")
    ('1994-05-12', '1994', '2001-01/2001-02', '2004-05-12', '2004-05', '2001-21')
    >>> date("2008 Dec 25-2009 Jan 2"), date("1998-1999"), date("in press"), date("1994/05//Spring"), date("2020-02-31")
    ('2008-12-25/2009-01-02', '1998/1999', '', '1994-05', '')
    """
    text = text.strip().strip(".,")
    match = _NUMBERED.fullmatch(text)
    if match:
        year, month, day = (int(n) if n else 0 for n in match.groups()[:3])
        if not month and match[4]:
            return _in_words(f"{year} {match[4]}")
        return made(year, month, day)
    parts = _RANGE.split(text)
    if len(parts) == 2:
        return _range(*parts)
    return _in_words(text)


def _range(first: str, last: str) -> str:
    """A span of two dates, whose year may stand in one of them only."""
    if first[-4:].isdecimal() and re.fullmatch(r"\d{2}", last):
        last = first[-4:-2] + last
    year = next((y for part in (first, last) if (y := re.search(r"(?<!\d)\d{4}(?!\d)", part))), None)
    if not year:
        return ""
    month = next((w for w in _WORD.findall(first) if not w.isdecimal()), "")
    start, end = (part if re.search(r"(?<!\d)\d{4}(?!\d)", part) else f"{year[0]} {part}" for part in (first, last))
    if last.isdecimal() and len(last) < 3:  # 2001 Jan 5-12
        end = f"{year[0]} {month} {last}"
    begin, finish = _in_words(start), _in_words(end)
    return f"{begin}/{finish}" if begin and finish and begin[:7] <= finish[:7] else ""


def _in_words(text: str) -> str:
    """A date with its month in words, or a year alone."""
    year = month = day = 0
    for word in _WORD.findall(text):
        if word.isdecimal() and len(word) == 4 and not year:
            year = int(word)
        elif word.isdecimal() and len(word) < 3 and not day:
            day = int(word)
        elif not month and (number := _MONTHS.get(word.lower()) or _SEASONS.get(word.lower())):
            month = number
        elif word.lower() not in ("st", "nd", "rd", "th", "of"):
            return ""
    return "" if day and (not month or month > 12) else made(year, month, day)


def made(year: int, month: int = 0, day: int = 0) -> str:
    """A date of its numbers, 0 for those not given; `""` where there is no such date.

    >>> made(1994, 5), made(0), made(2001, 13), made(2001, 21)
    ('1994-05', '', '', '2001-21')
    """
    from datetime import date as calendar

    if not 0 < year <= 9999 or not (0 <= month <= 12 or 21 <= month <= 24) or (day and not 1 <= month <= 12):
        return ""
    if day:
        try:
            calendar(year, month, day)
        except ValueError:
            return ""
    return "-".join((f"{year:04}", *(f"{n:02}" for n in (month, day) if n)))


def pages(first: str, last: str = "") -> str:
    """Pages with BibTeX's dash.

    >>> pages("77", "90"), pages("345-52"), pages("e1", "e1"), pages("1-5, 9–12"), pages("77-90", "90"), pages("77-+")
    ('77--90', '345--52', 'e1', '1--5, 9--12', '77--90', '77+')
    """
    first, last = first.strip(), last.strip()
    if last and last != first and not _PAGE_RANGE.search(first):
        return f"{first}--{last}" if first else last
    return _PAGE_RANGE.sub("--", first).strip("-").replace("--+", "+") if re.search(r"\d", first) else first


def serial_numbers(text: str) -> tuple[list[str], list[str], bool]:
    """The ISSNs and the ISBNs in a text, and whether the text says nothing else.

    >>> serial_numbers("0036-8075 (Print) 1095-9203 (Linking)"), serial_numbers("9780674753396; 0-674-75339-9"), serial_numbers("S 12/94")
    ((['0036-8075', '1095-9203'], [], True), ([], ['9780674753396', '0-674-75339-9'], True), ([], [], False))
    """
    isbns = [match[0].strip() for match in _ISBN.finditer(text)]
    rest = _ISBN.sub(" ", text)
    issns = [f"{match[1]}-{match[2].upper()}" for match in _ISSN.finditer(rest)]
    return list(dict.fromkeys(issns)), list(dict.fromkeys(isbns)), not _SERIAL_WORDS.sub("", _ISSN.sub(" ", rest))


def keywords(values: list[str]) -> str:
    """A list of keywords, with semicolons between them: commas within a keyword survive.

    >>> keywords(["Clusters, industrial", "SMEs"]), keywords(["a; b", "A", "a"]), keywords(["Clusters, industrial"]), keywords(["a, b, c"])
    ('Clusters, industrial; SMEs', 'a; b; A', 'Clusters, industrial;', 'a; b; c')
    """
    found = [part.strip() for value in values for part in re.split(r"[;\n\r]", plain(value)) if part.strip()]
    if len(found) == 1 and found[0].count(",") > 1:
        found = [part.strip() for part in found[0].split(",") if part.strip()]
    unique = list(dict.fromkeys(found))
    return unique[0] + ";" if len(unique) == 1 and "," in unique[0] else "; ".join(unique)
