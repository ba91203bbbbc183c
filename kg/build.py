"""Graph -> site: render every page, write what changed, remove what is left over. A killed build leaves whole pages.

Changed files are first written to a folder inside the site; only when all are there are they moved to their places. So a site
is the old one until every page of the new one is on disk. What a killed build has left there is thrown away by the next, which
compares every page anyway. Nothing is written or deleted through a link: the site may have come with someone else's checkout.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kg import iri, query, resources, terms
from kg.codes import CODES
from kg.config import Config
from kg.export import FORMATS
from kg.graph import Graph
from kg.web import network, publish, reflists
from kg.web.edition import NamedQuery, SiteInput, SourceText, VocabularyTerm
from kg.web.facts import gather

GENERATOR = b'<meta name="generator" content="bibkg">'
DOWNLOADS = {
    "graph.ttl": "ttl",
    "graph.nt": "nt",
    "graph.nq": "nq",
    "graph.jsonld": "jsonld",
    "references.bib": "bib",
    "evidence.csv": "csv",
}
STAGE = ".staged"  # in the site itself, so that moving a file is one step on every disk


class Outcome(NamedTuple):
    """What a build did, or with `check` would do."""

    site: Path
    written: tuple[str, ...]  # paths relative to the site
    removed: tuple[str, ...]
    total: int  # files of the site
    remarks: tuple[str, ...] = ()  # on what was left out of it


def site(graph: Graph, config: Config, target: Path, *, check: bool = False) -> Outcome:
    """Write the site of a graph into a folder. Raises OSError where it cannot be written, or something stands in the way.

    Files are made one after the other and none is kept: memory does not grow with the site.
    """
    queries, remarks = _queries(config.root)
    made: set[str] = set()
    changed: list[str] = []
    stage = target / STAGE
    try:
        if not check:
            _open(stage)
        for path, data in pages(graph, config, queries):
            made.add(path)
            if _differs(target / path, data):
                changed.append(path)
                if not check:
                    _put(stage / path, data)
        left = sorted(_left_over(target, made))
        if not check:
            for file in resources.vendor_files():
                data = file.read_bytes()
                if _differs(target / "vendor" / file.name, data):
                    _put(stage / "vendor" / file.name, data)
            _move(stage, target, left)
    finally:
        if not check:
            _discard(stage)
    return Outcome(target, tuple(sorted(changed)), tuple(left), len(made), remarks)


def pages(graph: Graph, config: Config, queries: Iterable[query.NamedQuery]) -> Iterator[tuple[str, bytes]]:
    """Every file of the site but vendor/: its path and its bytes; the files to take away come first."""
    sizes = {}
    for name, form in DOWNLOADS.items():
        data = FORMATS[form](graph, config.base)
        sizes[name] = len(data)
        yield f"data/{name}", data
    facts = gather(graph.statements, graph.inferred, config.base, config.language)
    edition = SiteInput(
        title=config.title,
        base=config.base,
        language=config.language,
        facts=facts,
        problems=graph.problems,
        sources={graph.index.entry[e.key].iri: SourceText(e.raw, e.file, e.key) for e in graph.entries},
        vocabulary=_vocabulary(graph),
        downloads=sizes,
        stances=list(graph.schema.stances.values()),
        problem_titles=CODES,
        queries=[_shown(q) for q in queries],
        labels=graph.schema.labels,
        reference_lists=reflists.read(graph.inferred, config.base, reflists.fields(graph.schema)),
        assets={"network-data.js": network.network_data(facts).encode()},
    )
    yield from publish.site(edition)


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


def _differs(path: Path, data: bytes) -> bool:
    try:
        return path.is_symlink() or not path.is_file() or path.read_bytes() != data
    except OSError:
        return True


def _left_over(target: Path, made: set[str]) -> Iterator[str]:
    """The pages in our own folders that an earlier build made and this one did not."""
    for kind in iri.KINDS:
        for path in (target / kind).glob("*.html"):
            name = path.relative_to(target).as_posix()
            if name not in made and path.is_file() and GENERATOR in path.read_bytes():
                yield name


def _open(stage: Path) -> None:
    stage.parent.mkdir(parents=True, exist_ok=True)
    _discard(stage)
    stage.mkdir()
    (stage / ".gitignore").write_text("*\n", encoding="utf-8")  # what a killed build leaves is committed by nobody


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _move(stage: Path, target: Path, left: Iterable[str]) -> None:
    """Move every file of the stage to its place, and delete the pages that are left over."""
    staged = sorted(p.relative_to(stage).as_posix() for p in stage.rglob("*") if p.is_file() and p.name != ".gitignore")
    _see_that_the_way_is_free(target, (*staged, *left))
    for path in staged:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (stage / path).replace(target / path)
    for path in left:
        (target / path).unlink(missing_ok=True)


def _discard(stage: Path) -> None:
    """Delete a stage, whatever it is; of a link only the link."""
    if stage.is_symlink() or stage.is_file():
        stage.unlink()
    else:
        shutil.rmtree(stage, ignore_errors=True)


def _see_that_the_way_is_free(target: Path, paths: Iterable[str]) -> None:
    """Raise OSError where a folder of the site is a link, or a folder has the name of a page."""
    folders = {folder for path in paths for folder in (target / path).parents if folder.is_relative_to(target) and folder != target}
    for folder in sorted(folders):
        if folder.is_symlink():
            raise OSError(f"{folder}: this folder of the site is a link, and a build writes nowhere else. Delete the link.")
    for path in paths:
        if (target / path).is_dir() and not (target / path).is_symlink():
            raise OSError(f"{target / path}: a folder stands where a page of the site has to be. Move it away.")
