"""The site as a whole: its files, links, frame and data for machines."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import replace
from functools import cache
from itertools import groupby
from urllib.parse import unquote, urlsplit

import pytest
import rdflib

from kg.codes import CODES
from kg.model import Problem
from kg.web import example, publish
from kg.web.asking import ALLOWED
from kg.web.shell import policy
from kg.web.whole import whole
from tests.unit.web_site import BASE, BIB, Reader, edition, files, html, read

PAGES = [p for p in files() if p.endswith(".html")]
LATER = "vendor/"  # third-party files are copied by the build


@cache
def ids() -> dict[str, set[str | None]]:
    """The ids of each page."""
    return {p: {a.get("id") for _, a in read(p).tags} for p in PAGES}


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(path):
    for tag, attributes in read(path).tags:
        for address in (attributes.get("href"), attributes.get("src")):
            if address is None:
                continue
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme in ("http", "https", "mailto", "ftp"), address
                assert tag == "a", f"{path} fetches {address}"
                assert "target" not in attributes, "a page that opens in a window of its own could reach back"
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
            assert target in files() or target.startswith(LATER), f"{path} links to {address}"
            if parts.fragment and "=" not in parts.fragment:
                assert unquote(parts.fragment) in ids()[target], f"{path} links to {address}"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_frame(path):
    page = read(path)
    metas = [a for tag, a in page.tags if tag == "meta"]
    assert {"name": "generator", "content": "bibkg"} in metas
    assert {"http-equiv": "Content-Security-Policy", "content": policy(ALLOWED if path == "query.html" else {})} in metas
    assert [tag for tag, _ in page.tags].count("main") == 1
    assert html(path).startswith("<!doctype html>")
    headings = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    if path != "index.html":
        assert all(b <= a + 1 for a, b in zip([0, *headings], headings, strict=False)), headings
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_scripts_are_files_or_data(path):
    for tag, attributes in read(path).tags:
        if tag == "script":
            assert "src" in attributes or attributes.get("type") in ("application/ld+json", "application/json")
        assert tag != "style"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_script_or_style_sheet_twice(path):
    """A script that runs twice handles every click twice, and undoes what it did."""
    tags = read(path).tags
    asked_for = [a["src"] for tag, a in tags if tag == "script" and "src" in a] + [a["href"] for tag, a in tags if tag == "link"]
    assert len(asked_for) == len(set(asked_for))
    if path == "index.html":
        assert {"assets/map.js", "assets/map-save.js", "assets/map.css"} <= set(asked_for)


def graph_of(path: str) -> rdflib.Graph:
    """The JSON-LD of a page, read with schema.org as the only vocabulary: no context is fetched."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html(path))
    assert found, path
    data = json.loads(found[1])
    assert data.pop("@context") == ["https://schema.org", {"@base": BASE}]
    return rdflib.Graph().parse(data=json.dumps({"@context": {"@vocab": "https://schema.org/", "@base": BASE}, **data}), format="json-ld")


@pytest.mark.parametrize("path", [p for p in PAGES if "/" in p and "index" not in p and not p.startswith("study/")])
def test_data_for_machines_is_about_things_that_there_are(path):
    graph = graph_of(path)
    own = {str(n) for triple in graph for n in triple if str(n).startswith(BASE)}
    assert f"{BASE}{path.removesuffix('.html')}" in own
    assert {i for i in own if not i.endswith(("/concepts", "/keywords"))} <= {term[1:-1] for term in edition().facts.pages}


def test_a_work_is_a_work_of_schema_org():
    graph = graph_of("work/oxborrow2012.html")
    work, schema = rdflib.URIRef(f"{BASE}work/oxborrow2012"), rdflib.Namespace("https://schema.org/")
    assert graph.value(work, rdflib.RDF.type) == schema.ScholarlyArticle
    assert set(map(str, graph.objects(work, schema.citation))) == {f"{BASE}work/reid2008", f"{BASE}work/piore1984"}
    assert '<meta name="citation_title" content="Creative clusters: a new era?">' in html("work/oxborrow2012.html")


def test_one_more_entry_changes_no_page_of_another():
    more = files(BIB + "@book{alone, author = {Alone, Al}, title = {Alone}, year = {1999}}")
    lists = {"about.html", "assets/search-data.js", "debates.html", "index.html", "person/index.html", "timeline.html", "work/index.html"}
    changed = {p for p, data in more.items() if files().get(p) != data}
    assert changed == {"work/alone.html", "person/alone-al.html"} | lists & changed


def test_two_builds_are_the_same():
    assert dict(publish.site(edition())).items() <= files().items()


def writers(count: int, extra: str = "") -> str:
    """As many works of one year, each by somebody else, and all in one journal."""
    entry = "@article{{b{n}, author = {{{letter}riter{n:04}, A}}, title = {{T}}, journal = {{J}}, year = {{2000}}}}\n"
    return "".join(entry.format(n=n, letter="BGQW"[n % 4]) for n in range(count)) + extra


def parts_of(made: dict[str, bytes], kind: str) -> dict[str, bytes]:
    """The parts of a list, by name."""
    return {p.removeprefix(f"{kind}/index/"): data for p, data in made.items() if p.startswith(f"{kind}/index/")}


def test_a_long_list_shows_the_most_connected_and_links_to_its_parts():
    made = files(writers(1201))
    overview = made["person/index.html"].decode()
    assert overview.count('<th scope="row"') == 60
    assert "The 60 most connected of 1,201." in overview
    found = parts_of(made, "person")
    assert all(f'<a href="index/{name}">' in overview for name in found)
    rows = {name: data.count(b'<th scope="row"') for name, data in found.items()}
    assert sum(rows.values()) == 1201
    assert max(rows.values()) <= 250
    assert all(f'<span class="n">{count}</span>' in overview for count in rows.values())
    whole_year = parts_of(files(writers(251)), "work")
    assert {"2000.html", "2000-q.html"} & set(whole_year), "the year is past the limit, so it is cut by letters"


