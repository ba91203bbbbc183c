"""Two things that are probably one, and how that was found."""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """Two people or two works that are probably one."""

    kind: str  # person or work
    one: str  # IRI term: of the fuller name, of the earlier entry
    other: str  # IRI term
    names: tuple[str, str]  # of the two: people's as lists have them, works' citation keys
    score: float  # below 1
    why: str  # what they have in common: name, ORCID, DOI, …
    entry: str  # key of the entry that is about the one: a work, or a @person entry if it has one
    key: str  # of the entry at which to say so: where the other stands first
    field: str  # of that entry
    aliases: tuple[str, ...] = ()  # every other name that is probably the one person's, the fullest first

    @property
    def subject(self) -> str:
        """The IRI term that sorts first: probable sameness has no direction, and is said once."""
        return min(self.one, self.other)

    @property
    def object(self) -> str:
        """The IRI term that sorts last."""
        return max(self.one, self.other)
