"""The whole site as files: pages, lists, the pages about the data, downloads and assets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields

from kg import resources
from kg.kept import Drawers, Recall, afresh, digest
from kg.web import (
    about,
    asking,
    debates,
    glances,
    hosted,
    listing,
    matrix,
    missing,
    network,
    pages,
    pieces,
    quality,
    relations,
    rows,
    timeline,
)
from kg.web.article import LISTS
from kg.web.asking import Ask
from kg.web.catalogue import Catalogue
from kg.web.catalogue import File as Piecewise
from kg.web.edition import NamedQuery, SiteInput, SourceText, VocabularyTerm
from kg.web.glances import Again, File
from kg.web.mapview import map_context
from kg.web.pieces import ORDER, Shelved
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
    made = pieces.pieces(literature, rows_of_all, graph)
    shelved = Shelved([pieces.sums(made, literature.gists.values(), {})], lambda _: made)
    yield from things(shell)
    for path, data in catalogue(Catalogue(shell, shelved, lambda: literature, Drawers())):
        yield path, b"".join(data or ())
    for path, page in overviews(shell, lambda: literature, lambda: literature, shelved):
        yield path, page or b""


def digests(graph: SiteInput) -> tuple[Whole, list[Row]]:
    """What all other files are made from: the gist and the list's row of each thing whose facts are at hand."""
    return whole(graph.facts), [rows.row(page, graph) for page in graph.facts.pages.values()]


def things(shell: Shell) -> Iterator[tuple[str, bytes]]:
    """The pages of the things whose facts are at hand: all of them, or those of a shard."""
    for page in shell.site.facts.pages.values():
        yield page.brief.path, pages.page(page, shell)


def catalogue(made: Catalogue) -> Iterator[Piecewise]:
    """What things are looked up in: lists, and the data of the search box."""
    yield from listing.lists(made)
    yield made.searched()


def overviews(
    shell: Shell,
    whole: Callable[[], Whole],
    argument: Callable[[], Whole],
    shelved: Shelved,
    again: Again = glances.afresh,
    recall: Recall = afresh,
    ask: Ask | None = None,
) -> Iterator[File]:
    """All other files: pages about the whole, made from gists, and assets; `ask` answers named queries.

    Those that are made together are named with all that they are made of, besides gists and what `of_all` is a digest of. `argument` is
    what is looked at where nothing but the argument is shown.
    """
    site, lists = shell.site, shell.site.reference_lists.mark
    told = quality.told(site.problems)
    seen, argued, found = (shelved.digest(name) for name in (glances.GLANCE, glances.ARGUMENT, glances.FOUND))
    if shelved.argues:
        yield from again("home", (argued, found), lambda: _home(shell, argument(), recall))
    else:
        yield from again("home", seen, lambda: _home(shell, whole(), recall))
    yield from again("evidence", argued, lambda: matrix.evidence_page(shell, argument()))
    yield from again("debates", (seen, lists), lambda: debates.debates_page(shell, whole()))
    yield from again("missing", (seen, lists), lambda: missing.missing(shell, whole()))
    yield from again("timeline", seen, lambda: timeline.timeline(shell, whole()))
    yield from again("quality", (seen, told), lambda: quality.quality(shell, whole(), told))
    yield from again("about", (seen, shelved.counts, sorted(site.downloads.items()), site.statements), lambda: about.about(shell, whole()))
    yield from again("query", (seen, ask and ask.of), lambda: asking.asking(shell, whole(), ask))
    yield from again("hosted", shelved.digest(*(f"{kind}/{ORDER}" for kind in LISTS)), lambda: hosted.hosted(shell, _paths(shelved)))
    yield from sorted(_assets(site).items())


def of_all(site: SiteInput) -> str:
    """A digest of what all pages may show: without what single pages are named with, if no templates of the workspace's own show it."""
    apart = {"facts", "sources", "assets", "reference_lists"} | (set() if site.templates else {"problems", "downloads", "statements"})
    shown = [(field.name, getattr(site, field.name)) for field in fields(site) if field.name not in apart]
    return digest(repr((shown, site.templates and site.reference_lists.mark)).encode("utf-8", "surrogatepass"))


def _paths(shelved: Shelved) -> Iterator[str]:
    """The pages of all things."""
    for kind in shelved.counts:
        yield from (path for _, path in shelved.values(kind, ORDER))


def _home(shell: Shell, literature: Whole, recall: Recall) -> Iterator[tuple[str, bytes]]:
    """The map, and the network that belongs to it."""
    net = relations.net(literature, recall)
    body = shell.body("map.html", map_context(literature, shell.site.stances, net, recall))
    yield "index.html", shell.page("index.html", "map", shell.site.title, body, HOME_HEAD, css="home")
    yield "assets/network-data.js", recall("network", net, lambda: network.network_data(net)).encode()


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
