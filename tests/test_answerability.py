"""The reader of answers computes what transformers does, tells an answer from near words, and refuses broken files."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file
from transformers import AutoModel, AutoTokenizer

from policyscan import answerability
from policyscan.answerability.model import FOLDER, HEAD_BIAS, HEAD_WEIGHT, NUMBERS, Bounds
from policyscan.embed import load_model
from policyscan.embed.change import merge
from policyscan.errors import PolicyScanError
from policyscan.trained import CARD

READER = answerability.load()
MODEL = load_model(READER.base)
QUESTION = "must a cop step in when a partner beats someone"
PASSAGES = (
    "Any member who sees another member use force that is clearly beyond what is reasonable shall intervene to stop it.",
    "Members report the mileage of their vehicles at the end of each shift, and have the tyres changed in October.",
    # Longer than the tokens allowed.
    "The range master keeps a list of all firearms. " * 60,
    "?",
)
FINITE = st.floats(-1e6, 1e6)


@pytest.mark.model
def test_what_is_read_is_what_transformers_reads() -> None:
    tokenizer, model = AutoTokenizer.from_pretrained(MODEL.folder), AutoModel.from_pretrained(MODEL.folder)
    merge(model, READER.tensors)
    expected = []
    for passage in PASSAGES:
        tokens = tokenizer(QUESTION, passage, truncation=True, max_length=READER.max_tokens, return_tensors="pt")
        with torch.inference_mode():
            states = model.eval()(**tokens).last_hidden_state[0].numpy()
        is_second = tokens["token_type_ids"][0].numpy().astype(bool)
        one, other = states[~is_second].mean(axis=0), states[is_second].mean(axis=0)
        cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
        seen = np.concatenate([states[0], states.mean(axis=0), [cosine]])
        expected.append(seen @ READER.tensors[HEAD_WEIGHT] + READER.tensors[HEAD_BIAS])
    assert np.allclose(READER.read(QUESTION, PASSAGES), expected, atol=1e-3)
    assert READER.read(QUESTION, []) == []


@pytest.mark.model
def test_a_rule_that_answers_says_more_than_one_that_does_not() -> None:
    answers, others, *_ = READER.read(QUESTION, PASSAGES)
    assert answers > others + 1.0


@given(FINITE, FINITE)
def test_reading_counts_up_to_a_bound(spare: float, said: float) -> None:
    bounds = Bounds(found=10.0, most=2.0, bias=-0.5)
    total = bounds.sum(spare, said)
    assert bounds.sum(spare, -2.0) <= total <= bounds.sum(spare, 2.0)
    if abs(said) <= bounds.most:
        assert total == 10.0 * spare + said - 0.5


def test_what_neither_the_search_nor_the_reader_calls_an_answer_is_none() -> None:
    bounds = Bounds(found=10.0, most=2.0, bias=0.8)
    assert bounds.sum(-0.01, -0.2) > 0 and not bounds.is_answer(-0.01, -0.2)
    assert bounds.is_answer(-0.01, 0.2) and bounds.is_answer(0.01, -0.2)
    assert not bounds.is_answer(0.05, -2.0) and not bounds.is_answer(-0.5, 2.0)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (CARD, "base", "bass"),
        (CARD, "found = ", "found = 'much' # "),
        (CARD, "most = ", "least = "),
        (CARD, "[bounds]", "[bounds"),
    ],
)
def test_a_broken_card_is_refused(tmp_path: Path, name: str, old: str, new: str) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "broken")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    _is_refused(folder)


def test_broken_numbers_are_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "broken")
    tensors = {name: tensor.astype(np.float16) for name, tensor in READER.tensors.items()}
    for changed in ({HEAD_WEIGHT: tensors[HEAD_WEIGHT][None]}, {HEAD_BIAS: tensors[HEAD_WEIGHT]}):
        save_file(tensors | changed, folder / NUMBERS)
        _is_refused(folder)
    (folder / NUMBERS).write_bytes(b"numbers")
    _is_refused(folder)


def _is_refused(folder: Path) -> None:
    with pytest.raises(PolicyScanError) as caught:
        answerability.load(folder)
    answerability.load.cache_clear()
    assert caught.value.problem.startswith(f"{folder}: the reader of answers cannot be read")
    assert caught.value.fix == "Install policyscan again."
