"""The pages about the data: quality, downloads, vocabulary, and how to read and extend the whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from kg.model import Problem
from kg.web import example, markup
from kg.web.article import LISTS
from kg.web.edition import SiteInput, VocabularyTerm, as_term, in_words, plural, sentence_case
from kg.web.facts import Brief
from kg.web.shell import Shell

SEVERITIES = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
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


class Kind(NamedTuple):
    """All problems of one code."""

    code: str
    title: str
    explanation: str
    found: list[tuple[Problem, Brief | None]]


class Download(NamedTuple):
    """A file to take away."""

    path: str
    title: str
    use: str
    size: str


def about(shell: Shell) -> Iterator[tuple[str, bytes]]:
    """The four pages about the data."""
    for path, name, title, values in (
        ("quality.html", "quality", "Data quality", _quality(shell.site)),
        (
            "downloads.html",
            "downloads",
            "Downloads",
            {"files": _downloads(shell.site), "sample": _sample(shell.site), "commands": list(COMMANDS.items())},
        ),
        ("vocabulary.html", "vocabulary", "Vocabulary", _vocabulary(shell.site)),
        ("about.html", "about", "About", _about(shell.site)),
    ):
        body = shell.body(path, {"title": title, "site": shell.site, **values})
        yield path, shell.page(path, name, title, body)


def _quality(site: SiteInput) -> dict[str, object]:
    """Problems by severity and code, and the fields that were not confirmed."""
    by_entry = {(s.file, s.key): term for term, s in site.sources.items()}
    by_code: dict[str, list[Problem]] = defaultdict(list)
    for problem in site.problems:
        by_code[problem.code].append(problem)
    groups: dict[str, list[Kind]] = {name: [] for name in SEVERITIES}
    for code in sorted(by_code):
        severity, title, explanation = site.problem_titles.get(code, ("error", code, ""))
        found = [(p, site.facts.brief(by_entry.get((p.file, p.key), ""))) for p in sorted(by_code[code])]
        groups.setdefault(severity, []).append(Kind(code, sentence_case(title), explanation, found))
    return {
        "groups": [(name, SEVERITIES.get(name, name), kinds) for name, kinds in groups.items() if kinds],
        "unsure": _unverified(site),
        "link": _link,
    }


def _unverified(site: SiteInput) -> list[tuple[Markup, str, str]]:
    """The works with fields that were not confirmed against a source."""
    pages = sorted(site.facts.of_kind("work"), key=lambda p: (p.brief.label.casefold(), p.brief.iri))
    return [(_link(p.brief), p.brief.detail, ", ".join(f)) for p in pages if (f := p.node.all("kg:unverified"))]


def _link(brief: Brief) -> Markup:
    return markup.safe(markup.link(brief, here="index.html"))


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


def _about(site: SiteInput) -> dict[str, object]:
    counts = Counter(p.brief.kind for p in site.facts.pages.values())
    names = {kind: kind if counts[kind] == 1 else name.lower() for kind, name in LISTS.items() if counts[kind]}
    return {
        "counts": [(f"{kind}/index.html", counts[kind], name) for kind, name in names.items()],
        "queries": [(q.title, example.command(q, site.facts), q.description) for q in site.queries],
        "example": example.entries(site.facts),
    }
