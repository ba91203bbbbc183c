"""What pages about the whole literature know of each thing: a `Gist`, made from the facts of its page alone.

The map, the network, the examples and the counts are made from gists, so nobody has to hold the facts of all pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from sys import intern
from typing import NamedTuple

from kg import iri, terms
from kg.web.facts import Brief, Node, Page, owner

CITES = terms.term("cito:cites")
CITO = "<" + terms.PREFIXES["cito"]
MOST_CITED = 60  # citations of one work that pages about the whole know of
SPEAKING = 5  # works about a concept without claims that they know of
SUBJECT = terms.term("dcterms:subject")
QUIET = (CITO, "<" + terms.PREFIXES["dcterms"])  # properties that make nothing part of an argument
SAME = terms.term("kg:probablySameAs")
HEDGED = terms.term("kg:Hedged")
COLLECTIVE = terms.term("kg:Collective")
NAMES = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "foaf:name", "fabio:hasShortTitle", "dcterms:alternative")


class Stand(NamedTuple):
    """A stance that somebody takes on something; ends are IRI terms of things with pages."""

    start: str
    end: str
    stance: str  # IRI term
    via: str  # the work that reports it, `""` at first hand
    hedged: bool
    collective: bool
    place: str
    quote: str
    work: str = ""  # the work that takes it, itself or by its study; `""` where a claim does
    coders: tuple[str, ...] = ()  # who read it so, where a reading says it


class Gist(NamedTuple):
    """What of a thing is told on pages about the whole; most of it only of some kinds of things."""

    brief: Brief
    keys: tuple[str, ...] = ()  # its key, then former ones
    linked: int = 0  # links that lead to it; of a work, citations
    cites: int = 0  # works that a work cites
    cited: tuple[tuple[str, str], ...] = ()  # of these the first, as IRI terms, and the reasons given, in CiTO's names
    matched: tuple[str, ...] = ()  # works that the program found in its reference list
    matching: int = 0  # works in whose reference lists the program found it
    alike: tuple[str, ...] = ()  # works that the program takes for the same
    evidence: int = 0  # evidence lines on it
    about: tuple[str, ...] = ()  # what a work or claim is about, as IRI terms
    found: tuple[str, ...] = ()  # what the program found in its text that it is about
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    speaking: tuple[str, ...] = ()  # of a concept without claims: the first works about it
    text: str = ""  # a claim's statement, a concept's definition
    sort: str = ""  # a claim's kind
    quote: str = ""  # the passage that a claim rests on
    quoted: str = ""  # the work that it stands in
    reported: tuple[str, ...] = ()  # the works that report a study
    stands: tuple[Stand, ...] = ()  # the evidence lines that its page owns
    unverified: tuple[str, ...] = ()  # fields of a work that are not confirmed
    names: tuple[str, ...] = ()  # what else it is called
    proposed: bool = False
    argues: bool = True  # whether it has to do with what is claimed; of works and keywords not all have

    @property
    def key(self) -> str:
        """The key of its entry, `""` where it has none."""
        return self.keys[0] if self.keys else ""


def gist(page: Page) -> Gist:
    """The gist of a page's thing; made from this page's facts and nothing else."""
    node, kind = page.node, page.brief.kind
    linking = page.linking()
    base = Gist(
        page.brief,
        keys=(*node.all("dcterms:identifier"), *node.all("kg:formerKey")),
        linked=len(linking.get(CITES, ())) if kind == "work" else sum(map(len, linking.values())),
        stands=_stands(page.parts),
        names=_names(node, page.brief.label),
        proposed=page.proposed,
        argues=page.proposed or kind not in ("work", "keyword") or _argues(page),
    )
    if kind == "work":
        return base._replace(
            cites=len(node.terms("cito:cites")),
            cited=_cited(node),
            matched=_matched(page),
            matching=_matching(page),
            alike=tuple(dict.fromkeys(_inferred(page, SAME))),
            about=_owners(node.terms("dcterms:subject")),
            found=_owners(_inferred(page, SUBJECT)),
            unverified=tuple(node.all("kg:unverified")),
        )
    if kind == "claim":
        return base._replace(
            evidence=len(page.fragments("kg:EvidenceLine")),
            about=_owners(node.terms("schema:about")),
            text=node.one("schema:text"),
            sort=node.one("kg:kind"),
            quote=node.one("kg:quote"),
            quoted=node.link("kg:quotedFrom"),
        )
    if kind in ("concept", "keyword"):
        broader, related = tuple(node.terms("skos:broader")), tuple(node.terms("skos:related"))
        works = () if page.brief.claims else (t for t in page.linking_by("dcterms:subject") if iri.kind(t) == "work")
        text, speaking = node.one("skos:definition"), tuple(islice(works, SPEAKING))
        return base._replace(broader=broader, related=related, text=text, speaking=speaking)
    return base._replace(reported=tuple(node.terms("kg:reportedIn"))) if kind == "study" else base


def _argues(page: Page) -> bool:
    """Whether somebody says of a page's thing, or it says of another, more than whom a work cites and what it is about."""
    lines = any(node.is_a("kg:EvidenceLine") for node in (*page.parts, *page.seen))
    return lines or any(not predicate.startswith(QUIET) for predicate, _ in page.incoming)


