"""What is probably a slip in a reference that can be read: a page that the work does not have, a work of a later year, an odd place."""

from __future__ import annotations

import re
from difflib import get_close_matches

from kg.bib import pages, refs
from kg.index import Card
from kg.model import Ref
from kg.readers.context import Context
from kg.schema import FieldShape

# Places that everyone understands without a number.
PLAIN = frozenset(
    "passim throughout abstract title subtitle keywords summary preface foreword prologue introduction background "
    "literature methods results discussion conclusion conclusions epilogue afterword postscript appendix supplement "
    "acknowledgements acknowledgments dedication epigraph motto cover blurb index bibliography references glossary contents".split()
)


def see(ctx: Context, shape: FieldShape, name: str, ref: Ref, card: Card) -> None:
    """Report what is odd about a reference to an entry, in a field of citations or stances."""
    if shape.reader not in ("citations", "stances"):
        return
    there = _place(ctx, card)
    if ref.label == "other":
        _odd_place(ctx, name, ref)
    elif ref.label == "page" and there:
        _outside(ctx, name, ref, there)
    if shape.reader == "citations":
        cited(ctx, name, card)
    reporter = ctx.look.entry(ref.via) if ref.via else _general(ctx, shape)
    if reporter and there and reporter.kind == "work" and reporter.key != there.key:
        _later(ctx, name, reporter, there, "reports")


def cited(ctx: Context, name: str, card: Card) -> None:
    """Report that the entry's own work cites a later one."""
    if own := _own(ctx):
        _later(ctx, name, own, card, "cites")


def _own(ctx: Context) -> Card | None:
    """The work whose entry this is, or that it reads, or that reports the study."""
    if ctx.card.kind == "work":
        return ctx.card
    return ctx.look.entry(ctx.card.works[0]) if ctx.card.works else None


def _place(ctx: Context, card: Card) -> Card | None:
    """The work in which a reference's place is: the one named, or that reports the study named, or else the entry's own."""
    if card.kind == "work":
        return card
    if card.kind == "study":
        return ctx.look.entry(card.works[0]) if card.works else None
    return _own(ctx)


def _general(ctx: Context, shape: FieldShape) -> Card | None:
    """The work that a claim's own `via` names, for the stances that others take."""
    if ctx.type.kind != "claim" or "via" not in ctx.fields or ctx.schema.kinds.get(shape.target) != "work":
        return None
    found = refs.parse_refs(ctx.raw("via"))[0]
    return ctx.look.entry(found[0].key) if found else None


def _later(ctx: Context, name: str, citing: Card, cited: Card, verb: str) -> None:
    """Report that a work cites a later one.

    Works are cited from preprints and in press, and volumes are dated ahead or behind: one year is common and only worth a note.
    Two years are nearly always a wrong year, or the entry of another edition. Where a date is a span or says more than a year,
    the reading that makes no fault of it counts; where it is uncertain there is none.
    """
    mine, theirs = ctx.look.get("printed", citing.iri), ctx.look.get("printed", cited.iri)
    if not mine or not theirs or not mine.last or not theirs.first or mine.last >= theirs.first:
        return
    message = f"'{citing.key}' ({mine.last}) {verb} '{cited.key}' ({theirs.first}), which is later."
    if theirs.first - mine.last == 1:
        ctx.say("KG311", name, message, "Nothing is wrong if it was cited before it came out; else correct the year of one of the two.")
    else:
        ctx.say(
            "KG310",
            name,
            message,
            f"Correct the year of one of the two; if '{cited.key}' first came out earlier, add origdate = {{…}} to it.",
        )


def _odd_place(ctx: Context, name: str, ref: Ref) -> None:
    """Report a place of no known kind, unless it is one that is understood without."""
    text = ref.locator
    if all(word.strip().lower() in PLAIN for word in pages.JOINED.split(text)):
        return
    first = re.match(r"[^\W\d_]+", text)
    near = get_close_matches(first[0].lower(), refs.LABELS, n=1, cutoff=0.75) if first else []
    if not first or pages.number(text):
        hint = f"If it is a page, write [p. {text}]."
    elif near and near[0] != first[0].lower():
        hint = f"Write [{refs.SHORT[refs.LABELS[near[0]]]}{text[len(first[0]) :].replace('.', '', 1).rstrip() or ' …'}]."
    else:
        hint = f"Write one of {', '.join(refs.SHORT.values())} and a number, or leave it out."
    ctx.say("KG209", name, f"'{text}' after '{ref.key}' is a place of no known kind.", hint)


def _outside(ctx: Context, name: str, ref: Ref, work: Card) -> None:
    """Report a page outside those of the work it is in; only where both are plain numbers, or both Roman ones."""
    printed = ctx.look.get("printed", work.iri)
    found = list(pages.ends(printed.pages)) if printed else []
    if len(found) != 2 or found[0].kind != found[1].kind or found[0] > found[1]:  # one page: the first of several, or how many there are
        return
    first, last = found
    for page in pages.ends(ref.locator):
        if page.kind == first.kind and not first.number <= page.number <= last.number:
            message = f"The page {ref.locator} is not in '{work.key}', which has the pages {first.written}–{last.written}."
            ctx.say("KG312", name, message, "Write the page as it is printed in the work, or correct the field pages of its entry.")
            return
