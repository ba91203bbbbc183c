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

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg import Workspace, blocks, conclusions, editing, graph, iri, library, workspace
from kg.cli import main
from kg.export import FORMATS
from kg.index import tables
from kg.web import concept, listing, markup, parts, publish, reach, script, things
from tests.paths import REPO

SEEDS = range(2)
EDITS = 6
LINES = {"MOST": parts.MOST, "MOST_NAMES": parts.MOST_NAMES}  # on a page, past which a list is in parts


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


def an_order_changes(rng, root):
    """Blocks change places as they are: of two that give something to one row of the index the first counts."""
    path = rng.choice(bib(root))
    text = path.read_text("utf-8")
    ends = heads(text)
    at = rng.choice(ends or [0])
    path.write_text(text[at:] + "\n" + text[:at], "utf-8")


def a_second_one_of_a_name_comes(rng, root):
    """Two concepts of one label, two people of one name, two works of one former key."""
    for _ in range(2):
        path, key = rng.choice(bib(root)), f"t{rng.randrange(10**6)}"
        works = rng.choice(re.findall(r"^@\w+\{([^,\s]+),", path.read_text("utf-8"), re.MULTILINE) or ["none"])
        more = [
            f"@concept{{{key}, label = {{trust}}}}",
            f"@person{{{key}, name = {{Porter, Michael E.}}, works = {{{works}}}}}",
            f"@misc{{{key}, title = {{Of two}}, ids = {{ofyore}}, cites = {{{works}; ofyore}}, keywords = {{Trust}}}}",
        ]
        path.write_text(path.read_text("utf-8") + rng.choice(more) + "\n", "utf-8")


def a_reporter_comes(rng, root):
    keys = [key for path in bib(root) for key in re.findall(r"^@(?:article|book|misc)\{([^,\s]+),", path.read_text("utf-8"), re.MULTILINE)]
    replaced(rng, root, r"(?:supports|disputes)\s*=\s*\{[^}\[]+(?=\})", lambda found: f"{found[0]} [via {rng.choice(keys)} p. 5]")


def a_reference_list_comes(rng, root):
    text = "Porter, M.E., Clusters and competition, (1998); Nobody, X., A missing work, (1990)"
    replaced(rng, root, r"(?<![a-z])title\s*=\s*\{", lambda found: f"references = {{{text}}},\n  " + found[0])


def the_ontology_changes(rng, root):
    (root / "ontology").mkdir(exist_ok=True)
    shutil.copy(REPO / "tests" / "cases" / "own-field" / "ontology" / "own.ttl", root / "ontology" / f"{rng.choice('ab')}.ttl")
    replaced(rng, root, r"(?<![a-z])title\s*=\s*\{", lambda found: "jel = {L14},\n  " + found[0])


def the_title_of_all_changes(rng, root):
    (root / "kg.toml").write_text(f'title = "T{rng.randrange(3)}"\nbase = "https://x.example/"\n', "utf-8")


def the_address_changes(rng, root):
    text = re.sub(r"address.*\n", "", (root / "kg.toml").read_text("utf-8"))
    (root / "kg.toml").write_text(f'{text}address = "https://{rng.choice("ab")}.example/"\n', "utf-8")


def a_template_of_its_own_comes(rng, root):
    (root / "templates").mkdir(exist_ok=True)
    shown = rng.choice(["problems|length", "statements", "title"])
    own = f'{{% extends "packaged/shell.html" %}}{{% block foot %}}{{{{ site.{shown} }}}}{{% endblock %}}'
    (root / "templates" / "shell.html").write_text(own, "utf-8")


def a_query_comes(rng, root):
    (root / "queries").mkdir(exist_ok=True)
    text = "# title: Mine\nSELECT ?work WHERE { ?work a kg:Work } ORDER BY ?work\n"
    (root / "queries" / f"{rng.choice('ab')}.rq").write_text(text, "utf-8")


def data_is_spoilt(rng, root):
    path = rng.choice(sorted((root / "site" / "assets").glob("*-*.js")))
    path.write_bytes(path.read_bytes()[:-1])


def a_reading_comes(rng, root):
    """Somebody says what a work holds, who has no entry and no work."""
    every = "".join(p.read_text("utf-8") for p in bib(root))
    works, claims = (re.findall(rf"^@{kind}\{{([^,\s]+),", every, re.MULTILINE) for kind in ("article", "claim"))
    if works and claims:
        stance = f"{rng.choice(['supports', 'disputes'])} = {{{rng.choice(claims)}}}"
        who = f"coder = {{{rng.choice(['Coder, Ann', 'Coder, Bo'])}}}"
        entry = f"@reading{{r{rng.randrange(10**6)}, of = {{{rng.choice(works)}}}, {who}, {stance}}}\n"
        bib(root)[0].write_text(bib(root)[0].read_text("utf-8") + entry, "utf-8")


