"""Graphs of texts, made in memory and fast: the ontology is loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from unittest import mock

from kg import graph, schema
from kg.config import Config

CONFIG = Config(Path("nowhere"), "Test", "https://x.example/", "en")


@cache
def rules() -> schema.Schema:
    """The packaged ontology."""
    return schema.load(graph.ontology_files(CONFIG))


def build(files: Mapping[str, bytes]) -> graph.Graph:
    """The graph of bib files, given by name."""
    with mock.patch.object(schema, "load", return_value=rules()):
        return graph.build(files, CONFIG)


def build_text(*texts: str | bytes) -> graph.Graph:
    """The graph of the texts of bib/a.bib, bib/b.bib, …"""
    contents = [text.encode() if isinstance(text, str) else text for text in texts]
    return build({f"bib/{chr(ord('a') + i)}.bib": content for i, content in enumerate(contents)})
