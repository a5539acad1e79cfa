"""Find where a review's conclusions begin, below which its lists stand, and what ends a list."""

from __future__ import annotations

import re

from policyscan.rights.rec_items import Unit, has_states
from policyscan.rights.rec_rules import rules
from policyscan.rights.rec_states import NO_NAMES

_LONGEST_HEADING = 90
_MOST_BEHIND_HEADING = 3
_BEFORE_HEADING = re.compile(r"\s*(?:(?:[IVXl\d]+|[A-Z])\s?[.):]*\s+)?[“\"]?")
_ANNEX = re.compile(r"\W*annex(?:es)?\b(?:\s+[IVX\d]+)?\W*$", re.IGNORECASE)
_LONGEST_CLOSING = 400


def conclusions(units: list[Unit]) -> list[int]:
    """Where lists may begin: below a heading of the conclusions, the last first; where there is none, anywhere.

    The table of contents names the heading too, and a passage elsewhere may; that with the most items below counts.
    """
    places = [at for at, unit in enumerate(units) if _is_heading(unit.text)]
    return places[::-1] or [0]


def _is_heading(text: str) -> bool:
    """Whether words are the heading of the conclusions: its phrase, with a number before it and no sentence behind."""
    if len(text) >= _LONGEST_HEADING:
        return False
    words = rules().mender.mend(text).text
    found = rules().headings.search(words)
    if not found or rules().closings.search(words) or not _BEFORE_HEADING.fullmatch(words[: found.start()]):
        return False
    return len(words[found.end() :].split()) <= _MOST_BEHIND_HEADING


def closes(unit: Unit, names: frozenset[str] = NO_NAMES) -> bool:
    """Whether a unit ends the list above it: the disclaimer, an annex, the delegation."""
    words = rules().mender.mend(unit.text[:_LONGEST_CLOSING]).text
    return bool(_ANNEX.match(words)) or (
        bool(rules().closings.search(words)) and not has_states(unit.text[-80:], names)
    )
