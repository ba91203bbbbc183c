"""The house rules that a program can check (kg/README.md has the order of the rooms)."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.paths import PACKAGE

MODULE_LINES = 350
FUNCTION_LINES = 40  # without its decorators and docstring

# "module:function" -> why it is longer
LONG_FUNCTIONS: dict[str, str] = {}

# "module" -> why it is longer
LONG_MODULES: dict[str, str] = {
    "cli": "one function a verb, and every verb in one place",
    "codes": "a table of sentences, and one place for all of them",
}

# Third-party package -> the only modules that may import it, and whether only inside a function.
ONLY_IN = {
    "bibtexparser": (("bib.",), False),
    "click": (("cli",), False),
    "jinja2": (("web.",), False),
    "pylatexenc": (("bib.",), False),
    "pyvis": (("web.network",), True),
    "rapidfuzz": (("index.tables", "infer.", "likeness."), True),
}
NOT_AT_ALL = {
    "locale": "output would differ between machines",
    "numpy": "layouts would differ between processors",
    "requests": "no network access",
    "urllib.request": "no network access",
    "http.client": "no network access",
    "uuid": "two builds would differ",
    "getpass": "no one's name in a file",
}

# Call -> what is wrong with it.
NOT_CALLED = {
    "time.time": "the clock",
    "time.time_ns": "the clock",
    "time.localtime": "the clock",
    "time.strftime": "the clock and the locale",
    "datetime.now": "the clock",
    "datetime.today": "the clock",
    "datetime.utcnow": "the clock",
    "date.today": "the clock",
    "Path.cwd": "where one stands",
    "Path.home": "who one is",
    "os.getcwd": "where one stands",
    "os.getlogin": "who one is",
    "socket.gethostname": "which machine it is",
    "hash": "differs from run to run; hashlib",
}
# (module, call) -> why it is right there.
REASONED_CALLS: dict[tuple[str, str], str] = {
    ("cache", "time.time"): "whether a file changed so recently that its time says nothing: reaches no file",
}

PRINTS = {"print", "input", "exit", "quit", "sys.exit", "sys.stdout", "sys.stderr", "os._exit"}


# ------------------------------------------------------------------------------------------------ the source


def module_name(path: Path) -> str:
    """The module's name within kg: "bib.split", "web" for web/__init__.py, "" for kg/__init__.py."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    paths = (p for p in PACKAGE.rglob("*.py") if not {"vendor", "starter"} & set(p.relative_to(PACKAGE).parts))
    return {module_name(path): path for path in sorted(paths)}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def in_functions(module: str) -> set[ast.AST]:
    """Every node inside a function."""
    functions = (n for n in ast.walk(tree(module)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return {inner for function in functions for inner in ast.walk(function)}


def imports(module: str) -> Iterator[tuple[str, ast.stmt]]:
    """Every name imported, in full: `from kg.bib import refs` gives "kg.bib.refs"."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}:{node.lineno}: imports are absolute here"
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def imported_modules(module: str) -> set[str]:
    """The modules of kg that this one imports; `from kg.iri import slug` counts as "iri"."""
    found = set()
    for name, _ in imports(module):
        if name.startswith("kg."):
            inner = name.removeprefix("kg.")
            found.add(inner if inner in modules() else inner.rpartition(".")[0])
    return found - {""}  # `from kg import __version__`


def called(node: ast.AST) -> str:
    """The name called or read, with the last name before the dot: `datetime.datetime.now` is "datetime.now"."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = called(node.value).rpartition(".")[2]
        return f"{before}.{node.attr}" if before else ""
    return ""


def under(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


# ------------------------------------------------------------------------------------------------ the rooms


@cache
def tiers() -> dict[str, int]:
    """Room -> its place in the order, as kg/README.md states it: "Imports run one way: `a, b` <- `c` <- …"."""
    text = " ".join((PACKAGE / "README.md").read_text(encoding="utf-8").split())
    stated = re.search(r"Imports run one way: (.+?)\. A test enforces it", text)
    assert stated, "kg/README.md no longer says 'Imports run one way: … A test enforces it.'"
    groups = [re.findall(r"[\w/]+", group) for group in stated[1].split("<-")]
    return {room.rstrip("/"): place for place, group in enumerate(groups) for room in group}


def room(module: str) -> str:
    return module.partition(".")[0]


def test_every_room_has_its_place_in_the_order():
    missing = {room(m) for m in modules()} - {"", "__main__"} - set(tiers())
    assert not missing, f"add to the line 'Imports run one way' in kg/README.md: {sorted(missing)}"
    gone = set(tiers()) - {room(m) for m in modules()}
    assert not gone, f"named in 'Imports run one way' in kg/README.md, but not there: {sorted(gone)}"


def test_every_module_has_its_line_in_the_readme():
    rows = re.findall(r"^\| `([\w/]+)` \|", (PACKAGE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    listed = {row.strip("/").replace("/", ".") for row in rows}
    existing = {m for m in modules() if m and m != "__main__"}
    needed = {m for m in existing if "." not in m} | {m for m in existing if m.startswith("bib.")}
    assert sorted(needed - listed) == [], "modules without a line in the table of kg/README.md"
    assert sorted(listed - existing) == [], "lines in the table of kg/README.md about nothing"


@pytest.mark.parametrize("module", [m for m in modules() if m not in ("", "__main__")])
def test_imports_run_one_way(module):
    place = tiers().get(room(module), 0)
    wrong = sorted(m for m in imported_modules(module) if tiers().get(room(m), 0) > place)
    assert not wrong, f"kg.{module} comes before {wrong} (the order is in kg/README.md)"


def test_no_two_modules_import_each_other():
    graph = {m: sorted(n for n in imported_modules(m) if n in modules()) for m in modules() if m}
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, f"imports in a circle: {' -> '.join((*path, module))}"
        if module not in done:
            for other in graph[module]:
                visit(other, (*path, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_the_package_itself_imports_nothing_at_the_top():
    run = "import sys; before = set(sys.modules); import kg; print(*sorted(set(sys.modules) - before))"
    out = subprocess.run([sys.executable, "-c", run], cwd=PACKAGE.parent, capture_output=True, text=True, check=True)
    assert {name for name in out.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names} == {"kg"}


# ------------------------------------------------------------------------------------------------ sizes


@pytest.mark.parametrize("module", modules())
def test_a_module_is_short(module):
    lines = len(modules()[module].read_text(encoding="utf-8").splitlines())
    if module in LONG_MODULES:
        assert lines > MODULE_LINES, f"kg.{module} is short now: take it off LONG_MODULES"
    else:
        assert lines <= MODULE_LINES, f"kg.{module} has {lines} lines; split it by meaning"


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Its lines from `def` to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_functions_are_short():
    functions = ((m, n) for m in modules() for n in ast.walk(tree(m)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    long = {f"{module}:{f.name}": length(f) for module, f in functions if length(f) > FUNCTION_LINES}
    unexpected = {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS}
    assert not unexpected, f"functions of more than {FUNCTION_LINES} lines; split them by meaning"
    assert not set(LONG_FUNCTIONS) - set(long), "short now: take them off LONG_FUNCTIONS"


# ------------------------------------------------------------------------------------------------ who may do what


@pytest.mark.parametrize("module", [m for m in modules() if m not in ("cli", "__main__")])
def test_only_cli_prints_and_exits(module):
    nodes = list(ast.walk(tree(module)))
    used = {(name, n.lineno) for n in nodes if isinstance(n, ast.Name | ast.Attribute) and (name := called(n)) in PRINTS}
    raised = {("SystemExit", n.lineno) for n in nodes if isinstance(n, ast.Name) and n.id == "SystemExit"}
    assert not used | raised, f"kg.{module} prints or exits; only kg.cli does"


@pytest.mark.parametrize("module", modules())
def test_a_third_party_package_stays_in_its_room(module):
    inner = in_functions(module)
    for name, node in imports(module):
        package = name.partition(".")[0]
        rooms, lazily = ONLY_IN.get(package, ((), False))
        where = f"kg.{module}:{node.lineno} imports {package}"
        assert package not in ONLY_IN or any(
            module + "." == r or module == r or (r.endswith(".") and module.startswith(r)) for r in rooms
        ), f"{where}; only {rooms} may"
        assert not lazily or node in inner, f"{where} at the top; only inside a function"


@pytest.mark.parametrize("module", modules())
def test_nothing_unsteady_is_imported(module):
    wrong = {f"{name}: {why}" for name, _ in imports(module) for banned, why in NOT_AT_ALL.items() if under(name, banned)}
    assert not wrong


@pytest.mark.parametrize("module", modules())
def test_no_clock_and_no_place(module):
    calls = [(called(n.func), n.lineno) for n in ast.walk(tree(module)) if isinstance(n, ast.Call)]
    wrong = [f"line {line}: {c}: {NOT_CALLED[c]}" for c, line in calls if c in NOT_CALLED and (module, c) not in REASONED_CALLS]
    assert not wrong, f"kg.{module}: give a reason in REASONED_CALLS, or do without"


def test_every_reasoned_call_is_still_made():
    made = {(m, called(n.func)) for m in modules() for n in ast.walk(tree(m)) if isinstance(n, ast.Call)}
    assert not set(REASONED_CALLS) - made


@pytest.mark.parametrize("module", modules())
def test_no_absolute_path(module):
    texts = [n.value for n in ast.walk(tree(module)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    wrong = [text for text in texts if re.match(r"(/(home|root|tmp|usr|etc|var|Users)/|[A-Z]:\\)", text)]
    assert not wrong


# ------------------------------------------------------------------------------------------------ what a query loads


def loaded_by(*arguments: str) -> set[str]:
    """The top-level modules that `kg ARGUMENTS` loads."""
    code = (
        "import json, sys\n"
        "from kg.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})), file=sys.stderr)\n"
    )
    out = subprocess.run([sys.executable, "-c", code, *arguments], cwd=PACKAGE.parent, capture_output=True, text=True, check=False)
    assert out.returncode == 0, out.stderr
    return set(json.loads(out.stderr.splitlines()[-1]))


def test_a_query_on_a_warm_store_loads_little(make_workspace):
    folder = make_workspace({"bib/a.bib": "@book{a,\n  author = {Porter, Michael},\n  title = {A},\n  year = 1990\n}\n"})
    question = ("-C", str(folder), "query", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    loaded_by(*question)
    heavy = {"pyvis", "rdflib", "bibtexparser", "jinja2", "IPython", "networkx"}
    assert not loaded_by(*question) & heavy


def test_help_loads_nothing_heavy():
    heavy = {"pyvis", "rdflib", "bibtexparser", "jinja2", "IPython", "networkx", "pyoxigraph", "sqlite3"}
    assert not loaded_by("--help") & heavy


def test_a_question_does_not_wait_for_what_reads_a_bibliography():
    """`kg query` on a store that is fresh imports neither the readers nor the site."""
    late = ["kg.parts", "kg.library", "kg.graph", "kg.build", "kg.web"]
    run = f"import sys, kg.cli, kg.workspace; print(*[name for name in {late} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
