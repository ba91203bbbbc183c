"""The page of the timeline: the drawing, its legend, and all it says as a table beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest

from kg import iri
from kg.memory import Recall, afresh
from kg.schema import Stance
from kg.web import axis, example
from kg.web.arcs import FEW, Drawing, drawing
from kg.web.chronicle import CITED, DRAWN, FOUND, HOW, Arrival, Chronicle, Dated, Tie, chronicle
from kg.web.edition import in_words, plural, sentence_case
from kg.web.glances import Sight
from kg.web.markup import Html, esc, join, link, safe
from kg.web.shell import Shell
from kg.web.svg import sample
from kg.web.whole import Whole

PATH = "timeline.html"
NAMED = (60, 5)  # works or concepts that a line of the table names: of few works, and of more
CONCEPTS = 90  # concepts in the drawing: those that most speak of
HEAD = '<link rel="stylesheet" href="assets/timeline.css">\n<script defer src="assets/timeline.js"></script>'

Named = Callable[[Iterable[str]], Html]


def timeline(shell: Shell, sight: Sight, recall: Recall = afresh, argued: str = "", since: str = "") -> Iterator[tuple[str, bytes]]:
    """The page of the timeline; see `chronicle`."""
    told = chronicle(sight, shell.site.stances, recall, argued, since)
    values = _context(told, sight.apart, sorted(shell.site.stances, key=lambda s: s.order))
    yield PATH, shell.page(PATH, "timeline", "Timeline", shell.body(PATH, values), HEAD, css="timeline")


def _context(told: Chronicle, whole: Whole, looks: Sequence[Stance]) -> dict[str, object]:
    drawn = drawing(told, _labels(told, whole))
    many = told.total > DRAWN and bool(told.per_year)
    counts = f"{plural(sum(told.per_year.values()), 'work')} by year"
    return {
        "total": told.total,
        "part": f"{len(told.works):,} of {told.total:,}" if told.total > len(told.works) else "",
        "listed": f"{len(told.listed):,} of {told.total:,}" if told.total > len(told.listed) else "",
        "svg": safe(axis.draw(drawn, looks, "Timeline of works", _said(told, drawn), _link)) if told.works else "",
        "legend": [(safe(mark), words, n) for mark, words, n in _legend(drawn, looks)],
        "left_out": f"{drawn.left_out:,}" if drawn.left_out else "",
        "concepts": any(p.pills for p in drawn.places),
        "second": any(a.tie.second_hand for a in drawn.arcs) or any(pill.second_hand for p in drawn.places for pill in p.pills),
        "gaps": bool(drawn.gaps),
        "rows": safe("".join(_rows(told, whole, looks))),
        "bars": safe(axis.histogram(told.per_year, counts)) if many else "",
        "spans": list(axis.spans(told.per_year)) if many else [],
        "undated": told.undated,
        "plural": plural,
        "example": "" if told.works else example.entries(whole.tally),
    }


def _link(path: str) -> str:
    return iri.href(path, PATH)


def _labels(told: Chronicle, whole: Whole) -> dict[str, tuple[str, str]]:
    """Label and path of the concepts to draw."""
    shown = {w.id for w in told.works}
    there = {a.concept for a in told.arrivals if a.work in shown}
    gists = {c: whole.gist(c) for c in there}
    chosen = nsmallest(CONCEPTS, there, key=lambda c: (-gists[c].linked, c))
    return {c: (gists[c].brief.label, gists[c].brief.path) for c in chosen}


def _said(told: Chronicle, drawn: Drawing) -> str:
    """What the drawing shows, in a sentence or two."""
    years = [w.year for w in told.works if w.year is not None]
    span = f" from {min(years)} to {max(years)}" if years else ""
    links = Counter(a.tie.look for a in drawn.arcs)
    counts = ", ".join(f"{in_words(look)} {n}" for look, n in sorted(links.items()))
    return f"{plural(len(told.works), 'work')}{span}. Links by kind: {counts or 'none'}. The table that follows says the same in words."


def _legend(drawn: Drawing, looks: Sequence[Stance]) -> Iterable[tuple[str, str, int]]:
    used = Counter(a.tie.look for a in drawn.arcs)
    plain = {CITED: "cites", FOUND: "cites, as the program found in its reference list"}
    yield from ((sample(look, ""), words, used[look]) for look, words in plain.items() if used[look])
    yield from ((sample(s.name, s.arrow), s.label, used[s.name]) for s in looks if used[s.name])


# ------------------------------------------------------------------------------------------------ the table


def _rows(told: Chronicle, whole: Whole, looks: Sequence[Stance]) -> Iterator[str]:
    out: dict[str, list[Tie]] = defaultdict(list)
    into: dict[str, list[Tie]] = defaultdict(list)
    first: dict[str, list[Arrival]] = defaultdict(list)
    for t in told.ties:
        out[t.start].append(t)
        into[t.end].append(t)
    for a in told.arrivals:
        first[a.work].append(a)
    shown = {w.id for w in told.works}
    named = _namer(whole, NAMED[told.total > FEW])
    for w in told.listed:
        lines = [
            *_cites(w, out[w.id], named),
            *_stances(out[w.id], looks, whole, named),
            *_disputed(into[w.id], looks, named),
            *_firsts(first[w.id], whole, named),
        ]
        said = "".join(f"<li>{line}" for line in lines)
        mark = f' data-id="{esc(w.brief.path.removesuffix(".html"))}"' if w.id in shown else ""
        title = f' <span class="t">{esc(w.brief.detail)}</span>' if w.brief.detail else ""
        year = w.year if w.year is not None else "undated"
        listing = f"<ul>{said}</ul>" if said else ""
        yield f'<tr{mark}><td class="num">{year}<th scope="row">{link(w.brief, here=PATH)}{title}<td>{listing}</tr>\n'


def _namer(whole: Whole, most: int) -> Named:
    """A function that makes links to the first of some things, by year, and says how many more there are."""

    def named(found: Iterable[str]) -> Html:
        briefs = sorted((b for b in map(whole.brief, found) if b), key=lambda b: (b.year or "9999", b.label.casefold(), b.iri))
        links = [Html(f'<a href="{_link(b.path)}">{esc(b.label)}</a>') for b in briefs[:most]]
        if len(briefs) > most:
            links.append(Html(f"and {len(briefs) - most:,} more"))
        return join(links)

    return named


def _cites(work: Dated, ties: Sequence[Tie], named: Named) -> Iterator[str]:
    """Whom a work cites, by the reasons it gives, and how many cite it."""
    plain: list[str] = []
    reasons: dict[str, list[str]] = defaultdict(list)
    for t in ties:
        if t.look == CITED:
            plain += [] if t.reasons else [t.end]
            for reason in t.reasons:
                reasons[reason].append(t.end)
    for reason in sorted(reasons):
        yield f"<strong>{sentence_case(in_words(reason))}</strong> {named(reasons[reason])}"
    if plain:
        yield f"<strong>Cites</strong> {named(plain)}"
    found = [t.end for t in ties if t.look == FOUND]
    if found:
        yield f"<strong>Cites, as the program found,</strong> {named(found)}"
    if work.cited:
        yield f"<strong>Cited by</strong> {plural(work.cited, 'work')}"


def _stances(ties: Sequence[Tie], looks: Sequence[Stance], whole: Whole, named: Named) -> Iterator[str]:
    """On whose claims a work takes which stance."""
    for look in looks:
        for between in (False, True):
            mine = [t for t in ties if t.look == look.name and t.claims and t.by_claims == between]
            for via in sorted({t.via for t in mine}):
                words = f"States what {look.label} claims of" if between else f"{sentence_case(look.label)} claims of"
                some = named(t.end for t in mine if t.via == via)
                yield f'<strong class="stance-{look.name}">{words}</strong> {some}{_reported(via, whole)}'


def _reported(via: Sequence[str], whole: Whole) -> str:
    """On whose word a thing is known: `, as Oxborrow 2012 reports`; nothing at first hand."""
    names = [esc(b.label) for b in map(whole.brief, via) if b]
    if not names:
        return ", as another work reports" if via else ""
    return f", as {join(names, ' and ')} report{'s' if len(names) == 1 else ''}"


def _disputed(ties: Sequence[Tie], looks: Sequence[Stance], named: Named) -> Iterator[str]:
    """Who takes a stance on claims of a work, and in whose reference list the program found it."""
    for look in looks:
        some = dict.fromkeys(t.start for t in ties if t.look == look.name and t.claims)
        if some:
            yield f'<strong class="stance-{look.name}">Claims {look.inverse}</strong> {named(some)}'
    found = [t.start for t in ties if t.look == FOUND]
    if found:
        yield f"<strong>Cited by, as the program found,</strong> {named(found)}"


def _firsts(arrivals: Sequence[Arrival], whole: Whole, named: Named) -> Iterator[str]:
    """The concepts that come first in a work, and how that is known."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for a in arrivals:
        groups[a.how, a.via].append(a.concept)
    order: Mapping[str, int] = {how: n for n, how in enumerate(HOW)}
    for how, via in sorted(groups, key=lambda g: (order[g[0]], g[1])):
        told = _reported((via,) if via else (), whole)
        yield f"<strong>First with</strong> {named(groups[how, via])} <i>({HOW[how]}{told})</i>"
