"""What pages show of reference lists: how many references each work has, and the works that are missing from the bibliography."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from kg import iri, terms
from kg.bib.values import token_end
from kg.kept import digest
from kg.model import Statement
from kg.web.facts import Node, nodes_of

QUOTED = 100  # characters of a reference that a page quotes
LONG = 500  # characters of a list past which a page's BibTeX goes without it


class MissingWork(NamedTuple):
    """A work that reference lists name and the bibliography does not have."""

    node: Node
    works: list[str]  # those that cite it, as IRI terms, sorted
    place: int = 0  # among all, the most cited first

    @property
    def name(self) -> str:
        """The fragment of its row on the page."""
        return self.node.iri[1:-1].partition("#")[2]


ON_A_PAGE = 30  # missing works


@dataclass(slots=True)
class ReferenceLists:
    """The reference lists of all works."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)  # IRI term of a work -> references listed, of them missing
    missing: list[MissingWork] = field(default_factory=list)  # the most cited first
    cites: dict[str, list[MissingWork]] = field(default_factory=dict)  # IRI term of a work -> those of them it cites
    fields: tuple[str, ...] = ()  # names of the fields that have such lists
    mark: str = ""  # a digest of what they were read from

    def told(self) -> dict[str, object]:
        """What pages show of the list of each work, by its IRI term."""
        shared = {
            work: [(m.node.iri, m.node.one("rdfs:label"), len(m.works), m.place // ON_A_PAGE) for m in found]
            for work, found in self.cites.items()
        }
        return {work: (count, shared.get(work)) for work, count in self.counts.items()}

    def properties(self, work: str) -> frozenset[str]:
        """The IRI terms under which the list of a work is kept, if its page says how many references it has; `work` is an IRI term."""
        return frozenset(f"<{terms.PREFIXES['field']}{iri.slug(name)}>" for name in self.fields) if work in self.counts else frozenset()

    def without(self, work: str, entry: str) -> tuple[str, str]:
        r"""The BibTeX of a work without a long list of references, and the name of the field that is left out, or `""`.

        >>> lists = ReferenceLists(counts={"<w>": (300, 0)}, fields=("references",))
        >>> lists.without("<w>", "@book{k,\n  references = {" + "a; " * 300 + "},\n  year = 1998,\n}")
        ('@book{k,\n  year = 1998,\n}', 'references')
        """
        head = _head(self.fields).search(entry) if work in self.counts and len(entry) > LONG else None
        end = token_end(entry, head.end()) if head else -1
        tail = _TAIL.match(entry, end) if end >= 0 else None
        if head and tail and end - head.end() > LONG:
            return entry[: head.start() + 1] + entry[tail.end() :], head[1]
        return entry, ""


_TAIL = re.compile(r"\s*(?:,|(?=\}\s*\Z))")  # of a field


@cache
def _head(fields: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?i),\s*({'|'.join(map(re.escape, fields)) or '(?!)'})\s*=\s*(?=[{{\"])")


def read(inferred: Iterable[Statement], base: str, names: Iterable[str] = ()) -> ReferenceLists:
    """The reference lists, as the inferred graph has them; `names` are those of the fields that have such lists."""
    of_work = {terms.term(curie) for curie in ("kg:referenceCount", "kg:missingReferenceCount", "kg:citesMissing")}
    kept = (s for s in inferred if s.predicate in of_work or s.subject.startswith(f"<{base}missing#"))
    lines = sorted({f"{s} {p} {o} ." for s, p, o, _ in kept})
    nodes = nodes_of(lines)
    cited_by: dict[str, list[str]] = defaultdict(list)
    found = ReferenceLists(fields=tuple(sorted(names)), mark=digest("\n".join(lines).encode("utf-8", "surrogatepass")))
    for term, node in nodes.items():
        if listed := node.one("kg:referenceCount"):
            found.counts[term] = int(listed), int(node.one("kg:missingReferenceCount") or 0)
        for missing in node.terms("kg:citesMissing"):
            cited_by[missing].append(term)
    known = [MissingWork(node, cited_by[term]) for term, node in nodes.items() if node.is_a("kg:MissingWork")]
    known.sort(key=lambda m: (-len(m.works), m.node.one("rdfs:label").casefold(), m.node.iri))
    found.missing = [m._replace(place=n) for n, m in enumerate(known)]
    for missing_work in found.missing:
        for work in missing_work.works:
            found.cites.setdefault(work, []).append(missing_work)
    return found


def quoted(reference: str) -> str:
    """As much of a reference string as a page quotes."""
    return reference if len(reference) <= QUOTED else reference[: QUOTED - 1].rstrip() + "…"
