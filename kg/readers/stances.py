"""The reader of stances: who states, supports, disputes, … which claim, and whose term a concept is.

Directions are never guessed. Active fields of a work or study point at claims or concepts; `-by` fields of
a claim (and `termof`, `definedby`, `drawson`) point at works or studies; active fields of a claim at claims.
"""

from __future__ import annotations

from typing import NamedTuple

from kg import terms
from kg.bib import refs
from kg.index import Card
from kg.model import Ref
from kg.readers import plain
from kg.readers.context import Context
from kg.readers.links import fragment, place, reported_by, reports, targets
from kg.schema import FieldShape, Stance


class Taker(NamedTuple):
    """Who takes a stance: a work, and its study where a study takes it."""

    key: str  # as written
    card: Card | None  # of the work
    study: str  # IRI term or empty

    @property
    def work(self) -> str:
        """The IRI term of the work, `""` where there is none."""
        return self.card.iri if self.card else ""


def stances(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The evidence lines of a field; the objects are those of the shortcut property where it runs from this entry."""
    stance = ctx.schema.stances[shape.stance]
    if ctx.type.kind == "claim" and ctx.schema.kinds[shape.target] == "claim":
        return _between_claims(ctx, shape, name, stance)
    return _taken_here(ctx, shape, name, stance) if shape.inverse else _taken_by_others(ctx, shape, name, stance)


def _between_claims(ctx: Context, shape: FieldShape, name: str, stance: Stance) -> list[str]:
    objects = []
    for ref, card in targets(ctx, shape, name):
        node = _line(ctx, card.iri, fragment(ctx, stance.name, ctx.entry.key, ref.bracket), stance)
        ctx.add(node, "kg:claim", card.iri)
        ctx.add(node, "kg:sourceClaim", ctx.subject)
        if reporter := reported_by(ctx, ref, None):
            ctx.add(node, "kg:accordingTo", reporter)
        place(ctx, node, ref)
        objects.append(card.iri)
    return objects


def _taken_here(ctx: Context, shape: FieldShape, name: str, stance: Stance) -> list[str]:
    """Stances of this entry's work or study; the place in the bracket is in that work."""
    taker = _taker(ctx, ctx.card)
    objects = []
    for ref, card in targets(ctx, shape, name):
        node = _line(ctx, card.iri, fragment(ctx, stance.name, taker.key, ref.bracket), stance)
        _evidence(ctx, node, card, taker, ref, reported_by(ctx, ref, taker.card))
        if stance.name == "states":
            _choose(ctx, node, "certainty", ctx.look.get("certainty", card.key) or "")
        objects.append(card.iri)
    if not taker.study:
        return objects
    for obj in objects if taker.work else ():  # the shortcut runs to the work that reports the study
        ctx.add(obj, stance.shortcut, taker.work)
    return []


def _taken_by_others(ctx: Context, shape: FieldShape, name: str, stance: Stance) -> list[str]:
    """Stances of the works and studies that a claim or concept names, at second hand where `via` says so."""
    general = _reporter(ctx)
    if ctx.raw("via") and not general:  # a problem of that field; without it these would pass for first-hand
        ctx.keep(name)
        return []
    objects = []
    for ref, card in targets(ctx, shape, name, taking(ctx)):
        taker = _taker(ctx, card)
        bracket = ref.bracket
        reporter = reported_by(ctx, ref, taker.card)
        if not ref.via and general:
            reporter = reports(ctx, general, taker.card)
            if reporter and ctx.look.get("firsthand", (card.key, shape.stance, ctx.entry.key)):
                bracket = f"via {general.key} {bracket}".rstrip()  # the source's own entry says the same at first hand: two lines
        node = _line(ctx, ctx.subject, fragment(ctx, stance.name, card.key, bracket), stance)
        _evidence(ctx, node, ctx.card, taker, ref, reporter)
        said = "certainty" if stance.name == "states" else "attribution"
        _choose(ctx, node, said, ctx.raw(said))
        if taker.work:
            objects.append(taker.work)
    return objects


def _reporter(ctx: Context) -> Card | None:
    """The work that a claim's own `via` names."""
    cards = (ctx.look.entry(ref.key) for ref in refs.parse_refs(ctx.raw("via"))[0])
    return next((card for card in cards if card and card.kind == "work"), None)


def taking(ctx: Context) -> tuple[str, ...]:
    """What may take the stances that an entry names: works, and studies for a claim."""
    return ("work", "study") if ctx.card.kind == "claim" else ("work",)


def _taker(ctx: Context, card: Card) -> Taker:
    if card.kind == "work":
        return Taker(card.key, card, "")
    work = ctx.look.entry(card.works[0]) if card.works else None
    work = work if work and work.kind == "work" else None
    if card.kind == "reading":  # it has a work, or its fields would not be read
        return Taker(work.key if work else card.key, work, "")
    return Taker(card.key, work, card.iri)


def _line(ctx: Context, owner: str, name: str, stance: Stance) -> str:
    node = f"{owner[:-1]}#{name}>"
    ctx.add(node, "rdf:type", terms.term("kg:EvidenceLine"))
    ctx.add(node, "kg:stance", stance.iri)
    ctx.derived(node)
    return node


def _evidence(ctx: Context, node: str, on: Card, taker: Taker, ref: Ref, reporter: str) -> None:
    ctx.add(node, f"kg:{on.kind}", on.iri)
    if taker.work:
        ctx.add(node, "kg:source", taker.work)
    if taker.study:
        ctx.add(node, "kg:study", taker.study)
    if reporter:
        ctx.add(node, "kg:accordingTo", reporter)
    place(ctx, node, ref)


def _choose(ctx: Context, node: str, name: str, written: str) -> None:
    """Say how certain a line is, or how it is attributed, where a claim's field has one of the words for it."""
    if chosen := plain.choice(ctx.schema.types["claim"].fields[name], written):
        ctx.add(node, f"kg:{name}", chosen)
