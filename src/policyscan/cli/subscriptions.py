"""`policyscan subscriptions`: be told what is new: by feed, digest, webhook or a command of one's own."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from policyscan.cli.common import (
    Answer,
    AnswerOption,
    MeasureOption,
    PlaceOption,
    PrivateOption,
    WorkspaceOption,
    clean,
    count,
    say,
    say_json,
)
from policyscan.errors import QueryError
from policyscan.model import Kind
from policyscan.model.notices import OPERATOR, Channel, Sent, Subscription, What

if TYPE_CHECKING:
    from policyscan.workspace import Workspace

app = typer.Typer(no_args_is_help=True, help="Be told what is new: by feed, digest, webhook or your own command.")
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The subscription.", show_default=False)]


@app.command("add")
def add(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Names the files: small letters, digits, - and _.", show_default=False)
    ],
    workspace: WorkspaceOption,
    place: PlaceOption = None,
    measure: MeasureOption = None,
    kind: Annotated[
        list[Kind] | None, typer.Option("--kind", metavar="|".join(Kind), help="Only this kind of document.")
    ] = None,
    query: Annotated[str, typer.Option("--query", metavar="Q", help="Passages that answer this, as in search.")] = "",
    least_score: Annotated[
        float | None, typer.Option("--least-score", metavar="X", help="Matches of this score or more, as in search.")
    ] = None,
    what: Annotated[
        list[What] | None,
        typer.Option(
            "--what",
            metavar="|".join(What),
            help="Tell of this; may be given several times. By default all; with --query, matches and failures.",
        ),
    ] = None,
    no_feed: Annotated[bool, typer.Option("--no-feed", help="Write no Atom feed.")] = False,
    no_digest: Annotated[bool, typer.Option("--no-digest", help="Write no digest.")] = False,
    webhook: Annotated[
        str, typer.Option("--webhook", metavar="URL", help="Post new notices as JSON to this http(s) address.")
    ] = "",
    secret_env: Annotated[
        str, typer.Option("--secret-env", metavar="VAR", help="Sign with the secret in this environment variable.")
    ] = "",
    command: Annotated[
        str, typer.Option("--command", metavar="COMMAND", help="Run this, without a shell, with the JSON on its stdin.")
    ] = "",
    within_days: Annotated[
        int, typer.Option("--expires-within", metavar="DAYS", min=0, help="Tell of agreements that run out so soon.")
    ] = 90,
) -> None:
    """Keep a subscription, or change the one of that name; what is here already is not told.

    Agreements that run out within the days asked for are told from the start, once each.
    """
    from policyscan import notices, open_workspace
    from policyscan.compare import match

    with open_workspace(workspace, create=False) as opened:
        places = {listed.name for listed in opened.store.places()}
        measures = {known.id for known in opened.taxonomy.measures}
        wanted = Subscription(
            name=name,
            places=tuple(match(given, places, "place") for given in place or ()),
            measures=tuple(match(given, measures, "measure") for given in measure or ()),
            kinds=tuple(given.value for given in kind or ()),
            query=query.strip(),
            least_score=least_score,
            what=tuple(what or _told(query.strip(), measure)),
            feed=not no_feed,
            digest=not no_digest,
            webhook=webhook,
            secret_env=secret_env,
            command=_words(command),
            expires_within_days=within_days,
        )
        if what and What.MATCHES in what and not wanted.query and not wanted.measures:
            raise QueryError("There is nothing to match.", fix="Give --query Q or --measure M.")
        is_new = name not in {known.name for known in notices.subscriptions(opened.store)}
        _, waiting = notices.add(opened.store, wanted, now=_now(), **_sources(opened, wanted))
    done, told = "kept" if is_new else "changed", count(len(waiting), "notice")
    say(f"{name} is {done}: {told} to send, what else is here is known.")


@app.command("list")
def list_all(
    workspace: WorkspaceOption,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Show the subscriptions, and what of each waits, failed, was refused, or may have been sent or not."""
    from policyscan import notices, open_workspace

    with open_workspace(workspace, create=False) as opened:
        rows = [_row(opened, known) for known in notices.subscriptions(opened.store)]
        alerts = _standing(opened, OPERATOR)
    if alerts:
        rows.append({"name": OPERATOR, "what": [What.FAILURES.value], "deliveries": alerts})
    if format is Answer.JSON:
        say_json(rows)
        return
    for row in rows:
        scope = [f"{key} {', '.join(row[key])}" for key in ("places", "measures", "kinds") if row.get(key)]
        scope += [f"“{row['query']}”"] if row.get("query") else []
        say(f"{row['name']}: {', '.join(row['what'])}{' of ' if scope else ''}{'; '.join(scope)}")
        if row.get("to"):
            say(f"  to {', '.join(row['to'])}")
        for channel, states in row["deliveries"].items():
            say(f"  {channel}: {', '.join(f'{number:,} {state}' for state, number in states.items())}")
            if {Sent.UNSURE, Sent.REFUSED} & states.keys():
                say(f"    To send them again: policyscan subscriptions send {row['name']} --again")
    if not rows:
        say("No subscription yet. Make one: policyscan subscriptions add NAME.")


