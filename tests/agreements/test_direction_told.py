"""How the sentences of an agreement are put together to a direction, and when rules say it instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.agreements import directed, learned, read
from policyscan.agreements.direction_both import direction_by_both
from policyscan.agreements.direction_told import WAYS, Told, together
from policyscan.agreements.whole import version
from policyscan.embed.marked_plain import Judged, Marked
from policyscan.extract import document_of
from policyscan.model import Direction, Party, Role
from policyscan.parse import parse
from policyscan.work import Directions, tag

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"
WEIGHT = np.array([1.0, 1.0, 0.5], dtype=np.float32)
BIAS = np.array([0.0, -0.5, -0.5, -1.0], dtype=np.float32)
SHARES = st.lists(
    st.lists(st.floats(0.01, 1.0), min_size=5, max_size=5).map(lambda row: [one / sum(row) for one in row]),
    min_size=1,
    max_size=8,
)


def whole(shares: Sequence[Sequence[float]], early: float = 0.0) -> list[float]:
    rows = np.array(shares, dtype=np.float32)
    return [float(one) for one in together(rows, np.full(len(rows), early, dtype=np.float32), WEIGHT, BIAS)]


@given(SHARES)
def test_shares_of_the_whole(shares: list[list[float]]) -> None:
    found = whole(shares)
    assert sum(found) == pytest.approx(1.0, abs=1e-4)
    turned = whole([[row[0], row[2], row[1], row[3], row[4]] for row in shares])
    assert turned == pytest.approx([found[0], found[2], found[1], found[3], found[4]], abs=1e-4)
    # One more sentence that says it makes it likelier than the other way.
    more = whole([*shares, [0.0, 1.0, 0.0, 0.0, 0.0]])
    assert more[1] / more[2] > found[1] / found[2] * 0.999


TEXT = "The Academy of Elm shall train recruits of Alder.\n\nAlder pays for their board."
PARTIES = (
    Party("Alder", Role.LOCAL, "", "", "US", 0, 0, 1, 0.9),
    Party("Academy of Elm", Role.COUNTERPARTY, "Academy", "", "US", 0, 0, 1, 0.9),
)


class Fixed:
    """Says the same of every sentence: the shares of the kinds, and how much the first side gives."""

    def __init__(self, kinds: Sequence[float], gives: float) -> None:
        self.kinds, self.gives = kinds, gives

    def tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """A token for each word."""
        places, at = [], 0
        for word in text.split():
            start = text.index(word, at)
            at = start + len(word)
            places.append((start, at))
        return list(range(len(places))), places

    def judge(self, windows: Sequence[Marked]) -> list[Judged]:
        return [
            Judged(
                np.array([self.kinds] * len(window.parts), dtype=np.float32),
                np.full(len(window.parts), self.gives, dtype=np.float32),
            )
            for window in windows
        ]


def test_what_the_reader_surely_says_holds() -> None:
    document = document_of(TEXT)
    found = direction_by_both(document, PARTIES, Fixed([0.0, 1.0, 0.0, 0.0], 9.0))
    assert found is not None
    assert found[0] is Direction.OUTBOUND
    assert document.text[found[1] : found[2]] == "The Academy of Elm shall train recruits of Alder"
    assert 0.35 < found[3] <= 0.9
    silent = document_of("Alder pays the Academy of Elm each spring.")
    assert direction_by_both(silent, PARTIES, Fixed([1.0, 0.0, 0.0, 0.0], 0.0)) is None


def test_where_the_reader_knows_nothing_rules_say_it() -> None:
    document = document_of(TEXT)
    weight, bias = (directed.load().tensors[name] for name in ("whole.weight", "whole.bias"))
    even = np.array([[0.2] * len(WAYS)] * 2, dtype=np.float32)
    assert together(even, np.ones(2, dtype=np.float32), weight, bias).max() < 0.35
    found = direction_by_both(document, PARTIES, Fixed([0.2, 0.4, 0.2, 0.2], 0.0))
    assert found is not None
    assert found[0] is Direction.INBOUND
    # Of three ways that are as likely it takes none, where rules say nothing either.
    quiet = document_of("Notices go by post to the offices of Alder and of the Academy of Elm.")
    assert direction_by_both(quiet, PARTIES, Fixed([0.0, 2 / 3, 1 / 3, 0.0], 0.0)) is None
    # What rules say tips the scales where the reader hardly knows which side gives, and not where it does.
    for gives, way in ((0.3, Direction.INBOUND), (9.0, Direction.OUTBOUND)):
        said = direction_by_both(document, PARTIES, Fixed([0.0, 1.0, 0.0, 0.0], gives))
        assert said is not None
        assert said[0] is way
    assert document.text[found[1] : found[2]].startswith("The Academy of Elm shall train")


@pytest.mark.parametrize("parties", [(), PARTIES[:1], (Party("", Role.LOCAL, "", "", "", 0, 0, 1, 0.5),)])
def test_who_trains_whom_is_not_told_where_a_side_is_not_known(parties: tuple[Party, ...]) -> None:
    assert direction_by_both(document_of(TEXT), parties, Fixed([0.0, 1.0, 0.0, 0.0], 0.0)) is None
    both = direction_by_both(document_of(TEXT), parties, Fixed([0.0, 0.0, 1.0, 0.0], 0.0))
    assert both is not None
    assert both[0] is Direction.MUTUAL


def test_a_sentence_is_quoted_rather_than_a_heading() -> None:
    heading, sentence = (0, 17, (0.0, 0.0, 0.0, 1.0, 0.0)), (18, 90, (0.0, 0.0, 0.5, 0.5, 0.0))
    assert Told((0.0, 0.0, 0.0, 1.0, 0.0), (heading, sentence)).quote(Direction.MUTUAL) == (18, 90)
    assert Told((0.0, 0.0, 0.0, 1.0, 0.0), (heading,)).quote(Direction.MUTUAL) == (0, 17)


@pytest.mark.model
@pytest.mark.parametrize(
    ("file", "way", "words"),
    [
        ("agreement-2019-088.pdf", Direction.MUTUAL, ""),
        ("agreement-2021-054.pdf", Direction.OUTBOUND, "TRAINING OF PERSONNEL"),
        ("agreement-2022-017.pdf", Direction.INBOUND, "instructors of the Gendarmerie"),
    ],
)
def test_the_sample_agreements(file: str, way: Direction, words: str) -> None:
    document = parse((SAMPLE / file).read_bytes(), ocr=False).document
    (term,) = read(document, None, tag, Directions()).named("direction")
    assert term.value == way
    assert words in document.text[term.start : term.end]


@pytest.mark.parametrize("reader", [directed, learned])
def test_another_reader_reads_agreements_anew(reader: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    before = version.__wrapped__()
    other = replace(reader.load(), hash="another")
    monkeypatch.setattr(reader, "load", lambda: other)
    assert version.__wrapped__() != before
