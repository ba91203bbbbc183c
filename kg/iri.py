"""Addresses: the one place where IRIs, page paths and links are made.

Things with a page are `{base}{kind}/{slug}`; things without are fragments of their owner's page.
Page path = IRI path + `.html`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

KINDS = ("work", "claim", "concept", "keyword", "person", "organization", "venue", "study")
LONGEST_SLUG = 120  # bytes; file systems allow 255 for a name, `.html` and escapes included

_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|index)(\.|\Z)")


def digest(text: str, length: int = 8) -> str:
    """The first `length` hex digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


@lru_cache(maxsize=50_000)
def slug(key: str, *, case_clash: bool = False) -> str:
    """The safe last part of an address for a key; different keys give different slugs.

    `A-Z a-z 0-9 . _ -` and non-ASCII letters stand, all else is `~` and the hex of its UTF-8 bytes.
    `case_clash` says that another key differs from this one only in case.

    >>> slug("saxenian1994regional"), slug("a b"), slug("index"), slug("../x")
    ('saxenian1994regional', 'a~20b', '~69ndex', '~2e~2e~2fx')
    >>> slug("Foo", case_clash=True), slug("foo", case_clash=True)
    ('Foo~1cbec737', 'foo')
    """
    key = unicodedata.normalize("NFC", key)
    safe = _NO_SLUG.sub(_unless_letter, key)
    lead = len(safe) - len(safe.lstrip("."))
    tail = len(safe) - len(safe.rstrip(".")) if lead < len(safe) else 0
    safe = "~2e" * lead + safe[lead : len(safe) - tail] + "~2e" * tail
    if not safe or _DEVICES.match(safe):
        safe = _escape(safe[:1]) + safe[1:] if safe else "~"
    if case_clash and key != key.lower():
        safe += "~" + digest(key)
    if len(safe.encode()) > LONGEST_SLUG:
        head = safe.encode()[: LONGEST_SLUG - 13].decode(errors="ignore")
        safe = f"{head}~{digest(key, 12)}"
    return safe


_NO_SLUG = re.compile(r"[^A-Za-z0-9._-]")


def _unless_letter(match: re.Match[str]) -> str:
    char = match[0]
    return char if not char.isascii() and unicodedata.category(char)[0] == "L" else _escape(char)


