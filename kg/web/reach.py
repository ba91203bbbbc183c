"""Whose briefs a page may ask for, by its kind: what a page is made from besides its own facts.

Most ask for what a thing is called and no more; what its brief names in turn is told apart from that, for it changes more often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kg import iri, terms
from kg.web.facts import Brief, Page, owner


def reach(page: Page, base: str, brief: Callable[[str], Brief | None]) -> set[str]:
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
    kinds, follow = _SHOWN.get(iri.kind(here), ((), None))
    if follow:
        of = tuple(f"{ours}{kind}/" for kind in kinds)
        ahead = [term for term in found if term.startswith(of)]
        while ahead:
            term = ahead.pop()
            found.add(naming(term))
            if known := brief(term):
                new = [term for term in follow(known) if term not in found]
                found.update(new)
                ahead += [term for term in new if term.startswith(of)]
    return found


def _people(brief: Brief) -> Iterable[str]:
    return brief.people


def _below(brief: Brief) -> Iterable[str]:
    return (*brief.narrower, *brief.claims)


def _of_design(brief: Brief) -> Iterable[str]:
    return [owner(term) for _, objects in brief.design for term in objects if terms.is_iri(term)]


# By kind of page: of which things that its facts name it shows what these in turn name, and what that is.
_SHOWN: dict[str, tuple[tuple[str, ...], Callable[[Brief], Iterable[str]]]] = {
    "person": (("work",), _people),  # who else wrote a work
    "organization": (("work",), _people),
    "concept": (("concept", "keyword"), _below),  # at any depth
    "keyword": (("concept", "keyword"), _below),
    "work": (("study",), _of_design),  # of the studies it reports
}


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
