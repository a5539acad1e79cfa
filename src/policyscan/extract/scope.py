"""Say what governs a place in a sentence: find cues, cut their scopes, link them.

After ConText (Harkema, Dowling, Thornblade and Chapman 2009, doi:10.1016/j.jbi.2009.05.002), with
deontic categories in place of clinical ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policyscan.model import Modality
from policyscan.taxonomy import Taxonomy

_MODAL = {m.value: m for m in Modality if m is not Modality.NONE}
# Between a ban that follows its object ("… is prohibited") and the object no clause may begin.
_SUBORDINATE = re.compile(
    r"\b(?:when|whenever|where|if|unless|except|until|who|whom|which|because|provided|before|after|prior|by which)\b",
    re.I,
)
_TOLD = re.compile(r"\bthat\b", re.I)
_ONLY = re.compile(r"\bonly\s+(?:be\s+\w+\s+)?(?:when|if|where|in|as|after|under|to|for|against|upon|by)\b", re.I)
# Words that may stand between a subject's head and its modal ("a warning of this kind shall").
SUBJECT_WORDS = 4
# Words after which "only" no longer speaks of the anchor.
_ONLY_REACH = 90
_FIRST_WORD = re.compile(
    r"^[\s\"'(\[]*(?:(?:\(?[A-Za-z0-9]{1,4}[.)]|[\u2022\u25cf\u25aa\u00b7*o\-\u2013]|\d+(?:\.\d+)*\.?)\s+)*([A-Za-z][A-Za-z'-]*)(?:\s+([a-z]+))?"
)
# A condition before an order: "When you draw your firearm, tell the sergeant."
_CONDITION_FIRST = re.compile(
    r"\W*(?:if|when|whenever|where|wherever|before|after|once|unless|until|as soon as|prior to)\b[^,;.]{3,160},"
    r"\s+(?:then\s+|always\s+|first\s+)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A cue in a string: its rule's id and category, its span and how it reaches."""

    id: str
    category: str
    start: int
    end: int
    direction: str
    max_words: int


class Scope:
    """Reads cues with the records of one taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._cues = taxonomy.cues
        self._sieve = taxonomy.cue_sieve
        self._stops = taxonomy.terminators
        self._imperatives = taxonomy.imperatives

    def find(self, text: str) -> tuple[Found, ...]:
        """All cues of `text`, the longer of two overlapping ones kept, pseudo cues dropped."""
        found: list[tuple[Found, bool]] = []
        for place in self._sieve.possible(text.lower()):
            rule = self._cues[place]
            for match in rule.pattern.for_text(text).finditer(text):
                cue = Found(rule.id, rule.category, match.start(), match.end(), rule.direction, rule.max_words)
                found.append((cue, rule.pseudo))
        # Limits (exception, condition) may share words with a modal: "may only".
        kept: list[Found] = []
        for limits in (False, True):
            group = [pair for pair in found if (pair[0].category in {"exception", "condition"}) is limits]
            group.sort(key=lambda pair: (pair[0].start - pair[0].end, pair[0].start))
            taken: list[tuple[int, int]] = []
            for cue, pseudo in group:
                if any(cue.start < end and start < cue.end for start, end in taken):
                    continue
                taken.append((cue.start, cue.end))
                if not pseudo:
                    kept.append(cue)
        return tuple(sorted(kept, key=lambda cue: (cue.start, cue.end)))

    def governing(self, text: str, cues: tuple[Found, ...], start: int, end: int) -> tuple[Modality, Found | None]:
        """The modality that governs the words from `start` to `end`, and the cue that says so."""
        forward = backward = None
        for cue in cues:
            if cue.category not in _MODAL and cue.category != "exempt":
                continue
            touches = cue.start < end and cue.end > start
            if touches or (cue.direction != "backward" and cue.end <= start):
                gap = text[cue.end : max(start, cue.end)]
                if gap.count(" ") <= cue.max_words and not self._stops.search(gap):
                    forward = cue
            elif cue.direction != "forward" and cue.start >= end and backward is None:
                gap = text[end : max(cue.start, end)]
                # "warn that deadly force may be used": the leave is part of what is told.
                is_told = cue.category != "must_not" and _TOLD.search(gap)
                is_near = gap.count(" ") <= cue.max_words and not self._stops.search(gap)
                if is_near and not is_told and not _SUBORDINATE.search(gap):
                    backward = cue
        follower = self._following(text, cues, end)
        if follower is not None and (
            forward is None or "\n" in text[forward.end : start] or ", " in text[forward.end : start]
        ):
            forward = follower
        chosen = forward
        if backward is not None and (
            forward is None or backward.category in {"must_not", "may"} or forward.category == "may"
        ):
            # "Members shall ensure that chokeholds are prohibited": the statement about the words decides.
            chosen = backward
        if chosen is None:
            return (Modality.MAY_ONLY if self._only_follows(text, end) else Modality.NONE), None
        if chosen.category == "exempt":
            return Modality.MAY, chosen
        modality = _MODAL[chosen.category]
        if modality in {Modality.MAY, Modality.MUST, Modality.SHOULD} and (
            _ONLY.search(text, chosen.start, start) or self._only_follows(text, end)
        ):
            modality = Modality.MAY_ONLY
        return modality, chosen

    def _following(self, text: str, cues: tuple[Found, ...], end: int) -> Found | None:
        """The duty or leave whose subject ends at `end` ("A verbal warning | shall come before …")."""
        for cue in cues:
            if cue.start < end or cue.category not in _MODAL:
                continue
            gap = text[end : cue.start]
            is_near = gap.count(" ") <= SUBJECT_WORDS and not re.search(r"[,;.:\n]", gap)
            return cue if is_near and not _SUBORDINATE.search(gap) else None
        return None

    def _only_follows(self, text: str, end: int) -> bool:
        match = _ONLY.search(text, max(0, end - 1), end + _ONLY_REACH)
        return match is not None and not re.search(r"[.;]\s", text[end : match.start()])

    def is_imperative(self, text: str) -> bool:
        """Whether `text` begins with a verb in the imperative ("Use …", "When force is used, document …")."""
        opening = _CONDITION_FIRST.match(text)
        match = _FIRST_WORD.match(text[opening.end() :] if opening else text)
        if match is None or match[1].lower() not in self._imperatives:
            return False
        # "Use of force …", "Report forms are …", "Force is …" are nouns.
        return match[2] not in {
            "of",
            "is",
            "are",
            "was",
            "were",
            "forms",
            "form",
            "reports",
            "shall",
            "will",
            "must",
            "may",
            "should",
            "and",
            None,
        }

    def limits(self, text: str, cues: tuple[Found, ...], category: str) -> list[tuple[int, int]]:
        """Spans of exceptions or conditions, from their cue to the next comma-led clause or the end."""
        spans = []
        for cue in cues:
            if cue.category != category:
                continue
            end = len(text)
            if category == "condition" or cue.start < 3:
                comma = text.find(", ", cue.end)
                end = comma if comma > 0 else end
            spans.append((cue.start, end))
        return spans
