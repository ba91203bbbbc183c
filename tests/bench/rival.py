"""The stacks that a user would have instead, on the same files, in a process of its own. Prints JSON.

    python -m tests.bench.rival WORKSPACE [bibtexparser|pybtex] [turtle]

bibtexparser 2 with its own middlewares for LaTeX and for names, or pybtex with its own names and its own reading of LaTeX; then
rdflib: a comparable set of triples is added, written as N-Triples and, if that is asked for, as Turtle, and asked a few questions
that our named queries ask. They do far less: no @string look-ups over files, no cross-references, no checks, no store, no site.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import rdflib
from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from tests.bench.ours import peak

BASE = "https://x.example/lit/"
KG = Namespace("https://w3id.org/bibkg/ns#")
CITO = Namespace("http://purl.org/spar/cito/")
FIELD = Namespace("https://w3id.org/bibkg/field/")
PROV = Namespace("http://www.w3.org/ns/prov#")
PLAIN = {
    "title": DCTERMS.title,
    "year": KG.year,
    "abstract": DCTERMS.abstract,
    "statement": RDFS.label,
    "label": SKOS.prefLabel,
    "definition": SKOS.definition,
}
NAMED = {"journal": "venue", "booktitle": "venue", "publisher": "organization", "school": "organization", "institution": "organization"}
STANCES = {"claimedin", "supportedby", "disputedby", "qualifiedby", "extendedby", "mentionedby", "drawson"}
LISTS = {"keywords": ("keyword", DCTERMS.subject), "concepts": ("concept", DCTERMS.subject), "broader": ("concept", SKOS.broader)}


PREFIXES = """PREFIX kg: <https://w3id.org/bibkg/ns#> PREFIX cito: <http://purl.org/spar/cito/>
PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
# our query -> the same question to this graph; `?it` is what has most of what it asks for
QUESTIONS = {
    "citations-of-work work": "SELECT ?citing ?title ?quote { ?c cito:hasCitedEntity ?it ; cito:hasCitingEntity ?citing . "
    "OPTIONAL { ?citing dcterms:title ?title } OPTIONAL { ?c kg:quote ?quote } } ORDER BY ?title ?citing",
    "claims-about-concept concept": "SELECT ?claim ?text ?stance ?source { ?claim a kg:Claim ; dcterms:subject ?it ; rdfs:label ?text . "
    "?line kg:claim ?claim ; kg:stance ?stance ; kg:source ?source } ORDER BY ?claim ?source",
    "most-cited": "SELECT ?cited (COUNT(DISTINCT ?citing) AS ?n) { ?citing cito:cites ?cited } GROUP BY ?cited ORDER BY DESC(?n) ?cited LIMIT 50",
    "works-by-author person": "SELECT ?work ?title { ?work dcterms:creator ?it . OPTIONAL { ?work dcterms:title ?title } } ORDER BY ?title",
}


class Name(NamedTuple):
    """A person's name in parts."""

    family: str
    given: str


class Entry(NamedTuple):
    """An entry as either library gives it: texts, and lists of names."""

    kind: str
    key: str
    fields: list[tuple[str, Any]]


