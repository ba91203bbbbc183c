"""Readers of texts, labels, dates, pages, identifiers and addresses.

A reader takes the context, the field's shape and the bib field's name, and returns the objects of the shape's
path; what else it has to say it adds itself. An invalid value is kept as a plain field, with a problem.
"""

from __future__ import annotations

import re

from kg import iri, naming, terms
from kg.bib import biblatex, dates, refs, values
from kg.bib.pages import last_page
from kg.readers.context import Context
from kg.readers.links import targets
from kg.schema import FieldShape


def text(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The field's text; in the workspace's language where the path is one of SKOS."""
    value = ctx.text(name)
    tagged = shape.path.startswith(_SKOS)
    return [terms.literal(value, language=ctx.language if tagged else "")] if value else []


_SKOS = f"<{terms.PREFIXES['skos']}"


def wording(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The field's text, biblatex's own keys in words: `newseries`, `countryfr and countryde`, `inpress`."""
    value = biblatex.words(ctx.text(name))
    return [terms.literal(value)] if value else []


def title(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The title with its subtitle, in the language that the entry names for it."""
    subtitles = [ctx.text(other) for other in shape.also]
    joined = naming.joined_title(ctx.text(name), *subtitles)
    return [terms.literal(joined, language=title_language(ctx))] if joined else []


def title_language(ctx: Context) -> str:
    """The tag of the language that `langid` names, `""` where it names none that is known.

    `language` is that of the work, and says nothing of the title: databases and authors translate titles into English.
    """
    written = ctx.text("langid") or ctx.text("hyphenation")
    tags = biblatex.languages(written) if written else ()
    return tags[0] if len(tags) == 1 else ""


def languages(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The tags of the languages of a work; a field that names none we know is kept as it is."""
    found = biblatex.languages(ctx.text(name))
    if not found:
        ctx.keep(name)
    return [terms.literal(tag.lower()) for tag in found]


def labels(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """Labels with their languages."""
    return [terms.literal(label, language=tag) for label, tag in naming.labels(ctx.raw(name), ctx.language) if label]


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
    if fault and name != "date" and not dates.read_date("", given, "")[1]:
        ctx.say("KG316", "month", fault, "Write month = {nov} or month = {11}, or put it in note = {…}.")
        for other in shape.also:
            ctx.keep(other)
    elif fault:
        ctx.say("KG103", name, fault, f"Write {name} = {{{read.issued[0]}}} if nothing more is certain.")
    ctx.add(ctx.subject, "kg:year", terms.integer(read.year))
    if read.lost:
        ctx.add_text(ctx.subject, "kg:dateAsWritten", read.written)
    value, datatype = read.issued
    return [terms.literal(value, datatype=datatype)]


def accessed(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The date on which somebody looked at it, where it is one; other words are kept as they are."""
    given = ctx.raw(name).strip()
    read, fault = dates.read_date(given, "", "")
    if read is None or read.lost or fault:
        ctx.keep(name)
        return []
    value, datatype = read.issued
    return [terms.literal(value, datatype=datatype)]


def count(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """A number of pages or volumes; `xii, 300` is kept as it is."""
    written = ctx.text(name)
    match = _COUNT.fullmatch(written)
    if written and not match:
        ctx.keep(name)
    return [terms.literal(match[1], datatype="xsd:integer")] if match else []


def pages(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The pages as written; also the first and the last, where the field is one page or one range."""
    written = ctx.text(name)
    if match := _PAGES.fullmatch(written):
        ctx.add_text(ctx.subject, "prism:startingPage", match[1])
        ctx.add_text(ctx.subject, "prism:endingPage", last_page(match[1], match[2] or match[1]))
    return [terms.literal(written)] if written else []


_COUNT = re.compile(r"0*(\d{1,9})(?:\s*(?:pp?|pages|vols?|volumes)\.?)?")
_PAGES = re.compile(r"(\w+)(?:\s*[-–—]+\s*(\w+))?")


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


def how_published(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    r"""The field's text; also the web address in it, where it is one or has one in `\url{}` and the entry names no other."""
    source = ctx.raw(name)
    match = _URL.search(source)
    address = iri.safe_url(verbatim(match[0] if match else source))
    if address and not any(other in ctx.fields for other in ("url", "doi")):
        ctx.add(ctx.subject, "schema:url", f"<{address}>")
    bare = address and iri.safe_url(verbatim(source))
    value = verbatim(source) if bare else ctx.text(name)
    return [terms.literal(value)] if value else []


_URL = re.compile(r"\\url\s*\{[^{}]*\}")


def urls(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """Several web addresses, with white space, commas or semicolons between them."""
    written = [part for part in re.split(r"[\s,;]+(?=\w+:|$)|\s+", verbatim(ctx.raw(name))) if part]
    for part in filter(lambda p: not iri.safe_url(p), written):
        ctx.say("KG109", name, f"'{part}' is not a web address.", f"Write {name} = {{https://…; https://…}}.")
        ctx.keep(name)
    return [f"<{part}>" for part in written if iri.safe_url(part)]


def verbatim(source: str) -> str:
    r"""A value that is not LaTeX, without the escapes that reference managers put into it.

    >>> verbatim(r"\url{http://a.example/x\_y\%20z}"), verbatim(r"http://a.example/x{\_}y{\~{}}z")
    ('http://a.example/x_y%20z', 'http://a.example/x_y~z')
    """
    bare = source.strip()
    if source.count("{") == source.count("}") == 1 and "\\" not in source:
        bare = bare.strip("{}")
    if "\\" not in bare:
        return bare
    bare = re.sub(r"^\\url\s*\{(.*)\}$", r"\1", bare)
    return values.unescaped(re.sub(r"\{\\(?:~(?:\{\})?|textasciitilde)\}|\\~(?:\{\})?|\$\\sim\$", "~", bare)).strip()
