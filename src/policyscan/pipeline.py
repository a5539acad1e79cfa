"""The steps in order: what each document still needs, the work in a worker, the writing here.

Work is keyed by content hash and stage version, so that nothing unchanged is done twice:

    parse     (bytes, parser version)            ocr   (bytes, OCR engine)
    extract   (bytes, taxonomy, spaCy model)     embed (words, embedding model)
    judge     (listings, findings, taxonomy)     index (passages, embedding model)
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import DocumentError, DocumentFault, PolicyScanError
from policyscan.model import (
    IngestReport,
    Kind,
    Listing,
    Outcome,
    PageSource,
    ParsedDocument,
    Reading,
    SourceReport,
    content_id,
)
from policyscan.parse import OCR_ENGINE, PARSER_VERSION, OcrPage
from policyscan.sources import Collected, Source, build_listing
from policyscan.store import Store
from policyscan.taxonomy import Taxonomy, load
from policyscan.workers import Limits, Workers

if TYPE_CHECKING:
    from policyscan.embed import Embedder


@dataclass(frozen=True, slots=True)
class Settings:
    """How an ingest is to run. `jobs` is the number of worker processes."""

    ocr: bool = True
    jobs: int = 2
    limits: Limits = field(default_factory=Limits)
    taxonomy_folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Progress of an ingest: `done` of `total` sources, and what is going on with `file`."""

    file: str
    stage: str
    done: int
    total: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker gets: bytes and settings, and what is known already."""

    data: bytes
    source: Source
    ocr: bool
    known_ocr: Mapping[int, OcrPage]
    parsed: ParsedDocument | None
    taxonomy_folder: Path | None
    extract: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """What a worker gives back; `parsed` and `reading` are None where they were not asked for."""

    parsed: ParsedDocument | None
    ocr_pages: tuple[OcrPage, ...]
    reading: Reading | None
    listing: Listing


def work(task: Task, on_progress: Callable[[str], None]) -> Worked:
    """Parse and extract one document: a pure function of its task."""
    from policyscan import parse as parser
    from policyscan.extract import read

    document, new_ocr = task.parsed, ()
    if document is None:
        result = parser.parse(
            task.data, password=task.source.password, ocr=task.ocr, known_ocr=task.known_ocr, on_page=on_progress
        )
        document, new_ocr = result.document, result.ocr_pages
    listing = build_listing(document, task.source, document.sha256)
    reading = None
    if task.extract or task.parsed is None:
        on_progress("extracting")
        reading = read(document, load(task.taxonomy_folder), kind=listing.kind)
    return Worked(document if task.parsed is None else None, new_ocr, reading, listing)


class Pipeline:
    """One ingest into one workspace: `take` each source, from any thread, then `finish` once."""

    def __init__(self, store: Store, settings: Settings, *, on_event: Callable[[Event], None] | None = None) -> None:
        from policyscan.extract import version

        self.store = store
        self.settings = settings
        self.taxonomy = load(settings.taxonomy_folder)
        self._parse_version = PARSER_VERSION
        self._extract_version = version(self.taxonomy)
        self._workers = Workers(work, jobs=settings.jobs, limits=settings.limits)
        self._writing = threading.Lock()
        self._on_event = on_event
        self._started = time.monotonic()
        self._reports: dict[str, SourceReport] = {}
        self._listed: dict[str, set[str]] = {}
        self._total = 0
        self._parsed = self._extracted = self._ocr = 0

    def expect(self, total: int) -> None:
        """Tell how many sources will come, for progress."""
        self._total = total

    def take(self, source: Source) -> SourceReport:
        """Bring one source into the store; a failure is a report, never an exception."""
        started = time.monotonic()
        sha256 = ""
        try:
            data = _read_bytes(source)
            sha256 = hashlib.sha256(data).hexdigest()
            report = self._take(source, data, sha256, started)
        except PolicyScanError as error:
            report = self._fail(source.file, sha256, error, time.monotonic() - started)
        with self._writing:
            self._reports[source.file + "\0" + (source.place.id if source.place else "")] = report
        self._tell(source.file, "done", report.outcome)
        return report

    def fail(self, file: str, fault: str, problem: str, fix: str) -> SourceReport:
        """Record a source that could not even be read as one."""
        error = DocumentError(problem, fix=fix, fault=_fault(fault))
        report = self._fail(file, "", error, 0.0)
        self._reports[file] = report
        return report

    def _take(self, source: Source, data: bytes, sha256: str, started: float) -> SourceReport:
        store = self.store
        needs_parse = not store.done(sha256, "parse", self._parse_version)
        pages = () if needs_parse else store.pages(sha256)
        needs_ocr = (
            not needs_parse
            and self.settings.ocr
            and not store.done(sha256, "ocr", OCR_ENGINE)
            and any(page.source is PageSource.NONE for page in pages)
        )
        needs_parse = needs_parse or needs_ocr
        extract_version = self._extract_version
        needs_extract = needs_parse or not store.done(sha256, "extract", extract_version)
        old = [listing for listing in store.listings(include_removed=True) if listing.file == source.file]
        same = [listing for listing in old if listing.sha256 == sha256]
        parsed = None if needs_parse else store.document(sha256)
        if needs_parse or needs_extract:
            task = Task(
                data=data,
                source=source,
                ocr=self.settings.ocr,
                known_ocr=store.ocr_pages(sha256, OCR_ENGINE) if needs_parse else {},
                parsed=parsed,
                taxonomy_folder=self.settings.taxonomy_folder,
                extract=needs_extract,
            )
            worked = self._workers.run(
                task, name=source.file, on_progress=lambda message: self._tell(source.file, "read", message)
            )
            listing = worked.listing
        else:
            worked = None
            listing = build_listing(parsed, source, sha256)  # type: ignore[arg-type]
            # A document read as another kind is not held against the measures: read it again.
            if listing.kind is Kind.POLICY and not any(
                other.kind is Kind.POLICY for other in store.listings() if other.sha256 == sha256
            ):
                task = Task(data, source, False, {}, parsed, self.settings.taxonomy_folder, True)
                worked = self._workers.run(task, name=source.file)
        with self._writing:
            fresh_ocr = self._write(sha256, data, worked, listing, extract_version, time.monotonic() - started)
        ids = {other.id for other in same if not other.removed}
        if listing.id in ids and listing in same:
            outcome = Outcome.REFRESHED if worked else Outcome.UNCHANGED
        elif same:
            outcome = Outcome.REFRESHED if worked else Outcome.REFILED
        else:
            outcome = Outcome.NEW
        now = store.pages(sha256)
        return SourceReport(
            file=source.file,
            outcome=outcome,
            sha256=sha256,
            pages=len(now),
            unreadable_pages=sum(1 for page in now if not page.is_readable),
            ocr_pages=fresh_ocr,
            clauses=store.clause_count(sha256),
            seconds=round(time.monotonic() - started, 3),
        )

    def _write(
        self, sha256: str, data: bytes, worked: Worked | None, listing: Listing, extract_version: str, seconds: float
    ) -> int:
        store = self.store
        fresh_ocr = 0
        if worked is not None:
            store.put_blob(data)
        with store.transaction():
            if worked is not None and worked.ocr_pages:
                store.put_ocr_pages(sha256, worked.ocr_pages)
                fresh_ocr = len(worked.ocr_pages)
            if worked is not None and worked.parsed is not None:
                store.put_document(worked.parsed, size_bytes=len(data))
                store.mark_done(sha256, "parse", self._parse_version, seconds)
                if self.settings.ocr:
                    store.mark_done(sha256, "ocr", OCR_ENGINE)
            if worked is not None and worked.reading is not None:
                store.put_reading(worked.reading)
                store.mark_done(sha256, "extract", extract_version)
            self._file(listing)
        if worked is not None:
            self._ocr += fresh_ocr
            self._parsed += worked.parsed is not None
            self._extracted += worked.reading is not None
        return fresh_ocr

    def _file(self, listing: Listing) -> None:
        """Keep a listing, mark what the same file was listed as before, forget its failure."""
        store = self.store
        self._listed.setdefault(listing.file, set()).add(listing.id)
        known = {other.id: other for other in store.listings(include_removed=True)}
        if known.get(listing.id) != listing:
            store.put_listing(listing)
        # Whatever else this file was listed as (another place, other bytes) is not so any more.
        stale = [
            other.id
            for other in known.values()
            if other.file == listing.file and other.id not in self._listed[listing.file] and not other.removed
        ]
        if stale:
            store.mark_removed(stale)
        if any(failure.file == listing.file for failure in store.failures()):
            store.clear_failure(listing.file)

    def _fail(self, file: str, sha256: str, error: PolicyScanError, seconds: float) -> SourceReport:
        fault = error.fault if isinstance(error, DocumentError) else DocumentFault.BROKEN
        with self._writing:
            self.store.put_failure(file, sha256, fault, error.problem, error.fix)
        return SourceReport(
            file=file,
            outcome=Outcome.FAILED,
            sha256=sha256,
            seconds=round(seconds, 3),
            problem=error.problem,
            fix=error.fix,
        )

    def finish(self, collected: Collected, *, embedder: Callable[[], Embedder]) -> IngestReport:
        """Embed what is new, rebuild the index, judge, and say what was done."""
        from policyscan import judging, vectorise

        embedded = vectorise.update(self.store, embedder, on_progress=lambda m: self._tell("", "embed", m))
        judging.update(self.store, self.taxonomy, embedder)
        self._workers.close()
        report = IngestReport(
            sources=tuple(self._reports.values()),
            parsed=self._parsed,
            extracted=self._extracted,
            embedded=embedded,
            ocr_pages=self._ocr,
            skipped_files=collected.skipped_files,
            seconds=round(time.monotonic() - self._started, 2),
            notes=tuple(collected.notes),
        )
        return report

    def close(self) -> None:
        """End the workers."""
        self._workers.close()

    def _tell(self, file: str, stage: str, message: str) -> None:
        if self._on_event is not None:
            self._on_event(Event(file, stage, len(self._reports), self._total, str(message)))


def mark_missing(store: Store, collected: Collected, roots: Iterable[Path]) -> int:
    """Mark listings whose file stood under `roots` and is no longer among the sources; how many."""
    present = {source.file for source in collected.sources} | {failure.file for failure in collected.failures}
    folders = [str(root.resolve()) for root in roots]
    gone = [
        listing.id
        for listing in store.listings()
        if listing.file not in present
        and listing.address
        and any(listing.address.startswith(folder + "/") for folder in folders)
    ]
    if gone:
        store.mark_removed(gone)
    return len(gone)


def now() -> str:
    """The time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _read_bytes(source: Source) -> bytes:
    try:
        return source.path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError(
            f"{source.file}: the file is not there",
            fix="Check the path, or take the row out of the manifest.",
            fault=DocumentFault.NOT_FOUND,
        ) from error
    except OSError as error:
        raise DocumentError(
            f"{source.file}: cannot be read ({error.strerror or error})",
            fix="Give yourself the right to read it, then ingest again.",
            fault=DocumentFault.UNREADABLE_PATH,
        ) from error


def _fault(name: str) -> DocumentFault:
    try:
        return DocumentFault(name)
    except ValueError:
        return DocumentFault.BROKEN


def stage_key(*parts: object) -> str:
    """A key for what was made from `parts`."""
    return content_id(*parts)
