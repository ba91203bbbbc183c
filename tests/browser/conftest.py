"""One browser, one build of the shipped literature and one of a hostile one, for all tests of this folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.hostile import FILES
from tests.browser.visit import Visit
from tests.paths import REPO, user_environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.conftest import Chromium

AXE = REPO / "node_modules" / "axe-core" / "axe.min.js"
NO_AXE = "axe-core is not in node_modules: with Node and npm installed, `make vendor` (or `npm ci --ignore-scripts`) fetches it"


@pytest.fixture(scope="session")
def browser(chromium: Chromium) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.path, args=list(chromium.flags))
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """A function that opens a page of a site, from file://, in a context of its own: visit(site, "work/index.html", width=390).

    Whatever the page says on the console, fails to load or asks for outside itself fails the test, unless the test
    takes it out of the visit's `faults`. (`tmp_path` is named so that it outlives the visits.)
    """
    visits: list[Visit] = []

    def go(site: Path, address: str = "index.html", **look: object) -> Visit:
        visits.append(Visit(browser, site, **look))
        visits[-1].open(address)
        return visits[-1]

    yield go
    for one in visits:
        one.context.close()
    faults = [f"{one.address}: {fault}" for one in visits for fault in one.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which a page's own policy lets in only through the debugger."""
    if not AXE.is_file():
        pytest.skip(NO_AXE)
    return AXE.read_text(encoding="utf-8")


def build(workspace: Path, to: Path) -> Path:
    """The site of a workspace, built as a user does; 1 says that the data has errors, and the site is there all the same."""
    command = [sys.executable, "-m", "kg", "-C", str(workspace), "build", "-o", str(to)]
    env = user_environment(workspace, PYTHONPATH=str(REPO))
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=workspace, env=env)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return to


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the shipped literature, from its bib files and kg.toml alone."""
    workspace = tmp_path_factory.mktemp("shipped")
    shutil.copy(REPO / "kg.toml", workspace)
    shutil.copytree(REPO / "bib", workspace / "bib")
    return build(workspace, workspace / "out")


@pytest.fixture(scope="session")
def plain_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of works as a database exports them: reference lists, and hardly a keyword, claim or concept."""
    workspace = tmp_path_factory.mktemp("plain") / "workspace"
    (workspace / "bib").mkdir(parents=True)
    shutil.copy(REPO / "kg.toml", workspace)
    lists = REPO / "tests" / "data" / "references"
    works = (lists / "works.bib").read_text(encoding="utf-8")
    strings = [line.split(" | ")[2] for line in (lists / "strings.txt").read_text(encoding="utf-8").splitlines() if "Scopus" in line[:60]]
    for key in "ab":
        listed = "; ".join(s.replace(";", ",") for s in strings)
        works += f"@article{{citing-{key}, author = {{Author, {key}.}}, title = {{Title {key}}}, year = 2020, references = {{{listed}}}}}\n"
    (workspace / "bib" / "works.bib").write_text(works, encoding="utf-8")
    return build(workspace, workspace / "out")


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a literature that wants to harm its readers (tests/browser/hostile.py)."""
    workspace = tmp_path_factory.mktemp("hostile") / "workspace"
    for name, text in FILES.items():
        path = workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return build(workspace, workspace / "out")
