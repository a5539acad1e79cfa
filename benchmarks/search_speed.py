"""How long a warm search takes among few and many passages, in one run: a workspace is resampled to any number.

`python -m benchmarks.search_speed --workspace DIR [--passages 3000 300000] [--into FOLDER]`: documents of the
workspace are drawn again and again; each passage is made of the first half of one and the second half of another, so
that no wording comes back and words are as common as they were. Its vector lies between those of both, its findings
and clauses are the first's. `--into` keeps the workspaces made, and takes those that are there: 300,000 passages take
forty minutes and 3 GB.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.search_questions import ASKED, written
from benchmarks.speed import QUERIES
from policyscan import Workspace, open_workspace, vectorise
from policyscan.model import Listing, Place, Reading
from policyscan.store import Store

# How far a drawn vector lies off the middle of its parents, in parts of its length.
NOISE = 0.3
QUESTIONS = 60


class Resampled:
    """A workspace drawn from another, with so many passages."""

    def __init__(self, source: Workspace, seed: int = 1) -> None:
        self._source = source
        self._draw = random.Random(seed)
        self._noise = np.random.default_rng(seed)
        index = source.index()
        self._rows = {name: row for row, name in enumerate(index.ids)}
        self._matrix = index.vectors_of(index.ids)
        self._passages = list(source.store.passages_by_id(index.ids).values())
        self._vectors: dict[str, np.ndarray] = {}

    def fill(self, store: Store, wanted: int) -> None:
        """Put drawn documents into a store until it has the passages wanted, with vectors and pieces."""
        source = self._source.store
        listings = source.listings()
        count = number = 0
        while count < wanted:
            listing = self._draw.choice(listings)
            sha256 = hashlib.sha256(f"{listing.sha256} {number}".encode()).hexdigest()
            reading = self._reading(source, listing.sha256, sha256, wanted - count)
            store.put_document(replace(source.document(listing.sha256), sha256=sha256), size_bytes=1)
            store.put_reading(reading)
            store.put_listing(_listing(listing, sha256, number))
            count += len(reading.passages)
            number += 1
        vectorise.update(store, self._source.embedder, encode=self._encode)

    def _reading(self, store: Store, old: str, new: str, most: int) -> Reading:
        clauses = tuple(replace(one, sha256=new, lead="") for one in store.clauses(old))
        names = dict(zip((one.id for one in store.clauses(old)), (one.id for one in clauses), strict=True))
        findings = tuple(replace(one, sha256=new, clause_id=names[one.clause_id]) for one in store.findings(old))
        passages = []
        for first in store.passages(old)[:most]:
            second = self._draw.choice(self._passages)
            text = " ".join([*_half(first.text, 0), *_half(second.text, 1)])
            head = first.embed_text.removesuffix(first.text)
            embed_text = f"{head}{text}"
            drawn = replace(first, sha256=new, text=text, embed_text=embed_text, clause_ids=())
            parents = self._matrix[self._rows[first.id]] + self._matrix[self._rows[second.id]]
            parents /= np.linalg.norm(parents)
            noise = self._noise.standard_normal(len(parents)).astype(np.float32)
            vector = parents + NOISE * noise / np.linalg.norm(noise)
            self._vectors[embed_text] = (vector / np.linalg.norm(vector)).astype(np.float32)
            passages.append(drawn)
        return Reading(new, clauses, tuple(passages), findings, speaks_of_force=store.speaks_of_force(old))

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self._vectors[text] for text in texts])


def _half(text: str, which: int) -> list[str]:
    words = text.split()
    middle = (len(words) + 1) // 2
    return words[middle:] if which else words[:middle]


def _listing(listing: Listing, sha256: str, number: int) -> Listing:
    place = listing.place
    return replace(
        listing,
        sha256=sha256,
        file=f"{number}-{listing.file}",
        place=Place(f"{place.name} {number}", place.region, place.country),
    )


def questions() -> list[str]:
    """The queries of the other benchmark, and questions in everyday words."""
    asked = written(ASKED)
    return [*QUERIES, *random.Random(4).sample(asked, QUESTIONS)]


def measure(source: Workspace, wanted: int, folder: Path) -> Iterator[str]:
    """Lines of figures for one number of passages."""
    if not folder.exists():
        with open_workspace(folder, create=True, embedder=source.embedder()) as work:
            started = time.perf_counter()
            Resampled(source).fill(work.store, wanted)
            yield f"made in {time.perf_counter() - started:.0f} s"
    with open_workspace(folder, embedder=source.embedder()) as work:
        yield f"{len(work.index()):,} passages"
        started = time.perf_counter()
        work.search(QUERIES[0])
        yield f"  first search, index and all read: {time.perf_counter() - started:.2f} s"
        first = [_milliseconds(work, question) for question in questions()]
        again = [_milliseconds(work, question) for question in questions()]
        for name, times in (("asked for the first time", first), ("asked again", again)):
            times.sort()
            yield (
                f"  {len(times)} questions, {name}: median {statistics.median(times):.0f} ms,"
                f" nine in ten within {times[len(times) * 9 // 10]:.0f} ms, slowest {times[-1]:.0f} ms"
            )


def _milliseconds(work: Workspace, question: str) -> float:
    started = time.perf_counter()
    work.search(question)
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    """Read the options, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace", type=Path, required=True)
    options.add_argument("--passages", type=int, nargs="+", default=[3_000, 300_000])
    options.add_argument("--into", type=Path, help="keep the workspaces made in this folder")
    given = options.parse_args()
    with (
        open_workspace(given.workspace, create=False) as source,
        tempfile.TemporaryDirectory(prefix="policyscan-speed-") as scratch,
    ):
        for wanted in given.passages:
            for line in measure(source, wanted, (given.into or Path(scratch)) / str(wanted)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
