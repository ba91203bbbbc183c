"""The files that a workspace is made from: which these are, what is in them, and whether they are as they were."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kg import __version__, cache, config, iri, resources
from kg.contents import Files
from kg.kept import digest
from kg.model import Problem

# Endings of files in bib/ that are not read, but may hold a bibliography; others (a PDF, a backup) are not looked into.
BESIDE = frozenset(["", *".bibtex .biblatex .ris .nbib .medline .enw .ciw .isi .json .csl .xml .txt .text .md .markdown .rst .org".split()])


def stamp(base: str) -> str:
    """What tells the version of the program and of its ontology, and a base address, from others."""
    package = Path(__file__).parent
    own = (path for path in package.rglob("*") if path.suffix not in (".pyc", ".md") and path.is_file())
    files = [*sorted(own), *sorted(resources.ontology_dir().glob("*.ttl"))]
    stats = [(f.name, f.stat().st_size, f.stat().st_mtime_ns) for f in files]
    return digest(repr((__version__, base, stats)).encode())


def bib_files(root: Path) -> list[Path]:
    """The bib files, sorted by name; none that is hidden, or in a hidden folder."""
    return [path for path in _candidates(root) if _is_bib(path)]


def read(root: Path, before: Mapping[str, cache.Input]) -> tuple[Files, list[Problem], dict[str, cache.Input]]:
    """The bib files by name, the files that are not read, and all files as they are seen, to notice a change.

    `before` are the files as an earlier run has seen them: one that is untouched is read when it is asked for.
    """
    watched = _watched(root)
    contents: dict[str, bytes] = {}
    unread = []
    seen: dict[str, cache.Input] = {}

    def content(name: str) -> bytes:
        if name in contents:
            return contents[name]
        data = cache.content(watched[name])
        if digest(data) != seen[name].digest:
            raise OSError(errno.EAGAIN, "The file was changed meanwhile", name)
        return data

    for name, path in watched.items():
        try:
            if name in before and cache.untouched(path, before[name]):
                seen[name] = before[name]
            else:
                contents[name] = cache.content(path)
                seen[name] = cache.seen(path, contents[name])
        except OSError as error:
            contents[name], seen[name] = b"", cache.UNREAD
            message = f"The file cannot be read: {error.strerror}."
            unread.append(Problem(name, 1, "KG012", "", message, "See that it is there and that you may read it, or delete it."))
    unread += _beside({name: content(name) for name in watched if name.startswith("bib/") and not _is_bib(watched[name])})
    bib = [name for name in watched if _is_bib(watched[name])]
    return Files({name: seen[name].size for name in bib}, {name: seen[name].digest for name in bib}, content), unread, seen


def are_as(root: Path, inputs: Mapping[str, cache.Input]) -> bool:
    """Whether the files are still those of an earlier run."""
    watched = _watched(root)
    return watched.keys() == inputs.keys() and all(cache.unchanged(path, inputs[name]) for name, path in watched.items())


def _is_bib(path: Path) -> bool:
    return path.suffix.lower() == ".bib"


def _beside(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """The problems of files that are no .bib files, but hold a bibliography."""
    if files:
        from kg.imports.beside import unread

        yield from (problem for name, data in files.items() if (problem := unread(name, data)))


def _candidates(root: Path) -> list[Path]:
    """The bib files, and the other files in their folder that may hold a bibliography."""
    folder = root / "bib"
    found = (p for p in folder.rglob("*") if (_is_bib(p) or p.suffix.lower() in BESIDE) and not p.is_dir())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))


def _watched(root: Path) -> dict[str, Path]:
    """Every file that the graph is made from, or a problem, by its name."""
    files = [*_candidates(root), root / config.NAME, *sorted((root / "ontology").glob("*.ttl"))]
    return {_name(root, path): path for path in files}


def _name(root: Path, path: Path) -> str:
    """A file's name in the workspace, read as UTF-8 whatever the locale; bytes that are none stand as their hex numbers."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def place(root: Path, sources: Iterable[str], base: str) -> str:
    """The file and line of the first entry that one of these IRI terms of entries in their files names; `""` where there is none."""
    from kg.bib import source, split

    for name, path in _watched(root).items():
        start = iri.source(base, name, "-").removesuffix("->")
        keys = [term.removeprefix(start).removesuffix(">") for term in sources if term.startswith(start)]
        for chunk in source.chunks(source.decode(cache.content(path), name)[0], name) if keys else ():
            if any(key in chunk.text or "~" in key or not key.isascii() for key in keys):  # else it need not be read
                for entry in split.read(chunk).entries:
                    if iri.slug(entry.key) in keys:
                        return f"{entry.file}:{entry.line}"
    return ""
