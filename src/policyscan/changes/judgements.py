"""Find the measures whose judgement flipped from one version to the next, each version judged by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan import judging
from policyscan.changes.pairs import VersionPair
from policyscan.model import Change, ChangeKind, Evidence, Judgement, Kind, Span

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Flip:
    """A measure's two judgements."""

    old: Judgement
    new: Judgement

    def as_change(self) -> Change:
        """The flip as a change: a measure that was adopted strengthens, one that went weakens."""
        return Change(
            kind=ChangeKind.STRENGTHENED if self.new.adopted else ChangeKind.WEAKENED,
            old=_span(self.old),
            new=_span(self.new),
            measures=(self.new.measure,),
            is_judgement=True,
            why=f"the judgement goes from {_said(self.old)} to {_said(self.new)}",
        )


def flips(store: Store, taxonomy: Taxonomy, pair: VersionPair) -> tuple[tuple[Flip, ...], bool]:
    """The measures that one of two policies has and the other lacks, and whether clauses were read by meaning, too.

    What cannot be assessed in either of them is no flip.
    """
    if pair.new.kind is not Kind.POLICY:
        return (), False
    (old, new), read_closely = judging.judge_apart(store, taxonomy, (pair.old, pair.new))
    before = {judgement.measure: judgement for judgement in old}
    both = [(before[judgement.measure], judgement) for judgement in new if judgement.measure in before]
    known = [(one, other) for one, other in both if None not in {one.adopted, other.adopted}]
    return tuple(Flip(one, other) for one, other in known if one.adopted != other.adopted), read_closely


def evidence_of(judgement: Judgement) -> Evidence | None:
    """The words that decided a judgement, or came nearest."""
    return next((item for item in judgement.evidence if item.start < item.end), None)


def _span(judgement: Judgement) -> Span | None:
    found = evidence_of(judgement)
    return Span(found.sha256, found.start, found.end) if found else None


def _said(judgement: Judgement) -> str:
    return f"{'yes' if judgement.adopted else 'no'} ({judgement.reason.rstrip('.') or judgement.verdict})"
