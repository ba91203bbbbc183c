"""A record of an export on its way to a bib entry: fields as LaTeX, what has no field here, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kg.bib.latex import to_text
from kg.bib.values import fold_space
from kg.imports import latex, values
from kg.model import Problem

SECOND = "second"  # why a value was kept: its field has one already
_NO_NAME = re.compile(r"[^a-z0-9]+")


class Item(NamedTuple):
    """One value of a record, as the source has it."""

    tag: str
    text: str
    line: int


class Kept(NamedTuple):
    """A value that has no field here, kept under the source's own name."""

    tag: str
    field: str  # the name that it is kept under
    file: str
    line: int
    reason: str  # empty where there is no field for the tag, SECOND, or else what is wrong with the value


class Draft:
    """One record. The first value of a field stands; another one is kept under its own tag, so that nothing is lost."""

    def __init__(self, prefix: str, file: str, line: int, number: int) -> None:
        self.prefix, self.file, self.line, self.number = prefix, file, line, number  # of the records in the file, from 1
        self.key = ""  # of the work, once it has one
        self.type = "misc"
        self.fields: dict[str, str] = {}  # name -> LaTeX without delimiters
        self.own: dict[str, dict[str, None]] = {}  # the field of a source's tag -> its values as LaTeX, in order
        self.kept: list[Kept] = []
        self.problems: list[Problem] = []
        self.former = ""  # the key that the source gave the work
        self.lists: dict[str, dict[str, str]] = {}  # the items of a field that is a list and got more by merging, case folded -> as written

    def text(self, field: str, item: Item) -> None:
        """Set a field to a text, whose HTML becomes LaTeX."""
        self._put(field, fold_space(latex.markup(item.text)), item)

    def verbatim(self, field: str, item: Item) -> None:
        """Set a field whose text is no LaTeX: an address, an identifier."""
        self._put(field, latex.verbatim(item.text), item)

    def doi(self, item: Item, text: str = "") -> None:
        """Set the DOI to the one in a text, the item's if none is given."""
        self.set("doi", latex.verbatim(values.doi(text or item.text)), item)

    def pages(self, item: Item, first: str, last: str = "") -> None:
        """Set the pages."""
        if pages := values.pages(first, last):
            self.set("pages", latex.escape(pages).replace("-{}-", "--"), item)

    def set(self, field: str, value: str, item: Item) -> None:
        """Set a field to a value that is LaTeX already; an empty one says that the item's text could not be read."""
        if value:
            self._put(field, value, item)
        else:
            self.keep(item, f"'{short(item.text)}' is not what {field} takes")

    def join(self, field: str, texts: Iterable[str], between: str = "; ") -> None:
        """Set a field to several texts, each once, after what it has."""
        found = dict.fromkeys(fold_space(latex.markup(text)) for text in texts)
        if value := between.join(filter(None, (self.fields.get(field, ""), *found))):
            self.fields[field] = value

    def people(self, field: str, names: Iterable[str]) -> None:
        """Add names, which are LaTeX already, to a list of names."""
        found = [name for name in names if name]
        if found:
            self.fields[field] = " and ".join(filter(None, (self.fields.get(field, ""), *found)))

    def keep(self, item: Item, reason: str = "") -> None:
        """Keep a value under the source's own name."""
        value = fold_space(latex.markup(item.text))
        if value:
            field = f"{self.prefix}-{_NO_NAME.sub('-', item.tag.lower()).strip('-') or 'field'}"
            found = self.own.setdefault(field, {})
            if value not in found:
                found[value] = None
                self.kept.append(Kept(item.tag, field, self.file, item.line, reason))

    @property
    def called(self) -> str:
        """What tells the record from others where its line does not: `record 12 ('Proximity and innovation')`."""
        name = to_text(self.fields.get("title", ""))[0] or self.former or next(iter(self.fields.values()), "")
        return f"record {self.number:,}" + (f" ('{short(name)}')" if name else "")

    def say(self, code: str, line: int, message: str, hint: str, field: str = "") -> None:
        """Report what is wrong with the record."""
        self.problems.append(Problem(self.file, line, code, field, message, hint))

    def _put(self, field: str, value: str, item: Item) -> None:
        if not value or self.fields.get(field) == value:
            return
        if field in self.fields:
            self.keep(item, SECOND)
        else:
            self.fields[field] = value


Reader = Callable[[str, str], tuple[list[Draft], list[Problem]]]  # text, file name -> records, what is wrong with the file


def short(text: str) -> str:
    """A text short enough for a message.

    >>> short("word " * 30)
    'word word word word word word word word word word word wo…'
    """
    text = fold_space(text)
    return text if len(text) <= 60 else text[:57].rstrip() + "…"
