"""Every term that we use exists: the borrowed ones in their vocabularies, our own in the ontology."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SDO, SH, SKOS, XSD, Graph, URIRef

from kg.terms import PREFIXES
from tests.paths import REPO

VOCABULARIES = json.loads((REPO / "tests/data/terms.json").read_text(encoding="utf-8"))
ONTOLOGY = sorted((REPO / "ontology").glob("*.ttl"))
KG = PREFIXES["kg"]

_CURIE = re.compile(rf"\b({'|'.join(PREFIXES)}):([A-Za-z][\w-]*)")
_IRI = re.compile(r"<([^<>\"{}|^`\\\s]*)>")
_LITERAL = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"')
_SINGLE = re.compile(r"'''(?:[^'\\]|\\.|'(?!''))*'''|'(?:[^'\\\n]|\\.)*'")

Use = tuple[str, str]  # the IRI of a term, and where it is used


# --- where terms are used ---------------------------------------------------------------------------


def in_turtle(file: Path) -> Iterator[Use]:
    """Every IRI of a Turtle file, datatypes included."""
    for triple in Graph().parse(file, format="turtle"):
        for term in triple:
            iri = term if isinstance(term, URIRef) else getattr(term, "datatype", None)
            if iri is not None:
                yield str(iri), str(file)


def in_python(file: Path) -> Iterator[Use]:
    """Every string of a Python file that is a prefixed name and nothing else."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (match := _CURIE.fullmatch(node.value)):
            yield PREFIXES[match[1]] + match[2], f"{file}:{node.lineno}"


def in_query(file: Path) -> Iterator[Use]:
    """Every prefixed name and IRI of a SPARQL query; comments and literals are no part of it."""
    text = file.read_text(encoding="utf-8")
    for iri in _IRI.findall(text):
        if iri not in PREFIXES.values():
            yield iri, str(file)
    text = _SINGLE.sub("''", _LITERAL.sub('""', _IRI.sub(" ", text)))
    for prefix, name in _CURIE.findall(re.sub(r"#.*", "", text)):
        yield PREFIXES[prefix] + name, str(file)


def in_ntriples(file: Path) -> Iterator[Use]:
    """Every IRI of an N-Triples file."""
    for iri in sorted(set(_IRI.findall(_LITERAL.sub('""', file.read_text(encoding="utf-8"))))):
        yield iri, str(file)


READERS: dict[str, Callable[[Path], Iterator[Use]]] = {".ttl": in_turtle, ".py": in_python, ".rq": in_query, ".nt": in_ntriples}
PLACES = {
    "ontology": ("ontology", "*.ttl"),
    "program": ("kg", "**/*.py"),
    "queries": ("kg/queries", "*.rq"),
    "cases": ("tests/cases", "**/*.nt"),
}


# --- which terms there are --------------------------------------------------------------------------


def declared() -> frozenset[str]:
    """The subjects of our own ontology."""
    return frozenset(str(s) for file in ONTOLOGY for s in Graph().parse(file, format="turtle").subjects() if str(s).startswith(KG))


@pytest.fixture(scope="module")
def vocabularies() -> dict[str, Callable[[str], bool]]:
    """Whether an IRI is a term, by namespace. Namespaces not listed are not checked (the user's own IRIs are in one)."""
    own = declared()
    tests: dict[str, Callable[[str], bool]] = {KG: own.__contains__}
    for closed in (DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SDO, SH, SKOS, XSD):
        tests[str(closed)] = lambda iri, closed=closed: URIRef(iri) in closed
    for vocabulary in VOCABULARIES.values():
        known = {vocabulary["namespace"] + name for name in vocabulary["terms"]}
        tests[vocabulary["namespace"]] = known.__contains__
    return tests


def offenders(file: Path, vocabularies: dict[str, Callable[[str], bool]]) -> list[str]:
    """`file: prefix:name` of every use of a term that does not exist."""
    found = set()
    for iri, place in READERS[file.suffix](file):
        namespace = max((n for n in vocabularies if iri.startswith(n)), key=len, default="")
        if namespace and iri != namespace and not vocabularies[namespace](iri):
            prefix = next((p for p, n in PREFIXES.items() if n == namespace), namespace)
            found.add(f"{place}: {prefix}:{iri.removeprefix(namespace)} does not exist")
    return sorted(found)


# --- tests ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
def test_every_term_used_exists(place: str, vocabularies: dict[str, Callable[[str], bool]]) -> None:
    folder, pattern = PLACES[place]
    files = sorted((REPO / folder).glob(pattern))
    if not files:
        pytest.skip(f"no {pattern} in {folder}")
    assert [line for file in files for line in offenders(file, vocabularies)] == []


