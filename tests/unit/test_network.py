"""The concept network: what is linked, that positions are stable and boxes apart, and that pyvis stays out until it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from kg import config, graph
from kg.web.facts import gather
from kg.web.network import network_data, place
from kg.web.relations import Branch, Concept, Link, concept_links, net
from kg.web.whole import Whole, whole
from tests.paths import REPO

BASE = "https://x.example/"
EVIL = "</script><b>loud</b>"
BIB = (
    r"""
@concept{cluster, label = {industry cluster}}
@concept{creative, label = {creative cluster}, broader = {cluster}, related = {sme}}
@concept{sme, label = {SME}, related = {creative}}
@concept{evil, label = {"""
    + EVIL
    + r"""}}
@concept{a, label = {a}, broader = {b}}
@concept{b, label = {b}, broader = {a}}
@claim{one, statement = {One.}, concepts = {cluster, sme}}
@claim{two, statement = {Two.}, concepts = {cluster, sme, creative}}
"""
)


@cache
def literature(bib: str = BIB) -> Whole:
    """The gists of a bibliography."""
    made = graph.build({"bib/all.bib": bib.encode()}, config.Config(Path("nowhere"), "Test", BASE, "en"))
    return whole(gather(made.statements, made.inferred, BASE))


def data(bib: str = BIB) -> dict[str, Any]:
    """What network-data.js assigns."""
    text = network_data(net(literature(bib)))
    assert text.startswith("globalThis.KG_NETWORK = ")
    found: dict[str, Any] = json.loads(text.removeprefix("globalThis.KG_NETWORK = ").removesuffix(";\n"))
    return found


def test_what_is_known_at_second_hand_and_what_was_found_are_links_of_their_own() -> None:
    bib = (
        BIB
        + r"""
@article{read, title = {On evil alone}, author = {A, B.}, year = 2001}
@article{unread, title = {A creative cluster without SMEs, and an industry cluster}, author = {C, D.}, year = 2000}
@concept{far, label = {far}}
@claim{three, statement = {Three.}, concepts = {a, far}, supportedby = {unread}, via = {read}}
@claim{four, statement = {Four.}, concepts = {b, far}, supportedby = {unread [via read], read}}
@article{words, title = {Far away with an SME}, author = {C, D.}, year = 2002}
"""
    )
    made = net(literature(bib))
    kinds = {(link.start.removeprefix("concept/"), link.end.removeprefix("concept/")): link.kind for link in made.links}
    assert kinds["a", "far"] == "second"
    assert kinds["b", "far"] == "together"
    assert kinds["far", "sme"] == "found"
    assert made.off == ("found",)
    places = place(made.concepts, [link for link in made.links if link.kind != "found"])
    drawn = {n["id"]: (n["x"], n["y"]) for n in data(bib)["nodes"]}
    assert drawn == {i: (round(x), round(y)) for i, (x, y) in places.items()}, "what was found moves nothing"


def test_links_are_broader_related_and_shared_claims() -> None:
    concepts, links, total = concept_links(literature())
    assert (len(concepts), total) == (6, 6)
    assert {c.id: c.uses for c in concepts}["concept/sme"] == 2
    assert Link("concept/creative", "concept/cluster", "broader", 1) in links
    assert [(e.start, e.end) for e in links if e.kind == "related"] == [("concept/creative", "concept/sme")]  # said twice, linked once
    assert Link("concept/cluster", "concept/sme", "together", 2) in links


def test_the_data_is_pyvis_nodes_and_edges_with_fixed_places() -> None:
    found = data()
    assert {n["id"] for n in found["nodes"]} == {f"concept/{k}" for k in ("cluster", "creative", "sme", "evil", "a", "b")}
    assert all(isinstance(n["x"], int) and isinstance(n["y"], int) and n["shape"] == "box" and "color" not in n for n in found["nodes"])
    assert {(e["from"], e["to"]) for e in found["edges"] if e["arrows"] == "to"} == {
        ("concept/creative", "concept/cluster"), ("concept/a", "concept/b"), ("concept/b", "concept/a"),
    }  # fmt: skip
    assert found["options"]["physics"]["enabled"] is False
    assert next(n for n in found["nodes"] if n["id"] == "concept/sme")["href"] == "concept/sme.html"


def test_more_claims_make_larger_type() -> None:
    size = {n["id"]: n["font"]["size"] for n in data()["nodes"]}
    assert size["concept/cluster"] > size["concept/creative"] > size["concept/evil"]


def test_shipped_concepts_do_not_overlap_and_stand_where_they_stood() -> None:
    files = {f"bib/{p.name}": p.read_bytes() for p in sorted((REPO / "bib").glob("*.bib"))}
    made = graph.build(files, config.Config(Path("nowhere"), "Test", BASE, "en"))
    found = whole(gather(made.statements, made.inferred, BASE))
    concepts, links, _ = concept_links(found)
    at = place(concepts, links)
    assert at == place(concepts, links)
    assert len(at) == len(concepts)
    for a, b in combinations(at.values(), 2):
        assert abs(a[0] - b[0]) > 34 or abs(a[1] - b[1]) > 16
    near = [e for e in links if e.kind == "broader"]
    apart = sum(abs(at[e.start][0] - at[e.end][0]) + abs(at[e.start][1] - at[e.end][1]) for e in near) / len(near)
    wide = max(x for x, _ in at.values()) - min(x for x, _ in at.values())
    assert apart < wide / 3


def test_no_concepts_and_one_concept_have_places() -> None:
    assert place([], []) == {}
    assert set(place([Concept("concept/a", "a", "", "", 0)], [])) == {"concept/a"}
    assert data("")["nodes"] == []


def test_the_tree_has_every_concept_once_also_where_broader_goes_in_circles() -> None:
    def names(branches: Sequence[Branch]) -> list[str]:
        return [n for b in branches for n in (b.concept.label, *names(b.narrower))]

    tree = net(literature()).tree
    assert sorted(names(tree)) == sorted(["industry cluster", "creative cluster", "SME", EVIL, "a", "b"])
    assert next(b for b in tree if b.concept.label == "industry cluster").narrower[0].concept.label == "creative cluster"


def test_pyvis_is_not_imported_before_it_builds() -> None:
    code = "import sys, kg.web.network; sys.exit('pyvis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPO, check=False).returncode == 0
