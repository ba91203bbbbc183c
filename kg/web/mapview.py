"""What the map's template is given: the drawing, the data for its script, legend, lists and the table of links."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from kg import iri
from kg.memory import Recall, afresh
from kg.schema import Stance
from kg.web import example
from kg.web.edition import plural
from kg.web.layout import plan
from kg.web.relations import FOUND as LINKED
from kg.web.relations import SECOND, Net
from kg.web.surmise import INFERRED, Surmise, surmise
from kg.web.surmise import LEGEND as GUESSES
from kg.web.surmise import WORDS as GUESSED
from kg.web.svg import draw, sample
from kg.web.viewmodel import ABOUT, FOUND, REPORTED, SOURCES, MapEdge, MapModel, MapNode, kind_of, map_model
from kg.web.whole import Whole

HERE = "index.html"
CONTESTED = 12  # claims under discussion that are listed apart; all are in the list below
QUIET = {  # links that are not stances, in both directions
    ABOUT: ("is about", "discussed in"),
    REPORTED: ("is reported in", "reports"),
}
LEGEND = {
    ABOUT: ("about", "is about / discussed in"),
    FOUND: ("found in the text", "found by the program in the title or abstract, stated by nobody"),
}


class Tally(NamedTuple):
    """How many sources stand to a claim in one way."""

    stance: str
    symbol: str
    n: int
    words: str


class Item(NamedTuple):
    """A row of a list: a box of the map."""

    number: int  # place in MapModel.nodes
    kind: str
    href: str
    label: str
    detail: str
    tallies: tuple[Tally, ...]
    name: str = ""  # the whole statement, where the label is only what follows a stem


class Group(NamedTuple):
    """Rows with a stem in common, or one row and no stem."""

    stem: str
    items: tuple[Item, ...]


def map_context(whole: Whole, looks: Sequence[Stance], net: Net, recall: Recall = afresh) -> dict[str, Any]:
    """The variables of map.html."""
    model = map_model(whole, looks)
    guessed = surmise(whole, model)
    drawing = plan(model, recall, guessed.edges)
    contested = _contested(model, looks)
    used = Counter(e.stance for e in model.edges)
    taken = [e for e in model.edges if e.stance not in QUIET]
    return {
        "svg": Markup(draw(model, drawing, looks, _link)),  # noqa: S704 - escaped by draw
        "map_title": _title(model),
        "empty": not model.nodes,
        "example": "" if model.claims else example.claim_entry(whole.tally),
        "notion": "" if whole.counts.get("concept") else example.concept_entry(whole.tally),
        "part": _part(model),
        "ranked": "by connections" if model.claims else "the concepts of most works, and the works with most of them",
        "plural": plural,
        "width": f"{drawing.width:.0f}",
        "heads": [(name, f"{x / drawing.width * 100:.2f}%", _count(model, name)) for name, x in drawing.heads],
        "data": Markup(_data(model, looks, guessed.edges)),  # noqa: S704 - `<` is escaped
        "legend": [_legend(s.name, s.label, f"{s.label} / {s.inverse}", s.arrow, used[s.name]) for s in looks if used[s.name]],
        "quiet": [_legend(name, *words, "", used[name]) for name, words in LEGEND.items() if used[name]],
        "guesses": [_guess(name, guessed) for name in INFERRED if guessed.totals[name]],
        "proposed": any(g.proposed for g in whole.of_kind("keyword")),
        "units": net.units,
        "kinds": sorted({link.kind for link in net.links} & {SECOND, LINKED}),
        "net_off": net.off,
        "hands": _hands(taken),
        "claims": _claim_groups(model, looks),
        "contested": contested[:CONTESTED],
        "more_contested": len(contested[CONTESTED:]),
        "sources": _source_groups(model, looks),
        "concepts": _concept_groups(model),
        "links": _table(model, model.edges, looks),
        "guessed": _table(model, guessed.edges, looks),
        "tree": net.tree,
        "counts": _counts(model),
    }


def _link(path: str) -> str:
    return iri.href(path, HERE)


def _count(model: MapModel, name: str) -> str:
    """How many of a column's boxes there are: "30", or "60 of 1,240"."""
    shown, total = len(getattr(model, name)), model.totals[name]
    return f"{shown}" if shown == total else f"{shown:,} of {total:,}"


def _title(model: MapModel) -> str:
    if not model.nodes:
        return "Nothing here yet"
    return "How this literature argues" if model.claims else "What this literature is about"


