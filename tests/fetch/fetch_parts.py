"""What a fetcher is given in tests in place of the real clock and the real internet."""

from __future__ import annotations

import threading

import httpcore


class Clock:
    """Stands still but for those who sleep by it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self._guard = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._guard:
            self.slept.append(seconds)
            self.now += seconds


class Internet(httpcore.NetworkBackend):
    """Leads every public address to one loopback server, and remembers who was called."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.called: list[str] = []
        self._inner = httpcore.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.called.append(host)
        return self._inner.connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options)
