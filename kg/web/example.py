"""Entries to copy into a workspace, as pages show them: no key in them is taken, and none names what is not there.

Authors, titles and statements are placeholders, so that nothing is said of a work that is in the bibliography.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from itertools import count
from types import MappingProxyType
from typing import NamedTuple

from kg.web.edition import NamedQuery, SiteInput
from kg.web.facts import Brief
from kg.web.reach import namesakes
from kg.web.tallies import EXAMPLES, Tally

WORK, CLAIM, READING, CONCEPT, FIRST_CLAIM, FIRST_CONCEPT = EXAMPLES
_KIND_WORDS = {"text": "WORDS", "year": "2020"}


def of(tally: Tally) -> object:
    """All that examples depend on."""
    return tally.named, tally.taken


class Free(NamedTuple):
    """Keys that nothing has, for entries to copy."""

    work: str
    claim: str
    reading: str


def free(tally: Tally) -> Free:
    """A key for a work, one for a claim and one for a reading that are not taken."""
    return Free(*_free(tally, WORK, CLAIM, READING))


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    r"""An entry with its fields in the order given.

    >>> entry("claim", "one-sentence", {"statement": "So it is.", "qualifies": "risk"})
    '@claim{one-sentence,\n  statement = {So it is.},\n  qualifies = {risk},\n}'
    """
    wide = max(map(len, fields))
    return f"@{kind}{{{key},\n{''.join(f'  {name:{wide}} = {{{value}}},{chr(10)}' for name, value in fields.items())}}}"


def article(key: str, says: Mapping[str, str] = MappingProxyType({})) -> str:
    """A work that nobody has written, with what it says of things that there are."""
    head = {"author": "Lastname, Firstname", "title": "Title of the Article", "journal": "Name of the Journal"}
    return entry("article", key, {**head, "year": "2020", **says})


def entries(tally: Tally) -> str:
    """A work, a claim and a concept to start from; the work supports a claim of this workspace, where there is one."""
    work, claim, concept = _free(tally, WORK, CLAIM, CONCEPT)
    known = _first("claim", tally)
    supports = f'  supports = {{{known} [p. 12 "the words on that page"]}},\n' if known else ""
    lead = f"% A work, and a claim of this bibliography that it supports: {known}\n" if known else "% A work\n"
    return (
        f"{lead}@article{{{work},\n  author   = {{Lastname, Firstname}},\n  title    = {{Title of the Article}},\n"
        f"  journal  = {{Name of the Journal}},\n{supports}  year     = {{2020}}\n}}\n\n"
        f"% A claim of its own: one sentence in your words, who states it, and what it is about\n{_claim(claim, work, concept)}\n"
        f"% A concept, with the meaning it has here\n{_concept(concept)}"
    )


def claim_entry(tally: Tally) -> str:
    """A claim to start from, stated by a work that there is; with a work of its own where there is none."""
    (claim,) = _free(tally, FIRST_CLAIM)
    work = _first("work", tally)
    return _claim(claim, work) if work else entries(tally)


def concept_entry(tally: Tally) -> str:
    """A concept to start from."""
    (concept,) = _free(tally, FIRST_CONCEPT)
    return _concept(concept)


def concept_of(brief: Brief, site: SiteInput) -> str:
    """A concept with the label of a keyword, and a key that nothing else has."""
    keys = (f"{brief.iri[:-1]}{f'-{n}' if n else ''}>" for n in count())
    free = next(k for k in keys if not any(map(site.facts.brief, namesakes(k))))
    return _concept(free[:-1].rpartition("/")[2], brief.label)


def command(record: NamedQuery, tally: Tally) -> str:
    """How a named query is run here: with the parameters it needs, a key of this workspace for each."""
    stated = [f"-p {shlex.quote(f'{name}={value}')}" for name, value in given(record, tally).items()]
    return " ".join(["kg query", shlex.quote(record.name), *stated])


def given(record: NamedQuery, tally: Tally) -> dict[str, str]:
    """The parameters that a named query needs, a key of this workspace for each."""
    return {name: _value(kind, tally) for name, kind in record.required}


def _claim(key: str, work: str, concept: str = "") -> str:
    about = f"  concepts  = {{{concept}}},\n" if concept else ""
    return (
        f"@claim{{{key},\n  statement = {{One sentence in your own words that somebody asserts.}},\n{about}"
        f"  claimedin = {{{work} [p. 12]}},\n  quote     = {{The sentence of the work that it rests on.}}\n}}\n"
    )


def _concept(key: str, label: str = "") -> str:
    label = label or key.replace("-", " ")
    return f"@concept{{{key},\n  label      = {{{label}}},\n  definition = {{What it means in this bibliography.}}\n}}\n"


def _value(kind: str, tally: Tally) -> str:
    return _KIND_WORDS.get(kind) or _first(kind, tally) or "KEY"


def _first(kind: str, tally: Tally) -> str:
    """The key of the thing of a kind with most evidence or links, of those that can be written as they are; `""` where there is none."""
    return tally.named.get(kind, "")


def _free(tally: Tally, *keys: str) -> list[str]:
    """The keys, each with a number where it is taken."""
    return [next(k for n in count() if (k := f"{key}-{n}" if n else key) not in tally.taken) for key in keys]
