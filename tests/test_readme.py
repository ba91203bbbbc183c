"""README.md does what it says: every block of commands is run, as written and in order, in a copy of the checkout.

A block marked ```sh is run by bash, one marked ```python by Python; a block with any other mark is not. Each command must exit 0, or with the number in a comment at
the end of its line: `kg check  # exits 1`. `make …` is only asked whether it knows its targets (they are what runs these tests), and
`pip install` is left to test_wheel.py (a test has no network).
"""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import NamedTuple

import pytest

from tests.paths import BIN, REPO, copy_checkout, user_environment

_BLOCK = re.compile(r"^(?P<indent>[ \t]*)```sh[ \t]*\n(?P<body>.*?)^[ \t]*```[ \t]*$", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXITS = re.compile(r"#.*\bexits (\d+)")
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1")


class Command(NamedTuple):
    line: int  # in README.md
    text: str
    exits: int


def commands(body: str, line: int) -> list[Command]:
    """The commands of one block: a line, with those that a backslash, an open quote or a here-document adds to it."""
    found: list[Command] = []
    lines = body.splitlines()
    at = 0
    while at < len(lines):
        start, text = at, lines[at]
        at += 1
        while at < len(lines) and incomplete(text):
            text += "\n" + lines[at]
            at += 1
        if text.strip() and not text.lstrip().startswith("#"):
            exits = _EXITS.search(text)
            found.append(Command(line + start, text, int(exits[1]) if exits else 0))
    return found


def incomplete(text: str) -> bool:
    heredoc = _HEREDOC.search(text)
    if heredoc:
        return heredoc[2] not in [line.strip() for line in text.splitlines()[1:]]
    if text.endswith("\\"):
        return True
    try:
        shlex.split(text, comments=True)
    except ValueError:  # an open quote
        return True
    return False


def script(block: list[Command]) -> str:
    """One bash script for the block, so that `cd` and variables last; it stops at the first surprise."""
    steps = []
    for command in block:
        text = command.text
        if re.match(r"\s*make\b", text):
            text = re.sub(r"\bmake\b", "make -n", text, count=1) + "\n"
        elif re.search(r"\bpip3? install\b", text):
            continue
        report = shlex.quote(f"README.md:{command.line}: {command.text}")
        steps.append(f'{text}\n__status=$?; [ $__status -eq {command.exits} ] || {{ echo {report} "exits $__status" >&2; exit 99; }}')
    return "\n".join(steps)


def blocks() -> list[list[Command]]:
    text = (REPO / "README.md").read_text(encoding="utf-8")
    return [commands(m["body"], text.count("\n", 0, m.start("body")) + 1) for m in _BLOCK.finditer(text)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("kg build\n# a comment\n\nkg check  # exits 1\n", [("kg build", 0), ("kg check  # exits 1", 1)]),
        ("kg query \\\n  -F csv\n", [("kg query \\\n  -F csv", 0)]),
        ("kg query '\nASK {}'\nls\n", [("kg query '\nASK {}'", 0), ("ls", 0)]),
        ("cat > a <<'END'\nit's\nEND\nls\n", [("cat > a <<'END'\nit's\nEND", 0), ("ls", 0)]),
    ],
)
def test_a_block_is_split_into_commands(body, expected):
    assert [(c.text, c.exits) for c in commands(body, 1)] == expected


def test_the_readme_has_commands_to_run():
    assert sum(map(len, blocks())) >= 5


def test_the_commands_run_as_written(tmp_path):
    folder = copy_checkout(tmp_path / "bibkg")
    env = user_environment(tmp_path)
    for block in blocks():
        done = subprocess.run(["bash", "-c", script(block)], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr + done.stdout
    for code in _PYTHON.findall((REPO / "README.md").read_text(encoding="utf-8")):
        done = subprocess.run([BIN / "python", "-c", code], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
