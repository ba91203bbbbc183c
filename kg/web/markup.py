"""Pieces of HTML that every page is built from. All take plain text and return safe markup.

Loops over many items are here, in Python: they cost a fraction of what they cost in a template.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from kg import iri, terms
from kg.web.facts import Brief

NODE_PAGE = "work/x.html"  # any page of a node: all links from it start with ../


def esc(text: str) -> str:
    """A text escaped, to be put into HTML within an f-string; markup stays as it is. Faster than markupsafe's own."""
    return text if text.__class__ is Markup else html.escape(text)


def safe(pieces: str) -> Markup:
    """HTML that was put together from escaped pieces, as markup. The one place that vouches for it."""
    return Markup(pieces)  # noqa: S704


@lru_cache(maxsize=200_000)
def link(brief: Brief, *, here: str = NODE_PAGE, text: str = "") -> Markup:
    """A link to the page of a thing, marked by its kind."""
    return safe(f'<a class="{brief.kind}" href="{iri.href(brief.path, here)}">{esc(text or brief.label)}</a>')


def outside(address: str, text: str = "") -> Markup:
    """A link out of the site, or plain text where the address is not safe to follow."""
    target = iri.safe_url(address)
    if not target:
        return escape(text or address)
    return safe(f'<a class="out" rel="noopener" href="{esc(target)}">{esc(text or address)}</a>')


def join(items: Iterable[str], between: str = ", ") -> Markup:
    """Items, escaped unless they are markup, with plain text between them."""
    return safe(esc(between).join([esc(item) for item in items]))


def items(lines: Iterable[str], css: str = "lines") -> Markup:
    """An HTML list of items, or nothing where there are none."""
    inner = "</li><li>".join([esc(line) for line in lines])
    marked = f' class="{css}"' if css else ""
    return safe(f"<ul{marked}><li>{inner}</li></ul>" if inner else "")


def rows(facts: Mapping[str, str]) -> Markup:
    """Names and values as a definition list; empty values are left out."""
    inner = "".join([f"<div><dt>{esc(k)}</dt><dd>{esc(v)}</dd></div>" for k, v in facts.items() if v])
    return safe(f'<dl class="facts">{inner}</dl>' if inner else "")


def spoken(term: str, language: str) -> Markup:
    """The text of a literal; one in another language than the page says so."""
    tag = terms.language(term)
    text = escape(terms.value(term))
    return safe(f'<span lang="{esc(tag)}">{text}</span>') if tag and tag != language else text


def quotation(text: str) -> Markup:
    """A text in quotation marks of its own, those it came with taken off."""
    return safe(f"<q>{esc(text.strip(QUOTES))}</q>")


QUOTES = '"“”„«» '


def section(name: str, heading: str, body: str, *, css: str = "") -> Markup:
    """A section with a heading that can be linked to, or nothing where the body is empty."""
    if not body:
        return Markup("")
    marked = f' class="{css}"' if css else ""
    return safe(f'<section{marked} id="{name}"><h2>{esc(heading)}</h2>{esc(body)}</section>')