WRONG = ["fabio:Webpage", "pro:isRoleHeldBy", "kg:nonsense", "cito:usesTermFrom", "skos:prefLable", "schema:Claims", "prism:page"]


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("curie", WRONG)
def test_a_wrong_term_is_found_and_named(curie: str, suffix: str, tmp_path: Path, vocabularies: dict[str, Callable[[str], bool]]) -> None:
    prefix, _, name = curie.partition(":")
    iri = f"<{PREFIXES[prefix]}{name}>"
    triple = f'<https://a.example/x> {iri} "kg:alsoNonsense <http://purl.org/spar/fabio/Webpage>" .\n'
    texts = {
        ".ttl": triple,
        ".nt": triple,
        ".py": f'"""kg:alsoNonsense is no prefixed name here."""\nPATH = "{curie}"\n',
        ".rq": f'PREFIX {prefix}: <{PREFIXES[prefix]}>\nSELECT * {{ ?s {curie} "kg:alsoNonsense" }} # kg:alsoNonsense\n',
    }
    file = tmp_path / f"wrong{suffix}"
    file.write_text(texts[suffix], encoding="utf-8")
    found = offenders(file, vocabularies)
    assert len(found) == 1
    assert curie in found[0]
    assert file.name in found[0]


@pytest.mark.parametrize(
    "curie", ["kg:Claim", "kg:Supports", "fabio:WebPage", "pro:isHeldBy", "cito:isCitedAsPontentialSolutionBy", "xsd:duration"]
)
def test_a_right_term_is_not(curie: str, tmp_path: Path, vocabularies: dict[str, Callable[[str], bool]]) -> None:
    file = tmp_path / "right.py"
    file.write_text(f"PATH = {curie!r}\n", encoding="utf-8")
    assert offenders(file, vocabularies) == []


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for file in ONTOLOGY:
        graph.parse(file, format="turtle")
    return graph


@pytest.mark.parametrize("iri", sorted(declared()))
def test_every_term_of_our_own_is_explained(iri: str, ontology: Graph) -> None:
    term = URIRef(iri)
    assert len(list(ontology.objects(term, RDF.type))) == 1
    assert len(list(ontology.objects(term, RDFS.label))) == 1
    explanation = [str(o) for p in (RDFS.comment, SKOS.definition) for o in ontology.objects(term, p)]
    assert len(explanation) == 1
    assert explanation[0].endswith((".", ".)", "…"))


def test_works_are_expressions(ontology: Graph) -> None:
    """FaBiO has Works, Expressions, Manifestations and Items; what one cites is an Expression."""
    expressions = set(VOCABULARIES["fabio"]["expressions"])
    shapes = ontology.subjects(URIRef(KG + "entryType"))
    classes = {str(c) for s in shapes for c in ontology.objects(s, URIRef(KG + "workClass"))}
    works = {c.removeprefix(PREFIXES["fabio"]) for c in classes if c.startswith(PREFIXES["fabio"])}
    assert works
    assert works <= expressions


def test_citation_reasons_are_all_of_cito(ontology: Graph) -> None:
    cito = PREFIXES["cito"]
    reasons = {str(s).removeprefix(cito): s for s in ontology.subjects(RDFS.subPropertyOf, URIRef(cito + "cites"))}
    assert sorted(reasons) == VOCABULARIES["cito"]["active"]
    passive = {name: [str(o).removeprefix(cito) for o in ontology.objects(s, OWL.inverseOf)] for name, s in reasons.items()}
    assert sorted(p for inverse in passive.values() for p in inverse) == VOCABULARIES["cito"]["passive"]
    assert passive["obtainsSupportFrom"] == ["givesSupportTo"]
    assert passive["supports"] == ["isSupportedBy"]
    assert passive["citesAsPotentialSolution"] == ["isCitedAsPontentialSolutionBy"]
    for name in [*VOCABULARIES["cito"]["active"], *VOCABULARIES["cito"]["passive"]]:
        assert len(list(ontology.objects(URIRef(cito + name), RDFS.label))) == 1, name


def test_no_term_of_our_own_turns_a_claim_into_a_cited_work(ontology: Graph) -> None:
    """All CiTO properties are citations, so a property of ours below one would cite what it points to."""
    ours = [(s, o) for s, o in ontology.subject_objects(RDFS.subPropertyOf) if str(s).startswith(KG)]
    assert ours
    assert [s for s, o in ours if str(o).startswith(PREFIXES["cito"])] == []
