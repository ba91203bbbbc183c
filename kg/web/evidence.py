"""Evidence lines as pages show them: who takes what stance on what, where, and on whose word.

First-hand lines (read in the source itself) and second-hand ones (as another work reports it) never mix.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from kg import terms
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.facts import Brief, Node, Page
from kg.web.markup import esc, items, join, link, quotation, safe

COLLECTIVE = "Named together for several statements; which work supports which is not said."
TOGETHER = "Named together with others for several statements."
HEDGED = terms.term("kg:Hedged")
JOINT = terms.term("kg:Collective")


class Line(NamedTuple):
    """One evidence line as one page shows it."""

    stance: str  # IRI term
    order: tuple[str, ...]
    html: Markup
    second: bool
    collective: bool
    by_study: bool = False


def lines_of(page: Page) -> list[Node]:
    """The evidence lines that a page owns or is named in."""
    return page.fragments("kg:EvidenceLine")


def place(node: Node) -> str:
    """Where in the source a line stands: `page 5`, `pages 5–7`, or as it was written."""
    locator = re.sub(r"(?<=\w)--?(?=\w)", "–", node.one("kg:pinpoint"))
    name = node.one("kg:pinpointLabel")
    if not locator or name in ("", "other"):
        return locator
    several = "–" in locator or "," in locator
    return f"{name}{'s' if several and not name.endswith('s') else ''} {locator}"


def from_claim(node: Node, site: SiteInput) -> Line:
    """An evidence line as its claim or concept shows it: who takes the stance."""
    source, study = site.facts.brief(node.link("kg:source")), site.facts.brief(node.link("kg:study"))
    head = link(source) if source else escape(in_words(node.link("kg:source")))
    if source and source.detail:
        head += safe(f' <span class="t">{esc(source.detail)}</span>')
    inside = Markup("in the study ") + link(study) if study else Markup("")
    order = (source.label, node.iri) if source else ("", node.iri)
    return _line(node, head, order, [inside, *_how(node, site)])


def from_source(node: Node, site: SiteInput, *, on_study: bool = False) -> Line | None:
    """An evidence line as its source shows it: what the stance is on; None where it is on nothing that has a page."""
    on = site.facts.brief(node.link("kg:claim") or node.link("kg:concept"))
    if on is None:
        return None
    study = None if on_study else site.facts.brief(node.link("kg:study"))
    inside = Markup("by the study ") + link(study) if study else Markup("")
    return _line(node, link(on), (on.label, node.iri), [inside, *_how(node, site)])._replace(by_study=study is not None)


def reported(nodes: Iterable[Node], site: SiteInput) -> Markup:
    """Second-hand lines as the reporting work shows them: whose stance it reports, and on what."""
    found: dict[tuple[Brief, str], list[Line]] = defaultdict(list)
    for node in nodes:
        on = site.facts.brief(node.link("kg:claim") or node.link("kg:concept"))
        source = site.facts.brief(node.link("kg:source"))
        if on and source:
            line = _line(node, link(on), (on.label, node.iri), _marks(node, site))
            found[source, active(site)(line.stance)].append(line)
    order = sorted(found, key=lambda x: (x[0].label.casefold(), x[0].iri, found[x][0].stance))
    blocks = []
    for source, verb in order:
        lines = sorted(found[source, verb], key=lambda x: x.order)
        apart = not all(x.collective for x in lines)  # only some of them: each says so
        told = items([x.html + _together(apart and x.collective) for x in lines], "")
        blocks.append(link(source) + Markup(" <i>{}</i>").format(verb) + told + _together(not apart))
    return items(blocks, "lines second told")


def _together(shown: bool) -> Markup:
    return Markup('<span class="how">{}</span>').format(TOGETHER) if shown else Markup("")


def between_claims(node: Node, site: SiteInput, here: str) -> tuple[bool, Line] | None:
    """A line between two claims as the claim `here` shows it, and whether `here` is the one that takes the stance."""
    takes = node.link("kg:sourceClaim") == here
    other = site.facts.brief(node.link("kg:claim") if takes else node.link("kg:sourceClaim"))
    return (takes, _line(node, link(other), (other.label, node.iri), _how(node, site))) if other else None


def _line(node: Node, head: Markup, order: tuple[str, ...], how: Iterable[str]) -> Line:
    said = join([h for h in how if h], " · ")
    body = head + safe(f'<span class="how">{said}</span>') if said else head
    if quote := node.one("kg:quote"):
        body += safe(f"<blockquote>{quotation(quote)}</blockquote>")
    collective = JOINT in node.terms("kg:attribution")
    return Line(node.link("kg:stance"), order, body, bool(node.link("kg:accordingTo")), collective)


def _how(node: Node, site: SiteInput) -> list[str]:
    """In what words a line is qualified: place, reporter, certainty, reader."""
    via = site.facts.brief(node.link("kg:accordingTo"))
    reported = [Markup("as reported by ") + link(via)] if via else []
    return [*_marks(node, site), *reported]


def _marks(node: Node, site: SiteInput) -> list[str]:
    coders = [link(b) if (b := site.facts.brief(t)) else escape(terms.value(t)) for t in node.terms("prov:wasAttributedTo")]
    return [
        place(node),
        "put tentatively" if HEDGED in node.terms("kg:certainty") else "",
        Markup("read by ") + join(coders) if coders else "",
    ]


def groups(lines: Iterable[Line], site: SiteInput, heading: Callable[[str], str]) -> Markup:
    """Lines under a heading for each stance, in the order of the stances; first-hand before second-hand."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.stance].append(line)
    known = {term: n for n, term in enumerate(site.looks)}
    html = [
        _group(term, sorted(found[term], key=lambda x: x.order), site, heading(term))
        for term in sorted(found, key=lambda t: (known.get(t, len(known)), t))
    ]
    return Markup("").join(html)


def _group(term: str, lines: list[Line], site: SiteInput, heading: str) -> Markup:
    look = site.looks.get(term)
    sign = f'<span class="sign" aria-hidden="true">{esc(look.symbol)}</span>' if look else ""
    head = f'<h3>{sign}{esc(sentence_case(heading))} <span class="n">({len(lines)}{_by_study(lines)})</span></h3>'
    first, second = [x for x in lines if not x.second], [x for x in lines if x.second]
    body = _listed(first, "lines") + (_listed(second, "lines second", _apart(first)) if second else "")
    return safe(f'<div class="stance stance-{look.name if look else "other"}">{head}{body}</div>')


def _by_study(lines: list[Line]) -> str:
    """How many of a work's lines its study takes; the map draws them from the study."""
    count = sum(x.by_study for x in lines)
    return "" if not count else ", through its study" if count == len(lines) else f", {count} of them through its study"


def _apart(first: list[Line]) -> str:
    return "<h4>At second hand</h4>" if first else '<h4 class="only">All at second hand</h4>'


def _listed(lines: list[Line], css: str, title: str = "") -> str:
    if not lines:
        return ""
    note = f'<p class="note">{COLLECTIVE}</p>' if any(x.collective for x in lines) else ""
    marked = [f"<li{' class=joint' if x.collective and note else ''}>{x.html}</li>" for x in lines]
    return f'{title}<ul class="{css}">{"".join(marked)}</ul>{note}'


def inverse(site: SiteInput) -> Callable[[str], str]:
    """How a stance is called from the claim's side: `supported by`."""
    return lambda term: site.looks[term].inverse if term in site.looks else in_words(term)


def active(site: SiteInput) -> Callable[[str], str]:
    """How a stance is called from the source's side: `supports`."""
    return lambda term: site.looks[term].label if term in site.looks else in_words(term)
