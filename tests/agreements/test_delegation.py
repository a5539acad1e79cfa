"""Memoranda of delegation with invented fillings: whose they are, in which state, and of which model."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.agreements.memo import JAIL, TASK_FORCE, WARRANTS, Memo, memo, opening, seen

from policyscan.agreements import read
from policyscan.agreements.candidates import Candidate, Source
from policyscan.agreements.vote import decide
from policyscan.model import Direction, Form, Role

BLANK = "_" * 22
TFM, JEM, WSO = "287(g) Task Force Model", "287(g) Jail Enforcement Model", "287(g) Warrant Service Officer"

CASES = [
    # The name slid behind the words that follow the blank.
    ("Hardee County Sheriff's Office", "Florida", TFM, memo(
        opening(f"{BLANK}, pursuant toHardee County Sheriffs Office which ICE X").replace(", pursuant to which ICE delegates", " delegates").replace(" which ICE X", " which ICE"),
        contacts=["Major Lou Hane", "900 E Summit St, Wauchula, FL 33873", "863-773-0304"])),
    # It was typed above its line.
    ("Fort Myers Police Department", "Florida", TFM, memo(
        [(200.0, 118.0, "City of Fort Myers Police Dept"), (72.0, 130.0, opening(BLANK, employees=BLANK))],
        contacts=["Chief J Fields", "2210 Widman Way, Fort Myers, Florida 33901"])),
    ("Yell County Sheriff's Office", "Arkansas", TFM, memo(
        opening("Yell Co. S.O.", employees="YCSO", represents="Yell County Sheriff"),
        contacts=["Sheriff N. Gault", "Danville, AR 72833"], foot=["Yell County Sheriff's Office", "Revised 03/07/2025"])),
    ("Etowah County Sheriff's Office", "Alabama", JEM, memo(
        opening("ETOWAH COUNTY SHERIFF'S OFFICE"), duties=JAIL, contacts=["827 Forrest Ave, Gadsden, AL 35901"])),
    # There are a dozen Lake Counties: ZIP code and telephone tell.
    ("Lake County Sheriff's Office", "Florida", WSO, memo(
        opening("Lake County Sheriff's Office"), duties=WARRANTS, contacts=["360 W Ruby St", "Tavares 32778", "(352) 343-2101"])),
    ("Georgia Department of Corrections", "Georgia", JEM, memo(opening("Georgia Department of Corrections (GDC)", employees="GDC"), duties=JAIL)),
    ("Idaho Department of Corrections", "Idaho", JEM, memo(opening("Department of Corrections"), duties=JAIL, title="JEM MOA Department of Corrections, ID")),
    ("Florida Highway Patrol", "Florida", TFM, memo(opening("Florida Highway Patrol"))),
    ("Kansas Bureau of Investigation", "Kansas", TFM, memo(opening("Kansas Bureau of Investigation"))),
    # The blank says the kind only; the rest stands elsewhere.
    ("Florida International University Police Department", "Florida", TFM, memo(
        opening("University Police Dept", employees="FIU PD", represents="Florida International University"),
        contacts=["Florida International University Police Department", "11200 SW 8th St Miami, FL 33199"], title="287(g) MOA TF - FIU PD")),
    # Initials with points, and a county whose sheriff signs.
    ("Punta Gorda Police Department", "Florida", TFM, memo(
        opening("CITY OF PUNTA GORDA", employees="P.G. P.D.", represents="CITY OF PUNTA GORDA"),
        contacts=["Punta Gorda Police Department", "1410 Tamiami Trail, Punta Gorda, FL 33950"])),
    ("Nye County Sheriff's Office", "Nevada", WSO, memo(
        opening("Nye County"), duties=WARRANTS, signature=[(72.0, 480.0, "Title: Sheriff"), (72.0, 495.0, "Agency: Nye County")],
        contacts=["Pahrump, NV 89060"])),
    ("Frederick County Sheriff's Office", "Maryland", JEM, memo(
        opening("County of Frederick, by and through the Frederick County Sheriff's Office"), duties=JAIL,
        contacts=["110 Airport Drive East, Frederick, MD 21701"])),
    ("Smith County Sheriff's Office", "Texas", WSO, memo(
        opening("Smith County Sheriff's 0ffice"), duties=WARRANTS, contacts=["227 N Spring Ave, Tyler, Texas 75702"], title="WSO MOA Smith County SO, TX")),
    ("Clay County Sheriff's Office", "Florida", TFM, memo(opening("Clay County Sherif1's Oflice"), contacts=["901 N Orange Ave", "Green Cove Springs FL 32043"])),
    # The city stands in the blank, its force beside the signature.
    ("Pensacola Police Department", "Florida", TFM, memo(
        opening("City of Pensacola"), signature=[(72.0, 480.0, "Agency: Pensacola Police Department")],
        contacts=["711 N Hayne St, Pensacola, FL 32501"], title="287(g) MOA TF-Pensacola PD")),
    # A template's title names nobody.
    ("Nye County Sheriff's Office", "Nevada", WSO, memo(opening("Nye County Sheriff's Office"), duties=WARRANTS, title="287(g) MOA TF/WSO-Agency")),
    ("Sarasota Police Department", "Florida", TFM, memo(opening("Sarasota Police Departme"), foot=["Sarasota Police Department, FL", "Revised 02/12/2025"])),
    ("Louisiana Department of Wildlife and Fisheries", "Louisiana", TFM, memo(opening("Louisiana Department of Wildlife and Fisheries"))),
    ("Bossier Parish Sheriff's Office", "Louisiana", WSO, memo(opening("Bossier Parish Sheriffs Office"), duties=WARRANTS)),
    ("Waller County Constable Precinct 3", "Texas", TFM, memo(opening("Waller County Constable Precinct 3"), contacts=["Hempstead, TX 77445"])),
    ("Florida Fish and Wildlife Conservation Commission", "Florida", TFM, memo(opening("Florida Fish and Wildlife Conservation Commission (FWC)", employees="FWC"))),
    ("Prince William-Manassas Regional Adult Detention Center", "Virginia", JEM, memo(
        opening("Prince William-Manassas Regional Adult Detention Center"), duties=JAIL, contacts=["9320 Lee Ave, Manassas, VA 20110"])),
    ("Brevard County Sheriff's Office", "Florida", TFM, memo(opening("Office of the Sheriff of Brevard County"))),
    ("Miami Springs Police Department", "Florida", TFM, memo(opening("City of Miami Springs, Florida Police Department"))),
    ("Davie Police Department", "Florida", TFM, memo(
        opening("Davie PD", employees="Davie PD"), contacts=["Town of Davie Police Department", "1230 S Nob Hill Rd, Davie FL 33324"])),
    # The name was cut off, and all the rest of the blank is line.
    ("Hendry County Sheriff's Office", "Florida", TFM, memo(opening("____Hendry County Sheriff's____"))),
    ("Tennessee Highway Patrol", "Tennessee", TFM, memo(
        opening("Tennessee Department of Safety and Homeland Security, by and through the Tennessee Highway Patrol"))),
    ("Gaston County Sheriff's Office", "North Carolina", WSO, memo(
        "This Memorandum of Agreement (MOA) constitutes an agreement between the U.S. Immigration and Customs Enforcement (ICE), a component of "
        "the Department of Homeland Security (DHS), and Gaston County Sheriff's Office, hereinafter the law enforcement agency (LEA), pursuant to "
        "which ICE delegates to nominated personnel the authority to perform certain functions.",
        duties=WARRANTS, contacts=["425 Dr. M.L.K. Jr Way, Gastonia, NC 28052"])),
    ("Whitfield County Sheriff's Office", "Georgia", JEM, memo(
        "This MOA constitutes an agreement between the Whitfield County Sheriff's Office and United States Immigration and Customs Enforcement "
        "(ICE), pursuant to which ICE delegates functions of an immigration officer.", duties=JAIL)),
    # Two York Counties have an address like this; the field office serves one of their states.
    ("York County Sheriff's Office", "South Carolina", JEM, memo(
        opening("York County Sheriff's Office"), duties=JAIL, signature=[(72.0, 470.0, "For DHS: The Atlanta Field Office Director")],
        contacts=["1675 York Hwy", "803-628-3059"])),
    ("Miami-Dade County Corrections and Rehabilitation Department", "Florida", WSO, memo(
        opening("Miami-Dade County Corrections and Rehabilitation Department"), duties=WARRANTS)),
    ("Texas Department of Public Safety", "Texas", TFM, memo(opening("Texas DPS"))),
    # A bureau's title has a slip, which the printed words outvote.
    ("Lakeland Police Department", "Florida", TFM, memo(
        opening("Lakeland Police Department"), foot=["Lakeland Police Department, FL"], title="287(g) MOA TF - Lakelnd PD")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "region", "model", "made"), CASES, ids=[case[0] for case in CASES])
def test_party_state_and_model_are_read(name: str, region: str, model: str, made: Memo) -> None:
    agreement = read(made.document())
    local = agreement.party(Role.LOCAL)
    assert agreement.form is Form.AGREEMENT
    assert local is not None
    assert (local.name, local.region, local.country) == (name, region, "US")
    assert [term.value for term in agreement.named("programme")] == [model]
    assert [term.value for term in agreement.named("direction")] == [Direction.DELEGATION]


@pytest.mark.parametrize("made", [case[3] for case in CASES], ids=[case[0] for case in CASES])
def test_the_counterparty_is_the_agency_that_delegates_and_its_words_are_quoted(made: Memo) -> None:
    document = made.document()
    other = read(document).party(Role.COUNTERPARTY)
    assert other is not None
    assert other.name == "US Immigration and Customs Enforcement"
    assert "Immigration and Customs Enforcement" in document.text[other.start : other.end]


def test_the_quoted_words_name_the_party() -> None:
    document = CASES[2][3].document()
    local = read(document).party(Role.LOCAL)
    assert local is not None
    assert "Yell" in document.text[local.start : local.end]
    assert local.short == "YCSO"


@pytest.mark.parametrize(("rate", "names", "regions", "models"), [(0.01, 0.93, 0.95, 0.93), (0.02, 0.85, 0.92, 0.9)])
def test_misread_letters_cost_few_names(rate: float, names: float, regions: float, models: float) -> None:
    """Every text is read with letters taken for others, as OCR does; the shares right were 0.98, 0.92 for names."""
    right = [0, 0, 0]
    seeds = range(3)
    for seed in seeds:
        rng = random.Random(seed)
        for name, region, model, made in CASES:
            agreement = read(
                replace(
                    made, pages=_misread(made, rate, rng), foot=[_noise(foot, rate, rng) for foot in made.foot]
                ).document()
            )
            local = agreement.party(Role.LOCAL)
            right[0] += local is not None and local.name.casefold() == name.casefold()
            right[1] += local is not None and local.region == region
            right[2] += [term.value for term in agreement.named("programme")] == [model]
    shares = [count / (len(CASES) * len(seeds)) for count in right]
    assert shares[0] >= names, shares
    assert shares[1] >= regions, shares
    assert shares[2] >= models, shares


_CONFUSED = {
    "l": "1",
    "o": "0",
    "e": "c",
    "m": "rn",
    "i": "l",
    "f": "t",
    "s": "5",
    "n": "u",
    "h": "b",
    "t": "f",
    "a": "o",
    "c": "e",
}


def _misread(made: Memo, rate: float, rng: random.Random) -> list[list[tuple[float, float, str]]]:
    return [[(x, y, _noise(words, rate, rng)) for x, y, words in page] for page in made.pages]


def _noise(words: str, rate: float, rng: random.Random) -> str:
    return "".join(
        ("" if char == " " else _CONFUSED.get(char, char)) if rng.random() < rate else char for char in words
    )


def test_the_picture_is_looked_at_only_where_the_text_gives_no_sound_name() -> None:
    asked: list[int] = []
    words = opening("Osceola County Sheriff's Office")
    lines = [(72.0, 130.0 + 12 * i, words[at : at + 95]) for i, at in enumerate(range(0, len(words), 95))]

    def look(page: int):
        asked.append(page)
        return seen(lines, page)

    blank = memo(opening(BLANK, employees=BLANK)).document()
    local = read(blank, look).party(Role.LOCAL)
    assert local is not None
    assert local.name == "Osceola County Sheriff's Office"
    assert local.start == local.end
    assert 1 in asked

    asked.clear()
    read(memo(opening("Osceola County Sheriff's Office")).document(), look)
    assert 1 not in asked


def test_nobody_is_named_where_nothing_names_anybody() -> None:
    agreement = read(memo(opening(BLANK, employees=BLANK)).document())
    assert agreement.party(Role.LOCAL) is None
    assert agreement.party(Role.COUNTERPARTY) is not None


@pytest.mark.parametrize(
    ("heading", "duties", "model"),
    [
        ("", TASK_FORCE, TFM), ("", JAIL, JEM), ("", WARRANTS, WSO),
        ("287(g) Jail Enforcement Model", JAIL, JEM), ("Warrant Service Officer Program", WARRANTS, WSO),
        ("287(g) Task Force Model", TASK_FORCE, TFM),
    ],
)  # fmt: skip
def test_the_model_is_named_or_known_by_its_powers(heading: str, duties: tuple[str, ...], model: str) -> None:
    term = read(memo(opening("Bay County Sheriff's Office"), heading=heading, duties=duties).document()).named(
        "programme"
    )[0]
    assert term.value == model
    assert (term.note == "by the powers delegated") is not bool(heading)


def test_a_file_title_names_the_model_that_the_text_does_not() -> None:
    made = memo(opening("Bay County Sheriff's Office"), duties=(), title="Bay County SO WSO MOA")
    assert read(made.document()).named("programme")[0].value == WSO


TYPED = [
    # An abbreviation that no force's name ends in, a county, and a board that acts through its sheriff.
    ("Yell Co. Sheriffs Ofc AR", "Yell County Sheriff's Office"),
    ("Berkeley Co., SC", "Berkeley County"),
    (
        "Board of County Commissioners of the County of Nye, acting through the Nye County Sheriff's Office",
        "Nye County Sheriff's Office",
    ),
]


@pytest.mark.parametrize(("typed", "name"), TYPED)
def test_a_name_typed_off_its_line_is_found_between_the_lines(typed: str, name: str) -> None:
    rows = [(72.0, 130.0, opening(BLANK, employees=BLANK)), (240.0, 148.0, typed)]
    party = read(memo(rows).document()).party(Role.LOCAL)
    assert party is not None
    assert party.name == name


@pytest.mark.parametrize(
    "behind",
    [
        ", ·ursuant to which ICE delegatcs",
        ", heneinafter neferrd to as the LEA",
        ", ereinafte the law enforceme nt agency",
    ],
)
def test_misread_words_behind_a_name_are_no_part_of_it(behind: str) -> None:
    words = opening("Salem Police Department").replace(", pursuant to which ICE delegates", behind)
    party = read(memo(words).document()).party(Role.LOCAL)
    assert party is not None
    assert party.name == "Salem Police Department"


def test_a_name_without_a_body_steps_back_behind_one_with_it() -> None:
    contacts = ["Yell County Sheriff's Office", "Danville, AR 72833"]
    party = read(memo(opening(BLANK), contacts=contacts, title="Yell TFM MOA signed").document()).party(Role.LOCAL)
    assert party is not None
    assert party.name == "Yell County Sheriff's Office"


def test_the_number_of_a_precinct_is_kept_in_a_running_foot() -> None:
    made = memo(opening(BLANK), foot=["Waller County Constable Precinct 3", "Page 2"])
    party = read(made.document()).party(Role.LOCAL)
    assert party is not None
    assert party.name == "Waller County Constable Precinct 3"


def test_contacts_in_another_column_tell_the_state() -> None:
    made = memo(opening("Lake County Sheriff's Office"))
    made.pages.append([
        (190.0, 112.0, "Ann Bell"), (72.0, 115.0, "For the LEA:"), (190.0, 130.0, "4029 Main Street"),
        (190.0, 146.0, "(352) 343-2101"), (190.0, 162.0, "3523432102"), (72.0, 240.0, "For ICE:"),
        (190.0, 240.0, "Chief Counsel, 525 W. Van Buren Street, Chicago, IL 60607"),
    ])  # fmt: skip
    party = read(made.document()).party(Role.LOCAL)
    assert party is not None
    assert party.region == "Florida"


IN_JAIL = "The parties wish to find removable aliens among those booked into the jail, and to process them there."
ON_PATROL = "The parties wish that officers on patrol may act on immigration offences that they meet in the community."
UNNAMED = [
    (JEM, ("PURPOSE", IN_JAIL, "to interrogate any person detained in the jail, and to prepare charging documents.")),
    (TFM, ("PURPOSE", ON_PATROL, "to interrogate any alien or person believed to be an alien, to administer oaths and take "
           "evidence, to prepare charging documents, and to arrest without warrant for felonies under such laws.")),
    (WSO, ("PURPOSE", IN_JAIL, "Personnel are only delegated the two authorities: to serve and execute warrants of arrest and "
           "to serve warrants of removal. They will not interrogate any alien in the jail.")),
]  # fmt: skip


@pytest.mark.parametrize(("model", "duties"), UNNAMED)
def test_a_model_that_nothing_names_is_known_by_purpose_and_powers(model: str, duties: tuple[str, ...]) -> None:
    agreement = read(memo(opening("Salem Police Department"), duties=duties).document())
    assert [term.value for term in agreement.named("programme")] == [model]


def test_a_misread_text_says_the_model_too() -> None:
    misread = tuple(
        words.replace("interrogate", "intcrrogate").replace("charging", "chargirg").replace("patrol", "patro1")
        + " th1s ts~at o·cer f4r b~x"
        for words in UNNAMED[1][1]
    )
    agreement = read(memo(opening("Salem Police Department"), duties=misread).document())
    (term,) = agreement.named("programme")
    assert term.value == TFM
    assert 0 <= term.start < term.end


def test_initials_with_points_step_back_behind_the_name() -> None:
    found = [
        Candidate(words, source, 10 * at, 10 * at + 9, 1)
        for at, (words, source) in enumerate(
            (
                ("CITY OF FORT CARMODY", Source.OPENING),
                ("F.C. P.D.", Source.BESIDE),
                ("F.C. P.D.", Source.OFF_LINE),
                ("F.C. P.D.", Source.EMPLOYEES),
                ("Fort Carmody Police Department", Source.CONTACT),
            )
        )
    ]
    decision = decide(found)
    assert decision is not None
    assert decision.name == "Fort Carmody Police Department"
