"""LaTeX to Unicode, for reading: what the page would show, in one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from unicodedata import combining, normalize

from kg.bib import macros
from kg.bib.values import fold_space

_SPECIAL = re.compile(r"[\\$~]|--|``|[?!]`")
_BRACES = re.compile(r"[{}]")
_TOKEN = re.compile(r"\\([A-Za-z]++)\*?+\s*+|\\(.)|(\$\$?)|([{}~^_'])|(---?|``|[?!]`|\s++)|[^\\${}~^_'`?!\s-]++|.", re.DOTALL)
_UNBRACE = re.compile(r"\\([\\~^])(?:\{\})?|\\(.)", re.DOTALL)
_Apply = Callable[[str], str]


@lru_cache(maxsize=100_000)
def to_text(source: str) -> tuple[str, tuple[str, ...]]:
    r"""The Unicode text of some LaTeX, and the macros in it that are not known (their arguments stay).

    >>> to_text(r"Caf\'e {\'{\i}} \v{c}\c c {\"O}zlem \ss{} na\"{\i}ve")[0]
    'Café í čç Özlem ß naïve'
    >>> to_text(r"``Clusters'' -- don't \emph{R\&D} 50% AT&T \href{http://x}{here} \url{a_b%20~c}")[0]
    "“Clusters” – don't R&D 50% AT&T here a_b%20~c"
    >>> to_text(r"$\alpha_{1}^{2}$ H$_2$O, US$5 to $10, \foo{bar}")
    ('α₁² H₂O, US$5 to $10, bar', ('foo',))
    """
    if not _SPECIAL.search(source):
        return normalize("NFC", fold_space(_BRACES.sub("", source)) if "{" in source or "}" in source else source), ()
    decoder = _Decoder(source)
    decoder.run()
    return normalize("NFC", fold_space("".join(decoder.out))), tuple(decoder.unknown)


class _Decoder:
    """One pass over the tokens. A macro waits in `pending` for its argument: the next group or the next token."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.unknown: dict[str, None] = {}
        self.pending: list[_Apply] = []
        self.groups: list[tuple[int, list[_Apply], int]] = []  # where its text starts, who waits for it, maths outside
        self.maths = 0
        self.maths_end = -1  # where the `$` stands that closes the formula
        self.maths_mark = "$"
        self.addresses = True  # off after one that nothing closes, so that time stays linear
        self.quotes = 0
        self.last_closing = source.rfind("''")

    def run(self) -> None:
        """Decode the whole source into `out`."""
        match = _TOKEN.match(self.source)
        while match:
            self.at = match.end()
            word, symbol, dollar, mark, other = match.groups()
            if word:
                self._word(word)
            elif symbol:
                self._symbol(symbol)
            elif dollar:
                self._dollar(dollar, match.start())
            elif mark:
                self._mark(mark)
            elif other:
                self._other(other)
            else:
                self._text(match[0])
            match = _TOKEN.match(self.source, self.at)
        while self.groups:
            self._close()
        self._flush()

    def _text(self, text: str) -> None:
        """Plain characters; macros that wait take the first of them."""
        if self.pending:
            self._atom(text[0])
            text = text[1:]
        self.out.append(text)

    def _atom(self, text: str) -> None:
        """One argument for all that wait, the innermost first."""
        while self.pending:
            text = self.pending.pop()(text)
        self.out.append(text)

    def _flush(self) -> None:
        if self.pending:
            self._atom("")

    def _word(self, name: str) -> None:
        if name in macros.SYMBOLS:
            self._atom(macros.SYMBOLS[name])
        elif name in macros.ACCENTS:
            self.pending.append(_accent(name))
        elif name in _WITH_ARGUMENT:
            self.pending.append(_WITH_ARGUMENT[name])
        elif name == "frac":
            self.pending.append(lambda text: f"{text}/")
        elif name in macros.DROPPED:
            self.pending.append(lambda _: "")
        elif name in macros.VERBATIM:
            self._verbatim()
        elif name == "ensuremath":
            self.pending.append(_same)
            if self.source.startswith("{", self.at):
                self.at += 1
                self._open(1)
        elif name not in macros.KEPT:
            self.unknown[name] = None

    def _verbatim(self) -> None:
        r"""The text of `\url{…}`: as it stands, up to the brace that closes it."""
        end = self._group_end(self.at) if self.addresses else -1
        if end < 0:
            self.addresses = False
        else:
            self._atom(_UNBRACE.sub(lambda m: m[1] or m[2], self.source[self.at + 1 : end - 1]))
            self.at = end

    def _group_end(self, at: int) -> int:
        depth = 0
        for match in _BRACES.finditer(self.source, at) if self.source.startswith("{", at) else ():
            depth += 1 if match[0] == "{" else -1
            if not depth:
                return match.end()
        return -1

    def _symbol(self, char: str) -> None:
        if char in macros.ACCENTS:
            self.pending.append(_accent(char))
        elif char in "()":
            self.maths += 1 if char == "(" else -(self.maths > 0)
        else:
            self._atom(macros.CHARACTERS.get(char, char if char.isalpha() else "\\" + char))

    def _dollar(self, mark: str, at: int) -> None:
        if at == self.maths_end:
            self.maths -= self.maths > 0
            self.maths_end = -1
            self.at = at + len(self.maths_mark)
            return
        end = self.source.find(mark, self.at)
        while end > 0 and self.source[end - 1] == "\\":
            end = self.source.find(mark, end + 1)
        if end > 0 and _is_formula(self.source[self.at : end], self.source[end + 1 : end + 2]):
            self.maths_end, self.maths_mark = end, mark
            self.maths += 1
        else:
            self._text(mark)

    def _mark(self, mark: str) -> None:
        if mark == "{":
            self._open(self.maths)
        elif mark == "}":
            self._flush()
            self._close()
        elif mark == "~":
            self.out.append(" ")
        elif mark == "'" and self.source.startswith("'", self.at) and self.quotes and not self.maths:
            self.quotes -= 1
            self.at += 1
            self._text("”")
        elif mark == "'" or not self.maths:
            self._text("′" if self.maths else mark)
        else:
            self.pending.append(macros.superscript if mark == "^" else macros.subscript)

    def _other(self, text: str) -> None:
        if text.isspace():
            if not self.pending:
                self.out.append(" ")
        elif text == "``" and self.at <= self.last_closing:
            self.quotes += 1
            self._text("“")
        else:
            self._text(_LIGATURES.get(text, text))

    def _open(self, maths: int) -> None:
        self.groups.append((len(self.out), self.pending, self.maths))
        self.pending = []
        self.maths = maths

    def _close(self) -> None:
        if not self.groups:
            return
        start, waiting, self.maths = self.groups.pop()
        if waiting:
            text = "".join(self.out[start:])
            del self.out[start:]
            self.pending = waiting
            self._atom(text)


