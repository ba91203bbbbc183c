"""The page of queries, from file://: it answers, says what is wrong and where, is stopped and shared."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest

from kg import query
from tests.browser.visit import PHONE
from tests.paths import REPO

ENGINE = REPO / "kg" / "vendor" / "oxigraph.js"
needs_engine = pytest.mark.skipif(
    not ENGINE.is_file(), reason="the engine is not there: with Node and npm installed, `make vendor` makes it"
)
FOREVER = "SELECT * WHERE { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f FILTER(?s != ?a && ?o != ?d && ?o = ?e) }"
CLAIMS = "SELECT ?claim WHERE { ?claim a kg:Claim } ORDER BY ?claim"


def asked(opened, text):
    """Write a query into the editor and run it by keyboard."""
    area = opened.page.locator("#ask-text")
    area.fill(text)
    area.press("Control+Enter")


def answered(opened):
    """What the page says when it has an answer."""
    opened.until("/ in [\\d.]+ m?s\\.$/.test(document.getElementById('ask-status').textContent)")
    return opened.page.locator("#ask-status").inner_text()


def complained(opened):
    """What the page says is wrong."""
    opened.until("document.getElementById('ask-error').textContent !== ''")
    return opened.page.locator("#ask-error").inner_text()


def cells(opened):
    return [row.locator("td").all_inner_texts() for row in opened.page.locator("#ask-result tbody tr").all()]


def saved(opened, name):
    """A download, and what it is called."""
    with opened.page.expect_download() as waiting:
        opened.page.locator("#ask-files").get_by_role("button", name=name).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes().decode()


@needs_engine
def test_nothing_large_is_loaded_before_it_is_needed(visit, site):
    opened = visit(site, "query.html")
    opened.page.wait_for_load_state("load")
    large = ("vendor/oxigraph.js", "data/graph.js")
    assert not [url for url in opened.requests if url.endswith(large)]
    opened.page.locator("#ask-text").focus()
    opened.until("'KG_OXIGRAPH' in window && 'KG_GRAPH' in window")
    assert sorted(url.rpartition("/")[2] for url in opened.requests if url.endswith(large)) == ["graph.js", "oxigraph.js"]


@needs_engine
def test_every_named_query_gives_what_the_command_gives(visit, site):
    """With its parameters from the form, where it needs any; a VALUES clause binds as the engine of the command does."""
    opened = visit(site, "query.html")
    given = opened.ask("Object.fromEntries(KG_QUERY.queries.map((q) => [q.name, q.example]))")
    given["works-by-author"] = {"person": "saxenian-annalee"}
    given["works-by-year"] = {"year": "2001"}
    from kg import Workspace

    workspace = Workspace(site.parent)
    assert set(given) == set(query.library())
    for name, parameters in given.items():
        opened.page.locator("#ask-named").select_option(name)
        for parameter, value in parameters.items():
            opened.page.locator(f"#ask-p-{parameter}").fill(value)
        opened.ask("document.getElementById('ask-status').textContent = ''")
        opened.page.get_by_role("button", name="Run").click()
        said = answered(opened)
        expected = [list(row) for row in csv.reader(io.StringIO(_csv(workspace, name, parameters)))]
        assert said.startswith(f"{len(expected) - 1:,} row"), (name, said, len(expected))
        if len(expected) > 1:
            file, text = saved(opened, "CSV")
            assert (file, list(csv.reader(io.StringIO(text)))) == (f"{name}.csv", expected), name


def _csv(workspace, name, parameters):
    from kg import answers

    return answers.write(workspace.answer(name, parameters), "csv", workspace.config.base).decode()


@needs_engine
def test_a_question_below_opens_in_the_editor_and_links_into_the_site(visit, site):
    opened = visit(site, "query.html")
    opened.page.locator("#question-evidence-for-claim summary").click()
    below = opened.page.locator("#question-evidence-for-claim tbody tr").count()
    opened.page.locator("#question-evidence-for-claim").get_by_role("button", name="Open in the editor").click()
    assert answered(opened).startswith(f"{below} row")
    assert "VALUES ?claim {" in opened.page.locator("#ask-text").input_value()
    link = opened.page.locator("#ask-result tbody a.claim").first
    key = link.inner_text()
    link.click()
    assert opened.where() == f"claim/{key}.html"


@needs_engine
def test_a_query_of_ones_own_is_answered_sorted_and_taken_away(visit, site):
    opened = visit(site, "query.html")
    asked(opened, CLAIMS)
    answered(opened)
    claims = [row[0] for row in cells(opened)]
    assert claims == sorted(claims)
    assert f"{len(claims)} rows" == opened.page.locator("#ask-count").inner_text()
    head = opened.page.locator("#ask-result thead button")
    head.click()
    opened.until("document.querySelector('#ask-result th').getAttribute('aria-sort') === 'ascending'")
    opened.page.locator("#ask-result thead button").click()
    opened.until("document.querySelector('#ask-result th').getAttribute('aria-sort') === 'descending'")
    assert cells(opened)[0] == [max(claims)]
    assert saved(opened, "TSV")[1].startswith("?claim\n<https://")
    assert '"bindings"' in saved(opened, "JSON")[1]
    asked(opened, "CONSTRUCT { ?claim rdfs:label ?label } WHERE { ?claim a kg:Claim ; rdfs:label ?label }")
    opened.until("document.getElementById('ask-count').textContent.includes('statement')")
    name, text = saved(opened, "Turtle")
    assert (name, text.count("rdf-schema#label>")) == ("query.ttl", len(claims))
    asked(opened, "ASK { ?claim a kg:Nothing }")
    opened.until("document.getElementById('ask-count').textContent === 'No'")


@needs_engine
def test_at_most_a_thousand_rows_are_shown_and_all_are_counted(visit, site):
    opened = visit(site, "query.html")
    asked(opened, "SELECT * WHERE { ?s ?p ?o }")
    total = int(answered(opened).split()[0].replace(",", ""))
    assert total > 1000 == len(cells(opened))
    assert saved(opened, "CSV")[1].count("\r\n") >= total


@needs_engine
@pytest.mark.parametrize(
    ("text", "says", "marked"),
    [
        ("SELECT *\nWHERE { ?s foo:bar ?o }", "the prefix foo: is not declared", "foo:bar"),
        ("SELECT *\nWHERE { ?s ?p ?o ?x", "at line 2, column 20: a “{” is never closed", ""),
        ("SELEC * { ?s ?p ?o }", "A query begins with SELECT", "SELEC"),
        ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "SERVICE is not allowed", None),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "This page only reads", None),
        ("", "There is no query yet", None),
    ],
)
def test_what_is_wrong_is_said_and_marked(visit, site, text, says, marked):
    opened = visit(site, "query.html")
    asked(opened, text)
    assert says in complained(opened)
    marks = opened.page.locator(".editor .q-wrong")
    assert (marks.first.text_content().strip() if marks.count() else None) == marked
    if marked is not None:
        opened.page.get_by_role("button", name="Go there").click()
        assert opened.ask("document.activeElement.id") == "ask-text"
    asked(opened, CLAIMS)
    assert answered(opened)
    assert opened.page.locator("#ask-error").inner_text() == ""


@needs_engine
def test_a_query_is_cancelled_and_the_next_one_answered(visit, site):
    opened = visit(site, "query.html")
    asked(opened, FOREVER)
    opened.until("document.getElementById('ask-status').textContent === 'Asking …'")
    opened.page.get_by_role("button", name="Cancel").click()
    opened.until("document.getElementById('ask-status').textContent === 'Cancelled.'")
    asked(opened, CLAIMS)
    assert answered(opened)


@needs_engine
def test_a_link_holds_the_query(visit, site):
    opened = visit(site, f"query.html#query={quote(CLAIMS)}")
    assert answered(opened)
    asked(opened, CLAIMS.replace("?claim", "?it"))
    opened.until("document.querySelector('#ask-result th').textContent === 'it'")
    again = visit(site, opened.page.url.rpartition("/")[2])
    assert answered(again)
    assert again.page.locator("#ask-text").input_value() == CLAIMS.replace("?claim", "?it")


@needs_engine
def test_a_parameter_that_names_nothing_is_said(visit, site):
    opened = visit(site, "query.html#name=evidence-for-claim&claim=no-such-claim")
    assert "There is no claim “no-such-claim”" in complained(opened)
    opened.page.locator("#ask-p-claim").fill("saxenian2001silicon")
    opened.page.locator("#ask-p-claim").press("Enter")
    opened.until("document.getElementById('ask-error').textContent.includes('is a work')")


@needs_engine
def test_words_are_completed_by_keyboard(visit, site):
    opened = visit(site, "query.html#name=claims")
    answered(opened)
    area = opened.page.locator("#ask-text")
    area.fill("")
    area.press_sequentially("SELECT * { ?claim kg:disputed")
    assert opened.page.locator("#ask-words li").all_inner_texts()[0].startswith("kg:disputedBy")
    area.press("Tab")
    assert area.input_value().endswith("kg:disputedBy")
    area.press_sequentially(" shocks-foster-col")
    opened.page.locator("#ask-words li").first.wait_for()
    area.press("ArrowDown")
    assert (
        opened.ask("document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).getAttribute('aria-selected')")
        == "true"
    )
    area.press("Enter")
    assert area.input_value().endswith("/claim/shocks-foster-collaboration>")
    area.press("Control+Space")
    assert not opened.page.locator("#ask-words").is_visible() or opened.page.locator("#ask-words li").count()
    area.press("Escape")
    assert not opened.page.locator("#ask-words").is_visible()


def test_without_the_engine_the_page_says_how_to_get_it(visit, site, tmp_path):
    copy = shutil.copytree(site, tmp_path / "copy", ignore=shutil.ignore_patterns("vendor"))
    opened = visit(copy, "query.html", size=PHONE)
    opened.page.locator("#ask-text").focus()
    opened.until("!document.getElementById('ask-missing').hidden")
    assert "make vendor" in opened.page.locator("#ask-missing").inner_text()
    assert opened.page.get_by_role("button", name="Run").is_disabled()
    opened.page.locator("#question-claims summary").click()
    assert opened.page.locator("#question-claims tbody tr").count() > 5
    failed = [fault for fault in opened.faults if "oxigraph.js" in fault or "ERR_FILE_NOT_FOUND" in fault]
    assert failed
    opened.faults[:] = [fault for fault in opened.faults if fault not in failed]


def test_without_script_the_questions_have_their_answers(visit, site):
    opened = visit(site, "query.html", script=False)
    assert not opened.page.locator("#ask").is_visible()
    opened.page.locator("#question-claims summary").click()
    assert opened.page.locator("#question-claims tbody a.claim").first.is_visible()
    assert "kg query claims" in opened.page.locator("#question-claims").inner_text()


@needs_engine
def test_of_a_large_graph_the_core_is_asked_and_the_page_says_so(visit, tmp_path, monkeypatch):
    workspace = tmp_path / "large"
    shutil.copytree(REPO / "bib", workspace / "bib")
    shutil.copy(REPO / "kg.toml", workspace)
    from kg import Workspace, editing
    from kg.web import script

    monkeypatch.setattr(script, "MOST", 1000)
    monkeypatch.setattr(script, "IN_PART", 8)
    monkeypatch.setattr(editing, "CARRIED", 1000)
    Workspace(workspace).build(workspace / "out")
    assert len(list((workspace / "out" / "data").glob("graph-*.js"))) > 4
    opened = visit(workspace / "out", "query.html")
    asked(opened, "SELECT * WHERE { ?work a kg:Work . ?work cito:cites ?other }")
    assert answered(opened)
    asked(opened, "SELECT (COUNT(*) AS ?works) WHERE { ?work a kg:Work }")
    opened.until("document.querySelector('#ask-result tbody td')?.textContent.trim() === '11'")
    assert "more than a page can hold" in opened.page.locator("#ask-core").inner_text()
    asked(opened, "SELECT * WHERE { ?work dcterms:creator ?person }")
    opened.until("document.getElementById('ask-status').textContent.startsWith('0 rows')")
