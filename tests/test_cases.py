"""The conformance suite: every case in tests/cases says exactly what its .bib files mean, and what is wrong in them.

Another implementation of the bib language can run these cases: they are data. tests/update_cases.py rewrites what they expect.
"""

from __future__ import annotations

import difflib
import logging
import re

import pyoxigraph as ox
import pytest
import rdflib

from kg import iri
from kg.codes import CODES
from tests.update_cases import OUTCOMES, cases, expected, outcome

CASES = cases()
COUNT = 192  # raise it with every new case: a case that is lost, or never collected, fails here
NOT_IN_CASES: dict[str, str] = {
    "KG012": "git keeps no file that cannot be read: tests/unit/test_workspace.py makes one",
    "KG014": "a case has .bib files only: tests/unit/test_workspace.py has others",
    "KG019": "a fault of the program itself: tests/unit/test_bib_census.py takes entries away to see it said",
    **dict.fromkeys((f"KG{n}" for n in range(130, 140)), "said by kg import, not by kg check: tests/unit/test_import*.py"),
}  # code -> why no case can show it
IN_WORDS = 140  # characters of a case's first line

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
each_graph = pytest.mark.parametrize(
    "path",
    [case / name for case in CASES for name in OUTCOMES[:2] if (case / name).is_file()],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)


@each_case
def test_case(case):
    made, wanted = outcome(case), expected(case)
    differing = [name for name in OUTCOMES if made.get(name, "") != wanted.get(name, "")]
    diffs = (
        difflib.unified_diff(wanted.get(n, "").splitlines(), made.get(n, "").splitlines(), f"{case.name}/{n}", "made", "", "", 0, "")
        for n in differing
    )
    assert not differing, "\n".join(["what comes of this case is not what it expects:", *(line for diff in diffs for line in diff)])


def test_no_case_is_lost():
    assert len(CASES) >= COUNT, f"there were {COUNT} cases, now there are {len(CASES)}"
    assert len(CASES) <= COUNT, f"set COUNT to {len(CASES)}"


@each_case
def test_a_case_is_whole_and_says_what_it_shows(case):
    names = {path.name for path in case.iterdir()}
    bibs = sorted(name for name in names if name.endswith(".bib"))
    assert names <= {*bibs, *OUTCOMES, "kg.toml", "ontology"}, "a file that no test reads"
    assert names & set(OUTCOMES), "a case without an outcome shows nothing"
    for name in bibs or ["kg.toml"]:
        data = (case / name).read_bytes()
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252" if case.name == "encoding-windows-1252" else "utf-8-sig"
        first = data.decode(encoding).splitlines()[0]
        assert re.match(r"([%#] )?[A-Z].*\.$", first), f"{name}: {first!r} should be a comment that says what the case shows"
        assert len(first) <= IN_WORDS


@each_case
def test_expected_lines_are_sorted_and_differ(case):
    for name in OUTCOMES[:2]:
        lines = expected(case).get(name, "").splitlines()
        assert lines == sorted(set(lines))


def test_every_code_occurs_in_a_case():
    said = {code for case in CASES for code in re.findall(r" (KG\d{3})\b", expected(case).get("expected.problems", ""))}
    assert said <= CODES.keys()
    assert sorted(CODES.keys() - said - NOT_IN_CASES.keys()) == [], "codes that no case shows: add one, or a reason to NOT_IN_CASES"
    assert sorted(NOT_IN_CASES.keys() & said) == [], "shown by a case: take it off NOT_IN_CASES"


@each_graph
def test_both_engines_read_the_same_graph_without_complaint(path, caplog):
    data = path.read_bytes()
    with caplog.at_level(logging.WARNING):
        graph = rdflib.Graph().parse(data=data, format="nt")
    assert not caplog.records, caplog.text
    quads = list(ox.parse(data, format=ox.RdfFormat.N_TRIPLES))
    assert len(graph) == len(quads) == len(data.splitlines())
    ill_typed = [o for o in graph.objects() if isinstance(o, rdflib.Literal) and o.ill_typed]
    assert not ill_typed


@each_graph
def test_the_engine_stores_every_term_as_written(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    store = ox.Store()
    store.load("\n".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
    assert sorted(f"{q.subject} {q.predicate} {q.object} ." for q in store) == lines, "a literal is not in canonical form"


@each_graph
def test_nodes_have_safe_addresses(path):
    quads = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.N_TRIPLES))
    nodes = {term for q in quads for term in (q.subject, q.predicate, q.object) if not isinstance(term, ox.Literal)}
    assert all(isinstance(node, ox.NamedNode) for node in nodes), "a blank node"
    for node in nodes:
        assert not re.search(r'[\x00-\x20<>"{}|\\^`\x7f-\x9f]', node.value), f"{node} is no IRI"
        assert re.match(r"(https?|ftp|mailto):", node.value)
        for base in ("https://x.example/", "https://example.org/lit/"):
            page = iri.page(str(node), base)
            if page:
                kind, _, file = page.partition("/")
                assert kind in iri.KINDS
                assert not re.search(r"[/:%*?]|^\.|\.\.html$", file), f"{page} leaves its folder or breaks a disk"
                assert file.lower() not in ("index.html", "con.html", "nul.html")


def test_pages_of_a_case_differ_on_every_disk():
    for case in CASES:
        nodes = set(re.findall(r"^(<[^>#]+)>", expected(case).get("expected.nt", ""), re.MULTILINE))
        assert len({node.casefold() for node in nodes}) == len(nodes), case.name
