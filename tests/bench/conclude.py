"""Seconds that each part of what is concluded from a whole bibliography takes: likeness, inference, checks.

    python -m tests.bench.conclude --works 20000 100000 [--references] [--lean | --bare] [--profile 20]

Literatures are those of `generate`; with --lean they are works with keywords, and have no abstracts, concepts and claims, as most
bibliographies; with --bare they have no keywords either, so that phrases of the titles are proposed. With --references a quarter of the works has a list of 30 strings, as Scopus or Web of Science writes them: 18 name works of
the literature, 12 name others. The seconds are those of one core, without the collector of garbage, as builds run without it.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from kg import checks, config, graph, index, likeness, parts, schema
from kg.index.fill import first_of_each_key
from kg.index.tables import Lookups
from kg.infer import likely, references, subjects
from kg.infer.known import Known, tables
from kg.infer.labels import trie
from kg.model import Entry, Field, Statement
from kg.resolve import resolve
from kg.said import Said
from kg.schema import Schema
from tests.bench import generate

LISTED, OURS = 30, 18  # strings of a list; those of them that name works of the literature
JOURNALS = ("Harvard Business Review", "Regional Studies", "Economic Geography", "Research Policy", "World Development")


def literature(works: int, *, lean: bool = False, bare: bool = False) -> tuple[list[Entry], config.Config]:
    """The entries of a generated literature, and its settings."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        generate.write(root, works)
        files = {f"bib/{path.name}": path.read_bytes() for path in sorted((root / "bib").glob("*.bib"))}
    entries = list(first_of_each_key(graph.read(files)[0]).values())
    if lean or bare:
        gone = {"abstract", "concepts", *(("keywords",) if bare else ())}
        entries = [_with(e, {n: f for n, f in e.fields.items() if n not in gone}) for e in entries if e.type not in ("concept", "claim")]
    return entries, config.Config(Path("nowhere"), "Bench", "https://x.example/lit/", "en")


def _with(entry: Entry, fields: dict[str, Field]) -> Entry:
    return Entry(entry.type, entry.key, fields, entry.file, entry.line, entry.raw)


def with_references(entries: Sequence[Entry], curated: Iterable[Statement], known: index.Index) -> list[Entry]:
    """The entries, every fourth work with a reference list."""
    random = Random(1)
    works = [work for by in tables(curated).author.values() for group in by.values() for work in group]
    titles = [work.title for work in works]
    found = []
    for number, entry in enumerate(entries):
        if number % 4 == 0 and known.entry[entry.key].kind == "work":
            named = [random.choice(works) for _ in range(OURS)] + [_other(random, titles) for _ in range(LISTED - OURS)]
            value = "; ".join(map(_scopus, named)) if number % 8 else ".\n   ".join(map(_web_of_science, named)) + "."
            found.append(_with(entry, {**entry.fields, "references": Field("references", "{" + value + "}", entry.line)}))
        else:
            found.append(entry)
    return found


def _other(random: Random, titles: Sequence[str]) -> Known:
    """A work that the literature does not have: half of a title and half of another."""
    one, other = (random.choice(titles).split() for _ in range(2))
    family = random.choice(("Krugman", "Storper", "Markusen", "Scott", "Amin", "Thrift", "Marshall", "Cooke", "Morgan", "Malmberg"))
    title = " ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]])
    numbers = [str(random.randrange(1, 500)) for _ in range(2)]
    journal = random.choice(JOURNALS)
    return Known("", {family: "a"}, frozenset(), random.randrange(1950, 2020), title, numbers[0], numbers[1], "", "", (journal,))


def _scopus(work: Known) -> str:
    people = ", ".join(f"{name.title()} {initial.upper() or 'X'}." for name, initial in list(work.people.items())[:3])
    place = f"{', '.join(work.places[:1])}, {work.volume}, 2, pp. {work.page}-{work.last or work.page}, " if work.volume else ""
    return f"{people}, {work.title.replace('&', 'and')}, {place}({work.year})"


