"""What every finding of the program is made of: the plain triple and a `kg:Match` that says how it was found."""

from __future__ import annotations

from functools import cache

from kg import terms


def inferred_graph(base: str) -> str:
    """The IRI term of the graph of inferred statements."""
    return f"<{base}graph/inferred>"


def finding(verb: str, subject: str, predicate: str, obj: str, *, words: str, where: str, score: str = "1") -> tuple[str, ...]:
    """The statements of one finding, as lines of N-Triples; the plain triple comes last.

    `verb` names the fragment of the subject's page that the finding is (`found` gives `work/K#found-CONCEPT`); `predicate` is a
    prefixed name, `score` a decimal from 0 to 1, `words` the text that led to it and `where` the field that has it. Subject
    and object are IRI terms.
    """
    node = f"{subject[:-1]}#{verb}-{obj[obj.rindex('/') + 1 :]}"
    term = terms.term(predicate)
    return (
        f"{node} {_OBJECT} {obj} .",
        f"{node} {_PREDICATE} {term} .",
        f"{node} {_SUBJECT} {subject} .",
        f"{node} {_TYPE} {_MATCH} .",
        f"{node} {_IN} {terms.literal(where)} .",
        f"{node} {_TEXT} {terms.literal(words)} .",
        f"{node} {_SCORE} {_decimal(score)} .",
        f"{subject} {term} {obj} .",
    )


_OBJECT, _PREDICATE, _SUBJECT, _TYPE = map(terms.term, ("rdf:object", "rdf:predicate", "rdf:subject", "rdf:type"))
_IN, _TEXT, _SCORE, _MATCH = map(terms.term, ("kg:matchedIn", "kg:matchedText", "kg:score", "kg:Match"))


@cache
def _decimal(score: str) -> str:
    return terms.literal(score, datatype="xsd:decimal")
