"""Where things lie in the checkout, for every test; none depends on the working directory."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
PACKAGE = REPO / "kg"
BIN = Path(sys.executable).parent  # where the environment's commands are; not resolved, or it would be the base Python's

_MADE = shutil.ignore_patterns(".git", ".venv", ".kg", "node_modules", "dist", "__pycache__", ".*_cache", ".hypothesis")


def copy_checkout(to: Path) -> Path:
    """A copy of the checkout at `to`, without what git ignores (but with kg/vendor and site/vendor, where they are)."""
    shutil.copytree(REPO, to, ignore=_MADE, symlinks=True)
    return to


def user_environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment of someone who has this one's commands on the PATH and nothing configured."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    return {**kept, "HOME": str(home), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **extra}
