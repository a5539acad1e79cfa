"""What a place's documents say on a measure, and the quotes it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policyscan.model.documents import Box
from policyscan.model.listings import Place
from policyscan.model.readings import Modality


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


# Begins the name by which the rules sign; the hash of their files goes on.
_RULES = "rules@"


def rules_name(taxonomy: str) -> str:
    """The name by which the rules of a taxonomy, given by its hash, sign what they judge."""
    return f"{_RULES}{taxonomy}"


def is_person(name: str) -> bool:
    """Whether a name that signs a judgement may be a person's: the rules sign by a name of their own."""
    return not name.startswith(_RULES)


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

    @property
    def person(self) -> str:
        """Who answered, where it was a person and not the rules; else empty."""
        return self.by if is_person(self.by) else ""
