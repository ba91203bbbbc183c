"""Reference lists: how they are split and read, which work a string means, what is missing, and what the site says of it."""

from __future__ import annotations

import re
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import Workspace, build, config, graph, terms
from kg.bib import reflist
from kg.infer import identify, known, missing
from kg.infer.strings import parse
from kg.likeness import titles
from kg.web.missing import skeleton
from kg.web.reflists import read
from tests.unit.web_site import Reader

DATA = Path(__file__).parents[1] / "data" / "references"
BASE = "https://x.example/"
LINES = [line.split(" | ", 2) for line in (DATA / "strings.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def built(bib: str) -> graph.Graph:
    return graph.build({"bib/all.bib": bib.encode()}, config.Config(Path("nowhere"), "Test", BASE, "en"))


def key_of(term: str) -> str:
    return term[1:-1].rpartition("/")[2]


# ------------------------------------------------------------------------------------------------ the sample


@cache
def sample() -> known.Tables:
    return known.tables(built((DATA / "works.bib").read_text(encoding="utf-8")).statements)


def found(string: str) -> tuple[str, float]:
    (item,) = reflist.items(string)
    match = identify.match(parse(reflist.plain(item)), sample())
    return (key_of(match.work.iri), match.score) if match else ("-", 0.0)


def test_the_sample_is_whole():
    assert len(LINES) == 272
    assert sum(1 for key, _, _ in LINES if key == "-") == 96
    keys = set(re.findall(r"@\w+\{(\w+),", (DATA / "works.bib").read_text(encoding="utf-8")))
    assert {key for key, _, _ in LINES} - {"-"} == keys


def test_precision_and_recall_on_the_sample():
    answers = [(key, kind, string, found(string)[0]) for key, kind, string in LINES]
    wrong = [answer for answer in answers if answer[3] not in ("-", answer[0])]
    lost = {kind for key, kind, _, got in answers if got == "-" != key}
    right = sum(1 for key, _, _, got in answers if got == key != "-")
    assert right / (right + len(wrong)) >= 0.99, wrong
    assert right >= 169, "of 176: recall 0.96"
    assert lost == {
        "WoS, no page", "paperback a year later", "WoS, chapter, no page", "Scopus, no author", "name in full", "WoS, anonymous", "WoS, old volume",
    }  # fmt: skip


def test_a_score_says_how_sure_it_is():
    assert found("Porter ME, 2000, ECON DEV Q, V14, P15, DOI 10.1177/089124240001400105")[1] == 1
    assert found("PORTER ME, 1998, HARVARD BUS REV, V76, P77")[1] == 0.98
    assert found("PORTER ME, 1999, HARVARD BUS REV, V76, P77")[1] == 0.93
    assert found("PORTER ME, 1998, HARVARD BUS REV, V76, P80")[1] == 0.9
    assert found("SAXENIAN A, 1994, REGIONAL ADVANTAGE")[1] == 0.9
    assert found("Saxenian, A., Regional advantage (1994), Harvard University Press")[1] == 0.95


def test_the_whole_sample_in_one_list_is_split_as_it_is_written():
    strings = [string for _, _, string in LINES]
    assert reflist.items("; ".join(strings)) == [s.removesuffix(".") for s in strings]


# ------------------------------------------------------------------------------------------------ lists and strings


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("a,\n b,\n c", ["a", "b", "c"]),
        ("a\nb", ["a\nb"]),
        ("{a; b}", ["a", "b"]),
        ("A B, 2001, X; C D, 2002, Y;", ["A B, 2001, X", "C D, 2002, Y"]),
        ("A B, 2001, X ; C D, 2002, Y ; ", ["A B, 2001, X", "C D, 2002, Y"]),
        ("Smith, J., R&amp;D (2001) J. X, 1; Doe, A., Y (2002)", ["Smith, J., R&amp;D (2001) J. X, 1", "Doe, A., Y (2002)"]),
        ("Smith J, 2001, J X, DOI 10.1002/(A)1:2<8::B>3.0.CO;2-8; Doe, A., Y (2002)",
         ["Smith J, 2001, J X, DOI 10.1002/(A)1:2<8::B>3.0.CO;2-8", "Doe, A., Y (2002)"]),
        ("Smith, J.; Doe, A., Work (2001); Poe, E., Other (2002)", ["Smith, J.; Doe, A., Work (2001)", "Poe, E., Other (2002)"]),
        ("Smith, J., Work {a; b} (2001); key", ["Smith, J., Work {a; b} (2001)", "key"]),
        ("[Anonymous], 1953, NATURE, V171, P737", ["[Anonymous], 1953, NATURE, V171, P737"]),
        ("Smith J, 2001, A; B, V1.\n   Doe A, 2002, C.\n   Poe E, 2003, D.", ["Smith J, 2001, A; B, V1", "Doe A, 2002, C", "Poe E, 2003, D"]),
        ("Porter M. The advantage of nations. 1990.\nDoe A. Work. 2001.", ["Porter M. The advantage of nations. 1990", "Doe A. Work. 2001"]),
        ("10.1000/a, 10.1000/b", ["10.1000/a", "10.1000/b"]),
    ],
)  # fmt: skip
def test_a_list_is_split_as_the_tool_joined_it(value, expected):
    assert [" ".join(item.split()) for item in reflist.items(value)] == [" ".join(item.split()) for item in expected]


