"""The index is the only way to see another entry, and remembers every look-up: what an incremental build rests on."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from kg import graph, index, schema
from kg.bib import names
from kg.index import Index, Lookups
from kg.model import Entry, StringDef
from kg.resolve import resolve
from kg.resources import ontology_dir
from tests.paths import REPO
from tests.update_cases import cases

BASE = "https://x.example/"
RULES = schema.load(sorted(ontology_dir().glob("*.ttl")))
TABLES = [f.name for f in fields(Index) if f.name not in ("base", "language")]


def read(*texts: str) -> tuple[list[Entry], list[StringDef]]:
    entries, strings, _ = graph.read({f"bib/{number}.bib": text.encode() for number, text in enumerate(texts)})
    return entries, strings


def built(*texts: str) -> Index:
    return index.build(*read(*texts), RULES, BASE, "en")


SHIPPED = graph.read({f"bib/{path.name}": path.read_bytes() for path in (REPO / "bib").glob("*.bib")})[:2]
CORPORA = {"shipped": SHIPPED} | {
    case.name: graph.read({f"bib/{path.name}": path.read_bytes() for path in case.glob("*.bib")})[:2]
    for case in cases()
    if not (case / "ontology").is_dir()
}


class Sealed(dict):
    """A table in which only some keys may be asked for, and which nobody may go through."""

    def __init__(self, rows, allowed):
        super().__init__(rows)
        self.allowed = allowed

    def get(self, key, default=None):
        assert key in self.allowed, f"{key!r} was read without being recorded as a look-up"
        return super().get(key, default)

    __getitem__ = __contains__ = get

    def __iter__(self):
        raise AssertionError("an entry may look rows up, never go through a table")

    keys = values = items = __iter__


def only(tables: Index, seen: set) -> Index:
    """An index that holds the rows looked up and no others."""
    kept = {name: {key for table, key in seen if table == name} for name in TABLES}
    return replace(tables, **{name: {k: v for k, v in getattr(tables, name).items() if k in kept[name]} for name in TABLES})


@pytest.mark.parametrize("corpus", CORPORA)
def test_an_entry_depends_on_the_rows_it_looked_up_and_on_no_others(corpus):
    entries, strings = CORPORA[corpus]
    tables = index.build(entries, strings, RULES, BASE, "en")
    for entry in {e.key: e for e in reversed(entries)}.values():
        whole = resolve(entry, tables, RULES)
        seen = set(whole.lookups)
        assert resolve(entry, only(tables, seen), RULES) == whole, "a row that was not looked up was needed"
        sealed = {name: Sealed(getattr(tables, name), {key for table, key in seen if table == name}) for name in TABLES}
        assert resolve(entry, replace(tables, **sealed), RULES) == whole


@pytest.mark.parametrize("corpus", CORPORA)
def test_an_entry_must_be_resolved_again_only_where_a_row_it_looked_up_changed(corpus):
    """Take one entry away: whoever looked up nothing that changed says exactly what it said before."""
    entries, strings = CORPORA[corpus]
    entries = list({e.key: e for e in reversed(entries)}.values())[::-1]
    before = index.build(entries, strings, RULES, BASE, "en")
    resolved = [resolve(entry, before, RULES) for entry in entries]
    step = 1 + len(entries) // 12
    for gone in entries[::step]:
        after = index.build([e for e in entries if e is not gone], strings, RULES, BASE, "en")
        for entry, old in zip(entries, resolved, strict=True):
            if entry is not gone and all(getattr(before, t).get(k) == getattr(after, t).get(k) for t, k in old.lookups):
                assert resolve(entry, after, RULES) == old, f"{entry.key} without {gone.key}"


def test_misses_are_recorded_too():
    entries, strings = read("@misc{a, title = {A}, cites = {gone}, keywords = {thing}, publisher = nowhere}")
    seen = set(resolve(entries[0], index.build(entries, strings, RULES, BASE, "en"), RULES).lookups)
    assert {
        ("entry", "gone"),
        ("former", "gone"),
        ("label", "thing"),
        ("string", ("bib/0.bib", "nowhere")),
        ("string", ("", "nowhere")),
    } <= seen


def test_the_order_of_files_decides_and_the_first_of_a_key_counts():
    tables = built("@book{k, title = {First}}", "@misc{k, title = {Second}}")
    assert (tables.entry["k"].type, tables.entry["k"].file) == ("book", "bib/0.bib")


def test_a_former_key_leads_to_the_present_one_but_never_hides_a_key():
    tables = built("@book{new, title = {A}, ids = {old, other}}", "@book{other, title = {B}}")
    look = Lookups(tables)
    assert look.entry("old").key == "new"
    assert look.entry("other").key == "other"
    assert look.entry("older") is None


def test_a_string_of_the_own_file_goes_before_another_ones():
    look = Lookups(built("@string{s = {zero}}", "@string{s = {one}}\n@string{t = {one only}}"))
    assert look.string("bib/0.bib", "s") == "{zero}"
    assert look.string("bib/1.bib", "s") == "{one}"
    assert look.string("bib/0.bib", "t") == "{one only}"
    assert look.string("bib/0.bib", "u") is None


def test_labels_meet_whatever_their_case_accents_hyphens_and_number():
    look = Lookups(built("@concept{cafe, label = {café-culture}, altlabel = {Kaffeehauskultur @de}}"))
    for label in ("Café Cultures", "cafe culture", "CAFE-CULTURE", "kaffeehauskultur"):
        assert look.concept(label).key == "cafe"
    assert look.concept("culture") is None


def test_the_spelling_shown_is_the_most_frequent_then_the_first_in_order():
    text = "@article{a, title = {A}, journal = {HBR}}\n@article{b, title = {B}, journal = {Hbr}}\n@article{c, title = {C}, journal = {Hbr}}"
    assert built(text).spelling["venue", "hbr"] == "Hbr"
    assert built("@article{a, title = {A}, journal = {b c}}\n@article{b, title = {B}, journal = {B C}}").spelling["venue", "b-c"] == "B C"


def test_persons_are_told_apart_by_works_then_by_name_alone():
    look = Lookups(built("@person{one, name = {Smith, John}, works = {a}}\n@person{any, name = {Smith, John}}"))
    smith, jane = names.people("Smith, John and Smith, Jane")[0]
    assert look.person(smith, "a") == (f"<{BASE}person/one>", True)
    assert look.person(smith, "b") == (f"<{BASE}person/any>", True)
    assert look.person(jane, "a") == (f"<{BASE}person/smith-jane>", False)


def test_a_namesake_never_takes_the_address_of_a_person_with_an_entry():
    look = Lookups(built("@person{smith-john, name = {Smith, John}, works = {a}}"))
    smith = names.people("Smith, John")[0][0]
    assert look.person(smith, "a")[0] != look.person(smith, "b")[0]


@pytest.mark.parametrize(
    ("key", "near"),
    [("saxenien1994regional", "saxenian1994regional"), ("SAXENIAN1994REGIONAL", "saxenian1994regional"), ("zzz", ""), ("", "")],
)
def test_nearest_keys(key, near):
    assert built("@book{saxenian1994regional, title = {A}}\n@book{porter1998, title = {B}}").nearest(key) == near


def test_reading_a_chunk_needs_nothing_but_its_bytes():
    text = "@article{a, journal = hbr, crossref = {b}, cites = {c}}"
    alone, with_others = read(text)[0][0], read(text, "@string{hbr = {X}}\n@book{b, title = {B}}")[0][0]
    assert alone == with_others


@pytest.mark.parametrize(
    ("spellings", "shown"),
    [
        (["Spill-over", "spillover", "spillovers"], "spillover"),  # two of three are one word
        (["spill over", "Spill-Over", "spillover"], "Spill-Over"),  # two of three are two words
        (["INDUSTRIAL DISTRICTS", "INDUSTRIAL DISTRICTS", "industrial district"], "industrial district"),  # not shouted
        (["R-AND-D", "R-AND-D"], "R-AND-D"),
        (["SME", "SME", "SMEs"], "SME"),
    ],
)
def test_a_keyword_has_one_spelling_whatever_the_order(spellings, shown):
    texts = [f"@misc{{k{number}, title = {{T}}, keywords = {{{spelling}}}}}" for number, spelling in enumerate(spellings)]
    for order in (texts, texts[::-1], [*texts[1:], texts[0]]):
        found = {value for (kind, _), value in built(*order).spelling.items() if kind == "keyword"}
        assert found == {shown}


def test_every_field_of_keywords_counts():
    found = built("@misc{a, title = {A}, keywords = {x}, author_keywords = {yy}, mesh = {*Zz/drug therapy}}").spelling
    assert {label for (kind, _), label in found.items() if kind == "keyword"} == {"x", "yy", "Zz"}
