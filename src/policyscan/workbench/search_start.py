"""Say what a workspace holds, and which questions fit it, for those who have not asked yet."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from policyscan.model import Kind, content_id
from policyscan.taxonomy.titles import in_a_sentence
from policyscan.workbench.document_list import Totals, rows_of, totals

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.taxonomy import Taxonomy
    from policyscan.workspace import Workspace

MOST_EXAMPLES = 6
_NOUNS = {
    Kind.POLICY: ("policy", "policies"),
    Kind.AGREEMENT: ("agreement", "agreements"),
    Kind.RIGHTS_REPORT: ("rights report", "rights reports"),
    Kind.OTHER: ("other document", "other documents"),
}


@dataclass(frozen=True, slots=True)
class Start:
    """What is here: counts, documents in words, passages that can be found, and questions that fit."""

    totals: Totals
    documents: str
    passages: int
    questions: tuple[str, ...]


class Starts:
    """What workspaces hold, counted once for as long as they hold the same."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Start]] = {}
        self._lock = threading.Lock()

    def get(self, work: Workspace) -> Start:
        """What the workspace holds now."""
        store = work.store
        folder = str(store.folder)
        key = content_id(store.readings_key(), store.judgements_key(), *map(repr, store.listings()), work.taxonomy.hash)
        kept = self._kept.get(folder)
        if kept is None or kept[0] != key:
            with self._lock:
                kept = self._kept[folder] = (key, _counted(work))
        return kept[1]


def _counted(work: Workspace) -> Start:
    store = work.store
    rows, _ = rows_of(store)
    kinds = Counter(kind for _, kind in {(row.listing.sha256, row.listing.kind) for row in rows})
    questions = {
        Kind.POLICY: _of_policies(store, work.taxonomy),
        Kind.AGREEMENT: _of_agreements(store),
        Kind.RIGHTS_REPORT: _of_reports(store),
    }
    # In turn, so that each kind of document that is here is asked about.
    by_turns = chain.from_iterable(zip_longest(*(found for kind, found in questions.items() if kinds[kind])))
    return Start(
        totals=totals(rows),
        documents=_in_words([f"{number:,} {_NOUNS[kind][number != 1]}" for kind, number in kinds.most_common()]),
        passages=store.passage_count(),
        questions=tuple(islice(filter(None, by_turns), MOST_EXAMPLES)),
    )


def _in_words(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _of_policies(store: Store, taxonomy: Taxonomy) -> Iterator[str]:
    """The questions of the measures that some place has adopted, first those that most have."""
    adopted = Counter(judgement.measure for judgement in store.judgements() if judgement.adopted)
    measures = sorted(taxonomy.measures, key=lambda measure: -adopted[measure.id])
    return (measure.question for measure in measures if adopted[measure.id])


def _of_agreements(store: Store) -> Iterator[str]:
    topics = Counter(term.value for agreement in store.agreements() for term in agreement.named("topics"))
    return (
        f"What do agreements say of {in_a_sentence('topics', topic)}?" for topic, _ in topics.most_common() if topic
    )


def _of_reports(store: Store) -> Iterator[str]:
    violations = Counter(
        violation
        for reading in store.report_readings()
        for accusation in reading.accusations
        for violation in accusation.violations
    )
    return (
        f"What do reports say of {in_a_sentence('violations', violation)}?" for violation, _ in violations.most_common()
    )
