"""A workspace: a folder with a kg.toml, its graph, its answers and its site. The public Python API.

from kg import Workspace
ws = Workspace.find()
for problem in ws.check(): print(problem)
for row in ws.query("contested-claims"): print(row["claim"], row["disputes"])
graph = ws.rdflib()
ws.build()
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg import cache, config, inputs, kept, own, query, store
from kg.crew import Crew, State, Tell, processors, silent, without_collector
from kg.model import Problem
from kg.store import Load

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

    from kg.bib.census import Census
    from kg.build import Looked
    from kg.graph import Graph
    from kg.imports.place import Brought
    from kg.query import Answer, Row
    from kg.shelves import Shelves
    from kg.standing import Kept, Outcome

LARGE = 200000  # bytes of bib files from which on workers share the work


class _ToDo(NamedTuple):
    """What makes a generation, each once and in any order."""

    load: Load  # what goes into the store
    keep: Callable[[], None]  # notes the problems, and leaves to the next round what this one has made


class Workspace:
    """One workspace. Answers always come from the files as they are now."""

    def __init__(self, root: Path | str) -> None:
        """Open the workspace in a folder. Raises config.ConfigError where its kg.toml is missing or wrong."""
        self.root = Path(root).resolve()
        self.tell: Tell = silent  # whom to tell of progress
        self._settings: cache.Input | None = None
        self._graph: Graph | None = None
        self._inputs: dict[str, cache.Input] = {}
        self._memory: tuple[Graph, ox.Store] | None = None  # where nothing can be written: the graph, and the engine made of it
        self._configure()

    @classmethod
    def find(cls, start: Path | str = ".") -> Workspace:
        """The workspace of the nearest kg.toml, upwards from a folder. Raises config.ConfigError where there is none."""
        if not Path(start).exists():
            raise config.ConfigError(f"{start}: there is no such folder.")
        return cls(config.find(Path(start).resolve()))

    def _configure(self) -> None:
        """Read kg.toml, unless it is as it was."""
        path = self.root / config.NAME
        if self._settings is None or not cache.unchanged(path, self._settings):
            self.config = config.load(self.root)
            self._settings = cache.seen(path, path.read_bytes())
            self._graph = None

    def check(self) -> tuple[Problem, ...]:
        """The faults in the data, in the order of files and lines."""
        return self.graph().problems

    def problems(self) -> tuple[Problem, ...]:
        """The same as `check`, without reading the files again where they have not changed."""
        known = cache.problems(self.root) if self._graph is None and self._is_fresh(cache.load(self.root)) else None
        return self.check() if known is None else known

    def errors(self) -> int:
        """How many of the problems are errors, without reading the files again where they have not changed."""
        known = cache.errors(self.root) if self._graph is None and self._is_fresh(cache.load(self.root)) else None
        return sum(problem.severity == "error" for problem in self.check()) if known is None else known

    def census(self) -> Census:
        """How many entries there are in the files, and what became of them, without reading the files again where they have not changed."""
        state = cache.load(self.root)
        return state.census if self._graph is None and self._is_fresh(state) else self.graph().census

    def query(self, text: str, parameters: Mapping[str, str] | None = None) -> Iterator[Row]:
        """The rows of a named query, or of SPARQL text, which has a space in it; `parameters` are keys, texts or years.

        Raises query.QueryError for what cannot be run, an ASK or a CONSTRUCT included (use `answer`).
        """
        import pyoxigraph as ox

        answer = self.answer(text, parameters)
        if not isinstance(answer, ox.QuerySolutions):
            raise query.QueryError("The query is no SELECT, so it has no rows. Use Workspace.answer, or kg query -F ttl.")
        return query.rows(answer)

    def answer(self, text: str, parameters: Mapping[str, str] | None = None, engine: ox.Store | None = None) -> Answer:
        """The engine's own answer to a named query or to SPARQL text; `engine` is what `store` gave. Raises query.QueryError."""
        if not text.split()[1:] and not {"{", "<"} & set(text):
            found = query.named(text.strip(), query.library(self.root))
            engine = self.store() if engine is None else engine
            return query.run(found.text, engine, query.bindings(found, parameters or {}, engine, self.config.base))
        if parameters:
            raise query.QueryError("Parameters go with a named query; write the values into the text, or see kg query --list.")
        return query.run(text, self.store() if engine is None else engine)

    def show(self, key: str) -> list[str]:
        """What the graph says of the things that a key or address names, as readable text, one for each.

        Raises query.QueryError with the nearest key where there is none.
        """
        from kg.show import Terminal

        engine = self.store()
        found = query.nodes(key, engine, self.config.base)
        if not found:
            near = query.nearest(key, "", engine)
            hint = f"; did you mean '{near}'?" if near else ". `kg query works-by-year` lists the works, `kg query claims` the claims."
            raise query.QueryError(f"There is nothing with the key '{key}'{hint}")
        return [Terminal(engine).text(node, self._place(node, engine)) for node in found]

    def _place(self, node: str, engine: ox.Store) -> str:
        """The file and line of the entry that a node comes from; `""` where it comes from none."""
        with suppress(OSError):
            return inputs.place(self.root, query.sources(node, engine), self.config.base)
        return ""

    def export(self, form: str) -> bytes:
        """The graph or bibliography in a format of kg.export.FORMATS."""
        return b"".join(self.export_pieces(form))

    def export_pieces(self, form: str) -> Iterator[bytes]:
        """The same in pieces, for one that is too long for memory."""
        from kg.export import FORMATS

        return FORMATS[form](self.graph(), self.config.base)

    def import_files(
        self, sources: Iterable[tuple[str, bytes]], form: str = "", *, name: str = "", every: bool = False, dry: bool = False
    ) -> list[Brought]:
        """Bring files of other formats, given by name, into bib/ as new BibTeX files; a work that is there already is left out.

        `form` is one of kg.imports.FORMATS, found out where it is empty; `name` chooses one file for all; `every` takes works that
        are there already as well; with `dry`, nothing is written. Raises OSError where it cannot be written, or the name is taken.
        """
        from kg.imports import place

        return place.bring(self.graph(), self.root / "bib", sources, form, name=name, every=every, dry=dry)

    def rdflib(self) -> rdflib.Graph:
        """An rdflib.Graph over the curated facts, for notebooks and the tools of that library."""
        import rdflib
        from oxrdflib import OxigraphStore
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        from kg.terms import PREFIXES

        graph = rdflib.Graph(store=OxigraphStore(store=self.store()), identifier=DATASET_DEFAULT_GRAPH_ID)
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        return graph

    def build(self, site: Path | str | None = None, *, check: bool = False) -> Outcome:
        """Build graph and site; with `check`, write nothing and say what would change. Raises OSError where it cannot be written."""
        target = Path(site) if site else self.root / "site"
        is_kept = self._kept(state := cache.load(self.root)) is not None
        with self._crew() as crew:
            if state.generation and not is_kept:  # soon there will be something to do for workers, if little for the graph
                crew.begin()
            if is_kept and (done := self._keep(target, state.inputs).standing(target)):
                return done
            if check:
                return self._site(target, crew, check=True)
            if not site and target.is_symlink():  # it may have come with someone else's checkout
                raise OSError(f"{target}: is a link, and a build writes nowhere else. Delete the link, or name the folder: kg build -o DIR")
            from kg import build

            with cache.alone(self.root):
                if state.generation:
                    crew.begin()
                seen = build.looked(self.root / cache.FOLDER, target, crew)
                with self._next() as to_do:
                    return self._site(target, crew, to_do=to_do, seen=seen)

    def _site(self, target: Path, crew: Crew, *, check: bool = False, to_do: _ToDo | None = None, seen: Looked | None = None) -> Outcome:
        from kg import build

        made = self.graph()
        beside, meanwhile = ((store.loaded, (to_do.load,)), to_do.keep) if to_do else (None, None)
        with without_collector():
            keep = self._keep(target, self._inputs)
            return build.site(
                made, self.config, target, check=check, crew=crew, beside=beside, meanwhile=meanwhile, keep=keep, seen=seen, tell=self.tell
            )

    def _keep(self, target: Path, seen: Mapping[str, cache.Input]) -> Kept:
        from kg.standing import Kept

        queries = [(path.name, path.read_bytes()) for path in sorted((self.root / "queries").glob("*.rq")) if path.is_file()]
        look = own.read(self.root).mark()
        made_of = self._stamp, str(target), self.config, sorted((name, known.digest) for name, known in seen.items()), queries, look
        return Kept(self.root / cache.FOLDER, self._rules(seen), kept.digest(repr(made_of).encode("utf-8", "backslashreplace")))

    def _crew(self) -> Crew:
        """Workers that share the work: none where there is little to do."""
        return Crew(processors() if self._is_large() else 0)

    def _is_large(self) -> bool:
        return sum([seen.size for seen in self._inputs.values()] or [p.stat().st_size for p in self.files() if p.is_file()]) >= LARGE

    def graph(self) -> Graph:
        """Everything that the bib files say, as they are now."""
        self._configure()
        state, last = cache.load(self.root), self._graph.made.last if self._graph else None
        is_swept = last is not None and state.generation > last.generation + 1  # what it has of that run may be gone by now
        if self._graph is None or is_swept or not inputs.are_as(self.root, self._inputs):
            with without_collector():
                try:
                    self._graph = self._built(state)
                except kept.ERRORS:
                    if not state.inputs:
                        raise
                    self._graph = self._built(cache.NOTHING)  # what the last run left was taken away, or is damaged, or a file has changed
        return self._graph

    def _built(self, state: cache.State) -> Graph:
        """The graph of the files, made from what the run of a state left as far as that holds."""
        from kg import graph, rounds

        contents, unread, self._inputs = inputs.read(self.root, state.inputs)
        folder, rules, is_large = self.root / cache.FOLDER, self._rules(self._inputs), self._is_large()
        last = rounds.last(folder, state.generation, rules) if is_large else None
        scratch = cache.Scratch(self.root) if is_large else None
        with self._crew() as crew:
            made = graph.build(contents, self.config, crew, scratch.path if scratch else None, last, self.tell)
        return replace(made, scratch=scratch, problems=tuple(sorted((*made.problems, *unread))))

    def store(self) -> ox.Store:
        """The engine with the graph as the files are now; it is made again where they have changed."""
        self._configure()
        state = cache.load(self.root)
        try:
            present = self._kept(state)  # not `or`: an empty store is one too
            return present if present is not None else self._new_generation()
        except (OSError, RuntimeError, sqlite3.Error):
            return self._in_memory()

    def rest(self) -> None:
        """Let go of the graph once the store has it, and of the files that hold a large one; it is made again where it is asked for."""
        if self._memory is None:
            self._graph = None

    def _kept(self, state: cache.State) -> ox.Store | None:
        """The store of a state, or None where it has to be made again."""
        return store.whole(self.root / cache.FOLDER, state.generation, state.seal) if self._is_fresh(state) else None

    def _in_memory(self) -> ox.Store:
        from kg import graph

        made = self.graph()
        if self._memory is None or self._memory[0] is not made:
            self._memory = made, store.in_memory(graph.quads(made))
        return self._memory[1]

    def _new_generation(self) -> ox.Store:
        with self._next() as to_do:
            if to_do:
                store.loaded(State(), to_do.load)
                to_do.keep()
        present = self._kept(cache.load(self.root))
        if present is None:
            raise RuntimeError("The store was changed while it was made.")
        return present

    def _before(self, state: cache.State, made: Graph) -> tuple[int, Sequence[Shelves]]:
        """A generation of the store that may be made into that of a graph, and the shelves it was made of; 0 where there is none."""
        last = made.made.last
        if last is None or last.generation != state.generation or last.bounds != made.made.bounds:
            return 0, ()
        if not last.folder.is_dir() or store.whole(self.root / cache.FOLDER, state.generation, state.seal) is None:
            return 0, ()
        return state.generation, (last.shelves("curated"), last.shelves("found"))

    @contextmanager
    def _next(self) -> Iterator[_ToDo | None]:
        """What is to be done for the next generation, which is the present one afterwards.

        None where the present one is as the files are, and where none can be written.
        """
        with ExitStack() as stack:
            try:
                connection = stack.enter_context(cache.locked(self.root))
            except (OSError, sqlite3.Error):
                yield None
                return
            state = cache.load(self.root)
            if self._kept(state) is not None:  # perhaps another run has made it while this one waited
                yield None
                return
            made = self.graph()
            from kg import rounds
            from kg.infer import inferred_graph

            folder = self.root / cache.FOLDER
            generation = (state.generation or store.newest(folder)) + 1
            shelves = made.curated, made.texts, made.found

            def keep() -> None:
                cache.put(connection, made.problems)
                if made.curated.folder:
                    with suppress(OSError):  # what is not kept is made again
                        rounds.keep(made.made, shelves, folder, generation, self._rules(self._inputs))

            try:
                parts = store.Part(made.curated), store.Part(made.found, inferred_graph(self.config.base))
                yield _ToDo(Load(folder, generation, parts, made.vocabulary, *self._before(state, made)), keep)
                sealed = store.seal(folder, generation)
                cache.save(connection, cache.State(generation, self._stamp, sealed, self._inputs, made.census))
            except BaseException:
                store.drop(folder, generation)
                raise
            store.drop_before(folder, generation)

    def files(self) -> list[Path]:
        """The bib files, sorted by name; none that is hidden, or in a hidden folder."""
        return inputs.bib_files(self.root)

    def _is_fresh(self, state: cache.State) -> bool:
        return state.generation > 0 and state.stamp == self._stamp and inputs.are_as(self.root, state.inputs)

    @cached_property
    def _stamp(self) -> str:
        """The version of the program and of its ontology, and the base address: another one makes the store again."""
        return inputs.stamp(self.config.base)

    def _rules(self, files: Mapping[str, cache.Input]) -> str:
        """What entries are read by: the version of the program, and the workspace's own ontology, which is among its files."""
        own = sorted((name, known.digest) for name, known in files.items() if name.startswith("ontology/"))
        return f"{self._stamp} {kept.digest(repr(own).encode('utf-8', 'backslashreplace'))}"
