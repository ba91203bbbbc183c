"""Fixtures that any test may ask for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import hypothesis
import pytest

from kg import schema

_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chromium-headless-shell")
_NO_CHROMIUM = "no Chromium found: install one (Debian: apt-get install chromium; else Google Chrome) to run the browser tests"
hypothesis.settings.register_profile("same-every-time", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same-every-time")
collect_ignore_glob = ["bench/*", "cases/*"]  # a bench is run by `make bench`; cases are data


class Chromium(NamedTuple):
    """A browser to drive: `[path, *flags, url]` as a command, or playwright's `executable_path` and `args`."""

    path: str
    flags: tuple[str, ...]


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    """The Chromium of this machine; the test is skipped where there is none."""
    path = next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if path is None:
        pytest.skip(_NO_CHROMIUM)
    quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
    return Chromium(path, ("--headless", "--no-sandbox", "--disable-gpu", *quiet))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser, so that `-m 'not browser'` leaves it out."""
    for item in items:
        if {"chromium", "firefox"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.fixture(scope="session", autouse=True)
def ontology_read_once() -> Iterator[None]:
    """Files of the ontology with the same bytes are the same frozen tables: reading them is six sevenths of making a small graph."""
    read, known = schema.load, {}

    def load(paths: Iterable[Path]) -> schema.Schema:
        files = tuple((path, path.read_bytes() if path.is_file() else b"") for path in paths)
        if files not in known:
            known[files] = read([path for path, _ in files])
        return known[files]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "load", load)
        yield


@pytest.fixture
def make_workspace(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a workspace and returns its folder; every call makes a new one.

    make_workspace({"bib/a.bib": "@book{a, title = {A}}"}) writes kg.toml and bib/a.bib. A text is written as UTF-8 with its
    line ends as they are, bytes as they are; a name ending in / is an empty folder; a kg.toml among the files replaces ours.
    """
    made = 0

    def make(
        files: Mapping[str, str | bytes] | None = None,
        *,
        title: str = "Test",
        base: str = "https://x.example/",
        language: str = "en",
    ) -> Path:
        nonlocal made
        made += 1
        folder = tmp_path / f"workspace{made}"
        settings = {"title": title, "base": base, "language": language}
        config = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
        for name, content in {"kg.toml": config, **(files or {})}.items():
            path = folder / name
            if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return make
