"""Which country a passage is about: names in headings, sentences, titles, and entries typed as plain text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.extract.reading import document_of
from policyscan.rights.about import Subject, Subjects, subjects
from policyscan.rights.about_mentions import forces_abroad, subject_of
from policyscan.rights.about_names import Names
from policyscan.rights.about_parts import is_region, opens_back_matter

NAMES = Names([("Belmorra", "", "XB"), ("Marlow Junction", "Brackenmoor", "XC")])


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("ARGENTINA", "AR"),
        ("Congo (Democratic Republic of the)", "CD"),
        ("Congo, Republic of (Brazzaville)", "CG"),
        ("Korea (Democratic People’s Republic of)", "KP"),
        ("KOREA, REPUBLIC OF", "KR"),
        ("Guinea-Bissau", "GW"),
        ("Guinea", "GN"),
        ("Niger", "NE"),
        ("NIGERIA", "NG"),
        ("Dominica", "DM"),
        ("Dominican Republic", "DO"),
        ("Bosnia-Herzegovina", "BA"),
        ("Macedonia", "MK"),
        ("Gambia, The", "GM"),
        ("Israel and the Occupied Palestinian Territories", "IL"),
        ("Israel/Palestine", "IL"),
        ("Serbia (including Kosovo)", "RS"),
        ("CHINA (INCLUDES TIBET, HONG KONG, AND MACAU)", "CN"),
        ("China and Tibet", "CN"),
        ("Burma (Myanmar)", "MM"),
        ("Abkhazia (Georgia)", "GE"),
        ("12. Oman", "OM"),
        ("2.3 Mali", "ML"),
        ("Chapter 4: Jordan", "JO"),
        ("Turkey 2011 Human Rights Report", "TR"),
        ("Chad (continued)", "TD"),
        ("France *", "FR"),
        ("Belmorra", "XB"),
        # No entry is headed so.
        ("Relations with Israel", ""),
        ("France and Germany", ""),
        ("Refugees from Sudan", ""),
        ("Police in Kenya", ""),
        ("Death Penalty", ""),
        ("New Mexico", ""),
        ("Marlow Junction", ""),
        ("Guinea, 45 Guyana, 46", ""),
        ("IN", ""),
        ("it", ""),
        ("", ""),
    ],
)
def test_a_heading_names_one_country_or_none(heading: str, code: str) -> None:
    assert NAMES.of_heading(heading) == code


@pytest.mark.parametrize(
    ("heading", "code"),
    [("ZIMBABWF", "ZW"), ("NIGERA", ""), ("AFGHANSTAN", "AF"), ("GHAA", "GH"), ("Impunity", ""), ("Prisons", "")],
)
def test_a_misread_heading_is_taken_for_the_name_that_is_clearly_nearest(heading: str, code: str) -> None:
    assert NAMES.near_heading(heading, {"GH", "GR"}) == code


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("In Egypt, security forces killed 40 protesters.", "EG"),
        ("Egyptian security forces killed 40 protesters who came from Sudan.", "EG"),
        ("Police in Kenya beat refugees from Somalia and Ethiopia.", "KE"),
        ("The government of the Gambia jailed its critics, some of whom had fled to Senegal.", "GM"),
        ("Elsewhere, in the Democratic Republic of the Congo, soldiers raped women near the border with Rwanda.", "CD"),
        ("Thousands were tortured, many of them in Syria.", "SY"),
        ("Belmorra’s gendarmes shot at marchers.", "XB"),
        ("Uzbekistan returned 12 men to Kazakhstan’s border, where they vanished.", ""),
        ("Governments in Chad, Mali and Niger used force.", ""),
        ("Protests in Tunisia and Bahrain were put down by force.", ""),
        ("Refugees from Iraq and Iran were held.", ""),
        ("Police killed 300 people in the region.", ""),
        ("Fishermen in the Gulf of Oman were beaten, and a court in New Mexico heard of it.", ""),
        ("Dutch courts tried two of them.", "NL"),
        ("Hundreds drowned in the South China Sea.", ""),
    ],
)
def test_a_sentence_is_about_the_one_country_that_acts_or_that_it_is_laid_in(sentence: str, code: str) -> None:
    assert subject_of(sentence, NAMES, 0, len(sentence), 0) == code


def test_a_sentence_without_a_country_goes_with_the_last_one_in_its_paragraph_that_names_one() -> None:
    text = "Police in Ghana fired on miners. In Togo, soldiers shot at students. Nobody was tried."
    start = text.index("Nobody")
    assert subject_of(text, NAMES, start, len(text), 0) == "TG"
    assert subject_of(text, NAMES, start, len(text), start) == ""


@pytest.mark.parametrize(
    ("sentence", "is_abroad"),
    [
        ("Russian troops shelled villages.", True),
        ("Troops from Ethiopia detained 30 people.", True),
        ("US forces held them for nine months.", True),
        ("Georgian police beat them.", False),
        ("Georgian and Russian troops shelled villages.", True),
        ("Georgian troops and Russian troops shelled villages.", False),
        ("Refugees from Russia were beaten by the police.", False),
        ("The government of France protested.", False),
    ],
)
def test_forces_of_another_state_are_told_apart(sentence: str, is_abroad: bool) -> None:
    assert forces_abroad(sentence, NAMES, 0, len(sentence), "GE") is is_abroad


@pytest.mark.parametrize("text", ["AFRICA", "Sub-Saharan Africa", "ASIA AND THE PACIFIC", "Americas Regional Overview"])
def test_regions_are_known(text: str) -> None:
    assert is_region(text)


@pytest.mark.parametrize("text", ["South Africa", "Central African Republic", "Overview", "Police", "Union", "North"])
def test_countries_and_topics_are_no_regions(text: str) -> None:
    assert not is_region(text)


def test_back_matter_is_known_with_and_without_its_number() -> None:
    assert all(map(opens_back_matter, ["Appendix A", "INDEX", "About this report", "Part 3: Annexes", "210 Index"]))
    assert not any(map(opens_back_matter, ["Indonesia", "Police", "Background", "Partition", "Applied force"]))


def report(*lines: str, own: tuple[tuple[str, str, str], ...] = ()) -> Subjects:
    return subjects(document_of("\n".join(lines)), own_places=own)


@pytest.mark.parametrize(
    ("country", "place", "lines"),
    [
        ("US", "Ferris Falls", ["# United States Department of Justice", "# Investigation of the Ferris Falls Police Department"]),
        ("GE", "", ["# Georgia 2012 Human Rights Report", "EXECUTIVE SUMMARY", "Police in Tbilisi beat detainees."]),
        ("US", "Georgia", ["# Georgia Department of Corrections", "# State Auditor", "Prisons in Fulton County, Atlanta."]),
        ("", "", ["# Georgia", "Prisons were full, and guards beat prisoners."]),
        ("TG", "", ["# Concluding observations on the second periodic report of Togo", "The Committee met."]),
        ("PY", "", ["# Report of the Special Rapporteur", "# Addendum: Mission to Paraguay", "He had been to Brazil before."]),
        ("UZ", "", ["# Torture in Uzbekistan’s Prisons", "Printed in the United States of America."]),
        ("ZW", "", ["# “You Will Be Silent”: Dissent in Zimbabwe", "Amsterdam, Berlin", "Printed in the United States."]),
        ("", "", ["# Police Abuse in Kenya and Uganda", "Police beat people."]),
        ("TR", "", ["# Report to the Turkish Government on the visit to Turkey", "Strasbourg, France", "They visited Turkey."]),
        ("SI", "", ["# Ombudsman of the Republic of Slovenia", "# Annual Report", "The Ombudsman had complaints."]),
        ("MX", "", ["# Summary prepared by the Office", "A/HRC/WG.6/4/MEX/3", "Geneva, 2 February 2009"]),
        ("NE", "", ["# Niger", "Soldiers shot at refugees from Nigeria and Mali."]),
        ("", "", ["# Annual report", "Original: English", "The police beat people."]),
    ],
)  # fmt: skip
def test_the_front_names_the_one_subject_or_none(country: str, place: str, lines: list[str]) -> None:
    found = report(*lines)
    assert (found.title.country, found.title.place) == (country, place)
    assert found.entries == ()


def test_in_a_review_of_one_state_what_others_say_stays_with_it() -> None:
    found = report(
        "# Report of the Working Group on the Universal Periodic Review",
        "# Paraguay",
        "Algeria noted the reports of torture by French police. France recommended an inquiry.",
        "Germany asked about prisons. Egypt commended the police of Germany.",
    )
    text = found.document.text
    for words in ("Algeria noted", "Germany asked"):
        start = text.index(words)
        assert found.at(start, start + 40) == Subject("PY", "", "title")


def test_a_place_of_the_caller_is_found_in_the_title() -> None:
    own = (("Marlow Junction", "Brackenmoor", "XC"), ("Belmorra", "", "XB"))
    assert report("# Force in Marlow Junction", "Police hit people.", own=own).at(30, 40) == Subject(
        "XC", "Marlow Junction", "title"
    )
    assert report("# The Record of Belmorra's Gendarmerie", "Police hit people.", own=own).at(45, 50).country == "XB"


TYPED = [
    "# ANNUAL REPORT",
    "# INTRODUCTION",
    "In Zambia, police shot at miners. Across the world, police killed 900 people.",
    "# ALBANIA",
    "Head of state: A. B.",
    "Police beat detainees. Refugees from Serbia, Serbia and Kosovo were beaten near Serbia.",
    "# Relations with Greece",
    "Greek border guards shot at Albanians.",
    "# ALGERIA",
    "Head of state: A. B.",
    "Security forces tortured detainees.",
    "# Background",
    "Elections took place in Morocco.",
    "# ANGOLA",
    "Head of state: A. B.",
    "Police shot at street vendors.",
    "# Background",
    "Namibia closed its border.",
    "# ARMENIA",
    "Head of state: A. B.",
    "Prisoners were beaten in a prison near Georgia.",
    "# Background",
    "Troops from Russia beat a shepherd.",
    "# AUSTRIA",
    "Head of state: A. B.",
    "Officers ill-treated migrants from Nigeria.",
    "# APPENDIX I",
    "The convention was ratified by Brazil and Chile.",
    "A table of treaties follows.",
]


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("In Zambia, police", Subject("ZM", "", "mention")),
        ("Refugees from Serbia", Subject("AL", "", "entry")),
        ("Greek border guards", Subject("AL", "", "abroad")),
        ("Security forces tortured", Subject("DZ", "", "entry")),
        ("Elections took place in Morocco", Subject("DZ", "", "entry")),
        ("Namibia closed", Subject("AO", "", "entry")),
        ("Troops from Russia", Subject("AM", "", "abroad")),
        ("Officers ill-treated", Subject("AT", "", "entry")),
        ("The convention was ratified by Brazil and Chile", Subject()),
        ("A table of treaties", Subject()),
    ],
)
def test_in_a_yearbook_the_entry_decides_and_outside_it_the_words(words: str, subject: Subject) -> None:
    found = report(*TYPED)
    start = found.document.text.index(words)
    end = found.document.text.index(".", start)
    assert found.at(start, end) == subject


def test_entries_are_told_with_their_names_and_spans() -> None:
    found = report(*TYPED)
    named = [entry for entry in found.entries if entry.country]
    assert [entry.country for entry in named] == ["AL", "DZ", "AO", "AM", "AT"]
    assert [entry.name for entry in named][:2] == ["ALBANIA", "ALGERIA"]
    assert all(first.end <= second.start for first, second in pairwise(named))
    assert found.document.text[named[0].start :].startswith("ALBANIA")


def test_entries_of_lands_that_nobody_knows_are_found_by_what_recurs_below_them() -> None:
    lines = ["# The year"]
    for land in ("Belmorra", "Drusovia", "Farolan", "Gorskia", "Ivrenia"):
        lines += [
            f"# {land.upper()}",
            "# Overview",
            "Elections were held.",
            "# Police",
            f"Officers shot at {len(land)} people from France.",
        ]
    found = report(*lines, own=(("Belmorra", "", "XB"),))
    assert [entry.name for entry in found.entries] == ["BELMORRA", "DRUSOVIA", "FAROLAN", "GORSKIA", "IVRENIA"]
    text = found.document.text
    first = text.index("Officers")
    assert found.at(first, first + 40) == Subject("XB", "", "entry")
    last = text.rindex("Officers")
    assert found.at(last, last + 40) == Subject("", "Ivrenia", "entry")


def test_a_report_on_one_state_with_a_chapter_on_others_has_no_entries() -> None:
    lines = ["# Torture in Uzbekistan"]
    lines += [
        f"# Chapter on prison {number}\nGuards beat prisoners in the {number}th prison for a long time."
        for number in range(20)
    ]
    lines += ["# THE ROLE OF OTHERS"]
    lines += [f"# {name}\nThe ambassador said little." for name in ("France", "Germany", "Russia", "United States")]
    found = report(*"\n".join(lines).split("\n"))
    assert found.entries == ()
    assert found.at(len(found.document.text) - 20, len(found.document.text)).country == "UZ"


PIECES = [
    "# ALBANIA",
    "# ALGERIA",
    "# Police",
    "In Egypt, police shot.",
    "# Annex",
    "(a) Mali",
    "Chad | Niger",
    "# AFRICA",
    "",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.integers(0, 300), st.integers(0, 60))
def test_any_span_of_any_text_has_a_subject(lines: list[str], start: int, length: int) -> None:
    document = document_of("\n".join(lines))
    found = subjects(document)
    start = min(start, len(document.text))
    told = found.at(start, min(start + length, len(document.text)))
    assert told.why in ("", "entry", "heading", "title", "mention", "abroad")
    assert (told.country == "") or told.why
    assert list(found.entries) == sorted(found.entries, key=lambda entry: entry.start)
    assert all(0 <= entry.start <= entry.end <= len(document.text) for entry in found.entries)
