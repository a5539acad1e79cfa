"""The records of a numbered list: its units of text, its items, and whether words end in the states that made them."""

from __future__ import annotations

from dataclasses import dataclass, field

from policyscan.model import BlockKind
from policyscan.rights.rec_cells import NO_RESPONSE, Response, cell_response
from policyscan.rights.rec_states import NO_NAMES, brackets

# What may stand behind the last bracket of an item: "as soon as possible", an answer, a sign.
_LONGEST_REST = 60


@dataclass(frozen=True, slots=True)
class Unit:
    """A block, or the part of one that begins with a number of its own.

    `run_on`: a recommendation without a number that was one of several within a paragraph.
    """

    start: int
    end: int
    kind: BlockKind
    text: str
    run_on: bool = False


@dataclass(slots=True)
class Item:
    """One numbered item: its number with that of its paragraph, its words from `start` to `end`; `row` in a table.

    `answer` is what the paragraph below it begins with: "Supported. The law will be amended."
    """

    number: str
    minor: int
    start: int
    end: int
    closed: bool = False
    pieces: int = 0
    row: bool = False
    answer: Response = NO_RESPONSE


@dataclass(slots=True)
class Listing:
    """A list: the paragraph that opens it, and its items. `major` is the paragraph's number, 0 where it has none."""

    major: int
    opening: Unit | None
    style: str = ""
    after: int = 0
    items: list[Item] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number of the last item, before the first that of the list which goes on here."""
        return self.items[-1].minor if self.items else self.after


@dataclass(frozen=True, slots=True)
class Numbered:
    """The lists of a document, what else it holds, where its conclusions begin, and states that no register knows."""

    listings: tuple[Listing, ...]
    others: tuple[Unit, ...]
    start: int = 0
    names: frozenset[str] = NO_NAMES


def has_states(text: str, names: frozenset[str] = NO_NAMES) -> bool:
    """Whether the words end in a bracket with states, but for a few."""
    found = brackets(text, names)
    if not found:
        return False
    short = len(text[found[-1].end :].strip()) < _LONGEST_REST
    return short or any(cell_response(text[bracket.end :], 0).id for bracket in found)


def ordinal(letters: str) -> int:
    """The place of an item among those with letters: a 1, z 26, aa 27."""
    return sum((ord(letter) - 96) * 26**at for at, letter in enumerate(reversed(letters)))
