"""Read what an analyst typed: words, "phrases" and -exclusions, and turn them into a safe full-text query."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policyscan.errors import QueryError
from policyscan.search.words import COMMON_WORDS, STOP_WORDS, WORD, fold, stem

# A part is an optional minus, then a phrase in quotation marks or a run without spaces. A minus inside a
# word ("less-lethal") excludes nothing, nor does one that stands alone.
_PART = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]*)"|(?:(?<=\s)|^)(-?)([^\s"]+)|"([^"]*)"|([^\s"]+)')
_COMMON_STEMS = frozenset(map(stem, COMMON_WORDS))
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "−": "-", "–": "-"})


@dataclass(frozen=True, slots=True)
class Query:
    """A question, taken apart.

    `plain` is what is embedded: the words and phrases in the order given. `words` are those of no
    phrase, without stop words unless there are no others; `typed` are all words, folded. `content`
    are the stems that tell a relevant passage: those of all words that are neither stop words nor
    common to every policy.
    """

    plain: str
    words: tuple[str, ...]
    typed: tuple[str, ...]
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    content: frozenset[str]


def parse(text: str) -> Query:
    """Take a query apart. Raises QueryError where nothing is asked for."""
    plain: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    loose: list[str] = []
    for match in _PART.finditer(text.translate(_MARKS)):
        minus = match[1] or match[3] or ""
        phrase = match[2] if match[2] is not None else match[5]
        part = phrase if phrase is not None else match[4] or match[6] or ""
        if not WORD.search(part):
            continue
        if minus:
            excluded.append(part)
            continue
        plain.append(part)
        if phrase is None:
            loose.append(part)
        else:
            phrases.append(" ".join(part.split()))
    if not plain:
        raise QueryError(
            "the query only leaves out words" if excluded else "the query is empty",
            fix='ask in plain words, for example: duty to intervene, or "verbal warning" -taser',
        )
    words = _words(" ".join(loose))
    every = _words(" ".join(plain))
    useful = tuple(word for word in words if word not in STOP_WORDS)
    if not phrases and not useful:
        useful = words
    telling = {stem(word) for word in every if word not in STOP_WORDS}
    content = telling - _COMMON_STEMS or telling or set(map(stem, every))
    return Query(
        plain=" ".join(plain),
        words=useful,
        typed=every,
        phrases=tuple(dict.fromkeys(phrases)),
        excluded=tuple(dict.fromkeys(excluded)),
        content=frozenset(content),
    )


def match_expression(query: Query) -> str:
    """The FTS5 MATCH string: every phrase must be there, any word may be; nothing typed is read as syntax."""
    phrases = [quote(phrase) for phrase in query.phrases]
    either = " OR ".join([*phrases, *map(quote, query.words)])
    return f"({' AND '.join(phrases)}) AND ({either})" if phrases else either


def quote(words: str) -> str:
    """An FTS5 string that stands for these words in this order."""
    return '"' + " ".join(WORD.findall(words)) + '"'


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(WORD.findall(fold(text))))
