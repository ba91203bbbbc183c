"""The command line as people meet it: what each verb says, where, and with which exit code."""

from __future__ import annotations

import html
import json
import os
import re
import signal
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from kg import __version__, config
from kg.cli import main
from kg.codes import CODES
from tests.paths import REPO

GOOD = """
@book{porter1998, author = {Porter, Michael}, title = {Clusters}, year = 1998}
@book{b, title = {B}, year = 2001, cites = {porter1998 [p. 5]}}
@claim{x, statement = {Clusters help.}, claimedin = {porter1998}}
"""
FAULTY = "@article{porter1998clusters,\n  title = {Clusters},\n  year = {in press},\n}\n"
LINE = "bib/porter.bib:3: error KG103 year: 'in press' is not a year. Write year = {1998}, or put it in note = {in press}."
VERBS = sorted(main.commands)
CLEAN, DATA, CANNOT = 0, 1, 2


def kg(*arguments, stdin=None):
    """What a run in this process says: exit code, stdout, stderr."""
    result = CliRunner().invoke(main, list(map(str, arguments)), input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout_bytes.decode(), result.stderr


def run(*arguments, **more):
    """The same in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(REPO), **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)], capture_output=True, text=True, check=False, env=environment, **more
    )


@pytest.fixture
def good(make_workspace):
    return make_workspace({"bib/a.bib": GOOD})


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A good workspace for tests that only ask."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "bib").mkdir()
    (folder / "kg.toml").write_text('base = "https://x.example/"\n', encoding="utf-8")
    (folder / "bib" / "a.bib").write_text(GOOD, encoding="utf-8")
    return folder


@pytest.fixture
def faulty(make_workspace):
    return make_workspace({"bib/porter.bib": FAULTY})


def tree(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and not {"vendor", ".staged"} & set(p.parts)
    }


# ------------------------------------------------------------------------------------------------ help


def test_the_verbs():
    assert {"init", "check", "build", "query", "show", "export"} <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_examples(verb):
    code, out, _ = kg(verb, "--help")
    assert code == CLEAN
    assert re.search(r"\n\n  [A-Z][^\n]*\.\n\n", out), "a sentence"
    assert re.search(rf"^  (echo .*)?kg {verb}\b", out, re.MULTILINE), "an example on a line of its own"
    assert "\\b" not in out
    assert all(p.help for p in main.commands[verb].params if isinstance(p, click.Option)), "every option says what it does"


def test_the_program_s_own_help_and_version():
    for flag in ("-h", "--help"):
        code, out, _ = kg(flag)
        assert code == CLEAN
        assert all(verb in out for verb in VERBS)
    assert kg("--version")[:2] == (CLEAN, f"kg, version {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["check", "--frobnicate"],
        ["export", "xyz"],
        ["query", "-F", "xyz", "ASK {}"],
        ["check", "--format", "xml"],
        ["show"],
    ],
)
def test_what_is_not_understood_ends_with_2(asked, arguments):
    code, out, err = kg("-C", asked, *arguments)
    assert (code, out) == (CANNOT, "")
    assert "Usage:" in err


# ------------------------------------------------------------------------------------------------ no workspace, no data


@pytest.mark.parametrize(
    "arguments", [["check"], ["build"], ["query", "works-by-year"], ["query", "--list"], ["show", "x"], ["export", "nt"]]
)
def test_without_a_kg_toml_each_verb_says_so_in_one_line(tmp_path, arguments):
    code, out, err = kg("-C", tmp_path, *arguments)
    assert (code, out) == (CANNOT, "")
    assert re.fullmatch(rf"kg: {re.escape(str(tmp_path))}: there is no kg\.toml here or in a folder above\. Run `kg init` .*\.\n", err)


@pytest.mark.parametrize("files", [{"bib/": ""}, {}, {"bib/notes.txt": "@book{a}"}])
def test_an_empty_bib_folder_is_one_clear_problem(make_workspace, files):
    folder = make_workspace(files)
    line = "bib:1: error KG010: The folder bib holds no .bib file. Put one there; kg init writes an example.\n"
    assert kg("-C", folder, "check") == (DATA, line, "0 files, 0 entries; 1 error.\n")
    code, out, err = kg("-C", folder, "build")
    assert (code, out) == (DATA, "")
    assert err.startswith(line)
    assert (folder / "site" / "index.html").is_file()


def test_a_broken_kg_toml_is_one_line_too(make_workspace):
    code, out, err = kg("-C", make_workspace({"kg.toml": "title = "}), "check")
    assert (code, out, err.count("\n")) == (CANNOT, "", 1)
    assert err.startswith("kg: ")
    assert "kg.toml" in err


def test_a_broken_ontology_is_one_line_too(make_workspace):
    folder = make_workspace({"bib/a.bib": GOOD, "ontology/own.ttl": "kg:x a ."})
    for arguments in (["check"], ["build"], ["query", "ASK {}"], ["export", "nt"]):
        code, out, err = kg("-C", folder, *arguments)
        assert (code, out, err.count("\n")) == (CANNOT, "", 1)
        assert "own.ttl" in err


# ------------------------------------------------------------------------------------------------ init


def test_init_makes_an_example_that_builds(tmp_path):
    code, out, err = kg("-C", tmp_path, "init", "clusters", "--title", "My 'clusters' \"x\"", "--base", "https://c.example/")
    assert (code, out) == (CLEAN, "")
    assert "Next: cd" in err
    folder = tmp_path / "clusters"
    assert kg("-C", folder, "check", "--strict")[0] == CLEAN
    assert kg("-C", folder, "build")[0] == CLEAN
    assert "My 'clusters' \"x\"" in html.unescape((folder / "site" / "index.html").read_text(encoding="utf-8"))
    code, out, _ = kg("-C", folder, "query", "SELECT ?c { ?c a kg:Claim }")
    assert out == "c\r\nhttps://c.example/claim/clusters-pool-resources\r\n"


def test_init_names_every_setting(tmp_path):
    assert kg("-C", tmp_path, "init", "x")[0] == CLEAN
    path = tmp_path / "x" / "kg.toml"
    named = re.sub(r"(?m)^# (?=\w+ = )", "", path.read_text(encoding="utf-8"))
    path.write_text(named, encoding="utf-8")
    assert set(re.findall(r"(?m)^(\w+) = ", named)) == config.KEYS
    assert config.load(path.parent)[4:] == ("https://github.com/owner/name", "https://owner.github.io/name/")


def test_init_leaves_what_is_there(tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "mine.bib").write_text("@book{a, title = {A}}", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert kg("-C", tmp_path, "init")[0] == CLEAN
    assert [p.name for p in (tmp_path / "bib").iterdir()] == ["mine.bib"]
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    code, out, err = kg("-C", tmp_path, "init")
    assert (code, out) == (CANNOT, "")
    assert "already there" in err


def test_init_refuses_a_base_that_is_none_and_leaves_nothing(tmp_path):
    code, _, err = kg("-C", tmp_path, "init", "x", "--base", "javascript:x")
    assert code == CANNOT
    assert "base should be a web address" in err
    assert not (tmp_path / "x" / "kg.toml").exists()


# ------------------------------------------------------------------------------------------------ check


def test_check_on_good_data(asked):
    assert kg("-C", asked, "check") == (CLEAN, "", "1 file, 3 entries: 3 read; no problems.\n")
    assert kg("-C", asked, "-q", "check") == (CLEAN, "", "")


def test_a_problem_is_one_line_with_place_code_field_message_and_hint(faulty):
    assert kg("-C", faulty, "check") == (DATA, f"{LINE}\n", "1 file, 1 entry: 1 read; 1 error.\n")


def test_check_as_json(faulty):
    code, out, err = kg("-C", faulty, "check", "--format", "json")
    assert (code, err) == (DATA, "")
    (problem,) = json.loads(out)
    assert problem == {
        "file": "bib/porter.bib",
        "line": 3,
        "code": "KG103",
        "field": "year",
        "message": "'in press' is not a year.",
        "hint": "Write year = {1998}, or put it in note = {in press}.",
        "unknown": "",
        "key": "porter1998clusters",
        "severity": "error",
    }


@pytest.mark.parametrize(("form", "start"), [("github", "::error file=bib/porter.bib,line=3,title=KG103"), ("sarif", "{")])
def test_check_for_a_code_host(faulty, form, start):
    code, out, err = kg("-C", faulty, "check", "--format", form)
    assert (code, err) == (DATA, "")
    assert out.startswith(start)
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_paths_for_a_code_host_start_where_one_stands(faulty):
    out = run("-C", faulty.name, "check", "--format", "github", cwd=faulty.parent)
    assert out.stdout.startswith(f"::error file={faulty.name}/bib/porter.bib,")


def test_warnings_are_no_errors_unless_strict(make_workspace):
    folder = make_workspace({"bib/a.bib": "@book{a, title = {A}, url = {none}}"})
    assert kg("-C", folder, "check")[0] == CLEAN
    assert kg("-C", folder, "check", "--strict")[0] == DATA
    assert kg("-C", folder, "build")[0] == CLEAN
    assert kg("-C", folder, "build", "--strict")[0] == DATA


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_without_a_workspace(code):
    status, out, err = kg("-C", "/nonexistent", "check", "--explain", code.lower())
    assert (status, err) == (CLEAN, "")
    assert out == f"{code} ({CODES[code].severity}): {CODES[code].title}\n\n{CODES[code].explanation}\n"


def test_an_unknown_code_is_refused():
    code, out, err = kg("check", "--explain", "KG999")
    assert (code, out) == (CANNOT, "")
    assert "There is no code KG999" in err


# ------------------------------------------------------------------------------------------------ build


def test_build_writes_the_site_and_says_which_file_to_open(good):
    code, out, err = kg("-C", good, "build")
    assert (code, out) == (CLEAN, "")
    assert err.splitlines()[-1].endswith(f"Open {good / 'site' / 'index.html'}")
    assert {"index.html", "work/porter1998.html", "claim/x.html", "person/porter-michael.html"} <= tree(good / "site").keys()
    code, _, err = kg("-C", good, "build")
    assert ", 0 changed." in err


def test_build_writes_faulty_data_as_far_as_it_goes(make_workspace):
    folder = make_workspace({"bib/a.bib": FAULTY + GOOD + "@book{broken, title = {A\n"})
    code, _, err = kg("-C", folder, "build")
    assert code == DATA
    assert "KG103" in err
    assert {"work/porter1998.html", "work/porter1998clusters.html", "work/broken.html"} <= tree(folder / "site").keys()


def test_build_check_writes_nothing_and_says_what_would_change(good):
    code, out, _ = kg("-C", good, "build", "--check")
    assert code == DATA
    assert "work/porter1998.html" in out.splitlines()
    assert not (good / "site").exists()
    kg("-C", good, "build")
    before = tree(good / "site")
    assert kg("-C", good, "build", "--check")[:2] == (CLEAN, "")
    (good / "bib" / "a.bib").write_text(GOOD.replace("Clusters help", "Clusters hurt"), encoding="utf-8")
    code, out, _ = kg("-C", good, "build", "--check")
    assert code == DATA
    assert "claim/x.html" in out.splitlines()
    assert tree(good / "site") == before


def test_pages_of_deleted_entries_go_and_other_files_stay(good):
    kg("-C", good, "build")
    (good / "site" / "work" / "mine.html").write_text("<p>my own page</p>", encoding="utf-8")
    (good / "site" / "CNAME").write_text("x.example", encoding="utf-8")
    (good / "bib" / "a.bib").write_text(GOOD.replace("@book{b,", "@book{c,"), encoding="utf-8")
    kg("-C", good, "build")
    names = tree(good / "site").keys()
    assert {"work/c.html", "work/mine.html", "CNAME"} <= names
    assert "work/b.html" not in names


def test_build_elsewhere(good, tmp_path):
    assert kg("-C", good, "build", "-o", tmp_path / "public" / "deep")[0] == CLEAN
    assert (tmp_path / "public" / "deep" / "index.html").is_file()
    assert not (good / "site").exists()


def test_a_site_that_cannot_be_written_is_one_line(make_workspace):
    code, out, err = kg("-C", make_workspace({"bib/a.bib": GOOD, "site": "a plain file"}), "build")
    assert (code, out) == (CANNOT, "")
    assert err.startswith("kg: ")
    assert err.count("\n") == 1


# ------------------------------------------------------------------------------------------------ a build that is killed

KILLED = """
import os, pathlib, sys
from kg.cli import main
method, moment = sys.argv[1], int(sys.argv[2])
real, count = getattr(pathlib.Path, method), 0
def deadly(self, *arguments, **more):
    global count
    count += ".staged" in self.parts
    if count == moment:
        os.kill(os.getpid(), 9)
    return real(self, *arguments, **more)
setattr(pathlib.Path, method, deadly)
main(sys.argv[3:])
"""


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """A workspace with a site, and the site that it should have after a change."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "bib").mkdir()
    (folder / "kg.toml").write_text('base = "https://x.example/"\n', encoding="utf-8")
    sites = []
    for text in (GOOD, GOOD.replace("Clusters help", "Clusters hurt").replace("@book{b,", "@book{c,")):
        (folder / "bib" / "a.bib").write_text(text, encoding="utf-8")
        kg("-C", folder, "build", "-o", folder / f"site{len(sites)}")
        sites.append(tree(folder / f"site{len(sites)}"))
    return folder, sites


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL on this system")
@pytest.mark.parametrize(("method", "moment"), [("write_bytes", 5), ("write_text", 1), ("replace", 1), ("replace", 4)])
def test_a_killed_build_leaves_whole_pages_and_the_next_one_completes_it(editions, method, moment):
    folder, (old, new) = editions
    (folder / "bib" / "a.bib").write_text(GOOD, encoding="utf-8")
    kg("-C", folder, "build")
    assert tree(folder / "site") == old
    (folder / "bib" / "a.bib").write_text(GOOD.replace("Clusters help", "Clusters hurt").replace("@book{b,", "@book{c,"), encoding="utf-8")
    run_ = [sys.executable, "-c", KILLED, method, str(moment), "-C", str(folder), "build"]
    out = subprocess.run(run_, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(REPO)})
    assert out.returncode == -signal.SIGKILL, out.stderr
    left = tree(folder / "site")
    assert all(data in (old.get(name), new.get(name)) for name, data in left.items()), "half a page"
    if method != "replace" or moment == 1:
        assert old.items() <= left.items(), "until every page of the new site is on disk, the old one is whole"
    assert kg("-C", folder, "build")[0] == CLEAN
    assert tree(folder / "site") == new
    assert not (folder / "site" / ".staged").exists()


