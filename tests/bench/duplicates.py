"""Precision and recall of likeness: known duplicates are planted in a bibliography, and near misses beside them.

    python -m tests.bench.duplicates FILE.bib… [--each 40] [--seed 1] [--show]

People: in one of the works of somebody who has several, the name is spelt in another way. Works: an entry is added that says the same
with another key and less, or otherwise. Near misses are entries that look much alike and are other works. What is found in the files
as they are is not counted; what is found beyond it and was not planted is wrong.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from kg import config, graph, index, iri, likeness, parts, schema
from kg.bib import latex, names, values
from kg.index.fill import first_of_each_key
from kg.index.tables import Lookups
from kg.likeness.works import NOBODY
from kg.model import Entry, Field, StringDef
from kg.resolve import resolve
from kg.said import Said

BASE = "https://x.example/"
Fields = dict[str, str]
Change = Callable[[Fields, Random], Fields | None]


class Kind(NamedTuple):
    """How many of one kind were planted, and how many of them were found."""

    planted: int
    found: int


class Outcome(NamedTuple):
    """What a bibliography with planted duplicates gives."""

    people: Mapping[str, Kind]
    works: Mapping[str, Kind]
    near: Mapping[str, Kind]  # works that are not one: found is wrong
    wrong: Sequence[likeness.Pair]  # found, neither planted nor in the files as they are; of works, those that were there before
    before: Sequence[likeness.Pair]  # found in the files as they are


# ------------------------------------------------------------------------------------------------ spellings of people


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _initials(given: str) -> str:
    return " ".join(f"{part[0]}." for part in re.split(r"[\s.-]+", given) if part)


_EXPAND = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "Ø": "Oe", "å": "aa"})
SPELLINGS: dict[str, Callable[[names.Name], tuple[str, str]]] = {  # given and family; what is no change is not planted
    "initials": lambda n: (_initials(n.given), n.family),
    "initials, no stops": lambda n: (_initials(n.given).replace(".", "").replace(" ", ""), n.family),
    "first initial": lambda n: (n.given[0] + ".", n.family),
    "no middle name": lambda n: (n.given.split()[0], n.family),
    "first name, initials": lambda n: (" ".join([n.given.split()[0], _initials(" ".join(n.given.split()[1:]))]), n.family),
    "no accents": lambda n: (_plain(n.given), _plain(n.family)),
    "umlauts as two letters": lambda n: (n.given.translate(_EXPAND), n.family.translate(_EXPAND)),
    "hyphen as a space": lambda n: (n.given.replace("-", " "), n.family.replace("-", " ")),
    "hyphen left out": lambda n: (re.sub("-(.)", lambda m: m[1].lower(), n.given), n.family),
    "order": lambda n: (n.family, n.given),
    "capitals": lambda n: (n.given, n.family.upper()),
    "misprint": lambda n: (n.given, n.family[:2] + n.family[3] + n.family[2] + n.family[4:] if len(n.family) > 5 else n.family),
}


def _respelt(text: str, person: names.Name, given: str, family: str) -> str:
    """A list of names with one of them spelt in another way."""
    found, others, _ = names.people(text)
    written = [
        n.sort if n != person else ", ".join(filter(None, (" ".join(filter(None, (n.particle, family))), n.suffix, given))) for n in found
    ]
    written = ["{" + n.literal + "}" if n.literal else w for n, w in zip(found, written, strict=True)]
    return " and ".join([*written, *(["others"] if others else [])])


# ------------------------------------------------------------------------------------------------ variants of works


def _without(*gone: str) -> Change:
    return lambda f, r: {n: v for n, v in f.items() if n not in gone} if f.keys() & set(gone) else None


def _main_title(f: Fields, r: Random) -> Fields | None:
    head, mark, rest = f["title"].partition(": ")
    return {**f, "title": head} if mark and len(rest) > 4 and len(head.split()) > 1 else None


def _year(by: int) -> Change:
    return lambda f, r: {**f, "year": str(int(f["year"]) + by)} if f.get("year", "").isdecimal() else None


def _abbreviated(f: Fields, r: Random) -> Fields | None:
    words = [w for w in f.get("journal", "").split() if w.lower() not in ("of", "the", "and", "for", "in", "on", "de", "der")]
    short = " ".join(w if len(w) < 6 else f"{w[:4]}." for w in words)
    return {**f, "journal": short} if "." in short and "\\" not in short else None


def _misprint(f: Fields, r: Random) -> Fields | None:
    words = f["title"].split()
    long = [n for n, w in enumerate(words) if len(w) > 6 and w.isalpha()]
    if not long or len(words) < 4:
        return None
    n = r.choice(long)
    at = r.randrange(3, len(words[n]) - 1)
    words[n] = words[n][:at] + words[n][at + 1 :]
    return {**f, "title": " ".join(words)}


def _initials_of_authors(f: Fields, r: Random) -> Fields | None:
    found, others, _ = names.people(f.get("author", ""))
    if not found or others or any(n.literal or not n.given for n in found):
        return None
    written = " and ".join(f"{n.particle} {n.family}, {_initials(n.given)}".strip() for n in found)
    return {**f, "author": written} if written != f["author"] else None


def _in_latex(f: Fields, r: Random) -> Fields | None:
    title = f["title"].replace("&", r"\&").replace(": ", " --- ").replace(" and ", r" \& ", 1)
    return {**f, "title": r"{\em " + title + "}"} if "\\" not in f["title"] else None


def _as_misc(f: Fields, r: Random) -> Fields | None:
    return {n: v for n, v in f.items() if n in ("author", "title", "year", "doi", "url")} if "author" in f else None


VARIANTS: dict[str, Change] = {
    "another key": lambda f, r: dict(f),
    "another key, by nobody": lambda f, r: dict(f),
    "no DOI": _without("doi"),
    "DOI, and the title in capitals": lambda f, r: {**f, "title": f["title"].upper()} if "doi" in f and "\\" not in f["title"] else None,
    "no subtitle": _main_title,
    "year after": _year(1),
    "year before": _year(-1),
    "journal abbreviated": _abbreviated,
    "title in LaTeX": _in_latex,
    "misprint in the title": _misprint,
    "initials of authors": _initials_of_authors,
    "no journal, volume and pages": _without("journal", "volume", "number", "pages", "doi", "publisher"),
    "misc": _as_misc,
    "no DOI, year after": lambda f, r: _then(f, r, _without("doi"), _year(1)),
    "initials, journal abbreviated, no DOI": lambda f, r: _then(f, r, _initials_of_authors, _abbreviated, _without("doi")),
}


def _then(fields: Fields, random: Random, *changes: Change) -> Fields | None:
    found: Fields | None = fields
    for change in changes:
        found = change(found, random) if found is not None else None
    return found


def _elsewhere(f: Fields, r: Random) -> Fields:
    """Without a DOI, and published in another place."""
    other = {"pages": "901--917", "volume": "99"} if {"journal", "booktitle"} & f.keys() else {"publisher": "Zzyzx", "institution": "Zzyzx"}
    return {**{n: v for n, v in f.items() if n not in ("doi", "school")}, **other}


def _another_word(f: Fields, r: Random) -> Fields | None:
    words = f["title"].split()
    long = [n for n, w in enumerate(words) if len(w) > 4 and w.isalpha()]
    if not long or len(words) < 4:
        return None
    words[r.choice(long)] = "Mathematics"
    return {**_elsewhere(f, r), "title": " ".join(words)}


NEAR: dict[str, Change] = {
    "part II": lambda f, r: {**_elsewhere(f, r), "title": f"{f['title']}, part II"},
    "the year after, elsewhere": lambda f, r: _year(1)(_elsewhere(f, r), r),
    "another edition": lambda f, r: _then(f, r, _year(1), lambda f, r: {**{n: v for n, v in f.items() if n != "doi"}, "edition": "7"}),
    "another word in the title": _another_word,
    "by somebody else": lambda f, r: {**{n: v for n, v in f.items() if n != "doi"}, "author": "Zzyzx, Ann"},
    "a reply": lambda f, r: {**_elsewhere(f, r), "title": f"Reply to {f['title']}"},
}


# ------------------------------------------------------------------------------------------------ planting


def measure(files: Mapping[str, bytes], each: int, seed: int = 1) -> Outcome:
    """What likeness finds of `each` duplicates of every kind that are planted in bib files."""
    random = Random(seed)
    rules = schema.load(graph.ontology_files(config.Config(Path("nowhere"), "", BASE, "en")))
    read, strings, _ = graph.read(files)
    entries = list(first_of_each_key(read).values())
    tables = index.build(entries, strings, rules, BASE, "en")
    before = _found(entries, strings, rules)
    planted = {e.key: e for e in entries}
    people = _plant_people(planted, tables, random, each)
    respelt = _found(planted.values(), strings, rules)
    works = _plant_works(entries, tables, random, each, VARIANTS, "dup")
    near = _plant_works(entries, tables, random, each, NEAR, "near")
    added = _found([*entries, *(e for _, _, e in (*works, *near))], strings, rules)

    mine = {iri.node(BASE, "work", iri.slug(entry.key)) for _, _, entry in (*works, *near)}
    meant = {*before, *(frozenset(pair) for group in people.values() for pair in group)}
    return Outcome(
        {
            kind: Kind(len(group), sum(one == other or frozenset((one, other)) in respelt for one, other in group))
            for kind, group in people.items()
        },
        _counted(works, added, tables),
        _counted(near, added, tables),
        [p for pair, p in respelt.items() if pair not in meant]
        + [p for pair, p in added.items() if p.kind == "work" and not pair & mine and pair not in before],
        list(before.values()),
    )


def _found(entries: Iterable[Entry], strings: Iterable[StringDef], rules: schema.Schema) -> dict[frozenset[str], likeness.Pair]:
    """The pairs that likeness finds, by the IRI terms of the two."""
    kept = {e.key: e for e in entries}
    tables = index.build(kept.values(), strings, rules, BASE, "en")
    said = Said.here(one for e in kept.values() for one in parts.speech(e, resolve(e, tables, rules).triples, Lookups(tables), rules))
    return {frozenset((p.one, p.other)): p for p in likeness.pairs(kept, said, tables)}


def _counted(made: Iterable[tuple[str, str, Entry]], found: Mapping[frozenset[str], likeness.Pair], tables: index.Index) -> dict[str, Kind]:
    nodes = [(kind, frozenset((tables.entry[key].iri, iri.node(BASE, "work", iri.slug(entry.key))))) for kind, key, entry in made]
    planted, seen = Counter(kind for kind, _ in nodes), Counter(kind for kind, pair in nodes if pair in found)
    return {kind: Kind(planted[kind], seen[kind]) for kind in planted}


def _text(entry: Entry, name: str, tables: index.Index) -> str:
    look = index.Lookups(tables)
    return values.evaluate(entry.fields[name].raw, lambda n: look.string(entry.file, n))[0] if name in entry.fields else ""


def _plant_people(planted: dict[str, Entry], tables: index.Index, random: Random, each: int) -> dict[str, list[tuple[str, str]]]:
    """Respell people in one of their works; of each kind the IRI terms before and after. Nobody who has a namesake by family and initial."""
    works: dict[names.Name, list[str]] = defaultdict(list)
    for key, entry in planted.items():
        if tables.entry[key].kind == "work" and "author" in entry.fields:
            for name in names.people(_text(entry, "author", tables))[0]:
                works[name].append(key)
    alike = Counter((iri.fold(n.family), iri.fold(n.given)[:1]) for n in works)
    usable = [n for n, keys in works.items() if len(set(keys)) > 1 and not n.literal and len(n.given) > 1 and n.given.isprintable()]
    usable = [n for n in usable if alike[iri.fold(n.family), iri.fold(n.given)[:1]] == 1]
    random.shuffle(usable)
    made: dict[str, list[tuple[str, str]]] = {}
    free = list(usable)
    for kind, spelling in SPELLINGS.items():
        made[kind] = []
        for name in list(free):
            given, family = spelling(name)
            key = works[name][-1]
            entry = planted[key]
            if (given, family) == (name.given, name.family) or not given or entry.file == "planted" or len(made[kind]) == each:
                continue
            text = _respelt(_text(entry, "author", tables), name, given, family)
            other = next(
                n for n, old in zip(names.people(text)[0], names.people(_text(entry, "author", tables))[0], strict=True) if old == name
            )
            planted[key] = Entry(
                entry.type, key, {**entry.fields, "author": Field("author", "{" + text + "}", entry.line)}, "planted", entry.line, ""
            )
            free.remove(name)
            nodes = [iri.node(BASE, "person", iri.named(n.sort)) for n in (name, other)]
            made[kind].append((nodes[0], nodes[1]))
    return {kind: pairs for kind, pairs in made.items() if pairs}


def _plant_works(
    entries: Sequence[Entry], tables: index.Index, random: Random, each: int, kinds: Mapping[str, Change], mark: str
) -> list[tuple[str, str, Entry]]:
    """Entries that say the same as others, or nearly; with their kind and the key of the other."""
    usable = [
        e
        for e in entries
        if tables.entry[e.key].kind == "work" and {"title", "year", "author"} <= e.fields.keys() and "crossref" not in e.fields
    ]
    random.shuffle(usable)
    made: list[tuple[str, str, Entry]] = []
    for kind, change in kinds.items():
        count = 0
        for entry in list(usable):
            if count == each:
                break
            fields = {n: _text(entry, n, tables) for n in entry.fields}
            if ("nobody" in kind) != (iri.fold(fields["author"]) in NOBODY):
                continue
            if not latex.to_text(fields["title"])[0] or (found := change(fields, random)) is None:
                continue
            usable.remove(entry)
            count += 1
            key = f"{entry.key}{mark}{len(made)}"
            raw = {n: Field(n, "{" + v + "}", 1) for n, v in found.items()}
            made.append((kind, entry.key, Entry("misc" if kind == "misc" else entry.type, key, raw, f"bib/{mark}.bib", len(made) + 1, "")))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="the pairs that are wrong, and those of the files as they are")
    given = parser.parse_args()
    outcome = measure({f"bib/{n}-{file.name}": file.read_bytes() for n, file in enumerate(given.files)}, given.each, given.seed)
    for title, kinds in (("people", outcome.people), ("works", outcome.works), ("near misses", outcome.near)):
        print(f"\n| {title} | planted | found |\n| --- | --: | --: |")
        total = Kind(sum(n.planted for n in kinds.values()), sum(n.found for n in kinds.values()))
        print(*(f"| {kind} | {n.planted} | {n.found} |" for kind, n in (*kinds.items(), ("all", total))), sep="\n")
    print(f"\nnot planted and wrong: {len(outcome.wrong)}; in the files as they are: {Counter(p.kind for p in outcome.before)}")
    for pair in (*outcome.wrong, *outcome.before) if given.show else ():
        print(pair.kind, pair.score, pair.why, *pair.names, sep=" | ")


if __name__ == "__main__":
    main()
