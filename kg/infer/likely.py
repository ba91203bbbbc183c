"""People and works that are probably one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.infer.matches import finding
from kg.likeness import Pair
from kg.model import Statement

BETWEEN = " / "  # between the two names in what was matched


def same(pairs: Iterable[Pair], sources: Mapping[str, str]) -> Iterator[Statement]:
    """The statements that the two of each pair are probably the same; `sources` gives the IRI term of an entry by its key."""
    for pair in pairs:
        yield from finding(
            "same",
            pair.subject,
            "kg:probablySameAs",
            pair.object,
            sources[pair.key],
            words=BETWEEN.join(pair.names),
            where=pair.why,
            score=f"{pair.score:.2f}".rstrip("0"),
        )
