"""What every finding of the program is made of: the plain triple and a `kg:Match` that says how it was found."""

from __future__ import annotations

from collections.abc import Iterator

from kg import terms
from kg.model import Statement


def inferred_graph(base: str) -> str:
    """The IRI term of the graph of inferred statements."""
    return f"<{base}graph/inferred>"


def finding(
    verb: str, subject: str, predicate: str, obj: str, source: str, *, words: str, where: str, score: str = "1"
) -> Iterator[Statement]:
    """The statements of one finding.

    `verb` names the fragment of the subject's page that the finding is (`found` gives `work/K#found-CONCEPT`); `predicate` is a
    prefixed name, `score` a decimal from 0 to 1, `words` the text that led to it and `where` the field that has it. Subject,
    object and source are IRI terms.
    """
    node = f"{subject[:-1]}#{verb}-{obj[1:-1].rpartition('/')[2]}>"
    yield Statement(subject, terms.term(predicate), obj, source)
    for curie, value in (
        ("rdf:type", terms.term("kg:Match")),
        ("rdf:subject", subject),
        ("rdf:predicate", terms.term(predicate)),
        ("rdf:object", obj),
        ("kg:score", terms.literal(score, datatype="xsd:decimal")),
        ("kg:matchedText", terms.literal(words)),
        ("kg:matchedIn", terms.literal(where)),
    ):
        yield Statement(node, terms.term(curie), value, source)
