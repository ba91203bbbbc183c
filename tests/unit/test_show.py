"""What `kg show` says of things with many others around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg import Workspace, show


@pytest.fixture
def cited(make_workspace: Callable[..., Path]) -> Workspace:
    """A work that 60 others by one person cite, the last of them for a reason and on a page."""
    others = "".join(
        f"@book{{w{n:02}, title = {{Part {n:02}}}, author = {{Many, Ann}}, year = {1960 + n}, "
        f"{'cito-extends' if n == 0 else 'cites'} = {{old [p. {n + 1}]}}}}\n"
        for n in range(60)
    )
    return Workspace(make_workspace({"bib/a.bib": f"@book{{old, title = {{Old}}, author = {{Elder, Eve}}, year = 1900}}\n{others}"}))


@pytest.mark.parametrize(
    ("key", "heading", "first"),
    [("old", "Cited by (60)", "Many 1960  Part 00  [extends, page 1]"), ("many-ann", "Wrote (60)", "Many 1960  Part 00")],
)
def test_a_long_list_is_folded(cited: Workspace, key: str, heading: str, first: str) -> None:
    (text,) = cited.show(key)
    listed = text.partition(f"\n{heading}\n")[2].partition("\n\n")[0].splitlines()
    assert listed[0] == f"  {first}"
    assert (len(listed), listed[-1]) == (show.FOLD + 1, "  … and 10 more")


def test_a_short_list_is_not(cited: Workspace) -> None:
    (text,) = cited.show("w59")
    assert "\nCites (1)\n  Elder 1900  Old  [page 60]\n" in text
    assert "more" not in text
