"""What is read closely is what transformers computes with the same changes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from policyscan import meaning
from policyscan.embed import load_model
from policyscan.embed.adapted import HEADS, AdaptedModel
from policyscan.embed.adapted_plain import PlainAdaptedModel
from policyscan.embed.change import merge
from policyscan.errors import ModelError

pytestmark = pytest.mark.model

READER = meaning.load()
MODEL = load_model(READER.base)
# One of them is longer than the tokens allowed, by its words; one by its heading.
PAIRS = [
    ("Use of force / Deadly force", "Officers shall give a warning before they fire."),
    ("", "Members may step in."),
    ("Duties", "An officer who sees excessive force shall stop it. " * 40),
    ("A very long heading of a chapter / " * 40, "Officers report every use of force."),
]


def by_transformers(pairs: list[tuple[str, str]]) -> NDArray[np.float32]:
    """Each pair by itself, in float32."""
    tokenizer, model = AutoTokenizer.from_pretrained(MODEL.folder), AutoModel.from_pretrained(MODEL.folder)
    merge(model, READER.tensors)
    heads = {name: torch.from_numpy(READER.tensors[name].copy()) for name in HEADS}
    rows = []
    for heading, words in pairs:
        tokens = tokenizer(heading, words, truncation=True, max_length=READER.max_tokens, return_tensors="pt")
        with torch.inference_mode():
            states = model.eval()(**tokens).last_hidden_state[0]
        mean = states.mean(dim=0)
        looked_at = (states @ heads["attention.weight"].T + heads["attention.bias"]).softmax(dim=0).T @ states
        seen = torch.cat([looked_at, mean.expand_as(looked_at)], dim=1)
        answers = (seen * heads["answers.weight"]).sum(dim=1) + heads["answers.bias"]
        reasons = heads["reasons.weight"] @ torch.cat([states[0], mean]) + heads["reasons.bias"]
        rows.append(torch.cat([answers, reasons]).numpy())
    return np.stack(rows)


def test_answers_are_those_of_transformers() -> None:
    expected = by_transformers(PAIRS)
    exact = AdaptedModel(
        MODEL.folder, replace(MODEL.card, dtype="float32"), READER.tensors, max_tokens=READER.max_tokens
    )
    assert np.allclose(exact.answer(PAIRS), expected, atol=1e-3)
    # Workers read without torch.
    plain = PlainAdaptedModel(MODEL.folder, MODEL.card, READER.tensors, max_tokens=READER.max_tokens)
    assert np.allclose(plain.answer(PAIRS), expected, atol=1e-3)
    assert plain.answer([]).shape == (0, expected.shape[1])
    half = AdaptedModel(
        MODEL.folder, replace(MODEL.card, dtype="bfloat16"), READER.tensors, max_tokens=READER.max_tokens
    )
    assert np.abs(half.answer(PAIRS) - expected).max() < 0.3


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(MODEL.folder, tmp_path / "model")
    config = folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"hidden_act": "relu"}))
    with pytest.raises(ModelError) as caught:
        AdaptedModel(folder, MODEL.card, READER.tensors, max_tokens=READER.max_tokens)
    with pytest.raises(ModelError):
        PlainAdaptedModel(folder, MODEL.card, READER.tensors, max_tokens=READER.max_tokens)
    assert caught.value.problem.endswith("it is no plain BERT")