def _part(model: MapModel) -> str:
    """What is shown where it is not all: `60 of 1,240 works`."""
    units = {"sources": "works and studies" if model.claims else "works", "claims": "claims", "concepts": "concepts and keywords"}
    cut = [f"{_count(model, name)} {unit}" for name, unit in units.items() if model.totals[name] > len(getattr(model, name))]
    return ", ".join(cut[:-1]) + (" and " if cut[:-1] else "") + cut[-1] if cut else ""


def _counts(model: MapModel) -> dict[str, int]:
    """What the panel counts: stances of works and studies on claims apart from links of other kinds."""
    return {
        **model.counts,
        "lines": sum(e.stance not in QUIET for e in model.edges),  # drawn ones: the legend counts these
        "sources": len(model.sources),
        "claims": len(model.claims),
        "concepts": len(model.concepts),
        "keywords": sum(n.kind == "keyword" for n in model.concepts),
    }


def _legend(name: str, label: str, text: str, arrow: str, count: int) -> dict[str, object]:
    return {"name": name, "label": label, "help": text, "count": count, "more": 0, "sample": Markup(sample(name, arrow))}  # noqa: S704 - of our own names


def _guess(name: str, guessed: Surmise) -> dict[str, object]:
    """The legend of one kind of inferred links."""
    drawn = sum(e.stance == name for e in guessed.edges)
    row = _legend(name, *GUESSES[name], "", drawn)
    return row | {"more": guessed.totals[name] if guessed.totals[name] > drawn else 0}


def _hands(taken: Sequence[MapEdge]) -> list[dict[str, object]]:
    """The legend of first-hand, second-hand and hedged links."""
    second, hedged = sum(e.second_hand for e in taken), sum(e.hedged for e in taken)
    rows = [
        ("first", "first-hand", "read in the source itself", False, False, len(taken) - second),
        ("second", "second-hand", "as another work reports it", True, False, second),
        ("hedged", "hedged", "put with caution (“appear to”)", False, True, hedged),
    ]
    marks = {name: Markup(sample("any", "triangle", second_hand=s, hedged=h)) for name, _, _, s, h, _ in rows}  # noqa: S704
    return [
        {"name": name, "label": label, "help": text, "count": n, "more": 0, "sample": marks[name]}
        for name, label, text, _, _, n in rows
        if n
    ]


# ------------------------------------------------------------------------------------------------ lists


