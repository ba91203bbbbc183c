"""What the pages of a site weigh, by kind of page, beside what the project has set itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

HOME, LARGEST_HOME, PAGE = 300_000, 500_000, 60_000  # bytes: the home page of a literature like the shipped one, of any; any other page

Weights = dict[str, tuple[int, int, str]]  # kind of page -> how many, the heaviest in bytes, its path


def weights(site: Path) -> Weights:
    """The pages by kind: how many there are, and the heaviest."""
    pages = sorted(f for f in site.rglob("*.html") if "vendor" not in f.relative_to(site).parts)
    return gathered((f.relative_to(site).as_posix(), f.stat().st_size) for f in pages)


def gathered(pages: Iterable[tuple[str, int]]) -> Weights:
    """The same, of paths and sizes.

    >>> gathered([("index.html", 9), ("work/a.html", 5), ("work/b.html", 7), ("work/index/1998.html", 3), ("work/index.html", 4)])
    {'home': (1, 9, 'index.html'), 'work': (2, 7, 'work/b.html'), 'work, list': (2, 4, 'work/index.html')}
    """
    found: Weights = {}
    for path, size in pages:
        count, most, heaviest = found.get(kind_of(path), (0, -1, ""))
        found[kind_of(path)] = (count + 1, *max((most, heaviest), (size, path)))
    return dict(sorted(found.items()))


def kind_of(path: str) -> str:
    """The kind of a page.

    >>> kind_of("index.html"), kind_of("debates-thin.html"), kind_of("work/a.html"), kind_of("work/index/1998.html")
    ('home', 'debates', 'work', 'work, list')
    """
    folder, _, name = path.rpartition("/")
    if not folder:
        return "home" if name == "index.html" else name.removesuffix(".html").partition("-")[0]
    return f"{folder.partition('/')[0]}, list" if "/" in folder or name == "index.html" else folder


def overrun(kind: str, size: int, home: int = LARGEST_HOME) -> bool:
    """Whether a page weighs more than it may."""
    return size > (home if kind == "home" else PAGE)