def nothing_changes(rng, root):
    pass


CHANGES = [change for name, change in sorted(globals().items()) if name.startswith(("a_", "an_", "the_", "data_", "nothing_"))]


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
        patch.setattr(library, "ONE_IN", 2)
        patch.setattr(library, "ALONE", 10_000)
        patch.setattr(parts, "MOST", 5)
        patch.setattr(parts, "MOST_NAMES", 7)
        patch.setattr(tables, "MANY", 20)  # keys, past which a misprint of one is looked for among those that begin alike
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


def empty(tmp_path: Path) -> Path:
    """A literature without a file."""
    root = tmp_path / "again"
    (root / "bib").mkdir(parents=True)
    the_title_of_all_changes(random.Random(1), root)
    return root


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


ONE_BY_ONE = [
    the_address_changes, a_title_changes, a_query_comes, a_reading_comes, a_stance_changes, a_reading_comes, data_is_spoilt, a_label_changes,
    a_reference_list_comes, a_reference_list_comes, an_abstract_comes, a_name_changes, a_year_changes, an_entry_goes,
    a_template_of_its_own_comes, a_brace_goes, an_entry_comes, a_definition_changes,
]  # fmt: skip


def test_pages_about_the_whole_and_lists_are_made_again_whatever_it_is_that_changes(root, tmp_path):
    """All that they depend on, one after the other: what is shared by all, glances, gists that are asked for, rows, and files."""
    rng = random.Random(11)
    for change in ONE_BY_ONE:
        change(rng, root)
        assert is_as_a_first_one(root, tmp_path / "first") == [], change.__name__


def test_what_is_shown_nowhere_else_makes_no_page_about_the_whole_again(root, monkeypatch):
    """The title of a work that none of them shows: of all lists only the parts that it stands in are made."""
    entry = (
        "@misc{{aside, title = {{{}}}, author = {{Nobody, Else}}, year = {{1901}}, cites = {{aside2}}}}\n@misc{{aside2, title = {{T}}}}\n"
    )
    path = bib(root)[0]
    before = path.read_text("utf-8")
    path.write_text(before + entry.format("Some Title"), "utf-8")
    Workspace(root).build()
    made: list[str] = []
    page = listing._page
    monkeypatch.setattr(listing, "_page", lambda path, *rest: made.append(path) or page(path, *rest))
    path.write_text(before + entry.format("Some Other Title"), "utf-8")
    written = Workspace(root).build().written
    assert set(made) <= {*written, "work/index.html"}
    assert len(made) <= 2
    assert "assets/search-data.js" in written


def test_one_more_that_cites_a_work_of_the_map_makes_no_map(root, tmp_path, monkeypatch):
    """How many cite a work stands in its gist, of which the map shows other things."""
    made: list[str] = []
    home = publish._home
    monkeypatch.setattr(publish, "_home", lambda *given: made.append("map") or home(*given))
    path = bib(root)[0]
    path.write_text(path.read_text("utf-8") + "@misc{aside, title = {T}, cites = {porter1998clusters}}\n", "utf-8")
    Workspace(root).build()
    assert not made
    assert b"porter1998clusters" in (root / "site" / "index.html").read_bytes()
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
    "how most spell it": [
        "@string{jx = {Journal}}\n"
        + "".join(f"@misc{{s{n}, title = {{S{n}}}, author = {{{who}}}, keywords = {{{what}}}}}\n" for n, (who, what) in enumerate(some))
        for of in [[("Gg, Hö", "Oil Lamp"), ("Gg, Ho", "oil lamp"), ("Gg, Hô", "oillamp"), ("Gg, Ho", "OIL LAMP")]]
        for some in (of[:1], of[:2], of[:3], of, of[1:], [*of, of[0]], of[::-1])
    ],
}


@pytest.mark.parametrize("heads", CHANGING.values(), ids=CHANGING)
def test_tables_are_those_of_the_last_round_only_where_all_is_that_they_are_made_of(tmp_path, heads):
    """Nothing that an entry says for the index by itself differs between these builds."""
    root = empty(tmp_path)
    for head in heads:
        (root / "bib" / "a.bib").write_text(literature(head), "utf-8")
        assert is_as_a_first_one(root, tmp_path / "first") == [], head