def _escape(char: str) -> str:
    return "".join(f"~{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """A text with case, accents, hyphens and punctuation folded: what spellings have in common.

    Accents fall only from Latin, Greek and Cyrillic letters: in other scripts the marks are letters of their own.

    >>> fold("Saxenian, AnnaLee"), fold("Industrial-Districts & Müller"), fold("Øystein Straße")
    ('saxenian annalee', 'industrial districts and muller', 'oystein strasse')
    >>> fold("C++") == fold("C#"), fold("さか") == fold("さが"), fold("!?")
    (False, False, '')
    """
    text = text.replace("&", " and ").replace("’", "").replace("'", "")
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text.lower()))
    apart = unicodedata.normalize("NFKD", _LETTER.sub(lambda m: _LETTERS[m[0]], text))
    if not _OTHER_SCRIPT.search(apart):
        return " ".join(_WORD.findall(_ACCENTS.sub("", apart).casefold()))
    kept = []
    european = False
    for char in apart:
        if not unicodedata.combining(char):
            european = char < "\u0530" or "\u1e00" <= char < "\u2000"
        if not (european and unicodedata.combining(char)):
            kept.append(char)
    folded = unicodedata.normalize("NFC", "".join(kept)).casefold()
    spaced = "".join(c if c in "+#" or c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded)
    return " ".join(word.lstrip("+#") for word in spaced.split() if word.strip("+#"))


_OTHER_SCRIPT = re.compile(  # what needs a closer look: letters that are not European, an accent that stands on none
    "[^\\0-\u034e\u0350-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u205e\u20a0-\u20bf]|(?:\\A|[\u2010-\u20bf])[\u0300-\u036f]"
)
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[+#])*")
_ASCII_WORD = re.compile(r"[a-z0-9][a-z0-9+#]*")
_LETTERS = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i"}
_LETTER = re.compile(f"[{''.join(_LETTERS)}]")


@lru_cache(maxsize=50_000)
def fold_words(text: str) -> str:
    """A folded label whose words are also singular, so that plural and singular meet.

    >>> fold_words("Industrial Districts"), fold_words("SMEs"), fold_words("industry clusters")
    ('industrial district', 'sme', 'industry cluster')
    """
    return " ".join(map(singular, fold(text).split()))


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """The singular of a folded English word by the regular endings, others unchanged.

    >>> [singular(w) for w in ("districts", "policies", "process", "analysis", "crises", "gas")]
    ['district', 'policy', 'process', 'analysis', 'crisis', 'gas']
    """
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("crises", "analyses", "theses", "hypotheses")):
        return word[:-2] + "is"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


@lru_cache(maxsize=50_000)
def named(text: str) -> str:
    """The slug of a thing known by its name only: `saxenian-annalee`, `harvard-business-review`."""
    return slug(fold(text).replace(" ", "-") or text.strip())


def node(base: str, kind: str, name: str, fragment: str = "") -> str:
    """The IRI term of a thing: `<{base}{kind}/{name}>`, with `#fragment` for a thing without a page.

    `name` must be a slug already; base ends in `/`.
    """
    return f"<{base}{kind}/{name}#{fragment}>" if fragment else f"<{base}{kind}/{name}>"


def listed(base: str, page: str, name: str) -> str:
    """The IRI term of a thing that stands in a list and has no page of its own: `<{base}missing#porter-1990-…>`."""
    return f"<{base}{page}#{name}>"


def source(base: str, file: str, key: str) -> str:
    """The IRI term of an entry in its file: `<{base}bib/porter.bib#porter1998clusters>`.

    >>> source("https://x.example/", "bib/my papers.bib", "a b")
    '<https://x.example/bib/my~20papers.bib#a~20b>'
    """
    return f"<{base}{_path(file)}#{slug(key)}>"


@lru_cache(maxsize=1000)
def _path(file: str) -> str:
    return "/".join(map(slug, file.split("/")))


def page(term: str, base: str) -> str:
    """The path of the page that shows a thing, relative to the site, or `""` where it has none.

    >>> page("<https://x.example/claim/c#supports-a>", "https://x.example/")
    'claim/c.html'
    """
    path = term[1:-1].partition("#")[0].removeprefix(base)
    kind, _, name = path.partition("/")
    return f"{path}.html" if term.startswith(f"<{base}") and kind in KINDS and name else ""


def kind(term: str) -> str:
    """The kind of thing with a page that a term names, by its address.

    >>> kind("<https://x.example/claim/c>")
    'claim'
    """
    return term.rsplit("/", 2)[-2]


def href(path: str, here: str) -> str:
    """The relative link from page `here` to page `path`, both relative to the site.

    >>> href("claim/c.html", "work/é.html"), href("work/a.html", "index.html")
    ('../claim/c.html', 'work/a.html')
    """
    return "../" * here.count("/") + (path if _PLAIN.fullmatch(path) else quote(path, safe="/~._-#"))


_PLAIN = re.compile(r"[A-Za-z0-9/~._#-]*")  # what needs no quoting in an address


def safe_url(text: str) -> str:
    """The address itself if it is one that a page may link to and RDF may hold, else `""`.

    >>> safe_url("https://a.example/x"), safe_url("javascript:alert(1)"), safe_url("http://[x")
    ('https://a.example/x', '', '')
    """
    text = text.strip()
    return text if _ADDRESS.fullmatch(text) and (text.isascii() or not re.search(_REFUSED, text)) else ""


# RFC 3987, section 2.2; the engine takes no other IRI, and one bad address would stop it. (No white space, no IPv6 literals.)
# Which characters beyond ASCII there may be is looked up apart, where there are any: to compile all of it takes 15 ms of every command.
_BEYOND = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
_REFUSED = rf"[^\x00-\x7f\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_BEYOND}]"
_UNIT = r"(?:[^\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]|%[0-9A-Fa-f]{2})"
_TAIL = rf"(?:\?(?:{_UNIT}|[:@/?])*+)?(?:\#(?:{_UNIT}|[:@/?])*+)?"
_ADDRESS = re.compile(
    rf"(?:(?i:https?|ftp)://(?:(?:{_UNIT}|:)*@)?{_UNIT}++(?::[0-9]*)?(?:/(?:{_UNIT}|[:@/])*+)?|(?i:mailto):(?:{_UNIT}|[:@/])++){_TAIL}"
)
