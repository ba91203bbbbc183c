"""Formatted references, in the manner of APA."""

from __future__ import annotations

import pytest

from kg.web import cite
from tests.unit.web_site import edition

PEOPLE = " and ".join(f"Author{n:02}, A" for n in range(1, 24))


def reference(entry: str) -> str:
    facts = edition(entry).facts
    return cite.text(next(facts.of_kind("work")), facts)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "@article{a, author = {Saxenian, AnnaLee and Hsu, Jinn-Yuh}, title = {The Connection}, journal = {Change}, year = 2001, volume = 10, number = 4, pages = {893--920}, doi = {10.1093/icc/10.4.893}}",
            "Saxenian, A., & Hsu, J.-Y. (2001). The Connection. Change, 10(4), 893–920. https://doi.org/10.1093/icc/10.4.893",
        ),
        (
            "@book{a, author = {Porter, Michael E.}, title = {On Competition}, publisher = {HBS Press}, year = 1998}",
            "Porter, M. E. (1998). On Competition. HBS Press.",
        ),
        (
            "@incollection{a, author = {A, B}, editor = {Bröcker, Johannes and Dohse, Dirk and Soltwedel, R.}, title = {Part}, booktitle = {Whole}, pages = {1--2}, publisher = {Springer}, year = 2003}",
            "A, B. (2003). Part. In J. Bröcker, D. Dohse, & R. Soltwedel (Eds.), Whole (pp. 1–2). Springer.",
        ),
        (
            "@incollection{a, author = {A, B}, editor = {Bröcker, Johannes and Dohse, Dirk}, title = {Part}, booktitle = {Whole}, year = 2003}",
            "A, B. (2003). Part. In J. Bröcker & D. Dohse (Eds.), Whole.",
        ),
        ("@book{a, editor = {Bröcker, Johannes}, title = {Whole}, year = 2003}", "Bröcker, J. (Ed.). (2003). Whole."),
        ("@phdthesis{a, author = {A, B}, title = {Thesis}, school = {NTU}, year = 2003}", "A, B. (2003). Thesis [Doctoral thesis, NTU]."),
        (
            "@techreport{a, author = {A, B}, title = {What?}, institution = {ISA}, number = {2009-07}, year = 2009}",
            "A, B. (2009). What? (No. 2009-07). ISA.",
        ),
        ("@unpublished{a, author = {A, B}, title = {Clusters?}, year = 2005}", "A, B. (2005). Clusters? [Unpublished manuscript]."),
        ("@misc{a, title = {No Author}, year = 2005}", "No Author. (2005)."),
        ("@misc{a, author = {{OECD}}, title = {No Year}}", "OECD. (n.d.). No Year."),
        (
            "@article{a, author = {A, B and others}, title = {T}, year = 2005, doi = {10.1234/x}, unverified = {doi}}",
            "A, B., et al. (2005). T.",
        ),
        (
            "@article{a, author = {A, B}, title = {T}, journaltitle = {J}, date = 2005, volume = 3, eid = {17}}",
            "A, B. (2005). T. J, 3, Article 17.",
        ),
        (
            "@online{a, author = {A, B}, title = {T}, date = {2010-08-17}, eprinttype = {arxiv}, eprint = {1008.2849v1}}",
            "A, B. (2010, August 17). T. https://arxiv.org/abs/1008.2849v1",
        ),
        (
            "@online{a, author = {A, B}, title = {T}, url = {https://t.example/}, urldate = {2021-01-23}}",
            "A, B. (n.d.). T. Retrieved January 23, 2021, from https://t.example/",
        ),
        ("@article{a, author = {A, B}, title = {T}, journaltitle = {J}, pubstate = {inpress}}", "A, B. (in press). T. J."),
        (
            "@book{b, editor = {Ed, Ann}, title = {Whole}, year = 2001} @incollection{a, author = {A, B}, title = {T}, crossref = {b}}",
            "A, B. (2001). T. In A. Ed (Ed.), Whole.",
        ),
        (
            "@incollection{a, author = {A, B}, title = {T}, booktitle = {Whole}, series = {A Series}, maintitle = {All}, date = 2005}",
            "A, B. (2005). T. In Whole.",
        ),
    ],
)
def test_a_reference(entry, expected):
    assert reference(entry) == expected


def test_a_set_is_cited_by_its_members():
    facts = edition(
        "@set{s, entryset = {a, b}} @book{a, author = {A, B}, title = {T}, year = 2001} @book{b, title = {U}, year = 2002}"
    ).facts
    page = next(p for p in facts.of_kind("work") if p.brief.label == "s")
    assert cite.text(page, facts) == "A 2001; U 2002."


def test_more_than_twenty_authors_are_cut():
    made = reference(f"@book{{a, author = {{{PEOPLE}}}, title = {{T}}, year = 2000}}")
    assert "Author19, A., … Author23, A. (2000)" in made
    assert "Author20" not in made


def test_titles_of_whole_publications_are_in_italics():
    facts = edition("@book{a, author = {A, B}, title = {On <Competition>}, year = 1998}").facts
    assert "<em>On &lt;Competition&gt;</em>" in cite.html(cite.source(next(facts.of_kind("work")), facts))
