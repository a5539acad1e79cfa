"""Put the uncertain cells before a person, keep their answers, and show them before the rules' own."""

from policyscan.review.answers import documents_of, overlay, reading_of, uncertain
from policyscan.review.cells import Kept, ReviewCell, answer_cell, last_kept, queue
from policyscan.review.progress import RULES, Agreed, ReviewProgress, progress
from policyscan.review.sheet import ReviewReport, read_sheet, write_sheet

__all__ = [
    "RULES",
    "Agreed",
    "Kept",
    "ReviewCell",
    "ReviewProgress",
    "ReviewReport",
    "answer_cell",
    "documents_of",
    "last_kept",
    "overlay",
    "progress",
    "queue",
    "read_sheet",
    "reading_of",
    "uncertain",
    "write_sheet",
]
