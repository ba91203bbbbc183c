"""The site in Firefox, from disk and as strict there as it is for readers: firefox.js reads it, this says what must come of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.kinds import addresses, one
from tests.browser.test_query import needs_engine
from tests.browser.visit import DESK
from tests.paths import REPO

WALKS = ("search", "choices", "facets", "map", "network", "timeline", "evidence", "debates", "query")
ENGINE = REPO / "kg" / "vendor" / "oxigraph.js"
# A page that does what none of ours may: it speaks, fails, wants a file that is not there, asks an address, and reads a file.
TRAP = """<!doctype html><meta charset="utf-8"><title>Trap</title><img src="http://127.0.0.1:58999/pixel.png"><script src="nothing.js"></script><script>
console.log('it speaks');
setTimeout(() => { throw new Error('it fails'); });
fetch('other.txt').then(() => 'yes', () => 'no').then((read) => { setTimeout(() => { globalThis.sprung = read; }, 200); });
</script>"""
SAID = ("it speaks", "it fails", "nothing.js", "asks for http://127.0.0.1:58999/pixel.png", "Cross-Origin Request Blocked")


def tools() -> tuple[str, str]:
    """The commands of Firefox and node; the test is skipped where either is not there, or what joins them."""
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    node = shutil.which("node")
    if firefox is None:
        pytest.skip("no Firefox found: install one (Debian: apt-get install firefox-esr) to run these tests")
    if node is None or not (REPO / "node_modules" / "puppeteer-core").is_dir():
        pytest.skip(
            "puppeteer-core is not in node_modules: with Node and npm installed, `make vendor` (or `npm ci --ignore-scripts`) fetches it"
        )
    return firefox, node


@pytest.fixture(scope="module")
def firefox(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What firefox.js tells of the shipped literature's site: it reads every kind of page and does there what readers do."""
    command, node = tools()
    trap = tmp_path_factory.mktemp("trap") / "trap.html"
    trap.write_text(TRAP, encoding="utf-8")
    trap.with_name("other.txt").touch()
    kinds = [address for name, address in addresses().items() if ENGINE.is_file() or name != "query, answered"]
    walks = [name for name in WALKS if ENGINE.is_file() or name != "query"]
    order = {"firefox": command, "site": str(site), "pages": [one(site, a) for a in kinds], "walks": walks, "trap": str(trap)}
    script = str(REPO / "tests" / "browser" / "firefox.js")
    done = subprocess.run([node, script], input=json.dumps(order), capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert set(told["pages"]) == set(order["pages"])
    return told


def test_what_ought_not_to_happen_would_be_seen(firefox):
    """Files are as closed to scripts as they are in a reader's Firefox, and whatever goes wrong is on record."""
    assert firefox["trap"]["read"] == "no"
    said = "\n".join(firefox["trap"]["faults"])
    assert [what for what in SAID if what not in said] == [], said


def test_no_page_complains_or_asks_for_anything_outside(firefox):
    assert firefox["faults"] == []
    assert [address for address, page in firefox["pages"].items() if not page["title"] or page["width"] > DESK[0]] == []


def test_what_is_chosen_stays_from_page_to_page(firefox):
    """Though Firefox gives each page on disk a storage of its own."""
    walk = firefox["walks"]["choices"]
    assert walk == {"first": ["dark", "APA", ""], "next": ["dark", "MLA", ""], "found": ["dark", "MLA", ""], "last": ["light", None, ""]}


def test_search_and_facets_by_keyboard_and_over_a_reload(firefox):
    search, facets = firefox["walks"]["search"], firefox["walks"]["facets"]
    assert search["chosen"] == search["second"] == search["here"]
    assert "Porter" in search["title"]
    assert 0 < len(facets["narrowed"]) < len(facets["all"]) == len(facets["cleared"])
    assert facets["reloaded"] == facets["narrowed"]
    assert facets["hash"].startswith("#type=")


@needs_engine
def test_a_query_is_answered_in_the_page(firefox, site):
    query = firefox["walks"]["query"]
    claims = sorted(page.stem for page in (site / "claim").glob("*.html") if page.stem != "index")
    assert query["rows"] == claims
    assert query["status"].startswith(f"{len(claims)} rows in ")
    assert f"<title>{query['title']}</title>" in (site / "claim" / f"{claims[0]}.html").read_text(encoding="utf-8")


def test_the_map_in_both_views_and_the_timeline(firefox):
    chosen, network, timeline = (firefox["walks"][name] for name in ("map", "network", "timeline"))
    assert chosen["hash"].startswith("#focus=claim/")
    assert chosen["panel"] == chosen["again"] != ""
    assert chosen["filtered"] == f"{chosen['hash']}&hide={chosen['kept'][0]}"
    assert network["hash"].startswith("#view=network&focus=concept/")
    assert network["links"]
    assert timeline["hash"] == "#focus=work/saxenian2001silicon"
    assert timeline["row"][0].startswith("Saxenian & Hsu 2001")
    assert timeline["lit"] > 1
    assert 0 <= timeline["last"]["top"] < timeline["last"]["bottom"] < DESK[1] + 2, "has the focus and is not to be seen"


def test_quotes_on_demand_and_entries_to_copy(firefox):
    evidence, debates = firefox["walks"]["evidence"], firefox["walks"]["debates"]
    assert evidence["before"] == []
    assert len(evidence["quotes"]) == 1
    assert evidence["hash"] == "#stance=qualifies"
    assert " of " in evidence["status"][0]
    assert debates["said"] == ["Copied"]
    assert debates["entry"].split() == debates["pasted"].split()
