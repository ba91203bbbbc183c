"""A page is made from its own facts and what it may be told of others: it comes out the same where all else is out of sight."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kg import config, graph
from kg.web import pages, rows, things
from kg.web.edition import SiteInput, SourceText
from kg.web.facts import Brief, Facts, brief_of, gather
from kg.web.reach import reach
from kg.web.shell import Shell
from tests.paths import REPO
from tests.unit.web_site import BASE, edition

PROPOSED = "".join(
    f"@book{{b{n}, author = {{A{n}, B}}, title = {{On Industrial Clusters of {n} towns}}, year = 2000}}\n" for n in range(12)
)
TREE = """
@concept{top, label = {top}} @concept{middle, label = {middle}, broader = {top}} @concept{low, label = {low}, broader = {middle}}
@claim{c, statement = {It is low.}, concepts = {low}}
@study{s, label = {The study}, reportedin = {w}, methods = {low}, place = {Nantes}} @book{w, author = {A, B and C, D}, title = {T}, year = 1999}
"""


@cache
def shipped() -> SiteInput:
    """The literature that ships with the project."""
    files = {f"bib/{p.name}": p.read_bytes() for p in sorted((REPO / "bib").glob("*.bib"))}
    made = graph.build(files, config.Config(Path("nowhere"), "Test", BASE, "en"))
    sources = {made.index.entry[e.key].iri: SourceText(e.raw, e.file, e.key) for e in made.entries}
    facts = gather(made.statements, made.inferred, BASE)
    return SiteInput(
        title="Test",
        base=BASE,
        language="en",
        facts=facts,
        sources=sources,
        stances=list(made.schema.stances.values()),
        labels=made.schema.labels,
    )


LITERATURES = {"shipped": shipped, "one of everything": edition, "proposed": lambda: edition(PROPOSED), "tree": lambda: edition(TREE)}


class Asked(Mapping[str, Brief]):
    """Briefs that note which of them were asked for."""

    def __init__(self, briefs: Mapping[str, Brief]) -> None:
        self.briefs = briefs
        self.asked: set[str] = set()

    def __getitem__(self, term: str) -> Brief:
        self.asked.add(term)
        return self.briefs[term]

    def __iter__(self) -> Iterator[str]:
        return iter(self.briefs)

    def __len__(self) -> int:
        return len(self.briefs)


@pytest.mark.parametrize("name", LITERATURES)
def test_a_page_is_the_same_where_all_else_is_out_of_sight(name: str) -> None:
    site = LITERATURES[name]()
    whole = Shell(site)
    assert len(site.facts.pages) > 5
    for term, page in site.facts.pages.items():
        within = reach(page, site.base, site.facts.briefs.get)
        alone = replace(site, facts=Facts({term: page}, {t: b for t in within if (b := site.facts.briefs.get(t))}, []))
        assert pages.page(page, Shell(alone)) == pages.page(page, whole), term
        assert rows.row(page, alone) == rows.row(page, site), term


@pytest.mark.parametrize("name", LITERATURES)
def test_a_page_asks_only_for_what_is_within_its_reach(name: str) -> None:
    site = LITERATURES[name]()
    for page in site.facts.pages.values():
        asked = Asked(site.facts.briefs)
        pages.page(page, Shell(replace(site, facts=Facts({page.node.iri: page}, asked, []))))
        assert not {t for t in asked.asked if t.startswith(f"<{site.base}")} - reach(page, site.base, site.facts.briefs.get), page.node.iri


def test_a_brief_is_made_from_the_facts_of_its_own_page() -> None:
    for page in shipped().facts.pages.values():
        assert brief_of(page, BASE) == page.brief == shipped().facts.briefs[page.node.iri]


def test_what_pages_hold_for_others_can_be_sent_to_another_process() -> None:
    literature, lines = things.digests(edition())
    sent = pickle.loads(pickle.dumps((literature, lines, dict(edition().facts.briefs))))
    assert sent == (literature, lines, edition().facts.briefs)


def test_briefs_say_what_others_show() -> None:
    briefs = edition(TREE).facts.briefs
    term = f"<{BASE}{{}}>".format
    assert briefs[term("work/w")].people == (term("person/a-b"), term("person/c-d"))
    assert briefs[term("concept/middle")].narrower == (term("concept/low"),)
    assert briefs[term("concept/low")].claims == (term("claim/c"),)
    assert dict(briefs[term("study/s")].design)["<http://purl.org/dc/terms/spatial>"] == ('"Nantes"',)


def test_the_key_that_a_proposed_concept_gets_is_free() -> None:
    site = edition(PROPOSED)
    page = next(p for p in site.facts.pages.values() if p.proposed)
    key = page.node.iri[:-1].rpartition("/")[2]
    assert f"@concept{{{key}," in pages.page(page, Shell(site)).decode()
    taken = edition(PROPOSED + f"@person{{{key}, name = {{Somebody}}}}")
    assert f"@concept{{{key}-1," in pages.page(taken.facts.pages[page.node.iri], Shell(taken)).decode()
