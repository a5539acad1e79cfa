"""`policyscan search`: find passages by meaning and by words."""

from __future__ import annotations

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
    say,
    say_json,
)
from policyscan.model import Hit, Kind

if TYPE_CHECKING:
    from rich.text import Text


def search(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help='A question, words, or a "phrase".', show_default=False)
    ],
    workspace: WorkspaceOption,
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
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Published then or later (ISO 8601).")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Published then or earlier.")] = "",
    limit: Annotated[int, typer.Option("-n", "--limit", metavar="N", min=1, help="How many passages at most.")] = 10,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Find the passages that answer a question, across all places, with their page and section.

    Each filter may be given several times: --place A --place B finds both.
    """
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        hits = opened.search(
            query,
            places=tuple(place or ()),
            kinds=tuple(kind or ()),
            regions=tuple(region or ()),
            countries=tuple(country or ()),
            measures=tuple(measure or ()),
            force_types=tuple(force or ()),
            since=since,
            until=until,
            limit=limit,
        )
    found = list(hits)
    note = hits.note
    if format is Answer.JSON:
        say_json(found)
        if note:
            say(note, stderr=True)
        return
    for hit in found:
        _show(hit, query)
    if note or not found:
        say(note or "Nothing relevant was found.")


def _show(hit: Hit, query: str) -> None:
    from rich.padding import Padding
    from rich.text import Text

    screen = console()
    where = ", ".join(part for part in (hit.place, hit.region, hit.country) if part) or "Unknown place"
    head = Text(f"{hit.rank}. ").append(clean(where), style="bold cyan").append(f"  {hit.score:.2f}", style="dim")
    lines = [Text(clean(" · ".join(part for part in (hit.document, _page(hit), hit.section) if part)), style="dim")]
    lines.append(mark(hit.text, query))
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

    from policyscan.search.words import STOP_WORDS, WORD, fold, stem

    shown = Text(clean(text))
    asked = {stem(word) for word in WORD.findall(fold(query)) if word not in STOP_WORDS}
    for found in WORD.finditer(shown.plain):
        if stem(fold(found.group())) in asked:
            shown.stylize("bold", found.start(), found.end())
    return shown
