"""The graph as a script: all statements come out of it as they went in, or those of the core."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox

from kg import config, graph, infer, terms
from kg.web import script
from tests.unit.web_site import BASE, BIB

ODD = (
    BIB
    + r"""
@misc{odd, author = {O, P}, title = {Q "r" \textbackslash s}, year = {2001}, url = {https://x.example/../up}, note = {a
b}, series = {x}}
@misc{odder, title = {T}, year = {2002}, url = {https://x.example/a:b}}
@misc{oddest, title = {T}, year = {2003}, url = {https://x.example/work/../b}}
@misc{slashes, title = {T}, year = {2004}, url = {https://x.example//b}}
@misc{asked, title = {T}, year = {2005}, url = {https://x.example/?q=1}}
"""
)


def made(bib, *, core=False):
    """The graph of a bibliography, and the script of it as its page reads it."""
    found = graph.build({"bib/all.bib": bib.encode()}, config.Config(Path("nowhere"), "Test", BASE, "en"))
    lines = [script.compact(terms.described(found.curated), BASE, core=core)]
    ontology = script.compact(terms.described(found.schema.statements), BASE, core=False)
    inferred = script.compact(terms.described(found.found), BASE, core=False)
    named = [(f"<{terms.VOCABULARY_GRAPH}>", [ontology]), *([] if core else [(infer.inferred_graph(BASE), [inferred])])]
    text = b"".join(script.pieces(lines, named, BASE, (9, 8), core=core)).decode()
    assert text.startswith("globalThis.KG_GRAPH = {")
    assert text.endswith("};\n")
    return found, json.loads(text[len("globalThis.KG_GRAPH = ") : -2])


def quads(text, form):
    return {str(q) for q in ox.parse(text, format=form, lenient=True)}


def test_what_goes_in_comes_out():
    found, script_ = made(ODD)
    assert (script_["statements"], script_["curated"], script_["core"], script_["leftOut"]) == (9, 8, "", "")
    expected = quads("\n".join(graph.quads(found)), ox.RdfFormat.N_QUADS)
    assert quads(script_["trig"], ox.RdfFormat.TRIG) == expected
    assert any("inferred" in quad for quad in expected)
    assert "<https://x.example/../up>" in script_["trig"]
    assert len(script_["trig"]) < 0.5 * sum(len(line) for line in graph.quads(found))


def test_the_core_is_claims_and_what_tells_works_apart():
    found, script_ = made(BIB, core=True)
    assert script_["core"]
    assert script_["leftOut"]
    core, whole = quads(script_["trig"], ox.RdfFormat.TRIG), quads("\n".join(graph.quads(found)), ox.RdfFormat.N_QUADS)
    assert core < whole
    ontology = "<https://w3id.org/bibkg/ns>"  # stays whole: queries look up polarities and labels in it
    assert {q for q in whole if q.endswith(ontology)} < core
    text = "\n".join(q for q in core if not q.endswith(ontology) or "ns#polarity" in q)
    for held in (
        "purl.org/spar/cito/extends",
        "purl.org/dc/terms/title",
        "ns#stance",
        "ns#polarity",
        "schema.org/text",
        "ns#design",
        "core#broader",
    ):
        assert held in text, held
    for left in (
        "dc/terms/creator",
        "ns#Authorship",
        "cito/Citation",
        "wasDerivedFrom",
        "dc/terms/abstract",
        f"{BASE}graph/inferred",
        "/person/",
    ):
        assert left not in text, left


def test_where_shelves_begin_changes_nothing():
    lines = [f'<{BASE}work/{name}{end}> <http://purl.org/dc/terms/title> "{name}" .' for name in "abc" for end in ("", "#x-1")]
    cut = [script.compact(terms.described([line]), BASE, core=False) for line in sorted(lines)]
    assert b"".join(cut) == script.compact(terms.described(sorted(lines)), BASE, core=False)
    assert b"".join(cut).count(b"\\n") == 6
