"""The evidence matrix: claims by works, who takes which stance; and the works with the design of their studies and where they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from heapq import nsmallest
from typing import NamedTuple

from kg.web.edition import plural, sentence_case
from kg.web.facts import Brief
from kg.web.gist import Gist, Stand
from kg.web.markup import NOTHING, Html, esc, items, quotation, safe
from kg.web.shell import Shell
from kg.web.stands import COLUMNS, Evidence, statement

PATH, WORKS_PATH = "evidence.html", "evidence-works.html"
TITLE, WORKS_TITLE = "Evidence", "Works, their studies and where they stand"
CLAIMS, WORKS = 60, 40  # that are shown, the most connected
PRINTED = 12  # works that have columns of their own on paper
HEAVIEST = 50_000  # bytes of the matrix, and of the table of works, past which less is shown
HEAD = '<link rel="stylesheet" href="assets/evidence.css">\n<script defer src="assets/evidence.js"></script>'
OTHERS = "Other claims"  # the column of claims that take a stance


class Matrix(NamedTuple):
    """What is shown, and of how much."""

    evidence: Evidence
    claims: Sequence[Gist]
    works: Sequence[Gist]
    lines: Mapping[str, Sequence[Stand]]  # by IRI term of a claim
    total: tuple[int, int]  # claims, and works that take a stance on one


def evidence_page(shell: Shell, evidence: Evidence) -> Iterator[tuple[str, bytes]]:
    """The page of the evidence, and that of the works that take stances."""
    made, groups = _fitting(evidence)
    values = {
        "title": TITLE,
        **_counts(made),
        "wide": len(made.works) > PRINTED,
        "heads": safe(_heads(made)),
        "groups": safe("".join(groups)),
        "concepts": [(concept.path.removesuffix(".html").partition("/")[2], concept.label) for concept in _concepts(made)],
        "stances": [
            look for term, look in shell.site.looks.items() if any(s.stance == term for found in made.lines.values() for s in found)
        ],
        "works_path": WORKS_PATH,
    }
    yield PATH, shell.page(PATH, "evidence", TITLE, shell.body(PATH, values), HEAD)
    if made.works:
        values = {"title": WORKS_TITLE, **_counts(made), **_synthesis(made), "matrix_path": PATH}
        yield WORKS_PATH, shell.page(WORKS_PATH, "evidence", WORKS_TITLE, shell.body(WORKS_PATH, values), HEAD)


def _counts(made: Matrix) -> dict[str, object]:
    return {"claims": len(made.claims), "total_claims": made.total[0], "works": len(made.works), "total_works": made.total[1]}


def _fitting(evidence: Evidence) -> tuple[Matrix, list[str]]:
    """The matrix and its groups of rows: of so many claims that the page stays light."""
    claims = CLAIMS
    while True:
        made = matrix(evidence, claims)
        groups = [_group(made, concept, found) for concept, found in _grouped(made)]
        weight = sum(len(text.encode()) for text in (_heads(made), *groups))
        if weight <= HEAVIEST or len(made.claims) <= 1:
            return made, groups
        claims = min(len(made.claims) - 1, len(made.claims) * HEAVIEST // weight)


def matrix(evidence: Evidence, most: int = CLAIMS) -> Matrix:
    """The claims with most evidence and the works that take most stances; of those alike the first by year, or by address."""
    found = nsmallest(most, evidence.told, key=lambda one: (-one[0], one[1].brief.iri))
    shown = sorted((gist for _, gist, _ in found), key=lambda g: (statement(g).casefold(), g.brief.iri))
    lines = {gist.brief.iri: evidence.ordered(stands) for _, gist, stands in found}
    here = Counter(s.work for g in shown for s in lines[g.brief.iri] if s.work)

    def rank(work: str) -> tuple[int, str, str, str]:
        brief = evidence.whole.brief(work)
        return (-here[work], brief.year or "9999", brief.label.casefold(), work) if brief else (0, "", "", work)

    works = [evidence.whole.gist(w) for w in nsmallest(WORKS, here, key=rank) if w in evidence.whole.gists]
    return Matrix(evidence, shown, works, lines, (len(evidence.told), len(evidence.works)))


def _concepts(made: Matrix) -> list[Brief]:
    """What the claims are about, by label."""
    found = {b.iri: b for g in made.claims for t in g.about if (b := made.evidence.whole.brief(t))}
    return sorted(found.values(), key=lambda b: (b.label.casefold(), b.iri))


def _grouped(made: Matrix) -> Iterator[tuple[Brief | None, list[Gist]]]:
    """The claims, each once: under the concept that most of those not yet placed are about; last those that share none."""
    left = {g.brief.iri: g for g in made.claims}
    concepts = {b.iri: b for b in _concepts(made)}
    while left:
        count = Counter(t for g in left.values() for t in g.about if t in concepts)
        if not count or max(count.values()) == 1:
            yield None, list(left.values())
            return
        best = min(count, key=lambda t: (-count[t], concepts[t].label.casefold(), t))
        members = [g for g in left.values() if best in g.about]
        yield concepts[best], members
        for g in members:
            del left[g.brief.iri]


def _heads(made: Matrix) -> str:
    return "".join(_work_head(made, g) for g in made.works) + (f'<th scope="col" class="others">{OTHERS}</th>' if _by_claims(made) else "")


def _work_head(made: Matrix, work: Gist) -> str:
    evidence = made.evidence
    studies = evidence.studies.get(work.brief.iri, [])
    said = "; ".join(filter(None, (evidence.design(s, "kg:design") for s in studies)))
    design = f'<span class="design">{said}</span>' if said else ""
    title = f'<span class="title">{esc(work.brief.detail)}</span>' if work.brief.detail else ""
    return f'<th scope="col" data-key="{esc(work.key)}">{evidence.link(work.brief.iri)}{title}{design}'


def _by_claims(made: Matrix) -> bool:
    """Whether a claim takes a stance on one that is shown."""
    return any(not s.work for found in made.lines.values() for s in found)


def _group(made: Matrix, concept: Brief | None, claims: Sequence[Gist]) -> str:
    many = f' <span class="n">{plural(len(claims), "claim")}</span>'
    name = made.evidence.link(concept.iri) if concept else Html("Claims that share no concept" if made.claims != claims else "Claims")
    span = 1 + len(made.works) + _by_claims(made)
    head = f'<tr class="group"><th scope="rowgroup" colspan="{span}"><span>{name}{many}</span></th></tr>\n'
    return f"<tbody>\n{head}{''.join(_row(made, g) for g in claims)}</tbody>\n"


def _row(made: Matrix, claim: Gist) -> str:
    evidence, lines = made.evidence, made.lines[claim.brief.iri]
    cells: dict[str, list[str]] = defaultdict(list)
    for stand in lines:
        cells[stand.work].append(_mark(evidence, stand))
    columns = [w.brief.iri for w in made.works] + ([""] if _by_claims(made) else [])
    about = [b for t in claim.about if (b := evidence.whole.brief(t))]
    slugs = " ".join(b.path.removesuffix(".html").partition("/")[2] for b in about)
    tally = f'<span class="tally">{_tally(evidence, lines, set(columns))}</span>'
    head = f'<th scope="row">{evidence.claim(claim)}{tally}{_basis(evidence, claim, about)}'
    body = "".join(_cell(evidence, c, cells[c]) if c in cells else "<td>" for c in columns)  # a cell ends where the next begins
    return f'<tr data-key="{esc(claim.key)}" data-about="{esc(slugs)}">{head}{body}</tr>\n'


def _cell(evidence: Evidence, work: str, marks: Sequence[str]) -> str:
    """A cell that says whose it is: on paper a wide matrix is claims with lines below them, and has no columns."""
    return f'<td data-by="{esc(evidence.label(work) if work else OTHERS)}">{"".join(marks)}'


def _tally(evidence: Evidence, lines: Sequence[Stand], columns: AbstractSet[str]) -> str:
    """How many works and claims stand for a claim and against it, and how many works have no column."""
    counts = [(len(evidence.sources(lines, sign)), name) for name, sign in (("for", 1), ("against", -1))]
    said = [f"{count} {name}" for count, name in counts if count or name == "for"]
    beyond = len({s.work for s in lines if s.work} - columns)
    return " · ".join([*said, *([f"{plural(beyond, 'work')} not shown here"] if beyond else [])])


def _basis(evidence: Evidence, claim: Gist, about: Sequence[Brief]) -> str:
    """The sentence that a claim rests on and what it is about, folded."""
    quote = evidence.quoted(claim)
    on = ", ".join(esc(b.label) for b in about)
    parts = [f"<p>Rests on {quote}</p>"] if quote else []
    parts += [f'<p class="about">About {on}</p>'] if on else []
    name = "Quote and concepts" if quote and on else "Quote" if quote else "Concepts"
    return f"<details><summary>{name}</summary>{''.join(parts)}</details>" if parts else ""


def _mark(evidence: Evidence, stand: Stand) -> str:
    """A stance in a cell: symbol and name, where, in what words it is qualified; the quotation folded."""
    look = evidence.look(stand)
    css = f"mk stance-{look.name}{' at-second' if stand.via else ''}{' hedged' if stand.hedged else ''}"
    other = NOTHING if stand.work else evidence.who(stand)
    gists = evidence.whole.gists
    keys = {"study": stand.start if stand.work not in ("", stand.start) else "", "via": stand.via}
    named = {k: gists[v].key for k, v in keys.items() if v in gists}
    data = "".join(f' data-{k}="{esc(v)}"' for k, v in {**named, "place": stand.place}.items() if v)
    data += " data-joint" if stand.collective else ""
    said = evidence.marks(stand)
    how = f'<span class="how">{said}</span>' if said else ""
    quote = f"<details><summary>Quote</summary><blockquote>{quotation(stand.quote)}</blockquote></details>" if stand.quote else ""
    name = esc(look.label if stand.work else look.inverse)
    sign = f'<span class="sign" aria-hidden="true">{esc(look.symbol)}</span>'
    return f'<div class="{css}"{data}>{sign} <span>{name}</span> {other}{how}{quote}</div>'


def _synthesis(made: Matrix) -> dict[str, object]:
    """The works by year, each with its studies and where it stands; columns that nobody fills are named instead."""
    evidence = made.evidence
    by_year = sorted(made.works, key=lambda g: (g.brief.year or "9999", g.brief.label.casefold(), g.brief.iri))
    rows: list[tuple[Gist, Brief | None]] = []
    for work in by_year:
        rows += [(work, study) for study in evidence.studies.get(work.brief.iri, ())] or [(work, None)]
    told = [[evidence.design(study, curie) if study else NOTHING for _, curie in COLUMNS] for _, study in rows]
    used = [n for n in range(len(COLUMNS)) if any(cells[n] for cells in told)]
    stands: dict[str, list[tuple[Gist, Stand]]] = defaultdict(list)
    for claim in made.claims:
        for stand in made.lines[claim.brief.iri]:
            stands[stand.work].append((claim, stand))
    lines = []
    for (gist, study), cells in zip(rows, told, strict=True):
        where = _where(evidence, [(c, s) for c, s in stands[gist.brief.iri] if _by(evidence, s, study, gist)])
        title = f'<span class="title">{esc(gist.brief.detail)}</span>' if gist.brief.detail else ""
        apart = f'<span class="how">{evidence.link(study.iri)}</span>' if study and len(evidence.studies[gist.brief.iri]) > 1 else ""
        design = "".join(f"<td>{cells[n]}</td>" for n in used)
        head = f'<th scope="row">{evidence.link(gist.brief.iri)}{title}{apart}</th>'
        lines.append(f'<tr>{head}<td class="num">{esc(gist.brief.year)}</td>{design}<td class="stands">{where}</td></tr>\n')
    return {
        "columns": [COLUMNS[n][0] for n in used],
        "unused": [name.lower() for n, (name, _) in enumerate(COLUMNS) if n not in used],
        "rows": safe("".join(lines)),
        "undesigned": sum(not any(cells) for cells in told),
    }


def _by(evidence: Evidence, stand: Stand, study: Brief | None, work: Gist) -> bool:
    """Whether a stance belongs to the row of a study: taken by it, or by the work itself, which is told with its first study."""
    studies = evidence.studies.get(work.brief.iri, [])
    return study is None or stand.start == study.iri or (study is studies[0] and stand.start not in {s.iri for s in studies})


def _where(evidence: Evidence, found: Sequence[tuple[Gist, Stand]]) -> str:
    """Where a work stands: the claims by stance, each kind folded."""
    kinds: dict[str, list[tuple[Gist, Stand]]] = defaultdict(list)
    for claim, stand in found:
        kinds[stand.stance].append((claim, stand))
    return "".join(_kind(evidence, kinds[term]) for term in evidence.site.looks if term in kinds)


def _kind(evidence: Evidence, found: Sequence[tuple[Gist, Stand]]) -> str:
    look = evidence.look(found[0][1])
    claims: dict[str, list[Stand]] = defaultdict(list)
    for claim, stand in found:
        claims[claim.brief.iri].append(stand)
    second = sum(all(s.via for s in stands) for stands in claims.values())
    hedged = sum(any(s.hedged for s in stands) for stands in claims.values())
    notes = [f"{second if second < len(claims) else 'all'} at second hand"] if second else []
    notes += [f"{hedged if hedged < len(claims) else 'all'} put tentatively"] if hedged else []
    said = f" ({', '.join(notes)})" if notes else ""
    links = items([evidence.claim(evidence.whole.gists[term]) for term in claims], "citing")
    sign = f'<span class="sign" aria-hidden="true">{esc(look.symbol)}</span>'
    return (
        f'<details class="stance-{look.name}"><summary>{sign} {esc(sentence_case(look.label))} '
        f'{plural(len(claims), "claim")}<span class="n">{said}</span></summary>{links}</details>'
    )
