"""Say how firmly a sentence accuses."""

from __future__ import annotations

from policyscan.model.rights import Firmness
from policyscan.rights.violations import Cues

ORDER = tuple(Firmness)


def firmness_of(sentence: str, passage: str, *, recommends: bool, is_state: bool, cues: Cues) -> Firmness:
    """The firmest that holds of a sentence that accuses (docs/violations-codebook.md).

    What a state says of itself without denying it is conceded.
    """
    if not recommends and cues.found.search(sentence):
        return Firmness.FOUND
    if is_state:
        return Firmness.ALLEGED if cues.alleged.search(sentence) else Firmness.FOUND
    if recommends:
        return Firmness.ALLEGED if cues.told.search(sentence) else Firmness.CONCERNED
    worried = cues.concerned.search(sentence) is not None
    if cues.alleged.search(sentence) or cues.told.search(sentence):
        return Firmness.ALLEGED
    if not worried and cues.documented.search(sentence):
        return Firmness.DOCUMENTED
    if worried:
        return Firmness.CONCERNED
    return Firmness.ALLEGED if cues.speech.search(passage) or cues.alleged.search(passage) else Firmness.DOCUMENTED


def firmest(values: list[Firmness]) -> Firmness:
    """The firmest of some."""
    return min(values, key=ORDER.index)
