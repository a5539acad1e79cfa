"""Cut a long text into overlapping windows of tokens, each with where it stands and how it is written.

The model reads small letters only; that a word is written with a capital is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# How a token is written: with a capital, in capitals, at the head of a word, with a figure.
WAYS = 4
# A token counts for more in a window the farther it stands from the window's edges, up to so many tokens.
_INSIDE = 32


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens that follow one another: their ids, their places in the text, and how each is written (0 or 1)."""

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    written: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A token of a text and the share of each label (they sum to 1)."""

    start: int
    end: int
    shares: NDArray[np.float32]


def windows(tokenizer: Any, text: str, start: int, end: int, *, size: int, stride: int) -> Iterator[Window]:
    """The windows of `size` tokens over `text[start:end]`, each begun `stride` tokens behind the one before.

    `tokenizer` is one of the `tokenizers` library that cuts nothing off.
    """
    found = tokenizer.encode(text[start:end], add_special_tokens=False)
    spans = [(start + first, start + last) for first, last in found.offsets]
    written = [_written(text, first, last) for first, last in spans]
    for at in range(0, max(1, len(spans)), stride):
        part = slice(at, at + size)
        yield Window(tuple(found.ids[part]), tuple(spans[part]), tuple(written[part]))
        if at + size >= len(spans):
            return


def _written(text: str, start: int, end: int) -> tuple[float, ...]:
    word = text[start:end]
    return (
        float(word[:1].isupper()),
        float(word.isupper() and len(word) > 1),
        float(start == 0 or not text[start - 1].isalnum()),
        float(word[:1].isdigit()),
    )


def beside(written: NDArray[np.float32]) -> NDArray[np.float32]:
    """How each token, the one before and the one behind it are written: `(tokens, 3 * WAYS)`."""
    import numpy as np

    none = np.zeros_like(written[:1])
    return np.concatenate([np.concatenate([none, written[:-1]]), written, np.concatenate([written[1:], none])], axis=1)


def merged(read: Sequence[tuple[Window, NDArray[np.float32]]]) -> list[Tagged]:
    """Each token once, in the text's order, with the weighed mean of its shares in the windows that hold it."""
    sums: dict[tuple[int, int], tuple[float, NDArray[np.float32]]] = {}
    for window, shares in read:
        last = len(window.spans) - 1
        for at, span in enumerate(window.spans):
            weight = float(min(at + 1, last - at + 1, _INSIDE))
            total, sum_ = sums.get(span, (0.0, 0.0 * shares[at]))
            sums[span] = (total + weight, sum_ + weight * shares[at])
    return [Tagged(*span, sum_ / total) for span, (total, sum_) in sorted(sums.items()) if span[1] > span[0]]
