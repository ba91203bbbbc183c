"""Rewrite what the cases in tests/cases expect: `python -m tests.update_cases [NAME…]`, then read the diff before you commit it.

A case is a folder: .bib files (their names stand for bib/NAME), perhaps a kg.toml and an ontology/ of its own, and what comes of
them: expected.nt (the curated graph), expected.inferred.nt (where anything is inferred), expected.problems (as `kg check` prints them).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from kg import config, graph
from kg.model import Statement

CASES = Path(__file__).parent / "cases"
OUTCOMES = ("expected.nt", "expected.inferred.nt", "expected.problems")


def cases() -> list[Path]:
    """The folders of the cases, sorted by name."""
    return sorted(path for path in CASES.iterdir() if path.is_dir())


def built(case: Path) -> graph.Graph:
    """The graph of a case, made in memory."""
    files = {f"bib/{path.name}": path.read_bytes() for path in case.glob("*.bib")}
    own = (case / config.NAME).is_file()
    return graph.build(files, config.load(case) if own else config.Config(case, "Test", "https://x.example/", "en"))


def outcome(case: Path) -> dict[str, str]:
    """What comes of a case, by file name; a file without a line is not there."""
    made = built(case)
    texts = _lines(made.statements), _lines(made.inferred), "".join(f"{problem}\n" for problem in made.problems)
    return {name: text for name, text in zip(OUTCOMES, texts, strict=True) if text}


def expected(case: Path) -> dict[str, str]:
    """What a case expects, by file name."""
    return {name: (case / name).read_bytes().decode() for name in OUTCOMES if (case / name).is_file()}


def _lines(statements: Iterable[Statement]) -> str:
    return "".join(sorted({f"{s.subject} {s.predicate} {s.object} .\n" for s in statements}))


def main(names: list[str]) -> None:
    """Rewrite the expected files of the cases named, or of all."""
    for case in cases():
        if names and case.name not in names:
            continue
        old, new = expected(case), outcome(case)
        for name in OUTCOMES:
            if old.get(name) != new.get(name):
                print(f"{'rewrote' if name in new else 'removed'} {case.name}/{name}")
                (case / name).unlink(missing_ok=True)
                if name in new:
                    (case / name).write_bytes(new[name].encode())


if __name__ == "__main__":
    main(sys.argv[1:])
