"""Where long lists are cut: every entry in one part, parts within the limit, and one entry more changes few."""

from __future__ import annotations

import random
import re
from itertools import pairwise

from kg import iri
from kg.web import parts

ALPHABET = "abcdefghijklmnopqrstuvwxyz 0123456789éжя漢字あ"


def order(key: str, year: str = "") -> bytes:
    """What a list is sorted by."""
    return parts.keys([(year, key, "")], by_year=bool(year))[0]


def keys(count: int, seed: int = 1, lead: str = "") -> list[str]:
    """Folded keys in the order of lists."""
    rng = random.Random(seed)
    made = (lead + "".join(rng.choice(ALPHABET) for _ in range(rng.randint(1, 9))) for _ in range(count))
    return sorted({iri.fold(k) for k in made}, key=order)


def cut(found: list[str]) -> list[parts.Part]:
    return parts.cut([order(k) for k in found])


def test_every_entry_is_in_one_part_and_parts_are_short() -> None:
    for lead in ("", "a comparison of twelve regions suggests that " * 8):
        found = keys(5000, lead=lead)
        made = cut(found)
        assert made[0].start == 0
        assert made[-1].end == len(found)
        assert all(a.end == b.start for a, b in pairwise(made))
        assert all(0 < p.end - p.start <= parts.MOST for p in made)
        assert len({p.name.casefold() for p in made}) == len(made)
        assert all(re.fullmatch(r"[a-z0-9_~-]+", p.name) and len(p.name) <= iri.LONGEST_SLUG for p in made)


def test_one_entry_more_changes_one_part_or_cuts_it() -> None:
    found = keys(3000)
    before = {p.name: tuple(found[p.start : p.end]) for p in cut(found)}
    for new in ("aardvark", "mmm", "zz", "жук", "漢字漢", "9x"):
        more = sorted([*found, new], key=order)
        after = {p.name: tuple(more[p.start : p.end]) for p in cut(more)}
        assert 1 <= sum(before.get(name) != entries for name, entries in after.items()) <= 2, new
        assert not before.keys() - after.keys()


def test_years_come_first_and_a_full_year_is_cut_by_letters() -> None:
    entries = [("1998", f"a{n:04}") for n in range(100)] + [("1999", f"{c}{n:04}") for c in "bt" for n in range(100)]
    made = parts.cut([order(key, year) for year, key in [*entries, (parts.UNDATED, "x")]])
    assert [(p.name, p.label) for p in made] == [
        ("1998", "1998"),
        ("1999", "1999, B000 – B009"),
        ("1999-q", "1999, T000 – T009"),
        ("undated", "undated"),
    ]
    assert [p.head for p in made] == ["1998", "1999", "1999", "undated"]


def test_keys_that_are_all_the_same_stay_together() -> None:
    assert [(p.start, p.end) for p in cut(["same"] * 900)] == [(0, 900)]
