"""Every entry of a file is accounted for: read, left out with a reason, or named as lost by a fault of the program."""

from __future__ import annotations

import time

import pytest

from kg import graph
from kg.bib import census, split
from kg.memory import Memory
from tests.unit.built import build, build_text


def counts_of(text, *more):
    counts = build_text(text, *more).census
    assert counts.entries == counts.read + counts.reported + counts.lost
    return counts.read, counts.reported, counts.lost


def at(problems, code):
    return [(p.file, p.line) for p in problems if p.code == code]


# ------------------------------------------------------------------------------------------------ heads


HEADS = [
    # what, text, (line, key) of each head
    ("nothing", "", []),
    ("free text", "me@x.org, @you and @ her", []),
    ("plain", "@book{a,\n}\n\n@article{b,\n}", [(1, "a"), (4, "b")]),
    ("indented", "  \t@book{a,\n}", [(1, "a")]),
    ("in a braced value, within a line", "@book{a, note = {@book{b,}}}", [(1, "a")]),
    ("in a quoted value, within a line", '@book{a, note = "@book{b, x}"}', [(1, "a")]),
    ("in braces within quotes", '@book{a, note = "{"}@book{b, x}"}', [(1, "a")]),
    ("in a value, at a line's start", "@book{a, note = {\n@book{b,}}}", [(1, "a"), (2, "b")]),
    ("in a value that is not closed", "@book{a, note = {x @book{b,\n}", [(1, "a"), (1, "b")]),
    ("after a value with a brace behind a backslash", r"@book{a, note = {\}}} @book{b, x = {y}}", [(1, "a"), (1, "b")]),
    ("a mail address", "me@x.org{a, b} and me@example(a, b)", [(1, "a")]),
    ("a mail address with a remark", "me@x.org (f, g)", []),
    ("after a letter", "x@book{a, y}", [(1, "a")]),
    ("a space after the @", "@ book {a,\n}", [(1, "a")]),
    ("a hyphen in the type", "@in-proceedings{a,\n}", [(1, "a")]),
    ("a colon in the type", "@foo:bar{a,\n}", [(1, "a")]),
    ("two words as a type", "@phd thesis{a,\n}", [(1, "a")]),
    ("a mark in the type", "@article*{a,\n}", [(1, "a")]),
    ("a mark in what is no type", "@article*{a}", []),
    ("no type", "@{a,\n}", [(1, "a")]),
    ("no key", "@book{,\n}\n@book{\n}\n@book{title = {x}}", [(1, ""), (3, ""), (5, "title")]),
    ("over two lines", "@book\n{a,\n}\n@book{\nb,\n}", [(1, "a"), (4, "b")]),
    ("parentheses", '@book(a, x = {)}, y = ")") @book(b, x = 1)', [(1, "a"), (1, "b")]),
    ("two in a line", "@book{a, x = 1} @book{b, x = 2}", [(1, "a"), (1, "b")]),
    ("two in a line without a key", "@book{a, x = 1} @book{b}", [(1, "a")]),
    ("in a comment, within a line", "@comment{@book{a, x = 1}}", []),
    ("in a comment, at a line's start", "@comment{\n@book{a, x = 1}\n}", [(2, "a")]),
    ("in a comment that is not closed", "@comment{ @book{a, x = 1}", [(1, "a")]),
    ("after a comment", "@comment{x} @book{a, x = 1}", [(1, "a")]),
    ("after a comment in parentheses", '@Comment("x) @book{a, x = 1}', [(1, "a")]),
    ("after a percent sign", "% @book{a, x = 1}", [(1, "a")]),
    ("strings and preambles", '@string{a = "b"}\n@PREAMBLE{"x"}\n@String(c = {d})', []),
    ("names that begin like a comment", "@commentary{a,\n}\n@strings{b,\n}", [(1, "a"), (3, "b")]),
    ("an empty line after the @", "@\n\nMaNuAl  (scribe,\n)", [(1, "scribe")]),
    ("white space of every kind", "@ \t\n\n book\n\n\n{a,\n}", [(1, "a")]),
    ("an empty line and no comma", "@\n\nbook (a)\n@book\n\n{b}", []),
    ("within a line, broken", "x @\n\nbook{a, x = 1} y@\nbook{b, x = 1}", [(1, "a")]),
    ("in a comment in an entry that is not closed", "@commentary{y,@comment(@\n\nbook (w,@\n\nbook (w,)", [(1, "y"), (1, "w"), (3, "w")]),
    ("a letter that is not English", "@büch{ä,\n}", [(1, "ä")]),
]


@pytest.mark.parametrize(("text", "wanted"), [h[1:] for h in HEADS], ids=[h[0] for h in HEADS])
def test_heads(text, wanted):
    assert [(head.line, head.key) for head in census.heads(text)] == wanted


@pytest.mark.parametrize("text", [h[1] for h in HEADS], ids=[h[0] for h in HEADS])
def test_what_the_count_sees_the_readers_see(text):
    assert counts_of(text)[2] == 0
    assert counts_of(f"@book{{before,\n title = {{A}},\n}}\n\n{text}\n\n@book{{after,\n title = {{B}},\n}}\n")[2] == 0


def test_a_long_head_is_cut():
    (head,) = census.heads("@book{" + "k" * 100 + ",\n}")
    assert len(head.text) == 40
    assert head.text.endswith("k…")
    assert head.key == "k" * 100


# ------------------------------------------------------------------------------------------------ bytes


TWO = "@book{ä1,\n title = {Ä},\n}\n\n@book{b2,\n title = {B},\n}\n"


