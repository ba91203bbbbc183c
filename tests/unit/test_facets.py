"""The facets of lists: values of each thing, and the JSON that a page carries."""

from __future__ import annotations

import json
import re

from kg.web import facets
from tests.unit.web_site import html

BIB = """
@article{a, author = {Porter, Michael}, title = {One}, year = 1998, journal = {Review}, keywords = {trust, </script><b>x}}
@book{b, author = {Porter, Michael and Doe, Jane}, title = {Two}, year = 2001, keywords = {trust}, supports = {c}, design = {survey}}
@book{d, title = {Three}}
@claim{c, statement = {It is so.}, kind = {finding}}
"""


def block(bib: str) -> dict:
    text = re.search(r'<script type="application/json" id="facets">(.*?)</script>', html("work/index.html", bib))
    return json.loads(text[1])


def test_each_row_has_its_values_in_order():
    found = block(BIB)
    named = {f["name"]: f["values"] for f in found["facets"]}
    at = [f["name"] for f in found["facets"]]
    rows = [{name: [named[name][p] for p in row[n]] for n, name in enumerate(at)} for row in found["rows"]]
    assert len(rows) == 3
    by_year = {tuple(row["year"]): row for row in rows}
    assert sorted(by_year["1998",]["about"]) == ["</script><b>x", "trust"]
    assert by_year["2001",]["author"] == ["Michael Porter", "Jane Doe"]
    assert by_year["2001",]["stance"] == ["Supports"]
    assert by_year["1998",]["venue"] == ["Review"]
    assert by_year[()]["author"] == []


def test_a_facet_that_tells_no_rows_apart_is_left_out():
    one = "@book{a, title = {One}, year = 1998}\n@book{b, title = {Two}, year = 1999}"
    found = block(one)
    assert [f["name"] for f in found["facets"]] == ["year"]
    assert facets.data("person", [(), ()]) == ""
