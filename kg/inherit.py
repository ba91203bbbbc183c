"""The fields an entry takes over from others by `crossref` and `xdata`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.bib import refs, values
from kg.model import Entry, Field
from kg.schema import Schema

PARTS = {"inbook", "incollection", "inproceedings", "conference", "bookinbook", "suppbook", "suppcollection", "inreference"}
OF_BOOKS = {"inbook", "bookinbook", "suppbook"}
ARTICLES = {"article", "suppperiodical", "review"}
VOLUMES = {"book", "collection", "proceedings", "reference"}
TITLES = ("title", "subtitle", "titleaddon")


def inherited(entry: Entry, parent: Callable[[str], Entry | None], schema: Schema) -> tuple[Mapping[str, Field], bool]:
    """All fields of an entry, taken-over ones included, and whether a circle was cut.

    `xdata` gives every field the entry lacks; `crossref` those that the ontology marks `kg:inheritable`. A parent's
    title becomes the booktitle of its parts, the maintitle of its volumes and of what stands in them, or the journal of
    its articles, its subtitle and titleaddon going with it; the author of a book also the bookauthor of its parts
    (biblatex manual, appendix B).
    """
    if "crossref" not in entry.fields and "xdata" not in entry.fields:
        return entry.fields, False
    return _merged(entry, parent, schema, (entry.key,), {})


Merged = tuple[dict[str, Field], bool]
LONGEST_CHAIN = 30  # of parents' parents; a longer one is taken for a circle


def _merged(entry: Entry, parent: Callable[[str], Entry | None], schema: Schema, path: tuple[str, ...], done: dict[str, Merged]) -> Merged:
    fields = dict(entry.fields)
    circle = False
    for name in ("xdata", "crossref"):
        for key in _keys(fields, name):
            other = parent(key)
            if key in path or len(path) > LONGEST_CHAIN:
                circle = True
            elif other is not None:
                if key not in done:
                    done[key] = _merged(other, parent, schema, (*path, key), done)
                taken, deeper = done[key]
                circle = circle or deeper
                given = taken if name == "xdata" else _passed_on(entry.type, other.type, taken, schema)
                fields.update({n: f for n, f in given.items() if n not in fields})
    return fields, circle


def _keys(fields: Mapping[str, Field], name: str) -> list[str]:
    return refs.split_list(values.evaluate(fields[name].raw, lambda _: None)[0]) if name in fields else []


def _passed_on(child: str, parent: str, fields: Mapping[str, Field], schema: Schema) -> dict[str, Field]:
    inheritable = schema.entry_type(child).inheritable
    given = {name: field for name, field in fields.items() if name in inheritable and name not in TITLES}
    prefix = _title_prefix(child, parent)
    for name in TITLES if prefix else ():
        if name in fields:
            given.setdefault(prefix + name, fields[name])
    if "author" in fields and child in OF_BOOKS and parent in ("book", "mvbook"):
        given.setdefault("bookauthor", fields["author"])
    return given


def _title_prefix(child: str, parent: str) -> str:
    """What a parent's title is to its child: `book` for booktitle, `main`, `journal`, or `""` for nothing."""
    if parent.startswith("mv") and child in PARTS | VOLUMES:
        return "main"
    return "book" if child in PARTS else "journal" if child in ARTICLES else ""
