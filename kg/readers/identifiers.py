"""Readers of identifiers: DOI, ISBN, ISSN, ORCID, and the e-prints of arXiv, PubMed and others."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from kg import iri, terms
from kg.bib import refs
from kg.readers.context import Context
from kg.readers.plain import verbatim
from kg.schema import FieldShape


def identifier(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """A DOI, ISBN, ORCID or the number of an archive in its standard form, its check digit verified."""
    written = verbatim(ctx.raw(name))
    if not written:
        return []
    if shape.identifier in ARCHIVES:
        return _archived(ctx, name, ARCHIVES[shape.identifier], written)
    return {"doi": _doi, "isbn": _isbn, "issn": _issn, "orcid": _orcid}[shape.identifier](ctx, name, written)


class Archive(NamedTuple):
    """A place where e-prints lie, known by a number."""

    name: str
    prefix: str  # what people write before the number: a pattern
    number: str  # a pattern
    property: str  # prefixed name of the property for its number; empty where there is none
    address: str  # before the number


_ARXIV = r"(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z]{2})?/\d{7})(?:v\d+)?"
ARCHIVES = {
    "arxiv": Archive("arXiv", r"(?:https?://)?arxiv(?:\.org/(?:abs|pdf)/|:)?\s*", _ARXIV, "fabio:hasArXivId", "https://arxiv.org/abs/"),
    "pubmed": Archive("PubMed", r"pmid:?\s*|(?:https?://)?pubmed\.ncbi\.nlm\.nih\.gov/", r"[1-9]\d{0,8}", "fabio:hasPubMedId",
                      "https://pubmed.ncbi.nlm.nih.gov/"),
    "pmc": Archive("PubMed Central", r"(?:https?://www\.ncbi\.nlm\.nih\.gov/pmc/articles/)?(?:pmcid:?\s*)?(?=PMC|\d)", r"PMC[1-9]\d{0,8}",
                   "fabio:hasPubMedCentralId", "https://www.ncbi.nlm.nih.gov/pmc/articles/"),
    "hdl": Archive("Handle", r"(?:https?://)?hdl\.handle\.net/|hdl:\s*", r"[\w.]+/\S+", "fabio:hasHandle", "https://hdl.handle.net/"),
    "jstor": Archive("JSTOR", r"(?:https?://)?(?:www\.)?jstor\.org/stable/", r"[\w./]+", "", "https://www.jstor.org/stable/"),
    "googlebooks": Archive("Google Books", r"(?:https?://)?books\.google\.\w+/books\?id=", r"[\w-]{6,20}", "",
                           "https://books.google.com/books?id="),
}  # fmt: skip
_TYPES = {"pm": "pubmed", "pmid": "pubmed", "medline": "pubmed", "pmcid": "pmc", "handle": "hdl", "gb": "googlebooks"}


def eprint(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """Nothing: the number of an e-print under the term of its archive, and its address; a plain field where the archive has no term."""
    written = verbatim(ctx.raw(name))
    named = next((other for other in ("eprinttype", "archiveprefix") if ctx.text(other)), "")
    kind = re.sub(r"\W", "", ctx.text(named).lower()) if named else "" if not _plainly_arxiv(written) else "arxiv"
    archive = ARCHIVES.get(_TYPES.get(kind, kind))
    number = _number(archive, written) if archive else ""
    if archive and number:
        _same(ctx, name, archive.address + number)
        if archive.property:
            ctx.add_text(ctx.subject, archive.property, number)
    elif address := iri.safe_url(written):
        if not any(other in ctx.fields for other in ("url", "doi")):
            ctx.add(ctx.subject, "schema:url", f"<{address}>")
    elif archive and written:
        _no_number(ctx, name, archive, written)
    if not (archive and number and archive.property):
        ctx.keep(name)
        ctx.keep("eprinttype")
        ctx.keep("archiveprefix")
    ctx.keep("eprintclass")
    ctx.keep("primaryclass")
    return []


def _plainly_arxiv(written: str) -> bool:
    return bool(re.fullmatch(rf"(?:arxiv:\s*)?{_ARXIV}", written, re.IGNORECASE))


def _archived(ctx: Context, name: str, archive: Archive, written: str) -> list[str]:
    number = _number(archive, written)
    if not number:
        _no_number(ctx, name, archive, written)
        ctx.keep(name)
        return []
    _same(ctx, name, archive.address + number)
    return [terms.literal(number)]


def _number(archive: Archive, written: str) -> str:
    """The number of an e-print, without what people write before and after it.

    >>> _number(ARCHIVES["arxiv"], "arXiv:1008.2849v1 [cs.DS]"), _number(ARCHIVES["pmc"], "1348748"), _number(ARCHIVES["pubmed"], "PMC12")
    ('1008.2849v1', 'PMC1348748', '')
    """
    bare = re.sub(rf"^(?:{archive.prefix})", "", written, flags=re.IGNORECASE)
    bare = re.sub(r"\s*\[[\w.-]+\]$", "", bare).strip().rstrip("/")
    if archive.name == "PubMed Central" and bare.isascii() and bare.isdigit():
        bare = "PMC" + bare
    return bare if re.fullmatch(archive.number, bare) and iri.safe_url(archive.address + bare) else ""


def _no_number(ctx: Context, name: str, archive: Archive, written: str) -> None:
    hint = f"Compare it with the work's page there, or put it in note = {{{written}}}."
    ctx.say("KG124", name, f"'{written}' is not a number of {archive.name}.", hint)


def _same(ctx: Context, name: str, address: str) -> None:
    """Say that the work is the one at an address, unless its identifier is not confirmed."""
    if name not in [item.lower() for item in refs.split_list(ctx.raw("unverified"))]:
        ctx.add(ctx.subject, "schema:sameAs", address if address.startswith("<") else f"<{address}>")


_BEFORE_DOI = re.compile(r"^(https?://[^/\s]+/(doi/)?|(dx\.)?doi\.org/|doi:?\s*)(?=10\.)", re.IGNORECASE)
_DOI = re.compile(r"10\.[0-9.]{4,}/\S+")


def _doi(ctx: Context, name: str, written: str) -> list[str]:
    doi = _BEFORE_DOI.sub("", written).lower()
    if not _DOI.fullmatch(doi):
        hint = f"Write {name} = {{10.…/…}}, as the publisher's page shows it; a web address goes in url = {{…}}."
        ctx.say("KG105", name, f"'{written}' is not a DOI.", hint)
        ctx.keep(name, written)
        return []
    _same(ctx, name, doi_address(doi))
    return [terms.literal(doi)]


def doi_address(doi: str) -> str:
    """The IRI term that resolves a DOI.

    >>> doi_address("10.1002/(sici)<1::aid>3.0;2-#")
    '<https://doi.org/10.1002/(sici)%3C1::aid%3E3.0;2-%23>'
    """
    path = quote(doi, safe="/:;()._,~!$&'*+=@-")
    return f"<https://doi.org/{path}>"


def _isbn(ctx: Context, name: str, written: str) -> list[str]:
    found = []
    for part in re.split(r"[,;/]\s*|\s+(?=97[89])", re.sub(r"\([^)]*\)", "", written)):
        digits = re.sub(r"(?i)isbn(-1[03])?:?|[-–\s.]", "", part).upper()
        if valid_isbn(digits):
            found.append(terms.literal(digits))
        elif digits:
            ctx.say(
                "KG106",
                name,
                f"'{part.strip()}' is not an ISBN: its check digit does not fit.",
                f"Compare it with the book, or put it in note = {{{part.strip()}}}.",
            )
            ctx.keep(name, written)
    return found


def valid_isbn(digits: str) -> bool:
    """Whether 10 or 13 digits end in the right check digit (ISO 2108).

    >>> valid_isbn("9780674753396"), valid_isbn("0674753399"), valid_isbn("0674753398")
    (True, True, False)
    """
    if re.fullmatch(r"\d{13}", digits):
        return sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return sum((10 if d == "X" else int(d)) * (10 - i) for i, d in enumerate(digits)) % 11 == 0
    return False


def _issn(ctx: Context, name: str, written: str) -> list[str]:
    found = []
    for issn, part in issns(written):
        if issn:
            found.append(terms.literal(issn))
        else:
            wrong_issn(ctx, name, part, written)
    return found


def issns(written: str) -> list[tuple[str, str]]:
    """The ISSNs of a list in their standard form, `""` where it is none, each with what was written.

    >>> issns("03178471 (Print), 0317-8472")
    [('0317-8471', '03178471 (Print)'), ('', '0317-8472')]
    """
    found = []
    for part in filter(None, (p.strip() for p in re.split(r"[;,/]|\s+(?=\d{4}-)", written))):
        bare = re.sub(r"(?i)^e?issn:?\s*|\s*\([^)]*\)$", "", part)
        issn = (f"{bare[:4]}-{bare[4:]}" if re.fullmatch(r"\d{7}[\dXx]", bare) else bare).upper()
        found.append((issn if valid_issn(issn) else "", part))
    return found


def wrong_issn(ctx: Context, name: str, part: str, written: str) -> None:
    """Say that something is no ISSN, and keep the field."""
    hint = "Compare it with the journal, or put it in note = {…}."
    ctx.say("KG108", name, f"'{part}' is not an ISSN: its check digit does not fit.", hint)
    ctx.keep(name, written)


def valid_issn(issn: str) -> bool:
    """Whether `1234-5679` ends in the right check digit (ISO 3297).

    >>> valid_issn("0317-8471"), valid_issn("0317-8472")
    (True, False)
    """
    digits = issn.replace("-", "").upper()
    return bool(re.fullmatch(r"\d{7}[\dX]", digits)) and sum((10 if d == "X" else int(d)) * (8 - i) for i, d in enumerate(digits)) % 11 == 0


def _orcid(ctx: Context, name: str, written: str) -> list[str]:
    orcid = re.sub(r"^(https?://)?orcid\.org/", "", written, flags=re.IGNORECASE).upper()
    if not valid_orcid(orcid):
        shaped = re.fullmatch(r"(\d{4}-){3}\d{3}[\dX]", orcid)
        fault = "its check digit does not fit" if shaped else "an ORCID has four groups of four digits"
        ctx.say("KG107", name, f"'{written}' is not an ORCID: {fault}.", "Compare it with the person's page at orcid.org.")
        ctx.keep(name, written)
        return []
    return [f"<https://orcid.org/{orcid}>"]


def valid_orcid(orcid: str) -> bool:
    """Whether an ORCID ends in the right check digit (ISO 7064 MOD 11-2).

    >>> valid_orcid("0000-0003-2795-8131"), valid_orcid("0000-0003-2795-8132")
    (True, False)
    """
    if not re.fullmatch(r"(\d{4}-){3}\d{3}[\dX]", orcid):
        return False
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == orcid[-1]