def _web_of_science(work: Known) -> str:
    name, initial = next(iter(work.people.items()), ("Anon", ""))
    source = " ".join(word[:5] for word in (work.places[0] if work.volume and work.places else work.title).upper().split())
    place = f", V{work.volume}, P{work.page}" if work.volume else ""
    return f"{name.upper()} {initial.upper()}, {work.year}, {source.replace(',', '')}{place}"


def resolved(entries: Sequence[Entry], settings: config.Config, rules: Schema) -> tuple[dict[Statement, None], index.Index]:
    """What entries say, and their index."""
    found = index.build(entries, (), rules, settings.base, settings.language)
    return {s: None for entry in entries for s in resolve(entry, found, rules).statements}, found


def _said(entries: Iterable[Entry], known: index.Index, rules: Schema) -> Said:
    return Said.here(one for e in entries for one in parts.speech(e, resolve(e, known, rules).triples, Lookups(known), rules))


class Timer:
    """Runs stages, prints what each takes, adds it up."""

    def __init__(self, shown: int) -> None:
        self.shown, self.total = shown, 0.0

    def __call__(self, name: str, stage: Callable[..., Any], *arguments: Any) -> Any:
        """What a stage gives; an iterator is read to its end."""
        profile = cProfile.Profile() if self.shown else None
        begun = time.process_time()
        if profile:
            profile.enable()
        result = stage(*arguments)
        result = result if isinstance(result, list | dict | Said) else list(result)
        if profile:
            profile.disable()
        taken = time.process_time() - begun
        self.total += taken
        print(f"{name:24} {taken:8.2f}  {len(result) if not isinstance(result, Said) else '':>9}")
        if profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(self.shown)
        return result


def run(works: int, *, references_too: bool, lean: bool, bare: bool, shown: int) -> None:
    """Print the seconds of every stage for one literature."""
    rules = schema.load(graph.ontology_files(config.Config(Path("nowhere"), "", "https://x.example/", "en")))
    entries, settings = literature(works, lean=lean, bare=bare)
    statements, known = resolved(entries, settings, rules)
    if references_too:
        entries = with_references(entries, statements, known)
        statements, known = resolved(entries, settings, rules)
    kept = {e.key: e for e in entries}
    print(f"\n{works:,} works, {len(entries):,} entries, {len(statements):,} statements")
    stage = Timer(shown)
    said = stage("said", _said, kept.values(), known, rules)
    people = stage("likeness: people", likeness.people.pairs, kept, said, known)
    same = stage("likeness: works", likeness.works.pairs, kept, said, known)
    pairs = [*people, *same]
    labels = trie(stage("infer: vocabulary", subjects.vocabulary, said, known))
    lines = sorted({f"{s.subject} {s.predicate} {s.object} ." for s in statements})
    _, counts = subjects.found(lines, labels)
    stage("infer: subjects", lambda: subjects.found(lines, labels)[0])
    if subjects.are_bare([counts]):
        stage("infer: phrases", subjects.of_phrases, subjects.titles(lines), known)
    if lists := stage("infer: reference lists", references.lists, entries, known, rules):
        stage("infer: references", references.statements, lists, lines, known.base)
    stage("infer: likely", likely.same, pairs)
    seen = checks.Known(kept, (), (), known, rules, said, counts.found, pairs)
    for check in checks.CHECKS:
        stage(f"check: {check.__name__}", check, seen)
    print(f"{'all':24} {stage.total:8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--works", type=int, nargs="+", default=[20_000])
    parser.add_argument("--references", action="store_true")
    parser.add_argument("--lean", action="store_true", help="no abstracts, concepts and claims")
    parser.add_argument("--bare", action="store_true", help="no keywords either")
    parser.add_argument("--profile", type=int, default=0, metavar="N", help="show the N functions that take most")
    given = parser.parse_args()
    gc.disable()
    for works in given.works:
        run(works, references_too=given.references, lean=given.lean, bare=given.bare, shown=given.profile)


if __name__ == "__main__":
    main()