@pytest.mark.parametrize(
    "data",
    [TWO.encode(), TWO.replace("\n", "\r\n").encode(), TWO.replace("\n", "\r").encode(), TWO.encode("utf-8-sig"), TWO.encode("latin-1")],
    ids=["utf-8", "crlf", "cr", "bom", "latin-1"],
)
def test_entries_are_counted_whatever_the_bytes(data):
    assert counts_of(data) == (2, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_the_entries_of_a_file_that_is_refused_are_reported(encoding):
    assert counts_of(TWO.encode(encoding)) == (0, 2, 0)
    assert counts_of(TWO.replace("\n", "\r\n").encode(encoding), "@book{c,\n title = {C},\n}") == (1, 2, 0)


# ------------------------------------------------------------------------------------------------ what became of them


def test_what_is_in_order_is_read():
    assert build_text(TWO, "@book{c,\n title = {C},\n}").census == census.Census(files=2, entries=3, read=3)
    assert build_text("").census == census.Census(files=1)
    assert build({}).census == census.Census()


@pytest.mark.parametrize(
    ("text", "wanted", "code"),
    [
        ("@book{a, title = {A}}\n\n@book{a, title = {B}}", (1, 1, 0), "KG201"),
        ("@book{a, title = {A}} @book{a, title = {B}} @book{a, title = {C}}", (1, 2, 0), "KG201"),
        ("@book{a, title = {A}}\n\n@book{title = {B}}", (1, 1, 0), "KG009"),
        ("@book{a, title = {A}}\n\n@book{, title = {B}}", (1, 1, 0), "KG009"),
        ("@book{a, title = {A},\n note = {x\n @book{b, title = {B}}}}", (1, 1, 0), "KG004"),
    ],
    ids=["a key twice", "a key three times in a line", "no key", "an empty key", "in a value"],
)
def test_what_is_left_out_is_reported(text, wanted, code):
    assert counts_of(text) == wanted
    assert at(build_text(text).problems, code)


def test_a_key_twice_in_two_files_is_reported_in_the_second():
    assert counts_of("@book{a, title = {A}}", "@book{a, title = {B}}") == (1, 1, 0)


def taken(files, entries, problems):
    """The count of files of which these entries were read."""
    return census.take(files, lambda name: [e for e in entries if e.file == name], (), problems, dict.fromkeys(files, ""), Memory({}))


def test_what_is_read_where_no_head_is_counted_is_an_entry_all_the_same():
    entries = graph.read({"bib/a.bib": TWO.encode()})[0]
    counts, lost = taken({"bib/a.bib": b"\n" + TWO.encode()}, entries[:1], [])
    assert counts == census.Census(files=1, entries=3, read=1, lost=2)  # its line is another: no head is its own
    assert [p.line for p in lost] == [2, 6]


def test_an_entry_that_is_lost_is_named_with_its_place():
    files = {"bib/a.bib": b"", "bib/b.bib": TWO.encode()}
    entries, _, problems = graph.read(files)
    for gone, line, key in ((0, 1, "ä1"), (1, 5, "b2")):
        left = [entry for i, entry in enumerate(entries) if i != gone]
        counts, lost = taken(files, left, problems)
        assert counts == census.Census(files=2, entries=2, read=1, lost=1)
        (fault,) = lost
        assert (fault.code, fault.file, fault.line, fault.key) == ("KG019", "bib/b.bib", line, key)
        assert f"'@book{{{key},'" in fault.message
        assert "by a fault of this program, not of your file" in fault.message
        assert fault.hint.endswith(".")


def test_an_entry_of_two_in_a_line_that_is_lost_is_the_one_named():
    files = {"bib/a.bib": b"@book{a, year = 1} @book{b, year = 2} @book{c, year = 3}"}
    entries = graph.read(files)[0]
    for gone in range(3):
        left = [entry for i, entry in enumerate(entries) if i != gone]
        counts, (fault,) = taken(files, left, [])
        assert (counts.read, counts.lost, fault.key) == (2, 1, "abc"[gone])


def test_an_entry_that_a_reader_loses_is_said_in_the_graph(monkeypatch):
    whole = split.read_all

    def careless(chunks):
        first, *rest = whole(chunks)
        return [first._replace(entries=first.entries[1:]), *rest]

    monkeypatch.setattr(split, "read_all", careless)
    made = build_text(TWO)
    assert made.census == census.Census(files=1, entries=2, read=1, lost=1)
    assert at(made.problems, "KG019") == [("bib/a.bib", 1)]
    assert [entry.key for entry in made.entries] == ["b2"]


# ------------------------------------------------------------------------------------------------ time


HOSTILE = {
    "braces": "@book{a, title = " + "{" * 200_000,
    "quotes": "@book{a, title = " + '"a' * 100_000,
    "spaces": "@" + " " * 100_000 + "x" + " " * 100_000 + "\n" + " " * 100_000 + "y",
    "heads": "@a{b @a{b,t={x " * 20_000,
    "heads in a line": "@a{b,} " * 40_000,
    "heads in a line that end in one way only": r"@a{b, c = {\}} " * 20_000,
    "heads in lines": "@a{b,\n" * 40_000,
    "heads in a value": "@a{b, c = {" + "@a{b,} " * 40_000 + "}}",
    "keys": "@a{" + "b " * 100_000,
    "blanks before a key": "@a{" * 1_000 + "\n" * 100_000,
    "comments": "@comment{ x " * 20_000,
    "closed comments": "@comment{x} " * 20_000,
    "ats": "@" * 200_000 + "\n" + "@a" * 100_000,
    "ats in types": ("@" + "a" * 300) * 1_000,
    "empty lines": ("@" + "\n" * 300) * 1_000,
    "empty lines after a type": ("@a" + "\n" * 300) * 1_000,
    "words": "@a b c\n" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_linear_time(text):
    start = time.process_time()
    census.heads(text)
    assert time.process_time() - start < 5
