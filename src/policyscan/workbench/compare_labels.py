"""Label a clause with what its reading found: how strongly it binds, unless what, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.model import Modality
from policyscan.workbench.matrix_marks import CUES
from policyscan.workbench.matrix_rows import shortened

if TYPE_CHECKING:
    from policyscan.explain import Piece
    from policyscan.model import Clause

# Exceptions and conditions run on; a label shows about two lines of one.
_SHOWN = 110
_STRENGTHS = {*(m.value for m in Modality if m is not Modality.NONE), "required", "prohibited", "permitted"}


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that was read from a clause: `name` is what it is called, `words` how it is printed."""

    key: str
    name: str
    words: str


def labels(clause: Clause | None, pieces: Iterable[Piece] = ()) -> tuple[Label, ...]:
    """The labels of a quote: its strength first, then exceptions and conditions.

    `pieces` are those of the quote and its lead-in, where the words that decided were marked: what governs
    those comes before what governs the clause's main verb. `clause` is None where the quote is no clause.
    """
    cut = list(pieces)
    found = [_strength(clause, cut)]
    for key, words in (
        ("exception", clause.exception if clause else ""),
        ("condition", clause.condition if clause else ""),
    ):
        cues = dict.fromkeys(piece.text for piece in cut if piece.cue == key)
        text = words or " … ".join(cues)
        if text:
            found.append(Label(key, key, shortened(text, _SHOWN)))
    return tuple(found)


def _strength(clause: Clause | None, pieces: Iterable[Piece]) -> Label:
    """What governs the deciding words; where nothing was marked, what governs the clause."""
    cue = next((piece for piece in pieces if piece.cue in _STRENGTHS), None)
    if cue is not None:
        return Label(cue.cue, CUES[cue.cue], cue.text)
    if clause is None:
        return Label(Modality.NONE.value, "statement", "")
    # The same words may be an exception, too ("are only justified as"), and be marked as that.
    words = next((found.text for found in clause.cues if found.category == clause.modality), "")
    return Label(clause.modality.value, CUES.get(clause.modality.value, "statement"), words)
