"""Graph -> site: every file is made, what changed is written, what is left over is removed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from kg import answers, files, kept, own, query, resources, store, terms
from kg.codes import CODES
from kg.config import Config
from kg.crew import Crew, Tell, counted, silent
from kg.export import FORMATS, script
from kg.graph import Graph, beside, quads, statement
from kg.kept import Memory, digest
from kg.web import asking, publish, reflists, shelf, stacks
from kg.web.edition import NamedQuery, Parameter, SiteInput, VocabularyTerm
from kg.web.facts import Facts
from kg.web.shell import Shell
from kg.web.stacks import Last, Made
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
    statements: int  # curated ones, of the graph
    remarks: tuple[str, ...] = ()  # on what was left out of it


Task = tuple[Callable[..., None], tuple[Any, ...]]  # a worker's function, and what it is given


class Kept(NamedTuple):
    """Where a build leaves to the next what has been made, and the program that made it."""

    folder: Path
    stamp: str
    mark: str  # a digest of all that the site is made from


def standing(target: Path, keep: Kept) -> Outcome | None:
    """What building a site would do if that is nothing: it was built of the very same, and is as it was left."""
    plan = stacks.plan(keep.folder)
    if plan is None or plan["mark"] != keep.mark or plan["files"] != files.seen(target) or not _has_vendor(target):
        return None
    return Outcome(target, (), (), plan["total"], plan["statements"], plan["remarks"])


def _has_vendor(target: Path) -> bool:
    return all(kept.same(file, target / "vendor" / file.name) for file in resources.vendor_files())


def site(
    graph: Graph,
    config: Config,
    target: Path,
    *,
    check: bool = False,
    crew: Crew | None = None,
    beside: Task | None = None,
    keep: Kept | None = None,
    tell: Tell = silent,
) -> Outcome:
    """Write the site of a graph into a folder; a crew of workers shares the pages, and one of them first does what is `beside`.

    What the last build left where this one is to `keep` things is made again only where it would differ.
    Raises OSError where it cannot be written, or something stands in the way. No file is kept in memory when it is written.
    """
    if crew is None:
        with Crew(0) as alone:
            return site(graph, config, target, check=check, crew=alone, beside=beside, tell=tell)
    queries, remarks = _queries(config.root)
    look = own.read(config.root)
    seen = files.seen(target)
    try:
        if not check:
            files.open_stage(target)
        work = _Work(graph, config, target, check, crew, tell, seen, keep if graph.curated.folder else None, look)
        done = dict(work.made(queries, beside))
        left = sorted(path for path in seen.keys() - done.keys() if files.is_left_over(target, path))
        if not check:
            for file in resources.vendor_files():
                files.put(target, f"vendor/{file.name}", file.read_bytes())
            files.move(target, left)
            work.leave(done, left, remarks)
    finally:
        if not check:
            files.discard_stage(target)
    return Outcome(target, tuple(sorted(path for path, differs in done.items() if differs)), tuple(left), len(done), graph.size, remarks)


class _Work:
    """One build of a site."""

    def __init__(
        self,
        graph: Graph,
        config: Config,
        target: Path,
        check: bool,
        crew: Crew,
        tell: Tell,
        seen: Mapping[str, tuple[int, int]],
        keep: Kept | None,
        look: own.Own,
    ) -> None:
        self.look = look
        self.graph, self.config, self.target, self.check = graph, config, target, check
        self.crew, self.tell, self.seen, self.kept = crew, tell, seen, keep
        self.stacks = stacks.begun(graph.curated, graph.texts, graph.found, crew.parts)
        self.core = graph.size + graph.found_size > script.MOST
        self.last: Last | None = None
        self.settings = ""
        self.told: Mapping[str, object] = {}
        self.drawers: dict[int, Made] = {}  # of the shelves whose pages stay
        self.memory = Memory({})

    def made(self, queries: Collection[query.NamedQuery], beside: Task | None) -> Iterator[tuple[str, bool]]:
        """Every file of the site but vendor/, once it is written: its path, and whether it differs from what was there."""
        graph, target, check = self.graph, self.target, self.check
        sizes = {}
        for name, form in DOWNLOADS.items() if graph.size <= CARRIED else ():
            differs, sizes[name] = files.put_pieces(target, f"data/{name}", FORMATS[form](graph, self.config.base), check=check)
            yield f"data/{name}", differs
        made = edition(graph, self.config, queries, sizes, self.look)
        Shell(made).tried()
        gists: dict[str, Gist] = {}
        yield from self._things(made, beside)
        self.crew.renew()  # what pages needed to know of each other nobody needs any more
        self._equip(made)
        catalogue = self.crew.start(shelf.catalogued)
        self.tell("writing lists and the map", 0, 0)
        yield "data/graph.js", files.put_pieces(target, "data/graph.js", self._script(), check=check)[0]
        for number in range(len(self.stacks.curated)):
            drawer = self.drawers.pop(number, None) or self.stacks.made.get(number)
            gists |= drawer.gists
        ask = self._asked(queries)
        for path, data in publish.overviews(Shell(made), Whole(gists), self.memory.recall, ask):
            yield path, files.put(target, path, data, check=check)
        for path, file in self.look.files.items():
            yield path, files.put_pieces(target, path, [file.read_bytes()], check=check)[0]
        yield from catalogue.result()
        self.crew.dismiss()

    def _things(self, made: SiteInput, beside: Task | None) -> Iterator[tuple[str, bool]]:
        """The page of each thing: the shelves are gone through for what pages have to know of each other, and then to write them."""
        crew, numbers = self.crew, [(number,) for number in range(len(self.stacks.curated))]
        self._open(made)
        self._equip(made)
        given = list(counted(crew.each(shelf.given, numbers), len(numbers), "linking pages", self.tell))
        fresh = frozenset(number for number, of in enumerate(given) if of.fresh)
        dirty = fresh.union(*(of.told for of in given))
        crew.all(shelf.closed, [(fresh,)] * crew.parts)
        again = [(number,) for number in sorted(dirty) if self.last or given[number].late]
        changed = self._told_otherwise().union(*(of.changed for of in given), *crew.each(shelf.late, again))
        ahead, clean = self._sorted_out({*dirty, *(n for n, of in enumerate(given) if of.rewritten)}, changed)
        started = crew.start(beside[0], *beside[1]) if beside else None
        yield from ((path, False) for path in clean)
        for done in counted(crew.each(shelf.written, ahead), len(ahead), "writing pages", self.tell):
            yield from done
        if started:
            started.result()

    def _equip(self, made: SiteInput) -> None:
        """Give workers what they write pages with."""
        parts, before = self.crew.parts, self.last and self.last.stacks
        self.crew.all(shelf.opened, [(self.stacks, before, made.base, made.language, self.core, part) for part in range(parts)])
        self.crew.all(shelf.shown, [(replace(made, problems=(), downloads={}, queries=()), self.target, self.check)] * parts)

    def _open(self, made: SiteInput) -> None:
        """Open what the last build left."""
        if self.kept:
            self.told = made.reference_lists.told()
            shared = (self.kept.stamp, made.title, made.base, made.language, made.repository, made.stances, self.core)
            look = made.style, sorted(made.templates.items())
            self.settings = digest(repr((*shared, *look, sorted(made.labels.items()), made.reference_lists.fields)).encode())
            self.last = stacks.last(self.kept.folder, list(self.stacks.curated.bounds), self.settings)
            self.memory = Memory(self.last.memory if self.last else {})
            if self.last:
                stacks.take(self.stacks, self.last.stacks)

    def _asked(self, queries: Iterable[query.NamedQuery]) -> asking.Ask | None:
        """Who answers named queries for the pages; None for a large graph, which would have to be loaded for that.

        A smaller one is loaded when the first answer is missing that an earlier build left, of the same graph.
        """
        if self.graph.size + self.graph.found_size > CARRIED:
            return None
        known, base, engine = {q.name: q for q in queries}, self.config.base, cache(lambda: store.in_memory(quads(self.graph)))
        shelves = (self.graph.curated, self.graph.found) if self.kept else ()
        asked_of = self.graph.vocabulary, [digest(part.text(number)) for part in shelves for number in range(len(part))]

        def answered(found: query.NamedQuery, given: Mapping[str, str]) -> asking.Rows | None:
            with suppress(query.QueryError):  # no thing that it could be about, no SELECT
                bound = query.bindings(found, given, engine(), base)
                names, rows, total = answers.first(query.run(found.text, engine(), bound), asking.FIRST)
                return names, rows, total  # no class of its own: it is kept
            return None

        def ask(name: str, given: Mapping[str, str]) -> asking.Rows | None:
            found, of = known[name], (asked_of, known[name], sorted(given.items()))
            rows: asking.Rows | None = self.memory.recall(f"answer of {name}", of, lambda: answered(found, given))
            return rows

        return ask

    def _script(self) -> Iterator[bytes]:
        """The graph as the page of queries loads it."""
        graph, base = self.graph, self.config.base
        others = script.named_graphs(sorted(graph.vocabulary) if self.core else beside(graph), base)
        return script.pieces(self.stacks.compact, others, base, (graph.size + graph.found_size, graph.size), core=self.core)

    def _told_otherwise(self) -> set[str]:
        """The works of which pages show other reference lists than in the last build, as IRI terms."""
        before = self.last.told if self.last else self.told
        return {work for work in self.told.keys() | before.keys() if self.told.get(work) != before.get(work)}

    def _sorted_out(self, dirty: Collection[int], changed: Iterable[str]) -> tuple[list[tuple[int]], list[str]]:
        """The shelves whose pages are written, and the pages of the others, which stay."""
        ahead, clean = [], []
        marked = frozenset(map(kept.mark, changed))
        for number in range(len(self.stacks.curated)):
            pages = self._staying(number, marked) if self.last and number not in dirty else None
            if self.last and pages is not None:
                self.stacks.made.take(number, self.last.stacks.made)
                self.stacks.across.take(number, self.last.stacks.across)
                clean += pages
            else:
                ahead.append((number,))
        return ahead, clean

    def _staying(self, number: int, changed: frozenset[int]) -> list[str] | None:
        """The pages of a shelf, if none of them may ask for what has changed, and all are as the last build left them."""
        assert self.last
        made: Made = self.last.stacks.made.get(number)
        pages = [gist.brief.path for gist in made.gists.values()]
        if kept.meets(made.reach, changed) or not all(self.seen.get(path) == self.last.files.get(path, 0) for path in pages):
            return None
        self.drawers[number] = made
        return pages

    def leave(self, done: Mapping[str, bool], left: Iterable[str], remarks: tuple[str, ...]) -> None:
        """Leave to the next build what has been made."""
        if self.kept:
            rest = {
                "mark": self.kept.mark,
                "total": len(done),
                "statements": self.graph.size,
                "remarks": remarks,
                "told": self.told,
                "memory": self.memory.now,
            }
            now = files.seen_again(self.target, self.seen, [*(path for path, differs in done.items() if differs), *left])
            with suppress(OSError):  # what is not kept is made again
                stacks.keep(self.stacks, self.last and self.last.stacks, self.kept.folder, self.settings, files=now, **rest)


def edition(
    graph: Graph, config: Config, queries: Iterable[query.NamedQuery], downloads: Mapping[str, int], look: own.Own = own.NONE
) -> SiteInput:
    """What the site of a graph is made from, but for the facts."""
    return SiteInput(
        title=config.title,
        base=config.base,
        language=config.language,
        facts=Facts({}, {}, []),
        repository=config.repository,
        address=config.address,
        problems=graph.problems,
        vocabulary=_vocabulary(graph),
        downloads=downloads,
        statements=graph.size,
        stances=list(graph.schema.stances.values()),
        problem_titles=CODES,
        queries=[_shown(q) for q in queries],
        labels=graph.schema.labels,
        templates=look.templates,
        style=look.style,
        reference_lists=reflists.read(map(statement, graph.listed), config.base, graph.schema.reference_fields),
    )


def _shown(found: query.NamedQuery) -> NamedQuery:
    """What pages show of a named query."""
    required = tuple((p.name, p.kind) for p in found.parameters if p.required)
    parameters = tuple(Parameter(*p) for p in found.parameters)
    return NamedQuery(found.name, found.title, found.description, required, parameters, found.text)


def _queries(root: Path) -> tuple[list[query.NamedQuery], tuple[str, ...]]:
    """The named queries, and why some of the workspace's own are not among them."""
    found, broken = query.library(), []
    for path in query.files(root / "queries"):
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
