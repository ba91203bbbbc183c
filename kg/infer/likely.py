"""People and works that are probably one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.infer.matches import finding
from kg.likeness import Pair

BETWEEN = " / "  # between the two names in what was matched


def same(pairs: Iterable[Pair]) -> Iterator[str]:
    """The statements that the two of each pair are probably the same, as lines of N-Triples."""
    for pair in pairs:
        yield from finding(
            "same",
            pair.subject,
            "kg:probablySameAs",
            pair.object,
            words=BETWEEN.join(pair.names),
            where=pair.why,
            score=f"{pair.score:.2f}".rstrip("0"),
        )
