"""Brackets with states, and items that hold more than one recommendation."""

from __future__ import annotations

import pytest

from policyscan.rights.rec_pieces import pieces
from policyscan.rights.rec_states import brackets, states_in


@pytest.mark.parametrize(
    ("inner", "states"),
    [
        ("Peru", ("Peru",)),
        ("Peru, Uruguay", ("Peru", "Uruguay")),
        ("Brazil/Chile", ("Brazil", "Chile")),
        ("Brazil; Chile and Peru", ("Brazil", "Chile", "Peru")),
        ("Bosnia and Herzegovina and Antigua and Barbuda", ("Bosnia and Herzegovina", "Antigua and Barbuda")),
        ("Venezuela (Bolivarian Republic of)", ("Venezuela",)),
        ("Islamic Republic of Iran", ("Iran",)),
        ("Iran, Islamic Republic of, Spain", ("Iran", "Spain")),
        ("United Kingdom of Great Britain and Northern Ireland, Republic of Korea", ("United Kingdom", "South Korea")),
        ("the Netherlands", ("Netherlands",)),
        ("Holy See", ("Holy See",)),
        ("State of Palestine", ("Palestine",)),
        ("Sweden on behalf of the Nordic States", ("Sweden",)),
        ("recommended by Norway", ("Norway",)),
        ("Canada, para. 30", ("Canada",)),
        ("Nether-lands", ("Netherlands",)),
        ("Spain, European Union", ("Spain",)),
        ("CEDAW", ()),
        ("MDG", ()),
        ("No. 169", ()),
        ("e.g. in Norway", ()),
        ("on freedom of association", ()),
        ("2010", ()),
        ("Phillipines", ()),
        ("", ()),
    ],
)
def test_states_in_a_bracket(inner: str, states: tuple[str, ...]) -> None:
    assert states_in(inner) == states


@pytest.mark.parametrize(
    ("inner", "state"), [("Phillipines", "Philippines"), ("Azerbajan", "Azerbaijan"), ("Kyrgystan", "Kyrgyzstan")]
)
def test_a_misspelt_state_is_guessed_where_a_state_must_stand(inner: str, state: str) -> None:
    assert states_in(inner, guess=True) == (state,)


@pytest.mark.parametrize("inner", ["Italy, Czech Republic", "Canada, Republic of Korea", "Burkina Faso, Mali"])
def test_two_states_are_not_misread_as_one(inner: str) -> None:
    assert len(states_in(inner, guess=True)) == 2


def test_brackets_that_name_no_state_are_none() -> None:
    text = (
        "Ratify the Convention (CRPD) and ILO Convention No. 87 (on freedom of association) by 2010 (next year) (Chad);"
    )
    assert [(text[b.start : b.end], b.states) for b in brackets(text)] == [("(Chad)", ("Chad",))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Abolish the fee (Chad);", [("Abolish the fee (Chad);", ("Chad",))]),
        ("Abolish the fee;", [("Abolish the fee;", ())]),
        (
            "Abolish the fee (Chad); sign the treaty and publish it; as well as its annexes (Mali, Togo).",
            [
                ("Abolish the fee (Chad);", ("Chad",)),
                ("sign the treaty and publish it; as well as its annexes (Mali, Togo).", ("Mali", "Togo")),
            ],
        ),
        # Verbs of their own stand alone.
        (
            "Improve the prisons (Chad), and continue to train their staff (Mali)",
            [("Improve the prisons (Chad),", ("Chad",)), ("and continue to train their staff (Mali)", ("Mali",))],
        ),
        (
            "Protect reporters (Chad), including through adopting a plan (Mali)",
            [("Protect reporters (Chad),", ("Chad",)), ("including through adopting a plan (Mali)", ("Mali",))],
        ),
        # What only adds is read with the words before it.
        (
            "Abolish the practice (Chad, Mali) as soon as possible (Mali)",
            [
                ("Abolish the practice (Chad, Mali)", ("Chad", "Mali")),
                ("Abolish the practice (Chad, Mali) as soon as possible (Mali)", ("Mali",)),
            ],
        ),
        (
            "Ban torture (Chad, Mali); in particular in prisons (Togo)",
            [
                ("Ban torture (Chad, Mali);", ("Chad", "Mali")),
                ("Ban torture (Chad, Mali); in particular in prisons (Togo)", ("Togo",)),
            ],
        ),
        # Further objects of one verb are recommendations without it.
        (
            "Ratify the Covenant (Chad), the Statute (Mali, Togo) the Protocol (Peru)",
            [
                ("Ratify the Covenant (Chad),", ("Chad",)),
                ("the Statute (Mali, Togo)", ("Mali", "Togo")),
                ("the Protocol (Peru)", ("Peru",)),
            ],
        ),
        # Inner brackets that only say who said which word.
        (
            "Combat (Chad) and eradicate (Mali) poverty (Chad, Mali).",
            [("Combat (Chad) and eradicate (Mali) poverty (Chad, Mali).", ("Chad", "Mali"))],
        ),
        (
            "Extend an invitation (Chad); (Mali); (Togo);",
            [("Extend an invitation (Chad); (Mali); (Togo);", ("Chad", "Mali", "Togo"))],
        ),
        (
            "Ratify the Protocol (Chad)/ Accede to the Protocol (Mali);",
            [("Ratify the Protocol (Chad)", ("Chad",)), ("Accede to the Protocol (Mali);", ("Mali",))],
        ),
        (
            "Train the police (Chad) as promised in its pledge.",
            [("Train the police (Chad) as promised in its pledge.", ("Chad",))],
        ),
        (
            "Train the police (Chad). 61. The response of the State will be published.",
            [("Train the police (Chad).", ("Chad",))],
        ),
    ],
)
def test_recommendations_of_one_item(text: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(text[piece.start : piece.end], piece.states) for piece in pieces(text)] == found
