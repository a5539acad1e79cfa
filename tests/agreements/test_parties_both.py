"""The reader of names says who and on which side; rules say the rest, and stand where it says nothing."""

from __future__ import annotations

import pytest
from tests.agreements.labels import saying

from policyscan.agreements import read
from policyscan.agreements.parties import parties_of
from policyscan.agreements.parties_both import parties_by_both
from policyscan.extract.reading import document_of
from policyscan.model import Party, Role

PLAIN = """MEMORANDUM OF UNDERSTANDING
This Memorandum of Understanding is made between the Harlan County Sheriff's Office, Kentucky (hereinafter "HCSO"), and the National Police Academy of the Republic of Georgia (hereinafter the "Academy").
HCSO will provide training in patrol tactics to cadets of the Academy at Tbilisi."""
# No rule finds who agrees here.
ODD = """NOTE ON A VISIT
Fens of Moorland, whose seat is Ayr, Scotland, lets its wardens be taught. Teachers come from Garda Ostrog (Poland).
Ostrog teaches. Moorland pays."""


def sides(parties: tuple[Party, ...]) -> list[tuple[str, str]]:
    return [(party.role.value, party.name) for party in parties]


def test_rules_stand_where_the_reader_says_nothing() -> None:
    document = document_of(PLAIN)
    assert parties_by_both(document, saying({})) == parties_of(document)
    weak = saying({"National Police Academy": "local"}, share=0.51)
    # Once is enough to be heard where it is said surely.
    assert sides(parties_by_both(document, weak))[0] != sides(parties_of(document))[0]


def test_a_party_keeps_what_rules_know_of_it() -> None:
    document = document_of(PLAIN)
    tag = saying(
        {
            "Harlan County Sheriff's Office": "local",
            "National Police Academy of the Republic of Georgia": "counterparty",
        }
    )
    for mine, ruled in zip(parties_by_both(document, tag), parties_of(document), strict=True):
        assert (mine.name, mine.role, mine.short, mine.region, mine.country) == (
            ruled.name, ruled.role, ruled.short, ruled.region, ruled.country,
        )  # fmt: skip
        assert document.text[mine.start : mine.end] == mine.name
        assert mine.confidence == pytest.approx(0.9 * 0.95, abs=0.01)


def test_the_reader_turns_the_sides() -> None:
    tag = saying(
        {
            "Harlan County Sheriff's Office": "counterparty",
            "National Police Academy of the Republic of Georgia": "local",
        }
    )
    assert sides(parties_by_both(document_of(PLAIN), tag)) == [
        ("local", "National Police Academy of the Republic of Georgia"),
        ("counterparty", "Harlan County Sheriff's Office"),
    ]


def test_a_party_that_no_rule_finds_is_made_from_what_is_said_of_it() -> None:
    document = document_of(ODD)
    assert parties_of(document) == ()
    local, other = parties_by_both(document, saying({"Fens of Moorland": "local", "Garda Ostrog": "counterparty"}))
    assert (local.name, local.role) == ("Fens of Moorland", Role.LOCAL)
    assert (other.name, other.role, other.country) == ("Garda Ostrog", Role.COUNTERPARTY, "PL")
    assert document.text[other.start : other.end] == "Garda Ostrog"
    assert local.confidence == pytest.approx(0.7 * 0.95, abs=0.01)


def test_names_in_capitals_are_shown_in_title_case() -> None:
    document = document_of(ODD.replace("Fens of Moorland", "FENS OF MOORLAND"))
    local = parties_by_both(document, saying({"FENS OF MOORLAND": "local"}))[0]
    assert local.name == "Fens of Moorland"
    assert document.text[local.start : local.end] == "FENS OF MOORLAND"


def test_of_two_that_are_as_local_the_second_is_the_other_side() -> None:
    document = document_of("MUTUAL AID\nTown of Ash helps. Town of Ash calls. Town of Fen helps.")
    tag = saying({"Town of Ash": "local", "Town of Fen": "local"})
    assert sides(parties_by_both(document, tag)) == [("local", "Town of Ash"), ("counterparty", "Town of Fen")]


def test_what_rules_take_for_a_party_and_the_reader_for_none_is_none() -> None:
    text = PLAIN.replace("Harlan County Sheriff's Office, Kentucky", "Designation of County Deputies Board")
    text += "\nThe Moor Town Police may come."
    document = document_of(text)
    assert "Designation of County Deputies Board" in [party.name for party in parties_of(document)]
    tag = saying({"Moor Town Police": "local", "National Police Academy of the Republic of Georgia": "counterparty"})
    assert "Designation of County Deputies Board" not in [party.name for party in parties_by_both(document, tag)]


