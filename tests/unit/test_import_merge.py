"""Records of one work become one entry: nothing of them is lost without a word, and nothing is overwritten."""

from __future__ import annotations

import json
import time

import pytest

from kg import imports
from kg.imports.known import Library, work
from tests.unit.test_import import CLEAN, JOUR, RULES, brought, kg, said

FIRST = ["TY  - JOUR", "AU  - Boschma, R.", "TI  - Proximity and innovation", "PY  - 2005", "DO  - 10.5555/x", "SP  - 345", "EP  - 352"]


def text(*records):
    return "".join("\n".join((*lines, "ER  - ", "")) for lines in records)


def merged(*lines, first=()):
    """The one work of two records, its fields, and what is said of the second."""
    outcome = brought(text([*FIRST, *first], ["TY  - JOUR", *lines]))
    (entry,) = outcome.works
    assert outcome.merged == (entry.key,)
    problems = {problem.code: problem.message for problem in outcome.problems if problem.code in ("KG137", "KG138")}
    return {name: field.raw[1:-1] for name, field in entry.fields.items()}, problems


def test_what_the_first_has_not_comes_from_the_second():
    fields, problems = merged("DO  - 10.5555/X", "AB  - Abstract.", "T2  - Regional Studies", "C1  - odd")
    assert fields == {
        "title": "Proximity and innovation", "author": "Boschma, R.", "year": "2005", "journal": "Regional Studies", "pages": "345--352",
        "doi": "10.5555/x", "abstract": "Abstract.", "ris-c1": "odd",
    }  # fmt: skip
    assert problems == {
        "KG137": "This record and that in line 1 are of one work, boschma2005proximity: they were merged, and this one added "
        "journal, abstract, ris-c1."
    }


def test_what_differs_is_told_with_both_records_and_the_first_stands():
    fields, problems = merged(
        "DO  - 10.5555/x", "TI  - Proximity & Innovation", "AU  - Boschma, Ron", "PY  - 2006", "SP  - 345-9", "VL  - 4"
    )
    assert (fields["author"], fields["year"], fields["pages"], fields["volume"]) == ("Boschma, R.", "2005", "345--352", "4")
    assert problems["KG138"] == (
        "This record and that in line 1 are of one work, boschma2005proximity, but they differ: "
        "date is '2005' there and '2006' here; pages is '345–352' there and '345–9' here."
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["TI  - PROXIMITY AND INNOVATION."],
        ["TI  - Proximity &amp; innovation"],
        ["AU  - Boschma, Ron"],
        ["SP  - 345-52"],
        ["PY  - 2005"],
    ],
)
def test_other_spellings_do_not_differ(lines):
    assert merged("DO  - 10.5555/x", *lines)[1] == {
        "KG137": "This record and that in line 1 are of one work, boschma2005proximity: they were merged, and this one added nothing."
    }


@pytest.mark.parametrize(
    ("first", "second", "field", "value"),
    [
        (["KW  - a", "KW  - B, c"], ["KW  - b, C", "KW  - d"], "keywords", "a; B, c; d"),
        (["KW  - B, c"], ["KW  - b, C"], "keywords", "B, c;"),
        (["SN  - 0034-3404"], ["SN  - 1360-0591"], "issn", "0034-3404, 1360-0591"),
        (["N1  - mine"], ["N1  - yours; too"], "annotation", "mine; yours; too"),
        (["N1  - mine"], ["N1  - mine"], "annotation", "mine"),
        ([], ["DA  - 2005/02"], "date", "2005-02"),
        (["C1  - odd"], ["C1  - even"], "ris-c1", "odd; even"),
    ],
)
def test_lists_become_longer_and_dates_finer(first, second, field, value):
    assert merged("DO  - 10.5555/x", *second, first=first)[0][field] == value


def test_a_date_of_access_belongs_to_its_address():
    fields, _ = merged("DO  - 10.5555/x", "UR  - https://b.example/", "Y2  - 2020/01/02", first=["UR  - https://a.example/"])
    assert fields["url"] == "https://a.example/"
    assert "urldate" not in fields


def test_a_third_record_is_known_by_what_the_second_brought():
    records = (["TY  - JOUR", "AU  - A, B", "TI  - One title", "PY  - 2001"], ["TY  - JOUR", "AU  - A, B", "TI  - One title", "PY  - 2001",
               "DO  - 10.5555/y"], ["TY  - JOUR", "DO  - 10.5555/y", "AB  - Late."])  # fmt: skip
    outcome = brought(text(*records))
    assert (len(outcome.works), len(outcome.merged)) == (1, 2)
    assert outcome.works[0].fields["abstract"].raw == "{Late.}"


