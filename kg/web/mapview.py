"""What the map's template is given: the drawing, the data for its script, legend, lists and the table of links."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from kg import iri
from kg.schema import Stance
from kg.web.facts import Facts
from kg.web.layout import plan
from kg.web.network import concept_tree
from kg.web.svg import draw, sample
from kg.web.viewmodel import ABOUT, REPORTED, MapEdge, MapModel, MapNode, map_model

HERE = "index.html"
QUIET = {ABOUT: ("is about", "discussed in"), REPORTED: ("is reported in", "reports")}  # links that are not stances


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


def map_context(facts: Facts, looks: Sequence[Stance]) -> dict[str, Any]:
    """The variables of map.html."""
    model = map_model(facts, looks)
    drawing = plan(model)
    used = Counter(e.stance for e in model.edges)
    taken = [e for e in model.edges if e.stance not in QUIET]
    claims = _claim_groups(model, looks)
    return {
        "svg": Markup(draw(model, drawing, looks, _link)),  # noqa: S704 - escaped by draw
        "map_title": "How this literature argues" if model.claims else "What this literature is about",
        "width": f"{drawing.width:.0f}",
        "heads": [(name, f"{x / drawing.width * 100:.2f}%", _count(model, name)) for name, x in drawing.heads],
        "data": Markup(_data(model, looks)),  # noqa: S704 - `<` is escaped
        "legend": [_legend(s.name, s.label, f"{s.label} / {s.inverse}", s.arrow, used[s.name]) for s in looks if used[s.name]],
        "about": _legend(ABOUT, "about", "is about / discussed in", "", used[ABOUT]) if used[ABOUT] else None,
        "hands": _hands(taken),
        "claims": claims,
        "contested": _contested(claims),
        "sources": _source_groups(model, looks),
        "concepts": _concept_groups(model),
        "links": _table(model, looks),
        "tree": concept_tree(facts),
        "counts": _counts(model, taken),
    }


def _link(path: str) -> str:
    return iri.href(path, HERE)


def _count(model: MapModel, name: str) -> str:
    """How many of a column's boxes there are: "30", or "60 of 1,240"."""
    shown, total = len(getattr(model, name)), model.totals[name]
    return f"{shown}" if shown == total else f"{shown:,} of {total:,}"


def _counts(model: MapModel, taken: Sequence[MapEdge]) -> dict[str, int]:
    return {
        "works": sum(n.kind == "work" for n in model.sources),
        "studies": sum(n.kind == "study" for n in model.sources),
        "claims": len(model.claims),
        "concepts": len(model.concepts),
        "stances": len(taken),
        "second": sum(e.second_hand for e in taken),
    }


def _legend(name: str, label: str, text: str, arrow: str, count: int) -> dict[str, object]:
    return {"name": name, "label": label, "help": text, "count": count, "sample": Markup(sample(name, arrow))}  # noqa: S704 - of our own names


def _hands(taken: Sequence[MapEdge]) -> list[dict[str, object]]:
    """The legend of first-hand, second-hand and hedged links."""
    second, hedged = sum(e.second_hand for e in taken), sum(e.hedged for e in taken)
    rows = [
        ("first", "first-hand", "read in the source itself", False, False, len(taken) - second),
        ("second", "second-hand", "as another work reports it", True, False, second),
        ("hedged", "hedged", "put with caution (“appear to”)", False, True, hedged),
    ]
    return [
        {"name": name, "label": label, "help": text, "count": n, "sample": Markup(sample("any", "triangle", second_hand=s, hedged=h))}  # noqa: S704
        for name, label, text, s, h, n in rows
        if n
    ]


# ------------------------------------------------------------------------------------------------ lists