def test_a_complete_stage_is_moved_even_if_the_data_has_changed_again(editions):
    folder, (old, _) = editions
    (folder / "bib" / "a.bib").write_text(GOOD.replace("Clusters help", "Clusters hurt"), encoding="utf-8")
    run_ = [sys.executable, "-c", KILLED, "replace", "4", "-C", str(folder), "build"]
    subprocess.run(run_, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(REPO)})
    (folder / "bib" / "a.bib").write_text(GOOD, encoding="utf-8")
    assert kg("-C", folder, "build")[0] == CLEAN
    assert tree(folder / "site") == old


# ------------------------------------------------------------------------------------------------ query


def test_a_query_is_csv_where_it_is_piped(asked, tmp_path):
    expected = "title\r\nB\r\nClusters\r\n"
    text = "SELECT ?title { ?w dcterms:title ?title } ORDER BY ?title"
    assert kg("-C", asked, "query", text) == (CLEAN, expected, "")
    assert kg("-C", asked, "query", "-", stdin=text) == (CLEAN, expected, "")
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    assert kg("-C", asked, "query", "-f", tmp_path / "q.rq") == (CLEAN, expected, "")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", "title\n────────\nB\nClusters\n2 rows\n"),
        ("tsv", '?title\n"B"\n"Clusters"\n'),
        ("md", "| title |\n| --- |\n| B |\n| Clusters |\n"),
        ("csv", "title\r\nB\r\nClusters\r\n"),
    ],
)
def test_forms_of_an_answer(asked, form, expected):
    assert kg("-C", asked, "query", "-F", form, "SELECT ?title { ?w dcterms:title ?title } ORDER BY ?title")[1] == expected


