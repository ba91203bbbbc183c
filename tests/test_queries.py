"""Every named query has its expected answer on the shipped literature, the same on Oxigraph and on rdflib.

`tests/queries/NAME.csv` is the answer without parameters, `tests/queries/NAME@claim=KEY.csv` with one.
After a change that is meant to change answers: `python -m tests.test_queries` writes them anew, for review.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from kg import Workspace, answers, graph, terms
from kg.query import bindings, library
from tests.paths import REPO

FOLDER = Path(__file__).parent / "queries"
PARAMETERS = {
    "evidence-for-claim": ["claim=innovation-linked-to-associative-economy", "claim=smes-gain-inside", "claim=smes-can-collaborate-anew"],
    "claims-about-concept": ["concept=district-advantage"],
    "citations-of-work": ["work=rosenfeld2005industry", "work=saxenian2001silicon"],
    "works-by-author": ["", "person=saxenian-annalee"],
    "works-by-year": ["", "year=2001"],
}
CASES = [f"{name}@{given}".removesuffix("@") for name in library() for given in PARAMETERS.get(name, [""])]


@cache
def workspace() -> Workspace:
    return Workspace(REPO)


def parameters(case: str) -> dict[str, str]:
    return dict([case.partition("@")[2].split("=")]) if "@" in case else {}


def oxigraph(case: str) -> str:
    ws = workspace()
    return answers.write(ws.answer(case.partition("@")[0], parameters(case)), "csv", ws.config.base).decode()


@cache
def dataset() -> rdflib.Dataset:
    ws = workspace()
    found = rdflib.Dataset(default_union=False)
    found.parse(data="\n".join(graph.quads(ws.graph())), format="nquads")
    return found


def on_rdflib(case: str) -> list[list[str]]:
    ws = workspace()
    query = library()[case.partition("@")[0]]
    bound = bindings(query, parameters(case), ws.store(), ws.config.base)
    given = {name: rdflib.util.from_n3(term) for name, term in bound.items()}
    rows = dataset().query(prepareQuery(query.text, initNs=terms.PREFIXES), initBindings=given)
    return [["" if value is None else str(value) for value in row] for row in rows]


def test_there_are_queries_for_what_a_reviewer_asks() -> None:
    assert len(library()) >= 12


def test_no_answer_is_left_over() -> None:
    assert {p.stem for p in FOLDER.glob("*.csv")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_answer_is_as_expected(case: str) -> None:
    path = FOLDER / f"{case}.csv"
    assert path.is_file(), f"{path} is missing: write it with python -m tests.test_queries, and read it"
    assert oxigraph(case) == path.read_bytes().decode()


@pytest.mark.parametrize("case", CASES)
def test_rdflib_gives_the_same_rows(case: str) -> None:
    rows = list(csv.reader(io.StringIO(oxigraph(case))))[1:]
    assert sorted(on_rdflib(case)) == sorted(rows)


def test_contested_claims_is_empty_here_and_answers_when_there_is_a_dispute(tmp_path: Path) -> None:
    assert len(oxigraph("contested-claims").splitlines()) == 1
    (tmp_path / "bib").mkdir()
    (tmp_path / "kg.toml").write_text('base = "https://x.example/"\n', encoding="utf-8")
    for name in ("works", "concepts", "claims", "people"):
        (tmp_path / "bib" / f"{name}.bib").write_bytes((REPO / "bib" / f"{name}.bib").read_bytes())
    new = "@article{critic2020, title = {No}, author = {Critic, A.}, year = 2020, disputes = {clusters-revived [p. 7]}}\n"
    (tmp_path / "bib" / "new.bib").write_text(new, encoding="utf-8")
    rows = list(Workspace(tmp_path).query("contested-claims"))
    claim, critic = "https://x.example/claim/clusters-revived", "https://x.example/work/critic2020"
    assert [(r["claim"], r["disputes"], r["place"], r["held"]) for r in rows] == [(claim, critic, "page 7", 2)]


def test_a_claim_that_nobody_states_is_contested_too(make_workspace: Callable[..., Path]) -> None:
    text = "@book{b, title = {B}}\n@claim{x, statement = {All is well.}, disputedby = {b [p. 3]}, mentionedby = {b}}\n"
    rows = list(Workspace(make_workspace({"bib/a.bib": text})).query("contested-claims"))
    assert [(r["claim"], r["place"], r["held"]) for r in rows] == [("https://x.example/claim/x", "page 3", 0)]


def test_a_list_shows_the_top_and_a_parameter_reaches_everyone(make_workspace: Callable[..., Path]) -> None:
    works = [(f"w{n}{part}", f"Writer{n:02}, Ann") for n in range(60) for part in "ab"[: 1 if n == 7 else 2]]
    text = "".join(f"@book{{{key}, title = {{T}}, author = {{{author}}}, year = 2000}}\n" for key, author in works)
    ws = Workspace(make_workspace({"bib/a.bib": text}))
    people = {row["person"] for row in ws.query("works-by-author")}
    assert people == {f"https://x.example/person/writer{n:02}-ann" for n in range(51) if n != 7}
    assert [row["label"] for row in ws.query("works-by-author", {"person": "Writer07, Ann"})] == ["Writer07 2000"]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.csv"):
        old.unlink()
    for written in CASES:
        (FOLDER / f"{written}.csv").write_bytes(oxigraph(written).encode())
