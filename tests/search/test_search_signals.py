"""What was judged and found counts for a question about the measure; and what a question asks of a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_corpus import ALDER, BIRCH, Source, StandIn, Written, document

from policyscan.model import Effect, Evidence, Judgement, Modality, Passage, Searched, State
from policyscan.search.signals import EVIDENCE, EVIDENCE_BY_RANK, FOUND, Signals
from policyscan.search.stance import FITTING, Stance, stance_of

MEASURE = "duty-to-intervene"


def evidence(passage: Passage, file: str = "one.pdf") -> Evidence:
    return Evidence(passage.text, file, passage.sha256, passage.page, "", "", passage.start + 1, passage.end - 1, ())


def judgement(*passages: Passage, measure: str = MEASURE) -> Judgement:
    return Judgement(
        ALDER, measure, State.JUDGED, "required", 1, "adopted", "The rule is there.", 0.9,
        tuple(map(evidence, passages)), Searched(1, 1, 0, 1), "rules@0123", "2026-03-04T09:15:00+00:00",
    )  # fmt: skip


class Findings(StandIn):
    """A store with findings, which counts how often it is read."""

    def __init__(self, found: Iterable[tuple[str, str, float]]) -> None:
        super().__init__()
        self.found = list(found)
        self.reads = 0

    def passages_with_findings(self, measure: str) -> list[tuple[str, str, float]]:
        self.reads += 1
        return self.found if measure == MEASURE else []


SOURCE = Source("one.pdf", ALDER, tuple(Written(f"Sentence {word}.") for word in ("one", "two", "three", "four")))
PASSAGES = document(SOURCE.name, SOURCE.passages)[1].passages


def marks(
    found: Iterable[tuple[int, str]] = (), judged: Iterable[Collection[int]] = (), measure: str = MEASURE
) -> dict[int, float]:
    """The marks of the four passages, by number."""
    store = Findings((PASSAGES[number].id, effect, 1.0) for number, effect in found)
    store.add(SOURCE)
    store.put_judgements([judgement(*(PASSAGES[number] for number in numbers)) for numbers in judged], "key")
    numbers = {passage.id: number for number, passage in enumerate(PASSAGES)}
    return {numbers[name]: mark for name, mark in Signals().of(store, measure).items()}


def test_evidence_counts_by_its_place_among_the_quotes() -> None:
    assert marks(judged=[(2, 0, 1)]) == pytest.approx(
        {2: EVIDENCE + EVIDENCE_BY_RANK, 0: EVIDENCE + EVIDENCE_BY_RANK / 2, 1: EVIDENCE + EVIDENCE_BY_RANK / 3}
    )


def test_of_two_judgements_the_better_place_counts() -> None:
    assert marks(judged=[(0, 1), (1, 0)]) == pytest.approx(dict.fromkeys((0, 1), EVIDENCE + EVIDENCE_BY_RANK))


def test_of_two_findings_the_one_that_says_more_counts() -> None:
    assert marks(found=[(0, "fails"), (0, "meets"), (1, "part"), (2, "unheard of")]) == {
        0: FOUND["meets"], 1: FOUND["part"], 2: 0.0,
    }  # fmt: skip


def test_a_finding_and_evidence_add_up() -> None:
    both = marks(found=[(0, "meets")], judged=[(0,)])
    assert both == pytest.approx({0: FOUND["meets"] + EVIDENCE + EVIDENCE_BY_RANK})
    assert both[0] == pytest.approx(1.0)


def test_another_measure_has_no_marks() -> None:
    assert marks(found=[(0, "meets")], judged=[(0,)], measure="other") == {}


def test_every_effect_of_a_finding_has_its_mark() -> None:
    assert FOUND.keys() == {effect.value for effect in Effect}
    assert max(FOUND, key=lambda effect: FOUND[effect]) == "meets"


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from([effect.value for effect in Effect])), max_size=6),
    st.lists(st.lists(st.integers(0, 3), unique=True, max_size=4), max_size=4),
)
def test_marks_lie_between_nothing_and_one(found: list[tuple[int, str]], judged: list[list[int]]) -> None:
    given_marks = marks(found, judged)
    assert given_marks.keys() == {number for number, _ in found} | {number for numbers in judged for number in numbers}
    assert all(0.0 < mark <= 1.0 + 1e-9 for mark in given_marks.values())


def test_marks_are_kept_while_the_judgements_stand() -> None:
    store = Findings([(PASSAGES[0].id, "meets", 1.0)])
    store.add(SOURCE)
    store.put_judgements([], "one")
    signals = Signals()
    first = signals.of(store, MEASURE)
    assert (signals.of(store, MEASURE), store.reads) == (first, 1)
    store.put_judgements([judgement(PASSAGES[1])], "two")
    assert signals.of(store, MEASURE).keys() == {PASSAGES[0].id, PASSAGES[1].id}
    assert store.reads == 2


# --- in a search ----------------------------------------------------------------------------

SAME = "Duty to intervene: {}."
TWINS = Source("one.pdf", BIRCH, tuple(Written(SAME.format(word)) for word in ("officers", "deputies", "members")))


def test_a_quoted_passage_comes_before_its_likes(desk_of: Any) -> None:
    desk = desk_of([TWINS])
    before = [hit.page for hit in desk.ask("duty to intervene")]
    passages = document(TWINS.name, TWINS.passages)[1].passages
    for number, key in ((2, "one"), (1, "two"), (0, "three")):
        desk.store.put_judgements([judgement(passages[number])], key)
        hits = desk.ask("duty to intervene").hits
        assert hits[0].page == number + 1
        assert hits[0].score > hits[1].score + 0.1
    desk.store.put_judgements([judgement(passages[2], measure="warn-before-shooting")], "four")
    assert [hit.page for hit in desk.ask("duty to intervene")] == before


def test_what_was_judged_elsewhere_stays_outside_the_filters(desk_of: Any) -> None:
    desk = desk_of([TWINS, Source("two.pdf", ALDER, TWINS.passages[:1])])
    passages = document(TWINS.name, TWINS.passages)[1].passages
    desk.store.put_judgements([judgement(passages[1])], "key")
    assert {hit.place for hit in desk.ask("duty to intervene", places=["Alder"])} == {"Alder"}
    assert passages[1].id not in {hit.passage_id for hit in desk.ask("duty to intervene -deputies")}


# --- stance ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Which departments ban chokeholds?", Stance.BANNED),
        ("is it PROHIBITED to shoot at cars", Stance.BANNED),
        ("officers may not shoot", Stance.BANNED),
        ("where can't they use dogs", Stance.BANNED),
        ("officers cannot use dogs", Stance.BANNED),
        ("where are neck holds still allowed", Stance.FREE),
        ("when may an officer shoot", Stance.FREE),
        ("exceptions to the rule", Stance.FREE),
        ("must officers intervene", Stance.MUST),
        ("is a warning required?", Stance.MUST),
        ("duty to report", Stance.MUST),
        # A ban goes before leave, and leave before a duty.
        ("may they be banned and must they", Stance.BANNED),
        ("must it be allowed", Stance.FREE),
        ("chokeholds", Stance.ANY),
        ("the band of bandits played a cantata", Stance.ANY),
        ("", Stance.ANY),
    ],
)
def test_a_question_tells_what_it_asks_of_a_rule(text: str, stance: Stance) -> None:
    assert stance_of(text) is stance


def test_every_stance_fits_moods_that_there_are() -> None:
    assert FITTING.keys() == set(Stance)
    assert frozenset().union(*FITTING.values()) <= {mood.value for mood in Modality}
    assert FITTING[Stance.BANNED].isdisjoint({"may", "must"})
    assert "must_not" not in FITTING[Stance.FREE]


@pytest.mark.parametrize(
    ("query", "first"), [("must officers use the taser", "must"), ("may officers use the taser", "may"),
                         ("officers must not use the taser", "must_not")],
)  # fmt: skip
def test_of_passages_alike_the_one_that_rules_as_asked_comes_first(ask_of: Any, query: str, first: str) -> None:
    # The same words for each, so that the mood alone tells them apart.
    written = [Written(f"{'i' * number}) The taser officers use.", modality=mood) for number, mood in
               enumerate(("must", "may", "must_not", "should"), start=1)]  # fmt: skip
    for order in (written, written[::-1]):
        sources = [Source(f"{number}.pdf", ALDER, (one,)) for number, one in enumerate(order)]
        (hit,) = ask_of(sources)(query)
        assert hit.modalities == ((first,) if first != "must" else hit.modalities)
        assert hit.modalities[0] in FITTING[stance_of(query)]
        assert len(hit.also) == 3
