"""What a worker does with one document: parse, extract, and read what an agreement or a rights report says."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.model import Agreement, Kind, Listing, ParsedDocument, Reading, ReportReading
from policyscan.parse import OcrPage
from policyscan.sources import Source, build_listing
from policyscan.taxonomy import load

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed import Adapted
    from policyscan.embed.marked_plain import Judged, Marked, PlainMarked
    from policyscan.embed.tagger_plain import PlainTagger
    from policyscan.embed.windows import Tagged


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker gets: bytes and settings, and what is known already.

    `parsed` is None where the document must be parsed; `extract` says whether clauses are to be cut and held
    against the measures.
    """

    data: bytes
    source: Source
    sha256: str
    ocr: bool
    known_ocr: Mapping[int, OcrPage]
    parsed: ParsedDocument | None
    extract: bool
    taxonomy_folder: Path | None
    is_policy: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """What a worker gives back; None for what was not asked for, or is nothing that such a document has.

    `seconds` is what it took, without the wait for a worker.
    """

    parsed: ParsedDocument | None
    ocr_pages: tuple[OcrPage, ...]
    reading: Reading | None
    statement: Agreement | ReportReading | None
    listing: Listing
    seconds: float


def work(task: Task, on_progress: Callable[[object], None]) -> Worked:
    """Parse and read one document: a pure function of its task."""
    from policyscan import parse as parser
    from policyscan.extract import read

    started = time.monotonic()
    document = task.parsed
    new_ocr: tuple[OcrPage, ...] = ()
    if document is None:
        result = parser.parse(
            task.data,
            password=task.source.password,
            ocr=task.ocr,
            known_ocr=task.known_ocr,
            on_page=on_progress,
            on_ocr=on_progress,
        )
        document, new_ocr = result.document, result.ocr_pages
    listing = build_listing(document, task.source, task.sha256)
    reading = None
    if task.extract:
        on_progress("extracting")
        kind = Kind.POLICY if task.is_policy else listing.kind
        reading = read(document, load(task.taxonomy_folder), kind=kind)
    statement = _state(task, document, listing.kind, new_ocr, on_progress)
    parsed = document if task.parsed is None else None
    return Worked(parsed, new_ocr, reading, statement, listing, time.monotonic() - started)


def _state(
    task: Task,
    document: ParsedDocument,
    kind: Kind,
    new_ocr: tuple[OcrPage, ...],
    on_progress: Callable[[object], None],
) -> Agreement | ReportReading | None:
    if kind is Kind.AGREEMENT:
        from policyscan.agreements.whole import read_all
        from policyscan.parse import SecondLook

        known = {**task.known_ocr, **{page.number: page for page in new_ocr}}
        with SecondLook(task.data, task.source.password, known, on_ocr=on_progress, ocr=task.ocr) as look:
            return read_all(document, look, tag, Directions())
    if kind is Kind.RIGHTS_REPORT:
        from policyscan import rights

        return rights.read(document, closely)
    return None


def closely(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """How likely passages, given as heading and words, bear each type of violation: log-odds, `(pairs, types)`."""
    from policyscan.rights import learned

    return _adapted().answer(pairs)[:, : len(learned.load().types)]


def tag(text: str, parts: Sequence[tuple[int, int]]) -> Sequence[Tagged]:
    """The words of some parts of an agreement, with how likely each is of whose name (`agreements.learned`)."""
    return _tagger().tag(text, parts)


class Directions:
    """What judges sentences (`agreements.directed.Judge`); its model is loaded when it is asked for the first time."""

    def tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The ids of a text's tokens, and the characters at which each stands."""
        return _directions().tokens(text)

    def judge(self, windows: Sequence[Marked]) -> list[Judged]:
        """For each window what its parts say, and which side gives."""
        return _directions().judge(windows)


@cache
def _directions() -> PlainMarked:
    from policyscan.agreements import directed
    from policyscan.embed import load_plain_marked

    reader = directed.load()
    return load_plain_marked(reader.base, reader.weights, reader.tensors)


@cache
def _tagger() -> PlainTagger:
    """The model that reads names, loaded when a worker reads an agreement for the first time."""
    from policyscan.agreements import learned
    from policyscan.embed import load_plain_tagger

    reader = learned.load()
    return load_plain_tagger(reader.base, reader.weights, reader.tensors, size=reader.size, stride=reader.stride)


@cache
def _adapted() -> Adapted:
    """The model that reads passages, loaded when a worker reads one for the first time; workers have no torch."""
    from policyscan.embed import load_plain_adapted
    from policyscan.rights import learned

    reader = learned.load()
    return load_plain_adapted(reader.base, reader.weights, reader.tensors, max_tokens=reader.max_tokens)


def statement_version(kind: Kind) -> str:
    """What, besides the parsed text, the reading of a document of this kind depends on; empty where there is none."""
    if kind is Kind.AGREEMENT:
        from policyscan.agreements.whole import version

        return version()
    if kind is Kind.RIGHTS_REPORT:
        from policyscan import rights

        return rights.version()
    return ""
