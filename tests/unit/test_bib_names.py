"""Name lists, by BibTeX's rules."""

import re
import time

import pytest

from kg.bib.latex import to_text
from kg.bib.names import Name, initials, people
from tests.data.names.make import rows

# How many names, lists and reasoned exceptions tests/data/names has, with BibTeX's own answers; make.py there asks it.
NAMES, LISTS, DIFFERING = 1071, 34, 24


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
        ("毛泽东", "毛泽东", "", "", ""),
        ("Donald~E. Knuth", "Knuth", "Donald E.", "", ""),
        ("others, Mary", "others", "Mary", "", ""),
        # hyphens part words, and what stands before one stays with it
        ("Ahmed al-Rashid", "Rashid", "Ahmed", "al-", ""),
        ("al-Rashid, Ahmed", "Rashid", "Ahmed", "al-", ""),
        ("Fagih, Ahmed al-", "Fagih", "Ahmed al-", "", ""),
        ("Chun-yi Lin", "Lin", "Chun-yi", "", ""),
        ("Hans Brinch-Hansen", "Brinch-Hansen", "Hans", "", ""),
        ('K{\\"u}hner--Blass', "Kühner-Blass", "", "", ""),
        # letters at the head of a word
        ("Štěpán Roh", "Roh", "Štěpán", "", ""),
        ("Симона де Бовуар", "Бовуар", "Симона", "де", ""),
        ("გიორგი გურჯიევი კაცი", "კაცი", "გიორგი გურჯიევი", "", ""),
        ("علی رضا آباد", "آباد", "علی رضا", "", ""),
        ("{\\relax Ch}arles {\\relax van} Dam", "Dam", "Charles", "van", ""),
        ("{d}e la Cruz, Maria", "Cruz", "Maria", "de la", ""),
        ("{U}nited {N}ations", "Nations", "", "United", ""),
        (r"Helena \textsc{\v{C}}i\v{z}inska Bo", "Bo", "Helena Čižinska", "", ""),
        # LaTeX
        (r"Wei\ss, Peter", "Weiß", "Peter", "", ""),
        (r"C.\ Thiele", "Thiele", "C.", "", ""),
        (r"Laurila, K.\,S.", "Laurila", "K. S.", "", ""),
        (r"The \TUG\ Board", "Board", "The TUG", "", ""),
        ("R&amp;D Fund", "Fund", "R&D", "", ""),
    ],
)
def test_a_name(written, family, given, particle, suffix):
    name = one(written)
    assert (name.family, name.given, name.particle, name.suffix, name.literal) == (family, given, particle, suffix, "")


def of_bibtex(parts):
    """Parts as BibTeX prints them, as text."""
    return tuple(to_text(part)[0] for part in parts)


def as_bibtex(name):
    """Our parts in BibTeX's order, without the hyphens between them, which it drops."""
    return name.given.rstrip("-"), name.particle.rstrip("-"), name.literal or name.family, name.suffix


def test_real_names_have_the_parts_that_bibtex_gives_them():
    table = rows("names.tsv")
    assert len(table) == len({row[0] for row in table}) == NAMES
    wrong = []
    for written, *parts in table:
        names, others, faults = people(written)
        if [as_bibtex(name) for name in names] != [of_bibtex(parts)] or others or faults:
            wrong.append((written, parts, names, faults))
    assert wrong == []


def test_where_we_mean_to_differ_from_bibtex_there_is_a_reason():
    table = rows("differ.tsv")
    assert len(table) == DIFFERING
    for written, *columns, reason in table:
        name = one(written)
        assert as_bibtex(name) != of_bibtex(columns[:4])
        assert (name.given, name.particle, name.family, name.suffix) == tuple(columns[4:])
        assert reason.startswith("BibTeX ")
        assert "; we " in reason


def test_real_lists_have_as_many_names_as_bibtex_finds():
    table = rows("lists.tsv")
    assert len(table) == LISTS
    for written, count in table:
        names, others, faults = people(written)
        assert (len(names) + others, faults) == (int(count), []), written


def test_the_names_are_of_every_kind():
    table = rows("names.tsv")
    kinds = {
        "particles": sum(bool(row[2]) for row in table),
        "juniors": sum(bool(row[4]) for row in table),
        "organizations": sum(row[0].startswith("{") and row[0].endswith("}") for row in table),
        "an accent at the head of a word": sum(bool(re.search(r"(?:^|[ ~-])\{\\", row[0])) for row in table),
        "hyphens": sum("-" in row[0] for row in table),
        "other scripts": sum(bool(re.search("[\u0370-\u1fff\u3040-\ud7ff]", row[0])) for row in table),
        "ties": sum("~" in row[0] for row in table),
        "single words": sum(len(row[0].split()) == 1 for row in table),
    }
    assert {kind: count for kind, count in kinds.items() if count < 35} == {}


