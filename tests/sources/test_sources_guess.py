from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscan.model import Block, BlockKind, Kind, Line, Listing, Page, PageSource, ParsedDocument, Place
from policyscan.sources import Source, build_listing, guess, source_key
from policyscan.sources.agencies import find_agencies
from policyscan.sources.front import clean_title
from policyscan.sources.gazetteer import gazetteer
from policyscan.sources.kinds import guess_kind, kind_rules


def make(text: str, *, title: str = "", heading: str = "") -> ParsedDocument:
    """A document of one page with a block for each line."""
    text = f"{heading}\n{text}" if heading else text
    lines, blocks, at = [], [], 0
    for number, words in enumerate(text.split("\n")):
        end = at + len(words)
        lines.append(Line(at, end, 1, 0.0, 1.0, (0.0,) * (len(words) + 1)))
        blocks.append(Block(BlockKind.HEADING if heading and not number else BlockKind.PARAGRAPH, at, end, 1))
        at = end + 1
    page = Page(1, "1", 612, 792, 0, PageSource.TEXT, 0, len(text))
    return ParsedDocument("0" * 64, text, "en", title, (page,), tuple(lines), tuple(blocks), ())


def _source(file: str = "document.pdf", **known: object) -> Source:
    return Source(file=file, path=Path(file), given=frozenset(known), **known)  # type: ignore[arg-type]


def _place(text: str, file: str = "document.pdf", **known: object) -> Place:
    return guess(make(text), _source(file, **known)).place


# --- kinds ---------------------------------------------------------------------------------


def test_every_example_is_of_its_kind_and_of_no_other() -> None:
    for rule in kind_rules():
        for example in rule.examples:
            assert guess_kind(example, "") is rule.kind, example


def test_every_phrase_has_an_example_or_stands_in_names_of_files() -> None:
    for rule in kind_rules():
        examples = " ".join(rule.examples).casefold()
        missing = [phrase.text for phrase in rule.phrases if phrase.text not in examples]
        assert missing == [], rule.kind


def test_kinds_are_those_that_have_a_rule_file() -> None:
    assert [rule.kind for rule in kind_rules()] == [Kind.POLICY, Kind.AGREEMENT, Kind.RIGHTS_REPORT]


def test_a_text_that_says_nothing_is_other() -> None:
    assert guess_kind("Minutes of the garden club.", "minutes") is Kind.OTHER
    assert guess_kind("", "") is Kind.OTHER


def test_a_name_can_tell_the_kind_of_a_text_that_cannot_be_read() -> None:
    assert guess_kind("", "springfield use of force") is Kind.POLICY
    assert guess_kind("", "county mutual aid") is Kind.AGREEMENT


def test_a_long_table_of_contents_is_looked_beyond() -> None:
    contents = "\n".join(f"Chapter {number}" for number in range(200))
    assert (
        guess_kind(contents, "", contents + " Officers shall obey. Officers may ask. Members shall write.")
        is Kind.POLICY
    )


# --- places --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SPRINGFIELD POLICE DEPARTMENT\nGeneral order. Illinois law, 720 ILCS 5/7.", Place("Springfield", "Illinois", "US")),
        ("POLICE DEPARTMENT\nHANOVER PARK, ILLINOIS\nDirective", Place("Hanover Park", "Illinois", "US")),
        ("LOS ANGELES COUNTY\nSHERIFF’S DEPARTMENT\nUse of force", Place("Los Angeles County", "California", "US")),
        ("Policy Anaheim Police Department\nCal. Penal Code", Place("Anaheim", "California", "US")),
        ("MANUAL OF THE LONG BEACH POLICE DEPARTMENT", Place("Long Beach", "California", "US")),
        ("St. Petersburg Police Department, F.S.S.", Place("St. Petersburg", "Florida", "US")),
        ("Las Vegas Metropolitan Police Department", Place("Las Vegas", "Nevada", "US")),
        ("Knox County Sheriffs Office, hereinafter the agency. Knoxville, Tennessee. Tennessee Code. Tennessee law.",
         Place("Knox County", "Tennessee", "US")),
        ("Agreement with the University of Florida Police Department. Florida. Florida. Florida.",
         Place("University of Florida", "Florida", "US")),
        ("The Alaska Department of Corrections (ADOC). Police Department.", Place("Alaska", "", "US")),
        ("Be it resolved by the City of Waukegan, Illinois: the City of Waukegan", Place("Waukegan", "Illinois", "US")),
        ("New Zealand Police\nThis document was current.", Place("New Zealand", "", "NZ")),
        ("This report documents what the National Gendarmerie of Belmorra did.", Place("Belmorra", "", "")),
        ("Toronto Police Service, Toronto, Ontario", Place("Toronto", "Ontario", "CA")),
        ("CHIEF OF POLICE\nGeneral orders for police", Place("Unknown", "", "")),
        ("Local Police Department and State Police", Place("Unknown", "", "")),
    ],
)  # fmt: skip
def test_the_agency_names_the_place(text: str, place: Place) -> None:
    assert _place(text) == place


