"""The same files make the same bytes: whatever the hash seed, locale, time zone, folder, and order on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import EXPORTS
from tests.paths import REPO

SURROUNDINGS = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC", "LANG": "C", "COLUMNS": "80"},
    {"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "COLUMNS": "200"},
)
MORE = {  # beside the shipped files: odd keys, equal names in several spellings, faults
    "bib/odd.bib": "@book{Müller:2001/é, title = {É}, keywords = {SME networks}}\n@book{a b, title = {B}, keywords = {sme network}, author = {Doe, Jane}}\n"
    "@book{Index, author = {DOE, Jane}, title = {C}, cites = {a b, index, gone}}\n@book{index, title = {D}}\n",
    "bib/faulty.bib": "@book{broken, title = {A, year = 1998\n}\n@article{x, titel = {B}, year = {in press}, journal = {HBR}}\n@misc{y, title = {Y}, url = {javascript:x}}\n",
    "bib/sub/more.bib": "@article{z, title = {Z}, journal = {Hbr}, author = {van Beethoven, Ludwig and others}}\n",
}


DRIVER = f"""
import io, sys, contextlib, pathlib
from kg.cli import main
where = sys.argv[1:]
folder = pathlib.Path(where[-1] if where else ".")
def kg(*arguments):
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()) as out:
        main([*where, "-q", *arguments], standalone_mode=False)
    return out.getvalue()
kg("build", "-o", str(folder / "made"))
for form in {EXPORTS}:
    kg("export", form, "-o", str(folder / f"export.{{form}}"))
(folder / "problems").write_bytes(kg("check").encode())
"""


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The same workspace twice, in other surroundings: (site, exports, problems) of each."""
    files = {f"bib/{path.name}": path.read_bytes() for path in sorted((REPO / "bib").glob("*.bib"))} | {
        name: text.encode() for name, text in MORE.items()
    }
    files["kg.toml"] = (REPO / "kg.toml").read_bytes()
    results = []
    for number, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path_factory.mktemp(["here", "ein anderer Ordner, tiefer"][number]) / ["w", "x/y/z"][number]
        names = sorted(files, reverse=bool(number))
        for age, name in enumerate(names):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[name])
            os.utime(path, (1_000_000_000 + age * 86_400, 1_000_000_000 + age * 86_400))
        environment = {**os.environ, **surroundings, "PYTHONPATH": str(REPO)}

        cwd = (folder, REPO)[number]
        run = [sys.executable, "-c", DRIVER, *([] if cwd == folder else ["-C", str(folder)])]
        out = subprocess.run(run, cwd=cwd, env=environment, capture_output=True, check=False)
        assert out.returncode == 0, out.stderr.decode()
        exports = {form: (folder / f"export.{form}").read_bytes() for form in EXPORTS}
        results.append((tree(folder / "made"), exports, (folder / "problems").read_bytes()))
    return results


def differing(one, two):
    return [name for name in sorted(one.keys() | two.keys()) if one.get(name) != two.get(name)]


def test_sites_are_the_same_bytes(built):
    assert len(built[0][0]) > 150
    assert differing(built[0][0], built[1][0]) == []


def test_exports_are_the_same_bytes(built):
    assert all(built[0][1].values())
    assert differing(built[0][1], built[1][1]) == []


def test_problems_are_the_same_lines(built):
    assert built[0][2] == built[1][2]
    assert built[0][2].count(b"\n") > 5


def test_nothing_of_the_machine_is_in_a_file(built, tmp_path_factory):
    folder = str(tmp_path_factory.getbasetemp())
    home = str(Path.home())
    for sites, exports, _ in built:
        for name, data in (*sites.items(), *exports.items()):
            if not name.startswith("vendor/"):
                assert folder.encode() not in data, name
                assert str(REPO).encode() not in data, name
                assert len(home) < 6 or home.encode() not in data, name


def test_names_of_files_differ_by_more_than_case(built):
    names = [name.casefold() for name in built[0][0]]
    assert len(set(names)) == len(names)