@pytest.mark.parametrize(
    ("string", "expected"),
    [
        ("SAXENIAN A", ("", "", 0)),
        ("SAXENIAN A, 1994, X", ("saxenian", "a", 1994)),
        ("Saxenian A., 1994, X", ("saxenian", "a", 1994)),
        ("A., Saxenian, Work (1994) X", ("saxenian", "a", 1994)),
        ("Saxenian, A. (1994). Work. Journal of Things, 1, 2-3.", ("saxenian", "a", 1994)),
        ("van der Berg L, 1994, X", ("vanderberg", "l", 1994)),
        ("VANDERBERG L, 1994, X", ("vanderberg", "l", 1994)),
        ("O'Barr, R., (1996) J. Appl. Phys., 79, p. 5303", ("obarr", "r", 1996)),
        ("LI Y, 1994, X", ("li", "y", 1994)),
        ("[Anonymous], 1994, X", ("", "", 1994)),
        ("Anon., Work, (1994)", ("", "", 1994)),
        ("*OECD, 1994, X", ("oecd", "", 1994)),
        ("European Commission, 1994, X", ("europeancommission", "", 1994)),
        ("Smith, J., Growth in Italy (1950) and after (2001) J. Hist., 1", ("smith", "j", 2001)),
        ("Smith J., Jones K., Et al., Work, (2001)", ("smith", "j", 2001)),
        ("Smith, J., Jr., Work (2001) X", ("smith", "j", 2001)),
        ("Smith, J., Work, in press", ("smith", "j", 0)),
    ],
)
def test_who_and_when(string, expected):
    read_ = parse(string)
    assert (read_.family, read_.initial, read_.year) == expected


@given(st.text(st.sampled_from("Aa.,;:()[]{}\\&-–'\" \n19205VP#*é/")) | st.text())
def test_no_text_stops_it(value):
    for item in reflist.items(value):
        read_ = parse(reflist.plain(item))
        identify.match(read_, sample())
        assert all(read_.titles), read_
        assert 1500 <= read_.year < 2100 or not read_.year


def test_time_is_linear_in_a_string_and_in_a_list():
    start = time.process_time()
    for piece in (
        "A., ",
        "Smith, J., ",
        "(2001) ",
        ",",
        "10.1/",
        "x",
        ". ",
        "V1, ",
        "& ",
        "; ",
        "\n",
        "{",
        "Smith, J.; ",
        "A B, 2001, C. ",
    ):
        parse(piece * 100_000)
        reflist.items(piece * 20_000)
        titles.likeness(piece * 100, piece * 101)
    assert time.process_time() - start < 20


# ------------------------------------------------------------------------------------------------ the graph

