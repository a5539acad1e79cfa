"""The nouns: frozen records that the steps hand to one another.

Units: points (1/72 inch) with the origin at the top left of the page as a reader sees it; pages
count from 1; `start, end` are half-open offsets in code points of `ParsedDocument.text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def content_id(*parts: object) -> str:
    """A 16-digit id that is a function of its parts and nothing else."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- documents -----------------------------------------------------------------------------


class Kind(StrEnum):
    """What a listing is."""

    POLICY = "policy"
    AGREEMENT = "agreement"
    RIGHTS_REPORT = "rights_report"
    OTHER = "other"


class PageSource(StrEnum):
    """Where a page's text came from. `NONE`: nobody could read it."""

    TEXT = "text"
    OCR = "ocr"
    BLANK = "blank"
    NONE = "none"


class BlockKind(StrEnum):
    """What a block of lines is for."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"
    TOC = "toc"
    REFERENCE = "reference"

    @property
    def is_content(self) -> bool:
        """Whether rules may be read from it and searches may find it."""
        return self not in _NOT_CONTENT


_NOT_CONTENT = frozenset({BlockKind.FURNITURE, BlockKind.TOC, BlockKind.REFERENCE})


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle on a page, in points from the top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    def as_list(self) -> list[float]:
        """`[page, x0, top, x1, bottom]`, rounded to a tenth of a point."""
        return [self.page, *(round(value, 1) for value in (self.x0, self.top, self.x1, self.bottom))]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or one side of a table cell's line.

    `edges` holds the left edge of every character and the right edge of the last, so that it is
    one longer than `end - start` and never decreases.
    """

    start: int
    end: int
    page: int
    top: float
    bottom: float
    edges: tuple[float, ...]

    def box(self, start: int, end: int) -> Box | None:
        """The box of the characters from `start` to `end` that stand on this line, if any."""
        first, last = max(start, self.start), min(end, self.end)
        if first >= last:
            return None
        return Box(self.page, self.edges[first - self.start], self.top, self.edges[last - self.start], self.bottom)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, a heading, a list item, a table row.

    `marker` is a list item's or heading's own number as printed ("(a)", "300.4.1", "IV.B.2"),
    included in the span. `depth` orders list items and headings: 0 is outermost.
    `section` is the index of the section it belongs to, -1 before the first.
    """

    kind: BlockKind
    start: int
    end: int
    page: int
    marker: str = ""
    depth: int = 0
    section: int = -1


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it, down to the next heading of its level.

    `path` holds the titles from the outermost section to this one.
    """

    number: str
    title: str
    level: int
    start: int
    end: int
    parent: int
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """Number and title as one string."""
        return " ".join(part for part in (self.number, self.title) if part)


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its words and its box; row and column count from 0."""

    row: int
    column: int
    text: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page, with its cells."""

    page: int
    box: Box
    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the PDF; `start, end` span its body text, empty where nothing was read.

    `label` is the printed page label where the PDF or the page itself has one.
    `note` says why a page is unreadable or was sent to OCR.
    """

    number: int
    label: str
    width: float
    height: float
    rotation: int
    source: PageSource
    start: int
    end: int
    note: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether its words, or their absence, are known."""
        return self.source is not PageSource.NONE


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A PDF's text with a place for every character.

    `text` is the body in reading order, then the footnotes, then the furniture (running heads and
    feet) page by page, so that a sentence that runs over a page break stays in one piece. Lines of
    a block are joined by one space, or by nothing after a hyphen at the line's end; blocks are
    joined by a newline. `soft_hyphens` are the offsets of hyphens that stand at a line's end.
    """

    sha256: str
    text: str
    language: str
    title: str
    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    soft_hyphens: tuple[int, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def unreadable_pages(self) -> tuple[int, ...]:
        """Numbers of the pages that nobody could read."""
        return tuple(page.number for page in self.pages if not page.is_readable)

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """The boxes of a span, one for each printed line it touches, in reading order."""
        found = (line.box(start, end) for line in self.lines if line.start < end and line.end > start)
        return tuple(box for box in found if box is not None)

    def page_at(self, offset: int) -> int:
        """The number of the page on which the character at `offset` is printed."""
        for line in self.lines:
            if line.start <= offset < line.end:
                return line.page
        before = [line for line in self.lines if line.start <= offset]
        return before[-1].page if before else 1


# --- places and listings -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A city, county, state or country; blank means unknown. `country` is ISO 3166 alpha-2."""

    name: str
    region: str = ""
    country: str = ""

    @property
    def id(self) -> str:
        """A function of the three names, case and space folded."""
        return content_id(*(" ".join(part.split()).casefold() for part in (self.name, self.region, self.country)))


