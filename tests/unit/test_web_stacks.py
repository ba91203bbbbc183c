"""What is noted of the pages that a build leaves, and of their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import files, kept
from kg.web.stacks import Left

PAGES = {
    "work/a.html": ((5, 1_700_000_000_000_000_001), kept.marks(["<a>", "<b>"])),
    "work/é.html": (files.MISSING, b""),
    "work/z.html": ((2**33, 0), kept.marks(["<b>", "<c>"])),
}


def test_what_is_noted_of_pages_comes_back() -> None:
    assert Left.of(PAGES).pages() == PAGES
    assert Left.of(PAGES).names() == list(PAGES)
    assert Left.of({}).pages() == {}
    assert Left.of({}).names() == []


@pytest.mark.parametrize("more", [0, 2 * kept.FEW])
def test_pages_that_may_ask_for_what_has_changed(more: int) -> None:
    def meeting(*texts: str) -> set[str]:
        return Left.of(PAGES).meeting(frozenset(map(kept.mark, (*texts, *(f"none{n}" for n in range(more))))))

    assert meeting() == set()
    assert meeting("<a>") == {"work/a.html"}
    assert meeting("<b>") == {"work/a.html", "work/z.html"}
    assert meeting("<c>", "<d>") == {"work/z.html"}


def test_pages_that_are_not_as_they_were_left(tmp_path: Path) -> None:
    for name in "abcd":
        assert files.put(tmp_path, f"work/{name}.html", b"<html>")
    left = Left.of({f"work/{name}.html": (files.look(f"{tmp_path}/work/{name}.html"), b"") for name in "abcd"})
    assert left.spoilt(tmp_path) == set()
    (tmp_path / "work" / "a.html").write_bytes(b"<html> ")
    (tmp_path / "work" / "b.html").unlink()
    (tmp_path / "work" / "c.html").rename(tmp_path / "c.html")
    (tmp_path / "work" / "c.html").symlink_to(tmp_path / "c.html")
    assert left.spoilt(tmp_path) == {"work/a.html", "work/b.html", "work/c.html"}


def test_how_a_file_looks_when_it_is_written(tmp_path: Path) -> None:
    place = f"{tmp_path}/work/a.html"
    differs, new = files.placed(tmp_path, "work/a.html", b"<html>")
    assert (differs, new) == (True, files.look(place))
    assert files.placed(tmp_path, "work/a.html", b"<html>") == (False, new)
    files.open_stage(tmp_path)
    differs, staged = files.placed(tmp_path, "work/a.html", b"<html><body>")
    assert (differs, files.look(place)) == (True, new)
    files.move(tmp_path, ())
    assert files.look(place) == staged


def test_a_folder_tells_that_a_file_came_or_went(tmp_path: Path) -> None:
    files.put(tmp_path, "work/a.html", b"<html>")
    before = files.touched(tmp_path, files.FOLDERS)
    assert before["work"] > 0
    assert before["claim"] == 0
    (tmp_path / "work" / "a.html").write_bytes(b"<html> ")
    assert files.touched(tmp_path, files.FOLDERS) == before
    (tmp_path / "work" / "b.html").write_bytes(b"")
    assert files.touched(tmp_path, files.FOLDERS) != before
    assert set(files.names(tmp_path)) == {"work/a.html", "work/b.html"}
