"""What a site has that stands at a known address: a sitemap, and a page for addresses that lead nowhere.

Both need the address itself. A sitemap holds absolute addresses of its own host and nothing else (sitemaps.org, "Location"), and a
host shows 404.html at any depth, where a relative link would lead somewhere else each time. kg.toml's `base` will not do: it names
things, and often is a redirecting service on another host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, urlsplit

from kg.files import GENERATOR
from kg.web.markup import esc
from kg.web.shell import DATA, NAVIGATION, Shell

MOST = 50_000  # addresses that a sitemap may hold
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_RELATIVE = re.compile(rb'(href|src)="(?![a-z]+:|#)')
NOT_FOUND = """<div class="page">
<h1>There is no such page here</h1>
<p>The entry may have got another key, or have been taken out of the bibliography. It may still be in one of the lists:</p>
<ul>{}</ul>
</div>"""


def hosted(shell: Shell, pages: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """404.html and the sitemap, in several files where one may not hold all; nothing where the site's address is not known.

    `pages` are the paths of those of things.
    """
    address = shell.site.address
    if not address:
        return
    listed = "".join([f'<li><a href="{path}">{text}</a></li>' for _, text, path in NAVIGATION])
    page = shell.page("404.html", "", "Not found", NOT_FOUND.format(listed))
    root = urlsplit(address).path.encode()
    yield "404.html", _RELATIVE.sub(lambda found: found[1] + b'="' + root, page)
    paths = [path for _, _, path in (*NAVIGATION, *DATA)] + sorted(pages)
    parts = [paths[n : n + MOST] for n in range(0, len(paths), MOST)]
    if len(parts) == 1:
        yield "sitemap.xml", _sitemap("urlset", "url", address, paths)
        return
    names = [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    yield "sitemap.xml", _sitemap("sitemapindex", "sitemap", address, names)
    for name, part in zip(names, parts, strict=True):
        yield name, _sitemap("urlset", "url", address, part)


def _sitemap(root: str, item: str, address: str, paths: Sequence[str]) -> bytes:
    lines = "".join([f"<{item}><loc>{esc(address + quote(_plain(path), safe='/~._-'))}</loc></{item}>\n" for path in paths])
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {GENERATOR.decode()} -->\n'
    return f'{head}<{root} xmlns="{_SPACE}">\n{lines}</{root}>\n'.encode()


def _plain(path: str) -> str:
    return path.removesuffix("index.html")
