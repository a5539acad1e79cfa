"""Say what a place's rules require on each measure, from the findings in its documents, and why.

A measure is met by one clause or by several together (its parts). A clause that allows what the
measure forbids defeats it. What could not be read is never taken for silence.
"""

from __future__ import annotations

from policyscan.judge.rules import Nearest, Quote
from policyscan.judge.settle import Basis, Meant, judge_place, place_bases
from policyscan.judge.sources import Chapter, Source, in_force

# Raise with every change here that can change a judgement.
CODE_VERSION = "7"

__all__ = [
    "CODE_VERSION", "Basis", "Chapter", "Meant", "Nearest", "Quote", "Source", "in_force", "judge_place", "place_bases",
]  # fmt: skip
