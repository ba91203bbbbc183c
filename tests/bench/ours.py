"""One run of `kg build` in a process of its own: the seconds of each stage, peak memory, what was made. Prints JSON.

    python -m tests.bench.ours WORKSPACE

The program runs as it is; only the functions named in STAGES are wrapped. A stage inside another counts for itself alone.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from inspect import isgeneratorfunction
from pathlib import Path
from typing import Any

from tests.bench import weights

# stage -> the functions it consists of, as module:name under kg. `other` is whatever is in none of them.
STAGES: dict[str, tuple[str, ...]] = {
    "read": ("inputs:read", "library:read", "parts:read"),
    "index": ("graph:_index", "parts:first", "parts:second"),
    "resolve": ("graph:_resolve", "parts:resolved"),
    "sort": ("parts:settled",),
    "infer": ("infer.references:statements", "parts:found", "parts:concluded"),
    "check": ("likeness:pairs", "checks:whole", "checks:finish", "bib.census:take"),
    "load": ("store:loaded",),
    "exports": (),  # the functions of kg.export.FORMATS
    "links": ("web.shelf:given", "web.shelf:late"),
    "pages": ("web.shelf:written",),
    "map": ("web.publish:_home", "web.network:network_data"),
    "lists": ("web.shelf:catalogued", "web.listing:lists", "web.about:about", "web.missing:missing"),
    "move": ("files:move", "files:touched"),
}


PAGES_OF = 20_000  # entries up to which every page is rendered once more, to see how long it takes: all facts are in memory for that
TURNS = 3  # how often each page is rendered to see how long it takes; the best counts


class Clock:
    """Processor time by stage, and memory: of this process, and of the workers that it asks."""

    def __init__(self) -> None:
        self.cpu = dict.fromkeys([*STAGES, "other"], 0.0)
        self.peak = dict(self.cpu)  # MB, the most the process has held up to the stage's end
        self.open = ["other"]
        self.memory = 0.0  # MB, the most that this process and its workers have held at one time
        self.workers: set[int] = set()
        self.over = threading.Event()
        self.watch = threading.Thread(target=self._watch, daemon=True)
        self.watch.start()
        self.since = time.process_time()

    def switch(self) -> None:
        """Book the time since the last switch on the innermost open stage."""
        now = time.process_time()
        self.cpu[self.open[-1]] += now - self.since
        self.since = now

    def enter(self, stage: str) -> None:
        self.switch()
        self.open.append(stage)

    def leave(self) -> None:
        self.switch()
        self.peak[self.open.pop()] = peak()

    def _watch(self) -> None:
        while not self.over.wait(0.05):
            self.memory = max(self.memory, sum(map(held, ["self", *self.workers])))

    def asked(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        """Book the time that a worker takes for an answer on the stage of the function that it is asked for."""
        stages = {place.rpartition(":")[2]: stage for stage, places in STAGES.items() for place in places}

        def call(worker: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
            pid = worker.process.pid
            self.workers.add(pid)
            before = spent(pid)
            try:
                return ask(worker, function, arguments)
            finally:
                self.cpu[stages.get(function.__name__, "other")] += spent(pid) - before

        return call

    def timed(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            self.enter(stage)
            try:
                return function(*args, **kwargs)
            finally:
                self.leave()

        @wraps(function)
        def generate(*args: Any, **kwargs: Any) -> Iterator[Any]:
            items = function(*args, **kwargs)
            while True:
                self.enter(stage)
                try:
                    item = next(items)
                except StopIteration:
                    return
                finally:
                    self.leave()
                yield item

        return generate if isgeneratorfunction(function) else call


def spent(process: int) -> float:
    """The processor seconds that another process has taken so far; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def held(process: int | str) -> float:
    """The memory that a process holds now, in MB; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    except (OSError, IndexError):
        return 0.0


def peak() -> float:
    """The most memory that this process has held so far, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20) if sys.platform == "darwin" else most / 1024


def wrap(clock: Clock) -> None:
    """Let the clock know when the functions of STAGES begin and end; one that is no more is said on stderr."""
    from kg.crew import _Worker
    from kg.export import FORMATS

    _Worker.ask = clock.asked(_Worker.ask)  # type: ignore[method-assign]
    FORMATS.update({form: clock.timed(function, "exports") for form, function in FORMATS.items()})
    for stage, names in STAGES.items():
        for place in names:
            module, _, name = place.partition(":")
            owner: Any = importlib.import_module(f"kg.{module}")
            *outer, name = name.split(".")
            for part in outer:
                owner = getattr(owner, part)
            if hasattr(owner, name):
                setattr(owner, name, clock.timed(getattr(owner, name), stage))
            else:
                print(f"bench: kg.{place} is gone, so its time counts elsewhere; mend STAGES in {__name__}", file=sys.stderr)


def by_kind(graph: Any, config: Any) -> dict[str, tuple[int, float, float]]:
    """Of each kind of thing: how many there are, and the microseconds and bytes of a page."""
    from kg import build
    from kg.web import pages, shelf
    from kg.web.facts import gather
    from kg.web.shell import Shell

    made = build.edition(graph, config, [], {})
    facts = gather(graph.statements, graph.inferred, config.base, config.language)
    shell = Shell(replace(made, facts=facts, sources=shelf.sources(graph.texts)))
    gc.collect()
    gc.freeze()
    every = list(shell.site.facts.pages.values())
    best = [float("inf")] * len(every)
    size = [0] * len(every)
    for _ in range(TURNS):
        for n, page in enumerate(every):
            before = time.perf_counter()
            html = pages.page(page, shell)
            best[n] = min(best[n], time.perf_counter() - before)
            size[n] = len(html)
    found: dict[str, tuple[int, float, float]] = {}
    for page, seconds, length in zip(every, best, size, strict=True):
        count, took, total = found.get(page.brief.kind, (0, 0.0, 0.0))
        found[page.brief.kind] = (count + 1, took + seconds * 1e6, total + length)
    return {kind: (n, took / n, total / n) for kind, (n, took, total) in sorted(found.items())}


def run(root: Path) -> dict[str, Any]:
    """Build a workspace and say what it took."""
    before = time.perf_counter()
    from kg import Workspace

    clock = Clock()
    wrap(clock)
    workspace = Workspace(root)
    outcome = workspace.build()
    clock.switch()
    clock.over.set()
    graph = workspace.graph()
    done = {"wall": time.perf_counter() - before, "cpu": sum(clock.cpu.values()), "peak": max(clock.memory, peak())}
    files = [f for f in outcome.site.rglob("*") if f.is_file() and "vendor" not in f.parts]
    nodes = [f for f in files if f.suffix == ".html" and f.parent.parent == outcome.site and f.name != "index.html"]
    store = sum(f.stat().st_size for f in (root / ".kg").glob("store-*/*") if f.is_file())
    return {
        **done,
        "stages": clock.cpu,
        "peaks": clock.peak,
        "entries": len(graph.entries),
        "triples": graph.size + graph.found_size,
        "problems": len(graph.problems),
        "files": len(files),
        "site": sum(f.stat().st_size for f in files) / 1e6,
        "store": store / 1e6,
        "weights": weights.weights(outcome.site),
        "home": (outcome.site / "index.html").stat().st_size,
        "nodes": len(nodes),
        "node": sum(f.stat().st_size for f in nodes) / max(1, len(nodes)),
        "kinds": by_kind(graph, workspace.config) if len(graph.entries) <= PAGES_OF else {},
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