def test_a_report_of_the_united_nations_is_about_the_state_on_its_title_page() -> None:
    text = (
        "Human Rights Council\nUniversal Periodic Review\nReport of the Working Group\n{}*\nThe delegation of {} spoke."
    )
    assert _place(text.format("Georgia", "Georgia")) == Place("Georgia", "", "GE")
    assert _place(text.format("United States of America", "the United States")) == Place("United States", "", "US")
    found = guess(make(text.format("Kenya", "Kenya")), _source())
    assert (found.kind, found.issuer) == (Kind.RIGHTS_REPORT, "UN Human Rights Council")


def test_a_report_on_a_citys_force_is_about_the_city() -> None:
    text = "Civil Rights Division\nInvestigation of the Ferrytown Police Department\nThe Ferrytown Police Department uses force."
    found = guess(make(text), _source())
    assert (found.kind, found.place.name, found.issuer) == (Kind.RIGHTS_REPORT, "Ferrytown", "US Department of Justice")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("springfield-use-of-force.pdf", "Springfield"),
        ("in/hanover_park_mutual_aid.pdf", "Hanover Park"),
        ("lake-county-policy.pdf", "Lake County"),
        ("new-zealand-armoury-scan.pdf", "New Zealand"),
        ("policy-2020-final.pdf", "Unknown"),
        ("scan0001.pdf", "Unknown"),
        ("memorandum-07.pdf", "Unknown"),
        ("use of force.pdf", "Unknown"),
    ],
)
def test_the_files_name_is_the_last_resort(file: str, name: str) -> None:
    assert _place("Nothing is said here.", file).name == name


def test_the_files_name_settles_which_of_several_agencies_is_meant() -> None:
    text = "The Urbana Police Department helps. " * 3 + "The Champaign Police Department helps. " * 4
    assert _place(text).name == "Champaign"
    assert _place(text, "urbana-mutual-aid.pdf").name == "Urbana"


def test_a_region_is_not_read_out_of_other_words() -> None:
    assert _place("Ferrytown Police Department. SUPERVISORS shall. SUPERVISORS may. SUPERVISORS must.").region == ""
    assert _place("Ferrytown Police Department. Washington, D.C. Washington, DC. Washington D. C.").region == ""
    assert _place("Ferrytown Police Department. Virginia. West Virginia. West Virginia. West Virginia.").region == (
        "West Virginia"
    )
    assert _place("Ferrytown Police Department. Ohio Ohio Ohio Iowa Iowa Iowa").region == ""


def test_what_was_given_is_kept_and_the_rest_is_marked_as_guessed() -> None:
    text = "URBANA POLICE DEPARTMENT\nPolicy manual\nEffective 3/26/2024\nIllinois. Illinois. Illinois."
    source = _source(place=Place("Champaign", "", "US"), kind=Kind.OTHER, title="Mine")
    found = guess(make(text, title="Theirs"), source)
    assert (found.place, found.kind, found.title) == (Place("Champaign", "Illinois", "US"), Kind.OTHER, "Mine")
    found = guess(make(text, title="Theirs"), _source())
    assert (found.place, found.kind, found.title, found.issuer, found.published) == (
        Place("Urbana", "Illinois", "US"),
        Kind.POLICY,
        "Theirs",
        "Urbana Police Department",
        "2024-03-26",
    )
    assert found.guessed == ("place", "region", "country", "kind", "title", "issuer", "published")