def test_json_and_xml_are_the_standard_forms(asked):
    out = json.loads(kg("-C", asked, "query", "-F", "json", "SELECT ?t { ?w a kg:Claim ; schema:text ?t }")[1])
    assert out["results"]["bindings"] == [{"t": {"type": "literal", "value": "Clusters help."}}]
    assert "<literal>Clusters help.</literal>" in kg("-C", asked, "query", "-F", "xml", "SELECT ?t { ?w schema:text ?t }")[1]
    assert json.loads(kg("-C", asked, "query", "-F", "json", "ASK { ?x a kg:Claim }")[1])["boolean"] is True
    assert kg("-C", asked, "query", "ASK { ?x a kg:Study }")[1] == "false\n"


def test_a_construct_is_a_graph(asked):
    text = "CONSTRUCT { ?c schema:text ?t } { ?c schema:text ?t }"
    assert kg("-C", asked, "query", "-F", "nt", text)[1] == '<https://x.example/claim/x> <https://schema.org/text> "Clusters help." .\n'
    assert 'schema:text "Clusters help."' in kg("-C", asked, "query", text)[1]


def test_named_queries_are_listed_and_take_parameters(asked):
    code, out, _ = kg("-C", asked, "query", "--list")
    assert code == CLEAN
    names = [line.split()[0] for line in out.splitlines() if not line.startswith(" ")]
    assert {"contested-claims", "evidence-for-claim"} <= set(names)
    assert names == sorted(names, key=lambda name: f"{name}.rq"), "as the files stand in their folder"
    assert "Porter 1998" in kg("-C", asked, "query", "works-by-author", "-p", "person=porter-michael")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["contested-claim"], "did you mean 'contested-claims'"),
        (["SELECT * { ?s }"], "The query could not be read"),
        (["SELECT * { SERVICE <http://127.0.0.1:9/> {} }"], "SERVICE is not allowed"),
        (["evidence-for-claim"], "needs claim"),
        (["evidence-for-claim", "-p", "claim=y"], "There is no claim 'y'"),
        (["evidence-for-claim", "-p", "claim"], "written NAME=VALUE"),
        (["-F", "ttl", "SELECT * { ?s ?p ?o }"], "ttl is for CONSTRUCT and DESCRIBE"),
        ([""], "Nothing to ask"),
        ([], "Nothing to ask"),
    ],
)
def test_a_query_that_cannot_be_run_is_one_line(asked, arguments, message):
    code, out, err = kg("-C", asked, "query", *arguments)
    assert (code, out, err.count("\n")) == (CANNOT, "", 1)
    assert err.startswith("kg: ")
    assert message in err


