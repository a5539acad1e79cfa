"""Find programmes that other places may learn from: by the words that name them, and by what they mean."""

from __future__ import annotations

from policyscan.practices.answer import COLUMNS, practices
from policyscan.practices.rules import Practice, load

__all__ = ["COLUMNS", "Practice", "load", "practices"]
