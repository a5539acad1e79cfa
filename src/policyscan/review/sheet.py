"""Write the uncertain cells to a spreadsheet, and take a filled one in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.evaluate import Cell, Evaluation, summarise
from policyscan.model import Comparison, Judgement, Place
from policyscan.review.answers import documents_of, fold, key_of, question_of, uncertain
from policyscan.review.rows import UnusableRow, about_older, as_review
from policyscan.store import Review
from policyscan.taxonomy import Taxonomy

if TYPE_CHECKING:
    from policyscan.store import Store

_MOST_SHOWN = 3


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
        (judgement, question_of(taxonomy, judgement.measure), key_of(judgement, documents.get(judgement.place.id, "")))
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
            made = as_review(row, judgement, documents.get(judgement.place.id, ""), reviewer, at)
        except UnusableRow as error:
            problems.append(f"row {number}: {error}")
            continue
        key = (made.place.id, made.measure, made.reviewer)
        if key in given and given[key][1].answer != made.answer:
            problems.append(f"row {number}: {made.reviewer} answers the same cell otherwise in row {given[key][0]}")
        given.setdefault(key, (number, made))
        older = about_older(made, judgement, documents)
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


def _finder(judgements: Sequence[Judgement]) -> Callable[[Mapping[str, str]], Judgement]:
    cells: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        cells[fold(judgement.place.name), judgement.measure].append(judgement)

    def find(row: Mapping[str, str]) -> Judgement:
        found = cells.get((fold(row["place"]), row["measure"]), [])
        for name in ("region", "country"):
            wanted = fold(row.get(name, ""))
            found = [j for j in found if not wanted or fold(getattr(j.place, name)) == wanted]
        if not found:
            where = Place(row["place"], row.get("region", ""), row.get("country", "")).full_name
            raise UnusableRow(f"there is no cell '{where}', '{row['measure']}' in this workspace")
        if len(found) > 1:
            raise UnusableRow(f"there are {len(found)} places '{row['place']}': name the region and the country")
        return found[0]

    return find
