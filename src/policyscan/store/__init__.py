"""Keep records and give back exactly what was put in: one SQLite file and the original bytes."""

from __future__ import annotations

from policyscan.store.journal import Failure, Run
from policyscan.store.reviews import Review
from policyscan.store.store import DATABASE, Store

__all__ = ["DATABASE", "Failure", "Review", "Run", "Store"]
