"""A page opened in a browser, with a record of all that should not happen; and what the tests ask of any page."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Request

PATIENCE = 60_000  # ms for anything to happen on a busy machine; nothing waits that long where all is well
DESK, PHONE = (1440, 900), (390, 844)


class Visit:
    """One page in a context of its own (no storage shared with other visits), and what went wrong on it."""

    def __init__(self, browser: Browser, site: Path, *, size: tuple[int, int] = DESK, scheme: str = "light", script: bool = True) -> None:
        self.site, self.size = site, size
        phone = size[0] < 700
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce",
            java_script_enabled=script, is_mobile=phone, has_touch=phone,
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.address = ""
        self.page = page = self.context.new_page()
        page.on("console", lambda m: self.faults.append(f"console {m.type}: {m.text}"))
        page.on("pageerror", lambda e: self.faults.append(f"page error: {e}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._asked)
        page.on("dialog", self._dialog)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.faults.append(f"asks for {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the test went on to another page before the icon was there
            self.faults.append(f"failed: {request.url} ({request.failure})")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def open(self, address: str) -> None:
        """Go to a page of the site; a view of the map that is drawn later is waited for."""
        self.address = address
        self.page.goto(f"{self.site.as_uri()}/{address}")
        if "view=network" in address:
            self.drawn()

    def drawn(self) -> None:
        """Wait until the Network view has drawn its canvas."""
        self.until(f"({INK})() > 1000")

    def ask(self, expression: str, argument: Any = None) -> Any:
        """The value of an expression in the page, by the debugger: the page's policy has no say in it."""
        return self.page.evaluate(expression, argument)

    def until(self, expression: str, argument: Any = None) -> None:
        """Wait until an expression is true. Playwright's own wait evaluates text in the page, which the policy forbids."""
        end = monotonic() + PATIENCE / 1000
        while not self.ask(expression, argument):
            assert monotonic() < end, f"still not true: {expression}"
            self.page.wait_for_timeout(50)

    def where(self) -> str:
        """The path of the page that is open, relative to the site."""
        path = Path(unquote(urlsplit(self.page.url).path))
        return path.relative_to(self.site).as_posix()

    def width(self) -> int:
        """How wide the page is, what overflows included."""
        return int(self.ask("document.documentElement.scrollWidth"))

    def violations(self, axe: str, *rules: str, folded: str = "") -> list[str]:
        """What axe-core finds, every fold of the page open but the one with this id: by these rules, or by all of WCAG 2.2 A and AA."""
        self.ask("(folded) => document.querySelectorAll('details').forEach((d) => { d.open = d.id !== folded; })", folded or None)
        if not self.ask("'axe' in window"):
            self.ask(axe)
        found = self.ask(RUN_AXE, list(rules or WCAG))
        return [f"{rule['id']}: {node['html'][:200]}\n  {node['failureSummary']}" for rule in found for node in rule["nodes"]]


# How many pixels of the network's canvas are drawn on.
INK = """() => {
  const canvas = document.querySelector('#net-canvas canvas');
  if (!canvas || !canvas.width) return 0;
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height }).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let n = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i]) n++;
  return n;
}"""

# `preload`: axe would fetch the style sheets again, which the policy forbids.
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN_AXE = """async (runOnly) => {
  return (await axe.run(document, { runOnly, resultTypes: ['violations'], preload: false })).violations;
}"""
