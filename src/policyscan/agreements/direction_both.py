"""Say which way training, or power, goes by the learned reader of directions and by rules together."""

from __future__ import annotations

from collections.abc import Sequence

from policyscan.agreements import directed
from policyscan.agreements.directed import Judge
from policyscan.agreements.direction import called, direction_of, sentences_of
from policyscan.agreements.direction_told import WAYS, told
from policyscan.model import Direction, ParsedDocument, Party

# A direction that rules tell, too, is so many times as likely.
_RULED = 3.0
# Below this share of what is likeliest nothing is known, and rules alone say it; how sure it is at most.
_LEAST, _SUREST = 0.35, 0.9
# Which of two sides trains the other can be told only where it is known what both are called.
_ONE_WAY = frozenset({Direction.INBOUND, Direction.OUTBOUND})


def direction_by_both(
    document: ParsedDocument, parties: Sequence[Party], judge: Judge
) -> tuple[Direction, int, int, float] | None:
    """The direction, the words that say so and how sure that is; None where neither party trains the other."""
    sides = called(document.text, parties)
    reading = told(document.text, list(sentences_of(document)), sides, directed.load(), judge)
    ruled = direction_of(document, parties)
    odds = {way: reading.share(way) * (_RULED if ruled and way is ruled[0] else 1.0) for way in WAYS}
    best = max(WAYS, key=lambda way: odds[way])
    share = odds[best] / sum(odds.values())
    if share < _LEAST or (best in _ONE_WAY and not all(sides)):
        return ruled
    if best is None:
        return None
    # What a rule knows a sentence by says it more plainly than a sentence that the reader takes for likeliest.
    start, end = ruled[1:3] if ruled and ruled[0] is best else reading.quote(best)
    return best, start, end, round(min(_SUREST, share), 2)
