"""Where boxes and lines of the map stand: nothing overlaps, lines end at boxes, and every run gives the same drawing."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from kg import config, graph
from kg.web.boxes import text_width, wrap
from kg.web.facts import gather
from kg.web.layout import Plan, plan
from kg.web.viewmodel import MapEdge, MapModel, MapNode, map_model
from kg.web.whole import whole
from tests.paths import REPO

BASE = "https://x.example/"
STANCES = ("states", "supports", "disputes", "extends")


@cache
def shipped() -> MapModel:
    """The map of the literature that ships with the project."""
    files = {f"bib/{p.name}": p.read_bytes() for p in sorted((REPO / "bib").glob("*.bib"))}
    made = graph.build(files, config.Config(Path("nowhere"), "Test", BASE, "en"))
    return map_model(whole(gather(made.statements, made.inferred, BASE)), list(made.schema.stances.values()))


def dense(n: int) -> MapModel:
    """A made-up map of three columns of n boxes."""
    sources = tuple(MapNode(f"work/{i}", "work", f"work/{i}.html", f"Author {1950 + i}", "A title") for i in range(n))
    claims = tuple(MapNode(f"claim/{i}", "claim", f"claim/{i}.html", f"{i} says a thing", "") for i in range(n))
    concepts = tuple(MapNode(f"concept/{i}", "concept", f"concept/{i}.html", f"concept {i}", "") for i in range(n))
    edges = {
        MapEdge(f"work/{(i * 7 + j * j * 5) % n}", f"claim/{i}", STANCES[j % 4], "Someone" if i % 2 else "")
        for i in range(n)
        for j in range(4)
    }
    edges |= {MapEdge(f"claim/{i}", f"concept/{(i * 3 + j * 11) % n}", "about") for i in range(n) for j in range(4)}
    edges |= {MapEdge(f"claim/{i}", f"claim/{(i * 5 + 1) % n}", "qualifies") for i in range(0, n, 9) if (i * 5 + 1) % n != i}
    return MapModel(sources, claims, concepts, tuple(sorted(edges)), (), {"sources": n, "claims": n, "concepts": n})


def models() -> list[MapModel]:
    """Maps to test with."""
    no_claims = dense(12)._replace(claims=(), edges=tuple(MapEdge(f"work/{i}", f"concept/{i * 5 % 12}", "about") for i in range(12)))
    return [shipped(), dense(12), dense(60), no_claims, dense(1), MapModel((), (), (), (), (), {"sources": 0, "claims": 0, "concepts": 0})]


@pytest.mark.parametrize("model", models(), ids=["shipped", "twelve", "sixty", "no claims", "one", "none"])
def test_boxes_of_a_column_keep_apart_and_lie_inside(model: MapModel) -> None:
    drawing = plan(model)
    assert {b.node.id for b in drawing.boxes if b.node} == {n.id for n in model.nodes}
    for column in range(3):
        units = [b for b in drawing.boxes if b.column == column and not b.row]
        assert all(a.y + a.h < b.y for a, b in pairwise(units))
        assert all(b.y >= 0 and b.y + b.h <= drawing.height and b.x >= 0 and b.x + b.w <= drawing.width for b in units)
    for frame in drawing.boxes:
        for a, b in pairwise(frame.inside):
            assert a.y + a.h <= b.y + 1e-9
        assert all(frame.y < r.y and r.y + r.h <= frame.y + frame.h for r in frame.inside)


@pytest.mark.parametrize("model", models()[:4], ids=["shipped", "twelve", "sixty", "no claims"])
def test_lines_run_from_box_to_box_and_every_link_is_drawn_once(model: MapModel) -> None:
    drawing = plan(model)
    boxes = {b.id: b for b in drawing.boxes}
    for line in drawing.lines:
        for end, name in ((line.points[0], line.tie.start), (line.points[-1], line.tie.end)):
            box = boxes[name]
            assert end[0] in (box.x, box.x + box.w)
            assert box.y <= end[1] <= box.y + box.h
        if line.lane is not None:
            assert line.points[0][0] < line.lane < line.points[-1][0]
    assert sorted(n for line in drawing.lines for n in line.tie.edges) == list(range(len(model.edges)))


def test_trunks_that_share_a_lane_do_not_touch() -> None:
    drawing = plan(dense(60))
    lanes: dict[float | None, dict[tuple[str, str, bool], list[float]]] = {}
    for line in drawing.lines:
        trunk = (line.tie.start, line.tie.stance, line.tie.second_hand)
        lanes.setdefault(line.lane, {}).setdefault(trunk, []).extend((line.points[0][1], line.points[-1][1]))
    lanes.pop(None, None)
    assert len(lanes) > 3
    for trunks in lanes.values():
        spans = sorted((min(ys), max(ys)) for ys in trunks.values())
        assert all(a[1] < b[0] for a, b in pairwise(spans))


def test_claims_that_begin_alike_with_the_same_evidence_share_a_frame() -> None:
    bundles = {b.stem: b for b in shipped().bundles}
    assert set(bundles["Geographical clustering of an industry gives its firms"].rests) == {
        "cultural exchange", "knowledge sharing", "pooled resources", "proximity to suppliers and markets",
    }  # fmt: skip
    frame = bundles["Geographical clustering of an industry gives its firms"].id
    drawn = [line.tie for line in plan(shipped()).lines if line.tie.end == frame]
    assert len(drawn) == 4  # one for each source, not one for each claim
    assert all(len(t.edges) == 4 for t in drawn)


def text(drawing: Plan) -> str:
    """A drawing as text, to the last digit."""
    boxes = [(b.id, b.x, b.y, b.w, b.h, b.lines) for b in drawing.boxes]
    return repr((drawing.width, drawing.height, boxes, [(ln.tie, ln.points, ln.lane) for ln in drawing.lines]))


def test_the_drawing_is_the_same_in_every_process() -> None:
    code = "import test_layout as t; print(t.text(t.plan(t.dense(20))))"
    out = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{REPO}:{Path(__file__).parent}"},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert out == {text(plan(dense(20)))}


@pytest.mark.parametrize(
    "words", ["", "short", "a longer text that needs several lines", "x" * 90, "external-to-the-district-and-further-still influences"]
)
def test_wrapped_lines_fit_and_lose_no_letter(words: str) -> None:
    lines = wrap(words, 120)
    assert all(text_width(line) <= 121 for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == words.replace("-", "").replace(" ", "")


def test_too_many_lines_end_in_an_ellipsis() -> None:
    assert wrap("one two three four five six", 40, most=2)[-1].endswith("…")
    assert len(wrap("one two three four five six", 40, most=2)) == 2
