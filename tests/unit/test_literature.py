"""The shipped literature says what the abstract of Oxborrow (2012) says, in its words, and nothing more."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from kg import iri
from kg.bib import latex, refs, source, split, values
from kg.model import Entry, Ref
from tests.paths import REPO

PAPER, STUDY = "oxborrow2012creative", "oxborrow2012nottingham"

# The 13 in-text citations in their order: the work, the mark in the text, why it is cited.
CITATIONS = [
    ("saxenian1994regional", "(Saxenian, 1994;", "obtainsSupportFrom"),
    ("piore1984second", "Piore and Sabel, 1984;", "obtainsSupportFrom"),
    ("reid2008cluster", "Reid et al, 2008)", "obtainsSupportFrom"),
    ("porter1998clusters", "(Porter, 1998;", "obtainsSupportFrom"),
    ("doeringer1995business", "Doeringer and Terkla, 1995)", "obtainsSupportFrom"),
    ("rosenfeld2005industry", "Rosenfeld’s ‘associative economy’ (2005:5)", "obtainsSupportFrom includesQuotationFrom"),
    ("saxenian2001silicon", "Saxenian and Hsu (2001) illustrate", "discusses containsAssertionFrom"),
    ("aage2008fashion", "Aage and Belussi (2008) find", "discusses containsAssertionFrom"),
    ("saxenian2001silicon", "build on Saxenian and Hsu (2001)", "extends usesConclusionsFrom"),
    ("aage2008fashion", "Aage and Belussi (2008) findings", "extends usesConclusionsFrom"),
    ("doeringer2009what", "(after Deoringer et al, 2009)", "usesConclusionsFrom"),
    ("enright2001regional", "what Enright (2001) terms ‘wannabe clusters’", "citesAsAuthority includesQuotationFrom"),
    ("saxenian2001silicon", "After Saxenian and Hsu (2001) collaborative", "usesConclusionsFrom"),
]
BETWEEN_CLAIMS = {
    ("smes-gain-inside", "extends", "externalities-cross-borders"),
    ("smes-look-outside", "extends", "advantage-from-outside"),
    ("smes-look-outside", "extends", "externalities-cross-borders"),
    ("collaboration-carries-risk", "qualifies", "smes-can-collaborate-anew"),
    ("shocks-foster-collaboration", "supports", "shocks-stimulate-response"),
    ("shocks-foster-innovation", "supports", "shocks-stimulate-response"),
    ("spillovers-further-clusters", "supports", "clusters-revived"),
    ("networks-create-advantage", "extends", "externalities-cross-borders"),
}
STANCES = ("claimedin", "supportedby", "disputedby", "qualifiedby", "extendedby", "mentionedby", "drawson")
REFERENCES = {  # which kinds of entries a field of an entry may name
    "work": {"concepts": "concept"},
    "study": {"reportedin": "work"},
    "claim": {
        **dict.fromkeys(STANCES, "work study"),
        **dict.fromkeys(("supports", "disputes", "qualifies", "extends"), "claim"),
        "via": "work",
        "concepts": "concept",
    },
    "concept": {"broader": "concept", "related": "concept", "termof": "work", "definedby": "work"},
    "person": {"works": "work"},
}


def _read() -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for file in sorted((REPO / "bib").glob("*.bib")):
        text, problems = source.decode(file.read_bytes(), file.name)
        for reading in split.read_all(source.chunks(text, file.name)):
            problems += reading.problems
            for entry in reading.entries:
                assert entry.key not in entries, f"{entry.key} is there twice"
                entries[entry.key] = entry
        assert problems == []
    return entries


ENTRIES = _read()


def kind(entry: Entry) -> str:
    return entry.type if entry.type in REFERENCES else "work"


def of(wanted: str) -> dict[str, Entry]:
    return {key: entry for key, entry in ENTRIES.items() if kind(entry) == wanted}


def text(entry: Entry, name: str) -> str:
    """A field's text, white space folded and LaTeX read; empty where the entry lacks it."""
    if name not in entry.fields:
        return ""
    value, unknown = values.evaluate(entry.fields[name].raw, {}.get)
    assert unknown == []
    return latex.to_text(value)[0]


def references(entry: Entry, name: str) -> list[Ref]:
    if name not in entry.fields:
        return []
    found, faults = refs.parse_refs(values.evaluate(entry.fields[name].raw, {}.get)[0])
    assert faults == []
    return found


