"""Entries to tidy BibTeX that reads back as the same entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.model import Entry, StringDef


def write(entries: Iterable[Entry], strings: Iterable[StringDef] = ()) -> str:
    r"""The BibTeX of some entries, after the strings they use: fields in written order, expressions as written.

    >>> from kg.model import Field
    >>> print(write([Entry("book", "a", {"year": Field("year", "1998", 1)}, "a.bib", 1, "")]), end="")
    @book{a,
      year = 1998,
    }
    """
    blocks = ["".join(f"@string{{{s.name} = {s.raw}}}\n" for s in strings)]
    blocks += ("".join(_lines(entry)) for entry in entries)
    return "\n".join(filter(None, blocks))


def _lines(entry: Entry) -> Iterator[str]:
    yield f"@{entry.type}{{{entry.key},\n"
    for field in entry.fields.values():
        yield f"  {field.name} = {field.raw},\n"
    yield "}\n"
