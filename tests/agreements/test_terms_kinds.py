"""Agreements of twelve kinds: who agrees, where, which way training goes, from when to when, and how it ends."""

from __future__ import annotations

from functools import lru_cache

import pytest
from tests.agreements.kinds import TEXTS, WANTED

from policyscan.agreements.whole import read_all
from policyscan.extract.reading import document_of
from policyscan.model import Agreement, Role
from policyscan.who import country

KINDS = sorted(TEXTS)


@lru_cache(maxsize=16)
def agreement_of(kind: str) -> Agreement:
    return read_all(document_of(TEXTS[kind]))


def first(agreement: Agreement, name: str) -> str:
    return next((term.value for term in agreement.named(name) if term.value), "")


def test_every_text_is_read_by_hand() -> None:
    assert set(TEXTS) == set(WANTED)


@pytest.mark.parametrize("kind", KINDS)
def test_the_local_party_and_the_others(kind: str) -> None:
    agreement, wanted = agreement_of(kind), WANTED[kind]
    local = agreement.party(Role.LOCAL)
    assert local is not None
    assert local.name == wanted.local
    assert tuple(p.name for p in agreement.parties if p.role is Role.COUNTERPARTY) == wanted.others


@pytest.mark.parametrize("kind", KINDS)
def test_the_jurisdiction_is_the_state_or_province_of_the_local_party(kind: str) -> None:
    local = agreement_of(kind).party(Role.LOCAL)
    assert local is not None
    found = country(local.country)
    assert (local.region or (found.name if found else "")) == WANTED[kind].jurisdiction


@pytest.mark.parametrize("kind", KINDS)
def test_the_direction(kind: str) -> None:
    assert first(agreement_of(kind), "direction") == WANTED[kind].direction


@pytest.mark.parametrize("kind", KINDS)
def test_from_when_and_for_how_long(kind: str) -> None:
    agreement, wanted = agreement_of(kind), WANTED[kind]
    assert first(agreement, "effective") == wanted.effective
    assert first(agreement, "term") == wanted.term


@pytest.mark.parametrize("kind", KINDS)
def test_how_it_ends(kind: str) -> None:
    ends = [term.value for term in agreement_of(kind).named("ends")]
    assert WANTED[kind].ends in ends if WANTED[kind].ends else not ends


@pytest.mark.parametrize("kind", [kind for kind in KINDS if WANTED[kind].effective != "last signature"])
def test_its_last_day(kind: str) -> None:
    assert first(agreement_of(kind), "end_date") == WANTED[kind].last
