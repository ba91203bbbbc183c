"""The ontology as frozen tables: entry types, their fields, and stances.

`ontology/shapes.ttl` is the one mapping from bib fields to RDF and the schema that the graph is
checked against; `ontology/stances.ttl` says what stances there are. Nothing here repeats them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from sys import maxsize
from typing import NamedTuple

from kg import terms
from kg.model import Bare, FieldNames
from kg.turtle import Turtle, local

CONSTRAINTS = {"minCount", "maxCount", "datatype", "nodeKind", "class", "pattern", "in", "uniqueLang"}
OF_NODES = {"targetClass", "node", "property"}
DESCRIPTIVE = {"path", "name", "order", "message", "severity", "description"}


class SchemaError(Exception):
    """Raised when the ontology itself is wrong: a constraint we do not check, a missing path, bad Turtle."""


@dataclass(frozen=True)
class FieldShape(Bare):
    """One field of an entry type: where it goes, who reads it, what is checked."""

    name: str  # sh:name: what people call it
    path: str  # property, as an IRI term
    inverse: bool  # the statement runs from the field's value to the entry
    fields: tuple[str, ...]  # bib field names, in order of precedence; `cito-*` is a prefix
    also: tuple[str, ...]  # further bib fields the reader takes along
    reader: str
    target: str = ""  # sh:class (or kg:target, where others share the path) as an IRI term
    stance: str = ""  # kg:stanceTaken as an IRI term
    role: str = ""
    identifier: str = ""
    venue_class: str = ""
    on_study: bool = False
    inheritable: bool = False
    every: bool = False  # all of the fields are read, not the first only
    min_count: int = 0
    max_count: int | None = None
    unique_language: bool = False
    datatype: str = ""
    node_kind: str = ""
    pattern: str = ""
    choices: tuple[str, ...] = ()  # sh:in as IRI terms
    message: str = ""
    warning: bool = False  # sh:severity sh:Warning
    order: int = 0

    @cached_property
    def unchecked(self) -> int:
        """How many values need no check: none where something is asked of each, one where they must differ."""
        if self.datatype or self.node_kind or self.pattern or self.choices:
            return 0
        most = maxsize if self.max_count is None else self.max_count
        return min(most, 1) if self.unique_language else most

    def violates(self, obj: str) -> bool:
        """Whether a term is not what the shape allows, by SHACL's sh:datatype, sh:nodeKind, sh:pattern and sh:in.

        sh:class, sh:minCount and sh:maxCount need more than the value and are checked where that is known.
        """
        if self.node_kind == terms.term("sh:IRI") and not terms.is_iri(obj):
            return True
        if self.pattern and not self._form.search(terms.value(obj)):
            return True
        if self.choices and obj not in self.choices:
            return True
        if not self.datatype:
            return False
        if self.datatype == terms.term("rdf:langString"):
            return not terms.language(obj)
        return terms.is_iri(obj) or f"<{terms.datatype(obj)}>" != self.datatype

    @cached_property
    def _form(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


class Plan(NamedTuple):
    """What is to be read of an entry with certain bib fields."""

    read: tuple[tuple[FieldShape, str], ...]  # in the order of the shapes, and the field that each reads: the first of several, or all
    left: tuple[str, ...]  # the fields that no shape reads


@dataclass(frozen=True, eq=False)
class EntryType(Bare):
    """One entry type: what kind of thing it is, its class, its fields by bib field name."""

    name: str
    kind: str  # work, claim, concept, study, person, reading or data
    klass: str  # IRI term of its class, empty where it makes no node
    shapes: tuple[FieldShape, ...]
    fields: Mapping[str, FieldShape]  # bib field name -> shape

    def shape(self, field: str) -> FieldShape | None:
        """The shape that takes a bib field of this type."""
        found = self.fields.get(field)
        return found or (self.fields.get("cito-*") if field.startswith("cito-") else None)

    def present(self, names: Iterable[str]) -> tuple[tuple[FieldShape, str], ...]:
        """The shapes that apply to an entry with these bib fields, in order, and the field each reads: the first of several, or all."""
        return plan(self, tuple(names)).read

    @cached_property
    def required(self) -> tuple[FieldShape, ...]:
        """The shapes that an entry must have a value for."""
        return tuple(shape for shape in self.shapes if shape.min_count and not shape.inverse)

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """The bib fields, each with the number of its shape and its rank there."""
        return {name: (at, rank) for at, shape in enumerate(self.shapes) for rank, name in enumerate(shape.fields)}

    @cached_property
    def inheritable(self) -> frozenset[str]:
        """The bib fields that an entry takes from the one that its crossref names, those that a reader takes along included."""
        return frozenset(name for shape in self.shapes if shape.inheritable for name in (*shape.fields, *shape.also))


@lru_cache(maxsize=10_000)
def plan(etype: EntryType, names: tuple[str, ...]) -> Plan:
    """What is to be read of an entry that has these bib fields: many entries have the same ones."""
    known = ((etype.places.get(name) or etype.places.get(name[:5] + "*", (-1, 0)), name) for name in names)
    ranked = sorted((place, name) for place, name in known if place[0] >= 0)
    others = [-1, *(place[0] for place, _ in ranked)]
    found = ((etype.shapes[at], name, at == before) for ((at, _), name), before in zip(ranked, others, strict=False))
    read = tuple((shape, name) for shape, name, again in found if shape.every or not again)
    used = {name for shape, field in read for name in (field, *shape.also)}
    return Plan(read, tuple(name for name in names if name not in used))


@dataclass(frozen=True)
class Stance(Bare):
    """How a source stands to a claim or concept, and how that is written and drawn."""

    iri: str
    name: str  # `supports`, `isDrawnOn`: the start of a fragment
    label: str
    inverse: str  # label in the other direction
    definition: str
    polarity: int  # +1, 0 or -1
    order: int
    shortcut: str  # claim -> work property, as an IRI term
    claim_shortcut: str  # claim -> claim property, as an IRI term, or empty
    color: str
    dark: str
    dash: str
    arrow: str
    symbol: str


@dataclass(frozen=True, eq=False)
class Schema(Bare):
    """Everything the ontology says that the program needs."""

    types: Mapping[str, EntryType]
    stances: Mapping[str, Stance]  # by IRI term
    citations: Mapping[str, str]  # lower-case name -> CiTO property, as an IRI term
    passive: Mapping[str, str]  # lower-case name of a passive CiTO property -> name of the active one
    kept: FieldNames  # ordinary bib fields that no shape reads
    verbatim: FieldNames  # bib fields whose value is no LaTeX
    labels: Mapping[str, str]  # IRI term -> English label, of every ontology term that has one
    comments: Mapping[str, str]
    term_kinds: Mapping[str, str]  # IRI term -> class, property or individual, of our own vocabulary
    ontology: str  # the whole vocabulary as sorted N-Triples

    @property
    def statements(self) -> list[str]:
        """The lines of the vocabulary, without line ends."""
        return list(filter(None, self.ontology.split("\n")))

    def entry_type(self, name: str, subtype: str = "") -> EntryType:
        """The type of an entry, `misc` where it is not known; `subtype` is its `type` field."""
        return self.types.get(f"{name}/{subtype}") or self.types.get(name) or self.types["misc"]

    @cached_property
    def naming(self) -> Mapping[str, list[str]]:
        """The kinds of entry in which a bib field names other entries, by the field's name."""
        found: dict[str, set[str]] = defaultdict(set)
        for etype in self.types.values():
            for name, shape in etype.fields.items():
                if shape.target and etype.kind != "data":
                    found[name].add(etype.kind)
        return {name: sorted(kinds) for name, kinds in found.items()}

    @cached_property
    def reference_fields(self) -> frozenset[str]:
        """The bib fields that hold reference lists."""
        return frozenset(n for etype in self.types.values() for shape in etype.shapes if shape.reader == "references" for n in shape.fields)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kind of thing that is of a class: `<…#Claim>` -> `claim`."""
        return {klass: kind for kind, klass in self.classes.items()}

    @cached_property
    def classes(self) -> Mapping[str, str]:
        """The class of each kind of thing."""
        return {
            "work": terms.term("kg:Work"),
            "claim": terms.term("kg:Claim"),
            "concept": terms.term("skos:Concept"),
            "study": terms.term("kg:Study"),
        }


def load(files: Iterable[Path]) -> Schema:
    """The schema in Turtle files, read in the order given.

    Raises SchemaError naming the file or the shape that is wrong.
    """
    read = Turtle()
    for file in files:
        try:
            read.load(file)
        except (SyntaxError, OSError) as error:
            raise SchemaError(f"{file}: {error}") from error
    try:
        return _schema(read)
    except (ValueError, RecursionError, re.error) as error:
        raise SchemaError(f"ontology: {error}") from error


def _schema(graph: Turtle) -> Schema:
    stances = {s.iri: s for s in sorted((_stance(graph, n) for n in graph.of_class("kg:Stance")), key=lambda s: s.order)}
    cites = terms.term("cito:cites")
    citations = [cites, *graph.subjects("rdfs:subPropertyOf", cites)]
    return Schema(
        types=_types(graph),
        stances=stances,
        citations={local(iri).lower(): iri for iri in citations},
        passive={local(p).lower(): local(iri) for iri in citations for p in graph.objects(iri, "owl:inverseOf")},
        kept=FieldNames.of(terms.value(o) for _, o in graph.pairs("kg:kept")),
        verbatim=FieldNames.of(terms.value(o) for _, o in graph.pairs("kg:verbatim")),
        labels={s: terms.value(o) for s, o in graph.pairs("rdfs:label")},
        comments={s: terms.value(o) for s, o in graph.pairs("rdfs:comment")},
        term_kinds={s: _term_kind(o) for s, o in graph.pairs("rdf:type") if s.startswith(f"<{terms.PREFIXES['kg']}")},
        ontology=graph.dump(),
    )


def _term_kind(klass: str) -> str:
    return "class" if klass.endswith("Class>") else "property" if klass.endswith("Property>") else "individual"


def _stance(graph: Turtle, iri: str) -> Stance:
    name = local(iri)
    return Stance(
        iri=iri,
        name=name[0].lower() + name[1:],
        label=graph.text(iri, "rdfs:label"),
        inverse=graph.text(iri, "kg:inverseLabel"),
        definition=graph.text(iri, "skos:definition"),
        polarity=int(graph.text(iri, "kg:polarity", "0")),
        order=int(graph.text(iri, "kg:order", "0")),
        shortcut=graph.one(iri, "kg:shortcut"),
        claim_shortcut=graph.one(iri, "kg:claimShortcut"),
        color=graph.text(iri, "kg:color"),
        dark=graph.text(iri, "kg:darkColor"),
        dash=graph.text(iri, "kg:dash"),
        arrow=graph.text(iri, "kg:arrow"),
        symbol=graph.text(iri, "kg:symbol"),
    )


def _types(graph: Turtle) -> dict[str, EntryType]:
    types = {}
    read = cache(partial(_field_shape, graph))
    for shape in graph.of_class("sh:NodeShape"):
        _refuse_others(graph, shape, OF_NODES)
        names = [terms.value(t) for t in graph.objects(shape, "kg:entryType")]
        if not names:
            continue
        included = list(_included(graph, shape))
        kind = next((k for s in included if (k := graph.text(s, "kg:kind"))), "")
        fields: dict[str, FieldShape] = {}
        shapes: dict[str, FieldShape] = {}
        for part in included:
            for property_shape in graph.objects(part, "sh:property"):
                field = read(property_shape)
                if not set(field.fields) & set(fields):
                    shapes[property_shape] = field
                    fields.update(dict.fromkeys(field.fields, field))
        ordered = tuple(sorted(shapes.values(), key=lambda f: (f.order, f.fields)))
        klass = graph.one(shape, "kg:workClass") or graph.one(shape, "sh:targetClass")
        types.update({name: EntryType(name, kind, klass, ordered, fields) for name in names})
    return dict(sorted(types.items()))


def _included(graph: Turtle, shape: str) -> Iterable[str]:
    yield shape
    for part in graph.objects(shape, "sh:node"):
        yield from _included(graph, part)


def _refuse_others(graph: Turtle, shape: str, known: set[str]) -> None:
    """Raise SchemaError where a shape says more in SHACL's terms than is read here: nothing is ignored without a word."""
    used = {local(p) for p in graph.predicates(shape) if p.startswith(f"<{terms.PREFIXES['sh']}")}
    if unknown := sorted(used - known):
        raise SchemaError(f"{shape}: the constraint sh:{unknown[0]} is not one that is checked; use one of {', '.join(sorted(known))}")


