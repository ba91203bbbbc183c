"""Stances as the pages about the whole evidence show them: who takes which, on what, where, in what words, with what design."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from kg import terms
from kg.bib.refs import LABELS
from kg.schema import Stance
from kg.web.edition import SiteInput, in_words, sentence_case
from kg.web.facts import Brief
from kg.web.gist import Gist, Stand
from kg.web.markup import NOTHING, Html, esc, link, quotation
from kg.web.study import DESIGN, duration
from kg.web.whole import Whole

HERE = "index.html"  # a page beside those that show stances
UNITS = frozenset(LABELS.values())
_RANGE = re.compile(r"(?<=\w)--?(?=\w)")
COLUMNS = (*DESIGN, ("Duration", "kg:durationAsWritten"))


def where(place: str) -> str:
    """Where a stance stands, in words.

    >>> where("page 5"), where("page 5-7"), where("chapter 2, 3"), where("as-is, passim")
    ('page 5', 'pages 5–7', 'chapters 2, 3', 'as-is, passim')
    """
    unit, _, locator = place.partition(" ")
    if unit not in UNITS or not locator:
        return place
    locator = _RANGE.sub("–", locator)
    several = ("–" in locator or "," in locator) and not unit.endswith("s")
    return f"{unit}{'s' if several else ''} {locator}"


@dataclass(frozen=True)
class Evidence:
    """The stances of a literature on its claims and concepts, as a page at the top of the site shows them."""

    whole: Whole
    site: SiteInput

    @cached_property
    def lines(self) -> Mapping[str, list[Stand]]:
        """The stances on each thing, by its IRI term, each once, in any order; both ends have pages."""
        found: dict[str, dict[Stand, None]] = defaultdict(dict)
        looks, gists, brief = self.site.looks, self.whole.gists, self.whole.brief
        for gist in gists.values():
            for stand in gist.stands:
                if stand.stance in looks and stand.end in gists and (stand.start in gists or brief(stand.start)):
                    found[stand.end][stand] = None
        return {end: list(stands) for end, stands in found.items()}

    def ordered(self, stands: Iterable[Stand]) -> list[Stand]:
        """Stances on a thing as they are shown: in the order of the stances, first-hand ones first."""
        return sorted(stands, key=self._order)

    def _order(self, stand: Stand) -> tuple[int, bool, str, Stand]:
        return self.site.stance_order[stand.stance], bool(stand.via), self.label(stand.start).casefold(), stand

    @cached_property
    def studies(self) -> Mapping[str, list[Brief]]:
        """The studies that each work reports, by its IRI term."""
        found: dict[str, list[Brief]] = defaultdict(list)
        for gist in self.whole.of_kind("study"):
            for work in gist.reported:
                found[work].append(gist.brief)
        return found

    def on_claims(self) -> Iterator[tuple[Gist, list[Stand]]]:
        """The claims, each with the stances on it."""
        return ((g, self.lines.get(g.brief.iri, [])) for g in self.whole.of_kind("claim"))

    @cached_property
    def told(self) -> Sequence[tuple[int, Gist, list[Stand]]]:
        """The claims with the stances on them, and how many of these are not one and the same by one and the same."""
        return [(len({(s.start, s.stance) for s in stands}), gist, stands) for gist, stands in self.on_claims()]

    @cached_property
    def works(self) -> AbstractSet[str]:
        """The works that take a stance on a claim, as IRI terms."""
        return {s.work for _, stands in self.on_claims() for s in stands if s.work}

    def look(self, stand: Stand) -> Stance:
        """How a stance is called and drawn."""
        return self.site.looks[stand.stance]

    def sources(self, stands: Iterable[Stand], polarity: int) -> set[str]:
        """The works and claims that take stances of a polarity, as IRI terms."""
        looks = self.site.looks
        return {s.work or s.start for s in stands if looks[s.stance].polarity == polarity}

    def label(self, term: str) -> str:
        """What a thing is called."""
        brief = self.whole.brief(term)
        return brief.label if brief else in_words(term)

    def link(self, term: str, text: str = "") -> Html:
        """A link to a thing, nothing where it has no page."""
        brief = self.whole.brief(term)
        return link(brief, here=HERE, text=text) if brief else NOTHING

    def claim(self, gist: Gist) -> Html:
        """A link to a claim, with its statement."""
        return link(gist.brief, here=HERE, text=statement(gist))

    def who(self, stand: Stand) -> Html:
        """A link to the work or claim that takes a stance; to the study as well, where the work does so by one."""
        gist = self.whole.gists.get(stand.start)
        if gist and gist.brief.kind == "claim":
            return self.claim(gist)
        study = f", in its study {self.link(stand.start)}" if stand.work and stand.work != stand.start else ""
        return Html(self.link(stand.work or stand.start) + study)

    def marks(self, stand: Stand) -> Html:
        """In what words a stance is qualified: place, certainty, reader, company, reporter; nothing where in none."""
        said: list[str] = [esc(where(stand.place))] if stand.place else []
        if stand.hedged:
            said.append("put tentatively")
        if stand.coders:
            said.append(f"read by {', '.join(self.link(t) or esc(in_words(t)) for t in stand.coders)}")
        if stand.collective:
            said.append("named together with others")
        if stand.via:
            said.append(f"at second hand, in {self.link(stand.via) or esc(in_words(stand.via))}")
        return Html(" · ".join(said))

    def taken(self, stand: Stand) -> Html:
        """A stance in a line: symbol and name, who takes it, in what words it is qualified."""
        look, marks = self.look(stand), self.marks(stand)
        sign = f'<span class="sign" aria-hidden="true">{esc(look.symbol)}</span>'
        css = f"taken stance-{look.name}{' at-second' if stand.via else ''}"
        how = f'<span class="how">{marks}</span>' if marks else ""
        return Html(f'<span class="{css}">{sign}{esc(sentence_case(look.inverse))} {self.who(stand)}</span>{how}')

    def design(self, study: Brief, curie: str) -> Html:
        """What a study says of one of COLUMNS; concepts and keywords by their labels."""
        known = dict(study.design)
        found = [esc(self.label(t) if terms.is_iri(t) else terms.value(t)) for t in known.get(terms.term(curie), ())]
        if curie == "kg:durationAsWritten" and not found:
            found = [esc(duration(terms.value(t))) for t in known.get(terms.term("kg:duration"), ())]
        return Html(", ".join(found))

    def designs(self, stand: Stand) -> Html:
        """How the study was made by which a stance is taken, or else the studies of the work; nothing where that is not said."""
        own = self.whole.gists.get(stand.start)
        studies = [own.brief] if own and own.brief.kind == "study" else self.studies.get(stand.work, [])
        said = (", ".join(filter(None, (self.design(s, "kg:design"), self.design(s, "kg:method")))) for s in studies)
        return Html("; ".join(dict.fromkeys(filter(None, said))))

    def quoted(self, gist: Gist) -> Html:
        """The sentence that a claim rests on, and where it stands; nothing where there is none."""
        origin = self.link(gist.quoted) if gist.quoted else NOTHING
        return Html(f"{quotation(gist.quote)}{f' ({origin})' if origin else ''}") if gist.quote else NOTHING


def statement(gist: Gist) -> str:
    """A claim's sentence, or what else it is called."""
    return gist.text.strip() or gist.brief.label