def test_an_agency_that_is_given_names_the_place() -> None:
    found = guess(make("Nothing is said here."), _source(issuer="Ferrytown Police Department"))
    assert (found.place.name, found.issuer) == ("Ferrytown", "Ferrytown Police Department")


def test_the_agency_of_the_given_place_is_the_issuer() -> None:
    text = "The Urbana Police Department helps. " * 3 + "The Champaign Police Department helps. "
    assert guess(make(text), _source(place=Place("Champaign"))).issuer == "Champaign Police Department"


@settings(deadline=None)
@given(text=st.text(alphabet="ABab. ,\n’'-of PoliceDepartmentCityShrf", max_size=120), stem=st.text(max_size=12))
def test_any_text_has_a_place_without_trouble(text: str, stem: str) -> None:
    for agency in find_agencies(text, text, stem):
        assert agency.place == agency.place.strip() != ""
        assert agency.score > 0
    assert guess(make(text), _source(stem or "x")).place.name


# --- titles --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Use of Force", "Use of Force"),
        ("Microsoft Word - use_of-force FINAL.doc", "Use of force FINAL"),
        ("untitled", ""),
        ("12-3", ""),
        ("  Response \n to resistance ", "Response to resistance"),
    ],
)
def test_titles_written_by_programs_are_cleaned_or_dropped(title: str, clean: str) -> None:
    assert clean_title(title) == clean


def test_the_title_is_the_documents_own_then_its_heading_then_its_name() -> None:
    source = _source("use-of_force.pdf")
    assert guess(make("Text.", title="Order 12 on force", heading="Purpose of it"), source).title == "Order 12 on force"
    assert guess(make("Text.", heading="Purpose of it"), source).title == "Purpose of it"
    assert guess(make("Text."), source).title == "Use of force"


# --- listings ------------------------------------------------------------------------------


def test_a_listing_carries_the_source_and_what_was_read() -> None:
    source = Source(
        file="x.pdf",
        path=Path("/corpus/x.pdf"),
        place=Place("Urbana", "Illinois", "US"),
        kind=Kind.POLICY,
        series="uof",
        address="https://x.example",
        given=frozenset({"place", "region", "country", "kind", "series", "address"}),
        valid_from="2020",
        valid_to="2021",
    )
    assert build_listing(make("Effective May 2, 2020", title="Force matters"), source, "a" * 64) == Listing(
        file="x.pdf",
        sha256="a" * 64,
        place=Place("Urbana", "Illinois", "US"),
        kind=Kind.POLICY,
        title="Force matters",
        issuer="",
        published="2020-05-02",
        series="uof",
        address="https://x.example",
        valid_from="2020",
        valid_to="2021",
        guessed=("title", "published"),
    )


def test_without_an_address_the_files_own_path_is_kept() -> None:
    listing = build_listing(make("Text"), Source(file="x.pdf", path=Path("/corpus/in/../x.pdf")), "a" * 64)
    assert listing.address == "/corpus/x.pdf"


def test_the_key_of_a_source_changes_with_its_facts_and_bytes() -> None:
    source = _source("x.pdf", title="One")
    assert source_key(source, "a") == source_key(_source("x.pdf", title="One"), "a")
    others = {
        source_key(_source("x.pdf", title="Two"), "a"),
        source_key(source, "b"),
        source_key(_source("y.pdf"), "a"),
    }
    assert source_key(source, "a") not in others
    assert len(others) == 3


# --- names of countries and regions --------------------------------------------------------


def test_the_table_of_places_is_consistent() -> None:
    names = gazetteer()
    assert len(names.country_names) > 190
    assert all(len(code) == 2 and code.isupper() for code in names.country_names)
    assert set(names.countries.values()) == set(names.country_names)
    assert {region.country for region in names.regions} <= set(names.country_names)
    assert len([region for region in names.regions if region.country == "US"]) == 51
    assert names.country_code("new  zealand") == "NZ"
    assert names.country_code("Republic of Korea") == "KR"
    assert names.country_code("Atlantis") == ""
    assert names.region("TX").name == "Texas"
    assert names.region("Georgia", "US").name == "Georgia"
    assert names.region("Ohio", "CA") is None
