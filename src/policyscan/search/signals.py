"""What policyscan has read of each measure, as a mark for the passages that bear on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from policyscan.search.ports import SearchStore

# What a passage is worth for a question about a measure: as evidence of the place's judgement (the first
# quote more than the next), and by what the rules found in it. From a ranking model over 266 questions
# asked within one city whose answers were quoted by hand, rounded; together they come to 1 at most.
EVIDENCE = 0.36
EVIDENCE_BY_RANK = 0.36
FOUND = {"meets": 0.28, "part": 0.22, "defeats": 0.22, "fails": 0.2}
# A passage that is only known to speak of the measure.
TOUCHED = 0.2


class Signals:
    """Marks of passages (0 to 1) by measure, read at the first question about it and kept while judgements stand."""

    def __init__(self) -> None:
        # Key of the judgements, and the marks made of them: replaced together, since threads share them.
        self._kept: tuple[str, dict[str, Mapping[str, float]]] = ("", {})

    def of(self, store: SearchStore, measure: str) -> Mapping[str, float]:
        """The passages that bear on a measure, with their marks."""
        key = store.judgements_key()
        known, marks = self._kept
        if key != known:
            marks = {}
            self._kept = (key, marks)
        if measure not in marks:
            marks[measure] = _read(store, measure)
        return marks[measure]


def _read(store: SearchStore, measure: str) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for passage, effect, _ in store.passages_with_findings(measure):
        found[passage] = max(found.get(passage, 0.0), FOUND.get(effect, 0.0))
    evidence: dict[str, float] = defaultdict(float)
    quotes = [
        (rank, (quote.sha256, quote.start, quote.end))
        for judgement in store.judgements(measures=[measure])
        for rank, quote in enumerate(judgement.evidence)
    ]
    for (rank, _), passages in zip(quotes, store.passages_at(span for _, span in quotes), strict=True):
        for passage in passages:
            evidence[passage] = max(evidence[passage], EVIDENCE + EVIDENCE_BY_RANK / (1 + rank))
    return {name: found.get(name, 0.0) + evidence.get(name, 0.0) for name in found.keys() | evidence.keys()}
