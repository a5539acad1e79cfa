"""Tell which names at the ends of a review's items are those of states, where no register of countries knows them.

A review by an assembly of other members, or one that is older than the register, prints its states in brackets all the
same. A name counts where it looks like one and the report lets it speak ("Ruritania recommended", "the delegation of
Ruritania"), or where several items end with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from policyscan.model import ParsedDocument
from policyscan.rights.rec_cells import cell_response
from policyscan.rights.rec_rules import rules
from policyscan.rights.rec_states import NO_NAMES, closed_brackets, ends_a_clause, is_abbreviation, parts_of, states_in
from policyscan.rights.rec_strength import opens_with_act

_NUMBERED = re.compile(
    r"\W{0,3}(?:[A-Z]\s?[-–—.]\s?)?\d{1,3}(?:(?:\s?[.,]\s?\d{1,3})+[\s.):]|\s?[.):])|\W{0,3}[a-z]{1,2}\s?[.)]\s|\s*[•●▪◦·■–—-]\s"
)
_NAME = re.compile(r"(?:[Tt]he\s+)?[A-ZÀ-Ý][\w’'-]*[a-zà-ÿ](?:[\s-]+(?:of|and|the|du|de|[A-ZÀ-Ý][\w’'.-]*))*")
_SIGNS_AND_BRACKETS = re.compile(r"\([^()]*\)|[\s.;,*†]")
_SENT = r"(?:delegations?|representatives?|statements?|questions?)"
_MOST_WORDS = 4
# Fewer items with names that nobody knows are chance: a programme, a place.
_FEWEST_ITEMS = 3
_OFTEN = 2
_MOSTLY = 0.6


def unlisted_states(document: ParsedDocument, texts: Sequence[str]) -> frozenset[str]:
    """The states, as printed, at the ends of a review's items; none where the register knows most of what stands there.

    `texts` are those of the document's blocks.
    """
    acts: list[list[str]] = []
    others: list[list[str]] = []
    within: list[list[str]] = []
    known = 0
    for text in texts:
        number = _NUMBERED.match(text)
        opens = number is not None and opens_with_act(text[number.end() :])
        for inner, rest in closed_brackets(text) if number else []:
            last = not _SIGNS_AND_BRACKETS.sub("", rest) or bool(cell_response(rest, 0).id)
            if not last and not ends_a_clause(rest):
                continue
            if states_in(inner, guess=last):
                known += last
            elif names := _names(inner):
                (within if not last else acts if opens else others).append(names)
    if len(acts) < _FEWEST_ITEMS or len(acts) + len(others) <= known or not rules().reviews.search(document.text):
        return NO_NAMES
    ends = {name for names in acts + others for name in names}
    count = Counter(name for names in acts + others + within for name in names)
    spoken = " ".join(document.text.split())
    sure = {name for name in count if (name in ends and count[name] >= _OFTEN) or _speaks(name, spoken)}
    if sum(not sure.isdisjoint(names) for names in acts) < _MOSTLY * len(acts):
        return frozenset(sure)
    # Where most items end with a state, so does the item whose name stands but once and says nothing.
    return frozenset(sure.union(*acts))


def _names(inner: str) -> list[str]:
    """The names in a bracket; none where any of its parts is something else."""
    names = [re.sub(r"^the\s+", "", part, flags=re.IGNORECASE) for part in parts_of(inner)]
    return names if all(map(_like_a_name, names)) else []


def _like_a_name(words: str) -> bool:
    short = len(words.split()) <= _MOST_WORDS and bool(_NAME.fullmatch(words))
    return short and not any(map(is_abbreviation, words.split())) and not rules().no_states.search(words)


def _speaks(name: str, text: str) -> bool:
    """Whether the text tells what a state of this name said, or names its delegation."""
    written = rf"(?<!\w){re.escape(name)}"
    return bool(
        re.search(rf"{written}\s+(?:{rules().speaking})(?!\w)", text)
        or re.search(rf"(?i:\b{_SENT}\s+(?:of|by|from))\s+(?:the\s+)?{written}(?!\w)", text)
    )
