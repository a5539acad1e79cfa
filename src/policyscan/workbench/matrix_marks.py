"""Name what the marked words of a quote decided, and cut a quote where marks begin and end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from policyscan.model import Modality

if TYPE_CHECKING:
    from policyscan.explain import Piece

# What a cue is called beside the words that it is.
CUES = {
    "trigger": "what is spoken of",
    Modality.MUST.value: "duty",
    Modality.MUST_NOT.value: "ban",
    Modality.SHOULD.value: "should",
    Modality.SHOULD_NOT.value: "should not",
    Modality.MAY.value: "leave",
    Modality.MAY_ONLY.value: "only then",
    "required": "duty",
    "prohibited": "ban",
    "permitted": "leave",
    "encouraged": "should",
    "negation": "not",
    "exception": "exception",
    "condition": "condition",
    "exempt": "exempt",
    "reference": "reference",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a quote: what its words decided (a key of `CUES`, or nothing), and its words.

    `runs` tells the words that only this quote has, of those it is held against.
    """

    cue: str
    runs: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(text for text, _ in self.runs)


def segments(pieces: Iterable[Piece], alone: Sequence[tuple[int, int]] = ()) -> tuple[Segment, ...]:
    """A quote cut at its cues and at the spans, in its own characters, that stand in no other quote."""
    found = []
    start = 0
    for piece in pieces:
        end = start + len(piece.text)
        cuts = {at for span in alone for at in span if start < at < end}
        edges = sorted({start, end, *cuts})
        runs = tuple(
            (piece.text[left - start : right - start], any(a <= left and right <= b for a, b in alone))
            for left, right in pairwise(edges)
        )
        found.append(Segment(piece.cue, runs))
        start = end
    return tuple(found)