WHOLE = """@string{pub = {Sage}}
@person{porter, name = {Porter, Michael}, altname = {Pourter, M.}}
@concept{cluster, label = {cluster}}
@concept{trust, label = {trust}, broader = {cluster}}
@article{a1, author = {Smith, Ann}, title = {On the growth of regions and of firms}, year = 2001, pages = {1-9}, journal = {J}, keywords = {oil}}
@article{a2, author = {Jones, Bob}, title = {A second look at trade in towns}, year = 2001, doi = {10.1000/2}, keywords = {oil}}
@book{a3, author = {Pourter, M.}, title = {The lasting advantage of natons}, year = 1990, publisher = pub, keywords = {oil}}
@book{a4, author = {Porter, Maria}, title = {The lasting advantage of nations}, year = 1990, publisher = {Sage}, keywords = {oil}}
@article{a5, author = {Smith, Ann}, title = {On the growth of regions and of firms}, year = 2001, pages = {1-9}, journal = {J}}
@article{a6, author = {Jones, Bob}, title = {A second look at trade in towns}, year = 2001, doi = {10.1000/2}, cites = {a99x}}
@book{b1, title = {The history of the oil lamp in towns}, year = 1999, publisher = pub}
@book{b2, title = {The history of the oil lamp in towns}, year = 1999, publisher = {Sage}}
@claim{c1, statement = {Clusters grow}, claimedin = {a1}, supportedby = {a2 [via a3]}, disputedby = {a4}, concepts = {cluster}}
@claim{c2, statement = {Clusters shrink}, claimedin = {a1}}
@misc{m1, title = {Left}, year = 1999, ids = {old1}}
@misc{m1, title = {Left out}, year = 2000, ids = {old2}}
@misc{m2, title = {Right}, year = 1999, supports = {c1}}
"""
OF_THE_WHOLE = {  # what is done to it, one after the other: each makes another problem, or another finding, of entries that stay as they are
    "a field of one of two": ("pages = {1-9}, journal = {J}}", "pages = {20-29}, journal = {J}}"),
    "and back": ("pages = {20-29}", "pages = {1-9}"),
    "a string": ("@string{pub = {Sage}}", "@string{pub = {Elsevier}}"),
    "a string back": ("@string{pub = {Elsevier}}", "@string{pub = {Sage}}"),
    "who somebody is": ("{Porter, Michael}, altname", "{Qorter, Michael}, altname"),
    "who somebody was": ("{Qorter, Michael}", "{Porter, Michael}"),
    "whom a name means": ("altname = {Pourter, M.}", "altname = {Pourter, N.}"),
    "a DOI": ("doi = {10.1000/2}, cites", "doi = {10.1000/3}, cites"),
    "a year": ("year = 2001, pages = {1-9}, journal = {J}, keywords", "year = 2002, pages = {1-9}, journal = {J}, keywords"),
    "the order of two": (
        "@book{b1,",
        "@book{b2, title = {The history of the oil lamp in towns}, year = 1999, publisher = {Sage}}\n@book{b1,",
    ),
    "the second of three goes": (
        "publisher = pub}\n@book{b2, title = {The history of the oil lamp in towns}",
        "publisher = pub}\n@book{b3, title = {Oil}",
    ),
    "a stance": ("{a2 [via a3]}", "{a2 [via a3], a4}"),
    "a stance in another entry": (
        "title = {Right}, year = 1999, supports = {c1}",
        "title = {Right}, year = 1999, supports = {c2}, disputes = {c2}",
    ),
    "lines above": ("@string", "% a line\n\n@string"),
    "a line within": ("@article{a5, author = {Smith, Ann}, title", "@article{a5, author = {Smith, Ann},\n  title"),
    "who read it": ("keywords = {oil}}\n@book{a3", "keywords = {oil}, supports = {c1}}\n@book{a3"),
    "a concept is used": ("title = {Left}, year", "title = {Left}, concepts = {trust}, year"),
    "a concept is above itself": ("label = {cluster}}", "label = {cluster}, broader = {trust}}"),
    "a label of two": ("label = {cluster}, ", "label = {cluster}, altlabel = {Trusts}, "),
    "a keyword is frequent": ("title = {Left}", "title = {Left}, keywords = {oil}"),
    "a key like one that is not known": ("@misc{m2", "@misc{a99, title = {Near}, year = 1999}\n@misc{m2"),
    "a key like that in capitals": ("@misc{m2", "@misc{A99, title = {Nearer}, year = 1999}\n@misc{m2"),
    "a former key": ("@misc{m2", "@misc{old1, title = {Old}, year = 1999}\n@misc{m2"),
    "a former key of one that is left out": ("@misc{m2", "@misc{old2, title = {Older}, year = 1999}\n@misc{m2"),
    "a key that cannot be cited": ("@misc{m2", "@misc{an other, title = {Odd}, year = 1999}\n@misc{m2"),
    "an entry is not closed": ("title = {Odd}, year = 1999}", "title = {Odd, year = 1999}"),
    "the first of two goes": ("@misc{m1, title = {Left}", "@misc{m3, title = {Left}"),
}


