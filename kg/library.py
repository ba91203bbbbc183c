"""The bib files as blocks, and the entries in them: of what is as it was in the last round nothing is read until it is asked for."""

from __future__ import annotations

import re
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import accumulate, chain

from kg import blocks, heads, parts
from kg.bib import source, split
from kg.blocks import Block, Cut, Outline
from kg.contents import Files
from kg.crew import Tell
from kg.index import fill
from kg.kept import digest
from kg.model import Chunk, Entry, Problem, StringDef
from kg.rounds import Round

ALONE = 1 << 16  # bytes of a file past which it shares no block with the next
ONE_IN = 128  # small files after which a block ends, on average
_TELLS_LINE = re.compile(r"\bline \d")  # a message about one place that names another
AT_HAND = 8  # files whose text is kept decoded


class Library:
    """The blocks of a bibliography, and its entries: what is not at hand is read again from their text."""

    def __init__(self, found: list[Block], outlines: list[Outline], digests: Mapping[str, str], now: Round) -> None:
        self.blocks, self.outlines = found, outlines
        self.strings: list[StringDef] = []
        self.problems: list[Problem] = []
        self._digests = digests  # of the files' bytes, by name
        self._now = now
        self._heads: dict[int, Entry] = {}  # by place in the bibliography
        self._looks: dict[int, list[heads.Looks]] = {}  # by block
        self._starts = list(accumulate((len(outline.keys) for outline in outlines), initial=0))  # of blocks, and the end of the last
        for block, outline in zip(found, outlines, strict=True):
            self._add_rest(block, outline)

    def _add_rest(self, block: Block, outline: Outline) -> None:
        """Add the strings and problems in a block, where it stands now."""
        for number, file, strings, problems in outline.rest:
            more = block.starts[file] - outline.starts[file]
            self.strings += [string._replace(line=string.line + more) for string in strings] if more else strings
            self.problems += moved(problems, more, partial(_read_again, block, number))

    def _head(self, number: int, n: int) -> Entry:
        """The n-th entry of a block."""
        return heads.Head(self.blocks[number], self.outlines[number], n, partial(self._look, number, n), partial(self._offset, number, n))

    def _look(self, number: int, n: int) -> heads.Looks:
        if number not in self._looks:
            self._looks[number] = self._now.records.get("heads", self.blocks[number].name)[1]
        return self._looks[number][n]

    def _offset(self, number: int, n: int, field: str) -> int:
        """The line of a field of the n-th entry of a block, counted from the entry's own; 0 where it has no such field."""

        def found() -> int:
            names, lines = self._look(number, n)
            return lines[names.index(field)] if field in names else 0

        offset: int = self._now.memory.one("lines", (self.blocks[number].name, n, field), found)
        return offset

    @cached_property
    def doubles(self) -> dict[int, list[int]]:
        """The entries whose key an earlier one has, by number, of the blocks that have some, by number."""

        def found() -> dict[int, list[int]]:
            place = self.kept.place
            every = enumerate(zip(self._starts, self.keys, strict=False))  # the last start is the end
            some = ((number, [n for n, key in enumerate(keys) if place(key) != start + n]) for number, (start, keys) in every)
            return {number: numbers for number, numbers in some if numbers}

        doubles: dict[int, list[int]] = self._now.memory.recall("doubles", self.mark, found)
        return doubles

    @property
    def left_out(self) -> list[Entry]:
        """The entries that are not in the graph."""
        return [self.entry(self._starts[number] + n) for number, numbers in self.doubles.items() for n in numbers]

    def of_file(self, name: str) -> list[Entry]:
        """The entries of a file."""
        every = (self.entry(at) for number in self._blocks_of.get(name, ()) for at in range(*self._starts[number : number + 2]))
        return [entry for entry in every if entry.file == name]

    def marks(self, names: Sequence[str]) -> dict[str, str]:
        """What tells each file, and what was read of it, from others; `names` are those of blocks, of all that is made of them."""
        read = {name: "".join([names[number] for number in numbers]) for name, numbers in self._blocks_of.items()}
        return {name: mark + read.get(name, "") for name, mark in self._digests.items()}

    @cached_property
    def _blocks_of(self) -> dict[str, list[int]]:
        """The blocks, by number, that have something of a file."""
        found: dict[str, list[int]] = {}
        for number, block in enumerate(self.blocks):
            for name in block.starts:
                found.setdefault(name, []).append(number)
        return found

    def block_of(self, key: str) -> str:
        """The name of the block in which the entry of a key stands that is in the graph."""
        return self.blocks[self._number(self.kept.place(key))].name

    def _number(self, at: int) -> int:
        """The number of the block in which the entry at a place stands."""
        return bisect_right(self._starts, at) - 1

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """The keys of the entries of each block."""
        return [outline.keys for outline in self.outlines]

    def entry(self, at: int) -> Entry:
        """The entry at a place in the bibliography, counted from 0, those with a key that an earlier one has included."""
        if at not in self._heads:
            number = self._number(at)
            self._heads[at] = self._head(number, at - self._starts[number])
        return self._heads[at]

    @cached_property
    def mark(self) -> str:
        """What tells the keys of all entries, and their types, from others."""
        return digest("".join([outline.mark for outline in self.outlines]).encode())

    @cached_property
    def touched(self) -> set[str] | None:
        """The keys that may have come or gone since the last round; None where nothing is known of one."""
        if self._now.last is None:
            return None
        now, then = self._now.outlines, self._now.last.outlines
        come, gone = ({key for name in some.keys() - rest.keys() for key in some[name].keys} for some, rest in ((now, then), (then, now)))
        return come ^ gone

    @cached_property
    def clashes(self) -> set[str]:
        """The keys that differ from another only in case."""
        found: list[str] = self._now.memory.recall("clashes", self.mark, lambda: sorted(fill.case_clashes(self.kept)))
        return set(found)

    def __iter__(self) -> Iterator[Entry]:
        """All entries, in their order."""
        return map(self.entry, range(self._starts[-1]))

    @cached_property
    def kept(self) -> Kept:
        """The entries that are in the graph."""
        return Kept(self)