def _field_shape(graph: Turtle, shape: str) -> FieldShape:
    """A property shape as a record. Raises SchemaError for a constraint outside the closed list."""
    _refuse_others(graph, shape, CONSTRAINTS | DESCRIPTIVE)
    path = graph.one(shape, "sh:path")
    inverse = path.startswith("_:")
    if not path:
        raise SchemaError(f"{shape}: a field needs sh:path")
    count = graph.text(shape, "sh:maxCount")
    return FieldShape(
        name=graph.text(shape, "sh:name"),
        path=graph.one(path, "sh:inversePath") if inverse else path,
        inverse=inverse,
        fields=tuple(map(terms.value, graph.items(shape, "kg:field"))),
        also=tuple(map(terms.value, graph.items(shape, "kg:also"))),
        reader=graph.text(shape, "kg:reader"),
        target=graph.one(shape, "sh:class") or graph.one(shape, "kg:target"),
        stance=graph.one(shape, "kg:stanceTaken"),
        role=graph.one(shape, "kg:role"),
        identifier=graph.text(shape, "kg:identifierKind"),
        venue_class=graph.one(shape, "kg:venueClass"),
        on_study=graph.text(shape, "kg:onStudy") == "true",
        inheritable=graph.text(shape, "kg:inheritable") == "true",
        every=graph.text(shape, "kg:everyField") == "true",
        min_count=int(graph.text(shape, "sh:minCount", "0")),
        max_count=int(count) if count else None,
        unique_language=graph.text(shape, "sh:uniqueLang") == "true",
        datatype=graph.one(shape, "sh:datatype"),
        node_kind=graph.one(shape, "sh:nodeKind"),
        pattern=re.compile(graph.text(shape, "sh:pattern")).pattern,
        choices=graph.items(shape, "sh:in"),
        message=graph.text(shape, "sh:message"),
        warning=graph.one(shape, "sh:severity") == terms.term("sh:Warning"),
        order=int(graph.text(shape, "sh:order", "0")),
    )