WORKS = """
@book{saxenian, author = {Saxenian, AnnaLee}, title = {Regional Advantage}, year = 1994}
@article{porter, author = {Porter, Michael E.}, title = {Clusters and the New Economics of Competition},
  journal = {Harvard Business Review}, year = 1998, volume = 76, pages = {77--90}}
"""
MISSED = "PORTER ME, 1990, COMPETITIVE ADVANTAGE"


def said(made: graph.Graph, curie: str) -> set[tuple[str, str]]:
    return {(key_of(s.subject), key_of(s.object)) for s in made.inferred if s.predicate == terms.term(curie)}


def test_matches_are_inferred_and_never_curated():
    made = built(WORKS + "@misc{a, title = {A}, references = {SAXENIAN A, 1994, REGIONAL ADVANTAGE}}")
    assert said(made, "cito:cites") == {("a", "saxenian")}
    assert not [s for s in made.statements if s.predicate == terms.term("cito:cites")]
    assert not made.problems


def test_what_is_cited_already_is_not_inferred_but_counted():
    made = built(WORKS + "@misc{a, title = {A}, cites = {saxenian}, references = {SAXENIAN A, 1994, REGIONAL ADVANTAGE}}")
    assert not said(made, "cito:cites")
    assert {s.object for s in made.inferred if s.predicate == terms.term("kg:missingReferenceCount")} == {
        terms.literal("0", datatype="xsd:integer")
    }


def test_a_string_that_means_the_citing_work_itself_is_no_citation():
    made = built(WORKS.replace("year = 1998", "year = 1998, references = {PORTER ME, 1998, HARVARD BUS REV, V76, P77}"))
    assert not said(made, "cito:cites")


def test_two_strings_for_one_work_make_one_citation_with_the_better_score():
    strings = "PORTER ME, 1999, HARVARD BUS REV, V76, P77; PORTER ME, 1998, HARVARD BUS REV, V76, P77"
    made = built(WORKS + f"@misc{{a, title = {{A}}, references = {{{strings}}}}}")
    scores = [terms.value(s.object) for s in made.inferred if s.predicate == terms.term("kg:score")]
    assert scores == ["0.98"]


def test_two_different_works_that_fit_equally_well_are_neither():
    twice = WORKS + "@book{other, author = {Saxenian, AnnaLee}, title = {Regional Advantage Lost}, year = 1994}"
    assert not said(built(twice + "@misc{a, title = {A}, references = {SAXENIAN A, 1994, REGIONAL ADVANTAGE}}"), "cito:cites")


def test_a_work_that_was_entered_twice_is_cited_once():
    twice = WORKS + "@book{saxenian2, author = {Saxenian, AnnaLee}, title = {Regional advantage}, year = 1994}"
    assert said(built(twice + "@misc{a, title = {A}, references = {SAXENIAN A, 1994, REGIONAL ADVANTAGE}}"), "cito:cites") == {
        ("a", "saxenian")
    }


def test_a_name_of_an_author_that_an_entry_unifies_is_found_as_printed_too():
    bib = "@person{p, name = {Smith, Mary}, altname = {Jones, Mary}}\n@book{b, author = {Jones, Mary}, title = {On Regional Growth}, year = 2001}\n"
    for name in ("SMITH", "JONES"):
        assert said(built(bib + f"@misc{{a, title = {{A}}, references = {{{name} M, 2001, REGIONAL GROWTH}}}}"), "cito:cites") == {
            ("a", "b")
        }


def test_a_number_of_references_is_no_list_and_is_kept():
    made = built("@misc{a, title = {A}, references = {23}}")
    assert not made.inferred
    assert any(s.predicate.endswith("/field/references>") for s in made.statements)


def test_a_key_of_another_kind_is_a_problem_as_ever_and_no_reference():
    made = built("@claim{c, statement = {It is so.}, claimedin = {a}}\n@misc{a, title = {A}, references = {c}}")
    assert [p.code for p in made.problems] == ["KG204"]
    assert not made.inferred


# ------------------------------------------------------------------------------------------------ what is missing


def clusters(*lists: str) -> list[tuple[str, int]]:
    texts: dict[str, list[str]] = {}
    for number, strings in enumerate(lists):
        for item in reflist.items(strings):
            texts.setdefault(reflist.plain(item), []).append(f"<{BASE}work/{number}>")
    return [(missing.label(m), len(m.works)) for m in missing.clusters(texts, {text: parse(text) for text in texts})]


