"""Tell whether words that name a violation accuse somebody of it, by the nearest cue around them (after ConText)."""

from __future__ import annotations

import re

from policyscan.rights.acc_phrases import Held, Phrases
from policyscan.rights.violations import IT, Rules

_FAR = 10_000
# "Investigate and prevent impunity": a call for action governs with the word coordinated to it, in characters.
_COORDINATED = 25
_LAW_ENFORCEMENT = re.compile(r"\blaw (?=enforc)", re.IGNORECASE)


def accuses(text: str, start: int, end: int, *, strong: bool, recommends: bool, is_state: bool, rules: Rules) -> str:
    """`"yes"`, `"denied"` or `""` for the words `text[start:end]` of one part of a sentence.

    `strong` words accuse unless something makes them harmless; others need a cue.
    """
    cues = rules.cues
    place = f"{text[:start]}{IT}{text[end:]}"
    held = rules.cue_words.held(place)
    if cues.denies.search(place, held):
        return "denied"
    if cues.absent.search(place, held):
        return "denied" if is_state else ""
    if cues.remit.search(place, held):
        return ""
    if cues.over.search(place, held):
        return "yes"
    if cues.hard.search(_LAW_ENFORCEMENT.sub("law_", place), held):
        return ""
    if cues.rules.search(text):
        return ""
    negated, harmless = nearest(cues.negation, place, start, held), nearest(cues.soft, place, start, held)
    accused, measure = nearest(cues.accuse, place, start, held), nearest(cues.measures, place, start, held)
    if recommends:
        accused = min(accused, measure - _COORDINATED if measure < _FAR else _FAR)
    elif not strong:
        harmless = min(harmless, measure)
    if negated < _FAR and negated <= accused:
        return "denied" if is_state else ""
    if strong:
        return "yes" if harmless == _FAR or accused < harmless else ""
    return "yes" if accused < harmless else ""


def nearest(cue: Phrases, text: str, start: int, held: Held) -> int:
    """How many characters the nearest match of a cue begins before, or ends behind, the words at `start`."""
    return min(
        (start - first if first < start else last - start - len(IT) for first, last in cue.overlapping(text, held)),
        default=_FAR,
    )
