"""Tell from its front who speaks in a rights report: one that establishes, one that gathers, or the state itself."""

from __future__ import annotations

from enum import StrEnum

from policyscan.model import ParsedDocument
from policyscan.rights.violations import Voices

# Characters of the front in which a report says whose it is.
_FRONT = 1500


class Voice(StrEnum):
    """Who speaks where nobody is named.

    ESTABLISHES: an ombudsman, monitor, auditor or inquiry, whose plain statements are findings. GATHERS: an
    organisation that tells what it has gathered itself. ANSWERS: the state that is spoken of. OTHER: all others, above
    all bodies that repeat what they were told.
    """

    ESTABLISHES = "establishes"
    GATHERS = "gathers"
    ANSWERS = "answers"
    OTHER = "other"


def voice_of(document: ParsedDocument, voices: Voices) -> Voice:
    """The voice of a whole report."""
    front = " ".join(document.text[:_FRONT].split())
    if voices.other.search(front):
        return Voice.OTHER
    for voice, pattern in (
        (Voice.ANSWERS, voices.answers),
        (Voice.ESTABLISHES, voices.establishes),
        (Voice.GATHERS, voices.gathers),
    ):
        if pattern.search(front):
            return voice
    return Voice.OTHER
