"""The kinds of page that a site has, and one address of each."""

from __future__ import annotations

from pathlib import Path

from kg.iri import KINDS
from tests.browser.reading import pages

STATES = {  # name -> address: the map as it opens, and with something chosen
    "map": "index.html",
    "map, a claim chosen": "index.html#focus=claim/shocks-foster-collaboration",
    "map, only a work's links": "index.html#view=argument&focus=work/saxenian2001silicon&hide=about&only=1",
    "network": "index.html#view=network",
    "timeline, a work chosen": "timeline.html#focus=work/saxenian2001silicon",
    "network, a concept chosen": "index.html#view=network&focus=concept/industry-cluster",
    "query, answered": "query.html#name=evidence-for-claim",
}
ABOUT = (
    "evidence",
    "evidence-works",
    "debates",
    "debates-thin",
    "debates-unowned",
    "missing",
    "vocabulary",
    "quality",
    "downloads",
    "about",
    "timeline",
    "query",
)


def addresses() -> dict[str, str]:
    lists = {f"list of {kind}": f"{kind}/index.html" for kind in KINDS}
    return {**STATES, **lists, **{kind: f"{kind}/*" for kind in KINDS}, **{name: f"{name}.html" for name in ABOUT}}


def one(site: Path, address: str) -> str:
    """The page of an address; of a kind, the one with the most on it."""
    if not address.endswith("*"):
        return address
    mine = [p for p in pages(site) if p.startswith(address[:-1]) and not p.endswith("/index.html")]
    return max(mine, key=lambda p: ((site / p).stat().st_size, p))
