"""One run of an ingest: which sources it takes, what it holds while it runs, and what is gone when it ends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import LISTED_TITLE, IngestReport, Listing
from policyscan.pipeline import Event, Pipeline, Settings
from policyscan.sources import Collected, Source, SourceFailure, collect

if TYPE_CHECKING:
    from policyscan.embed import Embedder
    from policyscan.store import Store
    from policyscan.vectorise import Encode

# Where a file came from is kept beside the store's records, since its listing's address may be one on the web.
_ORIGIN = "origin:"
# Who asked for a file that failed: the same run done again, without the file, forgets its failure.
_ASKED = "asked:"
WATCHED = "watched"


@dataclass(frozen=True, slots=True)
class Intake:
    """What a run takes in. `origins` says for each file where it came from.

    `whole` are the origins of which all is here: what the workspace has from them and is not among the files is gone.
    `name` says what was asked for, and is empty for a part of it.
    """

    collected: Collected
    origins: Mapping[str, str] = field(default_factory=dict)
    whole: Collection[str] = ()
    name: str = ""

    @property
    def files(self) -> set[str]:
        """The names of all that is asked for, of use or not."""
        collected = self.collected
        return {source.file for source in collected.sources} | {failure.file for failure in collected.failures}

    def only(self, files: Collection[str]) -> Intake:
        """Just these files, as for another try at what failed. Raises `QueryError` for one that is not among them."""
        _refuse_unknown(files, self.files)
        collected = self.collected
        return Intake(
            Collected(
                tuple(source for source in collected.sources if source.file in files),
                tuple(failure for failure in collected.failures if failure.file in files),
                collected.skipped_files,
                collected.notes,
            ),
            self.origins,
        )


def from_paths(paths: Iterable[str | Path], manifest: str | Path | None) -> Intake:
    """PDFs and folders of them. Raises `ManifestError` for a manifest that cannot be read."""
    roots = [Path(path) for path in paths]
    collected = collect(roots, Path(manifest) if manifest is not None else None)
    folders = {root.resolve() for root in roots}
    origins = {}
    for source in collected.sources:
        origin = next((folder for folder in folders if source.path.resolve().is_relative_to(folder)), None)
        origins[source.file] = str(origin or source.path.resolve().parent)
    whole = sorted(map(str, folders))
    name = str(Path(manifest).resolve()) if manifest is not None else "\n".join(whole)
    return Intake(collected, origins, whole, name)


def from_watched(sources: Iterable[Source]) -> Intake:
    """All documents in force among what is watched."""
    found = tuple(sources)
    return Intake(Collected(found, (), 0, ()), {source.file: WATCHED for source in found}, {WATCHED}, WATCHED)


def from_store(
    store: Store, files: Collection[str] | None = None, passwords: Mapping[str, str] | None = None
) -> Intake:
    """What is listed already, read from the originals in the workspace: for other rules or another model.

    `passwords` by file, since none is kept. Raises `QueryError` for a file that is not listed.
    """
    listings = store.listings()
    if files is not None:
        _refuse_unknown(files, {listing.file for listing in listings})
        listings = tuple(listing for listing in listings if listing.file in files)
    return Intake(Collected(tuple(_again(store, listing, passwords or {}) for listing in listings), (), 0, ()))


def _refuse_unknown(files: Collection[str], known: Collection[str]) -> None:
    unknown = next((file for file in files if file not in known), None)
    if unknown is not None:
        raise QueryError(f"There is no document {unknown} to take in.", fix="Name it as results do: policyscan status.")


def _again(store: Store, listing: Listing, passwords: Mapping[str, str]) -> Source:
    facts = {
        "place": listing.place.name,
        "region": listing.place.region,
        "country": listing.place.country,
        "kind": listing.kind,
        "title": listing.title,
        "issuer": listing.issuer,
        "published": listing.published,
    }
    given = {name: value for name, value in facts.items() if value and name not in listing.guessed}
    return Source(
        file=listing.file,
        path=store.blob_path(listing.sha256),
        sha256=listing.sha256,
        password=passwords.get(listing.file, ""),
        place=type(listing.place)(*(str(given.get(name, "")) for name in ("place", "region", "country"))),
        kind=listing.kind if "kind" in given else None,
        title=str(given.get("title", "")),
        issuer=str(given.get("issuer", "")),
        published=str(given.get("published", "")),
        series=listing.series,
        address=listing.address,
        given=frozenset(given) - ({"title"} if LISTED_TITLE in listing.guessed else set()),
        valid_from=listing.valid_from,
        valid_to=listing.valid_to,
    )


def _without_taken_names(store: Store, intake: Intake) -> Intake:
    """Fail what bears the name of a document from elsewhere: results go by names, so one would take the other's place.

    Folders may move; what is watched and what lies in a folder are never the same.
    """
    listed = {listing.file for listing in store.listings()}
    good: list[Source] = []
    failures = list(intake.collected.failures)
    for source in intake.collected.sources:
        ours, known = intake.origins.get(source.file), store.get_meta(_ORIGIN + source.file)
        if ours is None or known is None or source.file not in listed or (ours == WATCHED) == (known == WATCHED):
            good.append(source)
            continue
        where = "a watched source" if known == WATCHED else known
        failures.append(
            SourceFailure(
                source.file,
                "name_taken",
                f"{source.file}: another document of this name came from {where}.",
                "Give one of the two another name, in the column 'file' of its list.",
            )
        )
    collected = Collected(tuple(good), tuple(failures), intake.collected.skipped_files, intake.collected.notes)
    return replace(intake, collected=collected)


class Ingest:
    """Holds the workspace's lock, knows the sources, takes each, then finishes.

    `gather` is called once the lock is held: what another run took in meanwhile is known then.
    """

    def __init__(
        self,
        store: Store,
        gather: Callable[[], Intake],
        settings: Settings,
        *,
        embedder: Callable[[], Embedder],
        on_progress: Callable[[Event], None] | None = None,
        on_finish: Callable[[], None] | None = None,
        wait_seconds: float = 600.0,
    ) -> None:
        self.settings = settings
        self.sources: tuple[Source, ...] = ()
        self._store = store
        self._gather = gather
        self._intake = Intake(Collected((), (), 0, ()))
        self._embedder = embedder
        self._on_finish = on_finish
        self._held = ExitStack()
        self._lock = store.writing(
            wait_seconds,
            on_wait=lambda message: on_progress(Event("", "wait", 0, 0, message)) if on_progress else None,
        )
        self._pipeline = Pipeline(store, settings, on_event=on_progress)
        self.take = self._pipeline.take
        self.prepare = self._pipeline.prepare
        self.read = self._pipeline.read
        self.complete = self._pipeline.complete
        self.fail_job = self._pipeline.fail_job

    def take_all(self) -> IngestReport:
        """Take every source, as many at a time as there are workers, then finish."""
        with ThreadPoolExecutor(max_workers=self.settings.jobs) as threads:
            for future in [threads.submit(self.take, source) for source in self.sources]:
                future.result()
        return self.finish()

    def finish(self, *, encode: Encode | None = None) -> IngestReport:
        """Record what could not be collected, mark what is gone, embed, index, judge, report.

        `encode` stands in for the model where strings are embedded on other machines.
        """
        for failure in self._intake.collected.failures:
            self._pipeline.fail(failure.file, failure.fault, failure.problem, failure.fix)
        mark_missing(self._store, self._intake)
        forget_failures(self._store, self._intake)
        report = self._pipeline.finish(self._intake.collected, embedder=self._embedder, encode=encode)
        if self._on_finish is not None:
            self._on_finish()
        return report

    def __enter__(self) -> Ingest:
        with ExitStack() as held:
            held.enter_context(self._lock)
            self._intake = _without_taken_names(self._store, self._gather())
            # The largest first, so that no worker ends up alone with a 600-page manual.
            self.sources = tuple(sorted(self._intake.collected.sources, key=_size, reverse=True))
            self._pipeline.expect(len(self.sources))
            self._pipeline.begin()
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipeline.close()
        self._held.close()


def mark_missing(store: Store, intake: Intake) -> int:
    """Mark listings whose origin is here as a whole and that are no longer among its files; returns how many."""
    collected = intake.collected
    for source in collected.sources:
        origin = intake.origins.get(source.file)
        if origin is not None and store.get_meta(_ORIGIN + source.file) != origin:
            store.put_meta(_ORIGIN + source.file, origin)
    present = intake.files
    gone = [
        listing.id
        for listing in store.listings()
        if listing.file not in present and store.get_meta(_ORIGIN + listing.file) in intake.whole
    ]
    if gone:
        store.mark_removed(gone)
    return len(gone)


def forget_failures(store: Store, intake: Intake) -> None:
    """Forget why files could not be used that are gone from where they came, or from what was asked for."""
    if not intake.name:
        return
    present = intake.files
    for failure in store.failures():
        origin, asked = (store.get_meta(key + failure.file) for key in (_ORIGIN, _ASKED))
        if failure.file in present:
            if asked != intake.name:
                store.put_meta(_ASKED + failure.file, intake.name)
        elif origin in intake.whole or asked == intake.name:
            store.clear_failure(failure.file)


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size
    except OSError:
        return 0
