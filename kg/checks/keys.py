"""Checks of keys: used twice, differing in case only, former keys that are in use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import combining, normalize

from kg.bib import latex, refs
from kg.checks.common import Known, place, problem, text
from kg.model import Entry, Problem

_MARK = re.compile(r'[ "{}\\]')
_PARENTHESIS = re.compile(r"[^{(]*+\(")


def keys(known: Known) -> Iterator[Problem]:
    """The keys that two entries have, or that differ only in case: a problem at the second of the two; and those that cannot be cited."""
    folded: dict[str, Entry] = {}
    kept: dict[str, Entry] = {}
    for entry in known.entries:
        first = kept.setdefault(entry.key, entry)
        if first is not entry:
            message = f"The key '{entry.key}' is already used in {place(first)}, so this entry is not in the graph."
            yield problem(entry, "KG201", "", message, "Give it another key, or delete one of the two.")
            continue
        if mark := _MARK.search(entry.key):
            what = "space" if mark[0] == " " else mark[0]
            opening = "(" if _PARENTHESIS.match(entry.raw) else "{"
            message = f"The key '{entry.key}' has a {what} in it, which LaTeX and most programs cannot cite."
            hint = f"Write @{entry.type}{opening}{_citable(entry.key)}, and keep the old key with ids = {{{entry.key}}}."
            yield problem(entry, "KG004", "", message, hint)
        other = folded.setdefault(entry.key.casefold(), entry)
        if other is not entry:
            message = f"The key '{entry.key}' differs only in case from '{other.key}' in {place(other)}."
            yield problem(entry, "KG202", "", message, "Give one of them another key.")


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
    for entry in known.entries:
        for key in refs.split_list(text(entry, "ids")) if "ids" in entry.fields else ():
            if key in known.index.entry and key != entry.key:
                message = f"The former key '{key}' is the key of the entry in {place(known.kept[key])}."
                yield problem(entry, "KG208", "ids", message, "Remove it from ids, or give the other entry another key.")
