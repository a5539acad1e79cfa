"""What agreements say: whole agreements, the rows of the rule file, and how each term is quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.agreements.test_terms_abroad import EXCHANGE, SHERIFF, STATES
from tests.agreements.test_terms_home import CONTRACT, PACT, SCHOOL

from policyscan.agreements.terms import ORDER, find_terms
from policyscan.agreements.terms_context import context_of
from policyscan.agreements.terms_duties import by_row
from policyscan.agreements.terms_rules import cue, rows, table
from policyscan.extract import document_of
from policyscan.model import Party, Role

INVENTED = {
    "sheriff and foreign academy": SHERIFF,
    "exchange programme": EXCHANGE,
    "two states": STATES,
    "mutual aid": PACT,
    "training contract, scanned": CONTRACT,
    "school officer": SCHOOL,
}
ICE = Party("US Immigration and Customs Enforcement", Role.COUNTERPARTY, short="ICE")
SHERIFFS = Party("Tamarack County Sheriff's Office", Role.LOCAL, short="LEA", country="US")
ROWS = [pytest.param(row, id=f"{row.name}: {row.value}: {number}") for number, row in enumerate(rows())]
SAMPLE = Path(__file__).parent.parent.parent / "corpora" / "sample"


@pytest.mark.parametrize("name", INVENTED)
def test_an_invented_agreement_gives_what_a_reader_finds(name):
    text, parties, expected, absent = INVENTED[name]
    terms = find_terms(document_of(text), parties)
    quotes = [(term.name, term.value, text[term.start : term.end].lower()) for term in terms]
    missed = [
        (wanted, value, words)
        for wanted, value, words in expected
        if not any(n == wanted and value in (None, v) and words.lower() in quote for n, v, quote in quotes)
    ]
    said = [(n, v) for n, v, _ in quotes for wanted, value in absent if n == wanted and value in (None, v)]
    assert (missed, said) == ([], [])


@pytest.mark.parametrize("row", ROWS)
def test_rows_read_their_examples_and_refuse_their_near_misses(row):
    def reads(text: str) -> bool:
        context = context_of(document_of(text), (SHERIFFS, ICE))
        return any(by_row(context, clause, row) for clause in context.clauses)

    assert [text for text in row.examples if not reads(text)] == []
    assert [text for text in row.near_misses if reads(text)] == []


def test_every_cue_compiles():
    assert [name for name in table()["cues"] if cue(name).search("") is not None] == []


def test_terms_come_in_order_and_quote_whole_clauses_of_the_document():
    text, parties = SCHOOL[:2]
    terms = find_terms(document_of(text), parties)
    names = [term.name for term in terms]
    assert sorted(names, key=ORDER.index) == names
    for term in terms:
        quote = text[term.start : term.end]
        assert quote == quote.strip()
        assert 0 < len(quote) < 900
        assert "\n" not in quote
        assert 0 < term.confidence <= 1


def test_the_surest_of_a_name_comes_first():
    terms = find_terms(
        document_of("HBPD may end this agreement.\nEither party may terminate it on 30 days' written notice."), ()
    )
    ends = [term.value for term in terms if term.name == "ends"]
    assert ends[0] == "either party, 30 days' written notice"


def test_a_heading_gives_nothing():
    text = "# XI. ICE SUPERVISION\n# TRAINING IN CROWD CONTROL\n# TERM: THREE YEARS\nThe parties agree."
    assert find_terms(document_of(text), (SHERIFFS, ICE)) == ()


def test_a_scan_is_read_and_its_printed_words_are_quoted():
    text = "The tenns ofthis MOA: it sha11 remain in effect for two (2) years.\nThe LEA shall follow OHS and ICE policies and procedures, including the use of force policy."
    terms = {term.name: term for term in find_terms(document_of(text), (SHERIFFS, ICE))}
    assert terms["term"].value == "2 years"
    assert text[terms["term"].start : terms["term"].end].startswith("The tenns ofthis MOA")
    assert terms["force_rules"].value == "DHS and ICE policies and procedures"
    assert "OHS" in text[terms["force_rules"].start : terms["force_rules"].end]


def test_short_names_become_the_parties_names():
    parties = (
        Party("City of Harrow Bend", Role.LOCAL, short="the City"),
        Party("Ivrenian National Police", Role.COUNTERPARTY, short="INP"),
    )
    terms = find_terms(document_of("The City pays for fuel.\nINP bears the cost of travel."), parties)
    assert [term.value for term in terms if term.name == "payer"] == ["City of Harrow Bend", "Ivrenian National Police"]


def test_powers_are_one_term_each():
    text = (
        "Personnel are authorized to perform the following functions:\n"
        "(a) The power and authority to interrogate any person believed to be an alien (INA \u00a7 287(a)(1));\n"
        "(b) The power to serve warrants of removal, 8 U.S.C. \u00a7 1357(a), at the time of release."
    )
    powers = [term.value for term in find_terms(document_of(text), (SHERIFFS, ICE)) if term.name == "powers"]
    assert powers == ["interrogate any person believed to be an alien", "serve warrants of removal"]


def test_without_parties_the_words_of_the_text_stand():
    terms = find_terms(document_of("The Contractor shall pay for lodging."), ())
    assert [(term.name, term.value) for term in terms] == [("payer", "Contractor")]


def test_a_policy_text_without_terms_gives_none():
    assert find_terms(document_of("Officers shall keep their uniforms clean.\nThe map is in the office."), ()) == ()


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("agreement-2022-017.pdf", {("term", "3 years"), ("effective", "last signature"), ("renewal", "1 year, automatic unless 60 days' notice"), ("amounts", "USD 61500 a year"), ("topics", "crowd-control"), ("topics", "surveillance")}),
        ("agreement-2019-088.pdf", {("term", "5 years"), ("renewal", "like terms, automatic unless a Party votes not to renew"), ("topics", "crowd-control"), ("payer", "no payment")}),
        ("agreement-2021-054.pdf", {("effective", "2021-06-01"), ("end_date", "2023-12-31"), ("rights_vetting", "yes"), ("topics", "firearms"), ("audit", "City Auditor")}),
    ],
)  # fmt: skip
def test_the_sample_agreements(file, wanted):
    from policyscan.parse import parse

    document = parse((SAMPLE / file).read_bytes(), ocr=False).document
    assert wanted <= {(term.name, term.value) for term in find_terms(document, ())}


@pytest.mark.real
def test_real_memoranda_have_their_terms_on_a_page(real_corpus):
    from policyscan.parse import parse

    files = sorted((real_corpus / "agreements").glob("memorandum-*.pdf"))[:3]
    assert files
    for file in files:
        document = parse(file.read_bytes(), ocr=False).document
        found = {term.name: term for term in reversed(find_terms(document, (SHERIFFS, ICE)))}
        assert found["effective"].value == "last signature", file.name
        assert found["term"].value == "until terminated", file.name
        assert {"payer", "powers", "supervision", "vetting", "civil_rights", "training_duty"} <= set(found), file.name
        assert "rights_vetting" not in found