def test_keys_that_sources_gave_stay_known():
    records = [{"type": "book", "title": "A work", "DOI": "10.5555/x", "id": name} for name in ("one", "two", "one")]
    (entry,) = brought(json.dumps(records), "a.json").works
    assert entry.fields["ids"].raw == "{one, two}"


def test_files_of_one_run_are_merged_and_the_record_is_named_with_its_file(make_workspace, tmp_path):
    (tmp_path / "scopus.ris").write_text(text(FIRST), encoding="utf-8")
    (tmp_path / "wos.ris").write_text(text([*FIRST, "AB  - Abstract.", "VL  - 4", "C1  - odd"]), encoding="utf-8")
    folder = make_workspace({"bib/": ""})
    code, out, err = kg("-C", folder, "-v", "import", tmp_path / "scopus.ris", tmp_path / "wos.ris")
    assert (code, out) == (CLEAN, f"{folder / 'bib' / 'scopus.bib'}\n")
    assert "abstract = {Abstract.}" in (folder / "bib" / "scopus.bib").read_text(encoding="utf-8")
    assert f"wos.ris:1: note KG137: This record and that in line 1 of {tmp_path / 'scopus.ris'} are of one work" in err
    assert f"{tmp_path / 'wos.ris'}:10: note KG135: C1 has no field here" in err
    assert "wos.ris (RIS): 1 record; 1 was merged with another of its work: boschma2005proximity; nothing to write.\n" in err


def test_all_writes_each_record():
    assert [e.key for e in brought(JOUR + JOUR, every=True).works] == ["boschma2005proximity", "boschma2005proximitya"]


def test_a_work_of_the_bibliography_is_not_touched_but_what_it_lacks_is_told():
    library = Library()
    library.add("old", work({"title": "Proximity and innovation", "author": "Boschma, R.", "year": "2005"}))
    outcome = brought(text([*FIRST, "AB  - Abstract."]), library=library)
    assert (outcome.works, outcome.known) == ((), ("old",))
    assert outcome.problems[0].message == (
        "This work is in the bibliography already, as 'old', so it is not written again; it has what that entry has not: abstract, doi, pages."
    )


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        (["TI  - Chapter one", "SP  - 1", "DO  - 10.5555/b"], ["TI  - Chapter two", "SP  - 20", "DO  - 10.5555/b"], 2),
        (["TI  - Chapter one", "AU  - A, B", "DO  - 10.5555/b"], ["TI  - Chapter two", "AU  - C, D", "DO  - 10.5555/b"], 2),
        (["TI  - Ein Titel", "SP  - 1", "DO  - 10.5555/b"], ["TI  - A title", "SP  - 1", "DO  - 10.5555/b"], 1),
        (["TI  - The whole", "AU  - A, B", "PY  - 2001", "VL  - 1"], ["TI  - The whole", "AU  - A, B", "PY  - 2001", "VL  - 2"], 2),
        (["TI  - The whole", "AU  - A, B", "PY  - 2001", "ET  - 2nd"], ["TI  - The whole", "AU  - A, B", "PY  - 2001", "ET  - 2"], 1),
    ],
)
def test_a_doi_or_title_that_two_works_share_does_not_make_them_one(one, other, number):
    assert len(brought(text(["TY  - CHAP", *one], ["TY  - CHAP", *other])).works) == number


def same_work(size):
    return text(*([*FIRST, f"KW  - word {n}", f"N1  - note {n}", f"C1  - {n}"] for n in range(size)))


def other_works(size):
    return text(*([*FIRST[:2], f"TI  - Proximity and {n}", f"DO  - 10.5555/{n}", "C1  - x"] for n in range(size)))


@pytest.mark.parametrize("make", [same_work, other_works])
def test_four_times_the_records_take_about_four_times_as_long(make):
    def seconds(size):
        data = make(size).encode()
        start = time.process_time()
        imports.bibtex(imports.bring_in([("a.ris", data)], Library(), RULES))
        return max(time.process_time() - start, 0.1)

    few, many = (min(seconds(size) for _ in range(2)) for size in (500, 2_000))  # the better of two: the machine is shared
    assert many < 12 * few, "16 would be quadratic"


def test_the_problem_of_a_pair_is_at_the_second_record():
    assert said(brought(text(FIRST, FIRST))) == [(9, "KG137")]
