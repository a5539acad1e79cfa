"""Say how firmly a sentence accuses."""

from __future__ import annotations

from policyscan.model.rights import Firmness
from policyscan.rights.acc_sentences import Sentence
from policyscan.rights.acc_voice import Voice
from policyscan.rights.violations import Cues

ORDER = tuple(Firmness)


def firmness_of(sentence: Sentence, passage: str, voice: Voice, cues: Cues) -> Firmness:
    """The firmest that holds of a sentence that accuses (docs/violations-codebook.md).

    What a state says of itself without denying it is conceded; but where the whole report is its answer, it concedes
    only what it says that it does.
    """
    words = sentence.text
    if voice is Voice.ANSWERS and not cues.concedes.search(words):
        return Firmness.DENIED
    if not sentence.recommends and cues.found.search(words):
        return Firmness.FOUND
    if sentence.is_state:
        return Firmness.ALLEGED if cues.alleged.search(words) else Firmness.FOUND
    if sentence.recommends:
        return Firmness.ALLEGED if cues.told.search(words) else Firmness.CONCERNED
    if voice in {Voice.ESTABLISHES, Voice.GATHERS}:
        return _of_its_own(words, voice, cues)
    worried = cues.concerned.search(words) is not None
    if cues.alleged.search(words) or cues.told.search(words):
        return Firmness.ALLEGED
    if not worried and cues.documented.search(words):
        return Firmness.DOCUMENTED
    if worried:
        return Firmness.CONCERNED
    return Firmness.ALLEGED if cues.speech.search(passage) or cues.alleged.search(passage) else Firmness.DOCUMENTED


def _of_its_own(words: str, voice: Voice, cues: Cues) -> Firmness:
    """How firm a sentence is in a report whose plain statements are its own."""
    is_told = cues.told.search(words) or cues.witness.search(words)
    if is_told and not cues.documented.search(words):
        return Firmness.ALLEGED
    if cues.worry.search(words):
        return Firmness.CONCERNED
    return Firmness.FOUND if voice is Voice.ESTABLISHES else Firmness.DOCUMENTED


def firmest(values: list[Firmness]) -> Firmness:
    """The firmest of some."""
    return min(values, key=ORDER.index)
