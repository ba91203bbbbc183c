"""One entry and the index -> statements and problems: the heart of the program, and a pure function."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from kg import iri, terms
from kg.bib import names
from kg.index import Card, Index, Lookups
from kg.inherit import inherited
from kg.model import Entry, Problem, Statement, Triple
from kg.readers import READERS, wrong
from kg.readers.agents import agent_node
from kg.readers.context import Context
from kg.readers.links import in_scheme
from kg.schema import EntryType, FieldShape, Schema, plan


class Resolved(NamedTuple):
    """What an entry says, what is wrong with it, and what it looked up to know."""

    source: str  # the IRI term of the entry in its file
    triples: tuple[Triple, ...]
    problems: tuple[Problem, ...]
    lookups: Collection[tuple[str, Any]]  # (table, key)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What the entry says, with itself as the source."""
        return tuple([Statement(s, p, o, self.source) for s, p, o in self.triples])


def resolve(entry: Entry, index: Index, schema: Schema, look: Lookups | None = None) -> Resolved:
    """What an entry means. Depends on the entry and on the rows of the index it looked up, which are returned.

    With `look` they are noted there, with what others have looked up.
    """
    look = look or Lookups(index)
    fields, circle = inherited(entry, lambda key: look.get("parent", key), schema)
    ctx = Context(look.get("entry", entry.key), entry, fields, look, schema)
    if circle:
        ctx.say("KG304", "crossref" if "crossref" in fields else "xdata", "The entry inherits from itself.", "Remove one of the links.")
    if entry.type not in schema.types:
        ctx.say("KG110", "", f"The entry type @{entry.type} is not known, so it was read as @misc.", _near_type(entry.type, schema))
    _subjects(ctx)
    if ctx.subject:
        _node(ctx)
        _fields(ctx)
        _whole(ctx)
    return Resolved(ctx.source, tuple(ctx.triples), tuple(ctx.problems), look.seen.keys())


def _near_type(name: str, schema: Schema) -> str:
    near = get_close_matches(name, [t for t in schema.types if "/" not in t], n=1, cutoff=0.7)
    return f"Did you mean @{near[0]}?" if near else "Write @misc, or the type that fits."


def _subjects(ctx: Context) -> None:
    """Find what the entry speaks of: its own node, or for a reading the work that is read; and its study."""
    ctx.subject = "" if ctx.card.kind == "data" else ctx.card.iri
    if ctx.card.kind == "reading":
        work = _reported(ctx)
        ctx.subject = work.iri if work and work.kind == "work" else ""
        key = ctx.card.works[0] if ctx.card.works else ""
        if work and not ctx.subject:
            ctx.say("KG204", "of", f"'{key}' is a {work.kind}, and of names a work.", "Write of = {key of the work that is read}.")
        elif not key:
            ctx.say("KG101", "of", ctx.type.fields["of"].message, "Add of = {key of the work}.")
        elif not ctx.subject:
            ctx.say("KG203", "of", f"There is no work '{key}' to read.", "Write of = {key of the work}.", unknown=key)
    own = ctx.subject[1:-1].rpartition("/")[2]
    reading = f"~by-{iri.slug(ctx.entry.key)}" if ctx.card.kind == "reading" else ""  # what two coders say of a study stays apart
    ctx.study = ctx.subject if ctx.card.kind == "study" else iri.node(ctx.base, "study", own + reading)


def _reported(ctx: Context) -> Card | None:
    """The work that a study is reported in, or that a reading is of."""
    return ctx.look.entry(ctx.card.works[0]) if ctx.card.works else None


def _node(ctx: Context) -> None:
    """Say what the entry's node is and where it comes from."""
    card = ctx.card
    if card.kind == "reading":
        _reading(ctx)
        return
    if card.kind != "person":
        ctx.add(ctx.subject, "rdf:type", ctx.schema.classes[card.kind])
    if card.kind == "work":
        ctx.add(ctx.subject, "rdf:type", ctx.type.klass)
    if card.kind == "concept":
        ctx.add_all(in_scheme(ctx.base, ctx.subject, "concepts", "Concepts"))
    ctx.add_text(ctx.subject, "dcterms:identifier", card.key)
    ctx.derived(ctx.subject)


def _reading(ctx: Context) -> None:
    """Say whose reading it is, of the entry itself."""
    for name in names.people(ctx.raw("coder"))[0]:
        ctx.add(ctx.source, "prov:wasAttributedTo", agent_node(ctx, name))
    ctx.add(ctx.source, "kg:readingOf", ctx.subject)


_SWALLOWED = re.compile(r"[},\"]\s*+,?\s*+([A-Za-z][\w-]*+)\s*+=\s*+[{\"\d]")


def _swallowed(ctx: Context) -> None:
    """Say so where a value has in it what looks like the next field: a brace too few before it."""
    for name, field in ctx.entry.fields.items():
        if "=" not in field.raw or name in ctx.schema.verbatim:
            continue
        for match in _SWALLOWED.finditer(field.raw):
            inner = match[1].lower()
            if inner in ctx.type.fields and inner not in ctx.entry.fields:
                message = f"The value of '{name}' has what looks like the field '{inner}' in it, which is read as text."
                ctx.say(
                    "KG005", name, message, f"Close the value of {name} with a }} before {inner}, and look for a brace too many after it."
                )
                break


