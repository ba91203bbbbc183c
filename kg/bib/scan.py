"""One attempt at reading the text of an entry that is not in order: its key, its fields, what is wrong.

By which rule a value's end is found is the caller's choice, see `Brackets`.
"""

from __future__ import annotations

import re

from kg.bib.places import Brackets, Places, line_of
from kg.bib.source import HEAD
from kg.bib.values import fold_space, token_end
from kg.model import Field, Problem

NAME = re.compile(r"[\w:+./-]+")
_HEAD = re.compile(HEAD)
_GAP = re.compile(r"[\s,]*+")
_SPACE = re.compile(r"\s*+")
_KEY = {"}": re.compile(r'[^,{}"=]*+'), ")": re.compile(r'[^,{}"=)]*+')}
_FIELD = re.compile(r'([^\s={}",#%()@][^={}",\n]*+)\s*+=\s*+')
_NAMED = re.compile(r"([A-Za-z][\w:+./-]*+)\s*+=")
_NO_EQUALS = re.compile(r"([A-Za-z][\w:+./-]*+)\s*+(?=[{\"])")
CONTINUES = re.compile(  # after a closing brace: a comma and a field, or a field in the same line
    r"(?m)\s*+,\s*+[A-Za-z][\w:+./-]*+\s*+=\s*+[{\"\w]|[ \t]*+[A-Za-z][\w:+./-]*+[ \t]*+=[ \t]*+(?:[{\"]|\d++[ \t]*+(?:[,})]|$))"
)
_NEXT = re.compile(r"(?m)[}\"]\s*+,\s*+[A-Za-z][\w:+./-]*+\s*+=\s*+(?:[{\"]|\w++[ \t]*+(?:[,#})]|$))")  # a field in the text of a value
_GROUP_IN_KEY = r"\{(?:[^\s,{}=]|\{[^\s,{}=]*+\})*+\}"
_MARKED_KEY = {  # with braces and quotation marks in it, up to the comma: `M{\"u}ller2001`, `O"Brien1`
    "}": re.compile(rf"(?:[^\s,{{}}=]|{_GROUP_IN_KEY})++(?=\s*+[,}}])"),
    ")": re.compile(rf"(?:[^\s,{{}}=)]|{_GROUP_IN_KEY})++(?=\s*+[,)])"),
}
_BLANK = re.compile(r"\n[ \t]*+\n")
_WORD = re.compile(r'[^\s{}"#,=()]++')
_STRAY = re.compile(r'[^\s,{}"=)@][^,{}"\n=)@]*+|.', re.DOTALL)
_END = re.compile(r"\s*+\Z")
_WRONG_CLOSER = re.compile(r"[)}]\s*+\Z")


