"""Find the passages that answer a question, by words, by meaning and by what was read, within filters."""

from __future__ import annotations

from policyscan.search.answer import SearchAnswer, search
from policyscan.search.query import Query, parse
from policyscan.search.scope import Filters
from policyscan.search.similar import similar

__all__ = ["Filters", "Query", "SearchAnswer", "parse", "search", "similar"]
