"""Exports: each parses, each is the same bytes for the same graph, and a bibliography reads back as itself."""

from __future__ import annotations

import csv
import io
import json
import re

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg import config, files, graph, terms
from kg.cli import EXPORTS
from kg.export import FORMATS
from kg.export.table import COLUMNS
from kg.graph import Graph
from tests.paths import REPO
from tests.update_cases import built, cases

CASES = [case for case in cases() if any(case.glob("*.bib"))]
BASES = {"workspace-base": "https://example.org/lit/"}
each_graph = pytest.mark.parametrize("name", ["shipped", *(case.name for case in CASES)])
made: dict[str, Graph] = {}


def of(name: str) -> Graph:
    if name not in made:
        bibs = {f"bib/{path.name}": path.read_bytes() for path in (REPO / "bib").glob("*.bib")}
        made[name] = graph.build(bibs, config.load(REPO)) if name == "shipped" else built(next(c for c in CASES if c.name == name))
    return made[name]


def exported(name: str, form: str) -> bytes:
    return b"".join(FORMATS[form](of(name), BASES.get(name, "https://x.example/")))


def test_the_command_line_offers_what_there_is():
    assert set(EXPORTS) == FORMATS.keys()


@each_graph
def test_every_rdf_form_says_the_same(name):
    nt = rdflib.Graph().parse(data=exported(name, "nt"), format="nt")
    assert len(nt) == len({(s.subject, s.predicate, s.object) for s in of(name).statements})
    for form, parser in (("ttl", "turtle"), ("jsonld", "json-ld")):
        assert isomorphic(rdflib.Graph().parse(data=exported(name, form), format=parser), nt), form
    quads = list(ox.parse(exported(name, "nq"), format=ox.RdfFormat.N_QUADS))
    assert sum(isinstance(q.graph_name, ox.DefaultGraph) for q in quads) == len(nt)


@each_graph
def test_lines_are_sorted_and_come_once(name):
    for form in ("nt", "nq"):
        lines = exported(name, form).splitlines()
        assert lines == sorted(set(lines))


@each_graph
def test_the_bibliography_reads_back_as_itself(name):
    if name == "strings":
        return  # two files define a @string in two ways, so values are written out: the same meaning (below), not the same text
    """What the written file means is what the files meant, and written again it is the same file."""
    written = exported(name, "bib")
    entries, strings, problems = graph.read({"bib/a.bib": written})
    assert [(e.type, e.key) for e in entries] == [(e.type, e.key) for e in of(name).entries]
    before = {e.key: {n: f.raw for n, f in e.fields.items()} for e in of(name).entries}
    assert {e.key: {n: f.raw for n, f in e.fields.items()} for e in entries} == before
    assert {s.name for s in strings} == {s.name for s in of(name).strings}
    assert not [p for p in problems if p.severity == "error"], problems
    settings = config.Config(REPO / "tests", "Test", BASES.get(name, "https://x.example/"), "en")
    assert b"".join(FORMATS["bib"](graph.build({"bib/a.bib": written}, settings), settings.base)) == written


def meaning(found: Graph) -> set[tuple[str, ...]]:
    """The statements, wherever their entries stand."""
    return {tuple(re.sub(r"/bib/[^#>]*#", "/bib/#", term) for term in statement[:3]) for statement in found.statements}


@pytest.mark.parametrize(
    "name", ["shipped", *(case.name for case in CASES if not (case / "ontology").is_dir() and not (case / "kg.toml").is_file())]
)
def test_the_bibliography_means_the_same_when_it_is_read_back(name):
    settings = config.load(REPO) if name == "shipped" else config.Config(REPO / "tests", "Test", "https://x.example/", "en")
    assert meaning(graph.build({"bib/other.bib": exported(name, "bib")}, settings)) == meaning(of(name))


def test_no_export_depends_on_the_order_of_files():
    bibs = {f"bib/{path.name}": path.read_bytes() for path in (REPO / "bib").glob("*.bib")}
    other = graph.build(dict(reversed(bibs.items())), config.load(REPO))
    for form in FORMATS:
        assert b"".join(FORMATS[form](other, config.load(REPO).base)) == b"".join(FORMATS[form](of("shipped"), config.load(REPO).base))


def test_the_evidence_table():
    rows = list(csv.DictReader(io.StringIO(exported("stances-at-second-hand-overridden", "csv").decode(), newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert [(r["claim"], r["stance"], r["source"], r["according_to"], r["place"], r["quotation"]) for r in rows] == [
        ("x", "states", "a", "", "", ""),
        ("x", "supports", "b", "d", "page 3", "they help"),
        ("x", "supports", "c", "a", "", ""),
    ]


def test_the_evidence_table_names_studies_claims_certainty_and_attribution():
    rows = list(csv.DictReader(io.StringIO(exported("shipped", "csv").decode(), newline="")))
    assert {r["study"] for r in rows} == {"", "oxborrow2012nottingham"}
    assert {r["certainty"] for r in rows} == {"", "hedged"}
    assert {r["attribution"] for r in rows} == {"", "collective"}
    between = [r for r in rows if r["source"] == ""]
    assert between == [], "a claim that argues for another is the source of its line"
    assert exported("shipped", "csv").count(b"\r\n") == len(rows) + 1


def test_json_ld_needs_nothing_from_elsewhere():
    document = json.loads(exported("shipped", "jsonld"))
    assert isinstance(document["@context"], dict)
    assert all(isinstance(value, str) for value in document["@context"].values())


def test_an_empty_graph_can_be_exported():
    empty = graph.build({}, config.Config(REPO / "tests", "Test", "https://x.example/", "en"))
    made = {form: b"".join(export(empty, "https://x.example/")) for form, export in FORMATS.items()}
    assert made["nt"] == made["bib"] == made["ttl"] == b""
    assert made["csv"] == (",".join(COLUMNS) + "\r\n").encode()
    assert json.loads(made["jsonld"])["@graph"] == []


@pytest.mark.parametrize("old", [None, b"", b"one", b"onetwo", b"onetwo3", b"oneTWO", b"x"])
@pytest.mark.parametrize("pieces", [[], [b"one", b"", b"two"], [b"", b"onetwo"]])
def test_a_file_in_pieces_is_written_where_it_differs(tmp_path, old, pieces):
    site, data = tmp_path, b"".join(pieces)
    (site / "data").mkdir()
    if old is not None:
        (site / "data/a").write_bytes(old)
    assert files.put_pieces(site, "data/a", iter(pieces), check=True) == (old != data, len(data))
    assert not (site / files.STAGE).exists()
    assert files.put_pieces(site, "data/a", iter(pieces)) == (old != data, len(data))
    files.move(site, ())
    assert (site / "data/a").read_bytes() == data


def test_a_literal_with_control_characters_is_json_and_rdf():
    odd = "".join(map(chr, range(32))) + '"\\\x7f\u2028'
    assert json.loads(terms.literal(odd)) == odd
    assert terms.value(terms.literal(odd)) == odd
    line = f"<x:a> <x:b> {terms.literal(odd)} ."
    assert next(ox.parse(line, format=ox.RdfFormat.N_TRIPLES)).object.value == odd
