"""kg, bibtexparser and pybtex over piles of .bib files that others wrote: what becomes of every entry, and how fast. Prints Markdown.

    python -m tests.bench.corpora [FOLDER…] [--texlive [FOLDER]]

A collection is a subfolder of a FOLDER. Every file is a bibliography of its own, decoded once, by kg, and handed to all three as
the same string, so that encodings are not what is compared. Each parser reads each collection in a process of its own.
What the columns mean is in tests/bench/README.md.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import multiprocessing
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from kg.bib import census, source
from tests.bench.__main__ import machine, table
from tests.paths import REPO

DEFAULT = REPO.parent / "shared" / "corpora"
EXAMPLES = "biblatex-examples.bib"
FEW = 300  # collections with fewer entries share a row
# Debian's packages of TeX Live, and of programs beside it, that carry .bib files
PACKAGES = """context hevea jbibtex-base lyx-common texlive-base texlive-bibtex-extra texlive-extra-utils texlive-fonts-extra-doc
texlive-formats-extra texlive-humanities-doc texlive-lang-arabic texlive-lang-chinese texlive-lang-cyrillic texlive-lang-czechslovak
texlive-lang-english texlive-lang-european texlive-lang-french texlive-lang-german texlive-lang-japanese texlive-lang-other
texlive-lang-polish texlive-lang-portuguese texlive-latex-base texlive-latex-base-doc texlive-latex-extra texlive-latex-extra-doc
texlive-latex-recommended texlive-latex-recommended-doc texlive-luatex texlive-metapost-doc texlive-pictures-doc texlive-plain-generic
texlive-pstricks-doc texlive-publishers texlive-publishers-doc texlive-science-doc texlive-xetex""".split()


class Count(NamedTuple):
    """What a parser made of a file, or of many."""

    entries: int = 0  # that it gives
    reported: int = 0  # things it says are wrong that may stand for an entry it does not give
    lost: int = 0  # entries that begin in the file, and are neither
    exceptions: int = 0  # files that it raises on

    def __add__(self, other: tuple[int, ...]) -> Count:  # type: ignore[override]
        return Count(*(a + b for a, b in zip(self, other, strict=True)))


class Result(NamedTuple):
    """What a parser made of a collection."""

    count: Count
    seconds: float  # processor time of reading
    build: float = 0.0  # of the whole graph; kg alone makes one
    by_file: tuple[Count, ...] = ()


Texts = Sequence[tuple[str, str]]  # name and text

# ------------------------------------------------------------------------------------------------ counting


def counted(heads: int, entries: int, reported: int) -> Count:
    """The count of a file that did not raise. Nothing is lost where a parser gives and reports more than begins."""
    return Count(entries, reported, max(0, heads - entries - reported))


def by_kg(name: str, text: str) -> Count:
    """As kg itself counts: an entry is read when it is in the graph."""
    from kg import graph

    counts = graph.build({name: text.encode()}, _config()).census
    return Count(counts.read, counts.reported, counts.lost)


def by_bibtexparser(name: str, text: str) -> Count:
    """Failed blocks are what it reports, duplicate keys and fields among them; a second @string of one name is no entry."""
    import bibtexparser
    from bibtexparser.model import String

    library = bibtexparser.parse_string(text)
    failed = sum(not isinstance(block.ignore_error_block, String) for block in library.failed_blocks)
    return counted(len(census.heads(text)), len(library.entries), failed)


def by_pybtex(name: str, text: str) -> Count:
    """Its errors are what it reports, but for those of which it is sure to keep the entry: a macro, a field twice, a name."""
    from pybtex import database, errors
    from pybtex.database.input.bibtex import DuplicateField, UndefinedMacro

    kept = (DuplicateField, UndefinedMacro, database.InvalidNameString)
    errors.set_strict_mode(False)
    with errors.capture() as found:
        entries = len(database.parse_string(text, "bibtex").entries)
    return counted(len(census.heads(text)), entries, sum(not isinstance(error, kept) for error in found))


COUNTERS: dict[str, Callable[[str, str], Count]] = {"kg": by_kg, "bibtexparser": by_bibtexparser, "pybtex": by_pybtex}


def count(parser: str, name: str, text: str) -> Count:
    """What a parser made of a file; where it raises, every entry is lost."""
    try:
        return COUNTERS[parser](name, text)
    except Exception as error:  # noqa: BLE001 - whatever it raises is what is counted
        print(f"{parser}: {name}: {type(error).__name__}: {error}".split("\n", 1)[0], file=sys.stderr)
        return Count(lost=len(census.heads(text)), exceptions=1)


# ------------------------------------------------------------------------------------------------ timing


def _config():
    from kg.config import Config

    return Config(REPO, "Corpora", "https://x.example/lit/", "en")


def _read(parser: str) -> Callable[[str, str], object]:
    """What is timed: a file's text to the entries a user of the parser gets."""
    if parser == "kg":
        from kg import graph

        return lambda name, text: graph.read({name: text.encode()})
    if parser == "bibtexparser":
        import bibtexparser

        return lambda name, text: bibtexparser.parse_string(text)
    from pybtex import database

    return lambda name, text: database.parse_string(text, "bibtex")


