"""Checks of keys: used twice, differing in case only, former keys that are in use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from unicodedata import combining, normalize

from kg.bib import latex, refs
from kg.checks.common import Known, place, problem, text
from kg.model import Entry, Problem
from kg.said import Speech, Told

_MARK = re.compile(r'[ "{}\\]')
_PARENTHESIS = re.compile(r"[^{(]*+\(")


def keys(known: Known) -> Iterator[Problem]:
    """The keys that two entries have, or that differ only in case: a problem at the second of the two; and those that cannot be cited."""
    for entry in known.left_out:
        message = f"The key '{entry.key}' is already used in {place(known.kept[entry.key])}, so this entry is not in the graph."
        yield problem(entry, "KG201", "", message, "Give it another key, or delete one of the two.")
    for key, mark, opening in known.said.of("odd"):
        entry = known.kept[key]
        message = f"The key '{key}' has a {'space' if mark == ' ' else mark} in it, which LaTeX and most programs cannot cite."
        hint = f"Write @{entry.type}{opening}{_citable(key)}, and keep the old key with ids = {{{key}}}."
        yield problem(entry, "KG004", "", message, hint)
    firsts: dict[str, str] = {}
    for key in known.kept if known.clashes else ():
        if key in known.clashes and (first := firsts.setdefault(key.casefold(), key)) != key:
            message = f"The key '{key}' differs only in case from '{first}' in {place(known.kept[first])}."
            yield problem(known.kept[key], "KG202", "", message, "Give one of them another key.")


def _citable(key: str) -> str:
    r"""A key without what cannot be cited.

    >>> _citable(r'M{\"u}ller 2001'), _citable('O"Brien1')
    ('Muller2001', 'OBrien1')
    """
    if "\\" in key:
        key = "".join(char for char in normalize("NFD", latex.to_text(key)[0]) if not combining(char))
    return _MARK.sub("", key) or "a-key-of-your-own"


def former_keys(known: Known) -> Iterator[Problem]:
    """The former keys that are the keys of other entries."""
    said = ((known.kept[own], former) for own, former in known.said.of("former"))
    for entry, former in chain(said, ((entry, _former(entry)) for entry in known.left_out)):
        for key in former:
            if key in known.index.entry and key != entry.key:
                message = f"The former key '{key}' is the key of the entry in {place(known.kept[key])}."
                yield problem(entry, "KG208", "ids", message, "Remove it from ids, or give the other entry another key.")


def tell(speech: Speech) -> Iterator[Told]:
    """A key that cannot be cited, and the former keys of an entry."""
    if mark := _MARK.search(speech.entry.key):
        yield "odd", (speech.entry.key, mark[0], "(" if _PARENTHESIS.match(speech.entry.raw) else "{")
    if former := _former(speech.entry):
        yield "former", (speech.entry.key, former)


def _former(entry: Entry) -> list[str]:
    return refs.split_list(text(entry, "ids")) if "ids" in entry.fields else []
