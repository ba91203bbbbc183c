"""The whole site as files: pages, lists, the pages about the data, downloads and assets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg import resources
from kg.kept import Recall, afresh
from kg.web import about, asking, debates, hosted, listing, matrix, missing, network, pages, relations, rows, search, timeline
from kg.web.asking import Ask
from kg.web.edition import NamedQuery, SiteInput, SourceText, VocabularyTerm
from kg.web.mapview import map_context
from kg.web.rows import Row
from kg.web.shell import Shell
from kg.web.whole import Whole, whole

__all__ = ["NamedQuery", "SiteInput", "SourceText", "VocabularyTerm", "digests", "overviews", "packaged_assets", "site", "things"]

HOME_HEAD = (  # each once: a script that runs twice undoes what it does
    '<link rel="stylesheet" href="assets/map.css">\n'
    '<script defer src="assets/map-close.js"></script>\n<script defer src="assets/map.js"></script>\n'
    '<script defer src="assets/map-save.js"></script>'
)


def site(graph: SiteInput) -> Iterator[tuple[str, bytes]]:
    """Every file of the site but vendor/: its path relative to site/, and its bytes."""
    shell = Shell(graph)
    literature, rows_of_all = digests(graph)
    yield from things(shell)
    yield from catalogue(shell, literature, rows_of_all)
    yield from overviews(shell, literature)


def digests(graph: SiteInput) -> tuple[Whole, list[Row]]:
    """What all other files are made from: the gist and the list's row of each thing whose facts are at hand."""
    return whole(graph.facts), [rows.row(page, graph) for page in graph.facts.pages.values()]


def things(shell: Shell) -> Iterator[tuple[str, bytes]]:
    """The pages of the things whose facts are at hand: all of them, or those of a shard."""
    for page in shell.site.facts.pages.values():
        yield page.brief.path, pages.page(page, shell)


def catalogue(shell: Shell, literature: Whole, rows_of_all: Iterable[Row]) -> Iterator[tuple[str, bytes]]:
    """What things are looked up in: lists, made from rows, and the data of the search box, from gists."""
    yield from listing.lists(rows_of_all, shell, literature)
    yield "assets/search-data.js", search.search_data(literature).encode()


def overviews(shell: Shell, literature: Whole, recall: Recall = afresh, ask: Ask | None = None) -> Iterator[tuple[str, bytes]]:
    """All other files: pages about the whole, made from gists, and assets; `ask` answers named queries."""
    net = relations.net(literature)
    yield "index.html", _home(shell, literature, net, recall)
    yield from matrix.evidence_page(shell, literature)
    yield from debates.debates_page(shell, literature)
    yield from missing.missing(shell, literature)
    yield from timeline.timeline(shell, literature)
    yield from about.about(shell, literature)
    yield from asking.asking(shell, literature, ask)
    yield from hosted.hosted(shell, literature)
    yield "assets/network-data.js", recall("network", net, lambda: network.network_data(net)).encode()
    yield from sorted(_assets(shell.site).items())


def _home(shell: Shell, literature: Whole, net: relations.Net, recall: Recall) -> bytes:
    body = shell.body("map.html", map_context(literature, shell.site.stances, net, recall))
    return shell.page("index.html", "map", shell.site.title, body, HOME_HEAD, css="home")


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
