"""Find the passages that answer a question, by words and by meaning, within filters."""

from __future__ import annotations

from policyscan.search.answer import SearchAnswer, search
from policyscan.search.query import Query, parse

__all__ = ["Query", "SearchAnswer", "parse", "search"]
