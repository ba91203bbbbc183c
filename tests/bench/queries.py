"""Every named query, and `kg show`, on a workspace that has been built: rows and processor time. Prints JSON.

    python -m tests.bench.queries WORKSPACE

Each runs twice in a process of its own that ends after MOST seconds, and the second time counts: what a disk has to be read for
is in memory then. The store is opened as it lies there, whether the program has changed since or not. A query with parameters is
asked about what has most of what it asks for: the claim with most evidence, the work that most others cite.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import answers, config, query, show, store
from tests.paths import REPO

SLOW = 5.0  # seconds a query may take
MOST = 100.0  # seconds on the clock after which it is given up
# parameter -> what has most of what the query looks for, as `?it`
LARGEST = {
    "claim": "?line kg:claim ?it",
    "concept": "?about schema:about ?it",
    "work": "?citing cito:cites ?it",
    "person": "?authorship kg:agent ?it . ?it a foaf:Person",
    "year": "?work kg:year ?it",
}

Figures = dict[str, Any]


def opened(root: Path) -> ox.Store:
    """The newest store of a workspace."""
    state = root / ".kg"
    return store.read_only(state, store.newest(state))


def largest(engine: ox.Store, parameter: str) -> str:
    """The value of a parameter that gives most to do; of several the first by name. `""` where there is none."""
    text = f"SELECT ?it (COUNT(*) AS ?n) WHERE {{ {LARGEST[parameter]} }} GROUP BY ?it ORDER BY DESC(?n) LIMIT 100"
    answer = query.run(text, engine)
    assert isinstance(answer, ox.QuerySolutions)
    most = sorted(query.rows(answer), key=lambda row: (-int(str(row["n"])), str(row["it"])))
    return str(most[0]["it"]) if most else ""


def cases(engine: ox.Store) -> list[tuple[str, dict[str, str]]]:
    """Every named query with no parameters, where none is required, and with each that it takes; and things to show."""
    values = {name: largest(engine, name) for name in LARGEST}
    made: list[tuple[str, dict[str, str]]] = []
    for found in query.library().values():
        if not any(p.required for p in found.parameters):
            made.append((found.name, {}))
        made += [(found.name, {p.name: values[p.name]}) for p in found.parameters if values[p.name]]
    return made + [("kg show", {name: value}) for name, value in values.items() if name != "year" and value]


def once(engine: ox.Store, base: str, name: str, given: dict[str, str]) -> Figures:
    """One query or display: its rows or lines, and its seconds."""
    before = time.process_time()
    if name == "kg show":
        found = query.nodes(next(iter(given.values())), engine, base)
        rows = show.Terminal(engine).text(found[0], "").count("\n")
    else:
        asked = query.library()[name]
        answer = query.run(asked.text, engine, query.bindings(asked, given, engine, base))
        rows = answers.write(answer, "csv", base).count(b"\n") - 1
    return {"rows": rows, "seconds": time.process_time() - before}


def run(root: Path) -> Figures:
    """The figures of every case, by its name."""
    engine = opened(root)
    return {f"{name} {' '.join(given)}".strip(): alone(root, name, given) for name, given in cases(engine)}


def alone(root: Path, name: str, given: dict[str, str]) -> Figures:
    """A case in a process of its own, which can be ended: a query of the engine cannot."""
    command = [sys.executable, "-m", "tests.bench.queries", str(root), name, json.dumps(given)]
    try:
        out = subprocess.run(command, cwd=REPO, stdout=subprocess.PIPE, text=True, check=True, timeout=MOST)
    except subprocess.TimeoutExpired:
        return {"rows": -1, "seconds": MOST}
    figures: Figures = json.loads(out.stdout)
    return figures


def table_rows(runs: list[Figures]) -> list[list[object]]:
    """A row for each case: its rows at the largest size, its seconds at each; what takes longer than SLOW is marked."""
    made: list[list[object]] = []
    for name, last in runs[-1].items():
        seconds = [f"{run[name]['seconds']:.3f}" if name in run else "" for run in runs]
        if last["rows"] < 0:
            seconds[-1] = f"> {MOST:.0f}"
        slow = " **slow**" if last["seconds"] > SLOW else ""
        made.append([name, f"{last['rows']:,}" if last["rows"] >= 0 else "", *seconds[:-1], f"{seconds[-1]}{slow}"])
    return made


def main(arguments: list[str]) -> Figures:
    root = Path(arguments[0]).resolve()
    if len(arguments) == 1:
        return run(root)
    engine, base = opened(root), config.load(root).base
    for _ in range(2):
        figures = once(engine, base, arguments[1], json.loads(arguments[2]))
    return figures


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
