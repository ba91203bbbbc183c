"""What the things of a list can be narrowed down by: facets, and the values that each thing has of them."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from kg import terms
from kg.web import cite, evidence
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.facts import Page
from kg.web.markup import Html
from kg.web.search import END, encoded, packed, recoded
from kg.web.splice import Splice, places

MOST = 40  # values of one facet that one thing has: of a work by a crowd the first authors

Values = tuple[tuple[str, ...], ...]  # of one thing: its values of each facet of its kind


class Facet(NamedTuple):
    """A way to narrow a list down."""

    name: str  # in addresses
    label: str
    values: Callable[[Page, SiteInput], Iterable[str]]


def values(page: Page, site: SiteInput) -> Values:
    """The values that a page's thing has of each facet of its kind: a function of what the page itself is made from."""
    return tuple(tuple(dict.fromkeys(facet.values(page, site)))[:MOST] for facet in FACETS.get(page.brief.kind, ()))


def data(kind: str, of_rows: Sequence[Values]) -> Html:
    """The facets of a list as JSON in a script element: facets with their values, and of each row the places of its values.

    A facet that would tell no two rows apart is left out; nothing where none is left.
    """
    shown, columns = [], []
    for n, facet in enumerate(FACETS.get(kind, ())):
        of_things = [row[n] if row else () for row in of_rows]
        order = _order(facet, Counter(chain.from_iterable(of_things)), len(of_things))
        if not order:
            continue
        at = {value: place for place, value in enumerate(order)}
        shown.append({"name": facet.name, "label": facet.label, "values": order})
        columns.append([[at[v] for v in found] for found in of_things])
    if not shown:
        return Html("")
    found: dict[str, Any] = {"facets": shown, "rows": list(map(list, zip(*columns, strict=True)))}
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json" id="facets">{text}</script>')


def lines(of_things: Iterable[Iterable[str]]) -> bytes:
    """The values that things have of a facet, a line each: strings of JSON without their last mark, with tabs between them."""
    text = "\n".join(["\t".join([encoded(value)[:-1] for value in found]) for found in of_things])
    return text.encode("utf-8", "surrogatepass")


def of_line(line: bytes) -> tuple[str, ...]:
    """The values in such a line."""
    return tuple(map(_decoded, line.split(b"\t"))) if line else ()


Coded = tuple[bytes, bytes, bytes]  # values in their order, a line each; how many things have each; and a line for each thing, in codes


def coded(facet: Facet, before: Coded | None, splice: Splice, new: Sequence[bytes]) -> Coded:
    """The column of a facet, of what it was, and the lines that come: codes are the places of values, with spaces between them."""
    values, numbers, rows = before or (b"", b"", b"")
    were, lines = values.split(b"\n") if values else [], rows.split(END) if before else []
    came = [line.split(b"\t") if line else [] for line in new]
    counts = dict(zip(were, array("I", numbers), strict=True))
    more = Counter(chain.from_iterable(came))
    more.subtract(Counter(were[int(code, 36)] for place in splice.gone for code in lines[place].split()))
    counts.update((value, counts.get(value, 0) + more[value]) for value in more)
    now = _ordered(facet, were, counts, {value for value in more if more[value]})
    names = codes(max(len(were), len(now)))
    code = dict(zip(now, names, strict=False))
    others = {name: code[value] for value, name in zip(were, names, strict=False) if code.get(value, name) != name}
    stay = recoded(splice.less(lines), others)
    coming = [b" ".join([code[value] for value in found]) for found in came]
    return b"\n".join(now), array("I", [counts[value] for value in now]).tobytes(), END.join(splice.more(stay, coming))


def _ordered(facet: Facet, were: list[bytes], counts: Mapping[bytes, int], touched: set[bytes]) -> list[bytes]:
    """The values of a facet, years in their order, else the most frequent first: of what they were, where the counts of some differ."""

    def rank(value: bytes) -> tuple[int, str, str]:
        text = _decoded(value)
        return (0, "", text) if facet.name == "year" else (-counts[value], text.casefold(), text)

    stay = [value for value in were if value not in touched]
    new = sorted((value for value in touched if counts[value]), key=rank)
    return Splice((), places(stay, new, rank)).more(stay, new)


def column(facet: Facet, made: Coded, total: int) -> bytes:
    """What `assets/list-KIND.js` has of a facet: its values, and a line for each thing; nothing where it would tell no two apart."""
    values, counts, rows = made
    if all(count == total for count in array("I", counts)):
        return b""
    head = packed({"name": facet.name, "label": facet.label})[:-1]
    return b'%b,"values":[%b"],"rows":"%b"}' % (head, values.replace(b"\n", b'",'), rows)


def _decoded(value: bytes) -> str:
    text: str = json.loads(value + b'"')
    return text


def _order(facet: Facet, counts: Mapping[str, int], total: int) -> list[str]:
    """The values of a facet, years in their order, else the most frequent first; none where it would tell no two things apart."""
    if all(count == total for count in counts.values()):
        return []
    return sorted(counts) if facet.name == "year" else sorted(counts, key=lambda v: (-counts[v], v.casefold(), v))


def codes(number: int) -> list[bytes]:
    """The first numbers as JavaScript reads them with a base of 36.

    >>> codes(38)[:2], codes(38)[35:]
    ([b'0', b'1'], [b'z', b'10', b'11'])
    """
    digits = [b"%c" % digit for digit in b"0123456789abcdefghijklmnopqrstuvwxyz"]
    found, longest = digits, digits[1:]
    while len(found) < number:
        longest = [start + digit for start in longest for digit in digits]
        found = found + longest
    return found[:number]