def test_spellings_of_one_missing_work_count_together():
    assert clusters(
        "GRANOVETTER MS, 1973, AM J SOCIOL, V78, P1360, DOI 10.1086/225469",
        "Granovetter M., 1973, AM J SOCIOL, V78, P1360",
        "Granovetter, M.S., The strength of weak ties (1973) American Journal of Sociology, 78 (6), pp. 1360-1380",
        "Granovetter M., The strenght of weak ties, Am. J. Sociol., (1973)",
        "[Anonymous], 1973, AM J SOCIOL, DOI 10.1086/225469",
    ) == [("Granovetter MS 1973, The strength of weak ties", 5)]


def test_what_is_not_the_same_is_counted_apart():
    both = "Erdős, P., On random graphs I (1959) Publ. Math., 6, pp. 290-297; Erdős, P., On random graphs II (1959) Publ. Math., 7, pp. 1-9"
    assert clusters(both, both) == [("Erdős P 1959, On random graphs I", 2), ("Erdős P 1959, On random graphs II", 2)]
    assert clusters("PORTER ME, 1985, COMPETITIVE ADVANTAGE", "PORTER ME, 1990, COMPETITIVE ADVANTAGE") == []
    assert clusters("SMITH A, 1985, COMPETITIVE ADVANTAGE", "SMITH B, 1985, COMPETITIVE ADVANTAGE") == []


def test_the_label_is_of_the_most_usual_string_then_of_the_longest():
    short, long = "PORTER ME, 1990, COMPETITIVE ADV", "PORTER ME, 1990, COMPETITIVE ADVANTAGE"
    assert clusters(short, short, long) == [("Porter ME 1990, Competitive Adv", 3)]
    assert clusters(short, long) == [("Porter ME 1990, Competitive Advantage", 2)]
    assert clusters("unknownkey, a", "unknownkey, b") == [("unknownkey", 2)]


def test_a_work_that_names_it_twice_counts_once():
    assert clusters("PORTER ME, 1990, COMPETITIVE ADV; PORTER ME, 1990, COMPETITIVE ADVANTAGE") == []


def test_at_most_so_many_get_a_node_and_the_most_cited_first(monkeypatch):
    monkeypatch.setattr(missing, "AT_MOST", 1)
    lists = [f"{MISSED}; DOE J, 2001, OTHER WORK", f"{MISSED}; DOE J, 2001, OTHER WORK", MISSED]
    bib = "".join(f"@misc{{w{n}, title = {{W}}, references = {{{strings}}}}}\n" for n, strings in enumerate(lists))
    assert {missing_work for _, missing_work in said(built(bib), "kg:citesMissing")} == {"missing#porter-1990-" + slug_hash(bib)}


def slug_hash(bib: str) -> str:
    (name,) = {obj.rpartition("-")[2] for _, obj in said(built(bib), "kg:citesMissing")}
    return name


def test_addresses_do_not_depend_on_the_other_works():
    pair = f"@misc{{a, title = {{A}}, references = {{{MISSED}}}}}\n@misc{{b, title = {{B}}, references = {{{MISSED}}}}}\n"
    more = f"@misc{{c, title = {{C}}, references = {{DOE J, 2001, OTHER WORK; {MISSED}}}}}\n@misc{{d, title = {{D}}, references = {{DOE J, 2001, OTHER WORK}}}}\n"
    assert said(built(pair), "kg:citesMissing") < said(built(pair + more), "kg:citesMissing")
    assert all(" " not in s.subject and s.subject.startswith("<") for s in built(pair + more).inferred)


def test_the_order_of_files_and_lists_makes_no_difference():
    entries = [f"@misc{{w{n}, title = {{W}}, references = {{{'; '.join(s for _, _, s in LINES[n::7])}}}}}\n" for n in range(7)]
    one, other = built("".join(entries)), built("".join(entries[::-1]))
    assert {s[:3] for s in one.inferred} == {s[:3] for s in other.inferred}


