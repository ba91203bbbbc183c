"""What it takes when one entry has changed, and when nothing has: whole commands as processes. Prints JSON.

python -m tests.bench.again WORKSPACE        one that has been built; a title in it is changed
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.paths import BIN

TITLE = b"title = {"


def changed(root: Path) -> None:
    """Put a word before a title in the middle of the largest file that has one there."""
    files = sorted((root / "bib").rglob("*.bib"), key=lambda file: (-file.stat().st_size, file))
    path = next(file for file in files if TITLE in file.read_bytes()[file.stat().st_size // 2 :])
    data = path.read_bytes()
    at = data.index(TITLE, len(data) // 2) + len(TITLE)
    path.write_bytes(data[:at] + b"Again " + data[at:])


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
    nothing = took(root, "build")
    changed(root)
    check, build = took(root, "check"), took(root, "build")
    return {"kg build, nothing changed": nothing, "kg check, one entry changed": check, "kg build, one entry changed": build}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
