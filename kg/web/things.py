"""What a worker makes of things, those of a shelf or of all shelves: pages, what all else is made from, lists."""

from __future__ import annotations

from collections.abc import Iterator

from kg.web import listing, pages, rows
from kg.web.catalogue import Catalogue
from kg.web.edition import SiteInput
from kg.web.rows import Row
from kg.web.shell import Shell
from kg.web.whole import Whole, whole


def each(shell: Shell) -> Iterator[tuple[str, bytes]]:
    """The pages of the things whose facts are at hand: all of them, or those of a shelf."""
    for page in shell.site.facts.pages.values():
        yield page.brief.path, pages.page(page, shell)


def digests(graph: SiteInput) -> tuple[Whole, list[Row]]:
    """What all other files are made from: the gist and the list's row of each thing whose facts are at hand."""
    return whole(graph.facts), [rows.row(page, graph) for page in graph.facts.pages.values()]


CATALOGUE = listing.lists, Catalogue.list_data, Catalogue.search_data  # what things are looked up in; none knows of the others