@dataclass(frozen=True, slots=True)
class Listing:
    """This document, for this place, of this kind, from this address, in this series of versions.

    `file` is the manifest's `file` (without a manifest, the path relative to the one given).
    Dates are ISO 8601 (a year, year-month or day) or empty. `guessed` names the fields that were
    read from the document or its file name rather than given.
    """

    file: str
    sha256: str
    place: Place
    kind: Kind
    title: str = ""
    issuer: str = ""
    published: str = ""
    series: str = ""
    address: str = ""
    valid_from: str = ""
    valid_to: str = ""
    removed: bool = False
    guessed: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """A function of source name, document, place and kind."""
        return content_id(self.file, self.sha256, self.place.id, self.kind)


# --- what is read --------------------------------------------------------------------------


class Modality(StrEnum):
    """What a clause does to its actor; `NONE` is a statement."""

    MUST = "must"
    MUST_NOT = "must_not"
    SHOULD = "should"
    SHOULD_NOT = "should_not"
    MAY = "may"
    MAY_ONLY = "may_only"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that decided something: `category` says what, `start, end` where in the document."""

    category: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, list item or table row: the smallest thing that is quoted.

    `text` equals the document's text from `start` to `end`. `lead` is the id of the clause that
    introduces a list item ("Officers shall not:"), empty otherwise. `text_id` is the same for the
    same wording in any document. `modality` is that of the clause's main verb.
    """

    sha256: str
    start: int
    end: int
    text: str
    kind: BlockKind
    page: int
    section: int
    language: str = "en"
    lead: str = ""
    modality: Modality = Modality.NONE
    negated: bool = False
    condition: str = ""
    exception: str = ""
    actor: str = ""
    force_types: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()

    @property
    def id(self) -> str:
        """A function of the document's bytes and the span."""
        return content_id(self.sha256, self.start, self.end)

    @property
    def text_id(self) -> str:
        """The same for the same wording, whatever the case, spacing and punctuation."""
        return content_id("".join(char for char in self.text.casefold() if char.isalnum()))


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause or a short run of clauses of one section: what a search finds.

    `embed_text` is `text`, with hyphens at line ends repaired, below its heading path.
    """

    sha256: str
    start: int
    end: int
    text: str
    embed_text: str
    page: int
    section: int
    language: str
    clause_ids: tuple[str, ...]
    measures: tuple[str, ...] = ()
    force_types: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """A function of the document's bytes and the span."""
        return content_id("passage", self.sha256, self.start, self.end)

    @property
    def embed_id(self) -> str:
        """The same for the same string to embed, in any document."""
        return content_id(self.embed_text)


class Effect(StrEnum):
    """What a finding does to its measure."""

    MEETS = "meets"
    PART = "part"
    DEFEATS = "defeats"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of a measure's table that one clause satisfied.

    `start, end` span the deciding words to quote. `part` names the half of the measure that a
    `PART` finding supplies ("airway", "vascular"). `weight` (0 to 1) ranks findings and is no
    probability. `reason` is a reason code; `says` puts it in words.
    """

    sha256: str
    measure: str
    rule: str
    effect: Effect
    reason: str
    says: str
    weight: float
    clause_id: str
    start: int
    end: int
    page: int
    part: str = ""
    cues: tuple[Cue, ...] = ()

    @property
    def id(self) -> str:
        """A function of document, measure, rule and span."""
        return content_id(self.sha256, self.measure, self.rule, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that extraction read from one document."""

    sha256: str
    clauses: tuple[Clause, ...]
    passages: tuple[Passage, ...]
    findings: tuple[Finding, ...]
    speaks_of_force: bool


# --- judgements ----------------------------------------------------------------------------


