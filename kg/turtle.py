"""Turtle files, as the few questions that the ontology is asked."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import terms

LONGEST_LIST = 100  # of field names


class Turtle:
    """What Turtle files say, as N-Triples text; every answer is sorted."""

    def __init__(self) -> None:
        self._store = ox.Store()

    def load(self, file: Path) -> None:
        """Add what a file says. Raises SyntaxError or OSError."""
        self._store.load(path=str(file), format=ox.RdfFormat.TURTLE)

    def predicates(self, subject: str) -> list[str]:
        """The properties of a subject."""
        return sorted({str(q.predicate) for q in self._store.quads_for_pattern(_node(subject), None, None)})

    def objects(self, subject: str, curie: str) -> list[str]:
        """What stands after a subject and a property."""
        return sorted(str(q.object) for q in self._store.quads_for_pattern(_node(subject), _property(curie), None))

    def subjects(self, curie: str, obj: str) -> list[str]:
        """What stands before a property and an object."""
        return sorted(str(q.subject) for q in self._store.quads_for_pattern(None, _property(curie), _node(obj)))

    def of_class(self, curie: str) -> list[str]:
        """The individuals of a class."""
        return self.subjects("rdf:type", terms.term(curie))

    def pairs(self, curie: str) -> list[tuple[str, str]]:
        """The subjects and objects of a property."""
        return sorted((str(q.subject), str(q.object)) for q in self._store.quads_for_pattern(None, _property(curie), None))

    def text(self, subject: str, curie: str, default: str = "") -> str:
        """The text or address that a property has, else `default`."""
        found = self.objects(subject, curie)
        return terms.value(found[0]) if found else default

    def one(self, subject: str, curie: str) -> str:
        """The term that a property has, else `""`."""
        found = self.objects(subject, curie)
        return found[0] if found else ""

    def items(self, subject: str, curie: str) -> tuple[str, ...]:
        """The members of an RDF list, in order. Raises ValueError for one that never ends."""
        members: list[str] = []
        rest = self.one(subject, curie)
        while rest and rest != terms.term("rdf:nil"):
            if len(members) > LONGEST_LIST:
                raise ValueError(f"{subject}: the list of {curie} has no end")
            members.append(self.one(rest, "rdf:first"))
            rest = self.one(rest, "rdf:rest")
        return tuple(members)

    def dump(self) -> str:
        """Everything but what is said of blank nodes, as sorted N-Triples."""
        lines = {f"{q.subject} {q.predicate} {q.object} .\n" for q in self._store if not _blank(q)}
        return "".join(sorted(lines))


def _blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _property(curie: str) -> ox.NamedNode:
    return ox.NamedNode(terms.value(terms.term(curie)))


def _node(term: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(term[2:]) if term.startswith("_:") else ox.NamedNode(term[1:-1])


def local(iri: str) -> str:
    """The last part of an IRI term: its name in its vocabulary."""
    return iri[1:-1].rpartition("#")[2].rpartition("/")[2]
