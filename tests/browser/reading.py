"""A built site read without a browser: tags, ids, text, and where every link leads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

OUTWARD = ("http", "https", "mailto", "ftp")
LATER = "vendor/"  # third-party files, which the build copies where it has them


class Reader(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        self.ids = [a["id"] for _, a in self.tags if "id" in a]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.text.append(data)


class Link(NamedTuple):
    """A link as a page has it."""

    tag: str
    address: str
    scheme: str
    target: str  # the file it leads to, relative to the site
    fragment: str


@cache
def read(file: Path) -> Reader:
    return Reader(file.read_text(encoding="utf-8"))


@cache
def files(site: Path) -> frozenset[str]:
    """Every file by its path, spelt as on disk: `A.html` and `a.html` are two."""
    return frozenset(p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file())


def pages(site: Path) -> list[str]:
    return sorted(p for p in files(site) if p.endswith(".html"))


def links(site: Path, page: str) -> Iterator[Link]:
    for tag, attributes in read(site / page).tags:
        for name in ("href", "src", "xlink:href", "action", "formaction", "data", "poster", "srcset", "background"):
            if name not in attributes or (name == "data" and tag != "object"):
                continue
            address = attributes[name]
            parts = urlsplit(address)
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
            yield Link(tag, address, parts.scheme.lower(), path, unquote(parts.fragment))


def wrong(site: Path, page: str) -> list[str]:
    """What is wrong with the links of a page: nowhere to go, a missing anchor, a scheme that runs something, a fetch from outside."""
    found = []
    for link in links(site, page):
        if link.scheme:
            if link.scheme not in OUTWARD:
                found.append(f"scheme: {link.address}")
            elif link.tag != "a":
                found.append(f"<{link.tag}> fetches {link.address}")
        elif link.address.startswith(("//", "/")):
            found.append(f"not relative: {link.address}")
        elif link.target not in files(site) and not link.target.startswith(LATER):
            found.append(f"no such file: {link.address}")
        elif link.fragment and not _anchor(site, link):
            found.append(f"no such place: {link.address}")
    return found


def _anchor(site: Path, link: Link) -> bool:
    """Whether the page has that id; a state of the map ("focus=claim/x&view=argument") must name a box of it."""
    if link.target == "index.html" and "=" in link.fragment:
        state = parse_qs(link.fragment, strict_parsing=True)
        focus = state.get("focus", [""])[0]
        return set(state) <= {"focus", "view", "hide", "only"} and (not focus or f"{focus}.html" in map_pages(site))
    return link.fragment in read(site / link.target).ids


@cache
def map_pages(site: Path) -> frozenset[str]:
    """The pages that have a box on the map."""
    boxes = [a["href"] for tag, a in read(site / "index.html").tags if tag == "a" and "box" in a.get("class", "").split()]
    return frozenset(unquote(address) for address in boxes)
