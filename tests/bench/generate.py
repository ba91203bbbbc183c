"""A literature of N works that looks like a real one, the same for the same seed: .bib files and a kg.toml.

    python -m tests.bench.generate /tmp/literature --works 10000 --seed 1

Names come from several scripts, some written in LaTeX and some in Unicode; few people and venues have many works and
most have one; keywords have a long tail; a third of the works has an abstract; works cite earlier ones by preferential
attachment; one claim for ten works, each with three evidence links; 2 % of the works are faulty, in as many ways as
FAULTS has.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

PER_FILE = 2500  # works in one file
SOME = 12  # a file holds at least this many works, and a literature at least this many concepts

# Given and family names; the same list twice with other endings would look like more than it is.
NAMES: tuple[tuple[int, str, str], ...] = (  # weight, given names, family names
    (
        40,
        "Anna Peter Mary James Linda Robert Susan Michael Karen David Laura Thomas Emily Daniel Sarah Paul Helen Mark Ruth Simon Alice George",
        (
            "Smith Porter Miller Clarke Enright Hughes Walker Reid Turner Baker Marshall Piore Rosenfeld Barnes Harris Carter Young Scott Allen Hill "
            "Saxenian Becker Fischer Weber Wagner Schulz Hoffmann Keller Richter Vogel Rossi Bianchi Romano Conti Costa Silva Santos Moreau Dubois"
        ),
    ),
    (
        22,
        r"J{\"u}rgen Andr{\'e} Bj{\o}rn Fran{\c{c}}ois {\'A}ngel Ren{\'e}e S{\o}ren Zo{\"e} {\L}ukasz Ji{\v{r}}{\'\i} {\AA}sa Jo{\~a}o G{\"u}l{\c{s}}en",
        (
            r"M{\"u}ller Garc{\'\i}a Mu{\~n}oz Kov{\'a}cs {\O}stergaard Dvo{\v{r}}{\'a}k Sj{\"o}berg Gon{\c{c}}alves {\.I}nan W{\'o}jcik {\v{S}}imek "
            r"L{\'o}pez-Rey N{\'u}{\~n}ez Bergstr{\"o}m Pe{\~n}a H{\"a}m{\"a}l{\"a}inen {\'O}lafsson Stra{\ss}er F{\"o}ldv{\'a}ri {\c{C}}elik"
        ),
    ),
    (
        16,
        "Özlem José Noémie Łucja Şebnem Zdeněk Ümit Ágnes Håkon Nuno Đorđe Vũ Thị Nguyễn",
        "Yılmaz Peña Lefèvre Wiśniewski Çetin Novák Öztürk Szabó Ødegård Conceição Đukić Trần Nguyễn Phạm Åkesson Märkl Černý Gródecki",
    ),
    (5, "Анна Иван Мария Сергей Ольга Дмитрий Елена", "Иванова Петров Соколова Козлов Морозов Волков Лебедев Новиков"),
    (2, "Γιώργος Μαρία Νίκος Ελένη", "Παπαδόπουλος Γεωργίου Οικονόμου Δημητρίου"),
    (5, "伟 芳 娜 敏 静 丽 强 磊", "王 李 张 刘 陈 杨 赵 黄 周 吴"),
    (4, "太郎 花子 健 美咲 翔太", "佐藤 鈴木 高橋 田中 伊藤 渡辺"),
    (2, "민수 지영 서연 현우", "김 이 박 최 정"),
    (2, "محمد فاطمة أحمد ليلى", "الحسن المصري العلي خوري"),
    (1, "דוד שרה יעל", "כהן לוי מזרחי"),
    (1, "अनिल सुनीता राजेश", "शर्मा वर्मा गुप्ता"),
)
PARTICLES = ("van ", "de la ", "von ", "van der ", "dos ")
HOUSES = "Institute|University Press|Academic|Publications|Books|Verlag|Éditions|Centre for Research"
PLACES = "London|New York|Berlin|Nottingham|Milano|São Paulo|Łódź|Tokyo|Malmö|Nairobi|Toronto|Bengaluru".split("|")
ADJECTIVES = (
    "regional local global creative industrial social digital open hidden emergent mature flexible hybrid informal rural urban "
    "collaborative competitive embedded strategic temporary virtual public private scientific technical cultural spatial dynamic "
    "sustainable inclusive adaptive collective relational territorial vertical horizontal external internal early late smart soft"
).split()
NOUNS = (
    "cluster district network firm market policy innovation knowledge industry alliance region supplier institution capability "
    "entrepreneur technology trust spillover proximity governance learning labour skill design export patent start-up university "
    "community value chain platform ecosystem resource routine standard externality agglomeration diaspora location growth crisis"
).split()
TURNS = (
    "A case study of {}", "{} and the limits of {}", "Rethinking {}", "The rise of {}: evidence from {}", "{} in {}: a review",
    "What do we know about {}?", "Towards a theory of {}", "{}, {} and {}", "How {} shapes {}", "On the origins of {}",
)  # fmt: skip
LATEX = (
    r"{{{}}}", r"\emph{{{}}}", r"``{}''", r"{} \& {}", r"{} --- {}", r"$\alpha$-level {}", r"{} in {{SMEs}}", r"na{{\"\i}}ve {}",
    r"\textbf{{{}}} revisited", r"{}: 50\% of {}", r"H$_2$ {} and CO$_2$ {}",
)  # fmt: skip
PHRASES = (
    "We study how {} is related to {} in a panel of firms", "The paper argues that {} rests on {} more than on {}",
    "Drawing on interviews and archival data, it traces the emergence of {}", "Results show that {} weakens {} over time",
    "The literature on {} has so far neglected {}", "This has implications for {} and for policies that target {}",
    "A comparison of 12 regions suggests that {} and {} reinforce each other", "We find no evidence that {} leads to {}",
)  # fmt: skip
STANCES = (("supportedby", 45), ("disputedby", 12), ("qualifiedby", 14), ("extendedby", 12), ("drawson", 0), ("mentionedby", 12))
REASONS = "cito-extends cito-usesMethodIn cito-disagreesWith cito-obtainsSupportFrom cito-discusses".split()
DESIGNS, METHODS = ("case study", "survey", "panel study", "experiment"), ("interviews", "observation", "regression", "content analysis")

Field = tuple[str, str]
Fault = Callable[[Random, str, str], str]


def write(folder: Path, works: int, seed: int = 1) -> Counter[str]:
    """Write a literature into a folder: `kg.toml` and `bib/*.bib`. How much there is of each kind of entry."""
    literature = _Literature(works, seed)
    files = literature.files()
    (folder / "bib").mkdir(parents=True, exist_ok=True)
    (folder / "kg.toml").write_text(
        f'title = "{works} generated works"\nbase = "https://x.example/lit/"\nlanguage = "en"\n', encoding="utf-8"
    )
    for name, data in files.items():
        (folder / "bib" / name).write_bytes(data)
    return literature.made


class _Literature:
    """A literature being written."""

    def __init__(self, works: int, seed: int) -> None:
        self.random = Random(f"{seed} {works}")
        self.works = works
        self.made: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()  # keys of works
        self.keys: list[str] = []  # of the works so far
        self.authors: list[str] = []  # once for each work they wrote, so that the productive are chosen more often
        self.cited: list[str] = []  # once for each time they were cited
        self.concepts = [f"{a}-{n}" for a, n in self._pairs(max(SOME, works // 50))]
        self.keywords = [f"{a} {n}" for a, n in self._pairs(max(SOME, works // 3))]
        self.journals = [f"Journal of {self._topic().title()} {i + 1}" for i in range(max(6, works // 60))]
        self.houses = [f"{self._topic().title()} {house}" for house in HOUSES.split("|") for _ in range(max(1, works // 800))]

    def files(self) -> dict[str, bytes]:
        """The .bib files by name."""
        files: dict[str, list[str]] = {}
        per_file = max(SOME, min(PER_FILE, -(-self.works // 4)))
        for n in range(self.works):
            name = f"works-{n // per_file + 1:02}.bib"
            if name not in files:
                files[name] = [self._strings()] if name == "works-01.bib" else []
            files[name].append(self._work(n))
        files["concepts.bib"] = [self._concept(n) for n in range(len(self.concepts))]
        files["claims.bib"] = [self._claim(n) for n in range(self.works // 10)]
        files["people.bib"] = [self._person(n) for n in range(self.works // 500)]
        texts = {name: "\n".join(entries).encode() for name, entries in sorted(files.items())}
        return texts | {"works-01.bib": texts["works-01.bib"] + b"% caf\xe9 (a byte that is not UTF-8)\n"}

    # ---------------------------------------------------------------------------------------- words

    def _pairs(self, count: int) -> list[tuple[str, str]]:
        """Different pairs of words; past the ones there are, three words."""
        pairs = [(a, n) for a in ADJECTIVES for n in NOUNS]
        pairs += [(f"{a}-{b}", n) for a in ADJECTIVES for b in ADJECTIVES if a < b for n in NOUNS] if count > len(pairs) else []
        return self.random.sample(pairs, count)

    def _topic(self) -> str:
        return f"{self.random.choice(ADJECTIVES)} {self.random.choice(NOUNS)}"

    def _tail(self, items: Sequence[str]) -> str:
        """One of the items: the first ones often, the last ones seldom."""
        return items[int(len(items) * self.random.random() ** 3)]

    def _fill(self, pattern: str) -> str:
        """A pattern with its gaps filled by topics; now and then by the label of a concept."""
        count = pattern.count("{}")
        words = [self._tail(self.concepts).replace("-", " ") if self.random.random() < 0.1 else self._topic() for _ in range(count)]
        return pattern.format(*words)

    def _title(self) -> str:
        title = self._fill(self.random.choice(TURNS))
        if self.random.random() < 0.3:
            title += ": " + self._fill(self.random.choice(LATEX))
        return title[:1].upper() + title[1:]

    def _name(self) -> str:
        """A new person's name, in one of the ways that names are written."""
        weights = [weight for weight, _, _ in NAMES]
        _, given, family = self.random.choices(NAMES, weights)[0]
        first, last = self.random.choice(given.split()), self.random.choice(family.split())
        if first.isascii() and self.random.random() < 0.8:
            first += f" {self.random.choice('ABCDEFGHIJKLMNOPRSTVW')}." * self.random.choice((1, 1, 2))
        if self.random.random() < 0.04:
            last = self.random.choice(PARTICLES) + last
        return f"{last}, {first}"

    def _author(self) -> str:
        if not self.authors or self.random.random() < 0.55:
            self.authors.append(self._name())
        else:
            self.authors.append(self.random.choice(self.authors))
        written = self.authors[-1]
        if self.random.random() < 0.1 and written.count(",") == 1:
            family, given = written.split(", ")
            return f"{given} {family}" if family[:1].isupper() else written
        return written

    def _names(self) -> str:
        names = [self._author() for _ in range(self.random.choices((1, 2, 3, 4, 5, 8, 20), (28, 30, 20, 10, 7, 4, 1))[0])]
        if self.random.random() < 0.02:
            names = ["{" + self._tail(self.houses) + "}"]
        return " and ".join(dict.fromkeys(names)) + (" and others" if self.random.random() < 0.02 else "")

    # ---------------------------------------------------------------------------------------- entries

    def _entry(self, kind: str, key: str, fields: Sequence[Field]) -> str:
        self.made[kind] += 1
        bare = re.compile(r"\{.*\}|\d+|j\d+|jan|apr|jul|oct", re.DOTALL)
        inner = "".join(f"  {name} = {value if bare.fullmatch(value) else '{' + value + '}'},\n" for name, value in fields)
        return f"@{kind}{{{key},\n{inner}}}\n"

    def _strings(self) -> str:
        return "".join(f'@string{{j{n} = "{journal}"}}\n' for n, journal in enumerate(self.journals[:20]))

    def _work(self, n: int) -> str:
        pick = self.random.random
        year = 1950 + int(75 * (n + 1) / self.works)
        names = self._names()
        key = self._key(names, year)
        kinds = ("article", "book", "inproceedings", "incollection", "phdthesis", "techreport", "misc")
        kind = self.random.choices(kinds, (58, 10, 14, 8, 3, 4, 3))[0]
        fields: list[Field] = [("author", "{" + names + "}"), ("title", "{" + self._title() + "}"), ("year", str(year))]
        fields += self._published(kind)
        if pick() < 0.6:
            fields.append(("doi", f"10.{self.random.randrange(1000, 9999)}/x.{n}"))
        if pick() < 0.3:
            fields.append(("url", f"https://x.example/{n}?a=1&b=%20_{n}"))
        if pick() < 0.7:
            fields.append(("keywords", ", ".join(dict.fromkeys(self._keyword() for _ in range(self.random.randrange(1, 7))))))
        if pick() < 0.15:
            fields.append(("concepts", ", ".join(dict.fromkeys(self._tail(self.concepts) for _ in range(2)))))
        if pick() < 0.34:
            sentences = self.random.sample(PHRASES, self.random.randrange(3, len(PHRASES)))
            fields.append(("abstract", "{" + ". ".join(map(self._fill, sentences)) + ".}"))
        if pick() < 0.4:  # what reference managers add
            fields += [("file", f":files/{n}.pdf:PDF"), ("timestamp", "2024-05-06")]
        if pick() < 0.05:
            fields += [("design", self.random.choice(DESIGNS)), ("methods", self.random.choice(METHODS)), ("duration", "18 months")]
        fields += self._cites()
        text = self._entry(kind, key, fields)
        if pick() < 0.02 and n:
            fault = self.random.choice(FAULTS)
            self.made["faulty"] += 1
            text = fault(self.random, text, self.random.choice(self.keys))
        self.keys.append(key)
        return text

    def _key(self, names: str, year: int) -> str:
        """A key as reference managers make them: `garcia1998cluster`, with a number where it is taken."""
        family = re.sub(r"\\[A-Za-z]+|\{\\.", "", re.split(", | and ", names, maxsplit=1)[0])
        family = re.sub(r"[^a-z]", "", family.lower()) or "anon"
        key = f"{family}{year}{self.random.choice(NOUNS)}"
        self.taken[key] += 1
        return key if self.taken[key] == 1 else f"{key}{self.taken[key]}"

    def _keyword(self) -> str:
        return self._tail(self.concepts).replace("-", " ") if self.random.random() < 0.2 else self._tail(self.keywords)

    def _published(self, kind: str) -> list[Field]:
        first = self.random.randrange(1, 900)
        pages = ("pages", f"{first}--{first + self.random.randrange(1, 40)}")
        house = ("publisher", "{" + self._tail(self.houses) + "}")
        if kind == "article":
            short = self.random.random() < 0.2
            journal = f"j{self.random.randrange(min(20, len(self.journals)))}" if short else "{" + self._tail(self.journals) + "}"
            month = [("month", self.random.choice(("jan", "apr", "jul", "oct")))] if self.random.random() < 0.4 else []
            return [("journal", journal), ("volume", str(first)), ("number", str(first % 12 + 1)), pages, *month]
        if kind in ("inproceedings", "incollection"):
            return [("booktitle", "{Proceedings of the " + self._tail(self.journals) + " Conference}"), pages, house]
        if kind in ("phdthesis", "techreport"):
            return [("school" if kind == "phdthesis" else "institution", house[1])]
        return [house, ("address", self.random.choice(PLACES))]

    def _cites(self) -> list[Field]:
        """Earlier works, the cited ones rather than the uncited."""
        if not self.keys or self.random.random() < 0.4:
            return []
        found = []
        for _ in range(min(len(self.keys), self.random.choices((1, 3, 6, 12, 30), (30, 35, 22, 10, 3))[0])):
            known = self.cited and self.random.random() < 0.7
            found.append(self.random.choice(self.cited if known else self.keys))
        found = list(dict.fromkeys(found))
        self.cited += found
        reason = [(self.random.choice(REASONS), found[0])] if self.random.random() < 0.15 else []
        place = " [p. 5]" if self.random.random() < 0.1 else ""
        return [("cites", "{" + ", ".join(found) + place + "}"), *reason]

    def _concept(self, n: int) -> str:
        key = self.concepts[n]
        label = key.replace("-", " ")
        fields = [("label", label), ("altlabel", f"{label}s; {label} ({n})"), ("definition", "{" + self._fill(PHRASES[2]) + ".}")]
        if n:
            fields.append(("broader", self._tail(self.concepts[:n])))
        return self._entry("concept", key, fields)

    def _claim(self, n: int) -> str:
        concepts = ", ".join(dict.fromkeys(self._tail(self.concepts) for _ in range(self.random.randrange(1, 4))))
        fields = [("statement", "{" + self._fill(self.random.choice(PHRASES)) + ".}"), ("kind", "finding"), ("concepts", concepts)]
        fields.append(("claimedin", self.random.choice(self.keys)))
        stances, weights = zip(*STANCES, strict=True)
        taken = dict.fromkeys(self.random.choices(stances, weights, k=2))
        fields += [(stance, "{" + self.random.choice(self.keys) + ' [p. 7 "as one of them put it"]}') for stance in taken]
        if len(fields) == 5:
            fields[-1] = (fields[-1][0], "{" + ", ".join(self.random.sample(self.keys, 2)) + "}")
        if n % 5 == 0:
            fields.append(("via", self.random.choice(self.keys)))
        if n % 7 == 1:
            fields.append((self.random.choice(("supports", "disputes", "qualifies", "extends")), f"claim{self.random.randrange(n):05}"))
        if n % 6 == 0:
            fields.append(("certainty", "hedged"))
        return self._entry("claim", f"claim{n:05}", fields)

    def _person(self, n: int) -> str:
        name = self.random.choice(self.authors)
        return self._entry(
            "person", f"person{n:04}", [("name", "{" + name + "}"), ("altname", "{" + name[:1] + ". " + name.split(",")[0] + "}")]
        )


