"""The bench: `python -m tests.bench [--works 10000] [--folder DIR] [--quick]`, or `make bench`. Prints Markdown tables.

What the figures mean is in tests/bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench import generate, queries
from tests.bench.weights import HOME, LARGEST_HOME, PAGE, overrun
from tests.paths import BIN, REPO

SUSPECT = 1.3  # a stage whose time grows with works to a higher power than this is marked, if it takes a hundredth of the whole
RIVAL_MOST = 10_000  # works the other stacks are given; what they would take for LARGE is what their growth says
TURTLE_MOST = 1000  # works they write as Turtle as well: rdflib's time for it is quadratic here
LARGE = 100_000
PICTURE = 1000  # works that pyvis draws, at most
TARGETS = {"kg --help": 0.15, "kg query, store warm": 0.5, "kg build, cold": 3.0}  # seconds
PAGE_TIME, PAGE_SIZE = 120, 6000  # microseconds and bytes of a thing's page, over all of them

Figures = dict[str, Any]


def measured(module: str, root: Path, *more: str, built: bool = False) -> Figures:
    """What a module of this package says of a workspace, in a process of its own; its talk goes to our stderr.

    Unless the workspace is to be taken as `built`, it starts with nothing but its bib files.
    """
    if not built:
        shutil.rmtree(root / ".kg", ignore_errors=True)
        shutil.rmtree(root / "site", ignore_errors=True)
    out = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", str(root), *more], cwd=REPO, stdout=subprocess.PIPE, text=True, check=True
    )
    figures: Figures = json.loads(out.stdout.splitlines()[-1])
    return figures


def sized(works: int) -> list[int]:
    """The sizes up to a number of works: a tenth and three tenths of it, and for a large one 1,000 too."""
    return sorted({*([1000] if works > 10_000 else []), works // 10, works * 3 // 10, works})


def given(folder: Path, root: Path) -> int:
    """Copy a folder's .bib files into a workspace of their own; how many bytes there are."""
    (root / "bib").mkdir(parents=True)
    settings = folder / "kg.toml"
    text = (
        settings.read_text(encoding="utf-8")
        if settings.is_file()
        else f'title = "{folder.resolve().name}"\nbase = "https://x.example/lit/"\n'
    )
    (root / "kg.toml").write_text(text, encoding="utf-8")
    files = sorted((folder / "bib" if (folder / "bib").is_dir() else folder).rglob("*.bib"))
    for n, file in enumerate(files):
        shutil.copyfile(file, root / "bib" / f"{n:04}-{file.name}")
    return sum(f.stat().st_size for f in files)


# ------------------------------------------------------------------------------------------------ tables


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; all columns but the first are set right."""
    lines = [" | ".join(head), " | ".join(["---", *["--:"] * (len(head) - 1)])]
    lines += [" | ".join(map(str, row)) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def growth(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The power of the size that something grows with, by least squares over the logarithms of all sizes: 1 is linear, 2 quadratic.

    >>> growth([1000, 3000, 10000], [1, 3, 10])
    1.0
    """
    xs, ys = [math.log(size) for size in sizes], [math.log(max(value, 1e-3)) for value in values]
    x, y = statistics.fmean(xs), statistics.fmean(ys)
    return round(sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs), 6)


def growth_line(sizes: Sequence[int], runs: Sequence[Figures]) -> str:
    """How processor time, the clock and memory grow over all sizes."""
    powers = (
        (name, growth(sizes, [run[key] for run in runs]))
        for name, key in (("processor time", "cpu"), ("clock", "wall"), ("memory", "peak"))
    )
    said = ", ".join(f"{name} {power:.2f}" for name, power in powers)
    return f"Power of growth from {sizes[0]:,} to {sizes[-1]:,} works, least squares over {len(sizes)} sizes: {said}.\n"


