"""Pieces of HTML that every page is built from. All take plain text and return safe markup.

Loops over many items are here, in Python: they cost a fraction of what they cost in a template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from kg import iri
from kg.web.facts import Brief

NODE_PAGE = "work/x.html"  # any page of a node: all links from it start with ../


@lru_cache(maxsize=100_000)
def _href(path: str, here: str) -> str:
    return iri.href(path, here)


def link(brief: Brief, *, here: str = NODE_PAGE, text: str = "") -> Markup:
    """A link to the page of a thing, marked by its kind."""
    return Markup(f'<a class="{brief.kind}" href="{_href(brief.path, here)}">{escape(text or brief.label)}</a>')  # noqa: S704: escaped here


def outside(address: str, text: str = "") -> Markup:
    """A link out of the site, or plain text where the address is not safe to follow."""
    safe = iri.safe_url(address)
    if not safe:
        return escape(text or address)
    return Markup(f'<a class="out" rel="noopener" href="{escape(safe)}">{escape(text or address)}</a>')  # noqa: S704: escaped here


def join(items: Iterable[str], between: str = ", ") -> Markup:
    """Items, escaped unless they are markup, with plain text between them."""
    return escape(between).join(items)


def items(lines: Iterable[str], css: str = "lines") -> Markup:
    """An HTML list of items, or nothing where there are none."""
    inner = "".join([f"<li>{escape(line)}</li>" for line in lines])
    marked = f' class="{css}"' if css else ""
    return Markup(f"<ul{marked}>{inner}</ul>" if inner else "")  # noqa: S704: escaped above


def rows(facts: Mapping[str, str]) -> Markup:
    """Names and values as a definition list; empty values are left out."""
    inner = "".join([f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in facts.items() if v])
    return Markup(f'<dl class="facts">{inner}</dl>' if inner else "")  # noqa: S704: escaped above


def quotation(text: str) -> Markup:
    """A text in quotation marks of its own, those it came with taken off."""
    return Markup(f"<q>{escape(text.strip(QUOTES))}</q>")  # noqa: S704: escaped here


QUOTES = "\"“”„«» "


def section(name: str, heading: str, body: str, *, css: str = "") -> Markup:
    """A section with a heading that can be linked to, or nothing where the body is empty."""
    if not body:
        return Markup("")
    marked = f' class="{css}"' if css else ""
    return Markup(f'<section{marked} id="{name}"><h2>{escape(heading)}</h2>{escape(body)}</section>')  # noqa: S704: escaped here