def moved(problems: Sequence[Problem], more: int, again: Callable[[], Sequence[Problem]]) -> Sequence[Problem]:
    """The problems of a chunk that stands so many lines further down; `again` reads it, for a message that names a line."""
    if more and any(_TELLS_LINE.search(problem.message) for problem in problems):
        return again()
    return [problem._replace(line=problem.line + more) for problem in problems] if more else problems


def _read_again(block: Block, number: int) -> Sequence[Problem]:
    return split.read(block.chunks[number]).problems


class Kept(Mapping[str, Entry]):
    """The entries that are in the graph by key, of several with one key the first; in the order of the bibliography."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._at: dict[str, int] = {}
        for at, key in enumerate(chain.from_iterable(library.keys)):
            self._at.setdefault(key, at)

    def place(self, key: str) -> int:
        """Where the entry of a key stands in the bibliography, counted from 0. Raises KeyError where there is none."""
        return self._at[key]

    def __getitem__(self, key: str) -> Entry:
        return self._library.entry(self._at[key])

    def __contains__(self, key: object) -> bool:
        return key in self._at

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)


def read(contents: Mapping[str, bytes], now: Round, tell: Tell) -> Library:
    """The bibliography in bib files, given by name; in the order of names and lines."""
    tell("reading files", 0, 0)
    files = contents if isinstance(contents, Files) else Files.at_hand(contents)
    texts = _Texts(files)
    found: list[tuple[str, dict[str, int], int, Callable[[], list[Chunk]]]] = []
    problems: list[Problem] = []
    told: list[str] = []
    for run in _runs(files.sizes):
        made_of = digest(repr([(name, files.digests[name]) for name in run]).encode("utf-8", "backslashreplace"))
        cut = now.cuts[made_of] = (now.last.cuts.get(made_of) if now.last else None) or _cut(run, texts)
        for n, (name, starts, size) in enumerate(zip(cut.names, cut.starts, cut.sizes, strict=True)):
            found.append((name, starts, size, partial(texts.chunks, run, cut, n)))
        problems += cut.problems
        told += cut.told
    names = blocks.told_apart(name for name, *_ in found)
    every = [Block(name, starts, size, fetch) for name, (_, starts, size, fetch) in zip(names, found, strict=True)]
    library = Library(every, _outlines(every, now), files.digests, now)
    met = frozenset[str]().union(*(outline.files for outline in library.outlines))
    library.problems[:0] = problems
    for name in told:
        if name not in met:
            message, hint = "No entry was found in this file.", "An entry starts with @article{key, or another type."
            library.problems.append(Problem(name, 1, "KG011", "", message, hint))
    return library


def _runs(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """The names of files that are cut into blocks together: a large one alone, small ones with others."""
    run: list[str] = []
    for name in sorted(sizes):
        if run and sizes[name] >= ALONE:
            yield run
            run = []
        run.append(name)
        if sizes[name] >= ALONE or zlib.crc32(name.encode("utf-8", "surrogatepass")) % ONE_IN == 0:
            yield run
            run = []
    if run:
        yield run


class _Texts:
    """The texts of files, decoded when they are asked for; the last few are at hand."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.read = lru_cache(AT_HAND)(lambda name: source.decode(files[name], name))
        self._last: tuple[Cut, int, list[Chunk]] | None = None

    def chunks(self, run: Sequence[str], cut: Cut, number: int) -> list[Chunk]:
        """The chunks of one of the blocks into which some files are cut; those asked for last are at hand."""
        last = self._last
        if last is None or last[0] is not cut or last[1] != number:
            first, end = cut.ends[number - 1] if number else 0, cut.ends[number]
            places = zip(*[iter(array("Q", cut.chunks)[4 * first : 4 * end])] * 4, strict=True)
            last = cut, number, [Chunk(run[file], line, self.read(run[file])[0][start:stop]) for file, line, start, stop in places]
            self._last = last
        return last[2]


def _cut(run: Sequence[str], texts: _Texts) -> Cut:
    problems: list[Problem] = []
    told: list[str] = []
    found: list[Chunk] = []
    places = array("Q")
    for number, name in enumerate(run):
        text, faults = texts.read(name)
        problems += faults
        if text.strip() and not faults:
            told.append(name)
        at = 0
        for chunk in source.chunks(text, name):
            start = text.find(chunk.text, at)  # what is between two chunks is white space, and no part of either
            at = start + len(chunk.text)
            places.extend((number, chunk.line, start, at))
            found.append(chunk)
    ends = blocks.ends(found)
    parts_of = [found[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    names = [blocks.name(part) for part in parts_of]
    sizes = [sum(len(chunk.text) for chunk in part) for part in parts_of]
    return Cut(names, list(map(_starts, parts_of)), sizes, ends, places.tobytes(), problems, told)


def _starts(chunks: Iterable[Chunk]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in chunks:
        found.setdefault(chunk.file, chunk.line)
    return found


def _outlines(found: Sequence[Block], now: Round) -> list[Outline]:
    fresh = {block.name for block in now.made("heads", found, parts.read)}
    known = now.last.outlines if now.last else {}
    for block in found:
        of_last = None if block.name in fresh else known.get(block.name)
        now.outlines[block.name] = of_last or now.records.get("heads", block.name)[0]
    return [now.outlines[block.name] for block in found]