def keys(entry: Entry, name: str) -> list[str]:
    return [ref.key for ref in references(entry, name)]


def fields_naming(entry: Entry) -> dict[str, str]:
    """The fields of an entry that name others, with the kinds they may name."""
    cito = {name: "work" for name in entry.fields if name.startswith("cito-")}
    return {name: kinds for name, kinds in {**REFERENCES[kind(entry)], **cito}.items() if name in entry.fields}


ABSTRACT = text(ENTRIES[PAPER], "abstract")
SENTENCES = [line.strip() for line in ENTRIES[PAPER].fields["abstract"].raw.strip("{}").splitlines() if line.strip()]


def test_everything_is_there():
    assert Counter(map(kind, ENTRIES.values())) == {"work": 11, "concept": 48, "claim": 30, "study": 1, "person": 3}


@pytest.mark.parametrize("key", ENTRIES)
def test_every_key_named_is_an_entry_of_the_right_kind(key: str):
    entry = ENTRIES[key]
    for name, kinds in fields_naming(entry).items():
        found = references(entry, name)
        assert found
        for ref in found:
            assert ref.key in ENTRIES, (name, ref.key)
            assert kind(ENTRIES[ref.key]) in kinds.split(), (name, ref.key)
            assert not ref.via or ref.via == PAPER


def test_the_abstract_is_letter_for_letter():
    assert len(SENTENCES) == 16
    assert all(sentence.endswith(".") for sentence in SENTENCES)
    assert " ".join(SENTENCES) == ABSTRACT
    assert iri.digest(ABSTRACT) == "a5e3b897"
    for oddity in (
        "external-to-thedistrict",
        "Deoringer et al, 2009",
        "spill-overs",
        "externalities spillover across",
        "the SME’s",
        "(2005:5)",
    ):
        assert oddity in ABSTRACT


def test_the_citations_are_those_of_the_abstract():
    paper = ENTRIES[PAPER]
    places = [ABSTRACT.index(mark) for _, mark, _ in CITATIONS]
    assert len(places) == 13
    assert places == sorted(places)
    wanted = defaultdict(set)
    for work, _, reasons in CITATIONS:
        wanted[work] |= {f"cito-{reason}".lower() for reason in reasons.split()}
    found = defaultdict(set)
    for name in paper.fields:
        if name.startswith("cito-"):
            for key in keys(paper, name):
                assert name not in found[key], f"{name} names {key} twice"
                found[key].add(name)
    assert found == wanted
    assert set(found) == set(of("work")) - {PAPER}


@pytest.mark.parametrize("key", of("claim"))
def test_a_claim_rests_on_an_exact_sentence(key: str):
    claim = ENTRIES[key]
    quote = text(claim, "quote")
    assert quote in ABSTRACT
    assert quote in SENTENCES
    statement = text(claim, "statement")
    assert statement.endswith(".")
    assert statement.count(". ") == 0
    assert text(claim, "kind") in {"prior work", "finding", "objective", "context", "implication", "contribution", "recommendation"}
    assert keys(claim, "concepts")
    assert keys(claim, "claimedin")


def test_what_claims_say_of_each_other():
    found = {
        (key, verb, other)
        for key, claim in of("claim").items()
        for verb in ("supports", "disputes", "qualifies", "extends")
        for other in keys(claim, verb)
    }
    assert found == BETWEEN_CLAIMS


def test_who_takes_which_stance():
    claims = of("claim").values()
    count = Counter((name, key) for claim in claims for name in STANCES for key in keys(claim, name))
    assert count == {
        ("claimedin", PAPER): 18,
        ("claimedin", STUDY): 8,
        ("claimedin", "saxenian2001silicon"): 3,
        ("claimedin", "aage2008fashion"): 3,
        ("extendedby", STUDY): 2,
        ("supportedby", "saxenian1994regional"): 4,
        ("supportedby", "piore1984second"): 4,
        ("supportedby", "reid2008cluster"): 4,
        ("supportedby", "porter1998clusters"): 4,
        ("supportedby", "doeringer1995business"): 4,
        ("supportedby", "rosenfeld2005industry"): 1,
        ("drawson", "doeringer2009what"): 2,
        ("drawson", "saxenian2001silicon"): 2,
    }  # no one disputes anything, and Enright takes no stance


