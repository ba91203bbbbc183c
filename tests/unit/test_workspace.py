"""A workspace answers from its files as they are now, wherever its state may be kept."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner

from kg import Workspace, cache, store
from kg.cli import main
from kg.config import ConfigError
from tests.paths import REPO

ONE = "@book{a, author = {Porter, Michael}, title = {One}, year = 1998}\n"
TWO = "@book{a, author = {Porter, Michael}, title = {Two}, year = 1999}\n"  # as long as ONE
TITLES = "SELECT ?t { ?w dcterms:title ?t } ORDER BY ?t"


def titles(workspace):
    return [row["t"] for row in workspace.query(TITLES)]


def kinds(root):
    """Ways to ask: the same object again, and a new one."""
    kept = Workspace(root)
    return {"the same object": lambda: kept, "a new one": lambda: Workspace(root)}


@pytest.fixture(params=["the same object", "a new one"])
def asked(request, make_workspace):
    """A workspace that has answered once, and a function that gives one to ask again."""
    root = make_workspace({"bib/a.bib": ONE})
    again = kinds(root)[request.param]
    assert titles(again()) == ["One"]
    return root, again


# ------------------------------------------------------------------------------------------------ never stale


def test_an_edit_of_the_same_size_at_the_same_time_is_noticed(asked):
    root, again = asked
    path = root / "bib" / "a.bib"
    stat = path.stat()
    path.write_text(TWO, encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert path.stat().st_mtime_ns == stat.st_mtime_ns
    assert titles(again()) == ["Two"]


def test_an_edit_of_a_file_from_the_future_is_noticed(make_workspace):
    root = make_workspace({"bib/a.bib": ONE})
    later = time.time() + 86_400  # the clock has gone back since
    for text, title in ((ONE, "One"), (ONE.replace("One", "Two"), "Two")):
        (root / "bib" / "a.bib").write_text(text, encoding="utf-8")
        os.utime(root / "bib" / "a.bib", (later, later))
        assert titles(Workspace(root)) == [title]


def test_an_older_file_in_its_place_is_noticed(asked):
    root, again = asked
    path = root / "bib" / "a.bib"
    path.write_text(TWO, encoding="utf-8")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert titles(again()) == ["Two"]


def test_files_that_come_and_go_are_noticed(asked):
    root, again = asked
    (root / "bib" / "b.bib").write_text("@book{b, title = {B}}", encoding="utf-8")
    assert titles(again()) == ["B", "One"]
    (root / "bib" / "deeper").mkdir()
    (root / "bib" / "b.bib").rename(root / "bib" / "deeper" / "c.bib")
    assert titles(again()) == ["B", "One"]
    assert [p.name for p in again().files()] == ["a.bib", "c.bib"]
    (root / "bib" / "a.bib").unlink()
    assert titles(again()) == ["B"]
    shutil.rmtree(root / "bib")
    assert titles(again()) == []
    assert [p.code for p in again().problems()] == ["KG010"]


def test_a_touched_file_with_the_same_content_changes_nothing(asked):
    root, again = asked
    generation = cache.load(root).generation
    (root / "bib" / "a.bib").touch()
    assert titles(again()) == ["One"]
    assert cache.load(root).generation == generation


def test_the_workspace_s_own_ontology_is_an_input(asked):
    root, again = asked
    (root / "ontology").mkdir()
    (root / "ontology" / "own.ttl").write_text(
        "<https://x.example/own#x> <http://www.w3.org/2000/01/rdf-schema#label> 'own' .", encoding="utf-8"
    )
    assert list(again().query("SELECT ?x { GRAPH ?g { ?x rdfs:label 'own' } }"))


@pytest.mark.parametrize(("setting", "value"), [("base", "https://y.example/"), ("language", "de")])
def test_the_settings_are_an_input(asked, setting, value):
    root, again = asked
    text = (root / "kg.toml").read_text(encoding="utf-8")
    (root / "bib" / "a.bib").write_text("@book{a, title = {One}, note = {N}}", encoding="utf-8")
    titles(again())
    (root / "kg.toml").write_text(
        "\n".join(line for line in text.splitlines() if not line.startswith(setting)) + f'\n{setting} = "{value}"\n', encoding="utf-8"
    )
    (row,) = again().query("SELECT ?w (LANG(?n) AS ?l) { ?w skos:note ?n }")
    assert row["w" if setting == "base" else "l"].startswith(value)
    assert next(iter(Workspace(root).query("SELECT ?w (LANG(?n) AS ?l) { ?w skos:note ?n }"))) == row


def test_problems_are_as_fresh_as_answers(asked):
    root, again = asked
    assert again().problems() == ()
    (root / "bib" / "a.bib").write_text(ONE.replace("1998", "{soon}"), encoding="utf-8")
    assert [p.code for p in again().problems()] == ["KG103"]
    assert again().problems() == again().check()


def test_an_old_file_is_compared_by_size_and_time_only(make_workspace, monkeypatch):
    root = make_workspace({"bib/a.bib": ONE})
    for path in (root / "bib" / "a.bib", root / "kg.toml"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert titles(Workspace(root)) == ["One"]
    monkeypatch.setattr(cache, "digest", lambda _: pytest.fail("read again"))
    state = cache.load(root)
    assert all(cache.unchanged(root / name, known) for name, known in state.inputs.items())


# ------------------------------------------------------------------------------------------------ state


@pytest.mark.parametrize("loss", ["all", "store", "inside", "database", "garbage"])
def test_lost_state_is_made_again(asked, loss):
    root, again = asked
    state = root / ".kg"
    (folder,) = state.glob("store-*")
    if loss == "all":
        shutil.rmtree(state)
    elif loss == "store":
        shutil.rmtree(folder)
    elif loss == "inside":
        shutil.rmtree(folder)
        folder.mkdir()
    elif loss == "database":
        (state / "state.sqlite").unlink()
    else:
        (state / "state.sqlite").write_bytes(b"no database" * 100)
    assert titles(again()) == ["One"]
    assert list(store.read_only(state, cache.load(root).generation)), "whole again"


@pytest.mark.parametrize("part", ["MANIFEST-*", "CURRENT", "*.sst"])
def test_a_damaged_store_never_answers_nothing(asked, part):
    root, again = asked
    for file in (root / ".kg").glob(f"store-*/{part}"):
        data = file.read_bytes()
        file.unlink()
        if part != "*.sst":
            file.write_bytes(data[: len(data) // 2])
    assert titles(again()) == ["One"]
    assert cache.load(root).generation == 2


SOON = ONE.replace("1998", "{soon}")
FAULTS = {
    "a missing table": "DROP TABLE problem",
    "a table with other columns": "DROP TABLE problem; CREATE TABLE problem (at INTEGER PRIMARY KEY)",
    "another version": "PRAGMA user_version = 7; DELETE FROM total",
    "no version": "PRAGMA user_version = 0; DELETE FROM total",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON problem BEGIN DELETE FROM problem; END; DELETE FROM total",
    "a view": 'CREATE VIEW "a ""view" AS SELECT 1; DELETE FROM problem',
    "bad JSON": "UPDATE problem SET found = '[1'",
    "JSON of something else": "UPDATE problem SET found = '{}'",
    "a code that is none": """UPDATE problem SET found = '["a", 1, "KG999", "", ""]'""",
    "no number": "UPDATE meta SET value = 'x' WHERE name = 'generation'",
    "problems that are gone": "DELETE FROM problem",
    "no total": "DELETE FROM total",
    "no settings": "DELETE FROM meta",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_state_never_says_that_there_are_no_problems(make_workspace, fault):
    root = make_workspace({"bib/a.bib": SOON})
    assert titles(Workspace(root)) == ["One"]
    connection = sqlite3.connect(root / ".kg" / "state.sqlite")
    connection.executescript(FAULTS[fault])
    connection.close()
    assert [p.code for p in Workspace(root).problems()] == ["KG103"]
    assert titles(Workspace(root)) == ["One"]
    assert [p.code for p in cache.problems(root)] == ["KG103"], "made anew"
    assert cache.load(root).generation


@pytest.mark.parametrize("what", ["garbage", "cut off", "garbage inside", "a folder"])
def test_a_state_that_is_no_database_is_put_aside(make_workspace, what):
    root = make_workspace({"bib/a.bib": SOON})
    titles(Workspace(root))
    path = root / ".kg" / "state.sqlite"
    data = path.read_bytes()
    path.unlink()
    if what == "a folder":
        path.mkdir()
    else:
        half = len(data) // 2
        path.write_bytes(
            {"garbage": b"no database" * 1000, "cut off": data[:half], "garbage inside": data[:4096].ljust(len(data), b"?")}[what]
        )
    for _ in range(3):
        assert [p.code for p in Workspace(root).problems()] == ["KG103"]
        assert titles(Workspace(root)) == ["One"]
    assert len(list((root / ".kg").glob("store-*"))) <= 2
    assert [p.code for p in cache.problems(root)] == ["KG103"]
    assert path.with_suffix(".unreadable").exists()


def test_a_lost_state_leaves_the_stores_that_may_have_readers(asked):
    root, again = asked
    (root / ".kg" / "state.sqlite").unlink()
    assert titles(again()) == ["One"]
    assert cache.load(root).generation == 2
    assert (root / ".kg" / "store-1").is_dir()


def test_where_nothing_can_be_written_the_answers_come_from_memory_and_are_fresh(make_workspace):
    root = make_workspace({"bib/a.bib": ONE, ".kg": "a plain file"})
    made = Workspace(root)
    assert titles(made) == ["One"]
    assert made.store() is made.store(), "made once, as long as nothing changes"
    (root / "bib" / "a.bib").write_text(TWO, encoding="utf-8")
    assert titles(made) == ["Two"]
    assert (root / ".kg").read_text(encoding="utf-8") == "a plain file"
    assert made.show("a")[0].startswith("work a")
    assert made.problems() == ()


AS_NOBODY = """
import os, sys
from kg.cli import main
main([*sys.argv[1:3], "query", "ASK {}"], standalone_mode=False)  # load all now: another user may not be allowed to read this Python
sys.stdout.write("--")
sys.stdout.flush()
if os.getuid() == 0:  # root may write everywhere
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
main(sys.argv[3:])
"""


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.parametrize("warm", [True, False])
def test_a_folder_that_is_read_only_is_answered_from(warm, make_workspace):
    other = make_workspace({"bib/a.bib": ONE.replace("1998", "{soon}"), ".kg": "a plain file"})
    folder = Path(tempfile.mkdtemp())  # not tmp_path, which only its owner may enter
    try:
        (folder / "bib").mkdir()
        (folder / "kg.toml").write_text('base = "https://x.example/"\n', encoding="utf-8")
        (folder / "bib" / "a.bib").write_text(ONE.replace("1998", "{soon}"), encoding="utf-8")
        if warm:
            titles(Workspace(folder))
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        run = [sys.executable, "-c", AS_NOBODY, "-C", str(other), "-C", str(folder), "query", TITLES]
        out = subprocess.run(run, capture_output=True, text=True, check=False, cwd=REPO)
        assert (out.returncode, out.stdout) == (0, "true\n--t\nOne\n"), out.stderr
        assert out.stderr == "kg: the data has 1 error; `kg check` shows them.\n" * 2
    finally:
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(folder)


def test_a_run_that_fails_half_way_leaves_the_state_as_it_was(make_workspace, monkeypatch):
    root = make_workspace({"bib/a.bib": ONE})
    titles(Workspace(root))
    before = cache.load(root)
    (root / "bib" / "a.bib").write_text(TWO, encoding="utf-8")
    monkeypatch.setattr(cache, "save", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk full")))
    assert titles(Workspace(root)) == ["Two"], "from memory"
    assert cache.load(root) == before
    monkeypatch.undo()
    assert titles(Workspace(root)) == ["Two"]
    assert cache.load(root).generation == before.generation + 1


def test_generations_do_not_pile_up(make_workspace):
    root = make_workspace({"bib/a.bib": ONE})
    for text in (ONE, TWO) * 3:
        (root / "bib" / "a.bib").write_text(text, encoding="utf-8")
        titles(Workspace(root))
    assert len(list((root / ".kg").glob("store-*"))) <= 2


def test_two_processes_at_once_both_answer(make_workspace):
    root = make_workspace({"bib/a.bib": ONE})
    run = [sys.executable, "-m", "kg", "-C", str(root), "query", TITLES]
    both = [subprocess.Popen(run, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate() for process in both] == [("t\nOne\n", "")] * 3


# ------------------------------------------------------------------------------------------------ files of every kind


def test_one_file_that_cannot_be_read_does_not_stop_the_others(make_workspace):
    root = make_workspace({"bib/a.bib": ONE})
    (root / "bib" / "lost.bib").symlink_to(root / "nowhere")
    os.mkfifo(root / "bib" / "pipe.bib")
    made = Workspace(root)
    assert titles(made) == ["One"]
    expected = [("bib/lost.bib", "KG012"), ("bib/pipe.bib", "KG012")]
    assert [(p.file, p.code) for p in made.problems()] == expected
    assert [(p.file, p.code) for p in Workspace(root).problems()] == expected
    generation = cache.load(root).generation
    assert titles(Workspace(root)) == ["One"]
    assert cache.load(root).generation == generation, "nothing has changed"
    (root / "nowhere").write_text(TWO.replace("{a,", "{b,"), encoding="utf-8")
    assert titles(Workspace(root)) == titles(made) == ["One", "Two"]
    assert made.build().total > 10


def test_a_file_that_cannot_be_read_is_not_a_missing_one(make_workspace):
    root = make_workspace({"bib/": ""})
    (root / "bib" / "lost.bib").symlink_to(root / "nowhere")
    assert [p.code for p in Workspace(root).problems()] == ["KG012"]


def test_hidden_files_are_no_bib_files_and_capitals_make_no_difference(make_workspace):
    root = make_workspace(
        {"bib/a.bib": ONE, "bib/.b.bib": TWO, "bib/.c/c.bib": TWO, "bib/X.BIB": TWO.replace("{a,", "{b,"), "bib/d.bib/": ""}
    )
    assert [p.name for p in Workspace(root).files()] == ["X.BIB", "a.bib"]
    assert titles(Workspace(root)) == ["One", "Two"]
    assert Workspace(root).problems() == ()


RIS = "TY  - BOOK\nTI  - A\nER  - \n"
BESIDE = {
    # name: content, message, hint
    "export.bib.txt": (
        ONE,
        "This file has an entry in it, but its name does not end in .bib, so it is not read.",
        "Rename it to bib/export.bib,",
    ),
    "my export.bibtex": (f"{ONE}{TWO}", "This file has 2 entries in it, but", 'Rename it to "bib/my export.bib",'),
    "notes.md": (f"As an example:\n\n    {ONE}", "This file has an entry in it, but", "Rename it to bib/notes.bib, or move it out of bib."),
    "sub/a.RIS": (RIS, "This file is RIS, and only .bib files are read here.", "Run kg import bib/sub/a.RIS, which writes a .bib file,"),
    "pubmed.nbib": ("PMID- 1\nTI  - A\n", "This file is PubMed, and", "Run kg import bib/pubmed.nbib,"),
    "pubmed.txt": ("PMID- 1\nTI  - A\n", "This file is PubMed, and", "Run kg import bib/pubmed.txt,"),
    "a.json": ('[{"id": "a", "type": "book", "title": "A"}]', "This file is CSL-JSON, and", "Run kg import bib/a.json,"),
    "a.xml": ("<xml><records><record/></records></xml>", "This file is EndNote XML, and", "Run kg import bib/a.xml,"),
    "a.enw": ("%0 Book\n%T A\n", "This file is EndNote's tagged format, and", "Run kg import bib/a.enw,"),
    "savedrecs.txt": (
        "FN Clarivate\nPT J\n",
        "This file is Web of Science's plain text, which is not read.",
        "In Web of Science, choose Export",
    ),
    "utf16.txt": (ONE.encode("utf-16"), "This file has an entry in it, but", "Rename it to bib/utf16.bib,"),
}
NOT_BESIDE = {
    "README.md": "# Notes\n\nMail me@x.org (home, work) or @you {soon}. TY is a word.",
    "todo": "- @work: read\n- write = {x}",
    "settings.json": '{"theme": "dark"}',
    "page.xml": "<svg></svg>",
    "old.bib.bak": ONE,
    "a.bib~": ONE,
    "paper.pdf": b"%PDF-1.5 @book{a,",
    ".hidden.txt": ONE,
    "empty.ris": "",
}


def write(path, content):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize("name", BESIDE)
def test_a_bibliography_that_is_no_bib_file_is_told_of(asked, name):
    root, again = asked
    content, message, hint = BESIDE[name]
    assert again().problems() == ()
    write(root / "bib" / name, content)
    for workspace in (again(), Workspace(root)):
        (problem,) = workspace.problems()
        assert (problem.file, problem.line, problem.code, problem.severity) == (f"bib/{name}", 1, "KG014", "warning")
        assert problem.message.startswith(message)
        assert problem.hint.startswith(hint)
        assert titles(workspace) == ["One"]
    (root / "bib" / name).unlink()
    assert again().problems() == ()


def test_a_bibliography_that_is_no_bib_file_is_looked_at_again_when_it_changes(asked):
    root, again = asked
    write(root / "bib" / "notes.txt", "nothing yet")
    assert again().problems() == ()
    write(root / "bib" / "notes.txt", ONE)
    assert [p.code for p in again().problems()] == ["KG014"]


@pytest.mark.parametrize("name", NOT_BESIDE)
def test_what_is_no_bibliography_is_not_told_of(make_workspace, name):
    root = make_workspace({"bib/a.bib": ONE})
    write(root / "bib" / name, NOT_BESIDE[name])
    assert Workspace(root).problems() == ()


def test_where_no_file_is_a_bib_file_both_are_said(make_workspace):
    root = make_workspace({"bib/export.bib.txt": ONE})
    assert [p.code for p in Workspace(root).problems()] == ["KG010", "KG014"]


ONE_BY_ONE = """
import json, sys
from kg.cli import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit as end:
        print("-- ended with", end.code or 0, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such name")
@pytest.mark.parametrize(("name", "shown"), [(b"x\xff.bib", "bib/x\\xff.bib"), ("é.bib".encode(), "bib/é.bib")])
@pytest.mark.parametrize("locale", [{}, {"LC_ALL": "C", "PYTHONUTF8": "0"}], ids=["utf-8", "ascii"])
def test_a_name_in_other_letters_than_the_locale_s(make_workspace, name, shown, locale):
    root = make_workspace({"bib/": ""})
    with open(os.fsencode(root / "bib") + b"/" + name, "w", encoding="utf-8") as file:  # noqa: PTH123  # a name of bytes
        file.write(SOON)
    verbs = (["check"], ["build"], ["check"], ["show", "a"], ["query", TITLES], ["export", "bib"])
    run = [sys.executable, "-c", ONE_BY_ONE, json.dumps([["-C", str(root), *verb] for verb in verbs])]
    out = subprocess.run(run, cwd=REPO, capture_output=True, check=False, env={**os.environ, **locale})
    assert out.returncode == 0, out.stderr
    assert b"Traceback" not in out.stderr
    *said, rest = out.stdout.decode("utf-8").split("-- ended with ")
    assert [int(code[0]) for code in (*said[1:], rest)] == [verb[0] in ("check", "build") for verb in verbs]
    for line in (said[0], said[2].partition("\n")[2]):
        assert line.startswith((f"{shown}:1: error KG103", shown.encode("ascii", "backslashreplace").decode()))
    assert [p.file for p in Workspace(root).problems()] == [shown]


# ------------------------------------------------------------------------------------------------ what stops the command line


def kg(*arguments, env=None, stdin=b""):
    run = [sys.executable, "-m", "kg", *(a if isinstance(a, bytes) else str(a) for a in arguments)]
    return subprocess.run(run, cwd=REPO, capture_output=True, check=False, input=stdin, env={**os.environ, **(env or {})})


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["export", "nt", "-o", "/dev/null/x"], b""),
        (["export", "nt", "-o", "."], b""),
        (["show", "work/100%"], b""),
        (["show", "a/[b"], b""),
        (["show", b"a\xff"], b""),
        (["query", "evidence-for-claim", "-p", "claim=work/100%"], b""),
        (["query", "evidence-for-claim", "-p", b"claim=\xff"], b""),
        (["query", b"ASK { ?x ?y '\xff' }"], b""),
        (["query", "-"], b"ASK { ?x ?y '\xff' }"),
        (["query", "-f", "{root}/latin-1.rq"], b""),
        (["build", "-o", "/dev/null/x"], b""),
        (["init", "/dev/null/x"], b""),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_one_line(make_workspace, arguments, stdin):
    root = make_workspace({"bib/a.bib": ONE, "latin-1.rq": "ASK { ?x ?y 'Müller' }".encode("latin-1")})
    out = kg("-C", root, *(a.format(root=root) if isinstance(a, str) else a for a in arguments), stdin=stdin)
    assert (out.returncode, out.stdout, out.stderr.count(b"\n")) == (2, b"", 1), out.stderr
    assert out.stderr.startswith(b"kg: ")
    assert b"fault of the program" not in out.stderr


