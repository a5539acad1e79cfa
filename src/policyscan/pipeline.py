"""The steps in order: what each document still needs, the work in a worker, the writing here.

Work is keyed by content hash and stage version, so that nothing unchanged is done twice:

    parse     (bytes, parser version)            ocr   (bytes, OCR engine)
    extract   (bytes, taxonomy, spaCy model)     embed (words, embedding model)
    state     (bytes, kind, its rule files)      index (passages, embedding model)
    judge     (listings, findings, taxonomy)
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import DocumentError, DocumentFault, PolicyScanError
from policyscan.listing_book import ListingBook
from policyscan.model import (
    Agreement,
    IngestReport,
    Kind,
    Listing,
    Outcome,
    PageSource,
    SourceReport,
)
from policyscan.parse import OCR_ENGINE, PARSER_VERSION, OcrPage
from policyscan.sources import Collected, Source, build_listing, source_key
from policyscan.store import Store
from policyscan.taxonomy import load
from policyscan.work import Task, Worked, statement_version, work
from policyscan.workers import Limits, Workers

if TYPE_CHECKING:
    from policyscan.embed import Embedder
    from policyscan.vectorise import Encode


def _listed_key(source: Source) -> str:
    return f"listed:{source.file}\x1f{source.place.id}"


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


@dataclass(slots=True)
class Job:
    """One source on its way into the store: its bytes, what it lacks (`task`, None for nothing) and its report."""

    source: Source
    started: float
    data: bytes = b""
    sha256: str = ""
    listing: Listing | None = None
    before: tuple[Listing, ...] = ()
    task: Task | None = None
    report: SourceReport | None = None


class Pipeline:
    """One ingest into one workspace: `begin`, `take` each source, from any thread, then `finish` once.

    `prepare` and `read` are the two halves of `take`; where documents are read on other machines, `complete` or
    `fail_job` stands in for `read`.
    """

    def __init__(self, store: Store, settings: Settings, *, on_event: Callable[[Event], None] | None = None) -> None:
        from policyscan.extract import version

        self.store = store
        self.settings = settings
        self.taxonomy = load(settings.taxonomy_folder)
        self._parse_version = PARSER_VERSION
        self._extract_version = version(self.taxonomy)
        # Asked here, before any thread: two threads that import the same library at once may see half of it.
        self._statement_versions = {kind: statement_version(kind) for kind in Kind}
        self._workers = Workers(work, jobs=settings.jobs, limits=settings.limits)
        self._writing = threading.Lock()
        self._on_event = on_event
        self._started = time.monotonic()
        self._reports: dict[str, SourceReport] = {}
        self._listed: dict[str, set[str]] = {}
        self._book = ListingBook(())
        self._failed: set[str] = set()
        self._busy: dict[str, threading.Lock] = {}
        self._total = 0
        self._parsed = self._extracted = self._ocr = 0

    def begin(self) -> None:
        """Read what is listed and what failed, once for all documents; call it under the store's lock."""
        self._book = ListingBook(self.store.listings(include_removed=True))
        self._failed = {failure.file for failure in self.store.failures()}

    def expect(self, total: int) -> None:
        """Tell how many sources will come, for progress."""
        self._total = total

    def take(self, source: Source) -> SourceReport:
        """Bring one source into the store; a failure is a report, never an exception."""
        return self.read(self.prepare(source))

    def prepare(self, source: Source) -> Job:
        """Look what a source lacks. Where that is nothing, or it can't be read, the job has its report already."""
        started = time.monotonic()
        job = Job(source, started=started)
        try:
            job.data = _read_bytes(source)
            job.sha256 = hashlib.sha256(job.data).hexdigest()
            if source.sha256 not in {"", job.sha256}:
                raise DocumentError(
                    f"{source.file}: its original in the workspace was changed",
                    fix=f"Delete {source.path} and check its source again, or restore a backup.",
                    fault=DocumentFault.BROKEN,
                )
            self._plan(job)
            if job.task is None:
                self._finish(job, None)
        except PolicyScanError as error:
            self.fail_job(job, error)
        return job

    def read(self, job: Job) -> SourceReport:
        """Do what a job lacks in a worker process here, and keep what came of it."""
        if job.report is not None:
            return job.report
        try:
            with self._one_at_a_time(job.sha256):
                # Another source with the same bytes may have done the work meanwhile.
                self._plan(job)
                worked = None
                if job.task is not None:
                    worked = self._workers.run(job.task, name=job.source.file, on_progress=partial(self._hear, job))
                return self._finish(job, worked)
        except PolicyScanError as error:
            return self.fail_job(job, error)

    def complete(self, job: Job, worked: Worked) -> SourceReport:
        """Keep what was read elsewhere for a job."""
        try:
            return self._finish(job, worked)
        except PolicyScanError as error:
            return self.fail_job(job, error)

    def fail_job(self, job: Job, error: PolicyScanError) -> SourceReport:
        """Record that a job's document could not be used."""
        failed = self._fail(job.source.file, job.sha256, error, time.monotonic() - job.started)
        return self._report(job, replace(failed, place=job.source.place.name))

    def _report(self, job: Job, report: SourceReport) -> SourceReport:
        job.report = report
        # The bytes are kept or of no use by now; a list of all jobs must not hold all documents.
        job.data, job.task = b"", None
        with self._writing:
            self._reports[job.source.file + "\0" + job.source.place.id] = report
        self._tell(job.source.file, "done", report.outcome)
        return report

    def fail(self, file: str, fault: str, problem: str, fix: str) -> SourceReport:
        """Record a source that could not even be read as one."""
        error = DocumentError(problem, fix=fix, fault=_fault(fault))
        report = self._fail(file, "", error, 0.0)
        self._reports[file] = report
        return report

    def _plan(self, job: Job) -> None:
        """Find what a job's document is listed as, and the task that brings what is lacking."""
        source, sha256 = job.source, job.sha256
        # What the file was listed as before, other than for the places already taken in this run.
        taken = self._listed.get(source.file, set())
        job.before = tuple(old for old in self._book.of_file(source.file) if old.id not in taken)
        parse, extract = self._lacks(sha256)
        job.listing = self._known_listing(source, sha256, job.before)
        job.task = None
        if parse or extract or job.listing is None or self._lacks_statement(sha256, job.listing.kind):
            self._set_task(job, parse=parse, extract=extract)

    def _finish(self, job: Job, worked: Worked | None) -> SourceReport:
        """Write what a job gave, and say what it did."""
        store, source, sha256 = self.store, job.source, job.sha256
        listing = worked.listing if worked is not None else job.listing
        if listing is None:
            raise RuntimeError(f"{source.file}: nothing was planned")
        seconds = worked.seconds if worked is not None else time.monotonic() - job.started
        with self._writing:
            fresh_ocr = self._write(sha256, job.data, worked, listing, seconds)
            store.put_meta(_listed_key(source), f"{source_key(source, sha256)} {listing.id}")
        if all(old.sha256 != sha256 for old in job.before):
            outcome = Outcome.NEW
        elif worked is not None:
            outcome = Outcome.REFRESHED
        else:
            outcome = Outcome.UNCHANGED if listing in job.before else Outcome.REFILED
        pages = store.pages(sha256)
        report = SourceReport(
            file=source.file,
            outcome=outcome,
            sha256=sha256,
            pages=len(pages),
            unreadable_pages=sum(1 for page in pages if not page.is_readable),
            ocr_pages=fresh_ocr,
            clauses=store.clause_count(sha256),
            seconds=round(seconds, 3),
        )
        return self._report(job, report)

    def _lacks(self, sha256: str) -> tuple[bool, bool]:
        """Whether a document must be parsed, and whether it must be read against the rules."""
        store = self.store
        parse = not store.done(sha256, "parse", self._parse_version)
        if not parse and self.settings.ocr and not store.done(sha256, "ocr", OCR_ENGINE):
            parse = any(page.source is PageSource.NONE for page in store.pages(sha256))
        return parse, parse or not store.done(sha256, "extract", self._extract_version)

    def _lacks_statement(self, sha256: str, kind: Kind) -> bool:
        """Whether what an agreement or a rights report says must be read."""
        version = self._statement_versions[kind]
        return bool(version) and not self.store.done(sha256, f"state:{kind}", version)

    def _known_listing(self, source: Source, sha256: str, listings: Sequence[Listing]) -> Listing | None:
        """The listing of a source of which nothing changed, so that its document need not be opened."""
        key, _, name = (self.store.get_meta(_listed_key(source)) or "").partition(" ")
        if key != source_key(source, sha256):
            return None
        return next((listing for listing in listings if listing.id == name), None)

    def _set_task(self, job: Job, *, parse: bool, extract: bool) -> None:
        """Give a job its task; none where only the listing is lacking, which is made here."""
        store, source, sha256 = self.store, job.source, job.sha256
        parsed = None if parse else store.document(sha256)
        is_policy = self._book.is_policy(sha256)
        if parsed is not None and not extract:
            job.listing = build_listing(parsed, source, sha256)
            # What was read as another kind has not been held against the measures yet.
            extract = job.listing.kind is Kind.POLICY and not is_policy
            if not extract and not self._lacks_statement(sha256, job.listing.kind):
                return
        job.task = Task(
            # A policy that is only held against other rules is not opened again; an agreement's pages may be looked at.
            data=b"" if parsed is not None and is_policy else job.data,
            source=source,
            sha256=sha256,
            ocr=self.settings.ocr,
            known_ocr=store.ocr_pages(sha256, OCR_ENGINE),
            parsed=parsed,
            extract=extract,
            taxonomy_folder=self.settings.taxonomy_folder,
            is_policy=is_policy,
        )

    def _hear(self, job: Job, news: object) -> None:
        if isinstance(news, OcrPage):
            # Kept at once: whatever becomes of the document, no page is read by OCR twice.
            with self._writing:
                self.store.put_ocr_pages(job.sha256, [news])
        else:
            self._tell(job.source.file, "read", str(news))

    @contextmanager
    def _one_at_a_time(self, sha256: str) -> Iterator[None]:
        """Keep two sources with the same bytes from doing the same work at once."""
        with self._writing:
            lock = self._busy.setdefault(sha256, threading.Lock())
        with lock:
            yield

    def _write(self, sha256: str, data: bytes, worked: Worked | None, listing: Listing, seconds: float) -> int:
        store = self.store
        fresh_ocr = 0
        if worked is not None or not store.has_blob(sha256):
            store.put_blob(data)
        with store.transaction():
            if worked is not None:
                fresh_ocr = len(worked.ocr_pages)
            if worked is not None and worked.parsed is not None:
                store.put_document(worked.parsed, size_bytes=len(data))
                store.mark_done(sha256, "parse", self._parse_version, seconds)
                if self.settings.ocr:
                    store.mark_done(sha256, "ocr", OCR_ENGINE)
            if worked is not None and worked.reading is not None:
                store.put_reading(worked.reading)
                store.mark_done(sha256, "extract", self._extract_version)
            if worked is not None and worked.statement is not None:
                if isinstance(worked.statement, Agreement):
                    store.put_agreement(worked.statement)
                else:
                    store.put_report_reading(worked.statement)
                store.mark_done(sha256, f"state:{listing.kind}", self._statement_versions[listing.kind])
            self._file(listing)
        if worked is not None:
            self._ocr += fresh_ocr
            self._parsed += worked.parsed is not None
            self._extracted += worked.reading is not None
        return fresh_ocr

    def _file(self, listing: Listing) -> None:
        """Keep a listing, and forget the failure of its file."""
        store = self.store
        self._listed.setdefault(listing.file, set()).add(listing.id)
        if self._book.put(listing):
            store.put_listing(listing)
        if listing.file in self._failed:
            store.clear_failure(listing.file)
            self._failed.discard(listing.file)

    def _fail(self, file: str, sha256: str, error: PolicyScanError, seconds: float) -> SourceReport:
        fault = error.fault if isinstance(error, DocumentError) else DocumentFault.BROKEN
        with self._writing:
            streak = self.store.put_failure(file, sha256, fault, error.problem, error.fix)
            self._failed.add(file)
        return SourceReport(
            file=file,
            outcome=Outcome.FAILED,
            sha256=sha256,
            seconds=round(seconds, 3),
            problem=error.problem,
            fix=error.fix,
            fault=fault,
            streak=streak,
        )

    def finish(
        self, collected: Collected, *, embedder: Callable[[], Embedder], encode: Encode | None = None
    ) -> IngestReport:
        """Embed what is new, rebuild the index, judge, and say what was done; `encode` as in `vectorise.update`."""
        from policyscan import judging, vectorise

        self._retire()
        embedded = vectorise.update(
            self.store, embedder, encode=encode, on_progress=lambda m: self._tell("", "embed", m)
        )
        judging.update(self.store, self.taxonomy, embedder)
        self._workers.close()
        return IngestReport(
            sources=tuple(sorted(self._reports.values(), key=lambda row: row.file)),
            parsed=self._parsed,
            extracted=self._extracted,
            embedded=embedded,
            ocr_pages=self._ocr,
            skipped_files=collected.skipped_files,
            seconds=round(time.monotonic() - self._started, 2),
            notes=tuple(collected.notes),
        )

    def _retire(self) -> None:
        """Mark what a file was listed as before this run, and is not any more (another place, other bytes)."""
        stale = [
            other.id
            for file, kept in self._listed.items()
            for other in self._book.of_file(file)
            if other.id not in kept
        ]
        if stale:
            self.store.mark_removed(stale)

    def close(self) -> None:
        """End the workers."""
        self._workers.close()

    def _tell(self, file: str, stage: str, message: str) -> None:
        if self._on_event is not None:
            self._on_event(Event(file, stage, len(self._reports), self._total, str(message)))


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
