"""Coded places with what was read in them, real and fictional: what is trained on and left out as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import policyscan
from benchmarks import coded
from policyscan.candidates import candidate_of, choose
from policyscan.extract import document_of
from policyscan.judge import Source
from policyscan.judging import in_force, source_of
from policyscan.meaning import ClauseReader, Context, contexts
from policyscan.model import Candidate, Effect
from policyscan.taxonomy import Measure

# Answers of a clause reader: rows of outputs for pairs of heading and words.
Answer = Callable[[Sequence[tuple[str, str]]], object]


@dataclass(frozen=True)
class Group:
    """A place that is left out as one: its clauses, its coding, and what the rules found in it.

    `marks` are clauses that its writer or a reader labelled, one by one; `looked_at` are the starts of all
    clauses among which they were sought (None: all); `is_firm` tells the cells on which two readers agree.
    """

    name: str
    hand: str
    is_real: bool
    is_frozen: bool
    contexts: list[Context]
    adopted: dict[str, int]
    reasons: dict[str, str]
    quotes: dict[str, str]
    is_firm: dict[str, bool]
    sources: list[Source]
    marks: tuple[coded.Mark, ...] = ()
    looked_at: frozenset[tuple[str, int]] | None = None


def fictional(*, frozen: bool | None = False) -> list[Group]:
    """The fictional places that are tuned on, those that are not, or (None) all."""
    found = []
    for place in coded.places():
        if frozen is not None and place.is_frozen is not frozen:
            continue
        cells = place.cells
        found.append(
            Group(
                name=place.name,
                hand=place.hand,
                is_real=False,
                is_frozen=place.is_frozen,
                contexts=contexts(coded.read(place.text).clauses, document_of(place.text).sections, place.text),
                adopted={m: int(str(cell["adopted"])) for m, cell in cells.items()},
                reasons={m: str(cell.get("reason", "")) for m, cell in cells.items()},
                quotes={m: str(cell["quote"]) for m, cell in cells.items()},
                is_firm={m: bool(cell.get("sure", True)) for m, cell in cells.items()},
                sources=[coded.source(place.text)],
                marks=place.marks,
            )
        )
    return found


def real(workspace: policyscan.Workspace, gold: Path) -> list[Group]:
    """The real places that the second reader coded; firm where the 2016 coders say the same of the same version."""
    second = gold_rows(gold / "second_reader.csv")
    first = {key: row for key, row in gold_rows(gold / "measures_2016.csv").items() if row["pdf"] == "same-version"}
    measures = [measure.id for measure in coded.taxonomy().measures]
    labelled = coded.labelled_clauses()
    store = workspace.store
    found = []
    for place, policies in sorted(in_force(store).items(), key=lambda pair: pair[0]):
        if (place.name, measures[0]) not in second:
            continue
        sources = [source_of(store, listing) for listing in policies]
        hashes = dict.fromkeys(source.listing.sha256 for source in sources)
        cells = {m: second[place.name, m] for m in measures}
        rows = [row for sha256 in hashes for row in labelled.get(sha256, ())]
        found.append(
            Group(
                name=place.name,
                hand=place.name,
                is_real=True,
                is_frozen=False,
                contexts=[
                    context
                    for sha256 in hashes
                    for context in contexts(store.clauses(sha256), store.sections(sha256), store.text(sha256))
                ],
                adopted={m: int(cell["adopted"]) for m, cell in cells.items()},
                reasons={m: cell["reason"] for m, cell in cells.items()},
                quotes={m: cell["quote"] for m, cell in cells.items()},
                is_firm={
                    m: (place.name, m) in first and first[place.name, m]["adopted"] == cell["adopted"]
                    for m, cell in cells.items()
                },
                sources=sources,
                marks=tuple(
                    coded.Mark(row.measure, row.label, row.reason, store.text(row.sha256)[row.start : row.end])
                    for row in rows
                    if row.measure
                ),
                looked_at=frozenset((row.sha256, row.start) for row in rows),
            )
        )
    return found


def meant(group: Group, reader: ClauseReader, answer: Answer) -> Callable[[Sequence[str], Measure], list[Candidate]]:
    """What `judge_place` asks for: the clauses of a group that were read closely, on a measure."""
    deciding = {Effect.MEETS, Effect.PART, Effect.DEFEATS}
    chosen: list[Context] = []
    for source in group.sources:
        own = [c for c in group.contexts if c.clause.sha256 == source.listing.sha256]
        chosen += choose(own, reader, {f.clause_id for f in source.findings if f.effect in deciding})
    rows = answer([(context.heading, context.words) for context in chosen])

    def of(_: Sequence[str], measure: Measure) -> list[Candidate]:
        return [candidate_of(context, reader, row, measure) for context, row in zip(chosen, rows, strict=True)]

    return of


def gold_rows(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Rows of a coding by place and measure."""
    return {(row["place"], row["measure"]): row for row in coded.read_csv(path)}


def stray_labels(groups: Sequence[Group]) -> int:
    """How many clauses that were labelled stand in none of ours, as parsing has changed: these teach nothing."""
    return sum(
        len(group.looked_at - {(c.clause.sha256, c.clause.start) for c in group.contexts})
        for group in groups
        if group.looked_at is not None
    )
