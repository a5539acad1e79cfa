"""Agreements of twelve kinds, invented for reading in tests, with what a person reads in them.

`WANTED` gives for each text its local party, counterparties, jurisdiction, direction, effective date, term, how it may
be ended, and its last day; blank where the text does not say.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one agreement says."""

    local: str
    others: tuple[str, ...]
    jurisdiction: str
    direction: str
    effective: str = ""
    term: str = ""
    ends: str = ""
    last: str = ""


LETTER = """SPOKANE POLICE DEPARTMENT
1100 W. Mallon Avenue, Spokane, Washington 99260
14 March 2016
Superintendent Kenji Arai
Hyogo Prefectural Police Headquarters
Nishinomiya, Japan
Dear Superintendent Arai:
This letter confirms the understanding reached between the Spokane Police Department and the Nishinomiya Police Station of the Hyogo Prefectural Police during your visit last October, as part of the sister city relationship of our two communities.
Each department will invite one officer of the other every other year for a stay of three weeks. Guests will ride along with patrol officers and visit schools and neighborhood police posts. They have no police authority while abroad.
Travel is paid by the department that sends its officer. The host arranges lodging with families.
We propose that this understanding begin on the first of May, 2016 and continue until one of us writes to the other that it should end.
If you agree, please sign and return the enclosed copy.
Sincerely,
Harriet L. Voss
Chief of Police
Agreed: ______________________
Superintendent Kenji Arai
Date: April 2, 2016"""

COURSE = """MEMORANDUM OF AGREEMENT
AMONG THE U.S. DEPARTMENT OF STATE, BUREAU OF INTERNATIONAL NARCOTICS AND LAW ENFORCEMENT AFFAIRS
AND THE MILWAUKEE POLICE DEPARTMENT
1. PARTIES. This Memorandum of Agreement is entered into between the Bureau of International Narcotics and Law Enforcement Affairs (INL) of the United States Department of State and the Milwaukee Police Department, Milwaukee, Wisconsin (MPD).
2. PURPOSE. MPD will provide subject matter experts to teach the course "Policing of Gender-Based Violence" at the International Law Enforcement Academy (ILEA) in Gaborone to police officers of partner nations.
3. VETTING. No student is admitted until INL has completed Leahy vetting of the student and the student's unit.
4. FUNDING. INL reimburses MPD for salaries, overtime, travel and per diem, not to exceed $94,000 per fiscal year.
5. DURATION. This MOA takes effect on October 1, 2019, and remains in effect through September 30, 2022, unless extended in writing. INL may terminate this MOA for the convenience of the Government upon thirty (30) days' written notice.
For INL: ____________ Date: 09/12/2019
For MPD: ____________ Date: 09/24/2019"""

JTTF = """FEDERAL BUREAU OF INVESTIGATION
VIOLENT CRIMES TASK FORCE
MEMORANDUM OF UNDERSTANDING
PARTIES
1. This Memorandum of Understanding (MOU) is entered into by and between the Federal Bureau of Investigation (FBI) and the Chattanooga Police Department (participating agency).
AUTHORITIES
2. Authority for the FBI to enter into this agreement can be found at Title 28, United States Code, Section 533.
SUPERVISION
3. Overall management of the task force shall be the shared responsibility of the agency heads. Officers assigned full time shall be deputized under Title 18 and shall act under the day-to-day supervision of the FBI Supervisory Special Agent.
4. Deputized officers of the participating agency possess federal arrest powers while so assigned.
COSTS
5. The FBI will, subject to funding, reimburse overtime under a separate Cost Reimbursement Agreement. Salaries are the responsibility of each agency.
DURATION
6. The term of this MOU is for the duration of the task force's operations, contingent upon approval of necessary funding, but may be terminated at any time upon written mutual consent of the agencies involved.
7. Any participating agency may withdraw from the task force at any time by written notification to the Supervisory Special Agent at least 30 days prior to withdrawal.
SIGNATORIES
Special Agent in Charge, Federal Bureau of Investigation Date: 6-3-2014
Chief, Chattanooga Police Department Date: 5-28-2014"""

