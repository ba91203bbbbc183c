"""Dates: what is certain, what is lost, what is wrong."""

import pytest

from kg import iri
from kg.bib import dates
from kg.bib.dates import Date, read_date


@pytest.mark.parametrize(
    ("date", "issued", "lost"),
    [
        ("2001", ("2001", "xsd:gYear"), False),
        ("1994-05", ("1994-05", "xsd:gYearMonth"), False),
        ("1994-05-03", ("1994-05-03", "xsd:date"), False),
        ("1994-5-3", ("1994-05-03", "xsd:date"), False),
        ("2004-07-03T10:33:00", ("2004-07-03", "xsd:date"), True),
        ("2000-02-29", ("2000-02-29", "xsd:date"), False),
        ("2001/2003", ("2001", "xsd:gYear"), True),
        ("1998-05/1998-07", ("1998", "xsd:gYear"), True),
        ("2001/", ("2001", "xsd:gYear"), True),
        ("2001/..", ("2001", "xsd:gYear"), True),
        ("/2003", ("2003", "xsd:gYear"), True),
        ("1994?", ("1994", "xsd:gYear"), True),
        ("1994~", ("1994", "xsd:gYear"), True),
        ("1994-05?", ("1994-05", "xsd:gYearMonth"), True),
        ("1998-21", ("1998", "xsd:gYear"), True),
        ("1998-uu-uu", ("1998", "xsd:gYear"), True),
        ("1998-XX", ("1998", "xsd:gYear"), True),
        ("87", ("0087", "xsd:gYear"), False),
        ("9999", ("9999", "xsd:gYear"), False),
    ],
)
def test_a_date_field(date, issued, lost):
    found, fault = read_date(date, "", "")
    assert fault == ""
    assert (found.issued, found.lost, found.written) == (issued, lost, date)


@pytest.mark.parametrize(
    ("year", "month", "day", "issued", "lost"),
    [
        ("1998", "", "", "1998", False),
        ("1998", "nov", "", "1998-11", False),
        ("1998", "November", "", "1998-11", False),
        ("1998", "Sept.", "", "1998-09", False),
        ("1998", "11", "", "1998-11", False),
        ("1998", "07", "4", "1998-07-04", False),
        ("1998", "jul 4", "", "1998-07-04", False),
        ("1998", "4 July", "", "1998-07-04", False),
        ("1998", "July 4th", "", "1998-07-04", False),
        ("1998", "nov--dec", "", "1998", True),
        ("1998", "Nov/Dec", "", "1998", True),
        ("1998", "11-12", "", "1998", True),
        ("1998", "jul 4--7", "", "1998-07", True),
        ("1998", "Spring", "", "1998", True),
        ("1998", "Frühjahr", "", "1998", True),
        ("1998", "{\\'E}t{\\'e}", "", "1998", True),
        ("1998", "Otoño", "", "1998", True),
        ("1998", "Q1", "", "1998", True),
        ("1998", "1st quarter", "", "1998", True),
        ("1998", "März", "", "1998-03", False),
        ("1998", "Ma\u0308rz", "", "1998-03", False),
        ("1998", 'M{\\"a}rz', "", "1998-03", False),
        ("1998", "Jänner", "", "1998-01", False),
        ("1998", "Mrz.", "", "1998-03", False),
        ("1998", "15. Okt.", "", "1998-10-15", False),
        ("1998", "D{\\'e}c.", "", "1998-12", False),
        ("1998", "févr.", "", "1998-02", False),
        ("1998", "AOÛT", "", "1998-08", False),
        ("1998", "1er juillet", "", "1998-07-01", False),
        ("1998", "2 de septiembre", "", "1998-09-02", False),
        ("1998", "dic.", "", "1998-12", False),
        ("1998", "gennaio", "", "1998-01", False),
        ("1998", "mar{\\c{c}}o", "", "1998-03", False),
        ("1998", "mrt", "", "1998-03", False),
        ("1998", "Juli/August", "", "1998", True),
        ("1998", "Anfang Mai", "", "1998-05", True),
        ("1998", "March 1998", "", "1998-03", False),
        ("c. 1999", "", "", "1999", True),
        ("[1999]", "", "", "1999", True),
        ("1998a", "", "", "1998", True),
        ("1999--2001", "", "", "1999", True),
        ("1999/2000", "", "", "1999", True),
        ("1999-05", "", "", "1999-05", False),
        ("1890 [2003]", "", "", "1890", True),
        ("c. 1999", "may", "", "1999", True),
    ],
)
def test_year_and_month(year, month, day, issued, lost):
    found, fault = read_date("", year, month, day)
    assert fault == ""
    assert (found.issued[0], found.lost) == (issued, lost)
    assert year in found.written


@pytest.mark.parametrize(
    ("date", "year", "month", "kept"),
    [
        ("", "in press", "", None),
        ("", "19x0", "", None),
        ("", "199X", "", None),
        ("", "0", "", None),
        ("", "0000", "", None),
        ("", "12345", "", None),
        ("199X", "", "", None),
        ("-0044", "", "", None),
        ("1998-13", "", "", "1998"),
        ("1998-02-30", "", "", "1998-02"),
        ("1998-00", "", "", "1998"),
        ("soon", "1998", "", "1998"),
        ("", "1998", "13", "1998"),
        ("", "1998", "Brumaire", "1998"),
        ("", "1998", "Heft 3", "1998"),
        ("", "1998", "XII", "1998"),
        ("", "1998", "feb 30", "1998-02"),
    ],
)
def test_a_fault_is_a_sentence_and_what_is_certain_stays(date, year, month, kept):
    found, fault = read_date(date, year, month)
    assert fault.endswith(".")
    assert (found and found.issued[0]) == kept


def test_no_month_has_two_numbers():
    names = [name for names in dates._NAMES for name in names.split()]
    assert len(names) == len(set(names)) == 106
    assert all(iri.fold(name) == name for name in names)


def test_no_field_is_no_date_and_no_fault():
    assert read_date("", "", "may") == (None, "")


def test_a_date_goes_before_the_year():
    assert read_date("2001-05", "1999", "jan")[0] == Date(2001, 5, None, "2001-05")
