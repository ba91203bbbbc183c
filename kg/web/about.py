"""The pages about the data: downloads, vocabulary, and how to read and extend the whole; the page of data quality is `quality`'s."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from kg.web import example
from kg.web.article import LISTS
from kg.web.edition import SiteInput, VocabularyTerm, as_term, in_words, plural, sentence_case
from kg.web.shell import Shell
from kg.web.whole import Whole

DOWNLOADS = {
    "graph.ttl": ("The facts in Turtle", "What people wrote down, as RDF; to read, and for most RDF tools."),
    "graph.nt": ("The facts in N-Triples", "The same facts, one statement a line: for diffs, and for loading large amounts."),
    "graph.jsonld": ("The facts in JSON-LD", "The same facts, for JavaScript and the web."),
    "graph.nq": (
        "Everything in N-Quads",
        "The same facts, and in graphs of their own the vocabulary and what the program inferred: for a triple store.",
    ),
    "references.bib": (
        "The bibliography in BibTeX",
        "All entries, tidied: works, and claims, concepts and studies as well; for LaTeX, Zotero, JabRef.",
    ),
    "evidence.csv": (
        "The evidence as a table",
        "One row for each stance of a work, a study or a claim on a claim: for spreadsheets, R, pandas.",
    ),
}
COMMANDS = {f"kg export {name.rpartition('.')[2]} -o {name}": use for name, (_, use) in DOWNLOADS.items()}
_THOUSAND = 1000


class Download(NamedTuple):
    """A file to take away."""

    path: str
    title: str
    use: str
    size: str


def downloads(shell: Shell) -> Iterator[tuple[str, bytes]]:
    """The page of downloads."""
    yield _page(shell, "downloads", "Downloads", _taken_away(shell.site))


def vocabulary(shell: Shell) -> Iterator[tuple[str, bytes]]:
    """The page of the vocabulary."""
    yield _page(shell, "vocabulary", "Vocabulary", _vocabulary(shell.site))


def about(shell: Shell, literature: Whole) -> Iterator[tuple[str, bytes]]:
    """The page about the literature."""
    yield _page(shell, "about", "About", _about(shell.site, literature))


def _page(shell: Shell, name: str, title: str, values: dict[str, object]) -> tuple[str, bytes]:
    path = f"{name}.html"
    return path, shell.page(path, name, title, shell.body(path, {"title": title, "site": shell.site, **values}))


def _taken_away(site: SiteInput) -> dict[str, object]:
    """The files to take away, and where there are none the commands that write them."""
    return {"files": _downloads(site), "sample": _sample(site), "commands": list(COMMANDS.items())}


def _downloads(site: SiteInput) -> list[Download]:
    order = [*(n for n in DOWNLOADS if n in site.downloads), *(n for n in sorted(site.downloads) if n not in DOWNLOADS)]
    return [Download(f"data/{n}", *DOWNLOADS.get(n, (n, "A file of this workspace.")), size(site.downloads[n])) for n in order]


def _sample(site: SiteInput) -> str:
    """The file that the example of use reads, `""` where no file is one that rdflib reads into a graph."""
    return next((n for n in ("graph.ttl", "graph.nt", "graph.jsonld") if n in site.downloads), "")


def size(count: int) -> str:
    """A number of bytes for people.

    >>> size(512), size(48_213), size(3_200_000)
    ('512 bytes', '48 kB', '3.2 MB')
    """
    if count < _THOUSAND:
        return plural(count, "byte")
    return f"{count / 1000:.0f} kB" if count < _THOUSAND**2 else f"{count / 1e6:.1f} MB"


def _vocabulary(site: SiteInput) -> dict[str, object]:
    """Our own terms by kind, and the stances."""
    kinds: dict[str, list[tuple[str, VocabularyTerm]]] = defaultdict(list)
    for record in sorted(map(VocabularyTerm._make, site.vocabulary)):
        term = as_term(record.iri)
        if term not in site.looks:
            kinds[record.kind].append((term[1:-1].rpartition("#")[2], record))
    comments = {as_term(v[0]): v[2] for v in site.vocabulary}
    stances = [
        (look, term[1:-1].rpartition("#")[2], comments.get(term) or getattr(look, "definition", "")) for term, look in site.looks.items()
    ]
    return {"kinds": [(sentence_case(_plural(k)), k, kinds[k]) for k in sorted(kinds)], "stances": stances}


def _plural(kind: str) -> str:
    kind = in_words(kind)
    return kind[:-1] + "ies" if kind.endswith("y") else kind + ("es" if kind.endswith("s") else "s")


def _about(site: SiteInput, literature: Whole) -> dict[str, object]:
    counts = literature.counts
    names = {kind: kind if counts[kind] == 1 else name.lower() for kind, name in LISTS.items() if counts.get(kind)}
    return {
        "counts": [(f"{kind}/index.html", counts[kind], name) for kind, name in names.items()],
        "queries": [(q.title, example.command(q, literature.tally), q.description) for q in site.queries],
        "example": example.entries(literature.tally),
    }
