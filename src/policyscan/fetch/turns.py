"""Keep the distance between requests to one host, over all threads."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    places: threading.Semaphore
    guard: threading.Lock = field(default_factory=threading.Lock)
    last: float | None = None
    not_before: float = 0.0


class Turns:
    """At most `per_host` requests to a host at once, and their starts some seconds apart by a monotonic clock."""

    def __init__(self, per_host: int, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._per_host = per_host
        self._clock = clock
        self._sleep = sleep
        self._guard = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    def wait(self, host: str, seconds_between: float) -> contextlib.AbstractContextManager[None]:
        """Return when it is this caller's turn; leaving the context ends it."""
        entry = self._entry(host)
        entry.places.acquire()
        try:
            with entry.guard:
                now = self._clock()
                at = max(now, entry.not_before)
                if entry.last is not None:
                    at = max(at, entry.last + seconds_between)
                entry.last = at
            if at > now:
                self._sleep(at - now)
        except BaseException:
            entry.places.release()
            raise
        return _released(entry.places)

    def leave_alone(self, host: str, seconds: float) -> None:
        """No request to the host starts within the next seconds."""
        entry = self._entry(host)
        with entry.guard:
            entry.not_before = max(entry.not_before, self._clock() + seconds)

    def _entry(self, host: str) -> _Host:
        with self._guard:
            return self._hosts.setdefault(host, _Host(threading.Semaphore(self._per_host)))


@contextlib.contextmanager
def _released(places: threading.Semaphore) -> Iterator[None]:
    try:
        yield
    finally:
        places.release()
