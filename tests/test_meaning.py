"""The clause model: plain numbers that fit one embedding model only, and strings of bounded length."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan import meaning
from policyscan.embed import load_model
from policyscan.errors import PolicyScanError
from policyscan.extract import read_text
from policyscan.meaning.model import FOLDER, LEAD, LONGEST, READING
from policyscan.model import Modality
from policyscan.taxonomy import load


@given(st.text(max_size=2000), st.text(max_size=2000))
def test_a_clause_string_is_one_line_of_bounded_length(text, lead):
    string = meaning.clause_string(text, lead)
    assert len(string) <= LONGEST
    assert "\n" not in string
    if text.split() and len(" ".join(text.split())) + LEAD < LONGEST:
        assert string.endswith(" ".join(text.split()))


def test_features_hold_the_embedding_and_what_was_read():
    rows = meaning.features(np.ones((2, 3), dtype=np.float32), [Modality.MUST, Modality.NONE], [False, True])
    assert rows.shape == (2, 3 + len(READING))
    assert rows[0, 3 + READING.index("must")] > 0
    assert rows[1, -1] > 0
    assert rows[0, -1] == 0


def test_the_model_fits_one_embedding_model_only():
    assert meaning.load("0" * 64) is None


def test_a_broken_model_is_one_clear_line(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "meaning")
    (tmp_path / "meaning" / "card.toml").write_text("embeddings = ", encoding="utf-8")
    with pytest.raises(PolicyScanError, match="clause model"):
        meaning.load("a", tmp_path / "meaning")


def test_a_duty_in_words_of_its_own_scores_above_its_near_miss():
    embedder = load_model()
    model = meaning.load(embedder.card.sha256)
    assert model is not None
    assert set(model.measures) == {measure.id for measure in load().measures}
    texts = [
        "A member who sees a partner beating somebody who has given up shall hold the partner back at once.",
        "A member who sees a partner beating somebody who has given up shall mention it in the monthly statistics.",
    ]
    clauses = [read_text(text, load()).clauses[0] for text in texts]
    scores = model.clauses(embedder.encode_passages(texts), clauses)
    column = model.measures.index("duty-to-intervene")
    assert scores.shape == (2, len(model.measures))
    assert scores[0, column] > scores[1, column]
