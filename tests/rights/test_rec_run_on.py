"""Lists of recommendations that are run on within one paragraph."""

from __future__ import annotations

import pytest

from policyscan.rights.rec_run_on import run_on
from policyscan.rights.rec_states import NO_NAMES

OPENING = "24. The following recommendations were made to Ruritania: "


def items(text: str) -> list[str]:
    found = run_on(text, NO_NAMES)
    return [text[at:to].strip() for at, to in zip(found.starts, [*found.starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    "listed",
    [
        ["1. to ratify the Covenant (Mexico, Egypt);", "2. to close the old prison (Slovenia);", "3. to train its police (Italy)."],
        ["(a) Ratify the Covenant (Mexico);", "(b) Close the old prison (Slovenia); and", "(c) Train its police (Italy)."],
    ],
)  # fmt: skip
def test_numbered_and_lettered(listed: list[str]) -> None:
    assert items(OPENING + " ".join(listed)) == listed
    # The paragraph before may have ended: the list then begins with its own first mark.
    assert items(" ".join(listed)) == listed[1:]


def test_a_number_of_the_paragraph_is_no_item() -> None:
    text = "2. The following recommendations were made to Ruritania: 1. to ratify it (Mexico); 2. to sign it (Italy)."
    assert items(text) == ["1. to ratify it (Mexico);", "2. to sign it (Italy)."]


def test_without_numbers() -> None:
    text = "24. The recommendations below did not enjoy the support of Ruritania: to pay them (Mexico); to go (Italy)."
    found = run_on(text, NO_NAMES)
    assert not found.numbered
    assert items(text) == ["to pay them (Mexico);", "to go (Italy)."]


@pytest.mark.parametrize(
    "text",
    [
        # Letters within one recommendation have no states of their own.
        "88.10 (a) Establish a body for complaints; (b) ensure that it is independent; (c) pay its members (Norway).",
        "(a) Establish a body for complaints; (b) ensure that it is independent; (c) pay its members (Norway).",
        "12. Norway asked three things: 1. how many were held; 2. where they were held; 3. on what grounds.",
        "Ratify the Covenant (Mexico).",
        "",
    ],
)
def test_what_is_no_list(text: str) -> None:
    assert not run_on(text, NO_NAMES).starts
