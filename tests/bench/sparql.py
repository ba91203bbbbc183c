"""How long the page of queries takes, from file:// in Chromium: python -m tests.bench.sparql SITE [--runs N]

SITE is what a build made, of a literature of some 1,500 works for 100,000 statements. It prints the clock and the processor time
of the page's process (all its threads; others at work on the machine hardly show), the median of some runs: from opening the
page until the engine has the graph, and until a first query's rows are in the page; a bare page of the same site beside it;
the parts of that; then each named query, asked again in the page that is open.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
FIRST = "SELECT ?claim ?text WHERE { ?claim a kg:Claim ; schema:text ?text } ORDER BY ?claim LIMIT 20"
ANSWERED = r"/ in [\d.]+ m?s\.$/.test(document.getElementById('ask-status').textContent)"
# What opening the page does, a step at a time: milliseconds of each. The worker says itself what it needed.
STEPS = """async () => {
  const script = (src) => new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject }));
  });
  const took = {};
  const step = async (name, run) => { const start = performance.now(); const value = await run(); took[name] = performance.now() - start; return value; };
  await step('script of the engine', () => script('vendor/oxigraph.js'));
  await step('script of the graph', () => script('data/graph.js'));
  await step('its parts', () => Promise.all(globalThis.KG_GRAPH.parts.map((name) => script(`data/graph-${name}.js`))));
  const text = `${globalThis.KG_OXIGRAPH.glue}\\n;(${globalThis.KG_WORKER})();`;
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  const send = (data) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data: { found, error } }) => (error ? reject(new Error(error)) : resolve(found));
    worker.postMessage({ ...data, id: 1 });
  });
  const opened = await step('worker, until it has the engine', () => send({ way: 'open', wasm: globalThis.KG_OXIGRAPH.wasm }));
  const loaded = await step('worker, until it has the graph', () => send({ way: 'load', trig: globalThis.KG_GRAPH.trig }));
  return { ...took, '  of it, to read the engine': opened.time, '  of it, to read the graph': loaded.time, statements: loaded.size };
}"""


class Opened:
    """A page, and the processor time that its process has used."""

    def __init__(self, browser: Browser) -> None:
        self.page: Page = browser.new_context().new_page()
        self._debugger: CDPSession = self.page.context.new_cdp_session(self.page)
        self._debugger.send("Performance.enable")
        self._began = (monotonic(), self.spent())

    def spent(self) -> float:
        """Seconds of processor time, since the process began."""
        metrics = self._debugger.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in metrics if m["name"] == "ProcessTime"))

    def start(self) -> None:
        """Begin to measure."""
        self._began = (monotonic(), self.spent())

    def taken(self) -> tuple[float, float]:
        """Milliseconds since: by the clock, and of processor time."""
        return (monotonic() - self._began[0]) * 1000, (self.spent() - self._began[1]) * 1000

    def until(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        self.page.evaluate(f"() => new Promise((done) => {{ const look = () => ({expression} ? done() : setTimeout(look, 20)); look(); }})")


def measured(browser: Browser, runs: int, work: Callable[[Opened], None]) -> tuple[float, float]:
    """The median milliseconds of what is done with a new page: by the clock, and of processor time."""
    found = []
    for _ in range(runs):
        opened = Opened(browser)
        opened.start()
        work(opened)
        found.append(opened.taken())
        opened.page.context.close()
    return median(clock for clock, _ in found), median(spent for _, spent in found)


def told(what: str, clock: float, spent: float, more: str = "") -> None:
    print(f"{what:<44} {clock:7.0f} ms   processor {spent:7.0f} ms {more}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    address = f"{given.site.resolve().as_uri()}/"
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        _opening(browser, address, given.runs)
        _steps(browser, address, given.runs)
        _queries(browser, address)
        browser.close()


def _opening(browser: Browser, address: str, runs: int) -> None:
    bare = measured(browser, runs, lambda one: one.page.goto(f"{address}about.html"))
    told("a bare page (about.html)", *bare)

    def ready(one: Opened) -> None:
        one.page.goto(f"{address}query.html")
        one.page.focus("#ask-text")
        one.until("document.documentElement.dataset.engine === 'ready'")

    def rows(one: Opened) -> None:
        one.page.goto(f"{address}query.html#query={quote(FIRST)}")
        one.until(ANSWERED)

    told("query.html, nothing asked", *(only := measured(browser, runs, lambda one: one.page.goto(f"{address}query.html"))))
    for what, work in (("query.html until the engine is ready", ready), ("query.html#query=… until its rows are there", rows)):
        clock, spent = measured(browser, runs, work)
        told(what, clock, spent, f"{clock / bare[0]:.1f} and {spent / bare[1]:.1f} times a bare page")
    told("  the engine alone", *(a - b for a, b in zip((clock, spent), only, strict=True)))


def _steps(browser: Browser, address: str, runs: int) -> None:
    found: list[dict[str, Any]] = []
    for _ in range(runs):
        opened = Opened(browser)
        opened.page.goto(f"{address}query.html")
        found.append(opened.page.evaluate(STEPS))
        opened.page.context.close()
    print(f"{found[0].pop('statements'):,} statements; by the clock:")
    for name in found[0]:
        print(f"  {name:<42} {median(one[name] for one in found if name in one):7.0f} ms")


def _queries(browser: Browser, address: str) -> None:
    opened = Opened(browser)
    opened.page.goto(f"{address}query.html#query={quote(FIRST)}")
    opened.until(ANSWERED)
    for name in opened.page.evaluate("KG_QUERY.queries.map((one) => one.name)"):
        opened.page.select_option("#ask-named", name)
        opened.page.evaluate("() => { document.getElementById('ask-status').textContent = ''; }")
        opened.start()
        opened.page.click("#ask-form .run")
        opened.until(f"{ANSWERED} || document.getElementById('ask-error').textContent")
        told(f"  {name}", *opened.taken(), opened.page.inner_text("#ask-status") or opened.page.inner_text("#ask-error"))


if __name__ == "__main__":
    main()
