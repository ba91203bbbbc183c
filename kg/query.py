"""Named queries (`.rq` files with a header) and their parameters; running a query; its rows.

What makes a query quick on a hundred thousand works, as this engine runs it:

- An OPTIONAL has one pattern, and others nested in it. Of two side by side it reads everything that there is of both.
- Labels and titles come last, each in an OPTIONAL: these keep their place, while other patterns are put in an order of the
  engine's own, which knows nothing of parameters.
- A subselect is read once, as a whole, and joined by hash: right for a count over everything, wrong for one thing.
- ORDER BY reads a text from disk for each comparison. Numbers are at hand, and so is a text that is nowhere in the store:
  `CONCAT(?label, " ")`, or `STRAFTER(STR(?claim), ":")`, which sort as `?label` and `?claim` do.
- The top of a long list is cut twice: ten times as many by the number alone, then of these by number and name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg import iri, resources, terms

KINDS = ("work", "claim", "concept", "person", "study", "venue", "text", "year")
ALIKE = 2000  # keys that a key which names nothing is compared with


class QueryError(Exception):
    """Raised when a query cannot be run: unknown name, wrong parameter, bad syntax, SERVICE; the message says what to do."""


class Parameter(NamedTuple):
    """A parameter of a named query; the variable of the same name is bound to its value."""

    name: str
    kind: str  # one of KINDS: the key of such a thing, a text, or a year
    description: str
    required: bool


class NamedQuery(NamedTuple):
    """A query with a name, as its file says."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str


def library(root: Path | None = None) -> dict[str, NamedQuery]:
    """The named queries by name: the packaged ones and those in the workspace's `queries/`.

    Raises QueryError for a header that cannot be read.
    """
    folders = [resources.queries_dir(), *([root / "queries"] if root else [])]
    return {q.name: q for folder in folders for q in map(parse, files(folder))}


def files(folder: Path) -> list[Path]:
    """The `.rq` files of a folder, sorted; a pipe of such a name would be waited for without end."""
    return [path for path in sorted(folder.glob("*.rq")) if path.is_file()]


_PARAMETER = re.compile(r"(\w+)(\??): (\w+) = (.+)")


def parse(path: Path) -> NamedQuery:
    """A named query from its file; its first lines are its header.

        # title: Evidence for a claim
        # description: Who takes which stance on a claim, and where.
        # param claim: claim = key of the claim
        # param year?: year = (optional) only works of this year

    Raises QueryError naming file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"{path}: the file is not in UTF-8. Save it again as UTF-8.") from error
    header: dict[str, str] = {}
    parameters = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        name, _, value = line.lstrip("# ").partition(":")
        if name.startswith("param "):
            match = _PARAMETER.fullmatch(line.removeprefix("# param ").strip())
            if not match or match[3] not in KINDS:
                raise QueryError(
                    f"{path}:{number}: a parameter is written `# param claim: claim = key of the claim`; kinds are {', '.join(KINDS)}."
                )
            parameters.append(Parameter(match[1], match[3], match[4], not match[2]))
        elif name in ("title", "description"):
            header[name] = value.strip()
        else:
            header["description"] = f"{header.get('description', '')} {line.lstrip('# ').strip()}".strip()
    if set(header) != {"title", "description"}:
        raise QueryError(f"{path}:1: a named query starts with `# title: …` and `# description: …`.")
    return NamedQuery(path.stem, header["title"], header["description"], tuple(parameters), text)


def named(name: str, queries: Mapping[str, NamedQuery]) -> NamedQuery:
    """The query of this name. Raises QueryError with the nearest name."""
    if name in queries:
        return queries[name]
    near = get_close_matches(name, queries, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else "."
    raise QueryError(f"There is no query named '{name}'{hint} `kg query --list` shows them all.")


def bindings(query: NamedQuery, given: Mapping[str, str], store: ox.Store, base: str) -> dict[str, str]:
    """The RDF terms of a query's parameters, by name. Raises QueryError for one that is missing, unknown or names nothing."""
    known = {p.name: p for p in query.parameters}
    for name in given:
        if name not in known:
            takes = ", ".join(known) or "no parameters"
            raise QueryError(f"The query '{query.name}' has no parameter '{name}'. It takes {takes}.")
    for parameter in query.parameters:
        if parameter.required and parameter.name not in given:
            raise QueryError(f"The query '{query.name}' needs {parameter.name}: {parameter.description}. Add -p {parameter.name}=…")
    return {name: _bound(known[name], value, store, base) for name, value in given.items()}


