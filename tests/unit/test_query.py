"""Queries: headers, bound parameters, rows, and no way out of the graph."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg import Workspace, query
from kg.query import QueryError

BIB = """
@book{porter1998, author = {Porter, Michael}, title = {A "quoted" {title}}, year = 1998, ids = {porter98}}
@book{b, title = {B}, year = 2001}
@claim{x, statement = {Clusters help.}, claimedin = {porter1998}}
@concept{cluster, label = {cluster}}
"""
HEAD = "# title: T\n# description: D.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One workspace for all: its graph never changes, only its queries do."""
    root = tmp_path_factory.mktemp("queries")
    (root / "bib").mkdir()
    (root / "queries").mkdir()
    (root / "kg.toml").write_text('title = "T"\nbase = "https://x.example/"\n', encoding="utf-8")
    (root / "bib" / "a.bib").write_text(BIB, encoding="utf-8")
    return root


@pytest.fixture
def workspace(folder):
    def make(**queries):
        for old in (folder / "queries").iterdir():
            old.unlink()
        for name, text in queries.items():
            (folder / "queries" / f"{name}.rq").write_text(text, encoding="utf-8")
        return Workspace(folder)

    return make


# ------------------------------------------------------------------------------------------------ SERVICE

ELSEWHERE = "<http://127.0.0.1:9/q>"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <U> { ?s ?p ?o } }",
        "SELECT * { service <U> { ?s ?p ?o } }",
        "SELECT * { SeRvIcE SILENT <U> { ?s ?p ?o } }",
        "SELECT * { SERVICE<U>{ ?s ?p ?o } }",
        "SELECT * { SERVICE\n<U> { ?s ?p ?o } }",
        "SELECT * { SERVICE#\n<U> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o.SERVICE<U>{} }",
        "SELECT * { ?s ?p 1SERVICE<U>{} }",
        "SELECT * { ?s ?p trueSERVICE<U>{} }",
        "SELECT * { ?s ?p 'x'SERVICE<U>{} }",
        "SELECT * { ?s ?p 'x'@enSERVICE<U>{} }",
        "PREFIX ex: <http://127.0.0.1:9/> SELECT * { SERVICEex:q {} }",
        "PREFIX ex: <http://127.0.0.1:9/> SELECT * { SERVICESILENTex:q {} }",
        "SELECT * { BIND(1 AS ?x)SERVICE ?x {} }",
        "SELECT * { ?s ?p ?o # a comment\rSERVICE <U> {} }",
        "SELECT * { ?s ?p ?o # it's\nSERVICE <U> {} # it's\n }",
        "SELECT * { ?s ?p '''x''' SERVICE <U> {} }",
        'SELECT * { ?s ?p "\\"" . SERVICE <U> { ?s ?p "x" } }',
        "SELECT * { ?s ?p ?o FILTER(?o<5)SERVICE<U>{} FILTER(?o>0) }",
        "SELECT * { { SELECT * { SERVICE <U> {} } } }",
        "ASK { SERVICE <U> {} }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <U> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused_however_it_is_spelt(text):
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        query.run(text.replace("<U>", ELSEWHERE), ox.Store())


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?service ?p 'SERVICE' }",
        'SELECT * { $SERVICE ?p "service" } # SERVICE <x> {}',
        "SELECT * { ?s <http://service.example/SERVICE> ?o }",
        "SELECT * { ?s schema:serviceType '''SERVICE\n''' }",
    ],
)
def test_the_word_service_may_stand_where_it_calls_nothing(text):
    assert list(query.run(text, ox.Store())) == []


def test_an_update_is_no_query():
    store = ox.Store()
    for text in ("INSERT DATA { <http://a> <http://b> <http://c> }", "DROP ALL", "LOAD <http://127.0.0.1:9/x>"):
        with pytest.raises(QueryError, match="could not be read"):
            query.run(text, store)
    assert len(store) == 0


def test_a_syntax_error_says_where():
    with pytest.raises(QueryError, match=r"could not be read.*\b(line )?2\b"):
        query.run("SELECT *\nWHERE { ?s }", ox.Store())


# ------------------------------------------------------------------------------------------------ parameters

BY_TEXT = HEAD + "# param title: text = a title\nSELECT ?work ?title { ?work dcterms:title ?title }\n"
BY_WORK = HEAD + "# param work: work = a work\n# param year?: year = a year\nSELECT ?work ?year { ?work kg:year ?year }\n"


@pytest.mark.parametrize(
    "value", ['A "quoted" title', '" . ?x ?y ?z . "', "} SELECT * {", "'''", "\\", "\n", "?work", "# x", "<http://a>", ""]
)
def test_a_text_is_bound_as_a_term_and_never_pasted(workspace, value):
    rows = [row["work"].rpartition("/")[2] for row in workspace(by=BY_TEXT).query("by", {"title": value})]
    assert rows == (["porter1998"] if value == 'A "quoted" title' else [])


def test_a_key_a_former_key_and_an_address_name_the_same_work(workspace):
    made = workspace(by=BY_WORK)
    for key in ("porter1998", "porter98", "https://x.example/work/porter1998", "work/porter1998", "<https://x.example/work/porter1998>"):
        assert [row["year"] for row in made.query("by", {"work": key})] == [1998], key


