"""Give the uncertain cells one after another, and keep an answer to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import Judgement
from policyscan.review.answers import documents_of, fold, key_of, last_words, question_of, uncertain
from policyscan.review.rows import UnusableRow, about_older, as_review
from policyscan.store import Review
from policyscan.taxonomy import Taxonomy

if TYPE_CHECKING:
    from policyscan.store import Store

# More is no name and no remark, but a file in the wrong field.
NAME_CHARACTERS = 200
COMMENT_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class ReviewCell:
    """A cell to look at, as the rules judge it, with each person's last answer about the same documents.

    `seen` goes along with an answer, so that it stays tied to what the person had before them.
    """

    judgement: Judgement
    question: str
    reading: str
    answers: tuple[Review, ...]

    @property
    def seen(self) -> dict[str, str]:
        """What the rules say here, in the names of the sheet's columns."""
        judgement = self.judgement
        said = "" if judgement.adopted is None else str(judgement.adopted)
        return {
            "reading": self.reading,
            "rules_say": said,
            "reason_code": judgement.reason_code,
            "rules_by": judgement.by,
        }

    def answer_of(self, reviewer: str) -> Review | None:
        """The last answer of one person."""
        return next((review for review in self.answers if review.reviewer == reviewer), None)

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        judgement = self.judgement
        return {
            "place": judgement.place.name,
            "region": judgement.place.region,
            "country": judgement.place.country,
            "measure": judgement.measure,
            "question": self.question,
            "state": judgement.state.value,
            "adopted": judgement.adopted,
            "confidence": round(judgement.confidence, 4),
            "reason": judgement.reason,
            **self.seen,
            "answers": [_plain(review) for review in self.answers],
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as it was kept; `is_new` is False where this person's last one was the same.

    `older` says what it is about, where that is not what is here now.
    """

    review: Review
    is_new: bool
    older: str

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        place = self.review.place
        where = {"place": place.name, "region": place.region, "country": place.country, "measure": self.review.measure}
        return {**where, **_plain(self.review), "is_new": self.is_new, "older": self.older}


def queue(
    store: Store, taxonomy: Taxonomy, *, below: float | None, places: Sequence[str] = (), measures: Sequence[str] = ()
) -> tuple[ReviewCell, ...]:
    """The uncertain cells, the contested and the unreadable, least certain first, answered or not.

    `places` are names or ids; none means all. With None as `below`, every cell. Raises `QueryError` unless
    `below` is 0 to 1.
    """
    found = judged(store, places, measures)
    chosen = sorted(found, key=lambda one: one.confidence) if below is None else uncertain(found, below)
    answers, documents = last_words(store), documents_of(store)
    cells = []
    for judgement in chosen:
        here = documents.get(judgement.place.id, "")
        given = answers.get((judgement.place.id, judgement.measure), {})
        standing = tuple(review for review in given.values() if review.documents == here)
        cells.append(ReviewCell(judgement, question_of(taxonomy, judgement.measure), key_of(judgement, here), standing))
    return tuple(cells)


def answer_cell(
    store: Store,
    place: str,
    measure: str,
    answer: int | None,
    *,
    reviewer: str,
    comment: str = "",
    seen: Mapping[str, str] | None = None,
) -> Kept:
    """Keep one person's answer to one cell; their last word counts.

    `place` is a name, "name, region, country" or an id; `answer` is 1, 0 or, with a comment, None. `seen`
    is what they had before them (`ReviewCell.seen`), by default what is here now. Raises `QueryError`
    for a cell that is not here, and for an answer that cannot be kept.
    """
    from policyscan.store.base import now

    comment = comment.strip()
    reviewer = " ".join(reviewer.split())
    for name, text, most in (("name", reviewer, NAME_CHARACTERS), ("comment", comment, COMMENT_CHARACTERS)):
        if len(text) > most:
            raise QueryError(f"the {name} has {len(text):,} characters", fix=f"Use at most {most:,}.")
    if answer is None and not comment:
        raise QueryError("neither an answer nor a comment was given", fix="Answer yes or no, or write a comment.")
    judgement = _one_cell(store, place, measure)
    documents = documents_of(store)
    row = {**(seen or {}), "comment": comment, "reviewer": reviewer, "answer": "" if answer is None else str(answer)}
    try:
        review = as_review(row, judgement, documents.get(judgement.place.id, ""), "", now())
    except UnusableRow as error:
        raise QueryError(str(error), fix="Give 1, 0 or nothing as the answer, and the name of a person.") from None
    is_new = store.put_review(review)
    return Kept(review, is_new, about_older(review, judgement, documents))


def last_kept(store: Store, place_id: str, measure: str, reviewer: str) -> Kept | None:
    """What one person last gave for a cell, held against what is here now; None where there is nothing."""
    given = [
        review
        for review in store.reviews()
        if (review.place.id, review.measure, review.reviewer) == (place_id, measure, reviewer)
    ]
    here = store.judgements(places=[place_id], measures=[measure])
    return Kept(given[-1], False, about_older(given[-1], here[0], documents_of(store))) if given and here else None


def judged(store: Store, places: Sequence[str], measures: Sequence[str]) -> tuple[Judgement, ...]:
    """The rules' judgements of these places (names or ids) and measures; none named means all."""
    return store.judgements(places=places or None, measures=measures or None)


def _one_cell(store: Store, place: str, measure: str) -> Judgement:
    wanted = fold(place)
    found = [
        judgement
        for judgement in store.judgements(measures=[measure])
        if wanted in {judgement.place.id, fold(judgement.place.name), fold(judgement.place.full_name)}
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise QueryError(f"there is no cell '{place}', '{measure}' here", fix="Name a place and a measure of compare.")
    choices = " or ".join(f"'{judgement.place.full_name}'" for judgement in found)
    raise QueryError(f"there are {len(found)} places '{place}' here", fix=f"Name one of them: {choices}.")


def _plain(review: Review) -> dict[str, object]:
    names = ("answer", "comment", "reviewer", "at", "reading", "documents", "rules_adopted", "rules_reason", "rules_by")
    return {name: getattr(review, name) for name in names}
