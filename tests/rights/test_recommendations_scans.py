"""Words that a scan has garbled: what is mended, what is left, and reviews read all the same."""

from __future__ import annotations

import pytest
from tests.rights.test_recommendations import review, table

from policyscan.rights.rec_ocr import nearest_state
from policyscan.rights.rec_rules import rules
from policyscan.rights.rec_states import brackets
from policyscan.rights.recommendations import find


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        (
            "Tbe recommendaticns beiow did nct enjoy the supqort of",
            "The recommendations below did not enjoy the support of",
        ),
        ("will be exarnined", "will be examined"),
        ("Conclusicns and/or recommendatlons", "conclusions and/or recommendations"),
    ],
)
def test_garbled_phrases_are_mended(printed: str, meant: str) -> None:
    assert rules().mender.mend(printed).text.casefold() == meant.casefold()


@pytest.mark.parametrize(
    "words",
    [
        "Our own terms are now better than those for the ten members who voted",
        "Protect journalists, prevent torture, enable access, and select judges",
        "It reported that the suggested reforms were explained to the house",
    ],
)
def test_words_of_their_own_are_left(words: str) -> None:
    assert rules().mender.mend(words).text == words


def test_a_place_in_mended_words_is_one_in_the_words_given() -> None:
    words = "They will be exarnined and do nct enjoy the supp0rt of all"
    mended = rules().mender.mend(words)
    at = mended.text.index("enjoy")
    assert words[mended.at(at) :].startswith("enjoy")
    assert words[mended.at(mended.text.index("of all")) :] == "of all"


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("lreland", "Ireland"),
        ("Chlna", "China"),
        ("Jopan", "Japan"),
        ("lran (Islarnic Republic of)", "Iran"),
        ("the formen Yugoslav Republic of Macedonia", "North Macedonia"),
        ("Paris", None),
        ("Women", None),
        ("Roma", None),
    ],
)
def test_a_garbled_name_is_the_one_state_it_may_mean(printed: str, state: str | None) -> None:
    assert nearest_state(printed) == state


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Ratify it (Swazilsnd); sign it (Portngal, Morocco);", [("Eswatini",), ("Morocco", "Portugal")]),
        ("Follow the rules (Paris Principles) and the plan (Beijing) (Chile);", [("Chile",)]),
        ("Ratify it (lreland and Kuwsit);", [("Ireland", "Kuwait")]),
        ("Ratify it (Pakistan, on behalf of the Arab Group; Sudan);", [("Pakistan", "Sudan")]),
        ("Ratify it (Sweden, on behalf of Denmark, Finland and Iceland);", [("Sweden",)]),
    ],
)
def test_brackets_with_garbled_names(text: str, states: list[tuple[str, ...]]) -> None:
    assert [tuple(sorted(bracket.states)) for bracket in brackets(text)] == states


def test_a_scanned_review_has_its_answers() -> None:
    parsed = review(
        "91. Tbe recommendations formulated during tbe dialogue enjoy the supqort cf Norway:",
        "91.1. Ratify the Protocol (Spair);",
        "92. The recommendaticns below did nct enjoy the supporf of Norway:",
        "92.1. Abolish the fee (lreland);",
        "93. Tbe following recommendations will be exarnined by Norway in due tirne:",
        "93.1. Publish a report (Egvpt).",
    )
    assert [(number, states, response) for number, _, states, response in table(parsed)] == [
        ("91.1", ("Spain",), "support"),
        ("92.1", ("Ireland",), "reject"),
        ("93.1", ("Egypt",), "consider"),
    ]
    assert [parsed.text[r.response_start : r.response_end] for r in find(parsed)] == [
        "enjoy the supqort",
        "did nct enjoy the supporf",
        "will be exarnined",
    ]
