"""The page of queries: an editor, which script brings to life, and the named queries with their first answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg import iri, terms
from kg.web import example
from kg.web.edition import NamedQuery, VocabularyTerm, in_words
from kg.web.shell import Shell
from kg.web.whole import Whole

FIRST = 6  # rows of each answer
LONGEST = 100  # characters of a text in a cell
HEAD = "".join(
    ['<link rel="stylesheet" href="assets/query.css">']
    + [f'\n<script defer src="assets/{name}.js"></script>' for name in ("query-data", "query-worker", "query-editor", "query")]
)
ALLOWED = {"script-src": "'self' 'wasm-unsafe-eval'", "worker-src": "blob:"}  # what the engine needs besides: it runs in a worker

Rows = tuple[Sequence[str], Sequence[Sequence[str]], int]  # names, first rows (terms), how many rows there are


class Ask(NamedTuple):
    """Who answers named queries."""

    first: Callable[[str, Mapping[str, str]], Rows | None]  # the first rows of a named query's answer, where it has any
    of: str  # a digest of what is asked


class Cell(NamedTuple):
    """What stands in a cell: a text, and where it links to."""

    text: str
    href: str = ""
    kind: str = ""
    number: bool = False


class Question(NamedTuple):
    """A named query as the page shows it."""

    name: str
    title: str
    description: str
    command: str
    given: str  # the parameters that its answer is for, "" for none
    names: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    said: str  # how many rows there are, or why none are shown


def asking(shell: Shell, literature: Whole, ask: Ask | None) -> Iterator[tuple[str, bytes]]:
    """The page of queries, and what its script knows of them; without `ask` the commands that answer stand for the answers."""
    questions = [_question(query, literature, ask, shell.site.base) for query in shell.site.queries]
    body = shell.body("query.html", {"site": shell.site, "questions": questions, "prefixes": ", ".join(terms.PREFIXES)})
    yield "query.html", shell.page("query.html", "query", "Query", body, HEAD, allowed=ALLOWED)
    yield "assets/query-data.js", _data(shell, literature).encode()


def _question(query: NamedQuery, literature: Whole, ask: Ask | None, base: str) -> Question:
    given = example.given(query, literature.tally)
    told = ", ".join(f"{name} = {value}" for name, value in given.items())
    command = example.command(query, literature.tally)
    found = ask.first(query.name, given) if ask else None
    if found is None:
        return Question(query.name, query.title, query.description, command, told, (), (), "")
    names, rows, total = found
    cells = [[_cell(term, base) for term in row] for row in rows]
    return Question(
        query.name, query.title, query.description, command, told, [in_words(n) for n in names], cells, _count(len(rows), total)
    )


def _count(shown: int, total: int) -> str:
    if not total:
        return "No rows: nothing in this literature answers it."
    rows = f"{total:,} row{'s' if total != 1 else ''}"
    return f"The first {shown} of {rows}." if shown < total else f"{rows}."


def _cell(term: str, base: str) -> Cell:
    """A term as people read it; what has a page links to it."""
    if not term:
        return Cell("")
    if not terms.is_iri(term):
        text = terms.value(term)
        number = terms.datatype(term) in _NUMBERS
        return Cell(text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…", number=number)
    page = iri.page(term, base)
    if page:
        path, _, fragment = term[1 + len(base) : -1].partition("#")
        kind, _, name = path.partition("/")
        return Cell(f"{name}#{fragment}" if fragment else name, iri.href(page, "query.html"), "" if fragment else kind)
    return Cell(terms.shorten(terms.value(term)).removeprefix(base))


_NUMBERS = {terms.PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float")}


def _data(shell: Shell, literature: Whole) -> str:
    """What the page's script knows: the queries, the prefixes, and the words of the vocabulary to complete."""
    site = shell.site
    queries = [
        {
            "name": q.name, "title": q.title, "description": q.description, "text": _without_header(q.text),
            "parameters": [p._asdict() for p in q.parameters], "example": example.given(q, literature.tally),
        }
        for q in site.queries
    ]  # fmt: skip
    kinds = {term: kind for term, _, _, kind in map(VocabularyTerm._make, site.vocabulary)}
    words = sorted((terms.shorten(terms.value(term)), label, kinds.get(term, "")) for term, label in site.labels.items())
    known = [[word, label, kind or _kind(word)] for word, label, kind in words if not word.startswith("http")]
    data = {"base": site.base, "prefixes": terms.PREFIXES, "kinds": iri.KINDS, "queries": queries, "words": known}
    return f"globalThis.KG_QUERY = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def _kind(word: str) -> str:
    """What a term of another vocabulary is, by the custom that the names of classes begin with a capital."""
    return "class" if word.partition(":")[2][:1].isupper() else "property"


def _without_header(text: str) -> str:
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if not line.startswith("#")), 0)
    return "\n".join(lines[start:])
