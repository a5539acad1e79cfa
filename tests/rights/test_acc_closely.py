"""What the learned reader adds to the rules, and takes away from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from policyscan import rights
from policyscan.extract import document_of
from policyscan.model import BlockKind, Firmness
from policyscan.rights import learned
from policyscan.rights.acc_closely import correct
from policyscan.rights.acc_reading import Passage
from policyscan.rights.acc_voice import Voice
from policyscan.rights.accusations import alone
from policyscan.rights.violations import load
from policyscan.work import closely

SURE, NEVER, UNSURE = 4.0, -6.0, -1.0
# No rule has words for this; the second sentence says it.
QUIET = "The family came at noon. He went in walking and was carried out in a sheet. The office closed at five o'clock."
LOUD = "Officers routinely use excessive force against people in crisis, whom nobody has helped in all these years."


class Fake:
    """A reader that is sure of a type where some words stand, and as sure as told of it elsewhere."""

    def __init__(self, kind: str, words: str, elsewhere: float = NEVER) -> None:
        self.kind, self.words, self.elsewhere = learned.load().types.index(kind), words, elsewhere
        self.asked: list[str] = []

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        odds = np.full((len(pairs), len(learned.load().types)), NEVER, dtype=np.float32)
        odds[:, self.kind] = [SURE if self.words in words else self.elsewhere for _, words in pairs]
        self.asked += [words for _, words in pairs]
        return odds


def test_it_adds_what_no_rule_has_words_for() -> None:
    assert alone([("", QUIET)], [Voice.GATHERS]) == [(set(), None)]
    read = alone([("", QUIET)], [Voice.GATHERS], Fake("deaths-in-custody", "in a sheet"))
    assert read == [({"deaths-in-custody"}, Firmness.DOCUMENTED)]


@pytest.mark.parametrize("bullet", ["", "• "])
def test_its_words_are_the_sentence_that_says_it(bullet: str) -> None:
    quiet = QUIET if not bullet else QUIET.partition(". ")[2]
    document = document_of(f"# Report of a society\n\n{bullet}{quiet}\n")
    (found,) = rights.read(document, Fake("deaths-in-custody", "in a sheet")).accusations
    (cue,) = found.cues
    assert cue.text == "He went in walking and was carried out in a sheet."
    assert document.text[cue.start : cue.end] == cue.text


def test_it_takes_away_what_it_is_sure_is_none() -> None:
    assert alone([("", LOUD)], [Voice.GATHERS])[0][0] == {"excessive-force"}
    assert alone([("", LOUD)], [Voice.GATHERS], Fake("excessive-force", "nowhere"))[0][0] == set()
    # Where it is not sure, the rule's words stand.
    assert alone([("", LOUD)], [Voice.GATHERS], Fake("excessive-force", "nowhere", UNSURE))[0][0] == {"excessive-force"}


def test_a_review_by_states_is_read_by_rules_alone() -> None:
    items = "\n\n".join(f"{n}. Ratify convention number {n} (Ghana);" for n in range(1, 4))
    review = f"# Report of the Working Group\n\n9. The following recommendations were made to Ruritania:\n\n{items}\n\n{LOUD}\n"
    reader = Fake("excessive-force", "nowhere")
    reading = rights.read(document_of(review), reader)
    assert [one.states for one in reading.recommendations] == [("Ghana",)] * 3
    assert not reader.asked


@pytest.mark.parametrize(
    "words", ["", "Page 7 of 12", "See table 3.", "20C0403U AF 10/02/2020 2.50 Unnecessary Force D BROWN BLACK MALE"]
)
def test_pieces_are_not_asked_about(words: str) -> None:
    reader = Fake("corruption", "nowhere")
    assert alone([("", words)], [Voice.GATHERS], reader) == alone([("", words)], [Voice.GATHERS])
    assert not reader.asked


def test_the_reader_that_comes_with_the_package_answers_for_every_type() -> None:
    assert learned.load().types == tuple(violation.id for violation in load().violations)
    odds = closely([("Police", "Officers beat a handcuffed boy until he lost consciousness."), ("", "")])
    assert odds.shape == (2, len(learned.load().types))
    assert np.isfinite(odds).all()


def test_rows_of_tables_are_not_asked_about() -> None:
    document = document_of("# Report of a society\n\nIt happened here.\n")
    row = replace(document.blocks[-1], kind=BlockKind.TABLE_ROW)
    (passage,) = (Passage(QUIET, "", {}, block) for block in (row,))
    reader = Fake("deaths-in-custody", "in a sheet")
    correct([passage], learned.load().types, reader, Voice.GATHERS, load())
    assert (reader.asked, passage.hits) == ([], {})