# ------------------------------------------------------------------------------------------------ query and site

SITE = (
    WORKS
    + r"""
@misc{one, author = {Doe, Ann}, title = {One}, year = 2001, references = {SAXENIAN A, 1994, REGIONAL ADVANTAGE; Porter, M.E., R\&D {<}b{>} 100\%
  (1990) J. Bus., 12 (3), pp. 1-20; [Anonymous], 1998, ONCE ONLY}}
@misc{two, author = {Roe, Ben}, title = {Two}, year = 2002, references = {PORTER ME, 1990, J BUS, V12, P1, DOI 10.1000/x_y}}
"""
)


@cache
def site(bib: str = SITE) -> dict[str, str]:
    with TemporaryDirectory() as folder:
        target = Path(folder)
        build.site(built(bib), config.Config(target, "Test", BASE, "en"), target)
        return {path.relative_to(target).as_posix(): path.read_text(encoding="utf-8") for path in target.rglob("*.html")}


def text(html: str) -> str:
    reader = Reader()
    reader.feed(html[html.index("<main") :])
    return " ".join("".join(reader.text).split())


def test_the_page_says_what_is_missing_and_by_whom_it_is_cited():
    page = site()["missing.html"]
    assert "Of 4 references in 2 works, 1 is a work of this bibliography and 3 are not; 2 works have no reference list." in page
    assert "Porter ME 1990, R&D <b> 100% 10.1000/x_y" in text(page)
    assert "Cited by 2 of your works" in text(page)
    assert 'href="work/one.html">Doe 2001</a>' in page
    assert 'href="https://doi.org/10.1000/x_y"' in page
    assert 'id="doi-10.1000~2fx_y"' in page
    assert "Once Only" not in text(page)
    assert page.count('scope="col"') == 3
    assert page.count('scope="row"') == 1
    assert " style=" not in page
    assert 'href="missing.html" aria-current="true">Missing</a>' in page


def test_the_entry_to_copy_reads_back_and_says_only_what_is_known():
    inferred = built(SITE).inferred
    (work,) = read(inferred, BASE).missing
    entry = skeleton(work)
    assert entry.startswith("@article{porter1990")
    made = built(entry)
    assert not made.problems
    values = {(terms.shorten(terms.value(s.predicate)), terms.value(s.object)) for s in made.statements}
    assert {
        ("dcterms:title", "R&D <b> 100%"),
        ("kg:year", "1990"),
        ("prism:volume", "12"),
        ("kg:pages", "1–20"),
        ("prism:doi", "10.1000/x_y"),
    } <= values
    assert ("foaf:name", "M. E. Porter") in values
    assert any(p == "skos:note" and v.startswith("from a reference list, unverified: ") for p, v in values)


@pytest.mark.parametrize("string", [string for key, _, string in LINES if key == "-"])
def test_every_entry_to_copy_is_sound(string):
    bib = f"@misc{{a, title = {{A}}, references = {{{string}; x}}}}\n@misc{{b, title = {{B}}, references = {{{string}; y}}}}"
    works = read(built(bib).inferred, BASE).missing
    for work in works:
        made = built(skeleton(work))
        assert [p for p in made.problems if p.severity == "error"] == []
        assert len(made.entries) == 1
    assert len(works) == 1


def test_what_a_list_does_not_say_is_not_in_the_entry():
    bib = f"@misc{{a, title = {{A}}, references = {{{MISSED}, P73}}}}\n@misc{{b, title = {{B}}, references = {{{MISSED}, P73}}}}"
    (work,) = read(built(bib).inferred, BASE).missing
    assert skeleton(work) == (
        "@misc{porter1990competitive,\n  author = {Porter, M. E.},\n  year = {1990},\n"
        f"  note = {{from a reference list, unverified: {MISSED}, P73}},\n}}"
    )


def test_empty_pages_say_why_and_what_to_add():
    assert "No work has a reference list" in text(site(WORKS)["missing.html"])
    none = site(WORKS + f"@misc{{a, title = {{A}}, references = {{{MISSED}}}}}")["missing.html"]
    assert "Of 1 reference in 1 work, 0 are works of this bibliography and 1 is not; 2 works have no reference list." in none
    assert "No work outside this bibliography is cited by two of its works." in none


