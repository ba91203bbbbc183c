"""Columns that are made of what the last build left are what they would be if they were made of nothing."""

from __future__ import annotations

import random

import pytest

from kg.kept import Drawers
from kg.web import facets, pieces, search
from kg.web.catalogue import Before, Catalogue
from kg.web.facts import Brief
from kg.web.gist import Gist
from kg.web.markup import Html
from kg.web.pieces import Shelved
from kg.web.rows import Row
from kg.web.shell import Shell
from tests.unit.web_site import edition

BASE = "https://kg.example/"
SHELVES = 5
Things = dict[str, tuple[Gist, Row]]  # by IRI term


def thing(rng: random.Random, kind: str, number: int, people: list[str]) -> tuple[str, tuple[Gist, Row]]:
    term = f"<{BASE}{kind}/{number}>"
    label = rng.choice(["Ordinary", r"A \new line", 'Said "so"', "Ætherisch", "漢字", f"Label {number}"])
    brief = Brief(term, kind, f"{kind}/{number}.html", label, detail=rng.choice(["", "T", "Title"]), year=rng.choice(["", "1998", "2001"]))
    chosen = tuple(rng.sample(people, min(len(people), rng.randrange(3)))) if kind == "work" else ()
    values = tuple(tuple(rng.sample(["Aa", "bb", "cc", "Dd", "1998", r"e\n"], rng.randrange(4))) for _ in facets.FACETS[kind])
    cells = tuple(Html(rng.choice(["", "1", "2"])) for _ in range(6))
    row = Row(kind, rng.choice("abc"), term, brief.year, rng.randrange(3), cells, facets=values)
    return term, (Gist(brief._replace(people=chosen), linked=rng.randrange(4)), row)


def shelved(things: Things) -> Shelved:
    shelves: list[dict[str, tuple[Gist, Row]]] = [{} for _ in range(SHELVES)]
    for term, one in sorted(things.items()):
        shelves[len(term) * 7 % 2 + int(term[-2]) % (SHELVES - 1)][term] = one
    made = []
    for shelf in shelves:
        gists = {term: gist for term, (gist, _) in shelf.items()}
        made.append((pieces.pieces(gists, [row for _, row in shelf.values()], edition()), gists))
    return Shelved([pieces.sums(found, gists.values(), {}) for found, gists in made], lambda number: made[number][0])


def changed(rng: random.Random, things: Things) -> Things:
    """Some things come, some go, some are others."""
    found = {term: one for term, one in things.items() if rng.random() > 0.1}
    for kind, most in (("person", 20), ("organization", 6), ("work", 40)):
        people = [term for term in found if "/work/" not in term] + [f"<{BASE}person/nobody>"] * (rng.random() < 0.1)
        found |= dict(thing(rng, kind, rng.randrange(100, 100 + most), people) for _ in range(rng.randrange(4)))
    there = {*found, f"<{BASE}person/nobody>"}
    works = {term: (gist, row) for term, (gist, row) in found.items() if there >= {*gist.brief.people}}
    return (
        works if rng.random() > 0.05 else {term: one for term, one in works.items() if "/person/" not in term and not one[0].brief.people}
    )


def data(made: Catalogue) -> dict[str, bytes | None]:
    found = [made.searched(), *(made.listed(kind) for kind in ("work", "person", "organization") if made.shelved.counts.get(kind))]
    return {path: pieces and b"".join(pieces) for path, pieces in found}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("most", [200_000, 12])
def test_columns_are_as_if_made_of_nothing(tmp_path, monkeypatch, seed, most):
    monkeypatch.setattr(search, "MOST", most)
    rng, shell, things = random.Random(seed), Shell(edition()), {}
    before, files = None, {}
    for turn in range(25):
        things = changed(rng, things)
        made = Drawers(tmp_path / str(turn))
        catalogue = Catalogue(shell, shelved(things), made, before)
        found = data(catalogue)
        assert {path: found[path] or files[path] for path in found} == data(Catalogue(shell, shelved(things), Drawers())), turn
        files |= {path: text for path, text in found.items() if text is not None}
        before = Before(catalogue.known, Drawers(tmp_path / str(turn), {n: p for n, p in made.files().items() if n in catalogue.known}))
    assert before
