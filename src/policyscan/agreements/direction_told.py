"""Say which way training, or power, goes under an agreement, by the learned reader of directions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.agreements.directed import DirectionReader, Judge
from policyscan.agreements.direction import TITLE_AT
from policyscan.model import Direction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.marked_plain import Judged, Marked

# Where there are more windows than are read, those with most of these words are.
_CUE = re.compile(
    r"train|instruct|course|academ|teach|taught|mentor|coach|tuition|curricul|learn|exchang|attach|second(?:ed|ment)|\baid\b"
    r"|assist|deput|commission|swor|powers|support|host|visit|student|recruit|cadet|seat|joint|task force|request"
    r"|program|fellow|expert|advis",
    re.IGNORECASE,
)
# What is told of a sentence and of the whole, in the order of the shares.
WAYS = (None, Direction.OUTBOUND, Direction.INBOUND, Direction.MUTUAL, Direction.DELEGATION)
# Characters of a sentence; shorter ones are headings and cells.
_SENTENCE = 40
# What a sum of shares begins with, so that none is no minus infinity.
LEAST = 0.3

# A sentence's words, where it stands.
Sentence = tuple[str, int, int]
# The ids of a sentence's tokens, their characters within it, and its own in the text.
_Part = tuple[list[int], list[tuple[int, int]], int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """A window, and for each of its parts the sentence's characters in the document."""

    window: Marked
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the reader says: the share of each of `WAYS` for the whole, and of each sentence."""

    shares: tuple[float, ...]
    sentences: tuple[tuple[int, int, tuple[float, ...]], ...]

    def share(self, direction: Direction | None) -> float:
        """How likely a direction is, or that there is none."""
        return self.shares[WAYS.index(direction)]

    def quote(self, direction: Direction) -> tuple[int, int]:
        """The sentence that says it most; a heading only where there is nothing else."""
        at = WAYS.index(direction)
        start, end, _ = max(self.sentences, key=lambda one: (one[1] - one[0] >= _SENTENCE, one[2][at]))
        return start, end


def told(
    text: str, sentences: Sequence[Sentence], sides: tuple[str, str], reader: DirectionReader, judge: Judge
) -> Told:
    """What the reader makes of an agreement's sentences; `sides` are expressions of what each side is called."""
    import numpy as np

    cut = list(cuts(text, sentences, sides, judge, size=reader.size, most=reader.most))
    places = [place for one in cut for place in one.places]
    if not places:
        return Told((1.0, *(0.0 for _ in WAYS[1:])), ())
    shares = np.concatenate([parted(judged) for judged in judge.judge([one.window for one in cut])])
    early = np.array([start < TITLE_AT for start, _ in places], dtype=np.float32)
    whole = together(shares, early, reader.tensors["whole.weight"], reader.tensors["whole.bias"])
    said = ((start, end, tuple(map(float, row))) for (start, end), row in zip(places, shares, strict=True))
    return Told(tuple(map(float, whole)), tuple(said))


def parted(judged: Judged) -> NDArray[np.float32]:
    """The share of each of `WAYS` for each sentence, shape `(sentences, 5)`: "one way" parted by which side gives."""
    import numpy as np

    ours = 1.0 / (1.0 + np.exp(-judged.gives))
    none, one, both, powers = judged.kinds.T
    found: NDArray[np.float32] = np.stack([none, one * ours, one * (1.0 - ours), both, powers], axis=1)
    return found


def together(
    shares: NDArray[np.float32], early: NDArray[np.float32], weight: NDArray[np.float32], bias: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The share of each of `WAYS` for a whole agreement, from its sentences' (shape `(sentences, 5)`).

    A direction's log-odds are a weighed sum of the logarithm of how many sentences say it, of how surely the surest
    does, and of whether the title does.
    """
    import numpy as np

    said = shares[:, 1:]
    parts = [np.log(LEAST + said.sum(axis=0)), said.max(axis=0), np.minimum(1.0, (said * early[:, None]).sum(axis=0))]
    odds = np.concatenate([bias[:1], weight @ np.stack(parts) + bias[[1, 1, 2, 3]]])
    raised = np.exp(odds - odds.max())
    found: NDArray[np.float32] = raised / raised.sum()
    return found


def cuts(
    text: str, sentences: Sequence[Sentence], sides: tuple[str, str], judge: Judge, *, size: int, most: int
) -> Iterator[Cut]:
    """The windows that are read: sentences that follow one another, up to `size` tokens each.

    Of more than `most` the first is read, and those with most words that speak of training, aid or powers.
    """
    parts: list[list[_Part]] = []
    length = 0
    for _, start, end in sentences:
        ids, places = judge.tokens(text[start:end])
        if not ids:
            continue
        if not parts or length + min(size, len(ids)) > size:
            parts.append([])
            length = 0
        parts[-1].append((ids[:size], places[:size], start, end))
        length += min(size, len(ids))
    cues = [sum(len(_CUE.findall(text[start:end])) for _, _, start, end in part) for part in parts]
    chosen = {0, *sorted(range(1, len(parts)), key=lambda at: (-cues[at], at))[: most - 1]}
    named = [_named(side) for side in sides]
    for at in sorted(chosen)[: len(parts)]:
        yield _joined(text, parts[at], named)


def _joined(text: str, part: Sequence[_Part], named: Sequence[re.Pattern[str]]) -> Cut:
    from policyscan.embed.marked_plain import Marked

    ids: list[int] = []
    marks: list[tuple[float, float]] = []
    spans = []
    for own, places, start, end in part:
        spans.append((len(ids), len(ids) + len(own)))
        ids += own
        ours, theirs = ([found.span() for found in side.finditer(text[start:end])] for side in named)
        marks += [(_within(first, last, ours), _within(first, last, theirs)) for first, last in places]
    return Cut(Marked(tuple(ids), tuple(marks), tuple(spans)), tuple((start, end) for _, _, start, end in part))


def _named(side: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{side})(?!\w)" if side else r"(?!)", re.IGNORECASE)


def _within(start: int, end: int, spans: Sequence[tuple[int, int]]) -> float:
    return float(any(first <= start and end <= last for first, last in spans))