def _bound(parameter: Parameter, value: str, store: ox.Store, base: str) -> str:
    if parameter.kind == "text":
        return terms.literal(value)
    if parameter.kind == "year":
        if not re.fullmatch(r"-?\d{1,4}", value):
            raise QueryError(f"The parameter {parameter.name} is a year such as 1998, not '{value}'.")
        return terms.literal(str(int(value)), datatype="xsd:integer")
    named = nodes(value, store, base)
    found = [node for node in named if iri.kind(node) == parameter.kind]
    if not found:
        if named:
            raise QueryError(f"'{value}' is a {iri.kind(named[0])}, and {parameter.name} names a {parameter.kind}.")
        near = nearest(value, parameter.kind, store)
        raise QueryError(f"There is no {parameter.kind} '{value}'{f'; did you mean {near}?' if near else '.'}")
    return found[0]


def nodes(key: str, store: ox.Store, base: str) -> list[str]:
    """The IRI terms of the things that a key, a former key, a name or an address names."""
    found: list[str] = []
    for curie in ("dcterms:identifier", "kg:formerKey"):
        quads = store.quads_for_pattern(None, ox.NamedNode(terms.value(terms.term(curie))), ox.Literal(key))
        found += sorted(str(q.subject) for q in quads)
    if found:
        return found
    path = key.strip("<>").removeprefix(base).removesuffix(".html")
    slugs = dict.fromkeys((iri.slug(key), iri.named(key)))
    candidates = [f"<{base}{path}>"] if "/" in path else [iri.node(base, kind, slug) for kind in iri.KINDS for slug in slugs]
    return [c for c in candidates if iri.safe_url(c[1:-1]) and _exists(c, store)]


def sources(node: str, store: ox.Store) -> list[str]:
    """The entries that an IRI term comes from, as IRI terms: each an entry in its file."""
    derived = ox.NamedNode(terms.value(terms.term("prov:wasDerivedFrom")))
    return sorted(str(quad.object) for quad in store.quads_for_pattern(ox.NamedNode(terms.value(node)), derived, None))


def _exists(node: str, store: ox.Store) -> bool:
    return next(store.quads_for_pattern(ox.NamedNode(terms.value(node)), None, None), None) is not None


def nearest(key: str, kind: str, store: ox.Store) -> str:
    """The key of a thing of this kind that is most like one that names nothing, or `""`.

    Of many keys only those are compared that begin or end alike, and of these the ALIKE with the most letters in common at the start.
    """
    text = "SELECT ?key ?thing WHERE {{ ?thing dcterms:identifier ?key {} }}"
    known = list(rows(_select(store, text.format("") + f" LIMIT {ALIKE + 1}")))
    if len(known) > ALIKE:
        plain = "".join(char if char.isalnum() else "." for char in key)
        alike = terms.literal(f"^{plain[:2]}|{plain[-3:]}$")
        known = list(rows(_select(store, text.format(f'FILTER(REGEX(?key, {alike}, "i"))'))))
    keys = sorted({str(row["key"]) for row in known if not kind or iri.kind(f"<{row['thing']}>") == kind})
    keys.sort(key=lambda other: (-_shared(key, other), abs(len(key) - len(other))))
    return next(iter(get_close_matches(key, sorted(keys[:ALIKE]), n=1)), "")


