"""Labelled words become names, and names bodies with a side."""

from __future__ import annotations

import numpy as np
import pytest
from tests.agreements.labels import saying

from policyscan.agreements.learned import LABELS
from policyscan.agreements.tagged import END, FRONT, Body, Naming, bodies_of, parts_of
from policyscan.embed.windows import Tagged

TEXT = """TRAINING CONTRACT
between the CITY OF HARLAN and the Fen Academy (the "Academy"), a school.
The City of Harlan pays; Harlan may leave. The Fen Academy teaches."""
NAMES = {
    "CITY OF HARLAN": "local", "City of Harlan": "local", "Harlan": "local", "Fen Academy": "counterparty",
}  # fmt: skip


def naming(head: str, local: float = 0.0, counterparty: float = 0.0, start: int = 0) -> Naming:
    return Naming(head, start, start + len(head), local, counterparty, 0.0)


def test_all_places_of_a_name_are_one_body() -> None:
    bodies = sorted(bodies_of(TEXT, saying(NAMES)), key=lambda body: -body.local)
    assert [len(body.namings) for body in bodies] == [3, 2]
    assert bodies[0].best.head == "City of Harlan"
    assert bodies[0].local == pytest.approx(3 * 0.95, abs=0.01)
    assert bodies[0].counterparty == 0.0
    assert bodies[1].best.head == "Fen Academy"
    for body in bodies:
        for one in body.namings:
            assert " ".join(TEXT[one.start : one.end].split()) == one.head


def test_words_that_are_hardly_labelled_are_no_name() -> None:
    assert bodies_of(TEXT, saying(NAMES, share=0.45)) == []


def test_a_name_begins_anew_where_its_first_word_is_labelled() -> None:
    text = "Ash Town Fen Town agree"
    bodies = bodies_of(text, saying({"Ash Town": "local", "Fen Town": "counterparty"}))
    assert {body.best.head for body in bodies} == {"Ash Town", "Fen Town"}


def test_a_bracket_that_does_not_end_is_cut_off() -> None:
    bodies = bodies_of("The Fen Academy (Akademi agrees", saying({"Fen Academy (Akademi": "counterparty"}))
    assert [body.best.head for body in bodies] == ["Fen Academy"]


def test_a_word_cut_in_the_middle_is_named_whole() -> None:
    one = np.zeros(len(LABELS), dtype=np.float32)
    one[LABELS.index("local")] = 1.0
    bodies = bodies_of("The Harlanshire agrees", lambda *_: [Tagged(4, 10, one)])
    assert [body.best.head for body in bodies] == ["Harlanshire"]


def test_what_only_tells_the_kind_makes_no_two_names_one_body() -> None:
    text = "Harlan Police Department; Fen Police Department; Police Department"
    names = dict.fromkeys(("Harlan Police Department", "Fen Police Department"), "local")
    assert len(bodies_of(text, saying(names))) == 2


def test_the_form_that_is_said_most_is_the_name() -> None:
    said = (naming("Town of Ash", 0.9), naming("Ash Police", 0.6), naming("TOWN OF ASH", 0.95, start=40))
    assert Body(said).best.head == "TOWN OF ASH"
    assert Body(said).is_called("Ash")
    assert Body(said).is_called("Town of Ash, Ohio")
    assert not Body(said).is_called("Town of Fen")
    assert not Body(said).is_called("Police")


def test_only_the_front_and_the_end_are_read() -> None:
    assert parts_of("x" * 100) == [(0, 100)]
    long = FRONT + END + 1
    assert parts_of("x" * long) == [(0, FRONT), (long - END, long)]


def test_neighbours_that_may_be_of_the_name_are() -> None:
    text = "The Fen Academy of Moorland agrees"
    sure, weak = saying({"Fen Academy": "local"}), saying({"Fen Academy of Moorland": "local"}, share=0.3)

    def tag(*asked):
        return [a if a.shares[0] < b.shares[0] else b for a, b in zip(sure(*asked), weak(*asked), strict=True)]

    (body,) = bodies_of(text, tag)
    assert body.best.head == "Fen Academy of Moorland"
    # How sure it is comes from its sure words.
    assert body.best.local == pytest.approx(0.95, abs=0.01)
    assert bodies_of(text, weak) == []


def test_words_beside_one_another_on_one_side_are_one_name() -> None:
    text = "the CHARTER TOWNSHIP OF ASH and the Fen School"
    names = {"CHARTER": "local", "TOWNSHIP OF ASH": "local", "Fen School": "counterparty"}
    assert {body.best.head for body in bodies_of(text, saying(names))} == {"CHARTER TOWNSHIP OF ASH", "Fen School"}


def test_names_run_together_are_neither_body() -> None:
    text = "Ash Town Police Fen School\nAsh Town Police pays the Fen School."
    names = {"Ash Town Police Fen School": "local", "Ash Town Police": "local", "Fen School": "counterparty"}
    found = {body.best.head: len(body.namings) for body in bodies_of(text, saying(names))}
    assert found == {"Ash Town Police": 1, "Fen School": 1}


def test_a_bracket_that_never_began_is_left_out() -> None:
    (body,) = bodies_of("Fen Academy) agrees", saying({"Fen Academy)": "local"}))
    assert body.best.head == "Fen Academy"
