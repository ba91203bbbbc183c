"""What two people have in common besides their names: co-authors, venues and subjects of their works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.kept import mark
from kg.said import Said, Speech, Told

READS = ("kg:agent", "dcterms:isPartOf", "dcterms:subject")
CO_AUTHOR = 0.25  # what a co-author of both adds to a score
SHARED = 0.1  # what a venue of both adds, and a subject of both
HIGHEST = 0.97  # of a score that rests on names


class Part(NamedTuple):
    """What someone did for a work, and what is known of that; of things that are compared their marks: of few things no two have one."""

    person: str  # IRI term
    key: str  # of its entry; of what is no work the IRI term
    role: str  # author, editor, …
    agents: list[int]  # all who did something for it
    venues: list[int]
    subjects: list[int]


def tell(speech: Speech) -> Iterator[Told]:
    """A `Part` for each person or organization that did something for what an entry is about."""
    node, kind = speech.card.iri, speech.card.kind
    named = [(agent, part.partition("#")[2].rpartition("-")[0]) for part, agent in speech.of("kg:agent")]
    if named:
        key = speech.entry.key if kind == "work" else node
        venues, subjects = (
            [mark(obj) for one, obj in speech.of(curie) if one == node] for curie in ("dcterms:isPartOf", "dcterms:subject")
        )
        agents = sorted({mark(agent) for agent, _ in named})
        yield from (("agent", Part(agent, key, role, agents, venues, subjects)) for agent, role in named)


class Context:
    """The works of certain people, and what those works have in common."""

    def __init__(self, said: Said, wanted: Iterable[str]) -> None:
        self.parts = {person: [Part(*row) for row in rows] for person, rows in said.on("agent", wanted).items()}  # in the order of entries

    def beside(self, one: str, other: str) -> bool:
        """Whether two stand in one list of names: then they are two."""
        mine, theirs = ({(part.key, part.role) for part in self.parts.get(person, ())} for person in (one, other))
        return bool(mine & theirs)

    def raised(self, one: str, other: str, score: float) -> float:
        """The score of two people, higher for what their works have in common."""
        mine, theirs = (self.parts.get(person, []) for person in (one, other))
        both = {mark(one), mark(other)}
        beside = [{agent for part in parts for agent in part.agents} - both for parts in (mine, theirs)]
        score += CO_AUTHOR if beside[0] & beside[1] else 0
        for of in ("venues", "subjects"):
            common = {o for part in mine for o in getattr(part, of)} & {o for part in theirs for o in getattr(part, of)}
            score += SHARED if common else 0
        return round(min(score, HIGHEST), 2)
