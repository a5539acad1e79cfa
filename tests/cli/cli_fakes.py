"""A workspace that answers from a script and writes down what it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policyscan.explain import Clause, Document, Explanation, Piece, Row
from policyscan.export.read import Form, Quote
from policyscan.model import (
    Box,
    Comparison,
    Coverage,
    Evidence,
    Hit,
    IngestReport,
    Judgement,
    Outcome,
    Place,
    Searched,
    SourceReport,
    State,
)
from policyscan.verify import By, Verification, Verified

HIT = Hit(
    1, 0.8125, "Officers shall give a verbal warning, where feasible, before shooting.", "Alder Falls", "Oregon", "US",
    "policy", "alder.pdf", "ab" * 32, "Use of Force", "2024-01-01", 12, "300-7", "300.4 Warnings", 10, 80,
    (Box(12, 72.0, 100.0, 500.0, 112.0),), "p1", ("warn-before-shooting",), ("firearm",), why=("words: warning",),
)  # fmt: skip
PLACE = Place("Alder Falls", "Oregon", "US")
QUOTE = Evidence(
    "Officers shall intercede.", "alder.pdf", "ab" * 32, 7, "7", "300.5", 5, 30, (Box(7, 72.0, 100.0, 200.0, 112.0),)
)
COMPARISON = Comparison(
    (
        Judgement(PLACE, "duty-to-intervene", State.JUDGED, "required", 1, "adopted", "The rule is there.", 0.9,
                  (QUOTE,), Searched(1, 9, 0, 70), "rules@0123", "2026-03-04T09:15:00+00:00"),
    ),
    (Coverage("duty-to-intervene", 1, 1, 0, 0, 0, 0, 0),),
    (("duty-to-intervene", "Duty to intervene"),),
    (("alder.pdf", "ab" * 32),),
    (),
    "0123",
    "2026-03-04T09:15:00+00:00",
    "",
)  # fmt: skip
REPORT = IngestReport(
    (
        SourceReport("alder.pdf", Outcome.NEW, "ab" * 32, pages=9, unreadable_pages=1, ocr_pages=2, clauses=70),
        SourceReport("birch.pdf", Outcome.UNCHANGED, "cd" * 32, pages=4, clauses=1),
    ),
    parsed=1, extracted=1, embedded=64, ocr_pages=2, skipped_files=3, seconds=12.34, notes=("A note.",),
)  # fmt: skip
FAILED = IngestReport(
    (
        SourceReport("alder.pdf", Outcome.NEW, pages=9, clauses=70),
        SourceReport("torn.pdf", Outcome.FAILED, problem="torn.pdf: the file is empty", fix="Fetch it again."),
        SourceReport("locked.pdf", Outcome.FAILED, problem="it needs a password", fix="Give it in the manifest."),
    ),
    parsed=1, extracted=1, embedded=0, ocr_pages=0, skipped_files=0, seconds=1.0,
)  # fmt: skip
EXPLANATION = Explanation(
    COMPARISON.judgements[0],
    None,
    "Duty to intervene",
    "Must officers intervene?",
    (
        Clause(QUOTE, True, (Piece("Officers "), Piece("shall", "must"), Piece(" intercede.")), "Conduct",
               (Piece("When force is excessive:"),)),
    ),
    (
        Row("must-intervene", "meets", "adopted", "An officer must act.", 1, "alder.pdf, page 7"),
        Row("may-intervene", "fails", "optional", "It is allowed only.", 0, ""),
    ),
    (Document("alder.pdf", "ab" * 32, "2024", 9, (2,), 70),),
    "The loss of the deciding clause.",
    ("A note.",),
)  # fmt: skip
_EXPORTED = Quote("row 2", "Alder Falls", "duty-to-intervene", "Officers shall intercede.", Form.CSV, "alder.pdf",
                  "ab" * 32, 7, 5, 30, QUOTE.boxes)  # fmt: skip
VERIFICATION = Verification("out.csv", (Verified(_EXPORTED, (), By.ORIGINAL),))
FAILING = Verification("out.csv", (Verified(_EXPORTED, ("the document has no page 7",), By.ORIGINAL),))


@dataclass(frozen=True)
class Event:
    file: str
    stage: str
    done: int
    total: int
    message: str = ""


class Answer(tuple[Hit, ...]):
    """Hits with a note, and what comes nearest."""

    note = ""
    nearest: tuple[Hit, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(self)


@dataclass
class Failure:
    file: str
    problem: str
    fix: str


@dataclass
class Row:
    file: str
    pages: int


@dataclass
class Status:
    documents: int = 2
    pages: int = 1300
    unreadable_pages: int = 1
    ocr_pages: int = 2
    clauses: int = 71
    passages: int = 64
    places: int = 2
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ("The index is current.",)
    documents_rows: tuple[Row, ...] = (Row("alder.pdf", 9), Row("birch.pdf", 1291))


class Evaluation:
    def as_text(self) -> str:
        return "accuracy 0.90 (9 of 10)"

    def as_dict(self) -> dict[str, Any]:
        return {"accuracy": 0.9}


@dataclass
class FakeWorkspace:
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    report: IngestReport = REPORT
    events: tuple[Event, ...] = ()
    hits: Answer = field(default_factory=lambda: Answer((HIT,)))
    state: Status = field(default_factory=Status)
    verification: Verification = VERIFICATION
    error: BaseException | None = None
    closed: bool = False

    def __enter__(self) -> FakeWorkspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True

    def ingest(self, paths: list[Path], *, manifest: Any, ocr: bool, jobs: Any, on_progress: Any) -> IngestReport:
        self.calls.append(("ingest", paths, manifest, ocr, jobs))
        for event in self.events:
            on_progress(event)
        self._fail()
        return self.report

    def search(self, query: str, **options: Any) -> Answer:
        self.calls.append(("search", query, options))
        self._fail()
        return self.hits

    def similar(self, name: str, **options: Any) -> Answer:
        self.calls.append(("similar", name, options))
        self._fail()
        return self.hits

    def compare(
        self, *, places: tuple[str, ...], measures: tuple[str, ...], review_below: float | None = None
    ) -> Comparison:
        self.calls.append(
            ("compare", places, measures) if review_below is None else ("compare", places, measures, review_below)
        )
        self._fail()
        return COMPARISON

    def explain(self, place: str, measure: str) -> Explanation:
        self.calls.append(("explain", place, measure))
        self._fail()
        return EXPLANATION

    def verify(self, export: Path) -> Verification:
        self.calls.append(("verify", export))
        self._fail()
        return self.verification

    def review_export(self, path: Path, *, below: float) -> int:
        self.calls.append(("review export", path, below))
        self._fail()
        return 3

    def review_import(self, path: Path, *, reviewer: str) -> Evaluation:
        self.calls.append(("review import", path, reviewer))
        self._fail()
        return Evaluation()

    def evaluate(self, gold: Path, gold2: Path | None, *, all_rows: bool) -> Evaluation:
        self.calls.append(("evaluate", gold, all_rows) if gold2 is None else ("evaluate", gold, gold2, all_rows))
        self._fail()
        return Evaluation()

    def status(self) -> Status:
        self._fail()
        return self.state

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error