def test_a_fault_of_the_program_is_one_line_and_its_place_is_for_the_asking(make_workspace, monkeypatch):
    root = make_workspace({"bib/a.bib": ONE})
    monkeypatch.setattr(Workspace, "problems", lambda _: 1 // 0)
    plain = CliRunner().invoke(main, ["-C", str(root), "check"])
    assert (plain.exit_code, plain.stdout, plain.stderr.count("\n")) == (2, "", 1)
    assert plain.stderr.startswith("kg: this is a fault of the program: ZeroDivisionError: ")
    assert "Traceback" in CliRunner().invoke(main, ["-v", "-C", str(root), "check"]).stderr


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="nowhere: there is no such folder"):
        Workspace.find(tmp_path / "nowhere")


# ------------------------------------------------------------------------------------------------ the API


def plain(term):
    """A term without the datatype that a plain text has anyway, which oxrdflib names."""
    return rdflib.Literal(str(term)) if isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.string else term


def test_rdflib_sees_the_same_triples(make_workspace):
    root = make_workspace({"bib/a.bib": (REPO / "kg" / "starter" / "example.bib").read_text(encoding="utf-8")})
    workspace = Workspace(root)
    graph = workspace.rdflib()
    exported = rdflib.Graph().parse(data=workspace.export("nt"), format="nt")
    assert {tuple(map(plain, triple)) for triple in graph} == set(exported), (
        "neither the vocabulary nor what is inferred, nor anything less"
    )
    assert len(graph) > 100
    assert (None, rdflib.DCTERMS.title, rdflib.Literal("Clusters and the New Economics of Competition")) in graph
    rows = graph.query("SELECT ?t { ?w a kg:Work ; dcterms:title ?t }")
    assert {str(row.t) for row in rows} == {row["t"] for row in workspace.query("SELECT ?t { ?w a kg:Work ; dcterms:title ?t }")}


