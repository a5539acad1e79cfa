"""Agreements beside the record: who is linked, when a city can leave, what a row says."""

from __future__ import annotations

from datetime import date

import pytest

from policyscan.exchanges.leaving import leaving
from policyscan.exchanges.linking import Linker, Passage
from policyscan.exchanges.rules import load
from policyscan.model import Agreement, Form, Party, Role, Term
from policyscan.who import gazetteer

LOCAL = Party("City of Quarry Hill", Role.LOCAL, country="US")
PARTNER = Party("National Gendarmerie of Belmorra", Role.COUNTERPARTY, country="XB")


def agreement(**terms: str) -> Agreement:
    made = tuple(Term(name, value, 0, 1, 1, 0.9) for name, value in terms.items())
    return Agreement("0" * 64, Form.AGREEMENT, (LOCAL, PARTNER), made)


def linker() -> Linker:
    return Linker(gazetteer().with_places([("Belmorra", "", "XB"), ("Marlow Junction", "Brackenmoor", "XC")]))


# --- links ---------------------------------------------------------------------------------

NATIONAL = ("National Gendarmerie of Belmorra", "", "XB")


@pytest.mark.parametrize(
    ("party", "passage", "kind"),
    [
        (NATIONAL, Passage("The National Gendarmerie beat three men.", country="XB"), "same"),
        (NATIONAL, Passage("Gendarmes fired on the crowd.", country="XB", violations=("excessive-force",)), "state"),
        (NATIONAL, Passage("Two men were shot dead.", country="XB", violations=("extrajudicial-killing",)), "state"),
        (NATIONAL, Passage("Prison guards beat inmates.", country="XB", violations=("torture-ill-treatment",)), None),
        (NATIONAL, Passage("The police beat three men.", country="FR", violations=("excessive-force",)), None),
        (NATIONAL, Passage("Protesters killed two gendarmes; police were attacked.", country="FR"), None),
        (("Ministry of Internal Affairs of Georgia", "", "GE"), Passage("Police beat detainees.", country="GE"), "state"),
        (("Georgia State Patrol", "Georgia", "US"), Passage("Police beat detainees.", country="GE"), None),
        (("Ministry of Internal Affairs of Georgia", "", "GE"), Passage("The Patrol Police beat men.", country="GE"), "part"),
        (("Mexico Police Department", "Missouri", "US"), Passage("Police in Mexico beat men.", country="MX"), None),
        (("Marlow Junction Police Department", "Brackenmoor", "XC"),
         Passage("In Marlow Junction officers used irritants.", country="XC"), "part"),
        (("Atlanta Police Department", "Georgia", "US"),
         Passage("A man was hit.", issuer="Atlanta Police Department", country="US", place="Atlanta"), "same"),
    ],
)  # fmt: skip
def test_a_passage_is_linked_to_whom_it_is_about(party, passage, kind):
    by = linker()
    name, region, country = party
    found = by.link(by.party(name, region=region, country=country), passage)
    assert (found.kind if found else None) == kind


POLICE = ("Philippine National Police", "", "PH")
TORTURE, LEFT = ("torture-ill-treatment",), ("impunity",)


@pytest.mark.parametrize(
    ("party", "text", "violations", "kind"),
    [
        # A second name in brackets: in another language, or an acronym; a land or a number is none.
        (("Kapulisan (Philippine National Police)", "", "PH"), "The Philippine National Police beat men.", TORTURE, "same"),
        (("Harbor Watch Corps (HWC)", "", "PH"), "Men of the HWC beat them.", TORTURE, "same"),
        (("Elm Training Academy (USA)", "", "US"), "In the USA migrants were beaten by guards.", TORTURE, None),
        (("National School (VII)", "", "PH"), "Article VII is broken by guards.", TORTURE, None),
        # A unit of a known body; two bodies are none.
        (("Philippine National Police, Legal Service", "", "PH"), "The Philippine National Police beat men.", TORTURE, "part"),
        (("Philippine National Police, Armed Forces of the Philippines", "", "PH"), "Soldiers burned homes.", TORTURE, "state"),
        # A town's or state's officers are not the country's; a comma parts a town from the police.
        (POLICE, "Municipal officers beat men.", TORTURE, None),
        (POLICE, "Eleven state policemen beat men.", TORTURE, None),
        (POLICE, "In Manila city, police beat men.", TORTURE, "state"),
        (POLICE, "State law enforcement officials beat men.", TORTURE, "state"),
        # What private persons do, and what may be the state's.
        (POLICE, "Cases of domestic violence are not investigated.", LEFT, None),
        (POLICE, "Killings are not investigated.", LEFT, "state"),
        (POLICE, "Sexual violence in custody is not investigated.", LEFT, "state"),
        (POLICE, "Domestic violence and torture are not investigated.", (*LEFT, *TORTURE), "state"),
        # Kinds of bodies that no register knows.
        (("Direction de l'administration pénitentiaire", "", "FR"), "Weapons were used in penitentiaries.", TORTURE, "state"),
        (("Ministerstvo vnitra Elbonie", "", "XB"), "Police beat men.", TORTURE, "state"),
        (("Ministry of Justice and Penitentiary Affairs", "", "AO"), "Weapons were used in penitentiaries.", TORTURE, None),
    ],
)  # fmt: skip
def test_who_is_meant_by_a_name_and_by_general_words(party, text, violations, kind):
    by = linker()
    name, region, country = party
    passage = Passage(text, country=country, violations=violations)
    found = by.link(by.party(name, region=region, country=country), passage)
    assert (found.kind if found else None) == kind


