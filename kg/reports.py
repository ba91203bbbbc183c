"""Problems as text, as JSON, and in the forms that code hosts and editors read: a dict of formats.

Paths in `github` and `sarif` start where `kg` was started, which on a code host is the repository: there they are compared
with the files of a commit.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg import __version__
from kg.codes import CODES
from kg.model import Problem

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_PLACES = re.compile(r"(?<=:)\d+")  # line numbers in a message: bib/porter.bib:12


def from_here(root: Path) -> str:
    """The path from where the program was started to a folder, ending in /; empty for this folder and for what is not in it."""
    path = Path(os.path.relpath(root)).as_posix()
    return "" if path == "." or path.startswith("..") else f"{path}/"


def text(problems: Sequence[Problem], folder: str = "") -> str:
    """One line for each problem."""
    return "".join(f"{problem}\n" for problem in problems)


def as_json(problems: Sequence[Problem], folder: str = "") -> str:
    """A list of objects, one for each problem."""
    return json.dumps([{**p._asdict(), "severity": p.severity} for p in problems], ensure_ascii=False, indent=1) + "\n"


def github(problems: Sequence[Problem], folder: str = "") -> str:
    """Workflow commands of GitHub Actions: each becomes an annotation beside its line.

    >>> print(github([Problem("bib/a,b.bib", 3, "KG103", "year", "100% is not a year.", "Write year = {1998}.")]), end="")
    ::error file=bib/a%2Cb.bib,line=3,title=KG103 not a date::year: 100%25 is not a year. Write year = {1998}.
    """
    return "".join(_command(problem, folder) for problem in problems)


def _command(problem: Problem, folder: str) -> str:
    title = f"{problem.code} {CODES[problem.code].title}"
    named = {"file": folder + problem.file, "line": str(max(problem.line, 1)), "title": title}
    properties = ",".join(f"{name}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}" for name, value in named.items())
    return f"::{COMMANDS[problem.severity]} {properties}::{_escaped(_message(problem))}\n"


def _escaped(value: str) -> str:
    """What would end a command, escaped; the percent sign first, for it escapes."""
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _message(problem: Problem) -> str:
    field = f"{problem.field}: " if problem.field else ""
    return f"{field}{problem.message} {problem.hint}".strip()


def sarif(problems: Sequence[Problem], folder: str = "") -> str:
    """A log in SARIF 2.1.0 (OASIS): one run, a rule for each code, a result for each problem.

    `$schema` is optional in the standard, and GitHub asks for it.
    """
    codes = sorted(CODES)
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": {"name": "bibkg", "version": __version__, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, folder, codes, seen) for problem in problems],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(code: str) -> dict[str, Any]:
    severity, title, explanation = CODES[code]
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": explanation},
        "help": {"text": explanation},
        "defaultConfiguration": {"level": severity},
    }


def _result(problem: Problem, folder: str, codes: Sequence[str], seen: Counter[str]) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": quote(folder + problem.file, safe="/")}, "region": {"startLine": max(problem.line, 1)}}
    return {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": problem.severity,
        "message": {"text": _message(problem)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"problem/v1": _fingerprint(problem, seen)},
    }


def _fingerprint(problem: Problem, seen: Counter[str]) -> str:
    """What stays the same of a problem when lines move: where it is but for the line, and what it says but for lines.

    Of several that are alike in this the first is 1, the second 2.
    """
    parts = (problem.code, problem.file, problem.key, problem.field, _PLACES.sub("", problem.message))
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


FORMATS: dict[str, Callable[[Sequence[Problem], str], str]] = {"text": text, "json": as_json, "github": github, "sarif": sarif}