class Attempt:
    """What one attempt found. It is `closed` if the entry's end was found without cutting a value."""

    def __init__(self, places: Places, start: int, opening: int, brackets: Brackets, *, cut: bool = False) -> None:
        self.places, self.text = places, places.text
        self.start, self.at = start, opening + 1
        self.head = "".join(self.text[start : opening + 1].split())
        self.closer = ")" if self.text[opening] == "(" else "}"
        self.brackets, self.cut = brackets, cut
        self.closed = False
        self.key = ""
        self.fields: dict[str, Field] = {}
        self.values: list[tuple[int, int]] = []  # where the values are, as far as the entry is in order
        self.torn = cut  # where a value ends is not certain any more
        self.problems: list[Problem] = []
        self.unclosed = ""  # the field whose value is not closed
        self.last: tuple[str, str] | None = None  # the field read last, and its value as understood
        self.last_end = 0  # where it ends
        self.told: set[str] = set()  # what is said once an entry

    def entry(self) -> Attempt:
        """Read key and fields; `at` is then where the entry ends."""
        self._key()
        return self.block()

    def block(self) -> Attempt:
        """Read fields up to the end."""
        while self._next():
            pass
        if not self.closed and self.cut and not self.unclosed:
            message = f"{self._name()} is not closed." if self.key else "This entry is not closed."
            self._problem(self.start, "KG003", message, f"Put a {self.closer} on a line of its own after the last field.")
        return self

    def _name(self) -> str:
        return f"The entry '{self.key}'"

    def _problem(self, at: int, code: str, message: str, hint: str, field: str = "") -> None:
        self.problems.append(self.places.problem(at, code, message, hint, field=field.lower(), key=self.key))

    def _once(self, what: str) -> bool:
        """Whether this is said for the first time."""
        new = what not in self.told
        self.told.add(what)
        return new

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _key(self) -> None:
        """Read the key; a missing one, or a missing comma after it, is a problem."""
        self._skip(_SPACE)
        start = self.at
        end = self.brackets.end(start, len(self.text)) if self._peek() in ("{", '"') else -1
        if (marked := _MARKED_KEY[self.closer].match(self.text, start)) and marked.end() > end:
            self.at, self.key = marked.end(), marked[0]
            return
        if end > 0:
            self.at = end
            self.key = fold_space(re.sub(r"""[,{}"=]+""", " ", self.text[start + 1 : end - 1]))
            if self.key:
                message = f"The key '{self.key}' stands in braces or quotation marks."
                self._problem(start, "KG004", message, f"Write {self.head}{self.key}, without them.")
            else:
                self._no_key()
            return
        self._skip(_KEY[self.closer])
        words = self.text[start : self.at].split()
        if (self._peek() == "=" and words) or (self._peek() in ("{", '"') and len(words) > 1):
            equals = re.compile(r"\s*").match(self.text, self.at + 1)
            value = self.text[equals.end() : equals.end() + 1] if equals else ""
            if len(words) == 1 and value not in ("{", '"'):  # `@misc{a=b, …`: the sign belongs to the key
                self._skip(re.compile(r'[^,{}"\s]*+'))
                words = [self.text[start : self.at]]
            else:
                last = words.pop()
                self.at = self.text.rindex(last, start, self.at)
                if words:
                    self.key = " ".join(words)
                    message = f"After the key '{self.key}' a comma is missing."
                    self._problem(start, "KG005", message, f"Write {self.head}{self.key}, and then the fields.")
        self.key = " ".join(words)
        if not self.key:
            self._no_key()

    def _no_key(self) -> None:
        hint = "Write a key of your own after the opening brace, such as @book{porter1998clusters, with a comma after it."
        self._problem(self.start, "KG009", "This entry has no key, so it is left out.", hint)

    def _next(self) -> bool:
        """Read the next field, or whatever stands in its place; False at the end."""
        self._skip(_GAP)
        char = self._peek()
        if not char or (char == "@" and _HEAD.match(self.text, self.at)):
            return False
        if char == self.closer:
            self.at += 1
            return self._goes_on()
        if self._wrong_closer():
            message = f"{self._name()} is closed with a {char} and not with a {self.closer}."
            self._problem(self.at, "KG003", message, f"Write {self.closer} instead.")
            self.values.clear()
            self.at += 1
            self.closed = True
            return False
        if char == "%":
            self._comment()
        elif match := _FIELD.match(self.text, self.at):
            return self._field(match[1].strip(), self.text.index("=", match.end(1)), match.end())
        elif match := _NO_EQUALS.match(self.text, self.at):
            return self._no_equals(match[1], self.at, match.end())
        else:
            self._stray()
        return True

    def _no_equals(self, name: str, at: int, start: int) -> bool:
        """Read a field without its equals sign; False if the value does not end."""
        ends = self._field(name, at, start)
        written = line_of(name, self.text[start : self.at]) if ends else f"{name} = {{…}},"
        self._problem(at, "KG005", f"Between '{name}' and its value there is no equals sign.", f"Write {written} with one.", name)
        return ends

    def _goes_on(self) -> bool:
        """Whether fields follow after the closing brace: then it stands too early, and reading goes on."""
        if not CONTINUES.match(self.text, self.at):
            self.closed = True
            return False
        if self._once("early"):
            message = f"A closing {self.closer} in this line ends the entry too early; the fields after it are read all the same."
            hint = f"Take away the {self.closer} that has no partner, or add the one that is missing before it."
            if self.last and self.text[self.last_end : self.at].strip() == self.closer:
                name, value = self.last
                hint = f"Write {line_of(name, value)} and no {self.closer} after it."
            self._problem(self.at - 1, "KG008", message, hint)
        self.torn = True
        return True

    def _comment(self) -> None:
        """Pass over a comment within the entry, with the whole of a field that was commented out."""
        start = self.at
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        match = re.compile(r"%+[ \t]*([\w:+./-]++)[ \t]*+=[ \t]*+").match(self.text, start)
        if match and match.end() < end:
            value = self.brackets.end(match.end(), len(self.text))
            if value > end and not self.text[end:value].lstrip().startswith("%"):
                end = value
        else:
            while more := _COMMENT_LINE.match(self.text, end):
                end = more.end()
        self.at = end
        line = fold_space(self.text[start:end])
        shown = line if len(line) < 60 else line[:57] + "…"
        message = f"BibTeX has no comments within an entry; '{shown}' is left out."
        self._problem(start, "KG007", message, "Move the comment above the entry, or delete it.")

    def _stray(self) -> None:
        """Pass over text that is no field."""
        start = self.at
        if self._peek() == "{":
            end = self.brackets.end(start, len(self.text))
            self.at = max(end, start + 1)
        else:
            self._skip(_STRAY)
        text = fold_space(self.text[start : self.at])
        shown = text if len(text) < 60 else text[:57] + "…"
        if self._once("stray"):
            hint = "Write it as name = {text}, or move it above the entry."
            self._problem(start, "KG005", f"The text '{shown}' belongs to no field.", hint)

    def _field(self, name: str, at: int, start: int) -> bool:
        """Read a value and keep the field, if its name is one and is new; False if the value does not end."""
        self.at = start
        raw = self._value(name)
        if raw is None:
            return False
        self.last, self.last_end = (name, raw), self.at
        self._keep(name, at, raw)
        return True

    def _keep(self, name: str, at: int, raw: str) -> None:
        name = re.sub(r"\s+(?=\d+\Z)", "-", name)  # Scopus writes `funding_text 1`
        low = name.lower()
        if not NAME.fullmatch(name):
            self._problem(at, "KG007", f"'{fold_space(name)}' cannot be the name of a field; the field is left out.",
                          "Use letters, figures and hyphens only, as in my-note = {…}.")  # fmt: skip
        elif not raw:
            self._problem(at, "KG005", f"The field '{low}' has no value.", f"Write {low} = {{…}}, or delete the line.", low)
        elif low in self.fields:
            message = f"The field '{low}' stands twice in this entry; the first one, in line {self.fields[low].line}, is kept."
            self._problem(at, "KG006", message, "Delete one of the two, or join their texts in one.", low)
        else:
            self.fields[low] = Field(low, raw, self.places.line(at))

    def _value(self, name: str) -> str | None:
        """A value's expression, made whole where it is faulty; None if it does not end."""
        start = self.at
        while True:
            end = self._token()
            if end < 0 or (self.cut and _NEXT.search(self.text, self.at + 1, end)):
                return self._cut(name, start) if self.cut else None
            if end == self.at and self.at == start:
                return ""
            self.at = end
            self._skip(_SPACE)
            if self._peek() != "#":
                break
            self.at += 1
            self._skip(_SPACE)
        if not self.torn:
            self.values.append((start, end))
        return self._tail(name, start, end)

    def _token(self) -> int:
        """Where the token here ends; `at` itself if there is none; -1 if it does not end."""
        if self._peek() in ("{", '"'):
            return self.brackets.end(self.at, self.places.cut(self.at) if self.cut else len(self.text))
        word = _WORD.match(self.text, self.at)
        return word.end() if word else self.at

    def _tail(self, name: str, start: int, end: int) -> str:
        """The expression that ends here, with any text up to the comma that belongs to it."""
        if self._ends():
            return self.text[start:end]
        if _NAMED.match(self.text, self.at):
            message = f"After the value of '{name.lower()}' a comma is missing."
            hint = f"Write {line_of(name, self.text[start:end])} with the comma at its end."
            self._problem(end, "KG005", message, hint, name)
            return self.text[start:end]
        while not self._ends() and not _NAMED.match(self.text, self.at):
            stop = self._token()
            self.at = stop if stop > self.at else self.at + 1
            end = self.at
            self._skip(_SPACE)
        self.torn = True
        self.values.clear()
        text = self.text[start:end]
        message, value = f"The value of '{name.lower()}' is not enclosed as a whole.", braced(text)
        self._problem(start, "KG005", message, f"Write {line_of(name, value)} with the whole text in one pair of braces.", name)
        return value

    def _ends(self) -> bool:
        char = self._peek()
        at_head = char == "@" and _HEAD.match(self.text, self.at) is not None
        return not char or char in ("," + self.closer) or at_head or self._wrong_closer()

    def _wrong_closer(self) -> bool:
        """Whether a bracket of the other kind ends the chunk."""
        return _WRONG_CLOSER.match(self.text, self.at) is not None

    def _cut(self, name: str, start: int) -> str:
        """The expression of a value that does not end, up to the next field, made whole."""
        limit, until = self.places.cut(self.at), "next field"
        if blank := _BLANK.search(self.text, self.at, limit):
            limit, until = blank.start(), "empty line"
        if after := _NEXT.search(self.text, self.at + 1, limit):
            limit, until = after.start() + 1, "next field"
        self.at = limit
        text = self.text[start:limit].rstrip()
        if _END.match(self.text, limit):
            until, bare = "end of the entry", text.removesuffix(self.closer).rstrip(" \t")
            text = bare.rstrip() if bare.endswith("\n") or (bare.endswith('"') and text.startswith('"')) else text
        value = whole(text.rstrip(",").rstrip())
        if not self.unclosed:
            self.unclosed = name
            message = f"The value of '{name.lower()}' is not closed; it is read up to the {until}."
            self._problem(start, "KG003", message, f"Write {line_of(name, value)} or look for a brace too many in it.", name)
        return value


_COMMENT_LINE = re.compile(r"\n[ \t]*%[^\n]*")


def braced(text: str) -> str:
    r"""Any text as one braced value; braces in it that have no partner go.

    >>> braced("{A} B"), braced(r"\{a}"), braced("a\\")
    ('{{A} B}', '{a}', '{a}')
    """
    value = "{" + text + "}"
    if token_end(value, 0) == len(value) and Places(value, "", 1).bibtex.end(0, len(value)) == len(value):
        return value
    return "{" + re.sub(r"\\?[{}]", "", text).rstrip("\\") + "}"


def whole(text: str) -> str:
    """A torn expression as one braced value.

    >>> whole("{a {b}"), whole('"a {b'), whole('"a {b"'), whole("{a"), whole("{a} {b")
    ('{a {b}}', '{a {b}}', '{a {b}}', '{a}', '{a b}')
    """
    text = (text.removesuffix('"') if text.startswith('"') and len(text) > 1 else text)[1:]
    missing = text.count("{") - text.count("}")
    return braced(text + "}" * max(missing, 0))