PEOPLE = """@article{p1, author = {Müller, Jörg and Hsu, Jinn}, title = {On trade}, keywords = {oil}}
@article{p2, author = {Mueller, J.}, title = {On firms}, keywords = {oil}}
@article{p3, author = {Smith, Ann B.}, title = {On towns}, journal = {Lamps}}
@book{p4, author = {Smith, A.}, title = {On lamps}}
@article{p5, author = {Xiao Ming, Li and Hsu, Jinn}, title = {On oil}}
@article{p6, author = {Xiaoming, Li}, title = {On regions}}
@article{p7, author = {Paul, Martin and Hsu, Jinn}, title = {On growth}}
@article{p8, author = {Martin, Paul}, title = {On the growth}}
@article{p9, author = {Else, Somebody and Other, Else}, title = {On nothing}, author+an = {2="0000-0002-1825-0097"}}
@misc{p10, author = {Differently, Called}, title = {On it}}
@person{amy, name = {Smith, Amy}, works = {p10}}
"""
OF_PEOPLE = {  # which people are probably one, how surely, under which names, and where that is told
    "a venue of both": ("title = {On lamps}", "title = {On lamps}, journal = {Lamps}"),
    "a line within": ("@book{p4, author", "@book{p4,\n  author"),
    "somebody whose initial it is as well": ("@article{p9", "@misc{p11, author = {Smith, Adam}, title = {On pins}}\n@article{p9"),
    "who is not": ("Smith, Adam", "Smith, Eve"),
    "somebody who may have written more": (", works = {p10}", ""),
    "and has not": ("{Smith, Amy}", "{Smythe, Amy}"),
    "an entry for a name": ("@misc{p10", "@person{smith, name = {Smith, Ann}}\n@misc{p10"),
    "which has the other": ("name = {Smith, Ann}", "name = {Smith, A.}"),
    "for some works only": ("name = {Smith, A.}", "name = {Smith, A.}, works = {p4}"),
    "for all again": (", works = {p4}", ""),
    "a co-author of both": ("author = {Martin, Paul}", "author = {Martin, Paul and Hsu, Jinn}"),
    "the co-author under another name": ("{Paul, Martin and Hsu, Jinn}", "{Paul, Martin and Hsu, J.}"),
    "the two in one list": ("Martin, Paul and", "Martin, Paul and Paul, Martin and"),
    "another spelling is the most frequent": ("@article{p2", "@misc{p12, author = {Muller, Jörg}, title = {More}}\n@article{p2"),
    "and not any more": ("{Muller, Jörg}", "{Müller, Jörg}"),
    "an ORCID of two": ("title = {On it}", "title = {On it}, orcid = {0000-0002-1825-0097}"),
    "of another author": ("author+an = {2=", "author+an = {1="),
    "of a name in a list": ('author+an = {1="0000-0002-1825-0097"}', "orcid-numbers = {Xiao Ming, Li/0000-0002-1825-0097}"),
    "who has an entry of that name": ("@article{p1", "@person{li, name = {Xiao Ming, Li}}\n@article{p1"),
    "a number that is none": ("orcid = {0000-0002-1825-0097}", "orcid = {0000-0002-1825-0098}"),
    "the order in which they come": ("@article{p5", "@misc{p13, author = {Xiaoming, Li}, title = {First}}\n@article{p5"),
}


