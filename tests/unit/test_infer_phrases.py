"""Phrases that titles share: proposed only where hardly an entry says what it is about, and never mixed with what people wrote."""

from __future__ import annotations

import time
from pathlib import Path

from kg import config, graph, iri, terms
from kg.infer.phrases import MOST, key_phrases
from kg.web.facts import gather
from kg.web.relations import by_claims, concept_links, concept_tree, subjects
from kg.web.whole import whole

BASE = "https://x.example/"


def made(bib: str) -> graph.Graph:
    return graph.build({"bib/a.bib": bib.encode()}, config.Config(Path("nowhere"), "Test", BASE, "en"))


def book(key: str, title: str, more: str = "") -> str:
    return f"@book{{{key}, author = {{Author, A.}}, year = 2000, title = {{{title}}}{more}}}\n"


BARE = (
    book("a", "Industrial districts and their firms")
    + book("b", "What makes an industrial district?")
    + book("c", "Knowledge spill-overs: the firm")
    + book("d", "Of knowledge spillovers")
)


def proposed(found: graph.Graph) -> dict[str, str]:
    label = terms.term("skos:prefLabel")
    return {s.subject: terms.value(s.object) for s in found.inferred if s.predicate == label}


def test_a_phrase_is_shared_by_two_titles_whatever_number_case_and_hyphens():
    assert key_phrases(["Industrial districts", "An industrial district", "The industrial-district debate"], ["en"]) == {
        "industrial district": "industrial district"
    }


def test_phrases_do_not_reach_over_punctuation_and_have_no_stop_words_at_their_ends():
    found = key_phrases(["Return on investment: growth", "The return on investment. Growth in the"], ["en"])
    assert "return on investment" in found
    assert not any(p.split()[0] in ("on", "in", "the") or p.split()[-1] in ("on", "in", "the") for p in found)
    assert "investment growth" not in found


def test_the_same_title_twice_makes_no_phrase():
    assert key_phrases(["Numerous explicit illustrations"] * 5, ["en"]) == {}


def test_stop_words_are_those_of_the_languages_named():
    titles = ["Die Bezirke der Industrie", "Die Bezirke der Stadt"]
    assert "die bezirke" not in key_phrases(titles, ["de"])
    assert list(key_phrases(titles, ["xx-unknown", "de"]).values()) == ["Bezirke"]


def test_a_part_of_a_longer_phrase_is_no_phrase_of_its_own():
    found = key_phrases(["Linear programming design", "A linear programming design", "Any linear programming design of ours"], ["en"])
    assert list(found) == ["linear programming design"]


def test_there_are_not_more_than_a_person_can_look_at_and_time_is_linear():
    titles = [f"word{n % 997} thing{n % 499} notion{n % 251} matter{n % 127}" for n in range(30_000)]
    start = time.process_time()
    found = key_phrases(titles, ["en"])
    assert len(found) <= MOST
    assert time.process_time() - start < 20


def test_phrases_are_keywords_in_a_scheme_of_their_own_in_the_inferred_graph_only():
    found = made(BARE)
    assert sorted(proposed(found).values()) == ["industrial district", "knowledge spillovers"]
    for node in proposed(found):
        assert iri.kind(node) == "keyword"
        assert not any(node in (s.subject, s.object) for s in found.statements)
        assert {s.object for s in found.inferred if s.subject == node and s.predicate == terms.term("skos:inScheme")} == {
            f"<{BASE}phrases>"
        }


def test_every_work_with_a_phrase_is_linked_to_it_with_the_words_found():
    found = made(BARE)
    district = next(n for n, label in proposed(found).items() if label.lower().startswith("industrial district"))
    words = {
        s.object
        for s in found.inferred
        if s.predicate == terms.term("kg:matchedText") and s.subject.endswith(f"#keyword-{district[1:-1].rpartition('/')[2]}>")
    }
    assert words == {'"Industrial districts"', '"industrial district"'}


def test_nothing_is_proposed_where_entries_have_keywords():
    found = made(BARE + book("e", "E", ", keywords = {industrial district}"))
    assert proposed(found) == {}


def test_a_literature_without_keywords_has_a_map_and_a_network_of_its_phrases():
    found = made(BARE)
    literature = whole(gather(found.statements, found.inferred, BASE))
    assert not by_claims(literature)
    assert all(gist.proposed == (gist.brief.kind == "keyword") for gist in literature.gists.values())
    assert {stated for about in subjects(literature).values() for stated in about.values()} == {False}
    concepts, _, total = concept_links(literature)
    assert len(concepts) == total > 0
    assert [b.concept.uses for b in concept_tree(literature, concepts)] == sorted((c.uses for c in concepts), reverse=True)


def test_without_claims_concepts_hang_together_by_the_works_about_both():
    found = made(book("a", "A", ", keywords = {trust, firm}") + book("b", "B", ", keywords = {trust, firm, town}") + book("c", "C"))
    literature = whole(gather(found.statements, found.inferred, BASE))
    concepts, links, _ = concept_links(literature)
    assert {c.label: c.uses for c in concepts} == {"trust": 2, "firm": 2, "town": 1}
    assert {(e.start, e.end): e.weight for e in links if e.kind == "together"}["keyword/firm", "keyword/trust"] == 2


def test_what_was_found_in_texts_counts_only_where_hardly_an_entry_says_what_it_is_about():
    tagged = "".join(book(f"k{n}", "T", ", keywords = {trust}") for n in range(5))
    few = "".join(book(f"f{n}", f"On trust {n}") for n in range(30))
    for bib, stated in ((tagged + few, {True, False}), (tagged + few[: len(few) // 3], {True})):
        found = made(bib)
        literature = whole(gather(found.statements, found.inferred, BASE))
        assert {s for about in subjects(literature).values() for s in about.values()} == stated


def test_a_frequent_keyword_is_looked_for_in_titles_and_abstracts_and_a_rare_one_is_not():
    keyword = f"<{BASE}keyword/trust>"
    for count, linked in ((4, False), (5, True)):
        tagged = "".join(book(f"k{n}", f"T{n}", ", keywords = {trust}") for n in range(count))
        found = made(tagged + book("z", "The trusts of old"))
        assert (f"<{BASE}work/z>", keyword) in {(s.subject, s.object) for s in found.inferred} or not linked
        assert bool(found.inferred) == linked


def test_a_title_that_says_one_word_again_and_again_breaks_nothing():
    again = "word " * 5
    assert key_phrases([again, "Silicon Valley", "The Silicon Valley"], ["en"]) == {"silicon valley": "Silicon Valley"}


def test_a_phrase_has_the_language_of_the_titles_it_stands_in():
    def tags(*languages: str) -> set[str]:
        titles = ("Die Bezirke der Industrie", "Bezirke der Stadt")
        bib = "".join(
            book(f"k{n}", title, tag and f", langid = {{{tag}}}") for n, (title, tag) in enumerate(zip(titles, languages, strict=True))
        )
        return {terms.language(s.object) for s in made(bib).inferred if s.predicate == terms.term("skos:prefLabel")}

    assert tags("german", "ngerman") == {"de"}
    assert tags("german", "naustrian") == {"de"}
    assert tags("german", "") == tags("", "") == tags("german", "dutch") == {""}
