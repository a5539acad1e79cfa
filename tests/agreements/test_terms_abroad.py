"""Three invented agreements across borders, with what a careful reader finds in each.

They were written before the rules that read them; `test_terms.py` reads them.
"""

from __future__ import annotations

from policyscan.model import Party, Role

SHERIFF = (
    """# MEMORANDUM OF UNDERSTANDING
This Memorandum of Understanding ("MOU") is made between the Tamarack County Sheriff's Office, State of North Ferrin ("TCSO"), and the Royal Police Academy of the Kingdom of Oravia (the "Academy"), hereinafter together the "Participants".
# 1. Background and Objectives
The Participants wish to strengthen their professional ties through the mutual exchange of knowledge in community policing, forensic science and the investigation of cybercrime.
# 2. Areas of Cooperation
2.1 The Participants intend to cooperate in the following areas:
(a) leadership development for mid-level commanders;
(b) tactics of special weapons teams and hostage rescue;
(c) handling and breeding of police dogs;
(d) response to persons in a mental health crisis.
2.2 Riot control and the operation of surveillance systems are expressly excluded from this MOU.
# 3. Exchange of Instructors and Cadets
3.1 TCSO will host up to fifteen (15) cadets of the Academy for a six-week course each spring.
3.2 The Academy will receive four deputies of TCSO every autumn.
3.3 Visiting personnel shall have no law enforcement authority in the host country, shall not carry weapons, and may ride along as observers only with the written consent of the host.
3.4 The names of all nominees will be submitted to the Embassy for Leahy vetting, and no nominee found to have committed gross violations of human rights will be accepted.
# 4. Financial Arrangements
4.1 Each Participant will bear the costs of its own participation, including airfare and salaries, unless otherwise agreed in writing.
4.2 The host will provide accommodation, meals and local transportation free of charge.
4.3 Nothing in this MOU obligates either Participant to expend funds.
# 5. Confidentiality and Media
5.1 Neither Participant will disclose information marked as sensitive to any third party without the prior written consent of the other.
5.2 Press statements about activities under this MOU will be agreed between the Participants in advance.
# 6. Oversight
6.1 A Joint Working Group of three members from each side will meet annually to review progress and will report to the Sheriff and to the Commandant.
# 7. Status of this MOU
7.1 This MOU is not legally binding and does not affect the privileges or immunities of either Participant.
7.2 This MOU becomes operative on the date on which the second Participant signs it and will continue for a period of five years.
7.3 It may be extended by mutual written consent for additional periods of two years.
7.4 Either Participant may discontinue this MOU at any time upon six months' written notice to the other.""",
    (
        Party("Tamarack County Sheriff's Office", Role.LOCAL, short="TCSO"),
        Party("Royal Police Academy of the Kingdom of Oravia", Role.COUNTERPARTY, short="Academy"),
    ),
    [
        ("topics", "community-policing", "community policing"),
        ("topics", "forensic", "forensic science"),
        ("topics", "cyber", "cybercrime"),
        ("topics", "leadership", "leadership development"),
        ("topics", "tactical", "hostage rescue"),
        ("topics", "k9", "police dogs"),
        ("topics", "mental-health-crisis", "mental health crisis"),
        ("effective", "last signature", "second Participant signs"),
        ("term", "5 years", "five years"),
        ("renewal", "2 years, by mutual written consent", "mutual written consent"),
        ("ends", "either party, 6 months' written notice", "six months"),
        ("notice_days", "180", "six months"),
        ("payer", "each bears its own", "bear the costs of its own"),
        ("payer", "host", "accommodation"),
        ("rights_vetting", "yes", "Leahy"),
        ("confidentiality", None, "Neither Participant will disclose"),
        ("media", None, "Press statements"),
        ("oversight", "Joint Working Group", "Joint Working Group"),
        ("review", "every year", "meet annually"),
        ("personnel", "up to 15 cadets", "fifteen"),
        ("personnel", "4 deputies", "four deputies"),
        ("powers", None, "no law enforcement authority"),
        ("immunity", None, "privileges or immunities"),
    ],
    [
        ("topics", "crowd-control"),
        ("topics", "surveillance"),
        ("amounts", None),
        ("end_date", None),
        ("force_rules", None),
    ],
)

