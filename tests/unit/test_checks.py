"""The checks that need the whole bibliography."""

from __future__ import annotations

import time

import pytest

from kg import checks, graph, index, parts, schema
from kg.codes import CODES
from kg.index.fill import case_clashes, first_of_each_key
from kg.index.tables import Lookups
from kg.model import Problem
from kg.resources import ontology_dir
from kg.said import Said

RULES = schema.load(sorted(ontology_dir().glob("*.ttl")))


def known(*texts):
    """A bibliography of which nothing is known but its entries and its index."""
    entries, strings, _ = graph.read({f"bib/{number}.bib": text.encode() for number, text in enumerate(texts)})
    kept, tables = first_of_each_key(entries), index.build(entries, strings, RULES, "https://x.example/", "en")
    said = Said.here(one for entry in kept.values() for one in parts.speech(entry, (), Lookups(tables), RULES))
    return checks.Known(kept, [entry for entry in entries if kept[entry.key] is not entry], case_clashes(kept), tables, RULES, said)


def whole(*texts):
    return [p for p in checks.whole(known(*texts)) if p.code != "KG309"]  # that nothing refers to these concepts is not the point


def concepts(**broader):
    return "\n".join(f"@concept{{{key}, label = {{{key}}}, broader = {{{keys}}}}}" for key, keys in broader.items())


@pytest.mark.parametrize(
    ("links", "circles"),
    [
        ({"a": "b", "b": "a"}, ["a → b → a"]),
        ({"z": "y", "y": "x", "x": "z"}, ["x → z → y → x"]),
        ({"a": "b", "b": "c", "c": "b"}, ["b → c → b"]),
        ({"a": "b, c", "b": "d", "c": "d", "d": ""}, []),
        ({"a": "a"}, []),
        ({"a": "gone"}, []),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, ["a → b → a", "c → d → c"]),
    ],
)
def test_circles(links, circles):
    assert [p.message for p in whole(concepts(**links))] == [f"Broader leads in a circle: {circle}." for circle in circles]


def test_a_circle_is_reported_once_wherever_one_starts():
    (problem,) = whole(concepts(b="c", c="a", a="b"))
    assert (problem.key, problem.field, problem.line) == ("a", "broader", 3)


def test_a_long_chain_takes_no_time_and_no_recursion():
    keys = [f"k{number}" for number in range(3000)]
    text = concepts(**dict(zip(keys, [*keys[1:], keys[0]], strict=True)))
    chain = known(text)
    start = time.process_time()
    assert len([p for p in checks.whole(chain) if p.code != "KG309"]) == 1
    assert time.process_time() - start < 5


def test_an_entry_that_is_not_in_the_graph_has_no_say():
    said = whole("@concept{a, label = {one}}\n@concept{a, label = {two}, broader = {b}}\n@concept{b, label = {two}, broader = {a}}")
    assert [p.code for p in said] == ["KG201"]


def test_keys_twice_and_keys_that_differ_in_case():
    said = whole("@book{k, title = {1}}\n@book{K, title = {2}}\n@book{k, title = {3}}", "@book{k, title = {4}}")
    assert [(p.code, p.file, p.line) for p in sorted(said)] == [
        ("KG202", "bib/0.bib", 2),
        ("KG201", "bib/0.bib", 3),
        ("KG201", "bib/1.bib", 1),
    ]


def test_a_label_of_two_concepts_in_any_spelling():
    said = whole("@concept{b, label = {Café}}\n@concept{a, label = {x}, altlabel = {y; cafés}}")
    assert [(p.code, p.field, p.message) for p in said] == [("KG303", "altlabel", "The label 'cafés' also belongs to 'b'.")]
    assert whole("@concept{a, label = {x}, altlabel = {X; Xs}}") == [], "its own label twice is no fault"


def test_a_key_is_found_by_the_address_that_it_gives_not_by_one_that_looks_like_it():
    of = known("@claim{a:b, statement = {A}}\n@claim{a~3ab, statement = {B}}\n@claim{c, statement = {C}}\n@study{d, reportedin = {c}}")
    assert [of.key(of.index.entry[key].iri) for key in of.kept] == list(of.kept)
    assert [of.key(f"<https://x.example/{rest}>") for rest in ("study/c", "claim/d", "claim/e")] == ["", "", ""]


def finished(*problems, keys=()):
    entries, strings, _ = graph.read({"bib/a.bib": "\n".join(f"@book{{{key}, title = {{T}}}}" for key in keys).encode()})
    return checks.finish(problems, index.build(entries, strings, RULES, "https://x.example/", "en"))


def test_problems_come_in_the_order_of_files_and_lines_each_once():
    one, two = Problem("bib/b.bib", 10, "KG101", "", "A."), Problem("bib/b.bib", 9, "KG101", "", "B.")
    three = Problem("bib/a.bib", 99, "KG301", "", "C.")
    assert finished(one, two, three, one) == (three, two, one)


def test_the_nearest_key_is_added_last():
    gone = Problem("bib/a.bib", 1, "KG203", "cites", "There is no entry 'saxenien'.", "Add one.", unknown="saxenien")
    assert finished(gone, keys=["saxenian", "porter"])[0].message == "There is no entry 'saxenien'; did you mean 'saxenian'?"
    assert finished(gone, keys=["saxenian"])[0].hint == "Write saxenian in place of saxenien."
    assert finished(gone, keys=["porter"])[0] == gone


def test_a_latex_command_is_reported_once_a_file_with_how_many_fields_have_it():
    said = "The LaTeX command \\foo is not known; its argument was kept as text."
    here = [Problem("bib/a.bib", line, "KG113", "title", said, key=str(line)) for line in (12, 3, 7)]
    once, other = Problem("bib/a.bib", 2, "KG113", "note", said.replace("foo", "bar")), Problem("bib/b.bib", 1, "KG113", "note", said)
    kept = Problem("bib/a.bib", 3, "KG101", "title", "A.")
    assert finished(*here, other, kept, once, here[0]) == (
        once, kept, here[1]._replace(message=f"{said[:-1]} (in 3 fields of this file)."), other,
    )  # fmt: skip


def test_codes_are_explained_in_whole_sentences():
    for code, found in CODES.items():
        assert found.severity in ("error", "warning", "note")
        assert found.title == found.title.rstrip(".")
        assert found.explanation.endswith((".", "…"))
        assert len(found.explanation) > 20, code
