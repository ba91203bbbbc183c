"""Resolving is a pure function: of an entry, and of the rows of the index that it looks up."""

from __future__ import annotations

import random
from dataclasses import replace
from types import SimpleNamespace

import pyoxigraph as ox
import pytest

from kg import checks, graph, index, iri, parts, schema, terms
from kg.conclusions import conclude
from kg.crew import Crew
from kg.index import fill
from kg.index.fill import first_of_each_key
from kg.index.tables import Lookups
from kg.resolve import resolve
from kg.resources import ontology_dir
from kg.rounds import Round
from kg.said import Said
from kg.shelves import Shelves
from tests.paths import REPO
from tests.update_cases import cases

RULES = schema.load(sorted(ontology_dir().glob("*.ttl")))
CORPORA = {"shipped": {f"bib/{path.name}": path.read_bytes() for path in (REPO / "bib").glob("*.bib")}} | {
    case.name: {f"bib/{path.name}": path.read_bytes() for path in case.glob("*.bib")}
    for case in cases()
    if not (case / "ontology").is_dir()
}
ELSEWHERE = {("person", "works"), ("reading", "of")}  # fields that others read, and the entry itself through the index
TWICE = {  # (case, field) that says again what another says: the form of the number names its archive
    ("eprints", "eprinttype"),
    ("eprints", "archiveprefix"),
    ("export-better-bibtex", "archiveprefix"),
    ("export-mendeley", "archiveprefix"),
    ("export-mendeley", "eprint"),
    ("export-mendeley", "arxivid"),
    ("works-not-one", "eprinttype"),
}
each_corpus = pytest.mark.parametrize("corpus", CORPORA)


def resolved(text):
    entries, strings, _ = graph.read({"bib/a.bib": text.encode()})
    tables = index.build(entries, strings, RULES, "https://x.example/", "en")
    return {entry.key: resolve(entry, tables, RULES) for entry in entries}


@each_corpus
def test_no_field_is_lost_without_a_word(corpus):
    """Every field of every entry shows: without it, the entry would say something else, or something would be wrong with it."""
    entries, strings, _ = graph.read(CORPORA[corpus])
    tables = index.build(entries, strings, RULES, "https://x.example/", "en")
    for entry in {e.key: e for e in reversed(entries)}.values():
        if RULES.entry_type(entry.type).kind == "data":
            continue  # its fields show in the entries that take them over
        whole = resolve(entry, tables, RULES)
        if not whole.statements:
            assert whole.problems
            continue
        for name in (n for n in entry.fields if (entry.type, n) not in ELSEWHERE and (corpus, n) not in TWICE):
            fields = {n: f for n, f in entry.fields.items() if n != name}
            changed = replace(tables, parent={k: e for k, e in tables.parent.items() if name not in ("crossref", "xdata")})
            without = resolve(replace(entry, fields=fields), changed, RULES)
            assert (set(without.statements), set(without.problems)) != (set(whole.statements), set(whole.problems)), f"{entry.key}: {name}"


@each_corpus
def test_the_order_of_entries_makes_no_difference(corpus):
    """But for what the order decides: which of two equal keys, labels or strings is the first."""
    if corpus in ("keys-used-twice", "keys-used-twice-in-two-files", "label-of-two-concepts"):
        return
    entries, strings, _ = graph.read(CORPORA[corpus])
    forwards = index.build(entries, strings, RULES, "https://x.example/", "en")
    backwards = index.build(reversed(entries), strings, RULES, "https://x.example/", "en")
    assert {s for e in entries for s in resolve(e, forwards, RULES).statements} == {
        s for e in entries for s in resolve(e, backwards, RULES).statements
    }


@each_corpus
def test_resolving_changes_nothing_and_says_the_same_again(corpus):
    entries, strings, _ = graph.read(CORPORA[corpus])
    tables = index.build(entries, strings, RULES, "https://x.example/", "en")
    before = repr(tables)
    for entry in first_of_each_key(entries).values():
        assert resolve(entry, tables, RULES) == resolve(entry, tables, RULES)
    assert repr(tables) == before


def test_a_problem_stands_at_its_field_and_an_inherited_one_at_the_entry():
    text = "@xdata{x,\n  doi = {none},\n}\n\n@book{a,\n  title = {A},\n  year = {soon},\n  xdata = {x},\n}\n"
    said = [(p.line, p.code, p.field) for p in resolved(text)["a"].problems]
    assert sorted(said) == [(5, "KG105", "doi"), (7, "KG103", "year")]


