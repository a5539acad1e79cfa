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
    """The voice of a whole report: a state's answer says so; of the others, what is named first counts."""
    front = " ".join(document.text[:_FRONT].split())
    if voices.answers.search(front):
        return Voice.ANSWERS
    patterns = {Voice.OTHER: voices.other, Voice.ESTABLISHES: voices.establishes, Voice.GATHERS: voices.gathers}
    found = {voice: match.start() for voice, pattern in patterns.items() if (match := pattern.search(front))}
    return min(found, key=found.__getitem__, default=Voice.OTHER)
