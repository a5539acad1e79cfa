"""Who is read by whom: every place by a clause reader that never saw it, nor anything else by the same hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.groups import Group
from benchmarks.learn.cells import Cell, cells_of
from policyscan import meaning
from policyscan.embed import load_adapted
from policyscan.meaning.model import NUMBERS

# The reader that saw no real place, and the one that set out from it, saw all places but the frozen ones and is
# shipped.
NO_REAL, ALL = "no-real", "all"
FOLDS = (NO_REAL, ALL)
# Hands on whose places rules were tuned.
TUNED_HANDS = frozenset("bcdefg")
KINDS: dict[str, Callable[[Cell], bool]] = {
    "real places, second reader": lambda cell: cell.group.is_real,
    "real places, firm": lambda cell: cell.group.is_real and cell.is_firm,
    "fictional places, wide wordings, frozen": lambda cell: (
        cell.group.is_frozen and cell.group.hand in TUNED_HANDS and cell.is_firm
    ),
    "fictional places, as real ones put it, frozen": lambda cell: (
        cell.group.is_frozen and cell.group.hand not in TUNED_HANDS and cell.is_firm
    ),
}


def seen(groups: Sequence[Group], fold: str) -> list[Group]:
    """The places that a fold's reader is trained on; frozen ones never."""
    return [group for group in groups if not group.is_frozen and (fold == ALL or not group.is_real)]


def reader_of(group: Group) -> str | None:
    """The fold whose reader never saw a place; none where every reader did."""
    if group.is_real:
        return NO_REAL
    return ALL if group.is_frozen else None


def is_learned_from(cell: Cell) -> bool:
    """Whether confidence is learned from a cell: neither rules nor reader were tuned in sight of its place."""
    return cell.group.is_frozen


def cells(groups: Sequence[Group], keep: Path) -> list[Cell]:
    """The cells of the groups that some reader never saw, read by that reader; none where `keep` lacks it."""
    found = []
    for fold in FOLDS:
        if not (keep / fold / NUMBERS).exists():
            continue
        loaded = meaning.load(keep / fold)
        model = load_adapted(loaded.base, loaded.weights, loaded.tensors, max_tokens=loaded.max_tokens)
        for group in groups:
            if reader_of(group) == fold:
                found += cells_of(group, loaded, model.answer)
    return found
