"""`kg import`: what comes of each format, what is said, and that nothing is lost or overwritten."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import Workspace, imports, resources, schema
from kg.bib import source, split
from kg.bib.latex import to_text
from kg.cli import IMPORTS, main
from kg.imports import csl, endnote, generic, nbib, place
from kg.imports.keys import Keys
from kg.imports.known import Library
from tests.paths import REPO

DATA = REPO / "tests" / "data" / "import"
SAMPLES = sorted(path for path in DATA.iterdir() if path.suffix != ".bib")
RULES = schema.load(sorted(resources.ontology_dir().glob("*.ttl")))
CLEAN, FAULTY, CANNOT = 0, 1, 2
JOUR = "TY  - JOUR\nAU  - Boschma, Ron\nTI  - Proximity and innovation\nT2  - Regional Studies\nPY  - 2005\nER  - \n"


def kg(*arguments, stdin=None):
    result = CliRunner().invoke(main, list(map(str, arguments)), input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def brought(text, file="a.ris", form="", library=None, **more):
    data = text if isinstance(text, bytes) else text.encode()
    (outcome,) = imports.bring_in([(file, data)], library or Library(), RULES, form, **more)
    return outcome


def fields(text, file="a.ris", form=""):
    """The only work of a text: its type and its fields without delimiters."""
    (work,) = brought(text, file, form).works
    return work.type, {name: field.raw[1:-1] for name, field in work.fields.items()}


def ris(*lines, kind="JOUR"):
    return fields("\n".join([f"TY  - {kind}", *lines, "ER  - ", ""]))


def said(outcome):
    return [(p.line, p.code) for p in outcome.problems]


# ------------------------------------------------------------------------------------------------ the samples


def test_the_samples_are_all_there():
    assert [path.name for path in SAMPLES] == ["endnote.xml", "pubmed.nbib", "scopus.ris", "wos.ris", "zotero.json", "zotero.ris"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_becomes_exactly_this(path):
    outcome = brought(path.read_bytes(), path.name)
    assert imports.bibtex([outcome]) == (DATA / f"{path.name}.bib").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_brought_in_and_check_has_nothing_to_say(path, make_workspace):
    folder = make_workspace({"bib/": ""})
    code, out, err = kg("-C", folder, "import", path)
    made = folder / "bib" / f"{path.stem}.bib"
    assert (code, out) == (CLEAN, f"{made}\n")
    assert f"written to bib/{path.stem}.bib." in err
    assert made.read_bytes() == (DATA / f"{path.name}.bib").read_bytes()
    assert kg("-C", folder, "check")[:2] == (CLEAN, "")
    code, out, err = kg("-C", folder, "import", path)
    assert (code, out) == (CLEAN, "")
    assert "there already" in err
    assert err.rstrip().endswith("; nothing to write.")
    assert [p.name for p in (folder / "bib").iterdir()] == [made.name], "the same file twice does not double the library"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_field_of_a_sample_is_known_here(path):
    outcome = brought(path.read_bytes(), path.name)
    for work in outcome.works:
        assert work.type in RULES.types
        unknown = [n for n in work.fields if n not in RULES.types["misc"].fields and n not in RULES.kept]
        assert all(re.match(r"(ris|csl|nbib|endnote)-", n) for n in unknown if n not in RULES.types[work.type].fields and n != "issn")


def test_every_target_of_a_table_is_a_type_or_field_that_the_project_knows():
    targets = {*generic.FIELDS.values(), *csl.FIELDS.values(), *csl.NAMES.values(), *nbib.FIELDS.values()}
    targets |= {field for table in generic.OWN.values() for field in table.values()}
    known = {*RULES.types["misc"].fields, *RULES.types["article"].fields}
    assert sorted(t for t in targets - known if t not in RULES.kept) == []
    assert sorted({kind.type for kind in generic.TYPES.values()} - RULES.types.keys()) == []
    assert sorted(set(csl.TYPES.values()) - RULES.types.keys()) == []


def test_the_command_line_offers_every_format():
    assert set(IMPORTS) == set(imports.FORMATS)


# ------------------------------------------------------------------------------------------------ formats


@pytest.mark.parametrize(
    ("text", "file", "form"),
    [
        (JOUR, "x.txt", "ris"),
        ("\n\n" + JOUR, "-", "ris"),
        ("PMID- 1\nTI  - A\n", "x.txt", "nbib"),
        ('{"items": [{"type": "book"}]}', "x", "csl"),
        ("[]", "x", "csl"),
        ("<?xml version='1.0'?>\n<xml><records/></xml>", "x", "KG130"),
        ("<xml><records><record></record></records></xml>", "x.json", "endnote"),
        ("@article{a, title = {A},\n abstract = {\nTY  - x\n}}", "x.bib", "bib"),
        ("hello", "x.ris", "KG130"),
        ("hello", "x.txt", "KG130"),
        ("AU  - Porter, M.\n", "x.ris", "ris"),
        ("AU  - Porter, M.\n", "x.txt", "KG130"),
        ("%0 Journal Article\n%T A\n", "x.ris", "enw"),
        ("FN Clarivate Analytics\nPT J\n", "x.txt", "KG130"),
        ("<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", "x.xml", "KG130"),
    ],
)
def test_the_format_is_found_by_content_and_the_name_is_a_hint(text, file, form):
    found = imports.sniff(text, file)
    assert (found if isinstance(found, str) else found.code) == form


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7", "This is a PDF"),
        (b"hello", "neither BibTeX nor RIS"),
        (b"", "This file is empty"),
        (b"<html><body>Please log in</body></html>", "a web page"),
        (b"PK\x03\x04", "a compressed file"),
    ],
)
def test_what_is_no_such_file_is_refused_by_name(data, words, make_workspace, tmp_path):
    (tmp_path / "x.dat").write_bytes(data)
    folder = make_workspace({"bib/": ""})
    code, out, err = kg("-C", folder, "import", tmp_path / "x.dat")
    assert (code, out) == (FAULTY, "")
    assert words in err
    assert "KG130" in err
    assert not list((folder / "bib").iterdir())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_unicode_in_every_form_is_read_without_a_word(encoding, ends):
    text = JOUR.replace("Boschma, Ron", "Asheim, Bjørn").replace("\n", ends)
    outcome = brought(text.encode(encoding))
    assert outcome.works[0].fields["author"].raw == "{Asheim, Bjørn}"
    assert not outcome.problems


def test_windows_1252_is_read_with_a_warning_at_its_line():
    outcome = brought(JOUR.replace("Boschma, Ron", "Asheim, Bjørn").encode("cp1252"))
    assert outcome.works[0].fields["author"].raw == "{Asheim, Bjørn}"
    assert said(outcome) == [(2, "KG002")]


def test_a_damaged_utf_16_file_is_refused_by_name():
    outcome = brought(JOUR.encode("utf-16")[:41] + b"\x00\xd8")
    assert (outcome.works, said(outcome)) == ((), [(1, "KG130")])
    assert "UTF-16" in outcome.problems[0].message


# ------------------------------------------------------------------------------------------------ RIS


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("JOUR", "article"), ("CHAP", "incollection"), ("CONF", "inproceedings"), ("CPAPER", "inproceedings"), ("THES", "thesis"),
        ("RPRT", "techreport"), ("ELEC", "online"), ("DATA", "dataset"), ("COMP", "software"), ("PAT", "patent"), ("BOOK", "book"),
        ("GEN", "misc"), ("NEWS", "article"), ("UNPB", "unpublished"), ("STAND", "standard"),
    ],
)  # fmt: skip
def test_types(kind, expected):
    found, values = ris("TI  - A", kind=kind)
    assert found == expected
    assert "ris-ty" not in values


def test_a_type_that_says_more_than_misc_is_kept_and_an_unknown_one_is_told():
    assert ris("TI  - A", kind="HEAR")[1]["ris-ty"] == "HEAR"
    outcome = brought(JOUR.replace("JOUR", "FOO"))
    assert said(outcome) == [(1, "KG133"), (1, "KG135")]
    assert outcome.works[0].fields["ris-ty"].raw == "{FOO}"


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        ("THES", "M3  - Ph.D. dissertation", "phdthesis"),
        ("THES", "M3  - Master's thesis", "mastersthesis"),
        ("THES", "M3  - Habilitation", "thesis"),
        ("CONF", "ED  - Porter, Michael", "proceedings"),
    ],
)
def test_a_type_that_the_fields_make_finer(kind, line, expected):
    assert ris("TI  - A", line, kind=kind)[0] == expected


def test_a_secondary_title_means_what_the_type_says():
    assert ris("TI  - A", "T2  - B", "JF  - B", "J2  - C")[1]["journal"] == "B"
    assert ris("TI  - A", "T2  - B", "T3  - S", kind="CHAP")[1] == {"title": "A", "booktitle": "B", "series": "S"}
    assert ris("BT  - A", "T2  - B", kind="BOOK")[1] == {"title": "A", "series": "B"}
    paper = ris("TI  - A", "T2  - The conference", "C3  - The proceedings", "CY  - Dublin", kind="CONF")[1]
    assert paper == {"title": "A", "eventtitle": "The conference", "booktitle": "The proceedings", "venue": "Dublin"}


def test_people_by_role():
    assert ris("A2  - Clark, G.", "A3  - Storper, M.", "A4  - Fraser, I.", kind="CHAP")[1] == {
        "editor": "Clark, G.", "editora": "Storper, M.", "editoratype": "serieseditor", "translator": "Fraser, I.",
    }  # fmt: skip
    assert ris("A3  - Clark, G.", kind="BOOK")[1] == {"editor": "Clark, G."}
    assert ris("AU  - Asheim, B.", kind="EDBOOK") == ("collection", {"editor": "Asheim, B."})
    assert ris("AU  - Porter, M.", "A3  - Caves, R.", kind="THES")[1]["ris-a3"] == "Caves, R."


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["PY  - 1994"], {"year": "1994"}),
        (["PY  - 1994", "DA  - 1994/05/12/"], {"date": "1994-05-12"}),
        (["Y1  - 1994/05//"], {"date": "1994-05"}),
        (["PY  - 2003", "DA  - JAN"], {"date": "2003-01"}),
        (["PY  - 2003", "DA  - JUN-AUG"], {"date": "2003-06/2003-08"}),
        (["PY  - in press"], {"ris-py": "in press"}),
        (["PY  - 1994", "DA  - 1995/01/01"], {"year": "1994", "ris-da": "1995/01/01"}),
    ],
)
def test_dates(lines, expected):
    assert ris("TI  - A", *lines)[1] == {"title": "A", **expected}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["SP  - 77", "EP  - 90"], {"pages": "77--90"}),
        (["SP  - 77-90"], {"pages": "77--90"}),
        (["SP  - e12"], {"pages": "e12"}),
        (["DO  - https://doi.org/10.5555/a_b"], {"doi": "10.5555/a_b"}),
        (["UR  - https://doi.org/10.5555/a_b"], {"doi": "10.5555/a_b"}),
        (["DO  - 10.5555/x", "UR  - https://doi.org/10.5555/X"], {"doi": "10.5555/x"}),
        (["UR  - https://a.example/x_y%20z#1~"], {"url": "https://a.example/x_y%20z#1~"}),
        (["UR  - https://a.example/1;https://a.example/2"], {"url": "https://a.example/1", "ris-ur": "https://a.example/2"}),
        (["DO  - none"], {"ris-do": "none"}),
        (["SN  - 0034-3404 (Print)"], {"issn": "0034-3404"}),
        (["SN  - 9780674753396"], {"isbn": "9780674753396"}),
        (["SN  - odd 9780674753396"], {"isbn": "9780674753396", "ris-sn": "odd 9780674753396"}),
        (["KW  - a, b", "KW  - c"], {"keywords": "a, b; c"}),
        (["KW  - a, b"], {"keywords": "a, b;"}),
        (["KW  - a", "b", "KW  - R&amp;D"], {"keywords": r"a; b; R\&D"}),
        (["AB  - one", "two & three"], {"abstract": r"one two \& three"}),
        (["L1  - C:\\My files\\a.pdf"], {"file": "C:/My files/a.pdf"}),
        (["N1  - References: A; B", "N1  - good"], {"references": "A; B", "annotation": "good"}),
        (["C2  - PMC123", "C7  - 104"], {"pmcid": "PMC123", "eid": "104"}),
        (["M3  - 10.5555/x"], {"doi": "10.5555/x"}),
        (["T1  - A", "T1  - B"], {"ris-t1": "B"}),
        (["ZZ  - 1", "ZZ  - 2", "ZZ  - 1"], {"ris-zz": "1; 2"}),
    ],
)
def test_other_values(lines, expected):
    assert ris("TI  - A", *lines)[1] == {"title": "A", **expected}


def test_books_count_their_pages():
    assert ris("TI  - A", "SP  - 226", kind="BOOK")[1] == {"title": "A", "pagetotal": "226"}


def test_records_are_never_joined_and_none_is_lost():
    outcome = brought(JOUR.replace("ER  - \n", "") + JOUR.replace("Proximity", "Distance"), every=True)
    assert [to_text(w.fields["title"].raw)[0] for w in outcome.works] == ["Proximity and innovation", "Distance and innovation"]
    assert said(outcome) == [(1, "KG131")]
    cut = brought(JOUR.partition("PY")[0])
    assert (len(cut.works), said(cut)) == (1, [(1, "KG131")])


def test_a_record_without_its_first_line_is_taken_and_told():
    outcome = brought(JOUR + JOUR.replace("TY  - JOUR\n", "").replace("Proximity", "Distance"))
    assert [w.type for w in outcome.works] == ["article", "misc"]
    assert said(outcome)[0] == (7, "KG131")


def test_what_stands_outside_of_records_is_told_once_but_not_numbers():
    outcome = brought(f"Provider: A database\nContent: text\n1.\n{JOUR}")
    assert said(outcome) == [(1, "KG132")]
    assert "(and 1 more such line" in outcome.problems[0].message


@pytest.mark.parametrize("form", ["TY - JOUR\nTI - A\nER -\n", "TY  -\tJOUR\nTI  -\tA\nER  -\n", "TY  - JOUR\nTI  - A\nER  -"])
def test_loose_spellings_of_the_tag(form):
    assert fields(form) == ("article", {"title": "A"})


def test_a_line_of_an_abstract_that_looks_a_little_like_a_tag_is_none():
    text = "TY  - JOUR\nTI  - A\nAB  - carbon\nCO - emissions\nER  - \n"
    assert fields(text)[1]["abstract"] == "carbon CO - emissions"


# ------------------------------------------------------------------------------------------------ PubMed


def test_a_chapter_and_a_book_of_pubmed():
    assert fields("PMID- 1\nBTI - The book\nTI  - The chapter.\nDP  - 2020 Jan\nISBN- 9780674753396\n")[0] == "incollection"
    assert fields("PMID- 1\nBTI - The book.\n") == ("book", {"title": "The book", "pmid": "1"})


def test_pubmed_keeps_what_it_has_no_field_for_and_tells_housekeeping_in_one_line():
    outcome = brought("PMID- 1\nOWN - NLM\nSTAT- x\nTI  - A.\nXYZ - odd\nGR  - grant\n")
    assert {n: f.raw for n, f in outcome.works[0].fields.items() if n.startswith("nbib")} == {
        "nbib-own": "{NLM}", "nbib-stat": "{x}", "nbib-xyz": "{odd}", "nbib-gr": "{grant}",
    }  # fmt: skip
    assert [p.message for p in outcome.problems] == [
        "What says nothing of the works was kept as well, as nbib-own, nbib-stat.",
        "XYZ has no field here; it was kept as nbib-xyz in 1 work (a).",
        "GR has no field here; it was kept as nbib-gr in 1 work (a).",
    ]


@pytest.mark.parametrize(
    ("dp", "expected"),
    [
        ("2001 Jan-Feb", "2001-01/2001-02"),
        ("2001 Spring", "2001-21"),
        ("2008 Dec-2009 Jan", "2008-12/2009-01"),
        ("2001 Jan 5-12", "2001-01-05/2001-01-12"),
    ],
)
def test_dates_of_pubmed(dp, expected):
    assert fields(f"PMID- 1\nTI  - A\nDP  - {dp}\n")[1]["date"] == expected


# ------------------------------------------------------------------------------------------------ CSL-JSON


def item(**more):
    return fields(json.dumps([{"type": "article-journal", "title": "A", **more}]), "a.json")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"issued": {"date-parts": [["2001", 5]]}}, {"date": "2001-05"}),
        ({"issued": {"raw": "soon"}}, {"csl-issued": "soon"}),
        ({"DOI": "https://doi.org/10.5555/x"}, {"doi": "10.5555/x"}),
        ({"note": "PMID: 12\nplain"}, {"pmid": "12", "note": "plain"}),
        ({"container-title": ["J"]}, {"journal": "J"}),
        ({"volume": 3}, {"volume": "3"}),
        ({"custom": {"a": [1]}}, {"csl-custom": r'\textbraceleft{}"a": [1]\textbraceright{}'}),
        ({"keyword": "a,b c"}, {"keywords": "a; b c"}),
        ({"author": [{"family": "Linde", "non-dropping-particle": "van der", "given": "C."}]}, {"author": "van der Linde, C."}),
        ({"author": [{"family": "King", "given": "M. L.", "suffix": "Jr."}]}, {"author": "King, Jr., M. L."}),
        ({"author": [{"literal": "Ministry of Trade and Industry"}]}, {"author": "{Ministry of Trade and Industry}"}),
        ({"citation-key": "old2001"}, {"ids": "old2001"}),
        ({"id": "old2001"}, {"ids": "old2001"}),
        ({"id": 17}, {"csl-id": "17"}),
    ],
)
def test_variables(variables, expected):
    assert item(**variables)[1] == {"title": "A", **expected}


def test_a_broken_record_is_told_with_its_line_and_the_others_are_taken():
    text = '[\n{"type": "book", "title": "A"},\n{"type": "book"\n "title": "B"},\n{"type": "book", "title": "C"}\n]'
    outcome = brought(text, "a.json")
    assert [w.fields["title"].raw for w in outcome.works] == ["{A}", "{C}"]
    assert said(outcome) == [(4, "KG131")]


@pytest.mark.parametrize(
    "text", ['[{"type": "book", "title": "A"}, 5]', '[{"itemType": "book"}]', "[" * 50_000, '[{"a": ' + "9" * 5000 + "}]"]
)
def test_what_is_no_record_is_told(text):
    outcome = brought(text, "a.json", "csl")
    assert {"KG131"} <= {p.code for p in outcome.problems}


def test_a_former_key_never_hides_another_entry(make_workspace):
    folder = make_workspace({"bib/a.bib": "@book{old, title = {Old}, ids = {older}}"})
    for key in ("old", "older"):
        text = json.dumps({"type": "book", "title": f"New {key}", "id": key})
        assert "csl-citation-key" in kg("-C", folder, "import", "-n", "-", stdin=text)[1]


# ------------------------------------------------------------------------------------------------ EndNote


def record(inner, before=""):
    return f'<?xml version="1.0"?>{before}<xml><records><record><ref-type name="Book">6</ref-type>{inner}</record></records></xml>'


def test_runs_of_a_style_become_latex():
    title = '<style face="normal">CO</style><style face="subscript">2</style> &amp; <style face="bold italic">E. coli</style>'
    found = fields(record(f"<titles><title>{title}</title></titles>"), "a.xml")[1]
    assert found == {"title": r"CO\textsubscript{2} \& \textbf{\textit{E. coli}}"}


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declared", [BOMB, OUTSIDE, '<!DOCTYPE x SYSTEM "http://a.example/x.dtd">'])
def test_no_document_type_no_entity_and_no_other_file(declared):
    outcome = brought(record("<titles><title>&b;</title></titles>", declared), "a.xml")
    assert (outcome.works, said(outcome)) == ((), [(1, "KG130")])


def test_broken_xml_keeps_the_records_before_it_and_counts_the_others():
    good = record("<titles><title>A</title></titles>")
    outcome = brought(
        good.replace("</records></xml>", "\n<record><titles>\n<title>B</titel></titles></record><record/></records></xml>"), "a.xml"
    )
    assert [w.fields["title"].raw for w in outcome.works] == ["{A}"]
    assert said(outcome) == [(3, "KG131")]
    assert "2 records" in outcome.problems[0].message


def test_control_characters_that_xml_forbids_do_not_stop_it():
    assert fields(record("<titles><title>A&#x0B;B\x0bC</title></titles>"), "a.xml")[1] == {"title": "A B C"}


def test_deep_xml_does_not_overflow():
    assert brought(record("<a>" * 50_000 + "</a>" * 50_000), "a.xml").file == "a.xml"
    assert endnote.read("<a>" * 50_000, "a.xml")[1]


# ------------------------------------------------------------------------------------------------ keys


@pytest.mark.parametrize(
    ("found", "key"),
    [
        ({"author": "Saxenian, AnnaLee", "year": "1994", "title": "Regional Advantage"}, "saxenian1994regional"),
        ({"author": "Müller, Jörg", "date": "2001-05", "title": "Über die Cluster"}, "muller2001cluster"),
        ({"author": "Lévi-Strauss, Claude", "year": "1955", "title": "Tristes tropiques"}, "levistrauss1955tristes"),
        ({"author": "de la Cruz, Ana and Other, An", "year": "2001", "title": "The 10 rules of X"}, "cruz2001rules"),
        ({"author": "{World Health Organization}", "year": "2004", "title": "Health"}, "who2004health"),
        ({"author": "{OECD}", "title": "A \\textit{study}"}, "oecdstudy"),
        ({"editor": "Asheim, Bjørn", "year": "2006", "title": "Clusters"}, "asheim2006clusters"),
        ({"title": "Regional advantage", "year": "1994"}, "regional1994advantage"),
        ({"author": "Þórsson, Ari", "year": "2001", "title": "C++"}, "thorsson2001c"),
        ({"author": "王, 伟", "year": "2001", "title": "产业集群"}, "王2001产业集群"),
    ],
)
def test_keys(found, key):
    assert Keys([]).new(found) == key


def test_letters_where_a_key_is_taken_in_any_letter_case():
    keys = Keys(["Porter1998Clusters"])
    made = [keys.new({"author": "Porter, M.", "year": "1998", "title": "Clusters"}) for _ in range(28)]
    assert made[:2] == ["porter1998clustersa", "porter1998clustersb"]
    assert made[25:] == ["porter1998clustersz", "porter1998clustersaa", "porter1998clustersab"]


def test_new_keys_keep_clear_of_entries_of_every_kind_and_of_former_keys(make_workspace):
    taken = "@claim{boschma2005proximity, statement = {S.}, claimedin = {b}}\n@book{b, title = {B}, ids = {boschma2005proximitya}}"
    folder = make_workspace({"bib/a.bib": taken})
    assert "@article{boschma2005proximityb," in kg("-C", folder, "import", "-n", "-", stdin=JOUR)[1]


# ------------------------------------------------------------------------------------------------ what is there already

THERE = """
@string{rs = "Regional Studies"}
@article{old, author = {R. Boschma and Someone Else}, title = {{Proximity} and Innovation}, journal = rs, date = {2005-02}}
@inproceedings{paper, crossref = {whole}, author = {Kleinberg, Jon}, title = {Authoritative sources}}
@proceedings{whole, title = {SODA}, year = 1998}
@article{withdoi, author = {Porter, M.}, title = {On Clusters}, year = 1998, doi = {10.5555/a\\_b}}
"""


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (["AU  - Boschma, Ron", "TI  - Proximity and innovation", "PY  - 2005"], True),
        (["AU  - Boschma, Ron", "TI  - Proximity and innovation", "PY  - 2006"], False),
        (["AU  - Martin, Ron", "TI  - Proximity and innovation", "PY  - 2005"], False),
        (["AU  - Kleinberg, J.", "TI  - Authoritative Sources", "PY  - 1998"], True),
        (["DO  - 10.5555/A_B", "TI  - Another title"], True),
        (["AU  - Porter, M.", "TI  - On Clusters", "PY  - 1998", "DO  - 10.5555/other"], False),
        (["AU  - Porter, M.", "TI  - On clusters", "PY  - 1998"], True),
    ],
)
def test_a_work_is_there_by_doi_or_by_title_year_and_author(lines, there, make_workspace):
    folder = make_workspace({"bib/a.bib": THERE})
    text = "\n".join(["TY  - JOUR", *lines, "ER  - "])
    code, out, err = kg("-C", folder, "import", "-", stdin=text)
    assert (code, not out) == (CLEAN, there)
    assert ("is there already" in err) == there
    if there:
        assert kg("-C", folder, "import", "--all", "-", stdin=text)[1] == f"{folder / 'bib' / 'imported.bib'}\n"


def test_the_same_work_twice_in_what_is_imported_is_written_once():
    outcome = brought(JOUR + JOUR)
    assert (len(outcome.works), outcome.known, outcome.merged) == (1, (), ("boschma2005proximity",))
    assert said(outcome) == [(7, "KG137")]


def test_editorials_are_not_all_the_same():
    text = "".join(f"TY  - JOUR\nAU  - Martin, R.\nTI  - Editorial\nPY  - 2005\nT2  - J\nIS  - {n}\nER  - \n" for n in (1, 2))
    assert len(brought(text).works) == 2
    assert len(brought(text + text).works) == 2


# ------------------------------------------------------------------------------------------------ the verb


def test_nothing_is_overwritten(make_workspace, tmp_path):
    folder = make_workspace({"bib/My-refs.bib": "@book{b, title = {B}}"})
    (tmp_path / "my refs.ris").write_text(JOUR, encoding="utf-8")
    assert kg("-C", folder, "import", tmp_path / "my refs.ris")[1] == f"{folder / 'bib' / 'my-refs-2.bib'}\n"
    assert (folder / "bib" / "My-refs.bib").read_text(encoding="utf-8") == "@book{b, title = {B}}"
    assert not list((folder / "bib").glob(".*")), "nothing is left beside the new file"


def test_one_file_of_several_and_a_name_that_is_taken_or_none(make_workspace, tmp_path):
    folder = make_workspace({"bib/": ""})
    (tmp_path / "b.ris").write_text(JOUR.replace("Proximity", "Distance"), encoding="utf-8")
    (tmp_path / "a.ris").write_text(JOUR, encoding="utf-8")
    assert kg("-C", folder, "import", "-o", "all", tmp_path / "b.ris", tmp_path / "a.ris")[:2] == (CLEAN, f"{folder / 'bib' / 'all.bib'}\n")
    text = (folder / "bib" / "all.bib").read_text(encoding="utf-8")
    assert text.startswith("% From b.ris (RIS), a.ris (RIS), by kg import.\n\n@article{boschma2005distance,")
    for name, words in (("all.bib", "nothing is overwritten"), ("../x", "cannot be the name"), (".x", "cannot be the name")):
        code, out, err = kg("-C", folder, "import", "-o", name, "--all", tmp_path / "a.ris")
        assert (code, out) == (CANNOT, "")
        assert words in err
    assert len(list((folder / "bib").iterdir())) == 1


def test_a_dry_run_writes_nothing_and_shows_what_would_be_written(make_workspace):
    folder = make_workspace({"bib/a.bib": "@book{b, title = {B}}"})
    code, out, err = kg("-C", folder, "import", "--dry-run", "-", stdin=JOUR)
    assert code == CLEAN
    assert out.startswith(
        "% From standard input (RIS), by kg import.\n\n@article{boschma2005proximity,\n  title = {Proximity and innovation},\n"
    )
    assert err == "standard input (RIS): 1 record; 1 would be written to bib/imported.bib.\n"
    assert [p.name for p in (folder / "bib").iterdir()] == ["a.bib"]


def test_bibtex_is_copied_as_it_is_and_only_once(make_workspace, tmp_path):
    folder = make_workspace({"bib/": ""})
    data = b"@book{caf\xe9,\r\n title = {B}}"
    (tmp_path / "x.bib").write_bytes(data)
    code, out, err = kg("-C", folder, "import", tmp_path / "x.bib")
    assert (code, out) == (CLEAN, f"{folder / 'bib' / 'x.bib'}\n")
    assert (folder / "bib" / "x.bib").read_bytes() == data
    assert "x.bib (BibTeX): 1 entry; 1 copied unchanged to bib/x.bib.\n" in err
    code, out, err = kg("-C", folder, "import", tmp_path / "x.bib")
    assert (code, out) == (CLEAN, "")
    assert "x.bib (BibTeX): 1 entry; 1 is there already: café; nothing to write.\n" in err
    assert [p.name for p in (folder / "bib").iterdir()] == ["x.bib"]


def test_faulty_records_end_in_1_and_the_good_ones_are_written(make_workspace):
    folder = make_workspace({"bib/": ""})
    code, out, err = kg("-C", folder, "import", "-", stdin=JOUR + "TY  - JOUR\nTI  - Cut off")
    assert (code, out) == (FAULTY, f"{folder / 'bib' / 'imported.bib'}\n")
    assert "standard input:7: error KG131: This record has no last line" in err
    assert "2 records; 2 written to bib/imported.bib." in err


def test_a_file_that_is_not_there_imports_nothing(make_workspace, tmp_path):
    folder = make_workspace({"bib/": ""})
    (tmp_path / "a.ris").write_text(JOUR, encoding="utf-8")
    code, out, err = kg("-C", folder, "import", tmp_path / "a.ris", tmp_path / "none.ris")
    assert (code, out, err.count("\n")) == (CANNOT, "", 1)
    assert "none.ris: No such file or directory. Nothing was imported." in err
    assert not list((folder / "bib").iterdir())


def test_quiet_says_only_the_path_and_verbose_names_every_work(make_workspace):
    folder = make_workspace({"bib/": ""})
    text = JOUR.replace("ER  - ", "C1  - x\nER  - ")
    assert kg("-C", folder, "-q", "import", "-", stdin=text) == (CLEAN, f"{folder / 'bib' / 'imported.bib'}\n", "")
    err = kg("-C", folder, "-v", "import", "-", stdin=text)[2]
    assert "standard input:1: note KG134: This work is in the bibliography already, as 'boschma2005proximity'" in err


def test_in_a_process_of_its_own_and_the_bibliography_builds(make_workspace):
    folder = make_workspace({"bib/": ""})
    run = [sys.executable, "-m", "kg", "-C", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    files = [str(path) for path in SAMPLES]
    out = subprocess.run([*run, "import", *files], capture_output=True, text=True, check=False, env=environment)
    assert out.returncode == CLEAN, out.stderr
    assert sorted(Path(line).name for line in out.stdout.splitlines()) == [
        "endnote.bib", "pubmed.bib", "scopus.bib", "wos.bib", "zotero-2.bib", "zotero.bib",
    ]  # fmt: skip
    check = subprocess.run([*run, "check", "--strict"], capture_output=True, text=True, check=False, env=environment)
    notes = check.stdout.splitlines()
    assert check.returncode == CLEAN
    assert ["'Martin, R' and 'Martin, Ron' may be one person" in line for line in notes] == [True], "Web of Science has initials only"
    titles = [row["title"] for row in Workspace(folder).query("SELECT ?title { ?w a kg:Work ; dcterms:title ?title }")]
    assert "Scientific Style & Format: CO₂ and the 50% rule" in titles
    assert len(titles) == 14


def test_the_file_appears_where_hard_links_are_none(monkeypatch, tmp_path):
    def none(*_):
        raise OSError(1, "no links here")

    monkeypatch.setattr(place.os, "link", none)
    (tmp_path / "a.bib").write_bytes(b"mine")
    assert place.write_new(tmp_path, "a", b"new") == tmp_path / "a-2.bib"
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.bib": b"mine", "a-2.bib": b"new"}


def test_the_comment_at_the_top_is_one_that_bibtex_and_we_pass_over(make_workspace, tmp_path):
    name = "@book{x, title={odd}}=1.ris"
    (tmp_path / name).write_text(JOUR, encoding="utf-8")
    folder = make_workspace({"bib/": ""})
    assert kg("-C", folder, "import", tmp_path / name)[0] == CLEAN
    (made,) = (folder / "bib").iterdir()
    text = made.read_text(encoding="utf-8")
    assert not re.search(r"[@={}]", text.splitlines()[0])
    readings = list(split.read_all(source.chunks(text, made.name)))
    assert [e.key for r in readings for e in r.entries] == ["boschma2005proximity"]
    assert not [p for r in readings for p in r.problems]
