"""Say which words of a passage a question asks for, so that they can be marked."""

from __future__ import annotations

from policyscan.errors import QueryError
from policyscan.search.expand import expand
from policyscan.search.query import parse
from policyscan.search.words import WORD, fold, stem
from policyscan.taxonomy.vocabulary import vocabulary


def spans(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Start and end of the words in `text` that the query asks for, in order and apart.

    These are its telling words in any form ("warnings" for "warn") and the documents' words for them
    ("intercede" for "step in"); words of every policy, such as "officer", are left alone unless nothing
    else was asked. A query that cannot be read marks nothing.
    """
    try:
        asked = parse(query)
    except QueryError:
        return ()
    words = list(WORD.finditer(text))
    folded = [fold(word.group()) for word in words]
    found = {at for at, word in enumerate(folded) if stem(word) in asked.content}
    line = " ".join(folded)
    starts: dict[int, int] = {}
    offset = 0
    for at, word in enumerate(folded):
        starts[offset] = at
        offset += len(word) + 1
    for one in expand(asked, vocabulary()).meant:
        for match in one.pattern.finditer(line):
            first = starts.get(match.start())
            if first is not None:
                found.update(range(first, first + len(match.group().split())))
    return tuple(words[at].span() for at in sorted(found))
