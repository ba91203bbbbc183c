"""What is shipped: the wheel works by itself, and nothing in the build files names a registry."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import kg
from tests.paths import REPO, copy_checkout, user_environment


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What the command printed; it must exit 0."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout


def build(target: str, source: Path, to: Path) -> Path:
    """The one wheel or sdist that hatchling makes of `source`; nothing is downloaded."""
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", to, cwd=source)
    (made,) = to.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of the checkout, in which `make vendor` seems to have put a file."""
    folder = copy_checkout(tmp_path_factory.mktemp("checkout") / "bibkg")
    (folder / "kg" / "vendor").mkdir(exist_ok=True)
    (folder / "kg" / "vendor" / "made-by-vendor.js").write_text("// a stand-in\n")
    return folder


@pytest.fixture(scope="module")
def wheel(checkout, tmp_path_factory) -> Path:
    return build("wheel", checkout, tmp_path_factory.mktemp("wheel"))


def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_all_that_the_program_needs(wheel, checkout):
    inside = contents(wheel)
    expected = {f"kg/{p.relative_to(checkout).as_posix()}" for p in (checkout / "ontology").rglob("*.ttl")}
    for folder in ("queries", "web/templates", "web/assets", "starter"):
        files = [p for p in (checkout / "kg" / folder).rglob("*") if p.is_file()]
        assert files, f"kg/{folder} is empty"
        expected |= {p.relative_to(checkout).as_posix() for p in files}
    expected |= {p.relative_to(checkout).as_posix() for p in (checkout / "kg").rglob("*.py")}
    expected |= {"kg/py.typed", "kg/ontology/shapes.ttl", "kg/vendor/made-by-vendor.js"}
    assert sorted(expected - inside) == []


def test_the_wheel_holds_nothing_else(wheel):
    inside = contents(wheel)
    assert {name.partition("/")[0] for name in inside} == {"kg", f"bibkg-{kg.__version__}.dist-info"}
    assert [name for name in inside if re.search(r"tests?/|__pycache__|\.pyc$|node_modules|\.kg/", name)] == []


def test_the_sdist_makes_the_same_wheel(wheel, checkout, tmp_path):
    sdist = build("sdist", checkout, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
        archive.extractall(tmp_path, filter="data")
    tops = {name.split("/")[1] for name in names if "/" in name}
    assert not tops & {"tests", "site", "bib", "node_modules", ".git"}
    again = build("wheel", tmp_path / f"bibkg-{kg.__version__}", tmp_path / "again")
    assert contents(again) == contents(wheel)


def test_the_installed_wheel_works_in_an_empty_folder(wheel, tmp_path):
    venv, folder = tmp_path / "venv", tmp_path / "my literature"
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=tmp_path)
    python = venv / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=tmp_path)
    # The dependencies come from the environment that the tests run in: a path file adds its site-packages after the venv's own,
    # without that environment's own path files, so its editable kg stays out of sight.
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    (site / "dependencies.pth").write_text("\n".join(sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})) + "\n")
    folder.mkdir()
    env = user_environment(tmp_path, PATH=f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}")
    where = run(python, "-c", "import kg.resources as r; print(r.ontology_dir())", cwd=folder, env=env).strip()
    assert Path(where) == site / "kg" / "ontology"
    run("kg", "init", cwd=folder, env=env)
    run("kg", "build", cwd=folder, env=env)
    assert (folder / "site" / "index.html").is_file()
    assert run("kg", "query", "--list", cwd=folder, env=env).strip()
    run("kg", "check", "--strict", cwd=folder, env=env)
    run("kg", "build", "--check", cwd=folder, env=env)


def test_make_has_what_it_promises():
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    for target in ("", "site", "test", "check", "vendor", "bench", "lock", "clean"):
        run("make", "-n", *filter(None, [target]), cwd=REPO)


def test_the_requirements_are_hashed_and_name_no_registry():
    text = (REPO / "requirements.txt").read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash=)", text, re.MULTILINE), "only pins and hashes, no options"
    pins = re.findall(r"^([\w.-]+)==\S+", text, re.MULTILINE)
    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(pins) == len(blocks)
    assert all("--hash=sha256:" in block for block in blocks)
    project = tomllib.loads((REPO / "pyproject.toml").read_text())
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
    ]
    assert {re.match(r"[\w.-]+", w)[0] for w in wanted} <= set(pins), "run: make lock"


def test_the_npm_lock_names_no_registry():
    lock = json.loads((REPO / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package or "integrity" not in package] == []


def test_every_file_states_the_same_version():
    assert re.search(r"^version: (.+)$", (REPO / "CITATION.cff").read_text(), re.MULTILINE)[1] == kg.__version__
    assert f"\n## {kg.__version__}" in (REPO / "CHANGELOG.md").read_text()
