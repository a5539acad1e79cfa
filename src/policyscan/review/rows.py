"""Make a person's answer, as a sheet or a form gives it, into a record that is kept."""

from __future__ import annotations

from collections.abc import Mapping

from policyscan.model import Judgement, is_person
from policyscan.review.answers import key_of, reading_of
from policyscan.store import Review


class UnusableRow(Exception):  # noqa: N818 (never leaves this package)
    """A row that cannot be used, in words."""


def as_review(row: Mapping[str, str], judgement: Judgement, documents: str, reviewer: str, at: str) -> Review:
    """The answer in a row of the sheet's columns; raises `UnusableRow`."""
    who = row["reviewer"] or reviewer.strip()
    if row["answer"] not in {"1", "0", ""}:
        raise UnusableRow(f"the answer is '{row['answer']}', not 1, 0 or nothing")
    if not who:
        raise UnusableRow("an answer without a reviewer")
    if not is_person(who):
        raise UnusableRow(f"'{who}' is no person's name")
    # Where the sheet's key is gone, the answer is taken to be about what is here now.
    reading, _, their_documents = (row.get("reading") or key_of(judgement, documents)).partition("-")
    is_current = reading == reading_of(judgement)
    seen = row.get("rules_say", "")
    return Review(
        place=judgement.place,
        measure=judgement.measure,
        answer=int(row["answer"]) if row["answer"] else None,
        comment=row["comment"],
        reviewer=who,
        at=at,
        reading=reading,
        documents=their_documents,
        rules_adopted=judgement.adopted if is_current else (int(seen) if seen in {"0", "1"} else None),
        rules_reason=judgement.reason_code if is_current else row.get("reason_code", ""),
        rules_by=judgement.by if is_current else row.get("rules_by", ""),
    )


def about_older(review: Review, judgement: Judgement, documents: Mapping[str, str]) -> str:
    """What an answer is about, where that is not what is here now."""
    if review.documents == documents.get(review.place.id):
        if review.reading == reading_of(judgement):
            return ""
        return "about an older reading of the same documents; kept, and shown as such"
    return "about documents that are no longer the ones in force; kept, but the rules' answer is shown"
