"""Damaged and senseless files: nothing is raised, every entry is accounted for, and the neighbours of a damaged entry are read."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paths import REPO
from tests.unit.built import build_text
from tests.update_cases import CASES

CORPORA = REPO.parent / "shared" / "corpora"
MARKS = '{}",@=#%\\()\n'
BEFORE, AFTER = "@book{before,\n title = {A},\n}\n\n", "\n\n@book{after,\n title = {B},\n}\n"
LARGEST = 6_000  # bytes of a file that is mutated

# ------------------------------------------------------------------------------------------------ the promise


def keys(*texts):
    """The keys of the entries in the graph of texts; none of their entries is lost."""
    made = build_text(*texts)
    counts = made.census
    assert [str(p) for p in made.problems if p.code == "KG019"] == []
    assert (counts.lost, counts.entries) == (0, counts.read + counts.reported), texts
    return [entry.key for entry in made.entries]


# ------------------------------------------------------------------------------------------------ entries and their damage

words = st.sampled_from(
    ["Regional", "Advantage", "Müller", "and", "A. B.", "1998", "--", "\\&", '\\"{o}', "$x^2$", "x@y.org", "10.1000/x_(1)", "@book"]
)
phrases = st.lists(words, max_size=4).map(" ".join)
groups = st.lists(st.one_of(phrases, phrases.map(lambda text: "{" + text + "}")), min_size=1, max_size=2).map("\n  ".join)
tokens = st.one_of(
    groups.map(lambda text: "{" + text + "}"),
    st.text("abc {}-", max_size=6).filter(lambda t: t.count("{") == t.count("}") == 0).map(lambda text: f'"{text}"'),
    st.sampled_from(["1998", "jan", "hbr"]),
)
values = st.lists(tokens, min_size=1, max_size=2).map(" # ".join)
names = st.sampled_from("title author year month note keywords journal doi abstract editor my-note crossref".split())
types = st.sampled_from("book article misc InProceedings claim person reading concept study phdthesis unknown".split())
written_keys = st.one_of(st.sampled_from(["k1", "a/b:c", "müller1998", "K 2"]), st.text("ab1-:_.", min_size=1, max_size=4))


@st.composite
def entries(draw):
    kind, key = draw(types), draw(written_keys)
    fields = draw(st.dictionaries(names, values, max_size=4))
    opening, closing = draw(st.sampled_from(["{}", "{}", "{}", "()"]))
    between = draw(st.sampled_from([",\n  ", ", "]))
    return (
        f"@{kind}{opening}{key}"
        + "".join(f"{between}{name} = {value}" for name, value in fields.items())
        + draw(st.sampled_from(["", ",\n"]))
        + closing
    )


blocks = st.one_of(
    entries(),
    entries(),
    values.map(lambda value: "@string{hbr = " + value + "}"),
    phrases.map(lambda text: "@comment{" + text + "}"),
    phrases.map(lambda text: "@preamble{ {" + text + "} }"),
    phrases,
)


def damaged(text, damage):
    """A text after one damage: (what, where, mark)."""
    what, where, mark = damage
    places = [m.start() for m in re.finditer(f"[{re.escape(MARKS)}]", text)]
    at = places[where % len(places)] if places else 0
    if what == "delete":
        return text[:at] + text[at + 1 :]
    if what == "double":
        return text[: at + 1] + text[at:]
    if what == "swap":
        return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
    at = where % (len(text) + 1)
    return text[:at] + mark + text[at:]


damages = st.tuples(st.sampled_from(["delete", "double", "swap", "insert"]), st.integers(0, 10_000), st.sampled_from(MARKS))


@settings(max_examples=400)
@given(st.lists(blocks, min_size=1, max_size=4), st.lists(damages, max_size=4), st.sampled_from(["\n", "\n\n", " "]))
def test_no_entry_of_a_damaged_file_is_lost(parts, harm, between):
    text = between.join(parts)
    for damage in harm:
        text = damaged(text, damage)
    keys(text)


@settings(max_examples=400)
@given(entries(), st.lists(damages, min_size=1, max_size=2))
def test_the_neighbours_of_a_damaged_entry_are_read(entry, harm):
    for damage in harm:
        entry = damaged(entry, damage)
    found = keys(BEFORE + entry + AFTER)
    assert "before" in found
    assert "after" in found


@settings(max_examples=400)
@given(st.text(st.one_of(st.sampled_from(MARKS), st.sampled_from(MARKS + "ab1 \t\ré\0'~-:")), max_size=60))
def test_no_entry_of_senseless_text_is_lost(text):
    keys(text)


PIECES = [
    *("@book{", "@a(", "@comment{", "@comment(", "@commentary{y,", "@string{", "a,", "b = ", "{", "}", '"', "x", "\n", " ", ",", "#"),
    *("\\", "\\\n", "@", "@b{k,", ")", "@\n\nbook (w,", "} note = {y}", '{\\"u}', "c = {d {e}, f = 1,", "\n g = {h},\n"),
]


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=24,
    )
)
def test_no_entry_of_pieces_in_any_order_is_lost(parts):
    text = "".join(parts)
    keys(text)
    keys(text, BEFORE + text + AFTER)


# ------------------------------------------------------------------------------------------------ mutations of real files


def mutation(data, other, rng):
    """A file cut at any byte, with marks deleted, inserted or swapped, or joined to another."""
    what = rng.choice(["cut", "join", "marks", "marks", "marks"])
    if what == "cut":
        return data[: rng.randrange(len(data) + 1)]
    if what == "join":
        return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]
    for _ in range(rng.choice([1, 1, 2, 4])):
        places = [i for i, byte in enumerate(data) if chr(byte) in MARKS] or [0]
        at, change = rng.choice(places), rng.choice(["delete", "insert", "swap"])
        if change == "delete":
            data = data[:at] + data[at + 1 :]
        elif change == "insert":
            at = rng.randrange(len(data) + 1)
            data = data[:at] + rng.choice(MARKS).encode() + data[at:]
        else:
            data = data[:at] + data[at : at + 2][::-1] + data[at + 2 :]
    return data


def mutate_all(folder, count, seed):
    files = [path.read_bytes() for path in sorted(folder.rglob("*.bib")) if 0 < path.stat().st_size <= LARGEST]
    rng = random.Random(seed)
    for _ in range(count):
        keys(mutation(rng.choice(files), rng.choice(files), rng))


@pytest.mark.parametrize("seed", range(4))
def test_no_entry_of_a_mutated_case_is_lost(seed):
    mutate_all(CASES, 100, seed)


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora of other programs are not beside this checkout, in ../shared/corpora")
def test_no_entry_of_a_mutated_corpus_is_lost():
    mutate_all(CORPORA, 300, 0)
