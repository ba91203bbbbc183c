"""Every kind of page is valid HTML, by html-validate (npm) with the rules of the HTML standard."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.browser.kinds import addresses, one
from tests.paths import REPO

COMMAND = REPO / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = {
    "root": True,
    "extends": ["html-validate:standard"],
    "elements": ["html5", {"details": {"sectioning": False}}],  # it is not: the standard lists article, aside, nav and section
    # What the standard allows, and html-validate has an opinion on; `<li>`, `<dt>` and `<dd>` end where the next one begins.
    "rules": {
        "no-implicit-close": "off",
        "doctype-style": "off",
        "long-title": "off",
        "require-sri": "off",
        "no-trailing-whitespace": "off",
    },
}


@pytest.fixture(scope="session")
def validate(tmp_path_factory):
    """A function that says what is wrong with files of HTML."""
    node = shutil.which("node")
    if not node or not COMMAND.is_file():
        pytest.skip(
            "html-validate is not in node_modules: with Node and npm installed, `make vendor` (or `npm ci --ignore-scripts`) fetches it"
        )
    rules = tmp_path_factory.mktemp("rules") / "rules.json"
    rules.write_text(json.dumps(RULES), encoding="utf-8")

    def run(files) -> list[str]:
        command = [node, str(COMMAND), "--config", str(rules), "--formatter", "json", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=rules.parent)
        assert done.returncode in {0, 1}, done.stderr
        return [f"{f['filePath']}:{m['line']}: {m['ruleId']}: {m['message']}" for f in json.loads(done.stdout) for m in f["messages"]]

    return run


@pytest.mark.parametrize("which", ["site", "plain_site", "hostile_site"])
def test_every_kind_of_page_is_valid(validate, request, which):
    site = request.getfixturevalue(which)
    pages = {address.partition("#")[0] for address in addresses().values()}
    there = [site / one(site, a) for a in sorted(pages) if any(p.name != "index.html" for p in site.glob(a)) or (site / a).is_file()]
    assert len(there) > 10
    faults = validate(there)
    assert not faults, "\n".join(faults)


def test_the_validator_sees_what_is_wrong(validate, tmp_path):
    broken = tmp_path / "broken.html"
    broken.write_text(
        '<!doctype html><html lang="en"><head><title>T</title></head><body><p id="a"><div id="a"></p></body></html>', encoding="utf-8"
    )
    assert len(validate([broken])) >= 2
