"""What the page of each kind of thing says."""

from __future__ import annotations

import re

import pytest

from kg.web import markup
from tests.unit.web_site import BASE, BIB, EVIL, edition, files, html, read, text


def section(path: str, name: str) -> str:
    """The text of one section of a page."""
    found = re.search(rf'<section[^>]* id="{name}">.*?</section>', html(path), re.DOTALL)
    assert found, f"{path} has no section {name}"
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_a_work_says_what_it_is():
    page = text("work/oxborrow2012.html")
    assert "Conference paper Creative clusters: a new era? Lynn Oxborrow" in page
    assert "Oxborrow, L. (2012). Creative clusters: a new era? In Annual Conference. https://irep.example/30009/" in page
    assert "From bib/all.bib" in page
    assert "colour red" in section("work/oxborrow2012.html", "fields")


def test_a_work_shows_the_study_it_reports_in_words():
    assert section("work/oxborrow2012.html", "study").endswith(
        "Design single case study Methods interviews , observation Duration 18 months"
    )


def test_a_work_takes_stances_with_page_and_words():
    stands = section("work/oxborrow2012.html", "claims")
    assert "States (2)" in stands
    assert "Supports (1) Collaboration carries risk. pages 7–9 not without risk" in stands


def test_a_work_reports_others_apart():
    told = section("work/oxborrow2012.html", "reports")
    assert "Piore & Sabel 1984 supports Clustering gives firms pooled resources." in told.replace("&amp;", "&")


def test_citations_are_grouped_by_their_reasons_at_both_ends():
    cites = section("work/oxborrow2012.html", "cites")
    assert "Extends, uses conclusions from Reid et al. 2008 Cluster Regions page 5 associative economy" in cites
    assert "No reason given Piore" in cites
    assert "Extends, uses conclusions from this work Oxborrow 2012" in section("work/reid2008.html", "cited-by")
    assert "shares an author" in section("work/later2015.html", "cites")


def test_what_is_not_confirmed_is_marked_and_kept_from_machines():
    page = text("work/reid2008.html")
    assert "Not confirmed against a source: DOI, pages." in page
    assert "345–352 not confirmed" in page
    assert "Neil Reid and others" in page
    assert "citation_doi" not in html("work/reid2008.html")
    assert 'href="https://doi.org' not in html("work/reid2008.html")


def test_a_claim_sets_first_hand_and_second_hand_apart():
    evidence = section("claim/pool.html", "evidence")
    assert "Stated by (1) Oxborrow 2012" in evidence
    assert "Supported by (2) All at second hand Piore" in evidence
    assert "as reported by Oxborrow 2012" in evidence
    assert "which work supports which is not said" in evidence
    assert "Disputed by (1) Oxborrow" in evidence
    assert "Rests on Clustering provides pooled resources. from Oxborrow 2012" in text("claim/pool.html")


def test_a_claim_that_nobody_disputes_says_so():
    calm = "Nobody in this literature disputes it."
    assert calm in section("claim/risk.html", "evidence")
    assert calm not in text("claim/pool.html")
    assert calm not in text("claim/alone.html", BIB + "@claim{alone, statement = {Nobody says this.}}")


def test_a_work_says_early_what_is_noted_of_it():
    page = text("work/evil.html")
    assert page.index("Note <b>bold</b>") < page.index("Reference")


def test_what_several_works_are_named_for_together_is_said_on_the_reporting_work_too():
    assert "Named together with others for several statements." in section("work/oxborrow2012.html", "reports")


def test_claims_point_at_each_other_both_ways():
    assert section("claim/risk.html", "argument").startswith("In the argument ~ Qualifies (1) Clustering gives")
    assert section("claim/pool.html", "argument").startswith("In the argument ~ Qualified by (1) Collaboration carries")


def test_a_hedged_claim_says_so():
    assert "Claim · put tentatively Collaboration carries risk." in text("claim/risk.html")
    assert "put tentatively" not in text("claim/pool.html")


def test_a_reading_names_its_reader():
    assert "read by Ann Coder" in text("claim/risk.html")


def test_a_concept_says_what_it_is_and_where_it_stands():
    page = text("concept/district.html")
    assert "industrial district Many small firms." in page
    assert "Also called Industriedistrikt, district" in page
    assert '<span lang="de">Industriedistrikt</span>' in html("concept/district.html")
    assert "Term of (1) Piore" in section("concept/district.html", "term").replace("“ ", "")
    assert "page 12" in section("concept/district.html", "term")
    assert "Marshallian district" in section("concept/district.html", "place")
    assert "Clustering gives" in section("concept/district.html", "claims")
    assert "Collaboration carries" not in section("concept/district.html", "claims")
    assert "Collaboration carries" in section("concept/district.html", "narrower-claims")


def test_a_broader_concept_is_not_also_related():
    assert "Related" not in section("concept/marshallian.html", "place")


def test_a_person_has_works_by_year_roles_and_colleagues():
    page = text("person/reid.html")
    assert "ORCID 0000-0003-2795-8131" in page
    assert "Worked with Dirk Dohse, Johannes Bröcker, Lynn Oxborrow" in page
    assert page.index("2015 Oxborrow & Reid") < page.index("2008 Reid et al.") < page.index("2001 Reid")
    assert "A Chapteras editor" in text("person/dohse-dirk.html").replace(" as editor", "as editor")


