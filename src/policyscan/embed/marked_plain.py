"""Judge parts of a text, and which of two marks gives to the other, by a changed model in plain numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.embed.bert import BertEncoder
from policyscan.embed.plain import read_changed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.base import ModelCard

    Tensors = Mapping[str, NDArray[np.float32]]

# So many windows go through the layers at once: of more the states would fill the caches.
_BATCH = 4
_HEAD, _TAIL = "[CLS]", "[SEP]"


@dataclass(frozen=True, slots=True)
class Marked:
    """Tokens that follow one another: their ids, whether each bears the first and the second mark, and the parts.

    A part is the tokens from its first to before its second number. The model does not see the marks.
    """

    ids: tuple[int, ...]
    marks: tuple[tuple[float, float], ...]
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Judged:
    """Of each part of a window: the share of each kind `(parts, kinds)`, and how much the first mark gives `(parts,)`.

    The latter are log-odds, negative where the second mark gives, nothing where neither stands in the part.
    """

    kinds: NDArray[np.float32]
    gives: NDArray[np.float32]


class PlainMarked:
    """The transformer in `folder`, changed by `tensors`; one core at a time.

    `tensors` hold beside the changes a head over the mean of a part's tokens (`kind.weight`, `kind.bias`) and one for
    each token (`role.weight`, `role.bias`), whose means over both marks are held against one another. Raises ModelError
    where model and tensors do not fit.
    """

    def __init__(self, folder: Path, card: ModelCard, tensors: Tensors) -> None:
        model = read_changed(folder, card, tensors, max_tokens=card.max_tokens)
        self._encoder, self._tokenizer, self._tensors = BertEncoder(model), model.tokenizer, tensors
        self._tokenizer.no_truncation()

    def tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The ids of a text's tokens, and the characters at which each stands."""
        found = self._tokenizer.encode(text, add_special_tokens=False)
        return list(found.ids), [(int(start), int(end)) for start, end in found.offsets]

    def judge(self, windows: Sequence[Marked]) -> list[Judged]:
        """What is made of each window's parts."""
        return [judged for at in range(0, len(windows), _BATCH) for judged in self._judge(windows[at : at + _BATCH])]

    def _judge(self, windows: Sequence[Marked]) -> list[Judged]:
        import numpy as np

        head, tail = (self._tokenizer.token_to_id(mark) for mark in (_HEAD, _TAIL))
        rows = [np.array([head, *window.ids, tail]) for window in windows]
        width = self._tensors["kind.weight"].shape[1]
        states = self._encoder.states_beside(rows, [np.zeros((len(row), width), dtype=np.float32) for row in rows])
        return [self._of(window, state[1:-1]) for window, state in zip(windows, states, strict=True)]

    def _of(self, window: Marked, states: NDArray[np.float32]) -> Judged:
        import numpy as np

        said = self._tensors
        means = np.stack([states[start:end].mean(axis=0) for start, end in window.parts])
        odds = means @ said["kind.weight"].T + said["kind.bias"]
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        roles = (states @ said["role.weight"].T + said["role.bias"])[:, 0]
        marks = np.asarray(window.marks, dtype=np.float32)
        gives = [
            sum(
                sign * float(marks[start:end, mark] @ roles[start:end]) / max(1.0, float(marks[start:end, mark].sum()))
                for mark, sign in ((0, 1.0), (1, -1.0))
            )
            for start, end in window.parts
        ]
        return Judged(odds / odds.sum(axis=1, keepdims=True), np.array(gives, dtype=np.float32))
