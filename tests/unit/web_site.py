"""A small literature with one of everything that a page can show, and its site; for the tests of pages."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from kg import codes, config, graph
from kg.web import publish
from kg.web.facts import Facts, gather

BASE = "https://x.example/"
EVIL = "</script><img src=x onerror=alert(1)>"
BIB = (
    r"""
@book{piore1984, author = {Piore, Michael J. and Sabel, Charles F.}, title = {The Second Industrial Divide}, year = {1984},
  publisher = {Basic Books}, address = {New York}}
@article{reid2008, author = {Reid, Neil and others}, title = {Cluster Regions}, journal = {Economic Development Quarterly},
  year = {2008}, volume = {22}, number = {4}, pages = {345--352}, doi = {10.1177/0891242408322719}, unverified = {pages, doi}}
@inproceedings{oxborrow2012, author = {Oxborrow, Lynn}, title = {Creative clusters: a new era?}, booktitle = {Annual Conference}, year = {2012},
  keywords = {district, never heard of}, abstract = {On industrial districts.}, url = {https://irep.example/30009/},
  cito-extends = {reid2008 [p. 5 "associative economy"]}, cito-usesConclusionsFrom = {reid2008 [p. 5 "associative economy"]},
  cites = {piore1984}, colour = {red},
  supports = {risk [pp. 7--9 "not without risk"]}, design = {single case study}, methods = {interviews; observation}, duration = {18 months}}
@article{later2015, author = {Oxborrow, Lynn and Reid, Neil}, title = {Later}, journal = {Economic Development Quarterly}, year = {2015},
  disputes = {pool}, cites = {oxborrow2012}}
@incollection{chapter2001, author = {Reid, Neil}, editor = {Bröcker, Johannes and Dohse, Dirk}, title = {A Chapter}, booktitle = {A Book},
  pages = {99--129}, publisher = {Springer}, year = {2001}}
@claim{pool, statement = {Clustering gives firms pooled resources.}, kind = {finding}, concepts = {district}, claimedin = {oxborrow2012},
  supportedby = {piore1984, reid2008}, via = {oxborrow2012}, attribution = {collective}, quote = {Clustering provides pooled resources.}}
@claim{risk, statement = {Collaboration carries risk.}, claimedin = {oxborrow2012}, certainty = {hedged}, qualifies = {pool}, concepts = {marshallian}}
@concept{district, label = {industrial district; Industriedistrikt @de}, altlabel = {district}, definition = {Many small firms.},
  termof = {piore1984 [p. 12 "districts"]}}
@concept{marshallian, label = {Marshallian district}, broader = {district}, related = {district}}
@person{reid, name = {Reid, Neil}, orcid = {0000-0003-2795-8131}}
@reading{r1, of = {later2015}, coder = {Coder, Ann}, supports = {risk}}
@misc{evil, author = {Evil, Eve}, title = {"""
    + EVIL
    + r"""}, year = {2000}, url = {javascript:alert(1)}, note = {<b>bold</b>}}
"""
)


@cache
def files(bib: str = BIB) -> dict[str, bytes]:
    """Every file of the site of a bibliography, by path."""
    return {"data/graph.nt": b"x", **dict(publish.site(edition(bib)))}


@cache
def edition(bib: str = BIB, title: str = "Test") -> publish.SiteInput:
    """What the site of a bibliography is made from."""
    made = graph.build({"bib/all.bib": bib.encode()}, config.Config(Path("nowhere"), title, BASE, "en"))
    sources = {made.index.entry[e.key].iri: publish.SourceText(e.raw, e.file, e.key) for e in made.entries}
    vocabulary = [
        (term, label, "", "property") for term, label in made.schema.labels.items() if term.startswith("<https://w3id.org/bibkg/ns#")
    ]
    return publish.SiteInput(
        title=title, base=BASE, language="en", facts=gather(made.statements, made.inferred, BASE), problems=made.problems, sources=sources,
        vocabulary=vocabulary, downloads={"graph.nt": 1}, stances=list(made.schema.stances.values()), problem_titles=codes.CODES,
        queries=[publish.NamedQuery("contested-claims", "Contested claims", "Claims with evidence on both sides.")], labels=made.schema.labels,
    )  # fmt: skip


def facts() -> Facts:
    return edition().facts


def html(path: str, bib: str = BIB) -> str:
    return files(bib)[path].decode()


def text(path: str, bib: str = BIB) -> str:
    """What a page says, white space folded."""
    body = re.sub(r"<script.*?</script>", "", html(path, bib), flags=re.DOTALL)
    reader = Reader()
    reader.feed(body)
    return " ".join("".join(reader.text).split())


class Reader(HTMLParser):
    """The tags, addresses and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self._script = False

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._script = tag == "script"
        if tag not in ("a", "em", "i", "q", "span", "code", "b", "strong"):
            self.text.append(" ")

    def handle_endtag(self, tag):
        self._script = False
        if tag not in ("a", "em", "i", "q", "span", "code", "b", "strong"):
            self.text.append(" ")

    def handle_data(self, data):
        (self.scripts if self._script else self.text).append(data)


@cache
def read(path: str, bib: str = BIB) -> Reader:
    reader = Reader()
    reader.feed(html(path, bib))
    return reader
