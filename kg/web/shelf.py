"""What a worker does with the pages of a shelf: give others what they have to know of them, then write them.

The first parameter of each function is what the worker keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from kg import files
from kg.crew import State
from kg.export import script
from kg.kept import marks, packed
from kg.parts import of_text_line
from kg.web import pieces, publish
from kg.web.catalogue import Before, Catalogue
from kg.web.edition import SiteInput, SourceText
from kg.web.facts import Brief, Facts, Node, Page, across, assembled, brief_of, is_match, matched, nodes_of, owner, reach
from kg.web.glances import Glances
from kg.web.pieces import Shelved
from kg.web.shell import Shell
from kg.web.stacks import Briefs, Made, Stacks, of_worker
from kg.web.whole import glance

LATE = ("concept", "keyword")  # kinds of things whose briefs take what other pages say


def opened(state: State, stacks: Stacks, last: Stacks | None, base: str, language: str, core: bool, part: int) -> None:  # by position
    """Keep the stacks of this build and the last; the page of queries gets the whole graph, or its core."""
    state.core = core
    state.stacks, state.last, state.base, state.language = of_worker(stacks, part), last, base, language
    state.fresh = frozenset()


class Given(NamedTuple):
    """What became of a shelf when it was gone through for what pages have to know of each other."""

    fresh: bool  # whether its statements differ from those of the last build
    rewritten: bool  # whether only its entries are written otherwise
    told: set[int]  # of a fresh one: the shelves that take something from it, or took
    changed: set[str]  # the things whose briefs differ
    late: bool  # whether some briefs are to come


def given(state: State, number: int) -> Given:
    """Put the briefs of a shelf's pages into their drawer, and on shelves what other pages take from them."""
    new: Stacks = state.stacks
    old: Stacks | None = state.last
    if old and new.curated.is_same(number, old.curated) and new.found.is_same(number, old.found):
        new.briefs.take(number, old.briefs)
        new.compact.take(number, old.compact)
        return Given(False, not new.texts.is_same(number, old.texts), set(), set(), False)
    lines = new.curated.lines(number)
    new.compact.put(number, script.compact(lines, state.base, core=state.core))
    nodes, inferred = nodes_of(lines), nodes_of(new.found.lines(number))
    taken = _taken(nodes, inferred, new, state.base)
    for target, lines in taken.items():
        new.across.add(target, lines)
    made = assembled(nodes, {}, inferred, state.base)
    briefs = {term: brief_of(page, state.base, state.language) for term, page in made.items()}
    early = {term: None if brief.kind in LATE else brief for term, brief in briefs.items()}
    new.briefs.put(number, early)
    before: dict[str, Brief] = old.briefs.get(number) if old else {}
    was = _taken(nodes_of(old.curated.lines(number)), nodes_of(old.found.lines(number)), old, state.base) if old else {}
    told = {target for target in taken.keys() | was.keys() if set(taken.get(target, ())) != set(was.get(target, ()))}
    late = None in early.values() or any(brief.kind in LATE for brief in before.values())
    return Given(True, False, told, _differing(early, before), late)


def _taken(nodes: Mapping[str, Node], inferred: Mapping[str, Node], stacks: Stacks, base: str) -> dict[int, list[str]]:
    """What other pages take from nodes, curated and inferred, by the shelf of those pages."""
    found: dict[int, list[str]] = {}
    for term, lines in chain(across(nodes, base), matched(inferred)):
        found.setdefault(stacks.across.number(term), []).extend(lines)
    return found


def _differing(new: Mapping[str, Brief | None], old: Mapping[str, Brief]) -> set[str]:
    return {term for term in new.keys() | old.keys() if new.get(term) != old.get(term)}


def closed(state: State, fresh: frozenset[int]) -> None:
    """Nothing more is given; these shelves differ from those of the last build."""
    state.stacks.across.write()
    state.fresh = fresh