def _claim_groups(model: MapModel, looks: Sequence[Stance]) -> list[Group]:
    number = {n.id: i for i, n in enumerate(model.nodes)}
    against: dict[str, Counter[str]] = defaultdict(Counter)
    for e in model.edges:
        against[e.end][e.stance] += e.stance not in QUIET
    weight = {s.name: s for s in looks}
    bundle = {m: b for b in model.bundles for m in b.members}

    def item(node: MapNode, rest: str = "") -> Item:
        found = [Tally(s.name, s.symbol, against[node.id][s.name], f"{s.inverse} {against[node.id][s.name]}") for s in looks]
        tallies = tuple(t for t in found if t.n)
        return Item(number[node.id], node.kind, _link(node.path), rest or node.label, "", tallies, node.label if rest else "")

    by_id = {n.id: n for n in model.claims}
    ranked = sorted(model.claims, key=lambda n: (-sum(c for s, c in against[n.id].items() if s in weight), n.label.casefold(), n.id))
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


def _contested(groups: Iterable[Group]) -> list[Item]:
    """The claims that something disputes or qualifies."""
    items = [i._replace(label=i.name or i.label) for g in groups for i in g.items]
    return [i for i in items if any(t.stance in ("disputes", "qualifies") for t in i.tallies)]


def _source_groups(model: MapModel, looks: Sequence[Stance]) -> list[Group]:
    number = {n.id: i for i, n in enumerate(model.nodes)}
    took: dict[str, Counter[str]] = defaultdict(Counter)
    for e in model.edges:
        took[e.start][e.stance] += 1
    rows = []
    for n in model.sources:
        found = (Tally(s.name, s.symbol, took[n.id][s.name], f"{s.label} {took[n.id][s.name]}") for s in looks)
        rows.append(Item(number[n.id], n.kind, _link(n.path), n.label, n.detail, tuple(t for t in found if t.n)))
    return [Group("", (row,)) for row in sorted(rows, key=lambda r: (-sum(t.n for t in r.tallies), r.label.casefold(), r.number))]


def _concept_groups(model: MapModel) -> list[Group]:
    number = {n.id: i for i, n in enumerate(model.nodes)}
    said = Counter(e.end for e in model.edges if e.stance == ABOUT)
    rows = sorted(model.concepts, key=lambda n: (-said[n.id], n.label.casefold(), n.id))
    unit = "claims" if model.claims else "works"
    tally = {n.id: Tally(ABOUT, "", said[n.id], f"{said[n.id]} {unit}") for n in rows}
    return [Group("", (Item(number[n.id], n.kind, _link(n.path), n.label, "", (tally[n.id],)),)) for n in rows]


# ------------------------------------------------------------------------------------------------ links


def _words(looks: Sequence[Stance]) -> dict[str, tuple[str, str]]:
    return QUIET | {s.name: (s.label, s.inverse) for s in looks}


def _table(model: MapModel, looks: Sequence[Stance]) -> list[dict[str, str]]:
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
        for e in model.edges
    ]


def _data(model: MapModel, looks: Sequence[Stance]) -> str:
    """The data of map.js as JSON that may stand in a script element."""
    number = {n.id: i for i, n in enumerate(model.nodes)}
    nodes = [_bare({"id": n.id, "k": n.kind, "h": _link(n.path), "l": n.label, "d": n.detail, **_quote(n)}) for n in model.nodes]
    edges = [
        _bare({"s": number[e.start], "e": number[e.end], "t": e.stance, "via": e.via, "viah": _link(e.via_path) if e.via else "",
               "hedged": e.hedged, "joint": e.collective, "place": e.place, "q": e.quote})
        for e in model.edges
    ]  # fmt: skip
    data = {"nodes": nodes, "edges": edges, "words": {name: list(pair) for name, pair in sorted(_words(looks).items())}}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _quote(node: MapNode) -> Mapping[str, object]:
    return {"q": node.quote, "qf": node.quoted_from, "qh": _link(node.quoted_path) if node.quoted_path else ""}


def _bare(values: Mapping[str, object]) -> dict[str, object]:
    """The values without empty ones, but numbers stay."""
    return {k: v for k, v in values.items() if v is True or (not isinstance(v, bool) and (v or isinstance(v, int)))}
