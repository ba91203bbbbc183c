"""A field's BibTeX expression to its text: delimiters, `#`, numbers, months and @strings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST = 100_000  # characters of one value: @strings that double each other must not fill the memory
_A_LOOKUP = 500  # characters that one look-up counts for: two hundred @strings make a value long enough
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTE = re.compile(r'\\.|[{}"]', re.DOTALL)
_WORD = re.compile(r'[^\s{}"#,=]+')
_FLAT = r"[^{}\\]*+(?:\\[^{}\\][^{}\\]*+)*+"  # text without braces
_GROUP = rf"\{{{_FLAT}(?:\{{{_FLAT}\}}{_FLAT})*+\}}"
_QUOTED = r'"[^"{}\\]*+(?:(?:\{[^"{}\\]*+\}|\\[^"{}\\])[^"{}\\]*+)*+"'
_PLAIN = re.compile(rf"\{{{_FLAT}(?:{_GROUP}{_FLAT})*+\}}|{_QUOTED}|\d++")
_SPACE = re.compile(r"\s*")
_ESCAPE = re.compile(r"\{\\([_%&#])\}|\\(?:([_%&#])|.)", re.DOTALL)


def fold_space(text: str) -> str:
    r"""A text with every run of white space folded to one space, none at its ends.

    >>> fold_space(" a\n\n  b ")
    'a b'
    """
    return " ".join(text.split())


def unescaped(text: str) -> str:
    r"""A value that is no LaTeX, without the escapes that reference managers put into it; a doubled backslash stays.

    >>> unescaped(r":C\:\\x\_y{\_}20\%~z.pdf:PDF")
    ':C\\:\\\\x_y_20%~z.pdf:PDF'
    """
    return _ESCAPE.sub(lambda m: m[1] or m[2] or m[0], text) if "\\" in text else text


def evaluate(raw: str, string: Callable[[str], str | None], *, fold: bool = True) -> tuple[str, list[str]]:
    r"""The text of an expression, white space folded unless `fold` is off, and the names in it that nothing defines.

    `string` gives the expression of an `@string` by its lower-case name. A month's macro stands for
    itself; an undefined name, or one that is defined by itself, too.

    >>> evaluate('nov # "--" # dec', {}.get)
    ('nov--dec', [])
    >>> evaluate("HBR # { Press}", {"hbr": '"Harvard " # biz', "biz": "{Business}"}.get)
    ('Harvard Business Press', [])
    >>> evaluate("a # b", {"a": "a"}.get)
    ('ab', ['a', 'b'])
    >>> evaluate("{The {IT}\n  industry}", {}.get), evaluate(" 1998", {}.get)
    (('The {IT} industry', []), ('1998', []))
    """
    raw = raw.strip()
    if _PLAIN.fullmatch(raw):  # which is nearly every field
        text = raw if raw.isdecimal() else raw[1:-1]
        return fold_space(text) if fold else text, []
    unknown: list[str] = []
    parts = list(_expand(raw, string, unknown))
    text = "".join(parts)
    return fold_space(text) if fold else text, unknown


def _expand(raw: str, string: Callable[[str], str | None], unknown: list[str]) -> Iterator[str]:
    """The literal pieces of an expression, @strings replaced, in order; without recursion."""
    stack: list[tuple[str, Iterator[str]]] = [("", tokens(raw))]
    open_ = {""}
    size = 0
    while stack:
        token = next(stack[-1][1], None)
        if token is None:
            open_.discard(stack.pop()[0])
            continue
        name = token.lower()
        definition = None
        if token[:1] in ("{", '"'):
            token = token[1:-1]
        elif not token.isdecimal():
            definition = string(name)
            if definition is not None and (size > _LONGEST or name in open_):
                definition = None
                unknown.append(token)
            elif definition is None and name in MONTHS:
                token = name
            elif definition is None:
                unknown.append(token)
        if definition is None:
            size += len(token) + 1
            yield token
        else:
            size += _A_LOOKUP
            open_.add(name)
            stack.append((name, tokens(definition)))


def tokens(raw: str) -> Iterator[str]:
    r"""The parts of an expression between `#`, with their delimiters; text that is no expression comes as one part.

    >>> list(tokens('a # "b # c" # {d{"}}'))
    ['a', '"b # c"', '{d{"}}']
    >>> list(tokens(r"{C:\}"))
    ['{C:\\}']
    """
    found, at = [], 0
    while True:
        start = _space(raw, at)
        end = token_end(raw, start)
        if end < 0:
            break
        found.append(raw[start:end])
        at = _space(raw, end)
        if at == len(raw):
            yield from found
            return
        if raw[at] != "#":
            break
        at += 1
    yield raw if raw[:1] in ("{", '"') and raw[-1:] in ("}", '"') and len(raw) > 1 else "{" + raw + "}"


def token_end(text: str, start: int, end: int | None = None) -> int:
    r"""Where the token that starts at `start` ends, or -1: `{…}`, `"…"` or a bare word.

    >>> token_end("{a{b}} c", 0), token_end('"a{"}b" c', 0), token_end("jan # x", 0), token_end("{a", 0)
    (6, 7, 3, -1)
    """
    stop = len(text) if end is None else end
    first = text[start : start + 1] if start < stop else ""
    if first == "{":
        return _closing(_BRACE, "}", text, start, stop)
    if first == '"':
        return _closing(_QUOTE, '"', text, start, stop)
    word = _WORD.match(text, start, stop)
    return word.end() if word else -1


def _closing(marks: re.Pattern[str], closer: str, text: str, start: int, stop: int) -> int:
    depth = 0
    for match in marks.finditer(text, start + 1, stop):
        mark = match[0]
        if mark == closer and not depth:
            return match.end()
        if mark == "{":
            depth += 1
        elif mark == "}":
            if not depth:
                return -1
            depth -= 1
    return -1


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
