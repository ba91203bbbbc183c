"""The index: tables of everything another entry may need, and the only way to see another entry."""

from __future__ import annotations

from kg.index.fill import build
from kg.index.tables import Card, Index, Lookups, Printed

__all__ = ["Card", "Index", "Lookups", "Printed", "build"]
