"""The fields an entry takes over from others by `crossref` and `xdata`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.bib import refs, values
from kg.model import Entry, Field
from kg.schema import Schema

PARTS = {"inbook", "incollection", "inproceedings", "conference", "bookinbook", "suppbook", "suppcollection", "inreference"}
ARTICLES = {"article", "suppperiodical", "review"}


def inherited(entry: Entry, parent: Callable[[str], Entry | None], schema: Schema) -> tuple[Mapping[str, Field], bool]:
    """All fields of an entry, taken-over ones included, and whether a circle was cut.

    `xdata` gives every field the entry lacks; `crossref` those that the ontology marks `kg:inheritable`, a
    parent's title becoming the booktitle of its parts and the journal of its articles (biblatex manual, appendix B).
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
                given = taken if name == "xdata" else dict(_passed_on(entry.type, taken, schema))
                fields.update({n: f for n, f in given.items() if n not in fields})
    return fields, circle


def _keys(fields: Mapping[str, Field], name: str) -> list[str]:
    return refs.split_list(values.evaluate(fields[name].raw, lambda _: None)[0]) if name in fields else []


def _passed_on(child: str, fields: Mapping[str, Field], schema: Schema) -> list[tuple[str, Field]]:
    etype = schema.entry_type(child)
    given = []
    for name, field in fields.items():
        shape = etype.shape(name)
        if name == "title" and child in PARTS | ARTICLES:
            given.append(("booktitle" if child in PARTS else "journal", field))
        elif (shape and shape.inheritable) or name in {"month", "issn", "isbn"}:
            given.append((name, field))
    return given
