"""Our verdicts on values against pySHACL's, on generated graphs.

Two kinds of graphs are made, with a fixed seed, from the shapes in ontology/shapes.ttl and nothing else:

- *entries*: every field that a shape constrains, with values that it allows and values that it does not, alone and together with
  others. They are built by the program, and once more written down naively: whatever stands in a field becomes a statement. In the
  naive graph pySHACL must refuse exactly the fields in which the program finds a fault; the program's own graph must conform but
  for what the program says is missing.
- *terms*: for every shape with a constraint on values, lists of terms of every kind, which no entry could bring about (two volumes, an
  address for a date), given to the part of the program that decides which are kept.

Literals are well formed: readers write no others, and tests/test_cases.py sees to it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib
from rdflib import BNode, URIRef
from rdflib.namespace import RDF, SH

from kg import graph, index, schema, terms
from kg.config import Config
from kg.index import Lookups
from kg.readers.context import Context
from kg.resolve import _allowed
from kg.resources import ontology_dir

BASE = "https://x.example/"
RULES = schema.load(sorted(ontology_dir().glob("*.ttl")))
SHAPES = rdflib.Graph().parse(ontology_dir() / "shapes.ttl")
KG = rdflib.Namespace(terms.PREFIXES["kg"])
KGS = rdflib.Namespace("https://w3id.org/bibkg/shapes#")
READING = terms.term("kg:Reading")  # readings have no node of their own class; here they need one, to be looked at
COMPONENTS = {name: f"{name[0].upper()}{name[1:]}ConstraintComponent" for name in schema.CONSTRAINTS}


class Spot(NamedTuple):
    """A node and a path from it."""

    node: str  # IRI term
    path: str
    inverse: bool


# ------------------------------------------------------------------------------------------------ pySHACL


@cache
def shapes_with_targets() -> rdflib.Graph:
    """The shapes, each with the classes of the entries that it is about: there `sh:node` gives results that name no property."""
    found = rdflib.Graph()
    found += SHAPES
    targets = {KGS.Annotation: [KG.Work], KGS.Stances: [KG.Work, KG.Study], KGS.StudyFields: [KG.Study], KGS.Reading: [KG.Reading]}
    for shape, classes in targets.items():
        for klass in classes:
            found.add((shape, SH.targetClass, klass))
    for shape, klass in SHAPES.subject_objects(KG.workClass):
        found.add((shape, SH.targetClass, klass))
    return found


@cache
def path_of(shape):
    path = SHAPES.value(shape, SH.path)
    return (f"<{SHAPES.value(path, SH.inversePath)}>", True) if isinstance(path, BNode) else (f"<{path}>", False)


def refused(lines, shapes=None):
    """What pySHACL refuses: spots, each with the kinds of constraints."""
    import pyshacl

    data = rdflib.Graph().parse(data="\n".join(lines), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes or shapes_with_targets(), inference="none")
    found = defaultdict(set)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        component = report.value(result, SH.sourceConstraintComponent).rpartition("#")[2]
        if component != "NodeConstraintComponent":  # says that an included shape has a result of its own
            found[Spot(f"<{report.value(result, SH.focusNode)}>", *path_of(report.value(result, SH.sourceShape)))].add(component)
    return found


def constrained(shape):
    """The kinds of constraints on a field, as its shape in the Turtle has them."""
    named = next(s for s in SHAPES.subjects(SH.path) if isinstance(s, URIRef) and fields_of(s) == shape.fields and path_of(s) == key(shape))
    return {name for name in schema.CONSTRAINTS if (named, SH[name], None) in SHAPES}


@cache
def fields_of(shape):
    return tuple(map(str, SHAPES.items(SHAPES.value(shape, KG.field))))


def key(shape):
    return shape.path, shape.inverse


def statement(spot, obj):
    return f"{obj} {spot.path} {spot.node} ." if spot.inverse else f"{spot.node} {spot.path} {obj} ."


# ------------------------------------------------------------------------------------------------ entries

WORLD = """
@book{w, title = {W}, author = {A, B}, year = 1998}
@claim{c, statement = {C.}, claimedin = {w}}
@concept{k, label = {k}}
@study{s, title = {S}, reportedin = {w}}
@person{p, name = {P, Q}}
"""
KINDS = {"w": "work", "c": "claim", "k": "concept", "s": "study", "p": "person"}
ADDRESSED = {letter: f"<{BASE}{kind}/{letter}>" for letter, kind in KINDS.items()}
TYPES = ("article", "claim", "concept", "study", "person", "reading")  # one for each kind of entry
MORE = ("book", "incollection", "phdthesis")  # other works: the same fields, so only at random
AT_RANDOM = 250
BY_REFERENCE = {"keys", "citations", "stances", "related", "references"}


def literal(text, datatype=""):
    return terms.literal(text, datatype=datatype)


TEXTS = {  # reader, and identifier or field where it matters -> written in the entry, and as naive statements
    "date": [
        ("1998", [literal("1998", "xsd:gYear")]),
        ("1998-05", [literal("1998-05", "xsd:gYearMonth")]),
        ("1998-05-17", [literal("1998-05-17", "xsd:date")]),
        ("in press", [literal("in press")]),
    ],
    "doi": [("10.1000/x.y", [literal("10.1000/x.y")]), ("see there", [literal("see there")]), ("11.1000/x", [literal("11.1000/x")])],
    "isbn": [
        ("9780674753396", [literal("9780674753396")]),
        ("0674753399", [literal("0674753399")]),
        ("12", [literal("12")]),
        ("9780674753396, 12", [literal("9780674753396"), literal("12")]),
    ],
    "orcid": [("0000-0003-2795-8131", ["<https://orcid.org/0000-0003-2795-8131>"]), ("0000-0003", ["<https://orcid.org/0000-0003>"])],
    "url": [("https://a.example/x", ["<https://a.example/x>"]), ("nowhere", [literal("nowhere")])],
    "urls": [
        ("https://a.example/x; http://b.example/", ["<https://a.example/x>", "<http://b.example/>"]),
        ("https://a.example/x; nowhere", ["<https://a.example/x>", literal("nowhere")]),
    ],
    "duration": [("P2Y", [literal("P2Y", "xsd:duration")]), ("two summers", [literal("two summers")])],
    "labels": [
        ("one", ['"one"@en']),
        ("one; eins @de", ['"one"@en', '"eins"@de']),
        ("one; two", ['"one"@en', '"two"@en']),
        ("eins @de; zwei @de; one", ['"eins"@de', '"zwei"@de', '"one"@en']),
    ],
    "text": [("One.", [literal("One.")])],
    "title": [("One", [literal("One")])],
    "person": [("Porter, Michael", [literal("Michael Porter")])],
}


def references(shape, kind):
    """Lists of keys, and the things they name; a claim's field that takes a study leads to the work that reports it."""
    addressed = dict(ADDRESSED)
    if kind == "claim" and shape.reader == "stances" and shape.target == terms.term("kg:Work"):
        addressed["s"] = addressed["w"]
    lists = [*addressed, "w, k", "c, k", "k, w", "w, w"]
    return [(keys, list(dict.fromkeys(addressed[letter] for letter in keys.split(", ")))) for keys in lists]


