"""Names of forces as forms give them, and as a list of forces does."""

from __future__ import annotations

import pytest

from policyscan.agreements.mentions import force_names
from policyscan.agreements.names import normalised
from policyscan.agreements.spelling import mended

NAMES = [
    ("the____________________Fort Myers Police Svs Dept (FMPSD)", "Fort Myers Police Services Department", "", "FMPSD"),
    ("Sarasota Police", "Sarasota Police Department", "", ""),
    ("Pinellas County Sheriffs Office, FL", "Pinellas County Sheriff's Office", "Florida", ""),
    ("Pinellas CountySheriffs Office, FL", "Pinellas County Sheriff's Office", "Florida", ""),
    ("PalmBay, FL Police Department", "PalmBay Police Department", "Florida", ""),
    ("Smith County Sheri rs Office", "Smith County Sheriff's Office", "", ""),
    ("Smith County Sherif1's Oflice", "Smith County Sheriff's Office", "", ""),
    ("Sheriff of Lake County", "Lake County Sheriff's Office", "", ""),
    ("Office of the Sheriff, Jackson County", "Jackson County Sheriff's Office", "", ""),
    ("Lake County Sheriff", "Lake County Sheriff's Office", "", ""),
    ("Lake Co. S.O.", "Lake County Sheriff's Office", "", ""),
    ("LAKE COUNTY SHERIFF'S OFFICE", "Lake County Sheriff's Office", "", ""),
    ("LARKSPUR County Sheriff", "Larkspur County Sheriff's Office", "", ""),
    ("MCLEOD COUNTY SHERIFF'S OFFICE", "McLeod County Sheriff's Office", "", ""),
    ("ST. LUCIE COUNTY SHERIFF'S OFFICE, FL", "St. Lucie County Sheriff's Office", "Florida", ""),
    ("UNIVERSITY OF IDAHO PD", "University of Idaho Police Department", "", ""),
    ("Georgia Departmnt of Corrections (GDC)", "Georgia Department of Corrections", "", "GDC"),
    ("Naples Police Depa11ment", "Naples Police Department", "", ""),
    ("Naples Polioe Departme", "Naples Police Department", "", ""),
    ("City of Ocala Police Department", "Ocala Police Department", "", ""),
    ("City of Miami Springs, Florida Police Department", "Miami Springs Police Department", "Florida", ""),
    ("Police Department of the City of Hialeah", "Hialeah Police Department", "", ""),
    ("Sheriff Ann Bell, Bay County Sheriff's Office", "Bay County Sheriff's Office", "", ""),
    ("Jackson County Sheriff's Office, Marianna, Florida", "Jackson County Sheriff's Office", "Florida", ""),
    ("FIU PD", "FIU Police Department", "", ""),
    ("Palafox County SheriWs Office", "Palafox County Sheriff's Office", "", ""),
    ("Cypress HolIow PoIice Deparlment", "Cypress Hollow Police Department", "", ""),
    ("McIntosh Coiinty Sheriff's Office", "McIntosh County Sheriff's Office", "", ""),
    ("Kettle County Constable Pet 2", "Kettle County Constable Precinct 2", "", ""),
    ("Police Harbor State University PD", "Harbor State University Police Department", "", ""),
    ("Waller County Const. Pct. 3, TX", "Waller County Constable Precinct 3", "Texas", ""),
    ("Constable Precinct 3, Waller County", "Waller County Constable Precinct 3", "", ""),
    ("Waller County Constable's Office Pct 2", "Waller County Constable's Office Precinct 2", "", ""),
    ("Tenn. Hwy Patrol", "Tennessee Highway Patrol", "", ""),
    ("FL Dept of Law Enforcement", "Florida Department of Law Enforcement", "", ""),
    ("Dept. of Corrections, State of Georgia", "Georgia Department of Corrections", "", ""),
    ("Middle River Reg. Jail Auth. VA", "Middle River Regional Jail Authority", "Virginia", ""),
    ("Office of the Clay County Sheriff", "Clay County Sheriff's Office", "", ""),
    ("Parish of Caddo Sheriff's Office", "Caddo Parish Sheriff's Office", "", ""),
    ("Sheriff Ann Bell, Bay County", "Bay County Sheriff's Office", "", ""),
    ("Bay County Sheriff´s Ofc", "Bay County Sheriff's Office", "", ""),
    ("Bay County S heriff`s Office", "Bay County Sheriff's Office", "", ""),
    ("5arasota P0lice Dcpartment", "Sarasota Police Department", "", ""),
    ("Bay County Sheriff's Office, FLBCSO", "Bay County Sheriff's Office", "Florida", ""),
    # What must stay as it is.
    ("Oklahoma County Sheriff's Office", "Oklahoma County Sheriff's Office", "", ""),
    ("University of South Florida", "University of South Florida", "", ""),
    ("Marshall County Sheriff's Office", "Marshall County Sheriff's Office", "", ""),
    ("Massachusetts Department of Correction", "Massachusetts Department of Correction", "", ""),
    ("Ivrenian National Police", "Ivrenian National Police", "", ""),
    ("Osage Nation Police Department", "Osage Nation Police Department", "", ""),
    ("14th Judicial District Attorney's Office", "14th Judicial District Attorney's Office", "", ""),
    ("County of Alder", "County of Alder", "", ""),
    ("Florida A&M University Police Department", "Florida A&M University Police Department", "", ""),
]


@pytest.mark.parametrize(("raw", "text", "region", "short"), NAMES)
def test_a_name_is_given_as_in_a_list(raw: str, text: str, region: str, short: str) -> None:
    name = normalised(raw)
    assert (name.text, name.region, name.short) == (text, region, short)


@pytest.mark.parametrize("text", [row[1] for row in NAMES])
def test_a_normal_name_stays(text: str) -> None:
    assert normalised(text).text == text


@pytest.mark.parametrize(
    "words", ["University Police Department", "Sheriff's Office", "City Police", "the LEA", "Police"]
)
def test_a_kind_of_force_is_nobody(words: str) -> None:
    assert normalised(words).is_generic


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("pursuant toFort Myers Police Svs Dept (FMPSD) which ICE", ["Fort Myers Police Svs Dept"]),
        ("For the LEA: Naples Police Depart 355 Riverside Cir", ["Naples Police Depart"]),
        ("Sheriff Smith County Sheriffs Office", ["Smith County Sheriffs Office"]),
        ("the Palm Bay, FL Police Department , pursuant", ["Palm Bay, FL Police Department"]),
        ("Title:Chief of Police Agency:Naples Police Department", ["Naples Police Department"]),
        ("the police department so that officers", []),
        ("Law Enforcement Agency", []),
        # A line typed over another, and a misread first letter.
        ("Salem Police DepartmentEnforcement (ICE)", ["Salem Police Department"]),
        ("of the Angelo 5tate University Police Department", ["Angelo 5tate University Police"]),
    ],
)
def test_forces_are_found_in_running_words(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in force_names(text)] == names


def test_a_misread_letter_is_mended_where_the_place_is_known() -> None:
    assert mended("Hcndry County Sheriff's Office") == "Hendry County Sheriff's Office"
    assert mended("P1nellas County Sheriff's Office") == "Pinellas County Sheriff's Office"
    assert mended("Mcntana Highway Patrol") == "Montana Highway Patrol"
    assert mended("Montaraz Highway Patrol") == "Montaraz Highway Patrol"
    assert mended("Zzyzx Falls Police Department") == "Zzyzx Falls Police Department"
