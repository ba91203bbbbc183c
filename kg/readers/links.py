"""Readers of references: subjects, parts, citations, and the places they give."""

from __future__ import annotations

from collections.abc import Iterator

from kg import iri, terms
from kg.bib import refs
from kg.index import Card, keyword_slug
from kg.model import Ref
from kg.readers import wrong
from kg.readers.context import Context
from kg.schema import FieldShape


def targets(ctx: Context, shape: FieldShape, name: str, kinds: tuple[str, ...] = ()) -> Iterator[tuple[Ref, Card]]:
    """The references of a field and the entries they mean; what means nothing, or the wrong kind, is a problem."""
    wanted = kinds or (ctx.schema.kinds[shape.target],)
    found, faults = refs.parse_refs(ctx.raw(name))
    for fault in faults:
        ctx.say("KG115", name, fault, f'Write {name} = {{key1, key2 [p. 5 "quotation"]}}.')
    for ref in found:
        card = ctx.look.entry(ref.key)
        if card is None:
            wrong.unknown_key(ctx, name, ref.key, wanted)
        elif card.key == ctx.entry.key:
            ctx.say("KG207", name, f"The entry '{ref.key}' refers to itself.", "Remove it from the list.")
        elif card.kind not in wanted:
            wrong.wrong_kind(ctx, shape, name, card)
        else:
            yield ref, card


def keys(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The things that a list of keys names."""
    return [card.iri for _, card in targets(ctx, shape, name)]


def containers(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """Nothing: the fields of the entries named were taken over already. A key that no entry has is a problem."""
    for key in refs.split_list(ctx.raw(name)):
        if ctx.look.entry(key) is None:
            wrong.unknown_key(ctx, name, key, ("data container",))
    return []


def related(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The works that `related` names; a `relatedtype` that DCMI has a term for refines the link."""
    term = RELATED_TYPES.get(ctx.text("relatedtype"))
    objects = keys(ctx, shape, name)
    if term:
        for obj in objects:
            ctx.add(ctx.subject, term, obj)
    elif ctx.text("relatedtype"):
        ctx.keep("relatedtype")
    return objects


RELATED_TYPES = {
    "reprintof": "dcterms:isVersionOf",
    "reprintas": "dcterms:hasVersion",
    "origpubin": "dcterms:isVersionOf",
    "origpubas": "dcterms:hasVersion",
    "translationof": "dcterms:isVersionOf",
    "translationas": "dcterms:hasVersion",
}


def subjects(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The concepts of a list of labels; a label that no concept has becomes a keyword."""
    objects = []
    for item in refs.split_list(ctx.raw(name)):
        label = ctx.plain(item, name)
        card = ctx.look.concept(label)
        objects.append(card.iri if card else keyword(ctx, label))
    return objects


def keyword(ctx: Context, label: str) -> str:
    """The IRI term of the keyword of this label."""
    slug = keyword_slug(label)
    node = iri.node(ctx.base, "keyword", slug)
    ctx.add(node, "rdf:type", terms.term("skos:Concept"))
    ctx.add(node, "skos:prefLabel", terms.literal(ctx.look.spelling("keyword", slug, label), language=ctx.language))
    in_scheme(ctx, node, "keywords", "Keywords")
    return node


def in_scheme(ctx: Context, node: str, scheme: str, title: str) -> None:
    """Put a concept or keyword into its scheme."""
    term = f"<{ctx.base}{scheme}>"
    ctx.add(node, "skos:inScheme", term)
    ctx.add(term, "rdf:type", terms.term("skos:ConceptScheme"))
    ctx.add(term, "rdfs:label", terms.literal(title, language="en"))


def citations(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The works cited, each also as a `cito:Citation` with its reason, place and quotation."""
    reason = ""
    if name.startswith("cito-"):
        reason = wrong.citation_reason(ctx, name)
        if not reason:
            ctx.keep(name)
            return []
    objects = []
    for ref, card in targets(ctx, shape, name):
        cite(ctx, card, ref, reason)
        if reason:
            ctx.add(ctx.subject, reason, card.iri)
        reported_by(ctx, name, ref, card)
        objects.append(card.iri)
    return objects


def cite(ctx: Context, cited: Card, ref: Ref, reason: str) -> None:
    """Add the citation node of one reference."""
    node = f"{ctx.subject[:-1]}#{fragment(ctx, 'cites', cited.key, ref.bracket)}>"
    ctx.add(node, "rdf:type", terms.term("cito:Citation"))
    ctx.add(node, "cito:hasCitingEntity", ctx.subject)
    ctx.add(node, "cito:hasCitedEntity", cited.iri)
    if reason:
        ctx.add(node, "cito:hasCitationCharacterization", reason)
    place(ctx, node, ref)
    ctx.derived(node)
    citing = ctx.card.works[0] if ctx.card.kind == "reading" else ctx.card.key
    if (ctx.look.get("people", citing) or frozenset()) & (ctx.look.get("people", cited.key) or frozenset()):
        ctx.add(node, "rdf:type", terms.term("cito:AuthorSelfCitation"))


def fragment(ctx: Context, verb: str, key: str, bracket: str) -> str:
    """The fragment of an evidence line or citation; the bracket's hash and a reading's own key keep like ones apart."""
    hashed = f"-{iri.digest(bracket)}" if bracket else ""
    reading = f"-by-{iri.slug(ctx.entry.key)}" if ctx.type.kind == "reading" else ""
    return f"{verb}-{iri.slug(key)}{hashed}{reading}"


def place(ctx: Context, node: str, ref: Ref) -> None:
    """Say where in the work named: page or other place, and the words."""
    ctx.add_text(node, "kg:pinpoint", ref.locator)
    ctx.add_text(node, "kg:pinpointLabel", ref.label)
    ctx.add_text(node, "kg:quote", ref.quote)


def reported_by(ctx: Context, name: str, ref: Ref, reported: Card) -> Card | None:
    """The work that a reference's own `via` names; it thereby cites the work it reports."""
    if not ref.via:
        return None
    card = ctx.look.entry(ref.via)
    if card is None:
        wrong.unknown_key(ctx, name, ref.via, ("work",))
    elif card.kind != "work":
        ctx.say(
            "KG204", name, f"via names a work, and '{ref.via}' is a {card.kind}.", "Write via and the key of the work that reports this."
        )
    elif card.key != reported.key:
        ctx.add(card.iri, "cito:cites", reported.iri)
        return card
    return None


def references(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The works among the items of a reference list that are keys; the other items are kept as text."""
    objects = []
    others = False
    for item in refs.split_list(ctx.raw(name)):
        card = ctx.look.entry(item)
        if card and card.kind == "work" and card.key != ctx.entry.key:
            cite(ctx, card, Ref(card.key), "")
            objects.append(card.iri)
        else:
            others = True
    if others:
        ctx.keep(name)
    return objects


def quote(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The sentence a claim rests on; also the work it stands in: the one it is known through, else the one that states it."""
    for given in ("via", "claimedin"):
        found = {ref.key: card for ref in refs.parse_refs(ctx.raw(given))[0] if (card := ctx.look.entry(ref.key))}
        works = {card.works[0] if card.kind == "study" and card.works else card.key for card in found.values()}
        if len(works) == 1 and (work := ctx.look.entry(works.pop())) and work.kind == "work":
            ctx.add(ctx.subject, "kg:quotedFrom", work.iri)
            break
    value = ctx.text(name)
    return [terms.literal(value)] if value else []