def test_with_faulty_data_it_answers_exits_0_and_says_so_in_one_line(faulty):
    for _ in range(2):  # cold, then warm
        said = kg("-C", faulty, "query", "SELECT ?t { ?w dcterms:title ?t }")
        assert said == (CLEAN, "t\r\nClusters\r\n", "kg: the data has 1 error; `kg check` shows them.\n")
    assert kg("-C", faulty, "-q", "query", "ASK {}") == (CLEAN, "true\n", "")


def test_a_query_in_another_encoding_is_refused(asked, tmp_path):
    (tmp_path / "q.rq").write_bytes(b"SELECT \xff\xfe")
    code, out, err = kg("-C", asked, "query", "-f", tmp_path / "q.rq")
    assert (code, out) == (CANNOT, "")
    assert "UTF-8" in err


@pytest.mark.skipif(os.name != "posix", reason="a closed pipe is POSIX's")
def test_a_reader_that_stops_reading_is_no_error(asked):
    read, write = os.pipe()
    os.close(read)
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    arguments = [sys.executable, "-m", "kg", "-C", str(asked), "query", "SELECT * { ?s ?p ?o }"]
    out = subprocess.run(arguments, stdout=write, stderr=subprocess.PIPE, text=True, check=False, env=environment)
    os.close(write)
    assert "Traceback" not in out.stderr


