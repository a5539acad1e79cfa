"""Three invented agreements at home, one of them a bad scan, with what a careful reader finds in each.

They were written before the rules that read them; `test_terms.py` reads them.
"""

from __future__ import annotations

from policyscan.model import Party, Role

PACT = (
    """# INTERLOCAL MUTUAL AID PACT
This Pact is entered into by and among the Town of Fernhollow, the City of Quarry Ridge and the County of Tamarack (each a "Member" and collectively the "Members").
# 1. Requests for Assistance
Any Member may request law enforcement assistance, including officers for crowd control at large events, from any other Member.
A Responding Member may decline a request without liability.
# 2. Command
Responding personnel shall be under the command of the ranking officer of the Requesting Member for the duration of the incident.
# 3. Authority
While rendering assistance, responding officers shall have all the powers of arrest and the privileges and immunities that they possess in their own jurisdiction.
Officers shall abide by the use of force policy of their own agency at all times.
Every arrest made and every use of force by a responding officer shall be reported in writing to the Requesting Member within twenty-four hours.
# 4. Compensation
No Member shall be required to reimburse another for assistance rendered during the first eight hours.
Thereafter the Requesting Member shall pay overtime at $72.50 an hour for each officer, and shall replace fuel and expendable supplies.
Each Member shall provide workers' compensation coverage for its own employees.
Each Member shall maintain comprehensive liability insurance in the amount of $1,000,000 per occurrence.
# 5. Training
The Members will conduct joint exercises in active shooter response each quarter. This Pact does not provide for the training of police service dogs.
# 6. Liability
Each Member shall be solely responsible for the negligent acts of its own employees, and nothing herein waives governmental immunity.
# 7. Records
Records created under this Pact are subject to disclosure under the Public Records Act.
Citizen complaints against a responding officer will be referred to that officer's employing agency for investigation.
# 8. Duration
This Pact takes effect January 1, 2020 and shall remain in effect through December 31, 2024. It shall automatically renew for successive one-year terms unless a Member gives written notice of nonrenewal at least thirty days prior to expiration.
Any Member may withdraw from this Pact upon sixty (60) days written notice to the other Members.
The chiefs of the Members shall review this Pact every two years.""",
    (
        Party("Town of Fernhollow", Role.LOCAL),
        Party("City of Quarry Ridge", Role.COUNTERPARTY),
        Party("County of Tamarack", Role.COUNTERPARTY),
    ),
    [
        ("topics", "tactical", "active shooter"),
        ("supervision", "Requesting Member", "under the command"),
        ("powers", None, "powers of arrest"),
        ("immunity", None, "privileges and immunities"),
        ("immunity", "not waived", "governmental immunity"),
        ("force_rules", None, "use of force policy of their own agency"),
        ("reporting", "arrests", "Every arrest"),
        ("reporting", "use of force", "use of force"),
        ("payer", "Requesting Member", "pay overtime"),
        ("payer", "no payment", "No Member shall be required to reimburse"),
        ("amounts", "USD 72.50 an hour per officer", "$72.50"),
        ("amounts", "USD 1000000 per occurrence", "$1,000,000"),
        ("liability", "each party for its own", "negligent acts"),
        ("public_reporting", "public records", "Public Records Act"),
        ("complaints", None, "Citizen complaints"),
        ("effective", "2020-01-01", "January 1, 2020"),
        ("term", "until 2024-12-31", "December 31, 2024"),
        ("end_date", "2024-12-31", "December 31, 2024"),
        ("renewal", "1 year, automatic unless 30 days' notice", "automatically renew"),
        ("ends", "any party, 60 days' written notice", "sixty"),
        ("notice_days", "60", "sixty"),
        ("review", "every 2 years", "every two years"),
    ],
    [
        ("topics", "crowd-control"),
        ("topics", "k9"),
        ("topics", "use-of-force"),
        ("rights_vetting", None),
        ("vetting", None),
    ],
)