def test_the_rules_other_side_stays_where_the_reader_half_agrees() -> None:
    text = (
        PLAIN
        + "\nThe National Police Academy of the Republic of Georgia asks."
        + 3 * "\nThe Fen Police College of Georgia answers."
    )
    names = {
        "Harlan County Sheriff's Office": "local",
        "National Police Academy of the Republic of Georgia": "counterparty",
        "Fen Police College of Georgia": "counterparty",
    }
    found = sides(parties_by_both(document_of(text), saying(names)))
    assert found[1] == ("counterparty", "National Police Academy of the Republic of Georgia")
    del names["National Police Academy of the Republic of Georgia"]
    found = sides(parties_by_both(document_of(text), saying(names)))
    assert found[1] == ("counterparty", "Fen Police College of Georgia")


def test_read_takes_the_reader() -> None:
    document = document_of(ODD)
    assert read(document).parties == ()
    assert read(document, None, saying({"Fens of Moorland": "local"})).parties[0].name == "Fens of Moorland"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("TOWN OF ASH, MOORLAND", "Town of Ash"),
        ("Garda Ostrog, Ltd.", "Garda Ostrog, Ltd"),
        ("Fen Ministry, Guard Department", "Fen Ministry, Guard Department"),
        ("Department of Police, fire and rescue", "Department of Police, fire and rescue"),
    ],
)
def test_a_place_behind_the_name_is_none_of_it(said: str, name: str) -> None:
    document = document_of(f"A NOTE\n{said} is taught.")
    local = parties_by_both(document, saying({said: "local"}))[0]
    assert local.name == name
    assert document.text[local.start : local.end].casefold() == name.casefold()


def test_rules_go_on_where_the_reader_stops_short() -> None:
    document = document_of(PLAIN)
    tag = saying({"Harlan County Sheriff's Office": "local", "National Police Academy": "counterparty"})
    other = parties_by_both(document, tag)[1]
    assert other.name == document.text[other.start : other.end] == "National Police Academy of the Republic of Georgia"


def test_the_rules_other_side_stays_where_the_reader_is_not_sure_of_its_own() -> None:
    text = PLAIN + "\nThe Fen Police College is told."
    tag = saying({"Harlan County Sheriff's Office": "local", "Fen Police College": "counterparty"})
    found = sides(parties_by_both(document_of(text), tag))
    assert found[1] == ("counterparty", "National Police Academy of the Republic of Georgia")


def test_by_whom_our_side_acts_stays_on_our_side() -> None:
    text = """MEMORANDUM OF UNDERSTANDING between the City of Ash, Ohio, acting through its Police Department (the "City"),
and the Fen Police Academy of Ireland (the "Academy"). The City shall pay. The Academy shall teach."""
    document = document_of(text)
    ruled = sides(parties_of(document))
    both = sides(
        parties_by_both(document, saying({"City of Ash": "local", "Fen Police Academy of Ireland": "counterparty"}))
    )
    assert [name for role, name in both if role == "local"] == [name for role, name in ruled if role == "local"]


def test_a_party_that_no_rule_finds_has_nothing_of_the_next_one() -> None:
    document = document_of(
        'A NOTE\nFens of Moorland lets its wardens be taught by Garda Ostrog (the "Garda") of Warsaw, Poland.'
    )
    local, other = parties_by_both(document, saying({"Fens of Moorland": "local", "Garda Ostrog": "counterparty"}))
    assert (local.short, local.country) == ("", "")
    assert (other.short, other.country) == ("Garda", "PL")


def test_no_body_is_listed_twice() -> None:
    text = """This agreement is made between the CITY OF ASH POLICE DEPARTMENT, Ohio (the "Department"), and the Fen Police Academy of
Ireland (the "Academy"). The Department shall pay. The Academy shall teach."""
    tag = saying({"CITY OF ASH POLICE DEPARTMENT": "local", "Fen Police Academy of Ireland": "counterparty"})
    assert [party.role for party in parties_by_both(document_of(text), tag)] == [Role.LOCAL, Role.COUNTERPARTY]


def test_a_short_name_is_that_of_the_body_on_its_side() -> None:
    text = """between the City of Harlan, Kentucky, and the Harlan School District. Harlan shall pay the officers. Harlan shall provide
two officers. The Harlan School District shall provide an office."""
    tag = saying({"City of Harlan": "local", "Harlan School District": "counterparty", "Harlan": "local"})
    found = sides(parties_by_both(document_of(f"SCHOOL OFFICERS\nThis agreement is made {text}"), tag))
    assert found[1] == ("counterparty", "Harlan School District")
    assert found[0][1] in {"City of Harlan", "Harlan"}