def _fields(ctx: Context) -> None:
    """Read every field: by its shape, else keep it as it is."""
    _swallowed(ctx)
    fields = plan(ctx.type, tuple(ctx.fields))
    for shape, name in fields.read:
        _read(ctx, shape, name)
    if ctx.type.kind == "reading":
        _attribute(ctx)
    for name in fields.left:
        _unmapped(ctx, name)


def _read(ctx: Context, shape: FieldShape, name: str) -> None:
    subject = ctx.subject
    if shape.on_study:
        ctx.subject = ctx.study
    objects = READERS[shape.reader](ctx, shape, name)
    for obj in objects if len(objects) <= shape.unchecked else _allowed(ctx, shape, name, objects):
        if shape.inverse:
            ctx.add(obj, shape.path, ctx.subject)
        else:
            ctx.add(ctx.subject, shape.path, obj)
            if ctx.type.kind == "reading" and shape.reader == "keys":  # a plain statement; here is whose it is
                ctx.add(ctx.source, shape.path, obj)
    ctx.subject = subject
    if shape.on_study and ctx.type.kind != "study" and any(s == ctx.study for s, _, _ in ctx.triples):
        ctx.add(ctx.study, "rdf:type", terms.term("kg:Study"))
        ctx.add(ctx.study, "kg:reportedIn", subject)
        ctx.derived(ctx.study)
        ctx.add_text(ctx.study, "rdfs:label", f"Study in {cite_label(ctx, subject)}")


def _allowed(ctx: Context, shape: FieldShape, name: str, objects: list[str]) -> Iterator[str]:
    """The values that a shape allows; the others are kept as the plain field, with a problem."""
    languages: set[str] = set()
    for number, obj in enumerate(objects):
        value, tag = terms.value(obj), terms.language(obj) if shape.unique_language else ""
        if shape.violates(obj):
            ctx.say("KG104", name, f"'{value}' is not what {name} takes.", shape.message or f"See the table of fields for {name}.")
        elif shape.unique_language and tag in languages:
            ctx.say("KG104", name, f"'{value}' is the second {name} in one language.", "Keep one, and put the others in altlabel.")
        elif shape.max_count is not None and number >= shape.max_count:
            ctx.say("KG104", name, f"{name} takes {shape.max_count} value, and '{value}' is one more.", shape.message or "Keep one.")
        else:
            languages.add(tag)
            yield obj
            continue
        ctx.keep(name, value)


def _attribute(ctx: Context) -> None:
    """Give every node of a reading the coder of the reading."""
    coders = [obj for _, predicate, obj in ctx.triples if predicate == terms.term("prov:wasAttributedTo")]
    nodes = [subject for subject, predicate, _ in ctx.triples if predicate == terms.term("prov:wasDerivedFrom")]
    for node in nodes:
        for coder in coders:
            ctx.add(node, "prov:wasAttributedTo", coder)


def _unmapped(ctx: Context, name: str) -> None:
    """Keep a field that no shape reads; if it looks like a misspelt one, say so."""
    if name in ctx.schema.kept:
        ctx.keep(name)
        return
    near = _near_field(ctx.schema, ctx.type, name)
    near = "" if near in ctx.fields else near
    if elsewhere := ctx.schema.naming.get(name):
        kinds = " or a ".join(elsewhere)
        ctx.say("KG119", name, f"{name} is a field of a {kinds}, not of a {ctx.type.kind}.", f"Write it in the entry of the {kinds}.")
    elif (near and not near.startswith("cito-")) or (not wrong.lost_stance(ctx, name) and near):
        ctx.say("KG102", name, f"The field '{name}' is not known here.", f"Did you mean {near}?")
    ctx.keep(name)


@lru_cache(maxsize=10_000)
def _near_field(schema: Schema, etype: EntryType, name: str) -> str:
    """The field that an unknown one is probably a misspelling of, or `""`."""
    if name in schema.citations:
        return f"cito-{name}"
    near = get_close_matches(name, [*etype.fields, *(f"cito-{c}" for c in schema.citations)], n=1, cutoff=0.8)
    return near[0] if near else ""


def _whole(ctx: Context) -> None:
    """What can be said only of the entry as a whole: its label, a claim without a source, missing fields."""
    kind = ctx.card.kind
    if kind == "work":
        ctx.add_text(ctx.subject, "rdfs:label", cite_label(ctx, ctx.subject))
    elif kind == "study":
        work = _reported(ctx)
        cited = cite_label(ctx, work.iri) if work else ""
        ctx.add_text(ctx.subject, "rdfs:label", ctx.text("title") or (f"Study in {cited}" if cited else ctx.card.key))
    elif kind == "claim":
        ctx.add_text(ctx.subject, "rdfs:label", ctx.text("statement") or ctx.card.key)
        _asserted(ctx)
    elif kind == "reading":
        return
    for shape in ctx.type.required:
        said = any(s == ctx.subject and p == shape.path for s, p, _ in ctx.triples)
        if not said and not any(p.field in shape.fields for p in ctx.problems):
            ctx.say("KG118" if shape.warning else "KG101", shape.fields[0], shape.message, f"Add {shape.fields[0]} = {{…}}.")


def _asserted(ctx: Context) -> None:
    """Say so where nobody states a claim; a claimedin that cannot be read is a problem of its own."""
    if not ctx.raw("claimedin") and not ctx.look.get("stated", ctx.entry.key):
        ctx.say("KG301", "", "No work or study states this claim.", "Add claimedin = {key of the work or study}.")


def cite_label(ctx: Context, work: str) -> str:
    """How a work is cited in running text: `Saxenian & Hsu 2001`."""
    label: str = ctx.look.get("cited", work) or ""
    return label
