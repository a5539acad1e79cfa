"""One writer at a time for a workspace, by a lock that dies with its process."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from policyscan.errors import WorkspaceBusy, WorkspaceError

POLL_SECONDS = 0.1
# How often a waiting caller hears that it still waits.
REMIND_SECONDS = 30.0


class WriteLock:
    """`flock` on a file; the holder's process id stands in it for the others' messages.

    The same object may take it again while it holds it; another object, of this or another
    process, waits.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1
        self._depth = 0
        self._guard = threading.RLock()
        _all_locks.add(self)

    @contextmanager
    def held(self, timeout_seconds: float, on_wait: Callable[[str], None] | None) -> Iterator[None]:
        """Hold the lock; `WorkspaceBusy` when it is not free in time."""
        with self._guard:
            if self._depth == 0:
                self._take(timeout_seconds, on_wait)
            self._depth += 1
        try:
            yield
        finally:
            with self._guard:
                self._depth -= 1
                if self._depth == 0:
                    self._release()

    def holder(self) -> int:
        """Process id written by the last holder, 0 where there is none."""
        try:
            return int(self.path.read_text("ascii").strip() or 0)
        except (OSError, ValueError):
            return 0

    def _take(self, timeout_seconds: float, on_wait: Callable[[str], None] | None) -> None:
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise WorkspaceError(
                f"{self.path} cannot be written ({error.strerror}).",
                fix="Give yourself write permission on the folder, or name another with --workspace.",
            ) from error
        try:
            self._wait(descriptor, timeout_seconds, on_wait)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def _wait(self, descriptor: int, timeout_seconds: float, on_wait: Callable[[str], None] | None) -> None:
        began = time.monotonic()
        next_word = began
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            except OSError as error:
                raise WorkspaceError(
                    f"{self.path} cannot be locked ({error.strerror}).",
                    fix="Put the workspace on a local disk: its file system knows no locks.",
                ) from error
            else:
                return
            now = time.monotonic()
            if now - began >= timeout_seconds:
                raise WorkspaceBusy(f"{self._who()} is writing to {self.path.parent}.", fix=self._what_to_do())
            if on_wait is not None and now >= next_word:
                on_wait(f"Waiting: {self._who()} is writing to {self.path.parent}.")
                next_word = now + REMIND_SECONDS
            time.sleep(min(POLL_SECONDS, max(0.0, timeout_seconds - (now - began))))

    def _who(self) -> str:
        pid = self.holder()
        return f"Process {pid}" if pid else "Another process"

    def _what_to_do(self) -> str:
        pid = self.holder()
        other = f"process {pid}" if pid else "the other process"
        return f"Wait until {other} is done, or stop it, and run the command again."

    def _release(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor < 0:
            return
        try:
            os.ftruncate(descriptor, 0)
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        finally:
            os.close(descriptor)

    def _forget(self) -> None:
        """In a forked child: let go of the parent's lock without unlocking it."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
        self._descriptor = -1
        self._depth = 0
        self._guard = threading.RLock()


_all_locks: weakref.WeakSet[WriteLock] = weakref.WeakSet()


def _forget_all() -> None:
    for lock in list(_all_locks):
        lock._forget()


# A worker process forked while the lock is held would keep it alive after the death of its parent.
os.register_at_fork(after_in_child=_forget_all)
