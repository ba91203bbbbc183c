"""The graph as the checks read it: statements by predicate, gathered in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg import terms
from kg.model import Statement


class Said:
    """The statements with certain predicates, each predicate's in the order they came in."""

    def __init__(self, statements: Iterable[Statement], predicates: Iterable[str]) -> None:
        self._by: dict[str, list[Statement]] = {terms.term(curie): [] for curie in predicates}
        wanted = self._by.get
        for statement in statements:
            found = wanted(statement[1])
            if found is not None:
                found.append(statement)

    def of(self, curie: str) -> Sequence[Statement]:
        """The statements with a predicate, given as a prefixed name that was asked for at the start."""
        return self._by[terms.term(curie)]
