"""Run a pure function on documents in worker processes that a bad file may hang, fill or crash.

A worker that says nothing for too long is ended and replaced; its document becomes one failure and
the others go on. Workers are kept between documents, so that models load once in each.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from policyscan.errors import DocumentError, DocumentFault, PolicyScanError

Function = Callable[[Any, Callable[[str], None]], Any]


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
    """A fixed number of worker processes, each started when it is first needed."""

    def __init__(self, function: Function, *, jobs: int, limits: Limits | None = None) -> None:
        self._function = function
        self._limits = limits or Limits()
        # Spawned, not forked: a fork of a process with threads and open databases is unsafe.
        self._context = multiprocessing.get_context("spawn")
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(max(1, jobs)):
            self._idle.put(None)
        self.jobs = max(1, jobs)

    def run(self, task: object, *, name: str, on_progress: Callable[[str], None] | None = None) -> Any:
        """The function's result for `task`; safe to call from several threads.

        Raises `DocumentError` (TIMEOUT, MEMORY, CRASHED) naming `name`, or what the function raised.
        """
        worker = self._idle.get()
        try:
            if worker is None or not worker.process.is_alive():
                worker = _Worker(self._context, self._function, self._limits)
            return worker.run(task, name, self._limits, on_progress)
        except BaseException:
            if worker is not None and worker.is_spent:
                worker.stop()
                worker = None
            raise
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End all workers."""
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


class _Worker:
    def __init__(self, context: Any, function: Function, limits: Limits) -> None:
        self.pipe, child = context.Pipe()
        self.process = context.Process(target=_serve, args=(child, function, limits.memory_mb), daemon=True)
        self.process.start()
        child.close()
        self.is_spent = False

    def run(self, task: object, name: str, limits: Limits, on_progress: Callable[[str], None] | None) -> Any:
        import time

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
                raise value
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            self.process.join(5)
            raise DocumentError(
                f"{name}: the reader broke down on this file (exit code {self.process.exitcode})",
                fix="Save the PDF anew with another program and ingest it again.",
                fault=DocumentFault.CRASHED,
            ) from error

    def stop(self) -> None:
        self.pipe.close()
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(2)
            if self.process.is_alive():
                self.process.kill()
                self.process.join()


def _serve(pipe: Connection, function: Function, memory_mb: int) -> None:
    # spaCy's thinc imports torch where it is installed, which costs each worker two seconds and half
    # a gigabyte, and no worker needs it.
    sys.modules["torch"] = None  # type: ignore[assignment]
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 2**20, hard))
    with suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        while True:
            task = pipe.recv()
            try:
                result = function(task, lambda message: pipe.send(("progress", message)))
                pipe.send(("done", result))
            except MemoryError:
                pipe.send(
                    (
                        "spent",
                        DocumentError(
                            f"reading needs more than {memory_mb} MB of memory",
                            fix="Split the PDF and ingest the parts.",
                            fault=DocumentFault.MEMORY,
                        ),
                    )
                )
                return
            except PolicyScanError as error:
                pipe.send(("error", error))
            except (KeyboardInterrupt, EOFError, BrokenPipeError, ConnectionResetError):
                raise
            except Exception as error:  # a bug in reading one file must not stop the others
                pipe.send(("error", _as_crash(error)))


def _as_crash(error: Exception) -> DocumentError:
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    return DocumentError(
        f"reading broke down: {type(error).__name__}: {error} ({os.path.basename(last.filename)}:{last.lineno})",  # noqa: PTH119
        fix="This is a fault of policyscan: report it with the file.",
        fault=DocumentFault.CRASHED,
    )