def _shared(one: str, other: str) -> int:
    """How many letters two keys have in common at their start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _select(store: ox.Store, text: str) -> ox.QuerySolutions:
    """The rows of one of our own queries."""
    found = store.query(text, prefixes=terms.PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return found


_SKIPPED = re.compile(
    r"""'''(?:\\.|[^\\])*?'''|\"\"\"(?:\\.|[^\\])*?\"\"\"|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|<[^<>"{}|^`\\\s]*>|\#[^\n\r]*|[?$]\w+|:[\w-]+|\\.""",
    re.DOTALL,
)


def refuse_service(text: str) -> None:
    """Raise QueryError if a query calls another endpoint: a query here reads this graph and reaches out to nothing.

    The engine needs no space around the word (`?x.SERVICE<…>`, `1SERVICEex:a`), so it may stand in no word but the name of
    a variable and the second half of a prefixed name.

    >>> refuse_service("SELECT * { ?service schema:serviceType 'SERVICE' } # SERVICE")
    """
    if "service" in _SKIPPED.sub(" ", text).casefold():
        raise QueryError("SERVICE is not allowed: a query reads this graph alone. Ask the other endpoint itself, and join the answers.")


Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def run(text: str, store: ox.Store, bound: Mapping[str, str] | None = None) -> Answer:
    """The answer of a SPARQL query; our prefixes need not be declared, `bound` gives variables a term.

    Raises QueryError for a syntax error, with line and column, and for SERVICE.
    """
    refuse_service(text)
    prefixes = {p: n for p, n in terms.PREFIXES.items() if not re.search(rf"(?i)prefix\s+{p}:", text)}
    substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): parse_term(term) for name, term in (bound or {}).items()
    }
    try:
        return store.query(text, prefixes=prefixes, substitutions=substitutions or None)
    except SyntaxError as error:
        raise QueryError(_unreadable(text, error.msg or "")) from error
    except RuntimeError as error:  # a parameter that the SELECT does not name
        raise QueryError(f"{error}. A parameter's variable has to stand in the SELECT line.") from error


def _unreadable(text: str, said: str) -> str:
    """What is wrong with a query's syntax, without the engine's tables of characters."""
    place = re.search(r"error at (\d+:\d+)", said)
    where = f" at line {place[1].replace(':', ', column ')}" if place else ""
    if "Prefix not found" in said:
        return f"The query could not be read{where}: a prefix in it is not declared. Declare it, or use one of {', '.join(terms.PREFIXES)}."
    expected = re.findall(r"[A-Z]{2,}|\"[^\"]+\"", said.partition("expected")[2])[:8]
    return f"The query could not be read{where}" + (f": expected {' or '.join(expected)}." if expected else f": {said[:200]}.")


def parse_term(term: str) -> ox.NamedNode | ox.Literal:
    """An engine's term from N-Triples text."""
    if terms.is_iri(term):
        return ox.NamedNode(terms.value(term))
    kind, tag = terms.datatype(term), terms.language(term)
    if kind:
        return ox.Literal(terms.value(term), datatype=ox.NamedNode(kind))
    return ox.Literal(terms.value(term), language=tag) if tag else ox.Literal(terms.value(term))


Value = str | int | float | bool | None


class Row(Mapping[str, Value]):
    """One row of an answer: variable name -> plain Python value; an IRI is its address as text."""

    __slots__ = ("_names", "_values")

    def __init__(self, names: Sequence[str], values: Sequence[Value]) -> None:
        self._names, self._values = names, values

    def __getitem__(self, name: str) -> Value:
        try:
            return self._values[self._names.index(name)]
        except ValueError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"Row({dict(self)})"


def rows(answer: ox.QuerySolutions) -> Iterator[Row]:
    """The rows of a SELECT query."""
    names = [v.value for v in answer.variables]
    for solution in answer:
        yield Row(names, [python_value(solution[name]) for name in names])


_NUMBERS = {"integer": int, "decimal": float, "double": float, "float": float, "int": int, "long": int}


def python_value(term: object) -> Value:
    """A term as a plain Python value: text, number or truth; None where it is unbound."""
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return str(term)[1:-1]
    name = term.datatype.value.rpartition("#")[2]
    if name == "boolean":
        return term.value in ("true", "1")
    return _NUMBERS[name](term.value) if name in _NUMBERS else term.value
