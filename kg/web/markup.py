"""Pieces of HTML that every page is built from.

`Html` is text that is escaped already; whatever else comes into a page goes through `esc`. The type checker
holds the two apart, and at run time both are plain strings: f-strings put a page together for a fraction of
what a template or markupsafe's arithmetic costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import NewType, cast
from urllib.parse import urlencode

from markupsafe import Markup

from kg import iri, terms
from kg.web.facts import Brief

Html = NewType("Html", str)
NODE_PAGE = "work/x.html"  # any page of a node: all links from it start with ../
NOTHING = Html("")


def _escaped(text: str) -> str:
    """A text as HTML, fit for an element and for an attribute in double quotes. To see that there is nothing to replace is quicker."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace('"', "&quot;") if '"' in text else text


esc = cast("Callable[[str], Html]", _escaped)  # it runs 35 times a page, and `Html(…)` around it is a call more


def safe(html: str) -> Markup:
    """HTML for a Jinja template, which escapes all but this. The one place that vouches for it."""
    return Markup(html)  # noqa: S704


def link(brief: Brief, *, here: str = NODE_PAGE, text: str = "", among: str = "") -> Html:
    """A link to the page of a thing, which says of what kind it is where that is marked; not in a list of things of that kind."""
    marked = "" if brief.kind == among else _CLASS.get(brief.kind, "")
    address = f"../{brief.path}" if here is NODE_PAGE else iri.href(brief.path, here)  # slugs are letters, and fit for HTML as they are
    return Html(f'<a {marked}href="{address}">{esc(text or brief.label)}</a>')


_CLASS = {kind: f'class="{kind}" ' for kind in ("work", "claim", "concept", "keyword", "study")}


def titled(brief: Brief, among: str = "") -> Html:
    """A link to a work with its title beside it; to anything else, the link alone."""
    return Html(f"{link(brief, among=among)} <cite>{esc(brief.detail)}</cite>") if brief.detail else link(brief, among=among)


class Links(dict[str, Html]):
    """Links by IRI term, each made once, when it is first asked for; to what has no page, nothing."""

    def __init__(self, brief: Callable[[str], Brief | None], make: Callable[[Brief], Html]) -> None:
        self.brief = brief
        self.make = make

    def __missing__(self, term: str) -> Html:
        brief = self.brief(term)
        html = self[term] = self.make(brief) if brief else NOTHING
        return html


def outside(address: str, text: str = "") -> Html:
    """A link out of the site, or plain text where the address is not safe to follow."""
    target = iri.safe_url(address)
    if not target:
        return esc(text or address)
    return Html(f'<a class="out" href="{esc(target)}">{esc(text or address)}</a>')


def join(parts: Iterable[Html], between: str = ", ") -> Html:
    """Pieces of HTML with a separator between them."""
    return Html(between.join(parts))


MOST = 100  # items that a list on a thing's page shows: a page is to be read, and a frequent keyword is on thousands of works
HEAVIEST = 10_000  # bytes of such a list: a page has up to five, and 60 kB


def items(
    lines: Iterable[Html], css: str = "lines", more: str | Callable[[], str] = "", *, heaviest: int = HEAVIEST, total: int = 0
) -> Html:
    """An HTML list of items, or nothing where there are none; of very many the first, and how many more there are.

    `more` says where those are: HTML of our own, or what makes it when it is needed. Of a `total` there may be fewer lines.

    >>> items([Html("a"), Html("b")])
    '<ul class="lines"><li>a<li>b</ul>'
    """
    shown = list(lines)
    inner = "<li>".join(shown)  # an item ends where the next begins: five bytes of a line that every page has dozens of
    if max(total, len(shown)) > MOST or len(inner) > heaviest / 4:
        inner = "<li>".join(bounded(shown, more if isinstance(more, str) else more(), heaviest=heaviest, total=total))
    marked = f' class="{css}"' if css else ""
    return Html(f"<ul{marked}><li>{inner}</ul>" if inner else "")


def bounded(lines: Sequence[Html], more: str = "", *, most: int = MOST, heaviest: int = HEAVIEST, total: int = 0) -> list[Html]:
    """The first lines of many, and one that says how many more there are.

    >>> bounded([Html("a"), Html("b"), Html("c")], most=2)
    ['a', 'b', '<span class="n">and 1 more: a query lists them all</span>']
    """
    ends = accumulate(len(line.encode()) + 4 for line in lines)
    fit = max(1, min(most, sum(end <= heaviest for end in ends)))
    every = max(total, len(lines))
    if every <= fit:
        return list(lines)
    left = f"and {every - fit:,} more: {more or 'a query lists them all'}"
    return [*lines[:fit], Html(f'<span class="n">{left}</span>')]


def narrowed(page: str, kind: str, facet: str, value: str, text: str) -> Callable[[], Html]:
    """What makes a link to the list of a kind, narrowed down to one value of a facet: where a long list on a page goes on."""

    def made() -> Html:
        address = iri.href(f"{kind}/index.html", page)
        return Html(f'<a href="{address}#{esc(urlencode({facet: value}))}">{text}</a>')

    return made


def row(name: str, value: Html) -> Html:
    """A line of a definition list; nothing where the value is empty. The name is our own, or escaped."""
    return Html(f"<dt>{name}<dd>{value}") if value else NOTHING


def rows(lines: Iterable[str]) -> Html:
    """Rows as a definition list, or nothing where there are none."""
    inner = "".join(lines)
    return Html(f'<dl class="facts">{inner}</dl>') if inner else NOTHING


def spoken(term: str, language: str) -> Html:
    """The text of a literal; one in another language than the page says so."""
    tag = terms.language(term) if term[-1] != '"' else ""
    text = esc(terms.value(term))
    return Html(f'<span lang="{esc(tag)}">{text}</span>') if tag and tag != language else text


def quotation(text: str) -> Html:
    """A text in quotation marks of its own, those it came with taken off."""
    return Html(f"<q>{esc(text.strip(QUOTES))}</q>")


QUOTES = '"“”„«» '


def section(name: str, heading: str, body: str, *, css: str = "") -> Html:
    """A section with a heading that can be linked to, or nothing where the body is empty. `body` is HTML."""
    if not body:
        return NOTHING
    marked = f' class="{css}"' if css else ""
    return Html(f'<section{marked} id="{name}"><h2>{heading}</h2>{body}</section>')
