"""Which format a file is in: what is refused and with what advice, that a format asked for is checked, and that records are named."""

from __future__ import annotations

import json

import pytest

from kg import imports
from kg.imports import enw
from tests.unit.test_import import CANNOT, CLEAN, FAULTY, JOUR, brought, kg, record

NBIB = "PMID- 1\nTI  - A.\n"
CSL = '[{"type": "book", "title": "A"}]'
XML = record("<titles><title>A</title></titles>")
ENW = "%0 Book\n%T A\n"
BIB = "@book{a, title = {A}}\n"
SAMPLES = {"ris": JOUR, "nbib": NBIB, "csl": CSL, "endnote": XML, "enw": ENW, "bib": BIB}
WOS = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Porter, M\nTI Clusters\nER\n\nEF\n"
SCOPUS = '\ufeff"Authors","Author full names","Author(s) ID","Title","Year"\n"Porter M.","Porter, M. (1)","1","Clusters","1998"\n'


@pytest.mark.parametrize("form", imports.FORMATS)
@pytest.mark.parametrize("seems", SAMPLES)
def test_a_format_that_is_asked_for_is_checked(form, seems, make_workspace, tmp_path):
    (tmp_path / "x.dat").write_text(SAMPLES[seems], encoding="utf-8")
    folder = make_workspace({"bib/": ""})
    code, out, err = kg("-C", folder, "import", "--format", form, tmp_path / "x.dat")
    if form == seems:
        assert (code, err.count("KG130")) == (CLEAN, 0)
        return
    title = "BibTeX" if seems == "bib" else imports.FORMATS[seems].title
    advice = "Leave --format out." if seems == "bib" else f"Leave --format out, or write --format {seems}."
    assert (code, out) == (FAULTY, "")
    assert f"error KG130: This is not {imports.FORMATS[form].title}; it looks like {title}. {advice}\n" in err
    assert not list((folder / "bib").iterdir())


@pytest.mark.parametrize("form", imports.FORMATS)
def test_nothing_that_looks_like_the_format_asked_for(form):
    for text, words in (
        ("hello", "Nothing in this file looks like"),
        (WOS, "but Web of Science's plain text"),
        (" \n", "This file is empty"),
    ):
        outcome = brought(text, "x.dat", form)
        assert (outcome.works, outcome.title, [p.code for p in outcome.problems]) == ((), "", ["KG130"])
        assert words in outcome.problems[0].message


