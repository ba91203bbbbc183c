"""The data of the search box: everything is in it, the same every time, and no more than there may be."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import unicodedata

import pytest

from kg import iri, resources
from kg.kept import Drawers
from kg.web import pieces, search
from kg.web.catalogue import Catalogue
from kg.web.markup import NOTHING
from kg.web.rows import Row
from kg.web.shell import Shell
from kg.web.whole import Whole, whole
from tests.unit.web_site import edition, files, html

LATE = unicodedata.unidata_version


def data(text: str) -> dict[str, dict]:
    """The kinds in the file, by name, columns split."""
    found = json.loads(text.removeprefix("globalThis.KG_SEARCH=").removesuffix(";\n"))
    return {
        kind["kind"]: {n: v.split("\n") if isinstance(v, str) and n not in ("kind", "title") else v for n, v in kind.items()}
        for kind in found
    }


def literature() -> Whole:
    return whole(edition().facts)


def search_data(literature: Whole) -> str:
    """The file, of things whose rows say nothing."""
    rows = [Row(g.brief.kind, "", term, "", 0, (NOTHING,) * 20, facets=((),) * 20) for term, g in literature.gists.items()]
    made = pieces.pieces(literature.gists, rows, edition())
    shelved = pieces.Shelved([pieces.sums(made, literature.gists.values(), {})], lambda _: made)
    return b"".join(Catalogue(Shell(edition()), shelved, Drawers()).searched()[1]).decode()


def slugs(kind: dict) -> list[str]:
    rotated = kind["kind"] == "person"
    given = kind.get("slug") or [""] * kind["n"]
    return [slug or search.derived(label, rotated=rotated) for slug, label in zip(given, kind["label"], strict=True)]


def test_everything_with_a_page_is_in_it_under_its_address():
    kinds = data(files()["assets/search-data.js"].decode())
    found = {f"{name}/{slug}.html" for name, kind in kinds.items() for slug in slugs(kind)}
    assert found == {g.brief.path for g in literature().gists.values()}
    assert all(len(column) == kind["n"] == kind["total"] for kind in kinds.values() for column in kind.values() if isinstance(column, list))


def test_what_a_work_is_found_by():
    work = data(search_data(literature()))["work"]
    at = work["label"].index("Oxborrow 2012")
    people = data(search_data(literature()))["person"]["label"]
    assert work["text"][at] == "Creative clusters: a new era?"
    assert [people[int(n)] for n in work["people"][at].split()] == ["Lynn Oxborrow"]
    assert work["keys"][at] == "="
    assert slugs(work)[at] == "oxborrow2012"


def test_other_names_and_definitions_are_in_it():
    concept = data(search_data(literature()))["concept"]
    at = concept["label"].index("industrial district")
    assert concept["names"][at].split("\t") == ["Industriedistrikt", "district"]
    assert concept["text"][at] == "Many small firms."
    assert "Clustering gives firms pooled resources." in data(search_data(literature()))["claim"]["label"]


def test_the_most_connected_come_first():
    work = data(search_data(literature()))["work"]
    linked = {g.brief.path: g.linked for g in literature().of_kind("work")}
    order = [linked[f"work/{slug}.html"] for slug in slugs(work)]
    assert order == sorted(order, reverse=True)
    assert order[0] > order[-1]


def test_the_same_whatever_the_order_of_things():
    turned = Whole(dict(reversed(list(literature().gists.items()))))
    assert search_data(turned) == search_data(literature())


def test_it_is_bounded(monkeypatch):
    monkeypatch.setattr(search, "MOST", 2)
    monkeypatch.setattr(search, "LONGEST", 10)
    work = data(search_data(literature()))["work"]
    assert (work["n"], len(work["label"]), work["total"]) == (2, 2, literature().counts["work"])
    assert max(map(len, work["text"])) == 10
    people = data(search_data(literature()))["person"]["n"] + data(search_data(literature()))["organization"]["n"]
    assert {int(n) for line in work.get("people", [""]) for n in line.split()} <= set(range(people))


def test_a_line_stays_a_line():
    gist = next(literature().of_kind("work"))
    odd = gist._replace(brief=gist.brief._replace(detail="A\ttitle\nin two\u2028lines"))
    assert data(search_data(Whole({"x": odd})))["work"]["text"] == ["A title in two lines"]


def test_an_empty_literature_has_a_file():
    assert search_data(Whole({})) == "globalThis.KG_SEARCH=[];\n"


@pytest.mark.parametrize("path", ["index.html", "work/oxborrow2012.html", "work/index.html"])
def test_what_every_page_pays_for_it(path):
    found = re.findall(r'\n<[^\n]*class="search"[^\n]*', html(path))
    assert len(found) == 1
    assert len(found[0]) < 200
    assert f'href="{"" if path.startswith("work/") else "work/"}index.html"' in found[0]


def letters() -> list[str]:
    """Texts with every character that this Python knows: accents of Europe on a Latin letter, marks of other scripts on another one."""
    chars = [c for n in range(0x20, 0x30000) if unicodedata.category(c := chr(n))[0] in "LNMPSZ"]
    chars = [c for c in chars if not ARABIC_ALONE.fullmatch(c)]
    return [f"क{c}" if elsewhere(c) else f"A{c}b {c}" for c in chars]


ARABIC_ALONE = re.compile("[\ufc5e-\ufc63\ufe70-\ufe7f]")  # a mark on a space, or on a line: nothing that a word has


def elsewhere(char: str) -> bool:
    """Whether a character is, or is made of, a mark that only stands on letters of scripts that are not European."""
    last = unicodedata.normalize("NFKD", char)[-1]
    return (unicodedata.category(last)[0] == "M" and not unicodedata.name(last).startswith("COMBINING ")) or last > "\uffff"


TEXTS = ["Saxenian, AnnaLee", "Industrial-Districts & Müller", "Øystein Straße", "C++ C# #x", "Łódź đ æther œuvre ı İstanbul", "ΟΔΥΣΣΕΥΣ ς",
         "O’Neill's", "さか さが", "Дюбуа Й", "संगीत", "السَّلَام", "", "!?", "naïve\u0301 e\u0301 x\u0327\u0301", "ﬁnd ½ ²"]  # fmt: skip


def test_scripts_fold_as_python_does(tmp_path):
    """Every letter, sign and mark, in the engine that node and Chromium share; newer characters than Python's are not asked for."""
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed; tests/browser asks Chromium")
    texts = TEXTS + letters()
    (tmp_path / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    script = (
        "const fs = require('fs'); require('vm').runInThisContext(fs.readFileSync(process.argv[1], 'utf8'));"
        "console.log(JSON.stringify(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')).map(KG_FIND.fold)));"
    )
    command = [node, "-e", script, str(resources.assets_dir() / "find.js"), str(tmp_path / "texts.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    other = [(text, iri.fold(text), found) for text, found in zip(texts, json.loads(done.stdout), strict=True) if iri.fold(text) != found]
    assert other == [], f"{len(other)} differ ({sys.version}, Unicode {LATE})"