def _labels(found: Iterable[str], site: SiteInput) -> Iterable[str]:
    """What things with a page are called; of a literal, its text."""
    for term in found:
        brief = site.facts.brief(term)
        if brief:
            yield brief.label
        elif not terms.is_iri(term):
            yield terms.value(term)


def _year(page: Page, site: SiteInput) -> Iterable[str]:
    return (page.brief.year,) if page.brief.year else ()


def _type(page: Page, site: SiteInput) -> Iterable[str]:
    return (sentence_case(cite.kind_name(cite.kind(page))),)


def _subjects(page: Page, site: SiteInput) -> Iterable[str]:
    return _labels((*page.node.terms("dcterms:subject"), *page.node.terms("schema:about"), *_found(page)), site)


def _found(page: Page) -> list[str]:
    """What the program found in a work's text that it is about."""
    here, subject = page.node.iri, terms.term("dcterms:subject")
    return [m.link("rdf:object") for m in page.matches if subject in m.terms("rdf:predicate") and here in m.terms("rdf:subject")]


def _origin(page: Page, site: SiteInput) -> Iterable[str]:
    if page.node.terms("dcterms:subject"):
        yield "Stated in its entry"
    if _found(page):
        yield "Found by the program"


def _found_by(page: Page, curie: str) -> bool:
    """Whether the program found a link of a kind from or to a thing."""
    return any(terms.term(curie) in match.terms("rdf:predicate") for match in page.matches)


def _citations(page: Page, site: SiteInput) -> Iterable[str]:
    if page.node.terms("cito:cites") or page.linking_by("cito:cites"):
        yield "Stated in an entry"
    if _found_by(page, "cito:cites"):
        yield "Found by the program"


def _alike(page: Page, site: SiteInput) -> Iterable[str]:
    if _found_by(page, "kg:probablySameAs"):
        yield "Perhaps the same as another"


def _proposed(page: Page, site: SiteInput) -> Iterable[str]:
    yield "Proposed by the program" if page.proposed else "Stated in entries"


def _people(page: Page, site: SiteInput) -> Iterable[str]:
    return _labels(page.brief.people, site)


def _venue(page: Page, site: SiteInput) -> Iterable[str]:
    return _labels(page.node.terms("dcterms:isPartOf"), site)


def _stances(page: Page, site: SiteInput) -> Iterable[str]:
    """The stances that a work or study takes; of a claim, those that others take on it."""
    here, claim = page.node.iri, page.brief.kind == "claim"
    ends = ("kg:claim", "kg:concept") if claim else ("kg:source", "kg:study")
    taken = {n.link("kg:stance") for n in evidence.lines_of(page) if any(here in n.terms(end) for end in ends)}
    return (sentence_case(look.inverse if claim else look.label) for term, look in site.looks.items() if term in taken)


def _certainty(page: Page, site: SiteInput) -> Iterable[str]:
    said = {page.node.link("kg:certainty"), *(n.link("kg:certainty") for n in evidence.lines_of(page))} - {""}
    return sorted(sentence_case(in_words(term)) for term in said)


def _kinds(page: Page, site: SiteInput) -> Iterable[str]:
    return (sentence_case(in_words(text)) for text in page.node.all("kg:kind"))


def _designs(page: Page, site: SiteInput) -> Iterable[str]:
    """The designs of the studies that a work reports."""
    design = terms.term("kg:design")
    studies = (b for term in page.linking_by("kg:reportedIn") if (b := site.facts.brief(term)))
    return _labels(chain.from_iterable(objects for b in studies for predicate, objects in b.design if predicate == design), site)


def _of(curie: str) -> Callable[[Page, SiteInput], Iterable[str]]:
    return lambda page, site: _labels(page.node.terms(curie), site)


def _venue_kinds(page: Page, site: SiteInput) -> Iterable[str]:
    return (sentence_case(in_words(t)) for t in page.node.terms("rdf:type") if t != terms.term("kg:Venue"))


def _used(page: Page, site: SiteInput) -> Iterable[str]:
    if page.linking_by("dcterms:subject"):
        yield "Stated in entries"
    if page.matches:
        yield "Found by the program"


FACETS: dict[str, Sequence[Facet]] = {
    "work": [
        Facet("year", "Year", _year),
        Facet("type", "Type", _type),
        Facet("about", "About", _subjects),
        Facet("subjects", "Subjects", _origin),
        Facet("citations", "Citations", _citations),
        Facet("alike", "Duplicates", _alike),
        Facet("author", "Author or editor", _people),
        Facet("venue", "Venue", _venue),
        Facet("publisher", "Publisher", _of("dcterms:publisher")),
        Facet("stance", "Stance it takes", _stances),
        Facet("design", "Study design", _designs),
        Facet("certainty", "Certainty", _certainty),
    ],
    "claim": [
        Facet("about", "About", _subjects),
        Facet("kind", "Kind", _kinds),
        Facet("stance", "Stance on it", _stances),
        Facet("certainty", "Certainty", _certainty),
    ],
    "concept": [
        Facet("broader", "Broader concept", _of("skos:broader")),
        Facet("origin", "Who says it is one", _proposed),
        Facet("used", "Works about it", _used),
    ],
    "keyword": [Facet("origin", "Who says it is one", _proposed), Facet("used", "Works about it", _used)],
    "person": [Facet("alike", "Duplicates", _alike)],
    "organization": [Facet("alike", "Duplicates", _alike)],
    "venue": [Facet("kind", "Kind", _venue_kinds)],
    "study": [
        Facet("design", "Design", _of("kg:design")),
        Facet("method", "Method", _of("kg:method")),
        Facet("place", "Place", _of("dcterms:spatial")),
        Facet("stance", "Stance it takes", _stances),
    ],
}
