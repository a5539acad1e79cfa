"""Signing dates of agreements of any kind: side by side, below a letter, in a sentence; and what only recalls another."""

from __future__ import annotations

import pytest
from benchmarks.agreements_written import typeset

from policyscan.agreements import read
from policyscan.parse import parse

BODY = """TRAINING AGREEMENT

This Agreement is made between the City of Alder and the Elm State Academy.
1. The Academy trains twelve officers of the City in first aid each spring.
2. The City pays for board and travel, and for nothing else.
"""
SIDES = "\nCITY OF ALDER                                  ELM STATE ACADEMY\n\n"
LETTER = """ELM STATE ACADEMY
                                                 August 2, 2017
Chief Ann Bell
Alder Police Department

Dear Chief Bell:

This letter says what we settled on first aid for your officers. Two instructors of the
Academy come to Alder in the spring and teach twelve officers for three days at a time.
Alder gives the room, the dummies and a meal at noon, and pays nobody for the teaching. The
officers get a card that is good for two years. Either side may end this by a letter, with a
notice of thirty days, and classes that have begun go on to their end. Nothing is owed then,
and no side answers for what the other's people do. If this is how you understood it, sign
below and send one of the two copies back; what you send is kept with the town's papers.
The instructors are covered by the Academy. Officers who fail come again in the next spring,
without a charge, and Alder says by March who comes. Pictures may be taken of the dummies.
Each class is of twelve or fewer, and each officer has a dummy of his own. The hall is cleaned
by Alder before and after. The Academy keeps the list of who came and who passed, and shows it
to Alder on demand. It is kept for five years. What an officer says in class stays there. The
instructors come in their own cars. If the roads are closed the class is held a week later, on
the same days and hours. If it cannot be held then, it falls out, and nobody owes for it.

Yours sincerely,

(signed)
Jo Ray, Dean
"""


@pytest.mark.parametrize(
    ("words", "day"),
    [
        # Filled in over a line of underscores, side by side.
        (SIDES + "Date: _June 3, 2014______                      Date: _June 17, 2014_____\n", "2014-06-17"),
        (SIDES + "Date ___1-22-20____                            Date ___1-27-20____\n", "2020-01-27"),
        (SIDES + "Date / fecha: __22 de octubre de 2018__\nBy: A. Bell\n", "2018-10-22"),
        # By themselves under the names.
        (SIDES + "s/ Ann Bell                                    s/ Jo Ray\n\nMay 16, 2011           "
                 "                        May 23, 2011\n", "2011-05-23"),
        ("\nFOR RECIPIENT                                  FOR LENDER\n\nAnn Bell                          "
         "             Jo Ray\n3/6/15                                         March 19, 2015\n", "2015-03-19"),
        ("\nSigned in duplicate.\n\nAt Alder on 3 September 2019                   At Elmham on 17 September 2019\n",
         "2019-09-17"),
        # In a sentence.
        ("\nSigned at Alder in two originals, each in English and in French, on the 26th day of October, 2019.\n",
         "2019-10-26"),
        ("\nIN WITNESS WHEREOF the parties have affixed their signatures this 24th day of January 2020.\n", "2020-01-24"),
        # Two digital signatures side by side, and one that says so otherwise.
        (SIDES + "Digitally signed by                            Digitally signed by\nBELL.ANN D                     "
                 "                RAY.JO\nDate: 2017.09.22 16:44:09 -04'00'              Date: 2017.09.26 08:15:51 -04'00'\n",
         "2017-09-26"),
        ("\nSigned digitally by:\nANN BELL\n14/09/2017 12:22:41\n", "2017-09-14"),
        # One label only, and who signs by a word without a colon.
        ("\nBy            Ann Bell        Title    Mayor       Date    Aug. 14, 2017\n", "2017-08-14"),
        # Who approves is no party; nor is the day on which it was published its date.
        (SIDES + "/s/ Ann Bell                                   /s/ Jo Ray\nDate: 9/15/2021                            "
                 "    Date: 9/29/2021\n\n                                               APPROVED: Department of Finance\n"
                 "                                               By: /s/ illegible      Date: OCT 07 2021\n", "2021-09-29"),
        ("\nSigned on:                2 May 2019\nPublication:              7 May 2019\nBy: A. Bell\n", "2019-05-02"),
    ],
)  # fmt: skip
def test_the_day_of_signing(words: str, day: str) -> None:
    terms = read(parse(typeset(BODY + words)).document).named("signed")
    assert terms[0].value == day


