"""What things are looked up in: lists, the data of the search box, and what narrows a list in parts. Made of columns, see `pieces`.

Of what the last build made there stays a page whose rows and all else in it have the digests of then, and of the two kinds of data a
column of a kind where its pieces have, and things stand in the same order. All of it depends besides on what `build` shares with all.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import NamedTuple

from kg.kept import Drawers, digest
from kg.web import facets, search
from kg.web.article import LISTS
from kg.web.facets import FACETS
from kg.web.pieces import IRI, ORDER, Shelved, facet, number, numbers
from kg.web.rows import columns
from kg.web.search import packed
from kg.web.shell import Shell

File = tuple[str, Iterable[bytes] | None]  # a path, and the file in pieces; None where it stays


class Before(NamedTuple):
    """What the last build left, if all that is shared is as it was."""

    known: Mapping[str, str]  # what was made of what: by the path of a file that is as it was left, and by the name of a column
    columns: Drawers


class Catalogue:
    """Everything of one build that things are looked up in; `known` is what its files and columns are made of."""

    def __init__(self, shell: Shell, shelved: Shelved, made: Drawers, before: Before | None = None) -> None:
        self.shell, self.shelved = shell, shelved
        self._made, self._before = made, before
        self._orders: dict[str, tuple[str, array[int]]] = {}
        self.known: dict[str, str] = {}

    def stays(self, name: str, *of: object) -> bool:
        """Whether a file or column that is made of this is as the last build left it."""
        self.known[name] = digest(repr(of).encode("utf-8", "surrogatepass"))
        return self._before is not None and self._before.known.get(name) == self.known[name]

    def all_stay(self, kind: str, *of: object) -> list[str] | None:
        """The files of a kind's list, where nothing that they are made of differs and all are as the last build left them."""
        if not self.stays(f"{kind}/", *of) or self._before is None:
            return None
        paths = {path: made_of for path, made_of in self._before.known.items() if path.startswith(f"{kind}/") and path.endswith(".html")}
        if self._before.known.get(f"{kind}/#") != str(len(paths)):
            return None
        self.known |= {**paths, f"{kind}/#": str(len(paths))}
        return list(paths)

    def counted(self, kind: str) -> None:
        """Note how many files a kind's list has: all that are known of now."""
        self.known[f"{kind}/#"] = str(sum(path.startswith(f"{kind}/") and path.endswith(".html") for path in self.known))

    def listed(self, kind: str) -> File:
        """The file `assets/list-KIND.js`: facets with their values, and columns, a line a thing in the order of the search box."""
        path, heads = f"assets/list-{kind}.js", columns(kind, self.shell.site)
        shown = numbers(kind, self.shell.site)
        names = [*(facet(f.name) for f in FACETS.get(kind, ())), *map(number, shown)]
        if self.stays(path, heads, self._order(kind)[0], self.shelved.digest(*(f"{kind}/{name}" for name in names))):
            self._carried(kind, names)
            return path, None
        of_facets = [self._column(kind, facet(f.name), partial(facets.column, f)) for f in FACETS.get(kind, ())]
        of_numbers = {n: self._column(kind, number(n), search.column) for n in shown}
        titled = [(c.heading, "title") for c in heads if c.css == "title"]
        said = [(heads[0].heading, ""), *titled, *((heads[n].heading, heads[n].css) for n in shown if of_numbers[n])]
        start = f"(globalThis.KG_LISTS||={{}}).{kind}={{".encode()
        data = (b'"heads":%b' % packed(said), b'"facets":[%b]' % _several(of_facets), b'"numbers":[%b]' % _several(of_numbers.values()))
        return path, (start, b",".join(data), b"};\n")

    def data(self) -> Iterator[File]:
        """The data of the search box."""
        yield self.searched()

    def searched(self) -> File:
        """The file `assets/search-data.js`: for each kind its name, its list, how many things there are, and the columns."""
        path, kinds = "assets/search-data.js", [kind for kind in LISTS if self.shelved.counts.get(kind)]
        made_of = [f"{kind}/{name}" for kind in kinds for name in search.columns(kind)]
        if self.stays(path, kinds, [self._order(kind)[0] for kind in kinds], self.shelved.digest(*made_of), self._agents()):
            for kind in kinds:
                self._carried(kind, search.columns(kind))
            return path, None
        return path, chain([b"globalThis.KG_SEARCH=["], *(self._kind(kind, first=kind == kinds[0]) for kind in kinds), [b"];\n"])

    def _kind(self, kind: str, *, first: bool) -> Iterator[bytes]:
        """What the data of the search box has of a kind; columns with nothing in them are left out."""
        total = self.shelved.counts[kind]
        head = {"kind": kind, "title": LISTS[kind], "total": total, "n": min(total, search.MOST)}
        yield (b"" if first else b",") + packed(head)[:-1]
        for name in search.columns(kind):
            text = self._column(kind, name, self._people if name == "people" else search.column, self._agents() if name == "people" else "")
            if text:
                yield b',"%b":%b' % (name.encode(), text)
        yield b"}"

    def _column(self, kind: str, name: str, make: Callable[[list[bytes]], bytes], of: str = "") -> bytes:
        """A column of a kind as it stands in a file, `b""` where nothing is in it."""
        column = f"{kind}-{name}"
        order, places = self._order(kind)
        if self.stays(column, order, self.shelved.digest(f"{kind}/{name}"), of) and self._before:
            self._made.take(column, self._before.columns)
            made: bytes = self._made.get(column)
        else:
            lines = self.shelved.texts(kind, name)
            made = make([lines[place] for place in places]) if lines else b""
            self._made.put(column, made)
        return made

    def _carried(self, kind: str, names: Iterable[str]) -> None:
        """Keep columns of the last build that stay, for the next one."""
        for column in (f"{kind}-{name}" for name in names):
            if self._before and column in self._before.known:
                self.known[column] = self._before.known[column]
                self._made.take(column, self._before.columns)

    def _order(self, kind: str) -> tuple[str, array[int]]:
        """In which order the things of a kind stand, the most connected first: their places among all, and a digest of these."""
        if kind not in self._orders:
            column = f"{kind}-{ORDER}"
            if self.stays(column, self.shelved.digest(f"{kind}/{ORDER}")) and self._before:
                self._made.take(column, self._before.columns)
            else:
                weights = self.shelved.values(kind, ORDER)
                self._made.put(column, array("I", sorted(range(len(weights)), key=weights.__getitem__)[: search.MOST]).tobytes())
            places: bytes = self._made.get(column)
            self._orders[kind] = digest(places), array("I", places)
        return self._orders[kind]

    def _agents(self) -> str:
        """What tells whether people and organizations stand in another order, or are others."""
        orders = [self._order(kind)[0] for kind in search.AGENTS]
        return "\n".join([*orders, self.shelved.digest(*(f"{kind}/{IRI}" for kind in search.AGENTS))])

    def _people(self, of_works: list[bytes]) -> bytes:
        agents: list[bytes] = []
        for kind in search.AGENTS:
            if kind in self.shelved.counts:
                terms = self.shelved.texts(kind, IRI)
                agents += [terms[place] for place in self._order(kind)[1]]
        return search.column(search.people(of_works, agents))


def _several(columns: Iterable[bytes]) -> bytes:
    return b",".join(filter(None, columns))
