"""Every address on every page leads somewhere; read without a browser."""

from __future__ import annotations

from kg.iri import KINDS
from tests.browser.reading import files, links, pages, read, wrong

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "data-copy")


def test_every_link_leads_to_a_file_and_a_place_in_it(site):
    faults = [f"{page}: {fault}" for page in pages(site) for fault in wrong(site, page)]
    assert not faults, "\n".join(faults)
    assert sum(1 for page in pages(site) for _ in links(site, page)) > 2000


def test_every_file_can_be_reached_from_the_home_page(site):
    found, todo = {"index.html"}, ["index.html"]
    while todo:
        page = todo.pop()
        new = {link.target for link in links(site, page) if not link.scheme} - found
        found |= new
        todo += [path for path in new if path.endswith(".html")]
    by_script = {"assets/network.js", "assets/network-data.js", "vendor/vis-network.min.js", "data/graph.js", "vendor/oxigraph.js"}
    by_script |= {"assets/search-data.js", "assets/search.js", "assets/search.css", "assets/find.js", "assets/near.js", "assets/work.js"}
    assert files(site) - found <= by_script


def test_no_page_loads_a_file_twice(site):
    """A script that runs twice listens to everything twice."""
    for page in pages(site):
        loaded = [link.target for link in links(site, page) if link.tag in ("script", "link")]
        assert len(loaded) == len(set(loaded)), f"{page}: {sorted(t for t in loaded if loaded.count(t) > 1)}"


def test_ids_are_unique_and_what_refers_to_one_finds_it(site):
    for page in pages(site):
        reader = read(site / page)
        assert len(reader.ids) == len(set(reader.ids)), page
        wanted = {i for _, a in reader.tags for name in REFERENCES if name in a for i in a[name].split()}
        assert wanted <= set(reader.ids), page


def test_every_page_forbids_what_it_does_not_need_before_anything_is_loaded(site):
    for page in pages(site):
        tags = read(site / page).tags
        at = next(i for i, (tag, a) in enumerate(tags) if a.get("http-equiv") == "Content-Security-Policy")
        assert not {tag for tag, _ in tags[:at]} & {"link", "script", "style", "img", "body"}, page
        policy = dict(part.split(maxsplit=1) for part in tags[at][1]["content"].split(";"))
        assert policy["default-src"] == "'none'"
        engine = page == "query.html"  # whose engine is WebAssembly, in a worker
        assert policy["script-src"] == ("'self' 'wasm-unsafe-eval'" if engine else "'self'"), page
        assert policy.get("worker-src") == ("blob:" if engine else None), page
        assert policy["style-src"] == "'self'", page
        assert not any("style" in a or any(name.startswith("on") for name in a) for _, a in tags), page


def test_the_shipped_site_has_a_page_of_every_kind(site):
    for kind in KINDS:
        assert [p for p in pages(site) if p.startswith(f"{kind}/") and p != f"{kind}/index.html"], kind