def test_a_part_of_a_list_links_to_things_and_to_its_neighbours():
    made = files(writers(1201))
    for kind in ("person", "work"):
        names = list(parts_of(made, kind))
        for n, name in enumerate(names):
            page = Reader()
            page.feed(made[f"{kind}/index/{name}"].decode())
            links = [a["href"] for tag, a in page.tags if tag == "a"]
            for href in links:
                path = posixpath.normpath(posixpath.join(f"{kind}/index", unquote(href.partition("#")[0]))) if href[0] != "#" else ""
                assert not path or path in made, f"{name} links to {href}"
            near = {a["rel"]: a["href"] for tag, a in page.tags if tag == "a" and "rel" in a}
            assert near == {r: names[m] for r, m in (("prev", n - 1), ("next", n + 1)) if 0 <= m < len(names)}


def test_one_entry_more_changes_few_parts_of_a_list():
    before, after = files(writers(1201)), files(writers(1201, "@book{x, author = {Gnu, A}, title = {T}, year = {1980}}"))
    changed = [name for name, data in parts_of(after, "person").items() if parts_of(before, "person").get(name) != data]
    assert 1 <= len(changed) <= 3
    assert list(parts_of(after, "work"))[:1] == ["1980.html"]
    assert [n for n, data in parts_of(after, "work").items() if parts_of(before, "work").get(n) != data] == ["1980.html", "2000.html"]


def test_a_list_within_the_limit_is_one_page():
    assert not parts_of(files(writers(250)), "person")
    assert files(writers(250))["person/index.html"].count(b'<th scope="row"') == 250


def test_an_empty_literature_has_all_pages_of_the_navigation():
    made = files("% nothing\n")
    page = Reader()
    page.feed(made["about.html"].decode())
    for tag, attributes in page.tags:
        if tag == "a" and not attributes["href"].startswith("#"):
            assert attributes["href"] in made


def test_a_template_can_be_overridden():
    given = replace(edition(), templates={"list.html": "<h1>{{ title }}, mine</h1>"})
    assert b"<h1>Studies, mine</h1>" in dict(publish.site(given))["study/index.html"]


def test_problems_are_explained():
    page = html("quality.html")
    assert "KG109" in page
    assert "bib/all.bib:23" in page
    assert "javascript:alert(1)" in page


def test_the_page_of_problems_stays_small_and_says_how_many_more_there_are():
    many = [
        Problem(f"bib/{n % 7}.bib", n, code, "title", f"'{n}' is no title. " * 6, "Write another.", key=f"key{n}")
        for code in CODES
        for n in range(1, 1500 if code == "KG312" else 150)
    ]
    pages = {
        name: data for name, data in publish.site(replace(edition(), problems=many, problem_titles=CODES)) if name.startswith("quality")
    }
    page = pages["quality.html"].decode()
    assert len(pages) == 1 + len(CODES)
    assert max(map(len, pages.values())) <= 60_000
    for code, known in groupby(many, key=lambda p: p.code):
        part = page.partition(f'id="{code}"')[2].partition("</div>")[0]
        more = int(re.findall(r"and ([0-9,]+) more: ", part)[0].replace(",", ""))
        assert part.count("<li>") > 0
        assert part.count("<li>") + more == len(list(known))
        assert f'<a href="quality-{code}.html">' in part
        assert pages[f"quality-{code}.html"].count(b"<li>") > 20


def test_assets_and_downloads_are_there():
    assert {"assets/base.css", "assets/site.js", "assets/icon.svg", "data/graph.nt"} <= set(files())
    assert b"http" not in files()["assets/base.css"].replace(b"http://www.w3.org", b"")


@pytest.mark.parametrize("bib", [BIB, "% nothing\n", "@book{one, author = {A, B}, title = {T}, year = {2000}, keywords = {k}}"])
def test_what_pages_offer_to_copy_can_be_pasted(bib):
    """No key is taken, none names what is not there; also once what another page offers is pasted beside it."""
    made = whole(edition(bib).facts).tally
    known = faults(edition(bib))
    for offered in (example.entries(made), example.claim_entry(made), example.entries(made) + example.concept_entry(made)):
        pasted = edition(bib + "\n" + offered)
        assert faults(pasted) <= known
        twice = edition(f"{bib}\n{offered}\n{example.entries(whole(pasted.facts).tally)}")
        assert {(code, key) for code, key in faults(twice) if code != "KG308"} <= known, "the example's work is there twice then"


def faults(made):
    """The codes of what is wrong, with the entries; a concept that nothing refers to yet is only worth a note."""
    return {(p.code, p.key) for p in made.problems if p.severity != "note"}


def test_the_example_supports_a_claim_that_there_is():
    assert "supports = {pool [p. 12" in example.entries(whole(edition().facts).tally)
    assert "supports" not in example.entries(whole(edition("% nothing\n").facts).tally)


def test_queries_are_shown_with_the_parameters_they_need():
    made = whole(edition().facts).tally
    packaged = publish.NamedQuery("evidence-for-claim", "Evidence", "Who.", (("claim", "claim"),))
    assert example.command(packaged, made) == "kg query evidence-for-claim -p claim=pool"
    own = publish.NamedQuery("mine", "Mine", "Of this workspace.", (("year", "year"), ("who", "person")))
    assert example.command(own, made) == "kg query mine -p year=2020 -p who=reid"
    assert example.command(publish.NamedQuery("contested-claims", "C", "C."), made) == "kg query contested-claims"
