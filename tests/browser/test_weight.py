"""What the home page weighs before the Network view is opened, and how soon it can be used (printed, not asserted: `pytest -s`)."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

LIMIT = 300_000

# Times in ms since navigation began.
TIMES = """() => {
  const { domInteractive, domContentLoadedEventEnd, loadEventEnd } = performance.getEntriesByType('navigation')[0];
  const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
  return { painted, domInteractive, domContentLoadedEventEnd, loadEventEnd };
}"""


def test_the_home_page_is_light(visit, site, capsys):
    opened = visit(site)
    opened.page.wait_for_load_state("load")
    loaded = sorted({Path(unquote(urlsplit(url).path)) for url in opened.requests if url.startswith("file:")})
    sizes = {path.relative_to(site).as_posix(): path.stat().st_size for path in loaded}
    assert {"index.html", "assets/base.css", "assets/map.css", "assets/site.js", "assets/map.js"} <= set(sizes)
    assert not [path for path in sizes if path.startswith("vendor/") or "network" in path], "loaded when the view is opened"
    with capsys.disabled():
        print(f"\nhome page: {sum(sizes.values()):,} bytes of {LIMIT:,} ({', '.join(f'{p} {n:,}' for p, n in sizes.items())})")
    assert sum(sizes.values()) <= LIMIT


def test_how_soon_the_home_page_can_be_used(visit, site, capsys):
    runs = []
    for _ in range(5):
        opened = visit(site)
        opened.page.wait_for_load_state("load")
        opened.until("performance.getEntriesByName('first-contentful-paint').length > 0")
        runs.append(opened.ask(TIMES))
        opened.context.close()
    with capsys.disabled():
        print(
            f"\nhome page, median of {len(runs)}, ms: " + ", ".join(f"{name} {median(run[name] for run in runs):.0f}" for name in runs[0])
        )
