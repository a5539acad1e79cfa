"""Join clauses into the passages that a search finds: about 8 to 150 words of one section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from policyscan.model import BlockKind, Clause, Modality, ParsedDocument, Passage

# Words. A passage closes when the next clause would take it past FULL_WORDS, and before a new
# list or paragraph once it has ENOUGH_WORDS. MiniLM reads about 190 words; longer clauses are cut
# for the vector by the model, not in the quote.
FULL_WORDS = 120
ENOUGH_WORDS = 60
FEWEST_WORDS = 8


def join(
    document: ParsedDocument,
    clauses: Sequence[Clause],
    clean_text: Callable[[Clause], str],
    measures_of: Callable[[Clause], Iterable[str]],
) -> tuple[Passage, ...]:
    """The passages of a document, in order; every content clause is in one of them at most."""
    passages: list[Passage] = []
    run: list[Clause] = []

    def close() -> None:
        if run and sum(len(clause.text.split()) for clause in run) >= FEWEST_WORDS:
            passages.append(_make(document, run, clean_text, measures_of))
        run.clear()

    words = 0
    for clause in clauses:
        size = len(clause.text.split())
        if clause.kind is BlockKind.HEADING:
            # A heading stands in the embedded string of what follows it, and opens a new passage.
            close()
            words = 0
            continue
        apart = bool(run) and (
            clause.section != run[-1].section
            or clause.language != run[-1].language
            or words + size > FULL_WORDS
            or (words >= ENOUGH_WORDS and not clause.lead)
            or document.text[run[-1].end : clause.start].strip() != ""
        )
        if apart:
            close()
            words = 0
        run.append(clause)
        words += size
    close()
    return tuple(passages)


def _make(
    document: ParsedDocument,
    run: Sequence[Clause],
    clean_text: Callable[[Clause], str],
    measures_of: Callable[[Clause], Iterable[str]],
) -> Passage:
    first, last = run[0], run[-1]
    section = document.sections[first.section] if 0 <= first.section < len(document.sections) else None
    path = " / ".join(section.path) if section else ""
    words = " ".join(clean_text(clause) for clause in run)
    return Passage(
        sha256=first.sha256,
        start=first.start,
        end=last.end,
        text=document.text[first.start : last.end],
        embed_text=f"{path}\n{words}" if path else words,
        page=first.page,
        section=first.section,
        language=first.language,
        clause_ids=tuple(clause.id for clause in run),
        measures=tuple(sorted({measure for clause in run for measure in measures_of(clause)})),
        force_types=tuple(sorted({force for clause in run for force in clause.force_types})),
        modalities=tuple(sorted({clause.modality.value for clause in run} - {Modality.NONE.value})),
    )
