"""What is read from one document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from policyscan.model.documents import BlockKind
from policyscan.model.ids import content_id


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


@dataclass(frozen=True)
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

    # Kept: a search asks for it several times of each passage that it looks at.
    @cached_property
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