TRIBAL = """CROSS-DEPUTIZATION AGREEMENT
THIS AGREEMENT is entered into pursuant to ARS § 13-3874 and the Law and Order Code of the Tohono O'odham Nation, between the Tohono O'odham Nation ("Nation"), a federally recognized Indian tribe, acting by and through its Police Department, and the Pima County Sheriff's Department ("Sheriff"), 1750 E. Benson Highway, Tucson.
Recitals. The Nation and the Sheriff both answer calls on lands where jurisdiction is a patchwork.
A. The Sheriff may issue commissions as reserve deputies to qualified officers of the Nation. The Nation may issue commissions as tribal officers to qualified deputies of the Sheriff.
B. A commissioned officer has the power to arrest under the law of the government that issued the commission and may cite non-Indians into the courts of the State of Arizona.
C. Each government insures its own officers. Neither waives sovereign immunity.
D. This Agreement is effective when approved by the Board of Supervisors and the Legislative Council and continues in effect indefinitely. Either party may revoke it on ten (10) days' written notice.
Approved January 19, 2010"""

GANG = """INTERLOCAL AGREEMENT CREATING THE TRI-COUNTY GANG TASK FORCE
WHEREAS, Chapter 39.34 RCW authorizes public agencies to enter into interlocal agreements;
This Interlocal Agreement is made and entered into by and among the City of Kennewick, Washington; the City of Pasco, Washington; the City of Richland, Washington; and Benton County, Washington, each a political subdivision and hereafter a "Member".
1. Purpose. The Members pool officers and detectives to investigate and disrupt criminal street gangs.
2. Officers of one Member acting in another Member's jurisdiction do so under the Washington Mutual Aid Peace Officers Powers Act, and render mutual assistance on request.
3. Executive Board. An Executive Board of the four chiefs and the sheriff oversees the task force and meets quarterly.
4. Budget. Each Member pays an equal share of the rent.
5. Duration. This Agreement shall commence on January 1, 2013, and shall continue for a period of two (2) years, and thereafter shall renew automatically for one-year terms. A Member may withdraw upon ninety (90) days' written notice to the Board.
DATED this 4th day of December, 2012."""

CAMERAS = """MEMORANDUM OF UNDERSTANDING
Sharing of Body-Worn Camera Evidence
Between:
The Office of the District Attorney for Bristol County
and
The New Bedford Police Department
I. Purpose: This Memorandum sets forth how digital recordings made by body-worn cameras of the New Bedford Police Department (the "Department") are made available to the Office of the District Attorney (the "Office").
II. The Department uploads recordings that relate to a charge within five business days. The Office discloses them to the defense as the rules of the Commonwealth of Massachusetts require.
III. Retention. Recordings are retained for seven years after final disposition.
IV. Costs. The Office pays for its own user licenses; there is no charge for storage.
V. This Memorandum shall take effect on February 15, 2021. It shall remain in effect for a term of three years and may be extended by written amendment. Either the Office or the Department may terminate it on sixty days' notice in writing.
Signed:
District Attorney, Bristol County  Date: February 9, 2021
Chief of Police, New Bedford  Date: February 11, 2021"""

INTERPOL = """COOPERATION ARRANGEMENT
The New South Wales Police Force, 1 Charles Street, Parramatta ("NSWPF"), and the International Criminal Police Organization - INTERPOL, General Secretariat, Lyon ("INTERPOL"), hereinafter jointly called the Participants,
DESIRING to improve the identification of victims in images of child abuse,
HAVE COME TO THE FOLLOWING UNDERSTANDING:
Paragraph 1 NSWPF seconds one analyst to the General Secretariat. INTERPOL gives the analyst access to its image database and trains the analyst in its use.
Paragraph 2 INTERPOL will deliver a course on image analysis to twenty officers of NSWPF in each year.
Paragraph 3 NSWPF meets the salary of the analyst; INTERPOL bears all costs of the courses.
Paragraph 4 This Arrangement comes into effect on the date of the last signature and will remain in effect for two years. A Participant may terminate it by giving the other three months' notice in writing.
Signed in two originals in English.
For the New South Wales Police Force: Sydney, 11 August 2015
For INTERPOL: Lyon, 3 September 2015"""

