"""The stack that a user would have instead, on the same files, in a process of its own. Prints JSON.

    python -m tests.bench.rival WORKSPACE

bibtexparser 2 with its own middlewares for LaTeX and for names, then rdflib: a comparable set of triples is added, and
written as Turtle. It does far less: no @string look-ups over files, no cross-references, no checks, no store, no site.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import bibtexparser
import rdflib
from bibtexparser import middlewares
from bibtexparser.library import Library
from bibtexparser.model import Entry
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


def read(folder: Path) -> list[Entry]:
    """The entries of all files, with LaTeX decoded and names split by the library's own middlewares."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    entries: list[Entry] = []
    for path in sorted(folder.rglob("*.bib")):
        library: Library = bibtexparser.parse_string(
            path.read_text(encoding="utf-8", errors="replace"),
            append_middleware=[middlewares.LatexDecodingMiddleware(), middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()],
        )
        entries += library.entries
    return entries


def node(kind: str, name: str) -> URIRef:
    return URIRef(f"{BASE}{kind}/{quote(name.strip().replace(' ', '-').lower())}")


def add(graph: Graph, entry: Entry) -> None:
    """The triples of an entry."""
    kind = entry.entry_type if entry.entry_type in ("claim", "concept", "person") else "work"
    subject, source = node(kind, entry.key), URIRef(f"{BASE}bib#{quote(entry.key)}")
    graph.add((subject, RDF.type, KG[kind.title()]))
    graph.add((subject, DCTERMS.identifier, Literal(entry.key)))
    graph.add((subject, PROV.wasDerivedFrom, source))
    for field in entry.fields:
        name, value = field.key.lower(), field.value
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
        agent = node("person", f"{' '.join(name.last)} {' '.join(name.first)}")
        authorship = URIRef(f"{subject}#{role}-{position}")
        for predicate, obj in (
            (RDF.type, KG.Authorship),
            (KG.agent, agent),
            (KG.position, Literal(position)),
            (KG.role, KG[role]),
            (KG.nameAsPrinted, Literal(name.merge_last_name_first)),
        ):
            graph.add((authorship, predicate, obj))
        graph.add((subject, KG.authorship, authorship))
        graph.add((subject, DCTERMS.creator, agent))
        graph.add((agent, RDF.type, FOAF.Person))
        graph.add((agent, RDFS.label, Literal(name.merge_first_name_first)))
        graph.add((agent, FOAF.name, Literal(name.merge_first_name_first)))
        graph.add((agent, FOAF.familyName, Literal(" ".join(name.last))))
        graph.add((agent, FOAF.givenName, Literal(" ".join(name.first))))


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


def run(root: Path) -> dict[str, Any]:
    """Read, add and write, and say what it took."""
    clock, wall = time.process_time, time.perf_counter
    start = (clock(), wall())
    entries = read(root / "bib")
    parsed = clock()
    graph = Graph()
    for entry in entries:
        add(graph, entry)
    added = clock()
    graph.serialize(root / "rival.ttl", format="turtle", encoding="utf-8")
    done = clock()
    return {
        "stages": {"read": parsed - start[0], "add": added - parsed, "turtle": done - added},
        "cpu": done - start[0],
        "wall": wall() - start[1],
        "peak": peak(),
        "entries": len(entries),
        "triples": len(graph),
        "versions": {"bibtexparser": bibtexparser.__version__, "rdflib": rdflib.__version__},
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
