"""The page of each thing, by its kind."""

from __future__ import annotations

from collections.abc import Callable

from kg.web import agents, claim, concept, study, work
from kg.web.edition import SiteInput
from kg.web.facts import Page
from kg.web.sections import Rendered
from kg.web.shell import Shell

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
    """The page of a thing as UTF-8 HTML: a function of its facts, the briefs within its reach, and what all pages share."""
    kind = thing.brief.kind
    made = _KINDS[kind](thing, shell.site)
    body = made.body.replace(f' href="../{kind}/', ' href="')  # no link to one of its kind need leave the folder
    return shell.page(thing.brief.path, kind, made.title, body, made.head)