ACADEMY = """AFFILIATION AGREEMENT
THIS AFFILIATION AGREEMENT ("Agreement") is by and between HAWKEYE COMMUNITY COLLEGE, an Iowa community college located at 1501 East Orange Road, Waterloo, Iowa ("College"), on behalf of its Regional Police Academy, and the CITY OF CEDAR FALLS, IOWA, a municipal corporation, on behalf of its Department of Public Safety ("City").
1. City's recruits. College shall admit up to eight (8) recruits of City to each session of the Academy and shall teach them the basic curriculum of the Iowa Law Enforcement Academy.
2. Tuition. City shall pay College $6,150 per recruit.
3. Instructors. City may lend range officers to College without charge.
4. Term. The initial term of this Agreement shall commence on July 1, 2017 and end on June 30, 2020. Either party may terminate this Agreement without cause by giving not less than 120 days' prior written notice.
IN WITNESS WHEREOF, the parties have executed this Agreement on the dates below.
HAWKEYE COMMUNITY COLLEGE By: ____________ Date: 6/14/17
CITY OF CEDAR FALLS By: ____________ Date: 6/19/17"""

PRIVATE = """PROFESSIONAL SERVICES CONTRACT NO. 21-0447
for
TACTICAL TRAINING
This Contract is made as of the 9th day of August, 2021 (the "Effective Date") by and between Ironwood Protective Group, LLC, a limited liability company of the State of Delaware with its principal office at 88 Harbor Way, Norfolk, Virginia 23510 ("Contractor"), and the Reno Police Department, 455 East Second Street, Reno, Nevada 89502 ("Department").
1.0 SCOPE. Contractor shall conduct four courses in building search, hostage rescue and the use of drones for members of the Department. Contractor's instructors include former members of the special forces of Israel and the United Kingdom.
2.0 COMPENSATION. Department shall pay Contractor a fixed price of $38,500 per course.
3.0 TERM. This Contract shall begin on the Effective Date and shall run for eighteen (18) months.
4.0 TERMINATION. Department may terminate this Contract for convenience on ten (10) days' written notice. Either party may terminate for cause immediately.
ACCEPTED:
Ironwood Protective Group, LLC
Date: August 3, 2021
Reno Police Department
Date: August 9, 2021"""

SWAT = """REGIONAL SWAT MUTUAL AID COMPACT
This Compact, dated as of the 1st of January, 2018, is among the following municipalities of the State of Connecticut:
Town of Avon
Town of Canton
Town of Farmington
Town of Granby
Town of Simsbury
Town of Suffield
(each a "Town").
Section 1. The Towns hereby form the Farmington Valley Emergency Services Team.
Section 2. Whenever the chief of a Town asks for the Team, each other Town shall, if its own safety permits, send its members. The requesting Town is in command.
Section 3. A Town that lends officers pays their wages and insures them. No Town charges another.
Section 4. Members train together one day each month.
Section 5. This Compact shall remain in force for a period of ten (10) years from the date first written above. Any Town may withdraw by giving the other Towns six (6) months' written notice.
IN WITNESS WHEREOF the Towns have caused this Compact to be signed by their Chief Executive Officers."""

LIAISON = """BORDER LIAISON ARRANGEMENT
An arrangement between the Chief Constable of Dumfries and Galloway Constabulary and the Chief Constable of Cumbria Constabulary as to officers who cross the border in the course of duty
1 Interpretation. In this arrangement "the host force" means the force into whose area an officer passes.
2 Liaison officers. Each Chief Constable shall appoint a superintendent as liaison officer. They shall meet every quarter at Gretna.
3 Mutual aid. Assistance under section 98 of the Police Act 1996 shall be requested through the control room of the host force. Each force may send officers on exchange to the other for up to one month.
4 Complaints. A complaint is recorded by the host force and passed to the force of the officer.
5 Charges. No charge shall be made for assistance of less than twelve hours' duration.
6 Commencement. This arrangement shall have effect from 1 April 2006 and shall be reviewed annually. It may be determined by either Chief Constable on giving 3 months' notice in writing to the other.
Dated 20 March 2006"""

