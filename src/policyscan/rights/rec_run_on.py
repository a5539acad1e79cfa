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
    """Where the items after the first words of a paragraph begin, and whether they have numbers.

    `last` is the mark of the last one, with which the list may go on in the next block.
    """

    starts: tuple[int, ...] = ()
    numbered: bool = True
    last: re.Match[str] | None = None


def run_on(text: str, names: frozenset[str], before: re.Match[str] | None = None) -> RunOn:
    """The list within a paragraph, by its numbers or letters, else by the states that end each of its parts.

    `before` is the last mark of a list that the block above leaves open.
    """
    if not has_states(text, names):
        return RunOn()
    marks = list(_NEXT.finditer(text))
    # A list begins with the paragraph, or behind a colon with one or "a"; the paragraph has a number of its own then.
    firsts = [match for match in marks if text[match.start() - 1] == _INTRODUCES and _value(match) == 1]
    head = _HEAD.match(text)
    goes_on = [match for match in marks if before is not None and _follows(match, before)][:1]
    chains = [_chain(first, marks) for first in ([head] if head else []) + firsts + goes_on]
    chain = max(chains, key=len, default=[])
    starts = [match.start("mark") if match.start() else 0 for match in chain]
    # What a block goes on with is an item, too: of one that ended in the midst of another.
    if _are_items(text, starts, names) or (goes_on and chain and chain[0] is goes_on[0]):
        return RunOn(tuple(start for start in starts if start), last=chain[-1])
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


def _chain(first: re.Match[str], marks: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The marks of a list that goes on from one: the next letter or number each time."""
    chain = [first]
    for match in marks:
        if match.start() > chain[-1].start() and _follows(match, chain[-1]):
            chain.append(match)
    return chain


def _follows(match: re.Match[str], before: re.Match[str]) -> bool:
    alike = (match["letter"] is None) == (before["letter"] is None)
    return alike and _value(match) == _value(before) + 1


def _value(match: re.Match[str]) -> int:
    return int(match["number"]) if match["number"] else ordinal(match["letter"])
