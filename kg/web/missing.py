"""The page of works that many of the bibliography cite and that are not in it; and what a work's page says of its reference list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import iri
from kg.web.edition import SiteInput, plural
from kg.web.facts import Page
from kg.web.markup import NOTHING, Html, esc, items, link, outside, safe, section
from kg.web.reflists import ON_A_PAGE, MissingWork
from kg.web.shell import Shell
from kg.web.whole import Whole

PATH = "missing.html"
UNFOLDED = 4  # citing works that are shown unfolded
MOST = 15  # citing works that are shown at all
SHOWN = 3  # missing works that the page of a work names, the most cited
_ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {c: f"\\{c}" for c in "{}&%#_$"}
_CAPITALS = re.compile(r"[^\W\d_a-z]{1,4}")


def missing(shell: Shell, literature: Whole) -> Iterator[tuple[str, bytes]]:
    """The pages of missing works: one, or several of ON_A_PAGE works each."""
    site, title = shell.site, "Works missing from the bibliography"
    found = site.reference_lists.missing
    for start in range(0, len(found) or 1, ON_A_PAGE):
        path, end = page_of(start), min(start + ON_A_PAGE, len(found))
        rows = safe("".join(_row(n, found[n], literature) for n in range(start, end)))
        values = {
            "title": title,
            "total": len(found),
            "part": f"{start + 1:,} to {end:,}" if len(found) > ON_A_PAGE else "",
            "before": page_of(start - ON_A_PAGE) if start else "",
            "after": page_of(end) if end < len(found) else "",
            "coverage": coverage(site, literature),
            "rows": rows,
        }
        name = f"{title}: {values['part']}" if start else title
        yield path, shell.page(path, "missing", name, shell.body(PATH, values))


def page_of(place: int) -> str:
    """The page on which the missing work at a place of their list stands.

    >>> page_of(0), page_of(30)
    ('missing.html', 'missing-2.html')
    """
    number = place // ON_A_PAGE
    return f"missing-{number + 1}.html" if number else PATH


def coverage(site: SiteInput, literature: Whole) -> str:
    """How many references there are, how many of them are works of the bibliography, and where lists are lacking; `""` without any."""
    counts = site.reference_lists.counts
    if not counts:
        return ""
    listed, absent = sum(n for n, _ in counts.values()), sum(n for _, n in counts.values())
    lacking = literature.counts["work"] - len(counts)
    here = listed - absent
    said = f"Of {plural(listed, 'reference')} in {plural(len(counts), 'work')}, {here:,} {'is a work' if here == 1 else 'are works'}"
    said += f" of this bibliography and {absent:,} {'is' if absent == 1 else 'are'} not"
    return f"{said}; {plural(lacking, 'work')} {'has' if lacking == 1 else 'have'} no reference list." if lacking else f"{said}."


def _row(number: int, work: MissingWork, literature: Whole) -> str:
    node = work.node
    doi = node.one("prism:doi")
    address = f' <span class="how">{outside(f"https://doi.org/{doi}", doi)}</span>' if doi else ""
    entry = (
        f'<details><summary>BibTeX</summary><div class="copyable"><pre id="bib-{number}" tabindex="0">{esc(skeleton(work))}</pre>'
        f'<button class="copy" type="button" data-copy="bib-{number}" hidden>Copy</button></div></details>'
    )
    cells = (
        f'<th scope="row">{esc(node.one("rdfs:label"))}{address}{entry}</th>'
        f'<td class="num">{esc(node.one("kg:year"))}</td>'
        f'<td data-sort="{len(work.works)}">Cited by {len(work.works):,} of your works{_citing(work, literature)}</td>'
    )
    return f'<tr id="{esc(work.name)}">{cells}</tr>\n'


def _citing(work: MissingWork, literature: Whole) -> Html:
    """The works that cite it, folded where there are many."""
    briefs = sorted((b for w in work.works if (b := literature.brief(w))), key=lambda b: (b.label.casefold(), b.iri))
    links = [link(b, here=PATH) for b in briefs[:MOST]]
    if len(briefs) > MOST:
        links.append(Html(f"and {len(briefs) - MOST:,} more"))
    if len(links) <= UNFOLDED:
        return items(links, "citing")
    return Html(f"<details><summary>Which works</summary>{items(links, 'citing')}</details>")


def skeleton(work: MissingWork) -> str:
    """The beginning of a BibTeX entry: what reference lists say of a work, and nothing that they do not say."""
    node = work.node
    volume, source = node.one("prism:volume"), node.one("kg:sourceAsWritten")
    people = [_author(who) for who in node.one("kg:authorsAsWritten").split("; ") if who]
    pages = "--".join(filter(None, (node.one("prism:startingPage"), node.one("prism:endingPage"))))
    fields = {
        "author": " and ".join(people),
        "title": _escaped(node.one("dcterms:title")),
        "journal": _escaped(source) if volume else "",
        "year": node.one("kg:year"),
        "volume": _escaped(volume),
        "pages": _escaped(pages),
        "doi": node.one("prism:doi").translate({ord(c): None for c in "{}"}),
        "note": f"from a reference list, unverified: {_escaped(node.one('kg:referenceAsWritten'))}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{'article' if volume and source else 'misc'}{{{_key(work)},\n{lines}}}"


def _key(work: MissingWork) -> str:
    """A key such as porter1990competitive, of what is known."""
    node = work.node
    family = iri.fold(node.one("kg:authorsAsWritten").partition(",")[0]).replace(" ", "")
    words = [w for w in iri.fold(node.one("dcterms:title") or node.one("kg:sourceAsWritten")).split() if len(w) > 3]
    key = f"{family}{node.one('kg:year')}{words[0] if words else ''}"
    return re.sub(r"[^a-z0-9]", "", key.lower()) or re.sub(r"[^a-z0-9-]", "-", work.name.lower())


def _author(who: str) -> str:
    """A name from a reference list in BibTeX: `PORTER, ME` is `Porter, M. E.`; an organization in braces of its own."""
    family, _, initials = who.partition(", ")
    family = family.title() if family.isupper() and initials else family
    if not initials:
        return f"{{{_escaped(family)}}}"
    dotted = ". ".join(initials) + "." if _CAPITALS.fullmatch(initials) else re.sub(r"\.(?=\w)", ". ", initials)
    return f"{_escaped(family)}, {_escaped(dotted)}"


def _escaped(text: str) -> str:
    """A text as LaTeX."""
    return "".join(_ESCAPED.get(char, char) for char in text)


def of_work(page: Page, site: SiteInput) -> Html:
    """What a work's page says of its reference list: how much of it is here, and what of the rest others cite too."""
    lists = site.reference_lists
    if page.node.iri not in lists.counts:
        return NOTHING
    listed, absent = lists.counts[page.node.iri]
    address = iri.href(PATH, page.brief.path)
    here = f"{plural(listed, 'reference')}; {listed - absent:,} of them {'is a work' if listed - absent == 1 else 'are works'}"
    found = any(match.one("kg:matchedIn") in lists.fields and match.link("rdf:subject") == page.node.iri for match in page.matches)
    which = '<a href="#inferred">Works found in it</a> · ' if found else ""
    said = f'<p>{here} of this bibliography, {absent:,} not. {which}<a href="{address}">All missing works</a></p>'
    shared = lists.cites.get(page.node.iri, [])

    def named(m: MissingWork) -> Html:
        address = iri.href(page_of(m.place), page.brief.path)
        return Html(f'<a href="{address}#{esc(m.name)}">{esc(m.node.one("rdfs:label"))}</a> <span class="t">{_cited_by(m)}</span>')

    lines = [named(m) for m in shared[:SHOWN]]
    if len(shared) > SHOWN:
        lines.append(Html(f"and {len(shared) - SHOWN:,} more"))
    listing: str = items(lines)
    if len(lines) > UNFOLDED:
        heading = f"{len(shared):,} that are missing here are cited by other works too"
        listing = f"<details><summary>{heading}</summary>{listing}</details>"
    elif lines:
        listing = f'<p class="note">Missing here, and cited by other works too:</p>{listing}'
    return section("references", "Reference list", said + listing)


def _cited_by(work: MissingWork) -> str:
    return f"cited by {plural(len(work.works), 'work')}"
