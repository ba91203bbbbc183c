"""Readers of references: subjects, parts, citations, and the places they give."""

from __future__ import annotations

from collections.abc import Iterator

from kg import iri, terms
from kg.bib import refs
from kg.index import Card, keyword_slug, labels
from kg.model import Ref
from kg.readers import slips, wrong
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
        elif not ref.via or _is_reporter(ctx, name, ref.via):
            slips.see(ctx, shape, name, ref, card)
            yield ref, card


def _is_reporter(ctx: Context, name: str, key: str) -> bool:
    """Whether `via` names a work. If not, the reference is kept as text: without its reporter it would pass for first-hand."""
    card = ctx.look.entry(key)
    if card is None:
        wrong.unknown_key(ctx, name, key, ("work",))
    elif card.kind != "work":
        ctx.say("KG204", name, f"via names a work, and '{key}' is a {card.kind}.", "Write via and the key of the work that reports this.")
    if card is None or card.kind != "work":
        ctx.keep(name)
        return False
    return True


def keys(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The things that a list of keys names."""
    return [card.iri for _, card in targets(ctx, shape, name)]


def containers(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """Nothing: the fields of the entries named were taken over already. What is none, or nothing that has such fields, is a problem."""
    for key in refs.split_list(ctx.raw(name)):
        card = ctx.look.entry(key)
        if card is None:
            wrong.unknown_key(ctx, name, key, ("data",))
        elif card.kind not in ("data", "work"):
            ctx.say("KG204", name, f"'{key}' is a {card.kind}, and {name} names an @xdata entry.", "Remove it from the list.")
    return []


def related(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The works that `related` names; a `relatedtype` that says more refines the link."""
    kind = ctx.text("relatedtype").lower()
    objects = keys(ctx, shape, name)
    for obj in objects:
        for curie in RELATED_TYPES.get(kind, "").split():
            ctx.add(ctx.subject, curie, obj)
    if kind not in RELATED_TYPES:
        ctx.keep("relatedtype")
    return objects


# biblatex's types of related entries, and reviewof, in the terms of DCMI and CiTO.
RELATED_TYPES = {
    "reprintof": "dcterms:isVersionOf",
    "reprintfrom": "dcterms:isVersionOf",
    "reprintas": "dcterms:hasVersion",
    "origpubin": "dcterms:isVersionOf",
    "origpubas": "dcterms:hasVersion",
    "translationof": "dcterms:isVersionOf",
    "translatedfrom": "dcterms:isVersionOf",
    "translationas": "dcterms:hasVersion",
    "translatedas": "dcterms:hasVersion",
    "multivolume": "dcterms:hasPart",
    "reviewof": "cito:reviews cito:cites",
}


def subjects(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The concepts of a list of labels; a label that no concept has becomes a keyword."""
    objects = []
    for label, tag in labels(ctx.raw(name), ctx.language):
        card = ctx.look.concept(label)
        objects.append(card.iri if card else _keyword(ctx, label, tag))
    return objects


def _keyword(ctx: Context, label: str, tag: str) -> str:
    """The IRI term of the keyword of this label."""
    slug = keyword_slug(label)
    node = iri.node(ctx.base, "keyword", slug)
    ctx.add(node, "rdf:type", terms.term("skos:Concept"))
    ctx.add(node, "skos:prefLabel", terms.literal(ctx.look.spelling("keyword", slug, label), language=tag))
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
        node = cite(ctx, card, ref, reason)
        if reporter := reported_by(ctx, ref, card.iri):
            ctx.add(node, "kg:accordingTo", reporter)
        if reason:
            ctx.add(ctx.subject, reason, card.iri)
        objects.append(card.iri)
    return objects


def cite(ctx: Context, cited: Card, ref: Ref, reason: str) -> str:
    """The IRI term of the citation that one reference makes; what it says is added."""
    node = f"{ctx.subject[:-1]}#{fragment(ctx, 'cites', cited.key, ref.bracket)}>"
    ctx.add(node, "rdf:type", terms.term("cito:Citation"))
    ctx.add(node, "cito:hasCitingEntity", ctx.subject)
    ctx.add(node, "cito:hasCitedEntity", cited.iri)
    if reason:
        ctx.add(node, "cito:hasCitationCharacterization", reason)
    place(ctx, node, ref)
    ctx.derived(node)
    citing = ctx.look.entry(ctx.card.works[0] if ctx.card.kind == "reading" else ctx.card.key)
    if citing and (ctx.look.get("people", citing.key) or frozenset()) & (ctx.look.get("people", cited.key) or frozenset()):
        ctx.add(node, "rdf:type", terms.term("cito:AuthorSelfCitation"))
    return node


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


def reported_by(ctx: Context, ref: Ref, reported: str) -> str:
    """The IRI term of the work that a reference's own `via` names, which thereby cites the work it reports; `""` without one."""
    card = ctx.look.entry(ref.via) if ref.via else None
    return reports(ctx, card.iri, reported) if card else ""


def reports(ctx: Context, reporter: str, reported: str) -> str:
    """The reporter, unless it speaks of itself; that it cites what it reports is added."""
    if reporter == reported:
        return ""
    if reported:
        ctx.add(reporter, "cito:cites", reported)
    return reporter


def references(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The works among the items of a reference list that are keys; the other items are kept as text."""
    objects = []
    others = False
    for item in refs.split_list(ctx.raw(name)):
        card = ctx.look.entry(item)
        if card is None or card.key == ctx.entry.key:
            others = True
        elif card.kind != "work":
            wrong.wrong_kind(ctx, shape, name, card)
        else:
            slips.cited(ctx, name, card)
            cite(ctx, card, Ref(card.key), "")
            objects.append(card.iri)
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
