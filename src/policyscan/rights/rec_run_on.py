"""Find the items of a list that is run on within one paragraph: "made to X: 1. Ratify it (A); 2. Sign it (B)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.rights.rec_items import has_states, ordinal
from policyscan.rights.rec_rules import rules

# An item's number or letter, at the head of a paragraph or behind a sign that ends what stands before it.
_MARK = r"(?:and\s+)?(?P<mark>\(?(?:(?P<number>\d{1,3})|(?P<letter>[a-z]{1,2}))[.)])\s+(?=[^\W\d_]|[“\"])"
_HEAD = re.compile(rf"\W{{0,2}}{_MARK}")
_NEXT = re.compile(rf"(?<=[:;.,)])\s+{_MARK}")
_INTRODUCES = ":"
_UNNUMBERED = re.compile(r":\s+(?=[^\W\d_])")
_PART = re.compile(r"\)\s*;\s+(?:and\s+)?(?=[^\W\d_])")
# Of the items so many name the states that made them: letters within one recommendation do not.
_MOSTLY, _FEWEST = 0.8, 2


@dataclass(frozen=True, slots=True)
class RunOn:
    """Where the items after the first words of a paragraph begin, and whether they have numbers."""

    starts: tuple[int, ...] = ()
    numbered: bool = True


def run_on(text: str, names: frozenset[str]) -> RunOn:
    """The list within a paragraph, by its numbers or letters, else by the states that end each of its parts."""
    if not has_states(text, names):
        return RunOn()
    marks = list(_NEXT.finditer(text))
    # A list begins with the paragraph, or behind a colon with one or "a"; the paragraph has a number of its own then.
    firsts = [match for match in marks if text[match.start() - 1] == _INTRODUCES and _value(match) == 1]
    head = _HEAD.match(text)
    chains = [_chain(first, marks) for first in ([head] if head else []) + firsts]
    starts = max(chains, key=len, default=[])
    if _are_items(text, starts, names):
        return RunOn(tuple(start for start in starts if start))
    colon = _UNNUMBERED.search(text)
    if colon and head and rules().openings.search(text[: colon.start()]):
        starts = [colon.end(), *(match.end() for match in _PART.finditer(text, colon.end()))]
        if _are_items(text, starts, names):
            return RunOn(tuple(starts), numbered=False)
    return RunOn()


def _are_items(text: str, starts: Sequence[int], names: frozenset[str]) -> bool:
    ends = [*starts[1:], len(text)]
    named = sum(has_states(text[at:to], names) for at, to in zip(starts, ends, strict=False))
    return len(starts) >= _FEWEST and named >= _MOSTLY * len(starts)


def _chain(first: re.Match[str], marks: Sequence[re.Match[str]]) -> list[int]:
    """Where the items of a list begin that goes on from a mark: the next letter or number each time."""
    starts, last = [first.start("mark") if first.start() else 0], first
    for match in marks:
        alike = (match["letter"] is None) == (last["letter"] is None)
        if match.start() > last.start() and alike and _value(match) == _value(last) + 1:
            starts.append(match.start("mark"))
            last = match
    return starts


def _value(match: re.Match[str]) -> int:
    return int(match["number"]) if match["number"] else ordinal(match["letter"])