@app.command("remove")
def remove(name: NameArgument, workspace: WorkspaceOption) -> None:
    """End a subscription; its files and the record of what was sent stay, what was not sent is dropped."""
    from policyscan import notices, open_workspace

    with open_workspace(workspace, create=False) as opened:
        notices.remove(opened.store, name)
    say(f"{name} is ended")


@app.command("preview")
def preview(
    name: NameArgument,
    workspace: WorkspaceOption,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Show what would be sent now; nothing is recorded or sent."""
    from policyscan import notices, open_workspace

    with open_workspace(workspace, create=False) as opened:
        wanted = notices.subscription(opened.store, name)
        found = notices.preview(opened.store, wanted, now=_now(), **_sources(opened, wanted))
    if format is Answer.JSON:
        say_json([notice.as_dict() for notice in found])
        return
    for notice in found:
        say(notice.title)
        for line in notice.text.split("\n"):
            typer.echo(f"  {clean(line)}")
    say(f"{count(len(found), 'notice')} to send")


@app.command("send")
def send(
    workspace: WorkspaceOption,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Only this subscription.", show_default=False)
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Where the files go; by default notices/ there.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Send too what was refused, or may have been sent or not.")
    ] = False,
    allow_private: PrivateOption = "",
) -> None:
    """Find what is new for each subscription, write its files, and send what was not sent yet."""
    from policyscan import open_workspace, telling

    if again and not name:
        raise QueryError("What may have been sent already is sent again for one subscription only.", fix="Name it.")
    with open_workspace(workspace, create=False) as opened:
        collected, report = telling.tell(
            opened, to=to, only=(name,) if name else (), again=again, allow_private=allow_private
        )
    for subscription, new in collected.new.items():
        say(f"{subscription}: {count(new, 'new notice')}")
    for path in report.files:
        say(f"Written: {path}")
    for done in report.deliveries:
        if done.state is Sent.SENT and done.channel != Channel.DIGEST:
            say(f"{done.subscription}: {count(done.how_many, 'notice')} sent by {done.channel}")
    for subscription, error in collected.failed:
        say(f"{subscription}: {error.problem}\n  Fix: {error.fix}", stderr=True)
    for done in report.failed:
        what = f"{count(done.how_many, 'notice')} by {done.channel} {done.state}"
        say(f"{done.subscription}: {what}. {done.problem}\n  Fix: {done.fix}", stderr=True)
    if collected.failed or report.failed:
        raise typer.Exit(1)


def _sources(opened: Workspace, wanted: Subscription) -> dict[str, Any]:
    from policyscan.exchanges.leaving import leaving

    changes = opened.changes() if wanted.tells(What.CHANGES) else None
    return {"changes": changes, "search": opened.search, "leaving": leaving}


def _row(opened: Workspace, known: Subscription) -> dict[str, Any]:
    # A webhook's address may be as good as a password: the host says enough.
    host = urlsplit(known.webhook).hostname or ""
    ways = [("feed", known.feed), ("digest", known.digest)]
    to = [name for name, is_wanted in ways if is_wanted]
    to += [f"a webhook at {host}"] if host else []
    to += [f"the command {shlex.join(known.command)}"] if known.command else []
    return {
        "name": known.name,
        "since": known.since,
        "what": [str(part) for part in known.what],
        "places": list(known.places),
        "measures": list(known.measures),
        "kinds": list(known.kinds),
        "query": known.query,
        "to": to,
        "deliveries": _standing(opened, known.name),
    }


def _standing(opened: Workspace, name: str) -> dict[str, dict[str, int]]:
    from policyscan.notices import standing

    found: dict[str, dict[str, int]] = {}
    for (channel, state), number in standing(opened.store, name).items():
        found.setdefault(channel.value, {})[state.value] = number
    return found


def _told(query: str, measures: Sequence[str] | None) -> list[What]:
    """What is told by default. A saved query is there for its matches: documents around them would drown them."""
    if query:
        return [What.MATCHES, What.FAILURES]
    return [part for part in What if part is not What.MATCHES or measures]


def _words(command: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(command))
    except ValueError as error:
        raise QueryError(f"The command cannot be read ({error}).", fix="Close its quotation marks.") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