class State(StrEnum):
    """Why a cell has, or has not, a value. Only `UNREADABLE` and `NOT_COLLECTED` have none."""

    JUDGED = "judged"
    SILENT = "silent"
    UNREADABLE = "unreadable"
    NOT_COLLECTED = "not_collected"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote with its place. `text` equals the document's text from `start` to `end`."""

    text: str
    document: str
    sha256: str
    page: int
    page_label: str
    section: str
    start: int
    end: int
    boxes: tuple[Box, ...]
    rule: str = ""
    effect: str = ""
    says: str = ""

    def as_dict(self) -> dict[str, object]:
        """The keys used in exports and JSON."""
        return {
            "text": self.text,
            "document": self.document,
            "sha256": self.sha256,
            "page": self.page,
            "page_label": self.page_label,
            "section": self.section,
            "start": self.start,
            "end": self.end,
            "boxes": [box.as_list() for box in self.boxes],
            "says": self.says,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that was read closely for one measure, and what it says by its meaning, in log-odds.

    `meets` has an entry for each part of the measure (one where it has none); `defeats`: it takes the
    duty or ban away; `on_topic`: it is about the matter at all; `reason` is the likeliest reason code,
    were it near language. `start, end` are the characters to quote.
    """

    sha256: str
    start: int
    end: int
    clause_id: str
    modality: Modality
    meets: tuple[float, ...]
    defeats: float
    on_topic: float
    reason: str


@dataclass(frozen=True, slots=True)
class Searched:
    """What a "no" rests on: how much was read, and how much could not be.

    `best_score` is how likely the clauses that come nearest, by their meaning, meet the measure (0 to 1);
    None where no clause reader was at hand.
    """

    documents: int
    pages: int
    unreadable_pages: int
    clauses: int
    best_score: float | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one place's documents say on one measure, and why.

    `adopted` is 1, 0 or None where it cannot be assessed. `evidence[0]` decided; for a 0 it is the
    nearest language. `by` is `rules@<taxonomy hash>` or a person; `as_of` is ISO 8601.
    """

    place: Place
    measure: str
    state: State
    verdict: str
    adopted: int | None
    reason_code: str
    reason: str
    confidence: float
    evidence: tuple[Evidence, ...]
    searched: Searched
    by: str
    as_of: str


# --- answers -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer to a search; `why` says which words, phrase or measure matched."""

    rank: int
    score: float
    text: str
    place: str
    region: str
    country: str
    kind: str
    document: str
    sha256: str
    title: str
    published: str
    page: int
    page_label: str
    section: str
    start: int
    end: int
    boxes: tuple[Box, ...]
    passage_id: str
    measures: tuple[str, ...] = ()
    force_types: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The keys used in JSON."""
        values: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        values["boxes"] = [box.as_list() for box in self.boxes]
        for name in ("measures", "force_types", "why"):
            values[name] = list(getattr(self, name))
        return values


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many places stand where on one measure."""

    measure: str
    places: int
    yes: int
    no: int
    silent: int
    unreadable: int
    not_collected: int
    contested: int

    @property
    def sentence(self) -> str:
        """One line for people: "of 40 places: 12 yes, 20 no, 5 unreadable, 3 not collected"."""
        counts = [f"{self.yes} yes", f"{self.no} no"]
        if self.unreadable:
            counts.append(f"{self.unreadable} unreadable")
        if self.not_collected:
            counts.append(f"{self.not_collected} not collected")
        line = f"of {self.places} place{'' if self.places == 1 else 's'}: {', '.join(counts)}"
        asides = []
        if self.silent:
            asides.append(f"{self.silent} of the no are silent")
        if self.contested:
            asides.append(f"{self.contested} contested")
        return f"{line} ({'; '.join(asides)})" if asides else line


@dataclass(frozen=True, slots=True)
class Comparison:
    """Places × measures, with all that an export must name.

    `titles` maps measure ids to their plain titles; `documents` maps manifest names to hashes.
    `files` maps hashes to the path of the original bytes, for links.
    """

    judgements: tuple[Judgement, ...]
    coverage: tuple[Coverage, ...]
    titles: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    taxonomy: str
    made_at: str
    note: str

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self.judgements)

    def __len__(self) -> int:
        return len(self.judgements)

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with a row for each place and measure, the deciding quote with its place in it."""
        import pandas as pd

        rows = []
        for judgement in self.judgements:
            first = judgement.evidence[0].as_dict() if judgement.evidence else {}
            first["evidence"] = first.pop("text", "")
            first.pop("says", None)
            rows.append(
                {
                    "place": judgement.place.name,
                    "region": judgement.place.region,
                    "country": judgement.place.country,
                    "measure": judgement.measure,
                    "state": judgement.state.value,
                    "verdict": judgement.verdict,
                    "adopted": judgement.adopted,
                    "reason_code": judgement.reason_code,
                    "reason": judgement.reason,
                    "confidence": judgement.confidence,
                    **first,
                    "by": judgement.by,
                    "as_of": judgement.as_of,
                }
            )
        return pd.DataFrame(rows)


# --- what happened -------------------------------------------------------------------------


class Outcome(StrEnum):
    """What an ingest did with one source."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REFRESHED = "refreshed"
    REFILED = "refiled"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What an ingest did with one source, and what it cost."""

    file: str
    outcome: Outcome
    sha256: str = ""
    pages: int = 0
    unreadable_pages: int = 0
    ocr_pages: int = 0
    clauses: int = 0
    seconds: float = 0.0
    problem: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingest did: a row for each source, and the work done by stage."""

    sources: tuple[SourceReport, ...]
    parsed: int
    extracted: int
    embedded: int
    ocr_pages: int
    skipped_files: int
    seconds: float
    notes: tuple[str, ...] = field(default=())

    @property
    def failed(self) -> tuple[SourceReport, ...]:
        """The sources that could not be used."""
        return tuple(row for row in self.sources if row.outcome is Outcome.FAILED)

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with a row for each source."""
        import pandas as pd

        return pd.DataFrame([asdict(row) for row in self.sources])
