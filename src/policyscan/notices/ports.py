"""What the caller gives: a search, the end of an agreement, a way to post, a way to run a command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from policyscan.model import Agreement, Hit, Register


class Search(Protocol):
    """Finds passages; `Workspace.search` is one. Raises `QueryError`."""

    def __call__(
        self,
        query: str,
        *,
        places: Sequence[str] = (),
        kinds: Sequence[str] = (),
        measures: Sequence[str] = (),
        limit: int = 10,
    ) -> Iterable[Hit]:
        """The hits, best first."""
        ...


class Running(Protocol):
    """How an agreement runs."""

    @property
    def end(self) -> date | None:
        """Its last day; None where it has none, or nobody knows it."""
        ...


class Leaving(Protocol):
    """Says how an agreement runs, seen from a day; `policyscan.exchanges.leaving.leaving` does."""

    def __call__(self, agreement: Agreement, on: date, /) -> Running:
        """How it runs."""
        ...


class Changes(Protocol):
    """Gives the register of changes between the versions of documents, when it is called for."""

    def __call__(self) -> Register:
        """The register."""
        ...


class Post(Protocol):
    """Sends a body to an address and returns the status of the answer; redirects are not followed.

    Raises `PolicyScanError` where nothing was sent, and `OSError` (`TimeoutError`, `ConnectionError`) where it may
    have been.
    """

    def __call__(self, address: str, body: bytes, headers: Mapping[str, str], /) -> int:
        """The status."""
        ...


class RunCommand(Protocol):
    """Runs a command with the bytes on its stdin and returns its exit code.

    Raises `PolicyScanError` where it could not be started, and `OSError` (`TimeoutError`) where it may have done its
    work.
    """

    def __call__(self, command: Sequence[str], data: bytes, /) -> int:
        """The exit code."""
        ...
