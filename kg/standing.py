"""What a build leaves to the next, and whether there is anything to do for that."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kg import kept, resources
from kg.web import stacks


class Outcome(NamedTuple):
    """What a build did, or with `check` would do."""

    site: Path
    written: tuple[str, ...]  # paths relative to the site
    removed: tuple[str, ...]
    total: int  # files of the site
    statements: int  # curated ones, of the graph
    remarks: tuple[str, ...] = ()  # on what was left out of it


class Kept(NamedTuple):
    """Where a build leaves to the next what has been made, and the program that made it."""

    folder: Path
    stamp: str
    mark: str  # a digest of all that the site is made from

    def standing(self, target: Path) -> Outcome | None:
        """What building a site would do if that is nothing: it was built of the very same, and is as it was left."""
        plan = stacks.plan(self.folder)
        if plan is None or plan["mark"] != self.mark or not _has_vendor(target) or not stacks.stands(plan, target):
            return None
        return Outcome(target, (), (), plan["total"], plan["statements"], plan["remarks"])


def _has_vendor(target: Path) -> bool:
    return all(kept.same(file, target / "vendor" / file.name) for file in resources.vendor_files())
