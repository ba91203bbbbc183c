"""The ontology as tables: what is refused loudly, and the second opinion of pySHACL on our verdicts."""

from __future__ import annotations

import re
from functools import cache

import pytest
import rdflib
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SH, XSD

from kg import config, graph, kept, schema, terms
from kg.readers import READERS
from kg.resources import ontology_dir
from tests.paths import REPO
from tests.update_cases import cases, expected, outcome

FILES = sorted(ontology_dir().glob("*.ttl"))
RULES = schema.load(FILES)
HEAD = (
    "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in terms.PREFIXES.items())
    + "@prefix own: <https://x.example/own#> .\n"
)


@pytest.fixture
def load_with(tmp_path):
    def load(turtle):
        own = tmp_path / "own.ttl"
        own.write_text(HEAD + turtle, encoding="utf-8")
        return schema.load([*FILES, own])

    return load


WORK = "<https://w3id.org/bibkg/shapes#Work> sh:property own:s . own:s "


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:minLength 3",
        "sh:closed true",
        "sh:or ()",
        "sh:hasValue 1",
        "sh:sparql [ sh:select 'SELECT * {}' ]",
        "sh:qualifiedMinCount 1",
        "sh:mincount 1",
    ],
)
def test_a_constraint_that_is_not_checked_is_refused(load_with, constraint):
    name = constraint.split()[0]
    with pytest.raises(schema.SchemaError, match=rf"own#s>: the constraint {name} is not one that is checked; use one of class, "):
        load_with(f'{WORK} sh:path own:p ; kg:field ("p") ; kg:reader "text" ; {constraint} .')


def test_a_constraint_on_a_node_shape_is_refused_too(load_with):
    with pytest.raises(schema.SchemaError, match=r"shapes#Claim>: the constraint sh:closed is not one that is checked"):
        load_with("<https://w3id.org/bibkg/shapes#Claim> sh:closed true .")


def test_a_field_without_a_path_is_refused(load_with):
    with pytest.raises(schema.SchemaError, match=r"own#s>: a field needs sh:path"):
        load_with(f'{WORK} kg:field ("p") ; kg:reader "text" .')


def test_turtle_that_cannot_be_read_names_the_file(load_with):
    with pytest.raises(schema.SchemaError, match=r"own\.ttl: .*line"):
        load_with("kg:x a .")


def test_an_unknown_reader_is_refused_by_name(make_workspace):
    own = HEAD + f'{WORK} sh:path own:p ; kg:field ("p") ; kg:reader "magic" .'
    folder = make_workspace({"bib/a.bib": "@book{a, title = {A}}", "ontology/own.ttl": own})
    with pytest.raises(schema.SchemaError, match="no reader 'magic'; use one of"):
        graph.build({"bib/a.bib": b"@book{a, title = {A}}"}, config.load(folder))


def test_a_workspace_adds_to_the_ontology(load_with):
    rules = load_with(f'{WORK} sh:path own:p ; kg:field ("p") ; kg:reader "text" ; sh:name "own field"@en .')
    assert rules.types["article"].shape("p").path == "<https://x.example/own#p>"
    assert rules.types["claim"].shape("p") is None


def test_every_reader_is_there_and_used():
    used = {shape.reader for etype in RULES.types.values() for shape in etype.shapes}
    assert used == READERS.keys()


def test_tables_are_whole():
    for etype in RULES.types.values():
        assert etype.kind in {"work", "claim", "concept", "study", "person", "reading", "data"}
        assert etype.klass or etype.kind in {"reading", "data"}
        for shape in etype.shapes:
            assert shape.name, shape.path
            assert shape.fields
            assert all(re.fullmatch(r"[a-z_-]+\*?", field) for field in shape.fields)
            assert not shape.min_count or shape.message, "what is missing is said in words"
            assert not shape.stance or shape.stance in RULES.stances
    for stance in RULES.stances.values():
        assert stance.shortcut in RULES.labels
        assert stance.label != stance.inverse
        assert stance.polarity in (1, 0, -1)


def test_a_type_s_own_field_wins_over_the_general_one():
    assert RULES.types["article"].shape("number").path == terms.term("prism:issueIdentifier")
    assert RULES.types["techreport"].shape("number").path == terms.term("fabio:hasSequenceIdentifier")
    assert RULES.types["incollection"].shape("booktitle").venue_class == terms.term("fabio:Book")
    assert RULES.types["inproceedings"].shape("booktitle").venue_class == terms.term("fabio:ConferenceProceedings")


def test_every_reason_is_a_field_and_no_passive_one_is():
    article = RULES.types["article"]
    assert article.shape("cito-extends").reader == "citations"
    assert len(RULES.citations) > 40
    assert not RULES.citations.keys() & RULES.passive.keys()
    assert set(RULES.passive.values()) <= {terms.value(iri).rpartition("/")[2] for iri in RULES.citations.values()}


def test_an_unknown_type_is_misc():
    assert RULES.entry_type("tweet") is RULES.types["misc"]
    assert RULES.entry_type("thesis", "phdthesis").klass == terms.term("fabio:DoctoralThesis")


# ------------------------------------------------------------------------------------------------ pySHACL


@cache
def shapes():
    return rdflib.Graph().parse(ontology_dir() / "shapes.ttl")


