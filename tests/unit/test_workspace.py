"""A workspace answers from its files as they are now, wherever its state may be kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import rdflib

from kg import Workspace, cache, store
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
    if loss != "garbage":
        assert list(store.read_only(state, cache.load(root).generation)), "whole again"


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
        ('titel = "x"', "'titel' is not a setting. Use base, language, title."),
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
