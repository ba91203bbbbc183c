"""Files in bib/ that are no .bib files, and may be taken for part of the bibliography: they are not read, and that is said."""

from __future__ import annotations

import re
from pathlib import PurePath

from kg.bib import census
from kg.imports.decode import decode
from kg.imports.sniff import FORMATS, sniff
from kg.model import Problem

_IS_CSL = re.compile(r'"(?:title|author|issued|DOI)"\s*+:')
_MISSED = re.compile(
    r"This is (?!neither)[^.]*(?:PubMed|Web of Science|Scopus|Zotero|RefWorks)"
)  # what kg import refuses, and is a bibliography


def unread(file: str, data: bytes) -> Problem | None:
    """The problem of a file beside the .bib files, if there are references in it."""
    text, _ = decode(data, file)
    form = sniff(text)
    if isinstance(form, str) and form in FORMATS and (form != "csl" or _IS_CSL.search(text)):
        message = f"This file is {FORMATS[form].title}, and only .bib files are read here."
        return Problem(
            file, 1, "KG014", "", message, f"Run kg import {_quoted(file)}, which writes a .bib file, and then move this one out of bib."
        )
    entries = sum(bool(head.key) and head.raw.endswith(",") for head in census.heads(text))
    if entries:
        target = _quoted(str(PurePath(file).with_suffix("")).removesuffix(".bib") + ".bib")
        what = "an entry" if entries == 1 else f"{entries:,} entries"
        message = f"This file has {what} in it, but its name does not end in .bib, so it is not read."
        return Problem(file, 1, "KG014", "", message, f"Rename it to {target}, or move it out of bib.")
    if isinstance(form, Problem) and _MISSED.match(form.message):
        return form._replace(file=file, code="KG014", message=form.message.replace("This is", "This file is", 1))
    return None


def _quoted(path: str) -> str:
    """A path as one writes it in a terminal."""
    return f'"{path}"' if re.search(r"[^\w./+-]", path) else path