@pytest.mark.parametrize(
    ("text", "what", "advice"),
    [
        (WOS, "Web of Science's plain text", "In Web of Science, choose Export and then RIS or BibTeX."),
        ("PT\tAU\tBA\tTI\nJ\tPorter, M\t\tClusters\n", "a table of Web of Science's", "RIS or BibTeX"),
        (SCOPUS, "a table (CSV) of Scopus", "In Scopus, export as RIS or BibTeX."),
        ("Scopus\nEXPORT DATE: 12 May 2024\n\nPorter M.\nClusters\n", "Scopus' plain text", "RIS or BibTeX"),
        ("PMID,Title,Authors,Citation\n1,A,B,C\n", "a table (CSV) of PubMed", "choose Save and the format PubMed"),
        ('"Key","Item Type","Publication Year","Author"\n"A","book","2000","B"\n', "a table (CSV) of Zotero", "RIS or CSL JSON"),
        ("Title;Year;Author\nA;2000;B\n", "a table (CSV)", "RIS or BibTeX"),
        ("<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", "PubMed's XML", "choose Save and the format PubMed"),
        ("26977001\n26977002\n", "a list of numbers", "choose Save and the format PubMed"),
        ("RT Journal Article\nA1 Porter, M\nT1 Clusters\n", "RefWorks' format", "RIS"),
        ("{\\rtf1\\ansi Porter}", "formatted text (RTF)", "RIS or BibTeX"),
        ("<modsCollection/>", "an XML file, but not EndNote's", "RIS or BibTeX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16, "a file of Excel's or Word's", "RIS or BibTeX"),
        (b"PK\x03\x04" + b"\0" * 40, "a compressed file, or a table of Excel's", "RIS"),
        (b"SQLite format 3\0", "the library of a program, not an export", "from that program"),
    ],
)
def test_what_is_exported_in_another_way_is_named_with_what_to_export_instead(text, what, advice):
    for file in ("x.txt", "x.ris"):
        (problem,) = brought(text, file).problems
        assert problem.message == f"This is {what}, which is not read."
        assert advice in problem.hint


@pytest.mark.parametrize(
    "text",
    [
        "Scopus\nEXPORT DATE: 12 May 2024\n\n" + JOUR,
        "Scopus\nEXPORT DATE:01 January 2020\n\n" + BIB,
        "The title, the year, the author\n" + JOUR,
        JOUR + "\nEF\n",
    ],
)
def test_what_stands_about_records_of_a_known_format_does_not_make_it_another(text):
    outcome = brought(text, "x.txt")
    assert len(outcome.works) == 1
    assert {p.code for p in outcome.problems} <= {"KG132"}


@pytest.mark.parametrize("text", ['{"name": "x", "version": "1.0"}', '[{"foo": 1}]', '{"config": {}, "items": [{"itemType": "book"}]}'])
def test_json_that_is_no_bibliography_is_not_written(text):
    outcome = brought(text, "package.json")
    assert (outcome.works, [p.code for p in outcome.problems]) == ((), ["KG131"])


def test_a_library_in_zoteros_own_json_is_one_problem():
    outcome = brought(json.dumps([{"itemType": "book", "title": "A"}] * 300), "a.json")
    assert [p.message for p in outcome.problems] == ["300 records from here on are in Zotero's own JSON, not in CSL JSON, and not read."]


# ------------------------------------------------------------------------------------------------ files on one line


def messages(text, file):
    return [problem.message for problem in brought(text, file).problems]


def test_records_on_one_line_are_named():
    records = [{"type": "book", "title": "A work"}, {"type": "bok", "title": "B work"}, {"title": "A work", "type": "book"}]
    assert messages(json.dumps([*records, {"x": 1}]), "a.json") == [
        """Record 4, '{"x": 1}', says nothing of a work that CSL has a word for.""",
        "Record 2 ('B work'): 'bok' is not a type of CSL; the work is written as @misc.",
        "Record 3 ('A work'): This record and that in record 1 ('A work') are of one work, work: they were merged, and this one added nothing.",
        "type has no field here; it was kept as csl-type in 1 work (worka).",
    ]


def test_a_broken_record_on_a_line_with_others_is_named():
    (message,) = messages('[{"type": "book", "title": "A"}, {"type": "book" "title": "B"}, {"type": "book", "title": "C"}]', "a.json")
    assert message.startswith("""Record 2, which begins in line 1 with '{"type": "book" "title": "B"},""")


def test_broken_xml_on_one_line_says_after_which_record():
    text = XML.replace("</records>", "<record><titles><title>B</titel></titles></record></records>")
    assert messages(text, "a.xml")[-1].startswith("The XML is broken in this line after record 1 ('A') (")


def test_records_of_endnote_on_one_line_are_named():
    text = XML.replace(
        "</records>", "<record><titles><title>B</title></titles></record><record><rec-number>3</rec-number></record></records>"
    )
    found = messages(text, "a.xml")
    assert "Record 2 ('B'): This record has no type; the work is written as @misc." in found
    assert "Record 3: This record says nothing of a work, so it is not written." in found


# ------------------------------------------------------------------------------------------------ EndNote's tagged format

LONG = """%0 Book Section
%A Bengt-Åke Lundvall
%A Nelson, Richard R.
%D 1988
%8 May
%T Innovation as an interactive process
%E Giovanni Dosi
%B Technical Change and Economic Theory
%S Ifias
%C London
%I Pinter
%P 349-369
%& 17
%7 2nd
%F RN12
%K innovation
users and producers
%X First paragraph.

Second paragraph.
%Z read twice
%U https://example.org/a_b
%R 10.5555/xyz
%> internal-pdf://123/x.pdf
%[ 2020/5/1
%~ Scopus
%# five
%@ 0-86187-894-8

%0 Journal Article
%T The death and life of Silicon Valley
%A Saxenian, AnnaLee
%J Industrial and corporate change
%V 10
%N 4
%P 893-920
%@ 0960-6491
%D 2001
"""


def test_every_tag_of_endnotes_format_has_its_meaning():
    outcome = brought(LONG, "a.enw")
    assert [(w.type, {name: f.raw[1:-1] for name, f in w.fields.items()}) for w in outcome.works] == [
        (
            "incollection",
            {
                "title": "Innovation as an interactive process", "author": "Bengt-Åke Lundvall and Nelson, Richard R.",
                "editor": "Giovanni Dosi", "date": "1988-05", "booktitle": "Technical Change and Economic Theory", "publisher": "Pinter",
                "address": "London", "series": "Ifias", "edition": "2nd", "chapter": "17", "pages": "349--369", "doi": "10.5555/xyz",
                "isbn": "0-86187-894-8", "url": "https://example.org/a_b", "urldate": "2020-05-01",
                "abstract": "First paragraph. Second paragraph.", "keywords": "innovation; users and producers",
                "file": "internal-pdf://123/x.pdf", "annotation": "read twice", "enw-label": "RN12", "enw-database": "Scopus",
                "enw-custom-5": "five",
            },
        ),
        (
            "article",
            {
                "title": "The death and life of Silicon Valley", "author": "Saxenian, AnnaLee", "year": "2001",
                "journal": "Industrial and corporate change", "volume": "10", "number": "4", "pages": "893--920", "issn": "0960-6491",
            },
        ),
    ]  # fmt: skip
    assert [(p.line, p.code) for p in outcome.problems] == [(15, "KG135"), (27, "KG135")]


def test_a_type_that_endnote_has_not_is_told():
    assert [(p.line, p.code) for p in brought("%0 Odd\n%T A\n", "a.enw").problems] == [(1, "KG133"), (1, "KG135")]


def test_every_tag_of_endnotes_format_is_in_a_table_or_kept_by_a_name():
    signs = {chr(code) for code in range(ord("!"), ord("~") + 1) if not chr(code).isalnum()}
    assert signs - enw.NAMES.keys() == set("\"%',-./:;\\_`{|}"), "no tags of EndNote's"


# ------------------------------------------------------------------------------------------------ the verb


def test_many_files_of_which_some_are_none(make_workspace, tmp_path):
    folder = make_workspace({"bib/": ""})
    for name, text in {"a.ris": JOUR, "b.enw": ENW, "c.csv": SCOPUS, "d.ris": "", "e.bib": "@book{e, title = {E}}"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, out, err = kg("-C", folder, "import", *sorted(tmp_path.glob("*.*[!p]")))
    assert code == FAULTY
    assert out.splitlines() == [str(folder / "bib" / name) for name in ("a.bib", "b.bib", "e.bib")]
    assert [line.rpartition("/")[2].partition(":")[0] for line in err.splitlines() if "KG130" in line] == ["c.csv", "d.ris"]


def test_what_cannot_be_opened_or_written_imports_nothing(make_workspace, tmp_path):
    folder = make_workspace({"bib/": ""})
    (tmp_path / "a.ris").write_text(JOUR, encoding="utf-8")
    code, out, err = kg("-C", folder, "import", tmp_path / "a.ris", folder)
    assert (code, out) == (CANNOT, "")
    assert "Is a directory. Nothing was imported." in err
    (folder / "bib").rmdir()
    (folder / "bib").write_text("a file", encoding="utf-8")
    code, out, err = kg("-C", folder, "import", tmp_path / "a.ris")
    assert (code, out) == (CANNOT, "")
    assert "Check that the folder is there and can be written." in err
    code, out, err = kg("-C", tmp_path, "import", tmp_path / "a.ris")
    assert (code, out) == (CANNOT, "")
    assert "there is no kg.toml" in err
