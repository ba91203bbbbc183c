"""People and works that are probably one: what to write where they are, and where they are not."""

from __future__ import annotations

from collections.abc import Iterator

from kg import iri
from kg.checks.common import Known, place, problem
from kg.likeness import Pair
from kg.model import Problem

SURE = 0.85  # from this score on it is likely a slip; below, worth knowing


def people(known: Known) -> Iterator[Problem]:
    """The people who are probably one: a problem where the less full name first stands."""
    for pair in known.pairs:
        if pair.kind == "person":
            one, other = pair.names
            sure = pair.score >= SURE
            why = "have the same ORCID" if pair.why == "ORCID" else "are probably one person" if sure else "may be one person"
            yield problem(
                known.kept[pair.key], "KG306" if sure else "KG307", pair.field, f"'{other}' and '{one}' {why}.", _unify(known, pair)
            )


def _unify(known: Known, pair: Pair) -> str:
    """What to write so that the two names are one person's, and what so that they are two."""
    one, other = pair.names
    altname = f"altname = {{{' and '.join(pair.aliases)}}}"
    entry = known.kept[pair.entry] if pair.entry else None
    if entry and known.index.entry[pair.key].kind == "person":
        return f"Make one entry of the two, with name = {{{one}}}, {altname}; or correct the ORCID of one."
    if entry:
        own = f"@person{{{_free(known, iri.named(other))}, name = {{{other}}}}}"
        return f"Add {other} to the altname of @person{{{entry.key}}} in {place(entry)}; if they are two, add {own}."
    entry_for_both = f"@person{{{_free(known, iri.named(one))}, name = {{{one}}}, {altname}}}"
    return f"Add {entry_for_both}; if they are two, add a @person entry for each."


def _free(known: Known, key: str) -> str:
    """A key that no entry has yet."""
    while key in known.index.entry:
        key += "-2"
    return key


def works(known: Known) -> Iterator[Problem]:
    """The works that are probably one: a problem at the later entry."""
    for pair in known.pairs:
        if pair.kind == "work":
            one, other = pair.names
            message = f"'{other}' is probably the same work as '{one}' in {place(known.kept[one])}: they have the same {pair.why}."
            hint = f"Delete one of the two and add ids = {{{other}}} to '{one}', or the other way round; if they are two, say how: "
            hint += f"correct the DOI, or write related = {{{one}}}." if pair.why == "DOI" else f"edition, volume, or related = {{{one}}}."
            yield problem(known.kept[other], "KG308", pair.field, message, hint)
