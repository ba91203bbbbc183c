"""bibkg: a literature knowledge graph from BibTeX.

    from kg import Workspace
    ws = Workspace.find()  # the nearest kg.toml upwards
    for row in ws.query("contested-claims"):
        print(row["claim"], row["disputes"])

Importing this package loads nothing else: `Workspace` comes when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["Workspace", "__version__"]
__version__ = "0.1.0"

if TYPE_CHECKING:
    from kg.workspace import Workspace
else:

    def __getattr__(name):
        """The public names that live in other modules, loaded on first use."""
        if name == "Workspace":
            from kg.workspace import Workspace

            return Workspace
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
