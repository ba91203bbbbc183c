"""The index of a round is that of a first one, whatever was there before, and all that has changed in it is noted."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from kg import indexing, kept
from kg.blocks import row
from kg.index.given import KINDS, Given, gifts
from kg.indexing import Indexing

LABELS, PEOPLE = ["trust", "cluster"], [("person", "aa"), ("person", "bb")]


def block(rng):
    """What a block gives: labels, of which the first counts, and spellings, which are counted."""
    labels = [("label", label, rng.choice("xy")) for label in LABELS if rng.random() < 0.5]
    return gifts([*labels, *(("spelling", who, {rng.choice(["Aa", "AA"]): 1}) for who in PEOPLE if rng.random() < 0.5)])


def tables(given):
    return {(table, key): row for table in KINDS for key, row in given.rows(table)}


def made(folder, last, blocks, held):
    """The index of blocks after those of the last round; `held` are the names of those that are as they were."""
    folder.mkdir()
    now = Indexing(folder, (last[1].files, last[1].left) if last else None)
    now.begin(list(blocks), held)
    if now.changed is None:
        now.note(blocks.items())
        return folder, now, blocks
    here = {name for name in blocks if name not in held}
    pairs = [(old, old if old in here else now.replaced.get(old, "")) for old in last[2] if old not in held]
    pairs += [("", new) for new in here.difference(new for _, new in pairs)]
    now.renew((new or old, last[2].get(old, []), blocks.get(new, [])) for old, new in pairs)
    return folder, now, blocks


@pytest.mark.parametrize("enough", [0, indexing.ENOUGH])  # with 0 what differs from the first file always stands beside it
@pytest.mark.parametrize("seed", range(40))
def test_what_changes_is_noted_whatever_comes_and_goes(tmp_path, seed, enough, monkeypatch):
    monkeypatch.setattr(indexing, "ENOUGH", enough)
    rng = Random(seed)
    blocks = {f"b{n}": block(rng) for n in range(6)}
    rounds, known = [made(tmp_path / "0", None, blocks, set())], dict(blocks)
    for turn in range(1, 5):
        lots = [(name, given) for name, given in blocks.items() if rng.random() < 0.7]
        for _ in range(rng.randrange(3)):
            lots.insert(rng.randrange(len(lots) + 1), (f"n{rng.randrange(10**9)}", block(rng)))
        if rng.random() < 0.5:  # one comes back as it was
            lots.insert(rng.randrange(len(lots) + 1), rng.choice([(n, g) for n, g in known.items() if n not in dict(lots)] or lots[:1]))
            lots = list(dict(lots).items())
        known |= dict(lots)
        held, blocks = {name for name, _ in lots} & blocks.keys(), dict(lots)
        rounds.append(made(tmp_path / str(turn), rounds[-1], blocks, held))
        first = Given(None, list(blocks))
        first.put(blocks.items())
        first.arrange(list(blocks))
        assert tables(rounds[-1][1].given) == tables(first)
    for (_, then, _), (_, now, _) in pairwise(rounds):
        if now.changed is not None:
            old, new = tables(then.given), tables(now.given)
            others = {thing for thing in old.keys() | new.keys() if old.get(thing) != new.get(thing)}
            assert others == now.differing
            assert now.changed == {kept.mark(row(*thing)) for thing in now.differing}