def test_who_suffers_or_reviews_is_not_who_is_accused():
    by = linker()
    party = by.party("Ministry of Internal Affairs of Georgia", country="GE")
    suffered = Passage("Demonstrators attacked the police.", country="GE", violations=("force-against-protesters",))
    assert by.link(party, suffered) is None
    bureau = by.party("Georgia Bureau of Investigation", region="Georgia", country="US")
    text = "The shooting was investigated by the Georgia Bureau of Investigation."
    assert by.link(bureau, Passage(text, country="US", place="Atlanta")) is None


def test_words_for_police_count_where_the_passage_accuses_only():
    by = linker()
    party = by.party("Ministry of Internal Affairs of Georgia", country="GE")
    text = "Detainees were tortured. The courts were slow. Schools reopened. Police parades were held."
    near = Passage(text, country="GE", violations=("torture-ill-treatment",), accused=((15, 23),))
    assert by.link(party, near) is None


def test_a_name_of_two_bodies_links_to_neither():
    by = linker()
    party = by.party("Springfield Police Department", country="US")
    assert party.entity is None
    assert by.link(party, Passage("Springfield officers beat a man.", country="US", place="Springfield")) is None


def test_every_topic_and_violation_that_meet_are_known():
    from policyscan.agreements.topics import topics
    from policyscan.rights.violations import load as violations

    rules = load()
    assert set(rules.meets) <= {topic.id for topic in topics()}
    known = {violation.id for violation in violations().violations}
    assert frozenset().union(*rules.meets.values()) | rules.of_the_state | rules.of_police <= known


# --- leaving ---------------------------------------------------------------------------------

DAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("terms", "in_force", "next_exit"),
    [
        ({"signed": "2022-04-02", "term": "3 years", "ends": "either party, 90 days' written notice"}, "yes", "2024-08-30"),
        ({"signed": "2022-04-02", "term": "until terminated", "ends": "either party"}, "yes", "2024-06-01"),
        ({"effective": "2021-06-01", "end_date": "2023-12-31", "renewal": "2 years, once"}, "no", None),
        ({"effective": "2021-06-01", "end_date": "2023-12-31", "renewal": "1 year, automatic"}, "yes", "2024-12-31"),
        ({"effective": "2024-01-01", "term": "1 year"}, "yes", "2025-01-01"),
        ({"effective": "2024-03-01", "term": "6 months", "ends": "either party, 180 days' notice"}, "yes", "2024-09-01"),
        ({"signed": "2025-01-01", "ends": "either party, 30 days' notice"}, "no", "2024-07-01"),
        ({"ends": "National Gendarmerie of Belmorra, 30 days' notice"}, "unknown", None),
        ({}, "unknown", None),
    ],
)  # fmt: skip
def test_when_the_city_can_leave(terms, in_force, next_exit):
    found = leaving(agreement(**terms), DAY)
    assert found.in_force(DAY) == in_force
    assert (found.next_exit.isoformat() if found.next_exit else None) == next_exit


def test_a_notice_that_only_the_partner_may_give_is_no_way_out():
    both = agreement(ends="City of Quarry Hill, 10 days' notice")
    assert leaving(both, DAY).next_exit == date(2024, 6, 11)
