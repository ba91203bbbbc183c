"""A graph, a workspace's settings and its named queries -> what its site is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kg import iri, own, query, terms
from kg.codes import CODES
from kg.config import Config
from kg.graph import Graph, statement
from kg.web import quality, reflists
from kg.web.edition import NamedQuery, Parameter, SiteInput, VocabularyTerm
from kg.web.facts import Facts


def edition(
    graph: Graph, config: Config, queries: Iterable[query.NamedQuery], downloads: Mapping[str, int], look: own.Own = own.NONE
) -> SiteInput:
    """What the site of a graph is made from, but for the facts."""
    return SiteInput(
        title=config.title,
        base=config.base,
        language=config.language,
        facts=Facts({}, {}, []),
        repository=config.repository,
        address=config.address,
        problems=graph.problems,
        things=_things(graph),
        vocabulary=_vocabulary(graph),
        downloads=downloads,
        statements=graph.size,
        stances=list(graph.schema.stances.values()),
        problem_titles=CODES,
        queries=[_shown(q) for q in queries],
        labels=graph.schema.labels,
        templates=look.templates,
        style=look.style,
        reference_lists=reflists.read(map(statement, graph.listed), config.base, graph.schema.reference_fields),
    )


def _things(graph: Graph) -> dict[str, str]:
    """The things with pages whose entries have problems that pages tell of, by key."""
    keys = sorted({problem.key for _, found in quality.told(graph.problems).values() for problem in found})
    cards = ((key, graph.index.entry[key]) for key in keys if key in graph.index.entry)
    return {key: card.iri for key, card in cards if card.kind in iri.KINDS}


def _shown(found: query.NamedQuery) -> NamedQuery:
    """What pages show of a named query."""
    required = tuple((p.name, p.kind) for p in found.parameters if p.required)
    parameters = tuple(Parameter(*p) for p in found.parameters)
    return NamedQuery(found.name, found.title, found.description, required, parameters, found.text)


def named_queries(root: Path) -> tuple[list[query.NamedQuery], tuple[str, ...]]:
    """The named queries, and why some of the workspace's own are not among them."""
    found, broken = query.library(), []
    for path in query.files(root / "queries"):
        try:
            found[path.stem] = query.parse(path)
        except query.QueryError as error:
            broken.append(f"{error} It is left out.")
        except (OSError, UnicodeDecodeError) as error:
            broken.append(f"{path}: {error}. It is left out.")
    return list(found.values()), tuple(broken)


def _vocabulary(graph: Graph) -> list[VocabularyTerm]:
    """The terms of our own vocabulary, in the order of their names."""
    own = f"<{terms.PREFIXES['kg']}"
    named = {s: label for s, label in graph.schema.labels.items() if s.startswith(own)}
    return [
        VocabularyTerm(s, label, graph.schema.comments.get(s, ""), graph.schema.term_kinds[s])
        for s, label in sorted(named.items())
        if s in graph.schema.term_kinds
    ]
