"""A long text is cut into windows that lose no token, and what is read in them is put together again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tokenizers import Tokenizer

from policyscan.embed import load_model
from policyscan.embed.windows import WAYS, Window, beside, merged, windows

pytestmark = pytest.mark.model

TOKENIZER = Tokenizer.from_file(str(load_model("minilm").folder / "tokenizer.json"))
TOKENIZER.no_padding()
TOKENIZER.no_truncation()
WORDS = some.lists(
    some.sampled_from(["Police", "of", "HARLAN", "county", "7", "Üetliberg", "|", "re-sworn"]), max_size=60
)


@given(WORDS, some.integers(3, 20), some.integers(1, 20))
def test_no_token_is_lost(words: list[str], size: int, stride: int) -> None:
    text = " ".join(words)
    stride = min(stride, size)
    found = list(windows(TOKENIZER, text, 0, len(text), size=size, stride=stride))
    assert all(len(window.ids) == len(window.spans) == len(window.written) <= size for window in found)
    spans = {span for window in found for span in window.spans}
    assert spans == set(TOKENIZER.encode(text, add_special_tokens=False).offsets)


@given(WORDS, some.integers(3, 20))
def test_what_all_windows_say_is_what_is_said(words: list[str], size: int) -> None:
    text = " ".join(words)
    found = list(windows(TOKENIZER, text, 0, len(text), size=size, stride=max(1, size // 2)))
    share = {
        span: np.array([start % 7, end % 5], dtype=np.float32)
        for w in found
        for span in w.spans
        for start, end in [span]
    }
    back = merged([(window, np.stack([share[span] for span in window.spans])) for window in found if window.ids])
    assert [(one.start, one.end) for one in back] == sorted(share)
    assert all(np.allclose(one.shares, share[one.start, one.end], atol=1e-5) for one in back)


def test_the_middle_of_a_window_counts_for_more_than_its_edge() -> None:
    spans = [(at, at + 1) for at in range(5)]
    one = Window((1,) * 5, tuple(spans), ((0.0,) * WAYS,) * 5)
    other = Window((1,) * 3, tuple(spans[2:]), ((0.0,) * WAYS,) * 3)
    full = np.ones((5, 1), dtype=np.float32)
    back = merged([(one, full), (other, np.zeros((3, 1), dtype=np.float32))])
    # The third token stands in the middle of the first window and at the edge of the second.
    assert back[2].shares[0] == pytest.approx(0.75)


def test_a_part_of_a_text_is_cut_as_it_stands_there() -> None:
    text = "X agrees with HARLAN Police 7"
    (window,) = windows(TOKENIZER, text, 14, len(text), size=20, stride=10)
    found = {text[start:end]: ways for (start, end), ways in zip(window.spans, window.written, strict=True)}
    assert found["Police"] == (1.0, 0.0, 1.0, 0.0)
    assert found["7"] == (0.0, 0.0, 1.0, 1.0)
    assert all(start >= 14 for start, _ in window.spans)
    # "HARLAN" falls into two pieces: both are in capitals, one begins a word.
    pieces = [ways for (start, end), ways in zip(window.spans, window.written, strict=True) if 14 <= start < end <= 20]
    assert [ways[2] for ways in pieces] == [1.0] + [0.0] * (len(pieces) - 1)
    assert all(ways[:2] == (1.0, 1.0) for ways in pieces)


def test_each_token_knows_how_its_neighbours_are_written() -> None:
    written = np.eye(3, WAYS, dtype=np.float32)
    found = beside(written)
    assert found.shape == (3, 3 * WAYS)
    assert np.array_equal(found[1], np.concatenate([written[0], written[1], written[2]]))
    assert not found[0, :WAYS].any()
    assert not found[2, 2 * WAYS :].any()