# A scan: lost spaces, "nn" for "rm", "OHS" for "DHS", "l" for "1".
CONTRACT = (
    """# TRAINING SERVICES AGREEMENT No. IL-21-4402
This Agreement sets forth the tenns under which the Calder Mills Police Department (the "Contractor") will furnish instructors to the Intemational Law Enforcement Academy ("ILEA"), acting through the Bureau of Foreign Assistance ofthe Department of State (the "Bureau").
# A. SCOPE OF WORK
l. The Contractorshall design and deliver four two-week courses at ILEA on drug trafficking investigations, financial crime and anti-corruption for police officials of partner nations.
2. Instruction in the use offirearms is not part ofthis Agreement.
3. Each course shall be attended by thirty (30) to forty (40) participants.
4. The Contractor shall assign no fewer than three instructors holding the rank of sergeant or above.
# B. PARTICIPANT VETTING
All participants shall be vetted by the Bureau in accordance with the Leahy law before travel is authorized.
The Contractor shall complete a criminal history check on each instructor.
# C. PRICE AND PAYMENT
l. The Bureau will pay the Contractor a fixed price of $52,000 per course; the total amount payable shall not exceed $208,000.
2. The Bureau shall reimburse the Contractor for economy-class airfare and per diem at Government rates.
3. The Contractor is responsible for the salaries and fringe benefits ofits instructors.
4. ILEA will furnish classrooms, interpreters and audio-visual equipment at no cost to the Contractor.
5. This Agreement is funded by Grant No. INL-77-0021.
# D. REPORTS AND AUDIT
The Contractor shall submit quarterly perfonnance and financial reports to the Bureau.
All books and records pertaining to this Agreement shall be available for inspection and audit by the Inspector General for three years after final payment.
The Contractor shall not issue any press release conceming this Agreement without the prior approval ofthe Bureau.
# E. INDEMNITY
The Contractor shall indemnify and hold harmless the Bureau from claims arising out ofits negligence. The Contractor's instructors are not employees ofthe United States Govemment and enjoy no diplomatic immunity.
# F. PERIOD OF PERFORMANCE
The period of perfonnance is October 1, 2021 through September 30, 2022, with two option periods of twelve months each exercisable by the Bureau.
The Bureau may tenninate this Agreement for convenience upon thirty (30) days' written notice, or for cause immediately.
# G. NONDISCRIMINATION
The Contractor shall not discriminate against any participant on the ground of race, colour, religion, sex or national origin.""",
    (
        Party("Calder Mills Police Department", Role.LOCAL, short="Contractor"),
        Party("International Law Enforcement Academy", Role.COUNTERPARTY, short="ILEA"),
        Party("Bureau of Foreign Assistance", Role.OTHER, short="Bureau"),
    ),
    [
        ("topics", "drugs", "drug trafficking"),
        ("topics", "financial-crime", "financial crime"),
        ("topics", "corruption", "anti-corruption"),
        ("personnel", "30 to 40 participants", "thirty"),
        ("personnel", "at least 3 instructors", "three instructors"),
        ("training_duty", "Calder Mills Police Department", "four two-week courses"),
        ("rights_vetting", "yes", "Leahy"),
        ("vetting", "background check", "criminal history"),
        ("amounts", "USD 52000 per course", "$52,000"),
        ("amounts", "USD 208000, at most", "$208,000"),
        ("payer", "Bureau of Foreign Assistance", "fixed price"),
        ("payer", "Bureau of Foreign Assistance", "airfare"),
        ("payer", "Calder Mills Police Department", "salaries"),
        ("equipment", "International Law Enforcement Academy", "audio-visual"),
        ("reporting", None, "quarterly"),
        ("audit", "Inspector General", "audit"),
        ("media", None, "press release"),
        ("liability", None, "hold harmless"),
        ("immunity", None, "diplomatic immunity"),
        ("effective", "2021-10-01", "October 1, 2021"),
        ("term", "until 2022-09-30", "September 30, 2022"),
        ("end_date", "2022-09-30", "September 30, 2022"),
        ("renewal", "12 months, up to 2 times, by option", "two option periods"),
        ("ends", "Bureau of Foreign Assistance, 30 days' written notice", "convenience"),
        ("ends", "Bureau of Foreign Assistance, immediately", "for cause"),
        ("notice_days", "30", "thirty (30)"),
        ("civil_rights", None, "discriminate"),
    ],
    [("topics", "firearms"), ("topics", "counter-terrorism"), ("powers", None), ("force_rules", None)],
)