def test_the_three_graphs_are_apart(make_workspace):
    workspace = Workspace(make_workspace({"bib/a.bib": "@book{a, title = {Clusters}}\n@concept{cluster, label = {cluster}}"}))
    graphs = {row["g"] for row in workspace.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert graphs == {"https://w3id.org/bibkg/ns", "https://x.example/graph/inferred"}
    subject = "{ <https://x.example/work/a> dcterms:subject ?c }"
    assert not list(workspace.query(f"SELECT ?c {subject}"))
    assert list(workspace.query(f"SELECT ?c {{ GRAPH <https://x.example/graph/inferred> {subject} }}"))
    assert not list(workspace.query("SELECT ?x { ?x a <http://www.w3.org/2002/07/owl#Class> }"))


def test_find_looks_upwards(make_workspace):
    root = make_workspace({"bib/deep/er/a.bib": ONE})
    assert Workspace.find(root / "bib" / "deep" / "er").root == root.resolve()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "kg.toml: "),
        ('titel = "x"', "'titel' is not a setting. Use address, base, language, repository, title."),
        ('title = ""', "title should be text"),
        ("title = 7", "title should be text"),
        ('base = "x"', "base should be a web address that ends in /"),
        ('base = "https://x.example"', "base should be a web address that ends in /"),
        ('base = "https://x.example/?a=/"', "base should be a web address that ends in /"),
        ('base = "https://x.example/#/"', "base should be a web address that ends in /"),
        ('base = "javascript://x/"', "base should be a web address that ends in /"),
        ('language = "English (UK)"', "language should be a language tag"),
        ("title = '\\x'\nlanguage = 'en'\n\x00", "kg.toml: "),
    ],
)
def test_settings_that_cannot_be_used(make_workspace, text, message):
    with pytest.raises(ConfigError) as caught:
        Workspace(make_workspace({"kg.toml": text, "bib/a.bib": ONE}))
    assert message in str(caught.value)