@pytest.mark.parametrize(("text", "edits"), [(WHOLE, OF_THE_WHOLE), (PEOPLE, OF_PEOPLE)], ids=["all", "people"])
def test_what_follows_from_several_entries_follows_from_them_as_they_are(tmp_path, text, edits):
    """What blocks say to the whole is taken over by parts: of people, works, evidence, concepts, keywords, keys; and the census by files."""
    root = empty(tmp_path)
    (root / "bib" / "a.bib").write_text(text, "utf-8")
    before = concluded(root)
    for what, (old, new) in edits.items():
        assert old in text, what
        text = text.replace(old, new, 1)
        (root / "bib" / "a.bib").write_text(text, "utf-8")
        first = shutil.copytree(root, tmp_path / what, ignore=shutil.ignore_patterns(".kg"))
        now = concluded(root)
        assert now == concluded(first), what
        assert now != before, what
        before = now


def concluded(root: Path) -> tuple[list[str], list[str]]:
    """The problems and what is inferred, without building a site."""
    space = Workspace(root)
    inferred = ox.NamedNode(f"{space.config.base}graph/inferred")
    return list(map(str, space.check())), sorted(map(str, space.store().quads_for_pattern(None, None, None, inferred)))


TITLES = [f"{what} {n}" for what in ("Oil and brand-new firms", "Brand of firms, new", "Spätindustrie Clusters", "Trade") for n in range(6)]
LABELLED = "@concept{c1, label = {firm}, definition = {F}}\n@concept{c2, label = {else}}\n"
LABELLED += "".join(f"@misc{{w{n:02}, title = {{{title}}}, keywords = {{k{n}}}}}\n" for n, title in enumerate(TITLES))
LABELLED += "".join(f"@misc{{z{n}, title = {{Z}}, keywords = {{z}}}}\n" for n in range(5))
OF_LABELS = {  # what is looked for, one after the other, and the titles that what is new or gone stands in
    "a keyword becomes frequent": ("keywords = {z}", "keywords = {z; brand new}", "brand-new"),
    "a longer label hides it": ("label = {firm}", "label = {brand new firms}", "firms"),
    "a label of a concept is that of a keyword": ("label = {else}", "label = {brand new}", "brand-new"),
    "the longer label goes": ("label = {brand new firms}", "label = {nowhere}", "brand-new firms"),
    "case, accents, plurals": ("label = {nowhere}", "label = {SPATINDUSTRIE CLUSTER}", "Spät"),
    "two labels more": ("definition = {F}", "altlabel = {and brand; trade in}", "and brand"),
    "a label of two": ("@concept{c2", "@concept{c0, label = {Spätindustrie}, altlabel = {spätindustrie-clusters}}\n@concept{c2", "Spät"),
    "a concept goes": ("@concept{c1", "@misc{c1", "Spät|and brand"),
    "a keyword is rare": ("keywords = {z; brand new}", "keywords = {z; rare}", "^$"),  # which a concept is called as well
    "a concept is not called that": ("label = {brand new}", "label = {new brand}", "brand-new"),
}


def test_only_what_labels_that_differ_may_stand_in_is_looked_through(tmp_path, monkeypatch):
    """A label that comes, goes or names something else makes those shelves again that it may be found on, and no others."""
    looked: list[int] = []
    found = conclusions.parts.found
    monkeypatch.setattr(conclusions.parts, "found", lambda *given: looked.append(given[-1]) or found(*given))
    root, text = empty(tmp_path), LABELLED
    (root / "bib" / "a.bib").write_text(text, "utf-8")
    Workspace(root).build()
    for what, (old, new, where) in OF_LABELS.items():
        assert old in text, what
        text = text.replace(old, new)
        (root / "bib" / "a.bib").write_text(text, "utf-8")
        looked.clear()
        space = Workspace(root)
        space.build()
        made, number = space.graph().made, space.graph().curated.number
        standing = {number(f"<https://x.example/work/w{n:02}>") for n, title in enumerate(TITLES) if re.search(where, title)}
        assert set(looked) - made.touched == standing - made.touched, what
        assert len(looked) == len(set(looked)) < len(space.graph().curated), what
        assert is_as_a_first_one(root, tmp_path / "first") == [], what


