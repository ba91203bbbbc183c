"""What things are looked up in: lists, the data of the search box, and what narrows a list in parts. Made of columns, see `pieces`.

Of what the last build made there stays a page whose rows and all else in it have the digests of then, and of the two kinds of data a
column of a kind where its pieces have, and things stand in the same order. All of it depends besides on what `build` shares with all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import NamedTuple

from kg.kept import Drawers, digest
from kg.web import facets, parts, search
from kg.web.article import LISTS
from kg.web.facets import FACETS
from kg.web.ordered import Ordered
from kg.web.pieces import IRI, ORDER, Shelved, facet, number, numbers
from kg.web.rows import columns
from kg.web.search import END, packed
from kg.web.shell import Shell
from kg.web.splice import Splice

GONE = b"?"  # in the place of somebody's number
File = tuple[str, Iterable[bytes] | None]  # a path, and the file in pieces; None where it stays


class Before(NamedTuple):
    """What the last build left, if all that is shared is as it was."""

    known: Mapping[str, str]  # what files were made of that are as they were left, by path
    columns: Drawers


class People(NamedTuple):
    """The column `people` as it is kept."""

    mark: list[str]  # what the columns are made of that say which people and organizations there are
    complete: bool  # whether all have a number that works name
    column: bytes


class Catalogue:
    """Everything of one build that things are looked up in; `known` is what its files and columns are made of."""

    def __init__(self, shell: Shell, shelved: Shelved, made: Drawers, before: Before | None = None) -> None:
        self.shell, self.shelved = shell, shelved
        self._before = before
        self.known: dict[str, str] = {}
        self.ordered = Ordered(shelved, made, before and before.columns, self.known)

    def stays(self, name: str, *of: object) -> bool:
        """Whether a file that is made of this is as the last build left it."""
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
        names = [ORDER, *(facet(f.name) for f in FACETS.get(kind, ())), *map(number, shown)]
        if self.stays(path, heads, self.shelved.digest(*(f"{kind}/{name}" for name in names))):
            self.ordered.carried(kind, names)
            return path, None
        of_facets = [self._facet(kind, f) for f in FACETS.get(kind, ())]
        of_numbers = {n: self._column(kind, number(n)) for n in shown}
        titled = [(c.heading, "title") for c in heads if c.css == "title"]
        said = [(heads[0].heading, ""), *titled, *((heads[n].heading, heads[n].css) for n in shown if of_numbers[n])]
        start = f"(globalThis.KG_LISTS||={{}}).{kind}={{".encode()
        data = (b'"heads":%b' % packed(said), b'"facets":[%b]' % _several(of_facets), b'"numbers":[%b]' % _several(of_numbers.values()))
        return path, (start, b",".join(data), b"};\n")

    def search_data(self) -> Iterator[File]:
        """The data of the search box."""
        yield self.searched()

    def list_data(self) -> Iterator[File]:
        """The data of the lists that are in parts."""
        yield from (self.listed(kind) for kind, total in self.shelved.counts.items() if kind in LISTS and total > parts.most(kind))

    def searched(self) -> File:
        """The file `assets/search-data.js`: for each kind its name, its list, how many things there are, and the columns."""
        path, kinds = "assets/search-data.js", [kind for kind in LISTS if self.shelved.counts.get(kind)]
        names = {kind: [ORDER, *((IRI,) if kind in search.AGENTS else ()), *search.columns(kind)] for kind in kinds}
        if self.stays(path, kinds, self.shelved.digest(*(f"{kind}/{name}" for kind in kinds for name in names[kind]))):
            for kind in kinds:
                self.ordered.carried(kind, names[kind])
            return path, None
        return path, chain([b"globalThis.KG_SEARCH=["], *(self._kind(kind, first=kind == kinds[0]) for kind in kinds), [b"];\n"])

    def _kind(self, kind: str, *, first: bool) -> Iterator[bytes]:
        """What the data of the search box has of a kind; columns with nothing in them are left out."""
        total = self.shelved.counts[kind]
        head = {"kind": kind, "title": LISTS[kind], "total": total, "n": min(total, search.MOST)}
        yield (b"" if first else b",") + packed(head)[:-1]
        for name in search.columns(kind):
            text = self._people(kind) if name == "people" else self._column(kind, name)
            if text:
                yield b',"%b":%b' % (name.encode(), text)
        yield b"}"

    def _column(self, kind: str, name: str) -> bytes:
        """A column of a kind as it stands in a file, `b""` where nothing is in it."""
        return search.quoted(self.ordered.column(kind, name, search.column))

    def _facet(self, kind: str, of: facets.Facet) -> bytes:
        made = self.ordered.column(kind, facet(of.name), partial(facets.coded, of))
        return facets.column(of, made, len(self.ordered.order(kind)))

    def _people(self, kind: str) -> bytes:
        """The column `people`, which changes with the order of people and organizations too."""
        of = self.shelved.digest(*(f"{agents}/{name}" for agents in search.AGENTS for name in (ORDER, IRI)))
        for agents in search.AGENTS:
            self.ordered.carried(agents, [IRI])
        return search.quoted(self.ordered.column(kind, "people", self._numbered, of=of)[-1])

    def _numbered(self, before: People | None, splice: Splice, new: Iterable[bytes]) -> People | None:
        """The column `people`, of what it was and the lines that come; None where it cannot be told from what it was."""
        kinds = [agents for agents in search.AGENTS if self.shelved.counts.get(agents)]
        terms = _lines(self.ordered.column(agents, IRI, search.column) for agents in kinds)
        number = {term: b"%d" % n for n, term in enumerate(terms)}
        mark, stay = [self.known[f"{agents}-{IRI}"] for agents in kinds], []
        if before:
            former = [found for agents in search.AGENTS if (found := self.ordered.former(agents, IRI))]
            if not before.complete or before.mark != [found[0] for found in former]:
                return None
            stay = splice.less(before.column.split(END))
            if before.mark != mark:
                were = _lines(found[-1] for found in former)
                stay = search.recoded(stay, {b"%d" % n: number.get(term, GONE) for n, term in enumerate(were)})
        lines, complete = search.people(new, number)
        found = END.join(splice.more(stay, lines))
        return None if GONE in found else People(mark, complete, found)


def _lines(texts: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of several columns."""
    return chain.from_iterable(text.split(END) for text in texts)


def _several(columns: Iterable[bytes]) -> bytes:
    return b",".join(filter(None, columns))