def variants(shape, kind):
    """What may stand in a field, with the naive objects of it; nothing for a field that no constraint is on."""
    limits = constrained(shape)
    if not limits or (shape.on_study and kind != "study"):
        return []
    if "class" in limits and shape.reader in {*BY_REFERENCE, "taken"}:
        found = references(shape, kind)
        return [*found, ("w, x", [ADDRESSED["w"], f"<{BASE}work/x>"])] if "maxCount" in limits else found
    if shape.choices:
        return [(terms.word(shape.choices[0]), [shape.choices[0]]), ("perhaps", [literal("perhaps")])]
    return TEXTS.get(shape.identifier or shape.reader, [])


def required(etype):
    return {shape.fields[0]: shape for shape in etype.shapes if shape.min_count}


class Made(NamedTuple):
    """A generated entry."""

    text: str
    node: str
    kind: str
    values: dict  # field -> (shape, objects), those left out included


def entry(number, name, chosen):
    """An entry of a type with the fields chosen, and with every required field that is not chosen to be left out."""
    etype = RULES.types[name]
    values = {field: (shape, *variants(shape, etype.kind)[0]) for field, shape in required(etype).items()}
    values.update(chosen)
    written = ", ".join(f"{field} = {{{text}}}" for field, (_, text, objects) in values.items() if objects)
    node = READING if etype.kind == "reading" else ""
    node = f"<{BASE}{'reading' if node else etype.kind}/e{number}>"
    kept = {field: (shape, objects) for field, (shape, _, objects) in values.items()}
    return Made(f"@{name}{{e{number}, {written}}}", node, etype.kind, kept)