def test_a_venue_a_keyword_and_an_organization_list_works():
    assert "Cluster Regions" in section("venue/economic-development-quarterly.html", "works")
    assert "Creative clusters" in section("keyword/never-heard-of.html", "works")
    assert "as publisher" in section("organization/basic-books.html", "works")
    assert "Study in Oxborrow 2012" in section("keyword/interview.html", "studies")


@pytest.mark.parametrize("path", [p for p in files() if p.endswith(".html")])
def test_markup_in_the_data_is_text_everywhere(path):
    page = read(path)
    assert not [a for tag, a in page.tags if tag == "img" or any(name.startswith("on") or name == "style" for name in a)]
    assert not [a for tag, a in page.tags if (a.get("href") or "").startswith("javascript:")]
    assert not [s for s in page.scripts if "onerror" in s and "<img" in s]
    assert [tag for tag, _ in page.tags].count("h1") == 1


def test_markup_in_a_title_is_shown_as_text():
    assert EVIL in text("work/evil.html")
    assert r"\u003c/script>" in html("work/evil.html")
    assert "<b>bold</b>" in text("work/evil.html")
    for path in ("work/index.html", "person/evil-eve.html"):
        assert EVIL in text(path), path


def test_the_new_details_of_a_work_stand_on_its_page():
    from kg.web import work as pages
    from tests.unit.web_site import edition

    site = edition(
        "@online{a, author = {A, B}, introduction = {C, D}, title = {T}, date = 2001, pubstate = {inpress}, eprint = {1008.2849}, version = 3,"
        " language = {german}, eprinttype = {arxiv}, eid = {17}, chapter = 4, url = {https://t.example/x}, urldate = {2021-01-23}}"
    )
    page = next(site.facts.of_kind("work"))
    made = pages.work(page, site)
    facts = made.body.partition("<aside")[2].partition("</aside>")[0]
    people = made.body.partition('<p class="by">')[2].partition("</p>")[0]
    for shown in ("arxiv.org/abs/1008.2849", "in press", "German", "(seen 2021-01-23)", "Article number", "Chapter", "Version"):
        assert shown in facts
    assert "introduction: " in people
    assert '"inLanguage":["de"]' in made.head
    assert '"contributor":[' in made.head
    assert "chapter" not in made.body.partition('id="reference"')[2].partition('id="entry"')[0]


ALIKE = """
@article{one, author = {Porter, Michael E.}, title = {Clusters}, year = 1998, doi = {10.1000/1}}
@article{two, author = {Porter, M. E.}, title = {Clusters}, year = 1998, doi = {10.1000/1}}
"""


def test_what_is_probably_the_same_is_said_on_both_pages():
    for here, there in (("porter-m-e", "porter-michael-e"), ("porter-michael-e", "porter-m-e")):
        page = html(f"person/{here}.html", ALIKE)
        assert f'Perhaps the same as <a href="{there}.html">' in page
        assert "their names are alike: Porter, Michael E. / Porter, M. E." in text(f"person/{here}.html", ALIKE)
    for here, there in (("one", "two"), ("two", "one")):
        assert f'Perhaps the same as <a class="work" href="{there}.html">' in html(f"work/{here}.html", ALIKE)
        assert "the same DOI" in text(f"work/{here}.html", ALIKE)


def test_a_list_on_a_page_is_bounded():
    works = "".join(f"@misc{{w{n:03}, title = {{Work {n}}}, keywords = {{clusters}}}}\n" for n in range(markup.MOST + 20))
    page = html("keyword/cluster.html", works)
    assert page.count('href="../work/w') == markup.MOST
    assert 'and 20 more: <a href="../work/index.html#about=clusters">in the list of works</a>' in page


def test_the_page_of_queries_shows_the_first_answers_and_the_commands():
    """Without `ask` (a large graph) only the commands; nothing on the page depends on the engine of the browser."""
    from kg.web import asking, things
    from kg.web.shell import Shell

    site = edition()
    literature, _ = things.digests(site)
    iri, hostile = f"<{BASE}claim/pool#supports-reid2008>", '"' + EVIL + '"'
    found = lambda name, given: (("claim", "forWhom"), [(f"<{BASE}claim/pool>", hostile), (iri, "")], 1234)  # noqa: E731
    page = dict(asking.asking(Shell(site), literature, asking.Ask(found, "")))["query.html"].decode()
    assert '<a class="claim" href="claim/pool.html">pool</a>' in page
    assert '<a href="claim/pool.html">pool#supports-reid2008</a>' in page
    assert "for whom" in page
    assert EVIL not in page
    assert "The first 2 of 1,234 rows." in page
    assert "'wasm-unsafe-eval';style-src 'self'" in page.replace("&#39;", "'")
    bare = html("query.html")
    assert "<table" not in bare
    assert "kg query contested-claims" in bare
    assert "wasm-unsafe-eval" not in html("about.html")
