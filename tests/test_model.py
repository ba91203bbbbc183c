"""What the RDF model promises of every graph, held against every case and the shipped literature."""

from __future__ import annotations

from collections import defaultdict

import pytest

from kg import config, graph, schema, terms
from kg.graph import Graph
from kg.resources import ontology_dir
from tests.paths import REPO
from tests.update_cases import built, cases

t = terms.term


def shipped() -> Graph:
    files = {f"bib/{path.name}": path.read_bytes() for path in (REPO / "bib").glob("*.bib")}
    return graph.build(files, config.load(REPO))


class Reader:
    """A graph by subject and property."""

    def __init__(self, made: Graph) -> None:
        self.facts: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.all = {(s.subject, s.predicate, s.object) for s in made.statements}
        for s, p, o in self.all:
            self.facts[s, p].add(o)

    def of(self, subject: str, curie: str) -> set[str]:
        return self.facts[subject, t(curie)]

    def one(self, subject: str, curie: str) -> str:
        (found,) = self.of(subject, curie)
        return found

    def instances(self, curie: str) -> list[str]:
        return sorted(s for s, p, o in self.all if p == t("rdf:type") and o == t(curie))


@pytest.fixture(scope="module", params=[*cases(), None], ids=lambda case: case.name if case else "shipped")
def read(request):
    return Reader(built(request.param) if request.param else shipped())


def test_every_entry_evidence_line_and_citation_says_where_it_comes_from(read):
    kinds = ("kg:Work", "kg:Claim", "kg:Study", "kg:EvidenceLine", "cito:Citation")
    nodes = [n for kind in kinds for n in read.instances(kind)] + [n for n in read.instances("skos:Concept") if "/concept/" in n]
    for node in nodes:
        sources = read.of(node, "prov:wasDerivedFrom")
        assert sources, node
        assert all("/bib/" in source and "#" in source for source in sources)


def test_every_citation_is_a_link_too(read):
    for node in read.instances("cito:Citation"):
        citing, cited = read.one(node, "cito:hasCitingEntity"), read.one(node, "cito:hasCitedEntity")
        assert cited in read.of(citing, "cito:cites")
        assert citing != cited
        assert all((citing, reason, cited) in read.all for reason in read.of(node, "cito:hasCitationCharacterization"))


def test_cito_joins_works_only(read):
    works = set(read.instances("kg:Work"))
    nodes = {t("cito:hasCitingEntity"), t("cito:hasCitedEntity"), t("cito:hasCitationCharacterization")}
    for s, p, o in read.all:
        if p.startswith(f"<{terms.PREFIXES['cito']}") and p not in nodes:
            assert {s, o} <= works, "a claim as object would be a cited work: CiTO's properties are all cito:cites"
            assert o in read.of(s, "cito:cites")


def test_every_evidence_line_has_one_stance_on_one_thing_and_its_shortcut(read):
    stances = schema.load(sorted(ontology_dir().glob("*.ttl"))).stances
    for node in read.instances("kg:EvidenceLine"):
        stance = stances[read.one(node, "kg:stance")]
        (about,) = read.of(node, "kg:claim") | read.of(node, "kg:concept")
        assert node.startswith(about[:-1] + "#"), "a line is a fragment of the page of what it is about"
        if claims := read.of(node, "kg:sourceClaim"):
            (claim,) = claims
            assert (claim, stance.claim_shortcut, about) in read.all
            assert not read.of(node, "kg:source")
        for source in read.of(node, "kg:source"):
            assert (about, stance.shortcut, source) in read.all
        for study in read.of(node, "kg:study"):
            assert read.of(node, "kg:source") == read.of(study, "kg:reportedIn")
        for reporter in read.of(node, "kg:accordingTo"):
            assert read.of(node, "kg:source") <= read.of(reporter, "cito:cites")


def test_hedged_are_assertions_and_collective_is_all_else(read):
    for node in read.instances("kg:EvidenceLine"):
        if read.of(node, "kg:certainty"):
            assert read.one(node, "kg:stance") == t("kg:States")
        if read.of(node, "kg:attribution"):
            assert read.one(node, "kg:stance") != t("kg:States")


def test_authorships_are_numbered_and_authors_are_creators(read):
    for work in read.instances("kg:Work"):
        places = defaultdict(list)
        for node in read.of(work, "kg:authorship"):
            role, agent = read.one(node, "kg:role"), read.one(node, "kg:agent")
            part = "".join(sorted(read.of(node, "kg:contribution")))  # forewords and afterwords are counted apart
            places[role, part].append(int(terms.value(read.one(node, "kg:position"))))
            assert read.of(node, "kg:nameAsPrinted")
            assert read.of(agent, "rdf:type") <= {t("foaf:Person"), t("foaf:Organization")}
            assert read.of(agent, "rdfs:label")
            assert agent in read.of(work, "dcterms:creator") or role != t("pro:author")
        assert all(sorted(found) == list(range(1, len(found) + 1)) for found in places.values())


def test_every_work_has_one_class_and_a_label(read):
    for work in read.instances("kg:Work"):
        (klass,) = read.of(work, "rdf:type") - {t("kg:Work")}
        assert klass.startswith(f"<{terms.PREFIXES['fabio']}")
        assert len(read.of(work, "rdfs:label")) == 1
        assert len(read.of(work, "dcterms:identifier")) == 1
        assert len(read.of(work, "kg:year")) == len(read.of(work, "dcterms:issued")) <= 1


def test_whatever_is_linked_to_is_described(read):
    described = {s for s, p, o in read.all if p == t("rdf:type")}
    kinds = tuple(f"/{kind}/" for kind in ("work", "claim", "concept", "keyword", "person", "organization", "venue", "study"))
    for s, p, o in read.all:
        if o.startswith("<") and any(kind in o for kind in kinds) and "/bib/" not in o and not o.startswith("<http://"):
            assert o in described, f"{s} {p} {o}"
