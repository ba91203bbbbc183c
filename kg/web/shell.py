"""The frame of every page: head, navigation and foot, composed once for each depth and section.

A page is then three strings joined, not a template rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import jinja2

from kg import resources
from kg.web.edition import SiteInput
from kg.web.markup import esc, safe

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
NAVIGATION = (
    ("map", "Map", "index.html"),
    ("claim", "Claims", "claim/index.html"),
    ("work", "Works", "work/index.html"),
    ("concept", "Concepts", "concept/index.html"),
    ("person", "People", "person/index.html"),
    ("venue", "Venues", "venue/index.html"),
)
READINGS = (  # of the whole literature
    ("evidence", "Evidence", "evidence.html"),
    ("debates", "Debates", "debates.html"),
    ("timeline", "Timeline", "timeline.html"),
    ("query", "Query", "query.html"),
)
DATA = (  # about the record itself; at the foot of the page
    ("missing", "Missing", "missing.html"),
    ("quality", "Quality", "quality.html"),
    ("downloads", "Downloads", "downloads.html"),
    ("vocabulary", "Vocabulary", "vocabulary.html"),
    ("about", "About", "about.html"),
)
NOTHING: Mapping[str, str] = MappingProxyType({})
_MARKS = ("\x00title\x00", "\x00head\x00", "\x00body\x00")


def policy(allowed: Mapping[str, str] = NOTHING) -> str:
    """The Content-Security-Policy of a page, with what it says otherwise than that of all."""
    return "; ".join(f"{name} {value}" for name, value in {**CSP, **allowed}.items())


class Frame(NamedTuple):
    """What stands before, between and after what a page fills in, as UTF-8."""

    to_title: bytes
    to_head: bytes
    to_body: bytes
    to_end: bytes


class Shell:
    """The frames of one site, and its templates."""

    def __init__(self, site: SiteInput) -> None:
        loaders = [jinja2.DictLoader(dict(site.templates)), jinja2.FileSystemLoader(resources.templates_dir())]
        self.environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader(loaders), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
        )
        self.site = site
        self.template = cache(self.environment.get_template)
        self.frame = cache(self._frame)

    def page(
        self, path: str, section: str, title: str, body: str, head: str = "", *, css: str = "", allowed: Mapping[str, str] = NOTHING
    ) -> bytes:
        """A whole page. `body` and `head` are markup, `title` is text; `allowed` is what its policy says otherwise than that of all."""
        frame = self.frame(path.count("/"), section, css, tuple(allowed.items()))
        full = f"{title} · {self.site.title}" if title != self.site.title else title
        return b"".join((frame.to_title, esc(full).encode(), frame.to_head, head.encode(), frame.to_body, body.encode(), frame.to_end))

    def body(self, template: str, values: dict[str, object]) -> str:
        """A template filled in."""
        return self.template(template).render(values)

    def _frame(self, depth: int, section: str, css: str, allowed: tuple[tuple[str, str], ...]) -> Frame:
        html = self.template("shell.html").render(
            up="../" * depth,
            site=self.site,
            section=section,
            css=css,
            csp=safe(policy(dict(allowed))),
            navigation=NAVIGATION,
            readings=READINGS,
            data=DATA,
            title=_MARKS[0],
            head=safe(_MARKS[1]),
            body=safe(_MARKS[2]),
        )
        before, _, rest = html.partition(_MARKS[0])
        between, _, rest = rest.partition(_MARKS[1])
        inside, _, after = rest.partition(_MARKS[2])
        return Frame(before.encode(), between.encode(), inside.encode(), after.encode())
