"""Single clauses in the words of many drafters, and the one term that each must give, or must not."""

from __future__ import annotations

import pytest

from policyscan.agreements.terms import find_terms
from policyscan.extract import document_of
from policyscan.model import Party, Role

PARTIES = (
    Party("Harrow Bend Police Department", Role.LOCAL, short="HBPD", country="US"),
    Party("US Immigration and Customs Enforcement", Role.COUNTERPARTY, short="ICE"),
)
ABROAD = (
    Party("Police of the Republic of Ivrenia", Role.LOCAL, short="the Police", country="XC"),
    Party("Federal Police of Oravia", Role.COUNTERPARTY, short="FPO", country="XB"),
)

# Clause, name, value: the value must be among those of that name.
GIVEN = [
    (
        "This MOA becomes effective upon signature of both parties and will remain in effect for three (3) years from the date of the latest signature unless terminated earlier by either party.",
        "term",
        "3 years",
    ),
    (
        "This MOA becomes effective upon signature of both parties and will remain in effect until June 30, 2019.",
        "end_date",
        "2019-06-30",
    ),
    (
        "This MOA will be in effect from the date of signing until it is terminated by either party.",
        "effective",
        "signature",
    ),
    (
        "This MOA will be in effect from the date of signing until it is terminated by either party.",
        "term",
        "until terminated",
    ),
    (
        "Either party may, upon written notice to the other party, terminate or suspend the MOA at any time.",
        "ends",
        "either party at any time, written notice",
    ),
    (
        "Either party, upon written or oral notice to the other party, may terminate or suspend the MOA at any time.",
        "ends",
        "either party at any time, written notice",
    ),
    ("The duration of this MOA shall be three years from its effective date.", "term", "3 years"),
    ("This Agreement shall become effective on the 1st day of July, 2018.", "effective", "2018-07-01"),
    (
        "The term of this Agreement shall commence on October 1, 2022 and shall expire on September 30, 2025.",
        "effective",
        "2022-10-01",
    ),
    (
        "The term of this Agreement shall commence on October 1, 2022 and shall expire on September 30, 2025.",
        "end_date",
        "2025-09-30",
    ),
    (
        "This Agreement is effective as of January 15, 2020 and continues in force for a period of two years.",
        "end_date",
        "2022-01-14",
    ),
    (
        "This Contract shall be effective upon approval by the governing body of each municipality.",
        "effective",
        "approval",
    ),
    ("This Agreement shall remain in full force and effect indefinitely.", "term", "indefinite"),
    (
        "This Agreement shall be automatically renewed for successive one (1) year periods unless either party gives ninety (90) days written notice of its intent not to renew.",
        "renewal",
        "1 year, automatic unless 90 days' notice",
    ),
    ("The parties may extend this MOU by mutual written agreement.", "renewal", "by mutual written agreement"),
    ("The Agreement may be renewed for two additional terms of one year each.", "renewal", "1 year, up to 2 times"),
    (
        "This MOU may be cancelled by either party upon 30 days' advance written notice.",
        "ends",
        "either party, 30 days' written notice",
    ),
    ("HBPD may withdraw from this agreement at any time.", "ends", "Harrow Bend Police Department at any time"),
    ("This agreement may be terminated by mutual consent of the parties.", "ends", "both parties"),
    (
        "Notice of termination shall be given in writing not less than 180 days in advance by either party.",
        "notice_days",
        "180",
    ),
    ("The parties shall review this Agreement annually.", "review", "every year"),
    ("This MOU shall be reviewed by the signatories every three (3) years.", "review", "every 3 years"),
    ("Each agency shall be responsible for its own costs in carrying out this MOU.", "payer", "each bears its own"),
    ("HBPD shall be responsible for the overtime of its officers.", "payer", "Harrow Bend Police Department"),
    ("All travel expenses will be paid by ICE.", "payer", "US Immigration and Customs Enforcement"),
    (
        "ICE agrees to reimburse HBPD for overtime in an amount not to exceed $18,042.50 per officer per year.",
        "amounts",
        "USD 18042.50 a year per officer, at most",
    ),
    ("The fee for the course is $450 per student.", "amounts", "USD 450 per student"),
    ("Services under this agreement are provided without charge.", "payer", "no payment"),
    ("There will be no exchange of funds between the parties.", "payer", "no payment"),
    (
        "Participating deputies will be under the direct supervision of ICE.",
        "supervision",
        "US Immigration and Customs Enforcement",
    ),
    ("The City Council shall review the use of this agreement every year.", "oversight", "City Council"),
    ("The Steering Committee will meet at least once a year to review the program.", "oversight", "Steering Committee"),
    (
        "The records of HBPD related to this contract shall be subject to inspection and audit by the State Auditor.",
        "audit",
        "State Auditor",
    ),
    (
        "Candidates shall be screened to ensure that none has been involved in gross violations of human rights.",
        "rights_vetting",
        "yes",
    ),
    ("Each officer shall undergo a criminal background check.", "vetting", "background check"),
    (
        "Any complaint against an officer will be referred to the officer's own agency for investigation.",
        "complaints",
        "procedure",
    ),
    (
        "While assigned to the task force, officers shall follow the use of force policy of their own agency.",
        "force_rules",
        "own department's policy",
    ),
    ("Neither party waives its sovereign immunity by entering into this agreement.", "immunity", "not waived"),
    (
        "HBPD shall indemnify and hold harmless ICE from all claims.",
        "liability",
        "Harrow Bend Police Department holds the other harmless",
    ),
    (
        "HBPD will provide the vehicles, radios and other equipment needed.",
        "equipment",
        "Harrow Bend Police Department",
    ),
    (
        "ICE shall provide training to the nominated officers.",
        "training_duty",
        "US Immigration and Customs Enforcement",
    ),
    ("HBPD agrees to assign two (2) officers to the task force.", "personnel", "2 officers"),
    (
        "Officers assigned shall be deputized as Special Deputy United States Marshals and shall have full law enforcement authority.",
        "powers",
        "full law enforcement authority",
    ),
    (
        "All information obtained under this MOU is confidential and must not be disclosed.",
        "confidentiality",
        "confidential",
    ),
    (
        "All media releases pertaining to the operation will be coordinated by the participants in advance.",
        "media",
        "released only after coordination",
    ),
    ("HBPD shall submit quarterly reports to the grantor.", "reporting", "progress and money"),
    (
        "The program shall include instruction in crowd management, intelligence gathering and counterterrorism.",
        "topics",
        "intelligence",
    ),
    ("This contract shall commence April 1, 1994, and stay in effect until March 31, 1996.", "effective", "1994-04-01"),
    ("Such agreements remain in force for a period of four years.", "term", "4 years"),
    ("Any of these agreements may be terminated upon ninety days notice.", "ends", "90 days' notice"),
    ("The compact will expire six years from the date of the last signature.", "term", "6 years"),
    ("This agreement was made this 9th day of June, 2014, and is effective immediately.", "effective", "2014-06-09"),
    (
        "The memorandum may be terminated at any time upon written mutual consent of the agencies.",
        "ends",
        "both parties",
    ),
    (
        "Should either party wish to terminate, it shall notify the other in writing forty-five days before.",
        "ends",
        "either party, 45 days' written notice",
    ),
    (
        "The agreement is in force for one year and is automatically extended for one year thereafter.",
        "renewal",
        "1 year, automatic",
    ),
    ("No charge shall be made for the services rendered under this pact.", "payer", "no payment"),
    ("HBPD shall not be required to pay any part of the fare.", "payer", "no payment"),
    ("HBPD pays the fare and shall not be required to keep receipts.", "payer", "Harrow Bend Police Department"),
    ("The whole cost of the delegation is paid by private donors.", "payer", "private donors"),
    (
        "Overall supervision of personnel is the shared responsibility of the participants.",
        "supervision",
        "shared by the participants",
    ),
    (
        "Personnel sent are under the direction and control of the commanding officer of the receiving department.",
        "supervision",
        "receiving department",
    ),
    (
        "Members of the unit will follow their own agency's policy concerning the discharge of arms and the use of deadly force.",
        "force_rules",
        "own department's policy",
    ),
    ("No officer with a record of human rights abuses shall be accepted to the programme.", "rights_vetting", "yes"),
    (
        "Officers will be deputized as Special Deputy U.S. Marshals.",
        "powers",
        "deputized as Special Deputy U.S. Marshals",
    ),
    ("Delegates travel to learn the latest methods in bomb disposal.", "topics", "counter-terrorism"),
]
GIVEN_ABROAD = [
    ("This Memorandum shall come into operation on 03/04/2021.", "effective", "2021-04-03"),
    (
        "This Arrangement shall enter into force on the date of its signature and shall remain in force for five years.",
        "effective",
        "signature",
    ),
    ("This Agreement shall be tacitly renewed for further periods of five years.", "renewal", "5 years, automatic"),
    (
        "Either Party may terminate this Arrangement by giving six months' prior written notice to the other.",
        "ends",
        "either party, 6 months' written notice",
    ),
    (
        "The sending side shall bear the cost of international travel, and the receiving side the cost of accommodation and meals.",
        "payer",
        "receiving side",
    ),
    ("The Police shall pay a tuition fee of \u20ac1,200 for each participant.", "amounts", "EUR 1200 per participant"),
    (
        "The FPO will train thirty officers of the Police every year in public order management.",
        "topics",
        "crowd-control",
    ),
    (
        "The FPO will train thirty officers of the Police every year in public order management.",
        "personnel",
        "30 officers a year",
    ),
    ("A Joint Committee shall supervise the implementation of this Memorandum.", "oversight", "Joint Committee"),
    (
        "The trainers shall not exercise any law enforcement powers in the territory of the receiving State.",
        "powers",
        "not exercise any law enforcement powers in the territory of the receiving State",
    ),
]
# Clause and a name that it must not give.
NOT_GIVEN = [
    (
        "If any provision is held invalid, the remainder of this Agreement shall continue in full force and effect.",
        "term",
    ),
    ("Records shall be retained for a period of five years.", "term"),
    ("The termination of this Agreement shall not affect obligations already incurred.", "ends"),
    ("HBPD may terminate the employment of any officer.", "ends"),
    ("This amendment takes effect on July 1, 2021.", "effective"),
    ("Officers must provide effective communication to persons with disabilities.", "effective"),
    ("The suspension takes effect at once.", "effective"),
    ("Officers shall report for duty at the station.", "reporting"),
    ("Officers will comply with the policy on the use of force.", "topics"),
    ("Officers shall take no part in crowd control.", "topics"),
    ("The course shall not include firearms training.", "topics"),
    ("ICE will assume custody of the person.", "payer"),
    ("The course will cover report writing.", "payer"),
    ("Candidates must meet the standards of the academy.", "payer"),
    ("The City was founded in 1851 by 12 families.", "personnel"),
    ("Officers must pass a background check.", "rights_vetting"),
    ("The course teaches human rights to officers.", "rights_vetting"),
    ("Each student must pass a drug test.", "topics"),
    ("Resolution 44 of the City Council authorizes the Mayor to sign.", "oversight"),
    ("The officers may carry firearms.", "topics"),
    (
        "The agreement was renewed in spirit by the dinner of the two mayors, who shall not be renewed in office.",
        "renewal",
    ),
    ("Both departments keep their own vehicles.", "payer"),
]


def values(text: str, name: str, parties: tuple[Party, ...]) -> list[str]:
    return [term.value for term in find_terms(document_of(text), parties) if term.name == name]


@pytest.mark.parametrize(("text", "name", "value"), GIVEN)
def test_a_clause_gives_its_term(text, name, value):
    assert value in values(text, name, PARTIES)


@pytest.mark.parametrize(("text", "name", "value"), GIVEN_ABROAD)
def test_a_clause_of_another_country_gives_its_term(text, name, value):
    assert value in values(text, name, ABROAD)


@pytest.mark.parametrize(("text", "name"), NOT_GIVEN)
def test_a_clause_about_something_else_gives_none(text, name):
    assert values(text, name, PARTIES) == []