def passed(read: Callable[[str, str], object], texts: Texts) -> float:
    """The processor time of one pass over a collection; what raises takes the time it took."""
    before = time.process_time()
    for name, text in texts:
        try:
            read(name, text)
        except Exception:  # noqa: BLE001 - it was counted before
            continue
    return time.process_time() - before


def run(parser: str, texts: Texts) -> Result:
    """What a parser made of a collection, and how long it took; to be run in a process of its own.

    The first pass is timed, after one small entry that imports what is needed: kg remembers texts, and is faster in a second one.
    """
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    read, small = _read(parser), ("small.bib", "@book{small, author = {A. Small}, title = {Small}}")
    count(parser, *small)
    with _quiet(parser):
        passed(read, [small])
        seconds = passed(read, texts)
    build = 0.0
    if parser == "kg":
        from kg import graph

        files = {name: text.encode() for name, text in texts}
        before = time.process_time()
        graph.build(files, _config())
        build = time.process_time() - before
    by_file = tuple(count(parser, name, text) for name, text in texts)
    return Result(sum(by_file, Count()), seconds, build, by_file)


def _quiet(parser: str) -> AbstractContextManager[object]:
    """Where pybtex keeps its errors instead of printing them, which would cost it time."""
    if parser != "pybtex":
        return nullcontext()
    from pybtex import errors

    return errors.capture()


