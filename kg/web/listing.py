"""The list of each kind of thing: real tables, which a script makes sortable and filterable. Made of columns alone, see `pieces`.

A list too long for a page shows the most connected, and where to find the others: in parts, by year or by letters.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import groupby

from kg.kept import digest
from kg.web import example, facets, parts, search
from kg.web.article import LISTS
from kg.web.catalogue import Catalogue, File
from kg.web.facets import Values
from kg.web.markup import Html, esc, safe
from kg.web.parts import Part
from kg.web.pieces import DRAWN, LINE, LISTED, facet
from kg.web.rows import Column, Row, columns
from kg.web.shell import Shell
from kg.web.tallies import Tally

TOP = 60  # lines that the overview of a long list shows
MOST_PARTS = 120  # that the overview names one by one; of more only the years or letters
ALWAYS = ("work", "claim", "concept", "person", "venue")  # in the navigation, so also there when empty
_PASTE = "Put this into a .bib file in bib/, and build again:"
EMPTY = {  # why a list is empty, and what to add
    "work": f"No works yet: the files in bib/ have no entry of a work that could be read. {_PASTE}",
    "claim": f"No claims yet: nobody has written down what the works say. {_PASTE}",
    "concept": "No concepts yet. Keywords are words that works carry; a concept has a definition, and a place among others; works with a "
    f"keyword that is its label are about it. {_PASTE}",
    "person": "No people yet: no entry has an author or editor. Write author = {Family, Given and Family, Given} in the entry of a work.",
    "venue": "No venues yet: no entry names a journal, series or book that it is part of. Write journal = {…} in the entry of an article.",
}
EXAMPLES: dict[str, Callable[[Tally], str]] = {"work": example.entries, "claim": example.claim_entry, "concept": example.concept_entry}


Rows = Callable[[Iterable[int]], list[Row]]  # the rows at places of a list; of each only what stands in it


def lists(catalogue: Catalogue) -> Iterator[File]:
    """The list pages of all kinds that there are, and of those in the navigation."""
    there = catalogue.shelved.counts
    for kind in LISTS:
        if there.get(kind):
            yield from _list(kind, catalogue)
        elif kind in ALWAYS:
            yield _empty(kind, catalogue)


def _empty(kind: str, catalogue: Catalogue) -> File:
    """The page of a list that nothing is in."""
    path, others = f"{kind}/index.html", _others(kind, catalogue.shelved.counts)
    tally = catalogue.shelved.tally
    if catalogue.stays(path, others, example.of(tally)):
        return path, None
    made = EXAMPLES[kind](tally) if kind in EXAMPLES else ""
    return _page(path, kind, [], catalogue.shell, {"empty": EMPTY[kind], "example": made, "others": others})


def _list(kind: str, catalogue: Catalogue) -> Iterator[File]:
    """The pages of one list: one, or an overview and parts."""
    shelved, most = catalogue.shelved, parts.most(kind)
    total, others = shelved.counts[kind], _others(kind, shelved.counts)
    names = [facet(f.name) for f in facets.FACETS.get(kind, ())] if total <= most else []
    staying = catalogue.all_stay(kind, others, shelved.digest(*(f"{kind}/{name}" for name in (LISTED, DRAWN, *names))))
    if staying is not None:
        catalogue.ordered.carried(kind, [LISTED, DRAWN])
        yield from ((path, None) for path in staying)
        return
    line, order = shelved.at(kind, LINE), catalogue.ordered.order(kind, LISTED)
    if total > most:
        yield from _pages(kind, catalogue, others, lambda found: [_row(kind, line(*order.at(n))) for n in found])
    else:
        keys, of_facets = order.keys.split(b"\n"), [shelved.at(kind, name) for name in names]
        letters = sorted(range(total), key=lambda n: keys[n].partition(b"\0")[2])
        values = ([facets.of_line(of(*order.at(n))) for of in of_facets] for n in letters)
        rows = [_row(kind, line(*order.at(n)), tuple(found)) for n, found in zip(letters, values, strict=True)]
        catalogue.stays(f"{kind}/index.html")
        yield _page(f"{kind}/index.html", kind, rows, catalogue.shell, {"total": total, "others": others})
    catalogue.counted(kind)


def _pages(kind: str, catalogue: Catalogue, others: list[tuple[str, str]], rows: Rows) -> Iterator[File]:
    """The pages of a list in parts: those in which something differs from the last build."""
    order = catalogue.ordered.order(kind, LISTED)
    keys, drawn = order.keys.split(b"\n"), catalogue.ordered.column(kind, DRAWN, search.column, LISTED).split(search.END)
    cut, top = parts.cut(keys, parts.most(kind)), _top(drawn, keys)
    path = f"{kind}/index.html"
    stays = catalogue.stays(path, cut, [drawn[place] for place in top], others)
    yield (path, None) if stays else overview(kind, cut, rows(top), catalogue.shell, others)
    beside: dict[str, list[tuple[str, str]]] = {}
    for part in cut if len(cut) > MOST_PARTS else ():
        beside.setdefault(part.head, []).append((f"{part.name}.html", part.label))
    for number, part in enumerate(cut):
        path = f"{kind}/index/{part.name}.html"
        values = _part(cut, number, beside.get(part.head, []))
        stays = catalogue.stays(path, values, digest(b"\n".join(drawn[part.start : part.end])))
        yield (path, None) if stays else _page(path, kind, rows(range(part.start, part.end)), catalogue.shell, values)


def _top(drawn: Sequence[bytes], keys: Sequence[bytes]) -> list[int]:
    """The places of the most connected things in a list."""
    least = nlargest(TOP, drawn)[-1].partition(b" ")[0]
    found = [place for place, line in enumerate(drawn) if line >= least]
    return sorted(found, key=lambda n: (-int(drawn[n].partition(b" ")[0]), keys[n].partition(b"\0")[2]))[:TOP]


def _row(kind: str, line: bytes, values: Values = ()) -> Row:
    """A row, of what stands in it."""
    sort, *cells = json.loads(line)
    return Row(kind, "", "", "", 0, tuple(map(Html, cells)), sort, facets=values)


def overview(kind: str, cut: Sequence[Part], top: Sequence[Row], shell: Shell, others: list[tuple[str, str]]) -> File:
    """The first page of a long list, with the most connected."""
    total = cut[-1].end
    values = {
        "total": total,
        "more": f"The {len(top)} most connected of {total:,}. All of them, by {'year' if kind == 'work' else 'letter'}:",
        "parts": [(head, _named(head, list(found), len(cut))) for head, found in groupby(cut, key=_head)],
        "others": others,
        "ranked": True,
    }
    return _page(f"{kind}/index.html", kind, top, shell, values)


def _named(head: str, found: Sequence[Part], total: int) -> list[tuple[str, str, int]]:
    """The parts of one year or letter as an overview names them: each, or where there are very many in all, the first for all."""
    if total > MOST_PARTS:
        return [(f"index/{found[0].name}.html", head, found[-1].end - found[0].start)]
    return [(f"index/{p.name}.html", p.label, p.end - p.start) for p in found]


def _head(part: Part) -> str:
    return part.head


def _part(cut: Sequence[Part], number: int, beside: list[tuple[str, str]]) -> dict[str, object]:
    """What the page of one part of a long list says besides its rows: the ways to those before and after it, and `beside` it."""
    near = [(rel, cut[n]) for rel, n in (("prev", number - 1), ("next", number + 1)) if 0 <= n < len(cut)]
    return {
        "part": cut[number].label,
        "total": cut[number].end - cut[number].start,
        "near": [(rel, f"{p.name}.html") for rel, p in near],
        "beside": beside,
    }


def _page(path: str, kind: str, rows: Sequence[Row], shell: Shell, values: Mapping[str, object]) -> File:
    shown = [(n, c) for n, c in enumerate(columns(kind, shell.site)) if not c.optional or any(r.cells[n] for r in rows)]
    body = "".join([_line(row, shown) for row in rows])
    if path.count("/") > 1:
        body = body.replace('href="../', 'href="../../')
    defaults = {
        "total": 0,
        "more": "",
        "parts": [],
        "others": [],
        "ranked": False,
        "part": "",
        "near": [],
        "beside": [],
        "empty": "",
        "example": "",
    }
    title = LISTS[kind]
    html = shell.body(
        "list.html",
        defaults
        | {
            "title": title,
            "kind": kind,
            "columns": [c for _, c in shown],
            "rows": safe(body),
            "facets": "" if values.get("part") or values.get("parts") else safe(facets.data(kind, [row.facets for row in rows])),
        }
        | dict(values),
    )
    part = values.get("part")
    up = "../" * path.count("/")
    head = f'<link rel="stylesheet" href="{up}assets/facets.css">\n<script defer src="{up}assets/facets.js"></script>' if rows else ""
    return path, [shell.page(path, kind, f"{title}: {part}" if part else title, html, head)]


def _line(row: Row, shown: Sequence[tuple[int, Column]]) -> str:
    cells = []
    sort = f' data-sort="{esc(row.sort)}"' if row.sort else ""
    for n, column in shown:
        css = f' class="{column.css}"' if column.css else ""
        if n:
            cells.append(f"<td{css}>{row.cells[n]}")
        else:
            cells.append(f'<th scope="row"{css}{sort}>{row.cells[n]}')
    return f"<tr>{''.join(cells)}</tr>\n"  # a cell ends where the next begins: a tenth of a list's bytes


def _others(kind: str, there: Mapping[str, int]) -> list[tuple[str, str]]:
    """Lists that belong with this one and are not in the navigation."""
    beside = {"work": ("study",), "concept": ("keyword",), "person": ("organization",), "venue": ("organization",)}
    beside |= {"keyword": ("concept",), "organization": ("person",), "study": ("work",)}
    return [(f"../{k}/index.html", LISTS[k]) for k in beside.get(kind, ()) if there.get(k)]
