"""Compute many short texts by the layers of a plain BERT, in torch: what ingesting spends most of its time on.

The computation is that of Devlin et al., "BERT" (2019). Beside `transformers` on the same weights it saves a fifth of
the time and the import (docs/decisions/0006): the matrices are kept in the type in which they are multiplied, the
three of attention are one, and attention is two products with an exponential between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from policyscan.embed.cores import cores, side_by_side
from policyscan.embed.products import products

if TYPE_CHECKING:
    from policyscan.embed.plain import PlainBert

# Tokens at once on each core. On 2 cores with avx512_bf16, 600 to 1,800 took the same time within 2 %.
BATCH_TOKENS = 900
# Scores of attention up to this size have an exponential that is neither nought nor too large, and so have their sums.
# Of MiniLM's on policies, one batch and layer in 25 has one beyond.
_SAFE_SCORE = 70.0


class Layers:
    """A BERT without its pooling. `dtype` ("bfloat16" or "float32") is what matrices are multiplied in.

    Sums, layer norms and what comes out are float32 in any case.
    """

    def __init__(self, model: PlainBert, dtype: str) -> None:
        import torch

        torch.set_num_threads(cores())
        self._torch = torch
        self._tokenizer = model.tokenizer
        self._width, self._heads, self._epsilon = model.width, model.heads, model.epsilon
        self._dtype = torch.bfloat16 if dtype == "bfloat16" else torch.float32
        self._products = products(torch, self._dtype)
        exact = {name: torch.tensor(matrix) for name, matrix in model.weights.items()}
        self._embeddings = {
            name: exact[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        }
        self._first_norm = _pair(exact, "embeddings.LayerNorm")
        self._layers = [self._packed(exact, f"encoder.layer.{number}.") for number in range(model.layers)]

    def read(
        self, texts: Sequence[str] | Sequence[tuple[str, str]], use: Callable[[list[int], Any, Any], None]
    ) -> None:
        """Call `use(indices, states, is_word)` for batches of texts, or of pairs of texts, on several threads at once.

        `states` is float32 of the shape `(len(indices), tokens, width)`, `is_word` a bool for each token: the shorter
        texts of a batch are padded.
        """
        torch = self._torch
        encoded = self._tokenizer.encode_batch(list(texts))

        def fill(batch: list[int]) -> None:
            length = max(len(encoded[index].ids) for index in batch)
            ids, types, is_word = (torch.zeros(len(batch), length, dtype=torch.long) for _ in range(3))
            for row, index in enumerate(batch):
                end = len(encoded[index].ids)
                ids[row, :end] = torch.tensor(encoded[index].ids)
                types[row, :end] = torch.tensor(encoded[index].type_ids)
                is_word[row, :end] = 1
            with torch.inference_mode():
                use(batch, self._states(ids, types, is_word.bool()), is_word.bool())

        side_by_side(torch, fill, _batches([len(found.ids) for found in encoded]))

    def _packed(self, exact: dict[str, Any], name: str) -> dict[str, Any]:
        """One layer's matrices in the type in which they are multiplied, the scale of attention among them."""
        torch = self._torch
        query, key, value = (_pair(exact, f"{name}attention.self.{part}") for part in ("query", "key", "value"))
        scale = (self._width // self._heads) ** -0.5
        three = tuple(torch.cat([one * scale, two, other]) for one, two, other in zip(query, key, value, strict=True))
        pairs = {
            "attention": three,
            "mixed": _pair(exact, f"{name}attention.output.dense"),
            "wide": _pair(exact, f"{name}intermediate.dense"),
            "narrow": _pair(exact, f"{name}output.dense"),
        }
        return {
            **{part: self._in_type(*pair) for part, pair in pairs.items()},
            "middle norm": _pair(exact, f"{name}attention.output.LayerNorm"),
            "last norm": _pair(exact, f"{name}output.LayerNorm"),
        }

    def _in_type(self, matrix: Any, bias: Any) -> tuple[Any, Any]:
        return self._products.pack(matrix.to(self._dtype)), bias.to(self._dtype)

    def _states(self, ids: Any, types: Any, is_word: Any) -> Any:
        linear, linear_gelu = self._products.linear, self._products.linear_gelu
        rows, length = ids.shape
        known = self._embeddings
        state = known["word"][ids] + known["position"][:length] + known["token_type"][types]
        state = self._norm(state, self._first_norm).view(rows * length, self._width)
        kept = None if bool(is_word.all()) else is_word.to(self._dtype)[:, None, :, None]
        for layer in self._layers:
            mixed = self._attend(linear(state.to(self._dtype), *layer["attention"]), (rows, length), kept)
            state = self._norm(linear(mixed, *layer["mixed"]) + state, layer["middle norm"])
            wide = linear_gelu(state.to(self._dtype), *layer["wide"])
            state = self._norm(linear(wide, *layer["narrow"]) + state, layer["last norm"])
        return state.view(rows, length, self._width)

    def _attend(self, three: Any, shape: tuple[int, int], kept: Any) -> Any:
        """What each token takes from the others.

        A column of ones beside the values adds up the shares; where a token is padding, its values and its one are
        zero, so that it has none.
        """
        torch = self._torch
        rows, length = shape
        size = self._width // self._heads
        query, key, value = three.view(rows, length, 3, self._heads, size).unbind(2)
        values = three.new_ones(rows, self._heads, length, size + 1)
        values[..., :size] = value.transpose(1, 2)
        if kept is not None:
            values *= kept
        many = rows * self._heads
        scores = torch.bmm(
            query.transpose(1, 2).reshape(many, length, size), key.permute(0, 2, 3, 1).reshape(many, size, length)
        )
        least, most = scores.aminmax()
        if max(-float(least), float(most)) < _SAFE_SCORE:
            shares = scores.exp_()
        else:
            # Each row's greatest score is taken off first. To do so in every case would cost more than both products.
            if kept is not None:
                scores.view(rows, self._heads, length, length).masked_fill_(kept.transpose(2, 3) == 0, -torch.inf)
            shares = scores.softmax(dim=-1)
        found = torch.bmm(shares, values.view(many, length, size + 1))
        mixed = found[..., :size] / found[..., size:]
        return mixed.view(rows, self._heads, length, size).transpose(1, 2).reshape(rows * length, self._width)

    def _norm(self, state: Any, pair: tuple[Any, Any]) -> Any:
        return self._torch.nn.functional.layer_norm(state, (self._width,), *pair, self._epsilon)


def _pair(exact: dict[str, Any], name: str) -> tuple[Any, Any]:
    return exact[f"{name}.weight"], exact[f"{name}.bias"]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of texts of about the same length, as many as hold the tokens of a batch together, long ones first."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: (-lengths[index], index)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