IN_ONE_BLOCK = """@string{j = {Journal of J}}
@misc{m0, title = {Of {0}}, author = {A, B}, keywords = {thing}, pages = {x}, year = {soon}}
@misc{m1, title = {Of 1}, author = {A, B}, keywords = {other, thing}, cites = {m0}, nosuchfield = {x}}

@misc{m2, title = {Of 2}, author = {C, D}, journal = j, cites = {m1 [p. 3], gone}}
@misc{m3, title = {Of 3}, author = {E}, note = {N}, year = {late}}
@concept{c, label = {Something}}
"""
RESOLVED_AGAIN = [  # in turn: what is replaced by what, and which entries are resolved again
    ("Of 1", "On 1", {"m1"}),
    ("\n\n", "\n\n\n", set()),
    ("\n\n", "\n% a remark\n\n", set()),
    ("Journal of J", "Journal of K", {"m2"}),
    ("year = {soon}", "year = {never}", {"m0"}),
    ("title = {Of {0}}", "title = {Of {0}}, ids = {gone}", {"m0", "m2"}),
    ("{Something}", "{thing}", {"c", "m0", "m1"}),
    ("@misc{m3,", "@misc{m4, title = {Of 4}, year = {late}}\n@misc{m3,", {"m4"}),
    ("note = {N}", "note = {N", {"m3"}),
]


def test_of_a_block_only_entries_are_resolved_again_that_differ_or_looked_up_what_does(tmp_path, monkeypatch):
    again: list[str] = []
    monkeypatch.setattr(blocks, "ONE_IN", 1 << 32)
    monkeypatch.setattr(library, "ALONE", 0)  # a file is a block
    monkeypatch.setattr(graph, "ON_SHELF", 1 << 32)
    resolve = conclusions.parts.resolve
    monkeypatch.setattr(conclusions.parts, "resolve", lambda entry, *rest: again.append(entry.key) or resolve(entry, *rest))
    root, text = empty(tmp_path), IN_ONE_BLOCK
    for name, others in {"a": text, "b": "@claim{c0, statement = {S}}", "c": "@claim{c1, statement = {S}}"}.items():
        (root / "bib" / f"{name}.bib").write_text(others, "utf-8")
    Workspace(root).build()
    assert sorted(again) == ["c", "c0", "c1", "m0", "m1", "m2", "m3"]
    for old, new, whose in RESOLVED_AGAIN:
        assert old in text, new
        text = text.replace(old, new, 1)
        (root / "bib" / "a.bib").write_text(text, "utf-8")
        again.clear()
        problems = Workspace(root).check()
        assert sorted(again) == sorted(whose), new
        assert is_as_a_first_one(root, tmp_path / "first") == [], new
        assert problems == Workspace(tmp_path / "first").check(), new


MANY = "".join(f"@misc{{m{n}, title = {{Of {n}}}, author = {{A{n}, B}}}}\n" for n in range(12))
SHRINKING = {  # what is there first, and what is left of it
    "a list in parts": (MANY, MANY[: MANY.index("@misc{m3")]),
    "the last of a kind": (MANY, "@concept{c, label = {C}}\n"),
    "the last work that takes a stance": (MANY + "@claim{c1, statement = {C}, supportedby = {m1}}\n", MANY),
}


@pytest.mark.parametrize("texts", SHRINKING.values(), ids=SHRINKING)
def test_what_is_not_made_any_more_is_removed(tmp_path, texts):
    root = empty(tmp_path)
    for text in texts:
        (root / "bib" / "a.bib").write_text(text, "utf-8")
        assert is_as_a_first_one(root, tmp_path / "first") == []


def test_a_site_that_has_become_too_large_for_downloads_has_none(root, tmp_path, monkeypatch):
    assert (root / "site" / "data" / "references.bib").exists()
    monkeypatch.setattr(editing, "CARRIED", 100)
    an_entry_comes(random.Random(1), root)
    assert is_as_a_first_one(root, tmp_path / "first") == []
    assert not (root / "site" / "data" / "references.bib").exists()


def test_the_graph_for_the_page_of_queries_is_in_parts_where_it_is_large(root, tmp_path, monkeypatch):
    monkeypatch.setattr(editing, "CARRIED", 100)
    monkeypatch.setattr(script, "IN_PART", 16)
    shutil.rmtree(root / ".kg")
    an_entry_comes(random.Random(1), root)
    assert is_as_a_first_one(root, tmp_path / "first") == []
    parts = set((root / "site" / "data").glob("graph-*.js"))
    assert len(parts) > 4
    for seed, change in enumerate(
        [a_title_changes, an_entry_comes, a_title_changes, an_entry_goes, a_key_changes, a_page_is_spoilt, a_label_changes]
    ):
        change(random.Random(seed), root)
        written = {path for path in Workspace(root).build().written if path.startswith("data/graph-")}
        assert len(written) < len(parts), change.__name__
        assert is_as_a_first_one(root, tmp_path / "first") == [], change.__name__
    next((root / "site" / "data").glob("graph-*.js")).write_text("spoilt", "utf-8")
    assert is_as_a_first_one(root, tmp_path / "first") == []
    monkeypatch.setattr(editing, "CARRIED", 1 << 32)
    an_entry_comes(random.Random(8), root)
    assert is_as_a_first_one(root, tmp_path / "first") == []
    assert not list((root / "site" / "data").glob("graph-*.js"))


