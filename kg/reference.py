"""The tables of ontology/README.md, made from the ontology: every entry type, field, stance and reason for a citation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg import terms
from kg.schema import EntryType, FieldShape, Schema

INTRODUCTION = """# What can be said

`kg.ttl` is the vocabulary, `shapes.ttl` the schema: one SHACL property shape for each field says where it goes in the graph,
what is checked, how it is called and where it stands on a page. `stances.ttl` says what stances there are and how they look,
`cito.ttl` the reasons for a citation. A workspace adds its own `ontology/*.ttl` to these.

The tables below are made from those files by `make reference`; do not edit them here.
"""
OWN = {"claim": "claim", "concept": "concept", "study": "study", "person": "person", "reading": "reading"}


def markdown(schema: Schema) -> str:
    """The whole of ontology/README.md."""
    general = schema.types["misc"]
    parts = [
        INTRODUCTION,
        "## Entry types\n",
        *_types(schema),
        "\n## Fields of a work\n",
        *_fields(general, schema),
        *_special(schema, general),
    ]
    for name in OWN.values():
        parts += [f"\n## Fields of a {name}\n", *_fields(schema.types[name], schema)]
    parts += ["\n## Stances\n", *_stances(schema), "\n## Reasons for a citation\n", *_reasons(schema)]
    return "\n".join(parts).replace("\n\n\n", "\n\n").rstrip("\n") + "\n"


def _types(schema: Schema) -> Iterator[str]:
    yield "\n| entry | is a |\n|---|---|"
    by_class: dict[str, list[str]] = defaultdict(list)
    for name, etype in schema.types.items():
        by_class[etype.klass].append(f"@{name}" if "/" not in name else f"@{name.replace('/', ' with type = {')}}}")
    for klass, names in sorted(by_class.items(), key=lambda item: item[1]):
        yield f"| {', '.join(f'`{n}`' for n in names)} | {_code(klass) if klass else 'no node of its own'} |"
    yield "\nAny other type is read as `@misc`, with a warning."


def _fields(etype: EntryType, schema: Schema) -> Iterator[str]:
    yield "\n| field | meaning | in the graph | takes |\n|---|---|---|---|"
    for shape in etype.shapes:
        names = ", ".join(f"`{f}`" for f in (*shape.fields, *shape.also))
        yield f"| {names} | {shape.name} | {_path(shape)} | {_takes(shape, schema)} |"


def _special(schema: Schema, general: EntryType) -> Iterator[str]:
    yield "\nFields that some types read in another way:\n\n| entry | field | meaning | in the graph |\n|---|---|---|---|"
    for name, etype in schema.types.items():
        for shape in etype.shapes:
            if etype.kind == "work" and shape not in general.shapes and "/" not in name:
                yield f"| `@{name}` | {', '.join(f'`{f}`' for f in shape.fields)} | {shape.name} | {_path(shape)} |"


def _stances(schema: Schema) -> Iterator[str]:
    yield "\n| stance | of a source | of a claim | polarity | means |\n|---|---|---|---|---|"
    for stance in schema.stances.values():
        yield f"| {_code(stance.iri)} | {stance.label} | {stance.inverse} | {POLARITIES[stance.polarity]} | {stance.definition} |"


def _reasons(schema: Schema) -> Iterator[str]:
    yield "\nCiTO, the Citation Typing Ontology. The citing work's entry has the field; letter case does not matter.\n"
    yield "| field | the citing work … the cited one |\n|---|---|"
    for iri in sorted(schema.citations.values()):
        yield f"| `cito-{terms.value(iri).rpartition('/')[2]}` | {schema.labels.get(iri, '')} |"


def _path(shape: FieldShape) -> str:
    return f"^{_code(shape.path)}" if shape.inverse else _code(shape.path)


def _takes(shape: FieldShape, schema: Schema) -> str:
    if shape.target:
        kind = schema.kinds[shape.target]
        return f"keys of {kind}s" if shape.reader in ("keys", "taken", "related") else f"references to {kind}s"
    if shape.choices:
        return " or ".join(f"`{terms.word(c)}`" for c in shape.choices)
    return KINDS_OF_VALUE.get(shape.reader, "text")


POLARITIES = {1: "+1", 0: "0", -1: "−1"}
KINDS_OF_VALUE = {
    "names": "names joined by “and”",
    "person": "names joined by “and”",
    "date": "a date such as 1998 or 1998-11",
    "pages": "a page or range",
    "identifier": "an identifier with its check digit",
    "url": "a web address",
    "subjects": "labels",
    "keywords": "keywords, joined by semicolons, commas or line ends",
    "headings": "headings, joined by semicolons or line ends",
    "count": "a number",
    "accessed": "a date such as 1998-11-05",
    "languages": "names or tags of languages",
    "eprint": "the number of an e-print",
    "holders": "names joined by “and”",
    "whole": "its name",
    "labels": "labels, each with `@de` and the like where it is not in the language of kg.toml",
    "fieldnames": "names of fields",
    "duration": "`18 months` or `P18M`",
    "venue": "its name",
    "organization": "its name",
    "list": "a list",
    "references": "keys, or strings as Scopus and Web of Science write them",
}


def _code(iri: str) -> str:
    return f"`{terms.shorten(terms.value(iri))}`"