EXCHANGE = (
    """# PARTNER GENDARMERIE EXCHANGE PROGRAMME
The Alliance Police Training Centre (hereinafter "the Centre") and the National Gendarmerie Command of the Republic of Vestania (hereinafter "the Command") have reached the following understanding.
# Article 1
The purpose of the Programme is to raise the interoperability of the Command through the secondment of officers to the Centre and through mobile training teams.
# Article 2
1. The Programme comprises modules on counter-terrorism, integrated border management, intelligence-led policing and the protection of human rights in stability operations.
2. The modules shall not include instruction in offensive cyber operations.
3. The Centre shall determine the syllabus and shall issue a certificate to every student who passes the final assessment.
# Article 3
1. The Command shall nominate not more than 40 officers per year, in the ranks of lieutenant to major, who hold a valid national security clearance and have attained level 2 in English.
2. Seconded officers remain under the full command of the Command; operational control is exercised by the Director of the Centre.
3. Seconded officers shall not exercise police powers on the territory of the host nation.
# Article 4
1. Course fees, accommodation and rations are funded from the Partnership Trust Fund up to a ceiling of EUR 250 000 per annum.
2. A daily allowance of 95 euros per officer is paid by the Centre.
3. The Command shall meet the cost of travel to and from the Centre and shall continue to pay the salaries of its officers.
4. Training aids remain the property of the Centre; protective equipment shall be supplied by the Command.
# Article 5
The Programme Steering Committee, on which both sides are represented, supervises the execution of the Programme and convenes twice a year. The International Board of Auditors shall have access to all accounts.
# Article 6
Classified information exchanged under the Programme shall be protected in accordance with the security agreement between the sides and shall not be released to third parties.
# Article 7
The status of seconded officers is governed by the Status of Forces Agreement. Claims for damage caused in the performance of official duty are waived by each side.
# Article 8
1. This arrangement shall come into effect on 1 September 2023 and remain valid until 31 August 2026.
2. It may be prolonged by written agreement of both sides.
3. Either side may withdraw from the Programme by giving three months' notice in writing.
4. The operation of the Programme shall be evaluated every eighteen months.""",
    (
        Party("Alliance Police Training Centre", Role.COUNTERPARTY, short="the Centre"),
        Party("National Gendarmerie Command of the Republic of Vestania", Role.LOCAL, short="the Command"),
    ),
    [
        ("topics", "counter-terrorism", "counter-terrorism"),
        ("topics", "border", "border management"),
        ("topics", "intelligence", "intelligence-led"),
        ("topics", "human-rights", "human rights"),
        ("training_duty", "Alliance Police Training Centre", "certificate"),
        ("personnel", "up to 40 officers a year", "40 officers"),
        ("vetting", "security clearance", "security clearance"),
        ("supervision", None, "operational control"),
        ("powers", None, "shall not exercise police powers"),
        ("amounts", "EUR 250000 a year, at most", "EUR 250 000"),
        ("amounts", "EUR 95 a day per officer", "95 euros"),
        ("payer", "Partnership Trust Fund", "accommodation and rations"),
        ("payer", "Alliance Police Training Centre", "daily allowance"),
        ("payer", "National Gendarmerie Command of the Republic of Vestania", "cost of travel"),
        ("equipment", "National Gendarmerie Command of the Republic of Vestania", "protective equipment"),
        ("oversight", "Programme Steering Committee", "Steering Committee"),
        ("audit", "International Board of Auditors", "Auditors"),
        ("confidentiality", None, "Classified information"),
        ("immunity", None, "Status of Forces"),
        ("liability", None, "Claims for damage"),
        ("effective", "2023-09-01", "1 September 2023"),
        ("term", "until 2026-08-31", "31 August 2026"),
        ("end_date", "2026-08-31", "31 August 2026"),
        ("renewal", "by written agreement", "prolonged"),
        ("ends", "either party, 3 months' written notice", "three months"),
        ("notice_days", "90", "three months"),
        ("review", "every 18 months", "eighteen months"),
    ],
    [("topics", "cyber"), ("rights_vetting", None), ("media", None), ("topics", "use-of-force")],
)

