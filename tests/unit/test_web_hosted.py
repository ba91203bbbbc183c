"""What a site has that stands at a known address, and the links to the files it is made from."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kg import config, files
from kg.web import hosted, publish
from tests.unit.web_site import edition

ADDRESS = "https://owner.github.io/name/"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def made(**settings: str) -> dict[str, bytes]:
    return dict(publish.site(replace(edition(), **settings)))


def test_without_an_address_there_is_neither_sitemap_nor_page_for_the_lost():
    assert not {"404.html", "sitemap.xml"} & made().keys()


def test_the_sitemap_has_the_absolute_address_of_every_thing():
    site = made(address=ADDRESS)
    found = {loc.text for loc in ET.fromstring(site["sitemap.xml"]).iter(f"{SPACE}loc")}
    assert ADDRESS in found
    assert f"{ADDRESS}work/later2015.html" in found
    assert all(f"{ADDRESS}{page.brief.path}" in found for page in edition().facts.pages.values() if page.brief.path.isascii())
    assert {address.removeprefix(ADDRESS) or "index.html" for address in found} <= {
        p.removesuffix("/index.html") + "/" * p.endswith("/index.html") for p in site
    }


def test_a_sitemap_holds_no_more_than_it_may(monkeypatch):
    monkeypatch.setattr(hosted, "MOST", 10)
    site = made(address=ADDRESS)
    parts = [loc.text for loc in ET.fromstring(site["sitemap.xml"]).iter(f"{SPACE}loc")]
    assert len(parts) > 2
    for part in parts:
        assert 0 < len(list(ET.fromstring(site[part.removeprefix(ADDRESS)]))) <= 10


def test_the_page_for_the_lost_works_at_any_depth():
    page = made(address=ADDRESS)["404.html"].decode()
    links = re.findall(r'(?:href|src)="([^"]*)"', page)
    inside = [link for link in links if not link.startswith("#")]
    assert len(inside) > 10
    assert all(link.startswith("/name/") and link.removeprefix("/name/") in made(address=ADDRESS) for link in inside)


def test_what_only_a_site_with_an_address_has_is_removed_when_it_has_none(tmp_path):
    for path, data in made(address=ADDRESS).items():
        if "/" not in path:
            (tmp_path / path).write_bytes(data)
    (tmp_path / "sitemap-1.xml").write_text("<urlset/>")  # somebody's own
    assert files.is_left_over(tmp_path, "404.html")
    assert files.is_left_over(tmp_path, "sitemap.xml")
    assert not files.is_left_over(tmp_path, "sitemap-1.xml")
    assert not files.is_left_over(tmp_path, "about.html")
    for name, made_by_us in {
        "quality-KG101.html": True,
        "debates-thin.html": True,
        "missing-2.html": True,
        "quality-notes.html": False,
    }.items():
        (tmp_path / name).write_bytes(b"<html>" + (files.GENERATOR if made_by_us else b""))
        assert files.is_left_over(tmp_path, name) == made_by_us


def test_a_style_sheet_of_earlier_versions_goes_and_no_other():
    names = ("assets/stances.css", "assets/list-work.js", "assets/base.css", "assets/mine.css")
    assert [files.is_left_over(Path(), name) for name in names] == [True, True, False, False]


def test_an_entry_leads_to_its_file_where_a_repository_is_named():
    page = made(repository="https://github.com/owner/name")["work/later2015.html"].decode()
    assert 'From <a class="out" href="https://github.com/owner/name/blob/HEAD/bib/all.bib"><code>bib/all.bib</code></a>' in page
    assert "From <code>bib/all.bib</code>" in made()["work/later2015.html"].decode()


def test_the_settings_are_read(tmp_path):
    (tmp_path / "kg.toml").write_text('repository = "https://github.com/owner/name/"\naddress = "https://owner.github.io/name"\n')
    settings = config.load(tmp_path)
    assert (settings.repository, settings.address) == ("https://github.com/owner/name", ADDRESS)


@pytest.mark.parametrize(
    "text", ['"git@github.com:owner/name"', '"owner/name"', "7", '""', '"https://a.example/?x=1"', '"javascript:alert(1)"']
)
@pytest.mark.parametrize("name", ["repository", "address"])
def test_what_is_no_web_address_is_refused_with_an_example(tmp_path, name, text):
    (tmp_path / "kg.toml").write_text(f"{name} = {text}\n")
    with pytest.raises(config.ConfigError, match=f'{name} should be a web address, such as {name} = "https://'):
        config.load(tmp_path)
