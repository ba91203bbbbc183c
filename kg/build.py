"""Graph -> site: render every page, write what changed, remove what is left over. A killed build leaves whole pages.

Changed files are first written to a folder inside the site; only when all are there are they moved to their places,
and a run that finds a complete stage moves it first. So a site is the old one until every page of the new one is on disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kg import iri, query, resources, terms
from kg.codes import CODES
from kg.config import Config
from kg.export import FORMATS
from kg.graph import Graph
from kg.web import network, publish
from kg.web.edition import SiteInput, SourceText, VocabularyTerm
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
STAGE = ".staged"  # in the site itself, so that moving a file is one step on every disk; `complete` in it says that nothing is missing


class Outcome(NamedTuple):
    """What a build did, or with `check` would do."""

    site: Path
    written: tuple[str, ...]  # paths relative to the site
    removed: tuple[str, ...]
    total: int  # files of the site


def site(graph: Graph, config: Config, target: Path, *, check: bool = False) -> Outcome:
    """Write the site of a graph into a folder. Raises OSError where it cannot be written."""
    if not check:
        recover(target)
    made = pages(graph, config)
    changed = {path: data for path, data in made.items() if _differs(target / path, data)}
    left = tuple(sorted(_left_over(target, made)))
    if not check:
        _apply(target, changed, left)
        copy_vendor(target)
    return Outcome(target, tuple(sorted(changed)), left, len(made))


def pages(graph: Graph, config: Config) -> dict[str, bytes]:
    """Every file of the site but vendor/, by its path."""
    facts = gather(graph.statements, graph.inferred, config.base, config.language)
    stances = list(graph.schema.stances.values())
    edition = SiteInput(
        title=config.title,
        base=config.base,
        language=config.language,
        facts=facts,
        problems=graph.problems,
        sources={graph.index.entry[e.key].iri: SourceText(e.raw, e.file, e.key) for e in graph.entries},
        vocabulary=_vocabulary(graph),
        downloads=downloads(graph, config),
        stances=stances,
        problem_titles=CODES,
        queries=[(q.name, q.title, q.description) for q in query.library(config.root).values()],
        labels=graph.schema.labels,
        assets={"network-data.js": network.network_data(facts).encode()},
    )
    return dict(publish.site(edition))


def _vocabulary(graph: Graph) -> list[VocabularyTerm]:
    """The terms of our own vocabulary, in the order of their names."""
    own = f"<{terms.PREFIXES['kg']}"
    named = {s: label for s, label in graph.schema.labels.items() if s.startswith(own)}
    return [
        VocabularyTerm(s, label, graph.schema.comments.get(s, ""), graph.schema.term_kinds[s])
        for s, label in sorted(named.items())
        if s in graph.schema.term_kinds
    ]


def downloads(graph: Graph, config: Config) -> dict[str, bytes]:
    """The graph and the bibliography as files to take away, by name."""
    return {name: FORMATS[form](graph, config.base) for name, form in DOWNLOADS.items()}


def _differs(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() != data
    except OSError:
        return True


def _left_over(target: Path, made: Mapping[str, bytes]) -> Iterator[str]:
    """The pages in our own folders that an earlier build made and this one did not."""
    for kind in iri.KINDS:
        for path in (target / kind).glob("*.html"):
            name = path.relative_to(target).as_posix()
            if name not in made and GENERATOR in path.read_bytes():
                yield name


def _apply(target: Path, changed: Mapping[str, bytes], left: tuple[str, ...]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    if not changed and not left:
        return
    stage = target / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    for path, data in changed.items():
        file = stage / "files" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (stage / "removed").write_text("\n".join(left), encoding="utf-8")
    (stage / "removed").replace(stage / "complete")
    recover(target)


def recover(target: Path) -> None:
    """Move a complete stage into its site: the last step of a build, and the first of the run after a killed one."""
    stage = target / STAGE
    if not (stage / "complete").is_file():
        return
    for folder, _, files in os.walk(stage / "files"):
        to = target / Path(folder).relative_to(stage / "files")
        to.mkdir(parents=True, exist_ok=True)
        for name in files:
            (Path(folder) / name).replace(to / name)
    for name in (stage / "complete").read_text(encoding="utf-8").split("\n"):
        if name:
            (target / name).unlink(missing_ok=True)
    shutil.rmtree(stage)


def copy_vendor(target: Path) -> None:
    """Copy third-party browser files to the site's vendor/: vis-network out of pyvis, and what `make vendor` brought."""
    for file in resources.vendor_files():
        to = target / "vendor" / file.name
        if _differs(to, file.read_bytes()):
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to)
