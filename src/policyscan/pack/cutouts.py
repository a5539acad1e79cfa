"""Cut the places of quotes out of their pages, each once, with the words marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from policyscan.errors import DocumentError, PolicyScanError, WorkspaceError
from policyscan.model import Box, Comparison, Evidence

if TYPE_CHECKING:
    from policyscan.store import Store

FOLDER = "cutouts"
# Points of the page around the words; and the most pixels of a cut-out, across and down: a column of a
# Letter page at 144 dpi has 1,100, and more is only paper.
MARGIN = 12.0
MOST_PIXELS = 1600
_SCALE = 2.0

# A quote's place: hash of the bytes, first and last character.
Key = tuple[str, int, int]


@dataclass(slots=True)
class CutOuts:
    """The names of the cut-outs by quote, one for each page that it stands on, and why some have none."""

    names: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    lacking: dict[Key, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return sum(map(len, self.names.values()))

    def of(self, evidence: Evidence) -> tuple[str, ...]:
        """The names of one quote's cut-outs."""
        return self.names.get(key_of(evidence), ())


def key_of(evidence: Evidence) -> Key:
    """What two quotes of the same words at the same place share."""
    return (evidence.sha256, evidence.start, evidence.end)


def cut_all(
    store: Store, comparison: Comparison, found: CutOuts, on_progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Each cut-out's name and PNG, document by document; `found` fills as they come.

    A document that cannot be drawn costs its cut-outs only. `on_progress` gets how many quotes are done, and of how
    many.
    """
    quotes = {key_of(evidence): evidence for judgement in comparison.judgements for evidence in judgement.evidence}
    done = 0
    for sha256, group in groupby(sorted(quotes), key=lambda key: key[0]):
        data: bytes | PolicyScanError
        try:
            data = store.blob(sha256)
        except WorkspaceError as error:
            data = error
        for key in group:
            yield from _cut(data, key, quotes[key].boxes, found)
            done += 1
            if on_progress is not None:
                on_progress(done, len(quotes))


def _cut(data: bytes | PolicyScanError, key: Key, boxes: Sequence[Box], found: CutOuts) -> Iterator[tuple[str, bytes]]:
    from policyscan.parse.pictures import cut_png

    if isinstance(data, PolicyScanError):
        found.lacking[key] = data.problem
        return
    if not boxes:
        found.lacking[key] = "no boxes are known for its words"
        return
    sha256, start, end = key
    names: list[str] = []
    for page in sorted({box.page for box in boxes}):
        here = [box for box in boxes if box.page == page]
        name = f"{FOLDER}/{sha256[:16]}-p{page:04}-{start}-{end}.png"
        try:
            png = cut_png(data, here, margin=MARGIN, scale=scale_for(here))
        except DocumentError as error:
            found.lacking[key] = error.problem
            return
        names.append(name)
        found.names[key] = tuple(names)
        yield name, png


def scale_for(boxes: Sequence[Box]) -> float:
    """Pixels a point, so that the place around the boxes stays within `MOST_PIXELS` either way."""
    across = max(box.x1 for box in boxes) - min(box.x0 for box in boxes) + 2 * MARGIN
    down = max(box.bottom for box in boxes) - min(box.top for box in boxes) + 2 * MARGIN
    return min(_SCALE, MOST_PIXELS / max(across, down, 1.0))
