"""What two people have in common besides their names: co-authors, venues and subjects of their works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.said import Said

CO_AUTHOR = 0.25  # what a co-author of both adds to a score
SHARED = 0.1  # what a venue of both adds, and a subject of both
HIGHEST = 0.97  # of a score that rests on names


class Context:
    """The works of certain people, and what those works have in common."""

    def __init__(self, said: Said, wanted: Iterable[str]) -> None:
        people = set(wanted)
        self.parts: dict[str, list[tuple[str, str]]] = defaultdict(list)  # person -> (work, role), in the order of entries
        for node, person in said.of("kg:agent"):
            if person in people:
                work, _, fragment = node.partition("#")
                self.parts[person].append((f"{work}>", fragment.rpartition("-")[0]))
        works = {work for parts in self.parts.values() for work, _ in parts}
        self._agents: dict[str, set[str]] = defaultdict(set)
        for node, person in said.of("kg:agent"):
            if (work := node.partition("#")[0] + ">") in works:
                self._agents[work].add(person)
        self._traits = [self._objects(said, curie, works) for curie in ("dcterms:isPartOf", "dcterms:subject")]

    @staticmethod
    def _objects(said: Said, curie: str, works: set[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for subject, obj in said.of(curie):
            if subject in works:
                found[subject].add(obj)
        return found

    def beside(self, one: str, other: str) -> bool:
        """Whether two stand in one list of names: then they are two."""
        return bool(set(self.parts[one]) & set(self.parts[other]))

    def raised(self, one: str, other: str, score: float) -> float:
        """The score of two people, higher for what their works have in common."""
        mine, theirs = ({work for work, _ in self.parts[person]} for person in (one, other))
        beside = [{agent for work in works for agent in self._agents[work]} - {one, other} for works in (mine, theirs)]
        score += CO_AUTHOR if beside[0] & beside[1] else 0
        for trait in self._traits:
            common = {o for work in mine for o in trait.get(work, ())} & {o for work in theirs for o in trait.get(work, ())}
            score += SHARED if common else 0
        return round(min(score, HIGHEST), 2)
