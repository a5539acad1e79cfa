"""Whose voice a report has by its front, and how firm its plain statements are."""

from __future__ import annotations

import pytest

from policyscan import rights
from policyscan.extract import document_of
from policyscan.model import Firmness
from policyscan.rights.acc_voice import Voice, voice_of
from policyscan.rights.accusations import firmness
from policyscan.rights.violations import load


@pytest.mark.parametrize(
    ("front", "voice"),
    [
        ("Investigation of the Marlow Police Department\nUnited States Department of Justice, Civil Rights Division", "establishes"),
        ("Office of the Ombudsman of Kestria. Annual report 2019.", "establishes"),
        ("Fourth semiannual report of the independent monitor, City of Marlow", "establishes"),
        ("Office of the Inspector General\nReview of discipline", "establishes"),
        ("Report of the Commission of Inquiry into the events of 4 May", "establishes"),
        ("Amnesty International. Kestria: nowhere to turn", "gathers"),
        ("Submission by the Kestrian Bar Network for the session", "gathers"),
        ("Behind the wall. We interviewed 62 former prisoners in five towns.", "gathers"),
        ("Replies of the Government of Kestria to the list of issues", "answers"),
        ("Summary of stakeholders' submissions on Kestria. The ombudsman wrote, too.", "other"),
        ("Human Rights Council. Universal Periodic Review. Interactive dialogue and responses by the State under review", "other"),
        ("Concluding observations on the third report of Kestria. The ombudsman was heard.", "other"),
        ("Committee against Torture\nReplies of the Government of Kestria to the list of issues", "answers"),
        ("Committee against Torture\nComments by\nthe Government of Kestria", "answers"),
        ("Report on the visit. The Government of Kestria has asked that its response be published. "
         "The response of the Government is set out apart.", "other"),
        ("Report of the ombudsman. The response of the Ministry is in annex 2.", "establishes"),
        ("The long wait. " + "Nobody knows why. " * 30 + "The High Court heard us. We interviewed 62 prisoners.", "gathers"),
        ("Submission to the Committee against Torture by the Bar Network", "gathers"),
        ("Human Rights Watch. Broken doors. The ombudsman of Kestria has asked for years", "gathers"),
        ("Ombudsman of Kestria. A complaint that Amnesty International had taken up", "establishes"),
        ("2020 use of force report. Marlow Police Department", "other"),
        ("Comments are welcome. The government of the day has changed.", "other"),
    ],
)  # fmt: skip
def test_a_report_says_at_its_front_whose_it_is(front: str, voice: str) -> None:
    assert voice_of(document_of(front), load().voices) == voice


def test_what_stands_far_behind_the_front_says_nothing_of_the_voice() -> None:
    text = "The night shift.\n" + "Officers walked on. " * 100 + "The ombudsman came."
    assert voice_of(document_of(text), load().voices) is Voice.OTHER


PLAIN = "Officers beat two men who lay on the ground in handcuffs."


@pytest.mark.parametrize(
    ("text", "voice", "expected"),
    [
        (PLAIN, Voice.ESTABLISHES, Firmness.FOUND),
        (PLAIN, Voice.GATHERS, Firmness.DOCUMENTED),
        (PLAIN, Voice.ANSWERS, Firmness.DENIED),
        ("We regret that officers beat two men who lay on the ground.", Voice.ANSWERS, Firmness.FOUND),
        ("Neighbours told us that officers beat two men who lay on the ground.", Voice.ESTABLISHES, Firmness.ALLEGED),
        ("Neighbours said that officers beat men who lay on the ground.", Voice.GATHERS, Firmness.ALLEGED),
        ("We are troubled that officers beat men who lie on the ground.", Voice.ESTABLISHES, Firmness.CONCERNED),
        ("A court found that officers had beaten two men.", Voice.GATHERS, Firmness.FOUND),
        ("It should investigate the torture of detainees.", Voice.ESTABLISHES, Firmness.CONCERNED),
    ],
)
def test_a_plain_statement_is_as_firm_as_who_makes_it(text: str, voice: Voice, expected: Firmness) -> None:
    assert firmness(text, voice=voice) is expected


def test_the_voice_at_the_front_counts_for_every_passage() -> None:
    found = rights.read(document_of(f"# Report of the ombudsman\n\n{PLAIN}\n")).accusations
    assert [item.firmness for item in found] == [Firmness.FOUND]
    found = rights.read(document_of(f"# Notes of a traveller\n\n{PLAIN}\n")).accusations
    assert [item.firmness for item in found] == [Firmness.DOCUMENTED]
