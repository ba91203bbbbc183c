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
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__, cache, config, query, resources, store
from kg.model import Problem

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

    from kg.build import Outcome
    from kg.graph import Graph
    from kg.query import Answer, Row


class Workspace:
    """One workspace. Answers always come from the files as they are now."""

    def __init__(self, root: Path | str) -> None:
        """Open the workspace in a folder. Raises config.ConfigError where its kg.toml is missing or wrong."""
        self.root = Path(root).resolve()
        self._settings: cache.Input | None = None
        self._graph: Graph | None = None
        self._inputs: dict[str, cache.Input] = {}
        self._memory: tuple[Graph, ox.Store] | None = None  # where nothing can be written: the graph, and the engine made of it
        self._configure()

    @classmethod
    def find(cls, start: Path | str = ".") -> Workspace:
        """The workspace of the nearest kg.toml, upwards from a folder. Raises config.ConfigError where there is none."""
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
        with suppress(sqlite3.Error):
            if self._graph is None and self._is_fresh(cache.load(self.root)):
                return cache.problems(self.root)
        return self.check()

    def query(self, text: str, parameters: Mapping[str, str] | None = None) -> Iterator[Row]:
        """The rows of a named query, or of SPARQL text, which has a space in it; `parameters` are keys, texts or years.

        Raises query.QueryError for what cannot be run, an ASK or a CONSTRUCT included (use `answer`).
        """
        import pyoxigraph as ox

        answer = self.answer(text, parameters)
        if not isinstance(answer, ox.QuerySolutions):
            msg = "The query is no SELECT, so it has no rows. Use Workspace.answer, or kg query -F ttl."
            raise query.QueryError(msg)
        return query.rows(answer)

    def answer(self, text: str, parameters: Mapping[str, str] | None = None) -> Answer:
        """The engine's own answer to a named query or to SPARQL text. Raises query.QueryError."""
        if not text.split()[1:] and "{" not in text:
            found = query.named(text.strip(), query.library(self.root))
            engine = self.store()
            return query.run(found.text, engine, query.bindings(found, parameters or {}, engine, self.config.base))
        if parameters:
            msg = "Parameters go with a named query; write the values into the text, or see kg query --list."
            raise query.QueryError(msg)
        return query.run(text, self.store())

    def show(self, key: str) -> list[str]:
        """What the graph says of the things that a key or address names, as readable text, one for each.

        Raises query.QueryError with the nearest key where there is none.
        """
        from kg.show import Terminal

        engine = self.store()
        found = query.nodes(key, engine, self.config.base)
        if not found:
            near = query.nearest(key, "", engine)
            hint = f"; did you mean '{near}'?" if near else ". `kg query works-by-author` lists the works."
            msg = f"There is nothing with the key '{key}'{hint}"
            raise query.QueryError(msg)
        return [Terminal(engine).text(node, self._place(node)) for node in found]

    def _place(self, node: str) -> str:
        try:
            place = cache.place(self.root, node)
        except (OSError, sqlite3.Error):
            return ""
        return f"{place[0]}:{place[1]}" if place else ""

    def export(self, form: str) -> bytes:
        """The graph or bibliography in a format of kg.export.FORMATS."""
        from kg.export import FORMATS

        return FORMATS[form](self.graph(), self.config.base)

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
        from kg import build

        if not check:
            self.store()
        return build.site(self.graph(), self.config, Path(site) if site else self.root / "site", check=check)

    def graph(self) -> Graph:
        """Everything that the bib files say, as they are now."""
        self._configure()
        if self._graph is None or not all(cache.unchanged(self.root / p, i) for p, i in self._inputs.items()) or self._new_files():
            from kg import graph

            self._graph = graph.build(self._read(), self.config)
        return self._graph

    def store(self) -> ox.Store:
        """The engine with the graph as the files are now; it is made again where they have changed."""
        self._configure()
        state = cache.load(self.root)
        if self._is_fresh(state):
            try:
                return store.read_only(self.root / cache.FOLDER, state.generation)
            except OSError:
                pass  # deleted, or of another version: make it again
        try:
            return self._new_generation()
        except (OSError, sqlite3.Error):
            return self._in_memory()

    def _in_memory(self) -> ox.Store:
        from kg import graph

        made = self.graph()
        if self._memory is None or self._memory[0] is not made:
            self._memory = made, store.in_memory(graph.quads(made, self.config.base))
        return self._memory[1]

    def _new_generation(self) -> ox.Store:
        from kg import graph

        with cache.locked(self.root) as connection:
            state = cache.load(self.root)
            folder = self.root / cache.FOLDER
            with suppress(OSError):  # another run may have made it while this one waited
                if self._is_fresh(state):
                    return store.read_only(folder, state.generation)
            made = self.graph()
            generation = state.generation + 1
            store.write(folder, generation, graph.quads(made, self.config.base))
            places = ((card.iri, card.file, card.line) for card in made.index.entry.values() if card.kind != "reading")
            cache.save(connection, cache.State(generation, self._stamp, self._inputs), made.problems, places)
            store.drop_before(folder, generation)
        return store.read_only(folder, generation)

    def files(self) -> list[Path]:
        """The bib files, sorted by name."""
        return sorted(p for p in (self.root / "bib").rglob("*.bib") if p.is_file())

    def _watched(self) -> list[Path]:
        """Every file that the graph is made from."""
        return [*self.files(), self.root / config.NAME, *sorted((self.root / "ontology").glob("*.ttl"))]

    def _read(self) -> dict[str, bytes]:
        """The contents of the bib files by name; what was read is remembered, to notice a change."""
        contents = {path: path.read_bytes() for path in self._watched()}
        self._inputs = {self._name(path): cache.seen(path, data) for path, data in contents.items()}
        return {self._name(path): data for path, data in contents.items() if path.suffix == ".bib"}

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _new_files(self) -> bool:
        return {self._name(p) for p in self._watched()} != self._inputs.keys()

    def _is_fresh(self, state: cache.State) -> bool:
        if not state.generation or state.stamp != self._stamp:
            return False
        watched = {self._name(path): path for path in self._watched()}
        return watched.keys() == state.inputs.keys() and all(cache.unchanged(p, state.inputs[n]) for n, p in watched.items())

    @cached_property
    def _stamp(self) -> str:
        """The version of the program and of its ontology: another one makes the store again."""
        package = Path(__file__).parent
        files = [*sorted(package.rglob("*.py")), *sorted(resources.ontology_dir().glob("*.ttl"))]
        stats = [(f.name, f.stat().st_size, f.stat().st_mtime_ns) for f in files]
        return cache.digest(repr((__version__, self.config.base, stats)).encode())
