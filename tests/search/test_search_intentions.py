"""The graded questions over the sample corpus keep their quality, those on which nothing was tuned by themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import pytest
from benchmarks.search_questions import ANSWERS, INTENTIONS, Question, ndcg, questions

from policyscan import open_workspace

pytestmark = [pytest.mark.slow, pytest.mark.model]

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"
# Floors of the mean nDCG@10 are 0.03 below what was measured in November 2026 with the changed model and OCR:
# measured 0.752 over all 16 questions that something answers, and 0.833 over the 4 frozen ones (now 0.736 and 0.807, as
# the model knows more of real documents; the floors stand).
ALL_AT_LEAST = 0.72
FROZEN_AT_LEAST = 0.80
# Measured: 7 of the 8 questions that nothing answers find nothing; the one on car chases does not. The bound stands where
# it serves some 1,100 questions over real documents best (`answerability`), not these.
NOTHING_AT_LEAST = 0.87
FIND_NOTHING = (
    "no-plates",
    "no-strip",
    "no-school",
    "sample-no-naloxone",
    "no-pension",
    "no-cannabis",
    "no-bread",
)


@dataclass(frozen=True)
class Asked:
    """A question with the ids of the passages found, best first, and the note of the answer."""

    question: Question
    found: Sequence[str]
    note: str

    @property
    def gain(self) -> float:
        return ndcg(self.found, self.question.grades)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Asked]:
    """Every question over the sample corpus, asked of it as it is read by default: four answers stand in a scan."""
    with open_workspace(tmp_path_factory.mktemp("intentions") / "ws", create=True) as work:
        work.ingest([SAMPLE], manifest=SAMPLE / "manifest.csv")
        return {
            question.id: Asked(question, [hit.passage_id for hit in answer], answer.note)
            for question in questions(work, "sample")
            for answer in [work.search(question.text)]
        }


def answerable(asked: Mapping[str, Asked], *, frozen: bool = False) -> list[Asked]:
    return [one for one in asked.values() if not one.question.finds_nothing and (one.question.is_frozen or not frozen)]


def gains(found: Sequence[Asked]) -> str:
    return ", ".join(f"{one.question.id} {one.gain:.2f}" for one in sorted(found, key=lambda one: one.gain))


def test_every_graded_answer_stands_in_a_passage_of_its_own(asked: Mapping[str, Asked]) -> None:
    entries = tomllib.loads(INTENTIONS.read_text(encoding="utf-8"))["question"]
    graded = {entry["id"]: entry.get("answers", ()) for entry in entries if entry.get("corpus") == "sample"}
    assert {name: len(one.question.grades) for name, one in asked.items()} == {
        name: len(answers) for name, answers in graded.items()
    }
    assert all(max(one.question.grades.values()) >= ANSWERS for one in answerable(asked))


def test_answers_stand_as_high_as_they_did(asked: Mapping[str, Asked]) -> None:
    found = answerable(asked)
    assert len(found) == 16
    assert mean(one.gain for one in found) >= ALL_AT_LEAST, gains(found)


def test_answers_to_the_frozen_questions_stand_as_high_as_they_did(asked: Mapping[str, Asked]) -> None:
    found = answerable(asked, frozen=True)
    assert len(found) == 4
    assert mean(one.gain for one in found) >= FROZEN_AT_LEAST, gains(found)


def test_every_question_with_an_answer_finds_one(asked: Mapping[str, Asked]) -> None:
    without = [
        one.question.id
        for one in answerable(asked)
        if not any(one.question.grades.get(name, 0) >= ANSWERS for name in one.found)
    ]
    assert without == []


def test_questions_without_an_answer_find_nothing(asked: Mapping[str, Asked]) -> None:
    found = {name: len(one.found) for name, one in asked.items() if one.question.finds_nothing}
    assert found.keys() >= set(FIND_NOTHING)
    assert sum(count == 0 for count in found.values()) / len(found) >= NOTHING_AT_LEAST, found


@pytest.mark.parametrize("name", FIND_NOTHING)
def test_a_question_that_found_nothing_finds_nothing_and_says_so(asked: Mapping[str, Asked], name: str) -> None:
    assert list(asked[name].found) == []
    assert asked[name].note.startswith("Nothing relevant: ")
