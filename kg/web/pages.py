"""The page of each thing, by its kind."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from kg import iri
from kg.web import agents, claim, concept, study, work
from kg.web.edition import SiteInput
from kg.web.facts import Page
from kg.web.sections import Rendered, from_pages
from kg.web.shell import Shell

LISTS = {
    "work": "Works",
    "claim": "Claims",
    "concept": "Concepts",
    "keyword": "Keywords",
    "person": "People",
    "organization": "Organizations",
    "venue": "Venues",
    "study": "Studies",
}
_KINDS: dict[str, Callable[[Page, SiteInput], Rendered]] = {
    "work": work.work,
    "claim": claim.claim,
    "concept": concept.concept,
    "keyword": concept.concept,
    "person": agents.person,
    "organization": agents.person,
    "venue": agents.venue,
    "study": study.study,
}


def page(thing: Page, shell: Shell) -> bytes:
    """The page of a thing as UTF-8 HTML."""
    kind = thing.brief.kind
    made = _KINDS[kind](thing, shell.site)
    values = {"title": made.title, "list": LISTS[kind], "on_map": _on_map(thing), **made.values}
    body = shell.body(made.template, values)
    return shell.page(thing.brief.path, kind, made.title, body, made.head)


def _on_map(thing: Page) -> str:
    """The address that shows a thing on the map, for those that stand in an argument."""
    argued = thing.brief.kind == "claim" or thing.fragments("kg:EvidenceLine") or from_pages(thing, "schema:about")
    return iri.href("index.html", thing.brief.path) + f"#focus={quote(thing.brief.path.removesuffix('.html'), safe='/~')}" if argued else ""
