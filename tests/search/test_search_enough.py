"""Whether there is an answer: by what the best hit says, by reading where that is in doubt, and never by more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from policyscan.answerability import Bounds
from policyscan.model import Passage
from policyscan.search import enough
from policyscan.search.enough import ENOUGH_FOR_A_HIT, ENOUGH_FOR_AN_ANSWER, READ, enough_for, judged
from policyscan.search.gather import Memory
from policyscan.search.query import parse
from policyscan.search.rank import Interest, Ranked

ABOUT = Interest(parse("who feeds the police dogs"), {}, frozenset(), {}, frozenset())


@dataclass
class StandIn:
    """A reader that says what it is told to, and remembers what it read."""

    says: dict[str, float]
    bounds: Bounds = Bounds(found=10.0, most=2.0, bias=0.0)  # noqa: RUF009 (frozen)
    read_so_far: list[str] = field(default_factory=list)

    def read(self, question: str, passages: Sequence[str]) -> list[float]:
        assert question == ABOUT.query.plain
        self.read_so_far += passages
        return [self.says[passage] for passage in passages]


def ranked(*evidence: float) -> list[Ranked]:
    """Hits in this order that say so much beyond what is wanted."""
    texts = [f"passage {at}" for at in range(len(evidence))]
    return [
        Ranked(
            Passage("0" * 64, 100 * at, 100 * at + 9, text, text, 1, 0, "en", ()),
            score=1.0 - at / 100,
            evidence=ENOUGH_FOR_AN_ANSWER + spare,
            cosine=0.4,
            measures=(),
            force_types=(),
        )
        for at, (text, spare) in enumerate(zip(texts, evidence, strict=True))
    ]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    found = StandIn({})
    monkeypatch.setattr(enough, "load", lambda: found)
    return found


@pytest.mark.parametrize(("spare", "is_found"), [(0.21, True), (0.35, True), (-0.21, False), (-0.7, False)])
def test_what_is_plain_is_not_read(reader: StandIn, spare: float, is_found: bool) -> None:
    hits = ranked(spare, -0.9)
    verdict = judged(hits, ABOUT, Memory())
    assert list(verdict.relevant) == (hits[:1] if is_found else [])
    assert verdict.note.startswith("" if is_found else "Nothing relevant: the nearest passage holds 0 of the 2 ")
    assert reader.read_so_far == []


def test_what_is_in_doubt_is_read_until_something_answers(reader: StandIn) -> None:
    hits = ranked(0.1, 0.1, 0.1, 0.1, 0.1)
    reader.says = {"passage 0": -1.5, "passage 1": 0.5, "passage 2": 9.0}
    assert judged(hits, ABOUT, Memory()).relevant == hits
    assert reader.read_so_far == ["passage 0", "passage 1"]


def test_where_nothing_that_is_read_answers_there_is_no_answer(reader: StandIn) -> None:
    hits = ranked(0.19, *[0.1] * READ)
    reader.says = dict.fromkeys((one.passage.embed_text for one in hits), -50.0)
    verdict = judged(hits, ABOUT, Memory())
    assert verdict.relevant == ()
    assert verdict.note == "Nothing relevant: what comes nearest was read and does not seem to answer."
    assert reader.read_so_far == [one.passage.embed_text for one in hits[:READ]]


def test_one_wording_is_read_once(reader: StandIn) -> None:
    one, other = ranked(0.1, 0.05)
    copies = [replace(one, passage=replace(one.passage, sha256=f"{at}" * 64)) for at in range(READ)]
    reader.says = {"passage 0": -3.0, "passage 1": 3.0}
    assert judged([*copies, other], ABOUT, Memory()).relevant == [*copies, other]
    assert reader.read_so_far == ["passage 0", "passage 1"]


def test_what_was_read_as_the_answer_is_shown_however_weak_it_is(reader: StandIn) -> None:
    weak = ENOUGH_FOR_A_HIT - ENOUGH_FOR_AN_ANSWER - 0.1
    reader.says = {"passage 0": 40.0}
    hits = ranked(weak, -0.15, weak)
    assert judged(hits, ABOUT, Memory()).relevant == hits[:2]


def test_hits_that_say_too_little_for_themselves_are_left_out(reader: StandIn) -> None:
    hits = ranked(0.5, ENOUGH_FOR_A_HIT - ENOUGH_FOR_AN_ANSWER, ENOUGH_FOR_A_HIT - ENOUGH_FOR_AN_ANSWER - 0.001)
    assert judged(hits, ABOUT, Memory()).relevant == hits[:2]
    assert reader.read_so_far == []


def test_what_was_read_once_is_remembered_for_a_while(reader: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    hits, memory = ranked(0.1, 0.0), Memory()
    reader.says = {"passage 0": -1.5, "passage 1": -1.25}
    assert [judged(hits, ABOUT, memory).relevant for _ in range(3)] == [(), (), ()]
    assert reader.read_so_far == ["passage 0", "passage 1"]
    monkeypatch.setattr(enough, "REMEMBERED", 1)
    memory.said = {("another question", str(at)): 0.0 for at in range(READ)}
    judged(hits, ABOUT, memory)
    assert list(memory.said)[-2:] == [(ABOUT.query.plain, one.passage.id) for one in hits]
    assert len(memory.said) == READ


def test_a_question_near_a_measure_is_not_read(reader: StandIn) -> None:
    # Where a place is silent on a measure, its nearest language answers "what do its rules say on it?".
    about = replace(ABOUT, measures={"duty-to-intervene": 0.5})
    hits = ranked(-0.09)
    assert judged(hits, about, Memory()).relevant == hits
    assert judged(ranked(-0.11), about, Memory()).relevant == ()
    assert reader.read_so_far == []


def test_the_phrases_of_a_question_decide_alone(reader: StandIn) -> None:
    about = replace(ABOUT, query=parse('"police dogs"'))
    hits = ranked(-0.7)
    assert judged(hits, about, Memory()).relevant == hits
    assert judged([], about, Memory()).note.endswith('holds "police dogs".')
    assert reader.read_so_far == []


def test_nothing_at_all_is_no_answer(reader: StandIn) -> None:
    verdict = judged([], ABOUT, Memory())
    assert (verdict.relevant, verdict.note) == ((), "Nothing found: no passage within the filters is left.")


def test_a_question_of_the_measures_own_needs_less_to_be_answered() -> None:
    assert enough_for({}) == ENOUGH_FOR_AN_ANSWER
    assert enough_for({"one": 0.25, "other": 0.5}) == pytest.approx(ENOUGH_FOR_AN_ANSWER - 0.1)