PROGRAMME = """International Police Exchange: Programme Description
Edmonton Police Service and Politie Amsterdam
The International Police Exchange brings together the Edmonton Police Service (Alberta, Canada) and the Amsterdam Police Unit of the National Police of the Netherlands.
What happens. Each year three constables from Edmonton work for six weeks in Amsterdam and three agents from Amsterdam work for six weeks in Edmonton. Participants shadow a colleague of the same rank.
Themes. Problem-oriented policing, missing persons, diversity in recruitment.
Money. Each service pays its own participants. Housing is exchanged.
Selection. Candidates have at least five years of service and a clean disciplinary record.
Duration. The programme started on 1 September 2018. It has no end date and can be stopped by either service at the end of a calendar year.
Contact: International Affairs, Edmonton Police Service"""

TEXTS = {
    "letter": LETTER, "course": COURSE, "task force": JTTF, "tribal": TRIBAL, "gang": GANG, "cameras": CAMERAS,
    "interpol": INTERPOL, "academy": ACADEMY, "private": PRIVATE, "swat": SWAT, "liaison": LIAISON,
    "programme": PROGRAMME,
}  # fmt: skip
WANTED = {
    "letter": Wanted("Spokane Police Department", ("Nishinomiya Police Station of the Hyogo Prefectural Police",),
                     "Washington", "mutual exchange", "2016-05-01", "until terminated"),
    "course": Wanted("Milwaukee Police Department", ("Bureau of International Narcotics and Law Enforcement Affairs",),
                     "Wisconsin", "outbound training", "2019-10-01", "3 years",
                     "Bureau of International Narcotics and Law Enforcement Affairs, 30 days' written notice", "2022-09-30"),
    "task force": Wanted("Chattanooga Police Department", ("Federal Bureau of Investigation",), "Tennessee", "delegation",
                         "", "for the duration of the task force's operations", "any party, 30 days' written notice"),
    "tribal": Wanted("Pima County Sheriff's Department", ("Tohono O'odham Nation",), "Arizona", "delegation", "approval",
                     "indefinite", "either party, 10 days' written notice"),
    "gang": Wanted("City of Kennewick", ("City of Pasco", "City of Richland", "Benton County"), "Washington",
                   "mutual exchange", "2013-01-01", "2 years", "any party, 90 days' written notice", "2014-12-31"),
    "cameras": Wanted("New Bedford Police Department", ("Office of the District Attorney for Bristol County",), "Massachusetts",
                      "", "2021-02-15", "3 years", "either party, 60 days' written notice", "2024-02-14"),
    "interpol": Wanted("New South Wales Police Force", ("International Criminal Police Organization - INTERPOL",),
                       "New South Wales", "inbound training", "last signature", "2 years", "any party, 3 months' written notice",
                       "2017-09-02"),
    "academy": Wanted("City of Cedar Falls", ("Hawkeye Community College",), "Iowa", "inbound training", "2017-07-01",
                      "3 years", "either party, 120 days' written notice", "2020-06-30"),
    "private": Wanted("Reno Police Department", ("Ironwood Protective Group, LLC",), "Nevada", "inbound training", "2021-08-09",
                      "18 months", "Reno Police Department, 10 days' written notice", "2023-02-08"),
    "swat": Wanted("Town of Avon", ("Town of Canton", "Town of Farmington", "Town of Granby", "Town of Simsbury", "Town of Suffield"),
                   "Connecticut", "mutual exchange", "2018-01-01", "10 years", "any party, 6 months' written notice", "2027-12-31"),
    "liaison": Wanted("Dumfries and Galloway Constabulary", ("Cumbria Constabulary",), "United Kingdom", "mutual exchange",
                      "2006-04-01", "indefinite", "either party, 3 months' written notice"),
    "programme": Wanted("Edmonton Police Service", ("Amsterdam Police Unit of the National Police of the Netherlands",), "Alberta",
                        "mutual exchange", "2018-09-01", "indefinite", "either party"),
}  # fmt: skip
