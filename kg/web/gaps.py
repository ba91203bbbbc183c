"""What a literature's record lacks, as sections of rows: each says what to add, with an entry to copy that names real keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import chain
from typing import NamedTuple

from markupsafe import Markup

from kg import terms
from kg.web import example, missing
from kg.web.edition import plural
from kg.web.gist import Gist, Stand
from kg.web.markup import Html, esc, link, quotation, safe
from kg.web.stands import HERE, Evidence
from kg.web.tallies import MOST, plain

MISSING = 10  # missing works that are named here; they have a page of their own
QUALIFIES = terms.term("kg:Qualifies")
TAKEN = ("states", "supports", "disputes", "qualifies", "extends")  # stances that a work's own entry has a field for
PLACE = 'p. 12 "the words on that page"'


class Words(NamedTuple):
    """What a section says, whatever stands in it."""

    heading: str
    said: str  # what stands here, and what closes it
    good: str  # why there is nothing, where that is good
    lacking: str  # why there is nothing, where the entries do not say
    query: str  # the named query that lists all


WORDS = {
    "thin": Words(
        "Claims with one source or none",
        "At most one work states, supports or extends these. A second work that does, or one that disputes the claim, closes the gap.",
        "Every claim is stated, supported or extended by at least two works.",
        "No entry is a claim yet, so nothing can be thinly sourced.",
        "thinly-sourced-claims",
    ),
    "hedged": Words(
        "Claims put tentatively",
        "Their source hedges: may, appears to, has the potential to. A work that states the claim without reserve, or disputes it, "
        "closes the gap.",
        "No claim is marked certainty = {hedged}. Where a source writes “may” or “appears to”, the claim’s entry should say so.",
        "No entry is a claim yet, so nothing is put tentatively.",
        "hedged-claims",
    ),
    "reported": Words(
        "Known at second hand only",
        "What these works hold on some claims is known here only as another work reports it. Those with most such claims come first, as "
        "what to read next. A reading of the work itself closes the gap.",
        "No stance on a claim is known at second hand only.",
        "No entry is a claim yet, so nothing is known at second hand.",
        "known-at-second-hand",
    ),
    "qualified": Words(
        "Qualifications",
        "Conditions or limits that are set on a claim. Where a claim sets one, a work that supports it closes the gap; where a work "
        "does, a claim of its own can say the limit in one sentence.",
        "No entry says qualifies or qualifiedby. A work that accepts a claim under conditions only has qualifies = {…} in its entry.",
        "No entry is a claim yet, so nothing can be qualified.",
        "qualifications",
    ),
    "bare": Words(
        "Concepts without claims",
        "No claim is about these. A claim that names the concept in its field concepts closes the gap.",
        "Every concept has a claim that is about it.",
        "No entry is a concept yet.",
        "concepts-without-claims",
    ),
    "uncited": Words(
        "Works that nobody here cites",
        "No entry of this bibliography cites these, as far as it says; works elsewhere may. A work that cites one names it in its field "
        "cites.",
        "Every work is cited by another one of the bibliography.",
        "No entry says what its work cites, so nothing can be said of who is not cited. A work’s entry takes cites = {…}.",
        "uncited-works",
    ),
    "terms": Words(
        "Terms and whose they are",
        "Who has a term of its own, and who defines a concept, in which words. Another work’s definition stands beside it, not in its "
        "place.",
        "No entry says whose term a concept is. A work’s entry takes defines = {…}, a concept’s termof = {…}.",
        "No entry is a concept yet.",
        "whose-term",
    ),
    "unowned": Words(
        "Concepts that no work is said to define",
        "Their definitions, where they have one, are this bibliography’s own; those of most claims come first. A work that defines the "
        "concept closes the gap.",
        "Every concept is defined by a work, or is a work’s term.",
        "No entry is a concept yet.",
        "concepts-without-source",
    ),
    "absent": Words(
        "Most cited works that are not here",
        "What several reference lists name and the bibliography does not have. An entry for the work closes the gap.",
        "No work outside this bibliography is cited by two of its works, as far as their reference lists say.",
        "No work has a reference list, so nothing can be said of what is missing.",
        "missing-works",
    ),
}


class Row(NamedTuple):
    """One gap."""

    head: Markup
    notes: tuple[Markup, ...]
    snippet: str  # BibTeX, `""` where none can be given


class Gap(NamedTuple):
    """A section of gaps of one kind."""

    name: str
    total: int
    rows: list[Row]
    told: bool  # whether the entries say anything of the kind: else an empty section says what is lacking
    more: str = ""  # page that shows more of them

    @property
    def words(self) -> Words:
        """What the section says, whatever stands in it."""
        return WORDS[self.name]


class Finder:
    """The gaps of a literature; `words` are the keys of entries to copy, which nothing has yet."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.whole = evidence.whole
        self.words = example.free(evidence.whole.tally)

    def argued(self) -> list[Gap]:
        """The sections that the argument alone decides."""
        return [self.thin(), self.hedged(), self.reported(), self.qualified(), self.bare(), self.owned(), self.unowned()]

    def rest(self) -> list[Gap]:
        """The other sections."""
        return [self.uncited(), self.absent()]

    def thin(self) -> Gap:
        """Claims that at most one work states, supports or extends."""
        looks = self.evidence.site.looks
        counted = ((len({s.work for s in stands if s.work and looks[s.stance].polarity > 0}), g, stands) for g, stands in self._claims())
        found = [one for one in counted if one[0] < 2]
        chosen = nsmallest(MOST, found, key=lambda one: (one[0], one[1].brief.iri))
        rows = [self._thin(g, stands) for _, g, stands in chosen]
        return Gap("thin", len(found), rows, bool(self.whole.counts.get("claim")))

    def _thin(self, gist: Gist, stands: Sequence[Stand]) -> Row:
        lines = [s for s in stands if s.work and self.evidence.look(s).polarity > 0]
        against = len(self.evidence.sources(stands, -1))
        said = [self.evidence.taken(s) for s in self.evidence.ordered(lines)[:3]] or [Html("No work states, supports or extends it.")]
        said += [Html(f"Disputed by {against}.")] if against else []
        return Row(safe(self.evidence.claim(gist)), tuple(map(safe, said)), self._work("supports", gist.key))

    def hedged(self) -> Gap:
        """Claims that a source puts forward tentatively."""
        found = [(g, lines) for g, stands in self._claims() if (lines := [s for s in stands if s.hedged])]
        rows = []
        for gist, lines in nsmallest(MOST, found, key=lambda f: f[0].brief.iri):
            quote = self.evidence.quoted(gist)
            said = [self.evidence.taken(s) for s in self.evidence.ordered(lines)[:3]] + ([quote] if quote else [])
            rows.append(Row(safe(self.evidence.claim(gist)), tuple(map(safe, said)), self._work("states", gist.key)))
        return Gap("hedged", len(found), rows, bool(self.whole.counts.get("claim")))

    def reported(self) -> Gap:
        """Works of which others report what they hold on claims, and nobody has looked it up: as KG314 counts them."""
        unread: dict[str, list[tuple[Gist, Stand]]] = defaultdict(list)
        for gist, stands in self._claims():
            read = {"", *(s.work for s in stands if not s.via)}
            first = {s.work: s for s in sorted((s for s in stands if s.via), reverse=True) if s.via != s.work and s.work not in read}
            for work, stand in first.items():
                unread[work].append((gist, stand))
        found = [(g, lines) for work, lines in unread.items() if (g := self.whole.gists.get(work))]
        rows = []
        for gist, lines in nsmallest(MOST, found, key=lambda f: (-len(f[1]), f[0].brief.iri)):
            claim, stand = min(lines, key=lambda line: line[0].brief.iri)
            reporters = sorted({s.via for _, s in lines})
            by = ", ".join(self.evidence.link(r) for r in reporters[:3])
            more = f" and {plural(len(reporters) - 3, 'other work')}" if len(reporters) > 3 else ""
            said = Html(f"On {plural(len(lines), 'claim')}, as {by}{more} {'reports' if len(reporters) == 1 else 'report'}")
            rows.append(Row(self._link(gist), (self._title(gist), safe(said)), self._reading(gist.key, claim.key, stand)))
        return Gap("reported", len(found), rows, bool(self.whole.counts.get("claim")))

    def _reading(self, work: str, claim: str, stand: Stand) -> str:
        """A reading of a work, which says of a claim in its own words what was reported; `""` where a key cannot stand in a list."""
        name = self.evidence.look(stand).name
        field = name if name in TAKEN else "mentions"
        return (
            example.entry("reading", self.words.reading, {"of": work, field: f"{claim} [{PLACE}]"}) if plain(work) and plain(claim) else ""
        )

    def qualified(self) -> Gap:
        """Conditions and limits that were set on claims."""
        found = [(g, s) for g, stands in self._claims() for s in stands if s.stance == QUALIFIES]
        rows = []
        for gist, stand in nsmallest(MOST, found, key=lambda f: (f[0].brief.iri, f[1])):
            by = self.whole.gists[stand.start]
            snippet = self._work("supports", by.key) if not stand.work else self._limit(gist, self.whole.gists.get(stand.work, by))
            quote = [quotation(stand.quote)] if stand.quote else []
            rows.append(Row(safe(self.evidence.claim(gist)), tuple(map(safe, [self.evidence.taken(stand), *quote])), snippet))
        return Gap("qualified", len(found), rows, bool(self.whole.counts.get("claim")))

    def _limit(self, claim: Gist, work: Gist) -> str:
        """A claim that says the limit which a work sets."""
        if not (plain(claim.key) and plain(work.key)):
            return ""
        fields = {"statement": "The condition or limit, in one sentence.", "claimedin": f"{work.key} [p. 12]", "qualifies": claim.key}
        return example.entry("claim", self.words.claim, fields)

    def bare(self) -> Gap:
        """Concepts that no claim is about."""
        concepts = list(self.whole.of_kind("concept"))
        found = [g for g in concepts if not g.brief.claims and not g.proposed]
        rows = []
        for gist in nsmallest(MOST, found, key=_by_label):
            below = sum(len(b.claims) for t in gist.brief.narrower if (b := self.whole.brief(t)))
            said = [esc(gist.text)] if gist.text else []
            said += [Html(f"Its narrower concepts have {plural(below, 'claim')}.")] if below else []
            work = next(filter(plain, (self.whole.gist(term).key for term in gist.speaking)), "")
            rows.append(Row(self._link(gist), tuple(map(safe, said)), self._about(gist.key, work)))
        return Gap("bare", len(found), rows, bool(concepts))

    def _about(self, concept: str, work: str) -> str:
        """A claim about a concept, stated by a work that is about it; with a work of its own where there is none."""
        if not plain(concept):
            return ""
        fields = {"statement": "One sentence in your own words that somebody asserts.", "concepts": concept}
        fields["claimedin"] = f"{work or self.words.work} [p. 12]"
        return example.entry("claim", self.words.claim, fields) + ("" if work else f"\n\n{example.article(self.words.work)}")

    def uncited(self) -> Gap:
        """Works that no work of the bibliography cites."""
        told = bool(self.whole.tally.citing)
        newest = nsmallest(MOST, chain.from_iterable(self.whole.view("uncited"))) if told else []
        works = [self.whole.gist(term) for *_, term in newest]
        rows = [Row(self._link(g), (self._title(g),), self._work("cites", g.key, "p. 5")) for g in works]
        return Gap("uncited", self.whole.tally.uncited if told else 0, rows, told)

    def owned(self) -> Gap:
        """Whose terms concepts are: the stances on concepts."""
        concepts = self.whole.of_kind("concept", "keyword")
        found = [(g, s) for g in concepts for s in self.evidence.lines.get(g.brief.iri, [])]
        rows = []
        for gist, stand in nsmallest(MOST, found, key=lambda f: (_by_label(f[0]), f[1])):
            said = [self.evidence.taken(stand), *([quotation(stand.quote)] if stand.quote else [])]
            rows.append(Row(self._link(gist), tuple(map(safe, said)), self._work("defines", gist.key)))
        return Gap("terms", len(found), rows, bool(self.whole.counts.get("concept")))

    def unowned(self) -> Gap:
        """Concepts that no work is said to define, and whose term nobody's is said to be."""
        concepts = list(self.whole.of_kind("concept"))
        found = [g for g in concepts if not g.proposed and g.brief.iri not in self.evidence.lines]
        rows = []
        for gist in nsmallest(MOST, found, key=lambda g: (-len(g.brief.claims), _by_label(g))):
            said = [Html(plural(len(gist.brief.claims), "claim"))] if gist.brief.claims else []
            said += [esc(gist.text)] if gist.text else [Html("No definition.")]
            rows.append(Row(self._link(gist), tuple(map(safe, said)), self._work("defines", gist.key)))
        return Gap("unowned", len(found), rows, bool(concepts))

    def absent(self) -> Gap:
        """Works that are missing from the bibliography, and that most of its works cite."""
        lists = self.evidence.site.reference_lists
        rows = []
        for work in lists.missing[:MISSING]:
            head = Html(f'<a href="{missing.page_of(work.place)}#{esc(work.name)}">{esc(work.node.one("rdfs:label"))}</a>')
            rows.append(
                Row(safe(head), (safe(Html(f"Cited by {plural(len(work.works), 'work')} of this bibliography")),), missing.skeleton(work))
            )
        return Gap("absent", len(lists.missing), rows, bool(lists.counts), missing.PATH)

    def _claims(self) -> Iterable[tuple[Gist, list[Stand]]]:
        return self.evidence.on_claims()

    def _link(self, gist: Gist) -> Markup:
        return safe(link(gist.brief, here=HERE))

    def _title(self, work: Gist) -> Markup:
        return safe(esc(self.whole.gist(work.brief.iri).brief.detail))

    def _work(self, field: str, key: str, place: str = PLACE) -> str:
        """A work that says something of a thing; `""` where its key cannot stand in a list."""
        return example.article(self.words.work, {field: f"{key} [{place}]"}) if plain(key) else ""


def _by_label(gist: Gist) -> tuple[str, str]:
    return gist.brief.label.casefold(), gist.brief.iri
