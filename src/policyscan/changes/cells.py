"""Tell cells of a table that were only read at another place of their row from values that were exchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.changes.cues import Placed, placed
from policyscan.changes.diff import Diff, Hunk
from policyscan.changes.rules import Rules, WordRule
from policyscan.changes.words import Part

# A narrow cell's lines are read among those of a wide one, or behind them: words past which it went, or its own.
_FEWEST_PAST = 6


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that went from one place to another, and past how many others."""

    gone: Hunk
    come: Hunk
    words: tuple[tuple[int, int], ...]
    past: int


def is_reread(old: Sequence[Part], new: Sequence[Part], found: Diff, hunks: Sequence[Hunk], rules: Rules) -> bool:
    """Whether words only stand elsewhere, in the same order, none in another's place, and none tells by its place.

    "Yes", "not", a number, what binds or what the rules know tells by its place, and so do neighbours that changed
    places ("sergeant | captain"): that is no way to read a row.
    """
    runs = _runs(found, hunks)
    if runs is None:
        return False
    cues = (placed(old, found.old), placed(new, found.new))
    return not any(_tells(run, found, cues, rules) for run in runs) and all(
        any(max(run.past, len(run.words)) >= _FEWEST_PAST for run in together) for together in _together(runs)
    )


def _runs(found: Diff, hunks: Sequence[Hunk]) -> list[_Run] | None:
    """The words that went, each run of them from one place to one other; None where others came in their place."""
    if any(found.old_words(hunk) and found.new_words(hunk) for hunk in hunks):
        return None
    gone = [(hunk, at) for hunk in hunks for at in range(*hunk.old)]
    come = [(hunk, at) for hunk in hunks for at in range(*hunk.new)]
    if [found.old[at].text for _, at in gone] != [found.new[at].text for _, at in come]:
        return None
    runs: dict[tuple[Hunk, Hunk], list[tuple[int, int]]] = defaultdict(list)
    for (one, at), (other, its) in zip(gone, come, strict=True):
        runs[one, other].append((at, its))
    return [
        _Run(one, other, tuple(words), abs(_same_before(found, one) - _same_before(found, other)))
        for (one, other), words in runs.items()
    ]


def _same_before(found: Diff, hunk: Hunk) -> int:
    return sum(1 for old, _ in found.same if old < hunk.old[0])


def _together(runs: Sequence[_Run]) -> list[list[_Run]]:
    """Runs that went from one place or came to one: a cell that was read in pieces."""
    groups: list[list[_Run]] = []
    for run in runs:
        if groups and (groups[-1][-1].gone == run.gone or groups[-1][-1].come == run.come):
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _tells(run: _Run, found: Diff, cues: tuple[Sequence[Placed], Sequence[Placed]], rules: Rules) -> bool:
    """Whether words say something by where they stand; a condition may be a part of a whole cell."""
    words = [found.old[at].text for at, _ in run.words]
    if rules.binds(words) or any(word in rules.number_words or not word[0].isalpha() for word in words):
        return True
    for side, placed_there in enumerate(cues):
        here = {places[side] for places in run.words}
        for cue in placed_there:
            if cue.words & here and (cue.category != "condition" or len(here) < _FEWEST_PAST):
                return True
    if len(words) == 1 and words[0] in rules.known - rules.quiet - rules.furniture_words:
        return True
    text = " ".join(words)
    return any(_speaks(rule, text) for rule in rules.words)


def _speaks(rule: WordRule, text: str) -> bool:
    if not rule.alone:
        return rule.words.search(text) is not None
    patterns = [pattern for pattern in (rule.words, rule.instead) if pattern is not None]
    return any(match.group() == text for pattern in patterns for match in pattern.finditer(text))