def stage_table(sizes: Sequence[int], runs: Sequence[Figures]) -> str:
    """Processor time by stage and size, and how it grows."""
    rows: list[list[object]] = []
    for stage in runs[-1]["stages"]:
        times = [run["stages"][stage] for run in runs]
        row: list[object] = [stage, *(f"{t:.2f}" for t in times), f"{times[-1] / runs[-1]['cpu']:.0%}"]
        if len(runs) > 1:
            power = growth(sizes, times)
            row.append(f"{power:.2f}{' **!**' if power > SUSPECT and times[-1] > runs[-1]['cpu'] / 100 else ''}")
        rows.append([*row, f"{runs[-1]['peaks'][stage]:.0f}" if runs[-1]["peaks"][stage] else ""])
    for name, key in (("**all, processor**", "cpu"), ("**all, wall clock**", "wall")):
        times = [run[key] for run in runs]
        rows.append(
            [name, *(f"{t:.2f}" for t in times), "", *([f"{growth(sizes, times):.2f}"] if len(runs) > 1 else []), f"{runs[-1]['peak']:.0f}"]
        )
    head = ["stage, seconds", *(f"{n:,}" for n in sizes), "share", *(["power"] if len(runs) > 1 else []), "peak MB so far"]
    return table(head, rows)


def size_table(sizes: Sequence[int], runs: Sequence[Figures]) -> str:
    """Memory and output by size."""
    shown = {
        "peak memory, MB": lambda r: f"{r['peak']:.0f}",
        "entries": lambda r: f"{r['entries']:,}",
        "problems": lambda r: f"{r['problems']:,}",
        "triples": lambda r: f"{r['triples']:,}",
        "files of the site": lambda r: f"{r['files']:,}",
        "site, MB": lambda r: f"{r['site']:.1f}",
        "store, MB": lambda r: f"{r['store']:.1f}",
        "home page, kB": lambda r: f"{r['home'] / 1000:.0f}{'' if r['home'] <= LARGEST_HOME else ' **!**'}",
        "a node's page, kB": lambda r: f"{r['node'] / 1000:.1f}",
    }
    return table(["output", *(f"{n:,}" for n in sizes)], ([name, *(show(r) for r in runs)] for name, show in shown.items()))


def page_table(run: Figures) -> str:
    """The budget of a thing's page: of all, and by kind; what is past it is marked."""
    kinds = run["kinds"]
    if not kinds:
        return ""
    total = sum(n for n, _, _ in kinds.values())
    every = total, sum(n * took for n, took, _ in kinds.values()) / total, sum(n * size for n, _, size in kinds.values()) / total
    rows = [
        [name, f"{n:,}", f"{took:.0f}{'' if took <= PAGE_TIME else ' **!**'}", f"{size / 1000:.1f}{'' if size <= PAGE_SIZE else ' **!**'}"]
        for name, (n, took, size) in {**kinds, "**all**": every}.items()
    ]
    target = ["target, of all", "", f"≤ {PAGE_TIME}", f"≤ {PAGE_SIZE / 1000:.0f}"]
    return table(["a thing's page", "pages", "µs to render", "kB"], [*rows, target])


def weight_table(sizes: Sequence[int], runs: Sequence[Figures]) -> str:
    """The heaviest page of each kind by size of the literature; what is past the budget is marked."""
    rows = []
    for kind in sorted({kind for run in runs for kind in run["weights"]}):
        found = [run["weights"].get(kind, (0, 0, "")) for run in runs]
        cells = [f"{size / 1000:.1f}{' **!**' if overrun(kind, size) else ''}" if count else "" for count, size, _ in found]
        rows.append([kind, *cells, f"{found[-1][0]:,}", found[-1][2]])
    target = [f"target ({LARGEST_HOME / 1000:.0f} for the home page)", *[f"≤ {PAGE / 1000:.0f}"] * len(runs), "", ""]
    return table(["heaviest page, kB", *(f"{n:,}" for n in sizes), "pages", "it is"], [*rows, target])


def again_rows(runs: Sequence[Figures], again: Sequence[Figures]) -> Iterable[list[object]]:
    """A first build beside builds of what is there."""
    yield ["kg build, the first", *(f"{run['wall']:.2f}" for run in runs)]
    for name in again[0]:
        yield [name, *(f"{found[name]:.2f}" for found in again)]