def _names(node: Node, label: str) -> tuple[str, ...]:
    found = dict.fromkeys(terms.value(term) for curie in NAMES for term in node.terms(curie))
    found.pop(label, None)
    return tuple(found)


def _cited(node: Node) -> tuple[tuple[str, str], ...]:
    """The works that a work cites, those with a reason first; the same text is one object, as it is in many gists."""
    reasons: dict[str, list[str]] = {}
    for predicate, objects in node.properties.items():
        if predicate.startswith(CITO) and predicate != CITES:
            for term in objects:
                reasons.setdefault(term, []).append(predicate[len(CITO) : -1])
    rest = (t for t in node.terms("cito:cites") if t not in reasons)
    every = [*((t, " ".join(sorted(reasons[t]))) for t in sorted(reasons)), *((t, "") for t in rest)]
    return tuple((intern(t), intern(why)) for t, why in every[:MOST_CITED])


def _matching(page: Page) -> int:
    """How many works the program found to cite a page's work in their reference lists, besides those that say so."""
    return len(set(_inferred(page, CITES, "rdf:object", "rdf:subject")).difference(page.linking_by("cito:cites")))


def _matched(page: Page) -> tuple[str, ...]:
    """The works that the program found in the reference list of a page's work."""
    stated = set(page.node.terms("cito:cites"))
    found = dict.fromkeys(t for t in _inferred(page, CITES) if t not in stated)
    return tuple(map(intern, found))[:MOST_CITED]


def _inferred(page: Page, predicate: str, mine: str = "rdf:subject", others: str = "rdf:object") -> Iterator[str]:
    """What the program found that a page's thing has as this property; or with these ends in turn, what has the thing."""
    matches = (m for m in page.matches if predicate in m.terms("rdf:predicate") and page.node.iri in m.terms(mine))
    return (t for m in matches for t in m.terms(others))


def _owners(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(owner, found)))


def _stands(parts: Iterable[Node]) -> tuple[Stand, ...]:
    return tuple(
        Stand(
            owner(line.link("kg:sourceClaim") or line.link("kg:study") or line.link("kg:source")),
            owner(line.link("kg:claim") or line.link("kg:concept")),
            line.link("kg:stance"),
            line.link("kg:accordingTo"),
            line.link("kg:certainty") == HEDGED,
            line.link("kg:attribution") == COLLECTIVE,
            " ".join(filter(None, (line.one("kg:pinpointLabel").removeprefix("other"), line.one("kg:pinpoint")))).strip(),
            line.one("kg:quote"),
            owner(source) if (source := line.link("kg:source")) else "",
            tuple(line.terms("prov:wasAttributedTo")),
        )
        for line in parts
        if line.is_a("kg:EvidenceLine")
    )
