"""What a worker does with the pages of a shelf: give others what they have to know of them, then write them.

The first parameter of each function is what the worker keeps.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from kg import files
from kg.crew import State
from kg.files import Look
from kg.kept import marks, packed, unpacked
from kg.memory import Memory
from kg.shelves import Shelves, of_text_line
from kg.web import facts, pieces, script, stacks, things
from kg.web.catalogue import Before, Catalogue
from kg.web.edition import SiteInput, SourceText
from kg.web.facts import Brief, Facts, Node, Page, across, assembled, brief_of, is_match, matched, nodes_of, owner
from kg.web.glances import Glances, Noted
from kg.web.pieces import Shelved, Sums
from kg.web.reach import differing, reach
from kg.web.rows import Row
from kg.web.shell import Frames, Shell
from kg.web.stacks import Briefs, Left, Packs, Stacks, Stretches, of_worker
from kg.web.tallies import QUIET, VIEWS
from kg.web.whole import Whole

LATE = ("concept", "keyword")  # kinds of things whose briefs take what other pages say


def opened(state: State, stacks: Stacks, last: Stacks | None, base: str, language: str, core: bool, part: int) -> None:  # by position
    """Keep the stacks of this build and the last; the page of queries gets the whole graph, or its core."""
    state.core = core
    state.stacks, state.last, state.base, state.language = of_worker(stacks, part), last, base, language
    state.fresh = frozenset()


class Given(NamedTuple):
    """What became of a shelf whose statements are not those of the last build when it was gone through for what pages know of others."""

    told: set[int]  # the shelves that take something from it, or took
    changed: set[str]  # whose briefs differ, but for those that are to come; see web/reach
    late: bool  # whether some briefs are to come
    stretches: Stretches  # of the script for the page of queries


def given(state: State, number: int) -> Given:
    """Put the briefs of a shelf's pages into their drawer, and on shelves what other pages take from them."""
    new: Stacks = state.stacks
    old: Stacks | None = state.last
    nodes, inferred = nodes_of(new.curated.lines(number)), nodes_of(new.found.lines(number))
    curated, found = ({node.iri: node.properties for node in some.values()} for some in (nodes, inferred))
    share = script.share(curated, found, state.base, core=state.core)
    new.compact.put(number, share)
    taken = _taken(nodes, inferred, new, state.base)
    for target, lines in taken.items():
        new.across.add(target, lines)
    made = assembled(nodes, {}, inferred, state.base)
    briefs = {term: brief_of(page, state.base, state.language) for term, page in made.items()}
    early = {term: None if brief.kind in LATE else brief for term, brief in briefs.items()}
    new.briefs.put(number, Packs.of(early))
    before: dict[str, Brief] = old.briefs.get(number).all() if old else {}
    was = _taken(nodes_of(old.curated.lines(number)), nodes_of(old.found.lines(number)), old, state.base) if old else {}
    told = {target for target in taken.keys() | was.keys() if set(taken.get(target, ())) != set(was.get(target, ()))}
    late = None in early.values() or any(brief.kind in LATE for brief in before.values())
    known = {term: brief for term, brief in early.items() if brief}  # of the others `late` says which differ
    return Given(told, differing(known, {term: brief for term, brief in before.items() if early.get(term, brief)}), late, share.marks)


def _taken(nodes: Mapping[str, Node], inferred: Mapping[str, Node], stacks: Stacks, base: str) -> dict[int, list[str]]:
    """What other pages take from nodes, curated and inferred, by the shelf of those pages."""
    found: dict[int, list[str]] = {}
    for term, line in chain(across(nodes, base), matched(inferred)):
        found.setdefault(stacks.across.number(term), []).append(line)
    return found


def closed(state: State, fresh: frozenset[int], dirty: frozenset[int], rewritten: frozenset[int]) -> None:
    """Nothing more is given; `fresh` shelves differ from those of the last build, what others give differs on `dirty` ones alone.

    Entries are written otherwise on `rewritten` ones alone.
    """
    across: Shelves = state.stacks.across
    across.write(dirty)
    for number in dirty.symmetric_difference(range(len(across))):
        across.take(number, state.last.across)
    state.fresh, state.dirty, state.rewritten = fresh, dirty, rewritten


def late(state: State, number: int) -> set[str]:
    """Add the briefs of a shelf that take what other pages say; the things whose briefs differ."""
    new: Stacks = state.stacks
    known: dict[str, Brief | None] = new.briefs.get(number).all()
    if not any(brief is None or brief.kind in LATE for brief in known.values()):
        return set()
    for term, page in _assembled(state, number).items():
        brief = brief_of(page, state.base, state.language)
        if brief.kind in LATE:
            known[term] = brief
    new.briefs.put(number, Packs.of(known))
    return differing(known, state.last.briefs.get(number).all()) if state.last else set()


