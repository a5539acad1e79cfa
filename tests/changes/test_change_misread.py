"""Pages read by OCR: letters that it mistook are no change, a word in another's place is."""

from __future__ import annotations

import pytest
from change_lines import AFTER, BEFORE, between, kinds, made

from policyscan.changes import misread
from policyscan.changes.misread import is_misread
from policyscan.model import ChangeKind

BY_OCR = {"ocr_pages": frozenset({1})}


def test_letters_that_ocr_misread_are_no_change_on_a_page_it_read():
    wrong = AFTER.replace("academy", "acadenny")
    assert kinds(made(BEFORE, wrong, **BY_OCR), made(BEFORE, AFTER)) == []
    assert kinds(made(BEFORE, AFTER), made(BEFORE, wrong)) == [ChangeKind.REWORDED]


def test_what_is_no_word_on_a_printed_page_was_not_misread():
    wrong = AFTER.replace("academy", "acadenny")
    assert kinds(made(BEFORE, wrong), made(BEFORE, AFTER, **BY_OCR)) == [ChangeKind.REWORDED]


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("academy", "acadcrny"),
        ("course", "conrse"),
        ("attend", "altend"),
        ("shall", "shail"),
        ("six", "slx"),
        ("the", "tbe"),
        ("performance", "perfonnance"),
        ("performance", "perfrmance"),
        ("review", "revievv"),
        ("period", "periocl"),
    ],
)
def test_typical_mistakes(word: str, wrong: str):
    line = "Members shall attend the course at the academy, a review of performance over a period of six weeks."
    assert kinds(made(BEFORE, line), made(BEFORE, line.replace(f" {word}", f" {wrong}", 1), **BY_OCR)) == []


def test_a_number_is_never_misread():
    one, other = (made(f"A report is filed within {hours} hours.", **BY_OCR) for hours in (24, 72))
    assert kinds(one, other) == [ChangeKind.REWORDED]


@pytest.mark.parametrize(
    ("old", "new"),
    [("six", "sixty"), ("seven", "seventy"), ("eight", "eighty"), ("seven", "eleven"), ("fifteen", "sixteen"), ("six", "ten")],
)  # fmt: skip
def test_a_number_word_is_not_misread_for_another(old: str, new: str):
    line = "A report shall be filed within {} hours of the event."
    assert between(line.format(old), line.format(new), **BY_OCR) == [ChangeKind.WEAKENED]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("armed", "unarmed"),
        ("lawful", "unlawful"),
        ("lawful", "awful"),
        ("lethal", "nonlethal"),
        ("lethal", "less-lethal"),
        ("resisting", "unresisting"),
        ("resisting", "unrcsisting"),
        ("certified", "decertified"),
        ("proper", "improper"),
        ("regular", "irregular"),
        ("legal", "illegal"),
        ("orderly", "disorderly"),
        ("typical", "atypical"),
        ("reasonable", "unreasonable"),
        ("approved", "unapproved"),
        ("major", "minor"),
        ("harmless", "harmful"),
        ("injured", "injuring"),
        ("fail", "fall"),
        ("count", "court"),
        ("step", "stop"),
        ("patrol", "petrol"),
        ("detainee", "detained"),
    ],
)
def test_a_word_is_not_misread_for_another(old: str, new: str):
    line = "Members speak of {} conduct at the desk."
    assert between(line.format(old), line.format(new), **BY_OCR) == [ChangeKind.REWORDED]


def test_what_stands_elsewhere_or_the_rules_know_is_a_word():
    assert is_misread(["tasers"], ["lasers"], by_ocr=(True, True), known={"lasers"})
    assert not is_misread(["tasers"], ["lasers"], by_ocr=(True, True), known={"lasers", "tasers"})
    assert not is_misread(["nay"], ["may"], by_ocr=(True, True), known={"may"})
    assert between("Members wilfully ignore nobody.", "Members willfully ignore nobody.", **BY_OCR) != []


def test_without_a_vocabulary_nothing_is_taken_for_misread(monkeypatch: pytest.MonkeyPatch):
    words = {"gone": ["academy"], "come": ["acadenny"], "by_ocr": (False, True), "known": {"academy"}}
    assert is_misread(**words)
    monkeypatch.setattr(misread, "_vocabulary", lambda: None)
    assert not is_misread(**words)
