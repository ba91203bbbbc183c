"""The grammar of reference lists."""

import time

import pytest

from kg.bib.refs import parse_refs, split_list
from kg.model import Ref


def refs(value):
    found, faults = parse_refs(value)
    assert faults == []
    return found


def test_plain_lists():
    assert refs("a, b;c") == [Ref("a"), Ref("b"), Ref("c")]
    assert refs("{a, b}") == [Ref("a"), Ref("b")]
    assert refs("{a}, a,") == [Ref("a"), Ref("a")]
    assert refs("") == refs(" ") == []


def test_the_example_of_the_design():
    (ref,) = refs('rosenfeld2005industry [via oxborrow2012creative p. 5 "associative economy"]')
    assert ref == Ref(
        "rosenfeld2005industry",
        "oxborrow2012creative",
        "page",
        "5",
        "associative economy",
        'via oxborrow2012creative p. 5 "associative economy"',
    )


def test_each_part_of_a_bracket_is_a_reference():
    assert [(r.key, r.label, r.locator, r.quote, r.bracket) for r in refs('a [p. 5 "x"; p. 7 "y"], b')] == [
        ("a", "page", "5", "x", 'p. 5 "x"'),
        ("a", "page", "7", "y", 'p. 7 "y"'),
        ("b", "", "", "", ""),
    ]


@pytest.mark.parametrize(
    ("written", "label", "locator"),
    [
        ("p. 5", "page", "5"),
        ("p.5", "page", "5"),
        ("p5", "page", "5"),
        ("pp. 5--7", "page", "5-7"),
        ("pp. 5–7", "page", "5-7"),
        ("pp. 5 - 7", "page", "5-7"),
        ("pages 5, 7", "page", "5, 7"),
        ("p. xii", "page", "xii"),
        ("p. A-12", "page", "A-12"),
        ("P. 5", "page", "5"),
        ("p. 5f.", "page", "5f."),
        ("p.~5", "page", "5"),
        ("ch. 2", "chapter", "2"),
        ("Chapter IV", "chapter", "IV"),
        ("sec. 3.1", "section", "3.1"),
        ("§ 3.1", "section", "3.1"),
        (r"\S 3.1", "section", "3.1"),
        ("fig. 4a", "figure", "4a"),
        ("tab. 2", "table", "2"),
        ("para. 12", "paragraph", "12"),
        ("vol. 2", "volume", "2"),
        ("no. 3", "number", "3"),
        ("n. 7", "note", "7"),
        ("note 7", "note", "7"),
        ("eq. 3", "equation", "3"),
        ("app. B", "appendix", "B"),
        ("l. 9", "line", "9"),
        ("v. 9", "verse", "9"),
        ("col. 2", "column", "2"),
        ("part 2", "part", "2"),
        ("5", "other", "5"),
        ("passim", "other", "passim"),
        ("note well", "other", "note well"),
        ("the caf\\'e", "other", "the café"),
    ],
)
def test_a_locator(written, label, locator):
    (ref,) = refs(f"k [{written}]")
    assert (ref.key, ref.label, ref.locator) == ("k", label, locator)
    (again,) = refs(f"k [{ref.bracket}]")
    assert again == ref


@pytest.mark.parametrize(
    ("written", "quote"),
    [
        ('"a, b; [c] d"', "a, b; [c] d"),
        ("``a, b; [c]''", "a, b; [c]"),
        ("“a; b”", "a; b"),
        ("„a; b“", "a; b"),
        ('“he said "no; never"”', 'he said "no; never"'),
        (r'"G\"odel, R\&D"', "Gödel, R&D"),
        ('"caf{\\\'e}"', "café"),
    ],
)
def test_a_quotation(written, quote):
    found = refs(f"a [p. 5 {written}; p. 6], b [{written}]")
    assert [(r.key, r.locator, r.quote) for r in found] == [("a", "5", quote), ("a", "6", ""), ("b", "", quote)]
    assert refs(f"a [{found[0].bracket}]")[0] == found[0]


def test_via_alone_and_with_a_comma():
    assert [(r.via, r.locator) for r in refs("a [via b], a [via b, p. 5], a [via {b} p. 6]")] == [("b", ""), ("b", "5"), ("b", "6")]


def test_a_quotation_before_its_place():
    assert refs('a ["x", p. 5]')[0] == refs('a [p. 5 "x"]')[0]


@pytest.mark.parametrize(
    ("written", "kept", "fault"),
    [
        ("a, , b", [("a", ""), ("b", "")], "key is missing"),
        ("[p. 5], b", [("b", "")], "no key before"),
        ("a [p. 5, b", [("a", "5"), ("b", "")], "not closed"),
        ("a [p. 5", [("a", "5")], "not closed"),
        ('a [p. 5 "x], b', [("a", "5"), ("b", "")], "quotation after 'a' is not closed"),
        ("a [p. 5] b", [("a", "5"), ("b", "")], "comma is missing"),
        ("a [p. 5] [p. 6], b", [("a", "5"), ("a", "6"), ("b", "")], "two brackets"),
        ("a [], b", [("a", ""), ("b", "")], "empty"),
        ("a [via], b", [("a", ""), ("b", "")], "no key follows 'via'"),
        ('a [p. 5 "x" and so on]', [("a", "5")], "after the quotation"),
    ],
)
def test_a_fault_keeps_the_good_references(written, kept, fault):
    found, faults = parse_refs(written)
    assert [(r.key, r.locator) for r in found] == kept
    assert len(faults) == 1
    assert fault in faults[0]
    assert faults[0].endswith(".")


def test_lists():
    assert split_list("a; b, c;; ") == ["a", "b, c"]
    assert split_list("a, {b, c}, R&amp;D") == ["a", "{b, c}", "R&amp;D"]
    assert split_list("") == []


@pytest.mark.parametrize(
    "value",
    [
        "[" * 50_000,
        "a [" * 50_000,
        'a ["' * 50_000,
        "{" * 100_000,
        "a [“" * 50_000,
        "a [x;" * 50_000,
        "\\" * 100_000,
        "a [``" * 50_000 + "]",
    ],
)
def test_hostile_lists_take_linear_time(value):
    start = time.process_time()
    parse_refs(value)
    split_list(value)
    assert time.process_time() - start < 5
