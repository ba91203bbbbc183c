"""A look of one's own: templates, a style sheet and assets of a workspace take their places, or the message says why not."""

from __future__ import annotations

import os
import re
from dataclasses import replace

import pytest

from kg import Workspace, own
from kg.config import ConfigError
from kg.web import publish
from kg.web.shell import Shell
from tests.unit.web_site import edition, files

BIB = "@book{a,\n  author = {Porter, Michael},\n  title = {A},\n  year = 1990\n}\n"
SHELL = '{% extends "packaged/shell.html" %}\n{% block foot %}\n{{ super() }}<p>Institute of {{ site.title }}, {{ section }}</p>\n{% endblock %}\n'
OWN = {
    "bib/a.bib": BIB,
    "templates/shell.html": SHELL,
    "style.css": "body { color: red }",
    "assets/img/logo.svg": "<svg/>",
    "assets/.x": "",
}


def put(folder, texts):
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def built(folder):
    outcome = Workspace(folder).build()
    return outcome, {p.relative_to(folder / "site").as_posix(): p.read_bytes() for p in (folder / "site").rglob("*") if p.is_file()}


def refused(folder):
    with pytest.raises(ConfigError) as caught:
        Workspace(folder).build()
    return str(caught.value).replace(f"{folder}{os.sep}", "")


def test_template_style_and_assets_are_in_the_site_and_go_with_their_files(make_workspace):
    folder = make_workspace({"bib/a.bib": BIB})
    plain = built(folder)[1]
    put(folder, OWN)
    _, site = built(folder)
    assert set(site) - set(plain) == {"assets/own/style.css", "assets/own/img/logo.svg"}
    for path, up in (("index.html", ""), ("work/a.html", "../")):
        page = site[path].decode()
        assert "<p>Made from BibTeX by bibkg.</p>" in page
        assert "<p>Institute of " in page
        last = page.rindex('rel="stylesheet"')
        assert page[last:].startswith(f'rel="stylesheet" href="{up}assets/own/style.css">'), "after all others"
    assert built(folder)[0].written == (), "no change, nothing written"
    put(folder, {"style.css": "body { color: blue }"})
    assert built(folder)[0].written == ("assets/own/style.css",)
    for name in ("templates/shell.html", "style.css", "assets/img/logo.svg"):
        (folder / name).unlink()
    outcome, site = built(folder)
    assert (site, outcome.removed) == (plain, ("assets/own/img/logo.svg", "assets/own/style.css"))


def test_a_large_workspace_shows_a_change_of_look_on_every_page(make_workspace, monkeypatch):
    """One whose builds make again only what differs."""
    monkeypatch.setattr("kg.workspace.LARGE", 1)
    monkeypatch.setattr("kg.workspace.processors", lambda: 0)  # no other processes: they take a second to start
    folder = make_workspace({"bib/a.bib": BIB})
    built(folder)
    put(folder, OWN)
    pages = {path for path in built(folder)[1] if path.endswith(".html")}
    put(folder, {"templates/shell.html": SHELL.replace("Institute", "University")})
    assert pages == {path for path in built(folder)[0].written if path.endswith(".html")}
    assert built(folder)[0].written == ()
    put(folder, {"assets/img/logo.svg": "<svg></svg>"})
    assert built(folder)[0].written == ("assets/own/img/logo.svg",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\n{% blok x %}", "templates/shell.html:2: Encountered unknown tag 'blok'"),
        ("{{ up }}\n{{ sectoin }}", "templates/shell.html:2: 'sectoin' is undefined; did you mean 'section'? Mend it, or delete"),
        ("{{ site.titel }}", "templates/shell.html:1: 'kg.web.edition.SiteInput object' has no attribute 'titel'"),
        ("<p>{% include '_lgo.html' %}", "there is no template '_lgo.html'; did you mean '_logo.html'?"),
        ("{{ title }}{{ head }}", "templates/shell.html:1: a page has to hold {{ body }} once, and this one 0 times"),
        ("{{ title }}{{ head }}{{ body }}", '<meta name="generator" content="bibkg"> is missing'),
        ("{{ cycler.__init__.__globals__ }}", "templates/shell.html:1: access to attribute '__init__' of"),
        ("{% include '../kg.toml' %}", "there is no template '../kg.toml'"),
    ],
)
def test_a_shell_with_a_fault_is_told_before_anything_is_made(text, says):
    with pytest.raises(ConfigError) as caught:
        Shell(replace(edition(), templates={"_logo.html": "", "shell.html": text})).tried()
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("shel.html", "templates/shel.html: there is no packaged template of this name; did you mean shell.html? They are about.html,"),
        ("shell.html.txt", "did you mean shell.html?"),
        ("more/shell.html", "templates/more/shell.html: there is no packaged template of this name. They are"),
    ],
)
def test_a_name_that_no_template_has_is_told(tmp_path, name, says):
    put(tmp_path, {f"templates/{name}": "", "templates/.hidden": "", "templates/shell.html~": ""})
    with pytest.raises(ConfigError, match=re.escape(says)):
        own.read(tmp_path)


