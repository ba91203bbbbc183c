"""`kg import` of BibTeX: what is there already is left out and named, all else stays as it is, byte for byte."""

from __future__ import annotations

import pytest

from kg import imports
from kg.bib import source, split
from kg.imports import bib
from kg.imports.known import Library
from tests.paths import REPO
from tests.unit.test_import import CLEAN, FAULTY, JOUR, RULES, kg

CASES = sorted((REPO / "tests" / "cases").glob("*/*.bib"))
THERE = "@string{jx = {Journal X}}\n@article{mine, title = {On clusters}, author = {Porter, M.}, year = 1998, journal = jx}\n"
NEW = """% my list
@comment{jabref-meta: databaseType:bibtex;}
@string{hbr = "Harvard" # " Business Review"}

% of clusters
@article{mine, title={On Clusters}, author={Porter, Michael}, year=1998, abstract={A.}}

@article{other, title = {Regional advantage}, author = {Saxenian, A.}, journal = hbr} % read it

@book{own,
  title = {On clusters},
  author = {Porter, M. E.}, year = 1998,
}
% the end"""


def read(data):
    text, _ = source.decode(data, "a.bib")
    return [entry for reading in split.read_all(source.chunks(text, "a.bib")) for entry in reading.entries]


def brought(make_workspace, tmp_path, data, *options, there=THERE):
    """What importing these bytes says, and the folder bib/."""
    folder = make_workspace({"bib/there.bib": there})
    (tmp_path / "x.bib").write_bytes(data if isinstance(data, bytes) else data.encode())
    return (*kg("-C", folder, "import", *options, tmp_path / "x.bib"), folder / "bib")


def test_what_is_there_is_left_out_and_named_and_the_rest_is_as_it_was(make_workspace, tmp_path):
    code, out, err, folder = brought(make_workspace, tmp_path, NEW)
    assert (code, out) == (CLEAN, f"{folder / 'x.bib'}\n")
    assert (folder / "x.bib").read_text(encoding="utf-8") == (
        "% my list\n"
        "@comment{jabref-meta: databaseType:bibtex;}\n"
        '@string{hbr = "Harvard" # " Business Review"}\n'
        "\n"
        "% of clusters\n"
        "\n"
        "@article{other, title = {Regional advantage}, author = {Saxenian, A.}, journal = hbr} % read it\n"
        "\n"
        "% the end"
    )
    assert "x.bib (BibTeX): 3 entries; 1 copied unchanged to bib/x.bib; 2 are there already: mine, own (as mine).\n" in err


def test_each_that_is_left_out_is_a_note_that_says_what_it_has_more():
    library = Library()
    bib.trim(THERE.encode(), "there.bib", library, RULES)
    left = bib.trim(NEW.encode(), "x.bib", library, RULES)
    assert [(p.line, p.code, p.message) for p in left.problems] == [
        (6, "KG134", "'mine' is in the bibliography already, so it is not copied; it has what that entry has not: abstract."),
        (10, "KG134", "'own' is in the bibliography already, as 'mine', so it is not copied."),
    ]


def test_all_copies_a_known_work_but_never_a_key_twice(make_workspace, tmp_path):
    assert [e.key for e in read(brought(make_workspace, tmp_path, NEW, "--all")[3].joinpath("x.bib").read_bytes())] == ["other", "own"]


def test_an_entry_of_another_work_with_a_taken_key_is_an_error(make_workspace, tmp_path):
    data = "@book{mine, title = {Quite another}, author = {Else, S.}, year = 2001}\n@book{fresh, title = {Fresh}}\n"
    code, out, err, folder = brought(make_workspace, tmp_path, data)
    assert (code, out) == (FAULTY, f"{folder / 'x.bib'}\n")
    assert "x.bib:1: error KG139: The key 'mine' is taken by another entry (bib/there.bib:2), so this one is not copied." in err
    assert "1 copied unchanged to bib/x.bib; 1 is left out, because another entry has its key: mine.\n" in err
    assert [e.key for e in read((folder / "x.bib").read_bytes())] == ["fresh"]


def test_claims_and_concepts_share_the_keys(make_workspace, tmp_path):
    there = "@concept{c, label = {cluster}}\n@claim{d, statement = {S.}}\n@book{b, title = {B}, ids = {older}}\n"
    data = "@concept{c, label = {cluster}}\n@claim{d, statement = {T.}}\n@book{older, title = {Another}}\n"
    code, out, err, folder = brought(make_workspace, tmp_path, data, there=there)
    assert (code, out) == (FAULTY, "")
    assert "3 entries; 1 is there already: c; 2 are left out, because other entries have their keys: d, older; nothing to write." in err
    assert [path.name for path in folder.iterdir()] == ["there.bib"]


def test_what_a_new_entry_inherits_from_comes_with_it(make_workspace, tmp_path):
    there = "@proceedings{whole, title = {The whole of it}, editor = {E, F}, year = 1999}\n"
    data = (
        "@inproceedings{part, crossref = {vol}, author = {A, B}, title = {The part}}\n"
        "@proceedings{vol, title = {The whole of it}, editor = {E, F}, year = 1999}\n"
    )
    assert brought(make_workspace, tmp_path, data, there=there)[3].joinpath("x.bib").read_bytes() == data.encode()


