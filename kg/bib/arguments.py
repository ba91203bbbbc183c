"""What becomes of the arguments of a LaTeX command."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

from kg.bib import macros

Apply = Callable[[str], str]


def same(text: str) -> str:
    """The text itself."""
    return text


def nothing(_: str) -> str:
    """No text."""
    return ""


def _swapped() -> tuple[Apply, ...]:
    """Two arguments the other way round."""
    first: list[str] = []

    def keep(text: str) -> str:
        first.append(text)
        return ""

    return keep, lambda text: text + "".join(first)


def _cited(option: str) -> tuple[Apply, ...]:
    after = f", {option.replace('~', ' ').replace('--', '–')}" if option else ""
    return (lambda key: f"[{key}{after}]",)


def _plainly(*functions: Apply) -> Callable[[str], tuple[Apply, ...]]:
    return lambda _: functions


# Macro -> what becomes of its arguments, given the one in square brackets.
ARGUMENTS: dict[str, Callable[[str], tuple[Apply, ...]]] = {
    "textsuperscript": _plainly(macros.small_superscript),
    "textsubscript": _plainly(macros.small_subscript),
    "mkbibsuperscript": _plainly(macros.small_superscript),
    "sp": _plainly(macros.superscript),
    "sb": _plainly(macros.subscript),
    **dict.fromkeys(("mathbb", "Bbb", "mathds"), _plainly(macros.blackboard)),
    **dict.fromkeys(("ce", "ch"), _plainly(macros.formula)),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "nicefrac", "sfrac"), _plainly(lambda t: f"{macros.fraction(t)}/", macros.fraction)),
    "sqrt": lambda index: (lambda text: macros.superscript(index) + macros.root(text) if index else macros.root(text),),
    "not": _plainly(lambda text: normalize("NFC", f"{text[:1]}\u0338") + text[1:]),
    "symbol": _plainly(lambda text: chr(int(text)) if text.isdecimal() and 32 <= int(text) < 127 else ""),
    "enquote": _plainly("“{}”".format),
    "mkbibquote": _plainly("“{}”".format),
    "mkbibparens": _plainly("({})".format),
    "mkbibbrackets": _plainly("[{}]".format),
    "footnote": _plainly(" ({})".format),
    "thanks": _plainly(" ({})".format),
    **dict.fromkeys(("cs", "cmd"), _plainly("\\{}".format)),
    **dict.fromkeys(("cite", "citep", "parencite", "autocite", "footcite"), _cited),
    "VAN": _plainly(nothing, same, nothing),  # \VAN{Dijk}{Van}{van}: sort by the first, print the second
    "printfirst": _plainly(same, nothing),
    "switchargs": lambda _: _swapped(),
}
