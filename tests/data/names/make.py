"""Ask BibTeX itself for the parts of the names in this folder: `python -m tests.data.names.make`, then read the diff.

names.tsv    a name as some real .bib file writes it, then first, von, last and jr as `format.name$` gives them
differ.tsv   names for which we mean to differ: the same five columns, then given, particle, family and suffix as we have them, and why
lists.tsv    a real list of names, then their number by `num.names$`

To add a name or list, write it alone on a line and run this. It needs `bibtex` (Debian: texlive-binaries); no test does.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent


def oracle(lists: Sequence[str]) -> list[list[tuple[str, ...]]]:
    """For each list of names the parts of each name, as BibTeX has them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "parts.bst").write_bytes((HERE / "parts.bst").read_bytes())
        (folder / "names.aux").write_text("\\citation{*}\n\\bibstyle{parts}\n\\bibdata{names}\n", "utf-8")
        entries = (f"@misc{{{number}, author = {{{written}}}}}\n" for number, written in enumerate(lists))
        (folder / "names.bib").write_text("".join(entries), "utf-8")
        room = {"BSTINPUTS": ".", "BIBINPUTS": ".", "hash_size": "200000", "max_strings": "200000"}
        subprocess.run(["bibtex", "-terse", "names"], cwd=folder, env={**os.environ, **room}, capture_output=True, check=False)
        answer = (folder / "names.bbl").read_text("utf-8").replace("\n  ", " ")  # BibTeX breaks long lines
    found: list[list[tuple[str, ...]]] = [[] for _ in lists]
    for line in answer.splitlines():
        kind, text = line[:1], line[1:]
        if kind == "K":
            names = found[int(text)]
        elif kind == "F":
            names.append((text,))
        elif kind:
            names[-1] += (text,)
    return found


def rows(name: str) -> list[list[str]]:
    """The rows of a table in this folder."""
    return [line.split("\t") for line in (HERE / name).read_text("utf-8").splitlines()]


def main() -> None:
    """Fill in the columns that BibTeX answers."""
    for table in ("names.tsv", "differ.tsv"):
        old = rows(table)
        answers = oracle([row[0] for row in old])
        new = ["\t".join([row[0], *answer[0], *row[5:]]) for row, answer in zip(old, answers, strict=True)]
        _write(table, new)
    lists = [row[0] for row in rows("lists.tsv")]
    _write("lists.tsv", [f"{written}\t{len(names)}" for written, names in zip(lists, oracle(lists), strict=True)])


def _write(table: str, lines: list[str]) -> None:
    (HERE / table).write_text("".join(f"{line}\n" for line in sorted(set(lines))), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
