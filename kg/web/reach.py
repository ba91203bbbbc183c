"""Whose briefs a page may ask for, by its kind: what a page is made from besides its own facts.

Most ask for what a thing is called and no more; what its brief names in turn is told apart from that, for it changes more often.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from kg import iri, terms
from kg.web.facts import Brief, Page, owner
from kg.web.markup import MOST

Ask = Callable[[str], Brief | None]  # the brief of a thing, by its IRI term


def reach(page: Page, base: str, brief: Ask) -> set[str]:
    """The things whose briefs a page may ask for, as IRI terms: those its facts name, and what such a page shows that these name.

    Of the things of which it looks at what they name, `naming` of the term is there too.
    """
    ours, here = f"<{base}", page.node.iri
    nodes = (page.node, *page.parts, *page.seen, *page.matches)
    named = {node.iri for node in nodes}.union(*[objects for node in nodes for objects in node.properties.values()])
    named.update([subject for _, subject in page.incoming])
    if page.proposed:
        named.update(namesakes(here))
    found = {owner(term) if "#" in term else term for term in named if term.startswith(ours)}
    if beyond := _BEYOND.get(iri.kind(here)):
        found.update(beyond(page, found, brief))
    return found


def _beside(_page: Page, found: Iterable[str], brief: Ask) -> Iterator[str]:
    """Who else wrote a work."""
    for term in [term for term in found if iri.kind(term) == "work"]:
        yield naming(term)
        yield from known.people if (known := brief(term)) else ()


def _designs(_page: Page, found: Iterable[str], brief: Ask) -> Iterator[str]:
    """How the studies were made that a work reports."""
    for term in [term for term in found if iri.kind(term) == "study"]:
        yield naming(term)
        for _, objects in known.design if (known := brief(term)) else ():
            yield from (owner(obj) for obj in objects if terms.is_iri(obj))


def _below(page: Page, _found: Iterable[str], brief: Ask) -> Iterator[str]:
    """The concepts below one, at any depth, and the claims about these that are shown."""
    known = below(page, brief)
    yield from (mark for concept in known for mark in (concept.iri, naming(concept.iri)))
    yield from claims_below(page, known)[:MOST]


_BEYOND: dict[str, Callable[[Page, Iterable[str], Ask], Iterator[str]]] = {  # by kind of page
    "person": _beside,
    "organization": _beside,
    "concept": _below,
    "keyword": _below,
    "work": _designs,
}


def below(page: Page, brief: Ask) -> list[Brief]:
    """The concepts below that of a page, at any depth, the nearest first."""
    found: dict[str, Brief] = {}
    ahead = deque(page.linking_by("skos:broader"))
    while ahead:
        term = ahead.popleft()
        if term not in found and term != page.node.iri and (known := brief(term)):
            found[term] = known
            ahead += known.narrower
    return list(found.values())


def claims_below(page: Page, concepts: Iterable[Brief]) -> list[str]:
    """The claims about these concepts, as IRI terms, without those about the concept of a page itself; those about the nearest first."""
    own = set(page.linking_by("schema:about"))
    return list(dict.fromkeys(claim for concept in concepts for claim in concept.claims if claim not in own))


def naming(term: str) -> str:
    """What stands for that which the brief of a thing names."""
    return f"{term} names"


def differing(new: Mapping[str, Brief | None], old: Mapping[str, Brief | None]) -> set[str]:
    """The things whose briefs differ, as `reach` has them."""
    found: set[str] = set()
    for term in new.keys() | old.keys():
        one, other = new.get(term), old.get(term)
        if one is None or other is None:
            found.update((term, naming(term)) if one or other else ())
        else:
            found.update([term] if one[:_NAMES] != other[:_NAMES] else (), [naming(term)] if one[_NAMES:] != other[_NAMES:] else ())
    return found


_NAMES = Brief._fields.index("people")  # from there on a brief names other things


def namesakes(term: str) -> list[str]:
    """The addresses of things that have a key of their own, with the same last part as this one."""
    head, _, name = term.rsplit("/", 2)
    return [f"{head}/{kind}/{name}" for kind in ("work", "claim", "concept", "study", "person")]
