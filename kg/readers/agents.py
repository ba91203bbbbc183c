"""Readers of people, organizations and venues: fields that mint a thing known by its name."""

from __future__ import annotations

from functools import lru_cache

from kg import iri, terms
from kg.bib import biblatex, names
from kg.inherit import ARTICLES, PARTS
from kg.model import Triple
from kg.naming import agent_key, is_biblatex, joined_title, organizations, venue_name, written_name
from kg.readers.context import Context
from kg.readers.identifiers import issns, wrong_issn
from kg.readers.plain import verbatim
from kg.schema import FieldShape


def people(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The people of a name list, each with an authorship; the objects are people, or authorships where the path says so."""
    found, others = _named(ctx, name)
    if others and shape.role == terms.term("pro:author"):
        ctx.add(ctx.subject, "kg:incompleteAuthors", terms.literal("true", datatype="xsd:boolean"))
    role = shape.role[1:-1].rpartition("/")[2]
    part = _contribution(ctx, shape, name, role)
    if not found:
        for other in shape.also:
            ctx.keep(other)
    authorships = []
    agents = {written: agent_node(ctx, written) for written in dict.fromkeys(found)}
    start = f"{ctx.subject[:-1]}#{name if role == CONTRIBUTOR else role}-"
    for position, written in enumerate(found, start=1):
        authorship, agent = f"{start}{position}>", agents[written]
        ctx.add(ctx.subject, "kg:authorship", authorship)
        ctx.add(authorship, "rdf:type", terms.term("kg:Authorship"))
        ctx.add(authorship, "kg:agent", agent)
        ctx.add(authorship, "kg:position", terms.integer(position))
        ctx.add(authorship, "kg:role", shape.role)
        ctx.add_text(authorship, "kg:contribution", part)
        ctx.add_text(authorship, "kg:nameAsPrinted", written.printed)
        authorships.append(authorship)
    return authorships if shape.path == terms.term("kg:authorship") else list(agents.values())


CONTRIBUTOR = "contributor"


def _contribution(ctx: Context, shape: FieldShape, name: str, role: str) -> str:
    """What the people of a field did, where their role does not say it: `introduction`, or what `editoratype` says."""
    for other in filter(ctx.fields.__contains__, shape.also):
        written = biblatex.words(ctx.text(other)).lower()
        if written and written != role:
            return written
    return shape.name if role == CONTRIBUTOR else ""


def _named(ctx: Context, name: str) -> tuple[list[names.Name], bool]:
    """The names of a field, and whether there are others; what is oddly written is a problem."""
    found, others, faults = names.people(ctx.raw(name))
    ctx.commands(name)
    for fault in faults:
        ctx.say("KG111", name, fault, "Write Family, Given and Family, Given; an organization in double braces.")
    return found, others


def agent_node(ctx: Context, name: names.Name) -> str:
    """The IRI term of a person or organization; what its name says of it is added."""
    agent, known = ctx.look.person(name, ctx.entry.key)
    if not known:  # else its @person entry says the rest
        key = agent_key(name)
        shown = ctx.look.spelling(key.kind, key.slug, key.sort)
        ctx.add_all(_description(agent, _name(shown, literal=bool(name.literal)) or name))
    return agent


@lru_cache(maxsize=10_000)  # most works are by people who have others
def _description(agent: str, name: names.Name) -> dict[Triple, None]:
    """What a name says of its bearer."""
    full = terms.literal(name.full)
    said = {
        (agent, terms.term("rdf:type"), terms.term("foaf:Organization" if name.literal else "foaf:Person")): None,
        (agent, terms.term("rdfs:label"), full): None,
        (agent, terms.term("foaf:name"), full): None,
    }
    for curie, part in (("foaf:familyName", name.last), ("foaf:givenName", name.given)):
        if part:
            said[agent, terms.term(curie), terms.literal(part)] = None
    return said


@lru_cache(maxsize=10_000)
def _name(sort: str, *, literal: bool) -> names.Name | None:
    found, _, _ = names.people(f"{{{sort}}}" if literal else sort)
    return found[0] if len(found) == 1 else None  # such as a person called {others}


def person(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The names of a @person entry: the first of `name` is the one shown, the others are alternative."""
    found, _ = _named(ctx, name)
    others = found
    if name == "name" and found:
        ctx.add_all(_description(ctx.subject, found[0]))
        others = found[1:]
    for other in others:
        ctx.add_text(ctx.subject, "skos:altLabel", other.full)
    return []


def organization(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The organizations of this name: one, or the several publishers that biblatex lists."""
    ctx.commands(name)
    found = organizations(ctx.raw(name), listed=name == "publisher" and is_biblatex(ctx.text_of))
    return [named_thing(ctx, "organization", written, terms.term("foaf:Organization")) for written in found]


def holders(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The people and organizations of a name list, without an authorship: those who hold a patent."""
    return [agent_node(ctx, written) for written in _named(ctx, name)[0]]


def venue(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The journal, series, proceedings or book of this name; nothing where crossref already says what it is part of."""
    if name not in ctx.entry.fields and "crossref" in ctx.entry.fields:
        return []
    ctx.commands(name)
    written = venue_name(ctx.text_of, name, shape)
    if not written or iri.fold(written) == iri.fold(_own_title(ctx)):  # a book names itself, so that BibTeX hands it on
        return []
    node = named_thing(ctx, "venue", written, shape.venue_class)
    ctx.add(node, "rdf:type", terms.term("kg:Venue"))
    for other in shape.also:
        if other in ("issn", "eissn"):
            _serial_numbers(ctx, node, other)
        elif not other.endswith("subtitle"):
            ctx.add_text(node, "fabio:hasShortTitle", ctx.text(other))
    return [node]


def _own_title(ctx: Context) -> str:
    """The title of a work with its subtitle, as that of a venue is written; a part may be called like the whole it stands in."""
    if ctx.entry.type in PARTS or ctx.entry.type in ARTICLES:
        return ""
    return joined_title(*(written_name(ctx.text_of(name)) for name in ("title", "subtitle")))


def _serial_numbers(ctx: Context, node: str, name: str) -> None:
    """Say which ISSN a venue has."""
    written = verbatim(ctx.raw(name))
    for issn, part in issns(written):
        if issn:
            ctx.add_text(node, "prism:eIssn" if name == "eissn" else "prism:issn", issn)
        else:
            wrong_issn(ctx, name, part, written)


def whole(ctx: Context, shape: FieldShape, name: str) -> list[str]:
    """The work in several volumes of this name: a volume is part of it, and the book in which a chapter stands."""
    found = venue(ctx, shape, name)
    book = next((s for s in ctx.type.shapes if "booktitle" in s.fields), None)
    if not (found and book and ctx.entry.fields.keys() & {"booktitle"}):
        return found
    for volume in venue(ctx, book, "booktitle"):
        if volume != found[0]:
            ctx.add(volume, "dcterms:isPartOf", found[0])
    return []


def named_thing(ctx: Context, kind: str, written: str, klass: str) -> str:
    """The IRI term of a thing known by its name only."""
    slug = iri.named(written)
    node = iri.node(ctx.base, kind, slug)
    shown = ctx.look.spelling(kind, slug, written)
    ctx.add(node, "rdf:type", klass)
    ctx.add_text(node, "rdfs:label", shown)
    if kind == "organization":
        ctx.add_text(node, "foaf:name", shown)
    return node
