"""Whatever text a record has, it stands in the new file so that our own reader gives it back."""

from __future__ import annotations

import json
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg import imports, resources, schema
from kg.bib import source, split, values
from kg.bib.latex import to_text
from kg.bib.names import people as read_people
from kg.imports import latex, people
from kg.imports.known import Library

RULES = schema.load(sorted(resources.ontology_dir().glob("*.ttl")))
TEXT = st.text(
    st.one_of(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs")), st.sampled_from("&%$#_{}~^\\-`'\"?!<>@=,;/ "))
)
HARD = [
    "-- --- `` '' ?` !`",
    r"\textbf{x} {\'e} $x^2$ 50% a_b #1 ~",
    "{",
    "}",
    "\\",
    "a\\",
    "}}{{",
    "@article{x,\n y = {z}}",
    "% no comment",
]
NAMES = st.text(st.sampled_from("aeéÖßxYZ-'’. &{}~_,;and="), min_size=1)


def brought(file, data, form=""):
    (outcome,) = imports.bring_in([(file, data)], Library(), RULES, form)
    return outcome


def read_back(outcome):
    """The entries of the file that these works become, read as any bib file is."""
    text = imports.bibtex([outcome])
    readings = list(split.read_all(source.chunks(text, "x.bib")))
    assert not [p for r in readings for p in r.problems]
    return [entry for r in readings for entry in r.entries]


def shown(entry, name):
    return to_text(values.evaluate(entry.fields[name].raw, {}.get)[0])[0]


def as_read(text):
    """A text as a page shows it, by way of no LaTeX: white space folded, one form for each letter, halves of letters replaced."""
    return to_text(latex.escape(values.fold_space(text)))[0]


def hyphened(name):
    """A name without the white space about its hyphens, which BibTeX does not keep."""
    return re.sub(r"\s*([-‐‑–])\s*", r"\1", name)


def marked(text):
    """Whether a text has marks of HTML, which mean something else than themselves."""
    return bool(re.search(r"&(?:\w+|#\w+);|</?(?:i|em|b|strong|u|sub|sup|sc|span|p|br|div|jats:\w+)\b[^<>]*>", text, re.IGNORECASE))


@given(TEXT)
@example(HARD[0])
@example(HARD[1])
def test_escaped_text_reads_as_it_was(text):
    from unicodedata import normalize

    found, unknown = to_text(values.evaluate("{" + latex.escape(text) + "}", {}.get)[0])
    assert (found, unknown) == (normalize("NFC", values.fold_space(text)), ())


@given(TEXT, TEXT, TEXT)
@settings(max_examples=200)
def test_a_csl_record_of_any_text_comes_back(title, abstract, odd):
    record = {"type": "book", "title": f"T {title}", "abstract": f"A {abstract}", "odd": f"O {odd}"}
    outcome = brought("a.json", json.dumps([record]).encode())
    (entry,) = read_back(outcome)
    for field, text in (("title", record["title"]), ("abstract", record["abstract"]), ("csl-odd", record["odd"])):
        if not marked(text):
            assert shown(entry, field) == as_read(text)


@given(st.lists(TEXT, min_size=1, max_size=4))
@settings(max_examples=200)
def test_a_ris_record_of_any_text_comes_back(texts):
    lines = "".join(f"TY  - JOUR\nTI  - T {n} {t}\nC1  - x{t}\nER  - \n" for n, t in enumerate(texts))
    outcome = brought("a.ris", lines.encode(), "ris")
    entries = read_back(outcome)
    assert len(entries) == len(texts)
    for number, (text, entry) in enumerate(zip(texts, entries, strict=True)):
        if not marked(text):
            assert shown(entry, "title") == as_read(f"T {number} {text}")
            assert shown(entry, "ris-c1") == as_read(f"x{text}")


@given(st.sampled_from(HARD), st.sampled_from(["title", "author", "URL", "DOI", "page", "keyword", "note", "ISSN", "issued", "id", "odd"]))
def test_hard_text_in_any_variable_breaks_nothing(text, variable):
    records = [{"type": "article-journal", "title": "A first one", variable: text}, {"type": "book", "title": "The next"}]
    outcome = brought("a.json", json.dumps(records).encode())
    assert [shown(e, "title") for e in read_back(outcome)][-1] == "The next"


@given(NAMES, NAMES)
@example("Barnes and Noble", "Sons")
@example("a, b", "c; d")
def test_a_person_of_any_name_is_one_person_of_that_name(family, given_name):
    family, given_name = f"X{family.strip()}x", f"Y{given_name.strip()}y"
    found, others, faults = read_people(people.person(family, given_name))
    if not marked(family + given_name):
        assert (len(found), others, faults) == (1, False, [])
        assert hyphened(found[0].sort) == hyphened(f"{as_read(family)}, {as_read(given_name)}")


@given(NAMES)
@example("Barnes and Noble & Sons, Inc.")
def test_an_organization_of_any_name_is_one_organization(name):
    name = f"X{name.strip()}x"
    (found,), others, faults = read_people(people.organization(name))
    if not marked(name):
        assert (found.literal, others, faults) == (as_read(name), False, [])


@given(st.binary(max_size=300), st.sampled_from([None, *imports.FORMATS]))
@example(b"TY  - JOUR\nTI  - \xff\xfe\nER  - ", "ris")
@example(b"<record>", "endnote")
@example(b"PMID- ", "nbib")
@example(b'{"items": [', None)
def test_no_bytes_stop_the_program(data, form):
    outcome = brought("a.x", data, form or "")
    assert len(read_back(outcome)) == len(outcome.works) if outcome.works else True
    assert outcome.works or outcome.problems or outcome.title


SAMPLE = b"TY  - JOUR\nAU  - Boschma, R.\nTI  - Proximity\nPY  - 2005\nSN  - 0034-3404\nSP  - 1\nEP  - 2\nKW  - a, b\nER  - \n"


@given(st.integers(0, len(SAMPLE)), st.integers(0, 8), st.binary(max_size=8))
def test_a_damaged_record_is_written_or_told(at, length, put):
    outcome = brought("a.ris", SAMPLE[:at] + put + SAMPLE[at + length :], "ris")
    assert outcome.works or outcome.problems
    assert len(read_back(outcome)) == len(outcome.works) if outcome.works else True
