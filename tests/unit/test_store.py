"""Generations of the store: each whole, read-only, and kept as long as someone may read it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg import store
from kg.shelves import Shelves

ONE = '<http://a.example/s> <http://a.example/p> "1" .'
TWO = '<http://a.example/s> <http://a.example/p> "2" <http://a.example/g> .'


def test_a_generation_is_what_was_written(tmp_path):
    store.write(tmp_path, 1, [ONE, TWO])
    assert sorted(str(q.object) for q in store.read_only(tmp_path, 1)) == ['"1"', '"2"']
    assert store.path(tmp_path, 1).name == "store-1"


def test_what_is_loaded_in_pieces_is_merged(tmp_path, monkeypatch):
    shelves = Shelves([f"<http://a.example/{n}" for n in range(1, 10)], tmp_path / "shelves")
    for n in range(10):
        shelves.add(n, [f'<http://a.example/{n}-{m}> <http://a.example/p> "{m}" .' for m in range(100)])
        shelves.settle(n)
    files = []
    for generation, size in enumerate((1 << 30, 1), start=1):
        monkeypatch.setattr(store, "PIECE", size)
        store.write(tmp_path, generation, parts=[store.Part(shelves)])
        files.append(len(list(store.path(tmp_path, generation).glob("*.sst"))))
    assert len(store.read_only(tmp_path, 2)) == 1000
    assert files[1] <= files[0]


def test_readers_cannot_write(tmp_path):
    store.write(tmp_path, 1, [ONE])
    with pytest.raises(RuntimeError, match="read-write"):
        store.read_only(tmp_path, 1).add(ox.Quad(ox.NamedNode("http://a"), ox.NamedNode("http://b"), ox.Literal("c")))


def test_readers_keep_answering_while_a_new_generation_is_written(tmp_path):
    store.write(tmp_path, 1, [ONE])
    old = store.read_only(tmp_path, 1)
    store.write(tmp_path, 2, [ONE, TWO])
    store.drop_before(tmp_path, 2)
    assert (len(old), len(store.read_only(tmp_path, 2)), len(store.read_only(tmp_path, 1))) == (1, 2, 1)


def test_older_generations_go_and_nothing_else_does(tmp_path):
    for generation in (1, 2, 3):
        store.write(tmp_path, generation, [ONE])
    (tmp_path / "store-of-mine").mkdir()
    (tmp_path / "state.sqlite").touch()
    store.drop_before(tmp_path, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["state.sqlite", "store-2", "store-3", "store-of-mine"]


def test_what_a_killed_run_left_is_written_over(tmp_path):
    store.write(tmp_path, 1, [TWO])
    store.write(tmp_path, 1, [ONE])
    assert len(store.read_only(tmp_path, 1)) == 1


def test_a_generation_that_is_not_there(tmp_path):
    with pytest.raises(OSError, match="store-7"):
        store.read_only(tmp_path, 7)


def test_a_generation_is_taken_only_as_it_was_sealed(tmp_path):
    store.write(tmp_path, 1, [ONE, TWO])
    sealed = store.seal(tmp_path, 1)
    found = store.whole(tmp_path, 1, sealed)
    assert found is not None
    assert len(found) == 2
    assert store.seal(tmp_path, 1) == sealed, "reading changes nothing"
    assert store.whole(tmp_path, 1, "") is None
    assert store.whole(tmp_path, 7, sealed) is None


@pytest.mark.parametrize("part", ["MANIFEST-*", "CURRENT", "*.sst"])
@pytest.mark.parametrize("fault", ["halved", "flipped", "emptied", "deleted"])
def test_a_damaged_generation_is_noticed(tmp_path, part, fault):
    store.write(tmp_path, 1, [ONE, TWO])
    sealed = store.seal(tmp_path, 1)
    for file in store.path(tmp_path, 1).glob(part):
        data = file.read_bytes()
        file.unlink()
        if fault != "deleted":
            file.write_bytes({"halved": data[: len(data) // 2], "flipped": bytes(b ^ 1 for b in data), "emptied": b""}[fault])
    assert store.whole(tmp_path, 1, sealed) is None


@pytest.mark.parametrize("error", store.ERRORS)
def test_whatever_the_engine_raises_is_a_damaged_generation(tmp_path, monkeypatch, error):
    store.write(tmp_path, 1, [ONE])
    sealed = store.seal(tmp_path, 1)
    monkeypatch.setattr(store, "read_only", lambda *_: (_ for _ in ()).throw(error("damaged")))
    assert store.whole(tmp_path, 1, sealed) is None


def test_the_newest_generation(tmp_path):
    assert store.newest(tmp_path) == 0
    for name in ("store-2", "store-10", "store-of-mine"):
        (tmp_path / name).mkdir()
    assert store.newest(tmp_path) == 10


def test_parts_hold_together(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "PART", 3)
    lines = [f'<http://a.example/{number}> <http://a.example/p> "x" .' for number in range(10)]
    assert len(store.in_memory(iter(lines))) == 10
    store.write(tmp_path, 1, iter(lines))
    assert len(store.read_only(tmp_path, 1)) == 10


def test_an_empty_graph_is_a_store_too(tmp_path):
    assert len(store.in_memory([])) == 0
    store.write(tmp_path, 1, [])
    assert len(store.read_only(tmp_path, 1)) == 0