def _takers(model: MapModel, *kinds: str) -> dict[str, dict[str, set[str]]]:
    """Who of these kinds takes each stance on each claim."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for e in model.every:
        if e.stance not in QUIET and kind_of(e.start) in kinds:
            found[e.end][e.stance].add(e.start)
    return found


def _tallies(takers: Mapping[str, set[str]], looks: Sequence[Stance]) -> tuple[Tally, ...]:
    return tuple(Tally(s.name, s.symbol, len(t), f"{s.inverse} {len(t)}") for s in looks if (t := takers.get(s.name)))


def _claim_groups(model: MapModel, looks: Sequence[Stance]) -> list[Group]:
    """The claims with the works and studies that stand to them; those with most of them first."""
    number = {n.id: i for i, n in enumerate(model.nodes)}
    takers = _takers(model, *SOURCES)
    bundle = {m: b for b in model.bundles for m in b.members}

    def item(node: MapNode, rest: str = "") -> Item:
        tallies = _tallies(takers[node.id], looks)
        return Item(number[node.id], node.kind, _link(node.path), rest or node.label, "", tallies, node.label if rest else "")

    by_id = {n.id: n for n in model.claims}
    ranked = sorted(model.claims, key=lambda n: (-len(set().union(*takers[n.id].values())), n.label.casefold(), n.id))
    groups: list[Group] = []
    done: set[str] = set()
    for node in ranked:
        if node.id in done:
            continue
        together = bundle.get(node.id)
        if together:
            done.update(together.members)
            rests = zip(together.members, together.rests, strict=True)
            groups.append(Group(together.stem, tuple(item(by_id[m], rest) for m, rest in rests)))
        else:
            groups.append(Group("", (item(node),)))
    return groups


def _contested(model: MapModel, looks: Sequence[Stance]) -> list[Item]:
    """The claims that a work, a study or another claim disputes or qualifies, those with most of them first."""
    takers = _takers(model, *SOURCES, "claim")
    items = [
        Item(number, n.kind, _link(n.path), n.label, "", _tallies(takers[n.id], looks))
        for number, n in enumerate(model.nodes)
        if n.kind == "claim" and {"disputes", "qualifies"} & takers[n.id].keys()
    ]
    return sorted(items, key=lambda i: (-sum(t.n for t in i.tallies), i.label.casefold(), i.number))


def _source_groups(model: MapModel, looks: Sequence[Stance]) -> list[Group]:
    number = {n.id: i for i, n in enumerate(model.nodes)}
    took: dict[str, Counter[str]] = defaultdict(Counter)
    for e in model.every:
        took[e.start][e.stance] += 1
    rows = []
    for n in model.sources:
        found = (Tally(s.name, s.symbol, took[n.id][s.name], f"{s.label} {took[n.id][s.name]}") for s in looks)
        rows.append(Item(number[n.id], n.kind, _link(n.path), n.label, n.detail, tuple(t for t in found if t.n)))
    return [Group("", (row,)) for row in sorted(rows, key=lambda r: (-sum(t.n for t in r.tallies), r.label.casefold(), r.number))]


def _concept_groups(model: MapModel) -> list[Group]:
    number = {n.id: i for i, n in enumerate(model.nodes)}
    said = Counter(e.end for e in model.every if e.stance == ABOUT) if model.claims else {n.id: n.works for n in model.concepts}
    rows = sorted(model.concepts, key=lambda n: (-said[n.id], n.label.casefold(), n.id))
    unit = "claim" if model.claims else "work"
    tally = {n.id: Tally(ABOUT, "", said[n.id], plural(said[n.id], unit)) for n in rows}
    return [Group("", (Item(number[n.id], n.kind, _link(n.path), n.label, "", (tally[n.id],)),)) for n in rows]


# ------------------------------------------------------------------------------------------------ links


def _words(looks: Sequence[Stance]) -> dict[str, tuple[str, str]]:
    return QUIET | GUESSED | {s.name: (s.label, s.inverse) for s in looks}


def _table(model: MapModel, edges: Iterable[MapEdge], looks: Sequence[Stance]) -> list[dict[str, str]]:
    by_id = {n.id: n for n in model.nodes}
    words = _words(looks)
    return [
        {
            "start": by_id[e.start].label,
            "start_href": _link(by_id[e.start].path),
            "words": words[e.stance][0] + (" (hedged)" if e.hedged else ""),
            "end": by_id[e.end].label,
            "end_href": _link(by_id[e.end].path),
            "via": e.via,
            "via_href": _link(e.via_path) if e.via else "",
        }
        for e in edges
    ]


def _data(model: MapModel, looks: Sequence[Stance], inferred: Sequence[MapEdge]) -> str:
    """The data of map.js as JSON that may stand in a script element; what follows from the rest is left out of it."""
    number = {n.id: i for i, n in enumerate(model.nodes)}
    quotes = list(dict.fromkeys(_quote(n) for n in model.nodes if n.quote))
    place = {quote: i for i, quote in enumerate(quotes)}
    nodes = [
        _bare({"id": n.id, "k": n.kind, "h": h if (h := _link(n.path)) != f"{n.id}.html" else "", "l": n.label, "d": n.detail,
               "q": place[_quote(n)] if n.quote else "", "calm": n.undisputed})
        for n in model.nodes
    ]  # fmt: skip
    edges = [
        _bare({"s": number[e.start], "e": number[e.end], "t": e.stance, "via": e.via, "viah": _link(e.via_path) if e.via else "",
               "hedged": e.hedged, "joint": e.collective, "place": e.place, "q": e.quote})
        for e in (*model.edges, *inferred)
    ]  # fmt: skip
    words = {name: list(pair) for name, pair in sorted(_words(looks).items())}
    off = sorted({e.stance for e in inferred} - {e.stance for e in model.edges})  # hidden until asked for
    data = {"nodes": nodes, "edges": edges, "quotes": quotes, "words": words, "stated": len(model.edges), "off": off}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _quote(node: MapNode) -> tuple[str, str, str]:
    """The passage a claim rests on, and the work it stands in."""
    return node.quote, node.quoted_from, _link(node.quoted_path) if node.quoted_path else ""


def _bare(values: Mapping[str, object]) -> dict[str, object]:
    """The values without empty ones, but numbers stay."""
    return {k: v for k, v in values.items() if v is True or (not isinstance(v, bool) and (v or isinstance(v, int)))}
