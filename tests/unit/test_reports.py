"""Problems as code hosts read them: the workflow commands of GitHub, and SARIF 2.1.0 by the words of the standard."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest

from kg import cli, reports
from kg.codes import CODES
from kg.model import Problem

PROBLEMS = (
    Problem("bib/a b,c:é.bib", 3, "KG103", "year", "'100%\r\nsure' is not a year.", "Write year = {1998}.", key="k"),
    Problem("bib/a b,c:é.bib", 9, "KG201", "", "The key 'k' is already used in bib/x.bib:12.", "Give it another key.", key="k"),
    Problem("bib/a b,c:é.bib", 10, "KG201", "", "The key 'k' is already used in bib/x.bib:12.", "Give it another key.", key="k"),
    Problem("bib", 0, "KG314", "", "Something is worth knowing."),
)


def test_the_command_line_offers_what_there_is():
    assert tuple(reports.FORMATS) == cli.REPORTS


def test_text_and_json():
    assert reports.text(PROBLEMS[1:]).splitlines() == [str(problem) for problem in PROBLEMS[1:]]
    read = json.loads(reports.as_json(PROBLEMS))
    assert [(p["code"], p["line"], p["severity"]) for p in read[:2]] == [("KG103", 3, "error"), ("KG201", 9, "error")]


@pytest.mark.parametrize("form", reports.FORMATS)
def test_nothing_is_nothing_in_every_format(form):
    made = reports.FORMATS[form]((), "")
    assert made == "" if form in ("text", "github") else json.loads(made) == [] or json.loads(made)["runs"][0]["results"] == []


def unescaped(value):
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(code, char)
    return value


def test_a_command_is_one_line_and_says_everything():
    lines = reports.github(PROBLEMS, "lit/").splitlines()
    assert len(lines) == len(PROBLEMS)
    for line, problem in zip(lines, PROBLEMS, strict=True):
        found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)", line)
        assert found
        properties = {name: unescaped(value) for name, value in (part.split("=", 1) for part in found[2].split(","))}
        assert properties["file"] == f"lit/{problem.file}"
        assert properties["line"] == str(problem.line or 1)
        assert properties["title"] == f"{problem.code} {CODES[problem.code].title}"
        assert unescaped(found[3]) == f"{problem.field}{': ' if problem.field else ''}{problem.message} {problem.hint}".strip()
    assert [line.split()[0] for line in lines] == ["::error", "::error", "::error", "::notice"]


# What SARIF 2.1.0 (OASIS, 27 March 2020) allows in the objects that are written here, and what it requires; sections in brackets.
OBJECTS = {
    "sarifLog": ({"$schema", "version", "runs"}, {"version", "runs"}),  # [3.13]
    "run": ({"tool", "columnKind", "results"}, {"tool"}),  # [3.14]
    "toolComponent": ({"name", "version", "rules"}, {"name"}),  # [3.19]
    "reportingDescriptor": ({"id", "shortDescription", "fullDescription", "help", "defaultConfiguration"}, {"id"}),  # [3.49]
    "multiformatMessageString": ({"text"}, {"text"}),  # [3.12]
    "result": ({"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"}, {"message"}),  # [3.27]
}
LEVELS = {"none", "note", "warning", "error"}  # [3.27.10]


def has(kind, found):
    allowed, required = OBJECTS[kind]
    assert required <= set(found) <= allowed, kind


def sarif(problems=PROBLEMS, folder=""):
    return json.loads(reports.sarif(problems, folder))


def test_a_log_has_what_the_standard_asks_for():
    log = sarif()
    has("sarifLog", log)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    has("run", run)
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")  # [3.14.17]
    assert set(run["tool"]) == {"driver"}  # [3.18]
    has("toolComponent", run["tool"]["driver"])


def test_there_is_one_rule_for_each_code():
    rules = sarif()["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(CODES)
    for rule in rules:
        has("reportingDescriptor", rule)
        code = CODES[rule["id"]]
        for part in ("shortDescription", "fullDescription", "help"):
            has("multiformatMessageString", rule[part])
        assert (rule["shortDescription"]["text"], rule["fullDescription"]["text"]) == (code.title, code.explanation)
        assert rule["defaultConfiguration"] == {"level": code.severity}
        assert code.severity in LEVELS


def test_a_result_names_its_rule_and_its_place():
    run = sarif()["runs"][0]
    for found, problem in zip(run["results"], PROBLEMS, strict=True):
        has("result", found)
        assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"] == problem.code  # [3.27.6]
        assert found["level"] == problem.severity
        assert problem.message in found["message"]["text"]
        ((place,),) = (location.values() for location in found["locations"])
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), "a relative reference of RFC 3986, without a scheme"
        assert unquote(uri) == problem.file
        assert place["region"]["startLine"] == max(problem.line, 1) >= 1  # [3.30.5]: from 1


def test_paths_start_where_the_program_was_started(monkeypatch, tmp_path):
    inner = tmp_path / "my lit"
    inner.mkdir()
    monkeypatch.chdir(tmp_path)
    assert reports.from_here(inner) == "my lit/"
    assert reports.from_here(tmp_path) == ""
    monkeypatch.chdir(inner)
    assert reports.from_here(tmp_path) == "", "the files above are named as the workspace names them"
    place = sarif(PROBLEMS, "my lit/")["runs"][0]["results"][3]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20lit/bib"


def prints(problems):
    return [list(found["partialFingerprints"].values()) for found in sarif(problems)["runs"][0]["results"]]


def test_a_fingerprint_stays_when_lines_move_and_tells_problems_apart():
    assert len({tuple(found) for found in prints(PROBLEMS)}) == len(PROBLEMS), "two that are alike are counted"
    moved = [p._replace(line=p.line + 7, message=p.message.replace(":12", ":19")) for p in PROBLEMS]
    assert prints(moved) == prints(PROBLEMS)
    for change in ({"code": "KG104"}, {"file": "bib/d.bib"}, {"key": "l"}, {"field": "date"}, {"message": "No."}):
        assert prints([PROBLEMS[0]._replace(**change)]) != prints(PROBLEMS[:1])
