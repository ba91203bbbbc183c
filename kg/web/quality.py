"""The page of data quality: the problems by severity and code, and the fields that were not confirmed.

However many problems there are, the page stays small: it shows the first of each code, and of the others as many as it has room for.
A code of which there are more has a page of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nsmallest
from itertools import chain
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from kg.memory import Recall, afresh
from kg.model import Problem
from kg.web import markup
from kg.web.edition import SiteInput, sentence_case
from kg.web.facts import Brief
from kg.web.shell import Shell
from kg.web.whole import Whole

SEVERITIES = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
FIRST = 200  # problems of a code, and works with fields that are not confirmed, that are shown at most
ROOM = 55_000  # bytes for all of them, with what is said of their codes; of those of one code on its own page
AROUND, ABOVE = 90, 250  # bytes of markup around a line; around what is said of a code


class Kind(NamedTuple):
    """The problems of one code."""

    code: str
    title: str
    explanation: str
    total: int
    found: list[tuple[Problem, Markup | None]]  # the first of them, with a link to the entry's thing
    more: str  # how many more there are
    path: str = ""  # the page that shows more of them, `""` where all that are shown anywhere stand here


Told = Mapping[str, tuple[int, list[Problem]]]  # by code: how many problems there are, and the first
Unsure = tuple[Markup, str, str]  # a work, its title, and its fields that are not confirmed


def quality(shell: Shell, literature: Whole, told: Told, part: Recall = afresh) -> Iterator[tuple[str, bytes]]:
    """The page of data quality, and one for each code with more problems than that has room for."""
    problems, codes = _quality(shell.site, literature, told, part)
    for path, template, title, values in (
        ("quality.html", "quality.html", "Data quality", problems),
        *((code["path"], "quality-code.html", code["title"], code) for code in codes),
    ):
        yield path, shell.page(path, "quality", title, shell.body(template, {"title": title, "site": shell.site, **values}))


def told(problems: Iterable[Problem]) -> Told:
    """What the pages tell of problems."""
    by_code: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_code[problem.code].append(problem)
    return {code: (len(by_code[code]), nsmallest(FIRST, by_code[code])) for code in sorted(by_code)}


def _quality(site: SiteInput, literature: Whole, told: Told, part: Recall) -> tuple[dict[str, object], list[dict[str, Any]]]:
    """What the template of the page asks for, and those of the pages of codes with more problems than that has room for."""
    first = {code: found for code, (_, found) in told.items()}
    links: dict[str, Markup] = {}
    for code, found in first.items():
        things = sorted({(site.things[p.key], p.key) for p in found if p.key in site.things})
        links |= part(f"links to entries with {code}", things, partial(_links, literature, things))
    said = {code: site.problem_titles.get(code, ("error", code, "")) for code in first}
    listed = nsmallest(FIRST, chain.from_iterable(literature.view("unsure")))
    unsure = [literature.gist(term) for _, term in listed]
    works: list[Unsure] = [(_link(g.brief), g.brief.detail, ", ".join(g.unverified)) for g in unsure]
    costs = [[_size(p.file, links.get(p.key, p.key), p.message, p.hint) for p in found] for found in first.values()]
    room = ROOM - sum(ABOVE + _size(title, explanation) for _, title, explanation in said.values())
    *counts, of_works = shares([*costs, [_size(*work) for work in works]], room)
    groups: dict[str, list[Kind]] = {name: [] for name in SEVERITIES}
    codes = []
    for (code, found), cost, count in zip(first.items(), costs, counts, strict=True):
        severity, title, explanation = said[code]
        every = [(p, links.get(p.key)) for p in found]
        total = told[code][0]
        kind = Kind(code, sentence_case(title), explanation, total, every[:count], _more(total - count))
        if count < len(found):
            kind = kind._replace(path=f"quality-{code}.html")
            codes.append({"path": kind.path, "title": kind.title, "severity": severity, "kind": _alone(kind, every, cost)})
        groups.setdefault(severity, []).append(kind)
    values = {
        "groups": [(name, SEVERITIES.get(name, name), kinds) for name, kinds in groups.items() if kinds],
        "unsure": works[:of_works],
        "more_unsure": _more(literature.tally.unsure - of_works),
    }
    return values, codes


def _links(literature: Whole, things: Iterable[tuple[str, str]]) -> dict[str, Markup]:
    """Links to things, by the keys of their entries."""
    return {key: _link(brief) for term, key in things if (brief := literature.brief(term))}


def _alone(kind: Kind, every: list[tuple[Problem, Markup | None]], cost: Sequence[int]) -> Kind:
    """The problems of a code on their own page."""
    (count,) = shares([cost], ROOM)
    return kind._replace(found=every[:count], more=_more(kind.total - count), path="")


def shares(costs: Sequence[Sequence[int]], room: int) -> list[int]:
    """How many of each list there is room for, given what each of its items takes: the first of each in any case, then one of each in turn.

    >>> shares([[3, 3, 3], [3], [9, 9]], 20)
    [2, 1, 1]
    >>> shares([[3, 3], []], 0)
    [1, 0]
    """
    counts = [0] * len(costs)
    ahead = [number for number, items in enumerate(costs) if items]
    while ahead:
        staying = []
        for number in ahead:
            cost = costs[number][counts[number]]
            if counts[number] and cost > room:
                continue
            room -= cost
            counts[number] += 1
            if counts[number] < len(costs[number]):
                staying.append(number)
        ahead = staying
    return counts


def _size(*texts: str) -> int:
    """The bytes of a line in the page."""
    return AROUND + sum(len(str(escape(text)).encode()) for text in texts)


def _more(count: int) -> str:
    """How many there are besides those shown."""
    return f"and {count:,} more" if count else ""


def _link(brief: Brief) -> Markup:
    return markup.safe(markup.link(brief, here="index.html"))