@pytest.mark.parametrize(
    ("written", "family", "given", "particle", "suffix"),
    [
        # as in the manuals of Biblatex and Biber, biblatex-examples.bib and other files that TeX Live has
        ("family=Beethoven, given=Ludwig, prefix=van, useprefix=true", "Beethoven", "Ludwig", "van", ""),
        ("given=Hans, family=Harman", "Harman", "Hans", "", ""),
        ("given=Simon, prefix=de, family=Beumont, useprefix=false", "Beumont", "Simon", "de", ""),
        ("given={Jean Charles Gabriel}, prefix={de la}, family=Fontaine, given-i=JCG", "Fontaine", "Jean Charles Gabriel", "de la", ""),
        ("given=Leonardo, family=da Vinci", "da Vinci", "Leonardo", "", ""),
        ("family=Cruz,given=Maria,prefix=De La", "Cruz", "Maria", "De La", ""),
        ("family=Hua, given=Linfu, cjk=\\textzh{華林甫}", "Hua", "Linfu", "", ""),
        ("family=Wood, given=Henry, title=Mrs", "Wood", "Henry", "", ""),
        ('given="Martin Luther", family=King, suffix=Jr., given-i=ML', "King", "Martin Luther", "", "Jr."),
        ('family="Smith, Jr.", given="Ann; B"', "Smith, Jr.", "Ann; B", "", ""),
        ('"family={Smith, Jones}", given=Ann', "Smith, Jones", "Ann", "", ""),
        ("FAMILY = {van der Berg} , Given = {Jan}", "van der Berg", "Jan", "", ""),
        ("given=A=B, family=C", "C", "A=B", "", ""),
        (r"family=Schr{\"o}der, given=Martin", "Schröder", "Martin", "", ""),
        ("given=Plato", "Plato", "", "", ""),
        ("given-i=P, family=Plato", "Plato", "", "", ""),
        ("family=King, given=M., suffix={Jr.},", "King", "M.", "", "Jr."),
    ],
)
def test_the_extended_format(written, family, given, particle, suffix):
    name = one(written)
    assert (name.family, name.given, name.particle, name.suffix, name.literal) == (family, given, particle, suffix, "")
    assert name.printed == name.sort


def test_an_organization_in_the_extended_format():
    assert one(r"family={{\TeX} Merchandising Project}, family-i=T").literal == "TeX Merchandising Project"
    assert one('"family={Robertson and Sons, Inc.}"').literal == "Robertson and Sons, Inc."


def test_both_formats_in_one_list():
    names, others, faults = people(
        'family={{\\TeX} Merchandising Project}, family-i=T and given=Martin, family="Schröder" and Ludwig van Beethoven and {IBM} and others'
    )
    assert [n.full for n in names] == ["TeX Merchandising Project", "Martin Schröder", "Ludwig van Beethoven", "IBM"]
    assert others
    assert faults == []


def test_an_equals_sign_alone_is_no_extended_format():
    assert one("E=mc Squared").full == "E=mc Squared"
    assert one("Family Stone").full == "Family Stone"


@pytest.mark.parametrize(
    ("written", "full", "sort"),
    [
        ("al-Rashid, Ahmed", "Ahmed al-Rashid", "al-Rashid, Ahmed"),
        ("Fagih, Ahmed al-", "Ahmed al-Fagih", "Fagih, Ahmed al-"),
        ("Jean-Philippe d'Aydalot", "Jean-Philippe d'Aydalot", "d'Aydalot, Jean-Philippe"),
    ],
)
def test_a_hyphen_between_parts_is_shown(written, full, sort):
    name = one(written)
    assert (name.full, name.sort) == (full, sort)
    assert one(sort).sort == sort


@pytest.mark.parametrize("value", ["A B and others", "A B and OTHERS", "A B and et al.", "A B and Et Al"])
def test_others(value):
    names, others, faults = people(value)
    assert ([n.full for n in names], others, faults) == (["A B"], True, [])


def test_a_letter_macro_does_not_swallow_the_and_after_it():
    assert [n.full for n in people(r"Peter Wei\ss and Jan S\o and B")[0]] == ["Peter Weiß", "Jan Sø", "B"]


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
        ("徐增林,盛泳潘,贺丽荣", ["徐增林", "盛泳潘", "贺丽荣"]),
    ],
)
def test_a_fault_leaves_the_names(written, names):
    found, _, faults = people(written)
    assert [n.full for n in found] == names
    assert faults
    assert all(fault.endswith(".") for fault in faults)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{}",
        "and",
        ",",
        "~",
        "others",
        "}{",
        "\\",
        "{" * 50_000,
        "a," * 50_000,
        " and" * 50_000,
        "{\\'" * 30_000,
        "a-" * 50_000,
        "a " * 50_000,
        "a~" * 50_000 + ", b",
        "{\\a" * 30_000,
        "family=" * 30_000,
        "family=a," * 30_000,
        '"' * 50_001,
        "a;" * 30_000,
        "a and " * 30_000,
        "\\ " * 50_000,
        "x{\\'e}" * 30_000,
    ],
)
def test_anything_can_be_read_in_time(written):
    start = time.process_time()
    people(written)
    assert time.process_time() - start < 5


def test_initials():
    assert [initials(one(w)) for w in ("Charles F. Sabel", "Jean-Philippe Aydalot", "Plato", "{IBM}")] == ["C. F.", "J.-P.", "", ""]
