"""Fold text and cut it into words, so that a query and a passage can be held against each other."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# As FTS5's unicode61 cuts words: runs of letters and digits.
WORD = re.compile(r"[^\W_]+")
# The combining marks that NFKD takes off Latin, Greek and Cyrillic letters.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "\u00ad": ""})
_HYPHEN = re.compile(r"(?<=\w)-\s?(?=\w)")
# Longest first; the two that stand for another keep it.
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "es", "ed", "ly", "s", "e")
_TURNED = {"ies": "y", "ied": "y"}
_SHORTEST_STEM = 4
_SHORTEST_BEFORE_ONE = 3

# Words that say nothing about what is asked. Auxiliaries stand here too: "must" and "may" are in every
# second passage of a policy, so that they only cost time in a full-text query.
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about above after again all also am an and any are aren as at be because been before being below
        between both but by can could d did didn do does doesn doing don down during each few for from further
        had has have having he her here hers herself him himself his how i if in into is isn it its itself just
        ll m may me might more most must my myself no nor not now of off on once only or other our ours out over
        own re s same shall she should so some such t than that the their theirs them themselves then there
        these they this those through to too under until up us ve very was we were what when where whether which
        while who whom whose why will with within would you your please tell find show give list say says said
        according anything something
        """,
    )
)
# Words that a policy of any kind holds, in any form: found alone they show no relevance.
COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        officer officers police policy policies department departments agency law enforcement city cities force
        use used using rule rules require required requires requirement allow allowed allows permit permitted
        person people make made get take need able way thing things many much one two best good new first time
        """,
    )
)


def fold(text: str) -> str:
    """`text` in one case, with plain quotation marks and dashes, single spaces and no accents."""
    return _SPACE.sub(" ", plain(text)).strip()


def plain(text: str) -> str:
    """`text` as `fold` gives it, but with its spaces."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", folded.translate(_QUOTES)))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A folded word without its ending: coarse, for saying which words matched."""
    for ending, instead in _TURNED.items():
        if word.endswith(ending) and len(word) > _SHORTEST_STEM:
            return word.removesuffix(ending) + instead
    for ending in _ENDINGS:
        shortest = _SHORTEST_BEFORE_ONE if len(ending) == 1 else _SHORTEST_STEM
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word.removesuffix(ending)
    return word


def finder(wanted: frozenset[str]) -> re.Pattern[str]:
    """A pattern for `found`: words that may have one of these stems."""
    starts = "|".join(sorted(one.removesuffix("y") for one in wanted))
    return re.compile(rf"(?<![^\W_])(?:{starts})[^\W_]*" if wanted else r"(?!)")


def found(plain_text: str, wanted: frozenset[str], pattern: re.Pattern[str]) -> frozenset[str]:
    """Which of the stems stand in a text made `plain`; `pattern` is their `finder`, so that few words are stemmed."""
    return frozenset(map(stem, pattern.findall(plain_text))) & wanted


def holds_phrase(text: str, phrase: str) -> bool:
    """Whether `text` holds `phrase` word for word, whatever the case and spacing.

    Hyphens are looked at both as they stand and taken out, since a text may be hyphenated at a line's end.
    """
    wanted, found = fold(phrase), fold(text)
    return _stands_in(found, wanted) or _stands_in(_HYPHEN.sub("", found), _HYPHEN.sub("", wanted))


def _stands_in(text: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None
