"""Generations: what one run leaves for the next, each file once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from kg import kept
from kg.kept import Drawers


def keep(folder, number, drawers):
    """Leave some records as a generation."""
    files = {"a": {f"{n:05}": str(Path(drawers.file(n)).parent) for n in range(3)}}
    kept.keep(folder / "made", folder, "x", number, files, number)


def run(folder, number, **new):
    """Leave a generation: the last one with a few records of its own."""
    last = kept.left(folder, "x", number - 1)
    drawers = Drawers(folder / f"run-{number}", last and last.files["a"])
    for n in range(3):
        if last is None or f"n{n}" in new:
            drawers.put(n, new.get(f"n{n}", 0))
    keep(folder, number, drawers)


def records(folder, number):
    """What is on record in a generation; None where it is not whole."""
    left = kept.left(folder, "x", number)
    return left and [Drawers(folder / f"x-{number}" / "a", left.files["a"]).get(n) for n in range(3)]


def on_disk(folder):
    """The files of all generations."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("x-*/a/*"))


def test_a_generation_has_what_is_new_and_the_rest_where_it_lies(tmp_path):
    run(tmp_path, 1, n0=1, n1=1, n2=1)
    run(tmp_path, 2, n1=2)
    assert records(tmp_path, 1) == [1, 1, 1]
    assert records(tmp_path, 2) == [1, 2, 1]
    assert on_disk(tmp_path) == ["x-1/a/00000", "x-1/a/00001", "x-1/a/00002", "x-2/a/00001"]


def test_what_neither_of_the_last_two_has_is_deleted(tmp_path):
    run(tmp_path, 1)
    run(tmp_path, 2, n1=2)
    run(tmp_path, 3, n2=3)
    assert (records(tmp_path, 1), records(tmp_path, 2), records(tmp_path, 3)) == (None, [0, 2, 0], [0, 2, 3])
    assert on_disk(tmp_path) == ["x-1/a/00000", "x-1/a/00002", "x-2/a/00001", "x-3/a/00002"]
    run(tmp_path, 4, n0=4)
    run(tmp_path, 5, n0=5, n1=5, n2=5)
    run(tmp_path, 6)
    assert on_disk(tmp_path) == ["x-5/a/00000", "x-5/a/00001", "x-5/a/00002"]
    assert sorted(path.name for path in tmp_path.glob("x-*")) == ["x-5", "x-6"]


@pytest.mark.parametrize("after", range(8))
def test_what_a_killed_run_had_left_to_delete_the_next_deletes(tmp_path, after, monkeypatch):
    def ends_after_some(*given):
        unlink, times = Path.unlink, iter([None] * after)

        def counted(path, **options):
            if next(times, 0) == 0:
                raise KeyboardInterrupt
            unlink(path, **options)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", counted)
            sweep(*given)

    found, sweep = [], kept._sweep
    for killed in (False, True):
        folder = tmp_path / str(killed)
        folder.mkdir()
        for number, new in enumerate([{}, {"n1": 2}, {"n2": 3}, {"n1": 4}, {"n2": 5}, {"n1": 6}], start=1):
            with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
                if killed and number == 4:
                    patch.setattr(kept, "_sweep", ends_after_some)
                run(folder, number, **new)
        found.append((on_disk(folder), [records(folder, number) for number in (5, 6)]))
    assert found[0] == found[1]


def test_of_many_generations_one_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "HOMES", 2)
    run(tmp_path, 1)
    run(tmp_path, 2, n0=2)
    run(tmp_path, 3, n1=3)
    run(tmp_path, 4)
    assert records(tmp_path, 4) == [2, 3, 0]
    run(tmp_path, 5)
    run(tmp_path, 6)
    assert records(tmp_path, 6) == [2, 3, 0]
    assert len({path.split("/")[0] for path in on_disk(tmp_path)}) == 1


@pytest.mark.parametrize("damage", ["shorter", "gone", "no plan", "no files", "plan cut off", "files cut off"])
@pytest.mark.parametrize("home", [1, 2])
def test_a_generation_is_had_only_as_it_was_left(tmp_path, damage, home):
    run(tmp_path, 1)
    run(tmp_path, 2, n1=2)
    file = tmp_path / f"x-{home}" / "a" / ("00000" if home == 1 else "00001")
    if damage in ("shorter", "gone"):
        data = file.read_bytes()
        file.unlink()
        if damage == "shorter":
            file.write_bytes(data[:-1])
    elif damage.startswith("no "):
        (tmp_path / "x-2" / damage.removeprefix("no ")).unlink()
    else:
        (tmp_path / "x-2" / damage.removesuffix(" cut off")).write_bytes(b"\x80\x05")
    assert records(tmp_path, 2) is None


def test_what_came_to_nothing_is_replaced_with_all_that_was_made_of_it(tmp_path):
    """A state that was put back may know an earlier generation than there are folders of."""
    run(tmp_path, 1)
    run(tmp_path, 2, n1=2)
    run(tmp_path, 3, n0=3)
    run(tmp_path, 2, n1=9)
    assert records(tmp_path, 2) is not None
    assert records(tmp_path, 3) is None
    assert not (tmp_path / "x-3").exists()


def test_a_run_that_ends_before_its_generation_is_in_place_leaves_the_old_ones(tmp_path, monkeypatch):
    run(tmp_path, 1)
    monkeypatch.setattr(kept, "write", lambda *_: (_ for _ in ()).throw(OSError("No space left on device")))
    last = kept.left(tmp_path, "x", 1)
    with pytest.raises(OSError, match="No space"):
        keep(tmp_path, 2, Drawers(tmp_path / "run-2", last.files["a"]))
    monkeypatch.undo()
    assert records(tmp_path, 1) == [0, 0, 0]
    run(tmp_path, 2, n1=2)
    assert records(tmp_path, 2) == [0, 2, 0]


def test_a_record_of_ones_own_comes_before_one_that_was_left(tmp_path):
    run(tmp_path, 1, n0=1, n1=1, n2=1)
    old = Drawers(tmp_path / "x-1" / "a")
    new = Drawers(tmp_path / "new")
    new.take(0, old)
    assert new.get(0) == 1
    Drawers(tmp_path / "new").put(0, 2)  # by another process
    assert new.get(0) == 2
    assert old.get(0) == 1