SCHOOL = (
    """# SCHOOL RESOURCE OFFICER MEMORANDUM OF UNDERSTANDING
THIS MEMORANDUM is made between the Pell Harbor Unified School District (the "District") and the Pell Harbor Police Department (the "Department").
# I. The Program
The Department shall assign one full-time School Resource Officer ("SRO") to Pell Harbor High School and shall furnish the uniform, patrol vehicle, radio and body-worn camera.
The District shall provide an office with a telephone and a lockable cabinet.
Before assignment the SRO shall successfully complete forty hours of training in de-escalation, adolescent mental health and crisis intervention, and bias-free policing.
The Department shall conduct a background investigation of every candidate.
# II. Duties
The SRO may investigate crimes committed on campus, make arrests and issue citations.
The SRO shall not enforce federal immigration law and shall not be involved in school discipline.
The SRO remains under the supervision of the Department's Youth Services Lieutenant, and shall follow the Department's use of force policy.
# III. Information
Student records shall be released to the SRO only as permitted by the Family Educational Rights and Privacy Act.
Video recorded by the body-worn camera is the property of the Department and is confidential to the extent the law allows.
# IV. Accountability
The Department shall report to the Board of Education, at a public meeting in September of each year, the number of arrests, citations and uses of force at the school, by race and gender of the student.
A parent or student may file a complaint about the SRO with the principal or with the Office of Police Accountability.
Neither party shall discriminate on the basis of race, disability or any other protected class.
# V. Funding
The District shall pay the Department seventy-five percent (75%) of the salary and benefits of the SRO, in the amount of $94,500 for the school year, in four quarterly installments.
The Department shall absorb all costs of overtime and training.
# VI. Term
The term of this Memorandum begins on July 1, 2024 and ends on June 30, 2025.
The parties may renew it for up to three additional one-year terms by written amendment.
Either party may terminate this Memorandum with or without cause by giving thirty (30) calendar days' prior written notice.
# VII. Hold Harmless
Each party shall indemnify, defend and hold the other harmless from liability arising from its own negligence.""",
    (
        Party("Pell Harbor Police Department", Role.LOCAL, short="the Department"),
        Party("Pell Harbor Unified School District", Role.COUNTERPARTY, short="the District"),
    ),
    [
        ("topics", "de-escalation", "de-escalation"),
        ("topics", "mental-health-crisis", "crisis intervention"),
        ("personnel", "1 officer", "one full-time"),
        ("equipment", "Pell Harbor Police Department", "patrol vehicle"),
        ("equipment", "Pell Harbor Unified School District", "an office"),
        ("training_duty", None, "forty hours"),
        ("vetting", "background check", "background investigation"),
        ("powers", None, "make arrests"),
        ("powers", None, "shall not enforce federal immigration law"),
        ("supervision", "Pell Harbor Police Department", "under the supervision"),
        ("force_rules", "Pell Harbor Police Department", "use of force policy"),
        ("data_sharing", None, "Student records"),
        ("confidentiality", None, "confidential"),
        ("public_reporting", "Board of Education, every year, in open session", "public meeting"),
        ("oversight", "Board of Education", "Board of Education"),
        ("reporting", "arrests", "number of arrests"),
        ("reporting", "use of force", "uses of force"),
        ("complaints", None, "file a complaint"),
        ("civil_rights", None, "discriminate"),
        ("payer", "Pell Harbor Unified School District", "seventy-five percent"),
        ("payer", "Pell Harbor Police Department", "overtime"),
        ("amounts", "USD 94500 a school year", "$94,500"),
        ("effective", "2024-07-01", "July 1, 2024"),
        ("term", "until 2025-06-30", "June 30, 2025"),
        ("end_date", "2025-06-30", "June 30, 2025"),
        ("renewal", "1 year, up to 3 times, by written agreement", "three additional"),
        ("ends", "either party, 30 days' written notice", "thirty"),
        ("notice_days", "30", "thirty"),
        ("liability", "each party for its own", "hold the other harmless"),
    ],
    [("topics", "immigration"), ("topics", "use-of-force"), ("rights_vetting", None), ("topics", "surveillance")],
)
