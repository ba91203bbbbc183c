"""Reference lists with brackets to references; plain lists to their items."""

from __future__ import annotations

import re
from itertools import pairwise

from kg.bib.latex import to_text
from kg.bib.values import fold_space, token_end
from kg.model import Ref

_LABELS = {
    "page": "p pp pg page pages", "chapter": "ch chs chap chaps chapter chapters", "section": "sec secs sect section sections § §§",
    "figure": "fig figs figure figures", "table": "tab tabs table tables", "paragraph": "para paras par paragraph paragraphs ¶ ¶¶",
    "volume": "vol vols volume volumes", "number": "no nos number", "note": "n nn note notes fn footnote footnotes",
    "equation": "eq eqs equation equations", "appendix": "app apps appendix appendices", "line": "l ll line lines",
    "verse": "v vv verse verses", "column": "col cols column columns", "part": "pt pts part parts", "box": "box boxes",
}  # fmt: skip
SHORT = {"page": "p.", "chapter": "ch.", "section": "sec.", "figure": "fig.", "table": "tab.", "paragraph": "para.", "volume": "vol.",
          "number": "no.", "note": "n.", "equation": "eq.", "appendix": "app.", "line": "l.", "verse": "v.", "column": "col.",
          "part": "pt.", "box": "box"}  # fmt: skip
LABELS = {word: label for label, words in _LABELS.items() for word in words.split()}
_LOCATOR = re.compile(r"([^\W\d_]+|§§?|¶¶?)\.?\s*(\S.*)\Z", re.DOTALL)
_END = r"(?=\s*(?:[-–—,]|\Z))"
_NUMBERED = re.compile(rf"[A-Za-z]{{0,3}}\d|[ivxlcdm]+{_END}|[IVXLCDM]+{_END}|[A-Z]{_END}")
_DASH = re.compile(r"\s*[–—‐‑−]\s*|(?<=\d)\s+-\s+(?=\d)|-{2,}")
_OPENING = re.compile(r'\\.|``|["“„]', re.DOTALL)
_STOP = re.compile(r'\\.|``|["“„\];]', re.DOTALL)
_CLOSING = {'"': re.compile(r'\\.|"', re.DOTALL), "“": re.compile("”"), "``": re.compile("''"), "„": re.compile("[“”]")}
_MARK = re.compile(r"[\[{},;]")
_AGAIN = re.compile(r"\s*\[")
_VIA = re.compile(r"via(?:\s+([^\s,]+)\s*,?\s*(.*))?\Z", re.DOTALL)
_ENTITY = re.compile(r"\\.|&#?\w{1,10};|[{},;]", re.DOTALL)


def parse_refs(value: str) -> tuple[list[Ref], list[str]]:
    r"""The references of a list, one for each part of a bracket, and what was wrong with it.

    >>> refs, faults = parse_refs('a [via b pp. 5--7 "x, y; [z]"; ch. 2], c; d [Figure 4]')
    >>> [(r.key, r.via, r.label, r.locator, r.quote) for r in refs]
    [('a', 'b', 'page', '5-7', 'x, y; [z]'), ('a', '', 'chapter', '2', ''), ('c', '', '', '', ''), ('d', '', 'figure', '4', '')]
    >>> refs[0].bracket, refs[2].bracket, faults
    ('via b p. 5-7 "x, y; [z]"', '', [])
    >>> refs, faults = parse_refs("a [p. 5, b")
    >>> [(r.key, r.locator) for r in refs], faults
    ([('a', '5'), ('b', '')], ["The bracket after 'a' is not closed."])
    """
    value = _unwrapped(value)
    refs: list[Ref] = []
    faults: list[str] = []
    at = 0
    while at < len(value):
        end = _key_end(value, at)
        key = fold_space(_unwrapped(value[at:end]))
        if value[end : end + 1] == "[":
            texts, at = _bracket(value, end + 1, key, faults)
            while (again := _AGAIN.match(value, at)) is not None:
                faults.append(f"After '{key}' there are two brackets; one bracket takes several parts: [p. 5; p. 7].")
                more, at = _bracket(value, again.end(), key, faults)
                texts += more
            refs += _parts(key, texts, faults)
            at = _after(value, at, key, faults)
        else:
            at = end + 1
            if key:
                refs.append(Ref(key))
            elif end < len(value):
                faults.append("A key is missing between two commas.")
    return refs, faults


def _key_end(value: str, at: int) -> int:
    depth = 0
    for match in _MARK.finditer(value, at):
        mark = match[0]
        depth += (mark == "{") - (mark == "}")
        if mark not in "{}" and depth <= 0:
            return match.start()
    return len(value)


