"""Say which words of a passage a question has, too, so that they can be marked."""

from __future__ import annotations

from policyscan.errors import QueryError
from policyscan.search.query import parse
from policyscan.search.words import STOP_WORDS, WORD, fold, stem


def spans(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Start and end of the words in `text` that the query has in some form: "warnings" for "warn".

    Phrases, words and filters of the query are read as a search reads them; a query that cannot be
    read marks nothing.
    """
    try:
        asked = {stem(word) for word in parse(query).typed if word not in STOP_WORDS}
    except QueryError:
        return ()
    return tuple(found.span() for found in WORD.finditer(text) if stem(fold(found.group())) in asked)
