"""A site is written whole, by one build at a time, and nowhere but in its folder."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest

from kg import Workspace, build, cache, editing, files
from kg.files import GENERATOR, STAGE
from tests.paths import REPO

ONE = "@book{a, author = {Porter, Michael}, title = {One}, year = 1998}\n"
links = pytest.mark.skipif(os.name != "posix", reason="links need no rights on POSIX only")


@pytest.fixture
def root(make_workspace):
    return make_workspace({"bib/a.bib": ONE})


def names(site):
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file() or p.is_symlink())


def run(root, *arguments):
    return subprocess.run([sys.executable, "-m", "kg", "-C", str(root), *arguments], cwd=REPO, capture_output=True, text=True, check=False)


# ------------------------------------------------------------------------------------------------ what lies there already


@pytest.mark.parametrize("changes", [True, False], ids=["something to write", "nothing to write"])
def test_a_planted_stage_is_thrown_away(root, tmp_path, changes):
    precious = tmp_path / "precious"
    precious.write_text("mine", encoding="utf-8")
    site = Workspace(root).build().site
    before = names(site)
    (site / STAGE / "files" / "work").mkdir(parents=True)
    (site / STAGE / "files" / "work" / "evil.html").write_text("evil", encoding="utf-8")
    (site / STAGE / "complete").write_text(f"../../precious\n{precious}\nindex.html", encoding="utf-8")
    if changes:
        (site / "index.html").write_text("old", encoding="utf-8")
    Workspace(root).build()
    assert precious.read_text(encoding="utf-8") == "mine"
    assert names(site) == before
    assert not (site / STAGE).exists()


@links
@pytest.mark.parametrize("inside", ["", "files", "work"])
def test_a_stage_that_is_a_link_is_not_followed(root, tmp_path, inside):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.html").write_text("mine", encoding="utf-8")
    link = root / "site" / STAGE / inside
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    site = Workspace(root).build().site
    assert names(outside) == ["mine.html"]
    assert not os.path.lexists(site / STAGE)
    assert "work/mine.html" not in names(site)


@links
@pytest.mark.parametrize("folder", ["work", "assets", "vendor"])
def test_a_folder_of_the_site_that_is_a_link_is_refused(root, tmp_path, folder, monkeypatch):
    script = tmp_path / "x.js"
    script.write_text("new", encoding="utf-8")
    monkeypatch.setattr(build.resources, "vendor_files", lambda: [script])
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.html").write_bytes(GENERATOR)
    (root / "site").mkdir()
    (root / "site" / folder).symlink_to(outside)
    with pytest.raises(OSError, match=f"{folder}: this folder of the site is a link"):
        Workspace(root).build()
    assert names(outside) == ["mine.html"]
    assert not (root / "site" / STAGE).exists()


@links
def test_files_that_are_links_are_replaced_and_not_written_through(root, tmp_path, monkeypatch):
    script = tmp_path / "x.js"
    script.write_text("new", encoding="utf-8")
    monkeypatch.setattr(build.resources, "vendor_files", lambda: [script])
    outside = tmp_path / "outside.txt"
    outside.write_text("mine", encoding="utf-8")
    for name in ("index.html", "vendor/x.js"):
        (root / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / name).symlink_to(outside)
    site = Workspace(root).build().site
    assert outside.read_text(encoding="utf-8") == "mine"
    assert not (site / "index.html").is_symlink()
    assert (site / "vendor" / "x.js").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("page", ["index.html", "work/a.html"])
def test_a_folder_in_the_place_of_a_page_is_one_line_and_leaves_nothing_behind(root, page):
    (root / "site" / page).mkdir(parents=True)
    for _ in range(2):
        out = run(root, "build")
        assert (out.returncode, out.stdout, out.stderr.count("\n")) == (2, "", 1)
        assert f"{page}: a folder stands where a page of the site has to be. Move it away." in out.stderr
        assert not (root / "site" / STAGE).exists()
    (root / "site" / page).rmdir()
    assert run(root, "build").returncode == 0


@links
@pytest.mark.parametrize("name", ["work/a.html", "data/graph.nt"])
def test_a_pipe_in_the_place_of_a_file_is_replaced(root, name):
    (root / "site" / name).parent.mkdir(parents=True)
    os.mkfifo(root / "site" / name)
    assert (Workspace(root).build().site / name).is_file()


def test_a_build_that_fails_leaves_no_stage(root, monkeypatch):
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        build.site(Workspace(root).graph(), Workspace(root).config, root / "site")
    assert not [name for name in names(root / "site") if "/" not in name], "nothing leads to the pages that were new"
    assert not (root / "site" / STAGE).exists()


# ------------------------------------------------------------------------------------------------ several at once


def test_one_build_writes_at_a_time(root, monkeypatch):
    inside = []

    def slow(graph, config, target, **options):
        inside.append("in")
        threading.Event().wait(0.05)
        inside.append("out")
        return build.Outcome(target, (), (), 0, 0)

    Workspace(root).store()
    monkeypatch.setattr(build, "site", slow)
    threads = [threading.Thread(target=lambda: Workspace(root).build()) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert inside == ["in", "out"] * 3


def test_builds_at_once_all_end_well(root):
    one = [sys.executable, "-m", "kg", "-C", str(root), "build"]
    started = [subprocess.Popen(one, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, said
    assert sum(", 0 changed." in text for text in said) == 3, "the first wrote it all"


def test_a_build_that_does_not_end_is_not_waited_for_for_ever(root, monkeypatch):
    monkeypatch.setattr(cache, "WAIT", 0)
    Workspace(root).store()
    with cache.alone(root), pytest.raises(TimeoutError, match="Another build"):
        Workspace(root).build()


def test_where_there_can_be_no_lock_the_site_is_written_without(make_workspace):
    root = make_workspace({"bib/a.bib": ONE, ".kg": "a plain file"})
    assert Workspace(root).build().written
    root = make_workspace({"bib/a.bib": ONE, ".kg/site.lock": b"no database" * 100})
    assert Workspace(root).build().written
    with pytest.raises(sqlite3.DatabaseError), sqlite3.connect(root / ".kg" / "site.lock") as connection:
        connection.execute("BEGIN EXCLUSIVE")
    connection.close()


# ------------------------------------------------------------------------------------------------ the user's own queries


@pytest.mark.parametrize(
    ("broken", "said"), [(b"SELECT * {}", "a named query starts with"), ("# title: Müller\n".encode("latin-1"), "UTF-8")]
)
def test_a_broken_query_is_left_out_and_said_in_one_line(make_workspace, broken, said):
    good = "# title: Mine\n# description: All.\nSELECT * { ?s ?p ?o }\n"
    root = make_workspace({"bib/a.bib": ONE, "queries/broken.rq": broken, "queries/good.rq": good})
    out = run(root, "build")
    assert (out.returncode, out.stdout) == (0, "")
    (line,) = [text for text in out.stderr.splitlines() if "broken.rq" in text]
    assert said in line
    assert "good" in [name for name, *_ in editing.named_queries(root)[0]]
    listed = run(root, "query", "--list")
    assert (listed.returncode, listed.stdout, listed.stderr.count("\n")) == (2, "", 1)


# ------------------------------------------------------------------------------------------------ the page of queries


def test_named_queries_are_asked_again_when_the_graph_or_they_have_changed(root, monkeypatch):
    """Of what an earlier build left; a build of the same graph loads no engine for them."""
    monkeypatch.setattr("kg.workspace.LARGE", 1)
    monkeypatch.setattr("kg.workspace.processors", lambda: 0)
    loaded = []
    in_memory = editing.store.in_memory
    monkeypatch.setattr(editing.store, "in_memory", lambda quads: loaded.append(1) or in_memory(quads))

    def page():
        loaded.clear()
        site = Workspace(root).build().site
        return len(loaded), (site / "query.html").read_text(encoding="utf-8")

    assert page()[0] == 1
    (root / "style.css").write_text("body {}", encoding="utf-8")
    page()  # every page links to it from now on
    (root / "style.css").write_text("body { color: red }", encoding="utf-8")
    assert page()[0] == 0
    (root / "bib" / "a.bib").write_text(ONE.replace("1998", "1997"), encoding="utf-8")
    count, text = page()
    assert (count, ">1997<" in text) == (1, True)
    (root / "queries").mkdir()
    own = "# title: Own\n# description: What there is.\nSELECT ?work { ?work a kg:Work }"
    (root / "queries" / "own.rq").write_text(own, encoding="utf-8")
    assert page()[0] == 1
    (root / "queries" / "own.rq").write_text(own.replace("What there", "All there"), encoding="utf-8")
    assert "All there is." in page()[1]


# ------------------------------------------------------------------------------------------------ what a machine does to a build


LARGE = "import sys; from kg import cli, workspace; workspace.LARGE, workspace.processors = 0, lambda: 1; {}; cli.main(sys.argv[1:])"


def build_large(root, extra="pass", **options):
    """`kg build` with a worker, as of a large bibliography, after a line of Python."""
    run = [sys.executable, "-c", LARGE.format(extra), "-q", "-C", str(root), "build"]
    return subprocess.run(run, capture_output=True, text=True, check=False, cwd=REPO, **options)


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def changed(root):
    """A workspace with a site, in which something has changed since."""
    assert build_large(root).returncode == 0
    (root / "bib" / "a.bib").write_text(ONE.replace("One", "Another"), encoding="utf-8")
    return root, content(root / "site"), (root / ".kg" / "state.sqlite").read_bytes()


def is_whole(changed):
    """The site and the state are the old ones, nothing else is left, and the next build makes the new site."""
    root, site, state = changed
    assert content(root / "site") == site
    assert (root / ".kg" / "state.sqlite").read_bytes() == state
    assert not [path.name for path in (root / ".kg").iterdir() if path.name.startswith("run-")]
    assert build_large(root).returncode == 0
    return b"Another" in content(root / "site")["work/a.html"]


@pytest.mark.parametrize(
    "fault",
    [
        "from kg.web import publish; publish.overviews = lambda *_: bytearray(1 << 62)",  # in the first process
        (
            "from kg import crew; crew._START = crew._START.replace('work()', "
            "'import kg.web.shelf; kg.web.shelf.written = lambda *_: bytearray(1 << 62); work()')"
        ),  # in a worker
        "from kg import crew; crew._START = crew._START.replace('work()', 'import os; os.kill(os.getpid(), 9)')",  # as the system does it
    ],
    ids=["first", "worker", "killed"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="limits are Linux's")
def test_where_memory_is_short_all_stays_and_what_to_do_is_said(changed, fault):
    out = build_large(changed[0], fault)
    assert (out.returncode, out.stdout) == (2, "")
    assert re.search(r"^kg: .*emory is short\. End other programs.* run it again: what is there is whole\.$", out.stderr, re.MULTILINE), (
        out.stderr
    )
    assert is_whole(changed)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_a_build_that_is_ended_leaves_nothing_behind(changed, name):
    number = getattr(signal, name)
    ends = f"from kg.web import publish; publish.overviews = lambda *_: __import__('os').kill(__import__('os').getpid(), {number:d}) or ()"
    out = build_large(changed[0], ends)
    assert (out.returncode, out.stderr) == (2, "kg: Stopped before it was done. Run it again: what is there is whole.\n")
    assert is_whole(changed)


@pytest.mark.parametrize("most", [1_000, 60_000])
@pytest.mark.skipif(sys.platform != "linux", reason="limits are Linux's")
def test_where_files_cannot_grow_all_stays_and_what_to_do_is_said(changed, most):
    out = build_large(changed[0], f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))")
    assert (out.returncode, out.stdout, out.stderr.count("\n")) == (2, "", 1), out.stderr
    assert "(ulimit -f)" in out.stderr, out.stderr
    assert is_whole(changed)


def test_a_site_that_is_a_link_is_refused_unless_it_is_named(root, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (root / "site").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"is a link, and a build writes nowhere else\. Delete the link, or name the folder"):
        Workspace(root).build()
    assert not list((tmp_path / "elsewhere").iterdir())
    assert Workspace(root).build(root / "site").written


def test_a_half_written_page_is_deleted(tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    write, full = os.write, iter([False, True])

    def half(handle: int, data: bytes) -> int:
        if next(full):
            raise OSError(28, "No space left on device")
        return write(handle, data[: len(data) // 2])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", half)
        with pytest.raises(OSError, match=r"No space left on device: .*work/a\.html"):
            files.put(tmp_path, "work/a.html", b"page")
    assert not list((tmp_path / "work").iterdir())
