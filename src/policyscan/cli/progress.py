"""What an ingest shows while it runs: a moving bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from policyscan.cli.common import clean, console, say

# Long enough that a log of a 600-page manual stays short.
SECONDS_BETWEEN_LINES = 10.0


class Event(Protocol):
    """One step of an ingest: which file, doing what, and how many of the files are finished."""

    @property
    def file(self) -> str:
        """The manifest's name of the file, or nothing for work on all."""
        ...

    @property
    def stage(self) -> str:
        """What is being done."""
        ...

    @property
    def done(self) -> int:
        """How many files are finished."""
        ...

    @property
    def total(self) -> int:
        """How many there are; 0 where unknown."""
        ...

    @property
    def message(self) -> str:
        """Anything more to say."""
        ...


def describe(event: Event) -> str:
    """Put an event in words: "anchorage.pdf: ocr, page 3 of 12"."""
    doing = ", ".join(part for part in (event.stage, event.message) if part)
    return ": ".join(part for part in (event.file, doing) if part)


@contextmanager
def progress() -> Iterator[Callable[[Event], None]]:
    """Give a function that shows each event on stderr, while the block runs."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield _lines()
        return
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(event: Event) -> None:
            words = escape(clean(describe(event)))
            bar.update(task, completed=event.done, total=event.total or None, description=words)

        yield show


def _lines() -> Callable[[Event], None]:
    """Show each file's stages once, and of what takes long a line now and then."""
    seen: set[tuple[str, str]] = set()
    last = time.monotonic()

    def show(event: Event) -> None:
        nonlocal last
        now = time.monotonic()
        key = (event.file, event.stage)
        if key in seen and now - last < SECONDS_BETWEEN_LINES:
            return
        seen.add(key)
        last = now
        counted = f"[{event.done}/{event.total}] " if event.total else ""
        say(f"{counted}{describe(event)}", stderr=True)

    return show