@cache
def entries():
    """One entry for each value of each field of each kind, one without each required field, and many with several at random."""
    dice = random.Random(7)
    found = []
    choices = {}
    for name in (*TYPES, *MORE):
        etype = RULES.types[name]
        fields = {shape.fields[0].replace("*", "extends"): shape for shape in etype.shapes}
        if etype.kind == "reading":  # its other fields are those of a work
            fields = {"of": fields["of"]}
        choices[name] = [(f, (s, *variant)) for f, s in fields.items() for variant in variants(s, etype.kind)]
        choices[name] += [(field, (shape, "", [])) for field, shape in required(etype).items()]
    for name in TYPES:
        for choice in choices[name]:
            found.append(entry(len(found), name, dict([choice])))
    for _ in range(AT_RANDOM):
        name = dice.choice((*TYPES, *MORE))
        chosen = dict(dice.sample(choices[name], min(dice.randint(2, 6), len(choices[name]))))
        found.append(entry(len(found), name, chosen))
    return found


@cache
def built():
    text = WORLD + "@book{x, title = {X}}\n" + "\n".join(made.text for made in entries())
    return graph.build({"bib/a.bib": text.encode()}, Config(Path("nowhere"), "Test", BASE, "en"))


# The codes that say that a value was refused or is missing; others are about slips and likelihoods.
FAULTS = "KG101 KG118 KG103 KG104 KG105 KG106 KG107 KG108 KG109 KG114 KG116 KG204".split()


@cache
def faulty():
    """The spots at which the program finds a fault."""
    known = {f"e{number}": made for number, made in enumerate(entries())}
    found = [p for p in built().problems if p.code in FAULTS and p.key in known]
    return {Spot(known[p.key].node, *key(shape_of(known[p.key], p.field))): p for p in found}


def is_looked_at(spot):
    """Whether the program looks at a field at all: not at the stances of others in a claim whose `via` leads to no work.

    Without the work that reports them they would pass for first-hand, so they are kept as text until that is put right.
    """
    via = Spot(spot.node, terms.term("kg:accordingTo"), inverse=False)
    by = {shape.path for shape in RULES.types["claim"].shapes if shape.stance and shape.target == terms.term("kg:Work")}
    return via not in faulty() or faulty()[via].code == "KG104" or spot.path not in by


def shape_of(made, field):
    return RULES.types[made.text[1:].partition("{")[0]].shape(field)


@cache
def naive():
    """The lines of the naive graph: whatever stands in a field that has a constraint is a statement."""
    kind = terms.term("rdf:type")
    things = {*ADDRESSED.values(), f"<{BASE}work/x>"}
    lines = [f"{s.subject} {kind} {s.object} ." for s in built().statements if s.predicate == kind and s.subject in things]
    for made in entries():
        etype = RULES.types[made.text[1:].partition("{")[0]]
        lines += [f"{made.node} {kind} {klass} ." for klass in classes(etype)]
        lines += [statement(Spot(made.node, *key(shape)), obj) for shape, objects in made.values.values() for obj in objects]
    return lines


@pytest.fixture(scope="module")
def theirs():
    return refused(naive())


def test_pyshacl_refuses_the_fields_in_which_we_find_a_fault_and_no_others(theirs):
    nodes = {made.node for made in entries()}
    their_spots = {spot for spot in theirs if spot.node in nodes and is_looked_at(spot)}
    ours = set(filter(is_looked_at, faulty()))
    texts = {made.node: made.text for made in entries()}
    assert {(texts[s.node], s.path) for s in their_spots - ours} == set(), "pySHACL refuses, we do not"
    assert {(texts[s.node], str(faulty()[s])) for s in ours - their_spots} == set(), "we refuse, pySHACL does not"
    assert len(ours) > 300


def test_the_graph_we_build_of_them_conforms_but_for_what_we_say_is_missing():
    lines = [f"{s.subject} {s.predicate} {s.object} ." for s in built().statements]
    found = refused(lines, SHAPES)
    assert {component for components in found.values() for component in components} == {"MinCountConstraintComponent"}
    assert found.keys() <= faulty().keys()
    missing = {spot for spot, p in faulty().items() if p.code in ("KG101", "KG118")}
    nodes = {s.subject for s in built().statements if s.predicate == terms.term("rdf:type")}
    assert {spot for spot in missing if spot.node in nodes} <= found.keys()


# ------------------------------------------------------------------------------------------------ terms

