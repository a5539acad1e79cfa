"""`policyscan sources`: the addresses that are watched, and what waits for a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policyscan.cli.common import (
    Answer,
    AnswerOption,
    PrivateOption,
    WorkspaceOption,
    say,
    say_failure,
    say_json,
)
from policyscan.cli.ingest import end_with, summarise
from policyscan.cli.progress import progress
from policyscan.errors import QueryError
from policyscan.model import Checked, CheckReport, IngestReport, Version, Watched, WatchReport
from policyscan.priority import give_way

if TYPE_CHECKING:
    from policyscan.workspace import Workspace

app = typer.Typer(name="sources", no_args_is_help=True, help="Watch addresses for new versions of documents.")

SourcesOption = Annotated[
    Path | None,
    typer.Option("--sources", metavar="FILE", help="The list of sources; by default sources.csv in the workspace."),
]
GroupOption = Annotated[
    list[str] | None, typer.Option("--group", metavar="G", help="Only this schedule group; may be given several times.")
]
ContactOption = Annotated[
    str,
    typer.Option(
        "--contact",
        metavar="WHO",
        envvar="POLICYSCAN_CONTACT",
        help="A mail address or page where a site's owner finds you; it stands in every request.",
    ),
]
FreeOption = Annotated[
    int,
    typer.Option("--min-free-mb", metavar="MB", min=0, help="Fetch nothing where the disk has less room."),
]
_GOOD = (Checked.NEW, Checked.CHANGED)
_BAD = (Checked.WARNED, Checked.UNLISTED, Checked.FAILED)


@app.command("add")
def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="A web address or a path.")],
    workspace: WorkspaceOption,
    sources: SourcesOption = None,
    file: Annotated[str, typer.Option("--file", metavar="NAME", help="The name that all results carry.")] = "",
    form: Annotated[
        str, typer.Option("--form", metavar="F", help="document, index, sitemap, feed or folder.", show_default=False)
    ] = "",
    pattern: Annotated[
        str, typer.Option("--pattern", metavar="P", help="Which links of a list to follow: a glob, or re: and a regex.")
    ] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="K", help="policy, agreement, rights_report or other.")] = "",
    place: Annotated[str, typer.Option("--place", metavar="P", help="The place that it stands for.")] = "",
    region: Annotated[str, typer.Option("--region", metavar="R", help="Its state or province.")] = "",
    country: Annotated[str, typer.Option("--country", metavar="C", help="Its country, by ISO code or name.")] = "",
    issuer: Annotated[str, typer.Option("--issuer", metavar="I", help="Who issues the document.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="T", help="The document's title.")] = "",
    published: Annotated[str, typer.Option("--published", metavar="DATE", help="When it was published.")] = "",
    series: Annotated[str, typer.Option("--series", metavar="S", help="The series of versions it belongs to.")] = "",
    language: Annotated[str, typer.Option("--language", metavar="L", help="Expected language: en, or en;es.")] = "",
    pages: Annotated[str, typer.Option("--pages", metavar="N", help="Expected pages: 300, 200-300, 200+.")] = "",
    size: Annotated[str, typer.Option("--size", metavar="N", help="Expected size: 2 MB, 500 KB - 3 MB.")] = "",
    group: Annotated[str, typer.Option("--group", metavar="G", help="Schedule group.")] = "",
) -> None:
    """Add a source to the list, which is made where there is none."""
    from policyscan import open_workspace
    from policyscan.sources import append_entry

    if "://" not in address and not address.startswith("file:"):
        # A path is typed from where one stands, and read from where the list lies.
        address = str(Path(address).resolve())
    values = {
        "address": address, "file": file, "form": form, "pattern": pattern, "kind": kind, "place": place,
        "region": region, "country": country, "issuer": issuer, "title": title, "published": published,
        "series": series, "language": language, "pages": pages, "size": size, "group": group,
    }  # fmt: skip
    with open_workspace(workspace, create=True) as opened:
        path = opened.sources.path(sources)
        # One at a time: each reads the list, and writes it whole.
        with opened.store.writing():
            entry = append_entry(path, values)
    say(f"{entry.name} ({entry.form}, group {entry.group}) added to {path}")
    say(f"  Check it: policyscan sources check --workspace {workspace}")


@app.command("list")
def list_sources(
    workspace: WorkspaceOption,
    sources: SourcesOption = None,
    versions: Annotated[bool, typer.Option("--versions", help="Show every version that arrived, too.")] = False,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """List what is watched: how its last check ended, what is in force, and what waits for a person."""
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        found = opened.sources.overview(sources)
        arrived = opened.sources.versions() if versions else ()
    if format is Answer.JSON:
        say_json(found.as_dict() | ({"versions": arrived} if versions else {}))
        return
    for item in found.watched:
        _say_watched(item)
        for version in arrived:
            if version.name == item.name:
                _say_version(version)
    for entry in found.not_checked:
        say(f"{entry.name}: not checked yet ({entry.address})")
    for failure in found.failures:
        say_failure(failure.file, failure.problem, failure.fix)
    for note in found.notes:
        say(note)
    waiting = sum(1 for item in found.watched if item.held)
    addresses = len(found.watched) + len(found.not_checked)
    say(f"{addresses:,} address{'' if addresses == 1 else 'es'} watched, {waiting:,} waiting for a person")


@app.command("check")
def check(
    workspace: WorkspaceOption,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Only these sources.", show_default=False)
    ] = None,
    sources: SourcesOption = None,
    group: GroupOption = None,
    contact: ContactOption = "",
    allow_private: PrivateOption = "",
    min_free_mb: FreeOption = 500,
    ingest: Annotated[bool, typer.Option("--ingest", help="Take in what is in force afterwards.")] = False,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Check the sources: fetch what may have changed and hold it against what is expected.

    What is not as expected waits for `sources accept`, while the last good version stays in force. Exit code 1 where a
    source failed.
    """
    from policyscan import open_workspace
    from policyscan.watch import from_environment

    settings = from_environment(contact=contact, allow_private=allow_private, min_free_mb=min_free_mb)
    with open_workspace(workspace, create=True) as opened:
        _need_list(opened.sources.path(sources))
        chosen = tuple(names or ())
        report = opened.sources.check(sources, settings=settings, groups=tuple(group or ()), only=chosen)
        taken = _ingested(opened, sources) if ingest else None
    if format is Answer.JSON:
        say_json({"checks": report.checks, "notes": report.notes, "ingest": taken})
    else:
        _say_report(report)
        for line in summarise(taken) if taken is not None else ():
            say(line)
        if taken is None and report.of(*_GOOD):
            say(f"Take in what is new: policyscan sources check --ingest --workspace {workspace}")
    if report.of(Checked.FAILED) or (taken is not None and taken.failed):
        raise typer.Exit(1)


