"""Huge and hostile files go through the whole program: nothing is raised, and four times the text takes about four times as long."""

from __future__ import annotations

import time

import pytest

from tests.unit.built import build_text

AFTER = "\n\n@book{after,\n title = {B},\n}\n"
RATIO = 10  # of the time for four times as much; 16 would be quadratic
FLOOR = 0.1  # seconds: what takes less is not measured

# what -> (size, how the text of a size is made)
LARGE = {
    "nested groups": (50_000, lambda n: "@book{a, title = " + "{" * n + "x" + "}" * n + "}"),
    "groups side by side": (10_000, lambda n: "@book{a, title = {" + "{x} " * n + "}}"),
    "fields": (1_250, lambda n: "@book{a,\n" + "".join(f" x{i} = {{x}},\n" for i in range(n)) + "}"),
    "notes": (1_250, lambda n: "@book{a,\n" + "".join(f" note-{i} = {{x}},\n" for i in range(n)) + "}"),
    "one long field": (1_250_000, lambda n: "@book{a, abstract = {" + "0123456789" * (n // 10) + "}}"),
    "one long title": (50_000, lambda n: "@book{a, title = {" + "word " * (n // 5) + "}}"),
    "authors": (1_250, lambda n: "@book{a, author = {" + "A B and " * n + "C D}}"),
    "strings defined by the next": (5_000, lambda n: "".join(f"@string{{s{i} = s{i + 1}}}\n" for i in range(n)) + "@book{a, title = s0}"),
    "strings defined by the last": (
        5_000,
        lambda n: "".join(f"@string{{s{i + 1} = s{i}}}\n" for i in range(n)) + f"@book{{a, title = s{n}}}",
    ),
    "braces that are not closed": (50_000, lambda n: "@book{a, title = " + "{" * n),
    "quotes that are not closed": (50_000, lambda n: "@book{a, title = " + '"' * n),
    "brackets that are not closed": (50_000, lambda n: "@book(a, title = " + "(" * n),
    "heads in a line": (500, lambda n: "".join(f"@book{{a{i}, year = 1}} " for i in range(n))),
}


def seconds(text):
    start = time.process_time()
    made = build_text(text)
    took = time.process_time() - start
    counts = made.census
    assert counts.lost == 0
    assert counts.entries == counts.read + counts.reported
    return took, made


def grows_in_line(text_of, size):
    small, _ = seconds(text_of(size))
    large, made = seconds(text_of(4 * size))
    assert large < RATIO * max(small, FLOOR), f"{small:.2f} s, then {large:.2f} s for four times as much"
    return made


@pytest.mark.parametrize(("size", "text_of"), LARGE.values(), ids=LARGE)
def test_a_large_file_takes_no_more_than_its_share(size, text_of):
    assert list(grows_in_line(lambda n: text_of(n) + AFTER, size).entries)[-1].key == "after"


@pytest.mark.parametrize("mark", '@{}"\\#,=%', ids="at open close quote backslash number comma equals percent".split())
def test_a_megabyte_of_a_mark_costs_no_other_entry(mark):
    _, made = seconds("@book{before,\n title = {A},\n}\n\n" + mark * 1_000_000 + AFTER)
    assert {"before", "after"} <= {entry.key for entry in made.entries}


@pytest.mark.parametrize("mark", '@{}"\\#,=%', ids="at open close quote backslash number comma equals percent".split())
def test_a_mark_again_and_again_in_an_entry_takes_linear_time(mark):
    for start, end in (("@book{a, title = {", "}}"), ("@book{a, ", "}"), ('@book{a, title = "', '"}')):
        grows_in_line(lambda n, start=start, end=end: start + mark * n + end + AFTER, 5_000)