def test_a_work_is_known_by_fields_it_inherits_and_by_strings(make_workspace, tmp_path):
    there = '@string{y = "1999"}\n@book{b, title = {Whole works}, author = {A, B}, year = y}\n'
    data = "@book{n, title = {Whole works}, xdata = {x}}\n@xdata{x, author = {A, B}, year = yy}\n@string{yy = 1999}\n"
    out, err, folder = brought(make_workspace, tmp_path, data, there=there)[1:]
    assert out == f"{folder / 'x.bib'}\n"
    assert "2 entries; 1 copied unchanged to bib/x.bib; 1 is there already: n (as b)." in err


def test_an_entry_that_names_one_left_out_is_told_how_it_is_called_here(make_workspace, tmp_path):
    data = "@book{own, title = {On clusters}, author = {Porter, M.}, year = 1998}\n@book{new, title = {New}, cites = {own [p. 5]}}\n"
    err = brought(make_workspace, tmp_path, data)[2]
    assert "x.bib:1: note KG134: 'own' is in the bibliography already, as 'mine'" in err, "told without -v: there is something to do"
    assert "The new file names own: write mine there.\n" in err


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_bytes_stay_whatever_encoding_and_line_ends(ends, encoding, make_workspace, tmp_path):
    kept = ["% Müller", "@book{new,", "  title = {Naïve}", "}  % so", ""]
    out = ["@book{mine, title = {On clusters}, author = {Porter, M.}, year = 1998}"]
    data = ends.join((*kept[:1], *out, *kept[1:])).encode(encoding)
    expected = ends.join(kept).encode(encoding)
    assert (brought(make_workspace, tmp_path, data)[3] / "x.bib").read_bytes() == expected


def test_two_entries_in_a_line_and_control_characters():
    library = Library()
    bib.trim(b"@book{a, title = {A}}", "a.bib", library, RULES)
    data = b"@book{a, title = {A}} @book{b, title = {B\0\0\x07}} % \xff\n"
    assert bib.trim(data, "x.bib", library, RULES).data == b" @book{b, title = {B\0\0\x07}} % \xff\n"


def test_utf_16_becomes_utf_8_because_bibtex_reads_no_other(make_workspace, tmp_path):
    code, _, err, folder = brought(make_workspace, tmp_path, "@book{ü, title = {Ü}}\r\n".encode("utf-16"))
    assert (code, (folder / "x.bib").read_bytes()) == (CLEAN, "@book{ü, title = {Ü}}\n".encode())
    assert "warning KG002: This file is in UTF-16 or UTF-32" in err


@pytest.mark.parametrize("data", [b"", b" \n\n", b"hello", b"% only a comment\n", b"@comment{x}\n", b"\x89PNG\r\n\x1a\n\0\0", b"@book{\n"])
def test_a_bib_file_without_an_entry_is_refused(data, make_workspace, tmp_path):
    code, out, err, folder = brought(make_workspace, tmp_path, data)
    assert (code, out) == (FAULTY, "")
    assert "x.bib:1: error KG130: " in err
    assert [path.name for path in folder.iterdir()] == ["there.bib"]


def test_an_entry_that_cannot_be_read_is_told_where_nothing_else_is_new(make_workspace, tmp_path):
    code, out, err, _ = brought(make_workspace, tmp_path, "@book{, title = {No key}}\n" + THERE)
    assert (code, out) == (FAULTY, "")
    assert "x.bib:1: error KG009: This entry has no key" in err


def test_a_file_of_strings_is_copied_once(make_workspace, tmp_path):
    folder = brought(make_workspace, tmp_path, "@string{jy = {Journal Y}}\n")[3]
    assert sorted(path.name for path in folder.iterdir()) == ["there.bib", "x.bib"]
    code, out, err = kg("-C", folder.parent, "import", tmp_path / "x.bib")
    assert (code, out) == (CLEAN, "")
    assert err.endswith("x.bib (BibTeX): nothing to write.\n")


def test_files_brought_in_together_know_of_each_other(make_workspace, tmp_path):
    folder = make_workspace({"bib/": ""})
    (tmp_path / "a.ris").write_text(JOUR, encoding="utf-8")
    (tmp_path / "b.bib").write_text("@book{b, title = {B}}", encoding="utf-8")
    own = "@article{mine, author = {Boschma, R.}, title = {Proximity and Innovation}, year = 2005}\n@book{b, title = {B}}\n"
    (tmp_path / "c.bib").write_text(own, encoding="utf-8")
    code, _, err = kg("-C", folder, "import", *(tmp_path / name for name in ("a.ris", "b.bib", "c.bib")))
    assert code == CLEAN
    assert "c.bib (BibTeX): 2 entries; 2 are there already: mine (as boschma2005proximity), b; nothing to write.\n" in err
    assert sorted(path.name for path in (folder / "bib").iterdir()) == ["a.bib", "b.bib"]


def test_there_are_cases():
    assert len(CASES) > 150


def said(entry):
    """What an entry says, but for its last value: that of an entry which nothing closes goes on to the next, which may be left out."""
    return entry.key, entry.type, list(entry.fields), [field.raw for field in entry.fields.values()][:-1]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_whatever_is_in_a_file_what_is_not_left_out_reads_as_before(path):
    data = path.read_bytes()
    entries = read(data)
    whole = bib.trim(data, "a.bib", Library(), RULES)
    assert whole.data == data or not entries
    library, half = Library(), {entry.key for entry in entries[::2]}
    for entry in entries:
        if entry.key in half:
            library.take(entry, None)
    kept = bib.trim(data, "a.bib", library, RULES)
    assert [said(e) for e in read(kept.data)] == [said(e) for e in entries if e.key not in half]
    again = imports.bring_in([("a.bib", data), ("b.bib", data)], Library(), RULES)[1]
    assert (again.data, again.works) == (b"", ())