def shacl(data):
    """What pySHACL finds: (focus node, path or inverse path, kind of constraint)."""
    import pyshacl

    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), inference="none")
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        kind = report.value(result, SH.sourceConstraintComponent)
        found.add(
            (
                str(report.value(result, SH.focusNode)),
                str(report.value(result, SH.resultPath)),
                kind.rpartition("#")[2].removesuffix("ConstraintComponent"),
            )
        )
    return found


@pytest.fixture(scope="module")
def shipped():
    files = {f"bib/{path.name}": path.read_bytes() for path in (REPO / "bib").glob("*.bib")}
    made = graph.build(files, config.load(REPO))
    return "".join(f"{s.subject} {s.predicate} {s.object} .\n" for s in made.statements)


def test_the_shipped_graph_conforms(shipped):
    assert shacl(rdflib.Graph().parse(data=shipped, format="nt")) == set()


BASE = "https://w3id.org/bibkg/creative-clusters/"
PORTER, OXBORROW = URIRef(f"{BASE}work/porter1998clusters"), URIRef(f"{BASE}work/oxborrow2012creative")
CLAIM, CONCEPT = URIRef(f"{BASE}claim/clusters-revived"), URIRef(f"{BASE}concept/industry-cluster")


def p(curie):
    return URIRef(terms.value(terms.term(curie)))


BREAKS = {  # what is done to the graph -> what pySHACL must find
    "pattern": ([], [(PORTER, "prism:doi", Literal("see publisher"))], (PORTER, "prism:doi", "Pattern")),
    "pattern of a date": (
        ["dcterms:issued"],
        [(PORTER, "dcterms:issued", Literal("98", datatype=XSD.gYear))],
        (PORTER, "dcterms:issued", "Pattern"),
    ),
    "class": ([], [(CLAIM, "kg:supportedBy", CONCEPT)], (CLAIM, "kg:supportedBy", "Class")),
    "class of an inverse": ([], [(PORTER, "kg:claimedIn", OXBORROW)], (OXBORROW, "kg:claimedIn", "Class")),
    "minCount": (["schema:text"], [], (CLAIM, "schema:text", "MinCount")),
    "maxCount": ([], [(CLAIM, "schema:text", Literal("Another."))], (CLAIM, "schema:text", "MaxCount")),
    "datatype": ([], [(CONCEPT, "skos:altLabel", Literal("no language"))], (CONCEPT, "skos:altLabel", "Datatype")),
    "nodeKind": ([], [(PORTER, "schema:url", Literal("http://a.example/"))], (PORTER, "schema:url", "NodeKind")),
    "in": ([], [(CLAIM, "kg:certainty", Literal("maybe"))], (CLAIM, "kg:certainty", "In")),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_we_check_pyshacl_checks(shipped, name):
    without, more, (node, path, kind) = BREAKS[name]
    data = rdflib.Graph().parse(data=shipped, format="nt")
    for curie in without:
        data.remove((node, p(curie), None))
    for s, curie, o in more:
        data.add((s, p(curie), o))
    found = shacl(data)
    assert any(f == (str(node), str(p(path)), kind) or (f[0] == str(node) and f[2] == kind) for f in found), found


def test_pyshacl_and_our_problems_agree_on_every_case():
    """Values that a shape forbids never reach the graph, so all that is left to find is what is missing: KG101 and KG118."""
    text = []
    for case in cases():
        if (case / "ontology").is_dir() or (case / "kg.toml").is_file():
            continue
        text.append(outcome(case).get("expected.nt", "").replace("<https://x.example/", f"<https://x.example/{case.name}/"))
    found = shacl(rdflib.Graph().parse(data="".join(text), format="nt"))
    assert {kind for _, _, kind in found} <= {"MinCount", "Node"}, found
    theirs = {node.split("/")[3] for node, _, _ in found}
    missing = {case.name: re.findall(r" (KG101|KG118) (\w+):", expected(case).get("expected.problems", "")) for case in cases()}
    ours = {name for name, said in missing.items() if {field for _, field in said} - {"of", "name"}}
    refused = {"ref-to-the-wrong-kind"}  # reportedin is there, and refused: KG204 says so, and the study has no work
    untitled = {"sets-of-entries"}  # a set needs no title: a shape of all works cannot make an exception, so validators warn
    assert theirs == ours | refused | untitled


def test_the_ontology_goes_on_record_and_comes_back():
    """Without what has been worked out from it meanwhile: a compiled pattern is no part of a record."""
    for etype in RULES.types.values():
        schema.plan(etype, ("title", "cito-agreesWith"))
        _ = etype.required, etype.inheritable, RULES.naming, RULES.kinds
        for shape in etype.shapes:
            shape.violates('"x"')
    assert "bdsk-url-1" in RULES.kept
    back = kept.unpacked(kept.packed(RULES))
    assert back.ontology == RULES.ontology
    assert back.stances == RULES.stances
    assert [(t.name, t.kind, t.shapes, t.fields) for t in back.types.values()] == [
        (t.name, t.kind, t.shapes, t.fields) for t in RULES.types.values()
    ]
    assert [name in back.kept for name in ("bdsk-url-1", "nothing")] == [name in RULES.kept for name in ("bdsk-url-1", "nothing")]
    assert vars(back).keys() == RULES.__dataclass_fields__.keys()
