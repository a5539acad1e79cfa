"""The one door: a workspace with ingest, search, compare, evaluate and status."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, overload

from policyscan.model import Comparison, IngestReport, Kind, PageSource, Register, SourceState
from policyscan.store import Store
from policyscan.taxonomy import Taxonomy, load

if TYPE_CHECKING:
    import pandas as pd

    from policyscan.embed import Embedder
    from policyscan.evaluate import DoubleEvaluation, Evaluation
    from policyscan.explain import Explanation
    from policyscan.ingesting import Ingest, Intake
    from policyscan.pack import PackReport
    from policyscan.pipeline import Event
    from policyscan.review import Kept, ReviewCell, ReviewProgress, ReviewReport
    from policyscan.search import SearchAnswer
    from policyscan.store import Failure
    from policyscan.vectors import VectorIndex
    from policyscan.verify import Verification
    from policyscan.watched import WatchedSources

# At this confidence, and above, a cell is not put before a person unless it is asked for.
REVIEW_BELOW = 0.8


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One listed document, for status."""

    file: str
    kind: str
    place: str
    region: str
    country: str
    published: str
    pages: int
    unreadable_pages: int
    ocr_pages: int
    clauses: int
    guessed: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Status:
    """What a workspace holds, and what is wrong with it."""

    documents: int
    places: int
    pages: int
    unreadable_pages: int
    ocr_pages: int
    clauses: int
    passages: int
    failures: tuple[Failure, ...]
    notes: tuple[str, ...]
    documents_rows: tuple[DocumentRow, ...]

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with a row for each document."""
        import pandas as pd

        names = [item.name for item in fields(DocumentRow)]
        return pd.DataFrame([asdict(row) for row in self.documents_rows], columns=names)


class Workspace:
    """A folder of ingested documents and what was read from them.

    Opened by `open_workspace`; close it, or use it as a context manager.
    """

    def __init__(
        self,
        store: Store,
        *,
        taxonomy_folder: Path | None = None,
        embedder: Embedder | None = None,
        index: Callable[[Store], VectorIndex] | None = None,
    ) -> None:
        self.store = store
        self._taxonomy_folder = taxonomy_folder
        self._embedder = embedder
        self._shared_index = index
        self._index: VectorIndex | None = None

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The rules that this workspace is read with."""
        return load(self._taxonomy_folder)

    def embedder(self) -> Embedder:
        """The embedding model, loaded at the first use."""
        if self._embedder is None:
            self._embedder = default_embedder()
        return self._embedder

    # --- taking in -------------------------------------------------------------------------

    def ingest(
        self,
        paths: Iterable[str | Path],
        *,
        manifest: str | Path | None = None,
        ocr: bool = True,
        jobs: int | None = None,
        on_progress: Callable[[Event], None] | None = None,
    ) -> IngestReport:
        """Take in PDFs or folders of them; nothing unchanged is done again.

        A file that cannot be used is a row of the report. Raises `ManifestError` for a manifest
        that cannot be read and `WorkspaceBusy` where another ingest holds the workspace too long.
        """
        with self.ingesting(paths, manifest=manifest, ocr=ocr, jobs=jobs, on_progress=on_progress) as run:
            return run.take_all()

    def ingesting(
        self,
        paths: Iterable[str | Path],
        *,
        manifest: str | Path | None = None,
        ocr: bool = True,
        jobs: int | None = None,
        on_progress: Callable[[Event], None] | None = None,
    ) -> Ingest:
        """An ingest whose sources the caller takes one by one (as the flow does)."""
        from policyscan.ingesting import from_paths

        return self.taking(lambda: from_paths(paths, manifest), ocr=ocr, jobs=jobs, on_progress=on_progress)

    def taking(
        self,
        gather: Callable[[], Intake],
        *,
        ocr: bool = True,
        jobs: int | None = None,
        on_progress: Callable[[Event], None] | None = None,
        wait_seconds: float = 600.0,
    ) -> Ingest:
        """An ingest of paths, of what is watched, or of what is here already (`policyscan.ingesting`).

        `gather` gives what is taken in; it is called once no other run writes.
        """
        from policyscan.ingesting import Ingest
        from policyscan.pipeline import Settings

        return Ingest(
            self.store,
            gather,
            Settings(ocr=ocr, jobs=jobs or os.cpu_count() or 1, taxonomy_folder=self._taxonomy_folder),
            embedder=self.embedder,
            on_progress=on_progress,
            on_finish=self.forget_index,
            wait_seconds=wait_seconds,
        )

    # --- asking ----------------------------------------------------------------------------

    @cached_property
    def sources(self) -> WatchedSources:
        """The sources that are watched: check, accept, take in."""
        from policyscan.watched import WatchedSources

        return WatchedSources(self)

    def index_problems(self) -> tuple[str, ...]:
        """What the vector index says against the store; empty where they agree."""
        from policyscan.errors import IndexMismatch

        try:
            self.index()
        except IndexMismatch as error:
            return (error.problem,)
        return ()

    def search(
        self,
        query: str,
        *,
        places: Sequence[str] = (),
        kinds: Sequence[str] = (),
        regions: Sequence[str] = (),
        countries: Sequence[str] = (),
        measures: Sequence[str] = (),
        force_types: Sequence[str] = (),
        modalities: Sequence[str] = (),
        since: str = "",
        until: str = "",
        limit: int = 10,
        diverse: bool = False,
    ) -> SearchAnswer:
        """The passages that answer a question, best first; else `.note` says why, and `.nearest` is what comes nearest.

        The query may hold "phrases", -words and filters such as place:Albany (`policyscan.search.search`). With
        `diverse`, the best hit of each place comes before the second of any. Raises `QueryError` for an empty query
        or an unknown filter.
        """
        from policyscan.search import Filters, search

        filters = Filters(
            places=tuple(places),
            regions=tuple(regions),
            countries=tuple(countries),
            kinds=tuple(kinds),
            measures=tuple(measures),
            force_types=tuple(force_types),
            modalities=tuple(modalities),
            since=since,
            until=until,
        )
        return search(
            self.store,
            self.index(),
            self.embedder(),
            self.taxonomy,
            query,
            filters=filters,
            limit=limit,
            diverse=diverse,
        )

    def similar(
        self, name: str, *, opposite: bool = False, places: Sequence[str] = (), limit: int = 10
    ) -> SearchAnswer:
        """The passages most like a passage or clause, by its id, or those that say the opposite of the same thing.

        Raises `QueryError` for an unknown id.
        """
        from policyscan.search import Filters, similar

        return similar(
            self.store,
            self.index(),
            self.embedder(),
            self.taxonomy,
            name,
            opposite=opposite,
            filters=Filters(places=tuple(places)),
            limit=limit,
        )

    def index(self) -> VectorIndex:
        """The vector index, opened at the first use and again after an ingest."""
        from policyscan import vectorise

        if self._shared_index is not None:
            return self._shared_index(self.store)
        if self._index is None:
            self._index = vectorise.open_index(self.store, self.embedder())
        return self._index

    def compare(
        self, *, places: Sequence[str] = (), measures: Sequence[str] = (), review_below: float | None = None
    ) -> Comparison:
        """Judgements side by side, with coverage; where a person answered, their answer first.

        `places` are names, full names ("Austin, Texas, US") or ids. With `review_below`, only the cells of a lower
        confidence, the least certain first. Raises `QueryError` for unknown names.
        """
        from policyscan.compare import compare

        return compare(self.store, self.taxonomy, places=places, measures=measures, review_below=review_below)

    def explain(self, place: str, measure: str) -> Explanation:
        """How one judgement came about: its clauses, the rows that were tried, what would change it.

        `place` is a name, a full name ("Austin, Texas, US") or an id. Raises `QueryError` for unknown names, and for a
        name of several places.
        """
        from policyscan.explain import explain

        return explain(self.store, self.taxonomy, place, measure)

    # --- agreements and rights reports -----------------------------------------------------

    def agreements(self, *, places: Sequence[str] = ()) -> Register:
        """The agreements here, a record for each: parties, direction, topics, term, money, oversight."""
        from policyscan import registers

        return registers.agreements(self.store, places=places, rules=self._rules(Kind.AGREEMENT))

    def findings(self, *, places: Sequence[str] = (), violations: Sequence[str] = ()) -> Register:
        """What rights reports say about violations, a record for each passage.

        Raises `QueryError` for an unknown violation.
        """
        from policyscan import registers

        rules = self._rules(Kind.RIGHTS_REPORT)
        return registers.findings(self.store, places=places, violations=violations, rules=rules)

    def recommendations(self, *, places: Sequence[str] = ()) -> Register:
        """What reviews recommended, a record for each recommendation, verbatim."""
        from policyscan import registers

        return registers.recommendations(self.store, places=places, rules=self._rules(Kind.RIGHTS_REPORT))

    def exchanges(self, *, places: Sequence[str] = (), first: str = "", as_of: date | None = None) -> Register:
        """Each agreement beside what rights reports here say about its partner; see `policyscan.exchanges`."""
        from policyscan.exchanges import exchanges

        rules = f"{self._rules(Kind.AGREEMENT)} {self._rules(Kind.RIGHTS_REPORT)}"
        return exchanges(self.store, places=places, first=first, as_of=as_of, rules=rules)

    def changes(self, *, places: Sequence[str] = (), since: str = "") -> Register:
        """What changed in substance between the versions of documents, judgements that flipped first.

        `since` is an ISO date: only versions published or arrived from then on. Raises `QueryError` for unknown names.
        """
        from policyscan.changes import changes

        return changes(self.store, self.taxonomy, places=places, since=since)

    def practices(
        self, *, like: str = "", practices: Sequence[str] = (), places: Sequence[str] = (), limit: int = 50
    ) -> Register:
        """Places with passages that describe programmes to learn from; `like` asks in plain words.

        Raises `QueryError` for an unknown practice.
        """
        from policyscan.practices import practices as find

        index, embedder = (self.index(), self.embedder()) if like else (None, None)
        return find(self.store, index, embedder, like=like, practices=practices, places=places, limit=limit)

    def _rules(self, kind: Kind) -> str:
        from policyscan.work import statement_version

        return statement_version(kind)

    # --- checking --------------------------------------------------------------------------

    def verify(self, export: str | Path) -> Verification:
        """Every quote of an export held against document, characters, page and the original's letters.

        Of an evidence pack (.zip), the quotes of all its tables. Raises `QueryError` for a file that is no export.
        """
        from policyscan.verify import verify

        if Path(export).suffix.lower() == ".zip":
            from policyscan.pack import verify_pack

            return verify_pack(Path(export), self.store)
        return verify(Path(export), self.store)

    @overload
    def evaluate(self, gold: str | Path, gold2: None = None, *, all_rows: bool = False) -> Evaluation: ...

    @overload
    def evaluate(self, gold: str | Path, gold2: str | Path, *, all_rows: bool = False) -> DoubleEvaluation: ...

    @overload
    def evaluate(
        self, gold: str | Path, gold2: str | Path | None, *, all_rows: bool = False
    ) -> Evaluation | DoubleEvaluation: ...

    def evaluate(
        self, gold: str | Path, gold2: str | Path | None = None, *, all_rows: bool = False
    ) -> Evaluation | DoubleEvaluation:
        """Our judgements against a person's coding (a CSV with place, measure, adopted), or two persons'."""
        from policyscan.evaluate import evaluate, evaluate_both

        judgements = self.store.judgements()
        if gold2 is None:
            return evaluate(judgements, Path(gold), all_rows=all_rows)
        return evaluate_both(judgements, Path(gold), Path(gold2), all_rows=all_rows)

    def review_export(self, path: str | Path, *, below: float = REVIEW_BELOW) -> int:
        """Write the cells that a person should look at to an .xlsx file; how many there are.

        These are the cells below that confidence, the contested and the unreadable. Raises
        `QueryError` where the file cannot be written.
        """
        from policyscan.review import write_sheet

        return write_sheet(self.store, self.taxonomy, self.compare(), Path(path), below=below)

    def review_import(self, path: str | Path, *, reviewer: str = "") -> ReviewReport:
        """Keep the answers of a filled sheet beside the rules' ones; `reviewer` stands in for an empty column.

        Raises `QueryError`, and keeps nothing, where a row cannot be used.
        """
        from policyscan.review import read_sheet

        with self.store.writing():
            return read_sheet(self.store, Path(path), reviewer=reviewer)

    def review_queue(
        self, *, below: float | None = REVIEW_BELOW, places: Sequence[str] = (), measures: Sequence[str] = ()
    ) -> tuple[ReviewCell, ...]:
        """The cells that a person should look at, least certain first, with the answers that stand.

        `places` are names or ids. With None as `below`, every cell. Raises `QueryError` for unknown names, and
        unless `below` is 0 to 1.
        """
        from policyscan.review import queue

        return queue(self.store, self.taxonomy, below=below, **self._cells(places, measures))

    def review_progress(
        self, *, below: float | None = REVIEW_BELOW, places: Sequence[str] = (), measures: Sequence[str] = ()
    ) -> ReviewProgress:
        """How many of those cells are answered, and how far persons agree with the rules and one another."""
        from policyscan.review import progress, queue

        chosen = self._cells(places, measures)
        return progress(self.store, queue(self.store, self.taxonomy, below=below, **chosen), **chosen)

    def review_answer(
        self,
        place: str,
        measure: str,
        answer: int | None,
        *,
        reviewer: str,
        comment: str = "",
        seen: Mapping[str, str] | None = None,
        wait_seconds: float = 600.0,
    ) -> Kept:
        """Keep one person's answer to one cell (1, 0, or None with a comment); their last word counts.

        `seen` is what they had before them (`ReviewCell.seen`). Raises `QueryError` for what cannot be kept,
        `WorkspaceBusy` where another process writes for longer than `wait_seconds`.
        """
        from policyscan.review import answer_cell

        with self.store.writing(wait_seconds):
            return answer_cell(self.store, place, measure, answer, reviewer=reviewer, comment=comment, seen=seen)

    def _cells(self, places: Sequence[str], measures: Sequence[str]) -> dict[str, Sequence[str]]:
        """Places and measures as they are written here; raises `QueryError` for unknown ones."""
        from policyscan.compare import match

        here = {judgement.place for judgement in self.store.judgements()} if places else set()
        ids, names = {place.id for place in here}, {place.name for place in here}
        return {
            "places": [place if place in ids else match(place, names, "place") for place in places],
            "measures": [match(name, self.taxonomy.measure_by_id, "measure") for name in measures],
        }

    def evidence_pack(
        self,
        path: str | Path,
        *,
        places: Sequence[str] = (),
        measures: Sequence[str] = (),
        on_progress: Callable[[int, int], None] | None = None,
    ) -> PackReport:
        """Write a comparison with its quotes, cut-outs of the pages and hashes to a ZIP; see `policyscan.pack`.

        Raises `QueryError` for unknown names and for a file that cannot be written.
        """
        from policyscan.pack import write_pack

        comparison = self.compare(places=places, measures=measures)
        return write_pack(self.store, comparison, path, on_progress=on_progress)

    # --- looking ---------------------------------------------------------------------------

    def status(self) -> Status:
        """What is here, and what is wrong."""
        from policyscan.sources import resolve_places

        store = self.store
        listings = store.listings()
        places, notes = resolve_places(listings)
        rows = []
        for listing in listings:
            pages = store.pages(listing.sha256)
            rows.append(
                DocumentRow(
                    file=listing.file,
                    kind=listing.kind.value,
                    place=places[listing.id].name,
                    region=places[listing.id].region,
                    country=places[listing.id].country,
                    published=listing.published,
                    pages=len(pages),
                    unreadable_pages=sum(1 for page in pages if not page.is_readable),
                    ocr_pages=sum(1 for page in pages if page.source is PageSource.OCR),
                    clauses=store.clause_count(listing.sha256),
                    guessed=", ".join(listing.guessed),
                    sha256=listing.sha256,
                )
            )
        by_hash = {row.sha256: row for row in rows}
        return Status(
            documents=len(by_hash),
            places=len(set(places.values())),
            pages=sum(row.pages for row in by_hash.values()),
            unreadable_pages=sum(row.unreadable_pages for row in by_hash.values()),
            ocr_pages=sum(row.ocr_pages for row in by_hash.values()),
            clauses=sum(row.clauses for row in by_hash.values()),
            passages=store.passage_count(),
            failures=store.failures(),
            notes=(*notes, *self._sources_notes(), *store.check()),
            documents_rows=tuple(rows),
        )

    def _sources_notes(self) -> Iterator[str]:
        """What of the watched sources a person should know."""
        watched = self.store.watched()
        for state, what in (
            (SourceState.FAILED, "failed at the last check"),
            (SourceState.WARNED, "wait for a person"),
        ):
            number = sum(1 for item in watched if item.state is state)
            if number:
                yield f"Of {len(watched):,} watched sources {number:,} {what}: policyscan sources list"
        behind = len(self.store.not_taken_in())
        if behind:
            what = "are in force and not taken in"
            yield f"Of {len(watched):,} watched sources {behind:,} {what}: policyscan flow run ingest"

    # --- opening and closing ---------------------------------------------------------------

    def forget_index(self) -> None:
        """Open the index anew at its next use."""
        self._index = None

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@cache
def default_embedder() -> Embedder:
    """The default model, loaded at the first use and kept for the process."""
    from policyscan.embed import load_model

    return load_model()


def open_workspace(
    folder: str | Path,
    *,
    create: bool = False,
    taxonomy_folder: Path | None = None,
    embedder: Embedder | None = None,
    index: Callable[[Store], VectorIndex] | None = None,
) -> Workspace:
    """Open the workspace in `folder`, or make one there with `create`.

    Raises `WorkspaceError` where there is none. `embedder` and `taxonomy_folder` stand in for the
    default model and rules, `index` gives a vector index that several workspaces share.
    """
    store = Store.open(Path(folder), create=create)
    return Workspace(store, taxonomy_folder=taxonomy_folder, embedder=embedder, index=index)
