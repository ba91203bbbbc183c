"""What a reader works with: one entry, the index, and the statements and problems it adds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg import iri, terms
from kg.bib import latex, macros, values
from kg.index import Card, Lookups
from kg.model import Entry, Field, Problem, Triple
from kg.schema import EntryType, Schema

_COMMAND = re.compile(r"\\([A-Za-z]+)")  # those of symbols are all known
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
        self.triples: dict[Triple, None] = {}  # what the entry says; in order, without repeats
        self.problems: list[Problem] = []
        self._said: set[tuple[object, ...]] = set()
        self._read: dict[tuple[str, bool], tuple[str, list[str]]] = {}

    def raw(self, name: str, *, fold: bool = True) -> str:
        """The text of a field with its LaTeX, `""` where there is none; an unknown @string is a problem.

        White space is folded unless `fold` is off.
        """
        text, unknown = self._evaluated(name, fold)
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
        return self._evaluated(name, fold)[0]

    def _evaluated(self, name: str, fold: bool) -> tuple[str, list[str]]:
        """The text of a field, and the names in it that no @string defines."""
        field = self.fields.get(name)
        if field is None:
            return "", []
        found = self._read.get((name, fold))
        if found is None:
            found = values.evaluate(field.raw, lambda n: self.look.string(self.entry.file, n), fold=fold)
            self._read[name, fold] = found
        return found

    def text(self, name: str) -> str:
        """The text of a field as Unicode, white space folded; a field that is no LaTeX stays as it is written."""
        if name not in self.fields:
            return ""
        if name in self.schema.verbatim:
            return values.unescaped(_LINE_END.sub(" ", self.raw(name, fold=False).strip()))
        return self.plain(self.raw(name), name)

    def plain(self, source: str, name: str) -> str:
        """LaTeX, its white space folded, as Unicode; an unknown command is a problem of this field."""
        text, unknown = latex.to_text(source)
        for macro in unknown:
            kept = "name" if macro.endswith("{}") else "argument"
            self.say("KG113", name, f"The LaTeX command \\{macro.removesuffix('{}')} is not known; its {kept} was kept as text.", "")
        return text

    def commands(self, name: str) -> None:
        """Say which LaTeX commands of a field are not known, where its text is not read by `text`."""
        source = self.raw(name)
        if any(word not in macros.ACCENTS and word not in macros.SYMBOLS for word in _COMMAND.findall(source)):
            self.plain(source, name)

    def add(self, subject: str, predicate: str, obj: str) -> None:
        """Add a statement; `predicate` is a prefixed name or an IRI term."""
        self.triples[subject, terms.term(predicate), obj] = None

    def add_text(self, subject: str, predicate: str, text: str) -> None:
        """Add a plain literal, unless it is empty."""
        if text:
            self.triples[subject, terms.term(predicate), terms.literal(text)] = None

    def add_all(self, triples: Mapping[Triple, None]) -> None:
        """Add statements that were made before."""
        self.triples.update(triples)

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
        said = line, code, field, message, hint
        if said not in self._said:
            self._said.add(said)
            self.problems.append(Problem(self.entry.file, *said, unknown, self.entry.key))


def _subtype(entry: Entry) -> str:
    """The `type` field, which tells a doctoral from a master's thesis."""
    field = entry.fields.get("type")
    return field.raw.strip('{}" ').lower() if field else ""


def field_property(name: str) -> str:
    """The IRI term under which a field without a mapping is kept."""
    return f"<{terms.PREFIXES['field']}{iri.slug(name)}>"