def apart(parser: str, texts: Texts) -> Result:
    """The same, in a fresh process that ends with it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run, parser, texts).result()


# ------------------------------------------------------------------------------------------------ the piles


def collections(folders: Iterable[Path]) -> tuple[dict[str, Texts], int]:
    """The texts of each collection by its name, smaller ones in one at the end; how many files were refused for their encoding."""
    found: dict[str, list[tuple[str, str]]] = {}
    refused = 0
    for folder in folders:
        for path in sorted(folder.rglob("*.bib")):
            if not path.is_file():
                continue
            name = path.relative_to(folder)
            text, problems = source.decode(path.read_bytes(), str(name))
            if any(problem.code == "KG001" for problem in problems):
                refused += 1
                continue
            found.setdefault(name.parts[0] if len(name.parts) > 1 else folder.name, []).append((name.as_posix(), text))
    few = [name for name, texts in found.items() if sum(len(census.heads(text)) for _, text in texts) < FEW]
    if len(few) > 2:
        found[f"{len(few)} smaller ones"] = [text for name in few for text in found.pop(name)]
    return dict(found), refused


def texlive(to: Path) -> Path:
    """A folder with the .bib files of PACKAGES, a subfolder for each. Raises CalledProcessError where apt-get has none."""
    for package in PACKAGES:
        subprocess.run(["apt-get", "download", "-qq", package], cwd=to, check=True)
        for deb in to.glob("*.deb"):
            (to / package).mkdir()
            with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as packed:
                wanted = ("--wildcards", "*.bib", "*.bib.gz")
                subprocess.run(["tar", "-x", "-C", to / package, *wanted], stdin=packed.stdout, stderr=subprocess.DEVNULL, check=False)
            deb.unlink()
    unpacked(to)
    return to


def unpacked(folder: Path) -> None:
    """Put each `.bib` in place of its `.bib.gz`, as which Debian packs what is large in usr/share/doc."""
    for packed in folder.rglob("*.bib.gz"):
        if packed.is_file():
            packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
            packed.unlink()


# ------------------------------------------------------------------------------------------------ tables


def _tables(rows: dict[str, tuple[Texts, dict[str, Result]]]) -> str:
    """What became of the entries, and speeds."""
    parsers = list(next(iter(rows.values()))[1])
    what = ["collection", "files", "heads"]
    for parser in parsers:
        what += [f"{parser}: entries", "reported", "lost", "exceptions"]
    fast = ["entries/s", *parsers, "kg, whole graph", *(f"kg ÷ {parser}" for parser in parsers[1:])]
    became, speeds = [], []
    for name, (texts, results) in rows.items():
        numbers = [len(texts), sum(len(census.heads(text)) for _, text in texts)]
        for result in results.values():
            numbers += result.count
        became.append([name, *(f"{n:,}" for n in numbers)])
        rate = {parser: result.count.entries / max(result.seconds, 1e-9) for parser, result in results.items()}
        whole = results["kg"].count.entries / max(results["kg"].build, 1e-9)
        ratios = [f"{rate['kg'] / rate[p]:.1f}×" if rate[p] else "" for p in parsers[1:]]
        speeds.append([name, *(f"{n:,.0f}" for n in [*rate.values(), whole]), *ratios])
    return f"{table(what, became)}\n{table(fast, speeds)}"


def more(results: dict[str, Result], texts: Texts) -> list[str]:
    """The files where another parser gives more entries than kg reads and reports."""
    found: list[str] = []
    for at, (name, _) in enumerate(texts):
        read, told, *_ = results["kg"].by_file[at]
        given = {parser: result.by_file[at].entries for parser, result in results.items()}
        found += (f"- {name}: {parser} {n}, kg {read} + {told}" for parser, n in given.items() if n > read + told)
    return found


def together(all_results: Iterable[dict[str, Result]]) -> dict[str, Result]:
    """The sum of the results of collections."""
    total: dict[str, Result] = {}
    for results in all_results:
        for parser, result in results.items():
            old = total.get(parser, Result(Count(), 0.0))
            total[parser] = Result(old.count + result.count, old.seconds + result.seconds, old.build + result.build)
    return total


def report(folders: Sequence[Path]) -> str:
    """The tables over the collections in folders, and what is to be said beside them."""
    piles, refused = collections(folders)
    if not piles:
        return "There is no .bib file in " + ", ".join(map(str, folders)) + "."
    parsers = ["kg", "bibtexparser", *(["pybtex"] if find_spec("pybtex") else [])]
    rows = {name: (texts, {parser: apart(parser, texts) for parser in parsers}) for name, texts in piles.items()}
    notes = [note for texts, results in rows.values() for note in more(results, texts)]
    total = [text for texts, _ in rows.values() for text in texts], together(results for _, results in rows.values())
    examples = next(([item] for texts in piles.values() for item in texts if item[0].rsplit("/", 1)[-1] == EXAMPLES), None)
    if examples:
        rows[f"{EXAMPLES} alone"] = examples, {parser: apart(parser, examples) for parser in parsers}
    rows["**total**"] = total
    lines = [_tables(rows)]
    if "pybtex" not in parsers:
        lines.append("pybtex is not installed, so it is not compared.\n")
    if refused:
        lines.append(f"{refused} files in UTF-16 or UTF-32 are left out.\n")
    if notes:
        lines.append("\n".join(["Files where another gives more entries than kg reads and reports:\n", *notes, ""]))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.corpora", description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="folders with a subfolder for each collection")
    parser.add_argument("--texlive", nargs="?", const="", metavar="FOLDER", help="TeX Live's .bib files: from FOLDER, or from apt-get")
    options = parser.parse_args()
    folders = options.folders or ([DEFAULT] if options.texlive is None else [])
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        print(f"No corpora are compared: {', '.join(map(str, missing))} is not there.")
        return
    with TemporaryDirectory(prefix="kg-texlive-") as name:
        if options.texlive:
            folders.append(Path(options.texlive))
        elif options.texlive is not None:
            if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
                print("TeX Live's files are not compared: they are fetched with apt-get and dpkg-deb, which are not here.")
                return
            folders.append(texlive(Path(name)))
        print(f"{machine()}\n\n{report(folders)}")


if __name__ == "__main__":
    main()
