"""Graph -> site: every file is made, what changed is written, what is left over is removed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from kg import editing, files, kept, own, query, resources, terms
from kg.config import Config
from kg.crew import Crew, Task, Tell, counted, silent
from kg.export import FORMATS
from kg.graph import Graph
from kg.infer import inferred_graph
from kg.kept import digest, packed
from kg.memory import Memory
from kg.standing import Kept, Outcome
from kg.web import asking, publish, script, shelf, stacks, things
from kg.web.edition import SiteInput
from kg.web.glances import Glances
from kg.web.pieces import Shelved, Sums
from kg.web.shell import Shell
from kg.web.stacks import Last, Stretches

AT_ONCE = 8  # shelves of which a worker is told at once where most are as they were


Looked = Iterable[tuple[str, stacks.Spoilt]]  # for each worker the folder of what the last build noted, and pages that are not so


def looked(folder: Path, target: Path, crew: Crew) -> Looked:
    """Have workers look which pages are not as the last build left them, while others go on: one processor is left to this process."""
    parts = max(1, crew.parts - 1)
    return crew.each(shelf.looked, [(folder, target, part, parts) for part in range(parts)])


def site(
    graph: Graph,
    config: Config,
    target: Path,
    *,
    check: bool = False,
    crew: Crew | None = None,
    beside: Task | None = None,
    meanwhile: Callable[[], None] | None = None,
    keep: Kept | None = None,
    seen: Looked | None = None,
    tell: Tell = silent,
) -> Outcome:
    """Write the site of a graph into a folder; a crew of workers shares the pages, and one of them first does what is `beside`.

    What is to be done `meanwhile` is done here while they look what pages have to know of each other.

    What the last build left where this one is to `keep` things is made again only where it would differ; `seen` is what `looked` gave.
    Raises OSError where it cannot be written, or something stands in the way. No file is kept in memory when it is written.
    """
    if crew is None:
        with Crew(0) as alone:
            return site(graph, config, target, check=check, crew=alone, beside=beside, meanwhile=meanwhile, tell=tell)
    queries, remarks = editing.named_queries(config.root)
    look = own.read(config.root)
    try:
        if not check:
            files.open_stage(target)
        work = _Work(graph, config, target, check, crew, tell, keep if graph.curated.folder else None, look, seen)
        done = dict(work.made(queries, beside, meanwhile))
        left = sorted(path for path in work.old(done) if files.is_left_over(target, path))
        if not check:
            for file in resources.vendor_files():
                files.put(target, f"vendor/{file.name}", file.read_bytes())
            files.move(target, left)
            work.leave(done, remarks)
    except BaseException:
        crew.dismiss(at_once=True)  # so that nobody puts anything aside any more
        raise
    finally:
        if not check:
            files.discard_stage(target)
    written = sorted(path for part in (work.pages, done) for path, differs in part.items() if differs)
    return Outcome(target, tuple(written), tuple(left), work.total(done), graph.size, remarks)


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
        keep: Kept | None,
        look: own.Own,
        seen: Looked | None,
    ) -> None:
        self.look, self._looked = look, seen
        self.graph, self.config, self.target, self.check = graph, config, target, check
        self.crew, self.tell, self.kept = crew, tell, keep
        self.stacks = stacks.begun(graph.curated, graph.texts, graph.found, crew.parts)
        self.core = graph.size + graph.found_size > script.MOST
        self.last: Last | None = None
        self.seen: Mapping[str, files.Look] = {}  # files of the last build but the pages of things, as they look now
        self.standing: frozenset[str] = frozenset()  # those that are as it left them
        self.is_as_left = False  # whether no file has come or gone since
        self.settings = ""
        self.told: Mapping[str, object] = {}
        self.pages: dict[str, bool] = {}  # the pages of things that were made again, and whether they differ from what was there
        self.stay = 0  # how many were not
        self.gone: list[str] = []  # those of the last build that are no more
        self.sums: dict[int, Sums] = {}  # of each shelf's pieces and views
        self.stretches: dict[int, Stretches] = {}  # of the script for the page of queries, by shelf
        self.written: set[int] = set()  # the shelves of the pages that were made again, or are gone
        self.memory = Memory({})
        self._beside: Future[None] | None = None  # what is done beside the pages

    def made(
        self, queries: Collection[query.NamedQuery], beside: Task | None, meanwhile: Callable[[], None] | None
    ) -> Iterator[tuple[str, bool]]:
        """Every file of the site but vendor/ and the pages of things, once it is written: its path, and whether it differs.

        The pages of things are written as well.
        """
        graph, target, check = self.graph, self.target, self.check
        sizes = {}
        for name in files.DOWNLOADS if graph.size <= editing.CARRIED else ():
            form = name.rpartition(".")[2]
            differs, sizes[name] = files.put_pieces(target, f"data/{name}", FORMATS[form](graph, self.config.base), check=check)
            yield f"data/{name}", differs
        made = editing.edition(graph, self.config, queries, sizes, self.look)
        if made.templates:
            Shell(made).tried()
        pages = self._pages(made, beside, meanwhile)
        yield from self._script()
        self._gather(pages)
        if not self.last:
            self.crew.renew()  # what pages needed to know of each other nobody needs any more
            self._equip(made)
        shared = publish.of_all(made)
        before = self.memory.before if self.memory.before.get("shared", ("",))[0] == shared else {}
        self.memory.now["shared"] = shared, None
        known = before.get("catalogue", ("", {}))[1]  # a name with a dot is a file's
        staying = {name: made_of for name, made_of in known.items() if "." not in name or name in self.standing}
        catalogue = [self.crew.start(shelf.catalogued, part, self._packed_sums, staying) for part in range(len(things.CATALOGUE))]
        self.tell("writing lists and the map", 0, 0)
        ask = editing.asked(graph, self.config.base, queries, self.memory, known=bool(self.kept))
        yield from self._overviews(made, shared, before, ask)
        for path, file in self.look.files.items():
            yield path, files.put_pieces(target, path, [file.read_bytes()], check=check)[0]
        done = [file for part in catalogue for file in part.result()[0]]
        known = {name: made_of for part in catalogue for name, made_of in part.result()[1].items()}
        self.memory.now["catalogue"] = shared, known
        if self.last:
            for name in known.keys() & self.last.stacks.columns.left.keys():
                self.stacks.columns.take(name, self.last.stacks.columns)
        yield from done
        self.crew.dismiss()

    def _overviews(
        self, made: SiteInput, shared: str, before: Mapping[str, tuple[str, Any]], ask: asking.Ask | None
    ) -> Iterator[tuple[str, bool]]:
        """The pages about the whole, and assets."""
        shelved = Shelved(self._sums(), self.stacks.pieces.get)
        noted = before.get("overviews", ("", {}))[1]
        glances = Glances(self.stacks, shelved.tally, shared, noted, self.written, self.standing)
        home, shell = None, Shell(made)
        if not glances.stand(publish.HOME, publish.home_of(shelved)):
            known = {name: of for name, of in self.memory.before.items() if name not in ("overviews", "catalogue")}  # which are large
            home = self.crew.start(shelf.home, made if made.templates else None, self._packed_sums, shared, known)
        pages = publish.overviews(shell, glances, shelved, glances.again, glances.recall, ask)
        for path, data in pages if home else chain(publish.home(shell, glances, shelved, glances.again), pages):
            yield path, data is not None and files.put(self.target, path, data, check=self.check)
        if home:
            done, more, remembered = home.result()
            yield from done
            glances.noted |= more
            self.memory.now |= remembered
        self.memory.now["overviews"] = shared, glances.noted

    def _pages(self, made: SiteInput, beside: Task | None, meanwhile: Callable[[], None] | None) -> Iterator[shelf.Written]:
        """Have each thing's page: the shelves are gone through for what pages have to know of each other, and then to write them.

        Workers write them while others go on: what has become of each shelf is had in time.
        """
        crew, numbers = self.crew, range(len(self.stacks.curated))
        self._open(made)
        self._equip(made)
        fresh = self._differing("curated", "found")
        tasks = [(number,) for number in sorted(fresh)]
        answers = crew.each(shelf.given, tasks)
        if meanwhile:
            meanwhile()
        rewritten = self._differing("texts")
        given = list(counted(answers, len(tasks), "linking pages", self.tell))
        self.stretches |= {number: of.stretches for (number,), of in zip(tasks, given, strict=True)}
        dirty = fresh.union(*(of.told for of in given))
        crew.all(shelf.closed, [(fresh, dirty, rewritten)] * crew.parts)
        if self.last:
            for number in dirty.symmetric_difference(numbers):
                self.stacks.across.take(number, self.last.stacks.across)
        late = {number for (number,), of in zip(tasks, given, strict=True) if of.late}
        again = [(number,) for number in sorted(dirty) if self.last or number in late]
        changed = self._told_otherwise().union(*(of.changed for of in given), *crew.each(shelf.late, again))
        marked = frozenset(map(kept.mark, changed)) if self.last else frozenset()
        crew.all(shelf.told, [(marked, self._spoilt())] * crew.parts)
        self._beside = crew.start(beside[0], *beside[1]) if beside else None
        step = AT_ONCE if self.last else 1
        parts = [(numbers[at : at + step],) for at in range(0, len(numbers), step)]
        return chain.from_iterable(counted(crew.each(shelf.written, parts), len(parts), "writing pages", self.tell))

    def _gather(self, pages: Iterable[shelf.Written]) -> None:
        """Note what has become of the pages of each shelf, when they are written, and see that what was to be done beside them is."""
        for number, of in enumerate(pages):
            self.pages.update(of.done)
            self.stay += of.stay
            self.gone += of.gone
            if of.sums:
                self.sums[number] = of.sums
            if of.done or of.gone:
                self.written.add(number)
        if self._beside:
            self._beside.result()

    def _sums(self) -> list[Sums]:
        """The sums of all shelves, in their order."""
        return [self.sums[number] for number in range(len(self.stacks.curated))]

    @cached_property
    def _packed_sums(self) -> bytes:
        """The same as workers and the next build get them, when all pages are written."""
        return packed(self._sums())

    def _differing(self, *names: str) -> frozenset[int]:
        """The shelves of some names whose lines are not those of the last build."""
        if not self.last:
            return frozenset(range(len(self.stacks.curated)))
        now, before = self.stacks, self.last.stacks
        return frozenset[int]().union(*(getattr(now, name).differing(getattr(before, name)) for name in names))

    def _spoilt(self) -> stacks.Spoilt:
        """The pages that are not as the last build left them."""
        if not (self.last and self.kept):
            return {}
        found = list(self._looked or ())
        if {folder for folder, _ in found} != {self.last.folder}:  # nobody has looked yet, or another build has come between
            found = list(looked(self.kept.folder, self.target, self.crew))
        return {number: paths for _, part in found for number, paths in part.items()}

    def _equip(self, made: SiteInput) -> None:
        """Give workers what they write pages with."""
        parts, before = self.crew.parts, self.last and self.last.stacks
        self.crew.all(shelf.opened, [(self.stacks, before, made.base, made.language, self.core, part) for part in range(parts)])
        bare = replace(made, problems=(), things={}, downloads={}, queries=())
        frames = self.memory.recall("frames", self.settings, lambda: Shell(bare).tried())
        self.crew.all(shelf.shown, [(bare, frames, self.target, self.check)] * parts)

    def _open(self, made: SiteInput) -> None:
        """Open what the last build left."""
        if self.kept:
            self.told = made.reference_lists.told()
            shared = (self.kept.stamp, made.title, made.base, made.language, made.repository, made.stances, self.core)
            own = "".join(made.templates.values())  # which may show on any page what the packaged ones do not
            told = "statements" in own and made.statements, "reference_lists" in own and made.reference_lists.mark
            look = made.style, sorted(made.templates.items()), own and made.address, told
            self.settings = digest(repr((*shared, *look, sorted(made.labels.items()), made.reference_lists.fields)).encode())
            self.last = stacks.last(self.kept.folder, list(self.stacks.curated.bounds), self.settings)
            self.memory = Memory(self.last.memory if self.last else {})
            if self.last:
                stacks.take(self.stacks, self.last.stacks)
                self.sums, self.stretches = dict(enumerate(self.last.sums)), dict(enumerate(self.last.stretches))
                self.seen = {path: files.look(f"{self.target}/{path}") for path in self.last.files}
                self.standing = frozenset(path for path, look in self.seen.items() if look == self.last.files[path])
                self.is_as_left = files.touched(self.target, self.last.folders) == self.last.folders

    def _script(self) -> Iterator[tuple[str, bool]]:
        """The graph as the page of queries loads it."""
        graph, base = self.graph, self.config.base
        vocabulary = script.compact(terms.described(graph.schema.statements), base, core=False)
        of = script.Script(base, self.core, graph.size + graph.found_size, graph.size, vocabulary, inferred_graph(base))
        before: Mapping[str, str] = self.memory.before.get("script", ("", {}))[1]
        known = {path: made for path, made in before.items() if path in self.standing}
        stretches = [self.stretches[number] for number in range(len(self.stacks.curated))]
        marks = {}
        for path, made, data in script.files(of, stretches, self.stacks.compact.get, known, large=graph.size > editing.CARRIED):
            marks[path] = made
            yield path, data is not None and files.put_pieces(self.target, path, data, check=self.check)[0]
        self.memory.now["script"] = "", marks

    def _told_otherwise(self) -> set[str]:
        """The works of which pages show other reference lists than in the last build, as IRI terms."""
        before = self.last.told if self.last else self.told
        return {work for work in self.told.keys() | before.keys() if self.told.get(work) != before.get(work)}

    def total(self, done: Collection[str]) -> int:
        """How many files the site has, where these are all but the pages of things."""
        return len(done) + len(self.pages) + self.stay

    def old(self, done: Collection[str]) -> set[str]:
        """The files of the site that this build has not made: of things as of all else, which are `done`.

        Where no file has come or gone since the last build they are among those that it made.
        """
        if self.last and self.is_as_left:
            return {*self.last.files, *self.gone, *files.at_root(self.target)}.difference(done)
        stay = (path for number in range(len(self.stacks.curated)) for path in self.stacks.pages.get(number).names()) if self.stay else ()
        return set(files.names(self.target)).difference(done, self.pages, stay)

    def leave(self, done: Mapping[str, bool], remarks: tuple[str, ...]) -> None:
        """Leave to the next build what has been made."""
        if self.kept:
            before = {path: look for path, look in self.seen.items() if done.get(path) is False}
            rest = {
                "mark": self.kept.mark,
                "total": self.total(done),
                "statements": self.graph.size,
                "remarks": remarks,
                "told": self.told,
                "sums": self._packed_sums,
                "stretches": [self.stretches[number] for number in range(len(self.stacks.curated))],
                "memory": {**self.memory.before, **self.memory.now},
                "files": {path: before.get(path) or files.look(f"{self.target}/{path}") for path in done},
                "folders": files.touched(self.target, sorted({*files.FOLDERS, *(path.rpartition("/")[0] for path in done if "/" in path)})),
            }
            with suppress(OSError):  # what is not kept is made again
                stacks.keep(self.stacks, self.last and self.last.stacks, self.kept.folder, self.settings, **rest)
