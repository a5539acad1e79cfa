"""Tell whether words that name a violation accuse somebody of it, by the nearest cue around them (after ConText)."""

from __future__ import annotations

import re

from policyscan.rights.violations import IT, Cues
from policyscan.taxonomy.pattern import Pattern

_FAR = 10_000
# "Investigate and prevent impunity": a call for action governs with the word coordinated to it, in characters.
_COORDINATED = 25
_LAW_ENFORCEMENT = re.compile(r"\blaw (?=enforc)", re.IGNORECASE)


def accuses(text: str, start: int, end: int, *, strong: bool, recommends: bool, is_state: bool, cues: Cues) -> str:
    """`"yes"`, `"denied"` or `""` for the words `text[start:end]` of one part of a sentence.

    `strong` words accuse unless something makes them harmless; others need a cue.
    """
    place = f"{text[:start]}{IT}{text[end:]}"
    if cues.denies.search(place):
        return "denied"
    if cues.absent.search(place):
        return "denied" if is_state else ""
    if cues.remit.search(place):
        return ""
    if cues.over.search(place):
        return "yes"
    if cues.hard.search(_LAW_ENFORCEMENT.sub("law_", place)):
        return ""
    negated, harmless = nearest(cues.negation, place, start), nearest(cues.soft, place, start)
    accused, measure = nearest(cues.accuse, place, start), nearest(cues.measures, place, start)
    if recommends:
        accused = min(accused, measure - _COORDINATED if measure < _FAR else _FAR)
    elif not strong:
        harmless = min(harmless, measure)
    if negated < _FAR and negated <= accused:
        return "denied" if is_state else ""
    if strong:
        return "yes" if harmless == _FAR or accused < harmless else ""
    return "yes" if accused < harmless else ""


def nearest(pattern: Pattern, text: str, start: int) -> int:
    """How many characters the nearest match of a cue begins before, or ends behind, the words at `start`."""
    best, at = _FAR, 0
    compiled: re.Pattern[str] = pattern.compiled
    while (match := compiled.search(text, at)) is not None:
        distance = start - match.start() if match.start() < start else match.end() - start - len(IT)
        best, at = min(best, distance), match.start() + 1
    return best
