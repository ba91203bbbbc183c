"""ontology/README.md is what the ontology says."""

from kg import schema
from kg.reference import markdown
from kg.resources import ontology_dir
from tests.paths import REPO


def test_tables_are_up_to_date() -> None:
    made = markdown(schema.load(sorted(ontology_dir().glob("*.ttl"))))
    assert (REPO / "ontology" / "README.md").read_text(encoding="utf-8") == made, "run make reference"


def test_every_field_of_the_bib_language_is_in_the_tables() -> None:
    made = (REPO / "ontology" / "README.md").read_text(encoding="utf-8")
    for name in (
        "keywords",
        "cites",
        "cito-*",
        "supports",
        "defines",
        "unverified",
        "claimedin",
        "drawson",
        "via",
        "termof",
        "works",
        "of",
    ):
        assert f"`{name}`" in made
