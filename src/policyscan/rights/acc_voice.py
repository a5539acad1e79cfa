"""Tell from its front who speaks in a rights report: one that establishes, one that gathers, or the state itself."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

from policyscan.model import ParsedDocument
from policyscan.rights.violations import Voices
from policyscan.taxonomy.pattern import Pattern

# Characters of the front in which a report says whose it is, and of the title within it. Further on a court or an
# ombudsman is somebody whom the report speaks of.
_FRONT, _TITLE = 1500, 500


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
    """The voice of a whole report: a state's answer says so in a line of the title; of the others, the first counts."""
    if _begins_a_line(voices.answers, document.text[:_TITLE]):
        return Voice.ANSWERS
    front = " ".join(document.text[:_FRONT].split())
    first = {
        Voice.OTHER: voices.other.search(front),
        Voice.ESTABLISHES: voices.establishes.search(front[:_TITLE]),
        Voice.GATHERS: voices.gathers.search(front),
    }
    found = {voice: match.start() for voice, match in first.items() if match}
    return min(found, key=found.__getitem__, default=Voice.OTHER)


def _begins_a_line(pattern: Pattern, title: str) -> bool:
    """Whether a line, which may go on in the next one, begins so.

    "The response of the Government is published apart" is a sentence of another's report.
    """
    lines = [*title.split("\n"), ""]
    found = (pattern.search(" ".join(f"{one} {other}".split())) for one, other in pairwise(lines))
    return any(match.start() == 0 for match in found if match)
