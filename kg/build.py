"""Graph -> site: every file is made, what changed is written, what is left over is removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from kg import files, query, resources, terms
from kg.codes import CODES
from kg.config import Config
from kg.crew import Crew, Tell, counted, silent
from kg.export import FORMATS
from kg.graph import Graph
from kg.shelves import Shelves
from kg.web import publish, reflists, shelf
from kg.web.edition import NamedQuery, SiteInput, VocabularyTerm
from kg.web.facts import Brief, Facts
from kg.web.rows import Row
from kg.web.shell import Shell
from kg.web.whole import Gist, Whole

DOWNLOADS = {
    "graph.ttl": "ttl",
    "graph.nt": "nt",
    "graph.nq": "nq",
    "graph.jsonld": "jsonld",
    "references.bib": "bib",
    "evidence.csv": "csv",
}

CARRIED = 250_000  # statements past which a site carries no files to take away: every build would write hundreds of megabytes again


class Outcome(NamedTuple):
    """What a build did, or with `check` would do."""

    site: Path
    written: tuple[str, ...]  # paths relative to the site
    removed: tuple[str, ...]
    total: int  # files of the site
    remarks: tuple[str, ...] = ()  # on what was left out of it


Task = tuple[Callable[..., None], tuple[Any, ...]]  # a worker's function, and what it is given


def site(
    graph: Graph,
    config: Config,
    target: Path,
    *,
    check: bool = False,
    crew: Crew | None = None,
    beside: Task | None = None,
    tell: Tell = silent,
) -> Outcome:
    """Write the site of a graph into a folder; a crew of workers shares the pages, and one of them first does what is `beside`.

    Raises OSError where it cannot be written, or something stands in the way. No file is kept in memory when it is written.
    """
    if crew is None:
        with Crew(0) as alone:
            return site(graph, config, target, check=check, crew=alone, beside=beside, tell=tell)
    queries, remarks = _queries(config.root)
    try:
        if not check:
            files.open_stage(target)
        done = dict(_made(graph, config, queries, target, check, crew, beside, tell))
        left = sorted(files.left_over(target, done.keys()))
        if not check:
            for file in resources.vendor_files():
                files.put(target, f"vendor/{file.name}", file.read_bytes())
            files.move(target, left)
    finally:
        if not check:
            files.discard_stage(target)
    return Outcome(target, tuple(sorted(path for path, differs in done.items() if differs)), tuple(left), len(done), remarks)


def _made(
    graph: Graph,
    config: Config,
    queries: Iterable[query.NamedQuery],
    target: Path,
    check: bool,
    crew: Crew,
    beside: Task | None,
    tell: Tell,
) -> Iterator[tuple[str, bool]]:
    """Every file of the site but vendor/, once it is written: its path, and whether it differs from what was there."""
    sizes = {}
    for name, form in DOWNLOADS.items() if graph.size <= CARRIED else ():
        differs, sizes[name] = files.put_pieces(target, f"data/{name}", FORMATS[form](graph, config.base), check=check)
        yield f"data/{name}", differs
    made = edition(graph, config, queries, sizes)
    gists: dict[str, Gist] = {}
    rows: list[Row] = []
    for done in _things(graph, made, target, check, crew, beside, tell):
        yield from done.files
        gists |= done.gists.gists
        rows += done.rows
    for path, data in publish.overviews(Shell(made), Whole(gists), rows):
        yield path, files.put(target, path, data, check=check)


def _things(
    graph: Graph, made: SiteInput, target: Path, check: bool, crew: Crew, beside: Task | None, tell: Tell
) -> Iterator[shelf.Written]:
    """The page of each thing: the shelves are gone through for what pages have to know of each other, and then to write them."""
    curated, numbers = graph.curated, [(number,) for number in range(len(graph.curated))]
    found = Shelves(curated.bounds, curated.folder and curated.folder.with_name("found"), crew.parts)
    for term, lines in shelf.inferred_by_page(graph.inferred):
        found.add(found.number(term), lines)
    found.write()
    crew.all(shelf.opened, [(curated, graph.texts, found, made.base, made.language, part) for part in range(crew.parts)])
    briefs: dict[str, Brief] = {}
    late = []
    for number, (early, more) in enumerate(counted(crew.each(shelf.given, numbers), len(numbers), "linking pages", tell)):
        briefs |= early
        late += [(number,)] if more else []
    crew.all(shelf.closed, [()] * crew.parts)
    for known in crew.each(shelf.late, late):
        briefs |= known
    of_pages = replace(made, facts=Facts({}, briefs, []), problems=())
    crew.all(shelf.shown, [(of_pages, target, check)] * crew.parts)
    started = crew.start(beside[0], *beside[1]) if beside else None
    yield from counted(crew.each(shelf.written, numbers), len(numbers), "writing pages", tell)
    tell("writing lists and the map", 0, 0)
    if started:
        started.result()


def edition(graph: Graph, config: Config, queries: Iterable[query.NamedQuery], downloads: Mapping[str, int]) -> SiteInput:
    """What the site of a graph is made from, but for the facts."""
    return SiteInput(
        title=config.title,
        base=config.base,
        language=config.language,
        facts=Facts({}, {}, []),
        problems=graph.problems,
        vocabulary=_vocabulary(graph),
        downloads=downloads,
        statements=graph.size,
        stances=list(graph.schema.stances.values()),
        problem_titles=CODES,
        queries=[_shown(q) for q in queries],
        labels=graph.schema.labels,
        reference_lists=reflists.read(graph.inferred, config.base, graph.schema.reference_fields),
    )


def _shown(found: query.NamedQuery) -> NamedQuery:
    """What pages show of a named query."""
    required = tuple((p.name, p.kind) for p in found.parameters if p.required)
    return NamedQuery(found.name, found.title, found.description, required)


def _queries(root: Path) -> tuple[list[query.NamedQuery], tuple[str, ...]]:
    """The named queries, and why some of the workspace's own are not among them."""
    found, broken = query.library(), []
    for path in sorted((root / "queries").glob("*.rq")):
        try:
            found[path.stem] = query.parse(path)
        except query.QueryError as error:
            broken.append(f"{error} It is left out.")
        except (OSError, UnicodeDecodeError) as error:
            broken.append(f"{path}: {error}. It is left out.")
    return list(found.values()), tuple(broken)


def _vocabulary(graph: Graph) -> list[VocabularyTerm]:
    """The terms of our own vocabulary, in the order of their names."""
    own = f"<{terms.PREFIXES['kg']}"
    named = {s: label for s, label in graph.schema.labels.items() if s.startswith(own)}
    return [
        VocabularyTerm(s, label, graph.schema.comments.get(s, ""), graph.schema.term_kinds[s])
        for s, label in sorted(named.items())
        if s in graph.schema.term_kinds
    ]
