"""Products are the same by the inner operations of torch and without them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from policyscan.embed.products import products

ROWS, MATRIX, BIAS = (
    torch.randn(shape, generator=torch.Generator().manual_seed(2)) for shape in ((3, 8), (5, 8), (5,))
)


def wrong(rows: Any, matrix: Any, bias: Any, *_: Any) -> Any:
    return rows @ matrix.T - bias


def same(matrix: Any) -> Any:
    return matrix


def refused(matrix: Any) -> Any:
    raise RuntimeError("not in this build")


INNER = {
    "none": SimpleNamespace(),
    "another": SimpleNamespace(_linear_pointwise=wrong, _reorder_linear_weight=same),
    "refused": SimpleNamespace(_linear_pointwise=wrong, _reorder_linear_weight=refused),
}


@pytest.mark.parametrize("inner", INNER)
def test_products_do_without_the_inner_operations_of_torch(inner: str) -> None:
    without = SimpleNamespace(
        nn=torch.nn, Generator=torch.Generator, randn=torch.randn, inference_mode=torch.inference_mode,
        allclose=torch.allclose, ops=SimpleNamespace(mkldnn=INNER[inner]),
    )  # fmt: skip
    assert products(without, torch.float32).linear is torch.nn.functional.linear


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_products_are_what_they_say(dtype: torch.dtype) -> None:
    found = products(torch, dtype)
    rows, matrix, bias = (tensor.to(dtype) for tensor in (ROWS, MATRIX, BIAS))
    expected = ROWS @ MATRIX.T + BIAS
    packed = found.pack(matrix)
    near = {"atol": 1e-5} if dtype == torch.float32 else {"atol": 0.1}
    assert torch.allclose(found.linear(rows, packed, bias).float(), expected, **near)
    assert torch.allclose(found.linear_gelu(rows, packed, bias).float(), torch.nn.functional.gelu(expected), **near)
