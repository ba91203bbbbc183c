"""What the bench counts over piles of files: entries given, reported, lost, and files that a parser raises on."""

import gzip

import pytest

from tests.bench import corpora
from tests.bench.corpora import Count, Result, by_bibtexparser, by_kg, collections, count, counted, more, report, together

TWO = "@book{a, title = {A}}\n@book{b, title = {B}}\n"
TWICE = "@book{a, title = {A}}\n@book{a, title = {B}}\n"
SPACED = "@ book {a, title = {A}}\n@book{b, title = {B}}\n"


def test_what_is_neither_given_nor_reported_is_lost():
    assert counted(5, 3, 1) == Count(3, 1, 1, 0)
    assert counted(1, 3, 1) == Count(3, 1, 0, 0)  # never below nothing


@pytest.mark.parametrize(
    ("text", "expected"),
    [(TWO, Count(2)), (TWICE, Count(1, 1)), (SPACED, Count(2)), ("@book{,\n title = {A}}\n", Count(0, 1)), ("", Count())],
)
def test_kg_counts_as_its_census(text, expected):
    assert by_kg("a.bib", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TWO, Count(2)),
        (TWICE, Count(1, 1)),
        (SPACED, Count(1, 0, 1)),  # the head with spaces becomes a comment, and no one is told
        ('@string{s = "1"}\n@string{s = "2"}\n' + SPACED, Count(1, 0, 1)),  # a second @string makes up for no lost entry
    ],
)
def test_failed_blocks_of_bibtexparser_are_reports(text, expected):
    assert by_bibtexparser("a.bib", text) == expected


@pytest.mark.parametrize("text", ["@book{a, title = {A}, title = {B}}", "@book{a, month = nix}", "@book{a, author = {A, B, C, D}}"])
def test_an_error_of_pybtex_that_keeps_the_entry_stands_for_none(text):
    assert corpora.by_pybtex("a.bib", text) == Count(1)


def test_a_file_that_a_parser_raises_on_is_lost_with_all_its_entries(monkeypatch, capsys):
    def raising(name, text):
        raise IndexError("no such brace")

    monkeypatch.setitem(corpora.COUNTERS, "pybtex", raising)
    assert count("pybtex", "a.bib", TWO) == Count(0, 0, 2, 1)
    assert "a.bib: IndexError: no such brace" in capsys.readouterr().err


def test_collections_are_subfolders_and_small_ones_share_a_row(tmp_path, monkeypatch):
    monkeypatch.setattr(corpora, "FEW", 3)
    for name, text in {"w/deep/1": TWO, "w/2": TWO, "x/1": TWO, "y/1": TWO, "z/1": TWO}.items():
        path = tmp_path / f"{name}.bib"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "w" / "wide.bib").write_text(TWO, encoding="utf-16")
    found, refused = collections([tmp_path])
    assert {name: len(texts) for name, texts in found.items()} == {"w": 2, "3 smaller ones": 3}
    assert refused == 1


def test_what_debian_packs_is_unpacked(tmp_path):
    (tmp_path / "doc").mkdir()
    (tmp_path / "doc" / "a.bib.gz").write_bytes(gzip.compress(TWO.encode()))
    (tmp_path / "b.bib").write_text(TWO, encoding="utf-8")
    corpora.unpacked(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["a.bib", "b.bib"]
    assert (tmp_path / "doc" / "a.bib").read_text(encoding="utf-8") == TWO


def test_results_of_collections_are_added():
    one = {"kg": Result(Count(1, 2, 3, 4), 0.5, 1.5)}
    assert together([one, one]) == {"kg": Result(Count(2, 4, 6, 8), 1.0, 3.0)}


def test_a_file_of_which_another_gives_more_is_named():
    results = {"kg": Result(Count(), 0, 0, (Count(1, 1), Count(1))), "pybtex": Result(Count(), 0, 0, (Count(2), Count(2)))}
    assert more(results, [("a.bib", ""), ("b.bib", "")]) == ["- b.bib: pybtex 2, kg 1 + 0"]


def test_the_report_has_a_row_for_each_collection_and_for_all(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "biblatex-examples.bib").write_text(SPACED, encoding="utf-8")
    text = report([tmp_path])
    for row in ("x", "biblatex-examples.bib alone", "**total**"):
        assert f"| {row} | 1 | 2 | 2 | 0 | 0 | 0 | 1 | 0 | 1 | 0 |" in text