@pytest.mark.parametrize(
    "words",
    [
        "\nWHEREAS the parties have an Interlocal Cooperation Agreement, as modified by a First Amendment\ndated February 9,"
        " 2021; and\n",
        "\nThe Framework Agreement on cooperation was signed by both institutions in Mendoza on 19 November 2009;\n",
        "\nThe parties entered into the Regional Academy Seat Reservation Agreement on March 3, 2020.\n",
        "\n* Protocol to the Sister City Affiliation of April 4, 1987 *\n",
        # On lines of their own.
        "\nThe Framework Agreement on cooperation was signed by both institutions in Mendoza on\n19 November 2009\nand"
        " has been kept since.\n",
        "\nThe parties have kept, one by one, the lists of\n19 November 2009;\n",
    ],
)
def test_what_is_recalled_is_another_day(words: str) -> None:
    blanks = SIDES + "______________________                         ______________________\n"
    terms = read(parse(typeset(BODY + words + blanks)).document).named("signed")
    assert [term.value for term in terms if term.value] == []


def test_a_line_that_goes_on_from_another_is_no_place_for_a_date() -> None:
    recalled = "\nWHEREAS the parties keep an Agreement as modified by a First Amendment, both made and\ndated February 9, 2021; and\n"
    blanks = SIDES + "By: ________________________                   By: ________________________\nDate: ______"
    blanks += "________________                   Date: ______________________\n"
    terms = read(parse(typeset(BODY + recalled + blanks)).document).named("signed")
    assert [term.value for term in terms if term.value] == []


@pytest.mark.parametrize(
    ("words", "day"),
    [
        # Its own title, in full or in part.
        ('\nThis Mutual Aid Agreement (the "Agreement") is made and entered into on March 4, 2020.\n', "2020-03-04"),
        ("\nThe Parties have executed this Mutual Aid Agreement, signed on March 4, 2020.\n", "2020-03-04"),
        ("\nThe Training Agreement was signed by the parties at Alder on 4 March 2020.\n", "2020-03-04"),
        ("\nThe parties have entered into an agreement, executed this 4th day of March 2020.\n", "2020-03-04"),
        # An office that is no publication, and a use that is no party.
        (SIDES + "/s/ Ann Bell                                   /s/ Jo Ray\nDirector of Public Safety                      "
                 "Dean\nMarch 4, 2020                                  March 5, 2020\n", "2020-03-05"),
        (SIDES + "/s/ Ann Bell                                   /s/ Jo Ray\nMarch 4, 2020                                  "
                 "March 4, 2020\n\nExpires on June 30, 2022\n", "2020-03-04"),
        (SIDES + "Date: March 4, 2020                            Date: March 4, 2020\n\nThis document may be signed "
                 "electronically.\nPrinted 4/3/2021 10:31\n", "2020-03-04"),
    ],
)  # fmt: skip
def test_what_only_looks_like_another_day(words: str, day: str) -> None:
    assert read(parse(typeset(BODY + words)).document).named("signed")[0].value == day


@pytest.mark.parametrize(
    "words",
    ["\nFOR OFFICIAL USE ONLY\n\nJuly 1, 2019\n", "\nBudget S/ 5,000 each.\n\nJuly 1, 2019\n",
     "\nBy: __________\nDate: 6/15/20____\n"],
)  # fmt: skip
def test_no_day_of_signing(words: str) -> None:
    assert [term.value for term in read(parse(typeset(BODY + words)).document).named("signed") if term.value] == []


def test_who_accepts_a_letter_signs_below() -> None:
    head = "                                                 August 2, 2017\n"
    dated = LETTER.replace(head, "Date: August 2, 2017\n").replace("(signed)\n", "Signed: ")
    assert len(dated) > 1400
    accepted = "\n                    Alder, 3 August 2017\n                    Ann Bell, Chief\n"
    assert read(parse(typeset(dated + accepted)).document).named("signed")[0].value == "2017-08-03"
    assert read(parse(typeset(dated)).document).named("signed")[0].value == "2017-08-02"
    late = "\n                    First class:\n\n                    September 4, 2018\n"
    assert read(parse(typeset(dated + late)).document).named("signed")[0].value == "2017-08-02"
