"""What agreements and reports say comes back as it was put, one reading for each document."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_records import make_document, make_listing

from policyscan.model import (
    Accusation,
    Agreement,
    Box,
    Cue,
    Firmness,
    Form,
    Kind,
    ParsedDocument,
    Party,
    Recommendation,
    ReportReading,
    Role,
    Term,
)
from policyscan.store import Store

_words = st.text(max_size=12)
_strings = st.lists(_words, max_size=3).map(tuple)
_at = st.integers(0, 10_000)
_shares = st.floats(0, 1)
_boxes = st.builds(Box, st.integers(1, 9), *[st.floats(0, 2_000)] * 4)
_parties = st.builds(Party, _words, st.sampled_from(Role), _words, _words, _words, _at, _at, _at, _shares)
_terms = st.builds(Term, _words, _words, _at, _at, _at, _shares, _words, st.none() | _boxes, _words)
_cues = st.lists(st.builds(Cue, _words, _words, _at, _at), max_size=2).map(tuple)


def put(store: Store, name: str = "a", *, listed: bool = True, kind: Kind = Kind.AGREEMENT) -> ParsedDocument:
    data = name.encode()
    document = make_document(data)
    store.put_blob(data)
    store.put_document(document, size_bytes=len(data))
    if listed:
        store.put_listing(replace(make_listing(document, file=f"{name}.pdf"), kind=kind))
    return document


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.sampled_from(Form),
    parties=st.lists(_parties, max_size=3).map(tuple),
    terms=st.lists(_terms, max_size=3).map(tuple),
)
def test_an_agreement_comes_back_as_it_was_put(store: Store, form: Form, parties, terms) -> None:
    document = put(store)
    agreement = Agreement(document.sha256, form, parties, terms)
    store.put_agreement(agreement)
    assert store.agreement(document.sha256) == agreement
    assert store.agreements() == (agreement,)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_report_comes_back_as_it_was_put(store: Store, data: st.DataObject) -> None:
    document = put(store, kind=Kind.RIGHTS_REPORT)
    sha = st.just(document.sha256)
    accusations = st.builds(
        Accusation, sha, _at, _at, _at, _strings, st.sampled_from(Firmness), _words, _words, _words, _strings, _strings,
        _words, _cues,
    )  # fmt: skip
    recommendations = st.builds(
        Recommendation, sha, _words, _at, _at, _at, _words, _strings, _words, _at, _at, st.integers(0, 5), _strings
    )
    reading = ReportReading(
        document.sha256,
        tuple(data.draw(st.lists(accusations, max_size=3))),
        tuple(data.draw(st.lists(recommendations, max_size=3))),
        tuple(data.draw(st.lists(st.tuples(_words, _words), max_size=3))),
    )
    store.put_report_reading(reading)
    assert store.report_reading(document.sha256) == reading
    assert store.report_readings() == (reading,)


def test_a_new_reading_takes_the_place_of_the_one_before(store: Store) -> None:
    document = put(store)
    first = Agreement(document.sha256, Form.AGREEMENT, (Party("A", Role.LOCAL),))
    store.put_agreement(first)
    store.put_agreement(replace(first, form=Form.POLICY, parties=()))
    assert store.agreement(document.sha256) == Agreement(document.sha256, Form.POLICY)


def test_what_is_not_read_or_not_listed_is_not_given(store: Store) -> None:
    document = put(store, listed=False)
    assert store.agreement(document.sha256) is None
    assert store.report_reading(document.sha256) is None
    store.put_agreement(Agreement(document.sha256, Form.AGREEMENT))
    assert store.agreements() == ()


def test_a_document_listed_as_something_else_is_no_agreement_any_more(store: Store) -> None:
    document = put(store, kind=Kind.POLICY)
    store.put_agreement(Agreement(document.sha256, Form.AGREEMENT))
    store.put_report_reading(ReportReading(document.sha256))
    assert store.agreements() == ()
    assert store.report_readings() == ()


def test_another_parse_of_the_same_bytes_drops_what_was_read(store: Store) -> None:
    document = put(store)
    store.put_agreement(Agreement(document.sha256, Form.AGREEMENT, (Party("A", Role.LOCAL, start=0, end=5),)))
    store.put_document(make_document(b"a", word="weapon"), size_bytes=1)
    assert store.agreement(document.sha256) is None
