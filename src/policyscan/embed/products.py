"""Multiply rows by a matrix that is used again and again, as fast as the installed torch can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Products:
    """`linear(rows, pack(matrix), bias)` is `rows @ matrix.T + bias`; `linear_gelu` is the GELU of that."""

    pack: Callable[[Any], Any]
    linear: Callable[[Any, Any, Any], Any]
    linear_gelu: Callable[[Any, Any, Any], Any]


def products(torch: Any, dtype: Any) -> Products:
    """The inner operations of torch, which take a tenth less time, or else its public ones.

    The inner ones lay a matrix out once as the processor wants it and compute bias and GELU within the product. As
    they are no promise of torch's, they are tried first.
    """
    plain = _public(torch)
    draw = torch.Generator().manual_seed(1)
    rows, matrix, bias = (torch.randn(shape, generator=draw).to(dtype) for shape in ((4, 32), (16, 32), (16,)))
    try:
        inner = _inner(torch)
        with torch.inference_mode():
            pairs = [
                (one(rows, inner.pack(matrix), bias), other(rows, matrix, bias))
                for one, other in ((inner.linear, plain.linear), (inner.linear_gelu, plain.linear_gelu))
            ]
        if all(torch.allclose(one.float(), other.float(), rtol=2e-2, atol=2e-2) for one, other in pairs):
            return inner
    except (AttributeError, RuntimeError, TypeError):
        pass
    return plain


def _public(torch: Any) -> Products:
    linear, gelu = torch.nn.functional.linear, torch.nn.functional.gelu
    return Products(lambda matrix: matrix, linear, lambda rows, matrix, bias: gelu(linear(rows, matrix, bias)))


def _inner(torch: Any) -> Products:
    ops = torch.ops.mkldnn
    multiply, lay_out = ops._linear_pointwise, ops._reorder_linear_weight
    return Products(
        lay_out,
        lambda rows, matrix, bias: multiply(rows, matrix, bias, "none", [], ""),
        lambda rows, matrix, bias: multiply(rows, matrix, bias, "gelu", [], "none"),
    )