def _assembled(state: State, number: int, only: set[str] | None = None) -> dict[str, Page]:
    """The pages of a shelf, all of them or only some, without their briefs."""
    new: Stacks = state.stacks
    curated, inferred, given = new.curated.lines(number), new.found.lines(number), _given_to(state, number)
    if only is not None:
        curated = _of_pages(curated, only)
        inferred, given = _naming(inferred, only), _naming(given, only)
    seen = facts.unpacked(given)
    matches = {term: node for term, node in seen.items() if is_match(node)}
    rest = {term: node for term, node in seen.items() if term not in matches} if matches else seen
    made = assembled(nodes_of(curated), rest, nodes_of(inferred) | matches, state.base)
    return made if only is None else {term: page for term, page in made.items() if term in only}


def _of_pages(lines: Sequence[str], pages: Iterable[str]) -> list[str]:
    """The lines about the nodes of some pages, out of sorted ones: fragments, then the page's own."""
    ranges = ((page[:-1] + first, page[:-1] + after) for page in sorted(pages) for first, after in ("#$", ">?"))
    return [line for first, after in ranges for line in lines[bisect_left(lines, first) : bisect_left(lines, after)]]


def _naming(lines: Sequence[str], pages: Iterable[str]) -> list[str]:
    """The lines about nodes that belong to some pages, or name them, out of sorted ones."""
    text, wanted = "\n".join(lines), set()
    for page in pages:
        stem = page[:-1]
        at = text.find(stem)
        while at >= 0:
            if text[at + len(stem)] in "#>":
                wanted.add(_subject(text, text.rfind("\n", 0, at) + 1))
            at = text.find(stem, at + 1)
    return [line for term in sorted(wanted) for line in lines[bisect_left(lines, term) : bisect_left(lines, f"{term}!")]]


def _subject(text: str, start: int = 0) -> str:
    """The IRI term with which a line of a shelf begins, at a place of a text."""
    return text[start : text.index(">", start) + 1]


_IRI = re.compile(r"<[^<>]*>")


def _given_to(state: State, number: int) -> list[str]:
    """What the pages of a shelf take from others."""
    across: Shelves = state.stacks.across
    return across.settle(number, _stay(state, number)) if number in state.dirty else across.lines(number)


def _stay(state: State, number: int) -> list[str]:
    """What pages took from others when the last build was made, and still do: from shelves that have not changed."""
    if state.last is None:
        return []
    lines: list[str] = state.last.across.lines(number)
    bounds = state.stacks.across.bounds
    for fresh in state.fresh:  # the lines are sorted as shelves are
        first = bisect_left(lines, bounds[fresh - 1]) if fresh else 0
        del lines[first : bisect_left(lines, bounds[fresh]) if fresh < len(bounds) else len(lines)]
    return lines


def shown(state: State, site: SiteInput, frames: Frames, target: Path, check: bool) -> None:  # called by a worker, by position
    """Keep what pages are made with; `site` has no facts."""
    briefs = Briefs(state.stacks.briefs, state.stacks.curated.number)
    state.shell, state.site, state.target, state.check = Shell(site, frames), replace(site, facts=Facts({}, briefs, [])), target, check


def looked(_state: State, folder: Path, target: Path, part: int, parts: int) -> tuple[str, stacks.Spoilt]:
    """The pages that are not as the last build left them; asked for early, for it takes as long as to find what else differs."""
    return stacks.spoilt(folder, target, part, parts)


def told(state: State, changed: frozenset[int], spoilt: stacks.Spoilt) -> None:
    """All briefs are there: those with these marks differ from the last build. The pages that are `spoilt` are not as it left them."""
    state.changed, state.spoilt = changed, spoilt


class Written(NamedTuple):
    """What became of the pages of a shelf."""

    done: list[tuple[str, bool]]  # the paths of those that were made again, and whether they differ from what was there
    stay: int  # how many others there are
    gone: list[str]  # the paths of those of the last build that are no more
    sums: Sums | None = None  # of what lists and the whole are made of, where that is not what it was


def written(state: State, numbers: Sequence[int]) -> list[Written]:
    """Write the pages of some shelves that may differ from those of the last build. What lists need of all is put in drawers."""
    return [_written(state, number) for number in numbers]


def _written(state: State, number: int) -> Written:
    new: Stacks = state.stacks
    left: Left | None = state.last.pages.get(number) if state.last else None
    again = _again(state, number, left) if left else None
    if left and again is not None and not again:
        return Written([], len(left.names()), [])
    own: dict[str, Brief] = new.briefs.get(number).all()
    made = _assembled(state, number, again)
    for term, page in made.items():
        page.brief = own[term]
    texts = sources(line for line in new.texts.lines(number) if again is None or line.partition(" ")[0] in made)
    site = replace(state.site, facts=Facts(made, state.site.facts.briefs, []), sources=texts)
    pages = things.each(Shell(site, state.shell.frames))
    done = {path: files.placed(state.target, path, data, check=state.check) for path, data in pages}
    sums = _leave(state, number, site, left, list(own.values()), {path: look for path, (_, look) in done.items()})
    paths = {brief.path for brief in own.values()}
    gone = [path for path in left.names() if path not in paths] if left else []
    return Written([(path, differs) for path, (differs, _) in done.items()], len(own) - len(made), gone, sums)


