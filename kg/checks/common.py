"""What every check uses: the bibliography as it is looked at, and a problem at the place of a field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from kg import iri
from kg.bib import values
from kg.index import Index
from kg.likeness import Pair
from kg.model import Entry, Problem
from kg.said import Said
from kg.schema import Schema


class Known:
    """A whole bibliography: its entries by key, those that are not in the graph, and what they were found to say.

    Of several entries with one key the first is in the graph. `clashes` are the keys that differ from another only in case, `found`
    the subjects that the program found in texts, as IRI terms; `mark` tells the keys and types of entries from others.
    """

    def __init__(
        self,
        kept: Mapping[str, Entry],
        left_out: Sequence[Entry],
        clashes: Collection[str],
        index: Index,
        schema: Schema,
        said: Said,
        found: frozenset[str] = frozenset(),
        pairs: Sequence[Pair] = (),
        mark: str = "",
    ) -> None:
        self.kept, self.left_out, self.clashes, self.index, self.schema = kept, left_out, clashes, index, schema
        self.said, self.found, self.pairs, self.mark = said, found, pairs, mark

    def key(self, term: str) -> str:
        """The key of the thing that has an IRI term, `""` where no entry describes it."""
        name = term[:-1].rpartition("/")[2]
        entry = None if "~" in name else self.kept.get(name)  # most are called as in their address
        return name if entry and self.schema.entry_type(entry.type).kind == iri.kind(term) else self._keys.get(term, "")

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return {card.iri: key for key, card in self.index.entry.items() if card.kind != "reading"}


def text(entry: Entry, name: str) -> str:
    """The text of a field of an entry, `""` where it has none; an @string stands for itself."""
    field = entry.fields.get(name)
    return values.evaluate(field.raw, lambda _: None)[0] if field else ""


def problem(entry: Entry, code: str, field: str, message: str, hint: str) -> Problem:
    """A problem at the line of a field of an entry, or at the entry's where it has no such field."""
    return Problem(entry.file, entry.line_of(field), code, field, message, hint, key=entry.key)


def place(entry: Entry) -> str:
    """Where an entry stands: `bib/porter.bib:12`."""
    return f"{entry.file}:{entry.line}"


def listed(words: Sequence[str], most: int = 10) -> str:
    """Words with commas between them, the first of many only.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], 2)
    ('a, b, c', 'a, b and 1 more')
    """
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")
