"""Readers of references: subjects, parts, citations, and the places they give."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kg import iri, terms
from kg.bib import keywords as lists
from kg.bib import latex, reflist, refs
from kg.index import Card
from kg.model import Ref, Triple
from kg.naming import keyword_key, keyword_list, keyword_slug, subject_labels
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
    objects = []
    for ref, card in targets(ctx, shape, name):
        objects.append(card.iri)
        if kind == "reviewof":
            cite(ctx, _citing(ctx), card, Ref(ref.key), terms.term("cito:reviews"))
            ctx.add(ctx.subject, "cito:reviews", card.iri)
            ctx.add(ctx.subject, "cito:cites", card.iri)
        elif kind in RELATED_TYPES:
            ctx.add(ctx.subject, RELATED_TYPES[kind], card.iri)
    if kind not in (*RELATED_TYPES, "reviewof"):
        ctx.keep("relatedtype")
    return objects


# biblatex's types of related entries in the terms of DCMI; reviewof is a citation.
RELATED_TYPES = {
    "reprintof": "dcterms:isVersionOf",
    "reprintfrom": "dcterms:isVersionOf",
    "reprintas": "dcterms:hasVersion",
    "origpubin": "dcterms:isVersionOf",
    "origpubas": "dcterms:hasVersion",
    "translationof": "dcterms:isVersionOf",
    "translatedfrom": "dcterms:isVersionOf",
    "translationfrom": "dcterms:isVersionOf",
    "translationas": "dcterms:hasVersion",
    "translatedas": "dcterms:hasVersion",
    "bytranslator": "dcterms:hasVersion",
    "multivolume": "dcterms:hasPart",
}


def subjects(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The concepts of a list of labels; a label that no concept has becomes a keyword."""
    return [_subject(ctx, label, tag) for label, tag in subject_labels(ctx.raw(name), ctx.language) if label]