def test_a_workspace_that_is_held_outlives_the_runs_of_others(root):
    path = bib(root)[0]
    before = path.read_text("utf-8")
    mine = before + "@misc{mine, title = {Mine}}\n"
    path.write_text(mine, "utf-8")
    held = Workspace(root)
    held.check()
    for n in range(3):
        path.write_text(f"{before}@misc{{theirs{n}, title = {{Theirs {n}}}}}\n", "utf-8")
        Workspace(root).build()
    path.write_text(mine, "utf-8")
    assert b"Mine" in held.export("nt")
    assert held.build().written


def test_a_file_that_changed_unseen_is_noticed_when_it_is_read(tmp_path):
    """One of the same size and time is taken for what it was; where that has to be read and is not there, all files are."""
    root = empty(tmp_path)
    one, other = root / "bib" / "a.bib", root / "bib" / "b.bib"
    one.write_text("@article{a, title = {On a}, cites = {b}}\n", "utf-8")
    other.write_text("@article{b, title = {On b}}\n", "utf-8")
    os.utime(one, (1, 1))
    Workspace(root).build()
    one.write_text("@article{a, title = {On c}, cites = {b}}\n", "utf-8")
    os.utime(one, (1, 1))
    other.write_text("@article{b, title = {Of b}}\n", "utf-8")
    assert is_as_a_first_one(root, tmp_path / "first") == []
    assert "On c" in (root / "site" / "work" / "a.html").read_text("utf-8")


def test_who_reads_what_others_have_swept_away_is_told_to_ask_again(root, monkeypatch):
    Workspace(root).check()

    def swept(space, form):
        found = space.graph()
        for folder in (space.root / ".kg").glob("graph-*"):
            shutil.rmtree(folder)
        return FORMATS[form](found, space.config.base)

    monkeypatch.setattr(Workspace, "export_pieces", swept)
    result = CliRunner().invoke(main, ["-C", str(root), "export", "nt"])
    assert result.exit_code == 2
    assert result.stderr.startswith("kg: Other runs made the graph anew")
    assert len(result.stderr.splitlines()) == 1


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
    made, page = [], things.pages.page
    monkeypatch.setattr(things.pages, "page", lambda thing, shell: made.append(thing.brief.path) or page(thing, shell))
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
ALONE += "@concept{v, label = {V}}\n@concept{w, label = {W}}\n@concept{n, label = {N}, broader = {w}}\n@claim{p, statement = {P}, concepts = {n}}\n"
ALONE += "@article{d, title = {On d}, concepts = {n}}\n"
ALONE += "@study{s, reportedin = {d}, design = {survey}}\n@book{e, title = {On e}, author = {Cc, Di and Dd, El}}\n"
ALONE += "@misc{f, title = {On f}, author = {Dd, El}}\n" + "".join(f"@misc{{g{n}, title = {{On g}}}}\n" for n in range(4))
TOLD = {  # what is said, and which pages are made again for it: those that name what it is said of, no others
    "a title": (("On a", "On the a"), {"work/a", "work/b", "person/aa-bo"}),
    "how an entry is written": (("title = {On c}", "title =  {On c}"), {"work/c"}),
    "a citation goes": ((", cites = {a}", ""), {"work/a", "work/b"}),
    "a name": (("Bb, Co", "Bb, Coo"), {"work/b", "person/bb-coo"}),  # a work that is cited does not show by whom another one is
    "a claim": (("concepts = {n}}", "concepts = {n}}\n@claim{q, statement = {Q}, concepts = {n}}"), {"claim/q", "concept/n", "concept/w"}),
    "a broader concept": (("broader = {w}", "broader = {v}"), {"concept/n", "concept/v", "concept/w"}),
    "how a study was made": (("{survey}", "{survey}, sample = {9 firms}"), {"study/s", "work/d"}),
    "a translator": (("and Dd, El", "and Dd, El}, translator = {Ee, Fo"), {"work/e", "person/cc-di", "person/dd-el", "person/ee-fo"}),
    "a spelling": (
        ("On f}, author = {Dd, El", "On f}, author = {Dd, Él"),
        {"work/f", "person/dd-el"},
    ),  # one of two is not the most frequent
    "a spelling of most": (("and Dd, El", "and DD, El"), {"work/e", "work/f", "person/cc-di", "person/dd-el"}),
    "what nobody else tells": (("title = {On c}", "title = {On c}, abstract = {So}"), {"work/c"}),
}


