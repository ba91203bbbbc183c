"""The frame of every page: head, navigation and foot, composed once for each folder and section.

A page is then three strings joined, not a template rendered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from kg.config import ConfigError
from kg.files import GENERATOR
from kg.web import templating
from kg.web.article import LISTS
from kg.web.edition import SiteInput
from kg.web.facts import Facts
from kg.web.markup import esc, safe

if TYPE_CHECKING:
    from jinja2 import Template

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
_MARKS = ("title", "head", "body")
_MARK = re.compile(f"\x00({'|'.join(_MARKS)})\x00")


def policy(allowed: Mapping[str, str] = NOTHING) -> str:
    """The Content-Security-Policy of a page, with what it says otherwise than that of all."""
    return ";".join(f"{name} {value}" for name, value in {**CSP, **allowed}.items())


_NO_FACTS = Facts({}, {}, [])


class Frame(NamedTuple):
    """What stands before, between and after what a page fills in, as UTF-8."""

    first: bytes
    rest: tuple[tuple[int, bytes], ...]  # which of the marks is filled in, and what comes after it


Frames = dict[tuple[str, str, str, tuple[tuple[str, str], ...]], Frame]  # by what `Shell._frame` is given


class Shell:
    """The frames of one site, those at hand and others when they are asked for, and its templates."""

    def __init__(self, site: SiteInput, frames: Frames | None = None) -> None:
        self.site = site
        self.frames = {} if frames is None else frames

    @cached_property
    def template(self) -> Callable[[str], Template]:
        """Gives the template of a name."""
        return cache(templating.environment(self.site.templates).get_template)

    def page(
        self, path: str, section: str, title: str, body: str, head: str = "", *, css: str = "", allowed: Mapping[str, str] = NOTHING
    ) -> bytes:
        """A whole page. `body` and `head` are markup, `title` is text; `allowed` is what its policy says otherwise than that of all."""
        frame = self._frame(path.rpartition("/")[0], section, css, tuple(allowed.items()))
        full = f"{title} · {self.site.title}" if title != self.site.title else title
        filled = (esc(full).encode(), head.encode(), body.encode())
        return b"".join([frame.first, *[part for mark, after in frame.rest for part in (filled[mark], after)]])

    def body(self, template: str, values: dict[str, object]) -> str:
        """A template filled in. Raises ConfigError where the workspace's own cannot be."""
        with templating.telling(self.site.templates, values):
            return self.template(template).render(values)

    def tried(self) -> Frames:
        """The frames of most pages. Raises ConfigError where a template of the workspace's own cannot be read, or a frame does not work."""
        for name in self.site.templates:
            with templating.telling(self.site.templates, NOTHING):
                self.template(name)
        for section, _, path in (*NAVIGATION, *READINGS, *DATA):
            self._frame(path.rpartition("/")[0], section, "", ())
        for kind in LISTS:
            self._frame(kind, kind, "", ())
        return self.frames

    def _frame(self, *of: *tuple[str, str, str, tuple[tuple[str, str], ...]]) -> Frame:
        if of not in self.frames:
            self.frames[of] = self._composed(*of)
        return self.frames[of]

    def _composed(self, folder: str, section: str, css: str, allowed: tuple[tuple[str, str], ...]) -> Frame:
        values: dict[str, object] = {
            "up": "../" * (folder.count("/") + 1) if folder else "",
            "site": replace(self.site, facts=_NO_FACTS, sources={}),  # a frame is of all pages, and what it was made with stays
            "section": section,
            "css": css,
            "csp": safe(policy(dict(allowed))),
            "navigation": NAVIGATION,
            "readings": READINGS,
            "data": DATA,
        } | {name: safe(f"\x00{name}\x00") for name in _MARKS}
        html = self.body("shell.html", values)
        first, *rest = _MARK.split(html.replace(f' href="../{folder}/', ' href="') if folder else html)
        marks, after = rest[::2], rest[1::2]
        _see_that_it_is_whole(first, marks)
        return Frame(first.encode(), tuple((_MARKS.index(mark), text.encode()) for mark, text in zip(marks, after, strict=True)))


def _see_that_it_is_whole(before: str, marks: list[str]) -> None:
    """Raise ConfigError where a workspace's own shell.html leaves out what every page needs."""
    place = f"{templating.FOLDER}shell.html:1:"
    for name in _MARKS:
        if name not in marks or (name != "title" and marks.count(name) > 1):
            often = "once" if name != "title" else "at least once"
            raise ConfigError(f"{place} a page has to hold {{{{ {name} }}}} {often}, and this one {marks.count(name)} times. {_RATHER}")
    if GENERATOR.decode() not in before:
        raise ConfigError(
            f"{place} {GENERATOR.decode()} is missing before the title: by it a build knows the pages that it may remove. {_RATHER}"
        )


_RATHER = 'Or change single blocks: {% extends "packaged/shell.html" %} and {% block foot %}…{% endblock %}.'
