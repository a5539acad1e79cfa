"""Put the uncertain cells before a person, keep their answers, and show them before the rules' own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.evaluate import Cell, Evaluation, summarise
from policyscan.model import Comparison, Judgement, State, content_id
from policyscan.store import Review
from policyscan.taxonomy import Taxonomy

if TYPE_CHECKING:
    from policyscan.store import Store

# What a person said is as sure as anything here can be.
_SURE = 1.0
_MOST_SHOWN = 3
_CellKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """What an import did; `older` has a line for each answer about an older reading.

    `agreement` counts the file's answers against what the rules said to the same reviewers.
    """

    kept: int
    known: int
    unanswered: int
    older: tuple[str, ...]
    agreement: Evaluation

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "kept": self.kept,
            "known": self.known,
            "unanswered": self.unanswered,
            "older": list(self.older),
            "agreement": self.agreement.as_dict(),
        }

    def as_text(self) -> str:
        """The counts, a line for each answer about an older reading, and the table of agreement."""
        lines = [f"{self.kept} kept, {self.known} known already, {self.unanswered} without an answer", *self.older]
        if self.agreement.cells:
            lines.append("Persons' answers (theirs) against the rules' (ours), on the cells that were reviewed only:")
            lines.append(self.agreement.as_text())
        return "\n".join(lines)


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


# --- showing answers ---------------------------------------------------------------------------


def overlay(store: Store, taxonomy: Taxonomy, judgements: Sequence[Judgement]) -> list[Judgement]:
    """Judgements with a person's answer in place of the rules' one, which the reason then names.

    An answer stands as long as the place's documents are the same; about others it is only named.
    """
    answers: dict[_CellKey, dict[str, Review]] = defaultdict(dict)
    for review in store.reviews():
        if review.answer is not None:
            of_cell = answers[review.place.id, review.measure]
            # The last word of each reviewer, the latest of them at the end.
            of_cell.pop(review.reviewer, None)
            of_cell[review.reviewer] = review
    if not answers:
        return list(judgements)
    documents = documents_of(store)
    return [
        _answered(judgement, list(found.values()), documents.get(judgement.place.id, ""), taxonomy)
        if (found := answers.get((judgement.place.id, judgement.measure)))
        else judgement
        for judgement in judgements
    ]


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


# --- the sheet ---------------------------------------------------------------------------------


def write_sheet(store: Store, taxonomy: Taxonomy, comparison: Comparison, path: Path, *, below: float) -> int:
    """Write the comparison's uncertain cells that nobody answered yet to an .xlsx file; how many there are.

    Raises `QueryError` for another suffix, a file that cannot be written, or a bad `below`.
    """
    from policyscan.export import review, write_file

    if path.suffix.lower() != ".xlsx":
        raise QueryError(f"{path}: a review is written as .xlsx", fix=f"Name it {path.with_suffix('.xlsx').name}.")
    chosen = uncertain(comparison.judgements, below)
    documents = documents_of(store)
    rows = [
        (judgement, _question(taxonomy, judgement.measure), _key(judgement, documents.get(judgement.place.id, "")))
        for judgement in chosen
    ]
    write_file(path, review.render(rows, comparison))
    return len(chosen)


def read_sheet(store: Store, path: Path, *, reviewer: str = "") -> ReviewReport:
    """Keep the answers of a filled sheet; all of them or, where one cannot be used, none.

    `reviewer` is taken where the sheet names none. Raises `QueryError` naming the rows.
    """
    from policyscan.export import review as sheet
    from policyscan.store.base import now

    find = _finder(store.judgements())
    documents = documents_of(store)
    at = now()
    reviews: list[tuple[str, Review]] = []
    problems: list[str] = []
    unanswered = 0
    given: dict[tuple[object, ...], tuple[int, Review]] = {}
    for number, row in sheet.read(path):
        if not row["answer"] and not row["comment"]:
            unanswered += 1
            continue
        try:
            judgement = find(row)
            made = _review(row, judgement, documents.get(judgement.place.id, ""), reviewer, at)
        except _UnusableRow as error:
            problems.append(f"row {number}: {error}")
            continue
        key = (made.place.id, made.measure, made.reviewer)
        if key in given and given[key][1].answer != made.answer:
            problems.append(f"row {number}: {made.reviewer} answers the same cell otherwise in row {given[key][0]}")
        given.setdefault(key, (number, made))
        older = _older(made, judgement, documents)
        reviews.append((f"row {number}, {made.place.name}, {made.measure}: {older}" if older else "", made))
    if problems:
        more = len(problems) - _MOST_SHOWN
        shown = "; ".join(problems[:_MOST_SHOWN]) + (f"; and {more} more" if more > 0 else "")
        raise QueryError(f"{path}: {shown}", fix="Correct the rows and import the file again; nothing was kept.")
    with store.transaction():
        fresh = [store.put_review(made) for _, made in reviews]
    answered = [made for _, made in reviews if made.answer is not None]
    cells = [Cell(r.place.name, r.measure, int(bool(r.answer)), r.rules_adopted, (), None) for r in answered]
    return ReviewReport(
        kept=sum(fresh),
        known=len(fresh) - sum(fresh),
        unanswered=unanswered,
        older=tuple(line for line, _ in reviews if line),
        agreement=summarise(cells),
    )


class _UnusableRow(Exception):  # noqa: N818 (never leaves this module)
    """A row that cannot be used, in words."""


def _finder(judgements: Sequence[Judgement]) -> Callable[[Mapping[str, str]], Judgement]:
    cells: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        cells[_fold(judgement.place.name), judgement.measure].append(judgement)

    def find(row: Mapping[str, str]) -> Judgement:
        found = cells.get((_fold(row["place"]), row["measure"]), [])
        for name in ("region", "country"):
            wanted = _fold(row.get(name, ""))
            found = [j for j in found if not wanted or _fold(getattr(j.place, name)) == wanted]
        if not found:
            where = ", ".join(part for part in (row["place"], row.get("region"), row.get("country")) if part)
            raise _UnusableRow(f"there is no cell '{where}', '{row['measure']}' in this workspace")
        if len(found) > 1:
            raise _UnusableRow(f"there are {len(found)} places '{row['place']}': name the region and the country")
        return found[0]

    return find


def _review(row: Mapping[str, str], judgement: Judgement, documents: str, reviewer: str, at: str) -> Review:
    who = row["reviewer"] or reviewer.strip()
    if row["answer"] not in {"1", "0", ""}:
        raise _UnusableRow(f"the answer is '{row['answer']}', not 1, 0 or nothing")
    if not who:
        raise _UnusableRow("an answer without a reviewer")
    if who.startswith("rules@"):
        raise _UnusableRow(f"'{who}' is no person's name")
    # Where the sheet's key is gone, the answer is taken to be about what is here now.
    reading, _, their_documents = (row.get("reading") or _key(judgement, documents)).partition("-")
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


def _older(review: Review, judgement: Judgement, documents: Mapping[str, str]) -> str:
    """What an answer is about, where that is not what is here now."""
    if review.documents == documents.get(review.place.id):
        if review.reading == reading_of(judgement):
            return ""
        return "about an older reading of the same documents; kept, and shown as such"
    return "about documents that are no longer the ones in force; kept, but the rules' answer is shown"


def _key(judgement: Judgement, documents: str) -> str:
    return f"{reading_of(judgement)}-{documents}"


def _question(taxonomy: Taxonomy, measure: str) -> str:
    found = taxonomy.measure_by_id.get(measure)
    return found.question if found else ""


def _said(review: Review) -> str:
    return f"{review.reviewer} answered {_figure(review.answer)} on {review.at[:10]}"


def _figure(adopted: int | None) -> str:
    return "nothing" if adopted is None else str(adopted)


def _sentence(text: str) -> str:
    plain = " ".join(text.split())
    return plain if plain.endswith((".", "?", "!")) else f"{plain}."


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
