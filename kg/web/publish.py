"""The whole site as files: pages, lists, the pages about the data, downloads and assets."""

from __future__ import annotations

from collections.abc import Iterator

from kg import resources
from kg.web import about, listing, missing, pages
from kg.web.edition import NamedQuery, SiteInput, SourceText, VocabularyTerm
from kg.web.mapview import map_context
from kg.web.shell import Shell

__all__ = ["NamedQuery", "SiteInput", "SourceText", "VocabularyTerm", "packaged_assets", "site"]

HOME_HEAD = (  # each once: a script that runs twice undoes what it does
    '<link rel="stylesheet" href="assets/map.css">\n'
    '<script defer src="assets/map.js"></script>\n<script defer src="assets/network.js"></script>'
)


def site(graph: SiteInput) -> Iterator[tuple[str, bytes]]:
    """Every file of the site but vendor/: its path relative to site/, and its bytes."""
    shell = Shell(graph)
    for page in graph.facts.pages.values():
        yield page.brief.path, pages.page(page, shell)
    yield from whole(graph)


def whole(graph: SiteInput) -> Iterator[tuple[str, bytes]]:
    """Every file that is not the page of one thing."""
    shell = Shell(graph)
    yield "index.html", _home(graph, shell)
    yield from listing.lists(shell)
    yield from missing.missing(shell)
    yield from about.about(shell)
    yield from sorted(_assets(graph).items())


def _home(graph: SiteInput, shell: Shell) -> bytes:
    body = shell.body("map.html", map_context(graph.facts, graph.stances))
    return shell.page("index.html", "map", graph.title, body, HOME_HEAD, css="home")


def _assets(graph: SiteInput) -> dict[str, bytes]:
    assets = {f"assets/{name}": content for name, content in {**packaged_assets(), **graph.assets}.items()}
    assets.setdefault("assets/stances.css", _stance_css(graph))
    return assets


def _stance_css(graph: SiteInput) -> bytes:
    from kg.web import svg

    return svg.stance_css(graph.stances).encode()


def packaged_assets() -> dict[str, bytes]:
    """The style sheets, scripts and icon that come with the program, by name."""
    folder = resources.assets_dir()
    return {f.name: f.read_bytes() for f in sorted(folder.iterdir()) if f.suffix in {".css", ".js", ".svg"}}
