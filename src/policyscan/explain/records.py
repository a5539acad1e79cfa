"""An explanation as frozen records, and a clause cut at its cues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policyscan.model import Cue, Evidence, Finding, Judgement

_TRIGGER = "trigger"
Key = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a clause; `cue` names what it decided ("must", "exception", "trigger"), or is empty."""

    text: str
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A quote as it was read: with its cues, and below which heading and lead-in.

    `decides` tells the clauses that the answer rests on from those that were weighed beside them.
    """

    evidence: Evidence
    decides: bool
    pieces: tuple[Piece, ...]
    heading: str = ""
    lead: tuple[Piece, ...] = ()

    @property
    def marked(self) -> str:
        """The words with their cues marked: "Officers [must: shall] intervene"."""
        return marked(self.pieces)

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "decides": self.decides,
            "rule": self.evidence.rule,
            "effect": self.evidence.effect,
            "heading": self.heading,
            "lead": marked(self.lead),
            "marked": self.marked,
            "cues": [{"category": piece.cue, "text": piece.text} for piece in self.pieces if piece.cue],
            **self.evidence.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the measure's table: how many clauses held it, and where the first of them stands."""

    rule: str
    effect: str
    reason: str
    says: str
    clauses: int
    first: str

    @property
    def held(self) -> str:
        """Where it held, in words; "no clause" where none did."""
        if not self.clauses:
            return "no clause"
        return f"{counted(self.clauses, 'clause')}, first {self.first}"

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Document:
    """One document that was searched."""

    file: str
    sha256: str
    published: str
    pages: int
    unreadable_pages: tuple[int, ...]
    clauses: int

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        values: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return values | {"unreadable_pages": list(self.unreadable_pages)}


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the rules came to `judgement`; `answer` is what is shown where a person answered, else None.

    `change` says in a sentence what would change the answer; `notes` what else a reader must know.
    """

    judgement: Judgement
    answer: Judgement | None
    title: str
    question: str
    clauses: tuple[Clause, ...]
    rows: tuple[Row, ...]
    documents: tuple[Document, ...]
    change: str
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        judgement, answer = self.judgement, self.answer
        return {
            "place": judgement.place.name,
            "region": judgement.place.region,
            "country": judgement.place.country,
            "measure": judgement.measure,
            "title": self.title,
            "question": self.question,
            "state": judgement.state.value,
            "verdict": judgement.verdict,
            "adopted": judgement.adopted,
            "reason_code": judgement.reason_code,
            "reason": judgement.reason,
            "confidence": judgement.confidence,
            "by": judgement.by,
            "as_of": judgement.as_of,
            "person": {"adopted": answer.adopted, "by": answer.by, "as_of": answer.as_of, "reason": answer.reason}
            if answer
            else None,
            "clauses": [clause.as_dict() for clause in self.clauses],
            "rows": [row.as_dict() for row in self.rows],
            "searched": [document.as_dict() for document in self.documents],
            "what_would_change_the_answer": self.change,
            "notes": list(self.notes),
        }


def marked(pieces: Iterable[Piece]) -> str:
    """Pieces as one string, each cue in brackets with its category."""
    return "".join(f"[{piece.cue}: {piece.text}]" if piece.cue else piece.text for piece in pieces)


def cut(text: str, start: int, cues: Sequence[Cue]) -> tuple[Piece, ...]:
    """Cut `text`, which stands at `start`, at its cues. What governs goes before the words that it governs."""
    names = [""] * len(text)
    # The trigger's words are often more than a line, and may hold the cue that governs them.
    for cue in sorted(cues, key=lambda cue: (cue.category != _TRIGGER, cue.start)):
        for at in range(max(0, cue.start - start), min(len(text), cue.end - start)):
            names[at] = cue.category
    pieces = []
    first = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or names[at] != names[first]:
            pieces.append(_piece(text[first:at], names[first]))
            first = at
    return tuple(part for piece in pieces for part in piece if part.text)


def _piece(text: str, cue: str) -> tuple[Piece, ...]:
    """A piece without the space around its cue."""
    if not cue or not text.strip():
        return (Piece(text),)
    bare = text.strip()
    at = text.index(bare)
    return Piece(text[:at]), Piece(bare, cue), Piece(text[at + len(bare) :])


def key_of_quote(evidence: Evidence) -> Key:
    """What a quote shares with the finding that it quotes."""
    return (evidence.sha256, evidence.rule, evidence.start, evidence.end)


def key_of_finding(finding: Finding) -> Key:
    """What a finding shares with its quote."""
    return (finding.sha256, finding.rule, finding.start, finding.end)


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
