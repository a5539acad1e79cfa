"""Read what an analyst typed: words, "phrases" and -exclusions, and turn them into a safe full-text query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.errors import QueryError
from policyscan.search.words import COMMON_WORDS, STOP_WORDS, WORD, fold, stem

# Characters of a query: the model reads some 1,000, and each excluded word costs time.
LONGEST = 4_000
# Filters that may be typed, by the words for them: place:Albany, kind:"rights report".
FILTERS = {
    "place": "place",
    "city": "place",
    "region": "region",
    "state": "region",
    "country": "country",
    "kind": "kind",
    "measure": "measure",
    "force": "force",
    "modality": "modality",
    "after": "after",
    "since": "after",
    "before": "before",
    "until": "before",
}
# A part is a filter, or an optional minus, then a phrase in quotation marks or a run without spaces. A minus
# inside a word ("less-lethal") excludes nothing, nor does one that stands alone. The case of ASCII letters alone
# is passed over: "ı" is no "i".
_PART = re.compile(
    rf'(?<!\S)(?P<name>(?ai:{"|".join(FILTERS)})):(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"]+))'
    r'|(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))'
)
_COMMON_STEMS = frozenset(map(stem, COMMON_WORDS))
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "−": "-", "–": "-"})


@dataclass(frozen=True, slots=True)
class Query:
    """A question, taken apart.

    `plain` is what is embedded: the words and phrases in the order given. `words` are those of no
    phrase, without stop words unless there are no others; `typed` are all words, folded. `content`
    are the stems that tell a relevant passage: those of all words that are neither stop words nor
    common to every policy. `filters` are pairs of a name and a value, in the order typed.
    """

    plain: str
    words: tuple[str, ...]
    typed: tuple[str, ...]
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    content: frozenset[str]
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def telling(self) -> tuple[str, ...]:
        """The words without those that every policy holds: looking for these costs most and tells nothing."""
        return tuple(word for word in self.words if stem(word) not in _COMMON_STEMS) or self.words

    def values(self, name: str) -> tuple[str, ...]:
        """What was typed for one filter ("place", "region", "country", "kind", "measure", "force", "modality", …)."""
        return tuple(value for key, value in self.filters if key == name)


def typed_filters(text: str) -> tuple[tuple[str, str, tuple[int, int]], ...]:
    """Name, value (it may be empty) and span in the text of each filter that was typed, in order."""
    found = []
    for match in _PART.finditer(_straight(text)):
        if match["name"]:
            value = match["value"] if match["quoted"] is None else match["quoted"]
            found.append((FILTERS[match["name"].lower()], value.strip(), match.span()))
    return tuple(found)


def parse(text: str) -> Query:
    """Take a query apart. Raises QueryError where nothing is asked for, or more than anybody types."""
    if len(text) > LONGEST:
        raise QueryError(f"the query has {len(text):,} characters", fix=f"ask in {LONGEST:,} at most")
    plain: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    loose: list[str] = []
    filters = [(name, value) for name, value, _ in typed_filters(text)]
    for match in _PART.finditer(_straight(text)):
        if match["name"]:
            continue
        phrase = match["phrase"]
        part = match["word"] if phrase is None else phrase
        # Some signs are letters only before they are folded ("ͺ"), others only after ("™").
        if not WORD.search(part) or not _words(part):
            continue
        if match["minus"]:
            excluded.append(part)
            continue
        plain.append(part)
        if phrase is None:
            loose.append(part)
        else:
            phrases.append(" ".join(part.split()))
    if not plain and not excluded and any(name == "measure" and _words(value) for name, value in filters):
        # A measure alone asks for itself.
        plain = loose = [value.replace("-", " ") for name, value in filters if name == "measure"]
    if not plain:
        problem = "the query is empty"
        if excluded:
            problem = "the query only leaves out words"
        elif filters:
            problem = "the query only has filters"
        raise QueryError(
            problem,
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
        filters=tuple((name, value) for name, value in filters if value),
    )


def match_expression(query: Query, terms: Sequence[str] = ()) -> str:
    """The FTS5 MATCH string: every phrase must be there, any word or further term may be; nothing is read as syntax."""
    phrases = [quote(phrase) for phrase in query.phrases]
    either = " OR ".join(dict.fromkeys([*phrases, *map(quote, query.words), *map(quote, terms)]))
    return f"({' AND '.join(phrases)}) AND ({either})" if phrases else either


def quote(words: str) -> str:
    """An FTS5 string that stands for these words in this order."""
    return '"' + " ".join(WORD.findall(words)) + '"'


def _straight(text: str) -> str:
    """The same number of characters with the marks of every language made one.

    Half a surrogate pair is no character: no model and no database takes it.
    """
    return text.encode("utf-8", "replace").decode("utf-8").translate(_MARKS)


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(WORD.findall(fold(text))))
