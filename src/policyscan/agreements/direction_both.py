"""Say which way training, or power, goes by the learned reader of directions, and by rules where it knows nothing."""

from __future__ import annotations

from collections.abc import Sequence

from policyscan.agreements import directed
from policyscan.agreements.directed import Judge
from policyscan.agreements.direction import called, direction_of, sentences_of
from policyscan.agreements.direction_told import told
from policyscan.model import Direction, ParsedDocument, Party

# Below this share of what it takes for likeliest the reader knows nothing, and rules say it; how sure it is at most.
_LEAST, _SUREST = 0.35, 0.9
# Which of two sides trains the other can be told only where it is known what both are called.
_ONE_WAY = frozenset({Direction.INBOUND, Direction.OUTBOUND})


def direction_by_both(
    document: ParsedDocument, parties: Sequence[Party], judge: Judge
) -> tuple[Direction, int, int, float] | None:
    """The direction, the words that say so and how sure that is; None where neither party trains the other."""
    sides = called(document.text, parties)
    reading = told(document.text, list(sentences_of(document)), sides, directed.load(), judge)
    share = reading.share(reading.best)
    if share < _LEAST or (reading.best in _ONE_WAY and not all(sides)):
        return direction_of(document, parties)
    if reading.best is None:
        return None
    return reading.best, *reading.quote(reading.best), round(min(_SUREST, share), 2)
