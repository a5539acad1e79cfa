"""Find forces by their names' endings in running words: "… the Fort Myers Police Department, FL …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyscan.agreements.endings import endings
from policyscan.agreements.lexicon import lexicon

_CONNECTORS = frozenset({"of", "de", "la", "las", "los", "del", "&", "du"})
# Words with a capital letter that stand in front of a name, and are none.
_STOP = frozenset(
    """the and for by with between within to from at in on a an its our this that lea ice dhs ohs attn attention chief
    sheriff captain lieutenant sergeant director commander deputy assistant mr ms mrs name title agency signature date
    public information officer pio office or behalf represents participating address phone email fax section appendix
    memorandum agreement moa mou approved reviewed
    undersheriff secretary colonel adjutant general commissioner
    institutions manager administrator superintendent warden mayor major such any each""".split()  # noqa: SIM905
)
_GLUED = re.compile(r"^(?:to|the|and|of|in|by|ice|or|for)(?=[A-Z][a-z])")
_MOST_WORDS = 6
_TOKEN = re.compile(r"\S+")
_BEHIND = re.compile(
    r"\s*,?\s*(?:\([A-Z]{2}\)|[-–]\s*[A-Z]{2}\b|,\s*(?:[A-Z]{2}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\b|\bPrecinct\s+(?:No\.?\s*)?\d+)"
)


def force_names(text: str) -> Iterator[tuple[int, int]]:
    """The spans of names that end as forces' names do, with a state behind them where there is one."""
    last = 0
    for match in endings().finditer(text):
        if match.start() < last:
            continue
        start = _start(text, match.start(), last)
        if start == match.start() and not _has_own_place(match[0], text[match.end() : match.end() + 30]):
            continue
        end = match.end()
        place = re.match(
            r"\s+(?:of|for)\s+(?:the\s+)?(?:(?:City|Town|Village|County)\s+of\s+)?[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,2}",
            text[end:],
        )
        if start == match.start() and place:
            end += place.end()
        behind = _BEHIND.match(text, end)
        if behind and (behind[0].strip(" ,").startswith("P") or lexicon().state(behind[0].strip(" ,()-–"))):
            end = behind.end()
        last = end
        yield start, end


def _start(text: str, at: int, floor: int) -> int:
    line = max(floor, text.rfind("\n", 0, at) + 1, at - 90)
    start = at
    for count, token in enumerate(reversed(list(_TOKEN.finditer(text, line, at)))):
        word = token[0].strip("_")
        if ":" in word[:-1]:
            start = token.start() + token[0].rindex(":") + 1
            break
        glued = _GLUED.match(word)
        shift = token.start() + token[0].index(word) if word else token.start()
        if glued:
            return shift + glued.end()
        bare = word.strip(".,()'\"").casefold()
        if count >= _MOST_WORDS or not word or bare in _STOP:
            break
        if word[-1] in ",;:" and not lexicon().state(word.strip(",;:")) and not _is_before_state(text, token.end(), at):
            break
        if word[-1] == "." and len(word) > 4:
            break
        if not (word[0].isupper() or bare in _CONNECTORS or re.match(r"[015][a-z]{3}", word)):
            break
        start = shift
        if token[0].startswith("_") and len(token[0]) > len(word):
            break
    while (lead := re.match(r"(?:of|de|&)\s+|\d+\s+", text[start:at])) is not None:
        start += lead.end()
    return start


def _is_before_state(text: str, comma: int, at: int) -> bool:
    """Whether a comma parts a place from its state: "Palm Bay, FL Police Department"."""
    after = re.match(r"\s*([A-Z]{2}|[A-Z][a-z]+)\s", text[comma : at + 1])
    return bool(after and lexicon().state(after[1]))


def _has_own_place(ending: str, after: str) -> bool:
    return bool(re.match(r"\s+(?:of|for)\s+(?:the\s+)?[A-Z]", after)) or ending.casefold().startswith(
        "office of the sheriff"
    )
