"""The real model: what is computed without torch is what sentence-transformers computes."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from policyscan.embed import load_model
from policyscan.embed.bert import BertEncoder, _gelu
from policyscan.embed.models import LocalEmbedder
from policyscan.embed.passages import PassageEncoder
from policyscan.embed.plain import PlainBert, read_plain
from policyscan.embed.sentences import SentenceModel
from policyscan.errors import ModelError

pytestmark = pytest.mark.model

TEXTS = [
    "Must officers intervene when another officer uses excessive force?",
    "taser",
    "",
    "   \n\t",
    "¿Qué dice la política? — 警察 \u202e abc \ufb01re \U0001f46e",
    "A verbal warning shall be given, where feasible, before deadly force is used. " * 3,
    # More than 256 tokens, so both must cut at the same place.
    "Officers shall render medical aid. " * 80,
]


@pytest.fixture(scope="module")
def model() -> LocalEmbedder:
    return load_model("minilm")


@pytest.fixture(scope="module")
def sentences(model: LocalEmbedder) -> SentenceModel:
    return SentenceModel(model.folder, model.card)


def test_queries_agree_with_sentence_transformers(model: LocalEmbedder, sentences: SentenceModel) -> None:
    theirs = sentences.encode(TEXTS)
    for text, row in zip(TEXTS, theirs, strict=True):
        ours = model.encode_query(text)
        assert ours.shape == (384,)
        assert ours.dtype == np.float32
        assert float(ours @ row) > 0.9999
        assert math.isclose(float(np.linalg.norm(ours)), 1.0, abs_tol=1e-5)


@pytest.mark.parametrize("prompt", ["", "report: "])
def test_texts_side_by_side_are_encoded_as_sentence_transformers_does(
    sentences: SentenceModel, monkeypatch: pytest.MonkeyPatch, prompt: str
) -> None:
    theirs = sentences._model
    monkeypatch.setattr(theirs, "prompts", {"every": prompt})
    monkeypatch.setattr(theirs, "default_prompt_name", "every")
    texts = [" ".join(TEXTS[: 1 + i % len(TEXTS)]) + f" {i % 7}" for i in range(40)]
    ours = encoded_with_three_threads(sentences, texts)
    assert np.allclose(ours, theirs.encode(texts, normalize_embeddings=True), atol=1e-5)


def test_several_queries_at_once_are_the_same_as_one_by_one(model: LocalEmbedder) -> None:
    together = model.encode_queries(TEXTS)
    apart = np.stack([model.encode_query(text) for text in TEXTS])
    assert np.allclose(together, apart, atol=1e-5)
    assert model.encode_queries([]).shape == (0, 384)


def test_passages_are_unit_float32_rows_in_the_order_given(model: LocalEmbedder, sentences: SentenceModel) -> None:
    rows = model.encode_passages(TEXTS)
    assert (rows.shape, rows.dtype) == ((len(TEXTS), 384), np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    # 0.999 is what bfloat16 may cost; a row in the wrong place would be far below it.
    assert ((rows * sentences.encode(TEXTS)).sum(axis=1) > 0.999).all()
    assert model.encode_passages([]).shape == (0, 384)


@pytest.fixture(scope="module")
def plain(model: LocalEmbedder) -> PlainBert:
    found = read_plain(model.folder, model.card)
    assert found is not None
    return found


def test_passages_in_float32_are_what_sentence_transformers_gives(plain: PlainBert, sentences: SentenceModel) -> None:
    texts = [" ".join(TEXTS[: 1 + i % len(TEXTS)]) + f" {i % 7}" for i in range(40)]
    rows = encoded_with_three_threads(PassageEncoder(plain, "float32"), texts)
    assert np.allclose(rows, sentences.encode(texts), atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_passage_among_longer_ones_is_what_it_is_alone(plain: PlainBert, dtype: str) -> None:
    ours = PassageEncoder(plain, dtype)
    together = ours.encode(TEXTS)
    apart = np.concatenate([ours.encode([text]) for text in TEXTS])
    assert ((together * apart).sum(axis=1) > (0.99999 if dtype == "float32" else 0.9995)).all()


@pytest.mark.parametrize("factor", [300, -300])
def test_scores_of_attention_beyond_any_exponential_count_as_they_are(plain: PlainBert, factor: int) -> None:
    name = "encoder.layer.0.attention.self.query.weight"
    steep = replace(plain, weights={**plain.weights, name: plain.weights[name] * factor})
    rows = PassageEncoder(steep, "float32").encode(TEXTS)
    assert np.allclose(rows, BertEncoder(steep).encode(TEXTS), atol=1e-4)
    assert np.isfinite(PassageEncoder(steep, "bfloat16").encode(TEXTS)).all()


def test_bfloat16_costs_less_than_a_thousandth(plain: PlainBert, sentences: SentenceModel) -> None:
    assert ((PassageEncoder(plain, "bfloat16").encode(TEXTS) * sentences.encode(TEXTS)).sum(axis=1) > 0.999).all()
    assert ((sentences.encode(TEXTS, "bfloat16") * sentences.encode(TEXTS)).sum(axis=1) > 0.999).all()


def test_words_beyond_the_greatest_length_are_cut(model: LocalEmbedder) -> None:
    long = "force " * 300
    assert np.allclose(model.encode_query(long), model.encode_query(long + "unless a vehicle"), atol=1e-6)
    assert not np.allclose(model.encode_query("force"), model.encode_query("force unless a vehicle"), atol=1e-2)


def test_nearest_is_what_a_reader_would_say(model: LocalEmbedder) -> None:
    passages = [
        "An officer who sees another officer use excessive force shall act to stop it.",
        "Officers shall report every use of force to a supervisor before the end of the shift.",
        "A warning shall be given before a conducted energy weapon is used.",
        "Vehicles are washed on Tuesdays.",
    ]
    rows = model.encode_passages(passages)
    scores = rows @ model.encode_query("duty to intervene against a colleague")
    assert int(scores.argmax()) == 0
    assert int(scores.argmin()) == 3


def test_a_query_needs_neither_torch_nor_sentence_transformers() -> None:
    code = (
        "import sys; from policyscan.embed import load_model; load_model().encode_query('taser');"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_loading_leaves_the_environment_as_it_was(model: LocalEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "0")
    SentenceModel(model.folder, model.card)
    assert "HF_HUB_OFFLINE" not in os.environ
    assert os.environ["TRANSFORMERS_OFFLINE"] == "0"


def test_gelu_is_the_exact_one() -> None:
    values = np.linspace(-6.0, 6.0, 1001, dtype=np.float32)
    exact = [0.5 * value * (1.0 + math.erf(value / math.sqrt(2.0))) for value in values.tolist()]
    assert np.allclose(_gelu(values), exact, atol=2e-6)


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("config.json", {"model_type": "roberta"}),
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}),
        ("1_Pooling/config.json", {"pooling_mode_mean_tokens": False, "pooling_mode_max_tokens": True}),
        ("sentence_bert_config.json", {"do_lower_case": True}),
        ("config_sentence_transformers.json", {"default_prompt_name": "every", "prompts": {"every": "report: "}}),
    ],
)
def test_a_model_of_another_kind_is_left_to_sentence_transformers(
    model: LocalEmbedder, tmp_path: Path, file: str, change: dict[str, Any]
) -> None:
    folder = copy_of(model.folder, tmp_path)
    assert read_plain(folder, model.card) is not None
    changed = folder / file
    changed.write_text(json.dumps(json.loads(changed.read_text()) | change))
    assert read_plain(folder, model.card) is None


def test_a_model_with_a_further_module_is_left_to_sentence_transformers(model: LocalEmbedder, tmp_path: Path) -> None:
    folder = copy_of(model.folder, tmp_path)
    modules = json.loads((folder / "modules.json").read_text())
    dense = {"idx": 3, "name": "3", "path": "3_Dense", "type": "sentence_transformers.models.Dense"}
    (folder / "modules.json").write_text(json.dumps([*modules, dense]))
    assert read_plain(folder, model.card) is None


def test_a_card_with_other_dimensions_is_refused_on_both_ways(
    model: LocalEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "models.toml"
    file.write_text(
        f'[short]\npath = "{model.folder}"\nsha256 = "{model.card.sha256}"\ndimensions = 256\nmax_tokens = 256\n'
    )
    monkeypatch.setenv("POLICYSCAN_MODELS", str(file))
    short = load_model("short")
    for encode in (lambda: short.encode_query("taser"), lambda: short.encode_passages(["taser"])):
        with pytest.raises(ModelError) as caught:
            encode()
        assert caught.value.problem == "the model 'short' gives vectors of 384 dimensions, not 256"
        assert caught.value.fix == "write dimensions = 384 in its table"


def test_a_folder_that_cannot_be_loaded_is_refused_with_its_fix(model: LocalEmbedder, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        SentenceModel(tmp_path, model.card)
    assert caught.value.problem.startswith(f"the model 'minilm' cannot be loaded from {tmp_path}: ")
    assert caught.value.fix == "install it again, or name a folder that sentence-transformers can load"


def encoded_with_three_threads(model: PassageEncoder | SentenceModel, texts: list[str]) -> NDArray[np.float32]:
    """The rows of texts; encoding sets torch's threads, and must leave them as they were."""
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        rows = model.encode(texts)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
    return rows


def copy_of(folder: Path, to: Path) -> Path:
    copy = to / "model"
    copy.mkdir()
    for name in (
        "config.json", "config_sentence_transformers.json", "modules.json", "tokenizer.json", "sentence_bert_config.json",
    ):  # fmt: skip
        shutil.copy(folder / name, copy / name)
    (copy / "1_Pooling").mkdir()
    shutil.copy(folder / "1_Pooling" / "config.json", copy / "1_Pooling" / "config.json")
    (copy / "model.safetensors").symlink_to(folder / "model.safetensors")
    return copy