# -------------------------------------------------------------------------------------------- faults: entry -> faulty entry


def _with(name: str, value: str) -> Fault:
    return lambda random, text, key: text.replace(",\n", f",\n  {name} = {{{value}}},\n", 1)


def _near_key(random: Random, text: str, key: str) -> str:
    """A reference to a key that is not there, but nearly."""
    return text.replace(",\n", f",\n  cito-cites = {{{key[:-1]}q}},\n", 1)


def _repeated(random: Random, text: str, key: str) -> str:
    """The entry, and the same key once more."""
    return text + text.replace("title = {", "title = {Again: ")


FAULTS: tuple[Fault, ...] = (
    _near_key,
    _repeated,
    _with("cito-extends", "nobody1999nothing"),
    lambda random, text, key: text.replace(",\n", f",\n  supports = {{{key}}},\n", 1),  # a work where a claim belongs
    _with("isbn", "978-0-306-40615-8"),
    _with("issn", "1234-5678"),
    _with("tilte", "A misspelt field"),
    _with("translator", "Last, First, Jr., III, IV"),
    _with("note", r"An \unknowncommand{in} a note"),
    _with("year", "in press"),
    lambda random, text, key: text.replace("},\n", "}\n", 1),  # a comma is missing
    lambda random, text, key: text.replace("{", "{\n", 1).replace("@", "@ ", 1),  # a head on two lines
    lambda random, text, key: text.rstrip().removesuffix("}") + "\n",  # never closed
    lambda random, text, key: text.replace("title = {", "title = {{", 1),  # a brace too many
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--works", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(*(f"{n} {kind}" for kind, n in sorted(write(given.folder, given.works, given.seed).items())), sep="\n")


if __name__ == "__main__":
    main()
