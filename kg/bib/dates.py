"""Date, year and month fields to a date, and what of it is certain."""

from __future__ import annotations

import re
from datetime import date as calendar
from functools import lru_cache
from typing import NamedTuple

from kg import iri
from kg.bib.latex import to_text

# The names of the months, folded: English, German, French, Spanish, Italian, Portuguese and Dutch, wide and abbreviated, as Unicode CLDR
# has them (https://cldr.unicode.org, gregorian calendar, by Babel 2.19), and the spellings jaenner, maerz, mrz, feber, febr and sett.
# In these languages no name is that of two months.
_NAMES = (
    "jan january januar janner jaenner janv janvier ene enero gen gennaio janeiro januari",
    "feb february februar feber febr fevr fevrier febrero febbraio fev fevereiro februari",
    "mar march marz maerz mrz mars marzo marco mrt maart",
    "apr april avr avril abr abril aprile",
    "may mai mayo mag maggio maio mei",
    "jun june juni juin junio giu giugno junho",
    "jul july juli juil juillet julio lug luglio julho",
    "aug august aout ago agosto augustus",
    "sep sept september septembre septiembre setiembre sett set settembre setembro",
    "oct october okt oktober octobre octubre ott ottobre out outubro",
    "nov november novembre noviembre novembro",
    "dec december dez dezember decembre dic diciembre dicembre dezembro",
)
_NUMBERS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_ISO = re.compile(r"(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?((?:T[\d:.Z+-]*)?[?~%]?)\Z")
_BEFORE = re.compile(r"-\s*\d|\d+\s*(?:BC|B\.C\.|BCE|v\. ?Chr\.)")
_SEASONS = frozenset(  # what is finer than a year, and neither a month nor a day: in the same languages
    "spring summer autumn fall winter quarter q fruhling fruehling fruhjahr fruehjahr sommer herbst quartal printemps ete automne hiver "
    "trimestre primavera verano otono invierno estate autunno inverno verao outono lente voorjaar zomer herfst najaar kwartaal".split()
)
_SMALL = frozenset("st nd rd th er of the de do del di le am den".split())  # 1st, 1er, 2 de mayo
_YEAR = re.compile(r"(?<![\d.])(\d{4})(?!\d)")
_WORDS = re.compile(r"[^\W\d_]+|\d+")


class Date(NamedTuple):
    """A date down to the finest part that is certain."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    written: str = ""
    lost: bool = False  # the written form says more than the parts do

    @property
    def issued(self) -> tuple[str, str]:
        """The date as RDF has it: its text and its datatype.

        >>> Date(1998, 5).issued, Date(87).issued
        (('1998-05', 'xsd:gYearMonth'), ('0087', 'xsd:gYear'))
        """
        if self.year is None:
            return "", ""
        if self.month is None:
            return f"{self.year:04}", "xsd:gYear"
        if self.day is None:
            return f"{self.year:04}-{self.month:02}", "xsd:gYearMonth"
        return f"{self.year:04}-{self.month:02}-{self.day:02}", "xsd:date"


@lru_cache(maxsize=10_000)  # most works came out on the same few days
def read_date(date: str, year: str, month: str, day: str = "") -> tuple[Date | None, str]:
    r"""The date that these fields give, and a sentence on what is wrong with them, or `""`.

    `date` is biblatex's (ISO or EDTF) and goes before the others.

    >>> read_date("2001/2003", "", "")
    (Date(year=2001, month=None, day=None, written='2001/2003', lost=True), '')
    >>> read_date("", "1998", "nov--dec")[0]
    Date(year=1998, month=None, day=None, written='nov--dec 1998', lost=True)
    >>> read_date("", "1998", r"M{\"a}rz")[0].issued, read_date("", "1998", "2 de mayo")[0].issued
    (('1998-03', 'xsd:gYearMonth'), ('1998-05-02', 'xsd:date'))
    >>> read_date("", "in press", "")
    (None, "'in press' is not a year.")
    """
    if date:
        found, fault = _biblatex(date)
        return (found, fault) if found or not year else (read_date("", year, month, day)[0], fault)
    if not year:
        return None, ""
    found, fault = _biblatex(year) if "-" in year or "/" in year else _year(year)
    if found is None or found.month or not (month or day):
        return found, fault
    return _with_month(found, month, day, fault)


def _biblatex(text: str) -> tuple[Date | None, str]:
    match = _ISO.match(text.strip())
    if match:
        parts = [int(part) if part else None for part in match.groups()[:3]]
        return _checked(parts[0], parts[1], parts[2], text, lost=bool(match[4]))
    start, slash, end = text.strip().partition("/")
    if slash:
        found, fault = _biblatex(start.strip(" .") or end.strip(" .") or "..")
        year = found and found.year
        return (Date(year, None, None, text, True), fault) if year else (None, f"'{text}' is not a date.")
    return _year(text, "date")


def _year(text: str, kind: str = "year") -> tuple[Date | None, str]:
    if _BEFORE.match(text):
        return None, f"'{text}' lies before the year 1."
    if re.fullmatch(r"\d{1,4}", text) and int(text):
        return Date(int(text), None, None, text), ""
    match = _YEAR.search(text)
    if match and int(match[1]) and not re.search(r"(?i)\d[x]", text):
        return Date(int(match[1]), None, None, text, True), ""
    return None, f"'{text}' is not a {kind}."


def _checked(year: int | None, month: int | None, day: int | None, text: str, *, lost: bool = False) -> tuple[Date | None, str]:
    """A date whose parts exist; a month or a day that does not is a fault, and what stands before it stays."""
    if not year:
        return None, f"'{text}' is not a year."
    if month in (21, 22, 23, 24):  # EDTF's seasons
        return Date(year, None, None, text, True), ""
    if month is not None and not 1 <= month <= 12:
        return Date(year, None, None, text, True), f"There is no month {month}."
    if month and day is not None:
        try:
            calendar(year, month, day)
        except ValueError:
            return Date(year, month, None, text, True), f"'{text}' is not a day of the calendar."
    return Date(year, month, day, text, lost), ""


def _with_month(found: Date, month: str, day: str, fault: str) -> tuple[Date | None, str]:
    """A year's date with the month and day that its other fields give, if they give one."""
    assert found.year
    if "\\" in month or "{" in month:
        month = to_text(month)[0]
    written = " ".join(filter(None, (day, month, found.written)))
    whole_year = found._replace(written=written, lost=True)
    words = _WORDS.findall(iri.fold(month))
    months = [_NUMBERS[w] for w in words if w in _NUMBERS]
    numbers = [n for w in words if w.isdecimal() and (n := int(w[-9:])) != found.year]
    odd = [w for w in words if not (w in _NUMBERS or w.isdecimal() or w in _SMALL)]
    if not months and not odd:
        months, numbers = numbers, []
    if not months:
        return whole_year, fault or ("" if not month or _SEASONS & set(words) else f"'{month}' is not a month.")
    if len(months) > 1 or found.lost:
        return whole_year, fault
    days = numbers + ([int(day.strip()[-9:])] if day.strip().isdecimal() else [])
    certain = len(days) == 1 and not odd
    lost = bool(odd or len(days) > 1 or (day and not days))
    return _checked(found.year, months[0], days[0] if certain else None, written, lost=lost)
