"""Put together all that the page of a document shows: one page of it, with what is marked and what rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.changes.pairs import pairs
from policyscan.errors import DocumentError, PolicyScanError, QueryError, WorkspaceBusy, WorkspaceError
from policyscan.model import Box, Listing, Page, Place, Section
from policyscan.parse.frames import Corners
from policyscan.sources import resolve_places
from policyscan.workbench.document_clauses import ClauseRow, clauses_on, rows_of
from policyscan.workbench.document_marks import Mark, Marks, Stated, marks_of
from policyscan.workbench.document_pictures import view_of
from policyscan.workbench.document_tree import section_at
from policyscan.workbench.render import NotHere

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.workspace import Workspace


class NoSuchPage(NotHere):
    """A page that a document does not have."""

    def __init__(self, number: int, pages: int) -> None:
        PolicyScanError.__init__(
            self, f"The document has {pages:,} pages, and no page {number}", fix=f"Ask for a page from 1 to {pages}."
        )


@dataclass(frozen=True, slots=True)
class Stands:
    """What a document stands for: its listing, with the place as resolved."""

    listing: Listing
    place: Place


@dataclass(frozen=True, slots=True)
class Passage:
    """The passage that is marked: its words, where it begins, its boxes on the page shown, and what rests on it."""

    start: int
    end: int
    page: int
    text: str
    section: str
    boxes: tuple[Box, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something to draw on the page: rectangles, and the mark that they belong to."""

    mark: Mark
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One page of a document. `frame` is what its picture shows, `unseen` why there is none."""

    sha256: str
    stands: tuple[Stands, ...]
    title: str
    pages: tuple[Page, ...]
    page: Page
    frame: Corners
    unseen: str
    sections: tuple[Section, ...]
    section: int
    passage: Passage | None
    marks: Marks
    drawn: tuple[Drawn, ...]
    clauses: tuple[ClauseRow, ...]
    newer: tuple[Listing, ...]
    older: tuple[Listing, ...]

    @property
    def place(self) -> Place:
        """The place that a citation names."""
        return self.stands[0].place if self.stands else Place("")

    @property
    def published(self) -> str:
        """When it was published, as far as known."""
        return self.stands[0].listing.published if self.stands else ""

    @property
    def heading(self) -> tuple[str, ...]:
        """The sections that the place shown is in, outermost first."""
        names, at = [], self.section
        while at >= 0:
            names.append(self.sections[at].name)
            # A parent stands before its section, so this ends.
            at = self.sections[at].parent if self.sections[at].parent < at else -1
        return tuple(name for name in reversed(names) if name)

    def short(self, number: int) -> str:
        """A page in few letters: "p. 12" as printed, or "PDF 12" where that is not printed on it, or on others, too."""
        labels = [page.label for page in self.pages]
        if not any(labels):
            return f"p. {number}"
        label = labels[number - 1] if number <= len(labels) else ""
        return f"p. {label}" if label and labels.count(label) == 1 else f"PDF {number}"

    @property
    def stated_here(self) -> tuple[Stated, ...]:
        """What an agreement or report says on this page."""
        return tuple(item for item in self.marks.stated if item.mark.page == self.page.number)

    @property
    def _at(self) -> tuple[int, int, int]:
        if self.passage is not None and self.passage.page == self.page.number:
            return (self.passage.page, self.passage.start, self.passage.end)
        return (self.page.number, -1, -1)

    @property
    def following(self) -> Mark | None:
        """The next evidence after what is shown."""
        return self.marks.after(self._at)

    @property
    def preceding(self) -> Mark | None:
        """The evidence before what is shown."""
        return self.marks.before(self._at)

    @property
    def step(self) -> int:
        """Which of the evidence is marked, counted from 1; 0 where none is."""
        return next((number for number, mark in enumerate(self.marks.walk, 1) if mark.order == self._at), 0)


def view(work: Workspace, sha256: str, page: int | None, start: int | None, end: int | None) -> View:
    """What to show of a document: a page, a passage on it, or the page on which a passage begins.

    Raises `NotHere` for an unknown document or page, `QueryError` for a passage that is none.
    """
    store = work.store
    pages = store.pages(sha256)
    if not pages:
        raise NotHere(f"document {sha256[:12]}")
    text = store.text(sha256)
    span = _span(start, end, len(text))
    boxes = store.boxes(sha256, [span])[0] if span else ()
    begins = boxes[0].page if boxes else _page_of(pages, span[0]) if span else 1
    number = begins if page is None else page
    if not 1 <= number <= len(pages):
        raise NoSuchPage(number, len(pages))
    shown = pages[number - 1]
    sections = store.sections(sha256)
    marks = marks_of(store, work.taxonomy, sha256)
    here = clauses_on(store, sha256, shown)
    frame, unseen = _frame(store, sha256, shown)
    offset = span[0] if span and begins == number else min((clause.start for clause in here), default=shown.start)
    stands = _stands(store, sha256)
    newer, older = _versions(store, sha256, stands)
    return View(
        sha256=sha256,
        stands=stands,
        title=next((item.listing.title or item.listing.file for item in stands), f"Document {sha256[:12]}"),
        pages=pages,
        page=shown,
        frame=frame,
        unseen=unseen,
        sections=sections,
        section=section_at(sections, offset),
        passage=_passage(text, span, begins, number, boxes, sections, marks) if span else None,
        marks=marks,
        drawn=_drawn(store, sha256, number, marks, span),
        clauses=rows_of(work, sha256, here, number),
        newer=newer,
        older=older,
    )


def _span(start: int | None, end: int | None, length: int) -> tuple[int, int] | None:
    if start is None and end is None:
        return None
    if start is None or end is None or not 0 <= start < end <= length:
        raise QueryError(
            f"start={'' if start is None else start} and end={'' if end is None else end} mark no passage"
            f" of the document's {length:,} characters",
            fix="Give both, start before end, or neither; follow a link from the search or the matrix.",
        )
    return start, end


def _page_of(pages: Sequence[Page], offset: int) -> int:
    """The page of characters without a box, such as the space between two lines."""
    return next((page.number for page in reversed(pages) if page.start <= offset and page.end > page.start), 1)


def _frame(store: Store, sha256: str, page: Page) -> tuple[Corners, str]:
    try:
        return view_of(store, sha256, page.number), ""
    except WorkspaceBusy:
        raise
    except (DocumentError, WorkspaceError) as error:
        return (0.0, 0.0, page.width, page.height), error.problem


def _passage(
    text: str,
    span: tuple[int, int],
    begins: int,
    number: int,
    boxes: Sequence[Box],
    sections: Sequence[Section],
    marks: Marks,
) -> Passage:
    start, end = span
    index = section_at(sections, start)
    over = [mark for mark in marks.walk if mark.start < end and mark.end > start]
    return Passage(
        start=start,
        end=end,
        page=begins,
        text=text[start:end],
        section=sections[index].name if index >= 0 else "",
        boxes=tuple(box for box in boxes if box.page == number),
        says=tuple(dict.fromkeys(line for mark in over for line in mark.says)),
    )


def _drawn(store: Store, sha256: str, number: int, marks: Marks, span: tuple[int, int] | None) -> tuple[Drawn, ...]:
    """What stands on a page besides the marked passage; a mark may run over from a page or two before."""
    near = [mark for mark in marks.walk if number - 2 <= mark.page <= number and (mark.start, mark.end) != span]
    places = store.boxes(sha256, [(mark.start, mark.end) for mark in near])
    drawn = [
        Drawn(mark, tuple(box for box in boxes if box.page == number)) for mark, boxes in zip(near, places, strict=True)
    ]
    seen = [
        Drawn(item.mark, (item.mark.seen,))
        for item in marks.stated
        if item.mark.seen is not None and item.mark.seen.page == number
    ]
    return tuple(item for item in (*drawn, *seen) if item.boxes)


def _stands(store: Store, sha256: str) -> tuple[Stands, ...]:
    """What the document stands for, what is in force first."""
    listings = store.listings(include_removed=True)
    places, _ = resolve_places(listings)
    mine = sorted((item for item in listings if item.sha256 == sha256), key=lambda item: item.removed)
    return tuple(Stands(item, places[item.id]) for item in mine)


def _versions(store: Store, sha256: str, stands: Sequence[Stands]) -> tuple[tuple[Listing, ...], tuple[Listing, ...]]:
    """The listings that took the document's place, and those whose place it took."""
    steps = pairs(store) if stands else ()
    newer = {pair.new.sha256: pair.new for pair in steps if pair.old.sha256 == sha256}
    older = {pair.old.sha256: pair.old for pair in steps if pair.new.sha256 == sha256}
    return tuple(newer.values()), tuple(older.values())