_LIGATURES = {"--": "–", "---": "—", "?`": "¿", "!`": "¡"}
_WITH_ARGUMENT: dict[str, _Apply] = {
    "textsuperscript": macros.small_superscript,
    "textsubscript": macros.small_subscript,
    "mathbb": macros.blackboard,
    "sqrt": macros.root,
    "enquote": "“{}”".format,
    "mkbibquote": "“{}”".format,
    "mkbibparens": "({})".format,
}


def _same(text: str) -> str:
    return text


def _is_formula(inside: str, after: str) -> bool:
    """Whether `$inside$` is a formula, by Pandoc's rule: no space inside next to a `$`, no figure after."""
    if re.search(r"[\\^_]", inside):
        return True
    return bool(inside) and not (inside[0].isspace() or inside[-1].isspace() or after.isdecimal())


@lru_cache
def _accent(name: str) -> _Apply:
    """The function that puts an accent on the first letter of a text."""

    def apply(text: str) -> str:
        base = {"ı": "i", "ȷ": "j"}.get(text[:1], text[:1])
        if not base.isalpha():
            return macros.SPACING.get(name, "") + text
        end = 1
        while end < len(text) and combining(text[end]):
            end += 1
        if end > 4:  # no script piles up more; and time stays linear
            return text
        return normalize("NFC", base + text[1:end] + macros.ACCENTS[name]) + text[end:]

    return apply


_LETTER = "|".join(sorted(macros.LETTERS, key=len, reverse=True))
_LETTER_MACRO = re.compile(rf"\{{\\({_LETTER})\s*\}}|\\({_LETTER})(?:(?![A-Za-z\s])(?:\{{\}})?|\s+)")
_WORDS = "|".join(sorted((a for a in macros.ACCENTS if a.isalpha()), key=len, reverse=True))
_SIGNS = "[`'^\"~=.]"
_ACCENTED = rf"\\(?:({_SIGNS})\s*|({_WORDS})(?![A-Za-z])\s*)(?:\{{\s*([^\W\d_])([\u0300-\u036f]*)\s*\}}|([^\W\d_])([\u0300-\u036f]*))"
_ACCENT_MACRO = re.compile(rf"\{{\s*{_ACCENTED}\s*\}}|{_ACCENTED}")


def accents(source: str) -> str:
    r"""LaTeX with its accents and letters in Unicode, all other macros and the braces that protect text kept.

    >>> accents(r"{\"{O}}zlem Nurcan Subakan and {\O}ystein {Barnes \& {\'E}co and Co} \v{S}\'\i{} \o re")
    'Özlem Nurcan Subakan and Øystein {Barnes \\& Éco and Co} Ší øre'
    """
    if "\\" not in source:
        return source
    source = _LETTER_MACRO.sub(lambda m: macros.LETTERS[m[1] or m[2]], source)
    for _ in range(3):  # accents upon accents: Vietnamese has two
        source, count = _ACCENT_MACRO.subn(_accented, source)
        if not count:
            break
    return source


def _accented(match: re.Match[str]) -> str:
    groups = [g for g in match.groups() if g]
    return _accent(groups[0])("".join(groups[1:]))