def rival_table(parser: str, sizes: Sequence[int], runs: Sequence[Figures], rivals: Sequence[Figures]) -> str:
    """A stack at each size, and how many times what we take it takes; at LARGE what its growth says."""
    rows: list[list[object]] = [[f"{name}, s", *(f"{rival['stages'][name]:.2f}" for rival in rivals)] for name in rivals[-1]["stages"]]
    graphs = [sum(run["stages"][s] for s in ("read", "index", "resolve", "sort", "check")) for run in runs]
    theirs = [rival["stages"]["read"] + rival["stages"]["add"] for rival in rivals]
    pairs = (
        ("processor s", [run["cpu"] for run in runs], [rival["cpu"] for rival in rivals]),
        ("wall clock s", [run["wall"] for run in runs], [rival["wall"] for rival in rivals]),
        ("files to triples, processor s", graphs, theirs),
        ("peak MB", [run["peak"] for run in runs], [rival["peak"] for rival in rivals]),
    )
    for name, ours, other in pairs:
        rows.append([f"{name}: kg build", *(f"{a:.2f}" for a in ours)])
        rows.append([f"{name}: {parser} + rdflib", *(f"{b:.2f}" for b in other)])
        rows.append(["ratio", *(f"{b / a:.1f}×" for a, b in zip(ours, other, strict=True))])
    rows += [[what, *(f"{rival[what]:,}" for rival in rivals)] for what in ("entries", "triples")]
    written = [f"{rival['turtle']:.2f}" if rival["turtle"] else "" for rival in rivals]
    rows.append(["Turtle besides, s", *written])
    text = table([f"{parser} + rdflib", *(f"{size:,}" for size in sizes)], rows)
    if len(sizes) < 2 or sizes[-1] >= LARGE:
        return text
    power = growth(sizes, [rival["cpu"] for rival in rivals])
    far = rivals[-1]["cpu"] * (LARGE / sizes[-1]) ** power
    return f"{text}\nExtrapolated, not measured: with the power {power:.2f} of growth, {far:,.0f} processor s for {LARGE:,} works, in N-Triples.\n"


def asked_table(size: int, answers: Figures, rivals: dict[str, Figures]) -> str:
    """The same questions to both engines, and the geometric mean of how many times longer rdflib takes."""
    found = next(iter(rivals.values()))["queries"]
    rows, ratios = [], []
    for name, (count, seconds) in found.items():
        ours = answers[name]
        ratios.append(seconds / max(ours["seconds"], 1e-4))
        rows.append([name, f"{ours['rows']:,}", f"{count:,}", f"{ours['seconds']:.3f}", f"{seconds:.3f}", f"{ratios[-1]:.0f}×"])
    rows.append(["geometric mean", "", "", "", "", f"{statistics.geometric_mean(ratios):.0f}×"])
    return table([f"questions at {size:,}, s", "rows", "rows, rdflib", "kg query", "rdflib", "ratio"], rows)


def picture_table(size: int, found: Figures) -> str:
    """pyvis' own pages, of the same network and of all works with their citations, beside our home page."""
    sides = found["ours"], found["same"], found["whole"]
    rows = [
        ["nodes", *(f"{side['nodes']:,}" for side in sides)],
        ["edges", *(f"{side['edges']:,}" for side in sides)],
        ["to make it, processor s", "", *(f"{side['seconds']:.2f}" for side in sides[1:])],
        ["page with its data, kB", *(f"{side['bytes'] / 1000:,.0f}" for side in sides)],
        ["usable in Chromium, s on the clock", *(f"{side['usable']:.2f}" if side["usable"] < math.inf else "> 60" for side in sides)],
    ]
    return table([f"network at {size:,}", "our home page", "pyvis, the same", "pyvis, all citations"], rows)


def rivals(sizes: Sequence[int], roots: Sequence[Path], runs: Sequence[Figures], answers: Sequence[Figures], *, every: bool) -> None:
    """Run the other stacks and print their tables; with `every`, of sizes past RIVAL_MOST too."""
    at = [n for n, size in enumerate(sizes) if size <= RIVAL_MOST or every]
    last: dict[str, Figures] = {}
    for parser in ("bibtexparser", *(["pybtex"] if find_spec("pybtex") else [])):
        turtle = [["turtle"] if sizes[n] <= TURTLE_MOST else [] for n in at]
        found = [measured("rival", roots[n], parser, *more, built=True) for n, more in zip(at, turtle, strict=True)]
        print(rival_table(parser, [sizes[n] for n in at], [runs[n] for n in at], found), flush=True)
        last[parser] = found[-1]
    print(asked_table(sizes[at[-1]], answers[at[-1]], last), flush=True)
    drawn = max((n for n in at if sizes[n] <= PICTURE), default=at[0])
    print(picture_table(sizes[drawn], measured("picture", roots[drawn], built=True)), flush=True)


