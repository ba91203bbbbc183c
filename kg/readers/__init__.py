"""The closed table of field readers: `kg:reader` in ontology/shapes.ttl names one of these."""

from __future__ import annotations

from collections.abc import Callable

from kg.readers import agents, identifiers, links, plain, stances
from kg.readers.context import Context
from kg.schema import FieldShape

READERS: dict[str, Callable[[Context, FieldShape, str], list[str]]] = {
    "text": plain.text,
    "title": plain.title,
    "labels": plain.labels,
    "list": plain.items,
    "taken": plain.taken,
    "kept": plain.kept,
    "fieldnames": plain.fieldnames,
    "date": plain.date,
    "pages": plain.pages,
    "duration": plain.duration,
    "url": plain.url,
    "urls": plain.urls,
    "identifier": identifiers.identifier,
    "eprint": identifiers.eprint,
    "wording": plain.wording,
    "languages": plain.languages,
    "accessed": plain.accessed,
    "count": plain.count,
    "howpublished": plain.how_published,
    "names": agents.people,
    "person": agents.person,
    "organization": agents.organization,
    "venue": agents.venue,
    "whole": agents.whole,
    "holders": agents.holders,
    "keys": links.keys,
    "containers": links.containers,
    "related": links.related,
    "subjects": links.subjects,
    "keywords": links.keywords,
    "headings": links.keywords,
    "citations": links.citations,
    "references": links.references,
    "quote": links.quote,
    "stances": stances.stances,
}
