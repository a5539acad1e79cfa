"""Say what a place's rules require on each measure, from the findings in its documents, and why.

A measure is met by one clause or by several together (its parts). A clause that allows what the
measure forbids defeats it. What could not be read is never taken for silence.
"""

from __future__ import annotations

from policyscan.judge.pool import Nearest, Pool, Span
from policyscan.judge.settle import Basis, Learned, Meant, judge_place, place_bases, pool_of_basis
from policyscan.judge.showing import Quote
from policyscan.judge.sources import Chapter, Source, in_force

# Raise with every change here that can change a judgement.
CODE_VERSION = "14"

__all__ = [
    "CODE_VERSION", "Basis", "Chapter", "Learned", "Meant", "Nearest", "Pool", "Quote", "Source", "Span",
    "in_force", "judge_place", "place_bases", "pool_of_basis",
]  # fmt: skip
