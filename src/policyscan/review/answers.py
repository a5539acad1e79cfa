"""Show persons' answers before the rules' own, and say what each is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import Judgement, State, content_id
from policyscan.store import Review
from policyscan.taxonomy import Taxonomy

if TYPE_CHECKING:
    from policyscan.store import Store

# What a person said is as sure as anything here can be.
_SURE = 1.0
CellKey = tuple[str, str]


def reading_of(judgement: Judgement) -> str:
    """The same as long as a judgement says the same on the same evidence."""
    spans = [f"{e.sha256}:{e.start}:{e.end}" for e in judgement.evidence]
    return content_id("reading", judgement.state, judgement.adopted, judgement.reason_code, *spans)


def documents_of(store: Store) -> dict[str, str]:
    """For each place's id, what stays the same as long as the same documents are in force there."""
    from policyscan.judging import in_force

    return {
        place.id: content_id("documents", *sorted({listing.sha256 for listing in listings}))
        for place, listings in in_force(store).items()
    }


def overlay(store: Store, taxonomy: Taxonomy, judgements: Sequence[Judgement]) -> list[Judgement]:
    """Judgements with a person's answer in place of the rules' one, which the reason then names.

    An answer stands as long as the place's documents are the same; about others it is only named.
    """
    answers = last_words(store)
    if not answers:
        return list(judgements)
    documents = documents_of(store)
    return [
        _answered(judgement, list(found.values()), documents.get(judgement.place.id, ""), taxonomy)
        if (found := answers.get((judgement.place.id, judgement.measure)))
        else judgement
        for judgement in judgements
    ]


def last_words(store: Store) -> dict[CellKey, dict[str, Review]]:
    """The last answer of each reviewer to each cell, the latest of them at the end."""
    answers: dict[CellKey, dict[str, Review]] = defaultdict(dict)
    for review in store.reviews():
        if review.answer is not None:
            of_cell = answers[review.place.id, review.measure]
            of_cell.pop(review.reviewer, None)
            of_cell[review.reviewer] = review
    return answers


def _answered(judgement: Judgement, reviews: Sequence[Review], documents: str, taxonomy: Taxonomy) -> Judgement:
    standing = [review for review in reviews if review.documents == documents]
    past = [
        f"{_said(review)} about documents that are no longer the ones in force."
        for review in reviews
        if review.documents != documents
    ]
    if not standing:
        return replace(judgement, reason=" ".join([judgement.reason, *past]))
    review = standing[-1]
    measure = taxonomy.measure_by_id.get(judgement.measure)
    words = (measure.verdict_no, measure.verdict_yes) if measure else ("0", "1")
    older = "" if review.reading == reading_of(judgement) else ", about an older reading of the same documents"
    comment = f": {_sentence(review.comment)}" if review.comment else "."
    others = [f"{_said(other)}." for other in standing[:-1]]
    reason = [f"{_said(review)}{older}{comment}", *others, *past]
    reason.append(f"The rules say {_figure(judgement.adopted)} ({judgement.verdict}): {judgement.reason}")
    answer = int(bool(review.answer))
    agreed = judgement.adopted == answer
    return replace(
        judgement,
        state=State.JUDGED,
        verdict=words[answer],
        adopted=answer,
        reason_code=judgement.reason_code if agreed else ("adopted" if answer else "other"),
        reason=" ".join(reason),
        confidence=_SURE,
        by=review.reviewer,
        as_of=review.at,
    )


def uncertain(judgements: Sequence[Judgement], below: float, *, states: bool = True) -> list[Judgement]:
    """Judgements of a confidence below `below`, the least certain first.

    With `states`, the contested and the unreadable too. Raises `QueryError` unless `below` is 0 to 1.
    """
    if not 0.0 <= below <= 1.0:
        raise QueryError(f"a confidence is 0 to 1, not {below}", fix="Give a number such as 0.8.")
    always = {State.CONTESTED, State.UNREADABLE} if states else set()
    chosen = [judgement for judgement in judgements if judgement.confidence < below or judgement.state in always]
    return sorted(chosen, key=lambda judgement: judgement.confidence)


def key_of(judgement: Judgement, documents: str) -> str:
    """What ties an answer to the judgement and the documents that a person had before them."""
    return f"{reading_of(judgement)}-{documents}"


def question_of(taxonomy: Taxonomy, measure: str) -> str:
    """A measure's question; empty for a measure that is no longer there."""
    found = taxonomy.measure_by_id.get(measure)
    return found.question if found else ""


def _said(review: Review) -> str:
    return f"{review.reviewer} answered {_figure(review.answer)} on {review.at[:10]}"


def _figure(adopted: int | None) -> str:
    return "nothing" if adopted is None else str(adopted)


def _sentence(text: str) -> str:
    plain = " ".join(text.split())
    return plain if plain.endswith((".", "?", "!")) else f"{plain}."


def fold(name: str) -> str:
    """A name as names are compared: case and space folded."""
    return " ".join(name.split()).casefold()
