"""Persons' answers, kept beside the judgements that they are about."""

from __future__ import annotations

from dataclasses import dataclass

from policyscan.model import Place
from policyscan.store.base import Part, marks
from policyscan.store.database import Row

_REVIEW = (
    "place, region, country, measure, answer, comment, reviewer, at, reading, documents, rules_adopted, rules_reason, "
    "rules_by"
)


@dataclass(frozen=True, slots=True)
class Review:
    """What one person answered for one cell, when and why, and what the rules said then.

    `answer` is 1, 0, or None where there is a comment only; `at` is ISO 8601. `reading` and
    `documents` tell which judgement and which documents it is about.
    """

    place: Place
    measure: str
    answer: int | None
    comment: str
    reviewer: str
    at: str
    reading: str
    documents: str
    rules_adopted: int | None
    rules_reason: str
    rules_by: str

    @property
    def says(self) -> tuple[object, ...]:
        """All but the time: equal for the same answer given twice."""
        return (self.place.id, self.measure, self.answer, self.comment, self.reviewer, self.reading, self.documents)


class Reviews(Part):
    """What persons answered."""

    def put_review(self, review: Review) -> bool:
        """Keep an answer; False where this person's last answer for the cell was the same."""
        place = review.place
        with self._database.transaction():
            last = self._database.row(
                f"""
                SELECT {_REVIEW} FROM reviews WHERE place_id = ? AND measure = ? AND reviewer = ?
                ORDER BY position DESC LIMIT 1
                """,  # noqa: S608
                (place.id, review.measure, review.reviewer),
            )
            if last is not None and _as_review(last).says == review.says:
                return False
            self._database.run(
                f"INSERT INTO reviews (place_id, {_REVIEW}) VALUES ({marks(14)})",  # noqa: S608
                (
                    place.id,
                    place.name,
                    place.region,
                    place.country,
                    review.measure,
                    review.answer,
                    review.comment,
                    review.reviewer,
                    review.at,
                    review.reading,
                    review.documents,
                    review.rules_adopted,
                    review.rules_reason,
                    review.rules_by,
                ),
            )
        return True

    def reviews(self) -> tuple[Review, ...]:
        """All answers ever given, oldest first."""
        return tuple(map(_as_review, self._database.rows(f"SELECT {_REVIEW} FROM reviews ORDER BY position")))  # noqa: S608


def _as_review(row: Row) -> Review:
    return Review(Place(*row[:3]), *row[3:])