def test_settings_may_be_left_out(make_workspace):
    made = Workspace(make_workspace({"kg.toml": "\ufeff", "bib/a.bib": ONE}))
    assert (made.config.title, made.config.language) == (made.root.name, "en")


def test_there_is_no_workspace(tmp_path):
    with pytest.raises(ConfigError, match=r"there is no kg\.toml here or in a folder above"):
        Workspace.find(tmp_path)


def test_a_large_state_of_an_earlier_version_is_replaced_without_waiting_for_oneself(make_workspace, monkeypatch):
    """What does not fit into SQLite's memory would be written before its time, and nobody could read until the end."""
    root = make_workspace({"bib/a.bib": SOON})
    (root / ".kg").mkdir()
    with closing(sqlite3.connect(root / ".kg" / "state.sqlite")) as connection:
        connection.execute("CREATE TABLE place (node TEXT PRIMARY KEY, file TEXT, line INTEGER)")
        connection.executemany("INSERT INTO place VALUES (?, 'bib/a.bib', 1)", ((f"<{n}>" * 20,) for n in range(60000)))
        connection.commit()
    monkeypatch.setattr(cache, "WAIT", 20)
    start = time.monotonic()
    assert titles(Workspace(root)) == ["One"]
    assert time.monotonic() - start < 20


PLACED = {
    "bib/a.bib": "\n@misc{one, title = {One two}}\n@comment{@misc{two, title = {No}}}\n",
    "bib/b c.bib": "@misc{a b:c, title = {One}}\n\n@misc{two, title = {Two}}\n@misc{two, title = {Again}}\n@misc{\u00e9t\u00e9, title = {Summer}}\n",
    "bib/d.bib": "@claim{it, statement = {So it is.}, states = {one}}\n@person{p, name = {Porter, M.}}\n@misc{e\u0301cart, author = {Porter, M.}, title = {X}}\n",
}


def test_where_an_entry_stands_is_found_in_its_file(make_workspace):
    space = Workspace(make_workspace(PLACED))
    made, engine = space.graph(), space.store()
    there = {entry.key: space._place(made.index.entry[entry.key].iri, engine) for entry in made.entries}
    assert there == {entry.key: f"{entry.file}:{entry.line}" for entry in made.entries}
    assert len(there) == 7
    assert space._place("<https://x.example/none>", engine) == ""
