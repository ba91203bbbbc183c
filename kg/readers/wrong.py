"""What to say of a reference that is wrong, and which field was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from kg.index import Card
from kg.readers.context import Context
from kg.schema import FieldShape


def unknown_key(ctx: Context, name: str, key: str, kinds: tuple[str, ...]) -> None:
    """Report a key that no entry has; the nearest one is added later."""
    first, _, rest = key.partition(" ")
    hint = f"Add one, or correct the key; {name} names {_a(kinds[0])}{''.join(f' or {_a(k)}' for k in kinds[1:])}."
    if rest and ctx.look.entry(first):
        hint = f"Write {first} [{rest}]: a place stands in a bracket. Between keys stands a comma."
    ctx.say("KG203", name, f"There is no entry '{key}'.", hint, unknown=key)


def unknown_keys(ctx: Context, name: str, keys: Sequence[str]) -> None:
    """Report keys in a reference list that no entry has, all at once; the nearest ones are added later."""
    if keys:
        shown = ", ".join(f"'{key}'" for key in keys[:SHOWN]) + (f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else "")
        ones = "a key" if len(keys) == 1 else f"{len(keys)} keys"
        message = f"The list has {ones} that no entry has: {shown}."
        ctx.say("KG315", name, message, "Add an entry for each, or correct the key.", unknown="\n".join(keys[:SHOWN]))


SHOWN = 10  # unknown keys of one list that are named


_FIRST_KEY = re.compile(r'([^\s,;\[\]{}"]+)\s*(?:[\[,;]|\Z)')


def lost_stance(ctx: Context, name: str) -> bool:
    """Whether a field that no rule reads names a claim, as `contradicts = {a-claim}`, which is reported: else a stance is lost unsaid."""
    first = _FIRST_KEY.match(ctx.raw(name))
    card = ctx.look.entry(first[1]) if first else None
    fields = [shape.fields[0] for shape in ctx.type.shapes if takes(shape, "claim", ctx)]
    if not fields or not card or card.kind != "claim" or card == ctx.card:
        return False
    message = f"The field '{name}' is not known here, and names the claim '{card.key}'."
    ctx.say("KG102", name, message, f"A claim goes in {_either(fields)}.")
    return True


def wrong_kind(ctx: Context, shape: FieldShape, name: str, card: Card) -> None:
    """Report a reference to the wrong kind of thing, naming the field that takes it."""
    named = ctx.schema.kinds.get(shape.target, "thing")
    ctx.say("KG204", name, f"'{card.key}' is {_a(card.kind)}, and {name} names {_a(named)}.", _meant(ctx, shape, name, card))


def _meant(ctx: Context, shape: FieldShape, name: str, card: Card) -> str:
    """What to write instead, as a sentence."""
    here, key, kind = ctx.type.kind, card.key, card.kind
    own = [f for f in ctx.type.shapes if takes(f, kind, ctx)]
    same = [f.fields[0] for f in own if f.stance and f.stance == shape.stance]
    stance = ctx.schema.stances.get(shape.stance)
    reason = f"cito-{stance.name}" if stance and stance.name.lower() in ctx.schema.citations else "cites"
    rule = "a work cites a work and takes a stance on a claim"
    if here == kind == "claim" and stance and stance.name in ctx.type.fields:
        return f"Write {stance.name} = {{{ctx.entry.key}}} in the entry of '{key}'."
    if same and here != kind:
        return f"Write {same[0]} = {{{key}}}."
    if stance and kind == "work" and here in ("work", "reading"):
        return f"Write {reason} = {{{key}}}: {rule}."
    if stance and kind == "work" and here == "study":
        return f"Write {reason} = {{{key}}} in the entry of the work that reports the study: {rule}."
    if name.startswith("cito-") and ctx.type.shape(name.removeprefix("cito-")) in own:
        return f"Write {name.removeprefix('cito-')} = {{{key}}}: {rule}."
    if kind == "study" and shape.target == ctx.schema.classes["work"] and card.works:
        return f"Write {name} = {{{card.works[0]}}}, the work that reports the study."
    fields = [f.fields[0] for f in own]
    return f"{_a(kind).capitalize()} goes in {_either(fields)}." if fields else f"Remove it: {_a(here)} does not refer to {_a(kind)}."


def takes(shape: FieldShape, kind: str, ctx: Context) -> bool:
    """Whether a field takes references to things of a kind; the fields of a claim that name works take studies too."""
    named = ctx.schema.kinds.get(shape.target, "")
    return bool(named) and (named == kind or (kind == "study" and named == "work" and bool(shape.stance) and ctx.type.kind == "claim"))


def _a(kind: str) -> str:
    words = {"data": "@xdata entry"}.get(kind, kind)
    return f"{'an' if words[0] in 'aeiou@' else 'a'} {words}"


def citation_reason(ctx: Context, name: str) -> str:
    """The CiTO property that a `cito-…` field names, as an IRI term; `""` and a problem where it names none."""
    word = name.removeprefix("cito-")
    if word in ctx.schema.citations:
        return ctx.schema.citations[word]
    passive = get_close_matches(word, list(ctx.schema.passive), n=1, cutoff=0.95)
    if passive:
        active = ctx.schema.passive[passive[0]]
        field = active if active == "cites" else f"cito-{active}"
        hint = f"Write {field} = {{{ctx.entry.key}}} in the entry of the work that cites."
        ctx.say("KG206", name, f"'{word}' speaks from the cited work to the citing one.", hint)
        return ""
    near = get_close_matches(word, list(ctx.schema.citations), n=1, cutoff=0.6)
    known = ctx.schema.citations[near[0]][1:-1].rpartition("/")[2] if near else ""
    hint = f"Did you mean cito-{known}?" if known else "Write cites = {…}, or see the table of reasons in the ontology's README."
    ctx.say("KG205", name, f"'{word}' is no reason for a citation that is known here.", hint)
    return ""


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
