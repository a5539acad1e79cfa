"""Texts are put into batches: each once, of about one length, within the tokens of a batch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policyscan.embed.layers import BATCH_TOKENS, _batches


@given(st.lists(st.integers(2, 300), max_size=200))
def test_every_text_is_in_one_batch_that_is_not_too_large(lengths: list[int]) -> None:
    batches = list(_batches(lengths))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= BATCH_TOKENS


@given(st.lists(st.integers(2, 300), min_size=1, max_size=200))
def test_texts_of_a_batch_are_neighbours_in_length(lengths: list[int]) -> None:
    shown = [lengths[index] for batch in _batches(lengths) for index in batch]
    assert shown == sorted(lengths, reverse=True)
