"""Name lists, by BibTeX's rules."""

import time

import pytest

from kg.bib.names import Name, initials, people


def one(value):
    (name,), others, faults = people(value)
    assert not others
    assert not faults
    return name


@pytest.mark.parametrize(
    ("written", "family", "given", "particle", "suffix"),
    [
        ("Charles F. Sabel", "Sabel", "Charles F.", "", ""),
        ("Sabel, Charles F.", "Sabel", "Charles F.", "", ""),
        ("Ludwig van Beethoven", "Beethoven", "Ludwig", "van", ""),
        ("van Beethoven, Ludwig", "Beethoven", "Ludwig", "van", ""),
        ("de la Vall{\\'e}e Poussin, Charles", "Vallée Poussin", "Charles", "de la", ""),
        ("King, Jr., Martin Luther", "King", "Martin Luther", "", "Jr."),
        ("von Last, III, First", "Last", "First", "von", "III"),
        ("Brinch Hansen, Per", "Brinch Hansen", "Per", "", ""),
        ("Jean-Philippe Aydalot", "Aydalot", "Jean-Philippe", "", ""),
        ("Plato", "Plato", "", "", ""),
        (r"{\"{O}}zlem Nurcan Subakan", "Subakan", "Özlem Nurcan", "", ""),
        (r"{\O}ystein Haug Olsen", "Olsen", "Øystein Haug", "", ""),
        (r"{\'E}tienne {\'E}mile Dupont", "Dupont", "Étienne Émile", "", ""),
        (r"{\L}ukasz Jan Kaiser", "Kaiser", "Łukasz Jan", "", ""),
        (r"\v{S}tefan \'Cik", "Ćik", "Štefan", "", ""),
        ("{van der Berg}, Jan", "van der Berg", "Jan", "", ""),
        ("{O'Brien}, Pat", "O'Brien", "Pat", "", ""),
        ("family=Beethoven, given=Ludwig, prefix=van, useprefix=true", "Beethoven", "Ludwig", "van", ""),
        ('given="Martin Luther", family=King, suffix=Jr., given-i=ML', "King", "Martin Luther", "", "Jr."),
        ("毛泽东", "毛泽东", "", "", ""),
        ("Donald~E. Knuth", "Knuth", "Donald E.", "", ""),
        ("others, Mary", "others", "Mary", "", ""),
    ],
)
def test_a_name(written, family, given, particle, suffix):
    name = one(written)
    assert (name.family, name.given, name.particle, name.suffix, name.literal) == (family, given, particle, suffix, "")


@pytest.mark.parametrize("written", ["{Barnes and Noble}", "{{Barnes and Noble}}", "{Barnes {and} Noble}"])
def test_an_organization_stands_in_braces(written):
    assert one(written) == Name(literal="Barnes and Noble", printed="Barnes and Noble")


def test_an_organization_with_latex():
    assert one(r"{R\&D Institute of {\"O}sterreich, Inc.}").literal == "R&D Institute of Österreich, Inc."


def test_how_names_are_shown():
    name = one("van Beethoven, Jr., Ludwig")
    assert (name.full, name.sort, name.printed) == ("Ludwig van Beethoven Jr.", "van Beethoven, Jr., Ludwig", "van Beethoven, Jr., Ludwig")
    assert one("{IBM}").full == one("{IBM}").sort == "IBM"


def test_a_list_in_order_with_others():
    names, others, faults = people("Saxenian, AnnaLee and {Barnes and Noble} AND\n Jinn-Yuh Hsu and others")
    assert [n.full for n in names] == ["AnnaLee Saxenian", "Barnes and Noble", "Jinn-Yuh Hsu"]
    assert others
    assert faults == []


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Porter, Michael,", ["Michael Porter"]),
        ("Porter,, Michael", ["Michael Porter"]),
        (", Michael", ["Michael"]),
        ("A, B, C, D", ["B A", "D C"]),
        ("A, B, C, D, E", ["B C D E A"]),
        ("Porter, Michael and", ["Michael Porter"]),
        ("and Porter, Michael", ["Michael Porter"]),
        ("A B and and C D", ["A B", "C D"]),
        ("A B and {}", ["A B"]),
        ("A B and ,", ["A B"]),
        ("Smith, J., Jones, B., Miller, C.", ["J. Smith", "B. Jones", "C. Miller"]),
        ("Porter; Sabel, C.; {A; B}", ["Porter", "C. Sabel", "A; B"]),
    ],
)
def test_a_fault_leaves_the_names(written, names):
    found, _, faults = people(written)
    assert [n.full for n in found] == names
    assert faults
    assert all(fault.endswith(".") for fault in faults)


@pytest.mark.parametrize(
    "written", ["", "{}", "and", ",", "~", "others", "}{", "\\", "{" * 50_000, "a," * 50_000, " and" * 50_000, "{\\'" * 30_000]
)
def test_anything_can_be_read_in_time(written):
    start = time.perf_counter()
    people(written)
    assert time.perf_counter() - start < 5


def test_initials():
    assert [initials(one(w)) for w in ("Charles F. Sabel", "Jean-Philippe Aydalot", "Plato", "{IBM}")] == ["C. F.", "J.-P.", "", ""]
