"""What a build makes after a change is what it would make of the same files for the first time, byte for byte."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from kg import Workspace, blocks, graph, iri, workspace
from kg.web import publish
from tests.paths import REPO

SEEDS = range(2)
EDITS = 6


def bib(root: Path) -> list[Path]:
    return sorted((root / "bib").rglob("*.bib"))


def heads(text: str) -> list[int]:
    return [found.start() for found in re.finditer(r"^@", text, re.MULTILINE)]


def replaced(rng: random.Random, root: Path, pattern: str, new: Callable[[re.Match[str]], str]) -> None:
    """Change one of the places where a pattern occurs in the files."""
    places = [(path, found) for path in bib(root) for found in re.finditer(pattern, path.read_text("utf-8"), re.MULTILINE | re.IGNORECASE)]
    if places:
        path, found = rng.choice(places)
        text = path.read_text("utf-8")
        path.write_text(text[: found.start()] + new(found) + text[found.end() :], "utf-8")


def an_entry_goes(rng, root):
    path = rng.choice([path for path in bib(root) if heads(path.read_text("utf-8"))])
    text = path.read_text("utf-8")
    ends = [*heads(text), len(text)]
    at = rng.randrange(len(ends) - 1)
    path.write_text(text[: ends[at]] + text[ends[at + 1] :], "utf-8")


def an_entry_comes(rng, root):
    path = rng.choice(bib(root))
    keys = re.findall(r"^@\w+\{([^,\s]+),", path.read_text("utf-8"), re.MULTILINE) or ["none"]
    key = f"new{rng.randrange(10**6)}"
    entry = (
        f"@article{{{key}, author = {{Porter, Michael E. and New{rng.choice('abc')}, Ann}}, title = {{Clusters and {key}}}, year = {rng.randint(1950, 2020)},\n"
        f"  journal = {{Journal of {rng.choice('XYZ')}}}, keywords = {{clusters, {rng.choice(['trust', 'SMEs', key])}}}, cites = {{{rng.choice(keys)}}}}}\n"
    )
    text = path.read_text("utf-8")
    at = rng.choice([0, len(text), *heads(text)])
    path.write_text(text[:at] + entry + text[at:], "utf-8")


def a_line_comes(rng, root):
    path = rng.choice(bib(root))
    path.write_text("\n% a line\n" + path.read_text("utf-8"), "utf-8")


def a_title_changes(rng, root):
    replaced(rng, root, r"(?<![a-z])title\s*=\s*\{", lambda found: found[0] + rng.choice(["Trust, ", "Another ", "{\\'E}tude "]))


def a_name_changes(rng, root):
    replaced(rng, root, r"author\s*=\s*\{(\w)", lambda found: found[0] + rng.choice("aeö"))


def a_label_changes(rng, root):
    replaced(rng, root, r"(?:label|altlabel)\s*=\s*\{", lambda found: found[0] + rng.choice(["", "new "]))


def a_definition_changes(rng, root):
    replaced(rng, root, r"(?:definition|statement)\s*=\s*\{", lambda found: found[0] + "Mostly: ")


def a_broader_one_changes(rng, root):
    keys = re.findall(r"^@concept\{([^,\s]+),", "".join(p.read_text("utf-8") for p in bib(root)), re.MULTILINE)
    replaced(rng, root, r"broader\s*=\s*\{[^}]*\}", lambda _: f"broader = {{{rng.choice(keys)}}}")


def a_stance_changes(rng, root):
    words = ["supports", "disputes", "qualifies", "states"]
    replaced(rng, root, rf"(?<=^  )(?:{'|'.join(words)})(?=\s*=)", lambda _: rng.choice(words))


def a_year_changes(rng, root):
    replaced(rng, root, r"year\s*=\s*\{?\d{4}", lambda found: found[0][:-1] + rng.choice("0123456789x"))


def a_key_changes(rng, root):
    replaced(rng, root, r"^@\w+\{[^,\s]+,", lambda found: found[0][:-1] + rng.choice(["x", "A,\n  ids = {zzz}"]) + ",")


def a_brace_goes(rng, root):
    replaced(rng, root, r"\},\n", lambda _: ",\n")


def a_string_changes(rng, root):
    path = bib(root)[0]
    path.write_text(
        path.read_text("utf-8") + f"@string{{jx = {{Journal of {rng.choice('XYZ')}}}}}\n@misc{{s{rng.randrange(10**6)}, title = jx}}\n",
        "utf-8",
    )


def a_parent_comes(rng, root):
    path = rng.choice(bib(root))
    parent = f"p{rng.randrange(10**6)}"
    path.write_text(
        path.read_text("utf-8")
        + f"@inbook{{c{parent}, title = {{A chapter}}, crossref = {{{parent}}}}}\n@book{{{parent}, title = {{The whole}}, editor = {{Ed, It}}, year = 1999}}\n",
        "utf-8",
    )


def a_file_moves(rng, root):
    path = rng.choice(bib(root))
    path.rename(path.with_name(f"{rng.choice('amz')}{rng.randrange(10**6)}.bib"))


def a_page_is_spoilt(rng, root):
    page = rng.choice(sorted((root / "site").rglob("*.html")))
    if rng.random() < 0.5:
        page.unlink()
    else:
        page.write_bytes(page.read_bytes() + b" ")


def a_page_is_left_over(rng, root):
    page = rng.choice(sorted((root / "site").rglob("*.html")))
    name = f"x{rng.randrange(10**6)}.html" if page.parent.name != "site" else f"debates-x{rng.randrange(10**6)}.html"
    page.with_name(name).write_bytes(page.read_bytes())


def an_entry_is_written_otherwise(rng, root):
    replaced(rng, root, r"(?<![a-z])title\s*=\s*\{", lambda found: f" {found[0]}")


def an_abstract_comes(rng, root):
    replaced(rng, root, r"(?<![a-z])title\s*=\s*\{", lambda found: "abstract = {On trust, clusters and SMEs},\n  " + found[0])


def a_reference_list_comes(rng, root):
    text = "Porter, M.E., Clusters and competition, (1998); Nobody, X., A missing work, (1990)"
    replaced(rng, root, r"(?<![a-z])title\s*=\s*\{", lambda found: f"references = {{{text}}},\n  " + found[0])


def the_ontology_changes(rng, root):
    (root / "ontology").mkdir(exist_ok=True)
    shutil.copy(REPO / "tests" / "cases" / "own-field" / "ontology" / "own.ttl", root / "ontology" / f"{rng.choice('ab')}.ttl")
    replaced(rng, root, r"(?<![a-z])title\s*=\s*\{", lambda found: "jel = {L14},\n  " + found[0])


def the_title_of_all_changes(rng, root):
    (root / "kg.toml").write_text(f'title = "T{rng.randrange(3)}"\nbase = "https://x.example/"\n', "utf-8")


def nothing_changes(rng, root):
    pass


CHANGES = [change for name, change in sorted(globals().items()) if name.startswith(("a_", "an_", "the_", "nothing_"))]


def made(root: Path) -> dict[str, bytes]:
    found = {p.relative_to(root).as_posix(): p.read_bytes() for p in (root / "site").rglob("*") if p.is_file() and "vendor" not in p.parts}
    space = Workspace(root)
    return found | {"problems": "\n".join(map(str, space.check())).encode(), "store": "\n".join(sorted(map(str, space.store()))).encode()}


@pytest.fixture(scope="module", autouse=True)
def in_files():
    """However small, a literature is built as a large one is: on shelves of few entries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "LARGE", 0)
        patch.setattr(workspace, "processors", lambda: 0)
        patch.setattr(graph, "ON_SHELF", 4)
        patch.setattr(blocks, "ONE_IN", 3)
        yield