@pytest.mark.parametrize("change", TOLD.values(), ids=TOLD)
def test_which_pages_are_made_again(tmp_path, monkeypatch, change):
    (old, new), expected = change
    root = empty(tmp_path)
    (root / "bib" / "a.bib").write_text(ALONE, "utf-8")
    Workspace(root).build()
    made, page = set(), things.pages.page
    monkeypatch.setattr(things.pages, "page", lambda thing, shell: made.add(thing.brief.path[:-5]) or page(thing, shell))
    (root / "bib" / "a.bib").write_text(ALONE.replace(old, new), "utf-8")
    Workspace(root).build()
    assert made == expected
    assert is_as_a_first_one(root, tmp_path / "first") == []


BELOW = """@concept{top, label = {Top}}
@concept{mid, label = {Mid}, broader = {top}}
@concept{low, label = {Low}, broader = {mid}}
@concept{aside, label = {Aside}, broader = {top}}
@claim{m1, statement = {M1}, concepts = {mid}}
""" + "".join(f"@claim{{l{n}, statement = {{L{n}}}, concepts = {{low}}}}\n" for n in range(4))
OF_BELOW = [  # what is done to it, one after the other
    ("{L0}", "{Z0}"),  # which is shown
    ("{L3}", "{A3}"),  # which is not, though it would come first
    ("{m1,", "{m2, statement = {M2}, concepts = {mid}}\n@claim{m1,"),  # nearer than others
    ("{M1}, concepts = {mid}", "{M1}, concepts = {top}"),  # its own
    ("broader = {mid}", "broader = {aside}"),  # as far away
    ("label = {Top}", "label = {Top}, broader = {low}"),  # in a circle
    ("{M2}, concepts = {mid}", "{M2}, concepts = {mid, low, top}"),
    ("@concept{aside, label = {Aside}, broader = {top}}\n", ""),  # between them
]


def test_a_concept_shows_the_nearest_claims_below_it_as_they_are(tmp_path, monkeypatch):
    for module in (reach, concept, markup):
        monkeypatch.setattr(module, "MOST", 3)
    root, text = empty(tmp_path), BELOW
    for old, new in [("", ""), *OF_BELOW]:
        assert old in text, old
        text = text.replace(old, new, 1)
        (root / "bib" / "a.bib").write_text(text, "utf-8")
        assert is_as_a_first_one(root, tmp_path / "first") == [], old


KINDS = [
    "plan",
    "base/",
    "tables/given",
    "tables/beside",
    "gists/",
    "rows/",
    "blocks/curated",
    "blocks/said",
    "blocks/shares",
    "curated/",
    "across/",
    "words/",
    "pieces/",
    "columns/",
    "glances/",
    "pages/",
]
DAMAGES = [lambda path: path.write_bytes(b""), lambda path: path.write_bytes(path.read_bytes()[:-1]), lambda path: path.unlink()]


@pytest.mark.parametrize("seed", range(len(KINDS)), ids=KINDS)
def test_what_was_left_is_damaged(root, tmp_path, seed):
    """After a loss of power files may be short or gone: what they belong to is made again."""
    rng, number = random.Random(seed), 1
    if KINDS[seed] == "tables/beside":  # which a second build leaves
        an_entry_comes(rng, root)
        Workspace(root).build()
        number = 2
    of_kind = f"-{number}/{KINDS[seed]}"
    left = [p for p in sorted((root / ".kg").rglob("*")) if p.is_file() and of_kind in p.as_posix() and p.stat().st_size]
    DAMAGES[seed % len(DAMAGES)](rng.choice(left))
    an_entry_comes(rng, root)
    assert is_as_a_first_one(root, tmp_path / "first") == []


KILLED = """
import sys
from kg import Workspace, blocks, build, conclusions, graph, library, workspace
workspace.LARGE, workspace.processors, graph.ON_SHELF, blocks.ONE_IN, library.ALONE = 0, lambda: 1, 4, 3, 10_000
print("go", flush=True)
Workspace(sys.argv[1]).build()
"""


def test_a_build_killed_at_any_moment_is_made_good_by_the_next(tmp_path, monkeypatch):
    for name, lines in LINES.items():  # another process knows of no other number
        monkeypatch.setattr(parts, name, lines)
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