POOL = [
    *ADDRESSED.values(),
    "<https://a.example/x>",
    "<https://orcid.org/0000-0003-2795-8131>",
    terms.term("kg:Hedged"),
    terms.term("kg:Collective"),
    *(terms.literal(text) for text in ("1998", "1998-05", "98", "10.1000/x", "9780674753396", "hedged", "see there", "")),
    *(terms.literal("1998", datatype=f"xsd:{name}") for name in ("gYear", "integer", "string")),
    *(terms.literal(text, datatype="xsd:duration") for text in ("P2Y", "P1M")),
    *(terms.literal(text, language=tag) for text, tag in (("one", "en"), ("two", "en"), ("eins", "de"), ("1998", "de"))),
]
ON_VALUES = {"datatype", "nodeKind", "pattern", "in", "maxCount", "uniqueLang"}


class Listed(NamedTuple):
    """Terms for one shape on one node."""

    spot: Spot
    shape: schema.FieldShape
    field: str
    kind: str
    objects: list


@cache
def lists():
    """For every shape with a constraint on values: each term alone, and lists of two and three at random."""
    dice = random.Random(11)
    found = []
    done = set()
    for name in TYPES:
        for shape in RULES.types[name].shapes:
            if shape in done or not constrained(shape) & ON_VALUES or constrained(shape) & {"class"}:
                continue
            done.add(shape)
            several = [dice.sample(POOL, dice.choice((2, 3))) for _ in range(20)]
            for objects in [*([term] for term in POOL), *several]:
                node = f"<{BASE}{RULES.types[name].kind}/t{len(found)}>"
                found.append(Listed(Spot(node, *key(shape)), shape, shape.fields[0], name, objects))
    return found


def is_kept_whole(listed):
    """Whether the program keeps every one of the terms."""
    text = f"@{listed.kind}{{t, {listed.field} = {{x}}}}"
    (one,), _, _ = graph.read({"bib/a.bib": text.encode()})
    tables = index.build([one], [], RULES, BASE, "en")
    ctx = Context(tables.entry["t"], one, one.fields, Lookups(tables), RULES)
    ctx.subject = listed.spot.node
    return list(_allowed(ctx, listed.shape, listed.field, listed.objects)) == listed.objects


def classes(etype):
    """The classes of the node of an entry."""
    own = {"reading": [READING], "person": [terms.term("foaf:Person")], "work": [terms.term("kg:Work"), etype.klass]}
    return own.get(etype.kind, [etype.klass])


def lines_of_lists():
    for listed in lists():
        yield from (f"{listed.spot.node} {terms.term('rdf:type')} {klass} ." for klass in classes(RULES.types[listed.kind]))
        yield from (statement(listed.spot, obj) for obj in listed.objects)


@pytest.fixture(scope="module")
def theirs_on_terms():
    return refused(lines_of_lists())


def test_pyshacl_and_we_keep_the_same_lists_of_terms(theirs_on_terms):
    ours = {listed.spot for listed in lists() if not is_kept_whole(listed)}
    spots = {listed.spot: listed for listed in lists()}
    theirs = {spot for spot in theirs_on_terms if spot in spots}
    assert {(spots[s].field, *spots[s].objects) for s in theirs - ours} == set(), "pySHACL refuses, we do not"
    assert {(spots[s].field, *spots[s].objects) for s in ours - theirs} == set(), "we refuse, pySHACL does not"
    assert len(spots) - len(ours) > 40


# ------------------------------------------------------------------------------------------------ nothing is left out


def test_every_kind_of_constraint_was_met_and_broken(theirs, theirs_on_terms):
    """A constraint is met where a shape that has it applies to a value and neither side refuses that for it."""
    looked_at = [(Spot(made.node, *key(s)), s, objects) for made in entries() for s, objects in made.values.values()]
    looked_at += [(listed.spot, listed.shape, listed.objects) for listed in lists()]
    met, broken = set(), set()
    for spot, shape, objects in looked_at:
        found = theirs.get(spot, set()) | theirs_on_terms.get(spot, set())
        for name in constrained(shape):
            if COMPONENTS[name] in found:
                broken.add(name)
            elif objects:
                met.add(name)
    assert broken == schema.CONSTRAINTS, "no generated graph breaks these"
    assert met == schema.CONSTRAINTS, "no generated graph meets these"


def test_every_shape_with_a_constraint_was_looked_at():
    with_constraints = {s for name in TYPES for s in RULES.types[name].shapes if constrained(s) and RULES.types[name].kind != "reading"}
    seen = {s for made in entries() for s, _ in made.values.values()} | {listed.shape for listed in lists()}
    assert {s.fields for s in with_constraints - seen} == set()