def test_an_optional_parameter_narrows(workspace):
    made = workspace(by=BY_WORK.replace("# param work: work", "# param work?: work"))
    assert [row["year"] for row in made.query("by", {"year": "2001"})] == [2001]
    assert sorted(row["year"] for row in made.query("by")) == [1998, 2001]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "needs work: a work. Add -p work=…"),
        ({"work": "porter199"}, "There is no work 'porter199'; did you mean porter1998"),
        ({"work": "x"}, "'x' is a claim, and work names a work."),
        ({"work": "b", "yaer": "1"}, "has no parameter 'yaer'. It takes work, year."),
        ({"work": "b", "year": "soon"}, "is a year such as 1998, not 'soon'"),
        ({"work": "> <zzzz"}, "There is no work '> <zzzz'"),
        ({"work": "a b/\x00%zz"}, "There is no work"),
    ],
)
def test_a_wrong_parameter_is_refused_with_the_remedy(workspace, given, message):
    with pytest.raises(QueryError) as caught:
        list(workspace(by=BY_WORK).query("by", given))
    assert message in str(caught.value)


def test_parameters_go_with_named_queries_only(workspace):
    with pytest.raises(QueryError, match="Parameters go with a named query"):
        workspace().query("SELECT * { ?s ?p ?o }", {"s": "b"})


def test_a_parameter_that_the_query_does_not_select_is_refused(workspace):
    with pytest.raises(QueryError, match="SELECT"):
        list(workspace(by=HEAD + "# param work: work = a work\nSELECT ?other { ?work kg:year ?other }").query("by", {"work": "b"}))


# ------------------------------------------------------------------------------------------------ headers and names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {}", r"bad\.rq:1: a named query starts with"),
        ("# title: T\nSELECT * {}", r"bad\.rq:1: a named query starts with"),
        (HEAD + "# param x: thing = a thing\nSELECT * {}", r"bad\.rq:3: a parameter is written"),
        (HEAD + "# param x\nSELECT * {}", r"bad\.rq:3: a parameter is written"),
    ],
)
def test_a_header_that_cannot_be_read_names_file_and_line(workspace, text, message):
    with pytest.raises(QueryError, match=message):
        list(workspace(bad=text).query("bad"))


def test_a_description_may_go_on(tmp_path):
    path = tmp_path / "q.rq"
    path.write_text("# title: T\n# description: One\n#   two: three.\n# param x?: text = an x\nASK {}\n# title: no\n", encoding="utf-8")
    found = query.parse(path)
    assert (found.name, found.title, found.description) == ("q", "T", "One two: three.")
    assert found.parameters == (query.Parameter("x", "text", "an x", False),)


def test_own_queries_are_added_and_go_before_packaged_ones(workspace):
    made = workspace(mine=HEAD + "SELECT ?x { VALUES ?x { 1 } }", **{"works-by-year": HEAD + "SELECT ?x { VALUES ?x { 2 } }"})
    assert [row["x"] for row in made.query("mine")] == [1]
    assert [row["x"] for row in made.query("works-by-year")] == [2]
    assert "contested-claims" in query.library(made.root)


def test_what_is_no_file_is_no_query(tmp_path):
    """A pipe would be waited for without end; a folder fails here at once."""
    (tmp_path / "queries" / "folder.rq").mkdir(parents=True)
    assert query.library(tmp_path) == query.library()


def test_an_unknown_name_has_the_nearest_one(workspace):
    with pytest.raises(QueryError, match="no query named 'contested-claim'; did you mean 'contested-claims'"):
        workspace().query("contested-claim")


@pytest.mark.parametrize(
    ("key", "found"),
    [("porter1999", "porter1998"), ("xorter1998", "porter1998"), ("Porter1998x", "porter1998"), ("zzz", ""), ("(*[", ""), ('"\\', "")],
)
def test_the_nearest_of_many_keys_begins_or_ends_alike(workspace, monkeypatch, key, found):
    store = workspace().store()
    assert query.nearest(key, "work", store) == found
    monkeypatch.setattr(query, "ALIKE", 2)  # there are four
    assert query.nearest(key, "work", store) == found
    assert query.nearest(key, "claim", store) == ""


# ------------------------------------------------------------------------------------------------ rows


def test_rows_are_plain_python():
    text = 'SELECT * { VALUES (?i ?d ?t ?b ?s ?l ?iri ?u ?date) { (1 1.5 true false "a" "b"@en <http://a.example/> UNDEF "1998"^^xsd:gYear) } }'
    (row,) = query.rows(query.run(text, ox.Store()))
    assert dict(row) == {"i": 1, "d": 1.5, "t": True, "b": False, "s": "a", "l": "b", "iri": "http://a.example/", "u": None, "date": "1998"}
    assert row["i"].__class__ is int
    assert len(row) == 9
    assert "missing" not in row
    with pytest.raises(KeyError):
        row["missing"]


def test_a_query_that_is_no_select_has_no_rows(workspace):
    with pytest.raises(QueryError, match="no SELECT"):
        workspace().query("ASK { ?s ?p ?o }")


def test_the_prefixes_need_not_be_declared_and_may_be(workspace):
    made = workspace()
    assert len(list(made.query("SELECT ?x { ?x a kg:Claim }"))) == 1
    assert len(list(made.query("PREFIX kg: <https://other.example/> SELECT ?x { ?x a kg:Claim }"))) == 0