@pytest.mark.parametrize("large", [False, True])
def test_with_a_faulty_template_the_old_site_stays(make_workspace, monkeypatch, large):
    """Though it is found out late, with half of the pages made."""
    monkeypatch.setattr("kg.workspace.LARGE", 1 if large else 1 << 30)
    folder = make_workspace({"bib/a.bib": BIB})
    _, before = built(folder)
    put(folder, {"templates/about.html": "\n\n{{ oddly }}", "bib/b.bib": BIB.replace("{a,", "{b,").replace("1990", "1991")})
    assert refused(folder) == (
        "templates/about.html:3: 'oddly' is undefined. Mend it, or delete the file: the packaged template then takes its place."
    )
    after = {p.relative_to(folder / "site").as_posix(): p.read_bytes() for p in (folder / "site").rglob("*") if p.is_file()}
    assert {path: after[path] for path in before} == before


def test_nothing_outside_of_the_workspace_is_read(make_workspace, tmp_path):
    outside = tmp_path / "outside"
    put(outside, {"secret.html": "secret"})
    folder = make_workspace({"bib/a.bib": BIB})
    for name, target in (
        ("templates/shell.html", "secret.html"),
        ("assets/x.html", "secret.html"),
        ("style.css", "secret.html"),
        ("assets", "."),
    ):
        link = folder / name
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(outside / target)
        assert f"{name}: this link leads to another place" in refused(folder)
        link.unlink()
        if name.startswith("assets/"):
            link.parent.rmdir()


def test_two_style_sheets_for_one_place_and_text_that_is_none(make_workspace):
    folder = make_workspace({"bib/a.bib": BIB, "style.css": "", "assets/style.css": ""})
    assert "assets/style.css: style.css in the folder above goes to the same place" in refused(folder)
    (folder / "assets" / "style.css").unlink()
    (folder / "templates").mkdir()
    (folder / "templates" / "shell.html").write_bytes(b"\n\xff")
    assert "templates/shell.html:2: the file is not in UTF-8" in refused(folder)


def test_packaged_templates_say_the_same_in_the_sandbox():
    own_part = replace(edition(), templates={"_nothing.html": ""})
    assert dict(publish.site(own_part)) == {path: data for path, data in files().items() if path != "data/graph.nt"}


def test_a_title_may_stand_twice():
    given = replace(
        edition(),
        templates={"shell.html": '{% extends "packaged/shell.html" %}{% block more_head %}<meta content="{{ title }}">{% endblock %}'},
    )
    assert dict(publish.site(given))["about.html"].count(b"About \xc2\xb7 Test") == 2


def test_a_template_may_take_the_packaged_one_in():
    given = replace(edition(), templates={"about.html": '{% include "packaged/about.html" %}<p>By us.</p>'})
    page = dict(publish.site(given))["about.html"]
    assert b"<p>By us.</p>" in page
    assert page.replace(b"<p>By us.</p>", b"") == files()["about.html"]


def test_nothing_of_ones_own_is_nothing(tmp_path):
    assert own.read(tmp_path) == own.NONE
