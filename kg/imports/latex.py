r"""Plain text to LaTeX that reads back as the same text, and the marks of HTML that sources put into titles.

The reader that it is made for is `kg.bib.latex.to_text`; a property test holds the two against each other.
"""

from __future__ import annotations

import re
from html import unescape

_CHARACTERS = {
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}",
    "`": r"\textasciigrave{}",
}  # fmt: skip
# And two characters that LaTeX would make one of: a dash, a quotation mark.
_SPECIAL = re.compile(r"[&%$#_{}~^\\`]|-(?=-)|'(?=')")
_COMMANDS = {
    "i": r"\textit{", "em": r"\textit{", "b": r"\textbf{", "strong": r"\textbf{", "u": r"\underline{", "sub": r"\textsubscript{",
    "sup": r"\textsuperscript{", "sc": r"\textsc{", "nocase": "{",
}  # fmt: skip
_SPANS = {"small-caps": "sc", "nocase": "nocase"}
_MARK = re.compile(
    r"<(/?)(i|em|b|strong|u|sub|sup|sc|span)(\s[^<>]*)?>|&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});", re.IGNORECASE
)
_DEEPEST = 3  # marks within marks; more of them is no title
_BREAKS = re.compile(r"(?i)</?(?:p|br|div|jats:p|jats:sec|jats:title)\s*/?>")


def escape(text: str) -> str:
    r"""A text as LaTeX that reads back as this text, white space aside.

    >>> print(escape("R&D at 50% -- {a_b} ~ \\x"))
    R\&D at 50\% -{}- \textbraceleft{}a\_b\textbraceright{} \textasciitilde{} \textbackslash{}x
    """
    return _SPECIAL.sub(lambda m: _CHARACTERS.get(m[0]) or f"{m[0]}{{}}", text)


def markup(text: str) -> str:
    r"""A text with marks of HTML as LaTeX: `<i>`, `<sub>` and their like, and `&amp;`; a mark without its partner is text.

    >>> print(markup("<i>E. coli</i> &amp; CO<sub>2</sub> <span class='nocase'>IT</span>"))
    \textit{E. coli} \& CO\textsubscript{2} {IT}
    >>> print(markup("a <b and c> d </i> <i> x"))
    a <b and c> d </i> <i> x
    """
    if "<" not in text and "&" not in text:
        return escape(text)
    text = _BREAKS.sub(" ", text)
    paired = _pairs(text)
    pieces, at = [], 0
    for match in _MARK.finditer(text):
        if match[0].startswith("&"):
            piece = escape(unescape(match[0]))
        elif match.start() in paired:
            piece = paired[match.start()]
        else:
            continue
        pieces += [escape(text[at : match.start()]), piece]
        at = match.end()
    return "".join((*pieces, escape(text[at:])))


def _pairs(text: str) -> dict[int, str]:
    """The LaTeX of each tag that has its partner, by where it stands."""
    found: dict[int, str] = {}
    open_: list[tuple[str, str, int]] = []  # element, command, place
    for match in _MARK.finditer(text):
        if not match[2]:
            continue
        element = match[2].lower()
        if not match[1]:
            kind = element if element != "span" else next((v for k, v in _SPANS.items() if k in (match[3] or "").lower()), "")
            open_.append((element, _COMMANDS.get(kind, ""), match.start()))
        elif open_ and open_[-1][0] == element:
            _, command, start = open_.pop()
            if len(open_) < _DEEPEST:
                found[start], found[match.start()] = command, "}" if command else ""
    return found


def plain(text: str) -> str:
    """A text without the marks that `markup` knows, for keys and comparisons.

    >>> plain("<i>E. coli</i> &amp; CO<sub>2</sub>")
    'E. coli & CO2'
    """
    return _MARK.sub(lambda m: unescape(m[0]) if m[0].startswith("&") else "", _BREAKS.sub(" ", text))


def verbatim(text: str) -> str:
    """A web address, DOI or file name, which stands as it is: only what would break a BibTeX value is written in percent.

    >>> verbatim(" https://a.example/x_{y}%20z ")
    'https://a.example/x_%7By%7D%20z'
    """
    return "".join(_IN_PERCENT.get(c, c) for c in "".join(text.split()))


_IN_PERCENT = {"{": "%7B", "}": "%7D", "\\": "%5C", '"': "%22"}
