"""What script adds to the page of a work: its reference in three styles, and the work as RIS and Turtle."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import rdflib

from kg import imports
from kg.imports import known
from kg.resources import ontology_dir
from kg.schema import load
from kg.web import cite
from tests.browser.conftest import build
from tests.browser.references import BIB, REFERENCES
from tests.paths import REPO
from tests.unit.web_site import edition

REFERENCE = """() => [...document.getElementById('ref').childNodes].map((n) => n.nodeName === 'EM' ? `*${n.textContent}*` : n.textContent).join('')"""


@pytest.fixture(scope="module")
def works(tmp_path_factory) -> Path:
    """The site of the works of references.py."""
    workspace = tmp_path_factory.mktemp("works")
    (workspace / "bib").mkdir()
    shutil.copy(REPO / "kg.toml", workspace)
    (workspace / "bib" / "works.bib").write_text(BIB, encoding="utf-8")
    return build(workspace, workspace / "out")


def test_there_is_a_reference_in_each_style(visit, works):
    opened = visit(works)
    made = {}
    for key in REFERENCES:
        opened.open(f"work/{key}.html")
        found = []
        for style in ("APA", "Chicago", "MLA"):
            opened.page.get_by_role("button", name=style, exact=True).click()
            found.append(opened.ask(REFERENCE))
        made[key] = tuple(found)
    assert made == REFERENCES
    assert set(re.findall(r"^@\w+\{(\w+)", BIB, re.MULTILINE)) == set(REFERENCES)


def test_without_script_the_reference_is_in_apa(visit, works):
    opened = visit(works, "work/report.html", script=False)
    assert opened.page.locator("#ref").text_content() == REFERENCES["report"][0].replace("*", "")
    assert opened.page.locator("button:visible").count() == 0
    assert "@techreport{report," in opened.page.locator("#bib").text_content()


def test_a_style_is_kept_from_page_to_page_and_says_which_it_is(visit, works):
    opened = visit(works, "work/book.html")
    opened.page.get_by_role("button", name="MLA").click()
    opened.open("work/report.html")
    assert opened.ask(REFERENCE) == REFERENCES["report"][2]
    pressed = opened.page.locator("[aria-pressed=true]")
    assert pressed.all_text_contents() == ["MLA"]


def test_what_is_copied_is_the_style_that_is_shown_with_its_italics(visit, works):
    opened = visit(works, "work/book.html")
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.get_by_role("button", name="Chicago").click()
    copy = opened.page.locator("#reference .copy")
    copy.click()
    opened.until("(b) => b.textContent === 'Copied'", copy.element_handle())
    read = "async (type) => (await (await navigator.clipboard.read())[0].getType(type)).text()"
    assert opened.ask(read, "text/plain") == REFERENCES["book"][1].replace("*", "")
    assert "<em>On Competition</em>" in opened.ask(read, "text/html")


def saved(opened, label: str) -> tuple[str, str]:
    """The name and text of the file that a button saves."""
    with opened.page.expect_download() as download:
        opened.page.get_by_role("button", name=f"Save as {label}").click()
    return download.value.suggested_filename, Path(download.value.path()).read_text(encoding="utf-8")


def test_a_work_is_saved_as_ris(visit, works):
    opened = visit(works, "work/article.html")
    name, text = saved(opened, "RIS")
    assert name == "article.ris"
    assert text.splitlines() == [
        "TY  - JOUR", "ID  - article", "TI  - The Silicon Valley–Hsinchu Connection", "AU  - Saxenian, AnnaLee", "AU  - Hsu, Jinn-Yuh", "PY  - 2001",
        "T2  - Industrial and Corporate Change", "VL  - 10", "IS  - 4", "SP  - 893", "EP  - 920", "DO  - 10.1093/icc/10.4.893", "ER  - ",
    ]  # fmt: skip
    opened.open("work/others.html")
    unconfirmed = saved(opened, "RIS")[1]
    assert "T2  - J" in unconfirmed
    assert not re.search("^(SP|EP|DO)", unconfirmed, re.MULTILINE)


def test_ris_reads_back(visit, works):
    """By our own reader of RIS, as `kg import` uses it: the reference is the same again."""
    opened = visit(works)
    for key in ("article", "book", "chapter", "masters", "web"):
        opened.open(f"work/{key}.html")
        text = saved(opened, "RIS")[1]
        (imported,) = imports.bring_in([(f"{key}.ris", text.encode())], known.Library(), load(sorted(ontology_dir().glob("*.ttl"))))
        facts = edition(imports.bibtex([imported])).facts
        assert cite.text(next(facts.of_kind("work")), facts) == REFERENCES[key][0].replace("*", ""), text


def test_a_work_is_saved_as_turtle(visit, works):
    opened = visit(works, "work/eid.html")
    name, text = saved(opened, "Turtle")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    schema, base = rdflib.Namespace("https://schema.org/"), "https://w3id.org/bibkg/creative-clusters/"
    work = rdflib.URIRef(f"{base}work/eid")
    assert name == "eid.ttl"
    assert graph.value(work, rdflib.RDF.type) == schema.ScholarlyArticle
    assert str(graph.value(work, schema.name)) == "An “odd” One"
    author = graph.value(work, schema.author)
    assert str(author).startswith(f"{base}person/")
    assert str(graph.value(author, schema.name)) == "Ann van der Berg"
    opened.open("work/article.html")
    graph.parse(data=saved(opened, "Turtle")[1], format="turtle")
    assert graph.value(rdflib.URIRef(f"{base}work/article"), schema.sameAs) == rdflib.URIRef("https://doi.org/10.1093/icc/10.4.893")


def test_one_goes_on_in_the_list_that_one_came_from(visit, works):
    """As it was filtered and sorted; who comes from elsewhere has no neighbours."""
    opened = visit(works, "work/book.html")
    assert opened.page.locator(".trail").count() == 0
    opened.open("work/index.html")
    opened.page.locator(".filter input").fill("thesis")
    opened.page.get_by_role("button", name="Year").click()
    names = opened.page.locator("table.list tbody tr:visible th a").all_text_contents()
    assert len(names) == 2
    opened.page.locator("table.list tbody tr:visible th a").first.click()
    opened.page.wait_for_url("**/work/*.html")
    assert opened.page.locator(".trail a").all_text_contents() == ["Next"]
    opened.page.get_by_role("link", name=f"Next in the list: {names[1]}").click()
    opened.page.wait_for_url(lambda url: "index" not in url)
    opened.until("document.querySelector('.trail a')?.textContent === 'Previous'")
    assert opened.page.locator(".crumbs [aria-current]").text_content() == names[1]
