from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from policyscan.embed import FakeEmbedder

FAKE = FakeEmbedder()


@given(st.lists(st.text(max_size=60), max_size=6))
def test_rows_are_unit_float32_and_a_function_of_the_text_alone(texts: list[str]) -> None:
    rows = FAKE.encode_passages(texts)
    assert rows.shape == (len(texts), 64)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-6)
    for text, row in zip(texts, rows, strict=True):
        assert np.array_equal(FAKE.encode_query(text), row)


def test_order_and_case_of_words_make_no_difference() -> None:
    assert np.array_equal(FAKE.encode_query("Duty to intervene."), FAKE.encode_query("intervene, duty TO"))


def test_texts_that_share_words_are_nearer() -> None:
    one, two, other = FAKE.encode_passages(["duty to intervene", "duty to intercede", "pepper spray"])
    assert one @ two > one @ other