def line_of(statement):
    return f"{statement.subject} {statement.predicate} {statement.object} ."


def concluded(entries, made, tables):
    """What follows from entries that have been resolved."""
    curated = Shelves([])
    curated.add(0, [line_of(s) for r in made for s in r.statements])
    curated.settle(0)
    kept = first_of_each_key(entries)
    left_out = [entry for entry in entries if kept[entry.key] is not entry]
    triples = {r.source: r.triples for r in made}
    said = Said.here(
        one for e in kept.values() for one in parts.speech(e, triples[iri.source(tables.base, e.file, e.key)], Lookups(tables), RULES)
    )
    with Crew(0) as crew:
        whole = SimpleNamespace(kept=kept, left_out=left_out, clashes=fill.case_clashes(kept), mark="")
        return conclude(whole, said, tables, RULES, curated, Round(crew, RULES))


@each_corpus
def test_every_problem_ends_as_a_sentence_and_says_where(corpus):
    entries, strings, problems = graph.read(CORPORA[corpus])
    tables = index.build(entries, strings, RULES, "https://x.example/", "en")
    made = [resolve(e, tables, RULES) for e in first_of_each_key(entries).values()]
    problems += concluded(entries, made, tables).problems
    problems += (p for r in made for p in r.problems)
    for problem in checks.finish(problems, tables):
        assert problem.message.endswith((".", "?")), problem
        assert not problem.hint or problem.hint.endswith((".", "?")), problem
        assert problem.line >= 1
        assert problem.file.startswith("bib/")
        assert "\n" not in str(problem)


def test_an_entry_s_statements_name_it_as_their_source():
    for statement in resolved("@book{a b, title = {A}, author = {Doe, Jane}}")["a b"].statements:
        assert statement.source == "<https://x.example/bib/a.bib#a~20b>"


def test_an_empty_field_says_nothing():
    made = resolved(
        "@book{a, title = {A}, author = {}, year = {}, pages = {}, doi = {}, url = {}, keywords = {}, cites = {}, publisher = {}, xyzzy = {}}"
    )["a"]
    assert {terms.shorten(terms.value(s.predicate)) for s in made.statements} == {
        "rdf:type", "rdfs:label", "dcterms:identifier", "dcterms:title", "prov:wasDerivedFrom",
    }  # fmt: skip
    assert made.problems == ()


SPANNERS = [
    "{",
    "}",
    '"',
    ",",
    "=",
    "@",
    "#",
    "\\",
    "%",
    "[",
    "]",
    ";",
    "\n",
    " ",
    "~",
    "<",
    ">",
    "\u202e",
    "\ufffe",
    "\x00",
    "\x0b",
    "é",
    "0",
    "via ",
    " @",
    "\\'",
    "$",
]


@each_corpus
def test_no_input_stops_the_program_and_the_engine_takes_all_that_comes_of_it(corpus):
    """Bib files with characters put in, taken out and doubled at random: whatever happens, it is a graph or a problem."""
    dice = random.Random(corpus)
    for _ in range(4):
        files = {}
        for name, data in CORPORA[corpus].items():
            text = list(data.decode("utf-8", "replace")[:6000])
            for _ in range(1 + len(text) // 60):
                at = dice.randrange(len(text))
                text[at : at + dice.choice((0, 0, 1, 4))] = dice.choice([*SPANNERS, text[at] * 2])
            files[name] = "".join(text).encode()
        entries, strings, problems = graph.read(files)
        tables = index.build(entries, strings, RULES, "https://x.example/", "en")
        kept = {e.key: e for e in reversed(entries)}.values()
        made = [resolve(entry, tables, RULES) for entry in kept]
        follows = concluded(entries, made, tables)
        checks.finish([*problems, *follows.problems, *(p for r in made for p in r.problems)], tables)
        lines = {line for r in made for line in map(line_of, r.statements)}.union(follows.found)
        ox.Store().bulk_load("\n".join(sorted(lines)).encode(), format=ox.RdfFormat.N_QUADS)


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("others, John", {'"John others"'}),
        ("{others}, X", {'"X others"'}),
        ("{and} and {others}", {'"and"', '"others"'}),
        ("{A{ and }B}", {'"A and B"'}),
    ],
)
def test_a_name_may_look_like_a_word_of_the_list(author, shown):
    made = resolved(f"@book{{a, title = {{A}}, author = {{{author}}}}}")["a"]
    assert {s.object for s in made.statements if s.predicate == terms.term("foaf:name")} == shown