@pytest.fixture(scope="module")
def built(in_files, tmp_path_factory):
    """The shipped literature, built once; and how many files that wrote. What a run leaves holds wherever it is copied to."""
    root = tmp_path_factory.mktemp("built")
    shutil.copytree(REPO / "bib", root / "bib")
    the_title_of_all_changes(random.Random(1), root)
    return root, len(Workspace(root).build().written)


@pytest.fixture
def root(built, tmp_path):
    """A literature that has been built, to be changed."""
    return shutil.copytree(built[0], tmp_path / "again")


def is_as_a_first_one(root: Path, first: Path) -> list[str]:
    """Build, and say in which files that differs from what a first build makes."""
    Workspace(root).build()
    shutil.rmtree(first, ignore_errors=True)
    shutil.copytree(root, first, ignore=shutil.ignore_patterns("site", ".kg"))
    Workspace(first).build()
    one, other = made(root), made(first)
    return [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_later_build_makes_what_a_first_one_would(root, tmp_path, seed):
    rng = random.Random(seed)
    for turn in range(EDITS):
        change = [rng.choice(CHANGES) for _ in range(rng.choice([1, 1, 1, 2]))]
        for each in change:
            each(rng, root)
        assert is_as_a_first_one(root, tmp_path / "first") == [], (turn, [c.__name__ for c in change])


@pytest.mark.parametrize(
    "change", [an_abstract_comes, a_reference_list_comes, the_ontology_changes, a_title_changes], ids=lambda c: c.__name__
)
def test_what_follows_from_the_whole_is_made_again(tmp_path, root, change):
    rng = random.Random(3)
    change(rng, root)
    assert is_as_a_first_one(root, tmp_path / "first") == []
    an_entry_goes(rng, root)
    assert is_as_a_first_one(root, tmp_path / "first") == []


def literature(head: str) -> str:
    """Articles in a journal named by an @string, by somebody who is the author of half of them under another name."""
    names = ["Aa, Bertha Cecilia", "Dd, Emil"]
    entry = "@article{{k{n}, author = {{{name}}}, title = {{Title {n}}}, year = {{{year}}}, journal = jx, cites = {{k{cited}}}}}\n"
    articles = (entry.format(n=n, name=names[n % 2], year=2000 + n, cited=max(n - 1, 0)) for n in range(30))
    return head + "".join(articles)


CHANGING = {  # what stands before them, once for each build: in some the text is cut in as many blocks as before
    "the value of a string": [f"@string{{jx = {{Journal of J{n}}}}}\n" for n in range(8)],
    "who somebody is": [
        f"@string{{jx = {{Journal}}}}\n@person{{b, name = {{Aa, Bertha Cecilia}}, altname = {{{name}}}}}\n"
        for name in ("Ff, G", "Dd, Emil", "Gg, H", "Dd, Emil")
    ],
}


@pytest.mark.parametrize("heads", CHANGING.values(), ids=CHANGING)
def test_tables_are_those_of_the_last_round_only_where_all_is_that_they_are_made_of(tmp_path, heads):
    """Nothing that an entry says for the index by itself differs between these builds."""
    root = tmp_path / "again"
    (root / "bib").mkdir(parents=True)
    the_title_of_all_changes(random.Random(1), root)
    for head in heads:
        (root / "bib" / "a.bib").write_text(literature(head), "utf-8")
        assert is_as_a_first_one(root, tmp_path / "first") == [], head


def test_a_small_change_is_a_small_build(root, built):
    path = next(path for path in bib(root) if "definition = {" in path.read_text("utf-8"))
    path.write_text(path.read_text("utf-8").replace("definition = {", "definition = {Mostly: ", 1), "utf-8")
    space = Workspace(root)
    written = space.build().written
    assert 0 < len(written) < built[1] / 4
    made_again = space.graph().made
    assert made_again.last is not None
    assert len(made_again.taken["resolved"]) > len(made_again.names) / 2, "most blocks are not resolved again"
    assert Workspace(root).build().written == ()


def test_pages_stay_one_by_one(root, monkeypatch):
    """Of the pages on a shelf those are made again that what changed has to do with; of these most differ."""
    made, page = [], publish.pages.page
    monkeypatch.setattr(publish.pages, "page", lambda thing, shell: made.append(thing.brief.path) or page(thing, shell))
    path = next(path for path in bib(root) if "definition = {" in path.read_text("utf-8"))
    path.write_text(path.read_text("utf-8").replace("definition = {", "definition = {Mostly: ", 1), "utf-8")
    written = {path for path in Workspace(root).build().written if path.count("/") == 1 and path.endswith(".html") and "index" not in path}
    assert {path for path in written if path.partition("/")[0] in iri.KINDS} <= set(made)
    assert 0 < len(made) < 12
    made.clear()
    spoilt = sorted((root / "site" / "work").glob("*.html"))[3]
    spoilt.unlink()
    Workspace(root).build()
    assert made == [f"work/{spoilt.name}"]
    assert spoilt.is_file()


ALONE = "@article{a, title = {On a}, author = {Aa, Bo}}\n@article{b, title = {On b}, author = {Bb, Co}, cites = {a}}\n@article{c, title = {On c}}\n"
TOLD = {  # what is said, and which pages are made again for it: those that name what it is said of, no others
    "a title": (("On a", "On the a"), {"work/a", "work/b", "person/aa-bo"}),
    "how an entry is written": (("title = {On c}", "title =  {On c}"), {"work/c"}),
    "a citation goes": ((", cites = {a}", ""), {"work/a", "work/b"}),
    "a name": (("Bb, Co", "Bb, Coo"), {"work/a", "work/b", "person/bb-coo"}),  # a brief says who wrote a work
    "what nobody else tells": (("title = {On c}", "title = {On c}, abstract = {So}"), {"work/c"}),
}


@pytest.mark.parametrize("change", TOLD.values(), ids=TOLD)
def test_which_pages_are_made_again(tmp_path, monkeypatch, change):
    (old, new), expected = change
    root = tmp_path / "again"
    (root / "bib").mkdir(parents=True)
    the_title_of_all_changes(random.Random(1), root)
    (root / "bib" / "a.bib").write_text(ALONE, "utf-8")
    Workspace(root).build()
    made, page = set(), publish.pages.page
    monkeypatch.setattr(publish.pages, "page", lambda thing, shell: made.add(thing.brief.path[:-5]) or page(thing, shell))
    (root / "bib" / "a.bib").write_text(ALONE.replace(old, new), "utf-8")
    Workspace(root).build()
    assert made == expected
    assert is_as_a_first_one(root, tmp_path / "first") == []


KINDS = ["plan", "tables/first", "made/", "blocks/resolved", "curated/", "across/", "pages/"]
DAMAGES = [lambda path: path.write_bytes(b""), lambda path: path.write_bytes(path.read_bytes()[:-1]), lambda path: path.unlink()]


@pytest.mark.parametrize("seed", range(len(KINDS)), ids=KINDS)
def test_what_was_left_is_damaged(root, tmp_path, seed):
    """After a loss of power files may be short or gone: what they belong to is made again."""
    rng = random.Random(seed)
    left = [p for p in sorted((root / ".kg").rglob("*")) if p.is_file() and f"-1/{KINDS[seed]}" in p.as_posix() and p.stat().st_size]
    DAMAGES[seed % len(DAMAGES)](rng.choice(left))
    an_entry_comes(rng, root)
    assert is_as_a_first_one(root, tmp_path / "first") == []


KILLED = """
import sys
from kg import Workspace, blocks, graph, workspace
workspace.LARGE, workspace.processors, graph.ON_SHELF, blocks.ONE_IN = 0, lambda: 1, 4, 3
print("go", flush=True)
Workspace(sys.argv[1]).build()
"""


def test_a_build_killed_at_any_moment_is_made_good_by_the_next(tmp_path):
    rng = random.Random(7)
    root = tmp_path / "again"
    shutil.copytree(REPO / "bib", root / "bib")
    the_title_of_all_changes(rng, root)
    killed = 0
    takes = 2.4  # seconds at most, until a build that came to its end has shown how many
    for turn in range(8):
        an_entry_comes(rng, root)
        a_title_changes(rng, root)
        environment = {**os.environ, "PYTHONPATH": str(REPO)}
        with subprocess.Popen([sys.executable, "-c", KILLED, str(root)], stdout=subprocess.PIPE, env=environment) as run:
            run.stdout.readline()
            start = monotonic()
            try:
                run.wait(timeout=0.05 + takes * turn / 8)
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL)
                killed += 1
            else:
                takes = monotonic() - start
        if turn % 3 == 2:
            assert is_as_a_first_one(root, tmp_path / "first") == [], turn
    assert killed > 3
    assert is_as_a_first_one(root, tmp_path / "first") == []