def _again(state: State, number: int, left: Left) -> set[str]:
    """The pages that may differ from those of the last build, or are not as that left them: IRI terms, of others as well.

    Of its own a page has the curated and inferred lines about its nodes and its entry; of others', the lines given that name it.
    """
    new: Stacks = state.stacks
    old: Stacks = state.last
    found = {f"<{state.base}{path[: -len('.html')]}>" for path in left.meeting(state.changed).union(state.spoilt.get(number, ()))}
    if number in state.fresh:
        for now, before in ((new.curated, old.curated), (new.found, old.found)):
            found.update(owner(_subject(line)) for line in _differing_lines(number, now, before))
    if number in state.rewritten:
        found.update(owner(_subject(line)) for line in _differing_lines(number, new.texts, old.texts))
    if number in state.dirty:
        _given_to(state, number)
        found = found.union(*(_IRI.findall(line)[1:] for line in _differing_lines(number, new.across, old.across)))
    return found


def _differing_lines(number: int, new: Shelves, old: Shelves) -> set[str]:
    """The lines of a shelf that are new, and those that are no more."""
    return set() if new.is_same(number, old) else set(new.lines(number)).symmetric_difference(old.lines(number))


def _leave(state: State, number: int, site: SiteInput, left: Left | None, own: Sequence[Brief], looks: Mapping[str, Look]) -> Sums | None:
    """Put into drawers what has been made of a shelf: of the pages that were made again, and as the last build left it of the others.

    The sums of the shelf where what the whole is made from differs.
    """
    new: Stacks = state.stacks
    whole, rows = things.digests(site)
    sums = _digested(state, number, left, own, whole, rows)
    if new.pages.folder:
        known = left.pages() if left else {}
        for page in site.facts.pages.values():
            known[page.brief.path] = looks[page.brief.path], marks(reach(page, state.base, site.facts.briefs.get))
        new.pages.put(number, Left.of({brief.path: known[brief.path] for brief in own}))
    return sums


def _digested(state: State, number: int, left: Left | None, own: Sequence[Brief], made: Whole, rows: Iterable[Row]) -> Sums | None:
    """Put what all other files are made from into drawers, unless it is what the last build made of the same things; its sums."""
    new: Stacks = state.stacks
    before: dict[str, bytes] = state.last.gists.get(number) if left else {}
    were: dict[str, Row] = {row.iri: row for row in state.last.rows.get(number)} if left else {}
    terms = [brief.iri for brief in own]
    differing = {term for term, gist in made.gists.items() if term not in before or unpacked(before[term]) != gist}
    lines = were | {row.iri: row for row in rows}
    if left and not differing and lines == were and terms == list(were):
        return None
    gists = {term: made.gists.get(term) or unpacked(before[term]) for term in terms}
    found = pieces.pieces(gists, [lines[term] for term in terms], state.site)
    views = {name: view(gists) for name, view in VIEWS.items()}
    new.gists.put(number, {term: packed(gist) if term in differing else before[term] for term, gist in gists.items()})
    new.rows.put(number, [lines[term] for term in terms])
    new.glances.put(number, {name: packed(view) for name, view in views.items() if name not in QUIET})
    new.quiet.put(number, {name: packed(views[name]) for name in QUIET})
    new.pieces.put(number, found)
    return pieces.sums(found, gists.values(), views)


def catalogued(state: State, part: int, sums: bytes, known: Mapping[str, str]) -> tuple[list[tuple[str, bool]], dict[str, str]]:
    """Write a part of the catalogue, from the drawers of all shelves, of which `sums` are at hand; the paths, and whether they differ.

    And what all was made of, for the next build, as `known` says it of what is there from the last.
    """
    new: Stacks = state.stacks
    shelved = Shelved(unpacked(sums), cache(new.pieces.get))
    before = Before(known, state.last.columns) if state.last else None
    made = Catalogue(state.shell, shelved, new.columns, before)
    pages, target, check = things.CATALOGUE[part](made), state.target, state.check
    return [(path, data is not None and files.put_pieces(target, path, data, check=check)[0]) for path, data in pages], made.known


Remembered = Mapping[str, tuple[str, Any]]  # see memory.Memory


def home(
    state: State, site: SiteInput | None, sums: bytes, shared: str, before: Remembered
) -> tuple[list[tuple[str, bool]], Noted, Remembered]:
    """Write the home page, of a site or else of what pages of things are made with; what is noted of it, and remembered.

    The first process writes the other pages about the whole meanwhile.
    """
    from kg.web import publish  # which is much, and no page of a thing needs it

    shelved, memory = Shelved(unpacked(sums), state.stacks.pieces.get), Memory(before)
    glances = Glances(state.stacks, shelved.tally, shared, {}, (), ())
    made = publish.home(Shell(site) if site else state.shell, glances, shelved, glances.again, memory.recall)
    done = [(path, files.put(state.target, path, data or b"", check=state.check)) for path, data in made]
    return done, glances.noted, memory.now


def sources(lines: Iterable[str]) -> dict[str, SourceText]:
    """How the entries of things are written, by IRI term."""
    return {term: SourceText(*found) for term, found in map(of_text_line, lines)}
