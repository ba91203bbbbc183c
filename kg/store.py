"""The embedded engine: generations of the graph on disk, opened read-only."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

PART = 100_000  # lines loaded at once: the memory of bulk_load grows with the part, not with the whole


def in_memory(quads: Iterable[str]) -> ox.Store:
    """A store in memory that holds N-Quads lines."""
    return _load(ox.Store(), quads)


def write(state: Path, generation: int, quads: Iterable[str]) -> None:
    """Write a generation of the store: N-Quads lines, into a folder of its own. Raises OSError where that fails."""
    folder = path(state, generation)
    shutil.rmtree(folder, ignore_errors=True)
    _load(ox.Store(str(folder)), quads).flush()


def path(state: Path, generation: int) -> Path:
    """The folder of a generation."""
    return state / f"store-{generation}"


def read_only(state: Path, generation: int) -> ox.Store:
    """A generation of the store, for queries only; any number of processes may read it. Raises OSError where it is not there."""
    return ox.Store.read_only(str(path(state, generation)))


def drop_before(state: Path, generation: int) -> None:
    """Delete the generations before the last one; it may still have readers, so it stays until the next."""
    for folder in state.glob("store-*"):
        number = folder.name.removeprefix("store-")
        if number.isdigit() and int(number) < generation - 1:
            shutil.rmtree(folder, ignore_errors=True)


def _load(store: ox.Store, quads: Iterable[str]) -> ox.Store:
    lines = iter(quads)
    while part := list(islice(lines, PART)):
        store.bulk_load("\n".join(part).encode(), format=ox.RdfFormat.N_QUADS)
    return store