def _bracket(value: str, at: int, key: str, faults: list[str]) -> tuple[list[str], int]:
    """The parts of the bracket that opens before `at`, and where the text after it starts."""
    parts: list[str] = []
    start = at
    while True:
        match = _STOP.search(value, at)
        if match is None:
            faults.append(f"The bracket after '{key}' is not closed.")
            comma = re.compile("[,;]|$").search(value, start)
            end = comma.start() if comma and not _OPENING.search(value, start, comma.start()) else len(value)
            return [*parts, value[start:end]], end
        mark, at = match[0], match.end()
        if mark in _CLOSING:
            closing = _close(mark, value, at)
            if closing < 0:
                faults.append(f"The quotation after '{key}' is not closed.")
                end = value.find("]", at)
                return [*parts, value[start : end if end >= 0 else None]], end + 1 if end >= 0 else len(value)
            at = closing
        elif mark == ";":
            parts.append(value[start : match.start()])
            start = at
        elif mark == "]":
            return [*parts, value[start : match.start()]], at


def _close(mark: str, value: str, at: int) -> int:
    """Where a quotation ends, past its closing mark, or -1."""
    for match in _CLOSING[mark].finditer(value, at):
        if not match[0].startswith("\\"):
            return match.end()
    return -1


def _after(value: str, at: int, key: str, faults: list[str]) -> int:
    """Where the next reference starts; text between a bracket and the comma is a fault."""
    end = _key_end(value, at)
    text = fold_space(value[at:end])
    if text:
        faults.append(f"Between the bracket after '{key}' and '{text}' a comma is missing.")
    return at if text else end + 1


def _parts(key: str, texts: list[str], faults: list[str]) -> list[Ref]:
    if not key:
        faults.append("There is no key before the bracket '[" + fold_space(";".join(texts)) + "]'.")
        return []
    texts = [text.strip() for text in texts if text.strip()]
    if not texts:
        faults.append(f"The bracket after '{key}' is empty.")
        return [Ref(key)]
    return [_part(key, text, faults) for text in texts]


def _part(key: str, text: str, faults: list[str]) -> Ref:
    """The reference of one part of a bracket: via, locator, quotation."""
    head, quote, rest = _quotation(text)
    match = _VIA.match(head)
    via = ""
    if match:
        via, head = _unwrapped(match[1] or ""), match[2] or ""
        if not via:
            faults.append(f"In the bracket after '{key}' no key follows 'via'.")
    if rest and not head:
        head, rest = rest, ""
    if rest:
        faults.append(f"In the bracket after '{key}' there is text after the quotation: '{rest}'.")
    label, locator = _locator(to_text(head)[0].strip(" ,"))
    return Ref(key, via, label, locator, quote, _canonical(via, label, locator, quote))


def _quotation(text: str) -> tuple[str, str, str]:
    """What stands before a part's quotation, the quotation in Unicode, what stands after it."""
    for match in _OPENING.finditer(text):
        if match[0] not in _CLOSING:
            continue
        end = _close(match[0], text, match.end())
        width = 2 if match[0] == "``" else 1
        inside = text[match.end() : end - width] if end > 0 else text[match.end() :]
        rest = text[end:].strip(" ,") if end > 0 else ""
        return text[: match.start()].strip(), to_text(fold_space(inside))[0], rest
    return text, "", ""


def _locator(text: str) -> tuple[str, str]:
    """A locator's label and number; the label is `other` where it is no known word and number.

    >>> _locator("pp. 5–7"), _locator("p. xii"), _locator("§ 3.1"), _locator("part of it"), _locator("l. c.")
    (('page', '5-7'), ('page', 'xii'), ('section', '3.1'), ('other', 'part of it'), ('other', 'l. c.'))
    """
    if not text:
        return "", ""
    match = _LOCATOR.match(text)
    label = LABELS.get(match[1].lower(), "") if match else ""
    if match and label and _NUMBERED.match(match[2]):
        number = _DASH.sub("-", match[2])
        return label, number[:-1] if re.search(r"\d\.\Z", number) else number
    return "other", text


def _canonical(via: str, label: str, locator: str, quote: str) -> str:
    quoted = f"“{quote}”" if '"' in quote else f'"{quote}"'
    return " ".join(filter(None, (via and f"via {via}", SHORT.get(label, ""), locator, quote and quoted)))


def _unwrapped(text: str) -> str:
    """A text without the braces around it."""
    text = text.strip()
    for _ in range(3):
        if text.startswith("{") and token_end(text, 0) == len(text):
            text = text[1:-1].strip()
    return text


def split_list(value: str) -> list[str]:
    """The items of a list: only semicolons separate where there is one, else commas; braces protect.

    >>> split_list("a, b; {c; d}; ;R&amp;D"), split_list("a, {b, c},")
    (['a, b', '{c; d}', 'R&amp;D'], ['a', '{b, c}'])
    """
    found: dict[str, list[int]] = {",": [], ";": []}
    depth = 0
    for match in _ENTITY.finditer(value):
        mark = match[0]
        if mark in found and depth <= 0:
            found[mark].append(match.start())
        depth += (mark == "{") - (mark == "}")
    cuts = [-1, *(found[";"] or found[","]), len(value)]
    return list(filter(None, (value[a + 1 : b].strip() for a, b in pairwise(cuts))))