@pytest.mark.parametrize("key", of("claim"))
def test_what_is_known_at_second_hand_says_so(key: str):
    claim = ENTRIES[key]
    others = {other for name in STANCES for other in keys(claim, name)} - {PAPER, STUDY}
    assert keys(claim, "via") == ([PAPER] if others else [])


def test_groups_that_are_cited_jointly_and_claims_with_reserve():
    claims = of("claim")
    collective = {key for key, claim in claims.items() if text(claim, "attribution") == "collective"}
    assert collective == {key for key, claim in claims.items() if len(keys(claim, "supportedby")) > 1}
    assert len(collective) == 8
    hedged = {key for key, claim in claims.items() if text(claim, "certainty") == "hedged"}
    assert hedged == {
        "shocks-foster-collaboration",
        "shocks-foster-innovation",
        "networks-create-advantage",
        "networks-rejuvenate-clusters",
    }


def test_places_are_the_same_wherever_they_are_given():
    found = {
        (entry.key, name, ref.key, ref.label, ref.locator, ref.quote, ref.via)
        for entry in ENTRIES.values()
        for name in fields_naming(entry)
        for ref in references(entry, name)
        if ref.bracket
    }
    rosenfeld = ("rosenfeld2005industry", "page", "5", "associative economy")
    enright = ("enright2001regional", "", "", "wannabe clusters")
    assert found == {
        (PAPER, "cito-obtainssupportfrom", *rosenfeld, ""),
        (PAPER, "cito-includesquotationfrom", *rosenfeld, ""),
        (PAPER, "cito-citesasauthority", *enright, ""),
        (PAPER, "cito-includesquotationfrom", *enright, ""),
        ("innovation-linked-to-associative-economy", "supportedby", *rosenfeld, ""),
        ("associative-economy", "termof", *rosenfeld, PAPER),
        ("wannabe-cluster", "termof", *enright, PAPER),
    }


def test_fields_that_no_source_shows_are_marked():
    assert {key: text(work, "unverified") for key, work in of("work").items() if "unverified" in work.fields} == {
        "reid2008cluster": "title, author, volume, number, pages",
        "saxenian2001silicon": "pages, doi",
        "enright2001regional": "year, author",
    }


def test_a_label_means_one_concept():
    owners = defaultdict(set)
    for key, concept in of("concept").items():
        for label in [text(concept, "label"), *refs.split_list(text(concept, "altlabel") + ";")]:
            owners[iri.fold_words(label)].add(key)
    assert {label: keys for label, keys in owners.items() if len(keys) > 1} == {}


def test_concepts_have_a_definition_and_say_where_the_text_has_none():
    assert all(text(concept, "definition") for concept in of("concept").values())
    assert all("no definition" in text(ENTRIES[key], "note") for key in ("wannabe-cluster", "associative-economy"))


def test_no_concept_is_related_to_one_above_it():
    above = {key: ancestors(key) for key in of("concept")}
    pairs = [(key, other) for key, concept in of("concept").items() for other in keys(concept, "related")]
    assert [(a, b) for a, b in pairs if b in above[a] or a in above[b]] == []


def ancestors(key):
    return {other for broader in keys(ENTRIES[key], "broader") for other in (broader, *ancestors(broader))}


def test_broader_concepts_form_no_circle():
    for key in of("concept"):
        path = [key]
        while broader := keys(ENTRIES[path[-1]], "broader"):
            assert len(broader) == 1
            assert broader[0] not in path
            path += broader


def test_the_study_is_described_by_known_concepts():
    labels = {iri.fold_words(text(concept, "label")): key for key, concept in of("concept").items()}
    study = ENTRIES[STUDY]
    assert labels[iri.fold_words(text(study, "design"))] == "single-case-study"
    assert [labels[iri.fold_words(m)] for m in refs.split_list(text(study, "methods"))] == [
        "observation",
        "interview",
        "documentary-analysis",
    ]
    for name in ("unit", "sample", "setting", "place"):
        assert text(study, name) in ABSTRACT
    assert text(study, "duration") == "18 months"


def test_spellings_of_people_are_those_of_the_works():
    printed = {name.strip() for work in of("work").values() for name in text(work, "author").split(" and ")}
    for person in of("person").values():
        assert {text(person, "name"), text(person, "altname")} - {""} <= printed


def test_the_orcid_is_in_order():
    *digits, check = text(ENTRIES["oxborrow-lynn"], "orcid").replace("-", "")  # ISO 7064, MOD 11-2
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    assert (12 - total % 11) % 11 == (10 if check == "X" else int(check))
