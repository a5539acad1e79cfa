"""What the commands share: the workspace option, the two formats of an answer, and safe printing."""

from __future__ import annotations

import json
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policyscan.model import plain

if TYPE_CHECKING:
    from rich.console import Console

WorkspaceOption = Annotated[
    Path,
    typer.Option("--workspace", "-w", metavar="DIR", envvar="POLICYSCAN_WORKSPACE", help="The folder that keeps all."),
]
PlaceOption = Annotated[
    list[str] | None, typer.Option("--place", metavar="P", help="Only this place; may be given several times.")
]
MeasureOption = Annotated[
    list[str] | None, typer.Option("--measure", metavar="M", help="Only this measure; may be given several times.")
]
PrivateOption = Annotated[
    str,
    typer.Option(
        "--allow-private",
        metavar="NETS",
        envvar="POLICYSCAN_ALLOW_PRIVATE",
        help="Private networks that may be asked, as in 10.0.0.0/8, or all; for servers of your own.",
    ),
]

# Escape sequences in a document's text could otherwise steer the reader's terminal.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Answer(StrEnum):
    """How an answer is shown: for people or for programs."""

    TEXT = "text"
    JSON = "json"


AnswerOption = Annotated[Answer, typer.Option("--format", metavar="|".join(Answer), help="For people or for programs.")]


def console(*, stderr: bool = False) -> Console:
    """Make a console on stdout or stderr that shows text as it is, without guessing at markup or emoji."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


def clean(text: str) -> str:
    """Replace characters that steer a terminal."""
    return _CONTROL.sub("\ufffd", text)


def count(number: int, noun: str) -> str:
    """Put a number and its noun together: "1 page", "2,100 pages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def say(line: str, *, stderr: bool = False) -> None:
    """Print one line, whole, however wide the terminal."""
    typer.echo(clean(line), err=stderr)


def say_failure(file: str, problem: str, fix: str) -> None:
    """Print a failure as its line and its fix."""
    say(problem if problem.startswith(file) else f"{file}: {problem}")
    say(f"  Fix: {fix}")


def say_json(value: object) -> None:
    """Print a value as indented JSON."""
    data = json.dumps(plain(value), ensure_ascii=False, indent=1) + "\n"
    typer.echo(data.encode("utf-8", "replace"), nl=False)


def is_terminal(*, stderr: bool = False) -> bool:
    """Whether a person looks on."""
    return (sys.stderr if stderr else sys.stdout).isatty()
