"""No page but the home page weighs more than 60 kB: those of the shipped literature, and of one with hubs in it."""

from __future__ import annotations

import pytest

from tests.bench.weights import HOME, gathered, overrun
from tests.paths import REPO
from tests.unit.web_site import files

HUBS = "".join(
    f"@article{{w{n:04}, author = {{Rossi, Anna and Hub, Hugo}}, title = {{On the origins of hidden governance in regional learning, {n}}}, "
    f"journal = {{Journal of Hubs}}, year = {{{1990 + n % 3}}}, publisher = {{Hub Press}}, keywords = {{hub}}, cites = {{w0000}}, "
    f"supports = {{c{n % 200}}}, disputes = {{c{(n + 1) % 200}, nowhere{n}}}}}\n"
    for n in range(1000)
) + "".join(
    f"@claim{{c{n}, statement = {{A comparison of twelve regions suggests that proximity and growth reinforce each other, {n}.}}, "
    f"concepts = {{k}}, claimedin = {{w{n:04}}}, certainty = {{hedged}}, quote = {{As the words on that page have it, word for word, {n}.}}}}\n"
    for n in range(200)
) + "@concept{k, label = {hub; hubs}, definition = {A hub.}}\n"  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> str:
    return "\n".join(f.read_text(encoding="utf-8") for f in sorted((REPO / "bib").glob("*.bib")))


def sizes(bib: str) -> dict[str, int]:
    return {path: len(content) for path, content in files(bib).items() if path.endswith(".html")}


def test_the_pages_of_the_shipped_literature_are_light(shipped):
    found = gathered(sizes(shipped).items())
    assert len(found) > 20
    assert not {kind: most for kind, most in found.items() if overrun(kind, most[1], HOME)}


def test_the_pages_of_hubs_are_light_and_say_where_the_rest_is():
    pages = sizes(HUBS)
    found = gathered(pages.items())
    assert not {kind: most for kind, most in found.items() if overrun(kind, most[1])}
    said = {path: files(HUBS)[path].decode() for path in ("concept/k.html", "venue/journal-of-hubs.html", "work/w0000.html")}
    assert 'more: <a href="../work/index.html#about=hub">in the list of works</a>' in said["concept/k.html"]
    assert 'more: <a href="../work/index.html#venue=Journal+of+Hubs">in the list of works</a>' in said["venue/journal-of-hubs.html"]
    assert "more: <code>kg query citations-of-work -p work=w0000</code>" in said["work/w0000.html"]
