"""Evidence lines as pages show them: who takes what stance on what, where, and on whose word.

First-hand lines (read in the source itself) and second-hand ones (as another work reports it) never mix.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kg import terms
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.facts import Node, Page
from kg.web.markup import HEAVIEST, NOTHING, Html, esc, items, join, quotation
from kg.web.sections import value

COLLECTIVE = "Named together for several statements; which work supports which is not said."
TOGETHER = "Named together with others for several statements."
_RANGE = re.compile(r"(?<=\w)--?(?=\w)")
HEDGED = terms.term("kg:Hedged")
JOINT = terms.term("kg:Collective")


class Line(NamedTuple):
    """One evidence line as one page shows it."""

    stance: str  # IRI term
    order: tuple[str, ...]
    html: Html
    second: bool
    collective: bool
    by_study: bool = False


def lines_of(page: Page) -> list[Node]:
    """The evidence lines that a page owns or is named in."""
    return page.fragments("kg:EvidenceLine")


def place(node: Node) -> str:
    """Where in the source a line stands: `page 5`, `pages 5–7`, or as it was written."""
    locator = node.one("kg:pinpoint")
    if "-" in locator:
        locator = _RANGE.sub("–", locator)
    name = node.one("kg:pinpointLabel")
    if not locator or name in ("", "other"):
        return locator
    several = "–" in locator or "," in locator
    return f"{name}{'s' if several and not name.endswith('s') else ''} {locator}"


def from_claim(node: Node, site: SiteInput) -> Line:
    """An evidence line as its claim or concept shows it: who takes the stance."""
    term = node.link("kg:source")
    source, study = site.facts.brief(term), site.links[node.link("kg:study")]
    if source is None:
        return _line(node, esc(in_words(term)), "", _inside("in the study ", study), site)
    return _line(node, site.titles[source.iri], source.label, _inside("in the study ", study), site)


def from_source(node: Node, site: SiteInput, *, on_study: bool = False) -> Line | None:
    """An evidence line as its source shows it: what the stance is on; None where it is on nothing that has a page."""
    on = site.facts.brief(node.link("kg:claim") or node.link("kg:concept"))
    if on is None:
        return None
    study = NOTHING if on_study else site.links[node.link("kg:study")]
    return _line(node, site.links[on.iri], on.label, _inside("by the study ", study), site, by_study=bool(study))


def _inside(words: str, study: Html) -> list[str]:
    return [words + study] if study else []


def reported(nodes: Iterable[Node], site: SiteInput) -> Html:
    """Second-hand lines as the reporting work shows them: whose stance it reports, and on what."""
    found: dict[tuple[str, str, str, str], list[Line]] = defaultdict(list)  # label and IRI of the source, stance, verb
    for node in nodes:
        on = site.facts.brief(node.link("kg:claim") or node.link("kg:concept"))
        source = site.facts.brief(node.link("kg:source"))
        if on and source:
            line = _line(node, site.links[on.iri], on.label, [], site, told=False)
            found[source.label.casefold(), source.iri, line.stance, active(site)(line.stance)].append(line)
    blocks = []
    for key in sorted(found):
        lines = sorted(found[key], key=lambda x: x.order)
        apart = not all(x.collective for x in lines)  # only some of them: each says so
        told = items([Html(x.html + (_TOGETHER if apart and x.collective else "")) for x in lines], "", heaviest=2 * HEAVIEST)
        blocks.append(Html(f"{site.links[key[1]]} <i>{esc(key[3])}</i>{told}{'' if apart else _TOGETHER}"))
    return items(blocks, "lines second told", heaviest=2 * HEAVIEST)


_TOGETHER = f'<span class="how">{TOGETHER}</span>'


def between_claims(node: Node, site: SiteInput, here: str) -> tuple[bool, Line] | None:
    """A line between two claims as the claim `here` shows it, and whether `here` is the one that takes the stance."""
    takes = node.link("kg:sourceClaim") == here
    other = site.facts.brief(node.link("kg:claim") if takes else node.link("kg:sourceClaim"))
    return (takes, _line(node, site.links[other.iri], other.label, [], site)) if other else None


def _line(node: Node, head: Html, label: str, inside: list[str], site: SiteInput, *, told: bool = True, by_study: bool = False) -> Line:
    """A line: what it is on or who takes it, then in what words it is qualified. `told`: whether it says who reports it."""
    said = " · ".join([*inside, *_marks(node, site, told=told)])
    quote = node.one("kg:quote")
    body = head + (f'<span class="how">{said}</span>' if said else "") + (f"<blockquote>{quotation(quote)}</blockquote>" if quote else "")
    collective = JOINT in node.terms("kg:attribution")
    return Line(node.link("kg:stance"), (label, node.iri), Html(body), bool(node.link("kg:accordingTo")), collective, by_study)


def _marks(node: Node, site: SiteInput, *, told: bool) -> list[str]:
    """In what words a line is qualified: place, certainty, reader, reporter."""
    marks: list[str] = []
    if where := place(node):
        marks.append(esc(where))
    if HEDGED in node.terms("kg:certainty"):
        marks.append("put tentatively")
    if coders := node.terms("prov:wasAttributedTo"):
        marks.append(f"read by {join([value(t, site) for t in coders])}")
    if told and (via := site.links[node.link("kg:accordingTo")]):
        marks.append(f"as reported by {via}")
    return marks


def groups(lines: Iterable[Line], site: SiteInput, heading: Callable[[str], str]) -> Html:
    """Lines under a heading for each stance, in the order of the stances; first-hand before second-hand."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.stance].append(line)
    if not found:
        return NOTHING
    known = site.stance_order
    html = [
        _group(term, sorted(found[term], key=lambda x: x.order), site, heading(term))
        for term in sorted(found, key=lambda t: (known.get(t, len(known)), t))
    ]
    return Html("".join(html))


def _group(term: str, lines: list[Line], site: SiteInput, heading: str) -> str:
    look = site.looks.get(term)
    sign = f'<span class="sign" aria-hidden="true">{esc(look.symbol)}</span>' if look else ""
    head = f'<h3>{sign}{esc(sentence_case(heading))} <span class="n">({len(lines)}{_by_study(lines)})</span></h3>'
    first, second = [x for x in lines if not x.second], [x for x in lines if x.second]
    body = _listed(first, "lines") + (_listed(second, "lines second", _apart(first)) if second else "")
    return f'<div class="stance stance-{look.name if look else "other"}">{head}{body}</div>'


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
