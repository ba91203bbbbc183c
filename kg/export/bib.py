"""BibTeX: the entries that are in the graph, tidied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from kg.bib import values
from kg.bib.write import write
from kg.graph import Graph
from kg.index import Lookups
from kg.model import Entry, Field, StringDef

PIECE = 1000  # entries


def bibtex(graph: Graph, base: str) -> Iterator[bytes]:
    """All entries and strings as one bib file, in the order of files and lines.

    A string that two files define in two ways cannot stand in one: where there is one, values are written out.
    """
    first: dict[str, str] = {}
    for string in graph.strings:
        first.setdefault(string.name, string.raw)
    if all(first[s.name] == s.raw for s in graph.strings):
        unique = [s for s in graph.strings if first.pop(s.name, None)]
        entries: Iterable[Entry] = graph.entries
    else:
        unique = []
        entries = (_written_out(e, Lookups(graph.index)) for e in graph.entries)
    yield from _pieces(entries, unique)


def _pieces(entries: Iterable[Entry], strings: list[StringDef]) -> Iterator[bytes]:
    """The bib file in pieces, with an empty line between them."""
    rest = iter(entries)
    text = write(islice(rest, PIECE), strings)
    while text:
        yield text.encode()
        more = write(islice(rest, PIECE))
        text = f"\n{more}" if more else ""


def _written_out(entry: Entry, look: Lookups) -> Entry:
    fields = {}
    for name, field in entry.fields.items():
        whole = field.raw.startswith(("{", '"')) and len(list(values.tokens(field.raw))) == 1
        text, _ = values.evaluate(field.raw, lambda n: look.string(entry.file, n))
        fields[name] = field if whole else Field(name, f"{{{text}}}", field.line)
    return Entry(entry.type, entry.key, fields, entry.file, entry.line, entry.raw)
