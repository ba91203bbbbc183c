"""Work that is shared: the same comes of it in one process and in several, on one shelf and on many."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import threading
from pathlib import Path

import pytest

from kg import Workspace, graph, workspace
from kg.crew import Crew, State
from kg.shelves import Shelves, bounds
from tests.paths import REPO


def keep(state: State, number: int) -> int:
    state.number = number
    print("this is no answer")
    return os.getpid()


def kept(state: State, more: int) -> int:
    return int(state.number) + more


def fail(state: State, text: str) -> None:
    raise ValueError(text)


def wait(state: State, seconds: float) -> None:
    threading.Event().wait(seconds)


def end(state: State) -> None:
    os._exit(9)


def kept_nothing(state: State) -> None:
    """See that the workers are there."""


@pytest.mark.parametrize("size", [0, 1, 3])
def test_each_worker_keeps_what_it_was_given(size):
    with Crew(size) as crew:
        processes = crew.all(keep, [(number,) for number in range(crew.parts)])
        assert len(set(processes)) == max(1, size)
        assert (os.getpid() in processes) == (size == 0)
        assert crew.all(kept, [(10,)] * crew.parts) == [10 + number for number in range(crew.parts)]


@pytest.mark.parametrize("size", [0, 2])
def test_answers_come_in_the_order_of_tasks_and_something_may_be_done_beside_them(size):
    with Crew(size) as crew:
        crew.all(keep, [(0,)] * crew.parts)
        beside = crew.start(kept, 1000)
        assert list(crew.each(kept, [(number,) for number in range(50)])) == list(range(50))
        assert beside.result() == 1000


def test_few_tasks_are_done_here_and_workers_that_come_later_are_equipped_too():
    with Crew(2) as crew:
        crew.equip(keep, 5)
        assert list(crew.each(kept, [(1,), (2,)])) == [6, 7]
        assert not crew._workers
        assert crew.all(kept, [(10,), (20,)]) == [15, 25]
        crew.equip(keep, 7)
        assert list(crew.each(kept, [(1,)] * 20)) == [8] * 20
        crew.renew()
        crew.equip(keep, 9)
        assert list(crew.each(kept, [(1,)])) == [10]


@pytest.mark.parametrize("size", [0, 2])
def test_what_goes_wrong_is_raised_here(size):
    with pytest.raises(ValueError, match="so it is"), Crew(size) as crew:
        list(crew.each(fail, [("so it is",)]))


def test_a_worker_that_is_gone_is_told_of():
    with pytest.raises(ChildProcessError, match="ended from outside"), Crew(1) as crew:
        crew.all(end, [()])


def test_a_worker_that_is_left_alone_ends_without_a_word(capfd):
    crew = Crew(1)
    crew.all(kept_nothing, [()])
    (worker,) = crew._workers
    pickle.dump((wait, (0.3,)), worker.process.stdin)
    worker.process.stdin.close()
    worker.process.stdout.close()
    assert worker.process.wait(60) == 0
    assert capfd.readouterr().err == ""


def test_progress_is_told(make_workspace, monkeypatch):
    root = make_workspace({"bib/a.bib": "@book{a, title = {A}}\n"})
    told = []
    made = Workspace(root)
    made.tell = lambda *stage: told.append(stage)
    made.build()
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages[0] == "reading files"
    assert {"resolving entries", "writing pages"} < set(stages)
    assert ("writing pages", 1, 1) in told


def test_a_shelf_cuts_no_page_in_two():
    random.seed(5)
    stems = {f"<http://a.example/work/{''.join(random.choices('ab1-.', k=random.randint(1, 6)))}" for _ in range(400)}
    terms = sorted({term for stem in stems for term in (f"{stem}>", f"{stem}#author-1>", f"{stem}#zebra>")})
    starts = bounds(stems, 25)
    assert 15 <= len(starts) <= 25
    shelves = Shelves(starts)
    assert [shelves.number(term) for term in terms] == sorted(shelves.number(term) for term in terms)
    for stem in stems:
        assert len({shelves.number(term) for term in (f"{stem}>", f"{stem}#author-1>", f"{stem}#zebra>")}) == 1


@pytest.mark.parametrize("in_files", [True, False])
def test_a_settled_shelf_is_sorted_and_has_each_line_once(tmp_path, monkeypatch, in_files):
    monkeypatch.setattr("kg.shelves.WAITING", 3)
    parts = [Shelves(["<m"], tmp_path / "shelves" if in_files else None, part) for part in range(2 if in_files else 1)]
    for number, subject in enumerate("zyxabcabc"):
        part = parts[number % len(parts)]
        part.add(part.number(f"<{subject}>"), [f'<{subject}> <p> "\u2028\x85" .'])
    for part in parts:
        part.write()
    for _ in range(2):
        assert [[line[1] for line in parts[0].settle(number)] for number in range(2)] == [["a", "b", "c"], ["x", "y", "z"]]
    assert [line[1] for line in parts[0]] == list("abcxyz")


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in (root / "site").rglob("*") if p.is_file() and "vendor" not in p.parts}


def copied(bib: Path, root: Path) -> Path:
    shutil.copytree(bib, root / "bib", ignore=lambda folder, names: [n for n in names if Path(folder) == bib and not n.endswith(".bib")])
    (root / "kg.toml").write_text('title = "T"\nbase = "https://x.example/"\n', encoding="utf-8")
    return root


@pytest.mark.parametrize("literature", ["bib", "tests/cases/references-of-scopus"])
def test_a_site_is_the_same_whoever_writes_it(tmp_path, monkeypatch, literature):
    alone, shared = (copied(REPO / literature, tmp_path / name) for name in ("alone", "shared"))
    Workspace(alone).build()
    monkeypatch.setattr(workspace, "LARGE", 0)
    monkeypatch.setattr(workspace, "processors", lambda: 2)
    monkeypatch.setattr(graph, "ON_SHELF", 1)
    made = Workspace(shared)
    made.build()
    assert len(made.graph().curated) > 1
    assert files(shared) == files(alone)
    assert made.problems() == Workspace(alone).problems()
    assert {str(quad) for quad in made.store()} == {str(quad) for quad in Workspace(alone).store()}
    folder = made.graph().scratch.path
    assert folder.parent == shared / ".kg"
    del made
    assert not folder.exists()


def test_what_a_killed_build_left_is_deleted(make_workspace, monkeypatch):
    root = make_workspace({"bib/a.bib": "@book{a, title = {A}}\n"})
    monkeypatch.setattr(workspace, "LARGE", 0)
    running = f"run-{os.getppid()}-abc"
    for name in ("run-999999999-abc", f"run-{os.getpid()}-abc", running):
        (root / ".kg" / name).mkdir(parents=True)
    Workspace(root).build()
    left = sorted(path.name for path in (root / ".kg").glob("run-*"))
    assert left == [running], "one of a process that runs stays"


def test_a_large_graph_outlives_its_workspace(make_workspace, monkeypatch):
    root = make_workspace({"bib/a.bib": "@book{a, title = {A}}\n"})
    monkeypatch.setattr(workspace, "LARGE", 0)
    made = Workspace(root).graph()
    assert any('"A"' in s.object for s in made.statements)
    assert b'"A"' in b"".join(Workspace(root).export_pieces("nq"))
    del made
    assert not list((root / ".kg").glob("run-*"))


def test_workers_import_nothing_from_the_current_folder(tmp_path, monkeypatch):
    for name in ("pickle", "kg", "random", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('this is not to be run')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Crew(1) as crew:
        assert crew.all(keep, [(1,)]) != [os.getpid()]


def test_a_worker_that_dies_while_it_is_asked_is_told_of_all_the_same():
    crew = Crew(2)
    crew.all(kept_nothing, [()] * 2)
    workers = crew._workers
    for worker in workers:
        worker.process.kill()
    with pytest.raises(ChildProcessError, match="ended from outside"), crew:
        crew.all(keep, [("x" * 10_000_000,)] * 2)
    assert all(worker.process.returncode for worker in workers)
