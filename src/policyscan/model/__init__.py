"""The nouns: frozen records that the steps hand to one another.

Units: points (1/72 inch) with the origin at the top left of the page as a reader sees it; pages
count from 1; `start, end` are half-open offsets in code points of `ParsedDocument.text`.
"""

from policyscan.model.agreements import Agreement, Direction, Form, Party, Role, Term
from policyscan.model.answers import Comparison, Coverage, Hit
from policyscan.model.changes import Change, ChangeKind, Span
from policyscan.model.documents import (
    Block,
    BlockKind,
    Box,
    Cell,
    Kind,
    Line,
    Page,
    PageSource,
    ParsedDocument,
    Section,
    Table,
)
from policyscan.model.ids import content_id
from policyscan.model.judgements import Candidate, Evidence, Judgement, Searched, State, is_person, rules_name
from policyscan.model.listings import LISTED_TITLE, Listing, Place
from policyscan.model.readings import Clause, Cue, Effect, Finding, Modality, Passage, Reading
from policyscan.model.registers import Cited, Picture, Record, Register
from policyscan.model.rights import Accusation, Firmness, Recommendation, ReportReading
from policyscan.model.runs import IngestReport, Outcome, SourceReport
from policyscan.model.values import plain
from policyscan.model.watching import (
    Checked,
    CheckReport,
    SourceForm,
    SourceState,
    Standing,
    Version,
    Watched,
    WatchReport,
)

__all__ = [
    "LISTED_TITLE",
    "Accusation",
    "Agreement",
    "Block",
    "BlockKind",
    "Box",
    "Candidate",
    "Cell",
    "Change",
    "ChangeKind",
    "CheckReport",
    "Checked",
    "Cited",
    "Clause",
    "Comparison",
    "Coverage",
    "Cue",
    "Direction",
    "Effect",
    "Evidence",
    "Finding",
    "Firmness",
    "Form",
    "Hit",
    "IngestReport",
    "Judgement",
    "Kind",
    "Line",
    "Listing",
    "Modality",
    "Outcome",
    "Page",
    "PageSource",
    "ParsedDocument",
    "Party",
    "Passage",
    "Picture",
    "Place",
    "Reading",
    "Recommendation",
    "Record",
    "Register",
    "ReportReading",
    "Role",
    "Searched",
    "Section",
    "SourceForm",
    "SourceReport",
    "SourceState",
    "Span",
    "Standing",
    "State",
    "Table",
    "Term",
    "Version",
    "WatchReport",
    "Watched",
    "content_id",
    "is_person",
    "plain",
    "rules_name",
]
