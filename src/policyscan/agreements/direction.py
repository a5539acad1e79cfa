"""Say which way training goes under an agreement, seen from the local party."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policyscan.model import Direction, ParsedDocument, Party, Role

_AID = re.compile(
    r"\bmutual\s+(?:aid|assistance|exchange)|\b(?:requesting|aiding|assisting|responding)\s+(?:party|agency)"
    r"|\bexchange\s+of\s+(?:officers|experience)",
    re.IGNORECASE,
)
_NOT_GIVEN = re.compile(r"\b(?:shall|will|may)\s+not\b|\bno\s+(?:part|cost)\b|\bneither\b|\bnothing\b", re.IGNORECASE)
_TRAINING = r"(?:train\w*|teach\w*|instruct\w*|courses?|curricul\w+|academy|seminars?|workshops?|mentor\w*)"
_GIVES = r"(?:provide|offer|give|conduct|run|deliver|organi[sz]e|send|second|teach|train|admit|host|hold)s?"
_WILL = r"(?:shall|will|agrees?\s+to|undertakes?\s+to|is\s+to)"
_PEOPLE = (
    r"(?:officers?|members?|personnel|platoons?|staff|students?|cadets?|trainees?|units?|police|candidates?"
    r"|commanders?|instructors?)"
)
# Few words in between: within these, a sentence speaks of one thing.
_NEAR, _FAR = r"\W+(?:[\w'’-]+\W+){0,4}?", r"\W+(?:[\w'’(),-]+\W+){0,14}?"
_LEAST_AID = 2


def direction_of(document: ParsedDocument, parties: Sequence[Party]) -> tuple[Direction, int, int, float] | None:
    """The direction, the words that say so and how sure that is; None where neither party trains the other."""
    text = document.text
    aid = list(_AID.finditer(text))
    if len(aid) >= _LEAST_AID:
        return Direction.MUTUAL, aid[0].start(), aid[0].end(), 0.85
    local = _called(party for party in parties if party.role is Role.LOCAL)
    other = _called(party for party in parties if party.role is Role.COUNTERPARTY)
    if not local or not other:
        return None
    out, back = list(_given(text, local, other)), list(_given(text, other, local))
    if not out and not back:
        return None
    first = min(out + back)
    if 2 * min(len(out), len(back)) > max(len(out), len(back)):
        return Direction.MUTUAL, *first, 0.55
    is_out = len(out) > len(back)
    sure = 0.85 if not (out and back) else 0.65
    return (Direction.OUTBOUND if is_out else Direction.INBOUND), *min(out if is_out else back), sure


def _given(text: str, giver: str, taker: str) -> Iterator[tuple[int, int]]:
    """The sentences by which one party trains the other."""
    forms = [
        rf"\b(?:{giver})\b{_NEAR}{_WILL}{_NEAR}{_GIVES}\b{_FAR}{_TRAINING}",
        rf"\b(?:{giver})\b{_NEAR}{_WILL}\W+(?:train|teach|instruct|mentor)\b",
        rf"\binstructors\s+(?:of|from)\s+(?:the\s+)?(?:{giver})\b|\b(?:{giver})(?:['’]s)?\s+instructors\b",
        rf"\btrain(?:s|ing)?{_NEAR}(?:{_PEOPLE}\W+(?:of|from)\s+(?:the\s+)?(?:{taker})|(?:{taker})\s+{_PEOPLE})\b",
        rf"\b{_PEOPLE}\s+(?:of|from)\s+(?:the\s+)?(?:{taker})\b{_FAR}(?:attend|admitted|to\s+the\s+following\s+courses|take\s+part\s+in\s+courses)",
        rf"\b(?:{taker})\b{_NEAR}(?:pays?|reimburses?)\s+(?:the\s+)?(?:{giver})\b",
    ]
    wanted = [re.compile(form, re.IGNORECASE) for form in forms]
    for sentence in re.finditer(r"[^.;\n]{20,700}", text):
        words = sentence[0]
        if not _NOT_GIVEN.search(words) and any(form.search(words) for form in wanted):
            start = sentence.start() + len(words) - len(words.lstrip())
            yield start, sentence.end()


def _called(parties: Iterator[Party] | Sequence[Party]) -> str:
    """An alternation of all that the text may call the parties of one side."""
    forms: list[str] = []
    for party in parties:
        last = party.name.split(" of ")[0].split()[-1]
        forms += [party.name, *party.short.split(" / "), last if last not in {"City", "Police"} else ""]
    return "|".join(re.escape(form) for form in sorted({f for f in forms if f}, key=len, reverse=True))
