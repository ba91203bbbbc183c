"""What blocks say to the whole: by parts, and what follows from a part is remembered with what it follows from."""

from __future__ import annotations

from kg.memory import Memory
from kg.said import KINDS, PARTS, Said, by_part, written

ROWS = {"a": [("doi", ("10.1/x", "one")), ("name", ("n1", "Ä"))], "b": [("doi", ("10.1/x", "two")), ("doi", ("10.1/y", "three"))]}


def said(blocks, before=None, of=""):
    """What these blocks say, what follows from their DOIs, how often that was asked for, and what is remembered of it."""
    found = {name: written(by_part(rows)) for name, rows in blocks.items()}
    memory = Memory(before or {})
    all_of_them = Said([(n, marks) for n, (_, marks) in found.items()], lambda n, numbers: [found[n][0][i] for i in numbers], memory)
    asked = []

    def make(rows):
        asked.append(rows)
        return [name for _, name in rows]

    (follows,) = all_of_them.follows({"doi": make}, of)
    return all_of_them, [one for one in follows if one], len(asked), memory.now


def test_rows_on_one_thing_meet_in_the_order_of_blocks():
    whole, follows, asked, _ = said(ROWS)
    assert sorted(follows) == [["one", "two"], ["three"]]
    assert asked == KINDS["doi"] == len(PARTS["doi"])
    assert list(whole.of("name")) == [["n1", "Ä"]]
    assert list(whole.of("former")) == []


def test_only_parts_of_which_something_changed_are_looked_at_again():
    _, follows, _, known = said(ROWS)
    assert said(ROWS, known)[1:3] == (follows, 0)
    assert said({"x": ROWS["a"], "b": ROWS["b"]}, known)[2] == 0, "a block is not known by its name, but by what it says"
    assert said({**ROWS, "b": [*ROWS["b"], ("doi", ("10.1/y", "four"))]}, known)[2] == 1
    assert said({"a": ROWS["a"]}, known)[2] == 2
    assert said(ROWS, known, of="something else")[2] == KINDS["doi"]


def test_the_order_of_blocks_is_part_of_what_they_say():
    _, _, _, known = said(ROWS)
    _, follows, asked, _ = said({"b": ROWS["b"], "a": ROWS["a"]}, known)
    assert (sorted(follows), asked) == ([["three"], ["two", "one"]], 1)
