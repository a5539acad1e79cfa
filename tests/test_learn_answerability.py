"""What the reader of answers learns from is apart from what it is asked, and its loss and bounds do what they say."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from benchmarks.learn_answerability.bounds import FOUND, MOST, bounds_of, told, told_in_parts
from benchmarks.learn_answerability.cases import Case
from benchmarks.learn_answerability.reader import DEEP, WRONG, _nothing, _right_and_wrong, loss_of
from benchmarks.search_questions import (
    ASKED_NEAR,
    ASKED_SINCE,
    UNANSWERED,
    UNANSWERED_NEAR,
    UNANSWERED_SINCE,
    by_hand,
    kept_back,
    unlike,
    written,
)


def test_no_question_stands_in_two_files() -> None:
    near = [one for hand in by_hand(UNANSWERED_NEAR).values() for one in hand]
    files = [*map(written, (ASKED_NEAR, ASKED_SINCE, UNANSWERED, UNANSWERED_SINCE)), near]
    every = [question.casefold() for file in files for question in file]
    assert len(written(ASKED_NEAR)) == 180 and len(near) == 780
    assert len({question.casefold() for question in (*near, *written(ASKED_NEAR))}) == 960
    assert len(set(every)) > len(every) - 20


def test_a_quarter_of_each_hand_is_kept_back() -> None:
    assert kept_back(list("abcdefghi")) == ["a", "e", "i"]
    assert sum(len(kept_back(hand)) for hand in by_hand(UNANSWERED_NEAR).values()) == 198


def test_questions_that_share_half_of_their_longer_words_are_alike() -> None:
    learned = ["how much are the court fees for a small claim"]
    other = "how much does a lawyer cost"
    assert unlike(["How much is the court fee for small claims?", "Court fees, small claim", other], learned) == [other]
    assert unlike(["is it so", other], ["is it so"]) == [other]


def test_wrong_answers_are_none_that_is_right_hidden_or_drawn_twice() -> None:
    names = [f"p{at}" for at in range(8)]
    corpus: Any = SimpleNamespace(
        documents={name: "hidden" if name in {"p1", "p5"} else "seen" for name in names},
        hidden={"hidden"},
        shown=[name for name in names if name not in {"p1", "p5"}],
        vectors={name: np.eye(8)[at] for at, name in enumerate(names)},
    )
    for seed in range(40):
        case = Case("q", ("p0", "p1", "p2"), "p0", 0.1, near_measure=False)
        _, drawn, like = _right_and_wrong(corpus, case, random.Random(seed))
        assert drawn[0] == "p0" and len(set(drawn)) == len(drawn) == 1 + WRONG + DEEP
        assert set(drawn) <= set(corpus.shown) and like[0] == 1.0
        assert set(_nothing(corpus, case, random.Random(seed))[1]) == {"p0", "p2"}


def test_the_loss_falls_where_the_right_passage_rises_and_the_others_fall() -> None:
    like = torch.tensor([[1.0, 0.1, 0.9], [1.0, 0.2, 0.3]])
    said = torch.tensor([1.0, 0.0, 0.5, 2.0, 0.5, 0.0, -1.0, 0.5], requires_grad=True)
    loss_of(said, like).backward()  # type: ignore[no-untyped-call]
    slope = said.grad.tolist() if said.grad is not None else []
    assert slope[0] < 0 and slope[3] < 0
    assert min(slope[1], slope[4], slope[5], slope[6], slope[7]) > 0
    assert torch.isfinite(loss_of(said[:6], like))


def test_the_bounds_refuse_the_share_that_they_are_to() -> None:
    draw = np.random.default_rng(3)
    answered = np.arange(400) < 300
    spare = np.where(answered, 0.2, -0.1) + draw.normal(0, 0.2, 400)
    signals = np.column_stack([spare, np.where(answered, 1.0, -2.0) + draw.normal(0, 2, 400)])
    bounds = bounds_of(signals, answered, 0.1)
    assert (bounds.found, bounds.most) == (FOUND, MOST)
    found = told(bounds, signals, answered)
    assert 30 <= found.refused <= 40 and (found.asked, found.silent) == (300, 100)
    assert sum(bounds.sum(*row) < 0 for row in signals[answered].tolist()) == 30
    assert found.told == sum(not bounds.is_answer(*row) for row in signals[~answered].tolist()) > 30
    in_parts = told_in_parts(signals, answered, 0.1)
    assert (in_parts.asked, in_parts.silent) == (300, 100)
    assert in_parts.refused == pytest.approx(30, abs=8)
    assert str(found) == f"{found.refused} of 300 refused, {found.told} of 100 told"
