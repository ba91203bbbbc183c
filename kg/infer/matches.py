"""What every finding of the program is made of: the plain triple and a `kg:Match` that says how it was found."""

from __future__ import annotations

from functools import cache

from kg import terms
from kg.model import Statement


def inferred_graph(base: str) -> str:
    """The IRI term of the graph of inferred statements."""
    return f"<{base}graph/inferred>"


def finding(
    verb: str, subject: str, predicate: str, obj: str, source: str, *, words: str, where: str, score: str = "1"
) -> tuple[Statement, ...]:
    """The statements of one finding, in their order but for the plain triple, which comes last.

    `verb` names the fragment of the subject's page that the finding is (`found` gives `work/K#found-CONCEPT`); `predicate` is a
    prefixed name, `score` a decimal from 0 to 1, `words` the text that led to it and `where` the field that has it. Subject,
    object and source are IRI terms.
    """
    node = f"{subject[:-1]}#{verb}-{obj[obj.rindex('/') + 1 :]}"
    term = terms.term(predicate)
    return (
        Statement(node, _OBJECT, obj, source),
        Statement(node, _PREDICATE, term, source),
        Statement(node, _SUBJECT, subject, source),
        Statement(node, _TYPE, _MATCH, source),
        Statement(node, _IN, terms.literal(where), source),
        Statement(node, _TEXT, terms.literal(words), source),
        Statement(node, _SCORE, _decimal(score), source),
        Statement(subject, term, obj, source),
    )


_OBJECT, _PREDICATE, _SUBJECT, _TYPE = map(terms.term, ("rdf:object", "rdf:predicate", "rdf:subject", "rdf:type"))
_IN, _TEXT, _SCORE, _MATCH = map(terms.term, ("kg:matchedIn", "kg:matchedText", "kg:score", "kg:Match"))


@cache
def _decimal(score: str) -> str:
    return terms.literal(score, datatype="xsd:decimal")
