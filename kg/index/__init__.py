"""The index: tables of everything another entry may need, and the only way to see another entry."""

from __future__ import annotations

from kg.index.fill import build
from kg.index.tables import STEPS, Card, Index, Lookups, Printed

__all__ = ["STEPS", "Card", "Index", "Lookups", "Printed", "build"]