def by_bibtexparser(texts: list[str]) -> list[Entry]:
    """The entries of all files, with LaTeX decoded and names split by the library's own middlewares."""
    import bibtexparser
    from bibtexparser import middlewares

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    entries: list[Entry] = []
    for text in texts:
        own = [middlewares.LatexDecodingMiddleware(), middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
        for entry in bibtexparser.parse_string(text, append_middleware=own).entries:
            fields = [(f.key.lower(), f.value) for f in entry.fields]
            entries.append(Entry(entry.entry_type, entry.key, [(name, _parted(value)) for name, value in fields]))
    return entries


def _parted(value: Any) -> Any:
    return [Name(" ".join((*n.von, *n.last)), " ".join(n.first)) for n in value] if isinstance(value, list) else value


def by_pybtex(texts: list[str]) -> list[Entry]:
    """The same from pybtex; what it cannot read as LaTeX stays as it is."""
    from pybtex import database, errors

    errors.set_strict_mode(False)
    entries: list[Entry] = []
    with errors.capture():
        for text in texts:
            for key, entry in database.parse_string(text, "bibtex").entries.items():
                people = [(role, [_person(p) for p in persons]) for role, persons in entry.persons.items()]
                fields = [(name.lower(), _plain(value)) for name, value in entry.fields.items()]
                entries.append(Entry(entry.type, key, [*people, *fields]))
    return entries


def _plain(value: str) -> str:
    from pybtex.richtext import Text
    from pybtex.scanner import PybtexSyntaxError

    try:
        return str(Text.from_latex(value))
    except PybtexSyntaxError:
        return value


def _person(person: Any) -> Name:
    family = " ".join((*person.prelast_names, *person.last_names, *person.lineage_names))
    return Name(_plain(family), _plain(" ".join((*person.first_names, *person.middle_names))))


READERS: dict[str, Callable[[list[str]], list[Entry]]] = {"bibtexparser": by_bibtexparser, "pybtex": by_pybtex}


def node(kind: str, name: str) -> URIRef:
    return URIRef(f"{BASE}{kind}/{quote(name.strip().replace(' ', '-').lower())}")


def add(graph: Graph, entry: Entry) -> None:
    """The triples of an entry."""
    kind = entry.kind if entry.kind in ("claim", "concept", "person") else "work"
    subject, source = node(kind, entry.key), URIRef(f"{BASE}bib#{quote(entry.key)}")
    graph.add((subject, RDF.type, KG[kind.title()]))
    graph.add((subject, DCTERMS.identifier, Literal(entry.key)))
    graph.add((subject, PROV.wasDerivedFrom, source))
    for name, value in entry.fields:
        if name in ("author", "editor", "name"):
            people(graph, subject, name, value if isinstance(value, list) else [])
        elif name in PLAIN:
            graph.add((subject, PLAIN[name], Literal(value)))
        elif name in NAMED:
            thing = node(NAMED[name], value)
            graph.add((subject, DCTERMS.isPartOf if NAMED[name] == "venue" else DCTERMS.publisher, thing))
            graph.add((thing, RDF.type, KG[NAMED[name].title()]))
            graph.add((thing, RDFS.label, Literal(value)))
        elif name in LISTS:
            subjects(graph, subject, name, value)
        elif name == "cites" or name.startswith("cito-") or name in STANCES:
            links(graph, subject, source, name, value)
        else:
            graph.add((subject, FIELD[quote(name)], Literal(value)))


def people(graph: Graph, subject: URIRef, role: str, names: list[Any]) -> None:
    for position, name in enumerate(names, start=1):
        agent = node("person", f"{name.family} {name.given}")
        authorship = URIRef(f"{subject}#{role}-{position}")
        for predicate, obj in (
            (RDF.type, KG.Authorship),
            (KG.agent, agent),
            (KG.position, Literal(position)),
            (KG.role, KG[role]),
            (KG.nameAsPrinted, Literal(f"{name.family}, {name.given}")),
        ):
            graph.add((authorship, predicate, obj))
        graph.add((subject, KG.authorship, authorship))
        graph.add((subject, DCTERMS.creator, agent))
        graph.add((agent, RDF.type, FOAF.Person))
        graph.add((agent, RDFS.label, Literal(f"{name.given} {name.family}")))
        graph.add((agent, FOAF.name, Literal(f"{name.given} {name.family}")))
        graph.add((agent, FOAF.familyName, Literal(name.family)))
        graph.add((agent, FOAF.givenName, Literal(name.given)))


def subjects(graph: Graph, subject: URIRef, name: str, value: str) -> None:
    kind, predicate = LISTS[name]
    for label in filter(None, map(str.strip, value.split(","))):
        graph.add((subject, predicate, node(kind, label)))
        if kind == "keyword":
            graph.add((node(kind, label), RDF.type, SKOS.Concept))
            graph.add((node(kind, label), SKOS.prefLabel, Literal(label, lang="en")))
            graph.add((node(kind, label), SKOS.inScheme, URIRef(f"{BASE}keywords")))


def links(graph: Graph, subject: URIRef, source: URIRef, name: str, value: str) -> None:
    """Citations and stances, each with a node of its own for what is said of it."""
    for key, bracket in re.findall(r"([^\s,;\[\]]+)\s*(\[[^\]]*\])?", value):
        other = node("work", key)
        line = URIRef(f"{subject}#{name}-{quote(key)}")
        if name in STANCES:
            said = [(RDF.type, KG.EvidenceLine), (KG.claim, subject), (KG.source, other), (KG.stance, KG[name])]
        else:
            said = [(RDF.type, CITO.Citation), (CITO.hasCitingEntity, subject), (CITO.hasCitedEntity, other)]
            graph.add((subject, CITO.cites, other))
        for predicate, obj in [*said, (PROV.wasDerivedFrom, source), *([(KG.quote, Literal(bracket))] if bracket else [])]:
            graph.add((line, predicate, obj))


def largest(graph: Graph) -> dict[str, rdflib.term.Node]:
    """What has most of what each question asks for."""
    claims = set(graph.subjects(RDF.type, KG.Claim))
    counted = {
        "citations-of-work work": Counter(graph.objects(None, CITO.cites)),
        "claims-about-concept concept": Counter(o for s, o in graph.subject_objects(DCTERMS.subject) if s in claims),
        "works-by-author person": Counter(graph.objects(None, DCTERMS.creator)),
    }
    return {name: min(counts, key=lambda it: (-counts[it], it)) for name, counts in counted.items() if counts}


def asked(graph: Graph) -> dict[str, tuple[int, float]]:
    """The rows of each question and its processor time, of the second of two runs."""
    given, found = largest(graph), {}
    for name, text in QUESTIONS.items():
        for _ in range(2):
            before = time.process_time()
            rows = len(list(graph.query(PREFIXES + text, initBindings={"it": given[name]} if name in given else {})))
            found[name] = (rows, time.process_time() - before)
    return found


def run(root: Path, parser: str = "bibtexparser", turtle: str = "") -> dict[str, Any]:
    """Read, add, write and ask, and say what it took; Turtle and the questions stand apart from the whole."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted((root / "bib").rglob("*.bib"))]
    clock, wall = time.process_time, time.perf_counter
    start = (clock(), wall())
    entries = READERS[parser](texts)
    parsed = clock()
    graph = Graph()
    for entry in entries:
        add(graph, entry)
    added = clock()
    graph.serialize(root / "rival.nt", format="nt", encoding="utf-8")
    done, over = clock(), wall()
    if turtle:
        graph.serialize(root / "rival.ttl", format="turtle", encoding="utf-8")
    return {
        "stages": {"read": parsed - start[0], "add": added - parsed, "n-triples": done - added},
        "turtle": clock() - done if turtle else 0.0,
        "cpu": done - start[0],
        "wall": over - start[1],
        "peak": peak(),
        "entries": len(entries),
        "triples": len(graph),
        "queries": asked(graph),
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), *sys.argv[2:])))
