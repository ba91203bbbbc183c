"""The map as SVG and HTML: well-formed, escaped, without inline styles, and says in words what it draws."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any

from kg import config, graph
from kg.schema import Stance
from kg.web.facts import gather
from kg.web.mapview import map_context
from kg.web.relations import net
from kg.web.svg import elbow, stance_css
from kg.web.viewmodel import LIMIT, WORKS, map_model
from kg.web.whole import Whole, whole

BASE = "https://x.example/"
EVIL = '</script><img src=x onerror="alert(1)"> & co'
BIB = (
    r"""
@book{old1984, author = {Old, Ann and Elder, Bo}, title = {"""
    + EVIL
    + r"""}, year = {1984}}
@article{new2012, author = {New, Cy}, title = {New}, year = {2012}, supports = {risk}, disputes = {pool [p. 7 "not so"]}}
@claim{pool, statement = {Clustering gives firms pooled resources.}, kind = {finding}, concepts = {district}, claimedin = {new2012},
  supportedby = {old1984}, via = {new2012}, quote = {Clustering provides pooled resources.}}
@claim{risk, statement = {"""
    + EVIL
    + r""" carries risk.}, claimedin = {new2012}, certainty = {hedged}, qualifies = {pool}, concepts = {district}}
@concept{district, label = {industrial district}, definition = {Many small firms.}, termof = {old1984}}
@study{case, label = {The case}, reportedin = {new2012}, extends = {pool}}
"""
)


@cache
def made(bib: str = BIB) -> tuple[Whole, tuple[Stance, ...]]:
    """The gists of a bibliography, and the looks of stances."""
    built = graph.build({"bib/all.bib": bib.encode()}, config.Config(Path("nowhere"), "Test", BASE, "en"))
    return whole(gather(built.statements, built.inferred, BASE)), tuple(built.schema.stances.values())


def context(bib: str = BIB) -> dict[str, Any]:
    """The variables of map.html."""
    literature, looks = made(bib)
    return map_context(literature, looks, net(literature))


def test_the_svg_is_well_formed_and_without_inline_styles_or_scripts() -> None:
    svg = context()["svg"]
    root = ET.fromstring(svg)
    assert not [e for e in root.iter() if "style" in e.attrib or any(a.startswith("on") for a in e.attrib)]
    assert {e.tag for e in root.iter()} <= {"svg", "g", "a", "rect", "path", "circle", "text", "tspan", "title"}


def test_boxes_are_links_with_names_that_contain_what_can_be_read() -> None:
    root = ET.fromstring(context()["svg"])
    links = list(root.iter("a"))
    assert len(links) == 2 + 1 + 2 + 1
    for a in links:
        seen = " ".join(" ".join(t.itertext()) for t in a.iter("tspan"))
        assert " ".join(seen.split()) in a.attrib["aria-label"]
        assert re.fullmatch(r"(work|study|claim|concept)/[\w.~-]+\.html", a.attrib["href"])
    kinds = {a.attrib["aria-label"].partition(":")[0] for a in links}
    assert kinds == {"Work", "Study", "Claim", "Concept"}


def test_second_hand_and_hedged_lines_look_different() -> None:
    root = ET.fromstring(context()["svg"])
    ties = [g for g in root.iter("g") if "tie" in g.attrib["class"].split()]
    at_second = [g for g in ties if "at-second" in g.attrib["class"].split()]
    assert {c for g in at_second for c in g.attrib["class"].split() if c.startswith("stance-")} == {"stance-supports"}
    assert all(g.find("circle") is not None for g in at_second)
    assert all(g.find("circle") is None for g in ties if g not in at_second)
    hedged = [g for g in ties if "hedged" in g.attrib["class"].split()]
    assert [g.attrib["class"] for g in hedged] == ["tie stance-states hedged"]


def test_a_study_takes_its_stance_itself_and_stands_beside_its_work() -> None:
    model = map_model(*made())
    assert ("study/case", "claim/pool", "extends") in {e[:3] for e in model.edges}
    assert ("study/case", "work/new2012", "reported") in {e[:3] for e in model.edges}
    assert ("claim/risk", "claim/pool", "qualifies") in {e[:3] for e in model.edges}


def test_the_data_cannot_end_its_script_element() -> None:
    text = str(context()["data"])
    assert "<" not in text
    data = json.loads(text)
    assert any("</script>" in n.get("d", "") or "</script>" in n["l"] for n in data["nodes"])
    for e in data["edges"]:
        assert e["t"] in data["words"]
        assert {e["s"], e["e"]} <= set(range(len(data["nodes"])))
    via = [e for e in data["edges"] if e.get("via")]
    assert [(e["t"], e["via"], e["viah"]) for e in via] == [("supports", "New 2012", "work/new2012.html")]
    assert [(e["place"], e["q"]) for e in data["edges"] if e["t"] == "disputes"] == [("page 7", "not so")]


def test_the_table_has_every_link_and_the_legend_counts_them() -> None:
    found = context()
    links, legend = found["links"], {row["name"]: row["count"] for row in found["legend"]}
    assert len(links) == len(map_model(*made()).edges)
    assert legend["disputes"] == 1
    assert sum(legend.values()) == found["counts"]["lines"]
    hands = {row["name"]: row["count"] for row in found["hands"]}
    assert hands["first"] + hands["second"] == found["counts"]["lines"]
    assert [i.label for i in found["contested"]] == ["Clustering gives firms pooled resources"]


def test_stances_of_sources_on_claims_are_counted_apart() -> None:
    counts = context()["counts"]
    assert {k: counts[k] for k in ("works", "studies", "stances", "stood_on", "second", "between", "terms", "lines")} == {
        "works": 2, "studies": 1, "stances": 6, "stood_on": 2, "second": 1, "between": 1, "terms": 1, "lines": 8,
    }  # fmt: skip
    pool = next(g.items[0] for g in context()["claims"] if "pooled" in g.items[0].label)
    assert [t.words for t in pool.tallies] == ["stated by 1", "supported by 1", "extended by 1", "disputed by 1"]  # no claim among them
    assert "qualified by 1" in [t.words for t in context()["contested"][0].tallies]


def test_only_a_claim_with_evidence_and_without_dispute_is_undisputed() -> None:
    model = map_model(*made(BIB + "@claim{bare, statement = {Nobody says so.}}"))
    assert {n.id: n.undisputed for n in model.claims} == {"claim/pool": False, "claim/risk": True, "claim/bare": False}


def test_works_without_claims_are_chosen_by_links_then_year_and_counted_whole() -> None:
    works = "".join(
        f"@book{{w{n}, author = {{A{n:03}, B}}, title = {{T}}, year = {{{1900 + n}}}, keywords = {{k{', l' if n < 5 else ''}}}}}\n"
        for n in range(WORKS + 20)
    )
    found = context(works)
    assert found["part"] == f"{WORKS} of {WORKS + 20} works"
    shown = {n["l"] for n in json.loads(found["data"])["nodes"] if n["k"] == "work"}
    assert "A000 1900" in shown
    assert "A005 1905" not in shown
    assert f"A{WORKS + 19:03} {1900 + WORKS + 19}" in shown
    assert [t.words for g in found["concepts"] for t in g.items[0].tallies] == [f"{WORKS + 20} works", "5 works"]
    assert "@claim{" in found["example"]
    heights = [float(y) for y in re.findall(r'class="box keyword".*?<rect x="[\d.]+" y="([\d.]+)"', found["svg"])]
    assert max(heights) < 130


def test_a_column_shows_the_most_connected_and_says_so() -> None:
    works = "\n".join(
        f"@book{{w{n}, author = {{A{n:03}, B}}, title = {{T}}, year = {{{1900 + n}}}, supports = {{c}}}}" for n in range(LIMIT + 20)
    )
    found = context(
        works
        + "\n@claim{c, statement = {So it is.}}\n@article{often, author = {Z, Z}, title = {T}, year = {2020}, supports = {c}, states = {c}}"
    )
    assert {name: count for name, _, count in found["heads"]}["sources"] == f"{LIMIT} of {LIMIT + 21}"
    assert "Work: Z 2020" in found["svg"]


def test_without_claims_works_stand_by_year_beside_concepts() -> None:
    works = "".join(f"@book{{w{y}, author = {{A, B}}, title = {{T}}, year = {{{y}}}, concepts = {{k}}}}\n" for y in (2001, 1990, 2010))
    found = context(works + "@concept{k, label = {a thing}}")
    assert [name for name, _, _ in found["heads"]] == ["sources", "concepts"]
    labels = [a.attrib["aria-label"] for a in ET.fromstring(found["svg"]).iter("a")]
    assert [label.split()[2] for label in labels[:3]] == ["1990", "2001", "2010"]


def test_an_empty_bibliography_has_an_empty_map() -> None:
    found = context("")
    assert ET.fromstring(found["svg"]).findall(".//a") == []


def test_stance_css_has_a_colour_for_light_and_dark_and_dashes() -> None:
    looks = made()[1]
    css = stance_css(looks)
    for look in looks:
        assert css.count(f"--stance-{look.name}: {look.color};") == 1
        assert css.count(f"--stance-{look.name}: {look.dark};") == 2
        assert (f".stance-{look.name} .line {{ stroke-dasharray: {look.dash}; }}" in css) is bool(look.dash)
    assert css.count("{") == css.count("}")


def test_a_branch_without_a_rise_is_a_straight_line() -> None:
    assert elbow(10, 30, (50, 10)) == "L50,10"
    assert elbow(10, 30, (50, 12)).startswith("H29Q30,10 30,11")