def keywords(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The concepts of a list of keywords, as tools export it; a field of which something is left out is kept as well."""
    found = keyword_list(ctx.raw(name, fold=False), ctx.language, mesh=shape.reader == "headings")
    odd = [word.label for word, _ in found if not lists.is_keyword(word.label) and not ctx.look.concept(word.label)]
    if odd:
        shown = odd[0] if len(odd[0]) <= SHOWN else odd[0][:SHOWN].rstrip() + "…"
        more = f", nor are {len(odd) - 1} others" if len(odd) > 2 else ", nor is another" if len(odd) > 1 else ""
        hint = f"Write {name} = {{one keyword; another keyword}}; other text goes in note = {{…}}."
        ctx.say("KG123", name, f"'{shown}' is not a keyword{more}.", hint)
    if odd or not found or any(word.cut for word, _ in found):
        ctx.keep(name)
    return [_subject(ctx, word.label, tag, word.broader) for word, tag in found if word.label not in odd]


SHOWN = 60  # characters of what is no keyword


def _subject(ctx: Context, label: str, tag: str, broader: tuple[str, ...] = ()) -> str:
    """The IRI term of the concept that has a label, else of the keyword; a keyword lies below the last of `broader`."""
    card = ctx.look.concept(label)
    node = card.iri if card else _keyword(ctx, label, tag)
    above = _subject(ctx, broader[-1], tag, broader[:-1]) if broader else ""
    if above and not card and above != node:
        ctx.add(node, "skos:broader", above)
    return node


def _keyword(ctx: Context, label: str, tag: str) -> str:
    """The IRI term of the keyword of this label."""
    node, said = _described(ctx.base, ctx.look.spelling("keyword", keyword_key(label), label), tag)
    ctx.add_all(said)
    return node


@lru_cache(maxsize=10_000)  # few keywords make most of all lists
def _described(base: str, shown: str, tag: str) -> tuple[str, dict[Triple, None]]:
    """The IRI term of a keyword, and what is said of it."""
    node = iri.node(base, "keyword", keyword_slug(shown))
    return node, {
        (node, terms.term("rdf:type"), terms.term("skos:Concept")): None,
        (node, terms.term("skos:prefLabel"), terms.literal(shown, language=tag)): None,
        **in_scheme(base, node, "keywords", "Keywords"),
    }


def in_scheme(base: str, node: str, scheme: str, title: str) -> dict[Triple, None]:
    """What puts a concept or keyword into its scheme."""
    term = f"<{base}{scheme}>"
    return {
        (node, terms.term("skos:inScheme"), term): None,
        (term, terms.term("rdf:type"), terms.term("skos:ConceptScheme")): None,
        (term, terms.term("rdfs:label"), terms.literal(title, language="en")): None,
    }


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
        node = cite(ctx, _citing(ctx), card, ref, reason)
        if reporter := reported_by(ctx, ref, card):
            ctx.add(node, "kg:accordingTo", reporter)
        if reason:
            ctx.add(ctx.subject, reason, card.iri)
        objects.append(card.iri)
    return objects


def _citing(ctx: Context) -> Card:
    """The work of which the entry speaks: itself, or the one that a reading is of."""
    return (ctx.look.entry(ctx.card.works[0]) if ctx.card.kind == "reading" else None) or ctx.card


def cite(ctx: Context, citing: Card, cited: Card, ref: Ref, reason: str) -> str:
    """The IRI term of the citation that one reference makes; what it says is added."""
    node = f"{citing.iri[:-1]}#{fragment(ctx, 'cites', cited.key, ref.bracket)}>"
    ctx.add(node, "rdf:type", terms.term("cito:Citation"))
    ctx.add(node, "cito:hasCitingEntity", citing.iri)
    ctx.add(node, "cito:hasCitedEntity", cited.iri)
    if reason:
        ctx.add(node, "cito:hasCitationCharacterization", reason)
    place(ctx, node, ref)
    ctx.derived(node)
    mine, theirs = ctx.look.get("people", citing.key), ctx.look.get("people", cited.key)
    if mine and theirs and not mine.isdisjoint(theirs):
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


def reported_by(ctx: Context, ref: Ref, reported: Card | None) -> str:
    """The IRI term of the work that a reference's own `via` names, which thereby cites the work it reports; `""` without one."""
    card = ctx.look.entry(ref.via) if ref.via else None
    return reports(ctx, card, reported) if card else ""


def reports(ctx: Context, reporter: Card, reported: Card | None) -> str:
    """The IRI term of the reporter, unless it speaks of itself; that it cites what it reports is added."""
    if reported and reporter.iri == reported.iri:
        return ""
    if reported:
        if not ctx.look.get("cites", (reporter.key, reported.key)):
            cite(ctx, reporter, reported, Ref(reported.key), "")
        ctx.add(reporter.iri, "cito:cites", reported.iri)
    return reporter.iri


def references(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The works among the items of a reference list that are keys; the other items are kept as text, whatever LaTeX they have."""
    items = reflist.items(ctx.text_of(name, fold=False))
    cards = {item: ctx.look.entry(item) for item in items}
    objects = []
    for card in filter(None, cards.values()):
        if card.key == ctx.entry.key:
            ctx.say("KG207", name, f"The entry '{card.key}' refers to itself.", "Remove it from the list.")
        elif card.kind != "work":
            wrong.wrong_kind(ctx, shape, name, card)
        else:
            slips.cited(ctx, name, card)
            cite(ctx, _citing(ctx), card, Ref(card.key), "")
            objects.append(card.iri)
    wrong.unknown_keys(ctx, name, reflist.unknown_keys(items, {item for item, card in cards.items() if card}))
    written = ctx.raw(name)  # which tells of @strings that are unknown
    if not all(card and card.key != ctx.entry.key for card in cards.values()):
        ctx.keep(name, latex.to_text(written)[0])
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
