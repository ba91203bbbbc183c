"""Addresses: safe in every file system, different for different keys, the same for the same."""

from __future__ import annotations

import itertools
import re
import unicodedata

import pyoxigraph as ox
import pytest

from kg import iri

NASTY = [
    "a", "A", "a b", "a~20b", "a%20b", "a+b", "../../etc/x", "..", ".", "...", "a.", ".a", "a..b", "/", "//", "\\", "C:\\x", "index", "INDEX",
    "index.html", "indexes", "CON", "con", "con.bib", "nul", "aux", "com1", "COM¹", "lpt9", "Müller:2001/é", "mu\u0308ller", "müller", "日本語",
    "😀", "a\u200bb", "a\nb", "a\tb", "a\0b", "a#b", "a?b", "a&b", "<script>", '"', "'", "`", "|", "*", "~", "~7e", "-", "_", "ﬁ", "ß", "ss", "İ",
    "٣", "k" * 200, "k" * 201, "é" * 100, "é" * 101, "\ud800", "a/b", "a\u2044b", "doi:10.1000/x", "{braces}", " lead", "trail ",
]  # fmt: skip


def test_slugs_are_safe():
    for key in NASTY:
        slug = iri.slug(key)
        assert slug, key
        assert not re.search(r"[^\w.~-]", slug), slug
        assert not slug.startswith("."), slug
        assert not slug.endswith("."), slug
        assert len(slug.encode()) <= iri.LONGEST_SLUG
        assert slug.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "com¹", "lpt9", "index"}
        assert all(c.isascii() or unicodedata.category(c)[0] == "L" for c in slug)
        assert slug == unicodedata.normalize("NFC", slug)


def test_different_keys_have_different_slugs():
    keys = dict.fromkeys(unicodedata.normalize("NFC", key) for key in NASTY)
    for one, two in itertools.combinations(keys, 2):
        assert iri.slug(one) != iri.slug(two), (one, two)


def test_keys_of_three_characters_have_different_slugs():
    made = {}
    for key in map("".join, itertools.product("aA.~2 /é", repeat=4)):
        other = made.setdefault(iri.slug(key), key)
        assert other == key


def test_the_same_letters_composed_and_decomposed_have_one_slug():
    assert iri.slug("mu\u0308ller") == iri.slug("müller")


def test_keys_that_differ_in_case_have_slugs_that_do_not_meet_on_any_disk():
    keys = ["Porter", "porter", "PORTER", "pOrter"]
    assert len({iri.slug(key, case_clash=True).lower() for key in keys}) == 4
    assert iri.slug("porter", case_clash=True) == "porter"
    assert re.fullmatch(r"Porter~[0-9a-f]{8}", iri.slug("Porter", case_clash=True))


@pytest.mark.parametrize("key", NASTY)
def test_a_page_stays_in_its_folder(key):
    term = iri.node("https://x.example/", "work", iri.slug(key))
    path = iri.page(term, "https://x.example/")
    assert re.fullmatch(r"work/[^/]+\.html", path)
    assert iri.page(term[:-1] + "#cites-b>", "https://x.example/") == path
    assert iri.page(term, "https://other.example/") == ""


@pytest.mark.parametrize(
    "term",
    [
        "<https://x.example/bib/a.bib#a>",
        "<https://x.example/>",
        "<https://x.example/graph/inferred>",
        "<https://x.example/work/>",
        '"text"',
    ],
)
def test_what_has_no_page(term):
    assert iri.page(term, "https://x.example/") == ""


@pytest.mark.parametrize(
    ("path", "here", "link"),
    [("work/a.html", "index.html", "work/a.html"), ("index.html", "work/a.html", "../index.html"), ("work/a~20b.html", "claim/c.html", "../work/a~20b.html"),
     ("work/é.html", "index.html", "work/%C3%A9.html"), ("work/a.html#x", "work/b.html", "../work/a.html#x")],
)  # fmt: skip
def test_links_are_relative(path, here, link):
    assert iri.href(path, here) == link


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example:80/x%20(y);z?y=1&z=2/?#f/?:@",
        "HTTP://A.EXAMPLE",
        "ftp://a.example/f",
        "mailto:a@b.example",
        " https://a.example/ ",
        "https://münchen.example/ö",
    ],
)
def test_safe_addresses(address):
    assert iri.safe_url(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc/passwd",
     "//a.example/x", "/x", "x", "www.a.example", "https://", "https:///x", "https://a.example/a b", "https://a.example/<b>", 'https://a.example/"', "https://a.example/\\",
     "https://a.example/{x}", "https://a.example/^", "https://a.example/`", "https://a.example/|", "http://[x", "https://a.example/[x]", "https://a.example/100%", "https://a.example/%zz", "https://a.example/#a#b", "https://a.example:x/", "https://a.example/\ufffe", "mailto:", "http:x",
     "https://a.example/\u00a0x", "https://a.example/\x07", "tel:1"],
)  # fmt: skip
def test_unsafe_addresses(address):
    assert iri.safe_url(address) == ""


def test_the_engine_takes_every_address_that_is_safe():
    """One that it does not take would stop the whole build."""
    characters = [
        chr(code)
        for code in (*range(0x21, 0x180), 0x2028, 0x202E, 0xFEFF, 0xFFFD, 0xFFFF, 0xE000, 0xFDD0, 0x1F600, 0x1FFFE, 0xF0000, 0x10FFFF)
    ]
    places = ("https://a.example/x{}y", "https://a.example/?x{}y", "https://a.example/#x{}y", "https://a{}b.example/", "https://u{}@a.example/",
              "https://a.example:8{}/", "https://a.example/{0}{0}", "mailto:a{}b@c.example", "https://a.example/%{}0", "https://a.example/{}")  # fmt: skip
    safe = [iri.safe_url(place.format(c)) for c in characters for place in places]
    taken = [f"<{address}> <http://b.example/> <{address}> ." for address in safe if address]
    assert len(taken) > 1000
    assert len(list(ox.parse("\n".join(taken).encode(), format=ox.RdfFormat.N_TRIPLES))) == len(taken)


def test_names_meet_in_their_folded_form():
    assert {iri.named(name) for name in ("Saxenian, AnnaLee", "SAXENIAN, Annalee", "Saxenian AnnaLee", "Saxenián, AnnaLee")} == {
        "saxenian-annalee"
    }
    assert iri.named("World Bank") == "world-bank"
    assert iri.named("!!!") == "~21~21~21"
    assert iri.named("index") != "index"


def test_a_text_folds_alike_whether_or_not_another_script_stands_beside_it():
    for code in (*range(0x20, 0x600), *range(0x1E00, 0x2100)):
        for text in (chr(code), f"a{chr(code)}b+", f"x {chr(code)}\u0301y", f"é#{chr(code)}_"):
            assert iri.fold(f"{text} 京") == f"{iri.fold(text)} 京".strip(), hex(code)
