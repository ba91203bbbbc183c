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
        return f"Make one entry of the two, with name = {{{one}}}, {altname}; if they are two, correct the ORCID of one."
    if entry:
        unify = f"Add {other} to the altname of @person{{{entry.key}}} in {place(entry)}"
        apart = f"add @person{{{_free(known, iri.named(other))}, name = {{{other}}}}}"
    else:
        unify = f"Add @person{{{_free(known, iri.named(one))}, name = {{{one}}}, {altname}}}"
        apart = "add an @person entry for each"
    return f"{unify}; if they are two, {'correct the ORCID of one' if pair.why == 'ORCID' else apart}."


def _free(known: Known, key: str) -> str:
    """A key that no entry has yet."""
    while key in known.kept:
        key += "-2"
    return key


def works(known: Known) -> Iterator[Problem]:
    """The works that are probably one: a problem at the later entry."""
    for pair in known.pairs:
        if pair.kind == "work":
            one, other = pair.names
            there = f"'{one}' in {place(known.kept[one])}"
            keep_one = f"delete one of the two and add ids = {{{other}}} to '{one}', or the other way round"
            if pair.score < SURE:
                message = f"'{other}' has the DOI of {there}, and another title."
                hint = f"Correct the DOI of one; if they are one work, {keep_one}."
            else:
                message = f"'{other}' is probably the same work as {there}: they have the same {pair.why}."
                hint = f"D{keep_one[1:]}; if they are two, say how they differ (edition, volume, pages) or write related = {{{one}}}."
            yield problem(known.kept[other], "KG308", pair.field, message, hint)
