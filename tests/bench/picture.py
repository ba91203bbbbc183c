"""pyvis' own page beside our home page: time to make it, its size, and how a browser fares. Prints JSON.

    python -m tests.bench.picture WORKSPACE        one that has been built

pyvis draws the network of our home page, and all works with their citations. Its page carries vis-network in itself, as it has to without a network. A browser is asked where Playwright and a Chromium are there.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.bench.queries import opened

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MOST = 60.0  # seconds that a page is given to be usable
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def citations(root: Path) -> list[tuple[str, str, str, str]]:
    """Every citation: two works and their labels."""
    text = "SELECT ?a ?b ?x ?y WHERE { ?a cito:cites ?b ; rdfs:label ?x . ?b rdfs:label ?y } ORDER BY ?a ?b"
    prefixes = "PREFIX cito: <http://purl.org/spar/cito/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    return [tuple(term.value for term in row) for row in opened(root).query(prefixes + text)]


def written(links: list[tuple[str, str, str, str]], page: Path) -> dict[str, Any]:
    """Write pyvis' page of links: its nodes and edges, processor seconds and bytes."""
    from pyvis.network import Network

    before = time.process_time()
    net = Network(directed=True, cdn_resources="in_line")
    for start, end, one, other in links:
        net.add_node(start, label=one)
        net.add_node(end, label=other)
        net.add_edge(start, end)
    page.write_text(net.generate_html(notebook=False), encoding="utf-8")
    seconds = time.process_time() - before
    return {"nodes": len(net.nodes), "edges": len(net.edges), "seconds": seconds, "bytes": page.stat().st_size, "usable": usable(page)}


def usable(page: Path) -> float:
    """Seconds until a page from disk is loaded and draws its next two frames; `inf` where it does not within MOST, `nan` without a browser."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser or not find_spec("playwright"):
        return float("nan")
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as play:
        opened_ = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        try:
            tab = opened_.new_page(viewport={"width": 1440, "height": 900})
            before = time.perf_counter()
            with suppress(Error):
                tab.goto(page.resolve().as_uri(), timeout=MOST * 1000)
                tab.set_default_timeout(MOST * 1000)
                tab.wait_for_function(FRAMES, timeout=MOST * 1000)
                return time.perf_counter() - before
            return float("inf")
        finally:
            opened_.close()


def run(root: Path) -> dict[str, Any]:
    """Both pages."""
    site = root / "site"
    data = (site / "assets" / "network-data.js").read_text(encoding="utf-8")
    network = json.loads(data.partition("=")[2].strip().rstrip(";"))
    label = {node["id"]: node["label"] for node in network["nodes"]}
    same = [(edge["from"], edge["to"], label[edge["from"]], label[edge["to"]]) for edge in network["edges"]]
    return {
        "same": written(same, root / "pyvis-same.html"),
        "whole": written(citations(root), root / "pyvis-whole.html"),
        "ours": {
            "nodes": len(network["nodes"]),
            "edges": len(network["edges"]),
            "bytes": (site / "index.html").stat().st_size + len(data.encode()),
            "usable": usable(site / "index.html"),
        },
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
