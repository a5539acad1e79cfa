"""What the embedding model's change is learned by: what is left out, how near words are, and what is wanted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch
from benchmarks.learn_encoder.nets import Encoded
from benchmarks.learn_encoder.questions import Case, Part
from benchmarks.learn_encoder.rounds import _loss, _reading_loss, _wanted
from torch.nn.functional import normalize


def corpus() -> Any:
    documents = [f"document {at // 3}" for at in range(24)]
    return SimpleNamespace(
        documents=documents,
        asked=[Case(f"typed {at}", f"meant {at}", at) for at in range(24)],
        silent=[Case(f"nothing {at}", f"nothing {at}", -1) for at in range(9)],
    )


@pytest.mark.parametrize("turn", [1, 2, 3, 4])
def test_of_what_is_left_out_nothing_is_learned_and_nothing_is_a_wrong_answer(turn: int) -> None:
    given = corpus()
    part = Part.of(given, turn)
    hidden = {given.documents[case.row] for case in part.unseen}
    assert hidden
    assert hidden.isdisjoint(given.documents[case.row] for case in part.seen)
    assert hidden.isdisjoint(name for name, shown in zip(given.documents, part.shown, strict=True) if shown)
    assert sorted([*part.seen, *part.unseen], key=lambda case: case.row) == given.asked
    assert {*part.silent, *part.untold} == set(given.silent)
    assert set(part.silent).isdisjoint(part.untold)


def test_without_a_turn_all_is_learned_from() -> None:
    part = Part.of(corpus(), None)
    assert (len(part.seen), len(part.unseen), len(part.silent), len(part.untold)) == (24, 0, 9, 0)
    assert bool(part.shown.all())


def test_words_are_held_against_the_nearest_of_each_passage_and_padding_against_none() -> None:
    torch.manual_seed(3)
    words, others = normalize(torch.randn(3, 4, 6), dim=-1), normalize(torch.randn(5, 7, 6), dim=-1)
    tells = torch.tensor([[0.5, 0.5, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.25, 0.25, 0.25, 0.25]])
    lengths = [7, 2, 5, 1, 6]
    for row, length in enumerate(lengths):
        others[row, length:] = 0.0
    asked = Encoded(torch.empty(0), words, tells)
    found = asked.nearness(Encoded(torch.empty(0), others, torch.empty(0)))
    expected = [
        [
            sum(
                float(tells[one, at]) * max(float(words[one, at] @ other) for other in others[row, :length])
                for at in range(4)
            )
            for row, length in enumerate(lengths)
        ]
        for one in range(3)
    ]
    assert torch.allclose(found, torch.tensor(expected), atol=1e-5)


def test_what_is_wanted_goes_to_the_passage_of_the_question_and_to_what_the_reader_says() -> None:
    cases, like = [Case("a", "a", 7), Case("b", "b", 9)], torch.tensor([[1.0, 0.1, 0.9], [0.1, 1.0, 0.2]])
    alone = _wanted(cases, [7, 9, 4], like, None)
    taught = _wanted(cases, [7, 9, 4], like, {cases[0]: {7: 1.0, 4: 1.0, 5: 9.0}, cases[1]: {9: 2.0}})
    for wanted in (alone, taught):
        assert torch.allclose(wanted.sum(1), torch.ones(2))
        assert wanted.argmax(1).tolist() == [0, 1]
    # The reader holds 4 for as good an answer as 7 is, and says nothing of 9.
    assert float(taught[0, 2]) == pytest.approx(0.3, abs=1e-3)
    assert float(taught[0, 1]) == pytest.approx(0.0, abs=1e-3)


def test_the_loss_falls_where_the_right_passage_is_nearest_and_silence_is_far() -> None:
    wanted, like = torch.eye(2), torch.eye(2)
    right = torch.tensor([[0.9, 0.0], [0.0, 0.9], [0.1, 0.1]])
    wrong = torch.tensor([[0.0, 0.9], [0.9, 0.0], [0.1, 0.1]])
    answered = torch.tensor([[0.9, 0.0], [0.0, 0.9], [0.9, 0.1]])
    losses = [float(_loss(scores, wanted, like, torch.tensor(0.5), [0, 1])) for scores in (right, wrong, answered)]
    assert losses[0] < losses[2] < losses[1]


def test_the_reader_is_to_put_the_first_passage_before_the_others_and_none_where_nothing_answers() -> None:
    likes = [torch.tensor([1.0, 0.2, 0.2])]
    good = torch.tensor([[3.0, -3.0, -3.0], [-3.0, -3.0, -3.0]])
    assert float(_reading_loss(good, likes)) < float(_reading_loss(good.flip(1), likes))
    assert float(_reading_loss(good, likes)) < float(
        _reading_loss(torch.tensor([[3.0, -3.0, -3.0], [3.0, -3.0, -3.0]]), likes)
    )
