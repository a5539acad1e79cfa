"""Run a pure function on documents in worker processes that a bad file may hang, fill or crash.

A worker that says nothing for too long is ended and replaced; its document becomes one failure and
the others go on. Workers are kept between documents, so that models load once in each.
"""

from __future__ import annotations

import atexit
import importlib
import os
import queue
import resource
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from policyscan.errors import DocumentError, DocumentFault, PolicyScanError

Function = Callable[[Any, Callable[[Any], None]], Any]

# The child gets the parent's search path as its argument, so that it finds what the parent found.
_CHILD = "import sys; sys.path[:] = sys.argv[2:]; from policyscan.workers import serve; serve(int(sys.argv[1]))"
# How long a worker may take to end itself before it is killed.
PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost.

    A worker reports after every page, so that silence, not length, marks a file that hangs: the
    slowest honest page seen was an OCR page at 20 s on a busy machine.
    """

    seconds_of_silence: float = 120.0
    seconds_in_all: float = 7200.0
    memory_mb: int = 6144


class Workers:
    """A fixed number of worker processes, each started when it is first needed.

    `function` must be importable by its module and name; it gets a task and a function to report
    progress with. Tasks and results are pickled.
    """

    def __init__(self, function: Function, *, jobs: int, limits: Limits | None = None) -> None:
        self._function = function
        self._limits = limits or Limits()
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(max(1, jobs)):
            self._idle.put(None)
        self.jobs = max(1, jobs)

    def run(self, task: object, *, name: str, on_progress: Callable[[Any], None] | None = None) -> Any:
        """The function's result for `task`; safe to call from several threads.

        Raises `DocumentError` (TIMEOUT, MEMORY, CRASHED) naming `name`, or what the function raised.
        """
        worker = self._idle.get()
        try:
            if worker is None or worker.process.poll() is not None:
                worker = _Worker(self._function, self._limits)
            return worker.run(task, name, self._limits, on_progress)
        finally:
            if worker is not None and worker.is_spent:
                worker.stop()
                worker = None
            self._idle.put(worker)

    def close(self) -> None:
        """End all workers that are idle."""
        for _ in range(self.jobs):
            with suppress(queue.Empty):
                worker = self._idle.get_nowait()
                if worker is not None:
                    worker.stop()

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_isolated: dict[str, Workers] = {}


def isolated(function: Function, task: object, name: str) -> Any:
    """Run a function in a child of this process, which is kept for the next call: for one task at a time.

    Raises what `Workers.run` raises. It is for processes that belong to others, as a cluster's workers do: a file that
    breaks its reader must not break them.
    """
    key = f"{function.__module__}.{function.__qualname__}"
    if key not in _isolated:
        _isolated[key] = Workers(function, jobs=1)
        atexit.register(_isolated[key].close)
    return _isolated[key].run(task, name=name)


class _Worker:
    """One child process, started anew rather than forked or spawned by multiprocessing.

    A fork of a process with threads and open databases is unsafe, and multiprocessing's spawn runs
    the caller's script again, which a short script without a main guard does not survive.
    """

    def __init__(self, function: Function, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-c", _CHILD, str(theirs.fileno()), *map(os.path.abspath, sys.path)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self.pipe = Connection(ours.detach())
        self.is_spent = False
        self.pipe.send((function.__module__, function.__qualname__, limits.memory_mb))

    def run(self, task: object, name: str, limits: Limits, on_progress: Callable[[Any], None] | None) -> Any:
        self.is_spent = True  # until an answer proves otherwise
        started = time.monotonic()
        try:
            self.pipe.send(task)
            while True:
                left = min(limits.seconds_of_silence, limits.seconds_in_all - (time.monotonic() - started))
                if left <= 0 or not self.pipe.poll(left):
                    raise DocumentError(
                        f"{name}: reading stopped making headway after {time.monotonic() - started:.0f} seconds",
                        fix="Save the PDF anew with another program, or split it, and ingest it again.",
                        fault=DocumentFault.TIMEOUT,
                    )
                kind, value = self.pipe.recv()
                if kind == "progress":
                    if on_progress is not None:
                        on_progress(value)
                    continue
                self.is_spent = kind == "spent"
                if kind == "done":
                    return value
                raise _named(value, name)
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise DocumentError(
                f"{name}: the reader broke down on this file (exit code {self._wait()})",
                fix="Save the PDF anew with another program and ingest it again.",
                fault=DocumentFault.CRASHED,
            ) from error

    def stop(self) -> None:
        self.pipe.close()
        if self.process.poll() is None:
            self.process.terminate()
            self._wait()

    def _wait(self) -> int:
        try:
            return self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def _named(error: PolicyScanError, name: str) -> PolicyScanError:
    """The error with the file's name in its problem: a worker knows bytes, not names."""
    if isinstance(error, DocumentError) and name not in error.problem:
        return DocumentError(f"{name}: {error.problem}", fix=error.fix, fault=error.fault)
    return error


def serve(descriptor: int) -> None:
    """Do tasks from a socket until it closes: the whole life of a worker process."""
    # spaCy's thinc imports torch where it is installed, which costs each worker two seconds and half
    # a gigabyte, and no worker needs it.
    sys.modules["torch"] = None  # type: ignore[assignment]
    # Several workers share the cores; libraries that start threads of their own would fight.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    pipe = Connection(descriptor)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        module, name, memory_mb = pipe.recv()
        with suppress(ValueError, OSError):
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 2**20, hard))
        function: Function = getattr(importlib.import_module(module), name)
        while True:
            answer = _answer(function, pipe.recv(), pipe, memory_mb)
            pipe.send(answer)
            if answer[0] == "spent":
                return


def _answer(function: Function, task: object, pipe: Connection, memory_mb: int) -> tuple[str, Any]:
    try:
        return "done", function(task, lambda message: pipe.send(("progress", message)))
    except MemoryError:
        return "spent", DocumentError(
            f"reading needs more than {memory_mb} MB of memory",
            fix="Split the PDF and ingest the parts.",
            fault=DocumentFault.MEMORY,
        )
    except PolicyScanError as error:
        return "error", error
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:  # a bug in reading one file must not stop the others
        last = traceback.extract_tb(error.__traceback__)[-1]
        return "error", DocumentError(
            f"reading broke down: {type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})",
            fix="This is a fault of policyscan: report it with the file.",
            fault=DocumentFault.CRASHED,
        )
