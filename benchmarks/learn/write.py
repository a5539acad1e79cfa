"""Write what was learned as plain numbers with a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from sklearn.linear_model import LogisticRegression

from benchmarks import coded
from benchmarks.learn.rows import REASONS, outputs
from policyscan.meaning.model import NUMBERS
from policyscan.trained import CARD


def by(module: str) -> str:
    """The line that says which script wrote a file."""
    return f"Written by `python -m {module}`; do not edit."


BY = by("benchmarks.learn")


def clause_reader(
    folder: Path,
    tensors: Mapping[str, NDArray[np.float32]],
    *,
    base: str,
    weights: str,
    max_tokens: int,
    lines: Sequence[str],
) -> None:
    """Write a clause reader: its numbers in half precision, and its card."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NUMBERS).write_bytes(save({name: tensors[name].astype(np.float16) for name in sorted(tensors)}))
    measures = [measure.id for measure in coded.taxonomy().measures]
    card = [
        *(f"# {line}" for line in (BY, *lines)),
        f'base = "{base}"',
        f'weights = "{weights}"',
        f"max_tokens = {max_tokens}",
        f"measures = {_list(measures)}",
        f"reasons = {_list(REASONS)}",
        "# What is asked of every clause, in the order of the answers.",
        "outputs = [",
        *(f"  {_list(output)}," for output in outputs()),
        "]",
    ]
    (folder / CARD).write_text("\n".join(card) + "\n", encoding="utf-8")


def confidence(folder: Path, model: LogisticRegression, names: Sequence[str], lines: Sequence[str]) -> None:
    """Write the confidence model."""
    head = "\n".join(f"# {line}" for line in (BY, *lines))
    numbers = "\n".join(f'"{name}" = {value:.4f}' for name, value in zip(names, model.coef_[0], strict=True))
    text = f"{head}\nbias = {model.intercept_[0]:.4f}\n\n[weights]\n{numbers}\n"
    (folder / "weights.toml").write_text(text, encoding="utf-8")


def _list(names: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