# ------------------------------------------------------------------------------------------------ start-up


def seconds(command: Sequence[str], folder: Path) -> float:
    """How long a command takes as a process. Raises CalledProcessError where it fails."""
    before = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - before


def start_up(folder: Path, times: int) -> str:
    """Start-up and sizes on the shipped literature, beside what the project has set itself."""
    root = folder / "shipped"
    root.mkdir()
    shutil.copytree(REPO / "bib", root / "bib")
    shutil.copyfile(REPO / "kg.toml", root / "kg.toml")
    kg = [str(BIN / "kg")] if (BIN / "kg").exists() else [sys.executable, "-m", "kg"]

    def cold() -> float:
        shutil.rmtree(root / ".kg", ignore_errors=True)
        shutil.rmtree(root / "site", ignore_errors=True)
        return seconds([*kg, "build"], root)

    cold()  # the files of the program are in the disk's cache from here on, and compiled
    measurements = {
        "python -c pass": lambda: seconds([sys.executable, "-c", "pass"], root),
        "kg --help": lambda: seconds([*kg, "--help"], root),
        "kg query, store warm": lambda: seconds([*kg, "query", "contested-claims"], root),
        "kg build, cold": cold,
        "kg build, nothing changed": lambda: seconds([*kg, "build"], root),
    }
    rows = []
    for name, measure in measurements.items():
        found = sorted(measure() for _ in range(times))
        target = TARGETS.get(name)
        middle = statistics.median(found)
        verdict = f"≤ {target}{'' if middle <= target else ' **missed**'}" if target else ""
        rows.append([name, f"{middle:.3f}", f"{found[0]:.3f}–{found[-1]:.3f}", verdict])
    home = (root / "site" / "index.html").stat().st_size
    rows.append(["home page, bytes", f"{home:,}", "", f"≤ {HOME:,}{'' if home <= HOME else ' **missed**'}"])
    return table([f"shipped literature, median of {times}, s", "median", "range", "target"], rows)


# ------------------------------------------------------------------------------------------------ all


def machine() -> str:
    """Where and when."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}{load}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--works",
        type=int,
        default=10_000,
        help="the largest size; a tenth and three tenths of it are measured too, past 10,000 also 1,000 (default: 10000)",
    )
    parser.add_argument("--folder", type=Path, help="measure the .bib files of this folder instead of generated ones")
    parser.add_argument("--quick", action="store_true", help="1,000 works at most, and fewer repetitions")
    parser.add_argument("--seed", type=int, default=1, help="of the generator (default: 1)")
    parser.add_argument("--no-rival", action="store_true", help="leave out the other stacks")
    options = parser.parse_args()
    works = min(options.works, 1000) if options.quick else options.works
    print(f"{machine()}\n")
    with TemporaryDirectory(prefix="kg-bench-") as name:
        folder = Path(name)
        sizes, roots = [], []
        for size in [0] if options.folder else sized(works):
            roots.append(folder / str(size))
            if options.folder:
                sizes.append(given(options.folder, roots[-1]))
            else:
                generate.write(roots[-1], size, options.seed)
                sizes.append(size)
        runs, answers, again = [], [], []
        for root in roots:
            runs.append(measured("ours", root))
            answers.append(measured("queries", root, built=True))
            again.append(measured("again", root, built=True))
        if options.folder:
            print(f"{options.folder}: {sizes[0]:,} bytes; the size below is its number of entries\n")
            sizes = [runs[0]["entries"]]
        print(stage_table(sizes, runs))
        if len(sizes) > 1:
            print(growth_line(sizes, runs))
        print(size_table(sizes, runs))
        print(page_table(runs[-1]), flush=True)
        print(weight_table(sizes, runs), flush=True)
        print(table(["query, seconds", "rows", *(f"{n:,}" for n in sizes)], queries.table_rows(answers)), flush=True)
        print(table(["again, seconds", *(f"{n:,}" for n in sizes)], again_rows(runs, again)), flush=True)
        if not options.no_rival:
            rivals(sizes, roots, runs, answers, every=bool(options.folder))
        print(start_up(folder, 3 if options.quick else 5))


if __name__ == "__main__":
    main()
