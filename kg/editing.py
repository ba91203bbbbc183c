"""A graph, a workspace's settings and its named queries -> what its site is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from kg import answers, iri, own, query, store, terms
from kg.codes import CODES
from kg.config import Config
from kg.graph import Graph, quads, statement
from kg.index import Index
from kg.index.given import at_hand
from kg.kept import digest
from kg.memory import Memory
from kg.model import Problem
from kg.web import asking, quality, reflists
from kg.web.edition import NamedQuery, Parameter, SiteInput, VocabularyTerm
from kg.web.facts import Facts

CARRIED = 250_000  # statements past which a site carries no files to take away: every build would write hundreds of megabytes again


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
        things=_things(graph.index, graph.problems),
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


def _things(index: Index, problems: Iterable[Problem]) -> dict[str, str]:
    """The things with pages whose entries have problems that pages tell of, by key."""
    keys = sorted({problem.key for _, found in quality.told(problems).values() for problem in found})
    at_hand(index.entry, keys)
    cards = ((key, index.entry.get(key)) for key in keys)
    return {key: card.iri for key, card in cards if card and card.kind in iri.KINDS}


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


def asked(graph: Graph, base: str, queries: Iterable[query.NamedQuery], memory: Memory, *, known: bool) -> asking.Ask | None:
    """Who answers named queries for the pages; None for a large graph, which would have to be loaded for that.

    A smaller one is loaded when the first answer is missing that an earlier build left, of the same graph; none is `known` of a graph
    that is not compared with an earlier one.
    """
    if graph.size + graph.found_size > CARRIED:
        return None
    named, engine = {q.name: q for q in queries}, cache(lambda: store.in_memory(quads(graph)))
    shelves = (graph.curated, graph.found) if known else ()
    pieces = graph.vocabulary, [digest(part.text(number)) for part in shelves for number in range(len(part))]
    asked_of = digest(repr(pieces).encode("utf-8", "surrogatepass"))

    def answered(found: query.NamedQuery, given: Mapping[str, str]) -> asking.Rows | None:
        with suppress(query.QueryError):  # no thing that it could be about, no SELECT
            bound = query.bindings(found, given, engine(), base)
            names, rows, total = answers.first(query.run(found.text, engine(), bound), asking.FIRST)
            return names, rows, total  # no class of its own: it is kept
        return None

    def ask(name: str, given: Mapping[str, str]) -> asking.Rows | None:
        found, of = named[name], (asked_of, named[name], sorted(given.items()))
        rows: asking.Rows | None = memory.recall(f"answer of {name}", of, lambda: answered(found, given))
        return rows

    return asking.Ask(ask, asked_of)
