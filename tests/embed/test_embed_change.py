"""A model with a small trained change: read, refused, and the same on both ways of encoding."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from policyscan.embed import load_model
from policyscan.embed.change import differences, read_change
from policyscan.embed.models import LocalEmbedder
from policyscan.errors import ModelError

MODULE = "encoder.layer.2.attention.self.value"
TEXTS = ["Must officers intervene?", "taser", "A verbal warning shall be given, where feasible. " * 3]


def change(module: str = MODULE, width: int = 384, size: float = 0.2) -> dict[str, NDArray[np.float16]]:
    draw = np.random.default_rng(1)
    return {
        f"{module}.down": (size * draw.standard_normal((2, width))).astype(np.float16),
        f"{module}.up": (size * draw.standard_normal((384, 2))).astype(np.float16),
    }


def written(folder: Path, tensors: dict[str, NDArray[np.float16]], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models file with the built-in model, changed by these numbers."""
    save_file(tensors, folder / "change.safetensors")
    base = load_model("minilm")
    digest = hashlib.sha256((folder / "change.safetensors").read_bytes()).hexdigest()
    (folder / "models.toml").write_text(
        f'[changed]\npath = "{base.folder}"\nsha256 = "{base.card.sha256}"\ndimensions = 384\nmax_tokens = 256\n'
        f'change = "change.safetensors"\nchange_sha256 = "{digest}"\n'
    )
    monkeypatch.setenv("POLICYSCAN_MODELS", str(folder / "models.toml"))
    return folder / "change.safetensors"


def test_what_is_added_to_a_matrix_is_the_product_of_both_halves() -> None:
    found = dict(differences({"a.down": np.array([[1.0, 2.0]]), "a.up": np.array([[3.0], [0.5]]), "bias": np.ones(2)}))
    assert found.keys() == {"a"}
    assert found["a"].tolist() == [[3.0, 6.0], [0.5, 1.0]]


@pytest.mark.model
def test_a_change_counts_on_both_ways_of_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, change(), monkeypatch)
    changed, base = load_model("changed"), load_model("minilm")
    queries = changed.encode_queries(TEXTS)
    assert ((queries * changed.encode_passages(TEXTS)).sum(axis=1) > 0.999).all()
    assert ((queries * base.encode_queries(TEXTS)).sum(axis=1) < 0.995).all()


@pytest.mark.model
def test_the_default_model_is_changed_on_both_ways_of_encoding() -> None:
    model, base = load_model(), load_model("minilm")
    assert (model.card.sha256, base.card.change) == (base.card.sha256, "")
    queries = model.encode_queries(TEXTS)
    assert ((queries * model.encode_passages(TEXTS)).sum(axis=1) > 0.999).all()
    # Words of the street come nearer to those of rules.
    street, rule = (
        "can a cop taze somebody who just runs off",
        "A conducted energy device is not used on a fleeing subject.",
    )
    assert cosine(model, street, rule) > cosine(base, street, rule) + 0.05


def cosine(model: LocalEmbedder, one: str, other: str) -> float:
    return float(model.encode_query(one) @ model.encode_query(other))


@pytest.mark.model
def test_a_change_of_nothing_leaves_the_vectors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, change(size=0.0), monkeypatch)
    assert np.allclose(load_model("changed").encode_queries(TEXTS), load_model("minilm").encode_queries(TEXTS))


@pytest.mark.model
def test_a_change_makes_another_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, change(), monkeypatch)
    first = load_model("changed").id
    written(tmp_path, change(size=0.1), monkeypatch)
    assert load_model("changed").id != first


def refusal(model: LocalEmbedder, by: str) -> tuple[str, str]:
    with pytest.raises(ModelError) as caught:
        model.encode_query("taser") if by == "query" else model.encode_passages(["taser"])
    return caught.value.problem, caught.value.fix


@pytest.mark.model
@pytest.mark.parametrize("by", ["query", "passage"])
@pytest.mark.parametrize(
    "tensors",
    [change("encoder.layer.9.output.dense"), change(width=100), {f"{MODULE}.down": np.zeros((2, 384), np.float16)}],
    ids=["another module", "another shape", "half a change"],
)
def test_a_change_that_does_not_fit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tensors: dict[str, NDArray[np.float16]], by: str
) -> None:
    written(tmp_path, tensors, monkeypatch)
    problem, fix = refusal(load_model("changed"), by)
    assert problem.startswith("the change of model 'changed' does not fit its weights: ")
    assert fix == "name the change that was trained on these weights"


@pytest.mark.model
def test_another_change_than_the_named_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, change(), monkeypatch)
    file.write_bytes(b"not the numbers")
    problem, fix = refusal(load_model("changed"), "query")
    assert problem.startswith(f"the change of a model is not the named one: {file} has sha256 ")
    assert fix.startswith("install policyscan again; if another change is meant, ")


def test_a_change_that_is_absent_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read_change(tmp_path / "none", "0" * 64)
    assert (
        caught.value.problem == f"the change of a model cannot be read: {tmp_path / 'none'} (No such file or directory)"
    )


def test_a_change_that_holds_no_numbers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "change").write_bytes(b"words")
    with pytest.raises(ModelError) as caught:
        read_change(tmp_path / "change", hashlib.sha256(b"words").hexdigest())
    assert caught.value.problem.startswith(f"{tmp_path / 'change'} is not a file of numbers (")
