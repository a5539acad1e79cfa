"""`policyscan explain`: how a judgement came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from policyscan.cli.common import Answer, AnswerOption, WorkspaceOption, clean, console, count, say_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from policyscan.explain import Clause, Document, Explanation, Piece

_STYLES = {"trigger": "bold", "exception": "bold magenta", "may": "bold yellow"}
_BY_DEFAULT = "bold cyan"


def explain(
    workspace: WorkspaceOption,
    place: Annotated[str, typer.Option("--place", metavar="P", help="The place.", show_default=False)],
    measure: Annotated[str, typer.Option("--measure", metavar="M", help="The measure.", show_default=False)],
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Show how a judgement came about: the clauses with their cues marked, the rows tried, what would change it.

    A cue stands in brackets with what it decided: "Officers [must: shall] … [exception: unless] …".
    """
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        found = opened.explain(place, measure)
    if format is Answer.JSON:
        say_json(found)
    else:
        _show(found)


def _show(found: Explanation) -> None:
    from rich.text import Text

    screen = console()
    judgement = found.judgement
    screen.print(Text(clean(f"{judgement.place.full_name} · {found.title}"), style="bold"))
    screen.print(Text(clean(found.question), style="dim"))
    if found.answer is not None:
        screen.print(Text(clean(f"A person answered: {found.answer.verdict}. {found.answer.reason}"), style="green"))
    value = "–" if judgement.adopted is None else str(judgement.adopted)
    state = judgement.state.value.replace("_", " ")
    screen.print(Text(clean(f"{judgement.verdict} ({value}), {state}, confidence {judgement.confidence:.2f}")))
    screen.print(Text(clean(f"{judgement.reason_code}: {judgement.reason}")))
    for heading, decides in (("Decided by", True), ("Weighed beside it" if _decided(found) else "Nearest", False)):
        clauses = [clause for clause in found.clauses if clause.decides is decides]
        if clauses:
            _head(screen, heading)
        for clause in clauses:
            _clause(screen, clause)
    _head(screen, "Rows of the measure's table")
    for row in found.rows:
        line = Text(clean(f"  {row.rule} ({row.effect}): "), style="" if row.clauses else "dim")
        screen.print(line.append(clean(row.held), style="bold" if row.clauses else "dim"))
        if row.clauses:
            screen.print(Text(clean(f"    {row.says}")))
    _head(screen, "Searched")
    for document in found.documents:
        screen.print(Text(clean(f"  {_searched(document)}")))
    if not found.documents:
        screen.print(Text("  nothing: no policy of this place is at hand"))
    _head(screen, "What would change the answer")
    screen.print(Text(clean(found.change)))
    for note in found.notes:
        screen.print(Text(clean(note), style="yellow"))


def _decided(found: Explanation) -> bool:
    return any(clause.decides for clause in found.clauses)


def _head(screen: Console, text: str) -> None:
    from rich.text import Text

    screen.print()
    screen.print(Text(text, style="bold underline"))


def _clause(screen: Console, clause: Clause) -> None:
    from rich.text import Text

    evidence = clause.evidence
    same = not evidence.page_label or evidence.page_label == str(evidence.page)
    page = f"PDF page {evidence.page}" if same else f"page {evidence.page_label} (PDF page {evidence.page})"
    place = " · ".join(part for part in (evidence.document, page, clause.heading or evidence.section) if part)
    screen.print(Text(clean(f"  {place}"), style="dim"))
    if clause.lead:
        screen.print(Text("  ").append_text(mark(clause.lead)).append(" …"))
    screen.print(Text("  ").append_text(mark(clause.pieces)))
    if evidence.says:
        rule = f"{evidence.rule}: " if evidence.rule else ""
        screen.print(Text(clean(f"  {rule}{evidence.says}"), style="italic dim"))


def _searched(document: Document) -> str:
    parts = [count(document.pages, "page"), count(document.clauses, "clause")]
    if document.unreadable_pages:
        parts.append(f"unreadable: {', '.join(map(str, document.unreadable_pages))}")
    dated = f" ({document.published})" if document.published else ""
    return f"{document.file}{dated}: {', '.join(parts)}"


def mark(pieces: Sequence[Piece]) -> Text:
    """Put each cue in brackets with its category, in the category's colour."""
    from rich.text import Text

    shown = Text()
    for piece in pieces:
        if piece.cue:
            shown.append(clean(f"[{piece.cue}: {piece.text}]"), style=_STYLES.get(piece.cue, _BY_DEFAULT))
        else:
            shown.append(clean(piece.text))
    return shown
