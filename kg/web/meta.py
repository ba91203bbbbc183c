"""Citation meta tags on the pages of works, as Zotero's Embedded Metadata translator and Google Scholar read them.

Which names there are, and what Zotero takes an item for: `HIGHWIRE_MAPPINGS`, `init` and `addHighwireMetadata` in
"Embedded Metadata.js" of https://github.com/zotero/translators. What no citation tag tells Zotero, such as that something is
a book, `z:itemType` does.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from kg import terms
from kg.web.cite import WHOLE, Author, Source
from kg.web.markup import esc

TYPES = {
    "Book": "book", "ReferenceBook": "book", "ConferenceProceedings": "book", "WebContent": "webpage", "BlogPost": "blogPost",
    "Manuscript": "manuscript", "Preprint": "preprint", "ComputerProgram": "computerProgram", "DataFile": "dataset", "Movie": "film",
    "PatentDocument": "patent", "Presentation": "presentation",
    "NewspaperArticle": "newspaperArticle", "MagazineArticle": "magazineArticle",
}  # fmt: skip
PLACES = {"ConferencePaper": "conference_title", "BookChapter": "book_title", **dict.fromkeys(WHOLE, "series_title")}
NUMBER = terms.term("fabio:hasSequenceIdentifier")
# field of an entry, name of the tag, property of the graph
ONE = tuple(
    (field, f"citation_{name}", terms.term(curie))
    for field, name, curie in (
        ("pages", "firstpage", "prism:startingPage"),
        ("pages", "lastpage", "prism:endingPage"),
        ("isbn", "isbn", "prism:isbn"),
        ("language", "language", "schema:inLanguage"),
        ("pmid", "pmid", "fabio:hasPubMedId"),
        ("eprint", "arxiv_id", "fabio:hasArXivId"),
    )
)
NAMES = frozenset(
    {name for _, name, _ in ONE}
    | {f"citation_{place}" for place in PLACES.values()}
    | {
        f"citation_{name}"
        for name in "title author publication_date journal_title volume issue technical_report_number dissertation_institution "
        "technical_report_institution publisher doi issn".split()
    }
)


def tags(work: Source, unsure: AbstractSet[str]) -> str:
    """The tags of a work; of fields that are not confirmed there are none."""
    node, known, what = work.node, work.node.properties, work.what
    thesis, report = "Thesis" in what, what == "ReportDocument"
    house = "dissertation_institution" if thesis else "technical_report_institution" if report else "publisher"
    writers = [who for who in work.people if who.role == "author"]
    found = [
        ("", "z:itemType", TYPES.get(what, "")),
        ("title", "citation_title", work.title),
        *[("author", "citation_author", name(who, alone=len(writers) == 1)) for who in writers],
        ("year", "citation_publication_date", node.one("dcterms:issued").replace("-", "/")),
        ("journal", f"citation_{PLACES.get(what, 'journal_title')}", work.container),
        ("volume", "citation_volume", work.volume),
        ("number", "citation_issue", work.issue),
        ("number", "citation_technical_report_number", terms.value(known[NUMBER][0]) if report and NUMBER in known else ""),
        ("publisher", f"citation_{house}", ", ".join([b.label for b in work.houses])),
        ("issn", "citation_issn", work.issn),
        *[(field, tag, terms.value(known[term][0])) for field, tag, term in ONE if term in known],
        ("doi", "citation_doi", work.doi),
    ]
    return "".join([f'<meta name="{tag}" content="{esc(value)}">' for field, tag, value in found if value and field not in unsure])


def name(who: Author, *, alone: bool) -> str:
    """A name as Zotero takes it apart: `Saxenian, AnnaLee`, so that it need not guess where the family name begins.

    The name of a sole author with two words on either side of the comma would be taken for the names of two.
    """
    if not who.family or not who.given or who.organization or (alone and " " in who.family and " " in who.given):
        return who.name
    return f"{who.family}, {who.given}"