@app.command("accept")
def accept(
    workspace: WorkspaceOption,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="The sources, as `sources list` names them.", show_default=False),
    ] = None,
    place: Annotated[
        list[str] | None,
        typer.Option("--place", metavar="P", help="A place whose text is rightly so much less than before."),
    ] = None,
    sources: SourcesOption = None,
    later: Annotated[bool, typer.Option("--later", help="Take it in with the next run, not now.")] = False,
) -> None:
    """Accept what waits: a version that was held comes into force.

    What is listed no more stays as it is: `sources withdraw` takes it out of force.
    """
    from policyscan import open_workspace

    if not names and not place:
        raise QueryError("Nothing is named.", fix="Give names as `policyscan sources list` shows them, or --place P.")
    with open_workspace(workspace, create=False) as opened:
        accepted = opened.sources.accept(tuple(names or ()), places=tuple(place or ()))
        for version in accepted:
            say(f"{version.name}: {version.sha256[:12]} of {version.fetched} is in force")
        if not later and names:
            _take_in(opened, sources)


@app.command("withdraw")
def withdraw(
    names: Annotated[
        list[str],
        typer.Argument(metavar="NAME...", help="The sources, as `sources list` names them.", show_default=False),
    ],
    workspace: WorkspaceOption,
    sources: SourcesOption = None,
    later: Annotated[bool, typer.Option("--later", help="Take it out of force with the next run, not now.")] = False,
) -> None:
    """Take documents out of force that no list names any more; of a list's name, all that it names no more.

    What waits under their names is dropped unseen; every version stays on record.
    """
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        for name in opened.sources.withdraw(tuple(names)):
            say(f"{name}: withdrawn, and watched no more")
        if not later:
            _take_in(opened, sources)


@app.command("remove")
def remove(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The row, as `sources list` names it.", show_default=False)
    ],
    workspace: WorkspaceOption,
    sources: SourcesOption = None,
) -> None:
    """Take a row out of the list and its documents out of force; every version stays on record."""
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        forgotten = opened.sources.remove(name, sources)
        say(f"{name} is out of {opened.sources.path(sources)}; {len(forgotten):,} watched before, now not")
        for row in _ingested(opened, sources).failed:
            say_failure(row.file, row.problem, row.fix)


def _take_in(opened: Workspace, sources: Path | None) -> None:
    """Bring the documents in line with what is in force now; exit code 1 where one could not be read."""
    end_with(_ingested(opened, sources))


def _ingested(opened: Workspace, sources: Path | None) -> IngestReport:
    give_way()
    with progress() as show:
        return opened.sources.ingest(sources, on_progress=show)


def _need_list(path: Path) -> None:
    if not path.exists():
        raise QueryError(
            f"There is no list of sources at {path}.",
            fix="Add one: policyscan sources add ADDRESS, or name a list with --sources FILE.",
        )


def _say_watched(item: Watched) -> None:
    force = f"{item.in_force[:12]} since {item.changed}" if item.in_force else "nothing in force"
    say(f"{item.name}: {item.state}, {force}, checked {item.checked}")
    if item.problem:
        say(f"    {item.problem}")
        say(f"    Fix: {item.fix}")


def _say_version(version: Version) -> None:
    why = f": {version.reason}" if version.reason else ""
    shown = f"{version.fetched}  {version.sha256[:12]}  {version.size_bytes:,} bytes"
    say(f"    {shown}  {version.standing}{why}")


def _say_report(report: WatchReport) -> None:
    for row in report.of(*_GOOD):
        say(f"{row.name}: {row.outcome}" + (f", {row.received_bytes:,} bytes" if row.received_bytes else ""))
    for row in report.of(*_BAD):
        say_failure(row.name, f"{row.outcome}: {row.problem}", row.fix)
    for note in report.notes:
        say(note)
    say(summary(report.checks))


def summary(checks: tuple[CheckReport, ...]) -> str:
    """Count the checks by how they ended."""
    counts = {outcome: sum(1 for row in checks if row.outcome is outcome) for outcome in Checked}
    return f"{len(checks):,} checked: " + (
        ", ".join(f"{n:,} {outcome}" for outcome, n in counts.items() if n) or "none"
    )
