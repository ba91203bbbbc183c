"""The citation meta tags of a work, and what Zotero makes of them."""

from __future__ import annotations

import pytest

from kg.web import cite, meta
from tests.browser.references import BIB
from tests.unit.web_site import edition, read

# What "Embedded Metadata.js" of https://github.com/zotero/translators reads: the keys of its HIGHWIRE_MAPPINGS, and
# what addHighwireMetadata asks for by itself.
ZOTERO = frozenset(
    f"citation_{name}"
    for name in (
        "title publication_date cover_date date journal_title journal_abbrev inbook_title book_title volume issue series_title "
        "conference_title conference dissertation_institution technical_report_institution technical_report_number publisher isbn "
        "abstract doi public_url language author authors firstpage lastpage issn ISSN eIssn pdf_url abstract_html_url "
        "fulltext_html_url pmid online_date year keywords"
    ).split()
)
SCHOLAR = {"citation_arxiv_id"}  # read by Google Scholar
TYPES = {  # what Zotero's `init` takes an item for by a tag that it has
    "citation_journal_title": "journalArticle", "citation_technical_report_institution": "report", "citation_conference_title": "conferencePaper",
    "citation_book_title": "bookSection", "citation_dissertation_institution": "thesis",
}  # fmt: skip


def tags(entry: str) -> list[tuple[str, str]]:
    """The names and contents of the meta tags of a work."""
    facts = edition(entry).facts
    source = cite.source(next(facts.of_kind("work")), facts)
    reader = read_text(meta.tags(source, set(source.node.all("kg:unverified"))))
    return [(a["name"], a["content"]) for tag, a in reader if tag == "meta"]


def read_text(html: str):
    from tests.unit.web_site import Reader

    reader = Reader()
    reader.feed(html)
    return reader.tags


def test_every_tag_is_one_that_is_read():
    assert meta.NAMES <= ZOTERO | SCHOLAR
    seen = {name for entry in BIB.strip().split("\n") for name, _ in tags(entry)}
    assert seen <= meta.NAMES | {"z:itemType"}
    assert len(seen) > 15


@pytest.mark.parametrize(
    ("entry", "item"),
    [
        ("@article{a, title = {T}, journal = {J}}", "journalArticle"),
        ("@book{a, title = {T}, isbn = {9780875847955}}", "book"),
        ("@book{a, title = {T}, series = {S}}", "book"),
        ("@incollection{a, title = {T}, booktitle = {B}}", "bookSection"),
        ("@inproceedings{a, title = {T}, booktitle = {B}}", "conferencePaper"),
        ("@phdthesis{a, title = {T}, school = {S}}", "thesis"),
        ("@techreport{a, title = {T}, institution = {S}}", "report"),
        ("@online{a, title = {T}, url = {https://x.example/}}", "webpage"),
        ("@unpublished{a, title = {T}}", "manuscript"),
    ],
)
def test_zotero_takes_a_work_for_what_it_is(entry, item):
    found = dict(tags(entry))
    assert found.get("z:itemType") or next(TYPES[name] for name in found if name in TYPES) == item
    assert found.get("z:itemType", item) == item
    assert len(TYPES.keys() & found) <= 1


def test_an_article_has_the_tags_of_what_its_entry_says():
    entry = (
        "@article{a, author = {van der Berg, Ann and {OECD} and Hsu, Jinn-Yuh}, title = {A & B}, journal = {J}, date = {2001-03}, volume = 10,"
        " number = 4, pages = {893--920}, doi = {10.1093/icc/10.4.893}, issn = {0960-6491}, langid = {english}}"
    )
    assert tags(entry) == [
        ("citation_title", "A & B"), ("citation_author", "van der Berg, Ann"), ("citation_author", "OECD"), ("citation_author", "Hsu, Jinn-Yuh"),
        ("citation_publication_date", "2001/03"), ("citation_journal_title", "J"), ("citation_volume", "10"), ("citation_issue", "4"),
        ("citation_issn", "0960-6491"), ("citation_firstpage", "893"), ("citation_lastpage", "920"), ("citation_doi", "10.1093/icc/10.4.893"),
    ]  # fmt: skip


def test_a_report_and_a_book_have_theirs():
    report = dict(tags("@techreport{a, title = {T}, institution = {ISA}, number = {7}, year = 2009}"))
    assert report["citation_technical_report_institution"] == "ISA"
    assert report["citation_technical_report_number"] == "7"
    assert "citation_publisher" not in report
    book = dict(tags("@book{a, title = {T}, publisher = {P}, isbn = {9780875847955}, language = {german}}"))
    assert (book["citation_publisher"], book["citation_isbn"], book["citation_language"]) == ("P", "9780875847955", "de")


def test_the_unconfirmed_has_no_tag():
    found = dict(tags("@article{a, title = {T}, journal = {J}, year = 2001, pages = {1--2}, doi = {10.1093/x}, unverified = {pages, doi}}"))
    assert found == {"citation_title": "T", "citation_publication_date": "2001", "citation_journal_title": "J"}


def test_a_sole_author_is_not_taken_for_two():
    """Zotero splits what has two words on either side of its only comma."""
    assert dict(tags("@misc{a, author = {de la Cruz, Juan Pablo}, title = {T}}"))["citation_author"] == "Juan Pablo de la Cruz"
    assert dict(tags("@misc{a, author = {Porter, Michael E.}, title = {T}}"))["citation_author"] == "Porter, Michael E."


def test_the_tags_stand_on_the_page():
    names = [a["name"] for tag, a in read("work/later2015.html").tags if tag == "meta" and "name" in a]
    assert names.count("citation_author") == 2
