"""What it takes when one entry has changed or come, and when nothing has: whole commands as processes. Prints JSON.

python -m tests.bench.again WORKSPACE        one that has been built; a title in it is changed, a work, a citation and a claim are added
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.paths import BIN

TITLE = re.compile(rb"(?m)^\s*title = \{")
KEY = re.compile(rb"(?m)^@(?:article|book|incollection|inproceedings|misc)\{([^\s,]+),")


def changed(data: bytes) -> bytes:
    """A file with a word before a title in its middle."""
    at = in_middle(data).end()
    return data[:at] + b"Again " + data[at:]


def cited(data: bytes) -> bytes:
    """The same with one more reference in an entry in its middle, to its first work."""
    at = in_middle(data).start()
    return data[:at] + b"\n  cites = {%b}," % first_key(data) + data[at:]


def work(data: bytes) -> bytes:
    """The same with a work more, by somebody new, that cites its first one."""
    entry = b"@article{again2001, author = {Again, Ann}, title = {Once more}, year = {2001}, keywords = {again}, cites = {%b}}\n"
    return data + b"\n" + entry % first_key(data)


def claim(data: bytes) -> bytes:
    """The same with a claim more, which its first work makes."""
    return data + b"\n@claim{again-claim, statement = {It is so once more.}, claimedin = {%b}}\n" % first_key(data)


def in_middle(data: bytes) -> re.Match[bytes]:
    """Where the first title begins in the second half of a file."""
    found = TITLE.search(data, len(data) // 2)
    if not found:
        raise ValueError("The second half of the largest file has no title.")
    return found


def first_key(data: bytes) -> bytes:
    """The key of the first work in a file."""
    found = KEY.search(data)
    if not found:
        raise ValueError("The largest file has no entry of a work.")
    return found[1]


EDITS: dict[str, Callable[[bytes], bytes]] = {
    "one title changed": changed,
    "one citation more": cited,
    "one work more": work,
    "one claim more": claim,
}


def edit(root: Path, made: Callable[[bytes], bytes]) -> None:
    """Change the largest file that has a title in its second half."""
    files = sorted((root / "bib").rglob("*.bib"), key=lambda file: (-file.stat().st_size, file))
    path = next(file for file in files if TITLE.search(file.read_bytes(), file.stat().st_size // 2))
    path.write_bytes(made(path.read_bytes()))


def took(root: Path, *command: str) -> float:
    """The seconds on the clock that a command takes; problems in the data are no failure."""
    kg = [str(BIN / "kg")] if (BIN / "kg").exists() else [sys.executable, "-m", "kg"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # users have compiled modules
    before = time.perf_counter()
    run = subprocess.run(
        [*kg, "-q", *command], cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    if run.returncode not in (0, 1):
        raise subprocess.CalledProcessError(run.returncode, command)
    return time.perf_counter() - before


def run(root: Path) -> dict[str, float]:
    """The seconds of each command."""
    found = {"kg build, nothing changed": took(root, "build")}
    for name, made in EDITS.items():
        edit(root, made)
        found |= {f"kg {verb}, {name}": took(root, verb) for verb in ("check", "build")}
    return found


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
