"""The list of each kind of thing: real tables, which a script makes sortable and filterable. Made of rows alone.

A list too long for a page shows the most connected, and where to find the others: in parts, by year or by letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from html import unescape
from itertools import groupby

from kg.web import example, facets, parts, search
from kg.web.article import LISTS
from kg.web.markup import esc, safe
from kg.web.parts import Part
from kg.web.rows import Column, Row, columns
from kg.web.shell import Shell
from kg.web.whole import Whole

TOP = 60  # lines that the overview of a long list shows
NAMES = ("person", "organization", "keyword")  # whose lines are short
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
EXAMPLES: dict[str, Callable[[Whole], str]] = {"work": example.entries, "claim": example.claim_entry, "concept": example.concept_entry}


def lists(rows: Iterable[Row], shell: Shell, whole: Whole) -> Iterator[tuple[str, bytes]]:
    """The list pages of all kinds that there are, and of those in the navigation."""
    by_kind: dict[str, list[Row]] = {kind: [] for kind in LISTS}
    for row in rows:
        by_kind[row.kind].append(row)
    there = {kind: len(found) for kind, found in by_kind.items()}
    for kind, found in by_kind.items():
        if found:
            yield from _list(kind, found, shell, there)
            if len(found) > _most(kind):
                yield f"assets/list-{kind}.js", _whole(kind, found, shell, whole).encode()
        elif kind in ALWAYS:
            made = EXAMPLES[kind](whole) if kind in EXAMPLES else ""
            yield _page(f"{kind}/index.html", kind, [], shell, {"empty": EMPTY[kind], "example": made, "others": _others(kind, there)})


def _list(kind: str, found: list[Row], shell: Shell, there: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """The pages of one list: one, or an overview and parts."""
    most = _most(kind)
    by_year = kind == "work" and len(found) > most
    found.sort(key=lambda r: parts.order(_year(r, by_year), r.key, r.iri))
    if len(found) <= most:
        yield _page(f"{kind}/index.html", kind, found, shell, {"total": len(found), "others": _others(kind, there)})
        return
    cut = parts.cut([(_year(r, by_year), r.key) for r in found], most)
    yield overview(kind, cut, found, shell, there)
    for number in range(len(cut)):
        yield part_page(kind, cut, number, found[cut[number].start : cut[number].end], shell)


def _most(kind: str) -> int:
    """How many lines of a kind stand on one page."""
    return parts.MOST_NAMES if kind in NAMES else parts.MOST


def _whole(kind: str, found: Sequence[Row], shell: Shell, whole: Whole) -> str:
    """What narrows all of a list in parts: the values of each thing, in the order of the search box, which has the names."""
    rows = {row.iri: row for row in found}
    ordered = [rows[gist.brief.iri] for gist in search.ordered(whole, kind)]
    heads = columns(kind, shell.site)
    shown = [n for n, c in enumerate(heads) if n and "num" in c.css and any(row.cells[n] for row in ordered)]
    titled = [(c.heading, "title") for c in heads if c.css == "title"]
    said = [(heads[0].heading, ""), *titled, *((heads[n].heading, heads[n].css) for n in shown)]
    numbers = [[unescape(row.cells[n]) for row in ordered] for n in shown]
    return facets.script(kind, said, [row.facets for row in ordered], numbers)


def _year(row: Row, by_year: bool) -> str:
    return (row.year or parts.UNDATED) if by_year else ""


def overview(kind: str, cut: Sequence[Part], rows: Iterable[Row], shell: Shell, there: Mapping[str, int]) -> tuple[str, bytes]:
    """The first page of a long list, of any of its rows that may be among the most connected."""
    total = cut[-1].end
    top = nsmallest(TOP, rows, key=lambda r: (-r.weight, r.key, r.iri))
    values = {
        "total": total,
        "more": f"The {len(top)} most connected of {total:,}. All of them, by {'year' if kind == 'work' else 'letter'}:",
        "parts": [(head, _named(head, list(found), len(cut))) for head, found in groupby(cut, key=_head)],
        "others": _others(kind, there),
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


def part_page(kind: str, cut: Sequence[Part], number: int, rows: Sequence[Row], shell: Shell) -> tuple[str, bytes]:
    """One part of a long list, with the ways to those before and after it."""
    near = [(rel, cut[n]) for rel, n in (("prev", number - 1), ("next", number + 1)) if 0 <= n < len(cut)]
    values = {
        "part": cut[number].label,
        "total": len(rows),
        "near": [(rel, f"{p.name}.html") for rel, p in near],
        "beside": [(f"{p.name}.html", p.label) for p in cut if p.head == cut[number].head] if len(cut) > MOST_PARTS else [],
    }
    return _page(f"{kind}/index/{cut[number].name}.html", kind, rows, shell, values)


def _page(path: str, kind: str, rows: Sequence[Row], shell: Shell, values: Mapping[str, object]) -> tuple[str, bytes]:
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
    return path, shell.page(path, kind, f"{title}: {part}" if part else title, html, head)


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
    return [(f"../{k}/index.html", LISTS[k]) for k in beside.get(kind, ()) if there[k]]