# ------------------------------------------------------------------------------------------------ show, export


def test_show(asked):
    code, out, err = kg("-C", asked, "show", "porter1998")
    assert (code, err) == (CLEAN, "")
    assert out.startswith("work porter1998  bib/a.bib:2\n")
    assert "Cited by (1)\n  B 2001  B  [page 5]\n" in out
    assert kg("-C", asked, "show", "work/porter1998")[1] == out
    assert kg("-C", asked, "show", "Porter, Michael")[1].startswith("person porter-michael")


def test_show_what_is_not_there(asked):
    code, out, err = kg("-C", asked, "show", "porter199")
    assert (code, out) == (CANNOT, "")
    assert err == "kg: There is nothing with the key 'porter199'; did you mean 'porter1998'?\n"


@pytest.mark.parametrize("form", ["ttl", "nt", "nq", "jsonld", "bib", "csv"])
def test_export_to_stdout_and_to_a_file(asked, form, tmp_path):
    code, out, err = kg("-C", asked, "export", form)
    assert (code, err) == (CLEAN, "")
    assert out
    assert kg("-C", asked, "export", form, "-o", tmp_path / "out") == (CLEAN, "", "")
    assert (tmp_path / "out").read_bytes().decode() == out


def test_an_export_that_cannot_be_written_is_one_line(asked):
    code, out, err = kg("-C", asked, "export", "nt", "-o", asked / "gone" / "out.nt")
    assert (code, out, err.count("\n")) == (CANNOT, "", 1)
    assert "gone" in err


def test_the_folder_option_and_the_folder_above(asked):
    out = run("check", cwd=asked / "bib")
    assert (out.returncode, out.stderr) == (CLEAN, "1 file, 3 entries: 3 read; no problems.\n")


def test_a_graph_is_no_table_and_a_query_comes_from_one_place(make_workspace):
    root = make_workspace({"bib/a.bib": "@article{a, title = {A}, year = 2001}"})
    code, out, _ = kg("-C", root, "query", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert (code, out.startswith("@prefix")) == (CLEAN, True)
    code, out, err = kg("-C", root, "query", "-F", "csv", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert (code, out, err.count("\n")) == (CANNOT, "", 1)
    code, _, err = kg("-C", root, "query", "-f", root / "kg.toml", "ASK {}")
    assert (code, err.count("\n")) == (CANNOT, 1)