STATES = (
    """# AGREEMENT BETWEEN THE GOVERNMENT OF THE REPUBLIC OF IVRENIA AND THE GOVERNMENT OF THE KINGDOM OF ORAVIA ON POLICE COOPERATION
The Government of the Republic of Ivrenia and the Government of the Kingdom of Oravia (hereinafter referred to as "the Contracting Parties"),
Desiring to deepen the twinning of their police services and respecting the international commitments of both States,
Have agreed as follows:
# Article 1
The Contracting Parties shall co-operate in preventing and combating crime, in particular:
a) terrorism and its financing;
b) illicit cultivation and trafficking of narcotic drugs and psychotropic substances;
c) trafficking in human beings and irregular migration;
d) offences committed by means of information technology.
# Article 2
Cooperation shall include the exchange of experience, joint courses and study visits in the fields of criminalistics, road safety and the policing of mass events.
# Article 3
1. Requests for assistance shall be made in writing and in English.
2. A Contracting Party may refuse a request that is liable to prejudice its sovereignty, security or other essential interests.
3. Officers of one Contracting Party who are present in the territory of the other shall have no executive powers and shall observe the law of the host State.
# Article 4
1. Personal data transmitted under this Agreement shall be used solely for the purpose for which they were transmitted and shall be erased when no longer required.
2. Personal data shall not be transmitted where there is reason to believe that the person concerned would be subjected to torture or discrimination.
3. Each Contracting Party shall ensure the secrecy of information received from the other.
# Article 5
The expenses incurred in the execution of a request shall be borne by the requested Contracting Party. As regards study visits, the sending Contracting Party shall bear the travel expenses and the receiving Contracting Party the expenses of board and lodging.
# Article 6
The competent authorities may establish a Joint Commission, which shall meet every two years, alternately in each State, to assess the implementation of this Agreement.
# Article 7
Any dispute concerning the interpretation of this Agreement shall be settled by negotiation.
# Article 8
1. This Agreement shall enter into force on the thirtieth day following the date of receipt of the last written notification by which the Contracting Parties inform each other that their internal legal requirements have been fulfilled.
2. This Agreement is concluded for an indefinite period. Either Contracting Party may denounce it by written notification through diplomatic channels, in which case it shall cease to have effect six months after the receipt of the notification.
Done at Port Halm on 3 May 2017 in two originals, each in the Ivrenian, Oravian and English languages.""",
    (
        Party("Government of the Republic of Ivrenia", Role.LOCAL),
        Party("Government of the Kingdom of Oravia", Role.COUNTERPARTY),
    ),
    [
        ("topics", "counter-terrorism", "terrorism"),
        ("topics", "drugs", "narcotic drugs"),
        ("topics", "human-trafficking", "trafficking in human beings"),
        ("topics", "immigration", "irregular migration"),
        ("topics", "cyber", "information technology"),
        ("topics", "forensic", "criminalistics"),
        ("topics", "traffic", "road safety"),
        ("topics", "crowd-control", "mass events"),
        ("powers", None, "no executive powers"),
        ("data_sharing", None, "used solely for the purpose"),
        ("confidentiality", None, "secrecy"),
        ("payer", "requested Contracting Party", "execution of a request"),
        ("payer", "sending Contracting Party", "travel expenses"),
        ("payer", "receiving Contracting Party", "board and lodging"),
        ("oversight", "Joint Commission", "Joint Commission"),
        ("review", "every 2 years", "every two years"),
        ("effective", "30 days after last notification", "thirtieth day"),
        ("term", "indefinite", "indefinite period"),
        ("ends", "either party, 6 months' written notice", "denounce"),
        ("notice_days", "180", "six months"),
    ],
    [("amounts", None), ("end_date", None), ("rights_vetting", None), ("renewal", None), ("media", None)],
)
