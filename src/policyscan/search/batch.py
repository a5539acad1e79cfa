"""Many questions at once: a CSV of questions in, a CSV of answers out, a row for each hit or for "nothing"."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

from policyscan.errors import QueryError
from policyscan.model import Hit
from policyscan.search.answer import SearchAnswer
from policyscan.spreadsheets import neutralise

# What the column of the questions may be called; a file with one column needs no head.
NAMES = ("question", "query", "q")
COLUMNS = (
    "id",
    "question",
    "rank",
    "score",
    "place",
    "region",
    "country",
    "kind",
    "document",
    "sha256",
    "title",
    "published",
    "page",
    "page_label",
    "section",
    "start",
    "end",
    "quote",
    "also",
    "why",
    "note",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of the questions: its id (the row's number where none is given) and the question."""

    id: str
    question: str


def read_questions(path: Path) -> tuple[Asked, ...]:
    """The questions of a CSV with a column `question` (and `id`), or of a file with one question a line.

    Raises QueryError for a file that cannot be read, or holds none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise QueryError(f"{path}: cannot be read ({reason})", fix="Name a CSV of questions in UTF-8.") from error
    try:
        rows = list(dropwhile(_is_empty, csv.reader(io.StringIO(text))))
    except csv.Error as error:
        raise QueryError(f"{path}: is no CSV ({error})", fix="Close every quotation mark.") from error
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    column = next((head.index(name) for name in NAMES if name in head), None)
    if column is None and max(map(len, rows), default=0) > 1:
        raise QueryError(f"{path}: no column is called question", fix="Give the column of the questions that name.")
    ids = head.index("id") if column is not None and "id" in head else None
    body = rows[1:] if column is not None else rows
    for number, row in enumerate(body, start=1):
        if column is not None and not _is_empty(row[len(head) :]):
            raise QueryError(
                f"{path}: row {number} below the head has more cells than it",
                fix="Put quotation marks around a question that holds a comma.",
            )
    found = tuple(
        Asked(_cell(row, ids) or str(number), _cell(row, column or 0))
        for number, row in enumerate(body, start=1)
        if _cell(row, column or 0)
    )
    if not found:
        raise QueryError(f"{path}: there is no question in it", fix="Write one question a row.")
    return found


def answers_as_csv(questions: Sequence[Asked], ask: Callable[[str], SearchAnswer]) -> str:
    """The answers as CSV text: a row for each hit; a question that finds nothing, or fails, has a row with its note."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for one in questions:
        for row in _rows(one, ask):
            writer.writerow({name: neutralise(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    return out.getvalue()


def _rows(one: Asked, ask: Callable[[str], SearchAnswer]) -> Iterator[dict[str, object]]:
    about: dict[str, object] = {"id": one.id, "question": one.question}
    try:
        answer = ask(one.question)
    except QueryError as error:
        yield about | {"note": f"{error.problem}: {error.fix}"}
        return
    for hit in answer:
        yield about | _of_hit(hit) | {"note": answer.note}
    if not answer.hits:
        yield about | {"note": answer.note}


def _of_hit(hit: Hit) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(hit, name) for name in COLUMNS if name in Hit.__slots__}
    return values | {
        "quote": hit.text,
        "also": "; ".join(dict.fromkeys(place for place, _, _ in hit.also)),
        "why": "; ".join(hit.why),
    }


def _is_empty(row: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in row)


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""
