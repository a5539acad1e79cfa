"""`policyscan search`: find passages by meaning and by words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policyscan.cli.common import (
    Answer,
    AnswerOption,
    MeasureOption,
    PlaceOption,
    WorkspaceOption,
    clean,
    console,
    count,
    say,
    say_json,
)
from policyscan.errors import QueryError
from policyscan.model import Hit, Kind, Modality, Place

if TYPE_CHECKING:
    from rich.text import Text

    from policyscan.search import SearchAnswer

# Other places with the same wording that are named.
MOST_PLACES = 5


def search(
    workspace: WorkspaceOption,
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY", help='A question, words, a "phrase", -word, place:Albany and the like.', show_default=False
        ),
    ] = "",
    place: PlaceOption = None,
    region: Annotated[
        list[str] | None, typer.Option("--region", metavar="R", help="Only this region; may be given several times.")
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option("--country", metavar="C", help="Only this country (two letters).")
    ] = None,
    kind: Annotated[
        list[Kind] | None, typer.Option("--kind", metavar="|".join(Kind), help="Only this kind of document.")
    ] = None,
    measure: MeasureOption = None,
    force: Annotated[
        list[str] | None, typer.Option("--force", metavar="F", help="Only passages that name this type of force.")
    ] = None,
    modality: Annotated[
        list[Modality] | None,
        typer.Option("--modality", metavar="|".join(Modality), help="Only passages with a clause of this mood."),
    ] = None,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Published then or later (ISO 8601).")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Published then or earlier.")] = "",
    limit: Annotated[int, typer.Option("-n", "--limit", metavar="N", min=1, help="How many passages at most.")] = 10,
    diverse: Annotated[bool, typer.Option("--diverse", help="The best of each place first.")] = False,
    batch: Annotated[
        Path | None,
        typer.Option("--batch", metavar="FILE", help="Ask every question of a CSV; answers as CSV.", exists=True),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="For the answers to --batch; else stdout."),
    ] = None,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Find the passages that answer a question, across all places, with their page and section.

    Where none seems to answer, it says so and shows people what comes nearest. Each filter may be given several times:
    --place A --place B finds both.
    """
    from policyscan import open_workspace

    if bool(query) == (batch is not None):
        raise QueryError(
            "there is no question" if not query else "both a question and --batch", fix="Give one of them."
        )
    if output is not None and batch is None:
        raise QueryError("--output is for the answers to --batch", fix="Leave it out, or name a file of questions.")
    with open_workspace(workspace, create=False) as opened:

        def ask(question: str) -> SearchAnswer:
            return opened.search(
                question,
                places=tuple(place or ()),
                kinds=tuple(kind or ()),
                regions=tuple(region or ()),
                countries=tuple(country or ()),
                measures=tuple(measure or ()),
                force_types=tuple(force or ()),
                modalities=tuple(modality or ()),
                since=since,
                until=until,
                limit=limit,
                diverse=diverse,
            )

        if batch is not None:
            _answer_all(batch, output, ask)
            return
        _say_answer(ask(query), query, format)


def similar(
    name: Annotated[
        str, typer.Argument(metavar="CLAUSE", help="The id of a clause or passage, as JSON answers give it.")
    ],
    workspace: WorkspaceOption,
    opposite: Annotated[
        bool,
        typer.Option("--opposite", help="What rules the other way: leave for a duty, and so on."),
    ] = False,
    place: PlaceOption = None,
    limit: Annotated[int, typer.Option("-n", "--limit", metavar="N", min=1, help="How many passages at most.")] = 10,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Find passages like a given clause, in other places too, or those that say the opposite."""
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        _say_answer(opened.similar(name, opposite=opposite, places=tuple(place or ()), limit=limit), "", format)


def _answer_all(batch: Path, output: Path | None, ask: Callable[[str], SearchAnswer]) -> None:
    from policyscan.export import write_file
    from policyscan.search.batch import answers_as_csv, read_questions

    questions = read_questions(batch)
    text = answers_as_csv(questions, ask)
    if output is None:
        typer.echo(text.encode("utf-8", "replace"), nl=False)
        return
    write_file(output, text.encode("utf-8", "replace"))
    say(f"{count(len(questions), 'question')} answered: {output}")


def _say_answer(answer: SearchAnswer, query: str, shape: Answer) -> None:
    found = list(answer)
    note = answer.note
    if shape is Answer.JSON:
        say_json(found)
        if note:
            say(note, stderr=True)
        return
    for hit in found:
        _show(hit, query)
    if note or not found:
        say(note or "Nothing relevant was found.")
    if answer.nearest:
        say("What comes nearest:\n")
    for hit in answer.nearest:
        _show(hit, query)


def _show(hit: Hit, query: str) -> None:
    from rich.padding import Padding
    from rich.text import Text

    screen = console()
    where = Place(hit.place, hit.region, hit.country).full_name or "Unknown place"
    head = Text(f"{hit.rank}. ").append(clean(where), style="bold cyan").append(f"  {hit.score:.2f}", style="dim")
    lines = [Text(clean(" · ".join(part for part in (hit.document, _page(hit), hit.section) if part)), style="dim")]
    lines.append(mark(hit.text, query))
    if hit.also:
        places = dict.fromkeys(place for place, _, _ in hit.also)
        shown, more = list(places)[:MOST_PLACES], len(places) - MOST_PLACES
        others = f"; and in {count(more, 'other place')}" if more > 0 else ""
        lines.append(Text(clean(f"The same words: {', '.join(shown)}{others}"), style="dim"))
    if hit.why:
        lines.append(Text(clean(f"Why: {'; '.join(hit.why)}"), style="italic dim"))
    screen.print(head)
    for line in lines:
        screen.print(Padding(line, (0, 0, 0, 3)))
    screen.print()


def _page(hit: Hit) -> str:
    is_same = not hit.page_label or hit.page_label == str(hit.page)
    return f"PDF page {hit.page}" if is_same else f"page {hit.page_label} (PDF page {hit.page})"


def mark(text: str, query: str) -> Text:
    """Set in bold the words that the query has too, in whatever form: "warnings" for "warn"."""
    from rich.text import Text

    from policyscan.search.marks import spans

    shown = Text(clean(text))
    for start, end in spans(shown.plain, query):
        shown.stylize("bold", start, end)
    return shown
