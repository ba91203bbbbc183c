"""LaTeX to Unicode, for reading: what the page would show, in one line."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from unicodedata import normalize

from kg.bib import macros, marks
from kg.bib.accents import accent
from kg.bib.arguments import ARGUMENTS, Apply, nothing, same
from kg.bib.values import fold_space


class _Waiting(NamedTuple):
    """A macro that waits for an argument, and what waits for the groups that follow it."""

    apply: Apply
    then: tuple[Apply, ...] = ()
    more: bool = False  # a macro that is not known takes every group that follows


@lru_cache(maxsize=100_000)
def to_text(source: str) -> tuple[str, tuple[str, ...]]:
    r"""The Unicode text of some LaTeX, and the macros in it that are not known (their arguments stay).

    >>> to_text(r"Caf\'e {\'{\i}} \v{c}\c c {\"O}zlem \ss{} na\"{\i}ve")[0]
    'Café í čç Özlem ß naïve'
    >>> to_text(r"``Clusters'' -- don't \emph{R\&D} 50% AT&T \href{http://x}{here} \url{a_b%20~c}")[0]
    "“Clusters” – don't R&D 50% AT&T here a_b%20~c"
    >>> to_text(r"$\alpha_{1}^{2}$ H$_2$O, US$5 to $10, \foo{bar} in \TUB{} 5")
    ('α₁² H₂O, US$5 to $10, bar in TUB 5', ('foo', 'TUB{}'))

    One that is not known and has no argument stands for something that only its author could spell out: its name is shown, and
    given back with `{}`. One in lower case with text after it is taken for a switch, such as a font, and leaves no trace.
    """
    if not marks.SPECIAL.search(source):
        return normalize("NFC", fold_space(marks.BRACES.sub("", source)) if "{" in source or "}" in source else source), ()
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
        self.pending: list[_Waiting] = []
        self.groups: list[tuple[int, list[_Waiting], int]] = []  # where its text starts, who waits for it, maths outside
        self.maths = 0
        self.maths_end = -1  # where the `$` stands that closes the formula
        self.maths_mark, self.maths_start = "$", 0
        self.addresses = True  # off after one that nothing closes, so that time stays linear
        self.quotes = self.single = self.german = 0
        self.last_closing, self.last_german = source.rfind("''"), source.rfind("\"'")
        self.last_double, self.last_single = source.rfind('"'), max(source.rfind("'"), source.rfind("’"))

    def run(self) -> None:
        """Decode the whole source into `out`."""
        match = marks.TOKEN.match(self.source)
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
            match = marks.TOKEN.match(self.source, self.at)
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
        following: list[_Waiting] = []
        group = bool(self.pending) and self.source.startswith("{", self.at)
        while self.pending:
            waiting = self.pending.pop()
            text = waiting.apply(text)
            if group and waiting.more:
                following.append(waiting)
                text += " "
            elif group and waiting.then:
                following.append(_Waiting(waiting.then[0], waiting.then[1:]))
        self.out.append(text)
        self.pending = following

    def _flush(self) -> None:
        if self.pending:
            self._atom("")

    def _word(self, name: str) -> None:
        if name in macros.SYMBOLS:
            self._atom(self._spaced(macros.SYMBOLS[name]) if self.maths else macros.SYMBOLS[name])
        elif name == "u" and (escape := self._skip(marks.ESCAPE)):
            self._atom(chr(int(escape[0], 16)))
        elif name in macros.ACCENTS:
            self._wait(accent(name))
        elif name in macros.VERBATIM:
            self._verbatim()
        elif name in macros.LENGTHS:
            self._skip(marks.LENGTH)
        elif name in ("char", "accent"):
            self._place(name)
        elif name == "ensuremath":
            self._wait(same)
            if self.source.startswith("{", self.at):
                self.at += 1
                self._open(1)
        elif name in macros.DROPPED:
            self._skip(marks.OPTIONAL)
            self._wait(nothing)
        elif name in ARGUMENTS:
            option = self._skip(marks.OPTIONAL)
            self._wait(*ARGUMENTS[name](option[1] if option else ""))
        elif name in macros.KEPT:
            self._skip(marks.OPTIONAL)
        else:
            self._unknown(name)

    def _spaced(self, symbol: str) -> str:
        """A symbol in a formula with the spaces that one writes there: `n log n`, `p ≤ 0.05`."""
        before = self.out[-1][-1:] if len(self.out) > self.maths_start else ""
        after = self.source[self.at : self.at + 1]
        if len(symbol) > 1 and symbol.isalpha():  # the name of a function
            return f"{' ' if before.isalnum() else ''}{symbol}{' ' if after.isalnum() or after == _BACKSLASH else ''}"
        return f"{symbol} " if before == " " and self.source[self.at - 1].isspace() else symbol

    def _wait(self, apply: Apply, *then: Apply) -> None:
        self.pending.append(_Waiting(apply, then))

    def _skip(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.source, self.at)
        if match:
            self.at = match.end()
        return match

    def _unknown(self, name: str) -> None:
        """Keep the arguments of a macro, or its name where it has none and is no switch."""
        after = self.source[self.at : self.at + 2]
        argument = after[:1] == "{" and after != "{}"
        alone = after[:1] in _ENDS or after == "\\ " or self.maths > 0 or not name.islower()
        if argument or after[:1] == "[" or not alone:
            self.unknown[name] = None
            if argument:
                self.pending.append(_Waiting(same, more=True))
        else:
            self.unknown[f"{name}{{}}"] = None
            spaced = self.source[self.at - 1].isspace() and marks.WORD_CHAR.match(after)
            self._atom(f"{name} " if spaced else name)

    def _place(self, name: str) -> None:
        r"""The character that `\char` or `\accent` names by its place in a font."""
        match = self._skip(marks.NUMBER)
        if not match:
            return
        place = int(match[1], 16) if match[1] else int(match[2], 8) if match[2] else int(match[3]) if match[3] else ord(match[4])
        if name == "accent":
            self._wait(accent(macros.PLACES[place]) if place in macros.PLACES else same)
        else:
            self._atom(chr(place) if 32 <= place < 127 or 160 <= place < 0xD800 else "")

    def _verbatim(self) -> None:
        r"""The text of `\url{…}` or `\verb|…|`: as it stands, up to what closes it."""
        mark = self.source[self.at : self.at + 1]
        end = -1
        if self.addresses and mark and not mark.isalnum():
            end = self._group_end(self.at) if mark == "{" else self.source.find(mark, self.at + 1) + 1 or -1
        if end < 0:
            self.addresses = False
        else:
            text = self.source[self.at + 1 : end - 1]
            self.at = end
            self._atom(marks.address(text) if mark == "{" else text)

    def _group_end(self, at: int) -> int:
        depth = 0
        for match in marks.BRACES.finditer(self.source, at) if self.source.startswith("{", at) else ():
            depth += 1 if match[0] == "{" else -1
            if not depth:
                return match.end()
        return -1

    def _symbol(self, char: str) -> None:
        if char in macros.ACCENTS:
            self._wait(accent(char))
        elif char in "()":
            self.maths += 1 if char == "(" else -(self.maths > 0)
        else:
            if char == "\\":
                self._skip(marks.AFTER_BREAK)
            elif char == "&" and (entity := self._skip(marks.ENTITY_REST)):  # `\&amp;`, escaped by one program for another
                char = unescape(f"&{entity[0]}")
            self._atom(macros.CHARACTERS.get(char, char if char.isalpha() else "\\" + char))

    def _dollar(self, mark: str, at: int) -> None:
        if at == self.maths_end:
            self.maths -= self.maths > 0
            self.maths_end = -1
            self.at = at + len(self.maths_mark)
            if len(self.out) > self.maths_start and self.out[-1].isspace():
                self.out.pop()
            return
        end = self.source.find(mark, self.at)
        while end > 0 and self.source[end - 1] == "\\":
            end = self.source.find(mark, end + 1)
        if end > 0 and marks.is_formula(self.source[self.at : end], self.source[end + 1 : end + 2]):
            self.maths_end, self.maths_mark, self.maths_start = end, mark, len(self.out)
            self.maths += 1
            self._skip(marks.SPACES)
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
        elif mark == "'" and not self.maths and (self.quotes or self.single):
            self._closing()
        elif mark == "'" or not self.maths:
            self._text("′" if self.maths else mark)
        else:
            self._wait(macros.superscript if mark == "^" else macros.subscript)

    def _closing(self) -> None:
        """What an apostrophe closes, if anything."""
        if self.quotes and self.source.startswith("'", self.at):
            self.quotes -= 1
            self.at += 1
            self._text("”")
        elif self.single and not marks.WORD_CHAR.match(self.source, self.at):
            self.single -= 1
            self._text("’")
        else:
            self._text("'")

    def _other(self, text: str) -> None:
        if text.isspace():
            if not self.pending:
                self.out.append(" ")
        elif text == "``" and self.at <= max(self.last_closing, self.last_double):
            self.quotes += 1
            self._text("“")
        elif text == "`" and self.at <= self.last_single and not self._within(1):
            self.single += 1
            self._text("‘")
        elif text[0] == '"':
            self._shorthand(text)
        elif text[0] == "&":
            self._text(unescape(text) if marks.ENTITY_REST.fullmatch(text, 1) else text)
        else:
            self._text(_LIGATURES.get(text, text))

    def _within(self, length: int) -> bool:
        """Whether a letter stands right before the token of this length that was just read."""
        start = self.at - length
        return start > 0 and self.source[start - 1].isalpha()

    def _shorthand(self, text: str) -> None:
        """Babel's German shorthands, where nothing else can be meant: `MW"=Turbine`, `M"unchen`, `"`ja"'`."""
        inside = len(text) > 1 and self._within(2) and self.at < len(self.source) and self.source[self.at].isalpha()
        if text == '"`' and self.at <= self.last_german:
            self.german += 1
            self._text("„")
        elif text == "\"'" and self.german:
            self.german -= 1
            self._text("“")
        elif inside and text[1] in "=~":
            self._text("-")
        elif inside and text[1] not in "`'":
            self._text("ß" if text == '"s' else accent('"')(text[1]))
        else:
            self.at -= len(text) - 1
            around = self.source[max(0, self.at - 2) : self.at + 1]
            closing = self.quotes and not re.match(r"[\s\d]|.\"\w", around, re.DOTALL)  # ``so" but not 5"
            self.quotes -= 1 if closing else 0
            self._text("”" if closing else '"')

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


_BACKSLASH = "\\"
_ENDS = ("", *".,;:!?)]{}-/~'\"$")  # what stands after a macro that has no argument
_LIGATURES = {"--": "–", "---": "—", "?`": "¿", "!`": "¡"}
