"""Readers of texts, labels, dates, pages, identifiers and addresses.

A reader takes the context, the field's shape and the bib field's name, and returns the objects of the shape's
path; what else it has to say it adds itself. An invalid value is kept as a plain field, with a problem.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from kg import index, iri, terms
from kg.bib import dates, refs
from kg.bib.pages import last_page
from kg.readers.context import Context
from kg.readers.links import targets
from kg.schema import FieldShape


def text(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The field's text; in the workspace's language where the path is one of SKOS."""
    value = ctx.text(name)
    tagged = shape.path.startswith(f"<{terms.PREFIXES['skos']}")
    return [terms.literal(value, language=ctx.language if tagged else "")] if value else []


def title(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The title with its subtitle."""
    main, sub = ctx.text(name), ctx.text("subtitle")
    joined = f"{main}{' ' if main.endswith(('?', '!', ':')) else ': '}{sub}" if main and sub else main or sub
    return [terms.literal(joined)] if joined else []


def labels(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """Labels with their languages."""
    return [terms.literal(label, language=tag) for label, tag in index.labels(ctx.raw(name), ctx.language) if label]


def items(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The items of a list, as texts."""
    return [terms.literal(item) for item in refs.split_list(ctx.raw(name))]


def taken(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """Nothing: another reader takes the field. Its choice, or the keys in it, are checked."""
    if shape.choices and ctx.text(name) and not choice(shape, ctx.text(name)):
        words = " or ".join(terms.word(c) for c in shape.choices)
        ctx.say("KG114", name, f"'{ctx.text(name)}' is not known here.", f"Write {name} = {{{words}}}, or leave the field out.")
        ctx.keep(name)
    elif shape.target:
        found = [ref for ref, _ in targets(ctx, shape, name)]
        too_many = bool(shape.max_count) and len({ref.key for ref in found}) > (shape.max_count or 0)
        if too_many:
            ctx.say("KG104", name, f"{name} takes {shape.max_count} key, and {found[0].key} is taken.", "Keep one.")
        if any(ref.bracket for ref in found) or too_many:
            ctx.keep(name)
    return []


def kept(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """Nothing: the field is kept as it is written."""
    ctx.keep(name)
    return []


def choice(shape: FieldShape, written: str) -> str:
    """The IRI term of the choice that a word names, `""` where it names none."""
    word = iri.fold(written)
    return next((c for c in shape.choices if terms.word(c) == word), "")


def fieldnames(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The names of fields of this entry; others are kept as they are written."""
    found = [item.lower() for item in refs.split_list(ctx.raw(name))]
    for item in found:
        if item not in ctx.fields:
            ctx.say("KG117", name, f"The entry has no field '{item}'.", f"Remove {item} from {name}, or add the field.")
            ctx.keep(name)
    return [terms.literal(item) for item in found if item in ctx.fields]


def date(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The date at its finest certain precision; also `kg:year`, and what was written where something is lost."""
    given = ctx.raw(name).strip() if name == "date" else ctx.text(name)  # in 1994~ the tilde is EDTF's, not LaTeX's
    read, fault = dates.read_date(given, "", "") if name == "date" else dates.read_date("", given, ctx.raw("month"), ctx.text("day"))
    for other in shape.also if name == "date" or read is None else ():
        if other in ctx.entry.fields:  # says nothing here, and is not lost
            ctx.keep(other)
    if read is None or read.year is None:
        if given:
            ctx.say("KG103", name, fault or f"'{given}' is not a {name}.", f"Write {name} = {{1998}}, or put it in note = {{{given}}}.")
            ctx.keep(name)
        return []
    if fault:
        ctx.say("KG103", name, fault, f"Write {name} = {{{read.issued[0]}}} if nothing more is certain.")
    ctx.add(ctx.subject, "kg:year", terms.literal(str(read.year), datatype="xsd:integer"))
    if read.lost:
        ctx.add_text(ctx.subject, "kg:dateAsWritten", read.written)
    value, datatype = read.issued
    return [terms.literal(value, datatype=datatype)]


def pages(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The pages as written; also the first and the last, where the field is one page or one range."""
    written = ctx.text(name)
    if match := re.fullmatch(r"(\w+)(?:\s*[-–—]+\s*(\w+))?", written):
        ctx.add_text(ctx.subject, "prism:startingPage", match[1])
        ctx.add_text(ctx.subject, "prism:endingPage", last_page(match[1], match[2] or match[1]))
    return [terms.literal(written)] if written else []


def duration(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """An xsd:duration in canonical form, with what was written beside it."""
    written = ctx.text(name)
    ctx.add_text(ctx.study, "kg:durationAsWritten", written)
    value = canonical_duration(written)
    if written and not value:
        ctx.say("KG116", name, f"'{written}' is not a duration.", f"Write {name} = {{18 months}} or {name} = {{P18M}}.")
    return [terms.literal(value, datatype="xsd:duration")] if value else []


def canonical_duration(written: str) -> str:
    """The canonical xsd:duration of `18 months`, `2 years 6 months` or `P18M`, `""` for anything else.

    Months past 12 become years, as in XML Schema 1.1 part 2, 3.3.6; weeks become days.

    >>> canonical_duration("18 months"), canonical_duration("P18M"), canonical_duration("2 weeks"), canonical_duration("long")
    ('P1Y6M', 'P1Y6M', 'P14D', '')
    """
    short = re.fullmatch(r"P(?=\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?", written.strip())
    if short:
        years, months, weeks, days = (int(n or 0) for n in short.groups())
    else:
        parts = re.findall(r"\b(\d{1,9})\s*(year|month|week|day)s?\b", written.lower())
        rest = re.sub(r"\b(\d{1,9})\s*(year|month|week|day)s?\b|\band\b|[\s,]", "", written.lower())
        if not parts or rest:
            return ""
        amount = {unit: int(number) for number, unit in parts}
        years, months, weeks, days = (amount.get(u, 0) for u in ("year", "month", "week", "day"))
    years, months, days = years + months // 12, months % 12, days + 7 * weeks
    return "P" + "".join(f"{n}{u}" for n, u in ((years, "Y"), (months, "M"), (days, "D")) if n) if years or months or days else ""


def url(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    r"""The web address, verbatim but for `\_ \% \& \#` and a `\url{}` around it."""
    written = verbatim(ctx.raw(name))
    address = iri.safe_url(written)
    if written and not address:
        ctx.say("KG109", name, f"'{written}' is not a web address.", f"Write {name} = {{https://…}}, or put it in note = {{…}}.")
        ctx.keep(name, written)
    return [f"<{address}>"] if address else []


def urls(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """Several web addresses, with white space, commas or semicolons between them."""
    written = [part for part in re.split(r"[\s,;]+(?=\w+:|$)|\s+", verbatim(ctx.raw(name))) if part]
    for part in filter(lambda p: not iri.safe_url(p), written):
        ctx.say("KG109", name, f"'{part}' is not a web address.", f"Write {name} = {{https://…; https://…}}.")
        ctx.keep(name)
    return [f"<{part}>" for part in written if iri.safe_url(part)]


def verbatim(source: str) -> str:
    r"""A value that is not LaTeX, without the escapes that reference managers put into it.

    >>> verbatim(r"\url{http://a.example/x\_y\%20z}")
    'http://a.example/x_y%20z'
    """
    unwrapped = re.sub(
        r"^\\url\s*\{(.*)\}$",
        r"\1",
        source.strip().strip("{}") if source.count("{") == source.count("}") == 1 and "\\" not in source else source.strip(),
    )
    return re.sub(r"\\([_%&#~])", r"\1", unwrapped).strip()


def identifier(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """A DOI, ISBN or ORCID in its standard form, its check digit verified."""
    written = verbatim(ctx.raw(name))
    if not written:
        return []
    return {"doi": _doi, "isbn": _isbn, "orcid": _orcid}[shape.identifier](ctx, name, written)


def _doi(ctx: Context, name: str, written: str) -> list[str]:
    doi = re.sub(r"^(https?://[^/\s]+/(doi/)?|(dx\.)?doi\.org/|doi:?\s*)(?=10\.)", "", written, flags=re.IGNORECASE).lower()
    if not re.fullmatch(r"10\.[0-9.]{4,}/\S+", doi):
        hint = f"Write {name} = {{10.…/…}}, as the publisher's page shows it; a web address goes in url = {{…}}."
        ctx.say("KG105", name, f"'{written}' is not a DOI.", hint)
        ctx.keep(name, written)
        return []
    if name not in [item.lower() for item in refs.split_list(ctx.raw("unverified"))]:
        ctx.add(ctx.subject, "schema:sameAs", doi_address(doi))
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
