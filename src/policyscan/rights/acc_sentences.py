"""Cut a passage into sentences and their parts, and say who speaks in them and to what end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policyscan.extract.sentences import split
from policyscan.rights.acc_phrases import Held, Phrases
from policyscan.rights.violations import Cues, Rules

# A state is the speaker where its words stand this near to the sentence's beginning.
_SPEAKER = 90
_WORD = re.compile(r"[A-Za-z][a-z]+")
_MARKER = re.compile(
    r"^[\s\u2022\-\u2013(\[]*(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[a-z]{1,3}[.)\]]|[A-Z][.)])?[\s\-\u2022]*(?:[Tt]o )?"
)
_RECOMMENDED = re.compile(r"\([A-Z][\w ,'()-]{2,80}\)\s*[;.]?\s*$")
# Marks of footnotes that stand behind a full stop or comma: "in prisons.73 CRC noted".
_NOTE_MARK = re.compile(r"(?<=[a-z)\"'][.,;:])\d{1,3}(?=\s|$)")
_HEADING = re.compile(r"recommend", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: `text` from `start`, with what is taken out as one long word.

    `parts` are the offsets in `text` at which parts begin. `recommends`: it asks for something, or asks a question;
    `is_state`: the state that is spoken of speaks. `held`: what the vocabulary of the types says of `text`.
    """

    text: str
    start: int
    parts: tuple[int, ...]
    recommends: bool
    is_state: bool
    held: Held

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The span of the part, or the parts, that hold a span of `text`."""
        first = max((at for at in self.parts if at <= start), default=0)
        last = min((at for at in self.parts if at >= end), default=len(self.text))
        return first, last


def sentences(text: str, heading: str, rules: Rules, *, answers: bool = False) -> Iterator[Sentence]:
    """The sentences of a passage; one in which nobody is named to speak goes on with the speaker of the last.

    `answers`: the whole report is a state's answer.
    """
    cues = rules.cues
    plain = _NOTE_MARK.sub(lambda mark: " " * len(mark.group()), text)
    masked = cues.names.blank(plain)
    is_state = answers or _is_state_below(heading, masked, cues)
    for number, (start, end) in enumerate(split(masked)):
        own = masked[start:end]
        held = rules.cue_words.held(own)
        said = cues.state.search(own, held)
        recommends = _recommends(own, heading, cues, held)
        if said is not None and said.start() < _SPEAKER:
            is_state = True
        elif number and (recommends or cues.alleged.search(own[:_SPEAKER], held) is not None):
            is_state = False
        yield Sentence(
            own, start, tuple(_parts(own, cues.breaks, held)), recommends, is_state, rules.vocabulary.held(own)
        )


def _is_state_below(heading: str, passage: str, cues: Cues) -> bool:
    """Whether the state speaks by the heading alone, or by the heading and the way the passage begins."""
    if cues.answer_headings.search(heading) is not None:
        opening = _WORD.search(passage)
        return opening is not None and cues.answer_openings.match(passage, opening.start())
    return cues.speaker_headings.search(heading) is not None


def _recommends(sentence: str, heading: str, cues: Cues, held: Held) -> bool:
    if cues.recommends.search(sentence, held) is not None:
        return True
    marker = _MARKER.match(sentence)
    first = _WORD.match(sentence, marker.end() if marker else 0)
    if first is None or first.group().lower() not in cues.imperatives:
        return False
    follows = sentence[first.end() : first.end() + 1]
    return follows != "'" and (
        bool(_RECOMMENDED.search(sentence)) or bool(_HEADING.search(heading)) or _is_bare(sentence)
    )


def _is_bare(sentence: str) -> bool:
    # "Report of the Secretary-General" begins like an order and is none.
    return re.match(r"\S+\s+(?:of|on|by|from|was|were|is|are|has|have)\b", sentence) is None


def _parts(sentence: str, breaks: Phrases, held: Held) -> Iterator[int]:
    yield 0
    for match in re.finditer(r";", sentence):
        yield match.end()
    for match in breaks.finditer(sentence, held):
        yield match.start()
