"""Tell which practices a passage describes, by which words, and whether they run, are planned or have ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policyscan.practices.rules import Practice, Practices, Status
from policyscan.taxonomy.pattern import Pattern

# How sure the words are that name a programme: on their own, with a word beside them in the sentence, with one
# elsewhere in the passage or its heading. Set by eye on documents read for this purpose, November 2026.
STRONG, WITH_SENTENCE, WITH_PASSAGE = 0.68, 0.6, 0.48
# Added where the sentence says what the programme does, its heading names it, or a second sentence does.
WORKS, HEADED, AGAIN = 0.08, 0.08, 0.06
# Taken off what is not, or no longer, there, and where the words before only point at it ("shall notify").
NOT_RUNNING = 0.12
MENTIONED = 0.24

# Below that, the words hardly tell of a programme and the passage is not listed.
LEAST = 0.3

_SENTENCE_END = re.compile(r"(?<=[.!?;])[\"'”’)\]]*\s+(?=[^\sa-z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|No|Nos|Mr|Mrs|Ms|Dr|St|Sgt|Lt|Sec|Art|Inc|vs|approx|e\.g|i\.e|etc)\.|^\W*\w{1,4}[.)])$"
)
_WORD = re.compile(r"\w+")
# What parts a cue from the words that it would otherwise govern.
_BREAK = re.compile(
    r";|\b(?:but|however|although|whereas|while|and (?:it|they|he|she|we)|so that|except)\b", re.IGNORECASE
)
# Characters of a lead-in, and words before a match, in which a cue governs it.
_LEAD_WITHIN = 320
_NEAR_WORDS = 4


@dataclass(frozen=True, slots=True)
class Match:
    """One practice in one passage: `marks` are offsets into its text, `words` those that decided, as printed."""

    practice: str
    status: Status
    score: float
    words: tuple[str, ...]
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    text: str
    lead: str


@dataclass(frozen=True, slots=True)
class _Hit:
    sentence: _Sentence
    start: int
    end: int
    score: float
    status: Status

    @property
    def worth(self) -> float:
        """The score, less where the programme does not run."""
        return self.score - NOT_RUNNING * (self.status is not Status.RUNNING)


def read(rules: Practices, text: str, heading: str = "", repaired: str = "") -> tuple[Match, ...]:
    """The practices of a passage; those that it only denies have the status `NONE`.

    `heading` are the titles above it, innermost last; `repaired` is the same text without hyphens at line ends.
    """
    found = []
    folded = f"{heading}\n{text}\n{repaired}".casefold()
    for practice in rules.practices:
        if not practice.is_hinted_in(folded):
            continue
        match = _match(rules, practice, text, heading)
        if match is None and repaired and _letters(repaired) != _letters(text):
            match = _match(rules, practice, repaired, heading)
            if match is not None:
                match = _printed(match, text)
        if match is not None:
            found.append(match)
    return tuple(found)


def sentences(text: str) -> Iterator[tuple[int, str, str]]:
    """Sentences and list items with where they start, and the last lead-in ("We recommend:") before each."""
    lead = ""
    for block in re.finditer(r"[^\n]+", text):
        is_item = re.match(r"\W*(?:\(?\w{1,4}[.)]|[•▪·*–—-])\s", block[0]) is not None
        if not is_item:
            lead = ""
        start = block.start()
        for piece in _pieces(block[0]):
            yield start + piece[0], piece[1], lead
            if piece[1].rstrip().endswith(":"):
                lead = piece[1]


def _pieces(block: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in _SENTENCE_END.finditer(block):
        if _ABBREVIATION.search(block[start : end.start()]):
            continue
        yield start, block[start : end.start()]
        start = end.end()
    if start < len(block):
        yield start, block[start:]


def _match(rules: Practices, practice: Practice, text: str, heading: str) -> Match | None:
    hits = []
    headed = _names(practice, heading.rpartition(" / ")[2])
    supported = practice.with_ is not None and (practice.with_.search(text) or practice.with_.search(heading))
    for start, words, lead in sentences(text):
        if practice.unless is not None and practice.unless.search(words):
            continue
        if practice.needs is not None and not (practice.needs.search(words) or practice.needs.search(heading)):
            continue
        sentence = _Sentence(start, words, lead)
        for match_start, match_end, score in _spans(practice, sentence.text, supported=bool(supported), headed=headed):
            status = _status(rules, practice, sentence, match_start, match_end, heading)
            if rules.mentions.search(words[:match_start]):
                score -= MENTIONED
            elif rules.works.search(words):
                score += WORKS
            hits.append(_Hit(sentence, match_start, match_end, score, status))
    real = [hit for hit in hits if hit.status is not Status.NONE]
    if not real:
        return Match(practice.id, Status.NONE, 0.0, (), ()) if hits else None
    first = max(real, key=lambda hit: (hit.worth, -hit.sentence.start))
    again = len({hit.sentence.start for hit in real}) - 1
    score = first.worth + HEADED * headed + min(again, 2) * AGAIN
    if score < LEAST:
        return None
    ordered = [first, *(hit for hit in real if hit is not first)]
    marks = tuple(dict.fromkeys((hit.sentence.start + hit.start, hit.sentence.start + hit.end) for hit in ordered))
    words_found = dict.fromkeys(" ".join(text[start:end].split()) for start, end in marks)
    return Match(practice.id, first.status, round(min(score, 0.99), 3), tuple(words_found), marks)


def _spans(practice: Practice, sentence: str, *, supported: bool, headed: bool) -> Iterator[tuple[int, int, float]]:
    """The words of a sentence that name the practice, with how sure they are."""
    barred = [match.span() for match in practice.look_alike.finditer(sentence)] if practice.look_alike else []

    def free(pattern: Pattern) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(sentence):
            if not any(start < match.end() and match.start() < end for start, end in barred):
                yield match.span()

    strong = list(free(practice.phrases))
    for start, end in strong:
        yield start, end, STRONG
    if practice.with_ is None or practice.weak is None:
        return
    beside = list(free(practice.with_))
    weak = [(start, end) for start, end in free(practice.weak) if not _overlap(start, end, strong)]
    for start, end in weak:
        if any(not (low < end and start < high) for low, high in beside):
            yield start, end, WITH_SENTENCE
        elif supported or headed:
            yield start, end, WITH_PASSAGE
    if headed and not strong and not weak:
        for start, end in beside:
            yield start, end, WITH_PASSAGE


def _overlap(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(low < end and start < high for low, high in spans)


def _names(practice: Practice, heading: str) -> bool:
    """Whether a heading names the practice."""
    if not heading or (practice.look_alike is not None and practice.look_alike.search(heading)):
        return False
    return any(pattern is not None and pattern.search(heading) for pattern in (practice.phrases, practice.weak))


def _status(rules: Practices, practice: Practice, sentence: _Sentence, start: int, end: int, heading: str) -> Status:
    text = sentence.text
    before = _BREAK.split(text[:start])[-1]
    after = _BREAK.split(text[end:])[0]
    for status, cues in rules.cues:
        if practice.act and status is Status.ENDED:
            continue
        near = _last_words(before, cues.within)
        if cues.first is not None and (found := cues.first.search(text)) and found.start() <= start:
            return status
        if cues.before is not None and (cues.before.search(near) or cues.before.search(sentence.lead[-_LEAD_WITHIN:])):
            return status
        if cues.near is not None and cues.near.search(_last_words(before, _NEAR_WORDS)):
            return status
        if cues.beside is not None and practice.act and cues.beside.search(near):
            return status
        if cues.after is not None and not practice.act and cues.after.search(_first_words(after, cues.within)):
            return status
        if cues.inside is not None and (practice.act or status is Status.NONE):
            found = cues.inside.search(text[start:end])
            # In a long match a "no" may be said of something else.
            if found and (practice.act or len(_WORD.findall(text[start + found.end() : end])) <= _NEAR_WORDS):
                return status
        if cues.heading is not None and cues.heading.search(heading):
            return status
    return Status.RUNNING


def _last_words(text: str, count: int) -> str:
    words = list(_WORD.finditer(text))
    return text[words[-count].start() :] if len(words) > count else text


def _first_words(text: str, count: int) -> str:
    words = list(_WORD.finditer(text))
    return text[: words[count].start()] if len(words) > count else text


def _letters(text: str) -> str:
    return " ".join(text.split())


def _printed(match: Match, text: str) -> Match:
    """The same match with its marks in the printed text, where words are broken at line ends."""
    marks = []
    for words in match.words:
        letters = (r"\s+" if letter == " " else re.escape(letter) + "[-\N{SOFT HYPHEN}\N{HYPHEN}]?" for letter in words)
        if found := re.search("".join(letters), text, re.IGNORECASE):
            marks.append(found.span())
    return Match(match.practice, match.status, match.score, match.words, tuple(marks))
