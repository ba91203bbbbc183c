"""What a worker does with the pages of a shelf: give others what they have to know of them, then write them.

The first parameter of each function is what the worker keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kg import files, terms
from kg.crew import State
from kg.model import Statement
from kg.parts import of_text_line
from kg.shelves import Shelves
from kg.web import publish
from kg.web.edition import SiteInput, SourceText
from kg.web.facts import Brief, Facts, Page, across, assembled, brief_of, nodes_of
from kg.web.rows import Row
from kg.web.shell import Shell
from kg.web.whole import Whole

LATE = ("concept", "keyword")  # kinds of things whose briefs take what other pages say


def opened(state: State, curated: Shelves, texts: Shelves, found: Shelves, base: str, language: str, part: int) -> None:
    """Keep the shelves: curated statements, texts of entries, what is inferred."""
    state.curated, state.texts, state.found, state.base, state.language = curated, texts, found, base, language
    state.across = Shelves(curated.bounds, curated.folder and curated.folder.with_name("across"), part)


def given(state: State, number: int) -> tuple[dict[str, Brief], bool]:
    """The briefs of a shelf's pages, and whether there are some that come late; what other pages take from them is put on shelves."""
    nodes = nodes_of(state.curated.settle(number))
    for term, taken in across(nodes, state.base):
        state.across.add(state.across.number(term), taken)
    made = assembled(nodes, {}, nodes_of(state.found.settle(number)), state.base)
    briefs = {term: brief_of(page, state.base, state.language) for term, page in made.items()}
    early = {term: brief for term, brief in briefs.items() if brief.kind not in LATE}
    return early, len(early) < len(briefs)


def closed(state: State) -> None:
    """Nothing more is given."""
    state.across.write()


def late(state: State, number: int) -> dict[str, Brief]:
    """The briefs of a shelf that take what other pages say."""
    briefs = ((term, brief_of(page, state.base, state.language)) for term, page in _assembled(state, number).items())
    return {term: brief for term, brief in briefs if brief.kind in LATE}


def _assembled(state: State, number: int) -> dict[str, Page]:
    own, across, found = (nodes_of(shelves.settle(number)) for shelves in (state.curated, state.across, state.found))
    return assembled(own, across, found, state.base)


def shown(state: State, site: SiteInput, target: Path, check: bool) -> None:  # called by a worker, by position
    """Keep what pages are made with. `site` has no facts but the briefs of all things."""
    state.shell, state.site, state.target, state.check = Shell(site), site, target, check


class Written(NamedTuple):
    """What became of the pages of a shelf."""

    files: list[tuple[str, bool]]  # paths, and whether they differ from what was there
    gists: Whole
    rows: list[Row]


def written(state: State, number: int) -> Written:
    """Write the pages of a shelf."""
    briefs: Mapping[str, Brief] = state.site.facts.briefs
    made = _assembled(state, number)
    for term, page in made.items():
        page.brief = briefs[term]
    site = state.shell.site = replace(state.site, facts=Facts(made, briefs, []), sources=sources(state.texts.settle(number)))
    done = [(path, files.put(state.target, path, data, check=state.check)) for path, data in publish.things(state.shell)]
    return Written(done, *publish.digests(site))


def sources(lines: Iterable[str]) -> dict[str, SourceText]:
    """How the entries of things are written, by IRI term."""
    return {term: SourceText(*found) for term, found in map(of_text_line, lines)}


_MATCH, _CONCEPT, _TYPE = terms.term("kg:Match"), terms.term("skos:Concept"), terms.term("rdf:type")
_ENDS = {terms.term("rdf:subject"), terms.term("rdf:object")}


def inferred_by_page(inferred: Iterable[Statement]) -> Iterator[tuple[str, list[str]]]:
    """What pages show of sorted inferred statements: an IRI term of a page, and lines about a match or a proposed concept."""
    lines: list[str] = []
    targets: set[str] = set()
    last = ""
    for subject, predicate, obj, _ in inferred:
        if subject != last:
            yield from ((target, lines) for target in sorted(targets))
            last, lines, targets = subject, [], set()
        lines.append(f"{subject} {predicate} {obj} .")
        if predicate in _ENDS:
            targets.add(obj)
        elif predicate == _TYPE and obj == _CONCEPT:
            targets.add(subject)
    yield from ((target, lines) for target in sorted(targets))