def test_the_pages_of_works_show_citations_found_and_how_much_of_the_list_is_here():
    citing, cited = site()["work/one.html"], site()["work/saxenian.html"]
    assert "Cites, found in its reference list Saxenian 1994 SAXENIAN A, 1994, REGIONAL ADVANTAGE BibTeX" in text(citing)
    assert "Cited by, found in reference lists Doe 2001" in text(cited)
    assert "3 references; 1 of them is a work of this bibliography, 2 not." in text(citing)
    assert "Missing here, and cited by other works too: Porter ME 1990" in text(citing)
    assert '<a href="../missing.html#doi-10.1000~2fx_y">Porter ME 1990' in citing
    assert 'id="references"' not in cited


def test_a_long_list_is_counted_and_linked_on_the_page_and_not_repeated():
    known_ = [f"Author{n}, A., Work number {n} of the list (2001) J. Bus., {n}, pp. {n}-9{n}" for n in range(10, 28)]
    strings = [*known_, *(f"Other{n}, B., An unknown work of number {n} (1990) J. Law, {n}, pp. 1-20" for n in range(10, 22))]
    works = "".join(
        f"@article{{w{n}, author = {{Author{n}, Ann}}, title = {{Work number {n} of the list}}, year = 2001, journal = {{J. Bus.}}, "
        f"volume = {n}, pages = {{{n}--9{n}}}}}\n"
        for n in range(10, 28)
    )
    listing = (
        f"@misc{{one, author = {{Doe, Ann}}, title = {{One}}, year = 2001,\n  references = {{{'; '.join(strings)}}},\n  note = {{N}}}}\n"
    )
    page = site(works + listing)["work/one.html"]
    assert "30 references; 18 of them are works of this bibliography, 12 not." in text(page)
    assert '<a href="#inferred">' in page
    assert page.count('class="work" href="w') == 18
    assert "unknown work" not in page
    assert "title = {One}, year = 2001, note = {N}}" in text(page)
    assert "here without its field references" in text(page)
    assert "Other fields" not in text(page)
    short = site(works + listing.replace("; ".join(strings), strings[0]))["work/one.html"]
    assert len(page.encode()) - len(short.encode()) < 1700
    assert f"references = {{{strings[0]}}}" in text(short)


def test_many_citing_works_are_folded_and_bounded():
    bib = "".join(f"@misc{{w{n}, title = {{Work {n}}}, year = 2001, references = {{{MISSED}}}}}\n" for n in range(120))
    page = site(bib)["missing.html"]
    assert "Cited by 120 of your works" in page
    assert page.count('href="work/w') == 15
    assert "and 105 more" in page


def test_the_named_queries_answer(tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "kg.toml").write_text(f'base = "{BASE}"\n', encoding="utf-8")
    (tmp_path / "bib" / "all.bib").write_text(SITE, encoding="utf-8")
    ws = Workspace(tmp_path)
    rows = [(r["label"], r["year"], r["doi"], r["citations"]) for r in ws.query("missing-works")]
    assert rows == [("Porter ME 1990, R&D <b> 100%", 1990, "10.1000/x_y", 2)]
    found_ = [(r["citing"], r["cited"], r["reference"]) for r in ws.query("reference-matches")]
    assert found_ == [("Doe 2001", "Saxenian 1994", "SAXENIAN A, 1994, REGIONAL ADVANTAGE")]
    assert list(ws.query("found-in-texts")) == []


def test_a_string_as_long_as_a_whole_list_ends_no_build():
    listed = " ".join(f"[{n}] Author{n}, A. (1951). A study of things number {n}. Journal of Things, 1(2), 1-10." for n in range(119))
    bib = "".join(f"@article{{{key}, title = {{Title {key}}}, references = {{{listed}}}}}\n" for key in "ab")
    made = graph.build({"bib/a.bib": bib.encode()}, config.Config(Path("nowhere"), "Test", "https://x.example/", "en"))
    assert made.census.read == 2