def late(state: State, number: int) -> set[str]:
    """Add the briefs of a shelf that take what other pages say; the things whose briefs differ."""
    new: Stacks = state.stacks
    known: dict[str, Brief | None] = new.briefs.get(number)
    if not any(brief is None or brief.kind in LATE for brief in known.values()):
        return set()
    for term, page in _assembled(state, number).items():
        brief = brief_of(page, state.base, state.language)
        if brief.kind in LATE:
            known[term] = brief
    new.briefs.put(number, known)
    return _differing(known, state.last.briefs.get(number)) if state.last else set()


def _assembled(state: State, number: int) -> dict[str, Page]:
    new: Stacks = state.stacks
    nodes, found = nodes_of(new.curated.lines(number)), nodes_of(new.found.lines(number))
    seen = nodes_of(new.across.settle(number, _stay(state, number)))
    matches = {term: node for term, node in seen.items() if is_match(node)}
    rest = {term: node for term, node in seen.items() if term not in matches} if matches else seen
    return assembled(nodes, rest, found | matches, state.base)


def _stay(state: State, number: int) -> Iterable[str]:
    """What pages took from others when the last build was made, and still do: from shelves that have not changed."""
    if state.last is None:
        return ()
    shelf = state.stacks.across.number
    return (line for line in state.last.across.lines(number) if shelf(owner(line.partition(" ")[0])) not in state.fresh)


def shown(state: State, site: SiteInput, target: Path, check: bool) -> None:  # called by a worker, by position
    """Keep what pages are made with; `site` has no facts."""
    briefs = Briefs(state.stacks.briefs, state.stacks.curated.number)
    state.shell, state.site, state.target, state.check = Shell(site), replace(site, facts=Facts({}, briefs, [])), target, check


def written(state: State, number: int) -> list[tuple[str, bool]]:
    """Write the pages of a shelf; their paths, and whether they differ from what was there. What lists need is put in a drawer."""
    briefs: Briefs = state.site.facts.briefs
    made, own = _assembled(state, number), state.stacks.briefs.get(number)
    for term, page in made.items():
        page.brief = own[term]
    site = state.shell.site = replace(state.site, facts=Facts(made, briefs, []), sources=sources(state.stacks.texts.lines(number)))
    done = [(path, files.put(state.target, path, data, check=state.check)) for path, data in publish.things(state.shell)]
    near = marks(reach(made.values(), briefs.get)) if state.stacks.made.folder else b""
    state.stacks.made.put(number, Made(near, [path for path, _ in done]))
    _digested(state.stacks, number, site)
    return done


def _digested(stacks: Stacks, number: int, site: SiteInput) -> None:
    """Put what all other files are made from into drawers."""
    whole, rows = publish.digests(site)
    made = pieces.pieces(whole, rows, site)
    seen = {term: seen for term, gist in whole.gists.items() if (seen := glance(gist))}
    stacks.gists.put(number, {term: packed(gist) for term, gist in whole.gists.items()})
    stacks.glances.put(number, seen)
    stacks.pieces.put(number, made)
    stacks.sums.put(number, pieces.sums(made, whole.gists.values(), seen.values()))


def catalogued(state: State, known: Mapping[str, str]) -> tuple[list[tuple[str, bool]], dict[str, str]]:
    """Write what things are looked up in, from the drawers of all shelves; the paths, and whether they differ from what was there.

    And what all was made of, for the next build, as `known` says it of what is there from the last.
    """
    new: Stacks = state.stacks
    shelved = Shelved([new.sums.get(number) for number in range(len(new.curated))], new.pieces.get)
    before = Before(known, state.last.columns) if state.last else None
    glances = Glances(new, state.base, shelved.counts)
    made = Catalogue(state.shell, shelved, lambda: glances.whole, new.columns, before)
    target, check = state.target, state.check
    done = [(path, data is not None and files.put_pieces(target, path, data, check=check)[0]) for path, data in publish.catalogue(made)]
    return done, made.known


def sources(lines: Iterable[str]) -> dict[str, SourceText]:
    """How the entries of things are written, by IRI term."""
    return {term: SourceText(*found) for term, found in map(of_text_line, lines)}
