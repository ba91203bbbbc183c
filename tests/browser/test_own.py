"""A look of one's own, as README shows it, from file://: the policy lets it in, and it comes last, in light and dark."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.browser.conftest import build
from tests.paths import REPO, user_environment


@pytest.fixture(scope="module")
def looks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("looks")
    shutil.copy(REPO / "kg.toml", folder)
    shutil.copytree(REPO / "bib", folder / "bib")
    text = (REPO / "README.md").read_text(encoding="utf-8").partition("## A look of your own")[2]
    block = re.search(r"```sh\n(.*?)```", text, re.DOTALL)[1].replace("kg build\n", "")
    subprocess.run(["bash", "-e", "-c", block], cwd=folder, env=user_environment(folder), check=True)
    return build(folder, folder / "out")


@pytest.mark.parametrize(("scheme", "accent"), [("light", "rgb(122, 31, 61)"), ("dark", "rgb(242, 167, 189)")])
def test_logo_foot_and_colours_of_ones_own(visit, looks, axe, scheme, accent):
    for page in ("index.html", "work/saxenian2001silicon.html"):
        opened = visit(looks, page, scheme=scheme)
        logo = opened.page.locator(".top .name img")
        assert logo.evaluate("(image) => image.complete && image.naturalWidth > 0")
        assert 15 < logo.bounding_box()["height"] < 40
        assert "Institute of Regional Studies" in opened.page.locator("footer").inner_text()
        used = "() => { const p = document.createElement('p'); p.style.color = 'var(--accent)'; document.body.append(p); return getComputedStyle(p).color; }"
        assert opened.ask(used) == accent
        assert opened.violations(axe) == []
