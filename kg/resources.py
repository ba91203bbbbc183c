"""Where the files lie that travel with the program: ontology, queries, templates, assets, starter, vendor.

All but the ontology are inside the package, in a checkout as in a wheel. The ontology is a folder of its own in a checkout (and
so in an editable install) and is carried as `kg/ontology` in a wheel: it is looked for in both places.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(__file__).parent


def ontology_dir() -> Path:
    """The packaged ontology: kg.ttl, shapes.ttl, stances.ttl."""
    in_wheel = _PACKAGE / "ontology"
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / "ontology"


def queries_dir() -> Path:
    """The packaged named queries, `*.rq`."""
    return _PACKAGE / "queries"


def templates_dir() -> Path:
    """The site's Jinja templates."""
    return _PACKAGE / "web" / "templates"


def assets_dir() -> Path:
    """The site's own scripts and styles, copied to it as they are."""
    return _PACKAGE / "web" / "assets"


def starter_dir() -> Path:
    """What `kg init` puts into a new workspace."""
    return _PACKAGE / "starter"


def vendor_dir() -> Path:
    """Third-party browser files put here by `make vendor`; the folder is not there where that was never run."""
    return _PACKAGE / "vendor"


def vendor_files() -> list[Path]:
    """The third-party browser files that are installed: vis-network out of pyvis, and what `make vendor` brought."""
    found = sorted(p for p in vendor_dir().glob("*") if p.is_file())
    spec = find_spec("pyvis")  # finds the package without importing it
    scripts = sorted((Path(spec.origin).parent / "lib").glob("vis-9*/vis-network.min.js")) if spec and spec.origin else []
    return [*scripts[-1:], *found]
