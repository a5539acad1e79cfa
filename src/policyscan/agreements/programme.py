"""Say under which programme or model of delegation an agreement stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from policyscan.agreements.layout import Piece
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.mending import is_noisy
from policyscan.model import BlockKind, ParsedDocument

# A model named as a title says what the document is; in the body it may be one of several that are described.
_AS_TITLE, _IN_FILE_TITLE, _AS_MARGIN, _IN_BODY = 6.0, 4.0, 5.0, 0.8
_MOST_IN_BODY, _MOST_POWERS = 4, 4
_POWER = 1.0
# Who enforces in a jail speaks of it throughout; one mention may be of anybody's.
_FEW_JAILS = 2
# A statement of purpose says where and when the powers are used.
_PURPOSE = re.compile(r"\bpurpose\b|\bintent\s+of\s+the\s+parties\b|\bparties\s+(?:enter|seek)\b", re.IGNORECASE)
_PURPOSE_LENGTH, _AS_PURPOSE = 1200, 2.0
# "… has been delegated authorities under the Jail Enforcement Model …".
_UNDER = re.compile(r"\bunder\s+(?:the|this|its)\s+(?:287\s?\(g\)\s+)?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]{7,}")
_NEAR = 85.0
_NEVER = re.compile(r"\b(?:not|no|never|nor|without|neither)\b[^.;]{0,60}$", re.IGNORECASE)
_FRONT = 1500
_NO_SIGN = 1.0
_EARLY = 4000
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """A programme, and the words that name it or give it away."""

    name: str
    start: int
    end: int
    confidence: float
    note: str = ""


class _Said:
    """A text with misread words of delegations mended, and the way back to what is printed."""

    def __init__(self, printed: str, *, is_misread: bool) -> None:
        self.ends: list[tuple[int, int]] = []
        parts: list[str] = []
        at = done = 0
        for match in _WORD.finditer(printed) if is_misread else ():
            right = _nearest(match[0].casefold())
            if right:
                parts += [printed[done : match.start()], right]
                at += match.start() - done + len(right)
                done = match.end()
                self.ends.append((at, done))
        self.text = "".join([*parts, printed[done:]])

    def span(self, match: re.Match[str]) -> tuple[int, int]:
        """Where the matched words are printed."""
        return self._back(match.start()), self._back(match.end())

    def _back(self, at: int) -> int:
        index = bisect_right(self.ends, (at, 10**9)) - 1
        mended, printed = self.ends[index] if index >= 0 else (0, 0)
        return printed + at - mended


@lru_cache(maxsize=16384)
def _nearest(word: str) -> str:
    """The word of delegations that a misread word is, blank where it is none or one as it stands."""
    words = lexicon().misread
    if word in words:
        return ""
    found = process.extractOne(word, words, scorer=ratio, score_cutoff=_NEAR)
    return str(found[0]) if found and abs(len(found[0]) - len(word)) <= 1 else ""


def is_delegation(text: str) -> bool:
    """Whether immigration powers are delegated."""
    found = {" ".join(match[0].casefold().split()): match.start() for match in lexicon().delegation.finditer(text)}
    if not re.search(r"\bICE\b|immigr", text):
        return False
    # Other agreements may mention such powers; one that delegates them says so early, and more than once.
    return len(found) >= 2 or any(start < _EARLY for start in found.values())


def model_of(document: ParsedDocument, printed: Sequence[Piece]) -> Chosen | None:
    """The model of a delegation: as named, else by its powers and the place of duty."""
    said = _Said(document.text, is_misread=is_noisy(document))
    text = said.text
    scores: dict[str, float] = defaultdict(float)
    spans: dict[str, tuple[int, int]] = {}
    named: set[str] = set()
    titles = _titles(document)
    file_titles = {dict(document.metadata).get("Title", ""), document.title}
    for model in lexicon().models:
        for start, end in titles:
            title = document.text[start:end]
            match = model.named.search(title) or model.named.search(_Said(title, is_misread=True).text)
            if match:
                scores[model.name] += _AS_TITLE
                named.add(model.name)
                spans.setdefault(model.name, (start + match.start(), start + match.end()))
                break
        for piece in printed:
            if piece.is_margin and (match := model.named.search(piece.text)):
                scores[model.name] += _AS_MARGIN
                named.add(model.name)
                spans.setdefault(model.name, (piece.start + match.start(), piece.start + match.end()))
                break
        in_titles = [title for title in file_titles if model.named.search(title)]
        # A template's title names several: "TF/WSO".
        if in_titles and sum(1 for other in lexicon().models if other.named.search(in_titles[0])) == 1:
            scores[model.name] += _IN_FILE_TITLE
            named.add(model.name)
        # Abbreviations as short as "TF" count in titles only.
        mentions = [match for match in model.named.finditer(text) if len(match[0]) > 2]
        scores[model.name] += _IN_BODY * min(len(mentions), _MOST_IN_BODY)
        if mentions:
            spans.setdefault(model.name, said.span(mentions[0]))
        if any(_UNDER.search(text[max(0, match.start() - 40) : match.start()]) for match in mentions):
            scores[model.name] += _AS_MARGIN
        powers = {" ".join(match[0].casefold().split()): match for match in model.powers.finditer(text)}
        scores[model.name] += _POWER * min(len(powers), _MOST_POWERS)
        if powers:
            spans.setdefault(model.name, said.span(next(iter(powers.values()))))
    _weigh_duties(text, scores)
    best, second = sorted(lexicon().models, key=lambda model: -scores[model.name])[:2]
    if scores[best.name] < _NO_SIGN:
        return None
    start, end = spans.get(best.name, (0, 0))
    lead = scores[best.name] - scores[second.name]
    confidence = min(0.97, (0.75 if best.name in named else 0.55) + 0.05 * lead)
    return Chosen(
        best.name, start, end, round(max(0.3, confidence), 2), "" if best.name in named else "by the powers delegated"
    )


def _titles(document: ParsedDocument) -> list[tuple[int, int]]:
    """Short blocks of the front, and the opening sentence of an addendum."""
    return [
        (block.start, block.end)
        for block in document.blocks
        if block.kind is not BlockKind.FURNITURE and block.start < _FRONT and block.end - block.start < 120
    ]


def _weigh_duties(text: str, scores: dict[str, float]) -> None:
    """Who questions in the jail enforces there; who only serves warrants never questions; who patrols is in no jail."""
    knows = lexicon()
    task, jail_model, warrant = (model.name for model in knows.models)
    questions = sum(
        1 for m in knows.questions.finditer(text) if not _NEVER.search(text[max(0, m.start() - 90) : m.start()])
    )
    jail = len(list(knows.jail.finditer(text)))
    field = len(list(knows.field.finditer(text)))
    purpose = _purpose(text)
    in_jail, in_field = bool(knows.jail.search(purpose)), bool(knows.field.search(purpose))
    if in_jail != in_field:
        for model in (jail_model, warrant) if in_jail else (task,):
            scores[model] += _AS_PURPOSE
    if not questions:
        scores[task] -= 2.0
        scores[jail_model] -= 2.0
        scores[warrant] += 1.0 if jail else 0.0
    else:
        scores[warrant] -= 4.0
        if jail > max(_FEW_JAILS, 2 * field):
            scores[jail_model] += 2.0
        elif field > jail or jail <= _FEW_JAILS:
            scores[task] += 2.0


def _purpose(text: str) -> str:
    match = _PURPOSE.search(text)
    return text[match.start() : match.start() + _PURPOSE_LENGTH] if match else ""


def programme_of(document: ParsedDocument) -> Chosen | None:
    """The programme that an agreement of another kind names: in quotes, or in capitals before such a word."""
    nouns = "|".join(re.escape(noun) for noun in sorted(lexicon().programme_nouns, key=len, reverse=True))
    quoted = re.compile(rf"[\"“](?P<name>[A-Z][^\"”\n]{{2,60}})[\"”]\s+(?:{nouns})\b", re.IGNORECASE)
    under = re.compile(
        rf"\b(?:under|within|as\s+part\s+of|in|through|of|by|for)\s+the\s+(?P<name>(?:[A-Z][\w'’&-]*\s+(?:(?:of|and|for|the|in|to|on)\s+)*){{1,7}}"
        rf"(?:{'|'.join(noun.title() for noun in lexicon().programme_nouns)}))\b"
    )
    for form, sure in ((quoted, 0.85), (under, 0.7)):
        for match in form.finditer(document.text):
            # "the National Programme" names none; "the Liaison Exchange Program" does.
            if not match["name"][0].isupper() or (form is under and len(match["name"].split()) < _LEAST_WORDS):
                continue
            return Chosen(" ".join(match["name"].split()), match.start("name"), match.end("name"), sure)
    return None
