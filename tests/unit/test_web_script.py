"""The graph as a script: all statements come out of it as they went in, or those of the core."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

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


def made(bib, *, core=False, large=False):
    """The graph of a bibliography, and the script of it as its page reads it: what is in its first file, and the texts of all of them."""
    found = graph.build({"bib/all.bib": bib.encode()}, config.Config(Path("nowhere"), "Test", BASE, "en"))
    shares = [script.share(terms.described(found.curated), terms.described(found.found), BASE, core=core)]
    vocabulary = script.compact(terms.described(found.schema.statements), BASE, core=False)
    of = script.Script(BASE, core, 9, 8, vocabulary, infer.inferred_graph(BASE))
    files = {
        path: b"".join(data).decode() for path, _, data in script.files(of, [s.marks for s in shares], shares.__getitem__, {}, large=large)
    }
    head = files.pop("data/graph.js")
    assert head.startswith("globalThis.KG_GRAPH = {")
    assert head.endswith("};\n")
    read = json.loads(head[len("globalThis.KG_GRAPH = ") : -2])
    assert [f"data/graph-{name}.js" for name in read["parts"]] == list(files)
    ahead, after = "globalThis.KG_GRAPH.trig.push(", ");\n"
    assert all(text.startswith(ahead) and text.endswith(after) for text in files.values())
    return found, read | {"trig": [*read["trig"], *(json.loads(text[len(ahead) : -len(after)]) for text in files.values())]}


def quads(texts, form):
    return {str(q) for text in texts for q in ox.parse(text, format=form, lenient=True)}


def test_what_goes_in_comes_out():
    found, script_ = made(ODD)
    assert (script_["statements"], script_["curated"], script_["core"], script_["leftOut"]) == (9, 8, "", "")
    expected = quads(["\n".join(graph.quads(found))], ox.RdfFormat.N_QUADS)
    assert quads(script_["trig"], ox.RdfFormat.TRIG) == expected
    assert any("inferred" in quad for quad in expected)
    (text,) = script_["trig"]
    assert "<https://x.example/../up>" in text
    assert len(text) < 0.5 * sum(len(line) for line in graph.quads(found))


def test_the_core_is_claims_and_what_tells_works_apart():
    found, script_ = made(BIB, core=True)
    assert script_["core"]
    assert script_["leftOut"]
    core, whole = quads(script_["trig"], ox.RdfFormat.TRIG), quads(["\n".join(graph.quads(found))], ox.RdfFormat.N_QUADS)
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


@pytest.mark.parametrize("core", [False, True])
def test_in_parts_it_says_the_same(monkeypatch, core):
    _, whole = made(ODD, core=core)
    monkeypatch.setattr(script, "IN_PART", 3)
    _, parted = made(ODD, core=core, large=True)
    assert len(parted["parts"]) > 4
    assert quads(parted["trig"], ox.RdfFormat.TRIG) == quads(whole["trig"], ox.RdfFormat.TRIG)
    assert len({*parted["trig"]}) == len(parted["trig"])


def test_where_a_shelf_begins_changes_no_part(monkeypatch):
    monkeypatch.setattr(script, "IN_PART", 3)
    found = graph.build({"bib/all.bib": BIB.encode()}, config.Config(Path("nowhere"), "Test", BASE, "en"))
    curated, inferred = terms.described(found.curated), terms.described(found.found)
    of = script.Script(BASE, False, 9, 8, b"", infer.inferred_graph(BASE))
    seen = set()
    for bound in (
        "<",
        f"<{BASE}person/d",
        f"<{BASE}work/b",
        "=",
    ):
        below, above = ([{s: p for s, p in some.items() if (s < bound) == low} for some in (curated, inferred)] for low in (True, False))
        shares = [script.share(*some, BASE, core=False) for some in (below, above)]
        files = script.files(of, [s.marks for s in shares], shares.__getitem__, {}, large=True)
        seen.add(tuple((path, b"".join(data)) for path, _, data in files))
    assert len(seen) == 1


def test_where_shelves_begin_changes_nothing():
    lines = [f'<{BASE}work/{name}{end}> <http://purl.org/dc/terms/title> "{name}" .' for name in "abc" for end in ("", "#x-1")]
    cut = [script.compact(terms.described([line]), BASE, core=False) for line in sorted(lines)]
    assert b"".join(cut) == script.compact(terms.described(sorted(lines)), BASE, core=False)
    assert b"".join(cut).count(b"\\n") == 6
