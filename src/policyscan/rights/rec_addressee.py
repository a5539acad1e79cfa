"""Tell to which state a document's recommendations are made: the state under review, or the state party."""

from __future__ import annotations

import re
from collections import Counter

from policyscan.model import BlockKind, ParsedDocument
from policyscan.rights.rec_rules import rules
from policyscan.who import find_country

# The title page stands in the first blocks, the first paragraph of a report soon after.
_FIRST_BLOCKS = 30
_FIRST_LETTERS = 8000
_LONGEST_TITLE = 300
_NAME = r"(?:the\s+)?(?P<name>[A-ZÀ-Ý][\w’'.\-]*(?:[ ,(]+(?:of|and|the|d’|[A-ZÀ-Ý][\w’'.\-]*\)?))*)"
_CONNECTIVES = re.compile(r"[\s,(]+(?:of|and|the|d’)(?:\s+(?:of|and|the))*$")
_IN_OPENING = re.compile(
    rf"\b(?:made to|addressed to|examined by|support of|noted by|considered by|position of)\s+{_NAME}"
)
_IN_FIRST_PARAGRAPH = re.compile(rf"\b[Rr]eview of {_NAME}")
_IN_TITLE = re.compile(
    rf"\b(?:[Rr]eports?|[Oo]bservations|[Rr]eview|[Vv]isit|[Mm]ission)\b[^.;]{{0,90}}?\b(?:of|on|to|by)\s+{_NAME}"
)
_SUBMITTED = re.compile(rf"\bsubmitted by {_NAME}")


def addressee(document: ParsedDocument, openings: tuple[str, ...] = ()) -> str:
    """The English name of the state that the lists' opening paragraphs, the title or the first paragraphs name."""
    votes: Counter[str] = Counter()
    for text in openings:
        votes.update(_names(_IN_OPENING, text))
    head = [block for block in document.blocks if block.kind in {BlockKind.HEADING, BlockKind.PARAGRAPH}][
        :_FIRST_BLOCKS
    ]
    titles = [document.title, *(document.text[block.start : block.end] for block in head)]
    for title in titles:
        if len(title) < _LONGEST_TITLE:
            votes.update(_alone(title))
            votes.update(_names(_IN_TITLE, title))
            votes.update(_names(_SUBMITTED, title))
    votes.update(_names(_IN_FIRST_PARAGRAPH, document.text[:_FIRST_LETTERS]))
    if not votes:
        return _unlisted(document, openings)
    return votes.most_common(1)[0][0]


def _unlisted(document: ParsedDocument, openings: tuple[str, ...]) -> str:
    """A state that no register knows, by the name that the openings and the first paragraph print; once is chance."""
    printed = [match["name"] for text in openings for match in _IN_OPENING.finditer(text)]
    printed += [match["name"] for match in _IN_FIRST_PARAGRAPH.finditer(document.text[:_FIRST_LETTERS])]
    votes = Counter(_CONNECTIVES.sub("", name).strip(" ,.;:") for name in printed)
    names = [name for name, count in votes.most_common() if count > 1 and not rules().no_states.search(name)]
    return names[0] if names else ""


def _alone(title: str) -> list[str]:
    """A title that is a state's name, or ends in one behind a sign: "Periodic Review * Ruritania"."""
    for words in (title, title.rpartition("*")[2], title.rstrip(" *").rpartition("*")[2], title.rpartition(":")[2]):
        found = find_country(words.strip(" *.:")) if words.strip(" *.:") else None
        if found:
            return [found.name]
    return []


def _names(pattern: re.Pattern[str], text: str) -> list[str]:
    found = (longest_country(match["name"]) for match in pattern.finditer(text))
    return [name for name in found if name]


def longest_country(words: str) -> str:
    """The state named by the longest beginning of some words: "Ruritania and enjoy" names one, as "Ruritania" does."""
    parts = words.split()
    for count in range(min(len(parts), 9), 0, -1):
        name = " ".join(parts[:count]).strip(" ,.;:")
        found = find_country(name)
        if found:
            return found.name
    return ""
