"""The whole site as files: pages, lists, the pages about the data, downloads and assets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache, partial
from itertools import chain

from kg import resources
from kg.kept import Drawers, digest
from kg.memory import Recall, afresh
from kg.web import (
    about,
    asking,
    debates,
    example,
    glances,
    hosted,
    matrix,
    missing,
    network,
    pieces,
    quality,
    relations,
    svg,
    things,
    timeline,
)
from kg.web.article import LISTS
from kg.web.asking import Ask
from kg.web.catalogue import Catalogue
from kg.web.edition import NamedQuery, SiteInput, SourceText, VocabularyTerm
from kg.web.glances import Again, AtHand, File, Sight
from kg.web.mapview import map_context
from kg.web.pieces import ORDER, Shelved
from kg.web.shell import Shell
from kg.web.stands import Evidence
from kg.web.whole import Whole

__all__ = ["NamedQuery", "SiteInput", "SourceText", "VocabularyTerm", "overviews", "packaged_assets", "site"]

HOME_HEAD = (  # each once: a script that runs twice undoes what it does
    '<link rel="stylesheet" href="assets/map.css">\n'
    '<script defer src="assets/map-close.js"></script>\n<script defer src="assets/map.js"></script>\n'
    '<script defer src="assets/map-save.js"></script>'
)


def site(graph: SiteInput) -> Iterator[tuple[str, bytes]]:
    """Every file of the site but vendor/: its path relative to site/, and its bytes."""
    shell = Shell(graph)
    literature, rows_of_all = things.digests(graph)
    made = pieces.pieces(literature.gists, rows_of_all, graph)
    shelved = Shelved([pieces.sums(made, literature.gists.values(), {})], lambda _: made)
    yield from things.each(shell)
    for path, data in chain.from_iterable(part(Catalogue(shell, shelved, Drawers())) for part in things.CATALOGUE):
        yield path, b"".join(data or ())
    for path, page in chain(home(shell, AtHand.of(literature), shelved), overviews(shell, AtHand.of(literature), shelved)):
        yield path, page or b""


def home(shell: Shell, sight: Sight, shelved: Shelved, again: Again = glances.afresh, recall: Recall = afresh) -> Iterator[File]:
    """The map, and the network that belongs to it; see `overviews`."""
    found = shelved.digest("found") if shelved.argues else ""
    yield from again(HOME, home_of(shelved), lambda: _home(shell, sight.argument if shelved.argues else sight.whole, recall, found))


HOME = "home"


def home_of(shelved: Shelved) -> object:
    """What these are made of."""
    return (
        (shelved.digest("argument"), shelved.digest("found")) if shelved.argues else (shelved.digest("glance"), example.of(shelved.tally))
    )


def overviews(
    shell: Shell,
    sight: Sight,
    shelved: Shelved,
    again: Again = glances.afresh,
    part: Recall = afresh,
    ask: Ask | None = None,
) -> Iterator[File]:
    """All other files but the home page: pages about the whole, made from gists, and assets; `ask` answers named queries.

    Those that are made together, and each `part` that stays where they do not, are named with all that they are made of, besides gists
    that they ask for and what `of_all` is a digest of.
    """
    site, lists, tally = shell.site, shell.site.reference_lists.mark, shelved.tally
    told, examples = quality.told(site.problems), example.of(tally)
    argued, digest = shelved.digest("argument"), shelved.digest
    since = digest("since-concept" if tally.counts.get("concept") else "since-keyword")
    evidence = cache(lambda: Evidence(sight.argument, site))
    yield from again("evidence", argued, lambda: matrix.evidence_page(shell, evidence()))
    held = partial(part, "held", (argued, tally.taken), lambda: debates.held(evidence()))
    gaps = argued, tally.taken, digest("uncited"), tally.uncited, bool(tally.citing), lists
    yield from again("debates", gaps, lambda: debates.debates_page(shell, sight.apart, held()))
    yield from again("missing", (tally.counts.get("work"), lists), lambda: missing.missing(shell, sight.apart))
    dated = argued, digest("connected"), sorted(tally.years.items(), key=repr), since, examples
    yield from again("timeline", dated, lambda: timeline.timeline(shell, sight, part, argued, since))
    yield from again("quality", (digest("unsure"), told, shell.site.things), lambda: quality.quality(shell, sight.apart, told, part))
    yield from again("downloads", (sorted(site.downloads.items()), site.statements), lambda: about.downloads(shell))
    yield from again("vocabulary", None, lambda: about.vocabulary(shell))
    yield from again("about", (sorted(tally.counts.items()), examples), lambda: about.about(shell, sight.apart))
    yield from again("query", (examples, ask and ask.of), lambda: asking.asking(shell, sight.apart, ask))
    yield from again("hosted", digest(*(f"{kind}/{ORDER}" for kind in LISTS)), lambda: hosted.hosted(shell, _paths(shelved)))
    yield from sorted(_assets(site).items())


def of_all(site: SiteInput) -> str:
    """A digest of what all pages may show: without what single pages are named with, if no templates of the workspace's own show it."""
    apart = {"facts", "sources", "things", "assets", "reference_lists"}
    apart |= set() if site.templates else {"problems", "downloads", "statements"}
    shown = [(field.name, getattr(site, field.name)) for field in fields(site) if field.name not in apart]
    return digest(repr((shown, site.templates and site.reference_lists.mark)).encode("utf-8", "surrogatepass"))


def _paths(shelved: Shelved) -> Iterator[str]:
    """The pages of all things."""
    for kind in shelved.counts:
        for shelf in range(len(shelved.sums)):
            yield from (line.decode("utf-8", "surrogatepass").partition(" ")[2] for line in shelved.lines(kind, ORDER, shelf))


def _home(shell: Shell, literature: Whole, recall: Recall, found: str) -> Iterator[tuple[str, bytes]]:
    net = relations.net(literature, recall, found)
    body = shell.body("map.html", map_context(literature, shell.site.stances, net, recall))
    yield "index.html", shell.page("index.html", "map", shell.site.title, body, HOME_HEAD, css="home")
    yield "assets/network-data.js", recall("network", net, lambda: network.network_data(net, recall)).encode()


def _assets(graph: SiteInput) -> dict[str, bytes]:
    assets = {f"assets/{name}": content for name, content in {**packaged_assets(), **graph.assets}.items()}
    assets["assets/base.css"] += svg.stance_css(graph.stances).encode()
    return assets


def packaged_assets() -> dict[str, bytes]:
    """The style sheets, scripts and icon that come with the program, by name."""
    folder = resources.assets_dir()
    return {f.name: f.read_bytes() for f in sorted(folder.iterdir()) if f.suffix in {".css", ".js", ".svg"}}
