"""What to say of a reference that is wrong, and which field was meant."""

from __future__ import annotations

from difflib import get_close_matches

from kg.index import Card
from kg.readers.context import Context
from kg.schema import FieldShape


def unknown_key(ctx: Context, name: str, key: str, kinds: tuple[str, ...]) -> None:
    """Report a key that no entry has; the nearest one is added later."""
    ctx.say("KG203", name, f"There is no entry '{key}'.", f"Add one, or correct the key; {name} names a {' or '.join(kinds)}.", unknown=key)


def wrong_kind(ctx: Context, shape: FieldShape, name: str, card: Card) -> None:
    """Report a reference to the wrong kind of thing, naming the field that takes it."""
    here, key, kind = ctx.type.kind, card.key, card.kind
    own = [f for f in ctx.type.shapes if f.target and ctx.schema.kinds.get(f.target) == kind]
    same = [f for f in own if f.stance and f.stance == shape.stance]
    stance = ctx.schema.stances.get(shape.stance)
    active = ctx.type.shape(name.removeprefix("cito-"))
    if here == kind == "claim" and stance and stance.name in ctx.type.fields:
        hint = f"Write {stance.name} = {{{ctx.entry.key}}} in the entry of '{key}'."
    elif same and here != kind:
        hint = f"Write {same[0].fields[0]} = {{{key}}}."
    elif here == "work" and kind == "work" and stance:
        reason = "cites" if stance.name.lower() not in ctx.schema.citations else f"cito-{stance.name}"
        hint = f"Write {reason} = {{{key}}}: a work cites a work and takes a stance on a claim."
    elif active in own and name.startswith("cito-"):
        hint = f"Write {name.removeprefix('cito-')} = {{{key}}}: a work cites a work and takes a stance on a claim."
    elif own:
        hint = f"A {kind} goes in {_either([f.fields[0] for f in own])}."
    else:
        hint = f"Remove it: a {here} does not refer to a {kind}."
    article = "an" if kind[0] in "aeiou" else "a"
    ctx.say("KG204", name, f"'{key}' is {article} {kind}, and {name} names a {ctx.schema.kinds.get(shape.target, 'thing')}.", hint)


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
    ctx.say("KG205", name, f"CiTO has no property '{word}'.", hint)
    return ""


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
