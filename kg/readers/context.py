"""What a reader works with: one entry, the index, and the statements and problems it adds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg import iri, terms
from kg.bib import latex, values
from kg.index import Card, Lookups
from kg.model import Entry, Field, Problem, Statement
from kg.schema import EntryType, FieldShape, Schema

_LINE_END = re.compile(r"\s*\n\s*")


class Context:
    """One entry being resolved. Readers read fields here and add statements and problems here."""

    def __init__(self, card: Card, entry: Entry, fields: Mapping[str, Field], look: Lookups, schema: Schema) -> None:
        self.card, self.entry, self.fields, self.look, self.schema = card, entry, fields, look, schema
        self.base, self.language = look.base, look.language
        self.type: EntryType = schema.entry_type(entry.type, _subtype(entry))
        self.source = iri.source(look.base, entry.file, entry.key)  # the IRI term of the entry in its file
        self.subject = ""  # the IRI term that plain values are said of
        self.study = ""  # the IRI term of the study that the entry's study fields describe
        self.statements: dict[Statement, None] = {}  # in order, without repeats
        self.problems: list[Problem] = []
        self._said: set[str] = set()

    def raw(self, name: str, *, fold: bool = True) -> str:
        """The text of a field with its LaTeX, `""` where there is none; an unknown @string is a problem.

        White space is folded unless `fold` is off.
        """
        field = self.fields.get(name)
        if field is None:
            return ""
        text, unknown = values.evaluate(field.raw, lambda n: self.look.string(self.entry.file, n), fold=fold)
        for string in unknown:
            if self.look.string(self.entry.file, string.lower()) is not None:
                message = f"The @string '{string}' leads back to itself, or through too many others."
                self.say("KG112", name, message, f"Write the text itself: {name} = {{…}}.")
                continue
            hint = f'Define it with @string{{{string} = "…"}}, or put the value in braces: {name} = {{{string}}}.'
            self.say("KG112", name, f"No @string defines '{string}'.", hint)
        return text

    def text_of(self, name: str, *, fold: bool = True) -> str:
        """The text of a field with its LaTeX, without a word about an @string that is unknown."""
        field = self.fields.get(name)
        return values.evaluate(field.raw, lambda n: self.look.string(self.entry.file, n), fold=fold)[0] if field else ""

    def text(self, name: str) -> str:
        """The text of a field as Unicode, white space folded; a field that is no LaTeX stays as it is written."""
        if name in self.schema.verbatim:
            return values.unescaped(_LINE_END.sub(" ", self.raw(name, fold=False).strip()))
        return self.plain(self.raw(name), name)

    def plain(self, source: str, name: str) -> str:
        """LaTeX as Unicode, white space folded; an unknown command is a problem of this field."""
        text, unknown = latex.to_text(source)
        for macro in unknown:
            kept = "name" if macro.endswith("{}") else "argument"
            self.say("KG113", name, f"The LaTeX command \\{macro.removesuffix('{}')} is not known; its {kept} was kept as text.", "")
        return values.fold_space(text)

    def add(self, subject: str, predicate: str, obj: str) -> None:
        """Add a statement; `predicate` is a prefixed name or an IRI term."""
        term = predicate if predicate.startswith("<") else terms.term(predicate)
        self.statements[Statement(subject, term, obj, self.source)] = None

    def add_all(self, *triples: tuple[str, str, str]) -> None:
        """Add statements whose predicates are IRI terms."""
        statements, source = self.statements, self.source
        for subject, predicate, obj in triples:
            statements[Statement(subject, predicate, obj, source)] = None

    def add_text(self, subject: str, predicate: str, text: str) -> None:
        """Add a plain literal, unless it is empty."""
        if text:
            self.add(subject, predicate, terms.literal(text))

    def derived(self, node: str) -> None:
        """Say which entry a node comes from, and for a reading whose reading it is."""
        self.add(node, "prov:wasDerivedFrom", self.source)

    def keep(self, name: str, text: str | None = None) -> None:
        """Keep a field as the plain statement `<…/field/NAME>`, so that nothing written is lost."""
        subject = self.source if self.type.kind == "reading" else self.subject
        value = self.text(name) if text is None else text
        if value and subject:
            self.add(subject, field_property(name), terms.literal(value))

    def say(self, code: str, field: str, message: str, hint: str, unknown: str = "") -> None:
        """Report a problem at a field's line, or at the entry's where it has no such field; once."""
        found = self.fields.get(field)
        line = found.line if found and self.entry.fields.get(field) is found else self.entry.line
        problem = Problem(self.entry.file, line, code, field, message, hint, unknown, self.entry.key)
        if str(problem) not in self._said:
            self._said.add(str(problem))
            self.problems.append(problem)


def _subtype(entry: Entry) -> str:
    """The `type` field, which tells a doctoral from a master's thesis."""
    field = entry.fields.get("type")
    return field.raw.strip('{}" ').lower() if field else ""


def field_property(name: str) -> str:
    """The IRI term under which a field without a mapping is kept."""
    return f"<{terms.PREFIXES['field']}{iri.slug(name)}>"


def violates(shape: FieldShape, obj: str) -> bool:
    """Whether a term is not what a shape allows, by SHACL's sh:datatype, sh:nodeKind, sh:pattern and sh:in.

    sh:class, sh:minCount and sh:maxCount need more than the value and are checked where that is known.
    """
    if shape.node_kind == terms.term("sh:IRI") and not terms.is_iri(obj):
        return True
    if shape.pattern and not re.search(shape.pattern, terms.value(obj)):
        return True
    if shape.choices and obj not in shape.choices:
        return True
    if not shape.datatype:
        return False
    if shape.datatype == terms.term("rdf:langString"):
        return not terms.language(obj)
    return terms.is_iri(obj) or f"<{terms.datatype(obj)}>" != shape.datatype
